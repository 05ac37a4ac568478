/*
 * Convolutions on Armv7E-M: all panels of a position in one call, as what surrounds a panel's products takes as
 * long as they where there are few channels. Declared in halfword_kernels.h.
 */
#include "include/halfword_kernels.h"

#if HALFWORD_HAS_PATCH_KERNELS

        .syntax unified
        .thumb

/* Where the members of a halfword_patch stand; r0 points at it throughout. */
        .set    weights, 0
        .set    inputs, 4
        .set    columns, 8
        .set    runs, 12
        .set    input_step, 16
        .set    weight_step, 20
        .set    starts, 24
        .set    fractions, 28
        .set    panel_step, 32
        .set    rows, 36
        .set    outputs, 40
        .set    negative_mask, 44
        .set    place_inputs, 48
        .set    place_weights, 52

/* The sums in r4, r6, r8 and r10 begin with the start words; r2 at weights, r3 at inputs, the runs at [sp]. */
        .macro  begin_panel
        ldr     r12, [r0, #starts]
        ldm     r12!, {r4, r6, r8, r10}
        str     r12, [r0, #starts]
        ldrd    r2, r3, [r0, #weights]
        ldr     r12, [r0, #runs]
        cmp     r12, #0
        str     r12, [sp]
        .endm

/* The values of four rows, in r4 and r8; r12 points at where they go. A shift by a register takes its low byte. */
        .macro  finish_panel
        ldr     r12, [r0, #fractions]
        ldr     lr, [r12], #4
        str     r12, [r0, #fractions]
        ldrd    r12, r1, [r0, #outputs]
        asr     r4, r4, lr
        lsr     lr, lr, #8
        asr     r6, r6, lr
        lsr     lr, lr, #8
        asr     r8, r8, lr
        lsr     lr, lr, #8
        asr     r10, r10, lr
        cbz     r1, 100f
        usat    r4, #15, r4
        usat    r6, #15, r6
        usat    r8, #15, r8
        usat    r10, #15, r10
        b       101f
100:    ssat    r4, #16, r4
        ssat    r6, #16, r6
        ssat    r8, #16, r8
        ssat    r10, #16, r10
101:    pkhbt   r4, r4, r6, lsl #16
        pkhbt   r8, r8, r10, lsl #16
        .endm

/* One pair of columns: inputs in \x. */
        .macro  add_pair x
        ldm     r2!, {r5, r7, r9, r11}
        smlad   r4, r5, \x, r4
        smlad   r6, r7, \x, r6
        smlad   r8, r9, \x, r8
        smlad   r10, r11, \x, r10
        .endm

        .section .text.halfword_convolve_32, "ax", %progbits
        .global halfword_convolve_32
        .type   halfword_convolve_32, %function
        .balign 4
halfword_convolve_32:
        push    {r3-r11, lr}
1:      begin_panel
        beq     7f
2:      ldr     r1, [r0, #columns]
        subs    r1, #8
        blo     4f
        lsls    r12, r3, #30    /* several inputs in one load only where they are aligned */
        bne     4f
        .balign 4
3:      ldm     r3!, {r12, lr}
        add_pair r12
        add_pair lr
        ldm     r3!, {r12, lr}
        add_pair r12
        add_pair lr
        subs    r1, #8
        bhs     3b
4:      adds    r1, #6          /* how many columns are left but for two */
        bmi     6f
5:      ldr     r12, [r3], #4
        add_pair r12
        subs    r1, #2
        bpl     5b
6:      lsls    r1, #31         /* a last column without a partner, which meets nothing */
        beq     66f
        ldrh    r12, [r3]
        add_pair r12
66:     ldr     r12, [sp]
        subs    r12, #1
        beq     7f
        str     r12, [sp]
        ldrd    r5, r7, [r0, #input_step]
        add     r3, r3, r5
        add     r2, r2, r7
        b       2b
7:      finish_panel
        ldr     r2, [r0, #rows]
        subs    r2, #4
        blo     8f
        str     r4, [r12], #4
        str     r8, [r12], #4
        str     r12, [r0, #outputs]
        ldr     r3, [r0, #weights]
        ldr     r1, [r0, #panel_step]
        add     r3, r3, r1
        str     r3, [r0, #weights]
        str     r2, [r0, #rows]
        bne     1b
        pop     {r3-r11, pc}
8:      adds    r2, #2          /* -1, 0 or 1: one row is left, two or three */
        bmi     9f
        str     r4, [r12]
        beq     99f
        strh    r8, [r12, #4]
        b       99f
9:      strh    r4, [r12]
99:     pop     {r3-r11, pc}
        .size   halfword_convolve_32, . - halfword_convolve_32

/* The next place's, of four channels. */
        .macro  load_place
        ldrd    r5, r7, [r3]
        ldrd    r9, r11, [r2]
        add     r3, r3, r12
        add     r2, r2, lr
        .endm

/* Four channels: inputs in r5 and r7, weights in r9 and r11. */
        .macro  add_place
        smlabb  r4, r5, r9, r4
        smlatt  r6, r5, r9, r6
        smlabb  r8, r7, r11, r8
        smlatt  r10, r7, r11, r10
        .endm

        .section .text.halfword_convolve_depthwise_32, "ax", %progbits
        .global halfword_convolve_depthwise_32
        .type   halfword_convolve_depthwise_32, %function
        .balign 4
halfword_convolve_depthwise_32:
        push    {r3-r11, lr}
1:      begin_panel
        beq     6f
        ldr     r1, [r0, #columns]
        mov     r11, r12
        ldrd    r12, lr, [r0, #place_inputs]
        cmp     r1, #3
        bne     2f
        lsls    r5, r3, #30     /* all steps are multiples of four channels */
        bne     2f
        mov     r1, r11
/* Rows of three places, one after the other. */
7:      .rept   3
        load_place
        add_place
        .endr
        subs    r1, #1
        beq     6f
        ldrd    r5, r7, [r0, #input_step]
        add     r3, r3, r5
        add     r2, r2, r7
        b       7b
2:      ldr     r1, [r0, #columns]
        lsls    r5, r3, #30
        bne     4f
        .balign 4
3:      load_place
        add_place
        subs    r1, #1
        bne     3b
        b       5f
        .balign 4
4:      ldr     r5, [r3]        /* two words may begin anywhere only if loaded one by one */
        ldr     r7, [r3, #4]
        ldrd    r9, r11, [r2]
        add     r3, r3, r12
        add     r2, r2, lr
        add_place
        subs    r1, #1
        bne     4b
5:      ldr     r1, [sp]
        subs    r1, #1
        beq     6f
        str     r1, [sp]
        ldrd    r5, r7, [r0, #input_step]
        add     r3, r3, r5
        add     r2, r2, r7
        b       2b
6:      finish_panel
        str     r4, [r12], #4
        str     r8, [r12], #4
        str     r12, [r0, #outputs]
        ldrd    r2, r3, [r0, #weights]
        adds    r2, #8
        adds    r3, #8
        strd    r2, r3, [r0, #weights]
        ldr     r2, [r0, #rows]
        subs    r2, #4
        str     r2, [r0, #rows]
        bne     1b
        pop     {r3-r11, pc}
        .size   halfword_convolve_depthwise_32, . - halfword_convolve_depthwise_32
#endif

#if defined(__ELF__)
        .section .note.GNU-stack, "", %progbits
#endif
