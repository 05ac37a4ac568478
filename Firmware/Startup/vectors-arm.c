/*
 * The vector table of a Cortex-M: Armv7-M Architecture Reference Manual, B1.5.3, the exceptions up to
 * SysTick. No interrupt is enabled, so whatever comes is a fault.
 */
#include "startup.h"

#include <stdint.h>

extern uint32_t stack_top[];

typedef void (*handler)(void);

__attribute__((section(".vectors"), used)) static const struct {
    uint32_t *stack;
    handler handlers[15];
} vectors = {stack_top,
             {startup_reset, startup_fault, startup_fault, startup_fault, startup_fault,
              startup_fault, startup_fault, startup_fault, startup_fault, startup_fault,
              startup_fault, startup_fault, startup_fault, startup_fault, startup_fault}};
