/* The checks of halfword_conformance.h, one function a kind of record. */
#include "halfword_conformance.h"

#include "bounded.h"
#include "message.h"
#include "networks.h"
#include "reader.h"
#include "runs.h"

/* The laws. */
enum {
    /* Samples in pairs: no output of the second is below that of the first. */
    LAW_MONOTONE = 1,
    /* The model run on its own output gives that output. */
    LAW_IDEMPOTENT = 2,
    /* Samples in pairs: each output and its partner sum to 256. */
    LAW_COMPLEMENT = 3,
    /* The outputs are at least 0 and sum to 256, and a larger input never has a smaller output. */
    LAW_SHARES = 4,
    /* Wrong counts and too little workspace are refused, and nothing is written. */
    LAW_REFUSES = 5
};

/* -------------------------------------------------------------------- images */

/* Whether a status is among those of a mask, whose bit k stands for the status -k. */
static int is_among(halfword_status status, uint32_t mask)
{
    return status <= 0 && status > -32 && (mask >> (uint32_t)-status & 1) != 0;
}

static int check_image(halfword_conformance *suite, reader body)
{
    uint32_t size = read_word(&body), open_mask = read_word(&body), verify_mask = read_word(&body);
    uint32_t allowed;
    image bytes = read_image(&body);
    halfword_model model = {0};
    halfword_status status;
    const char *separator = "";
    if (body.failed || size > bytes.size)
        return message_damaged(suite);
    message_begin(suite, "open");
    status = suite->functions->open(&model, bytes.bytes, size);
    if (is_among(status, open_mask) && status == HALFWORD_OK) {
        message_begin(suite, "verify");
        open_mask = verify_mask;
        status = suite->functions->verify(&model);
    }
    if (is_among(status, open_mask))
        return HALFWORD_CONFORMANCE_PASSED;
    message_append(suite, ": expected ");
    for (allowed = 0; allowed < 32; allowed++) {
        if ((open_mask >> allowed & 1) == 0)
            continue;
        message_append(suite, separator);
        message_status(suite, -(int32_t)allowed);
        separator = " or ";
    }
    message_append(suite, ", got ");
    message_status(suite, status);
    return HALFWORD_CONFORMANCE_FAILED;
}

/* --------------------------------------------------------------- conversions */

static int check_conversions(halfword_conformance *suite, reader body, int of_floats)
{
    uint32_t count = read_word(&body), exponent = read_word(&body), offset = read_word(&body), index;
    for (index = 0; index < count; index++) {
        union {
            uint32_t bits;
            float value;
        } number;
        int16_t expected, got;
        number.bits = read_word(&body);
        expected = (int16_t)(int32_t)read_word(&body);
        if (body.failed)
            return message_damaged(suite);
        got = of_floats ? suite->functions->word_from_float(number.value, (int32_t)exponent, (int32_t)offset)
                        : suite->functions->word_from_integer((int32_t)number.bits, (int32_t)exponent,
                                                              (int32_t)offset);
        if (got != expected) {
            message_begin(suite, of_floats ? "float with the bits " : "count ");
            message_number(suite, (int32_t)number.bits);
            message_append(suite, " gives ");
            message_number(suite, got);
            message_append(suite, ", right is ");
            message_number(suite, expected);
            return HALFWORD_CONFORMANCE_FAILED;
        }
    }
    return HALFWORD_CONFORMANCE_PASSED;
}

/* ---------------------------------------------------------------------- laws */

static int keeps_pair_law(uint32_t law, const int16_t *first, const int16_t *second, uint32_t count)
{
    uint32_t unit;
    for (unit = 0; unit < count; unit++)
        if (law == LAW_MONOTONE ? second[unit] < first[unit] : first[unit] + second[unit] != 256)
            return 0;
    return 1;
}

static int keeps_shares_law(const int16_t *input, const int16_t *output, uint32_t count)
{
    int32_t sum = 0;
    uint32_t unit, other;
    for (unit = 0; unit < count; unit++) {
        if (output[unit] < 0)
            return 0;
        sum += output[unit];
        for (other = 0; other < count; other++)
            if (input[unit] > input[other] && output[unit] < output[other])
                return 0;
    }
    return sum == 256;
}

static int check_law(halfword_conformance *suite, reader body)
{
    uint32_t law = read_word(&body), input_count = read_word(&body), units = read_word(&body);
    uint32_t sample_count = read_word(&body), layer_count = read_word(&body), index;
    image network = read_image(&body);
    const int16_t *samples = read_samples(&body, sample_count, input_count);
    run_memory memory;
    if (body.failed || input_count > 65535 || units > 65535 || law < LAW_MONOTONE
        || law > LAW_REFUSES || (law == LAW_IDEMPOTENT && units != input_count)
        || (law == LAW_SHARES && units != input_count))
        return message_damaged(suite);
    if (!open_model(suite, &network, input_count, units, layer_count, &memory))
        return memory.verdict;
    for (index = 0; index < sample_count; index++) {
        const int16_t *sample = samples + (uintptr_t)index * input_count;
        int holds = 1;
        message_begin(suite, "sample ");
        message_number(suite, (int32_t)index);
        if (law == LAW_REFUSES) {
            if (!refuses_wrong_sizes(suite, &memory, sample))
                return HALFWORD_CONFORMANCE_FAILED;
            continue;
        }
        if (!run_model(suite, &memory, sample))
            return HALFWORD_CONFORMANCE_FAILED;
        if (law == LAW_SHARES) {
            holds = keeps_shares_law(sample, memory.output, units);
        } else if (law == LAW_IDEMPOTENT) {
            copy_values(memory.before, memory.output, units);
            if (!run_model(suite, &memory, memory.before))
                return HALFWORD_CONFORMANCE_FAILED;
            holds = same_values(memory.before, memory.output, units);
        } else if (index % 2 == 1) {
            holds = keeps_pair_law(law, memory.before, memory.output, units);
        }
        if (!holds) {
            message_append(suite, ": the law does not hold");
            return HALFWORD_CONFORMANCE_FAILED;
        }
        copy_values(memory.before, memory.output, units);
    }
    return HALFWORD_CONFORMANCE_PASSED;
}

/* ------------------------------------------------------------------- records */

int halfword_conformance_check(halfword_conformance *suite, const void *record, uint32_t size)
{
    reader body;
    message_begin(suite, "");
    if (!begin_record(&body, record, size))
        return message_damaged(suite);
    switch (record_kind(record)) {
    case KIND_NETWORK: return check_network(suite, body);
    case KIND_IMAGE: return check_image(suite, body);
    case KIND_FLOATS: return check_conversions(suite, body, 1);
    case KIND_COUNTS: return check_conversions(suite, body, 0);
    case KIND_LAW: return check_law(suite, body);
    case KIND_BOUNDED: return check_bounded(suite, body);
    default: return message_damaged(suite);
    }
}
