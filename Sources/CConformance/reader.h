/* Reading the bytes of a record, without ever leaving them. */
#ifndef READER_H
#define READER_H

#include <stdint.h>

/* The kinds of records. */
enum {
    KIND_NETWORK = 1,
    KIND_IMAGE = 2,
    KIND_FLOATS = 3,
    KIND_LAW = 4,
    KIND_COUNTS = 5,
    KIND_BOUNDED = 6
};

/* What is left of a record. After a read that would leave it, `failed` is set, and every read gives 0
 * or NULL. */
typedef struct {
    const uint8_t *next;
    uint32_t left;
    int failed;
} reader;

/* An image inside a record. */
typedef struct {
    const uint8_t *bytes;
    uint32_t size;
} image;

/* The little-endian word at `bytes`. */
uint32_t word_at(const uint8_t *bytes);

/* Starts after the name of a record. Returns 0 where the record is damaged. */
int begin_record(reader *body, const void *record, uint32_t size);

/* The kind of a whole record. */
uint32_t record_kind(const void *record);

/* The next word. */
uint32_t read_word(reader *from);

/* The next `count` values of `size` bytes. */
const uint8_t *read_values(reader *from, uint32_t count, uint32_t size);

/* The next word, as many bytes of an image as it says, and what completes them to words. */
image read_image(reader *from);

/* `count` samples of `length` values of 16 bits. */
const int16_t *read_samples(reader *from, uint32_t count, uint32_t length);

#endif
