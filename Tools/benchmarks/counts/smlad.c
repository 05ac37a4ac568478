/*
 * smlad.c - what one would write in C for cores with a multiplication of two halves at once: four rows at a time,
 * and __smlad, for Tools/count-peers
 */
#include "network.h"

#include <arm_acle.h>

extern const int16_t network_weights[];
extern const int32_t network_starts[];

static const uint16_t sizes[] = {SIZES};
enum { SIZE_COUNT = sizeof sizes / sizeof sizes[0], MOST_VALUES = 1024, ROWS = 4 };

static int16_t round_sum(int32_t sum, int is_last)
{
    const int32_t value = __ssat(sum >> 8, 16);
    return (int16_t)(!is_last && value < 0 ? 0 : value);
}

/* Two words that lie anywhere: these cores load them all the same. */
typedef int16x2_t loose_pair __attribute__((may_alias, aligned(2)));

static int16x2_t pair(const int16_t *words)
{
    return *(const loose_pair *)(const void *)words;
}

static void four_rows(const int16_t *weights, const int16_t *from, uint32_t columns, const int32_t *starts,
                      int16_t *to, int is_last)
{
    const int16_t *first = weights, *second = first + columns, *third = second + columns, *fourth = third + columns;
    int32_t sums[ROWS] = {starts[0], starts[1], starts[2], starts[3]};
    uint32_t column, row;
    for (column = 0; column + 2 <= columns; column += 2) {
        const int16x2_t inputs = pair(from + column);
        sums[0] = __smlad(pair(first + column), inputs, sums[0]);
        sums[1] = __smlad(pair(second + column), inputs, sums[1]);
        sums[2] = __smlad(pair(third + column), inputs, sums[2]);
        sums[3] = __smlad(pair(fourth + column), inputs, sums[3]);
    }
    for (row = 0; row < ROWS; row++) {
        if (columns % 2 != 0)
            sums[row] += (int32_t)weights[row * columns + columns - 1] * from[columns - 1];
        to[row] = round_sum(sums[row], is_last);
    }
}

static int16_t one_row(const int16_t *weights, const int16_t *from, uint32_t columns, int32_t sum, int is_last)
{
    uint32_t column;
    for (column = 0; column + 2 <= columns; column += 2)
        sum = __smlad(pair(weights + column), pair(from + column), sum);
    if (columns % 2 != 0)
        sum += (int32_t)weights[columns - 1] * from[columns - 1];
    return round_sum(sum, is_last);
}

void network_run(const int16_t *input, int16_t *output)
{
    static int16_t values[2][MOST_VALUES] __attribute__((aligned(4)));
    const int16_t *weights = network_weights, *from = input;
    const int32_t *starts = network_starts;
    uint32_t layer, row;
    for (layer = 1; layer < SIZE_COUNT; layer++) {
        const uint32_t columns = sizes[layer - 1], rows = sizes[layer];
        const int is_last = layer + 1 == SIZE_COUNT;
        int16_t *to = is_last ? output : values[layer % 2];
        for (row = 0; row + ROWS <= rows; row += ROWS, weights += ROWS * columns)
            four_rows(weights, from, columns, starts + row, to + row, is_last);
        for (; row < rows; row++, weights += columns)
            to[row] = one_row(weights, from, columns, starts[row], is_last);
        starts += rows;
        from = to;
    }
}
