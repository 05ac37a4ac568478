/* emulated_kernels.h - the kernels for AVX-512, for machines that cannot run them: the same source over primitives that
 * are loops. It shows that the kernels are right with vectors of 64 bytes, not that their instructions are. */
#ifndef EMULATED_KERNELS_H
#define EMULATED_KERNELS_H

struct halfword_host_kernels;

/* NULL where the machine is no x86-64. */
const struct halfword_host_kernels *halfword_emulated_avx512(void);

#endif
