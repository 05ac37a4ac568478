/* Measuring stack: the free part is painted, and the paint that a function leaves tells how deep it
 * went. */
#ifndef PAINT_H
#define PAINT_H

#include "board.h"

#define PAINT 0xA5C3E187u

/* The stack pointer; below it nothing is in use. */
static inline uintptr_t stack_pointer(void)
{
    uintptr_t value;
#ifdef __riscv
    __asm__ volatile("mv %0, sp" : "=r"(value));
#else
    __asm__ volatile("mov %0, sp" : "=r"(value));
#endif
    return value;
}

/* The bytes of stack that a function uses, with what its caller puts there for it. */
static __attribute__((noinline)) uint32_t stack_of(void (*function)(void))
{
    const uintptr_t here = stack_pointer();
    volatile uint32_t *word;
    for (word = board_stack_limit(); (uintptr_t)word < here; word++)
        *word = PAINT;
    function();
    for (word = board_stack_limit(); (uintptr_t)word < here && *word == PAINT;)
        word++;
    return (uint32_t)(here - (uintptr_t)word);
}

#endif
