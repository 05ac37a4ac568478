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

enum { LINEAR, RELU, MAXOUT, SIGMOID, TANH, SOFTMAX };

typedef struct {
    uint32_t activation, sums, inputs, units, pieces;
    const uint8_t *weights, *starts, *fractions, *exponents;
    /* Where its values lie in the workspace, in bytes. */
    uint64_t place;
    /* Where the next part begins. */
    uint64_t end;
} layer;

uint32_t byte_at(const uint8_t *bytes, uint64_t offset);
uint32_t half_at(const uint8_t *bytes, uint64_t offset);
uint32_t word_at(const uint8_t *bytes, uint64_t offset);
int16_t value_at(const uint8_t *bytes, uint64_t offset);

/* Reads and checks the layer at `index`. */
halfword_status read_layer(const uint8_t *image, uint32_t index, uint32_t inputs, uint64_t start,
                           layer *read);

/* The weight of a row and a column. */
int16_t weight_at(const layer *of, uint32_t row, uint32_t column);

/* A row's pre-activation word. */
int16_t pre_activation(const layer *of, uint32_t row, const int16_t *input);

/* What an activation makes of a pre-activation word. */
int16_t activate(uint32_t activation, int16_t z);

/* Runs one layer without softmax. */
void run_layer(const layer *of, const int16_t *input, int16_t *output);

void peer_softmax(int16_t *values, uint32_t count);

uint32_t index_of_largest(const int16_t *values, uint32_t count);

#endif
