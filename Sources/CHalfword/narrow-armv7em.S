/*
 * Panels of four rows of weights of 8 and of 4 bits on Armv7E-M. The two weights that meet a word of inputs lie 16 bits
 * apart, so that one instruction makes of a word of weights one that SMLAD takes. Declared in halfword_kernels.h.
 */
#include "include/halfword_kernels.h"

#if HALFWORD_HAS_PANEL_KERNELS && defined(__ARM_FEATURE_DSP)

        .syntax unified
        .thumb

/*
 * The parameter, in r0: the sums, weights, inputs and columns. Then r1 points at weights, r2 at inputs, r3 counts
 * columns, the sums are in r4, r6, r8 and r10.
 */
        .macro  begin_panel
        push    {r0, r4-r11, lr}
        ldm     r0, {r0-r3}
        ldr     r4, [r0]
        ldr     r6, [r0, #8]
        ldr     r8, [r0, #16]
        ldr     r10, [r0, #24]
        .endm

        .macro  end_panel
        pop     {r0}
        ldr     r0, [r0]
        str     r4, [r0]
        str     r6, [r0, #8]
        str     r8, [r0, #16]
        str     r10, [r0, #24]
        pop     {r4-r11, pc}
        .endm

/* All columns, by a macro for one pair whose inputs are in a register, and one for two. */
        .macro  each_pair one, two
        lsls    r12, r2, #30    /* several inputs in one load only where they are aligned */
        bne     3f
        subs    r3, #8
        blo     2f
        .balign 4
1:      ldm     r2!, {r12, lr}
        \two
        ldm     r2!, {r12, lr}
        \two
        subs    r3, #8
        bhs     1b
2:      adds    r3, #8
3:      subs    r3, #2
        blo     5f
4:      ldr     r12, [r2], #4
7:      \one
        subs    r3, #2
        bhs     4b
5:      lsls    r3, #31         /* a last column without a partner, whose weights are 0: once more, with none left */
        beq     6f
        ldrh    r12, [r2]
        movs    r3, #0
        b       7b
6:
        .endm

/* Two rows' weights of 8 bits in \w: the even bytes are those of the first, the odd ones those of the second. */
        .macro  add_two_rows w, first, second, x
        sxtb16  r0, \w
        sxtb16  \w, \w, ror #8
        smlad   \first, r0, \x, \first
        smlad   \second, \w, \x, \second
        .endm

        .macro  add_pair_8
        ldm     r1!, {r5, r7}
        add_two_rows r5, r4, r6, r12
        add_two_rows r7, r8, r10, r12
        .endm

        .macro  add_two_pairs_8
        ldm     r1!, {r5, r7, r9, r11}
        add_two_rows r5, r4, r6, r12
        add_two_rows r7, r8, r10, r12
        add_two_rows r9, r4, r6, lr
        add_two_rows r11, r8, r10, lr
        .endm

        .section .text.halfword_add_panel_8, "ax", %progbits
        .global halfword_add_panel_8
        .type   halfword_add_panel_8, %function
        .balign 4
halfword_add_panel_8:
        begin_panel
        each_pair add_pair_8, add_two_pairs_8
        end_panel
        .size   halfword_add_panel_8, . - halfword_add_panel_8

/*
 * Weights of 4 bits, w: each w + 8, which has no sign, is masked out of the word of a pair with r11, and 8 times the sum of
 * the inputs, which r9 gathers with the eights in r7, taken from each row's sum afterwards.
 */
        .macro  add_pair_of_4 x
        ldr     r5, [r1], #4
        eor     r5, r5, #0x88888888
        and     r0, r11, r5
        smlad   r4, r0, \x, r4
        and     r0, r11, r5, lsr #4
        smlad   r6, r0, \x, r6
        and     r0, r11, r5, lsr #8
        smlad   r8, r0, \x, r8
        and     r0, r11, r5, lsr #12
        smlad   r10, r0, \x, r10
        smlad   r9, r7, \x, r9
        .endm

        .macro  add_pair_4
        add_pair_of_4 r12
        .endm

        .macro  add_two_pairs_4
        add_pair_of_4 r12
        add_pair_of_4 lr
        .endm

        .section .text.halfword_add_panel_4, "ax", %progbits
        .global halfword_add_panel_4
        .type   halfword_add_panel_4, %function
        .balign 4
halfword_add_panel_4:
        begin_panel
        mov     r11, #0x000f000f
        mov     r7, #0x00080008
        mov     r9, #0
        each_pair add_pair_4, add_two_pairs_4
        subs    r4, r4, r9
        subs    r6, r6, r9
        sub     r8, r8, r9
        sub     r10, r10, r9
        end_panel
        .size   halfword_add_panel_4, . - halfword_add_panel_4
#endif

#if defined(__ELF__)
        .section .note.GNU-stack, "", %progbits
#endif
