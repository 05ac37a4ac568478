/* kernels-neon.c - see ../include/halfword_host.h */
#if defined(__aarch64__)
#include "vectors-neon.h"

#include "rows.h"

#include "depthwise.h"

#include "panels.h"

__attribute__((visibility("hidden"))) extern const halfword_host_kernels halfword_host_neon;
const halfword_host_kernels halfword_host_neon = HOST_KERNELS("neon");
#else
/* No file is empty in C. */
typedef int nothing_for_this_machine;
#endif
