/*
 * halfword_host.h - kernels by vector units, for machines that serve and test models
 *
 * Not part of the library's interface; only HalfwordRuntime and the tests of the kernels include it. Chips have none of
 * this: there nothing below is defined, and no file of the folder `host` has code.
 *
 * There is a set of kernels for each instruction set; all of a set's take the same parameters and give the same bits as
 * those of halfword_kernels.h and Swift's twins of them. No branch and no number of turns of a loop depends on a value.
 */
#ifndef HALFWORD_HOST_H
#define HALFWORD_HOST_H

#include "halfword_kernels.h"

#include <stddef.h>
#include <stdint.h>

#if defined(__x86_64__) || defined(__aarch64__)
#define HALFWORD_HAS_HOST_KERNELS 1
#else
#define HALFWORD_HAS_HOST_KERNELS 0
#endif

/* Forms of sums, see Docs/numerics.md. */
#define HALFWORD_SUMS_32 0u
#define HALFWORD_SUMS_BLOCKS_16 16u
#define HALFWORD_SUMS_BLOCKS_32 32u
#define HALFWORD_SUMS_64 64u

/* Rows of a dense layer, or of what reads like one, and samples that go through them. */
typedef struct halfword_host_rows {
    const void *weights;       /* panels of four rows: for each pair of columns two weights of each row */
    const int32_t *starts;     /* a start word a row, those of the padding rows included */
    const uint8_t *fractions;  /* by how many bits a row's sum is shifted, likewise */
    const int16_t *inputs;     /* a value a column; nothing beyond the last is read */
    int16_t *outputs;          /* a value a unit */
    size_t input_stride;       /* from a sample's inputs to the next one's, in values */
    size_t output_stride;
    uint32_t rows;             /* at least 1 */
    uint32_t columns;          /* 1 to 65535 */
    uint32_t samples;          /* at least 1 */
    uint32_t pieces;           /* rows of a unit, of which the largest counts; at least 1 */
    uint32_t sums;             /* the form of the sums */
    uint32_t bits;             /* of a weight: 16, 8 or 4 */
    int32_t least;             /* the least value: -32768, or 0 for ReLU */
} halfword_host_rows;

/* A depthwise convolution at one position: rows that each read a channel of their own. */
typedef struct halfword_host_places {
    const void *weights;       /* of the first place inside: those of all rows side by side */
    const int32_t *starts;
    const uint8_t *fractions;
    const int16_t *inputs;     /* the first place inside */
    int16_t *outputs;          /* a value a row; they may lie over inputs that no later row or position reads */
    size_t right;              /* from the inputs of a place to those of the next one to the right, and of a row of the */
    size_t down;               /* kernel to the next one, in values */
    size_t place_size;         /* the same of weights, in bytes */
    size_t row_size;
    uint32_t width;            /* the places inside; 0 of both for none */
    uint32_t height;
    uint32_t rows;             /* at least 1 */
    uint32_t sums;             /* as of rows, and so on */
    uint32_t bits;
    int32_t least;
} halfword_host_places;

/* The kernels for an instruction set. */
typedef struct halfword_host_kernels {
    const char *name;

    /* Gives the units' values: the sums of the rows, shifted and saturated, the largest of each unit. Returns how many
     * rows were saturated, mod 2^32; with ReLU what is negative is not. */
    uint32_t (*run_rows)(const halfword_host_rows *rows);

    /* The same of rows that each read a channel, at one position. */
    uint32_t (*run_places)(const halfword_host_places *places);

    /* Gives the sums of the four rows of a panel with weights of 16 bits, two words each, as halfword_sum_panel_32,
     * _blocks and _64 do. */
    void (*sum_panel)(int32_t sums[8], const int32_t starts[4], const int16_t *weights,
                      const int16_t *inputs, uint32_t columns, uint32_t form);

    /* As halfword_add_errors_64; of sums in 32 bits the second word is kept, too. */
    void (*add_errors)(int32_t sums[8], const int16_t *weights, const int16_t *errors, uint32_t columns);

    /* As halfword_add_panel_8 and halfword_add_panel_4. */
    void (*add_panel_8)(halfword_narrow_panel *panel);
    void (*add_panel_4)(halfword_narrow_panel *panel);
} halfword_host_kernels;

/* The most values that the patches of a call may have together. */
#define HALFWORD_HOST_PATCH_VALUES 8192u

/* A convolution: its rows, and what they read at each position. */
typedef struct halfword_host_patches {
    halfword_host_rows rows;   /* of which `inputs`, `input_stride` and `samples` mean nothing; its columns are those of
                                  all runs, each completed to a pair */
    const int16_t *inputs;     /* a tensor */
    uint32_t height;           /* of what is read, in places */
    uint32_t width;
    uint32_t channels;
    uint32_t kernel_height;    /* the window, in places */
    uint32_t kernel_width;
    uint32_t vertical_stride;  /* from one position's window to the next one's */
    uint32_t horizontal_stride;
    uint32_t vertical_dilation; /* from one place of the window to the next */
    uint32_t horizontal_dilation;
    uint32_t top;              /* how far the first window lies before the tensor */
    uint32_t left;
    uint32_t positions_across;
    uint32_t rows_are_runs;    /* whether the kernel's rows are the runs of columns; otherwise each place is one */
} halfword_host_patches;

#if HALFWORD_HAS_HOST_KERNELS
/* Gives the values of `count` positions from `first` on, counted row by row, as run_rows does: those of the first where
 * the outputs of the rows begin. What all of them read is read before anything is written.
 *
 *   count   with the columns of all these positions at most HALFWORD_HOST_PATCH_VALUES */
__attribute__((visibility("hidden"))) uint32_t halfword_host_run_patches(const halfword_host_patches *patches,
                                                                         uint32_t first, uint32_t count);

/* Those of the best instruction set that the processor has. What it has is found out in the first call and kept in a
 * word that every thread would set alike. */
__attribute__((visibility("hidden"))) const halfword_host_kernels *halfword_host(void);

/* For tests: the sets that this machine can run, from the slowest on; NULL for an index beyond the last. */
__attribute__((visibility("hidden"))) const halfword_host_kernels *halfword_host_set(uint32_t index);

/* For tests: what halfword_host gives from now on, an index of halfword_host_set. */
__attribute__((visibility("hidden"))) void halfword_host_choose(uint32_t index);
#endif

#endif
