/*
 * Runs whatever opens, verified or not, with buffers of exactly the sizes that it asks for and inputs
 * made from its bytes. A run and a run in steps give the same bits; the self-test ends. Then the image
 * changes under the open handle, and nothing is accessed outside.
 */
#include "mutator.h"

#include "halfword.h"

#include <string.h>

/* Larger ones would take too long a run. */
enum { LARGEST_WORK = 1 << 16 };

typedef struct {
    int16_t *input, *output, *stepped;
    uint32_t *saturations;
    void *workspace;
    uint32_t input_count, output_count, layer_count, workspace_size;
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
    all->input_count = halfword_input_count(model);
    all->output_count = halfword_output_count(model);
    all->layer_count = halfword_layer_count(model);
    all->workspace_size = halfword_workspace_size(model);
    all->input = memory(2 * (size_t)all->input_count);
    all->output = memory(2 * (size_t)all->output_count);
    all->stepped = memory(2 * (size_t)all->output_count);
    all->saturations = memory(4 * (size_t)all->layer_count);
    all->workspace = memory(all->workspace_size);
    for (index = 0; index < all->input_count; index++)
        all->input[index] = (int16_t)(data[(index * 7 + 1) % size] << 8 | data[index * 5 % size]);
}

static void free_buffers(buffers *all)
{
    free(all->input);
    free(all->output);
    free(all->stepped);
    free(all->saturations);
    free(all->workspace);
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
        && (stepped != HALFWORD_OK || stepped_class != class_index
            || memcmp(all->output, all->stepped, 2 * (size_t)all->output_count) != 0))
        abort();
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
