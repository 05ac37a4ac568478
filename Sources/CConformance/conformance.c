/* The checks of halfword_conformance.h, one function a kind of record. */
#include "halfword_conformance.h"

#include "message.h"
#include "reader.h"
#include "runs.h"

/* The kinds of records. */
enum { KIND_NETWORK = 1, KIND_IMAGE = 2, KIND_FROM_FLOAT = 3, KIND_LAW = 4 };

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

static int damaged(halfword_conformance *suite)
{
    message_begin(suite, "the record is damaged");
    return HALFWORD_CONFORMANCE_DAMAGED;
}

/* ------------------------------------------------------------------ networks */

/* A record of a network, taken apart. */
typedef struct {
    uint32_t layer_count;
    uint32_t input_count;
    const uint8_t *unit_counts;
    uint32_t sample_count;
    image network;
    /* An image a layer, each after its size; nothing for a single layer. */
    reader layers;
    /* Input, output of each layer, class: 16 bits a value. */
    const int16_t *samples;
    uint32_t sample_length;
} network_record;

static uint32_t unit_count(const network_record *record, uint32_t layer)
{
    return word_at(record->unit_counts + 4 * layer);
}

static int parse_network(network_record *record, reader body)
{
    uint32_t layer;
    record->layer_count = read_word(&body);
    record->input_count = read_word(&body);
    record->unit_counts = read_values(&body, record->layer_count, 4);
    record->sample_count = read_word(&body);
    if (body.failed || record->layer_count == 0 || record->input_count > 65535)
        return 0;
    record->network = read_image(&body);
    record->layers = body;
    record->sample_length = record->input_count + 1;
    for (layer = 0; layer < record->layer_count; layer++) {
        if (record->layer_count > 1)
            read_image(&body);
        if (body.failed || unit_count(record, layer) > 65535
            || record->sample_length > UINT32_MAX / 4 - 65535)
            return 0;
        record->sample_length += unit_count(record, layer);
    }
    record->samples = read_samples(&body, record->sample_count, record->sample_length);
    return !body.failed;
}

/* Says which layer, run alone on the right values, is the first to give a wrong one. */
static int locate(halfword_conformance *suite, const network_record *record, const int16_t *sample)
{
    reader layers = record->layers;
    const int16_t *input = sample;
    uint32_t input_count = record->input_count, layer;
    for (layer = 0; layer < record->layer_count; layer++) {
        image alone = record->layer_count > 1 ? read_image(&layers) : record->network;
        const int16_t *expected = input + input_count;
        uint32_t units = unit_count(record, layer), unit;
        run_memory memory;
        if (!open_model(suite, &alone, input_count, units, 1, &memory)
            || !run_model(suite, &memory, input))
            return message_layer(suite, layer);
        for (unit = 0; unit < units; unit++)
            if (memory.output[unit] != expected[unit])
                return message_unit(suite, layer, unit, expected[unit], memory.output[unit]);
        input = expected;
        input_count = units;
    }
    message_append(suite, ": each layer alone is right, but not the whole network");
    return 0;
}

static int check_network(halfword_conformance *suite, reader body)
{
    network_record record;
    run_memory memory;
    uint32_t index, units;
    if (!parse_network(&record, body))
        return damaged(suite);
    units = unit_count(&record, record.layer_count - 1);
    if (!open_model(suite, &record.network, record.input_count, units, record.layer_count, &memory))
        return memory.verdict;
    for (index = 0; index < record.sample_count; index++) {
        const int16_t *sample = record.samples + (uintptr_t)index * record.sample_length;
        const int16_t *expected = sample + record.sample_length - 1 - units;
        uint16_t expected_class = (uint16_t)expected[units];
        uint32_t class_index = UINT32_MAX;
        message_begin(suite, "sample ");
        message_number(suite, (int32_t)index);
        if (!run_model(suite, &memory, sample))
            return HALFWORD_CONFORMANCE_FAILED;
        if (!same_values(memory.output, expected, units)) {
            locate(suite, &record, sample);
            return HALFWORD_CONFORMANCE_FAILED;
        }
        if (!classify_model(suite, &memory, sample, &class_index))
            return HALFWORD_CONFORMANCE_FAILED;
        if (!same_values(memory.output, expected, units)) {
            message_append(suite, ": classify gives other outputs than run");
            return HALFWORD_CONFORMANCE_FAILED;
        }
        if (class_index != expected_class) {
            message_append(suite, ": class: ");
            message_difference(suite, expected_class, (int32_t)class_index);
            return HALFWORD_CONFORMANCE_FAILED;
        }
    }
    return HALFWORD_CONFORMANCE_PASSED;
}

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
    halfword_model model = {0, 0, 0};
    halfword_status status;
    const char *separator = "";
    if (body.failed || size > bytes.size)
        return damaged(suite);
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

static int check_from_float(halfword_conformance *suite, reader body)
{
    uint32_t count = read_word(&body), index;
    const uint8_t *pairs = read_values(&body, count, 8);
    if (body.failed)
        return damaged(suite);
    for (index = 0; index < count; index++) {
        union {
            uint32_t bits;
            float value;
        } number;
        int32_t expected = (int32_t)word_at(pairs + 8 * index + 4);
        int16_t got;
        number.bits = word_at(pairs + 8 * index);
        got = suite->functions->from_float(number.value);
        if (got != expected) {
            message_begin(suite, "float with the bits ");
            message_number(suite, (int32_t)number.bits);
            message_append(suite, ": ");
            message_difference(suite, expected, got);
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
        return damaged(suite);
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
        return damaged(suite);
    switch (record_kind(record)) {
    case KIND_NETWORK: return check_network(suite, body);
    case KIND_IMAGE: return check_image(suite, body);
    case KIND_FROM_FLOAT: return check_from_float(suite, body);
    case KIND_LAW: return check_law(suite, body);
    default: return damaged(suite);
    }
}
