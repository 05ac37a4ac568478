/*
 * Classifies the handwritten digits of pictures.h, and compares every bit with what this network gives on every other
 * machine. Define EXAMPLE_PRINT, which is used as printf is, and include this file once.
 *
 * Where the package has a library for the core, HALFWORD_HAS_ARCHIVE is defined, and the network is data that the
 * library runs. Everywhere else it is the C file digits_as_c.c, which needs no library.
 */
#include <stdint.h>

#include "pictures.h"

#ifdef HALFWORD_HAS_ARCHIVE
#include <halfword.h>

#include "digits.h"

static uint32_t workspace[DIGITS_WORKSPACE_WORDS];

/* The library's state, opened once. */
static int network_answer(const int16_t *input, int16_t *output, uint32_t *answer)
{
    static halfword_model model;
    static int is_open;
    halfword_status status = HALFWORD_OK;
    if (!is_open)
        status = digits_open(&model);
    is_open = status == HALFWORD_OK;
    if (is_open)
        status = halfword_classify(&model, input, DIGITS_INPUT_COUNT, output, DIGITS_OUTPUT_COUNT, workspace,
                                   sizeof workspace, answer);
    if (status != HALFWORD_OK)
        EXAMPLE_PRINT("halfword: %s\n", halfword_status_name(status));
    return status == HALFWORD_OK;
}
#else
#include "digits_as_c.h"

static int16_t workspace[DIGITS_WORKSPACE_COUNT];

static int network_answer(const int16_t *input, int16_t *output, uint32_t *answer)
{
    *answer = digits_classify(input, output, workspace);
    return 1;
}
#endif

/* Returns 0 where everything is as it must be. */
static int classify_pictures(void)
{
    static int16_t input[DIGITS_INPUT_COUNT];
    static int16_t output[DIGITS_OUTPUT_COUNT];
    unsigned picture, place, right = 0, same = 0;

    for (picture = 0; picture < PICTURE_COUNT; picture++) {
        uint32_t answer = 0;
        unsigned is_same = 1;
        for (place = 0; place < DIGITS_INPUT_COUNT; place++) {
            const int ink = picture_rows[picture][place / 16] >> (15 - place % 16) & 1;
            input[place] = DIGITS_INPUT(place, ink);
        }
        if (!network_answer(input, output, &answer))
            return 1;
        for (place = 0; place < DIGITS_OUTPUT_COUNT; place++)
            is_same &= output[place] == picture_outputs[picture][place];
        EXAMPLE_PRINT("digit %u, answer %u\n", (unsigned)picture_labels[picture], (unsigned)answer);
        right += answer == picture_labels[picture];
        same += is_same && answer == picture_answers[picture];
    }
    EXAMPLE_PRINT("%u of %u right, %u with the expected bits\n", right, (unsigned)PICTURE_COUNT, same);
    return same == PICTURE_COUNT ? 0 : 1;
}
