/*
 * Convolutions on Armv6-M: all panels of a position in one call, as what surrounds a panel's products takes as
 * long as they where there are few columns. Declared in halfword_kernels.h.
 */
#include "include/halfword_kernels.h"

#if HALFWORD_HAS_PATCH_KERNELS && !defined(__ARM_FEATURE_DSP)

        .syntax unified
        .thumb

#include "patch.h"

/* What lies on the stack; the patch first. */
        .set    PATCH, 0
        .set    RUNS, 4         /* that are left */
        .set    LEFT, 8         /* columns of a run */
        .set    SUMS, 16        /* of blocks, two words a row */
        .set    BLOCK, 12       /* the bytes of a block's inputs, 0 where runs are not all blocks */
        .set    RUN_END, 8

        .macro  begin_kernel size
        push    {r4-r7, lr}
        mov     r4, r8
        mov     r5, r9
        mov     r6, r10
        mov     r7, r11
        push    {r4-r7}
        sub     sp, #\size
        str     r0, [sp, #PATCH]
        .endm

        .macro  end_kernel size
        add     sp, #\size
        pop     {r0-r3}
        mov     r8, r0
        mov     r9, r1
        mov     r10, r2
        mov     r11, r3
        pop     {r4-r7, pc}
        .endm

#include "columns-armv6m.h"

/* The four sums begin with the start words; r0 points at the patch. */
        .macro  begin_sums
        ldr     r1, [r0, #starts]
        ldm     r1!, {r4-r7}
        str     r1, [r0, #starts]
        mov     r8, r4
        mov     r9, r5
        mov     r10, r6
        mov     r11, r7
        .endm

/* Where weights and inputs begin, r4 and r3, and how many runs there are. */
        .macro  begin_runs none
        ldr     r4, [r0, #weights]
        ldr     r3, [r0, #inputs]
        ldr     r1, [r0, #runs]
        cmp     r1, #0
        beq     \none
        str     r1, [sp, #RUNS]
        .endm

/* To the next run, or on where there is none. */
        .macro  next_run next
        ldr     r0, [sp, #PATCH]
        ldr     r1, [sp, #RUNS]
        subs    r1, #1
        beq     100f
        str     r1, [sp, #RUNS]
        ldr     r1, [r0, #input_step]
        adds    r3, r3, r1
        ldr     r1, [r0, #weight_step]
        adds    r4, r4, r1
        b       \next
100:
        .endm

/* The value of a row to where r2 points: its sum in \sum, its shift in the low byte of r4; the least value in r5, how
 * far above it the largest lies in r6, and that itself in r7. */
        .macro  finish_row sum, place
        mov     r1, \sum
        asrs    r1, r4
        subs    r1, r1, r5
        asrs    r3, r1, #31
        bics    r1, r3
        subs    r1, r6, r1
        asrs    r3, r1, #31
        bics    r1, r3
        subs    r1, r7, r1
        strh    r1, [r2, #2 * \place]
        .endm

/* Writes the values of a panel, whose sums without the bits that narrowing takes are in r8 to r11, and goes on in the
 * patch, r0, also where the next panel is for another call. Z where this one has none left; otherwise r0 stays. */
        .section .text.halfword_finish_panel, "ax", %progbits
        .type   finish_panel, %function
        .balign 4
finish_panel:
        ldm     r0!, {r1, r2, r3, r5, r6, r7}
        subs    r0, #starts
        ldm     r1!, {r4}
        str     r1, [r0, #fractions]
        subs    r4, r4, r7
        adds    r7, r5, r6
        subs    r3, #4
        str     r3, [r0, #rows]
        blo     3f
1:      finish_row r8, 0
        lsrs    r4, r4, #8
        finish_row r9, 1
        lsrs    r4, r4, #8
        finish_row r10, 2
        lsrs    r4, r4, #8
        finish_row r11, 3
        adds    r2, #8
        str     r2, [r0, #outputs]
        ldr     r1, [r0, #weights]
        ldr     r2, [r0, #panel_step]
        adds    r1, r1, r2
        str     r1, [r0, #weights]
        ldr     r1, [r0, #rows]
        cmp     r1, #0
        blt     4f
        bx      lr
3:      mov     r12, r2         /* fewer than four, by way of what only depthwise kernels need */
        movs    r2, #place_inputs
        adds    r2, r2, r0
        b       1b
4:      mov     r2, r12
        adds    r0, #place_inputs
        adds    r1, #4
5:      ldrh    r3, [r0]
        strh    r3, [r2]
        adds    r0, #2
        adds    r2, #2
        subs    r1, #1
        bne     5b
        bx      lr
        .size   finish_panel, . - finish_panel

        .section .text.halfword_convolve_32, "ax", %progbits
        .global halfword_convolve_32
        .type   halfword_convolve_32, %function
        .balign 4
halfword_convolve_32:
        begin_kernel 12
1:      begin_sums
        begin_runs 8f
2:      ldr     r7, [r0, #columns]
        cmp     r7, #0
        blt     9f
        lsls    r2, r3, #30     /* several inputs in one load only where they are aligned */
        bne     5f
        movs    r1, #3
        ands    r1, r7
        str     r1, [sp, #LEFT]
        subs    r7, r7, r1
        beq     4f
        bl      halfword_add_quadruples
4:      ldr     r7, [sp, #LEFT]
        cmp     r7, #0
        beq     6f
5:      bl      halfword_add_columns
6:      next_run 2b
8:      bl      finish_panel
        bne     1b
        end_kernel 12
9:      lsls    r7, r7, #2      /* the first column has no partner before it */
        lsrs    r7, r7, #2
        subs    r7, #1
        movs    r5, #0
        ldrh    r6, [r3]
        sxth    r6, r6
        subs    r3, #2
        bl      halfword_go_on_with_columns
        b       6b
        .size   halfword_convolve_32, . - halfword_convolve_32

/* Adds a row's sum of a block to its sum of two words, read at r0 and written at r7, which go on. */
        .macro  add_block sum
        mov     r1, \sum
        asrs    r2, r1, #31
        ldm     r0!, {r5, r6}
        adds    r5, r5, r1
        adcs    r6, r2
        stm     r7!, {r5, r6}
        .endm

/* A row's sum at r0 without its last bits: how many in the low byte of r1, and 32 less these in that of r2. */
        .macro  narrow_row sum
        ldm     r0!, {r4, r5}
        lsrs    r4, r1
        lsls    r5, r2
        orrs    r4, r5
        mov     \sum, r4
        .endm

        .macro  clear_sums
        movs    r2, #0
        mov     r8, r2
        mov     r9, r2
        mov     r10, r2
        mov     r11, r2
        .endm

        .macro  add_blocks
        add     r0, sp, #SUMS
        mov     r7, r0
        add_block r8
        add_block r9
        add_block r10
        add_block r11
        .endm

        .section .text.halfword_convolve_blocks, "ax", %progbits
        .global halfword_convolve_blocks
        .type   halfword_convolve_blocks, %function
        .balign 4
halfword_convolve_blocks:
        begin_kernel 48
        ldr     r1, [r0, #columns]
        ldr     r2, [r0, #block]
        lsls    r3, r2, #1
        subs    r2, #1
        ands    r1, r2
        beq     1f
        movs    r3, #0
1:      str     r3, [sp, #BLOCK]
10:     ldr     r1, [r0, #starts]
        add     r0, sp, #SUMS
        begin_two_rows
        begin_two_rows
        ldr     r0, [sp, #PATCH]
        str     r1, [r0, #starts]
        begin_runs 22f
2:      ldr     r7, [r0, #columns]
        ldr     r1, [sp, #BLOCK]
        lsls    r2, r3, #30     /* several inputs in one load only where they are aligned */
        orrs    r2, r7
        bmi     20f
        cmp     r1, #0
        bne     21f
20:     b       33f
22:     b       8f
21:     lsls    r2, r7, #1
        adds    r2, r2, r3
        str     r2, [sp, #RUN_END]
        adds    r1, r1, r3
        mov     r12, r1
3:      clear_sums
30:     .rept   2
        ldm     r3!, {r5, r7}
        split_word r5
        add_pair_32
        split_word r7
        add_pair_32
        .endr
        cmp     r3, r12
        bne     30b
        add_blocks
        ldr     r1, [sp, #BLOCK]
        add     r12, r1
        ldr     r2, [sp, #RUN_END]
        cmp     r3, r2
        beq     7f
        b       3b
7:      next_run 2b
8:      ldr     r1, [r0, #narrowing]
        movs    r2, #32
        subs    r2, r2, r1
        add     r0, sp, #SUMS
        narrow_row r8
        narrow_row r9
        narrow_row r10
        narrow_row r11
        ldr     r0, [sp, #PATCH]
        bl      finish_panel
        beq     80f
        b       10b
80:     end_kernel 48
33:     clear_sums
        ldr     r1, [r0, #block]
        cmp     r7, #0
        blt     9f
        subs    r2, r7, r1
        bhs     4f
        mov     r1, r7
        movs    r2, #0
4:      mov     r7, r1
        str     r2, [sp, #LEFT]
        lsls    r2, r3, #30
        bne     5f
        lsls    r2, r7, #30
        bne     5f
        bl      halfword_add_quadruples
        b       6f
5:      bl      halfword_add_columns
6:      add_blocks
        ldr     r7, [sp, #LEFT]
        ldr     r0, [sp, #PATCH]
        cmp     r7, #0
        bne     33b
        b       7b
9:      lsls    r7, r7, #2      /* the first column has no partner before it: one less than a block with it */
        lsrs    r7, r7, #2
        subs    r7, #1
        movs    r5, #0
        ldrh    r6, [r3]
        sxth    r6, r6
        subs    r3, #2
        subs    r1, #2
        subs    r2, r7, r1
        bhs     90f
        mov     r1, r7
        movs    r2, #0
90:     mov     r7, r1
        str     r2, [sp, #LEFT]
        bl      halfword_go_on_with_columns
        b       6b
        .size   halfword_convolve_blocks, . - halfword_convolve_blocks

/*
 * In 64 bits, with all bits turned, which is the sign turned and one less: the sum mod 2^32 in one word, L, and the
 * sum of the high halves in another, H. A pair of products with its sign turned is -2^31 ... 2^31 - 2^16, which 32 bits
 * hold. The sum lies in 65536 H ... 65536 H + 2^32 - 1, as there are at most 32,768 pairs with low halves below 65,536,
 * so the two words determine it.
 *
 * L and H of the rows: r8 and r9, r10 and r11, r12 and lr, r1 and r7. r0 takes weights, r2 is scratch; r3 points at
 * inputs, r4 at weights, and r5 and r6 hold the inputs of a pair of columns, the second with its sign turned.
 */
        .macro  add_row_64 low, high
        ldm     r4!, {r0}
        sxth    r2, r0
        asrs    r0, r0, #16
        muls    r2, r5, r2
        muls    r0, r6, r0
        subs    r0, r0, r2
        add     \low, r0
        asrs    r0, r0, #16
        add     \high, r0
        .endm

        .macro  add_pair_64
        add_row_64 r8, r9
        add_row_64 r10, r11
        add_row_64 r12, lr
        add_row_64 r1, r7
        .endm

        .macro  load_pair_64
        ldm     r3!, {r5}
        asrs    r6, r5, #16
        sxth    r5, r5
        rsbs    r6, r6, #0
        .endm

/* Begins with all bits of a start word turned. */
        .macro  begin_row_64 start, low, high
        mvns    \start, \start
        mov     \low, \start
        asrs    \start, \start, #16
        mov     \high, \start
        .endm

/* A row's sum without its last bits, in \sum: how many in r6, and 16 less these in r5. */
        .macro  narrow_row_64 low, high, sum, turned
        mov     r0, \low
        mov     r2, \high
        lsls    r3, r2, #16
        subs    r3, r0, r3      /* what the sum exceeds 65536 H by */
        lsrs    r3, r3, #16
        adds    r2, r2, r3      /* the sum without its low half */
        lsls    r2, r5
        uxth    r0, r0
        lsrs    r0, r6
        orrs    r2, r0
        .ifc    \turned, turned
        mvns    r2, r2
        .endif
        mov     \sum, r2
        .endm

        .macro  load_narrowing
        ldr     r6, [r0, #narrowing]
        uxtb    r6, r6
        movs    r5, #16
        subs    r5, r5, r6
        .endm

        .set    PAIRS_END, 8    /* where the pairs of a run end, less one byte where a last column has no partner */
        .set    FOURS_END, 12   /* where pairs of pairs end */
        .set    PAIRS, 16       /* how far away both are where a run begins */
        .set    FOURS, 20
        .set    DOWN, 24        /* to the next run's inputs and weights, */
        .set    WEIGHTS, 28
        .set    ENTRY, 32       /* and where to go for it */

        .section .text.halfword_convolve_64, "ax", %progbits
        .global halfword_convolve_64
        .type   halfword_convolve_64, %function
        .balign 4
halfword_convolve_64:
        begin_kernel 36
        ldr     r1, [r0, #input_step]
        str     r1, [sp, #DOWN]
        ldr     r1, [r0, #weight_step]
        str     r1, [sp, #WEIGHTS]
        adr     r3, any_run
        ldr     r1, [r0, #columns]
        cmp     r1, #0
        bge     1f
        lsls    r1, r1, #2
        lsrs    r1, r1, #2
        subs    r1, #1          /* without a first column that has no partner before it */
        adr     r3, odd_run
1:      adds    r3, #1          /* in Thumb */
        str     r3, [sp, #ENTRY]
        lsrs    r2, r1, #2
        lsls    r2, r2, #3
        str     r2, [sp, #FOURS]
        movs    r2, #1
        ands    r2, r1
        lsls    r1, r1, #1      /* of an odd number n 2 (n - 1) - 1 */
        subs    r1, r1, r2
        subs    r1, r1, r2
        subs    r1, r1, r2
        str     r1, [sp, #PAIRS]
        b       10f
        .balign 4
odd_run:
        movs    r5, #0
        ldrh    r6, [r3]
        sxth    r6, r6
        rsbs    r6, r6, #0
        adds    r3, #2
        ldr     r2, [sp, #PAIRS]
        adds    r2, r2, r3
        str     r2, [sp, #PAIRS_END]
        b       55f
10:     ldr     r1, [r0, #starts]
        ldm     r1!, {r4-r7}
        str     r1, [r0, #starts]
        begin_row_64 r4, r8, r9
        begin_row_64 r5, r10, r11
        begin_row_64 r6, r12, lr
        mvns    r1, r7
        asrs    r7, r1, #16
        ldr     r4, [r0, #weights]
        ldr     r3, [r0, #inputs]
        ldr     r2, [r0, #runs]
        cmp     r2, #0
        beq     11f
        str     r2, [sp, #RUNS]
        ldr     r0, [sp, #ENTRY]
        bx      r0
11:     b       8f
        .balign 4
any_run:
        ldr     r2, [sp, #PAIRS]
        adds    r2, r2, r3
        str     r2, [sp, #PAIRS_END]
        lsls    r0, r3, #30     /* several inputs in one load only where they are aligned */
        beq     2f
        b       6f
2:      ldr     r2, [sp, #FOURS]
        adds    r2, r2, r3
        str     r2, [sp, #FOURS_END]
        b       4f
3:      load_pair_64
        add_pair_64
        load_pair_64
        add_pair_64
        ldr     r2, [sp, #FOURS_END]
4:      cmp     r3, r2
        bne     3b
        b       6f
5:      ldrh    r5, [r3]
        ldrh    r6, [r3, #2]
        sxth    r5, r5
        sxth    r6, r6
        adds    r3, #4
        rsbs    r6, r6, #0
55:     add_pair_64
6:      ldr     r2, [sp, #PAIRS_END]
        cmp     r3, r2
        blo     5b
        beq     7f
        ldrh    r5, [r3]        /* a last column without a partner */
        sxth    r5, r5
        movs    r6, #0
        adds    r3, #4
        str     r3, [sp, #PAIRS_END]
        b       55b
7:      ldr     r2, [sp, #RUNS]
        subs    r2, #1
        beq     8f
        str     r2, [sp, #RUNS]
        ldr     r0, [sp, #DOWN]
        adds    r3, r3, r0
        ldr     r0, [sp, #WEIGHTS]
        adds    r4, r4, r0
        ldr     r0, [sp, #ENTRY]
        bx      r0
8:      ldr     r0, [sp, #PATCH]
        load_narrowing
        narrow_row_64 r8, r9, r8, turned
        narrow_row_64 r10, r11, r9, turned
        narrow_row_64 r12, lr, r10, turned
        narrow_row_64 r1, r7, r11, turned
        ldr     r0, [sp, #PATCH]
        bl      finish_panel
        beq     80f
        b       10b
80:     end_kernel 36
        .size   halfword_convolve_64, . - halfword_convolve_64

        .set    PLACES, 8       /* the bytes of the inputs of one of the kernel's rows, */
        .set    PLACES_END, 12  /* where they end */
        .set    STEP, 16        /* from a place's third channel to the next place */

/* How far the inputs of a row of the kernel reach. */
        .macro  begin_depthwise size
        begin_kernel \size
        ldr     r1, [r0, #place_inputs]
        ldr     r2, [r0, #columns]
        muls    r2, r1, r2
        str     r2, [sp, #PLACES]
        .endm

/* To the kernel's next row, or on where there is none. */
        .macro  next_row next
        ldr     r0, [sp, #RUNS]
        subs    r0, #1
        beq     100f
        str     r0, [sp, #RUNS]
        ldr     r0, [sp, #PATCH]
        ldr     r1, [r0, #input_step]
        adds    r3, r3, r1
        ldr     r1, [r0, #weight_step]
        adds    r4, r4, r1
        b       \next
100:    ldr     r0, [sp, #PATCH]
        .endm

/* To the next four channels, or on where there are none. */
        .macro  next_channels next
        ldr     r1, [r0, #inputs]
        adds    r1, #8
        str     r1, [r0, #inputs]
        bl      finish_panel
        beq     101f
        b       \next
101:
        .endm

/* The product of a channel, \offset bytes on, in r1. */
        .macro  channel_product offset
        ldrsh   r0, [r3, \offset]
        ldrsh   r1, [r4, \offset]
        muls    r1, r0, r1
        .endm

        .section .text.halfword_convolve_depthwise_32, "ax", %progbits
        .global halfword_convolve_depthwise_32
        .type   halfword_convolve_depthwise_32, %function
        .balign 4
halfword_convolve_depthwise_32:
        begin_depthwise 12
1:      begin_sums
        ldr     r1, [r0, #place_inputs]
        mov     r12, r1
        begin_runs 4f
        movs    r2, #0
        movs    r5, #2
        movs    r6, #4
        movs    r7, #6
2:      ldr     r1, [sp, #PLACES]
        adds    r1, r1, r3
        mov     lr, r1
3:      channel_product r2
        add     r8, r1
        channel_product r5
        add     r9, r1
        channel_product r6
        add     r10, r1
        channel_product r7
        add     r11, r1
        add     r3, r12
        add     r4, r12
        cmp     r3, lr
        bne     3b
        next_row 2b
4:      next_channels 1b
        end_kernel 12
        .size   halfword_convolve_depthwise_32, . - halfword_convolve_depthwise_32

/* A channel's product in 64 bits: L and H as above, but that no sign is turned. */
        .macro  add_channel_64 offset, low, high
        channel_product \offset
        add     \low, r1
        asrs    r1, r1, #16
        add     \high, r1
        .endm

        .macro  begin_channel_64 start, low, high
        mov     \low, \start
        asrs    \start, \start, #16
        mov     \high, \start
        .endm

        .section .text.halfword_convolve_depthwise_64, "ax", %progbits
        .global halfword_convolve_depthwise_64
        .type   halfword_convolve_depthwise_64, %function
        .balign 4
halfword_convolve_depthwise_64:
        begin_depthwise 20
        subs    r1, #4
        str     r1, [sp, #STEP]
1:      ldr     r1, [r0, #starts]
        ldm     r1!, {r4-r7}
        str     r1, [r0, #starts]
        begin_channel_64 r4, r8, r9
        begin_channel_64 r5, r10, r11
        begin_channel_64 r6, r12, lr
        mov     r2, r7
        asrs    r7, r7, #16
        begin_runs 4f
        movs    r5, #0
        movs    r6, #2
2:      ldr     r1, [sp, #PLACES]
        adds    r1, r1, r3
        str     r1, [sp, #PLACES_END]
3:      add_channel_64 r5, r8, r9
        add_channel_64 r6, r10, r11
        adds    r3, #4
        adds    r4, #4
        add_channel_64 r5, r12, lr
        add_channel_64 r6, r2, r7
        ldr     r0, [sp, #STEP]
        adds    r3, r3, r0
        adds    r4, r4, r0
        ldr     r0, [sp, #PLACES_END]
        cmp     r3, r0
        bne     3b
        next_row 2b
4:      mov     r1, r2
        load_narrowing
        narrow_row_64 r8, r9, r8
        narrow_row_64 r10, r11, r9
        narrow_row_64 r12, lr, r10
        narrow_row_64 r1, r7, r11
        ldr     r0, [sp, #PATCH]
        next_channels 1b
        end_kernel 20
        .size   halfword_convolve_depthwise_64, . - halfword_convolve_depthwise_64
#endif

#if defined(__ELF__)
        .section .note.GNU-stack, "", %progbits
#endif
