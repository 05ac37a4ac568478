/*
 * Runs a model between two markers, for Tools/count-instructions: opens it once, then runs it on
 * extreme and random inputs, and prints the deepest stack of both. The tool defines MODEL_INPUT_COUNT,
 * MODEL_OUTPUT_COUNT, MODEL_WORKSPACE_WORDS, MODEL_KERNELS (the members of the table of kernels) and
 * RUN_COUNT, and the image as model_image; and MODEL_CERTIFIED where a run shall carry its proof.
 */
#include "board.h"
#include "paint.h"
#include "report.h"

#include "halfword.h"

extern const uint32_t model_image[];
extern const uint32_t model_image_size;

static const halfword_kernel_table kernels = {MODEL_KERNELS};
static halfword_model model;
static int16_t input[MODEL_INPUT_COUNT] __attribute__((aligned(4)));
static int16_t output[MODEL_OUTPUT_COUNT];
static uint32_t workspace[MODEL_WORKSPACE_WORDS];
#ifdef MODEL_CERTIFIED
static uint32_t errors[MODEL_OUTPUT_COUNT], answer, certified;
#endif
static halfword_status status;

/* The markers: the counter counts from the one to the other. */
__attribute__((noinline)) void count_start(void) { __asm__ volatile(""); }
__attribute__((noinline)) void count_stop(void) { __asm__ volatile(""); }

/* Not inlined, so that they are the same in every program. */
static __attribute__((noinline)) void run_nothing(void)
{
    count_start();
    count_stop();
}

static __attribute__((noinline)) void open_model(void)
{
    count_start();
    status = halfword_open_linked(&model, model_image, model_image_size, &kernels);
    count_stop();
}

/* The counts are read from memory, so that passing them takes the same for every model. */
static __attribute__((noinline)) void run_model(void)
{
    static const volatile uint32_t counts[3] = {MODEL_INPUT_COUNT, MODEL_OUTPUT_COUNT,
                                                sizeof workspace};
    count_start();
#ifdef MODEL_CERTIFIED
    status = halfword_classify_certified(&model, input, counts[0], HALFWORD_INPUT_IS_EXACT, output,
                                         errors, counts[1], workspace, counts[2], &answer, &certified);
#else
    status = halfword_run(&model, input, counts[0], output, counts[1], workspace, counts[2]);
#endif
    count_stop();
}

/* Marsaglia, Xorshift RNGs, Journal of Statistical Software 8 (14), 2003. */
static uint32_t random_word(void)
{
    static uint32_t state = 2463534242u;
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    return state;
}

/* Inputs of one value each, at the ends of the range and at zero, then noise of every size. */
static void fill_input(uint32_t run)
{
    static const int16_t extremes[] = {0, 32767, -32768, 1, -1, 256, -256};
    const uint32_t extreme_count = sizeof extremes / sizeof extremes[0];
    const uint32_t shift = run % 16;
    uint32_t index;
    for (index = 0; index < MODEL_INPUT_COUNT; index++)
        if (run < extreme_count)
            input[index] = extremes[run];
        else if (run % 8 == 7)
            input[index] = (random_word() & 1) != 0 ? 32767 : -32768;
        else
            input[index] = (int16_t)((int16_t)(random_word() >> 16) >> shift);
}

int application(void)
{
    uint32_t run, stack;

    run_nothing();
    stack = stack_of(open_model);
    board_write("stack open ");
    write_number(stack);
    for (run = 0; run < RUN_COUNT && status == HALFWORD_OK; run++) {
        fill_input(run);
        if (run == 0) {
            stack = stack_of(run_model);
            board_write("\nstack run ");
            write_number(stack);
        } else
            run_model();
    }
    board_write("\n");
    if (status != HALFWORD_OK) {
        board_write("status ");
        write_signed(status);
        board_write("\n");
    }
    return status != HALFWORD_OK;
}
