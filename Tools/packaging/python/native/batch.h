/* batch.h - what batch.c gives to the Python package */
#ifndef HALFWORD_BATCH_H
#define HALFWORD_BATCH_H

#include "halfword.h"

/* There is no memory for the workspace. */
#define HALFWORD_BATCH_NO_MEMORY (-1000)

uint64_t halfword_batch_words_from_floats(const float *values, uint64_t samples, uint32_t count,
                                          const int8_t *exponents, const int32_t *offsets, int16_t *words);
uint64_t halfword_batch_words_from_integers(const int32_t *values, uint64_t samples, uint32_t count,
                                            const int8_t *exponents, const int32_t *offsets, int16_t *words);
halfword_status halfword_batch_verify(const void *image, uint32_t image_size);
halfword_status halfword_batch_run(const void *image, uint32_t image_size,
                                   const int16_t *words, uint64_t samples, int16_t *outputs, uint32_t *classes);
halfword_status halfword_batch_certify(const void *image, uint32_t image_size,
                                       const int16_t *words, uint64_t samples, uint32_t input_error,
                                       int16_t *outputs, uint32_t *errors, uint32_t *answers, uint32_t *certified);

#endif
