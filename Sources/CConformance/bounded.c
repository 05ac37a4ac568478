/* Records of runs with error words: the outputs, how far the float network can be from them, and whether the
 * answer is certified. */
#include "bounded.h"

#include "message.h"
#include "runs.h"

/* The parts of a record before its samples, and where a sample's parts lie, in words of 4 bytes. */
typedef struct {
    uint32_t input_count, output_count, layer_count, sample_count;
    image network;
    const uint8_t *samples;
    uint32_t sample_words;
} bounded_record;

/* What a run must give. */
typedef struct {
    uint32_t input_error, answer, certified;
    const uint8_t *errors;
    const int16_t *input, *output;
} bounded_sample;

/* The memory of a run, a part of the scratch memory; a word behind each part must never change. */
typedef struct {
    halfword_model model;
    uint32_t workspace_size;
    int16_t *output;
    uint32_t *output_guard, *errors, *errors_guard, *workspace, *workspace_guard;
} bounded_memory;

static int parse_bounded(bounded_record *record, reader body)
{
    record->input_count = read_word(&body);
    record->output_count = read_word(&body);
    record->layer_count = read_word(&body);
    record->sample_count = read_word(&body);
    record->network = read_image(&body);
    if (body.failed || record->input_count > 65535 || record->output_count > 65535)
        return 0;
    record->sample_words =
        3 + record->output_count + (record->input_count + record->output_count + 1) / 2;
    record->samples = read_values(&body, record->sample_count, 4 * record->sample_words);
    return !body.failed;
}

static bounded_sample sample_at(const bounded_record *record, uint32_t index)
{
    const uint8_t *bytes = record->samples + 4 * (uintptr_t)index * record->sample_words;
    bounded_sample sample;
    sample.input_error = word_at(bytes);
    sample.answer = word_at(bytes + 4);
    sample.certified = word_at(bytes + 8);
    sample.errors = bytes + 12;
    sample.input = (const int16_t *)(const void *)(bytes + 12 + 4 * record->output_count);
    sample.output = sample.input + record->input_count;
    return sample;
}

static int lay_out(halfword_conformance *suite, bounded_memory *memory, uint32_t output_count)
{
    uint32_t words = (memory->workspace_size + 3) / 4, values = (output_count + 1) / 2;
    /* At most 98,304 words and a workspace of at most half of what 32 bits hold. */
    uint32_t needed = values + output_count + 3;
    uint32_t *next = suite->scratch;
    if (words > UINT32_MAX / 8 || needed + words > suite->scratch_size / 4) {
        message_append(suite, "needs more words of scratch memory: ");
        message_number(suite, (int32_t)(needed + (words > UINT32_MAX / 8 ? 0 : words)));
        return 0;
    }
    memory->output = (int16_t *)(void *)next;
    memory->output_guard = next + values;
    memory->errors = memory->output_guard + 1;
    memory->errors_guard = memory->errors + output_count;
    memory->workspace = memory->errors_guard + 1;
    memory->workspace_guard = memory->workspace + words;
    *memory->output_guard = *memory->errors_guard = *memory->workspace_guard = GUARD;
    return 1;
}

static halfword_status classify(halfword_conformance *suite, const bounded_record *record,
                                bounded_memory *memory, const bounded_sample *sample,
                                uint32_t *answer, uint32_t *certified)
{
    return suite->functions->classify_certified(
        &memory->model, sample->input, record->input_count, sample->input_error, memory->output,
        memory->errors, record->output_count, memory->workspace_size > 0 ? memory->workspace : 0,
        memory->workspace_size, answer, certified);
}

static int guards_hold(halfword_conformance *suite, const bounded_memory *memory)
{
    const char *text = *memory->output_guard != GUARD ? ": writes beyond the output"
        : *memory->errors_guard != GUARD              ? ": writes beyond the error words"
        : *memory->workspace_guard != GUARD           ? ": writes beyond the workspace"
                                                      : 0;
    if (text)
        message_append(suite, text);
    return text == 0;
}

static void clear(const bounded_record *record, bounded_memory *memory)
{
    uint32_t unit;
    for (unit = 0; unit < record->output_count; unit++) {
        memory->output[unit] = UNTOUCHED;
        memory->errors[unit] = GUARD;
    }
}

/* An error word as a person reads it. */
static void message_error(halfword_conformance *suite, uint32_t error)
{
    if (error == HALFWORD_NO_BOUND)
        message_append(suite, "no bound");
    else
        message_number(suite, (int32_t)error);
}

static int has_errors(halfword_conformance *suite, const bounded_record *record,
                      const bounded_memory *memory, const bounded_sample *sample)
{
    uint32_t unit;
    for (unit = 0; unit < record->output_count; unit++) {
        uint32_t expected = word_at(sample->errors + 4 * unit);
        if (memory->errors[unit] == expected)
            continue;
        message_append(suite, ": error word of output ");
        message_number(suite, (int32_t)unit);
        message_append(suite, ": expected ");
        message_error(suite, expected);
        message_append(suite, ", got ");
        message_error(suite, memory->errors[unit]);
        return 0;
    }
    return 1;
}

static int has_number(halfword_conformance *suite, const char *what, uint32_t expected, uint32_t got)
{
    if (expected == got)
        return 1;
    message_append(suite, what);
    message_difference(suite, (int32_t)expected, (int32_t)got);
    return 0;
}

static int check_sample(halfword_conformance *suite, const bounded_record *record,
                        bounded_memory *memory, const bounded_sample *sample)
{
    uint32_t answer = UINT32_MAX, certified = UINT32_MAX, unit;
    clear(record, memory);
    if (!has_status(suite, ": classify_certified",
                    classify(suite, record, memory, sample, &answer, &certified), HALFWORD_OK)
        || !guards_hold(suite, memory))
        return 0;
    for (unit = 0; unit < record->output_count; unit++)
        if (memory->output[unit] != sample->output[unit])
            return message_unit(suite, record->layer_count - 1, unit, sample->output[unit],
                                memory->output[unit]);
    return has_errors(suite, record, memory, sample)
        && has_number(suite, ": answer: ", sample->answer, answer)
        && has_number(suite, ": certified: ", sample->certified, certified);
}

/* Whether wrong counts and a workspace that is too small are refused, and nothing is written. */
static int refuses(halfword_conformance *suite, const bounded_record *record,
                   bounded_memory *memory, const bounded_sample *sample)
{
    bounded_record fewer_inputs = *record, fewer_outputs = *record;
    uint32_t answer, certified, unit;
    fewer_inputs.input_count--;
    fewer_outputs.output_count--;
    clear(record, memory);
    if (!has_status(suite, ": classify_certified with an input too few",
                    classify(suite, &fewer_inputs, memory, sample, &answer, &certified),
                    HALFWORD_WRONG_COUNT)
        || !has_status(suite, ": classify_certified with an output too few",
                       classify(suite, &fewer_outputs, memory, sample, &answer, &certified),
                       HALFWORD_WRONG_COUNT))
        return 0;
    if (memory->workspace_size > 0) {
        bounded_memory smaller = *memory;
        smaller.workspace_size--;
        if (!has_status(suite, ": classify_certified with a byte of workspace too few",
                        classify(suite, record, &smaller, sample, &answer, &certified),
                        HALFWORD_WORKSPACE_TOO_SMALL))
            return 0;
    }
    for (unit = 0; unit < record->output_count; unit++)
        if (memory->output[unit] != UNTOUCHED || memory->errors[unit] != GUARD) {
            message_append(suite, ": a refused run writes to the output or its error words");
            return 0;
        }
    return guards_hold(suite, memory);
}

static int open_bounded(halfword_conformance *suite, const bounded_record *record,
                        bounded_memory *memory, int *verdict)
{
    const halfword_functions *call = suite->functions;
    *verdict = HALFWORD_CONFORMANCE_FAILED;
    if (!open_image(suite, &memory->model, &record->network, record->input_count,
                    record->output_count, record->layer_count))
        return 0;
    memory->workspace_size = call->bounded_workspace_size(&memory->model);
    if (!has_number(suite, "bounded_workspace_size: ", 2 * call->workspace_size(&memory->model),
                    memory->workspace_size))
        return 0;
    *verdict = HALFWORD_CONFORMANCE_SKIPPED;
    return lay_out(suite, memory, record->output_count);
}

int check_bounded(halfword_conformance *suite, reader body)
{
    bounded_record record;
    bounded_memory memory;
    uint32_t index;
    int verdict;
    if (!parse_bounded(&record, body))
        return message_damaged(suite);
    if (suite->functions->bounded_workspace_size == 0 || suite->functions->classify_certified == 0) {
        message_append(suite, "the library proves nothing of its runs");
        return HALFWORD_CONFORMANCE_SKIPPED;
    }
    if (!open_bounded(suite, &record, &memory, &verdict))
        return verdict;
    for (index = 0; index < record.sample_count; index++) {
        bounded_sample sample = sample_at(&record, index);
        message_begin(suite, "sample ");
        message_number(suite, (int32_t)index);
        if (!check_sample(suite, &record, &memory, &sample)
            || (index == 0 && !refuses(suite, &record, &memory, &sample)))
            return HALFWORD_CONFORMANCE_FAILED;
    }
    return HALFWORD_CONFORMANCE_PASSED;
}
