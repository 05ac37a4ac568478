/* Batches: samples one after the other. */
#include "peer.h"

uint32_t halfword_batch_workspace_size(const halfword_model *model, uint32_t sample_count)
{
    (void)sample_count;
    return halfword_workspace_size(model);
}

halfword_status halfword_run_batch(const halfword_model *model, const int16_t *input, uint32_t input_stride,
                                   int16_t *output, uint32_t output_stride, uint32_t sample_count,
                                   void *workspace, uint32_t workspace_size, uint32_t *classes)
{
    const uint32_t inputs = halfword_input_count(model), outputs = halfword_output_count(model);
    uint32_t sample;
    halfword_status status = HALFWORD_OK;
    if (input_stride < inputs || output_stride < outputs)
        return HALFWORD_WRONG_COUNT;
#ifdef DEFECT_BATCH_STRIDE
    output_stride = outputs;
#endif
    for (sample = 0; sample < sample_count && status == HALFWORD_OK; sample++) {
        uint32_t class_index;
        status = halfword_classify(model, input + (uint64_t)sample * input_stride, inputs,
                                   output + (uint64_t)sample * output_stride, outputs, workspace, workspace_size,
                                   &class_index);
        if (classes)
            classes[sample] = class_index;
    }
#ifdef DEFECT_BATCH_CLASSES
    if (sample_count > 0 && classes)
        classes[sample_count - 1]++;
#endif
#ifdef DEFECT_BATCH_WRITES
    output[outputs] = 0;
#endif
    return status;
}
