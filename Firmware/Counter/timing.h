/* Estimates of the cycles that instructions take, from memory without wait states. */
#ifndef TIMING_H
#define TIMING_H

#include <stddef.h>
#include <stdint.h>

typedef struct {
    const char *name;
    /* The bytes of the instruction at `code`. */
    size_t (*size)(const void *code);
    /* The cycles of one instruction, of which `size` bytes stand at `code`; a jump's as if it were
     * not taken. */
    uint32_t (*cycles)(const void *code, size_t size);
    /* The cycles that a jump takes beyond that. */
    uint32_t taken_branch;
} timing;

/* The timing of a core by its name, or NULL. "none" has no cycles: those of cores whose makers
 * publish none. */
const timing *timing_of_core(const char *name);

#endif
