/* Files and memory of the host as a board. */
#include "board.h"

#include <fcntl.h>
#include <unistd.h>

static int file = -1;

int board_open(const char *path)
{
    file = open(path, O_RDONLY);
    return file >= 0;
}

int board_read(void *to, uint32_t size)
{
    char *next = to;
    while (size > 0) {
        ssize_t count = read(file, next, size);
        if (count <= 0)
            return 0;
        next += count;
        size -= (uint32_t)count;
    }
    return 1;
}

void *board_memory(uint32_t *size)
{
    static uint64_t memory[1 << 19];
    *size = sizeof memory;
    return memory;
}
