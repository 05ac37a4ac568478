/* What an application needs of a board, and a board of an application. */
#ifndef BOARD_H
#define BOARD_H

#include <stdint.h>

/* Writes text to the board's console. */
void board_write(const char *text);

/* The memory that the stack may grow down into, and where it began. Only on emulated boards. */
uint32_t *board_stack_limit(void);
uint32_t *board_stack_top(void);

/* The application: called once by the board's start-up code.
 *
 * Returns 0 for success; the board makes it the exit status of the program or the emulator. */
int application(void);

#endif
