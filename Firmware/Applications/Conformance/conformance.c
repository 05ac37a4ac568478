/*
 * Runs every function of the library on the example models, whose layers use every activation, both
 * accumulators and every number of columns up to 18, and compares each bit with what the host gave.
 * The same file runs on the host, under its sanitizers, and on each board.
 */
#include "board.h"
#include "report.h"

#include "examples.h"
#include "halfword.h"

static halfword_model model;
static int16_t output[EXAMPLES_LARGEST_OUTPUT];
static uint32_t errors[EXAMPLES_LARGEST_OUTPUT];
static uint32_t workspace[EXAMPLES_WORKSPACE_WORDS];
static uint32_t failures;

/* Counts and names what does not hold. */
static void check(int holds, const example *tested, const char *what)
{
    if (holds)
        return;
    failures++;
    board_write(tested->name);
    board_write(": ");
    board_write(what);
    board_write("\n");
}

static int is_expected(const example *tested, uint32_t sample)
{
    uint32_t index;
    for (index = 0; index < tested->output_count; index++)
        if (output[index] != tested->outputs[sample * tested->output_count + index])
            return 0;
    return 1;
}

static void clear_output(void)
{
    uint32_t index;
    for (index = 0; index < EXAMPLES_LARGEST_OUTPUT; index++) {
        output[index] = -1;
        errors[index] = 99;
    }
}

static int is_same(const char *a, const char *b)
{
    while (*a != '\0' && *a == *b)
        a++, b++;
    return *a == *b;
}

/* One of the examples has scaled inputs, by the powers 1 and -2, and one scaled outputs, by 3. */
static void check_exponents(const example *tested)
{
    int is_scaled = is_same(tested->name, "tutorial");
    uint32_t index;
    check(halfword_output_exponent(&model) == (is_same(tested->name, "narrow") ? 3 : 0), tested,
          "output exponent");
    for (index = 0; index <= tested->input_count; index++) {
        int32_t expected = !is_scaled || index > 1 ? 0 : index == 0 ? 1 : -2;
        check(halfword_input_exponent(&model, index) == expected, tested, "input exponent");
    }
}

static void check_handle(const example *tested)
{
    char text[HALFWORD_IDENTITY_TEXT_SIZE];
    int16_t smallest = 1, largest = 1;
    uint32_t layer, failed = 99;

    check(halfword_open(&model, tested->image, tested->image_size) == HALFWORD_OK, tested, "open");
    check(halfword_verify(&model) == HALFWORD_OK, tested, "verify");
    check(halfword_input_count(&model) == tested->input_count, tested, "input count");
    check(halfword_output_count(&model) == tested->output_count, tested, "output count");
    check(halfword_layer_count(&model) == tested->layer_count, tested, "layer count");
    check(halfword_workspace_size(&model) == tested->workspace_size, tested, "workspace size");
    check(halfword_bounded_workspace_size(&model) == tested->bounded_workspace_size, tested,
          "workspace size with error words");
    check(halfword_image_size(&model) == tested->image_size, tested, "image size");
    check(halfword_identity(&model) == tested->identity, tested, "identity");
    check(halfword_identity_text(&model, text) == HALFWORD_OK && text[16] == '\0', tested,
          "identity as text");
    check(halfword_input_range(&model, &smallest, &largest) == HALFWORD_OK && smallest == -32768
              && largest == 32767,
          tested, "input range");
    check_exponents(tested);
    for (layer = 0; layer < tested->layer_count; layer++)
        check(halfword_check_layer(&model, layer) == HALFWORD_OK, tested, "layer checksum");
    check(halfword_self_test(&model, output, tested->output_count, workspace, sizeof workspace,
                             &failed)
                  == HALFWORD_OK
              && failed == 99,
          tested, "self-test");
}

static int are_expected_errors(const example *tested, uint32_t sample)
{
    uint32_t index;
    for (index = 0; index < tested->output_count; index++)
        if (errors[index] != tested->errors[sample * tested->output_count + index])
            return 0;
    return 1;
}

/* Outputs, error words, answer and certificate are those of the host. */
static void check_proof(const example *tested, uint32_t sample)
{
    const int16_t *input = tested->inputs + sample * tested->input_count;
    uint32_t answer = 99, certified = 99;

    clear_output();
    check(halfword_classify_certified(&model, input, tested->input_count, HALFWORD_INPUT_IS_EXACT,
                                      output, errors, tested->output_count, workspace,
                                      tested->bounded_workspace_size, &answer, &certified)
                  == HALFWORD_OK
              && is_expected(tested, sample) && are_expected_errors(tested, sample),
          tested, "classify with error words");
    check(answer == tested->answers[sample] && certified == tested->certified[sample], tested,
          "certificate");
    clear_output();
    check(halfword_run_bounded(&model, input, tested->input_count, HALFWORD_INPUT_IS_EXACT, output,
                               errors, tested->output_count, workspace,
                               tested->bounded_workspace_size)
                  == HALFWORD_OK
              && is_expected(tested, sample) && are_expected_errors(tested, sample),
          tested, "run with error words");
}

static void check_sample(const example *tested, uint32_t sample)
{
    const int16_t *input = tested->inputs + sample * tested->input_count;
    uint32_t saturations[EXAMPLES_LARGEST_LAYER_COUNT] = {0};
    uint32_t answer = 99, outside = 99, index, rows;

    clear_output();
    check(halfword_classify(&model, input, tested->input_count, output, tested->output_count,
                            workspace, tested->workspace_size, &answer)
                  == HALFWORD_OK
              && is_expected(tested, sample) && answer == tested->classes[sample],
          tested, "classify");
    clear_output();
    check(halfword_run(&model, input, tested->input_count, output, tested->output_count, workspace,
                       tested->workspace_size)
                  == HALFWORD_OK
              && is_expected(tested, sample),
          tested, "run");
    clear_output();
    check(halfword_run_counting(&model, input, tested->input_count, output, tested->output_count,
                                workspace, tested->workspace_size, saturations,
                                tested->layer_count)
                  == HALFWORD_OK
              && is_expected(tested, sample),
          tested, "run and count");
    check_proof(tested, sample);
    for (rows = 1; rows < 8; rows++) {
        halfword_progress progress = {0, 0, {0, 0}};
        halfword_status status;
        clear_output();
        do
            status = halfword_step(&model, &progress, rows, input, tested->input_count, output,
                                   tested->output_count, workspace, tested->workspace_size,
                                   &answer);
        while (status == HALFWORD_IN_PROGRESS);
        check(status == HALFWORD_OK && is_expected(tested, sample)
                  && answer == tested->classes[sample],
              tested, "step");
    }
    check(halfword_check_input(&model, input, tested->input_count, &outside) == HALFWORD_OK
              && outside == 0,
          tested, "check input");

    board_write(tested->name);
    for (index = 0; index < tested->output_count; index++) {
        board_write(" ");
        write_signed(output[index]);
    }
    board_write("\n");
}

static void check_conversions(void)
{
    const example *tested = &examples[0];
    int32_t raw;
    for (raw = -32768; raw < 32768; raw += 7) {
        float value = halfword_to_float((int16_t)raw);
        check(value == (float)raw / 256.0f, tested, "to float");
        check(halfword_from_float(value) == raw, tested, "from float");
    }
    check(halfword_from_float(1e9f) == 32767 && halfword_from_float(-1e9f) == -32768, tested,
          "from float saturates");
}

int application(void)
{
    uint32_t index, sample, largest = 99;
    const int16_t values[3] = {-5, 7, 7};

    for (index = 0; index < EXAMPLE_COUNT; index++) {
        check_handle(&examples[index]);
        for (sample = 0; sample < examples[index].sample_count; sample++)
            check_sample(&examples[index], sample);
    }
    check_conversions();
    check(halfword_argmax(values, 3, &largest) == HALFWORD_OK && largest == 1, &examples[0],
          "argmax");
    check(HALFWORD_ABI_FITS(), &examples[0], "ABI version");
    write_number(failures);
    board_write(" failures\n");
    return failures != 0;
}
