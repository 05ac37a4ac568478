/*
 * Compares the kernels of halfword_kernels.h with sums in 64 bits written plainly: for every number of
 * columns up to two turns of their loops and a half, for aligned and unaligned inputs, on extreme and random
 * numbers, for blocks on numbers whose products just fit 32 bits, and with neighbours that must not be
 * touched.
 */
#include "board.h"
#include "report.h"

#include "halfword_kernels.h"

#if HALFWORD_HAS_PANEL_KERNELS

enum { ROWS = 4, MOST_COLUMNS = 81, ROUNDS = 12 };
enum { NARROW, WIDE, BLOCKS_16, BLOCKS_32, KERNELS };
static const char *const names[KERNELS] = {"32 bits, ", "64 bits, ", "blocks of 16, ", "blocks of 32, "};

/* The inputs begin at an odd or an even halfword of a word. */
static int16_t input_memory[MOST_COLUMNS + 3] __attribute__((aligned(4)));
static int16_t weights[(MOST_COLUMNS + 1) * ROWS] __attribute__((aligned(4)));
static int32_t starts[ROWS];
/* A guard, the sums of two words each, a guard. */
static int32_t sums[2 * ROWS + 2];
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

/* Weights of which as many as a block has are as large as its products may be together with inputs of -32768:
 * their sum is 65,535, just below 2^31 / 32768. */
static int16_t block_weight(uint32_t block, uint32_t column)
{
    const uint32_t share = 65535 / block;
    const int16_t size = (int16_t)(share + (column % block < 65535 % block ? 1 : 0));
    return (random_word() & 1) != 0 ? size : (int16_t)-size;
}

static uint32_t place(uint32_t row, uint32_t column)
{
    return (column & ~1u) * ROWS + 2 * row + (column & 1);
}

static void fill(int kernel, uint32_t round, uint32_t columns, int16_t *inputs)
{
    const uint32_t block = kernel == BLOCKS_16 ? 16 : kernel == BLOCKS_32 ? 32 : 0;
    uint32_t index, row;
    for (index = 0; index < sizeof input_memory / sizeof input_memory[0]; index++)
        input_memory[index] = 0x5555;
    for (index = 0; index < columns; index++)
        inputs[index] = random_value(round);
    for (row = 0; row < ROWS; row++)
        for (index = 0; index < columns; index++)
            weights[place(row, index)] = block ? block_weight(block, index) : random_value(round);
    /* In some rounds all products of a block point one way. */
    if (block && round % 3 != 2)
        for (row = 0; row < ROWS; row++)
            for (index = 0; index < columns; index++) {
                int16_t *weight = &weights[place(row, index)];
                if ((inputs[index] < 0) == ((row & 1) == 0 ? *weight > 0 : *weight < 0))
                    *weight = (int16_t)-*weight;
            }
    if (columns % 2 != 0)
        for (row = 0; row < ROWS; row++)
            weights[place(row, columns)] = 0;
    for (row = 0; row < ROWS; row++)
        starts[row] = (int32_t)random_word();
    for (index = 0; index < sizeof sums / sizeof sums[0]; index++)
        sums[index] = (int32_t)random_word();
}

static int64_t exact(uint32_t row, uint32_t columns, const int16_t *inputs)
{
    int64_t sum = starts[row];
    uint32_t column;
    for (column = 0; column < columns; column++)
        sum += (int64_t)weights[place(row, column)] * inputs[column];
    return sum;
}

static void run(int kernel, uint32_t columns, const int16_t *inputs)
{
    int32_t *first = sums + 1;
    switch (kernel) {
    case NARROW: halfword_sum_panel_32(first, starts, weights, inputs, columns); break;
    case WIDE: halfword_sum_panel_64(first, starts, weights, inputs, columns); break;
    case BLOCKS_16: halfword_sum_panel_blocks(first, starts, weights, inputs, columns, 16); break;
    default: halfword_sum_panel_blocks(first, starts, weights, inputs, columns, 32); break;
    }
}

static void check(int kernel, uint32_t columns, const int16_t *inputs)
{
    const int32_t before = sums[0], after = sums[2 * ROWS + 1];
    uint32_t index;
    int holds = 1;
    run(kernel, columns, inputs);
    for (index = 0; index < ROWS; index++) {
        const uint64_t sum = (uint64_t)exact(index, columns, inputs);
        holds = holds && (uint32_t)sums[2 * index + 1] == (uint32_t)sum;
        if (kernel != NARROW)
            holds = holds && (uint32_t)sums[2 * index + 2] == (uint32_t)(sum >> 32);
    }
    if (holds && sums[0] == before && sums[2 * ROWS + 1] == after)
        return;
    failures++;
    board_write(names[kernel]);
    write_number(columns);
    board_write(" columns: wrong\n");
}

int application(void)
{
    uint32_t columns, round, checks = 0;
    int kernel;
    for (columns = 1; columns <= MOST_COLUMNS; columns++)
        for (round = 0; round < ROUNDS; round++)
            for (kernel = 0; kernel < KERNELS; kernel++) {
                int16_t *inputs = input_memory + round % 2;
                fill(kernel, round, columns, inputs);
                check(kernel, columns, inputs);
                checks++;
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
