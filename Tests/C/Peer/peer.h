/*
 * A second implementation of halfword.h, written from Docs/numerics.md and Docs/image-format.md alone:
 * plain loops, libm in place of tables, sorting in place of bisection. It is here to be checked by the
 * conformance suite, which thereby shows that the two documents suffice; and, built with one of the
 * DEFECT_ macros, to be caught by it.
 */
#ifndef PEER_H
#define PEER_H

#include "halfword.h"

#include <stddef.h>

/* Fields of the header and of a layer's descriptor, by their offsets. */
enum {
    HEADER_SIZE = 64,
    DESCRIPTOR_SIZE = 64,
    FORMAT_VERSION = 2,
    NUMBERS_VERSION = 2
};

enum { DENSE = 1, CONVOLUTION, DEPTHWISE, LARGEST, AVERAGE, AVERAGE_WITH_PADDING, ADDITION };

enum { LINEAR, RELU, MAXOUT, SIGMOID, TANH, SOFTMAX, CAPPED_RELU, TABLE };

/* Height, width and channels. */
typedef struct {
    uint32_t height, width, channels;
} shape;

/* A kernel along one axis: its size, from one window to the next, from one place to the next, and how far the first
 * window begins before the input. */
typedef struct {
    uint32_t size, stride, dilation, padding;
} kernel_axis;

typedef struct {
    /* `bits` are those of a weight: 16, 8 or 4. */
    uint32_t kind, activation, sums, bits, source, second, units, pieces, rows, columns;
    shape input, output;
    kernel_axis down, right;
    /* Columns that lie side by side in the input and, completed to pairs, in the image. */
    uint32_t run;
    /* The weights, or an addition's shifts; the last is the cap or the table. */
    const uint8_t *data, *starts, *fractions, *exponents, *extra;
    /* Where its values lie in the workspace, in bytes. */
    uint64_t place, place_end;
    /* Where its data begin, and where the next part does. */
    uint64_t start, end;
} layer;

/* What a row meets: a column of it, and the index of a value of what the layer reads. Of poolings the column is
 * the number of the place. */
typedef struct {
    uint32_t column, index;
} tap;

uint32_t byte_at(const uint8_t *bytes, uint64_t offset);
uint32_t half_at(const uint8_t *bytes, uint64_t offset);
uint32_t word_at(const uint8_t *bytes, uint64_t offset);
int16_t value_at(const uint8_t *bytes, uint64_t offset);

/* Memory that there must be. */
void *allocate(uint64_t size);

int has_weights(const layer *of);
int is_pooling(const layer *of);
uint32_t value_count(shape of);

/* Reads and checks the layer at `index`, whose data begin at `start`. */
halfword_status read_layer(const uint8_t *image, uint32_t index, uint64_t start, layer *read);

/* The bytes of a layer's weights. */
uint64_t weights_size(const layer *of);

/* Whether the numbers are zero that complete runs, rows and places. */
int weights_are_completed(const layer *of);

/* The weight of a row and a column. */
int16_t weight_at(const layer *of, uint32_t row, uint32_t column);

/* What the rows of a unit meet at a position: as many as are inside the input. To be freed. */
tap *make_taps(const layer *of, uint32_t position, uint32_t unit, uint32_t *count);

/* By how many values an average is divided, of so many inside. */
int64_t divisor(const layer *of, uint32_t inside);

/* A row's pre-activation word. */
int16_t row_word(const layer *of, uint32_t row, const tap *taps, uint32_t count, const int16_t *input);

/* The pre-activation word of a value, of a layer that reads one tensor or two. */
int16_t pre_activation(const layer *of, uint32_t value, const int16_t *first, const int16_t *second);

/* What an activation makes of a pre-activation word. */
int16_t activate(const layer *of, int16_t z);

/* Runs one layer without softmax. */
void run_layer(const layer *of, const int16_t *first, const int16_t *second, int16_t *output);

void peer_softmax(int16_t *values, uint32_t count);

uint32_t index_of_largest(const int16_t *values, uint32_t count);

#endif
