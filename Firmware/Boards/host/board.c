/*
 * The host as a board: text goes to standard output by write(2), without the buffers of stdio, and
 * every heap allocation of the process, the C library's included, is counted and refused.
 */
#include "board.h"

#include <stddef.h>
#include <string.h>
#include <unistd.h>

static unsigned allocations;

/* These stand in for the C library's. An application that needs one does not get far. */
void *malloc(size_t size)
{
    (void)size;
    allocations++;
    return NULL;
}

void *calloc(size_t count, size_t size)
{
    (void)count;
    return malloc(size);
}

void *realloc(void *memory, size_t size)
{
    (void)memory;
    return malloc(size);
}

void free(void *memory)
{
    (void)memory;
}

void board_write(const char *text)
{
    size_t length = strlen(text);
    while (length > 0) {
        ssize_t written = write(STDOUT_FILENO, text, length);
        if (written <= 0)
            _exit(2);
        text += written;
        length -= (size_t)written;
    }
}

int main(void)
{
    char count[] = "heap allocations: 0\n";
    int status = application();
    count[sizeof count - 3] = (char)('0' + (allocations > 9 ? 9 : allocations));
    board_write(count);
    return status != 0 || allocations != 0;
}
