/*
 * Mutates images as an attacker who knows the format would: besides bytes it changes whole fields to
 * values at the edge of their range or of other fields, and then, half of the time, mends the
 * checksums so that what lies behind them is reached. The offsets are those of Docs/image-format.md.
 */
#include "mutator.h"

#include <string.h>

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed);

enum {
    HEADER_SIZE = 64,
    DESCRIPTOR_SIZE = 64,
    CHECKSUM = 12,
    LAYER_COUNT = 32,
    KNOWN_ANSWER_COUNT = 44,
    INPUT_SCALES = 52,
    RECORD_SIZE = 56,
    LAYER_WEIGHTS = 28,
    LAYER_CHECKSUM = 60
};

/* Offset and size of each field. */
typedef struct {
    uint8_t offset;
    uint8_t size;
} field;

static const field header_fields[] = {{0, 4},  {4, 2},  {6, 2},  {8, 4},  {12, 4}, {16, 4}, {20, 4},
                                      {24, 4}, {28, 4}, {32, 4}, {36, 4}, {40, 2}, {42, 2}, {44, 4},
                                      {48, 1}, {49, 1}, {50, 2}, {52, 2}, {54, 2}, {56, 4}, {60, 4}};
static const field layer_fields[] = {{0, 1},  {1, 1},  {2, 1},  {3, 1},  {4, 2},  {6, 2},  {8, 2},
                                     {10, 2}, {12, 2}, {14, 2}, {16, 2}, {18, 2}, {20, 2}, {22, 2},
                                     {24, 4}, {28, 4}, {32, 4}, {36, 4}, {40, 4}, {44, 4}, {56, 4},
                                     {60, 4}};

static uint32_t random_state;

static uint32_t next_random(uint32_t below)
{
    /* Marsaglia, Xorshift RNGs, 2003. */
    random_state ^= random_state << 13;
    random_state ^= random_state >> 17;
    random_state ^= random_state << 5;
    return random_state % below;
}

static uint32_t load(const uint8_t *data, size_t size, size_t offset)
{
    uint32_t value = 0;
    if (offset + 4 <= size)
        memcpy(&value, data + offset, 4);
    return value;
}

static void store(uint8_t *data, size_t size, size_t offset, uint32_t value, size_t count)
{
    if (offset + count <= size)
        memcpy(data + offset, &value, count);
}

static uint32_t crc32(uint32_t state, const uint8_t *data, size_t count)
{
    size_t index;
    int bit;
    for (index = 0; index < count; index++) {
        state ^= data[index];
        for (bit = 0; bit < 8; bit++)
            state = (state >> 1) ^ (0xEDB88320u & (0u - (state & 1)));
    }
    return state;
}

/* Where a layer's data end: where the next layer's begin, or what follows the last: the scales of the
 * inputs, the record and the known answers. */
static size_t data_end(const uint8_t *data, size_t size, uint32_t layer, uint32_t layers)
{
    size_t next = HEADER_SIZE + (size_t)(layer + 1) * DESCRIPTOR_SIZE;
    size_t answer = (2 * (size_t)load(data, size, 24) + 3) / 4 * 4
        + (2 * (size_t)load(data, size, 28) + 3) / 4 * 4;
    size_t inputs = load(data, size, 24);
    size_t scales = load(data, size, INPUT_SCALES) >> 16 != 0 ? 4 * inputs + (inputs + 3) / 4 * 4 : 0;
    size_t rest = scales + load(data, size, RECORD_SIZE)
        + answer * load(data, size, KNOWN_ANSWER_COUNT);
    if (layer + 1 < layers)
        return load(data, size, next + LAYER_WEIGHTS);
    return rest <= size ? size - rest : size;
}

static void mend_checksums(uint8_t *data, size_t size)
{
    uint32_t layers = load(data, size, LAYER_COUNT), layer, state;
    for (layer = 0; layer < layers && layer < 32; layer++) {
        size_t descriptor = HEADER_SIZE + (size_t)layer * DESCRIPTOR_SIZE;
        size_t start = load(data, size, descriptor + LAYER_WEIGHTS);
        size_t end = data_end(data, size, layer, layers);
        if (descriptor + DESCRIPTOR_SIZE > size || start > end || end > size)
            break;
        state = crc32(0xFFFFFFFFu, data + descriptor, LAYER_CHECKSUM);
        state = crc32(state, data + start, end - start);
        store(data, size, descriptor + LAYER_CHECKSUM, ~state, 4);
    }
    store(data, size, CHECKSUM, 0, 4);
    store(data, size, CHECKSUM, ~crc32(0xFFFFFFFFu, data, size), 4);
}

static uint32_t interesting_value(const uint8_t *data, size_t size)
{
    static const uint32_t values[] = {0,      1,      2,          3,          4,          15,
                                      16,     32,     64,         255,        256,        32767,
                                      32768,  65534,  65535,      65536,      0x7FFFFFFF, 0x80000000,
                                      131072, 262144, 0xFFFFFFFC, 0xFFFFFFFE, 0xFFFFFFFF, 0x01000000};
    switch (next_random(4)) {
    case 0:
        return values[next_random(sizeof values / sizeof values[0])];
    case 1: /* another field's value, or nearly */
        return load(data, size, 4 * next_random(24)) + next_random(5) - 2;
    case 2: /* the size, or nearly */
        return (uint32_t)size + next_random(9) - 4;
    default:
        return next_random(0xFFFFFFFFu) >> next_random(32);
    }
}

static void mutate_field(uint8_t *data, size_t size)
{
    size_t base = 0;
    field chosen = header_fields[next_random(sizeof header_fields / sizeof header_fields[0])];
    if (next_random(2)) {
        base = HEADER_SIZE + (size_t)DESCRIPTOR_SIZE * next_random(6);
        chosen = layer_fields[next_random(sizeof layer_fields / sizeof layer_fields[0])];
    }
    store(data, size, base + chosen.offset, interesting_value(data, size), chosen.size);
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed)
{
    uint32_t changes;
    random_state = seed * 2654435761u | 1u;
    if (next_random(3) == 0)
        size = LLVMFuzzerMutate(data, size, max_size);
    else
        for (changes = 1 + next_random(3); changes > 0; changes--)
            mutate_field(data, size);
    if (next_random(2))
        mend_checksums(data, size);
    return size;
}

void *exact_copy(const uint8_t *data, size_t size)
{
    void *copy = malloc(size ? size : 1);
    if (copy == NULL)
        abort();
    memcpy(copy, data, size);
    return copy;
}
