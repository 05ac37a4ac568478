/*
 * Measures the stack that each function takes: paints the free part of it, calls the function, and
 * looks how far down the paint is gone. Exits with 1 where one takes more than halfword.h says.
 */
#include "board.h"
#include "paint.h"
#include "report.h"

#include "every.h"
#include "every_samples.h"

#include "halfword.h"

static halfword_model model;
static halfword_progress progress;
static int16_t output[EVERY_OUTPUT_COUNT];
static uint32_t workspace[EVERY_BOUNDED_WORKSPACE_WORDS];
static uint32_t errors[EVERY_OUTPUT_COUNT];
static uint32_t saturations[EVERY_LAYER_COUNT];
static char text[HALFWORD_IDENTITY_TEXT_SIZE];
static uint32_t answer, certified;
static int16_t smallest, largest;
static const int16_t *const input = every_samples_inputs[0];

#define RUN input, EVERY_INPUT_COUNT, output, EVERY_OUTPUT_COUNT, workspace, sizeof workspace

static void call_open(void) { halfword_open(&model, every_image, sizeof every_image); }
static void call_verify(void) { halfword_verify(&model); }
static void call_run(void) { halfword_run(&model, RUN); }
static void call_classify(void) { halfword_classify(&model, RUN, &answer); }
static void call_certified(void)
{
    halfword_classify_certified(&model, input, EVERY_INPUT_COUNT, HALFWORD_INPUT_WAS_ROUNDED, output,
                                errors, EVERY_OUTPUT_COUNT, workspace, sizeof workspace, &answer,
                                &certified);
}
static void call_bounded(void)
{
    halfword_run_bounded(&model, input, EVERY_INPUT_COUNT, HALFWORD_INPUT_WAS_ROUNDED, output, errors,
                         EVERY_OUTPUT_COUNT, workspace, sizeof workspace);
}
static void call_counting(void)
{
    halfword_run_counting(&model, RUN, saturations, EVERY_LAYER_COUNT);
}
static void call_step(void)
{
    while (halfword_step(&model, &progress, 3, RUN, &answer) == HALFWORD_IN_PROGRESS) {
    }
}
static void call_self_test(void)
{
    halfword_self_test(&model, output, EVERY_OUTPUT_COUNT, workspace, sizeof workspace, &answer);
}
static void call_check_layer(void) { halfword_check_layer(&model, EVERY_LAYER_COUNT - 1); }
static void call_check_input(void)
{
    halfword_check_input(&model, input, EVERY_INPUT_COUNT, &answer);
}
static void call_input_range(void) { halfword_input_range(&model, &smallest, &largest); }
static void call_identity_text(void) { halfword_identity_text(&model, text); }
static void call_argmax(void) { halfword_argmax(output, EVERY_OUTPUT_COUNT, &answer); }
static void call_sizes(void)
{
    answer = halfword_input_count(&model) + halfword_output_count(&model)
        + halfword_layer_count(&model) + halfword_workspace_size(&model)
        + halfword_image_size(&model) + halfword_bounded_workspace_size(&model)
        + (uint32_t)halfword_input_exponent(&model, 0)
        + (uint32_t)halfword_output_exponent(&model) + (uint32_t)halfword_identity(&model);
}

int application(void)
{
    static const struct {
        const char *name;
        void (*function)(void);
    } calls[] = {
        {"open", call_open},
        {"verify", call_verify},
        {"run", call_run},
        {"classify", call_classify},
        {"run_bounded", call_bounded},
        {"classify_certified", call_certified},
        {"run_counting", call_counting},
        {"step", call_step},
        {"self_test", call_self_test},
        {"check_layer", call_check_layer},
        {"check_input", call_check_input},
        {"input_range", call_input_range},
        {"identity_text", call_identity_text},
        {"argmax", call_argmax},
        {"input_count, output_count, ...", call_sizes}};
    uint32_t index, most = 0;

    for (index = 0; index < sizeof calls / sizeof calls[0]; index++) {
        uint32_t used = stack_of(calls[index].function);
        most = used > most ? used : most;
        board_write("halfword_");
        board_write(calls[index].name);
        board_write(" ");
        write_number(used);
        board_write("\n");
    }
    board_write("most ");
    write_number(most);
    board_write(" of ");
    write_number(HALFWORD_STACK_SIZE);
    board_write("\n");
    return most > HALFWORD_STACK_SIZE;
}
