/* Writing numbers to the board's console. */
#ifndef REPORT_H
#define REPORT_H

#include "board.h"

/* Writes a number in decimal. */
static inline void write_number(uint32_t value)
{
    char text[11];
    char *digit = text + sizeof text - 1;
    *digit = '\0';
    do {
        *--digit = (char)('0' + value % 10);
        value /= 10;
    } while (value > 0);
    board_write(digit);
}

/* Writes a signed number in decimal. */
static inline void write_signed(int32_t value)
{
    if (value < 0)
        board_write("-");
    write_number(value < 0 ? 0u - (uint32_t)value : (uint32_t)value);
}

#endif
