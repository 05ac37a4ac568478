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

/* An image that is open for many runs, with the memory that they share. */
struct batch {
    halfword_model model;
    uint32_t inputs, outputs, workspace_size;
    void *workspace;
};

/* Opens an image, and gets the workspace, of which `size_of` tells the size for so many samples; free(batch->workspace)
 * ends it. */
static halfword_status begin(struct batch *batch, const void *image, uint32_t image_size, uint32_t samples,
                             uint32_t (*size_of)(const halfword_model *, uint32_t))
{
    halfword_status status = halfword_open(&batch->model, image, image_size);
    batch->workspace = NULL;
    if (status != HALFWORD_OK)
        return status;
    batch->inputs = halfword_input_count(&batch->model);
    batch->outputs = halfword_output_count(&batch->model);
    batch->workspace_size = size_of(&batch->model, samples);
    batch->workspace = malloc(batch->workspace_size > 0 ? batch->workspace_size : 1);
    return batch->workspace != NULL ? HALFWORD_OK : HALFWORD_BATCH_NO_MEMORY;
}

/* What runs with certificates need, which go one by one. */
static uint32_t bounded_size(const halfword_model *model, uint32_t samples)
{
    (void)samples;
    return halfword_bounded_workspace_size(model);
}

/* Runs `samples` rows of input words.
 *
 *   outputs   a row of output words a sample
 *   classes   the class of the largest output, before a last softmax, of each sample
 *
 * Returns the first status that is not HALFWORD_OK, or HALFWORD_BATCH_NO_MEMORY. */
halfword_status halfword_batch_run(const void *image, uint32_t image_size,
                                   const int16_t *words, uint64_t samples, int16_t *outputs, uint32_t *classes)
{
    struct batch batch = {0};
    /* As many in a call of the library as its counts hold. */
    const uint32_t most = UINT32_C(1) << 30;
    halfword_status status = begin(&batch, image, image_size, samples < most ? (uint32_t)samples : most,
                                   halfword_batch_workspace_size);
    uint64_t sample;
    for (sample = 0; sample < samples && status == HALFWORD_OK; sample += most) {
        const uint64_t left = samples - sample;
        status = halfword_run_batch(&batch.model, words + sample * batch.inputs, batch.inputs,
                                    outputs + sample * batch.outputs, batch.outputs,
                                    left < most ? (uint32_t)left : most,
                                    batch.workspace, batch.workspace_size, classes + sample);
    }
    free(batch.workspace);
    return status;
}

/* The same, with an error word for each output, the answer that the image says is read, and whether it is certified. */
halfword_status halfword_batch_certify(const void *image, uint32_t image_size,
                                       const int16_t *words, uint64_t samples, uint32_t input_error,
                                       int16_t *outputs, uint32_t *errors, uint32_t *answers, uint32_t *certified)
{
    struct batch batch = {0};
    halfword_status status = begin(&batch, image, image_size, 1, bounded_size);
    uint64_t sample;
    for (sample = 0; sample < samples && status == HALFWORD_OK; sample++)
        status = halfword_classify_certified(&batch.model, words + sample * batch.inputs, batch.inputs, input_error,
                                             outputs + sample * batch.outputs, errors + sample * batch.outputs,
                                             batch.outputs, batch.workspace, batch.workspace_size,
                                             answers + sample, certified + sample);
    free(batch.workspace);
    return status;
}
