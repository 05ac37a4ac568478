/*
 * Compares the kernels of halfword_kernels.h with sums in 64 bits written plainly: for every number of
 * columns up to three turns of their loops, for aligned and unaligned inputs, on extreme and random
 * numbers, and with neighbours that must not be touched.
 */
#include "board.h"
#include "report.h"

#include "halfword_kernels.h"

#if HALFWORD_HAS_PANEL_KERNELS

enum { ROWS = 4, MOST_COLUMNS = 27, ROUNDS = 12 };

/* The inputs begin at an odd or an even halfword of a word. */
static int16_t input_memory[MOST_COLUMNS + 3] __attribute__((aligned(4)));
static int16_t weights[(MOST_COLUMNS + 1) * ROWS] __attribute__((aligned(4)));
static int32_t sums[ROWS + 2];
static uint32_t failures;

static uint32_t random_word(void)
{
    static uint32_t state = 2463534242u;
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    return state;
}

/* From the ends of the range, or of a size that gets smaller with the round. */
static int16_t random_value(uint32_t round)
{
    const uint32_t word = random_word();
    if (round < 2)
        return -32768;
    if (round < 5)
        return (word & 1) != 0 ? 32767 : -32768;
    return (int16_t)((int16_t)(word >> 16) >> round);
}

static void fill(uint32_t round, uint32_t columns, int16_t *inputs)
{
    uint32_t index;
    for (index = 0; index < sizeof input_memory / sizeof input_memory[0]; index++)
        input_memory[index] = 0x5555;
    for (index = 0; index < columns; index++)
        inputs[index] = random_value(round);
    for (index = 0; index < (MOST_COLUMNS + 1) * ROWS; index++)
        weights[index] = random_value(round);
    if (columns % 2 != 0)
        for (index = 0; index < ROWS; index++)
            weights[(columns - 1) * ROWS + 2 * index + 1] = 0;
    for (index = 0; index < ROWS + 2; index++)
        sums[index] = (int32_t)random_word() >> 1;
}

static int64_t exact(uint32_t row, uint32_t columns, const int16_t *inputs, int32_t start)
{
    int64_t sum = start;
    uint32_t column;
    for (column = 0; column < columns; column++)
        sum += (int64_t)weights[(column & ~1u) * ROWS + 2 * row + (column & 1)] * inputs[column];
    return sum;
}

static int32_t saturated(int64_t sum)
{
    return sum > INT32_MAX ? INT32_MAX : sum < INT32_MIN ? INT32_MIN : (int32_t)sum;
}

static void check(int is_wide, uint32_t columns, const int16_t *inputs)
{
    int32_t before[ROWS + 2];
    uint32_t index;
    int holds = 1;
    for (index = 0; index < ROWS + 2; index++)
        before[index] = sums[index];
    if (is_wide)
        halfword_add_panel_64(sums + 1, weights, inputs, columns);
    else
        halfword_add_panel_32(sums + 1, weights, inputs, columns);
    for (index = 0; index < ROWS; index++) {
        const int64_t sum = exact(index, columns, inputs, before[index + 1]);
        const int32_t expected = is_wide ? saturated(sum) : (int32_t)(uint32_t)(uint64_t)sum;
        holds = holds && sums[index + 1] == expected;
    }
    if (holds && sums[0] == before[0] && sums[ROWS + 1] == before[ROWS + 1])
        return;
    failures++;
    board_write(is_wide ? "64 bits, " : "32 bits, ");
    write_number(columns);
    board_write(" columns: wrong\n");
}

int application(void)
{
    uint32_t columns, round, checks = 0;
    for (columns = 1; columns <= MOST_COLUMNS; columns++)
        for (round = 0; round < ROUNDS; round++) {
            int16_t *inputs = input_memory + round % 2;
            fill(round, columns, inputs);
            check(0, columns, inputs);
            fill(round, columns, inputs);
            check(1, columns, inputs);
            checks += 2;
        }
    write_number(checks);
    board_write(" panels, ");
    write_number(failures);
    board_write(" wrong\n");
    return failures != 0;
}
#else
int application(void)
{
    board_write("no kernels of its own\n");
    return 0;
}
#endif
