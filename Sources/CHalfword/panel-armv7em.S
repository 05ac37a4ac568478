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
        ldm     r1!, {r0, lr}
        smlald  r4, r5, r0, r12
        smlald  r6, r7, lr, r12
        ldm     r1!, {r0, lr}
        smlald  r8, r9, r0, r12
        smlald  r10, r11, lr, r12
        .endm

        .section .text.halfword_add_panel_64, "ax", %progbits
        .global halfword_add_panel_64
        .type   halfword_add_panel_64, %function
        .balign 4
halfword_add_panel_64:
        push    {r0, r4-r11, lr}
        ldm     r0, {r4-r11}
        subs    r3, #4
        blo     2f
1:      ldr     r12, [r2], #4
        add_pair_64
        ldr     r12, [r2], #4
        add_pair_64
        subs    r3, #4
        bhs     1b
2:      adds    r3, #2          /* -2 … 1 for 0 … 3 columns that are left */
        bmi     3f
        ldr     r12, [r2], #4
        add_pair_64
3:      lsls    r3, #31
        beq     4f
        ldrh    r12, [r2]
        add_pair_64
4:      pop     {r0}
        stm     r0, {r4-r11}
        pop     {r4-r11, pc}
        .size   halfword_add_panel_64, . - halfword_add_panel_64

/*
 * Blocks of columns: their products in 32 bits, r4 to r7, which are then added to the sums in memory.
 */

/* The first pair of a block: its products are the sums. */
        .macro  begin_pair_32 x
        ldm     r1!, {r8-r11}
        smuad   r4, r8, \x
        smuad   r5, r9, \x
        smuad   r6, r10, \x
        smuad   r7, r11, \x
        .endm

/* Sixteen columns whose inputs are aligned, which begin a block or go on with it. */
        .macro  add_columns_16 first
        ldm     r2!, {r12, lr}
        \first  r12
        add_pair_32 lr
        .rept   3
        ldm     r2!, {r12, lr}
        add_pair_32 r12
        add_pair_32 lr
        .endr
        .endm

/* Adds two rows' sums of a block to their sums of two words. */
        .macro  add_block first, second
        ldm     r0, {r8-r11}
        adds    r8, r8, \first
        adc     r9, r9, \first, asr #31
        adds    r10, r10, \second
        adc     r11, r11, \second, asr #31
        stm     r0!, {r8-r11}
        .endm

        .macro  end_block
        add_block r4, r5
        add_block r6, r7
        subs    r0, #32
        .endm

/* r0 sums, r1 weights, r2 inputs, r3 columns that are left, on the stack the columns of a block */
        .section .text.halfword_add_panel_blocks, "ax", %progbits
        .global halfword_add_panel_blocks
        .type   halfword_add_panel_blocks, %function
        .balign 4
halfword_add_panel_blocks:
        push    {r4-r11, lr}
        lsls    r12, r2, #30    /* several inputs in one load only where they are aligned */
        bne     5f
        ldr     r12, [sp, #36]
        cmp     r12, #16
        bne     3f
        subs    r3, #16
        blo     2f
        .balign 4
1:      add_columns_16 begin_pair_32
        end_block
        subs    r3, #16
        bhs     1b
2:      adds    r3, #16
        b       5f
3:      subs    r3, #32
        blo     4f
        .balign 4
1:      add_columns_16 begin_pair_32
        add_columns_16 add_pair_32
        end_block
        subs    r3, #32
        bhs     1b
4:      adds    r3, #32
/* What is left of a last block, or one block after the other where inputs are not aligned. */
5:      cmp     r3, #0
        beq     9f
        ldr     lr, [sp, #36]
        cmp     r3, lr
        it      lo
        movlo   lr, r3
        subs    r3, r3, lr
        movs    r4, #0
        movs    r5, #0
        movs    r6, #0
        movs    r7, #0
        subs    lr, lr, #2
        blo     7f
6:      ldr     r12, [r2], #4
        add_pair_32 r12
        subs    lr, lr, #2
        bhs     6b
7:      lsls    lr, lr, #31     /* a last column without a partner: the partner's weights are 0 */
        beq     8f
        ldrh    r12, [r2]
        add_pair_32 r12
8:      end_block
        b       5b
9:      pop     {r4-r11, pc}
        .size   halfword_add_panel_blocks, . - halfword_add_panel_blocks
#endif
