/*
 * emlearn.c - what emlearn generated of one network, NETWORK_HEADER, for Tools/bench-inference
 *
 * emlearn computes in float, and keeps what it computes in variables of the file: one thread only.
 */
#include "peer.h"

#include <stdlib.h>
#include <string.h>

#include NETWORK_HEADER

typedef struct {
    const peer_task *task;
    float *inputs, *outputs;
} state;

const int peer_threading = PEER_ONE_THREAD;

void *peer_open(const peer_task *task)
{
    state *self = calloc(1, sizeof *self);
    const size_t bytes = sizeof(float) * task->batch * task->input_count;
    if (self == NULL)
        return NULL;
    self->task = task;
    self->inputs = malloc(bytes);
    self->outputs = malloc(sizeof(float) * task->batch * task->output_count);
    if (self->inputs == NULL || self->outputs == NULL)
        return NULL;
    memcpy(self->inputs, task->inputs, bytes);
    return self;
}

int peer_run(void *opened, uint32_t thread, uint32_t first, uint32_t count)
{
    state *self = opened;
    const uint32_t inputs = self->task->input_count, outputs = self->task->output_count;
    uint32_t sample;
    int status = 0;
    (void)thread;
    for (sample = first; sample < first + count && status == 0; sample++)
        status = network_regress(self->inputs + (size_t)sample * inputs, (int)inputs,
                                 self->outputs + (size_t)sample * outputs, (int)outputs);
    return status;
}

void peer_outputs(const void *opened, float *outputs)
{
    const state *self = opened;
    memcpy(outputs, self->outputs, sizeof(float) * self->task->batch * self->task->output_count);
}
