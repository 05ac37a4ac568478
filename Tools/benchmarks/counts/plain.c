/* plain.c - the loop that one would write in C, over int16_t or, with IS_FLOAT, over float, for Tools/count-peers */
#include "network.h"

extern const NETWORK_WORD network_weights[];

#ifdef IS_FLOAT
extern const float network_starts[];
typedef float sum_word;
static float round_sum(float sum) { return sum; }
#else
extern const int32_t network_starts[];
typedef int32_t sum_word;
static int16_t round_sum(int32_t sum)
{
    sum >>= 8;
    return (int16_t)(sum > INT16_MAX ? INT16_MAX : sum < INT16_MIN ? INT16_MIN : sum);
}
#endif

static const uint16_t sizes[] = {SIZES};
enum { SIZE_COUNT = sizeof sizes / sizeof sizes[0], MOST_VALUES = 1024 };

/* Not inlined: the loops of a small core then keep more in registers. */
static __attribute__((noinline)) void dense(const NETWORK_WORD *weights, const sum_word *starts, const NETWORK_WORD *from,
                                            uint32_t columns, NETWORK_WORD *to, uint32_t rows, int is_last)
{
    uint32_t row, column;
    for (row = 0; row < rows; row++, weights += columns) {
        sum_word sum = starts[row];
        NETWORK_WORD value;
        for (column = 0; column < columns; column++)
            sum += (sum_word)weights[column] * from[column];
        value = round_sum(sum);
        to[row] = !is_last && value < 0 ? 0 : value;
    }
}

void network_run(const NETWORK_WORD *input, NETWORK_WORD *output)
{
    static NETWORK_WORD values[2][MOST_VALUES];
    const NETWORK_WORD *weights = network_weights, *from = input;
    const sum_word *starts = network_starts;
    uint32_t layer;
    for (layer = 1; layer < SIZE_COUNT; layer++) {
        const uint32_t columns = sizes[layer - 1], rows = sizes[layer];
        NETWORK_WORD *to = layer + 1 == SIZE_COUNT ? output : values[layer % 2];
        dense(weights, starts, from, columns, to, rows, layer + 1 == SIZE_COUNT);
        weights += columns * rows;
        starts += rows;
        from = to;
    }
}
