/*
 * Panels of four rows on Armv7E-M: two multiply-accumulates an instruction (SMLAD, SMLALD), and the four
 * rows' weights of a pair of columns in one load (LDM). Declared in halfword_kernels.h.
 */
#include "include/halfword_kernels.h"

#if HALFWORD_HAS_PANEL_KERNELS && defined(__ARM_FEATURE_DSP)

        .syntax unified
        .thumb

/* One pair of columns: inputs in \x, weights from r1 on. */
        .macro  add_pair_32 x
        ldm     r1!, {r8-r11}
        smlad   r4, r8, \x, r4
        smlad   r5, r9, \x, r5
        smlad   r6, r10, \x, r6
        smlad   r7, r11, \x, r7
        .endm

/* r0 sums, r1 weights, r2 inputs, r3 columns that are left */
        .section .text.halfword_add_panel_32, "ax", %progbits
        .global halfword_add_panel_32
        .type   halfword_add_panel_32, %function
        .balign 4
halfword_add_panel_32:
        push    {r4-r11, lr}
        ldm     r0, {r4-r7}
        lsls    r12, r2, #30    /* several inputs in one load only where they are aligned */
        bne     3f
        subs    r3, #8
        blo     2f
        .balign 4
1:      ldm     r2!, {r12, lr}
        add_pair_32 r12
        add_pair_32 lr
        ldm     r2!, {r12, lr}
        add_pair_32 r12
        add_pair_32 lr
        subs    r3, #8
        bhs     1b
2:      adds    r3, #8
3:      subs    r3, #2
        blo     5f
4:      ldr     r12, [r2], #4
        add_pair_32 r12
        subs    r3, #2
        bhs     4b
5:      lsls    r3, #31         /* a last column without a partner: the partner's weights are 0 */
        beq     6f
        ldrh    r12, [r2]
        add_pair_32 r12
6:      stm     r0, {r4-r7}
        pop     {r4-r11, pc}
        .size   halfword_add_panel_32, . - halfword_add_panel_32

/* One pair of columns for 64-bit sums: rows 0 to 3 in r4:r5, r6:r7, r8:r9, r10:r11. */
        .macro  add_pair_64
        ldr     r12, [r2], #4
        ldm     r1!, {r0, lr}
        smlald  r4, r5, r0, r12
        smlald  r6, r7, lr, r12
        ldm     r1!, {r0, lr}
        smlald  r8, r9, r0, r12
        smlald  r10, r11, lr, r12
        .endm

/* Puts the nearest 32-bit number to \high:\low into \low. */
        .macro  saturate low, high
        cmp     \high, \low, asr #31
        mvn     \high, \high, asr #31
        it      ne
        eorne   \low, \high, #0x80000000
        .endm

        .section .text.halfword_add_panel_64, "ax", %progbits
        .global halfword_add_panel_64
        .type   halfword_add_panel_64, %function
        .balign 4
halfword_add_panel_64:
        push    {r0, r4-r11, lr}
        ldm     r0, {r4, r6, r8, r10}
        asr     r5, r4, #31
        asr     r7, r6, #31
        asr     r9, r8, #31
        asr     r11, r10, #31
        subs    r3, #4
        blo     2f
1:      add_pair_64
        add_pair_64
        subs    r3, #4
        bhs     1b
2:      adds    r3, #2          /* -2 … 1 for 0 … 3 columns that are left */
        bmi     3f
        add_pair_64
3:      lsls    r3, #31
        beq     4f
        ldrh    r12, [r2]
        ldm     r1!, {r0, lr}
        smlald  r4, r5, r0, r12
        smlald  r6, r7, lr, r12
        ldm     r1!, {r0, lr}
        smlald  r8, r9, r0, r12
        smlald  r10, r11, lr, r12
4:      saturate r4, r5
        saturate r6, r7
        saturate r8, r9
        saturate r10, r11
        pop     {r0}
        stm     r0, {r4, r6, r8, r10}
        pop     {r4-r11, pc}
        .size   halfword_add_panel_64, . - halfword_add_panel_64
#endif
