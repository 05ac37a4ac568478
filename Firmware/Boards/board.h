/* What an application needs of a board, and a board of an application. */
#ifndef BOARD_H
#define BOARD_H

/* Writes text to the board's console. */
void board_write(const char *text);

/* The application: called once by the board's start-up code.
 *
 * Returns 0 for success; the board makes it the exit status of the program or the emulator. */
int application(void);

#endif
