/*
 * Convolutions on Armv7E-M: all panels of a position in one call, as what surrounds a panel's products takes as
 * long as they where there are few channels. Declared in halfword_kernels.h.
 */
#include "include/halfword_kernels.h"

#if HALFWORD_HAS_PATCH_KERNELS && defined(__ARM_FEATURE_DSP)

        .syntax unified
        .thumb

#include "columns-armv7em.h"
#include "patch.h"

/* The sums begin with the start words, in r4, r6, r8 and r10; r2 at weights, r3 at inputs, the runs in r1. r0 points
 * at the halfword_patch. */
        .macro  begin_panel
        ldr     r12, [r0, #starts]
        ldm     r12!, {r4, r6, r8, r10}
        str     r12, [r0, #starts]
        ldrd    r2, r3, [r0, #weights]
        ldr     r1, [r0, #runs]
        .endm

/* Sums in 64 bits: r4:r5, r6:r7, r8:r9, r10:r11. */
        .macro  widen_sums
        asr     r5, r4, #31
        asr     r7, r6, #31
        asr     r9, r8, #31
        asr     r11, r10, #31
        .endm

/* floor(sum / 2^n), which 32 bits hold, in the low word: n in the low byte of r12, 32 - n in that of lr. */
        .macro  narrow low, high
        lsr     \low, \low, r12
        lsl     \high, \high, lr
        orr     \low, \low, \high
        .endm

/* The values of four rows, in r4 and r8. r1, r2 and r3 are the patch's fractions, on the next panel's, outputs and rows.
 * A shift by a register takes its low byte. */
        .macro  finish_panel form
        .ifc    \form, 64
        ldr     r12, [r0, #narrowing]
        rsb     lr, r12, #32
        narrow  r4, r5
        narrow  r6, r7
        narrow  r8, r9
        narrow  r10, r11
        .endif
        ldm     r0, {r1, r2, r3, r5}
        ldr     r7, [r1], #4
        .ifc    \form, 64
        sub     r7, r7, r12
        .endif
        asr     r4, r4, r7
        lsr     r7, r7, #8
        asr     r6, r6, r7
        lsr     r7, r7, #8
        asr     r8, r8, r7
        lsr     r7, r7, #8
        asr     r10, r10, r7
        cbz     r5, 100f
        ssat    r4, #16, r4
        ssat    r6, #16, r6
        ssat    r8, #16, r8
        ssat    r10, #16, r10
        b       101f
100:    usat    r4, #15, r4
        usat    r6, #15, r6
        usat    r8, #15, r8
        usat    r10, #15, r10
101:    pkhbt   r4, r4, r6, lsl #16
        pkhbt   r8, r8, r10, lsl #16
        .endm

/* Writes a convolution's values, and goes on with its next panel, or returns. */
        .macro  end_panel next
        subs    r3, #4
        blo     102f
        str     r4, [r2], #4
        str     r8, [r2], #4
        stm     r0, {r1, r2, r3}
        ldr     r1, [r0, #weights]
        ldr     r2, [r0, #panel_step]
        add     r1, r1, r2
        str     r1, [r0, #weights]
        bne     \next
        b       104f
102:    adds    r3, #2          /* -1, 0 or 1: one row is left, two or three */
        bmi     103f
        str     r4, [r2]
        beq     104f
        strh    r8, [r2, #4]
        b       104f
103:    strh    r4, [r2]
104:
        .endm

/* The runs that are left are at [sp]. */
        .section .text.halfword_convolve_32, "ax", %progbits
        .global halfword_convolve_32
        .type   halfword_convolve_32, %function
        .balign 4
halfword_convolve_32:
        push_vectors
        push    {r3-r11, lr}
1:      begin_panel
        cmp     r1, #0
        beq     8f
2:      str     r1, [sp]
        ldr     r1, [r0, #columns]
        subs    r1, #8
        blt     4f
20:
#if defined(__ARM_FEATURE_MVE)
        add_columns_of_run 32
#else
        lsls    r12, r3, #30    /* several inputs in one load only where they are aligned */
        bne     4f
        .balign 4
3:      ldm     r3!, {r12, lr}
        add_pair_32 r12
        add_pair_32 lr
        ldm     r3!, {r12, lr}
        add_pair_32 r12
        add_pair_32 lr
        subs    r1, #8
        bhs     3b
#endif
4:      adds    r1, #8          /* how many columns are left */
        beq     7f
        subs    r1, #2
        bmi     9f
5:      ldr     r12, [r3], #4
        add_pair_32 r12
        subs    r1, #2
        bpl     5b
        lsls    r1, #31
        beq     7f
6:      ldrh    r12, [r3], #4   /* a last column without a partner, which meets nothing */
        add_pair_32 r12
7:      ldr     r1, [sp]
        subs    r1, #1
        beq     8f
        ldrd    r5, r7, [r0, #input_step]
        add     r3, r3, r5
        add     r2, r2, r7
        b       2b
8:      finish_panel 32
        end_panel 1b
        pop_and_return r3
9:      cmn     r1, #1          /* one is left, or the first has no partner before it */
        beq     6b
        ldrh    r12, [r3], #2
        lsl     r12, r12, #16
        add_pair_32 r12
        sub     r1, r1, #HALFWORD_PATCH_BEGINS_ODD
        subs    r1, #7
        blt     4b
        b       20b
        .size   halfword_convolve_32, . - halfword_convolve_32

#if defined(__ARM_FEATURE_MVE)
        .set    MOST_OF_SHORT_RUN, 6
#else
        .set    MOST_OF_SHORT_RUN, 8
#endif

/* The runs that are left are at [sp], where to go for one at [sp, #4], where its pairs begin, if there are few, at
 * [sp, #8], the patch at [sp, #12]. */
        .section .text.halfword_convolve_64, "ax", %progbits
        .global halfword_convolve_64
        .type   halfword_convolve_64, %function
        .balign 4
halfword_convolve_64:
        push_vectors
        push    {r0, r4-r11, lr}
        ldr     r1, [r0, #columns]
        adr     r3, long_run
        bic     r2, r1, #HALFWORD_PATCH_BEGINS_ODD
        sub     r2, r2, r1, lsr #31     /* the columns but for a first one without a partner before it */
        lsls    r12, r2, #31
        bne     10f
        cmp     r2, #MOST_OF_SHORT_RUN
        bhi     10f
        rsb     r2, r2, r2, lsl #3      /* seven instructions of four bytes a pair */
        adr     r12, short_end
        sub     r12, r12, r2, lsl #1
        adds    r12, r12, #1
        mov     r3, r12
        cmp     r1, #0
        bge     11f
        adr     r3, short_odd
10:     adds    r3, #1          /* in Thumb */
11:     push    {r1, r3, r12}
1:      begin_panel
        widen_sums
        cmp     r1, #0
        beq     8f
        ldr     pc, [sp, #4]

/* Runs of up to MOST_OF_SHORT_RUN columns, an even number but for a first one without a partner before it; r1 counts runs. */
        .balign 4
short_odd:
        ldrh    r12, [r3], #2
        lsl     r12, r12, #16
        add_pair_64
        ldr     pc, [sp, #8]
        .rept   MOST_OF_SHORT_RUN / 2
        ldr     r12, [r3], #4
        add_pair_64
        .endr
        .balign 4
short_end:
        ldr     r0, [sp, #12]
        subs    r1, #1
        beq     8f
        ldrd    r12, lr, [r0, #input_step]
        add     r3, r3, r12
        add     r2, r2, lr
        ldr     pc, [sp, #4]

        .balign 4
long_run:
        str     r1, [sp]
        ldr     r1, [r0, #columns]
        subs    r1, #8
        blt     4f
        .balign 4
3:
#if defined(__ARM_FEATURE_MVE)
        add_columns_of_run 64
#else
        .rept   4
        ldr     r12, [r3], #4
        add_pair_64
        .endr
        subs    r1, #8
        bge     3b
#endif
4:      adds    r1, #8          /* how many columns are left */
        beq     7f
        subs    r1, #2
        bmi     9f
5:      ldr     r12, [r3], #4
        add_pair_64
        subs    r1, #2
        bpl     5b
        lsls    r1, #31
        beq     7f
6:      ldrh    r12, [r3], #4   /* a last column without a partner, which meets nothing */
        add_pair_64
7:      ldr     r0, [sp, #12]
        ldr     r1, [sp]
        subs    r1, #1
        beq     8f
        ldrd    r12, lr, [r0, #input_step]
        add     r3, r3, r12
        add     r2, r2, lr
        b       long_run
8:      finish_panel 64
        end_panel 1b
        add     sp, #16
        pop_and_return r4
9:      cmn     r1, #1          /* one is left, or the first has no partner before it */
        beq     6b
        ldrh    r12, [r3], #2
        lsl     r12, r12, #16
        add_pair_64
        sub     r1, r1, #HALFWORD_PATCH_BEGINS_ODD
        subs    r1, #7
        blt     4b
        b       3b
        .size   halfword_convolve_64, . - halfword_convolve_64

/*
 * Depthwise kernels keep where to go for a row at [sp], as most have rows of three places; how many of another one are
 * left lies behind it.
 */

/* The sums begin as above; r3 at weights, r12 at inputs, the rows in r1; the patch goes on with the next four
 * channels. */
        .macro  begin_channels
        add     r1, r0, #starts
        ldm     r1, {r2, r3, r12}
        ldm     r2!, {r4, r6, r8, r10}
        add     r5, r3, #8
        add     r7, r12, #8
        stm     r1, {r2, r5, r7}
        ldr     r1, [r0, #runs]
        .endm

/* Writes the values of four channels, and goes on with the next ones, or returns. */
        .macro  end_channels next
        subs    r3, #4
        str     r4, [r2], #4
        str     r8, [r2], #4
        stm     r0, {r1, r2, r3}
        bne     \next
        .endm

/* The next place's, of four channels. */
        .macro  load_place
        ldrd    r5, r7, [r12]
        ldrd    r9, r11, [r3]
        add     r12, r12, r2
        add     r3, r3, lr
        .endm

/* Four channels: inputs in r5 and r7, weights in r9 and r11. */
        .macro  add_place_32
        smlabb  r4, r5, r9, r4
        smlatt  r6, r5, r9, r6
        smlabb  r8, r7, r11, r8
        smlatt  r10, r7, r11, r10
        .endm

#if defined(__ARM_FEATURE_MVE)
/* One place of four channels, a channel a lane, and on to the next: r6 and r7 are the steps of inputs and weights. */
        .macro  add_place
        vldrh.s32 q1, [r4]
        vldrh.s32 q2, [r3]
        add     r4, r4, r6
        add     r3, r3, r7
        vmul.i32 q1, q1, q2
        vadd.i32 q0, q0, q1
        .endm

        .section .text.halfword_convolve_depthwise_32, "ax", %progbits
        .global halfword_convolve_depthwise_32
        .type   halfword_convolve_depthwise_32, %function
        .balign 4
halfword_convolve_depthwise_32:
        push    {r4-r9, lr}
        ldrd    r6, r7, [r0, #place_inputs]
        ldrd    r8, r9, [r0, #input_step]
1:      ldrd    r2, r3, [r0, #starts]
        ldrd    r4, r1, [r0, #inputs]
        vldrw.u32 q0, [r2], #16
        add     r12, r3, #8
        add     r5, r4, #8
        strd    r2, r12, [r0, #starts]
        str     r5, [r0, #inputs]
        ldr     r2, [r0, #columns]
        cbz     r1, 6f
        cmp     r2, #3
        beq     5f
3:      dls     lr, r2
        .balign 4
4:      add_place
        le      lr, 4b
        add     r4, r4, r8
        add     r3, r3, r9
        subs    r1, #1
        bne     3b
        b       6f
        .balign 4
5:      .rept   3
        add_place
        .endr
        add     r4, r4, r8
        add     r3, r3, r9
        subs    r1, #1
        bne     5b
6:      ldm     r0, {r1, r2, r3, r5}
        vldrb.u32 q1, [r1], #4
        vdup.32 q2, r5
        vneg.s32 q1, q1
        vshl.s32 q0, q0, q1
        vmax.s32 q0, q0, q2
        vqmovnb.s32 q0, q0
        vstrh.32 q0, [r2], #8
        subs    r3, #4
        stm     r0, {r1, r2, r3}
        bne     1b
        pop     {r4-r9, pc}
#else
        .section .text.halfword_convolve_depthwise_32, "ax", %progbits
        .global halfword_convolve_depthwise_32
        .type   halfword_convolve_depthwise_32, %function
        .balign 4
halfword_convolve_depthwise_32:
        push    {r2-r11, lr}
        ldr     r1, [r0, #inputs]
        lsls    r1, r1, #30     /* all steps are multiples of four channels */
        ldr     r2, [r0, #columns]
        adr     r3, any_row_32
        bne     10f
        cmp     r2, #3
        bne     10f
        adr     r3, row_of_three_32
10:     adds    r3, #1          /* in Thumb */
        str     r3, [sp]
1:      begin_channels
        ldrd    r2, lr, [r0, #place_inputs]
        cmp     r1, #0
        beq     6f
        ldr     pc, [sp]
        .balign 4
row_of_three_32:
        .rept   3
        load_place
        add_place_32
        .endr
        subs    r1, #1
        beq     6f
        ldrd    r5, r7, [r0, #input_step]
        add     r12, r12, r5
        add     r3, r3, r7
        b       row_of_three_32
        .balign 4
any_row_32:
        ldr     r9, [r0, #columns]
4:      str     r9, [sp, #4]
        ldr     r5, [r12]       /* two words may begin anywhere only if loaded one by one */
        ldr     r7, [r12, #4]
        ldrd    r9, r11, [r3]
        add     r12, r12, r2
        add     r3, r3, lr
        add_place_32
        ldr     r9, [sp, #4]
        subs    r9, #1
        bne     4b
        subs    r1, #1
        beq     6f
        ldrd    r5, r7, [r0, #input_step]
        add     r12, r12, r5
        add     r3, r3, r7
        b       any_row_32
6:      finish_panel 32
        end_channels 1b
        pop     {r2-r11, pc}
#endif
        .size   halfword_convolve_depthwise_32, . - halfword_convolve_depthwise_32

/* One place of four channels, and on to the next: r0 and r2 are the steps of weights and inputs. */
        .macro  add_place_64
        ldr     r1, [r12]
        ldr     lr, [r3]
        smlalbb r4, r5, r1, lr
        smlaltt r6, r7, r1, lr
        ldr     r1, [r12, #4]
        ldr     lr, [r3, #4]
        smlalbb r8, r9, r1, lr
        smlaltt r10, r11, r1, lr
        add     r12, r12, r2
        add     r3, r3, r0
        .endm

/* The rows of the kernel that are left are at [sp, #4], the places of one that are left at [sp, #8], the patch at
 * [sp, #12]. */
        .section .text.halfword_convolve_depthwise_64, "ax", %progbits
        .global halfword_convolve_depthwise_64
        .type   halfword_convolve_depthwise_64, %function
        .balign 4
halfword_convolve_depthwise_64:
        push    {r0, r4-r11, lr}
        sub     sp, #12
        ldr     r2, [r0, #columns]
        adr     r3, any_row_64
        cmp     r2, #3
        bne     10f
        adr     r3, row_of_three_64
10:     adds    r3, #1          /* in Thumb */
        str     r3, [sp]
1:      begin_channels
        widen_sums
        cmp     r1, #0
        beq     6f
2:      str     r1, [sp, #4]
        ldrd    r2, r0, [r0, #place_inputs]
        ldr     pc, [sp]
        .balign 4
row_of_three_64:
        .rept   3
        add_place_64
        .endr
3:      ldr     r0, [sp, #12]
        ldr     r1, [sp, #4]
        subs    r1, #1
        beq     6f
        ldrd    r2, lr, [r0, #input_step]
        add     r12, r12, r2
        add     r3, r3, lr
        b       2b
        .balign 4
any_row_64:
        ldr     r1, [sp, #12]
        ldr     r1, [r1, #columns]
4:      str     r1, [sp, #8]
        add_place_64
        ldr     r1, [sp, #8]
        subs    r1, #1
        bne     4b
        b       3b
6:      finish_panel 64
        end_channels 1b
        add     sp, #16
        pop     {r4-r11, pc}
        .size   halfword_convolve_depthwise_64, . - halfword_convolve_depthwise_64
#endif

#if defined(__ELF__)
        .section .note.GNU-stack, "", %progbits
#endif
