/* start_arm64.c - what host_kernels.c needs of a C library, by calls of Linux on arm64, for machines that have a compiler
 * for arm64 and an emulator, but no library */
#include <stddef.h>

int main(void);
void _start(void);
void *mmap(void *address, size_t size, int protection, int flags, int file, long offset);
int mprotect(void *address, size_t size, int protection);
int puts(const char *text);
void *memset(void *to, int byte, size_t count);
void *memcpy(void *to, const void *from, size_t count);

static long call(long number, long a, long b, long c, long d, long e, long f)
{
    register long x8 __asm__("x8") = number;
    register long x0 __asm__("x0") = a;
    register long x1 __asm__("x1") = b;
    register long x2 __asm__("x2") = c;
    register long x3 __asm__("x3") = d;
    register long x4 __asm__("x4") = e;
    register long x5 __asm__("x5") = f;
    __asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5) : "memory");
    return x0;
}

void *mmap(void *address, size_t size, int protection, int flags, int file, long offset)
{
    return (void *)call(222, (long)address, (long)size, protection, flags, file, offset);
}

int mprotect(void *address, size_t size, int protection)
{
    return (int)call(226, (long)address, (long)size, protection, 0, 0, 0);
}

int puts(const char *text)
{
    long length = 0;
    while (text[length] != 0)
        length++;
    call(64, 1, (long)text, length, 0, 0, 0);
    return (int)call(64, 1, (long)"\n", 1, 0, 0, 0);
}

void *memset(void *to, int byte, size_t count)
{
    unsigned char *next = to;
    while (count-- > 0)
        *next++ = (unsigned char)byte;
    return to;
}

void *memcpy(void *to, const void *from, size_t count)
{
    unsigned char *next = to;
    const unsigned char *source = from;
    while (count-- > 0)
        *next++ = *source++;
    return to;
}

void _start(void)
{
    call(94, main(), 0, 0, 0, 0, 0);
}
