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

int has_weights(const layer *of)
{
    return of->kind <= DEPTHWISE;
}

int is_pooling(const layer *of)
{
    return of->kind == LARGEST || of->kind == AVERAGE || of->kind == AVERAGE_WITH_PADDING;
}

uint32_t value_count(shape of)
{
    return of.height * of.width * of.channels;
}

static const uint8_t *descriptor(const uint8_t *image, uint32_t index)
{
    return image + HEADER_SIZE + (uint64_t)index * DESCRIPTOR_SIZE;
}

static shape shape_at(const uint8_t *bytes, uint64_t offset)
{
    shape read = {half_at(bytes, offset), half_at(bytes, offset + 2), half_at(bytes, offset + 4)};
    return read;
}

static int same_shape(shape a, shape b)
{
    return a.height == b.height && a.width == b.width && a.channels == b.channels;
}

static int is_possible(shape of)
{
    uint64_t count = (uint64_t)of.height * of.width * of.channels;
    return count > 0 && count < (uint64_t)1 << 23;
}

static kernel_axis axis_at(const uint8_t *field, uint64_t offset)
{
    kernel_axis axis = {half_at(field, offset), half_at(field, offset + 4), half_at(field, offset + 8),
                        half_at(field, offset + 12)};
    return axis;
}

/* Whether a tensor is there before the layer at `index`, in the shape that it reads. */
static int is_source(const uint8_t *image, uint32_t index, uint32_t tensor, shape read)
{
    if (tensor > index)
        return 0;
    if (tensor > 0)
        return same_shape(read, shape_at(descriptor(image, tensor - 1), 14));
    return same_shape(read, shape_at(descriptor(image, 0), 8)) && value_count(read) == word_at(image, 24);
}

/* Whether the addition after the layer may happen in its last step: one place for all three. */
static int may_add(const uint8_t *image, uint32_t index, const layer *of)
{
    const uint8_t *next = descriptor(image, index + 1);
    uint32_t first, second;
    if ((of->kind != CONVOLUTION && of->kind != DEPTHWISE)
        || (of->activation != LINEAR && of->activation != MAXOUT) || index + 2 >= word_at(image, 32)
        || !is_source(image, index, of->second, of->output))
        return 0;
    first = half_at(next, 4);
    second = half_at(next, 6);
    return byte_at(next, 0) == ADDITION
        && ((first == index + 1 && second == of->second) || (second == index + 1 && first == of->second))
        && word_at(next, 24) == of->place
        && word_at(descriptor(image, of->second - 1), 24) == of->place;
}

/* Whether an axis can be computed, and of a pooling each window has a place inside. */
static int is_axis(kernel_axis axis, uint32_t input, uint32_t output, int pooling)
{
    uint64_t way = (uint64_t)(output - 1) * axis.stride;
    uint64_t reach = (uint64_t)(axis.size - 1) * axis.dilation;
    if (axis.size == 0 || axis.stride == 0 || axis.dilation == 0 || way >= (uint64_t)1 << 30
        || reach >= (uint64_t)1 << 30)
        return 0;
    return !pooling
        || ((axis.dilation <= input || axis.size == 1) && reach >= axis.padding
            && way < (uint64_t)input + axis.padding);
}

/* Checks what a layer reads, gives and looks at, and counts its columns. */
static int check_shapes(const uint8_t *field, layer *of)
{
    uint64_t columns, places;
    if (of->kind == DENSE || of->kind == ADDITION) {
        if (!is_zero(field, 44, 60))
            return 0;
        of->columns = of->run = of->kind == DENSE ? value_count(of->input) : 0;
        return of->kind == DENSE ? of->columns <= 65535 && of->output.height == 1 && of->output.width == 1
                                 : same_shape(of->input, of->output);
    }
    if (!is_axis(of->down, of->input.height, of->output.height, is_pooling(of))
        || !is_axis(of->right, of->input.width, of->output.width, is_pooling(of)))
        return 0;
    places = (uint64_t)of->down.size * of->right.size;
    columns = places * (of->kind == CONVOLUTION ? of->input.channels : 1);
    if (columns > 65535)
        return 0;
    of->columns = (uint32_t)columns;
    of->run = of->kind == DEPTHWISE                                 ? of->columns
        : of->right.dilation == 1 || of->right.size == 1 ? of->right.size * of->input.channels
                                                         : of->input.channels;
    return of->kind == CONVOLUTION
        || (of->kind == DEPTHWISE ? of->units % of->input.channels == 0
                                  : of->units == of->input.channels);
}

/* Finds the parts of a layer's data. */
static int find_parts(const uint8_t *image, const uint8_t *field, layer *of)
{
    uint64_t next = of->start, panels = (of->rows + 3) / 4, exponents = word_at(field, 40);
    if (has_weights(of))
        next += weights_size(of);
    else if (of->kind == ADDITION)
        next += 4 * of->units;
    if (word_at(field, 28) != of->start || word_at(field, 32) != (has_weights(of) ? next : 0)
        || word_at(field, 36) != (has_weights(of) ? next + 16 * panels : 0))
        return 0;
    of->data = image + of->start;
    of->starts = image + next;
    of->fractions = image + next + 16 * panels;
    next += 20 * panels;
    if (exponents && exponents != next)
        return 0;
    of->exponents = exponents ? image + exponents : NULL;
    next += exponents ? (of->units + 3) / 4 * 4 : 0;
    of->extra = image + next;
    of->end = next + (of->activation == CAPPED_RELU ? 4 : of->activation == TABLE ? 520 : 0);
    return of->end <= word_at(image, 8);
}

/* Reads the fields of a layer. */
static void read_fields(const uint8_t *field, layer *of)
{
    of->kind = byte_at(field, 0);
    of->activation = byte_at(field, 1);
    of->sums = byte_at(field, 2);
    of->bits = byte_at(field, 3);
    of->source = half_at(field, 4);
    of->second = half_at(field, 6);
    of->input = shape_at(field, 8);
    of->output = shape_at(field, 14);
    of->units = of->output.channels;
    of->pieces = half_at(field, 20);
    of->place = word_at(field, 24);
    of->down = axis_at(field, 44);
    of->right = axis_at(field, 46);
}

/* Whether a layer of its kind may have the activation. */
static int may_activate(const layer *of, int is_last)
{
    if (of->activation == SOFTMAX)
        return has_weights(of) && of->output.height == 1 && of->output.width == 1
            && (of->kind == DENSE || is_last);
    return has_weights(of) || of->activation == LINEAR
        || (of->kind == ADDITION && of->activation != MAXOUT);
}

halfword_status read_layer(const uint8_t *image, uint32_t index, uint64_t start, layer *read)
{
    const uint8_t *field = descriptor(image, index);
    int is_last = index + 1 == word_at(image, 32);
    read_fields(field, read);
    read->start = start;
    if (read->kind < 1 || read->kind > 7 || read->activation > TABLE || !is_possible(read->input)
        || !is_possible(read->output) || !may_activate(read, is_last))
        return HALFWORD_BAD_LAYER;
    if (has_weights(read) ? read->sums < 1 || read->sums > 4 : read->sums != 0 || read->bits != 0)
        return HALFWORD_BAD_LAYER;
    if (has_weights(read) && read->bits != 16 && read->bits != 8 && read->bits != 4)
        return HALFWORD_BAD_LAYER;
    if (read->activation == MAXOUT ? read->pieces < 2 || read->pieces > 255 : read->pieces != 1)
        return HALFWORD_BAD_LAYER;
    read->rows = has_weights(read) ? read->units * read->pieces : 0;
    read->place_end = read->place + whole_words(value_count(read->output));
    if (read->rows > 65535 || (half_at(field, 22) != 0 && read->kind != DENSE)
        || !is_source(image, index, read->source, read->input) || !check_shapes(field, read)
        || !find_parts(image, field, read))
        return HALFWORD_BAD_LAYER;
    if (read->kind == ADDITION ? !is_source(image, index, read->second, read->input)
                               : read->second != 0 && !may_add(image, index, read))
        return HALFWORD_BAD_LAYER;
    if (read->place % 4 != 0
        || (is_last ? read->place != 0 : read->place_end > word_at(image, 36)))
        return HALFWORD_BAD_LAYER;
    if (read->kind == DENSE && read->source > 0 && !is_last) {
        uint64_t before = word_at(descriptor(image, read->source - 1), 24);
        if (before < read->place_end && read->place < before + whole_words(value_count(read->input)))
            return HALFWORD_BAD_LAYER;
    }
    return HALFWORD_OK;
}

/* How many scales the inputs have where they have any: one for each channel, or one for all. */
static uint64_t scale_count(const uint8_t *image)
{
    return half_at(image, 54) == 2 ? 1 : half_at(descriptor(image, 0), 12);
}

/* The bytes of the part with the offsets and exponents of the inputs. */
static uint64_t scales_size(const uint8_t *image)
{
    uint64_t scales = scale_count(image);
    return half_at(image, 54) == 0 ? 0 : 4 * scales + (scales + 3) / 4 * 4;
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
        || half_at(image, 54) > 2 || word_at(image, 56) % 4 != 0 || word_at(image, 36) % 4 != 0
        || word_at(image, 36) > ((uint32_t)1 << 24)
        || byte_at(image, 48) > 3 || byte_at(image, 49) > 3 || half_at(image, 50) != 0
        || (byte_at(image, 49) != 2 && word_at(image, 60) != 0))
        return HALFWORD_BAD_HEADER;
    return HALFWORD_OK;
}

halfword_status halfword_open(halfword_model *model, const void *bytes, uint32_t size)
{
    const uint8_t *image = bytes;
    uint64_t start, answer;
    uint32_t index, layers, outputs = 0;
    halfword_status status;
    if (!model || !bytes)
        return HALFWORD_NULL_POINTER;
    model->state = 0;
    status = check_header(image, size);
    if (status != HALFWORD_OK)
        return status;
    layers = word_at(image, 32);
    answer = whole_words(word_at(image, 24)) + whole_words(word_at(image, 28));
    start = HEADER_SIZE + (uint64_t)layers * DESCRIPTOR_SIZE;
    for (index = 0; index < layers; index++) {
        layer next;
        status = read_layer(image, index, start, &next);
        if (status != HALFWORD_OK)
            return status;
        outputs = value_count(next.output);
        start = next.end;
    }
    if (outputs != word_at(image, 28)
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
    int64_t *sizes = allocate(of->columns * sizeof *sizes), sum = 0;
    uint32_t column;
    for (column = 0; column < of->columns; column++) {
        int64_t weight = weight_at(of, row, column);
        sizes[column] = side * weight < 0 ? 0 : weight < 0 ? -weight : weight;
    }
    qsort(sizes, of->columns, sizeof *sizes, falls);
    for (column = 0; column < count && column < of->columns; column++)
        sum += sizes[column];
    free(sizes);
    return sum;
}

static int sums_are_exact(const layer *of, uint32_t row, int nonnegative)
{
    uint32_t count = of->sums == 1 ? of->columns : of->sums == 2 ? 16 : 32;
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

static halfword_status verify_rows(const layer *of, int nonnegative)
{
    uint32_t row;
    if (!weights_are_completed(of))
        return HALFWORD_BAD_PADDING;
    for (row = 0; row < of->rows; row++) {
        if (byte_at(of->fractions, row) > 22
            || byte_at(of->fractions, row) != byte_at(of->fractions, row / of->pieces * of->pieces))
            return HALFWORD_BAD_LAYER;
        if (!sums_are_exact(of, row, nonnegative))
            return HALFWORD_BAD_ACCUMULATOR;
    }
    for (; row < (of->rows + 3) / 4 * 4; row++)
        if (word_at(of->starts, 4 * (uint64_t)row) != 0 || byte_at(of->fractions, row) != 0)
            return HALFWORD_BAD_PADDING;
    return HALFWORD_OK;
}

static int is_step(const uint8_t *table, uint64_t point)
{
    int32_t rise = value_at(table, 6 + 2 * point) - value_at(table, 4 + 2 * point);
    return rise >= -32767 && rise <= 32767;
}

/* Shifts, what completes exponents, a cap, a table. */
static halfword_status verify_extras(const layer *of)
{
    uint32_t unit;
    for (unit = 0; of->kind == ADDITION && unit < of->units; unit++) {
        const uint8_t *shifts = of->data + 4 * (uint64_t)unit;
        if (shifts[0] > 14 || shifts[1] > 14 || shifts[2] > 30)
            return HALFWORD_BAD_LAYER;
        if (shifts[3] != 0)
            return HALFWORD_BAD_PADDING;
    }
    if (of->exponents && !is_zero(of->exponents, of->units, (of->units + 3) / 4 * 4))
        return HALFWORD_BAD_PADDING;
    if (of->activation == CAPPED_RELU) {
        if (value_at(of->extra, 0) <= 0)
            return HALFWORD_BAD_LAYER;
        return value_at(of->extra, 2) == 0 ? HALFWORD_OK : HALFWORD_BAD_PADDING;
    }
    if (of->activation == TABLE) {
        uint32_t shift = byte_at(of->extra, 2);
        int exponent = (int8_t)byte_at(of->extra, 3);
        if (shift > 8 || !is_exponent(exponent)
            || value_at(of->extra, 0) + (256 << shift) > 32768 + (1 << shift) || !is_step(of->extra, 0)
            || !is_step(of->extra, 255))
            return HALFWORD_BAD_LAYER;
    }
    return HALFWORD_OK;
}

/* The most by which a position's end is beyond the first value that it or a later one reads. */
static int64_t reach(const layer *of)
{
    uint32_t position = of->output.height * of->output.width, count, index;
    int64_t lowest = -1, largest = 0;
    int is_known = 0;
    if (of->kind == ADDITION)
        return 0;
    while (position-- > 0) {
        tap *taps = make_taps(of, position, 0, &count);
        for (index = 0; index < count; index++)
            lowest = lowest < 0 || taps[index].index < lowest ? taps[index].index : lowest;
        free(taps);
        if (lowest >= 0) {
            int64_t end = (int64_t)(position + 1) * of->units - lowest;
            largest = !is_known || end > largest ? end : largest;
            is_known = 1;
        }
    }
    return is_known ? largest : value_count(of->output);
}

/* Where a tensor lies. */
typedef struct {
    uint64_t start, end;
} stretch;

static stretch place_of_tensor(const uint8_t *image, uint32_t tensor)
{
    const uint8_t *field = descriptor(image, tensor - 1);
    stretch place = {word_at(field, 24), 0};
    place.end = place.start + whole_words(value_count(shape_at(field, 14)));
    return place;
}

static int overlap(stretch first, stretch second)
{
    return first.start < second.end && second.start < first.end;
}

/* Whether a tensor is still there when the layer at `index` reads it, and while it does. */
static int is_still_there(const uint8_t *image, uint32_t index, const layer *of, uint32_t tensor)
{
    stretch read, written;
    uint32_t between;
#ifdef DEFECT_MEMORY
    return 1;
#endif
    if (tensor == 0)
        return 1;
    read = place_of_tensor(image, tensor);
    for (between = tensor; between < index; between++) {
        const uint8_t *field = descriptor(image, between);
        /* What a last step adds is read before it is written over. */
        int adds = between + 1 == index && byte_at(field, 0) != ADDITION && half_at(field, 6) == tensor;
        if (!adds && overlap(read, place_of_tensor(image, between + 1)))
            return 0;
    }
    if (index + 1 == word_at(image, 32))
        return 1;
    written = place_of_tensor(image, index + 1);
    return !overlap(read, written)
        || (int64_t)written.start <= (int64_t)read.start - 2 * reach(of);
}

static int is_read(const uint8_t *image, uint32_t tensor)
{
    uint32_t reader;
    for (reader = tensor; reader < word_at(image, 32); reader++) {
        const uint8_t *field = descriptor(image, reader);
        if (half_at(field, 4) == tensor || (byte_at(field, 0) == ADDITION && half_at(field, 6) == tensor))
            return 1;
    }
    return tensor == word_at(image, 32);
}

/* Whether no word of a tensor can be negative. */
static int is_nonnegative(const uint8_t *image, uint32_t tensor)
{
    while (tensor > 0) {
        const uint8_t *field = descriptor(image, tensor - 1);
        uint32_t kind = byte_at(field, 0), activation = byte_at(field, 1);
        if (kind < LARGEST || kind > AVERAGE_WITH_PADDING)
            return activation == RELU || activation == CAPPED_RELU || activation == SIGMOID
                || activation == SOFTMAX;
        tensor = half_at(field, 4);
    }
    return 0;
}

static halfword_status verify_layer(const uint8_t *image, uint32_t index, const layer *of)
{
    halfword_status status = HALFWORD_OK;
    if (!is_still_there(image, index, of, of->source)
        || (of->kind == ADDITION && !is_still_there(image, index, of, of->second))
        || !is_read(image, index + 1))
        return HALFWORD_BAD_LAYER;
    if (has_weights(of))
        status = verify_rows(of, is_nonnegative(image, of->source));
    return status == HALFWORD_OK ? verify_extras(of) : status;
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
    uint64_t scales = scale_count(image);
#ifdef DEFECT_CHECKSUM
    return HALFWORD_OK;
#endif
    if (word_at(image, 12) != image_checksum(image))
        return HALFWORD_BAD_CHECKSUM;
    for (index = 0; index < word_at(image, 32); index++) {
        const uint8_t *field = descriptor(image, index);
        layer next;
        halfword_status status = read_layer(image, index, start, &next);
        uint32_t checksum;
        if (status != HALFWORD_OK)
            return status;
        checksum = (uint32_t)crc32(0, field, 60);
        checksum = (uint32_t)crc32(checksum, image + start, (uInt)(next.end - start));
        if (checksum != word_at(field, 60))
            return HALFWORD_BAD_CHECKSUM;
        status = verify_layer(image, index, &next);
        if (status != HALFWORD_OK)
            return status;
        start = next.end;
    }
    for (index = 0; scales_size(image) != 0 && index < scales; index++)
        if (!is_exponent((int8_t)byte_at(image, start + 4 * scales + index)))
            return HALFWORD_BAD_HEADER;
    if (scales_size(image) != 0 && !is_zero(image, start + 5 * scales, start + scales_size(image)))
        return HALFWORD_BAD_PADDING;
    start += scales_size(image) + word_at(image, 56);
    for (index = 0; index < 2 * word_at(image, 44); index++) {
        uint64_t count = index % 2 == 0 ? inputs : outputs;
        if (!is_zero(image, start + 2 * count, start + whole_words(count)))
            return HALFWORD_BAD_PADDING;
        start += whole_words(count);
    }
    return HALFWORD_OK;
}
