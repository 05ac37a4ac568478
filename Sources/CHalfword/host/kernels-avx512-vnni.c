/* kernels-avx512-vnni.c - see ../include/halfword_host.h; products of pairs and their addition are one instruction */
#if defined(__x86_64__)
#define TARGET __attribute__((target("avx512f,avx512bw,avx512dq,avx512vnni,avx2")))
#include "vectors-avx512.h"

INLINE vec acc_add_products(vec sum, vec a, vec b) { return _mm512_dpwssd_epi32(sum, a, b); }

#include "lanes-x86.h"
#include "rows.h"

#include "depthwise.h"

#include "panels.h"

__attribute__((visibility("hidden"))) extern const halfword_host_kernels halfword_host_avx512_vnni;
const halfword_host_kernels halfword_host_avx512_vnni = HOST_KERNELS("avx512-vnni");
#else
/* No file is empty in C. */
typedef int nothing_for_this_machine;
#endif
