/* kernels-avx512.c - see ../include/halfword_host.h */
#if defined(__x86_64__)
#define TARGET __attribute__((target("avx512f,avx512bw,avx512dq,avx2")))
#include "vectors-avx512.h"

INLINE vec acc_add_products(vec sum, vec a, vec b) { return vec_add(sum, vec_multiply_pairs(a, b)); }

#include "lanes-x86.h"
#include "rows.h"

#include "depthwise.h"

#include "panels.h"

__attribute__((visibility("hidden"))) extern const halfword_host_kernels halfword_host_avx512;
const halfword_host_kernels halfword_host_avx512 = HOST_KERNELS("avx512");
#else
/* No file is empty in C. */
typedef int nothing_for_this_machine;
#endif
