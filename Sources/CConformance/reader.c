#include "reader.h"

#include "halfword_conformance.h"

static const uint8_t file_mark[8] = {'H', 'W', 'V', 'E', 'C', 'T', 'O', 'R'};
#define FILE_VERSION 2
#define NUMBERS_VERSION 2

static uint32_t half_at(const uint8_t *bytes)
{
    return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8;
}

uint32_t word_at(const uint8_t *bytes)
{
    return half_at(bytes) | half_at(bytes + 2) << 16;
}

uint32_t halfword_vectors_record_count(const void *header, uint32_t *largest_record)
{
    const uint8_t *bytes = header;
    uint32_t index;
    for (index = 0; index < sizeof file_mark; index++)
        if (bytes[index] != file_mark[index])
            return 0;
    if (half_at(bytes + 8) != FILE_VERSION || half_at(bytes + 10) != NUMBERS_VERSION)
        return 0;
    if (largest_record)
        *largest_record = word_at(bytes + 16);
    return word_at(bytes + 12);
}

uint32_t halfword_vectors_record_size(const void *start)
{
    const uint8_t *bytes = start;
    uint32_t size = word_at(bytes), name = half_at(bytes + 6);
    if (size % 4 != 0 || name % 4 != 0 || name == 0 || size < HALFWORD_VECTORS_RECORD_START + name)
        return 0;
    return size;
}

const char *halfword_vectors_record_name(const void *record, uint32_t size)
{
    reader body;
    if (!begin_record(&body, record, size))
        return "";
    return (const char *)record + HALFWORD_VECTORS_RECORD_START;
}

int begin_record(reader *body, const void *record, uint32_t size)
{
    const uint8_t *bytes = record;
    uint32_t name;
    if (size < HALFWORD_VECTORS_RECORD_START || halfword_vectors_record_size(record) != size)
        return 0;
    name = half_at(bytes + 6);
    if (bytes[HALFWORD_VECTORS_RECORD_START + name - 1] != 0)
        return 0;
    body->next = bytes + HALFWORD_VECTORS_RECORD_START + name;
    body->left = size - HALFWORD_VECTORS_RECORD_START - name;
    body->failed = 0;
    return 1;
}

uint32_t record_kind(const void *record)
{
    return half_at((const uint8_t *)record + 4);
}

uint32_t read_word(reader *from)
{
    const uint8_t *bytes = read_values(from, 1, 4);
    return bytes ? word_at(bytes) : 0;
}

const uint8_t *read_values(reader *from, uint32_t count, uint32_t size)
{
    const uint8_t *bytes = from->next;
    if (from->failed || (count > 0 && size > from->left / count)) {
        from->failed = 1;
        return 0;
    }
    from->next += count * size;
    from->left -= count * size;
    return bytes;
}

image read_image(reader *from)
{
    image result;
    result.size = read_word(from);
    result.bytes = read_values(from, result.size / 4 + (result.size % 4 != 0), 4);
    return result;
}

const int16_t *read_samples(reader *from, uint32_t count, uint32_t length)
{
    if (length > UINT32_MAX / 2) {
        from->failed = 1;
        return 0;
    }
    /* Samples begin at a word, as every part before them is whole words. */
    return (const int16_t *)(const void *)read_values(from, count, 2 * length);
}
