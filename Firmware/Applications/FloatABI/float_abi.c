/*
 * Uses floating point before and after each run of the library, with the FPU on where the compiler uses it: for
 * Tools/test-float-abis, which builds this once for each float ABI with one and the same library. Inputs are
 * converted from float by the header, outputs must have the host's bits, and floats that live across the calls
 * must be what they were.
 */
#include "board.h"
#include "report.h"
#include "tutorial.h"
#include "tutorial_samples.h"

#include "halfword.h"

/* The coprocessor access control register: full access to the FPU. */
static void switch_fpu_on(void)
{
#if defined(__ARM_FP)
    volatile uint32_t *const access = (volatile uint32_t *)0xE000ED88u;
    *access |= 0xFu << 20;
    __asm__ volatile("dsb\n\tisb" ::: "memory");
#endif
}

static halfword_model model;
static int16_t output[TUTORIAL_OUTPUT_COUNT];
static uint32_t workspace[TUTORIAL_WORKSPACE_WORDS];

/* A float that the compiler knows nothing about. */
static float opaque(float value)
{
    volatile float copy = value;
    return copy;
}

/* Runs one sample between floats that are live across the call; 0 where something is wrong. Not inlined: its first
 * instructions save registers of the FPU, which must be on by then. */
static __attribute__((noinline)) int run_sample(uint32_t sample)
{
    const float a = opaque(1.25f), b = opaque(-3.5f), c = opaque(1e-3f), d = opaque(7e7f);
    const float e = a * b + c, f = d / a - b, g = a + c * d, h = b * b - c;
    float values[TUTORIAL_INPUT_COUNT];
    int16_t words[TUTORIAL_INPUT_COUNT];
    uint32_t index, answer, equal = 1;
    halfword_status status;
    for (index = 0; index < TUTORIAL_INPUT_COUNT; index++) {
        const int32_t offset = halfword_input_offset(&model, index);
        const int32_t exponent = halfword_input_exponent(&model, index);
        /* The value in the middle of the word's step, so that it comes back. */
        values[index] = halfword_float_from_word(tutorial_samples_inputs[sample][index], exponent);
        words[index] = halfword_word_from_float(values[index], exponent, 0);
        equal &= words[index] == tutorial_samples_inputs[sample][index];
        equal &= TUTORIAL_INPUT(index, values[index])
                 == halfword_word_from_float(values[index], exponent, offset);
    }
    status = halfword_classify(&model, words, TUTORIAL_INPUT_COUNT, output, TUTORIAL_OUTPUT_COUNT,
                               workspace, sizeof workspace, &answer);
    for (index = 0; index < TUTORIAL_OUTPUT_COUNT; index++)
        equal &= output[index] == tutorial_samples_outputs[sample][index];
    return status == HALFWORD_OK && equal && e == opaque(a) * opaque(b) + c
           && f == opaque(d) / opaque(a) - b && g == opaque(a) + opaque(c) * opaque(d)
           && h == opaque(b) * opaque(b) - c;
}

int application(void)
{
    uint32_t sample, right = 0;
    switch_fpu_on();
    if (halfword_open(&model, tutorial_image, sizeof tutorial_image) != HALFWORD_OK)
        return 1;
    for (sample = 0; sample < TUTORIAL_SAMPLES_COUNT; sample++)
        right += run_sample(sample) ? 1u : 0u;
    write_number(right);
    board_write(" of ");
    write_number(TUTORIAL_SAMPLES_COUNT);
    board_write(" samples have the host's bits, and all floats are what they were\n");
    return right != TUTORIAL_SAMPLES_COUNT;
}
