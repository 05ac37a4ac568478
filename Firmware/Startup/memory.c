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

#ifdef __arm__
/* The same by the names that Clang, and so Swift, calls them by (Run-time ABI for the Arm Architecture,
 * 4.3.4). The digit is the alignment, and the order of the last two parameters of memset is another. */
#define NAMES(copy, set, clear)                                                                     \
    void copy(void *to, const void *from, size_t count);                                            \
    void set(void *to, size_t count, int byte);                                                     \
    void clear(void *to, size_t count);                                                             \
    void copy(void *to, const void *from, size_t count) { memcpy(to, from, count); }                \
    void set(void *to, size_t count, int byte) { memset(to, byte, count); }                         \
    void clear(void *to, size_t count) { memset(to, 0, count); }                                    \
    typedef int copy##_names

NAMES(__aeabi_memcpy, __aeabi_memset, __aeabi_memclr);
NAMES(__aeabi_memcpy4, __aeabi_memset4, __aeabi_memclr4);
NAMES(__aeabi_memcpy8, __aeabi_memset8, __aeabi_memclr8);
#endif
