/* kernels-sse2.c - see ../include/halfword_host.h */
#if defined(__x86_64__)
#include "vectors-sse2.h"

#include "lanes-x86.h"
#include "rows.h"

#include "depthwise.h"

#include "panels.h"

__attribute__((visibility("hidden"))) extern const halfword_host_kernels halfword_host_sse2;
const halfword_host_kernels halfword_host_sse2 = HOST_KERNELS("sse2");
#else
/* No file is empty in C. */
typedef int nothing_for_this_machine;
#endif
