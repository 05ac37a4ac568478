/* rows-inline.h - what the primitives of rows.h are declared by; TARGET is defined before */
#ifndef ROWS_INLINE_H
#define ROWS_INLINE_H

#include <stddef.h>
#include <stdint.h>

#define INLINE static inline __attribute__((always_inline, unused)) TARGET

#endif
