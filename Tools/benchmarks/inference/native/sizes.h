/* sizes.h - sizes of layers, as "784,128,64,10", for the peers of Tools/bench-inference that make a network of them */
#ifndef SIZES_H
#define SIZES_H

#include <stdint.h>
#include <stdlib.h>

enum { MOST_SIZES = 16 };

/* How many sizes a text has; 0 where it is none. */
static inline uint32_t read_sizes(const char *text, uint32_t sizes[MOST_SIZES])
{
    uint32_t count = 0;
    char *end;
    for (;;) {
        const unsigned long size = strtoul(text, &end, 10);
        if (end == text || size == 0 || count == MOST_SIZES)
            return 0;
        sizes[count++] = (uint32_t)size;
        if (*end != ',')
            return *end == '\0' ? count : 0;
        text = end + 1;
    }
}

#endif
