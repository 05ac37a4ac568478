/* Docs/numerics.md: the layers, the activations, softmax. */
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

static int64_t floor_division(int64_t dividend, int64_t by)
{
    return dividend / by - (dividend % by < 0);
}

/* The place of an axis that a kernel's place lies over; outside it is negative or beyond. */
static int64_t place_of(kernel_axis axis, uint32_t position, uint32_t place)
{
#ifdef DEFECT_DILATION
    axis.dilation = 1;
#endif
    return (int64_t)position * axis.stride + (int64_t)place * axis.dilation - axis.padding;
}

tap *make_taps(const layer *of, uint32_t position, uint32_t unit, uint32_t *count)
{
    uint32_t channels = of->kind == CONVOLUTION ? of->input.channels : 1, i, j, channel;
    uint32_t places = of->down.size * of->right.size;
    tap *taps = allocate((of->kind == DENSE ? of->columns : places * channels) * sizeof *taps);
    *count = 0;
    if (of->kind == DENSE) {
        for (; *count < of->columns; ++*count)
            taps[*count].column = taps[*count].index = *count;
        return taps;
    }
    for (i = 0; i < of->down.size; i++)
        for (j = 0; j < of->right.size; j++) {
            int64_t y = place_of(of->down, position / of->output.width, i);
            int64_t x = place_of(of->right, position % of->output.width, j);
            uint32_t first = of->kind == CONVOLUTION ? 0 : unit / (of->units / of->input.channels);
#ifdef DEFECT_MULTIPLIER
            first = of->kind == CONVOLUTION ? 0 : unit % of->input.channels;
#endif
            if (y < 0 || y >= of->input.height || x < 0 || x >= of->input.width)
                continue;
            for (channel = 0; channel < channels; channel++) {
                taps[*count].column = (i * of->right.size + j) * channels + channel;
                taps[*count].index =
                    (uint32_t)(y * of->input.width + x) * of->input.channels + first + channel;
                ++*count;
            }
        }
    return taps;
}

int64_t divisor(const layer *of, uint32_t inside)
{
#ifdef DEFECT_DIVISOR
    return inside;
#endif
    return of->kind == AVERAGE_WITH_PADDING ? of->down.size * of->right.size : inside;
}

int16_t row_word(const layer *of, uint32_t row, const tap *taps, uint32_t count, const int16_t *input)
{
    int64_t unit = (int64_t)1 << byte_at(of->fractions, row), sum;
    uint32_t index;
    sum = (int32_t)word_at(of->starts, 4 * (uint64_t)row);
#ifdef DEFECT_ROUNDING
    sum -= unit / 2;
#endif
    for (index = 0; index < count; index++)
        sum += (int64_t)weight_at(of, row, taps[index].column) * input[taps[index].index];
#ifdef DEFECT_ACCUMULATOR
    sum = (int32_t)(uint32_t)(uint64_t)sum;
#endif
    return saturate(floor_division(sum, unit));
}

static int16_t pooled(const layer *of, const tap *taps, uint32_t count, const int16_t *input)
{
    int64_t sum = 0, number = divisor(of, count);
    int16_t largest = INT16_MIN;
    uint32_t index;
    for (index = 0; index < count; index++) {
        int16_t value = input[taps[index].index];
        sum += value;
        largest = value > largest ? value : largest;
    }
#ifdef DEFECT_HALVES
    /* Halves away from zero. */
    if (sum < 0)
        return of->kind == LARGEST ? largest : (int16_t)-floor_division(-2 * sum + number, 2 * number);
#endif
    return of->kind == LARGEST ? largest : (int16_t)floor_division(2 * sum + number, 2 * number);
}

static int16_t added(const layer *of, uint32_t unit, int16_t first, int16_t second)
{
    const uint8_t *shifts = of->data + 4 * (uint64_t)unit;
    int64_t step = (int64_t)1 << shifts[2];
    int64_t sum = first * ((int64_t)1 << shifts[0]) + second * ((int64_t)1 << shifts[1]);
#ifdef DEFECT_SUM
    sum -= step / 2;
#endif
    return saturate(floor_division(sum + step / 2, step));
}

int16_t pre_activation(const layer *of, uint32_t value, const int16_t *first, const int16_t *second)
{
    uint32_t unit = value % of->units, count, piece;
    int16_t largest = INT16_MIN;
    tap *taps;
    if (of->kind == ADDITION)
        return added(of, unit, first[value], second[value]);
    taps = make_taps(of, value / of->units, unit, &count);
    if (is_pooling(of))
        largest = pooled(of, taps, count, first);
    for (piece = 0; has_weights(of) && piece < of->pieces; piece++) {
        int16_t z = row_word(of, unit * of->pieces + piece, taps, count, first);
        largest = z > largest ? z : largest;
    }
    free(taps);
    return largest;
}

/* Linear between the points of a table, and straight on beyond them. */
static int16_t table_value(const uint8_t *table, int16_t z)
{
    int64_t width = (int64_t)1 << byte_at(table, 2), way = z - value_at(table, 0);
    int64_t index = floor_division(way, width), first, rise;
    index = index < 0 ? 0 : index > 255 ? 255 : index;
    first = value_at(table, 4 + 2 * (uint64_t)index);
    rise = value_at(table, 6 + 2 * (uint64_t)index) - first;
    way -= index * width;
#ifdef DEFECT_TABLE_END
    way = way < 0 ? 0 : way > width ? width : way;
#endif
    return saturate(first + floor_division(rise * way + width / 2, width));
}

int16_t activate(const layer *of, int16_t z)
{
    double value = z / 256.0;
    switch (of->activation) {
    case RELU: return z > 0 ? z : 0;
#ifdef DEFECT_CAP
    case CAPPED_RELU: return z > 0 ? z : 0;
#else
    case CAPPED_RELU: return z < 0 ? 0 : z > value_at(of->extra, 0) ? value_at(of->extra, 0) : z;
#endif
    case TABLE: return table_value(of->extra, z);
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

void run_layer(const layer *of, const int16_t *first, const int16_t *second, int16_t *output)
{
    uint32_t value;
    for (value = 0; value < value_count(of->output); value++)
        output[value] = activate(of, pre_activation(of, value, first, second));
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
