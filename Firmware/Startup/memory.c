/* What C compilers expect of every environment, also one without a C library (GCC manual, section
 * 2.1). The runtime itself calls neither. */
#include <stddef.h>

void *memcpy(void *to, const void *from, size_t count);
void *memset(void *to, int byte, size_t count);

__attribute__((optimize("no-tree-loop-distribute-patterns"))) void *
memcpy(void *to, const void *from, size_t count)
{
    size_t index;
    for (index = 0; index < count; index++)
        ((unsigned char *)to)[index] = ((const unsigned char *)from)[index];
    return to;
}

__attribute__((optimize("no-tree-loop-distribute-patterns"))) void *
memset(void *to, int byte, size_t count)
{
    size_t index;
    for (index = 0; index < count; index++)
        ((unsigned char *)to)[index] = (unsigned char)byte;
    return to;
}
