/* Several threads share one handle and one image, each with an output and a workspace of its own, and
 * all get the expected bits. Run under ThreadSanitizer it shows that nothing is written that is
 * shared. With SHARE_OUTPUT they break the rule, and ThreadSanitizer must say so. */
#include "every.h"
#include "every_samples.h"
#include "halfword.h"

#include <pthread.h>
#include <stdio.h>

enum { THREADS = 8, ROUNDS = 200 };

static halfword_model model;

#ifdef SHARE_OUTPUT
#define OUTPUT_STORAGE static
#else
#define OUTPUT_STORAGE
#endif

static void *run_samples(void *wrong)
{
    OUTPUT_STORAGE int16_t output[EVERY_OUTPUT_COUNT];
    uint32_t workspace[EVERY_WORKSPACE_WORDS];
    uint32_t round, sample, index, answer;

    for (round = 0; round < ROUNDS; round++) {
        for (sample = 0; sample < EVERY_SAMPLES_COUNT; sample++) {
            if (halfword_classify(&model, every_samples_inputs[sample], EVERY_INPUT_COUNT, output,
                                  EVERY_OUTPUT_COUNT, workspace, sizeof workspace, &answer)
                != HALFWORD_OK)
                ++*(int *)wrong;
            for (index = 0; index < EVERY_OUTPUT_COUNT; index++)
                *(int *)wrong += output[index] != every_samples_outputs[sample][index];
        }
        *(int *)wrong += halfword_self_test(&model, output, EVERY_OUTPUT_COUNT, workspace,
                                            sizeof workspace, NULL)
            != HALFWORD_OK;
        *(int *)wrong += halfword_verify(&model) != HALFWORD_OK;
    }
    return NULL;
}

int main(void)
{
    pthread_t threads[THREADS];
    int wrong[THREADS] = {0};
    int index, total = 0;

    if (halfword_open(&model, every_image, sizeof every_image) != HALFWORD_OK)
        return 1;
    for (index = 0; index < THREADS; index++)
        if (pthread_create(&threads[index], NULL, run_samples, &wrong[index]) != 0)
            return 1;
    for (index = 0; index < THREADS; index++) {
        pthread_join(threads[index], NULL);
        total += wrong[index];
    }
    printf("%d threads, %d wrong values\n", THREADS, total);
    return total != 0;
}
