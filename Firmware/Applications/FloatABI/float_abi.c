/*
 * Uses floating point before and after each run of the library, with the FPU on where the compiler uses it: for
 * Tools/test-linking, which builds this in many ways with one and the same library of a core. Inputs are
 * converted from float by the header, outputs must have the host's bits, and floats that live across the calls
 * must be what they were, and so must the FPU's status and control register. Prints a checksum of conversions of
 * every kind, which is the same for every machine and float ABI.
 */
#include "board.h"
#include "report.h"
#include "tutorial.h"
#include "tutorial_samples.h"

#include "halfword.h"

#include <stddef.h>

/* Whether the compiler uses the FPU of a Cortex-M. */
#if defined(__arm__) && defined(__ARM_FP)
#define USES_FPU 1
#else
#define USES_FPU 0
#endif

/* The FPU's status and control register has a bit that makes it give 0 for floats too small to be normal. */
#define FLUSHES_TO_ZERO (1u << 24)

/* The coprocessor access control register: full access to the FPU. */
static void switch_fpu_on(void)
{
#if USES_FPU
    volatile uint32_t *const access = (volatile uint32_t *)0xE000ED88u;
    *access |= 0xFu << 20;
    __asm__ volatile("dsb\n\tisb" ::: "memory");
#endif
}

static uint32_t fpu_state(void)
{
    uint32_t state = 0;
#if USES_FPU
    __asm__ volatile("vmrs %0, fpscr" : "=r"(state));
#endif
    return state;
}

static void set_fpu_state(uint32_t state)
{
#if USES_FPU
    __asm__ volatile("vmsr fpscr, %0" : : "r"(state) : "memory");
#else
    (void)state;
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
    uint32_t index, answer, state, equal = 1;
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
    state = fpu_state();
    status = halfword_classify(&model, words, TUTORIAL_INPUT_COUNT, output, TUTORIAL_OUTPUT_COUNT,
                               workspace, sizeof workspace, &answer);
    equal &= fpu_state() == state;
    for (index = 0; index < TUTORIAL_OUTPUT_COUNT; index++)
        equal &= output[index] == tutorial_samples_outputs[sample][index];
    return status == HALFWORD_OK && equal && e == opaque(a) * opaque(b) + c
           && f == opaque(d) / opaque(a) - b && g == opaque(a) + opaque(c) * opaque(d)
           && h == opaque(b) * opaque(b) - c;
}

#ifdef USES_C_LIBRARY
/* As the C library declares them. */
void *memcpy(void *to, const void *from, size_t count);
void *memmove(void *to, const void *from, size_t count);
void *memset(void *to, int byte, size_t count);
int memcmp(const void *first, const void *second, size_t count);
size_t strlen(const char *text);

/* Whether functions that the library needs, too, are right for the application, whoever has them. */
static int c_library_works(void)
{
    static const char text[] = "0123456789abcdefghijklmnopqrstuvwxyz";
    static char copy[3 * sizeof text];
    volatile size_t size = sizeof text, count;
    int works = strlen(text) == size - 1;
    for (count = 0; count < size; count++) {
        memset(copy, 'x', 3 * size);
        memcpy(copy + count, text, count);
        works &= memcmp(copy + count, text, count) == 0 && copy[2 * count] == 'x';
        memmove(copy + count + 1, copy + count, count);
        works &= memcmp(copy + count + 1, text, count) == 0 && copy[2 * count + 1] == 'x';
    }
    return works;
}
#else
static int c_library_works(void) { return 1; }
#endif

static uint32_t checksum;

/* FNV-1a, a number at a time. */
static void add(uint32_t number) { checksum = (checksum ^ number) * 16777619u; }

static uint32_t next_random(uint32_t *random) { return *random = *random * 1664525u + 1013904223u; }

static float float_of_bits(uint32_t bits)
{
    union {
        uint32_t bits;
        float value;
    } both;
    both.bits = bits;
    return both.value;
}

/* The conversions of any floats, NaN, infinities and tiny ones among them, of floats near what the words hold,
 * and of whole numbers, with each exponent and with offsets of every size. */
static void add_conversions(void)
{
    static const int32_t offsets[] = {0, -1, 12969600, INT32_MAX, INT32_MIN};
    uint32_t random = 1, place, number;
    int32_t exponent;
    for (exponent = -24; exponent <= 24; exponent++)
        for (place = 0; place < sizeof offsets / sizeof *offsets; place++)
            for (number = 0; number < 16; number++) {
                const int32_t offset = offsets[place];
                /* Steps of a quarter, so that many are ties. */
                const float near = (float)offset + (float)((int32_t)(next_random(&random) >> 14) - 131072) * 0.25f;
                float values[3];
                int32_t count = (int32_t)(next_random(&random) >> 1);
                const int8_t exponents[3] = {(int8_t)exponent, (int8_t)exponent, (int8_t)exponent};
                const int32_t alike[3] = {offset, offset, offset};
                int16_t words[3], word;
                values[0] = float_of_bits(next_random(&random));
                values[1] = near * halfword_float_from_word(1, exponent);
                values[2] = float_of_bits(0x7F800000u ^ (next_random(&random) & 0x80400001u));
                add(halfword_words_from_floats(values, 3, exponents, alike, words));
                add((uint16_t)words[0]);
                add((uint16_t)words[1]);
                add((uint16_t)words[2]);
                add(halfword_words_from_integers(&count, 1, exponents, alike, &word));
                add((uint16_t)word);
                add((uint32_t)halfword_integer_from_word(words[1], exponent, count));
            }
}

int application(void)
{
    uint32_t sample, right = 0, plain;
    switch_fpu_on();
    if (halfword_open(&model, tutorial_image, sizeof tutorial_image) != HALFWORD_OK)
        return 1;
    for (sample = 0; sample < TUTORIAL_SAMPLES_COUNT; sample++)
        right += run_sample(sample) ? 1u : 0u;
    add_conversions();
    plain = checksum;
    checksum = 0;
    set_fpu_state(fpu_state() | FLUSHES_TO_ZERO);
    add_conversions();
    write_number(right);
    board_write(" of ");
    write_number(TUTORIAL_SAMPLES_COUNT);
    board_write(" samples have the host's bits, and all floats are what they were; conversions ");
    write_number(plain);
    board_write("\n");
    return right != TUTORIAL_SAMPLES_COUNT || checksum != plain || !c_library_works();
}
