/*
 * What the kernels for four rows on Armv7E-M share: r2 points at weights, the sums are in r4, r6, r8 and r10, or of two
 * words in r4:r5, r6:r7, r8:r9 and r10:r11. With Helium, r3 at inputs, eight columns are read at once: VLD40 to VLD43 lay
 * each row's into a vector, and one instruction multiplies a row's eight with the inputs and adds all products.
 */
#ifndef HALFWORD_COLUMNS_ARMV7EM_H
#define HALFWORD_COLUMNS_ARMV7EM_H

/* One pair of columns for sums in 32 bits: inputs in \x. */
        .macro  add_pair_32 x
        ldm     r2!, {r5, r7, r9, r11}
        smlad   r4, r5, \x, r4
        smlad   r6, r7, \x, r6
        smlad   r8, r9, \x, r8
        smlad   r10, r11, \x, r10
        .endm

/* The same for 64-bit sums: inputs in r12. */
        .macro  add_pair_64
        ldm     r2!, {r0, lr}
        smlald  r4, r5, r0, r12
        smlald  r6, r7, lr, r12
        ldm     r2!, {r0, lr}
        smlald  r8, r9, r0, r12
        smlald  r10, r11, lr, r12
        .endm

#if defined(__ARM_FEATURE_MVE)
        .macro  load_columns_8
        vld40.32 {q0, q1, q2, q3}, [r2]
        vld41.32 {q0, q1, q2, q3}, [r2]
        vld42.32 {q0, q1, q2, q3}, [r2]
        vld43.32 {q0, q1, q2, q3}, [r2]!
        vldrh.u16 q4, [r3], #16
        .endm

/* Eight columns for sums in 32 bits. */
        .macro  add_columns_8_32
        load_columns_8
        vmlava.s16 r4, q0, q4
        vmlava.s16 r6, q1, q4
        vmlava.s16 r8, q2, q4
        vmlava.s16 r10, q3, q4
        .endm

/* The same for 64-bit sums. */
        .macro  add_columns_8_64
        load_columns_8
        vmlalva.s16 r4, r5, q0, q4
        vmlalva.s16 r6, r7, q1, q4
        vmlalva.s16 r8, r9, q2, q4
        vmlalva.s16 r10, r11, q3, q4
        .endm

/* As many as there are of the columns in r1, at least one; the columns that are left, less 8, stay in r1. */
        .macro  add_columns_of_run form
        lsr     r12, r1, #3
        add     r12, r12, #1
        dls     lr, r12
        .balign 4
100:    add_columns_8_\form
        le      lr, 100b
        and     r1, r1, #7
        sub     r1, r1, #8
        .endm

/* The caller's vectors, below which the function pushes its registers; and its end. */
        .set    VECTORS_SIZE, 16
        .macro  push_vectors
        vpush   {d8-d9}
        .endm

        .macro  pop_and_return first
        pop     {\first-r11, lr}
        vpop    {d8-d9}
        bx      lr
        .endm
#else
        .set    VECTORS_SIZE, 0
        .macro  push_vectors
        .endm

        .macro  pop_and_return first
        pop     {\first-r11, pc}
        .endm
#endif

#endif
