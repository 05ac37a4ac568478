/* Docs/image-format.md: how weights of 16, 8 and 4 bits lie in an image. */
#include "peer.h"

static uint32_t pairs(const layer *of)
{
    return (of->run + 1) / 2;
}

/* A byte as a signed number. */
static int16_t signed_byte(uint32_t byte)
{
    return (int16_t)(byte < 128 ? (int32_t)byte : (int32_t)byte - 256);
}

/* A half of a byte as a signed number; that of an even row is the low one. */
static int16_t signed_half(uint32_t byte, uint32_t row)
{
    uint32_t half;
#ifdef DEFECT_HALVES_OF_BYTES
    row++;
#endif
    half = row % 2 == 0 ? byte % 16 : byte / 16;
#ifdef DEFECT_SIGN_OF_HALVES
    return (int16_t)half;
#endif
    return (int16_t)(half < 8 ? (int32_t)half : (int32_t)half - 16);
}

/* The weight in panels of four rows, whose runs are completed to pairs: a pair of columns takes as many bytes as a
 * weight has bits. */
static int16_t weight_in_panels(const layer *of, uint32_t row, uint32_t run, uint32_t column)
{
    uint64_t pair = (uint64_t)row / 4 * (of->columns / of->run) * pairs(of) + (uint64_t)run * pairs(of)
        + column / 2;
    const uint8_t *weights = of->data + pair * of->bits;
    uint32_t row_of_panel = row % 4, column_of_pair = column % 2;
    if (of->bits == 16)
        return value_at(weights, 4 * row_of_panel + 2 * column_of_pair);
    if (of->bits == 4)
        return signed_half(byte_at(weights, 2 * column_of_pair + row_of_panel / 2), row_of_panel);
#ifdef DEFECT_ROWS_OF_BYTES
    return signed_byte(byte_at(weights, 2 * row_of_panel + column_of_pair));
#endif
    return signed_byte(byte_at(weights, row_of_panel / 2 * 4 + 2 * column_of_pair + row_of_panel % 2));
}

/* The rows of a depthwise layer with those that complete a place to whole words. */
static uint32_t completed_rows(const layer *of)
{
    uint32_t rows = 32 / of->bits;
#ifdef DEFECT_COMPLETED_ROWS
    rows = 2;
#endif
    return (of->rows + rows - 1) / rows * rows;
}

/* The bytes of the weights. */
uint64_t weights_size(const layer *of)
{
    if (of->kind == DEPTHWISE)
        return (uint64_t)of->columns * completed_rows(of) * of->bits / 8;
    return (uint64_t)((of->rows + 3) / 4) * (of->columns / of->run) * pairs(of) * of->bits;
}

static int16_t weight_of_place(const layer *of, uint32_t row, uint32_t place)
{
    uint64_t index = (uint64_t)place * completed_rows(of) + row;
    if (of->bits == 16)
        return value_at(of->data, 2 * index);
    return of->bits == 8 ? signed_byte(byte_at(of->data, index))
                         : signed_half(byte_at(of->data, index / 2), row);
}

int16_t weight_at(const layer *of, uint32_t row, uint32_t column)
{
    if (of->kind == DEPTHWISE)
        return weight_of_place(of, row, column);
    return weight_in_panels(of, row, column / of->run, column % of->run);
}

/* Whether the numbers are zero that complete runs, rows and places. */
int weights_are_completed(const layer *of)
{
    uint32_t row, run, column;
    if (of->kind == DEPTHWISE) {
        for (column = 0; column < of->columns; column++)
            for (row = of->rows; row < completed_rows(of); row++)
                if (weight_at(of, row, column) != 0)
                    return 0;
        return 1;
    }
    for (row = 0; row < (of->rows + 3) / 4 * 4; row++)
        for (run = 0; run < of->columns / of->run; run++)
            for (column = row < of->rows ? of->run : 0; column < 2 * pairs(of); column++)
                if (weight_in_panels(of, row, run, column) != 0)
                    return 0;
    return 1;
}
