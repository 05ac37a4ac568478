/* The functions of halfword.h that the conformance suite calls. */
#include "peer.h"

#include <stdlib.h>

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
    uint32_t layers = word_at(image, 32), inputs = input_count, index;
    uint64_t start = HEADER_SIZE + (uint64_t)layers * DESCRIPTOR_SIZE;
    const int16_t *from = input;
    int16_t *base = workspace;
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
    for (index = 0; index < layers; index++) {
        layer next;
        int16_t *to = output;
        halfword_status status = read_layer(image, index, inputs, start, &next);
        if (status != HALFWORD_OK)
            return status;
        if (index + 1 < layers)
            to = base + next.place / 2;
        run_layer(&next, from, to);
        if (index + 1 == layers && class_index)
            *class_index = index_of_largest(to, next.units);
        if (next.activation == SOFTMAX)
            peer_softmax(to, next.units);
        from = to;
        inputs = next.units;
        start = next.end;
    }
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
