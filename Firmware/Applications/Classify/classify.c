/*
 * Classifies the test digits of a samples header, says of each answer whether this run proves that the float
 * network gives the same, and compares every bit with what the host gave for it. The same file runs on the
 * host and on a board.
 */
#include "board.h"
#include "digits.h"
#include "digits_samples.h"
#include "halfword.h"
#include "report.h"

static void write_line(uint32_t sample, uint32_t answer, uint32_t certified, const int16_t *output)
{
    uint32_t index;
    board_write("digit ");
    write_number(sample);
    board_write(" is ");
    write_number(digits_samples_labels[sample]);
    board_write(", answer ");
    write_number(answer);
    board_write(certified ? ", proved, outputs" : ", not proved, outputs");
    for (index = 0; index < DIGITS_OUTPUT_COUNT; index++) {
        board_write(" ");
        write_signed(output[index]);
    }
    board_write("\n");
}

static int failed(const char *what, halfword_status status)
{
    board_write(what);
    board_write(": ");
    board_write(halfword_status_name(status));
    board_write("\n");
    return 1;
}

int application(void)
{
    static halfword_model model;
    static int16_t output[DIGITS_OUTPUT_COUNT];
    static uint32_t errors[DIGITS_OUTPUT_COUNT];
    static uint32_t workspace[DIGITS_BOUNDED_WORKSPACE_WORDS];
    uint32_t right = 0, proved = 0, equal = 0, sample;

    halfword_status status = digits_open_for_proofs(&model);
    if (status != HALFWORD_OK)
        return failed("open", status);
    status = halfword_verify(&model);
    if (status != HALFWORD_OK)
        return failed("verify", status);
    if (halfword_identity(&model) != DIGITS_IDENTITY) {
        board_write("the image is not the one of its header\n");
        return 1;
    }

    for (sample = 0; sample < DIGITS_SAMPLES_COUNT; sample++) {
        uint32_t answer, certified, index, different = 0;
        status = halfword_classify_certified(&model, digits_samples_inputs[sample],
                                             DIGITS_INPUT_COUNT, HALFWORD_INPUT_IS_EXACT, output,
                                             errors, DIGITS_OUTPUT_COUNT, workspace,
                                             sizeof workspace, &answer, &certified);
        if (status != HALFWORD_OK)
            return failed("classify", status);
        write_line(sample, answer, certified, output);
        for (index = 0; index < DIGITS_OUTPUT_COUNT; index++)
            different |= output[index] != digits_samples_outputs[sample][index]
                || errors[index] != digits_samples_errors[sample][index];
        equal += !different && answer == digits_samples_answers[sample]
            && certified == digits_samples_certified[sample];
        proved += certified;
        right += answer == digits_samples_labels[sample];
    }
    write_number(right);
    board_write(" of ");
    write_number(DIGITS_SAMPLES_COUNT);
    board_write(" right, ");
    write_number(proved);
    board_write(" proved to be the float network's answers, ");
    write_number(equal);
    board_write(" equal to the expected bits\n");
    return equal == DIGITS_SAMPLES_COUNT ? 0 : 1;
}
