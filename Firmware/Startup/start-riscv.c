/* The first instructions of a RISC-V core: stack and trap vector. No interrupt is enabled, so
 * whatever traps is a fault. */
#include "startup.h"

__attribute__((section(".vectors"), naked, used)) void start(void)
{
    __asm__ volatile(".option push\n.option norelax\n"
                     "la sp, stack_top\n"
                     "la t0, trap\n"
                     "csrw mtvec, t0\n"
                     "j startup_reset\n"
                     ".option pop");
}

__attribute__((naked, used, aligned(4))) void trap(void)
{
    __asm__ volatile("la sp, stack_top\nj startup_fault");
}
