/* cmsis_nn.c - CMSIS-NN's dense layers of 8 bits, compiled for this machine, for Tools/bench-inference: the network of
 * Tools/benchmarks/counts/cmsis_nn.c, and a softmax */
#include "peer.h"

#include "arm_nnfunctions.h"

#include <stdlib.h>

typedef struct {
    const peer_task *task;
    int8_t *inputs, *outputs;
} state;

/* The network keeps what it computes in variables of its file. */
const int peer_threading = PEER_ONE_THREAD;

void network_run(const int8_t *input, int8_t *output);

/* A scale of 1/16, as TensorFlow Lite prepares it: 2^26 / 16 as a fraction of 2^31, and a shift of 23. */
enum { SOFTMAX_MULTIPLIER = 1 << 30, SOFTMAX_SHIFT = 23, SOFTMAX_LEAST = -248 };

void *peer_open(const peer_task *task)
{
    state *self = calloc(1, sizeof *self);
    size_t index;
    if (self == NULL)
        return NULL;
    self->task = task;
    self->inputs = malloc((size_t)task->batch * task->input_count);
    self->outputs = malloc((size_t)task->batch * task->output_count);
    if (self->inputs == NULL || self->outputs == NULL)
        return NULL;
    for (index = 0; index < (size_t)task->batch * task->input_count; index++)
        self->inputs[index] = (int8_t)(task->inputs[index] * 255 - 128);
    return self;
}

int peer_run(void *opened, uint32_t thread, uint32_t first, uint32_t count)
{
    state *self = opened;
    const uint32_t outputs = self->task->output_count;
    uint32_t sample;
    (void)thread;
    for (sample = first; sample < first + count; sample++) {
        int8_t *to = self->outputs + (size_t)sample * outputs;
        network_run(self->inputs + (size_t)sample * self->task->input_count, to);
        arm_softmax_s8(to, 1, (int32_t)outputs, SOFTMAX_MULTIPLIER, SOFTMAX_SHIFT, SOFTMAX_LEAST, to);
    }
    return 0;
}

void peer_outputs(const void *opened, float *outputs)
{
    const state *self = opened;
    size_t index;
    for (index = 0; index < (size_t)self->task->batch * self->task->output_count; index++)
        outputs[index] = self->outputs[index];
}
