#include "message.h"
#include "runs.h"

/* The memory of a batch: what single runs leave of the scratch memory. Between two outputs lies a value that must never
 * change, and behind the workspace a word. */
typedef struct {
    uint32_t *classes;
    int16_t *output;
    uint32_t output_stride;
    uint32_t *workspace;
    uint32_t workspace_size;
    uint32_t *workspace_guard;
} batch_memory;

static uint32_t words_of(uint32_t bytes)
{
    return bytes / 4 + (bytes % 4 != 0);
}

/* Returns 1, or 0 where the memory is too small for so many samples. */
static int lay_out(const halfword_conformance *suite, const run_memory *memory, uint32_t count, batch_memory *batch)
{
    const uint32_t *end = (const uint32_t *)suite->scratch + suite->scratch_size / 4;
    uint32_t *next = memory->workspace_guard + 1;
    uint64_t needed;
    batch->output_stride = memory->output_count + 1;
    batch->workspace_size = suite->functions->batch_workspace_size(&memory->model, count);
    needed = (uint64_t)count + ((uint64_t)count * batch->output_stride + 1) / 2 + words_of(batch->workspace_size) + 1;
    if (needed > (uint64_t)(end - next))
        return 0;
    batch->classes = next;
    batch->output = (int16_t *)(void *)(next + count);
    batch->workspace = next + (needed - 1 - words_of(batch->workspace_size));
    batch->workspace_guard = next + (needed - 1);
    *batch->workspace_guard = GUARD;
    return 1;
}

static int holds(halfword_conformance *suite, int condition, const char *text)
{
    if (!condition)
        message_append(suite, text);
    return condition;
}

/* Whether the batch gave what a sample must, and nothing beside it. */
static int gave(halfword_conformance *suite, const run_memory *memory, const batch_memory *batch, uint32_t sample,
                const int16_t *expected)
{
    const int16_t *output = batch->output + (uintptr_t)sample * batch->output_stride;
    return holds(suite, same_values(output, expected, memory->output_count), ": a batch gives other outputs than run")
        && holds(suite, output[memory->output_count] == UNTOUCHED, ": a batch writes between two outputs")
        && holds(suite, batch->classes[sample] == (uint16_t)expected[memory->output_count],
                 ": a batch gives another class than classify");
}

int check_batch(halfword_conformance *suite, const run_memory *memory, const int16_t *samples, const int16_t *expected,
                uint32_t stride, uint32_t count)
{
    batch_memory batch;
    halfword_status status;
    uint32_t index;
    if (suite->functions->run_batch == 0 || suite->functions->batch_workspace_size == 0)
        return 1;
    while (count > 0 && !lay_out(suite, memory, count, &batch))
        count /= 2;
    if (count == 0)
        return 1;
    for (index = 0; index < count * batch.output_stride; index++)
        batch.output[index] = UNTOUCHED;
    message_begin(suite, "samples from 0 on");
    status = suite->functions->run_batch(&memory->model, samples, stride, batch.output, batch.output_stride, count,
                                         batch.workspace_size > 0 ? batch.workspace : 0, batch.workspace_size,
                                         batch.classes);
    if (!has_status(suite, ": run_batch", status, HALFWORD_OK)
        || !holds(suite, *batch.workspace_guard == GUARD, ": a batch writes beyond the workspace"))
        return 0;
    for (index = 0; index < count; index++) {
        message_begin(suite, "sample ");
        message_number(suite, (int32_t)index);
        if (!gave(suite, memory, &batch, index, expected + (uintptr_t)index * stride))
            return 0;
    }
    return 1;
}
