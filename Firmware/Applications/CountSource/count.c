/*
 * Runs a model in C between two markers, for Tools/count-c-source, and prints the deepest stack of a run. The tool
 * defines MODEL_HEADER, the header to include; MODEL_INPUT_COUNT, MODEL_OUTPUT_COUNT and MODEL_WORKSPACE_COUNT, how many
 * MODEL_WORD there are of each; and MODEL_RUN, what runs it on `input`, `output` and `workspace`. Models of others may
 * need MODEL_SETUP before that.
 */
#include "board.h"
#include "paint.h"
#include "report.h"

#include MODEL_HEADER

static MODEL_WORD input[MODEL_INPUT_COUNT] __attribute__((aligned(4)));
static MODEL_WORD output[MODEL_OUTPUT_COUNT];
static MODEL_WORD workspace[MODEL_WORKSPACE_COUNT] __attribute__((aligned(4)));

/* The markers: the counter counts from the one to the other. */
__attribute__((noinline)) void count_start(void) { __asm__ volatile(""); }
__attribute__((noinline)) void count_stop(void) { __asm__ volatile(""); }

/* What the markers cost. */
static __attribute__((noinline)) void run_nothing(void)
{
    count_start();
    count_stop();
}

static __attribute__((noinline)) void run_model(void)
{
    count_start();
    MODEL_RUN;
    count_stop();
}

int application(void)
{
    uint32_t index;
    for (index = 0; index < MODEL_INPUT_COUNT; index++)
        input[index] = (MODEL_WORD)(37u * index % 257u);
    (void)workspace;
    (void)output;
#ifdef MODEL_SETUP
    MODEL_SETUP;
#endif
    run_nothing();
    board_write("stack run ");
    write_number(stack_of(run_model));
    board_write("\n");
    return 0;
}
