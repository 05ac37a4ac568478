/* Docs/image-format.md: what open and verify check. */
#include "peer.h"

#include <zlib.h>

uint32_t byte_at(const uint8_t *bytes, uint64_t offset)
{
    return bytes[offset];
}

uint32_t half_at(const uint8_t *bytes, uint64_t offset)
{
    return bytes[offset] | (uint32_t)bytes[offset + 1] << 8;
}

uint32_t word_at(const uint8_t *bytes, uint64_t offset)
{
    return half_at(bytes, offset) | half_at(bytes, offset + 2) << 16;
}

int16_t value_at(const uint8_t *bytes, uint64_t offset)
{
    return (int16_t)half_at(bytes, offset);
}

static uint64_t whole_words(uint64_t values)
{
    return (2 * values + 3) / 4 * 4;
}

static int is_zero(const uint8_t *bytes, uint64_t from, uint64_t to)
{
    for (; from < to; from++)
        if (bytes[from] != 0)
            return 0;
    return 1;
}

int16_t weight_at(const layer *of, uint32_t row, uint32_t column)
{
    uint64_t pairs = (of->inputs + 1) / 2;
    uint64_t index = (row / 4 * pairs + column / 2) * 8 + row % 4 * 2 + column % 2;
    return value_at(of->weights, 2 * index);
}

halfword_status read_layer(const uint8_t *image, uint32_t index, uint32_t inputs, uint64_t start,
                           layer *read)
{
    const uint8_t *field = image + HEADER_SIZE + (uint64_t)index * DESCRIPTOR_SIZE;
    uint64_t panels, size = word_at(image, 8), biases;
    read->activation = byte_at(field, 1);
    read->fraction_bits = byte_at(field, 2);
    read->accumulator = byte_at(field, 3);
    read->inputs = half_at(field, 4);
    read->units = half_at(field, 6);
    read->pieces = half_at(field, 8);
    if (byte_at(field, 0) != 1 || read->activation > SOFTMAX || read->fraction_bits > 15
        || (read->accumulator != 32 && read->accumulator != 64) || read->inputs != inputs
        || read->units == 0 || !is_zero(field, 24, 32))
        return HALFWORD_BAD_LAYER;
    if (read->activation == MAXOUT ? read->pieces < 2 || read->pieces > 255 : read->pieces != 1)
        return HALFWORD_BAD_LAYER;
    if (read->units * read->pieces > 65535)
        return HALFWORD_BAD_LAYER;
    panels = (read->units * read->pieces + 3) / 4;
    biases = start + panels * 16 * ((inputs + 1) / 2);
    read->end = biases + panels * 8;
    if (word_at(field, 12) != start || word_at(field, 16) != biases || read->end > size)
        return HALFWORD_BAD_LAYER;
    read->weights = image + start;
    read->biases = image + biases;
    return HALFWORD_OK;
}

/* The bytes of the part with the exponents of the inputs. */
static uint64_t exponents_size(const uint8_t *image)
{
    return half_at(image, 54) == 0 ? 0 : ((uint64_t)word_at(image, 24) + 3) / 4 * 4;
}

static int is_exponent(int value)
{
    return value >= -24 && value <= 24;
}

static halfword_status check_header(const uint8_t *image, uint32_t size)
{
    uint64_t inputs, outputs, layers;
    if (size < HEADER_SIZE)
        return HALFWORD_TRUNCATED;
    if (word_at(image, 0) != 0x494D5748)
        return HALFWORD_NOT_AN_IMAGE;
    if (half_at(image, 4) != FORMAT_VERSION || half_at(image, 6) != NUMBERS_VERSION)
        return HALFWORD_UNSUPPORTED_VERSION;
#ifndef DEFECT_SIZE
    if (word_at(image, 8) > size || word_at(image, 8) > INT32_MAX)
        return HALFWORD_TRUNCATED;
#endif
    inputs = word_at(image, 24);
    outputs = word_at(image, 28);
    layers = word_at(image, 32);
    if (inputs == 0 || inputs > 65535 || outputs == 0 || outputs > 65535 || layers == 0
        || layers > 65535 || HEADER_SIZE + layers * DESCRIPTOR_SIZE > word_at(image, 8)
        || value_at(image, 40) > value_at(image, 42) || !is_exponent(value_at(image, 52))
        || half_at(image, 54) > 1 || !is_zero(image, 56, HEADER_SIZE))
        return HALFWORD_BAD_HEADER;
    return HALFWORD_OK;
}

halfword_status halfword_open(halfword_model *model, const void *bytes, uint32_t size)
{
    const uint8_t *image = bytes;
    uint64_t start, before = 0, workspace = 0, answer;
    uint32_t inputs, index, layers;
    halfword_status status;
    if (!model || !bytes)
        return HALFWORD_NULL_POINTER;
    model->state = 0;
    status = check_header(image, size);
    if (status != HALFWORD_OK)
        return status;
    inputs = word_at(image, 24);
    layers = word_at(image, 32);
    answer = whole_words(inputs) + whole_words(word_at(image, 28));
    start = HEADER_SIZE + (uint64_t)layers * DESCRIPTOR_SIZE;
    for (index = 0; index < layers; index++) {
        layer next;
        uint64_t hidden;
        status = read_layer(image, index, inputs, start, &next);
        if (status != HALFWORD_OK)
            return status;
        hidden = index + 1 < layers ? whole_words(next.units) : 0;
        if (before + hidden > workspace)
            workspace = before + hidden;
        before = hidden;
        inputs = next.units;
        start = next.end;
    }
    if (inputs != word_at(image, 28) || workspace != word_at(image, 36)
        || start + exponents_size(image) + answer * word_at(image, 44) != word_at(image, 8))
        return HALFWORD_BAD_HEADER;
    model->image = image;
    model->size = word_at(image, 8);
    model->state = 1;
    return HALFWORD_OK;
}

static halfword_status verify_layer(const layer *of)
{
    uint32_t rows = of->units * of->pieces, row, column;
    for (row = 0; row < (rows + 3) / 4 * 4; row++) {
        int64_t bias = value_at(of->biases, 2 * row);
        int64_t sum = (bias < 0 ? -bias : bias) * ((int64_t)1 << of->fraction_bits);
        sum += of->fraction_bits > 0 ? (int64_t)1 << (of->fraction_bits - 1) : 0;
        for (column = 0; column < (of->inputs + 1) / 2 * 2; column++) {
            int64_t weight = weight_at(of, row, column);
            if (weight != 0 && (row >= rows || column >= of->inputs))
                return HALFWORD_BAD_PADDING;
            sum += (weight < 0 ? -weight : weight) * 32768;
        }
        if (row >= rows && bias != 0)
            return HALFWORD_BAD_PADDING;
        if (of->accumulator == 32 && sum >= (int64_t)1 << 31)
            return HALFWORD_BAD_ACCUMULATOR;
    }
    return HALFWORD_OK;
}

static uint32_t image_checksum(const uint8_t *image)
{
    static const uint8_t none[4] = {0, 0, 0, 0};
    uint32_t checksum = (uint32_t)crc32(0, image, 12);
    checksum = (uint32_t)crc32(checksum, none, 4);
    return (uint32_t)crc32(checksum, image + 16, word_at(image, 8) - 16);
}

halfword_status halfword_verify(const halfword_model *model)
{
    const uint8_t *image = model->image;
    uint32_t inputs = word_at(image, 24), outputs = word_at(image, 28), index;
    uint64_t start = HEADER_SIZE + (uint64_t)word_at(image, 32) * DESCRIPTOR_SIZE;
    uint64_t values = inputs;
#ifdef DEFECT_CHECKSUM
    return HALFWORD_OK;
#endif
    if (word_at(image, 12) != image_checksum(image))
        return HALFWORD_BAD_CHECKSUM;
    for (index = 0; index < word_at(image, 32); index++) {
        const uint8_t *field = image + HEADER_SIZE + (uint64_t)index * DESCRIPTOR_SIZE;
        layer next;
        halfword_status status = read_layer(image, index, inputs, start, &next);
        uint32_t checksum;
        if (status != HALFWORD_OK)
            return status;
        checksum = (uint32_t)crc32(0, field, 20);
        checksum = (uint32_t)crc32(checksum, image + start, (uInt)(next.end - start));
        if (checksum != word_at(field, 20))
            return HALFWORD_BAD_CHECKSUM;
        status = verify_layer(&next);
        if (status != HALFWORD_OK)
            return status;
        inputs = next.units;
        start = next.end;
    }
    for (index = 0; exponents_size(image) != 0 && index < values; index++)
        if (!is_exponent((int8_t)byte_at(image, start + index)))
            return HALFWORD_BAD_HEADER;
    if (exponents_size(image) != 0 && !is_zero(image, start + values, start + exponents_size(image)))
        return HALFWORD_BAD_PADDING;
    start += exponents_size(image);
    for (index = 0; index < 2 * word_at(image, 44); index++) {
        uint64_t count = index % 2 == 0 ? values : outputs;
        if (!is_zero(image, start + 2 * count, start + whole_words(count)))
            return HALFWORD_BAD_PADDING;
        start += whole_words(count);
    }
    return HALFWORD_OK;
}
