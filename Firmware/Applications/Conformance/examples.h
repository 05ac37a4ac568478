/* The example models that Tests/ExampleModels writes, each with inputs and what the host gave for them. */
#ifndef EXAMPLES_H
#define EXAMPLES_H

#include <stdint.h>

enum {
    EXAMPLE_COUNT = 8,
    EXAMPLES_LARGEST_OUTPUT = 8,
    EXAMPLES_LARGEST_LAYER_COUNT = 20,
    EXAMPLES_WORKSPACE_WORDS = 82
};

/* Everything that a test of one model needs. */
typedef struct {
    const char *name;
    const void *image;
    uint32_t image_size;
    uint64_t identity;
    const int16_t *inputs;
    const int16_t *outputs;
    const uint16_t *classes;
    /* Of a run with error words, for the very inputs. */
    const uint16_t *answers;
    const uint8_t *certified;
    const uint32_t *errors;
    uint32_t input_count;
    uint32_t output_count;
    uint32_t layer_count;
    uint32_t workspace_size;
    uint32_t bounded_workspace_size;
    uint32_t sample_count;
} example;

extern const example examples[EXAMPLE_COUNT];

/* For Swift, which does not index arrays of C. */
static inline const example *example_at(uint32_t index)
{
    return &examples[index];
}

#endif
