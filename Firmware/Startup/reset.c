/* The initialization of RAM, as sections.ld lays it out. */
#include "board.h"
#include "startup.h"

#include <stdint.h>

extern uint32_t data_start[], data_end[], data_load[];
extern uint32_t bss_start[], bss_end[];
extern uint32_t stack_limit[], stack_top[];

void startup_reset(void)
{
    uint32_t *to;
    const uint32_t *from = data_load;
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
