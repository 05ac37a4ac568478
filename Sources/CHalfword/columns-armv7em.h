/*
 * What the kernels for four rows on Armv7E-M share: r2 points at weights, the sums are in r4, r6, r8 and r10, or of two
 * words in r4:r5, r6:r7, r8:r9 and r10:r11.
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

#endif
