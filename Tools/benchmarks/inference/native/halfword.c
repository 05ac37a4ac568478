/* halfword.c - the library itself, for Tools/bench-inference */
#include "peer.h"

#include "halfword.h"

#include <stdio.h>
#include <stdlib.h>

typedef struct {
    const peer_task *task;
    halfword_model model;
    int16_t *words, *outputs;
    /* One workspace a thread. */
    unsigned char *workspaces;
    uint32_t workspace_size, workspace_stride;
} state;

const int peer_threading = PEER_ROWS;

/* Many samples in one thread: the one place to change where the library gets another way to run a batch.
 * HAS_RUN_BATCH is defined where halfword.h declares halfword_run_batch(). */
static halfword_status run_batch(const halfword_model *model, const int16_t *words, uint32_t input_count,
                                 int16_t *outputs, uint32_t output_count, uint32_t samples,
                                 void *workspace, uint32_t workspace_size)
{
#ifdef HAS_RUN_BATCH
    return halfword_run_batch(model, words, input_count, outputs, output_count, samples, workspace, workspace_size);
#else
    halfword_status status = HALFWORD_OK;
    uint32_t sample;
    for (sample = 0; sample < samples && status == HALFWORD_OK; sample++)
        status = halfword_run(model, words + (size_t)sample * input_count, input_count,
                              outputs + (size_t)sample * output_count, output_count, workspace, workspace_size);
    return status;
#endif
}

static void *read_file(const char *path, uint32_t *size)
{
    FILE *file = fopen(path, "rb");
    void *bytes = NULL;
    long length;
    if (file == NULL)
        return NULL;
    if (fseek(file, 0, SEEK_END) == 0 && (length = ftell(file)) > 0 && fseek(file, 0, SEEK_SET) == 0
        && (bytes = malloc((size_t)length)) != NULL) {
        if (fread(bytes, 1, (size_t)length, file) == (size_t)length)
            *size = (uint32_t)length;
        else {
            free(bytes);
            bytes = NULL;
        }
    }
    fclose(file);
    return bytes;
}

void *peer_open(const peer_task *task)
{
    state *self = calloc(1, sizeof *self);
    uint32_t size = 0, index, sample;
    void *image = read_file(task->model, &size);
    halfword_status status;
    if (self == NULL || image == NULL) {
        fprintf(stderr, "cannot read %s\n", task->model);
        return NULL;
    }
    self->task = task;
    status = halfword_open(&self->model, image, size);
    if (status == HALFWORD_OK)
        status = halfword_verify(&self->model);
    if (status != HALFWORD_OK) {
        fprintf(stderr, "%s: %s\n", task->model, halfword_status_name(status));
        return NULL;
    }
    if (halfword_input_count(&self->model) != task->input_count
        || halfword_output_count(&self->model) != task->output_count) {
        fprintf(stderr, "%s has other counts of inputs and outputs\n", task->model);
        return NULL;
    }
    self->workspace_size = halfword_workspace_size(&self->model);
    self->workspace_stride = (self->workspace_size + 127u) / 64u * 64u;
    self->workspaces = malloc((size_t)self->workspace_stride * task->threads);
    self->words = malloc(sizeof *self->words * task->batch * task->input_count);
    self->outputs = malloc(sizeof *self->outputs * task->batch * task->output_count);
    if (self->workspaces == NULL || self->words == NULL || self->outputs == NULL)
        return NULL;
    for (sample = 0; sample < task->batch; sample++)
        for (index = 0; index < task->input_count; index++) {
            const size_t place = (size_t)sample * task->input_count + index;
            self->words[place] = halfword_word_from_float(
                task->inputs[place], halfword_input_exponent(&self->model, index),
                halfword_input_offset(&self->model, index));
        }
    return self;
}

int peer_run(void *opened, uint32_t thread, uint32_t first, uint32_t count)
{
    state *self = opened;
    return run_batch(&self->model, self->words + (size_t)first * self->task->input_count, self->task->input_count,
                     self->outputs + (size_t)first * self->task->output_count, self->task->output_count, count,
                     self->workspaces + (size_t)thread * self->workspace_stride, self->workspace_size);
}

void peer_outputs(const void *opened, float *outputs)
{
    const state *self = opened;
    const size_t count = (size_t)self->task->batch * self->task->output_count;
    size_t index;
    for (index = 0; index < count; index++)
        outputs[index] = halfword_float_from_word(self->outputs[index], halfword_output_exponent(&self->model));
}
