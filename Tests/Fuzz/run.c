/*
 * Runs whatever opens, verified or not, with buffers of exactly the sizes that it asks for and inputs
 * made from its bytes. Of an image that verifies, a run, a run in steps and a run with error words give the same
 * bits; of others, sums of blocks may overflow in one and not in another. The self-test ends. Then the image
 * changes under the open handle, and nothing is accessed outside.
 */
#include "mutator.h"

#include "halfword.h"

#include <string.h>

/* Larger ones would take too long a run. */
enum { LARGEST_WORK = 1 << 16 };

typedef struct {
    int16_t *input, *output, *stepped, *bounded;
    uint32_t *saturations, *errors;
    void *workspace, *bounded_workspace;
    uint32_t input_count, output_count, layer_count, workspace_size, bounded_workspace_size;
    uint32_t input_error;
    int is_verified;
} buffers;

static void *memory(size_t size)
{
    void *block = malloc(size ? size : 1);
    if (block == NULL)
        abort();
    memset(block, 0xA5, size ? size : 1);
    return block;
}

static void make_buffers(buffers *all, const halfword_model *model, const uint8_t *data, size_t size)
{
    uint32_t index;
    all->is_verified = halfword_verify(model) == HALFWORD_OK;
    all->input_count = halfword_input_count(model);
    all->output_count = halfword_output_count(model);
    all->layer_count = halfword_layer_count(model);
    all->workspace_size = halfword_workspace_size(model);
    all->input = memory(2 * (size_t)all->input_count);
    all->output = memory(2 * (size_t)all->output_count);
    all->stepped = memory(2 * (size_t)all->output_count);
    all->bounded = memory(2 * (size_t)all->output_count);
    all->errors = memory(4 * (size_t)all->output_count);
    all->saturations = memory(4 * (size_t)all->layer_count);
    all->workspace = memory(all->workspace_size);
    all->bounded_workspace_size = halfword_bounded_workspace_size(model);
    all->bounded_workspace = memory(all->bounded_workspace_size);
    /* From none to more than a run can carry. */
    all->input_error = (data[size / 3] * 0x01010101u) >> (8 + data[size / 5] % 24);
    for (index = 0; index < all->input_count; index++)
        all->input[index] = (int16_t)(data[(index * 7 + 1) % size] << 8 | data[index * 5 % size]);
}

static void free_buffers(buffers *all)
{
    free(all->input);
    free(all->output);
    free(all->stepped);
    free(all->bounded);
    free(all->errors);
    free(all->bounded_workspace);
    free(all->saturations);
    free(all->workspace);
}

/* A run with error words: the bits of a plain run, an answer that there is, and bounds for all outputs or none;
 * without bounds no certificate. */
static void run_bounded(const halfword_model *model, buffers *all, int is_unchanged)
{
    uint32_t answer = 0, certified = 0, index, unbounded = 0;
    halfword_status status = halfword_classify_certified(
        model, all->input, all->input_count, all->input_error, all->bounded, all->errors,
        all->output_count, all->bounded_workspace, all->bounded_workspace_size, &answer, &certified);
    if (status > 0 || (is_unchanged && status != HALFWORD_OK))
        abort();
    if (status != HALFWORD_OK)
        return;
    for (index = 0; index < all->output_count; index++) {
        unbounded += all->errors[index] == HALFWORD_NO_BOUND;
        if (all->errors[index] > 1048575 && all->errors[index] != HALFWORD_NO_BOUND)
            abort();
    }
    if (answer > all->output_count || certified > 1 || (unbounded != 0 && certified != 0)
        || (unbounded != 0 && unbounded != all->output_count))
        abort();
    if (is_unchanged && all->is_verified
        && memcmp(all->output, all->bounded, 2 * (size_t)all->output_count) != 0)
        abort();
    status = halfword_run_bounded(model, all->input, all->input_count, all->input_error, all->bounded,
                                  all->errors, all->output_count, all->bounded_workspace,
                                  all->bounded_workspace_size);
    if (status != HALFWORD_OK)
        abort();
}

/* Only statuses that a run may give. */
static void run_all(const halfword_model *model, buffers *all, int is_unchanged)
{
    uint32_t class_index = 0, stepped_class = 0, steps = 0, index;
    int32_t sum = 0;
    halfword_progress progress = {0, 0, {0, 0}};
    halfword_status status, stepped;

    status = halfword_classify(model, all->input, all->input_count, all->output, all->output_count,
                               all->workspace, all->workspace_size, &class_index);
    if (status > 0 || (is_unchanged && (status != HALFWORD_OK || class_index >= all->output_count)))
        abort();
    do
        stepped = halfword_step(model, &progress, 1 + steps % 7, all->input, all->input_count,
                                all->stepped, all->output_count, all->workspace,
                                all->workspace_size, &stepped_class);
    while (stepped == HALFWORD_IN_PROGRESS && ++steps < LARGEST_WORK);
    if (is_unchanged
        && (stepped != HALFWORD_OK
            || (all->is_verified
                && (stepped_class != class_index
                    || memcmp(all->output, all->stepped, 2 * (size_t)all->output_count) != 0))))
        abort();
    run_bounded(model, all, is_unchanged);
    status = halfword_run_counting(model, all->input, all->input_count, all->output,
                                   all->output_count, all->workspace, all->workspace_size,
                                   all->saturations, all->layer_count);
    if (status > 0 || (is_unchanged && status != HALFWORD_OK))
        abort();
    status = halfword_self_test(model, all->output, all->output_count, all->workspace,
                                all->workspace_size, &class_index);
    if (status > 0)
        abort();
    halfword_check_input(model, all->input, all->input_count, &class_index);
    for (index = 0; index <= all->input_count; index++)
        sum += halfword_input_exponent(model, index);
    if (sum > 127 * (int32_t)all->input_count)
        abort();
    if (is_unchanged
        && (halfword_output_exponent(model) < -24 || halfword_output_exponent(model) > 24))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint8_t *image = exact_copy(data, size);
    halfword_model model;

    if (halfword_open(&model, image, (uint32_t)size) == HALFWORD_OK
        && halfword_input_count(&model) <= 4096 && halfword_layer_count(&model) <= 32) {
        buffers all;
        make_buffers(&all, &model, data, size);
        run_all(&model, &all, 1);
        image[(data[0] + 256u * data[size - 1]) % size] ^= data[size / 2] | 1u;
        run_all(&model, &all, 0);
        free_buffers(&all);
    }
    free(image);
    return 0;
}
