/* What the fuzz targets share. */
#ifndef MUTATOR_H
#define MUTATOR_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

/* libFuzzer calls it with each input. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The bytes in memory of exactly their size, aligned for an image, so that AddressSanitizer sees each
 * access beyond. */
void *exact_copy(const uint8_t *data, size_t size);

#endif
