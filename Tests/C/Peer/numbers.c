/* Docs/numerics.md: a dense row, the activations, softmax. */
#include "peer.h"

#include <math.h>
#include <stdlib.h>

static int16_t saturate(int64_t value)
{
#ifdef DEFECT_WRAP
    return (int16_t)(uint16_t)(uint64_t)value;
#endif
    return (int16_t)(value < -32768 ? -32768 : value > 32767 ? 32767 : value);
}

int16_t pre_activation(const layer *of, uint32_t row, const int16_t *input)
{
    int64_t unit = (int64_t)1 << byte_at(of->fractions, row), sum, quotient;
    uint32_t column;
    sum = (int32_t)word_at(of->starts, 4 * (uint64_t)row);
#ifdef DEFECT_ROUNDING
    sum -= unit / 2;
#endif
    for (column = 0; column < of->inputs; column++)
        sum += (int64_t)weight_at(of, row, column) * input[column];
#ifdef DEFECT_ACCUMULATOR
    sum = (int32_t)(uint32_t)(uint64_t)sum;
#endif
    quotient = sum / unit;
    return saturate(sum % unit < 0 ? quotient - 1 : quotient);
}

int16_t activate(uint32_t activation, int16_t z)
{
    double value = z / 256.0;
    switch (activation) {
    case RELU: return z > 0 ? z : 0;
    case SIGMOID:
#ifdef DEFECT_TABLE
        if (z == 300)
            return (int16_t)(floor(256.0 / (1.0 + exp(-value)) + 0.5) + 1);
#endif
        return (int16_t)floor(256.0 / (1.0 + exp(-value)) + 0.5);
    case TANH: return (int16_t)floor(256.0 * tanh(value) + 0.5);
    default: return z;
    }
}

void run_layer(const layer *of, const int16_t *input, int16_t *output)
{
    uint32_t unit, piece;
    for (unit = 0; unit < of->units; unit++) {
        int16_t largest = INT16_MIN;
        for (piece = 0; piece < of->pieces; piece++) {
            int16_t z = pre_activation(of, unit * of->pieces + piece, input);
            if (z > largest)
                largest = z;
        }
        output[unit] = activate(of->activation, largest);
    }
}

uint32_t index_of_largest(const int16_t *values, uint32_t count)
{
    uint32_t largest = 0, index;
    for (index = 1; index < count; index++)
#ifdef DEFECT_TIES
        if (values[index] >= values[largest])
#else
        if (values[index] > values[largest])
#endif
            largest = index;
    return largest;
}

/* A unit of a softmax. */
typedef struct {
    uint32_t index;
    int16_t logit;
    uint64_t exponential, share, remainder;
} softmax_unit;

static uint64_t exponential(int32_t distance)
{
    int32_t i = distance / 64, j = distance % 64, scale = 23637 * i / 65536;
    double coarse, fine;
    if (i >= 48)
        return 0;
    coarse = floor(32768.0 * exp(-i / 4.0) * ldexp(1.0, scale) + 0.5);
    fine = floor(32768.0 * exp(-j / 256.0) + 0.5);
    return (uint64_t)floor(ldexp(coarse * fine, -(14 + scale)) + 0.5);
}

static int is_served_before(const void *first, const void *second)
{
    const softmax_unit *a = first, *b = second;
    if (a->remainder != b->remainder)
        return a->remainder > b->remainder ? -1 : 1;
    if (a->logit != b->logit)
        return a->logit > b->logit ? -1 : 1;
#ifdef DEFECT_TIES
    return a->index > b->index ? -1 : 1;
#else
    return a->index < b->index ? -1 : 1;
#endif
}

void peer_softmax(int16_t *values, uint32_t count)
{
    softmax_unit *units = malloc(count * sizeof *units);
    int16_t largest = values[index_of_largest(values, count)];
    uint64_t sum = 0, left = 256;
    uint32_t index;
    if (!units)
        abort();
    for (index = 0; index < count; index++) {
        units[index].index = index;
        units[index].logit = values[index];
        units[index].exponential = exponential(largest - values[index]);
        sum += units[index].exponential;
    }
    for (index = 0; index < count; index++) {
        units[index].share = 256 * units[index].exponential / sum;
        units[index].remainder = 256 * units[index].exponential % sum;
        left -= units[index].share;
    }
    qsort(units, count, sizeof *units, is_served_before);
    for (index = 0; index < count; index++)
        values[units[index].index] = (int16_t)(units[index].share + (index < left ? 1 : 0));
    free(units);
}
