/*
 * halfword_kernels.h - the inner loops that a compiler does not get from Swift
 *
 * Not part of the library's interface; only HalfwordRuntime and the tests of the kernels include it.
 *
 * Armv6-M (Cortex-M0, M0+; and M23, whose few other instructions they do not need) and Armv7E-M (Cortex-M4, M7, and
 * M33 with its DSP extension) have kernels in assembly, panel-armv6m.S and panel-armv7em.S; with Helium (Cortex-M55)
 * the second reads eight columns at once. x86-64 and arm64 have those of halfword_host.h. Everywhere else Swift's twins
 * of these run, Kernels/PortableKernels.swift.
 */
#ifndef HALFWORD_KERNELS_H
#define HALFWORD_KERNELS_H

#if defined(__ARM_ARCH_PROFILE) && __ARM_ARCH_PROFILE == 'M' \
    && (defined(__ARM_FEATURE_DSP) || (__ARM_ARCH_ISA_THUMB == 1))
#define HALFWORD_HAS_PANEL_KERNELS 1
#else
#define HALFWORD_HAS_PANEL_KERNELS 0
#endif

/* All of a convolution's rows at one position in one call. */
#define HALFWORD_HAS_PATCH_KERNELS HALFWORD_HAS_PANEL_KERNELS

/* What stays negative, as a number of 32 bits, where columns are added and a few taken away. */
#define HALFWORD_PATCH_BEGINS_ODD (-0x40000000)

#ifndef __ASSEMBLER__
#include "halfword.h"

#include <stdint.h>

/* The table of all kernels, where it stands. */
static inline __attribute__((always_inline)) const halfword_kernel_table *halfword_every_kernel(void)
{
    return &halfword_all_kernels;
}

/* The member of a table at which one of the activations stands, 0 for sigmoid; and for weights of fewer bits than 16,
 * 0 for those of 8. A place is fewer instructions than a choice. */
static inline __attribute__((always_inline)) halfword_kernel *halfword_activation(const halfword_kernel_table *table,
                                                                                  uint32_t index)
{
    return ((halfword_kernel *const *)(const void *)&table->sigmoid)[index];
}

static inline __attribute__((always_inline)) halfword_kernel *halfword_narrow_weights(const halfword_kernel_table *table,
                                                                                      uint32_t index)
{
    return ((halfword_kernel *const *)(const void *)&table->weights_8)[index];
}

/* Whether the target has the kernels below; a constant to the compiler. */
static inline __attribute__((always_inline)) _Bool halfword_has_panel_kernels(void)
{
    return HALFWORD_HAS_PANEL_KERNELS;
}

#if HALFWORD_HAS_PANEL_KERNELS
/* Gives the sums of the four rows of a panel, each the row's start word and the products of the row with the
 * inputs, in 32 bits.
 *
 *   sums      two words a row; the first is the sum, the second means nothing
 *   starts    the rows' start words
 *   weights   a panel: for each pair of columns two weights of each row, the last pair padded with 0;
 *             aligned to 4
 *   inputs    one value for each column, aligned to 2; aligned to 4 is faster
 *   columns   at least 1 */
void halfword_sum_panel_32(int32_t sums[8], const int32_t starts[4], const int16_t *weights,
                           const int16_t *inputs, uint32_t columns);

/* The same in 64 bits, exact: the first of a row's words is the low one. */
void halfword_sum_panel_64(int32_t sums[8], const int32_t starts[4], const int16_t *weights,
                           const int16_t *inputs, uint32_t columns);

/* The same where any `block` products of a row, 16 or 32, are known to fit 32 bits together: as many are
 * added there, and such sums in 64. */
void halfword_sum_panel_blocks(int32_t sums[8], const int32_t starts[4], const int16_t *weights,
                               const int16_t *inputs, uint32_t columns, uint32_t block);

/* Adds to the sums of the four rows of a panel, two words each, the products of error words with the magnitudes
 * of the weights, of negative ones less 1. The sums are not negative; in 32 bits they have no second word.
 *
 *   errors    one for each column, not negative; aligned to 4, and readable up to a whole word */
void halfword_add_errors_32(int32_t sums[8], const int16_t *weights, const int16_t *errors,
                            uint32_t columns);
void halfword_add_errors_64(int32_t sums[8], const int16_t *weights, const int16_t *errors,
                            uint32_t columns);
#else
/* Never called. */
static inline void halfword_sum_panel_32(int32_t *sums, const int32_t *starts,
                                         const int16_t *weights, const int16_t *inputs,
                                         uint32_t columns)
{
    (void)sums, (void)starts, (void)weights, (void)inputs, (void)columns;
}

static inline void halfword_sum_panel_64(int32_t *sums, const int32_t *starts,
                                         const int16_t *weights, const int16_t *inputs,
                                         uint32_t columns)
{
    (void)sums, (void)starts, (void)weights, (void)inputs, (void)columns;
}

static inline void halfword_sum_panel_blocks(int32_t *sums, const int32_t *starts,
                                             const int16_t *weights, const int16_t *inputs,
                                             uint32_t columns, uint32_t block)
{
    (void)sums, (void)starts, (void)weights, (void)inputs, (void)columns, (void)block;
}

static inline void halfword_add_errors_32(int32_t *sums, const int16_t *weights,
                                          const int16_t *errors, uint32_t columns)
{
    (void)sums, (void)weights, (void)errors, (void)columns;
}

static inline void halfword_add_errors_64(int32_t *sums, const int16_t *weights,
                                          const int16_t *errors, uint32_t columns)
{
    (void)sums, (void)weights, (void)errors, (void)columns;
}
#endif

/* The work of halfword_weights_8 and halfword_weights_4: adds to the sums of the four rows of a panel the products of
 * the rows with the inputs, in 32 bits. Of sums that 32 bits do not hold, what is beyond them is lost, so that sums of more
 * columns may go on from them. */
typedef struct halfword_narrow_panel {
    int32_t *sums;           /* two words a row; the first is the sum, the second stays */
    const void *weights;     /* a panel: for each pair of columns two weights of each row, the last pair padded with 0;
                                aligned to 4 */
    const int16_t *inputs;   /* one for each column, aligned to 2; aligned to 4 is faster */
    uint32_t columns;        /* at least 1 */
} halfword_narrow_panel;

#if HALFWORD_HAS_PANEL_KERNELS
void halfword_add_panel_8(halfword_narrow_panel *panel);
void halfword_add_panel_4(halfword_narrow_panel *panel);
#else
/* Never called. */
static inline void halfword_add_panel_8(halfword_narrow_panel *panel)
{
    (void)panel;
}

static inline void halfword_add_panel_4(halfword_narrow_panel *panel)
{
    (void)panel;
}
#endif

/* A part of a convolution at one position: panels of rows, each a unit's only one. The kernels go on in it from
 * panel to panel, so that a next call may go on with the next rows; after the last one its pointers mean nothing. Steps
 * are in bytes.
 *
 * Of a sum in more than 32 bits, 32 hold floor(sum / 2^n). `narrowing` has n, at most 16, in each of its bytes, 0 for
 * sums in 32 bits; the fractional bits of all rows are more. */
typedef struct halfword_patch {
    const uint8_t *fractions;
    int16_t *outputs;
    uint32_t rows;           /* of a depthwise kernel a multiple of 4 */
    int32_t least;           /* the least value: -32768, or 0 for ReLU, */
    uint32_t range;          /* and how far above it the largest lies, which is 32767 */
    uint32_t narrowing;
    const int32_t *starts;
    const int16_t *weights;  /* the first that meets an input; aligned to 4 */
    const int16_t *inputs;
    uint32_t runs;           /* or the depthwise kernel's rows; 0 for none */
    uint32_t columns;        /* of a run, at least 1, more by HALFWORD_PATCH_BEGINS_ODD where the first is the second of
                                its pair; of a depthwise kernel's row the places */
    uint32_t input_step;     /* from what a run reads last (a last column without a partner as a pair) to the next */
    uint32_t weight_step;
    uint32_t place_inputs;   /* of a depthwise kernel, from place to place */
    uint32_t place_weights;
    uint32_t panel_step;     /* from a panel's first weight to the next one's */
    uint32_t block;          /* how many products 32 bits hold together, for sums in blocks */
} halfword_patch;

/* Whether the target has the kernels below; a constant to the compiler. */
static inline __attribute__((always_inline)) _Bool halfword_has_patch_kernels(void)
{
    return HALFWORD_HAS_PATCH_KERNELS;
}

/* Whether the two steps from place to place may differ. */
static inline __attribute__((always_inline)) _Bool halfword_patches_have_place_steps(void)
{
#if defined(__ARM_FEATURE_DSP)
    return 1;
#else
    return 0;
#endif
}

#if HALFWORD_HAS_PATCH_KERNELS
/* Gives the values of all rows of a patch; afterwards it has none left. By the form of sums: in 32 bits, in 64, and
 * in blocks, for which Armv7E-M has none: its multiplications add to 64 bits, too. */
void halfword_convolve_32(halfword_patch *patch);
void halfword_convolve_64(halfword_patch *patch);
#if defined(__ARM_FEATURE_DSP)
static inline __attribute__((always_inline)) void halfword_convolve_blocks(halfword_patch *patch)
{
    halfword_convolve_64(patch);
}
#else
void halfword_convolve_blocks(halfword_patch *patch);
#endif
void halfword_convolve_depthwise_32(halfword_patch *patch);
void halfword_convolve_depthwise_64(halfword_patch *patch);
#else
/* Never called. */
static inline void halfword_convolve_32(halfword_patch *patch)
{
    (void)patch;
}

static inline void halfword_convolve_64(halfword_patch *patch)
{
    (void)patch;
}

static inline void halfword_convolve_blocks(halfword_patch *patch)
{
    (void)patch;
}

static inline void halfword_convolve_depthwise_32(halfword_patch *patch)
{
    (void)patch;
}

static inline void halfword_convolve_depthwise_64(halfword_patch *patch)
{
    (void)patch;
}
#endif

/* The number itself, without the compiler seeing what it came from. */
static inline __attribute__((always_inline)) int32_t halfword_opaque(int32_t value)
{
    __asm__("" : "+r"(value));
    return value;
}

/* The high word of the product. */
static inline __attribute__((always_inline)) uint32_t halfword_high_product(uint32_t first, uint32_t second)
{
    return (uint32_t)(((uint64_t)first * second) >> 32);
}

/* -1 for a negative number, otherwise 0. The compiler does not get to see that it tells whether the
 * number is negative: it would make a branch of what is masked with it, and then the time would depend on
 * the data. */
static inline __attribute__((always_inline)) int32_t halfword_sign_mask(int32_t value)
{
    return halfword_opaque(halfword_opaque(value) >> 31);
}

/* The nearest 16-bit number. */
static inline __attribute__((always_inline)) int32_t halfword_saturate_16(int32_t value)
{
#if defined(__ARM_FEATURE_SAT) && __ARM_ARCH_ISA_THUMB != 1 /* Clang says that of a Cortex-M23, too */
    return __builtin_arm_ssat(value, 16);
#else
    /* 0 for a value inside the range, at most 65535 for one outside. */
    const int32_t beyond = halfword_opaque((int32_t)(((uint32_t)value + 0x8000u) >> 16));
    const int32_t end = halfword_sign_mask(value) ^ 0x7FFF;
    return value ^ ((value ^ end) & halfword_sign_mask(-beyond));
#endif
}

#endif

#endif
