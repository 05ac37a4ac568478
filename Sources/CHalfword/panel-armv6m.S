/*
 * Panels of four rows on Armv6-M, whose only multiplication is 32 × 32 → 32 bits and overwrites a
 * factor: the weights of two rows and two columns in one load, the sums in the high registers.
 * Declared in halfword_kernels.h.
 */
#include "include/halfword_kernels.h"

#if HALFWORD_HAS_PANEL_KERNELS && !defined(__ARM_FEATURE_DSP)

        .syntax unified
        .thumb

/* r0 and r1 take weights, r2 is scratch, r3 points at inputs, r4 at weights, r5 and r6 hold the
 * inputs of a pair of columns, r7 counts columns. */

/* The inputs of a pair of columns at byte \offset: from one aligned word, or from two halfwords. */
        .macro  load_word offset
        ldr     r5, [r3, #\offset]
        asrs    r6, r5, #16
        sxth    r5, r5
        .endm

        .macro  load_halfwords
        ldrh    r5, [r3]
        ldrh    r6, [r3, #2]
        sxth    r5, r5
        sxth    r6, r6
        .endm

/* One row's two weights in \w, for a sum in 32 bits. */
        .macro  add_row_32 w, sum
        sxth    r2, \w
        asrs    \w, \w, #16
        muls    r2, r5, r2
        muls    \w, r6, \w
        add     \sum, r2
        add     \sum, \w
        .endm

        .macro  add_pair_32
        ldm     r4!, {r0, r1}
        add_row_32 r0, r8
        add_row_32 r1, r9
        ldm     r4!, {r0, r1}
        add_row_32 r0, r10
        add_row_32 r1, r11
        .endm

        .macro  save_registers
        push    {r0, r4-r7, lr}
        mov     r4, r8
        mov     r5, r9
        mov     r6, r10
        mov     r7, r11
        push    {r4-r7}
        .endm

        .macro  restore_registers_and_return
        pop     {r0-r3}
        mov     r8, r0
        mov     r9, r1
        mov     r10, r2
        mov     r11, r3
        pop     {r0, r4-r7, pc}
        .endm

/* Adds to the sums in r8 to r11 the products of r7 columns, inputs from r3 on and weights from r4 on; both
 * pointers go on. */
        .section .text.halfword_add_columns, "ax", %progbits
        .type   add_columns, %function
        .balign 4
add_columns:
        lsls    r2, r3, #30     /* several inputs in one load only where they are aligned */
        bne     3f
        subs    r7, #4
        blo     2f
1:      load_word 0
        add_pair_32
        load_word 4
        add_pair_32
        adds    r3, #8
        subs    r7, #4
        bhs     1b
2:      adds    r7, #4
        beq     6f
3:      subs    r7, #2
        blo     5f
4:      load_halfwords
        add_pair_32
        adds    r3, #4
        subs    r7, #2
        bhs     4b
5:      lsls    r7, r7, #31     /* a last column without a partner */
        beq     6f
        ldrh    r5, [r3]
        sxth    r5, r5
        movs    r6, #0
        add_pair_32
6:      bx      lr
        .size   add_columns, . - add_columns

/* r0 sums, r1 weights, r2 inputs, r3 columns */
        .section .text.halfword_add_panel_32, "ax", %progbits
        .global halfword_add_panel_32
        .type   halfword_add_panel_32, %function
        .balign 4
halfword_add_panel_32:
        save_registers
        ldm     r0!, {r4-r7}
        mov     r8, r4
        mov     r9, r5
        mov     r10, r6
        mov     r11, r7
        mov     r7, r3
        mov     r4, r1
        mov     r3, r2
        bl      add_columns
        mov     r4, r8
        mov     r5, r9
        mov     r6, r10
        mov     r7, r11
        ldr     r0, [sp, #16]
        stm     r0!, {r4-r7}
        restore_registers_and_return
        .size   halfword_add_panel_32, . - halfword_add_panel_32

/* Adds a row's sum of a block to its sum of two words, read at r0 and written at r7, which go on. */
        .macro  add_block sum
        mov     r1, \sum
        asrs    r2, r1, #31
        ldm     r0!, {r5, r6}
        adds    r5, r5, r1
        adcs    r6, r2
        stm     r7!, {r5, r6}
        .endm

/* r0 sums of two words each, r1 weights, r2 inputs, r3 columns, on the stack the columns of a block */
        .section .text.halfword_add_panel_blocks, "ax", %progbits
        .global halfword_add_panel_blocks
        .type   halfword_add_panel_blocks, %function
        .balign 4
halfword_add_panel_blocks:
        save_registers
        mov     r12, r3         /* the columns that are left */
        mov     r4, r1
        mov     r3, r2
1:      ldr     r7, [sp, #40]   /* the columns of a block */
        mov     r0, r12
        subs    r0, r0, r7
        bhs     2f
        adds    r7, r7, r0
        movs    r0, #0
2:      mov     r12, r0
        movs    r0, #0
        mov     r8, r0
        mov     r9, r0
        mov     r10, r0
        mov     r11, r0
        bl      add_columns
        ldr     r0, [sp, #16]
        mov     r7, r0
        add_block r8
        add_block r9
        add_block r10
        add_block r11
        mov     r0, r12
        cmp     r0, #0
        bne     1b
        restore_registers_and_return
        .size   halfword_add_panel_blocks, . - halfword_add_panel_blocks

/*
 * In 64 bits: the sum mod 2^32 in one word, L, and the sum of each product's high half in another, H. The
 * sum lies in 65536 H … 65536 H + 2^32 - 1, as there are at most 65,536 terms with low halves below
 * 65,536, so the two words determine it.
 *
 * Two rows at a time: L in r8 and r10, H in r9 and r11.
 */
        .macro  add_product_64 factor, product, low, high
        muls    \product, \factor, \product
        add     \low, \product
        asrs    \product, \product, #16
        add     \high, \product
        .endm

        .macro  add_row_64 w, low, high
        sxth    r2, \w
        asrs    \w, \w, #16
        add_product_64 r5, r2, \low, \high
        add_product_64 r6, \w, \low, \high
        .endm

        .macro  add_pair_64
        ldm     r4!, {r0, r1}
        add_row_64 r0, r8, r9
        add_row_64 r1, r10, r11
        adds    r4, #8          /* past the other two rows */
        .endm

        .section .text.halfword_add_panel_64, "ax", %progbits
        .global halfword_add_panel_64
        .type   halfword_add_panel_64, %function
        .balign 4
halfword_add_panel_64:
        save_registers
        push    {r0-r3}
        bl      add_two_rows
        pop     {r0-r3}
        adds    r0, #16
        adds    r1, #8
        bl      add_two_rows
        restore_registers_and_return

/* Two rows' sums of two words at r0, their first weights at r1, inputs at r2, r3 columns. */
add_two_rows:
        push    {r0, lr}
        movs    r7, #0
        mov     r8, r7
        mov     r9, r7
        mov     r10, r7
        mov     r11, r7
        mov     r7, r3
        mov     r4, r1
        mov     r3, r2
        subs    r7, #2
        blo     2f
1:      load_halfwords
        add_pair_64
        adds    r3, #4
        subs    r7, #2
        bhs     1b
2:      lsls    r7, r7, #31     /* a last column without a partner */
        beq     3f
        ldrh    r5, [r3]
        sxth    r5, r5
        movs    r6, #0
        add_pair_64
3:      ldr     r3, [sp]
        mov     r0, r8
        mov     r1, r9
        bl      add_to_two_words
        mov     r0, r10
        mov     r1, r11
        bl      add_to_two_words
        pop     {r1, pc}

/* L in r0, H in r1: adds the sum to the one of two words at r3, which goes on. */
add_to_two_words:
        lsls    r2, r1, #16
        subs    r2, r0, r2      /* what the sum exceeds 65536 H by */
        lsrs    r2, r2, #16
        adds    r1, r1, r2      /* the sum without its low half */
        asrs    r1, r1, #16
        ldr     r5, [r3]
        ldr     r6, [r3, #4]
        adds    r5, r5, r0
        adcs    r6, r1
        stm     r3!, {r5, r6}
        bx      lr
        .size   halfword_add_panel_64, . - halfword_add_panel_64
#endif
