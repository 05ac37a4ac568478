/*
 * Panels of four rows of weights of 8 and of 4 bits on Armv6-M: the weights of a pair of columns in two words, or in one,
 * out of which shifts take each with its sign. Declared in halfword_kernels.h.
 */
#include "include/halfword_kernels.h"

#if HALFWORD_HAS_PANEL_KERNELS && !defined(__ARM_FEATURE_DSP)

        .syntax unified
        .thumb

#include "columns-armv6m.h"

/*
 * The parameter, in r0: the sums, weights, inputs and columns. Then r0 and r1 take weights, r2 is scratch, r3 points at
 * inputs, r4 at weights, r5 and r6 hold the inputs of a pair of columns, r7 counts columns, the sums are in r8 to r11.
 */
        .macro  begin_panel
        save_registers
        ldm     r0!, {r1, r4}
        ldm     r0!, {r3, r7}
        ldr     r0, [r1]
        mov     r8, r0
        ldr     r0, [r1, #8]
        mov     r9, r0
        ldr     r0, [r1, #16]
        mov     r10, r0
        ldr     r0, [r1, #24]
        mov     r11, r0
        .endm

        .macro  end_panel
        ldr     r0, [sp, #16]
        ldr     r0, [r0]
        mov     r1, r8
        str     r1, [r0]
        mov     r1, r9
        str     r1, [r0, #8]
        mov     r1, r10
        str     r1, [r0, #16]
        mov     r1, r11
        str     r1, [r0, #24]
        restore_registers_and_return
        .endm

/* All columns, by a macro for one pair. */
        .macro  each_pair one
        subs    r7, #2
        blo     3f
1:      load_halfwords
2:      \one
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
4:
        .endm

/* The weight of the `bits` bits of \w that begin \left bits from its top, times an input. */
        .macro  add_weight w, left, bits, input, sum
        .if     \left
        lsls    r2, \w, #\left
        asrs    r2, r2, #32 - \bits
        .else
        asrs    r2, \w, #32 - \bits
        .endif
        muls    r2, \input, r2
        add     \sum, r2
        .endm

        .macro  add_two_rows w, first, second
        sxtb    r2, \w
        muls    r2, r5, r2
        add     \first, r2
        add_weight \w, 16, 8, r5, \second
        add_weight \w, 8, 8, r6, \first
        add_weight \w, 0, 8, r6, \second
        .endm

        .macro  add_pair_8
        ldm     r4!, {r0, r1}
        add_two_rows r0, r8, r9
        add_two_rows r1, r10, r11
        .endm

        .section .text.halfword_add_panel_8, "ax", %progbits
        .global halfword_add_panel_8
        .type   halfword_add_panel_8, %function
        .balign 4
halfword_add_panel_8:
        begin_panel
        each_pair add_pair_8
        end_panel
        .size   halfword_add_panel_8, . - halfword_add_panel_8

        .macro  add_pair_4
        ldm     r4!, {r0}
        add_weight r0, 28, 4, r5, r8
        add_weight r0, 24, 4, r5, r9
        add_weight r0, 20, 4, r5, r10
        add_weight r0, 16, 4, r5, r11
        add_weight r0, 12, 4, r6, r8
        add_weight r0, 8, 4, r6, r9
        add_weight r0, 4, 4, r6, r10
        add_weight r0, 0, 4, r6, r11
        .endm

        .section .text.halfword_add_panel_4, "ax", %progbits
        .global halfword_add_panel_4
        .type   halfword_add_panel_4, %function
        .balign 4
halfword_add_panel_4:
        begin_panel
        each_pair add_pair_4
        end_panel
        .size   halfword_add_panel_4, . - halfword_add_panel_4
#endif

#if defined(__ELF__)
        .section .note.GNU-stack, "", %progbits
#endif
