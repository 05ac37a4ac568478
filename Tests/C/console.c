/* The host as a board, for runs under tools that bring an allocator of their own. */
#include "board.h"

#include <stdio.h>

void board_write(const char *text)
{
    fputs(text, stdout);
}

int main(void)
{
    return application();
}
