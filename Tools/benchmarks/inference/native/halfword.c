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
    self->workspace_size = halfword_batch_workspace_size(&self->model, task->batch);
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
    const halfword_model *model = &self->model;
    const uint32_t inputs = self->task->input_count, outputs = self->task->output_count;
    const int16_t *input = self->words + (size_t)first * inputs;
    int16_t *output = self->outputs + (size_t)first * outputs;
    void *workspace = self->workspaces + (size_t)thread * self->workspace_stride;
    if (count == 1)
        return halfword_run(model, input, inputs, output, outputs, workspace, self->workspace_size);
    return halfword_run_batch(model, input, inputs, output, outputs, count, workspace, self->workspace_size, NULL);
}

void peer_outputs(const void *opened, float *outputs)
{
    const state *self = opened;
    const size_t count = (size_t)self->task->batch * self->task->output_count;
    size_t index;
    for (index = 0; index < count; index++)
        outputs[index] = halfword_float_from_word(self->outputs[index], halfword_output_exponent(&self->model));
}
