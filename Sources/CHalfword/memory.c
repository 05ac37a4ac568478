/*
 * What compilers call to copy and to clear memory, for programs without a C library (-nostdlib -lgcc). The names are
 * the ABI's, and weak: a linker takes this object out of the archive only where nothing before it has them, and a
 * definition elsewhere goes first. On Arm these are names that GCC never calls (Run-time ABI for the Arm Architecture,
 * 4.3.4), so that a program's own calls of memcpy do not end here.
 */
#if (defined(__arm__) || defined(__riscv)) && !defined(__unix__) && !defined(__APPLE__) && !defined(_WIN32)
#include <stddef.h>
#include <stdint.h>

/* Otherwise the loops become calls of what they are the loops of; and small is better than fast here. */
#if defined(__clang__)
#define AS_WRITTEN __attribute__((no_builtin))
#define ONE_BY_ONE _Pragma("clang loop unroll(disable) vectorize(disable)")
#else
#define AS_WRITTEN __attribute__((optimize("no-tree-loop-distribute-patterns")))
#define ONE_BY_ONE
#endif
#define SHARED AS_WRITTEN __attribute__((weak))

typedef uint32_t __attribute__((may_alias)) word;

static AS_WRITTEN inline __attribute__((always_inline)) void copy(void *to, const void *from, size_t count)
{
    unsigned char *next = to;
    const unsigned char *source = from;
    if ((((uintptr_t)to | (uintptr_t)from) & 3) == 0)
        ONE_BY_ONE for (; count >= 4; count -= 4, next += 4, source += 4)
            *(word *)(void *)next = *(const word *)(const void *)source;
    ONE_BY_ONE for (; count > 0; count--)
        *next++ = *source++;
}

static AS_WRITTEN inline __attribute__((always_inline)) void fill(void *to, int byte, size_t count)
{
    unsigned char *next = to;
    const uint32_t four = (uint32_t)(unsigned char)byte * 0x01010101u;
    if (((uintptr_t)to & 3) == 0)
        ONE_BY_ONE for (; count >= 4; count -= 4, next += 4)
            *(word *)(void *)next = four;
    ONE_BY_ONE for (; count > 0; count--)
        *next++ = (unsigned char)byte;
}

#if defined(__arm__)
/* The digit is the alignment, and the order of the last two parameters of memset is another than in C. */
void __aeabi_memcpy(void *to, const void *from, size_t count);
void __aeabi_memset(void *to, size_t count, int byte);
void __aeabi_memclr(void *to, size_t count);

SHARED void __aeabi_memcpy(void *to, const void *from, size_t count) { copy(to, from, count); }
SHARED void __aeabi_memset(void *to, size_t count, int byte) { fill(to, byte, count); }
SHARED void __aeabi_memclr(void *to, size_t count) { fill(to, 0, count); }

#define SAME(name) __attribute__((weak, alias(#name)))
void __aeabi_memcpy4(void *to, const void *from, size_t count) SAME(__aeabi_memcpy);
void __aeabi_memcpy8(void *to, const void *from, size_t count) SAME(__aeabi_memcpy);
void __aeabi_memset4(void *to, size_t count, int byte) SAME(__aeabi_memset);
void __aeabi_memset8(void *to, size_t count, int byte) SAME(__aeabi_memset);
void __aeabi_memclr4(void *to, size_t count) SAME(__aeabi_memclr);
void __aeabi_memclr8(void *to, size_t count) SAME(__aeabi_memclr);
#else
void *memcpy(void *to, const void *from, size_t count);
void *memset(void *to, int byte, size_t count);

SHARED void *memcpy(void *to, const void *from, size_t count)
{
    copy(to, from, count);
    return to;
}

SHARED void *memset(void *to, int byte, size_t count)
{
    fill(to, byte, count);
    return to;
}
#endif
#else
typedef int halfword_memory_is_the_systems;
#endif
