/* The initialization of RAM, as sections.ld lays it out. */
#include "board.h"
#include "startup.h"

#include <stdint.h>

extern uint32_t data_start[], data_end[], data_load[];
extern uint32_t bss_start[], bss_end[];
extern uint32_t stack_limit[], stack_top[];

/* On Armv8-M, Helium and the FPU, where they are there: what is not stays off (Armv8-M Architecture Reference Manual,
 * CPACR). The library for a Cortex-M55 uses Helium, in programs of every float ABI. */
static void switch_helium_on(void)
{
#ifdef __ARM_ARCH_8M_MAIN__
    volatile uint32_t *const coprocessors = (uint32_t *)0xE000ED88u;
    *coprocessors |= 0xFu << 20;
    __asm__ volatile("dsb\n\tisb" : : : "memory");
#endif
}

void startup_reset(void)
{
    uint32_t *to;
    const uint32_t *from = data_load;
    switch_helium_on();
    for (to = data_start; to < data_end;)
        *to++ = *from++;
    for (to = bss_start; to < bss_end;)
        *to++ = 0;
    startup_finished(application());
}

uint32_t *board_stack_limit(void)
{
    return stack_limit;
}

uint32_t *board_stack_top(void)
{
    return stack_top;
}

void *board_memory(uint32_t *size)
{
    /* More than any application needs that asks for memory. */
    enum { STACK_SIZE = 3072 };
    uintptr_t start = ((uintptr_t)stack_limit + 7) / 8 * 8;
    *size = (uint32_t)((uintptr_t)stack_top - STACK_SIZE - start);
    return (void *)start;
}
