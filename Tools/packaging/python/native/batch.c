/*
 * batch.c - many samples in one call, for the Python package
 *
 * Linked with the library into the shared library that the package loads. Rows lie one after the other. Every
 * function may be called by several threads at once: what it changes is its own or its caller's.
 */
#include "batch.h"

#include <stdlib.h>

/* The words of `samples` rows of `count` values; returns how many values no word holds, or which are no numbers. */
uint64_t halfword_batch_words_from_floats(const float *values, uint64_t samples, uint32_t count,
                                          const int8_t *exponents, const int32_t *offsets, int16_t *words)
{
    uint64_t lost = 0, sample;
    for (sample = 0; sample < samples; sample++)
        lost += halfword_words_from_floats(values + sample * count, count, exponents, offsets, words + sample * count);
    return lost;
}

/* The same for whole numbers. */
uint64_t halfword_batch_words_from_integers(const int32_t *values, uint64_t samples, uint32_t count,
                                            const int8_t *exponents, const int32_t *offsets, int16_t *words)
{
    uint64_t lost = 0, sample;
    for (sample = 0; sample < samples; sample++)
        lost += halfword_words_from_integers(values + sample * count, count, exponents, offsets, words + sample * count);
    return lost;
}

/* Opens and verifies an image once, so that every later run is of an image that is sound. */
halfword_status halfword_batch_verify(const void *image, uint32_t image_size)
{
    halfword_model model = {0};
    halfword_status status = halfword_open(&model, image, image_size);
    return status == HALFWORD_OK ? halfword_verify(&model) : status;
}

static void *workspace_of(uint32_t size) { return malloc(size > 0 ? size : 1); }

/* Runs `samples` rows of input words.
 *
 *   outputs   a row of output words a sample
 *   classes   the class of the largest output, before a last softmax, of each sample
 *
 * Returns the first status that is not HALFWORD_OK, or HALFWORD_BATCH_NO_MEMORY. */
halfword_status halfword_batch_run(const void *image, uint32_t image_size,
                                   const int16_t *words, uint64_t samples, int16_t *outputs, uint32_t *classes)
{
    halfword_model model = {0};
    halfword_status status = halfword_open(&model, image, image_size);
    uint32_t inputs = halfword_input_count(&model), count = halfword_output_count(&model);
    uint32_t size = halfword_workspace_size(&model);
    void *workspace;
    uint64_t sample;
    if (status != HALFWORD_OK)
        return status;
    workspace = workspace_of(size);
    if (workspace == NULL)
        return HALFWORD_BATCH_NO_MEMORY;
    for (sample = 0; sample < samples && status == HALFWORD_OK; sample++)
        status = halfword_classify(&model, words + sample * inputs, inputs, outputs + sample * count, count,
                                   workspace, size, classes + sample);
    free(workspace);
    return status;
}

/* The same, with an error word for each output, the answer that the image says is read, and whether it is certified. */
halfword_status halfword_batch_certify(const void *image, uint32_t image_size,
                                       const int16_t *words, uint64_t samples, uint32_t input_error,
                                       int16_t *outputs, uint32_t *errors, uint32_t *answers, uint32_t *certified)
{
    halfword_model model = {0};
    halfword_status status = halfword_open(&model, image, image_size);
    uint32_t inputs = halfword_input_count(&model), count = halfword_output_count(&model);
    uint32_t size = halfword_bounded_workspace_size(&model);
    void *workspace;
    uint64_t sample;
    if (status != HALFWORD_OK)
        return status;
    workspace = workspace_of(size);
    if (workspace == NULL)
        return HALFWORD_BATCH_NO_MEMORY;
    for (sample = 0; sample < samples && status == HALFWORD_OK; sample++)
        status = halfword_classify_certified(&model, words + sample * inputs, inputs, input_error,
                                             outputs + sample * count, errors + sample * count, count,
                                             workspace, size, answers + sample, certified + sample);
    free(workspace);
    return status;
}
