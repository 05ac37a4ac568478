/*
 * halfword_conformance.h - check an implementation of halfword.h against test vectors
 *
 * INTRODUCTION
 *
 *   A vector file (.hwv), written by `halfword vectors`, holds records: models with inputs and the
 *   bits that every layer must give for them, images that must be refused, laws that hold for every right
 *   implementation, and runs with their error words and certificates. Docs/conformance.md describes each byte. The functions here check one
 *   record at a time, so that a device with little memory can read them one by one:
 *
 *     halfword_conformance suite = {&functions, scratch, sizeof scratch, ""};
 *     read HALFWORD_VECTORS_HEADER_SIZE bytes; halfword_vectors_record_count() of them
 *     for each record:
 *         read HALFWORD_VECTORS_RECORD_START bytes; halfword_vectors_record_size() of them
 *         read the rest
 *         switch (halfword_conformance_check(&suite, record, size)) ...
 *
 *   This is C99 with no library behind it: no stdio, no heap, no globals. It runs where the
 *   implementation under test runs. The machine must be little-endian, as the images are.
 */
#ifndef HALFWORD_CONFORMANCE_H
#define HALFWORD_CONFORMANCE_H

#include "halfword.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The functions of the implementation under test, as halfword.h describes them. The conversions are inline
 * there. The last two may be NULL, where a library proves nothing of its runs: then the records of runs with
 * error words are skipped. */
typedef struct halfword_functions {
    halfword_status (*open)(halfword_model *, const void *, uint32_t);
    halfword_status (*verify)(const halfword_model *);
    uint32_t (*input_count)(const halfword_model *);
    uint32_t (*output_count)(const halfword_model *);
    uint32_t (*layer_count)(const halfword_model *);
    uint32_t (*workspace_size)(const halfword_model *);
    halfword_status (*run)(const halfword_model *, const int16_t *, uint32_t, int16_t *, uint32_t,
                           void *, uint32_t);
    halfword_status (*classify)(const halfword_model *, const int16_t *, uint32_t, int16_t *,
                                uint32_t, void *, uint32_t, uint32_t *);
    int16_t (*word_from_float)(float, int32_t, int32_t);
    int16_t (*word_from_integer)(int32_t, int32_t, int32_t);
    uint32_t (*bounded_workspace_size)(const halfword_model *);
    halfword_status (*classify_certified)(const halfword_model *, const int16_t *, uint32_t,
                                          uint32_t, int16_t *, uint32_t *, uint32_t, void *,
                                          uint32_t, uint32_t *, uint32_t *);
    /* Of batches, both NULL where these are not to be checked. */
    uint32_t (*batch_workspace_size)(const halfword_model *, uint32_t);
    halfword_status (*run_batch)(const halfword_model *, const int16_t *, uint32_t, int16_t *, uint32_t,
                                 uint32_t, void *, uint32_t, uint32_t *);
} halfword_functions;

/* The functions that the program is linked with, but for batches: what a device runs one by one. */
#define HALFWORD_LINKED_FUNCTIONS                                                                   \
    {                                                                                               \
        halfword_open, halfword_verify, halfword_input_count, halfword_output_count,                \
            halfword_layer_count, halfword_workspace_size, halfword_run, halfword_classify,         \
            halfword_word_from_float, halfword_word_from_integer,                                   \
            halfword_bounded_workspace_size, halfword_classify_certified, 0, 0                      \
    }

#define HALFWORD_CONFORMANCE_MESSAGE_SIZE 160

/* What a check needs, in the caller's memory. */
typedef struct halfword_conformance {
    const halfword_functions *functions;
    /* Memory for outputs and a workspace, aligned to 4. */
    void *scratch;
    uint32_t scratch_size;
    /* After a check that did not pass: why not, NUL-terminated, in one line. */
    char message[HALFWORD_CONFORMANCE_MESSAGE_SIZE];
} halfword_conformance;

/* The verdict on a record. */
#define HALFWORD_CONFORMANCE_PASSED 0
#define HALFWORD_CONFORMANCE_FAILED 1
/* The record needs more scratch memory than there is, or functions that are NULL; the message tells. */
#define HALFWORD_CONFORMANCE_SKIPPED 2
/* The record's bytes contradict themselves: the file is damaged, or of a version unknown here. */
#define HALFWORD_CONFORMANCE_DAMAGED 3

/* The bytes before the first record. */
#define HALFWORD_VECTORS_HEADER_SIZE 32
/* The bytes of a record that tell its size. */
#define HALFWORD_VECTORS_RECORD_START 8

/* The number of records of a file that begins with these HALFWORD_VECTORS_HEADER_SIZE bytes, and the
 * bytes of its largest record (which may be NULL); 0 where they begin no such file. */
uint32_t halfword_vectors_record_count(const void *header, uint32_t *largest_record);

/* The bytes of a record that begins with these HALFWORD_VECTORS_RECORD_START bytes, which they are
 * part of: a multiple of 4; 0 where they begin no record. */
uint32_t halfword_vectors_record_size(const void *start);

/* The name of a whole record of `size` bytes; "" where it is damaged. */
const char *halfword_vectors_record_name(const void *record, uint32_t size);

/* Checks one whole record.
 *
 *   suite    functions and scratch; its message is written
 *   record   `size` bytes, aligned to 4
 *
 * Never reads beyond `size`, whatever the bytes. Returns a verdict. */
int halfword_conformance_check(halfword_conformance *suite, const void *record, uint32_t size);

/* What a layer's unit gives; layers count from 1, units from 0, and of a tensor all values in memory order. */
typedef void halfword_trace_unit(void *context, uint32_t layer, uint32_t unit, int16_t value);

/* Runs each layer of a network's record alone, on the right values of what it reads, for one of its samples,
 * and hands over every value: what `halfword explain --target-trace` reads, as lines of
 * "layer,unit,value". So what a layer gets wrong does not hide what the next ones do.
 *
 *   suite    as above; the scratch memory also holds both tensors of an addition
 *   record   `size` bytes, aligned to 4
 *   sample   from 0
 *   write    called for each unit, with `context`
 *
 * Returns HALFWORD_CONFORMANCE_PASSED, or another verdict and a message. DAMAGED also where the record
 * is no network's or has no such sample. */
int halfword_conformance_trace(halfword_conformance *suite, const void *record, uint32_t size,
                               uint32_t sample, halfword_trace_unit *write, void *context);

#ifdef __cplusplus
}
#endif

#endif
