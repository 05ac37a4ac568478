/* The functions of halfword.h that the conformance suite calls. */
#include "peer.h"

#include <stdlib.h>

void *allocate(uint64_t size)
{
    void *memory = malloc(size > 0 ? size : 1);
    if (!memory)
        abort();
    return memory;
}

uint32_t halfword_abi_version(void)
{
    return HALFWORD_ABI_VERSION;
}

uint32_t halfword_input_count(const halfword_model *model)
{
    return word_at(model->image, 24);
}

uint32_t halfword_output_count(const halfword_model *model)
{
    return word_at(model->image, 28);
}

uint32_t halfword_layer_count(const halfword_model *model)
{
    return word_at(model->image, 32);
}

uint32_t halfword_workspace_size(const halfword_model *model)
{
    return word_at(model->image, 36);
}

halfword_status halfword_classify(const halfword_model *model, const int16_t *input,
                                  uint32_t input_count, int16_t *output, uint32_t output_count,
                                  void *workspace, uint32_t workspace_size, uint32_t *class_index)
{
    const uint8_t *image = model->image;
    uint32_t layers = word_at(image, 32), index;
    uint64_t start = HEADER_SIZE + (uint64_t)layers * DESCRIPTOR_SIZE;
    /* Tensors in memory of their own: where the image places them, only the checks of verify ask. */
    const int16_t **tensors;
    if (input_count != word_at(image, 24) || output_count != word_at(image, 28))
        return HALFWORD_WRONG_COUNT;
    if (workspace_size < word_at(image, 36))
        return HALFWORD_WORKSPACE_TOO_SMALL;
#ifdef DEFECT_CRASH
    if (layers == 3)
        abort();
#endif
#ifdef DEFECT_EXIT
    if (layers == 3)
        exit(0);
#endif
    tensors = allocate((layers + 1) * sizeof *tensors);
    tensors[0] = input;
    for (index = 0; index < layers; index++) {
        layer next;
        int16_t *to = output;
        if (read_layer(image, index, start, &next) != HALFWORD_OK)
            abort();
        if (index + 1 < layers)
            to = allocate(2 * (uint64_t)value_count(next.output));
        tensors[index + 1] = to;
        run_layer(&next, tensors[next.source], tensors[next.second], to);
        if (index + 1 == layers && class_index)
            *class_index = index_of_largest(to, output_count);
        if (next.activation == SOFTMAX)
            peer_softmax(to, value_count(next.output));
        start = next.end;
    }
    for (index = 1; index < layers; index++)
        free((void *)(uintptr_t)tensors[index]);
    free(tensors);
#ifndef DEFECT_OVERRUN
    (void)workspace;
#endif
#ifdef DEFECT_OVERRUN
    if (workspace_size > 0)
        ((uint8_t *)workspace)[workspace_size] = 1;
#endif
    return HALFWORD_OK;
}

halfword_status halfword_run(const halfword_model *model, const int16_t *input,
                             uint32_t input_count, int16_t *output, uint32_t output_count,
                             void *workspace, uint32_t workspace_size)
{
    return halfword_classify(model, input, input_count, output, output_count, workspace,
                             workspace_size, NULL);
}
