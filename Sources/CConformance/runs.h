/* Running a model of the implementation under test, watched. */
#ifndef RUNS_H
#define RUNS_H

#include "halfword_conformance.h"
#include "reader.h"

/* What an output holds before a run, and what a guard holds always. */
#define UNTOUCHED 0x5A5A
#define GUARD 0xC0FFEE42u

/* The memory of the runs of one model, a part of the scratch memory. A word behind the output and one
 * behind the workspace must never change. */
typedef struct {
    halfword_model model;
    uint32_t input_count;
    uint32_t output_count;
    uint32_t workspace_size;
    int16_t *output;
    /* Room for another output. */
    int16_t *before;
    uint32_t *output_guard;
    uint32_t *workspace;
    uint32_t *workspace_guard;
    /* Why opening did not work. */
    int verdict;
} run_memory;

/* Whether a function gave the status that it must. Returns 1, or 0 with more of a message. */
int has_status(halfword_conformance *suite, const char *function, halfword_status status,
               halfword_status expected);

/* Opens and verifies an image, and compares its counts. Returns 1, or 0 with a message. */
int open_image(halfword_conformance *suite, halfword_model *model, const image *bytes,
               uint32_t input_count, uint32_t output_count, uint32_t layer_count);

/* Opens and verifies an image, compares its counts, and lays out the memory. Returns 1, or 0 with a
 * message and memory->verdict. */
int open_model(halfword_conformance *suite, const image *bytes, uint32_t input_count,
               uint32_t output_count, uint32_t layer_count, run_memory *memory);

/* Runs the model into memory->output. Returns 1, or 0 with more of a message. */
int run_model(halfword_conformance *suite, run_memory *memory, const int16_t *input);

/* Classifies. Returns 1, or 0 with more of a message. */
int classify_model(halfword_conformance *suite, run_memory *memory, const int16_t *input,
                   uint32_t *class_index);

/* Whether wrong counts and a workspace that is too small are refused and leave the output alone.
 * Returns 1, or 0 with more of a message. */
int refuses_wrong_sizes(halfword_conformance *suite, run_memory *memory, const int16_t *input);

/* Whether a batch of samples gives what each of them must: of as many as there is scratch memory for.
 *
 *   samples    the inputs of the first sample
 *   expected   its outputs, and behind them its class in 2 bytes
 *   stride     from a sample's values to the next one's, of both
 *
 * Returns 1, also where batches are not to be checked, or 0 with more of a message. */
int check_batch(halfword_conformance *suite, const run_memory *memory, const int16_t *samples, const int16_t *expected,
                uint32_t stride, uint32_t count);

int same_values(const int16_t *values, const int16_t *expected, uint32_t count);

void copy_values(int16_t *to, const int16_t *from, uint32_t count);

#endif
