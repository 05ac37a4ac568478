/*
 * Console and exit by semihosting, as QEMU offers it on Arm (Arm Semihosting for AArch32 and AArch64)
 * and on RISC-V (RISC-V Semihosting, the same calls behind a marked breakpoint).
 */
#include "board.h"
#include "startup.h"

#include <stdint.h>

enum {
    SYS_OPEN = 0x01,
    SYS_WRITE0 = 0x04,
    SYS_READ = 0x06,
    SYS_EXIT_EXTENDED = 0x20,
    ADP_STOPPED_INTERNAL_ERROR = 0x20024,
    ADP_STOPPED_APPLICATION_EXIT = 0x20026
};

static uint32_t semihosting(uint32_t operation, const void *parameter)
{
#ifdef __riscv
    register uint32_t a0 __asm__("a0") = operation;
    register const void *a1 __asm__("a1") = parameter;
    /* The three words must not be compressed, and must lie in one page. */
    __asm__ volatile(".option push\n.balign 16\n.option norvc\n"
                     "slli zero, zero, 0x1f\nebreak\nsrai zero, zero, 7\n"
                     ".option pop"
                     : "+r"(a0)
                     : "r"(a1)
                     : "memory");
    return a0;
#else
    register uint32_t r0 __asm__("r0") = operation;
    register const void *r1 __asm__("r1") = parameter;
    __asm__ volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");
    return r0;
#endif
}

static void leave(uint32_t reason, uint32_t status)
{
    const uint32_t parameters[2] = {reason, status};
    semihosting(SYS_EXIT_EXTENDED, parameters);
    for (;;) {
    }
}

void board_write(const char *text)
{
    semihosting(SYS_WRITE0, text);
}

static uint32_t file;

int board_open(const char *path)
{
    enum { READ_BINARY = 1 };
    uint32_t parameters[3] = {0, READ_BINARY, 0};
    while (path[parameters[2]] != '\0')
        parameters[2]++;
    parameters[0] = (uint32_t)(uintptr_t)path;
    file = semihosting(SYS_OPEN, parameters);
    return file != UINT32_MAX;
}

int board_read(void *to, uint32_t size)
{
    const uint32_t parameters[3] = {file, (uint32_t)(uintptr_t)to, size};
    /* Returns how many bytes it did not read. */
    return semihosting(SYS_READ, parameters) == 0;
}

void startup_finished(int status)
{
    leave(ADP_STOPPED_APPLICATION_EXIT, (uint32_t)status);
}

void startup_fault(void)
{
    board_write("fault\n");
    leave(ADP_STOPPED_INTERNAL_ERROR, 1);
}
