/* Verifies whatever opens. What verifies passes the checksum of each layer. */
#include "mutator.h"

#include "halfword.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    void *image = exact_copy(data, size);
    halfword_model model;

    if (halfword_open(&model, image, (uint32_t)size) == HALFWORD_OK) {
        halfword_status status = halfword_verify(&model);
        uint32_t layer, layers = halfword_layer_count(&model);
        if (status > 0)
            abort();
        for (layer = 0; layer < layers && layer < 64; layer++) {
            halfword_status intact = halfword_check_layer(&model, layer);
            if (intact > 0 || (status == HALFWORD_OK && intact != HALFWORD_OK))
                abort();
        }
        if (halfword_check_layer(&model, layers) != HALFWORD_NO_SUCH_LAYER)
            abort();
    }
    free(image);
    return 0;
}
