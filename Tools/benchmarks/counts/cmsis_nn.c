/*
 * cmsis_nn.c - dense layers by CMSIS-NN, with weights of 8 bits and values of 8 or, with IS_WIDE, 16, for
 * Tools/count-peers and Tools/bench-inference
 *
 * The scales are made up: what a run takes does not depend on them.
 */
#include "network.h"

#include "arm_nnfunctions.h"

#ifdef IS_WIDE
typedef int16_t word;
typedef int64_t start_word;
#define FULLY_CONNECTED arm_fully_connected_s16
enum { LEAST = INT16_MIN, MOST = INT16_MAX, OFFSET = 0 };
#else
typedef int8_t word;
typedef int32_t start_word;
#define FULLY_CONNECTED arm_fully_connected_s8
enum { LEAST = INT8_MIN, MOST = INT8_MAX, OFFSET = -INT8_MIN };
#endif

/* About 1/256 of a sum. */
enum { MULTIPLIER = 1 << 30, SHIFT = -7, MOST_VALUES = 1024 };

extern const int8_t network_weights[];
extern const start_word network_starts[];

static const uint16_t sizes[] = {SIZES};
enum { SIZE_COUNT = sizeof sizes / sizeof sizes[0] };

void network_run(const word *input, word *output)
{
    static word values[2][MOST_VALUES];
    /* The sums of rows, where the core's kernels ask for them. */
    static int32_t sums[MOST_VALUES];
    const cmsis_nn_context context = {sums, sizeof sums};
    const cmsis_nn_per_tensor_quant_params scale = {MULTIPLIER, SHIFT};
    const int8_t *weights = network_weights;
    const start_word *starts = network_starts;
    const word *from = input;
    uint32_t layer;
    for (layer = 1; layer < SIZE_COUNT; layer++) {
        const int32_t columns = sizes[layer - 1], rows = sizes[layer];
        const int is_last = layer + 1 == SIZE_COUNT;
        word *to = is_last ? output : values[layer % 2];
        const cmsis_nn_dims from_shape = {1, 1, 1, columns}, shape = {columns, 1, 1, rows};
        const cmsis_nn_dims start_shape = {1, 1, 1, rows}, to_shape = {1, 1, 1, rows};
        cmsis_nn_fc_params parameters = {0};
        parameters.input_offset = OFFSET;
        parameters.output_offset = -OFFSET;
        parameters.activation.min = is_last ? LEAST : -OFFSET;
        parameters.activation.max = MOST;
        (void)FULLY_CONNECTED(&context, &parameters, &scale, &from_shape, from, &shape, weights, &start_shape, starts,
                              &to_shape, to);
        weights += columns * rows;
        starts += rows;
        from = to;
    }
}
