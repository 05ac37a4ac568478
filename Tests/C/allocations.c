/*
 * Counts heap allocations while every function of the library runs 10,000 times. The C library's
 * allocator is wrapped, so the count covers the whole process; an allocation of the test's own shows
 * first that it is counted.
 */
#include "every.h"
#include "every_samples.h"
#include "halfword.h"

#include <stddef.h>
#include <stdio.h>

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *memory, size_t size);
extern void __libc_free(void *memory);

static volatile unsigned long allocations;

void *malloc(size_t size)
{
    allocations++;
    return __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
    allocations++;
    return __libc_calloc(count, size);
}

void *realloc(void *memory, size_t size)
{
    allocations++;
    return __libc_realloc(memory, size);
}

void free(void *memory)
{
    __libc_free(memory);
}

static int run_everything(uint32_t sample)
{
    static halfword_model model;
    static int16_t output[EVERY_OUTPUT_COUNT];
    static uint32_t workspace[EVERY_BOUNDED_WORKSPACE_WORDS];
    static uint32_t errors[EVERY_OUTPUT_COUNT];
    uint32_t certified = 0;
    uint32_t saturations[EVERY_LAYER_COUNT] = {0};
    halfword_progress progress = {0, 0, {0, 0}};
    const int16_t *input = every_samples_inputs[sample];
    char text[HALFWORD_IDENTITY_TEXT_SIZE];
    uint32_t answer = 0;
    halfword_status status;
    int wrong = 0;

    wrong |= halfword_open(&model, every_image, sizeof every_image);
    wrong |= halfword_verify(&model);
    wrong |= halfword_run(&model, input, EVERY_INPUT_COUNT, output, EVERY_OUTPUT_COUNT, workspace,
                          sizeof workspace);
    wrong |= halfword_classify(&model, input, EVERY_INPUT_COUNT, output, EVERY_OUTPUT_COUNT,
                               workspace, sizeof workspace, &answer);
    wrong |= answer != every_samples_classes[sample];
    wrong |= halfword_classify_certified(&model, input, EVERY_INPUT_COUNT, HALFWORD_INPUT_IS_EXACT,
                                         output, errors, EVERY_OUTPUT_COUNT, workspace,
                                         sizeof workspace, &answer, &certified);
    wrong |= answer != every_samples_answers[sample];
    wrong |= certified != every_samples_certified[sample];
    wrong |= halfword_run_counting(&model, input, EVERY_INPUT_COUNT, output, EVERY_OUTPUT_COUNT,
                                   workspace, sizeof workspace, saturations, EVERY_LAYER_COUNT);
    do
        status = halfword_step(&model, &progress, 5, input, EVERY_INPUT_COUNT, output,
                               EVERY_OUTPUT_COUNT, workspace, sizeof workspace, &answer);
    while (status == HALFWORD_IN_PROGRESS);
    wrong |= status;
    wrong |= halfword_check_input(&model, input, EVERY_INPUT_COUNT, &answer);
    wrong |= halfword_self_test(&model, output, EVERY_OUTPUT_COUNT, workspace, sizeof workspace,
                                &answer);
    wrong |= halfword_identity_text(&model, text);
    wrong |= halfword_status_name(wrong) == NULL;
    return wrong;
}

int main(void)
{
    enum { RUNS = 10000 };
    unsigned long before = allocations, counted;
    void *volatile control = malloc(1);
    int run, wrong = 0;

    free(control);
    if (allocations != before + 1) {
        puts("allocations are not counted");
        return 1;
    }
    before = allocations;
    for (run = 0; run < RUNS; run++)
        wrong |= run_everything((uint32_t)run % EVERY_SAMPLES_COUNT);
    counted = allocations - before;
    printf("%d runs of every function: %lu heap allocations, %s\n", RUNS, counted,
           wrong ? "wrong results" : "right results");
    return counted != 0 || wrong;
}
