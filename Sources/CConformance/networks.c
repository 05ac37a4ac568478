/* Records of networks: the outputs of each layer for some inputs. */
#include "networks.h"

#include "message.h"
#include "runs.h"

/* A record of a network, taken apart. */
typedef struct {
    uint32_t layer_count;
    uint32_t input_count;
    const uint8_t *value_counts;
    uint32_t sample_count;
    image network;
    /* What each layer reads, and an image of it alone; nothing for a single layer. */
    reader layers;
    /* Input, output of each layer, class: 16 bits a value. */
    const int16_t *samples;
    uint32_t sample_length;
} network_record;

/* A layer of it: the tensors that it reads, and an image that gives what it gives for the values of the first and
 * then those of the second. The image is empty where there is none. */
typedef struct {
    uint32_t sources[2];
    image alone;
} network_layer;

/* In place of a second tensor. */
#define NO_TENSOR UINT32_MAX

/* How many values a tensor has: 0 is the input, i what layer i gives. */
static uint32_t value_count(const network_record *record, uint32_t tensor)
{
    return tensor == 0 ? record->input_count : word_at(record->value_counts + 4 * (tensor - 1));
}

static network_layer read_network_layer(const network_record *record, reader *from)
{
    network_layer layer = {{0, NO_TENSOR}, record->network};
    if (record->layer_count > 1) {
        layer.sources[0] = read_word(from);
        layer.sources[1] = read_word(from);
        layer.alone = read_image(from);
    }
    return layer;
}

/* Whether the layer at `index` reads tensors before it that an image alone can have as its input. */
static int is_layer_sound(const network_record *record, const network_layer *layer, uint32_t index)
{
    uint32_t first = layer->sources[0], second = layer->sources[1];
    if (first > index || (second != NO_TENSOR && second > index))
        return 0;
    return layer->alone.size == 0
        || (value_count(record, first) <= 65535
            && (second == NO_TENSOR || value_count(record, second) <= 65535)
            && value_count(record, index + 1) <= 65535);
}

static int parse_network(network_record *record, reader body)
{
    uint32_t layer;
    record->layer_count = read_word(&body);
    record->input_count = read_word(&body);
    record->value_counts = read_values(&body, record->layer_count, 4);
    record->sample_count = read_word(&body);
    if (body.failed || record->layer_count == 0 || record->input_count > 65535
        || value_count(record, record->layer_count) > 65535)
        return 0;
    record->network = read_image(&body);
    record->layers = body;
    record->sample_length = record->input_count + 1;
    for (layer = 0; layer < record->layer_count; layer++) {
        network_layer read = read_network_layer(record, &body);
        uint32_t values = value_count(record, layer + 1);
        if (body.failed || !is_layer_sound(record, &read, layer) || values > UINT32_MAX / 8
            || record->sample_length > UINT32_MAX / 4 - values)
            return 0;
        record->sample_length += values;
    }
    record->samples = read_samples(&body, record->sample_count, record->sample_length);
    return !body.failed;
}

/* The values of a tensor in a sample. */
static const int16_t *tensor_values(const network_record *record, const int16_t *sample,
                                    uint32_t tensor)
{
    uint32_t before;
    for (before = 0; before < tensor; before++)
        sample += value_count(record, before);
    return sample;
}

/* Opens the image of a layer alone and runs it on the right values. Returns 1, or 0 with more of a message and
 * memory->verdict. */
static int run_alone(halfword_conformance *suite, const network_record *record,
                     const network_layer *layer, uint32_t index, const int16_t *sample,
                     run_memory *memory)
{
    uint32_t first = value_count(record, layer->sources[0]), second = 0, words, holds;
    const int16_t *input = tensor_values(record, sample, layer->sources[0]);
    void *scratch = suite->scratch;
    uint32_t scratch_size = suite->scratch_size;
    if (layer->sources[1] != NO_TENSOR) {
        /* Both tensors, one behind the other. */
        int16_t *both = scratch;
        second = value_count(record, layer->sources[1]);
        words = (first + second + 1) / 2;
        memory->verdict = HALFWORD_CONFORMANCE_SKIPPED;
        if (words > scratch_size / 4) {
            message_append(suite, "needs more scratch memory");
            return 0;
        }
        copy_values(both, input, first);
        copy_values(both + first, tensor_values(record, sample, layer->sources[1]), second);
        input = both;
        suite->scratch = (uint32_t *)scratch + words;
        suite->scratch_size -= 4 * words;
    }
    holds = (uint32_t)open_model(suite, &layer->alone, first + second,
                                 value_count(record, index + 1), second == 0 ? 1 : 3, memory);
    if (holds && !run_model(suite, memory, input)) {
        memory->verdict = HALFWORD_CONFORMANCE_FAILED;
        holds = 0;
    }
    suite->scratch = scratch;
    suite->scratch_size = scratch_size;
    return (int)holds;
}

/* Says which layer, run alone on the right values, is the first to give a wrong one. */
static int locate(halfword_conformance *suite, const network_record *record, const int16_t *sample)
{
    reader layers = record->layers;
    uint32_t index, value;
    for (index = 0; index < record->layer_count; index++) {
        network_layer layer = read_network_layer(record, &layers);
        const int16_t *expected = tensor_values(record, sample, index + 1);
        run_memory memory;
        if (layer.alone.size == 0)
            continue;
        if (!run_alone(suite, record, &layer, index, sample, &memory))
            return message_layer(suite, index);
        for (value = 0; value < value_count(record, index + 1); value++)
            if (memory.output[value] != expected[value])
                return message_unit(suite, index, value, expected[value], memory.output[value]);
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
    units = value_count(&record, record.layer_count);
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
    return check_batch(suite, &memory, record.samples, record.samples + record.sample_length - 1 - units,
                       record.sample_length, record.sample_count)
        ? HALFWORD_CONFORMANCE_PASSED
        : HALFWORD_CONFORMANCE_FAILED;
}

/* ------------------------------------------------------------------- traces */

/* Runs each layer alone, on the right values. */
static int trace_layers(halfword_conformance *suite, const network_record *record,
                        const int16_t *sample, halfword_trace_unit *write, void *context)
{
    reader layers = record->layers;
    uint32_t index, value;
    for (index = 0; index < record->layer_count; index++) {
        network_layer layer = read_network_layer(record, &layers);
        run_memory memory;
        if (layer.alone.size == 0) {
            message_append(suite, "the record has no image of the layer alone");
            message_layer(suite, index);
            return HALFWORD_CONFORMANCE_SKIPPED;
        }
        if (!run_alone(suite, record, &layer, index, sample, &memory))
            return memory.verdict;
        for (value = 0; value < value_count(record, index + 1); value++)
            write(context, index + 1, value, memory.output[value]);
    }
    return HALFWORD_CONFORMANCE_PASSED;
}

int halfword_conformance_trace(halfword_conformance *suite, const void *bytes, uint32_t size,
                               uint32_t sample, halfword_trace_unit *write, void *context)
{
    network_record record;
    reader body;
    message_begin(suite, "");
    if (!begin_record(&body, bytes, size) || record_kind(bytes) != KIND_NETWORK
        || !parse_network(&record, body))
        return message_damaged(suite);
    if (sample >= record.sample_count) {
        message_append(suite, "the record has no such sample");
        return HALFWORD_CONFORMANCE_DAMAGED;
    }
    return trace_layers(suite, &record,
                        record.samples + (uintptr_t)sample * record.sample_length, write, context);
}
