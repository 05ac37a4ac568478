/*
 * Panels of four rows on Armv7E-M: two multiply-accumulates an instruction (SMLAD, SMLALD), and the four
 * rows' weights of a pair of columns in one load (LDM); with Helium, eight. Declared in halfword_kernels.h.
 */
#include "include/halfword_kernels.h"

#if HALFWORD_HAS_PANEL_KERNELS && defined(__ARM_FEATURE_DSP)

#include "columns-armv7em.h"

        .syntax unified
        .thumb

/*
 * The parameters of all three: r0 sums, r1 starts, r2 weights, r3 inputs, on the stack the columns, which r1
 * then counts. The rows' start words go into r4, r6, r8 and r10; in 32 bits the sums stay there.
 */

        .section .text.halfword_sum_panel_32, "ax", %progbits
        .global halfword_sum_panel_32
        .type   halfword_sum_panel_32, %function
        .balign 4
halfword_sum_panel_32:
        push_vectors
        push    {r4-r11, lr}
        ldm     r1, {r4, r6, r8, r10}
        ldr     r1, [sp, #36 + VECTORS_SIZE]
#if defined(__ARM_FEATURE_MVE)
        subs    r1, #8
        blo     2f
        add_columns_of_run 32
#else
        lsls    r12, r3, #30    /* several inputs in one load only where they are aligned */
        bne     3f
        subs    r1, #8
        blo     2f
        .balign 4
1:      ldm     r3!, {r12, lr}
        add_pair_32 r12
        add_pair_32 lr
        ldm     r3!, {r12, lr}
        add_pair_32 r12
        add_pair_32 lr
        subs    r1, #8
        bhs     1b
#endif
2:      adds    r1, #8
3:      subs    r1, #2
        blo     5f
4:      ldr     r12, [r3], #4
        add_pair_32 r12
        subs    r1, #2
        bhs     4b
5:      lsls    r1, #31         /* a last column without a partner: the partner's weights are 0 */
        beq     6f
        ldrh    r12, [r3]
        add_pair_32 r12
6:      stm     r0, {r4-r11}
        pop_and_return r4
        .size   halfword_sum_panel_32, . - halfword_sum_panel_32

/* Sums of two words: r4:r5, r6:r7, r8:r9, r10:r11. */
        .macro  begin_wide
        ldm     r1, {r4, r6, r8, r10}
        asrs    r5, r4, #31
        asrs    r7, r6, #31
        asr     r9, r8, #31
        asr     r11, r10, #31
        .endm

        .section .text.halfword_sum_panel_64, "ax", %progbits
        .global halfword_sum_panel_64
        .type   halfword_sum_panel_64, %function
        .balign 4
halfword_sum_panel_64:
#if defined(__ARM_FEATURE_MVE)
/* Eight products are as soon added in 64 bits as in 32: blocks need nothing of their own. */
        .global halfword_sum_panel_blocks
        .type   halfword_sum_panel_blocks, %function
halfword_sum_panel_blocks:
#endif
        push_vectors
        push    {r0, r4-r11, lr}
        begin_wide
        ldr     r1, [sp, #40 + VECTORS_SIZE]
        subs    r1, #8
        blo     2f
#if defined(__ARM_FEATURE_MVE)
        add_columns_of_run 64
#else
        .balign 4
1:      .rept   4
        ldr     r12, [r3], #4
        add_pair_64
        .endr
        subs    r1, #8
        bhs     1b
#endif
2:      adds    r1, #6          /* -2 ... 5 for 0 ... 7 columns that are left */
        bmi     4f
3:      ldr     r12, [r3], #4
        add_pair_64
        subs    r1, #2
        bpl     3b
4:      lsls    r1, #31
        beq     5f
        ldrh    r12, [r3]
        add_pair_64
5:      pop     {r0}
        stm     r0, {r4-r11}
        pop_and_return r4
        .size   halfword_sum_panel_64, . - halfword_sum_panel_64

#if !defined(__ARM_FEATURE_MVE)
/*
 * Blocks of columns: their products in 32 bits, r4, r6, r8 and r10, which are then added to the sums in memory.
 */

/* The first pair of a block: its products are the sums. */
        .macro  begin_pair_32 x
        ldm     r2!, {r5, r7, r9, r11}
        smuad   r4, r5, \x
        smuad   r6, r7, \x
        smuad   r8, r9, \x
        smuad   r10, r11, \x
        .endm

/* Sixteen columns whose inputs are aligned, which begin a block or go on with it. */
        .macro  add_columns_16 first
        ldm     r3!, {r12, lr}
        \first  r12
        add_pair_32 lr
        .rept   3
        ldm     r3!, {r12, lr}
        add_pair_32 r12
        add_pair_32 lr
        .endr
        .endm

/* Adds two rows' sums of a block to their sums of two words in r5, r7, r9 and r11. */
        .macro  add_block first, second
        adds    r5, r5, \first
        adc     r7, r7, \first, asr #31
        adds    r9, r9, \second
        adc     r11, r11, \second, asr #31
        .endm

/* r0 points between the sums of the second and of the third row. */
        .macro  end_block
        ldmdb   r0, {r5, r7, r9, r11}
        add_block r4, r6
        stmdb   r0, {r5, r7, r9, r11}
        ldm     r0, {r5, r7, r9, r11}
        add_block r8, r10
        stm     r0, {r5, r7, r9, r11}
        .endm

/* On the stack, behind the columns, the columns of a block. */
        .section .text.halfword_sum_panel_blocks, "ax", %progbits
        .global halfword_sum_panel_blocks
        .type   halfword_sum_panel_blocks, %function
        .balign 4
halfword_sum_panel_blocks:
        push    {r4-r11, lr}
        begin_wide
        stm     r0!, {r4-r7}
        stm     r0, {r8-r11}
        ldr     r1, [sp, #36]
        lsls    r12, r3, #30    /* several inputs in one load only where they are aligned */
        bne     5f
        ldr     r12, [sp, #40]
        cmp     r12, #16
        bne     3f
        subs    r1, #16
        blo     2f
        .balign 4
1:      add_columns_16 begin_pair_32
        end_block
        subs    r1, #16
        bhs     1b
2:      adds    r1, #16
        b       5f
3:      subs    r1, #32
        blo     4f
        .balign 4
1:      add_columns_16 begin_pair_32
        add_columns_16 add_pair_32
        end_block
        subs    r1, #32
        bhs     1b
4:      adds    r1, #32
/* What is left of a last block, or one block after the other where inputs are not aligned. */
5:      cmp     r1, #0
        beq     9f
        ldr     lr, [sp, #40]
        cmp     r1, lr
        it      lo
        movlo   lr, r1
        subs    r1, r1, lr
        movs    r4, #0
        movs    r6, #0
        mov     r8, #0
        mov     r10, #0
        subs    lr, lr, #2
        blo     7f
6:      ldr     r12, [r3], #4
        add_pair_32 r12
        subs    lr, lr, #2
        bhs     6b
7:      lsls    lr, lr, #31     /* a last column without a partner: the partner's weights are 0 */
        beq     8f
        ldrh    r12, [r3]
        add_pair_32 r12
8:      end_block
        b       5b
9:      pop     {r4-r11, pc}
        .size   halfword_sum_panel_blocks, . - halfword_sum_panel_blocks
#endif

/*
 * Error words: r0 sums, r1 weights, r2 errors, r3 columns. A weight's magnitude, of a negative one less 1, is the
 * weight with its bits turned where it is negative; SSAT16 to one bit gives all ones there and none elsewhere.
 */
#if defined(__ARM_FEATURE_MVE)
        .macro  turn_negatives weights
        vshr.s16 q5, \weights, #15
        veor    \weights, \weights, q5
        .endm

/* As many columns as eights of them are in r3, which keeps how many are left. */
        .macro  add_errors_of_eights form
        lsr     r12, r3, #3
        and     r3, r3, #7
        wls     lr, r12, 101f
        vpush   {d8-d11}
        .balign 4
100:    vld40.32 {q0, q1, q2, q3}, [r1]
        vld41.32 {q0, q1, q2, q3}, [r1]
        vld42.32 {q0, q1, q2, q3}, [r1]
        vld43.32 {q0, q1, q2, q3}, [r1]!
        vldrh.u16 q4, [r2], #16
        turn_negatives q0
        turn_negatives q1
        turn_negatives q2
        turn_negatives q3
        .ifc    \form, 32
        vmlava.s16 r4, q0, q4
        vmlava.s16 r6, q1, q4
        vmlava.s16 r8, q2, q4
        vmlava.s16 r10, q3, q4
        .else
        vmlalva.s16 r4, r5, q0, q4
        vmlalva.s16 r6, r7, q1, q4
        vmlalva.s16 r8, r9, q2, q4
        vmlalva.s16 r10, r11, q3, q4
        .endif
        le      lr, 100b
        vpop    {d8-d11}
101:
        .endm
#endif

        .macro  add_error_32 sum, weights, errors
        ssat16  lr, #1, \weights
        eor     \weights, \weights, lr
        smlad   \sum, \weights, \errors, \sum
        .endm

/* One pair of columns: errors in \x; the sums in r4, r6, r8 and r10. */
        .macro  add_error_pair_32 x
        ldm     r1!, {r5, r7, r9, r11}
        add_error_32 r4, r5, \x
        add_error_32 r6, r7, \x
        add_error_32 r8, r9, \x
        add_error_32 r10, r11, \x
        .endm

        .section .text.halfword_add_errors_32, "ax", %progbits
        .global halfword_add_errors_32
        .type   halfword_add_errors_32, %function
        .balign 4
halfword_add_errors_32:
        push    {r0, r4-r11, lr}
        ldm     r0, {r4-r11}
#if defined(__ARM_FEATURE_MVE)
        add_errors_of_eights 32
#endif
        subs    r3, #4
        blo     2f
        .balign 4
1:      ldm     r2!, {r0, r12}
        add_error_pair_32 r0
        add_error_pair_32 r12
        subs    r3, #4
        bhs     1b
2:      adds    r3, #4
        beq     5f
3:      ldr     r0, [r2], #4    /* what is no error meets a weight of 0 */
        add_error_pair_32 r0
        subs    r3, #2
        bhi     3b
5:      movs    r5, #0
        movs    r7, #0
        mov     r9, r5
        mov     r11, r5
        pop     {r0}
        stm     r0, {r4-r11}
        pop     {r4-r11, pc}
        .size   halfword_add_errors_32, . - halfword_add_errors_32

/* The same in 64 bits, sums of two words: r4:r5, r6:r7, r8:r9, r10:r11. */
        .macro  add_error_64 low, high
        ldr     r0, [r1], #4
        ssat16  lr, #1, r0
        eor     r0, r0, lr
        smlald  \low, \high, r0, r12
        .endm

        .section .text.halfword_add_errors_64, "ax", %progbits
        .global halfword_add_errors_64
        .type   halfword_add_errors_64, %function
        .balign 4
halfword_add_errors_64:
        push    {r0, r4-r11, lr}
        ldm     r0, {r4-r11}
#if defined(__ARM_FEATURE_MVE)
        add_errors_of_eights 64
        cbz     r3, 2f
#endif
1:      ldr     r12, [r2], #4   /* what is no error meets a weight of 0 */
        add_error_64 r4, r5
        add_error_64 r6, r7
        add_error_64 r8, r9
        add_error_64 r10, r11
        subs    r3, #2
        bhi     1b
2:      pop     {r0}
        stm     r0, {r4-r11}
        pop     {r4-r11, pc}
        .size   halfword_add_errors_64, . - halfword_add_errors_64
#endif

#if defined(__ELF__)
        .section .note.GNU-stack, "", %progbits
#endif
