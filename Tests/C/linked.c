/* A program with the kernels of one model runs that model, and refuses one that needs others. Tools/test looks
 * that the others are not in it. */
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
    const halfword_status refused =
        halfword_open_linked(&model, every_image, sizeof every_image, narrow_kernels());
    const halfword_status unusable =
        halfword_run(&model, narrow_samples_inputs[0], NARROW_INPUT_COUNT, output,
                     NARROW_OUTPUT_COUNT, workspace, sizeof workspace);
    const halfword_status without =
        halfword_open_linked(&model, narrow_image, sizeof narrow_image, NULL);
    const halfword_status opened = narrow_open(&model);
    const halfword_status ran =
        halfword_run(&model, narrow_samples_inputs[0], NARROW_INPUT_COUNT, output,
                     NARROW_OUTPUT_COUNT, workspace, sizeof workspace);
    const int equal = memcmp(output, narrow_samples_outputs[0], sizeof output) == 0;
    printf("another model: %s, run all the same: %s; no table: %s; this one: %s, %s, %s\n",
           halfword_status_name(refused), halfword_status_name(unusable),
           halfword_status_name(without), halfword_status_name(opened), halfword_status_name(ran),
           equal ? "the same bits" : "other bits");
    return refused != HALFWORD_NOT_LINKED || unusable != HALFWORD_NOT_OPEN
        || without != HALFWORD_NULL_POINTER || opened != HALFWORD_OK || ran != HALFWORD_OK
        || !equal;
}
