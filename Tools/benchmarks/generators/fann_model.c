/*
 * FANN builds a network on the heap; here that is an array. Its fixed point has no ReLU, so the units are its
 * piecewise linear sigmoids, or what FANN_UNITS says. The weights are random: what a run takes hardly depends on them.
 * FANN_SIZES has the sizes of the layers with commas between them, FANN_POOL the bytes of the heap.
 */
#include <limits.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>

#ifndef FANN_SIZES
#define FANN_SIZES 256, 128, 32, 10
#define FANN_POOL 600000
#endif
#ifndef FANN_UNITS
#define FANN_UNITS FANN_SIGMOID_STEPWISE
#endif

static unsigned char pool[FANN_POOL] __attribute__((aligned(8)));
static size_t pool_used;

static void *pool_get(size_t size)
{
    void *memory = pool + pool_used;
    pool_used += (size + 7) & ~(size_t)7;
    return memory;
}

static void *pool_more(void *memory, size_t size)
{
    void *more = pool_get(size);
    return memory ? memcpy(more, memory, size) : more;
}

#define malloc pool_get
#define calloc(count, size) pool_get((size_t)(count) * (size))
#define realloc pool_more
#define free(memory) (void)(memory)
#define fopen(...) NULL
#define time(seconds) 0
#define printf(...) 0
#define fprintf(...) 0
#define FIXEDFANN
#include "fixedfann.h"

#include "fann.c"

FILE *fann_default_error_log;
void fann_error(struct fann_error *data, const enum fann_errno_enum error, ...) {}
void fann_init_error_data(struct fann_error *data) {}
int _gettimeofday(struct timeval *now, void *zone) { return 0; }

#include "fann_model.h"

static struct fann *network;
static const unsigned sizes[] = {FANN_SIZES};
enum { SIZE_COUNT = sizeof sizes / sizeof sizes[0] };

void fann_model_setup(void)
{
    struct fann_layer *layer;
    struct fann_neuron *neuron;
    network = fann_create_standard_array(SIZE_COUNT, sizes);
    network->decimal_point = 8;
    network->multiplier = 256;
    for (layer = network->first_layer + 1; layer != network->last_layer; layer++)
        for (neuron = layer->first_neuron; neuron != layer->last_neuron; neuron++)
            neuron->activation_function = FANN_UNITS;
    fann_update_stepwise(network);
}

void fann_model_run(int *input, int *output)
{
    const int *values = fann_run(network, input);
    for (unsigned index = 0; index < sizes[SIZE_COUNT - 1]; index++)
        output[index] = values[index];
}
