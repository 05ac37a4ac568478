/*
 * What the kernels for four rows on Armv6-M share. Of columns in 32 bits the sums are in r8 to r11; r0 and r1 take weights,
 * r2 is scratch, r3 points at inputs, r4 at weights, r5 and r6 hold the inputs of a pair of columns.
 */
#ifndef HALFWORD_COLUMNS_ARMV6M_H
#define HALFWORD_COLUMNS_ARMV6M_H

/* Keeps what a function must not change, and r0, which is at [sp, #16] then; and its end. */
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

/* The inputs of a pair of columns, from an aligned word or from two halfwords. */
        .macro  split_word word
        asrs    r6, \word, #16
        sxth    r5, \word
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

/* Makes each sum at r0 its start word at r1, in two words. */
        .macro  begin_two_rows
        ldm     r1!, {r4, r6}
        asrs    r5, r4, #31
        asrs    r7, r6, #31
        stm     r0!, {r4-r7}
        .endm

#endif
