/* Docs/image-format.md: what open and verify check. */
#include "peer.h"

#include <stdlib.h>
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

/* The shape of a tensor: height and width of 1, and its channels. */
static uint32_t channels(const uint8_t *shape)
{
    return half_at(shape, 0) == 1 && half_at(shape, 2) == 1 ? half_at(shape, 4) : 0;
}

halfword_status read_layer(const uint8_t *image, uint32_t index, uint32_t inputs, uint64_t start,
                           layer *read)
{
    const uint8_t *field = image + HEADER_SIZE + (uint64_t)index * DESCRIPTOR_SIZE;
    uint32_t kind = byte_at(field, 0), bits = byte_at(field, 3);
    uint64_t panels, size = word_at(image, 8), starts, fractions, exponents = word_at(field, 40);
    read->activation = byte_at(field, 1);
    read->sums = byte_at(field, 2);
    read->inputs = channels(field + 8);
    read->units = channels(field + 14);
    read->pieces = half_at(field, 20);
    read->place = word_at(field, 24);
    if (read->activation > SOFTMAX || read->sums < 1 || read->sums > 4)
        return HALFWORD_BAD_LAYER;
    if (kind >= 1 && kind <= 7 && (bits == 16 || bits == 8 || bits == 4) && (kind != 1 || bits != 16))
        return HALFWORD_UNSUPPORTED_VERSION;
    if (kind != 1 || bits != 16 || half_at(field, 4) != index || half_at(field, 6) != 0
        || read->inputs != inputs || read->units == 0 || !is_zero(field, 44, 60))
        return HALFWORD_BAD_LAYER;
    if (read->activation == MAXOUT ? read->pieces < 2 || read->pieces > 255 : read->pieces != 1)
        return HALFWORD_BAD_LAYER;
    if (read->units * read->pieces > 65535)
        return HALFWORD_BAD_LAYER;
    panels = (read->units * read->pieces + 3) / 4;
    starts = start + panels * 16 * ((inputs + 1) / 2);
    fractions = starts + panels * 16;
    read->end = fractions + panels * 4 + (exponents ? (read->units + 3) / 4 * 4 : 0);
    if (word_at(field, 28) != start || word_at(field, 32) != starts || word_at(field, 36) != fractions
        || (exponents && exponents != fractions + panels * 4) || read->end > size)
        return HALFWORD_BAD_LAYER;
    read->weights = image + start;
    read->starts = image + starts;
    read->fractions = image + fractions;
    read->exponents = exponents ? image + exponents : NULL;
    return HALFWORD_OK;
}

/* The bytes of the part with the offsets and exponents of the inputs. */
static uint64_t scales_size(const uint8_t *image)
{
    uint64_t inputs = word_at(image, 24);
    return half_at(image, 54) == 0 ? 0 : 4 * inputs + (inputs + 3) / 4 * 4;
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
        || half_at(image, 54) > 1 || word_at(image, 56) % 4 != 0 || word_at(image, 36) % 4 != 0
        || word_at(image, 36) > ((uint32_t)1 << 24)
        || byte_at(image, 48) > 2 || byte_at(image, 49) > 3 || half_at(image, 50) != 0
        || (byte_at(image, 49) != 2 && word_at(image, 60) != 0))
        return HALFWORD_BAD_HEADER;
    return HALFWORD_OK;
}

halfword_status halfword_open(halfword_model *model, const void *bytes, uint32_t size)
{
    const uint8_t *image = bytes;
    uint64_t start, before = 0, before_end = 0, answer;
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
        uint64_t place_end;
        status = read_layer(image, index, inputs, start, &next);
        if (status != HALFWORD_OK)
            return status;
        place_end = next.place + whole_words(next.units);
        if (index + 1 == layers ? next.place != 0
                                : next.place % 4 != 0 || place_end > word_at(image, 36)
                                      || (next.place < before_end && before < place_end))
            return HALFWORD_BAD_LAYER;
        before = next.place;
        before_end = place_end;
        inputs = next.units;
        start = next.end;
    }
    if (inputs != word_at(image, 28)
        || start + scales_size(image) + word_at(image, 56) + answer * word_at(image, 44)
               != word_at(image, 8))
        return HALFWORD_BAD_HEADER;
    model->image = image;
    model->size = word_at(image, 8);
    model->state = 1;
    return HALFWORD_OK;
}

static int falls(const void *first, const void *second)
{
    return *(const int64_t *)second > *(const int64_t *)first ? 1 : -1;
}

/* The sum of the largest `count` of a row's weights on one side: above 0, below 0, or both. */
static int64_t largest_sum(const layer *of, uint32_t row, uint32_t count, int side)
{
    int64_t *sizes = malloc(of->inputs * sizeof *sizes), sum = 0;
    uint32_t column;
    if (!sizes)
        abort();
    for (column = 0; column < of->inputs; column++) {
        int64_t weight = weight_at(of, row, column);
        sizes[column] = side * weight < 0 ? 0 : weight < 0 ? -weight : weight;
    }
    qsort(sizes, of->inputs, sizeof *sizes, falls);
    for (column = 0; column < count && column < of->inputs; column++)
        sum += sizes[column];
    free(sizes);
    return sum;
}

static int sums_are_exact(const layer *of, uint32_t row, int nonnegative)
{
    uint32_t count = of->sums == 1 ? of->inputs : of->sums == 2 ? 16 : 32;
    int64_t start = (int32_t)word_at(of->starts, 4 * (uint64_t)row), most;
    if (of->sums == 4)
        return 1;
    if (nonnegative) {
        int64_t up = largest_sum(of, row, count, 1), down = largest_sum(of, row, count, -1);
        most = (up > down ? up : down) * 32767;
    } else {
        most = largest_sum(of, row, count, 0) * 32768;
    }
    if (of->sums == 1)
        most += start < 0 ? -start : start;
    return most < (int64_t)1 << 31;
}

static halfword_status verify_layer(const layer *of, int nonnegative)
{
    uint32_t rows = of->units * of->pieces, row, column;
    for (row = 0; row < (rows + 3) / 4 * 4; row++) {
        for (column = row < rows ? of->inputs : 0; column < (of->inputs + 1) / 2 * 2; column++)
            if (weight_at(of, row, column) != 0)
                return HALFWORD_BAD_PADDING;
        if (row >= rows) {
            if (word_at(of->starts, 4 * (uint64_t)row) != 0 || byte_at(of->fractions, row) != 0)
                return HALFWORD_BAD_PADDING;
            continue;
        }
        if (byte_at(of->fractions, row) > 22
            || byte_at(of->fractions, row) != byte_at(of->fractions, row / of->pieces * of->pieces))
            return HALFWORD_BAD_LAYER;
        if (!sums_are_exact(of, row, nonnegative))
            return HALFWORD_BAD_ACCUMULATOR;
    }
    if (of->exponents && !is_zero(of->exponents, of->units, (of->units + 3) / 4 * 4))
        return HALFWORD_BAD_PADDING;
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
    int nonnegative = 0;
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
        checksum = (uint32_t)crc32(0, field, 60);
        checksum = (uint32_t)crc32(checksum, image + start, (uInt)(next.end - start));
        if (checksum != word_at(field, 60))
            return HALFWORD_BAD_CHECKSUM;
        status = verify_layer(&next, nonnegative);
        if (status != HALFWORD_OK)
            return status;
        nonnegative = next.activation == RELU || next.activation == SIGMOID
            || next.activation == SOFTMAX;
        inputs = next.units;
        start = next.end;
    }
    for (index = 0; scales_size(image) != 0 && index < values; index++)
        if (!is_exponent((int8_t)byte_at(image, start + 4 * values + index)))
            return HALFWORD_BAD_HEADER;
    if (scales_size(image) != 0 && !is_zero(image, start + 5 * values, start + scales_size(image)))
        return HALFWORD_BAD_PADDING;
    start += scales_size(image) + word_at(image, 56);
    for (index = 0; index < 2 * word_at(image, 44); index++) {
        uint64_t count = index % 2 == 0 ? values : outputs;
        if (!is_zero(image, start + 2 * count, start + whole_words(count)))
            return HALFWORD_BAD_PADDING;
        start += whole_words(count);
    }
    return HALFWORD_OK;
}
