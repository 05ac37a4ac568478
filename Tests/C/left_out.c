/* A library that was built without softmax refuses a model that needs it, and runs one that does not. */
#include "every.h"
#include "halfword.h"
#include "narrow.h"
#include "narrow_samples.h"

#include <stdio.h>
#include <string.h>

int main(void)
{
    static halfword_model model;
    static int16_t output[NARROW_OUTPUT_COUNT];
    static uint32_t workspace[NARROW_WORKSPACE_WORDS];
    const halfword_status refused = halfword_open(&model, every_image, sizeof every_image);
    const halfword_status opened = halfword_open(&model, narrow_image, sizeof narrow_image);
    const halfword_status ran =
        halfword_run(&model, narrow_samples_inputs[0], NARROW_INPUT_COUNT, output,
                     NARROW_OUTPUT_COUNT, workspace, sizeof workspace);
    const int equal = memcmp(output, narrow_samples_outputs[0], sizeof output) == 0;
    printf("with softmax: %s; without: %s, %s, %s\n", halfword_status_name(refused),
           halfword_status_name(opened), halfword_status_name(ran),
           equal ? "the same bits" : "other bits");
    return refused != HALFWORD_UNSUPPORTED_VERSION || opened != HALFWORD_OK || ran != HALFWORD_OK
        || !equal;
}
