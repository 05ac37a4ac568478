/// The files of a page, embedded byte for byte: the scripts in the order in which they run, the styles, and the
/// runtime as WebAssembly, which `Tools/build-wasm` writes.

#ifndef CPAGE_H
#define CPAGE_H

#include <stddef.h>
#include <stdint.h>

/// All scripts, one after the other.
extern const uint8_t *const cpage_scripts;
/// How many bytes they have.
extern const size_t cpage_scripts_size;

/// The styles.
extern const uint8_t *const cpage_styles;
/// How many bytes they have.
extern const size_t cpage_styles_size;

/// The runtime.
extern const uint8_t *const cpage_runtime;
/// How many bytes it has.
extern const size_t cpage_runtime_size;

#endif
