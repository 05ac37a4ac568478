/* Records of networks: the outputs of each layer for some inputs. */
#include "networks.h"

#include "message.h"
#include "runs.h"

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

int check_network(halfword_conformance *suite, reader body)
{
    network_record record;
    run_memory memory;
    uint32_t index, units;
    if (!parse_network(&record, body))
        return message_damaged(suite);
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

/* ------------------------------------------------------------------- traces */

/* Values that must outlive the next model's runs: as many as the widest layer has units. */
static int16_t *take_carry(halfword_conformance *suite, const network_record *record)
{
    int16_t *carry = suite->scratch;
    uint32_t largest = 0, layer, words;
    for (layer = 0; layer < record->layer_count; layer++)
        if (unit_count(record, layer) > largest)
            largest = unit_count(record, layer);
    words = (largest + 1) / 2;
    if (words > suite->scratch_size / 4)
        return 0;
    suite->scratch = (uint32_t *)suite->scratch + words;
    suite->scratch_size -= 4 * words;
    return carry;
}

/* Runs each layer alone, on what the one before gave. */
static int trace_layers(halfword_conformance *suite, const network_record *record,
                        const int16_t *input, int16_t *carry, halfword_trace_unit *write,
                        void *context)
{
    reader layers = record->layers;
    uint32_t input_count = record->input_count, layer;
    for (layer = 0; layer < record->layer_count; layer++) {
        image alone = record->layer_count > 1 ? read_image(&layers) : record->network;
        uint32_t units = unit_count(record, layer), unit;
        run_memory memory;
        if (!open_model(suite, &alone, input_count, units, 1, &memory))
            return memory.verdict;
        if (!run_model(suite, &memory, input))
            return HALFWORD_CONFORMANCE_FAILED;
        for (unit = 0; unit < units; unit++)
            write(context, layer + 1, unit, memory.output[unit]);
        copy_values(carry, memory.output, units);
        input = carry;
        input_count = units;
    }
    return HALFWORD_CONFORMANCE_PASSED;
}

int halfword_conformance_trace(halfword_conformance *suite, const void *bytes, uint32_t size,
                               uint32_t sample, halfword_trace_unit *write, void *context)
{
    network_record record;
    reader body;
    void *scratch = suite->scratch;
    uint32_t scratch_size = suite->scratch_size;
    int16_t *carry;
    int verdict;
    message_begin(suite, "");
    if (!begin_record(&body, bytes, size) || record_kind(bytes) != KIND_NETWORK
        || !parse_network(&record, body))
        return message_damaged(suite);
    if (sample >= record.sample_count) {
        message_append(suite, "the record has no such sample");
        return HALFWORD_CONFORMANCE_DAMAGED;
    }
    carry = take_carry(suite, &record);
    if (carry == 0) {
        message_append(suite, "needs more scratch memory");
        return HALFWORD_CONFORMANCE_SKIPPED;
    }
    verdict = trace_layers(suite, &record,
                           record.samples + (uintptr_t)sample * record.sample_length, carry, write,
                           context);
    suite->scratch = scratch;
    suite->scratch_size = scratch_size;
    return verdict;
}
