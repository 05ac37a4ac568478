/*
 * fann.c - FANN, in float or, with FIXEDFANN, in its fixed point, for Tools/bench-inference
 *
 * FANN has neither ReLU nor softmax: hidden units are its ramps from 0 to 1, the cheapest that it has, and outputs are
 * sums. The weights are random; what a run takes hardly depends on them.
 */
#include "peer.h"
#include "sizes.h"

#include <stdio.h>

#ifdef FIXEDFANN
#include <fixedfann.h>
enum { DECIMAL_POINT = 8 };
#else
#include <floatfann.h>
#endif

enum { MOST_NETWORKS = 64 };

typedef struct {
    const peer_task *task;
    /* A network keeps what it computes, so each thread has one. */
    struct fann *networks[MOST_NETWORKS];
    fann_type *inputs, *outputs;
} state;

const int peer_threading = PEER_ROWS;

static struct fann *make_network(const char *text)
{
    uint32_t sizes[MOST_SIZES];
    unsigned layers[MOST_SIZES];
    const uint32_t count = read_sizes(text, sizes);
    struct fann_layer *layer;
    struct fann_neuron *neuron;
    struct fann *network;
    uint32_t index;
    for (index = 0; index < count; index++)
        layers[index] = sizes[index];
    network = count >= 2 ? fann_create_standard_array(count, layers) : NULL;
    if (network == NULL)
        return NULL;
#ifdef FIXEDFANN
    network->decimal_point = DECIMAL_POINT;
    network->multiplier = 1u << DECIMAL_POINT;
#endif
    for (layer = network->first_layer + 1; layer != network->last_layer; layer++)
        for (neuron = layer->first_neuron; neuron != layer->last_neuron; neuron++) {
            neuron->activation_function = layer + 1 == network->last_layer ? FANN_LINEAR : FANN_LINEAR_PIECE;
#ifdef FIXEDFANN
            neuron->activation_steepness = (fann_type)network->multiplier / 2;
#else
            neuron->activation_steepness = (fann_type)0.5;
#endif
        }
    for (index = 0; index < network->total_connections; index++)
#ifdef FIXEDFANN
        network->weights[index] = (fann_type)((int)(index * 37u % 61u) - 30);
#else
        network->weights[index] = (fann_type)((int)(index * 37u % 61u) - 30) / 256;
#endif
    return network;
}

void *peer_open(const peer_task *task)
{
    state *self = calloc(1, sizeof *self);
    uint32_t index;
    if (self == NULL || task->threads > MOST_NETWORKS)
        return NULL;
    self->task = task;
    for (index = 0; index < task->threads; index++)
        if ((self->networks[index] = make_network(task->model)) == NULL) {
            fprintf(stderr, "fann: no network of %s\n", task->model);
            return NULL;
        }
    self->inputs = malloc(sizeof *self->inputs * task->batch * task->input_count);
    self->outputs = malloc(sizeof *self->outputs * task->batch * task->output_count);
    if (self->inputs == NULL || self->outputs == NULL)
        return NULL;
    for (index = 0; index < task->batch * task->input_count; index++)
#ifdef FIXEDFANN
        self->inputs[index] = (fann_type)(task->inputs[index] * (1 << DECIMAL_POINT));
#else
        self->inputs[index] = (fann_type)task->inputs[index];
#endif
    return self;
}

int peer_run(void *opened, uint32_t thread, uint32_t first, uint32_t count)
{
    state *self = opened;
    const uint32_t outputs = self->task->output_count;
    uint32_t sample, index;
    for (sample = first; sample < first + count; sample++) {
        const fann_type *values =
            fann_run(self->networks[thread], self->inputs + (size_t)sample * self->task->input_count);
        for (index = 0; index < outputs; index++)
            self->outputs[(size_t)sample * outputs + index] = values[index];
    }
    return 0;
}

void peer_outputs(const void *opened, float *outputs)
{
    const state *self = opened;
    uint32_t index;
    for (index = 0; index < self->task->batch * self->task->output_count; index++)
        outputs[index] = (float)self->outputs[index];
}
