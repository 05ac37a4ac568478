#include "examples.h"

#include "blocks16.h"
#include "blocks16_samples.h"
#include "blocks32.h"
#include "blocks32_samples.h"
#include "every.h"
#include "every_samples.h"
#include "narrow.h"
#include "narrow_samples.h"
#include "proved.h"
#include "proved_samples.h"
#include "single.h"
#include "single_samples.h"
#include "tutorial.h"
#include "tutorial_samples.h"
#include "wide.h"
#include "wide_samples.h"

#define EXAMPLE(name, NAME)                                                                         \
    {                                                                                               \
        #name, name##_image, sizeof name##_image, NAME##_IDENTITY, name##_samples_inputs[0],        \
            name##_samples_outputs[0], name##_samples_classes, name##_samples_answers,              \
            name##_samples_certified, name##_samples_errors[0], NAME##_INPUT_COUNT,                 \
            NAME##_OUTPUT_COUNT, NAME##_LAYER_COUNT, NAME##_WORKSPACE_SIZE,                         \
            NAME##_BOUNDED_WORKSPACE_SIZE, NAME##_SAMPLES_COUNT                                     \
    }

/* Does not compile where what examples.h says is too small for a model. */
#define FITS(NAME)                                                                                  \
    typedef char NAME##_fits[NAME##_OUTPUT_COUNT <= EXAMPLES_LARGEST_OUTPUT                         \
                                     && NAME##_LAYER_COUNT <= EXAMPLES_LARGEST_LAYER_COUNT          \
                                     && NAME##_BOUNDED_WORKSPACE_WORDS <= EXAMPLES_WORKSPACE_WORDS  \
                                 ? 1                                                                \
                                 : -1]
FITS(EVERY);
FITS(SINGLE);
FITS(TUTORIAL);
FITS(NARROW);
FITS(WIDE);
FITS(BLOCKS16);
FITS(BLOCKS32);
FITS(PROVED);

const example examples[EXAMPLE_COUNT] = {
    EXAMPLE(every, EVERY), EXAMPLE(single, SINGLE), EXAMPLE(tutorial, TUTORIAL),
    EXAMPLE(narrow, NARROW), EXAMPLE(wide, WIDE),
    EXAMPLE(blocks16, BLOCKS16), EXAMPLE(blocks32, BLOCKS32),
    EXAMPLE(proved, PROVED)};
