/* What an application needs of a board, and a board of an application. */
#ifndef BOARD_H
#define BOARD_H

#include <stdint.h>

/* Writes text to the board's console. */
void board_write(const char *text);

/* Opens a file of the host to read from; one at a time. Returns 0 where it cannot be read. */
int board_open(const char *path);

/* Reads the next `size` bytes of the file. Returns 0 where it has fewer. */
int board_read(void *to, uint32_t size);

/* Memory for the application alone, aligned to 8: on emulated boards all RAM that neither variables
 * nor the stack need. */
void *board_memory(uint32_t *size);

/* The memory that the stack may grow down into, and where it began. Only on emulated boards. */
uint32_t *board_stack_limit(void);
uint32_t *board_stack_top(void);

/* The application: called once by the board's start-up code.
 *
 * Returns 0 for success; the board makes it the exit status of the program or the emulator. */
int application(void);

#endif
