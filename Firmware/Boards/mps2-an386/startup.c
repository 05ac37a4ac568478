/*
 * Start-up code of the MPS2 board with the AN386 image (Cortex-M4), as QEMU emulates it: the vector
 * table, the initialization of RAM, and console and exit through Arm semihosting.
 */
#include "board.h"

#include <stdint.h>

/* Places from link.ld. */
extern uint32_t stack_top[];
extern uint32_t data_start[], data_end[], data_load[];
extern uint32_t bss_start[], bss_end[];

enum {
    SYS_WRITE0 = 0x04,
    SYS_EXIT_EXTENDED = 0x20,
    ADP_STOPPED_APPLICATION_EXIT = 0x20026,
    ADP_STOPPED_INTERNAL_ERROR = 0x20024
};

/* Arm Semihosting for AArch32, section "The semihosting interface". */
static void semihosting(uint32_t operation, const void *parameter)
{
    register uint32_t r0 __asm__("r0") = operation;
    register const void *r1 __asm__("r1") = parameter;
    __asm__ volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");
}

void board_write(const char *text)
{
    semihosting(SYS_WRITE0, text);
}

static void leave(uint32_t reason, uint32_t status)
{
    const uint32_t parameters[2] = {reason, status};
    semihosting(SYS_EXIT_EXTENDED, parameters);
    for (;;) {
    }
}

void reset(void)
{
    uint32_t *to;
    const uint32_t *from = data_load;
    for (to = data_start; to < data_end;)
        *to++ = *from++;
    for (to = bss_start; to < bss_end;)
        *to++ = 0;
    leave(ADP_STOPPED_APPLICATION_EXIT, (uint32_t)application());
}

/* No interrupt is enabled, so whatever comes here is a fault. */
static void fault(void)
{
    board_write("fault\n");
    leave(ADP_STOPPED_INTERNAL_ERROR, 1);
}

typedef void (*handler)(void);

/* Armv7-M Architecture Reference Manual, B1.5.3: the exceptions up to SysTick. */
__attribute__((section(".vectors"), used)) static const struct {
    uint32_t *stack;
    handler handlers[15];
} vectors = {stack_top,
             {reset, fault, fault, fault, fault, fault, fault, fault, fault, fault, fault, fault,
              fault, fault, fault}};
