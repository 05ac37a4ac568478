#include "runs.h"

#include "message.h"

int same_values(const int16_t *values, const int16_t *expected, uint32_t count)
{
    uint32_t index;
    for (index = 0; index < count; index++)
        if (values[index] != expected[index])
            return 0;
    return 1;
}

void copy_values(int16_t *to, const int16_t *from, uint32_t count)
{
    uint32_t index;
    for (index = 0; index < count; index++)
        to[index] = from[index];
}

static int failed(halfword_conformance *suite, run_memory *memory, int verdict, const char *text)
{
    message_append(suite, text);
    memory->verdict = verdict;
    return 0;
}

int has_status(halfword_conformance *suite, const char *function, halfword_status status,
               halfword_status expected)
{
    if (status == expected)
        return 1;
    message_append(suite, function);
    message_append(suite, ": expected ");
    message_status(suite, expected);
    message_append(suite, ", got ");
    message_status(suite, status);
    return 0;
}

static int lay_out(halfword_conformance *suite, run_memory *memory)
{
    uint32_t values = (memory->output_count + 1) / 2;
    uint32_t words = (memory->workspace_size + 3) / 4;
    uint32_t *next = suite->scratch;
    /* At most 2 · 32,768 words and a workspace of at most half of what 32 bits hold. */
    uint32_t needed = 2 * values + 2;
    if (words > UINT32_MAX / 8 || needed + words > suite->scratch_size / 4) {
        failed(suite, memory, HALFWORD_CONFORMANCE_SKIPPED, "needs more words of scratch memory: ");
        message_number(suite, (int32_t)(needed + (words > UINT32_MAX / 8 ? 0 : words)));
        return 0;
    }
    memory->before = (int16_t *)(void *)next;
    next += values;
    memory->output = (int16_t *)(void *)next;
    next += values;
    memory->output_guard = next++;
    memory->workspace = next;
    memory->workspace_guard = next + words;
    *memory->output_guard = GUARD;
    *memory->workspace_guard = GUARD;
    return 1;
}

int open_image(halfword_conformance *suite, halfword_model *model, const image *bytes,
               uint32_t input_count, uint32_t output_count, uint32_t layer_count)
{
    const halfword_functions *call = suite->functions;
    model->image = 0;
    model->size = model->state = 0;
    if (!has_status(suite, "open", call->open(model, bytes->bytes, bytes->size), HALFWORD_OK)
        || !has_status(suite, "verify", call->verify(model), HALFWORD_OK))
        return 0;
    if (call->input_count(model) == input_count && call->output_count(model) == output_count
        && call->layer_count(model) == layer_count)
        return 1;
    message_append(suite, "the counts of inputs, outputs or layers are wrong");
    return 0;
}

int open_model(halfword_conformance *suite, const image *bytes, uint32_t input_count,
               uint32_t output_count, uint32_t layer_count, run_memory *memory)
{
    memory->verdict = HALFWORD_CONFORMANCE_FAILED;
    if (!open_image(suite, &memory->model, bytes, input_count, output_count, layer_count))
        return 0;
    memory->input_count = input_count;
    memory->output_count = output_count;
    memory->workspace_size = suite->functions->workspace_size(&memory->model);
    return lay_out(suite, memory);
}

static void clear_output(run_memory *memory)
{
    uint32_t unit;
    for (unit = 0; unit < memory->output_count; unit++)
        memory->output[unit] = UNTOUCHED;
}

static int guards_hold(halfword_conformance *suite, run_memory *memory)
{
    if (*memory->output_guard != GUARD)
        return failed(suite, memory, HALFWORD_CONFORMANCE_FAILED, ": writes beyond the output");
    if (*memory->workspace_guard != GUARD)
        return failed(suite, memory, HALFWORD_CONFORMANCE_FAILED, ": writes beyond the workspace");
    return 1;
}

/* The workspace, NULL where none is needed. */
static void *workspace(const run_memory *memory)
{
    return memory->workspace_size > 0 ? memory->workspace : 0;
}

int run_model(halfword_conformance *suite, run_memory *memory, const int16_t *input)
{
    halfword_status status;
    clear_output(memory);
    status = suite->functions->run(&memory->model, input, memory->input_count, memory->output,
                                   memory->output_count, workspace(memory), memory->workspace_size);
    return has_status(suite, ": run", status, HALFWORD_OK) && guards_hold(suite, memory);
}

int classify_model(halfword_conformance *suite, run_memory *memory, const int16_t *input,
                   uint32_t *class_index)
{
    halfword_status status;
    clear_output(memory);
    status = suite->functions->classify(&memory->model, input, memory->input_count, memory->output,
                                        memory->output_count, workspace(memory),
                                        memory->workspace_size, class_index);
    return has_status(suite, ": classify", status, HALFWORD_OK) && guards_hold(suite, memory);
}

int refuses_wrong_sizes(halfword_conformance *suite, run_memory *memory, const int16_t *input)
{
    const halfword_functions *call = suite->functions;
    uint32_t inputs = memory->input_count, outputs = memory->output_count, unit;
    uint32_t bytes = memory->workspace_size;
    halfword_status status;
    clear_output(memory);
    status = call->run(&memory->model, input, inputs - 1, memory->output, outputs,
                       workspace(memory), bytes);
    if (!has_status(suite, ": run with an input too few", status, HALFWORD_WRONG_COUNT))
        return 0;
    status = call->run(&memory->model, input, inputs, memory->output, outputs - 1,
                       workspace(memory), bytes);
    if (!has_status(suite, ": run with an output too few", status, HALFWORD_WRONG_COUNT))
        return 0;
    if (bytes > 0) {
        status = call->run(&memory->model, input, inputs, memory->output, outputs,
                           workspace(memory), bytes - 1);
        if (!has_status(suite, ": run with a byte of workspace too few", status,
                        HALFWORD_WORKSPACE_TOO_SMALL))
            return 0;
    }
    for (unit = 0; unit < outputs; unit++)
        if (memory->output[unit] != UNTOUCHED)
            return failed(suite, memory, HALFWORD_CONFORMANCE_FAILED,
                          ": a refused run writes to the output");
    return guards_hold(suite, memory);
}
