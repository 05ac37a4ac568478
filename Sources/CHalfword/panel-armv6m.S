/*
 * Panels of four rows on Armv6-M, whose only multiplication is 32 × 32 → 32 bits and overwrites a
 * factor: the weights of two rows and two columns in one load, the sums in the high registers.
 * Declared in halfword_kernels.h.
 */
#include "include/halfword_kernels.h"

#if HALFWORD_HAS_PANEL_KERNELS && !defined(__ARM_FEATURE_DSP)

        .syntax unified
        .thumb

/* The parameters of all three: r0 sums, r1 starts, r2 weights, r3 inputs, on the stack the columns. Then r0 and
 * r1 take weights, r2 is scratch, r3 points at inputs, r4 at weights, r5 and r6 hold the inputs of a pair of
 * columns, r7 counts columns. */

#include "columns-armv6m.h"

/* After save_registers the sums are at [sp, #16], the columns at [sp, #40], and what follows them at [sp, #44]. */

        .macro  set_high_registers
        mov     r8, r4
        mov     r9, r5
        mov     r10, r6
        mov     r11, r7
        .endm

/* What the kernels share; pointers go on. */
        .section .text.halfword_add_columns, "ax", %progbits
        .balign 4

/* Adds to the sums in r8 to r11 the products of r7 columns, of at least four, a multiple of four, whose inputs
 * are aligned. */
        .hidden halfword_add_quadruples
        .global halfword_add_quadruples
        .type   halfword_add_quadruples, %function
halfword_add_quadruples:
        lsls    r7, r7, #1
        adds    r7, r7, r3
        mov     r12, r7
1:      ldm     r3!, {r5, r7}
        split_word r5
        add_pair_32
        split_word r7
        add_pair_32
        cmp     r3, r12
        bne     1b
        bx      lr
        .size   halfword_add_quadruples, . - halfword_add_quadruples

/* The same of any number of columns, with any inputs; a last one without a partner is read as a pair. Or begins with
 * the products of r5 and r6, r7 columns being left, where r3 points at what is two before these. */
        .hidden halfword_add_columns, halfword_go_on_with_columns
        .global halfword_add_columns, halfword_go_on_with_columns
        .type   halfword_add_columns, %function
        .type   halfword_go_on_with_columns, %function
halfword_add_columns:
        subs    r7, #2
        blo     3f
1:      load_halfwords
halfword_go_on_with_columns:
2:      add_pair_32
        adds    r3, #4
        subs    r7, #2
        bhs     1b
3:      lsls    r7, r7, #31     /* a last column without a partner: once more, with none left */
        beq     4f
        ldrh    r5, [r3]
        sxth    r5, r5
        movs    r6, #0
        movs    r7, #0
        b       2b
4:      bx      lr
        .size   halfword_add_columns, . - halfword_add_columns

        .section .text.halfword_sum_panel_32, "ax", %progbits
        .global halfword_sum_panel_32
        .type   halfword_sum_panel_32, %function
        .balign 4
halfword_sum_panel_32:
        save_registers
        ldm     r1!, {r4-r7}
        set_high_registers
        mov     r4, r2
        ldr     r7, [sp, #40]
        lsls    r2, r3, #30     /* several inputs in one load only where they are aligned */
        bne     2f
        movs    r0, #3
        ands    r0, r7
        str     r0, [sp, #40]
        subs    r7, r7, r0
        beq     1f
        bl      halfword_add_quadruples
1:      ldr     r7, [sp, #40]
2:      bl      halfword_add_columns
        ldr     r0, [sp, #16]
        mov     r4, r8
        mov     r6, r9
        stm     r0!, {r4-r7}
        mov     r4, r10
        mov     r6, r11
        stm     r0!, {r4-r7}
        restore_registers_and_return
        .size   halfword_sum_panel_32, . - halfword_sum_panel_32

/* Adds a row's sum of a block to its sum of two words, read at r0 and written at r7, which go on. */
        .macro  add_block sum
        mov     r1, \sum
        asrs    r2, r1, #31
        ldm     r0!, {r5, r6}
        adds    r5, r5, r1
        adcs    r6, r2
        stm     r7!, {r5, r6}
        .endm

/* On the stack, behind the columns, the columns of a block. */
        .section .text.halfword_sum_panel_blocks, "ax", %progbits
        .global halfword_sum_panel_blocks
        .type   halfword_sum_panel_blocks, %function
        .balign 4
halfword_sum_panel_blocks:
        save_registers
        begin_two_rows
        begin_two_rows
        mov     r4, r2
1:      movs    r0, #0
        mov     r8, r0
        mov     r9, r0
        mov     r10, r0
        mov     r11, r0
        ldr     r0, [sp, #40]
        ldr     r7, [sp, #44]
        subs    r0, r0, r7
        blo     3f
        str     r0, [sp, #40]
        lsls    r2, r3, #30
        bne     4f
        bl      halfword_add_quadruples
2:      ldr     r0, [sp, #16]
        mov     r7, r0
        add_block r8
        add_block r9
        add_block r10
        add_block r11
        b       1b
3:      adds    r7, r7, r0      /* less than a block, perhaps none */
        beq     5f
        movs    r0, #0
        str     r0, [sp, #40]
4:      bl      halfword_add_columns
        b       2b
5:      restore_registers_and_return
        .size   halfword_sum_panel_blocks, . - halfword_sum_panel_blocks

/*
 * In 64 bits, with the sign turned: the sum mod 2^32 in one word, L, and the sum of the high halves in another,
 * H. A pair of products and its sign turned is -2^31 ... 2^31 - 2^16, which 32 bits hold. The sum lies in
 * 65536 H ... 65536 H + 2^32 - 1, as there are at most 32,768 pairs with low halves below 65,536, so the two
 * words determine it.
 *
 * Two rows at a time: L in r8 and r10, H in r9 and r11.
 */
        .macro  add_row_64 w, low, high
        sxth    r2, \w
        asrs    \w, \w, #16
        muls    r2, r5, r2
        muls    \w, r6, \w
        subs    \w, \w, r2
        add     \low, \w
        asrs    \w, \w, #16
        add     \high, \w
        .endm

        .macro  add_pair_64
        rsbs    r6, r6, #0
        ldm     r4!, {r0, r1}
        add_row_64 r0, r8, r9
        add_row_64 r1, r10, r11
        adds    r4, #8          /* past the other two rows */
        .endm

        .section .text.halfword_sum_panel_64, "ax", %progbits
        .global halfword_sum_panel_64
        .type   halfword_sum_panel_64, %function
        .balign 4
halfword_sum_panel_64:
        save_registers
        ldr     r7, [sp, #40]
        push    {r0-r3}
        bl      sum_two_rows
        pop     {r0-r3}
        adds    r0, #16
        adds    r1, #8
        adds    r2, #8
        ldr     r7, [sp, #40]
        bl      sum_two_rows
        restore_registers_and_return

/* The sums of two rows, of r7 columns. */
sum_two_rows:
        push    {r0, r1, lr}
        mov     r4, r2
        movs    r0, #0
        mov     r8, r0
        mov     r9, r0
        mov     r10, r0
        mov     r11, r0
        subs    r7, #2
        blo     3f
1:      load_halfwords
2:      add_pair_64
        adds    r3, #4
        subs    r7, #2
        bhs     1b
3:      lsls    r7, r7, #31     /* a last column without a partner */
        beq     4f
        ldrh    r5, [r3]
        sxth    r5, r5
        movs    r6, #0
        movs    r7, #0
        b       2b
4:      pop     {r3, r4}
        mov     r0, r8
        mov     r1, r9
        bl      take_from_start
        mov     r0, r10
        mov     r1, r11
        bl      take_from_start
        pop     {pc}

/* L in r0, H in r1: takes the sum from the start word at r4, and puts the result at r3; both go on. */
take_from_start:
        lsls    r2, r1, #16
        subs    r2, r0, r2      /* what the sum exceeds 65536 H by */
        lsrs    r2, r2, #16
        adds    r1, r1, r2      /* the sum without its low half */
        asrs    r1, r1, #16
        ldm     r4!, {r5}
        asrs    r6, r5, #31
        subs    r5, r5, r0
        sbcs    r6, r1
        stm     r3!, {r5, r6}
        bx      lr
        .size   halfword_sum_panel_64, . - halfword_sum_panel_64

/*
 * Error words: r0 sums, r1 weights, r2 errors, r3 columns. A weight's magnitude, of a negative one less 1, is the
 * weight with its bits turned where it is negative. Two products of magnitudes and errors, of 15 bits each, stay
 * below 2^31.
 */
        .macro  error_products word
        sxth    r3, \word
        asrs    r5, r3, #31
        eors    r3, r5
        muls    r3, r6, r3
        asrs    r5, \word, #31
        asrs    \word, \word, #16
        eors    \word, r5
        muls    \word, r7, \word
        .endm

        .macro  add_error_32 word, sum
        error_products \word
        add     \sum, r3
        add     \sum, \word
        .endm

/* The errors of a pair of columns; what is no error meets a weight of 0. */
        .macro  load_errors
        ldm     r2!, {r7}
        uxth    r6, r7
        lsrs    r7, r7, #16
        .endm

        .section .text.halfword_add_errors_32, "ax", %progbits
        .global halfword_add_errors_32
        .type   halfword_add_errors_32, %function
        .balign 4
halfword_add_errors_32:
        save_registers          /* the sums are at [sp, #16] then */
        ldm     r0!, {r4-r7}
        mov     r8, r4
        mov     r9, r6
        ldm     r0!, {r4-r7}
        mov     r10, r4
        mov     r11, r6
        lsls    r3, r3, #1
        adds    r3, r3, r2
        mov     r12, r3
1:      load_errors
        ldm     r1!, {r0, r4}
        add_error_32 r0, r8
        add_error_32 r4, r9
        ldm     r1!, {r0, r4}
        add_error_32 r0, r10
        add_error_32 r4, r11
        cmp     r2, r12
        blo     1b
        ldr     r0, [sp, #16]
        mov     r4, r8
        movs    r5, #0
        mov     r6, r9
        movs    r7, #0
        stm     r0!, {r4-r7}
        mov     r4, r10
        mov     r6, r11
        stm     r0!, {r4-r7}
        restore_registers_and_return
        .size   halfword_add_errors_32, . - halfword_add_errors_32

/* The same in 64 bits. Two rows in a pass, each sum as that of its numbers mod 2^32, in r8 and r10, and that of
 * their high halves, in r9 and r11, which determine it. */
        .macro  add_error_64 word, low, high
        error_products \word
        adds    \word, \word, r3
        add     \low, \word
        lsrs    \word, \word, #16
        add     \high, \word
        .endm

/* Adds a sum, L in \low and H in \high, to the two words at r0, which goes on. */
        .macro  add_to_sum low, high
        mov     r3, \low
        mov     r4, \high
        lsls    r5, r4, #16
        subs    r5, r3, r5      /* what the sum exceeds 65536 H by */
        lsrs    r5, r5, #16
        adds    r4, r4, r5      /* the sum without its low half */
        lsrs    r4, r4, #16
        ldr     r5, [r0]
        ldr     r6, [r0, #4]
        adds    r5, r5, r3
        adcs    r6, r4
        stm     r0!, {r5, r6}
        .endm

        .section .text.halfword_add_errors_64, "ax", %progbits
        .global halfword_add_errors_64
        .type   halfword_add_errors_64, %function
        .balign 4
halfword_add_errors_64:
        save_registers
        push    {r0-r3}         /* again, for the other two rows */
        movs    r7, #0
        mov     lr, r7
1:      movs    r4, #0
        mov     r8, r4
        mov     r9, r4
        mov     r10, r4
        mov     r11, r4
        lsls    r3, r3, #1
        adds    r3, r3, r2
        mov     r12, r3
2:      load_errors
        ldr     r0, [r1]
        ldr     r4, [r1, #4]
        adds    r1, #16
        add_error_64 r0, r8, r9
        add_error_64 r4, r10, r11
        cmp     r2, r12
        blo     2b
        ldr     r0, [sp]
        add     r0, lr
        add_to_sum r8, r9
        add_to_sum r10, r11
        ldr     r1, [sp, #4]
        adds    r1, #8
        ldr     r2, [sp, #8]
        ldr     r3, [sp, #12]
        mov     r4, lr
        adds    r4, #16
        mov     lr, r4
        cmp     r4, #32
        bne     1b
        add     sp, #16
        restore_registers_and_return
        .size   halfword_add_errors_64, . - halfword_add_errors_64
#endif

#if defined(__ELF__)
        .section .note.GNU-stack, "", %progbits
#endif
