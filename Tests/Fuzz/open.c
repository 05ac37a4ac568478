/* Opens whatever comes. An image that opens has sizes that agree with it. */
#include "mutator.h"

#include "halfword.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    void *image = exact_copy(data, size);
    halfword_model model;
    halfword_status status = halfword_open(&model, image, (uint32_t)size);

    if (status == HALFWORD_OK) {
        if (halfword_image_size(&model) > size || halfword_input_count(&model) == 0
            || halfword_output_count(&model) == 0 || halfword_layer_count(&model) == 0
            || halfword_workspace_size(&model) > 1u << 24)
            abort();
    } else if (status > 0 || halfword_image_size(&model) != 0) {
        abort();
    }
    free(image);
    return 0;
}
