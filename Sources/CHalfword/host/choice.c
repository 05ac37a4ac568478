/* choice.c - which kernels of halfword_host.h a machine gets */
#include "../include/halfword_host.h"

#if defined(__x86_64__)
#include <cpuid.h>

extern const halfword_host_kernels halfword_host_sse2, halfword_host_avx2, halfword_host_avx512,
    halfword_host_avx512_vnni;

/* From the slowest to the fastest. */
static const halfword_host_kernels *const sets[] = {
    &halfword_host_sse2, &halfword_host_avx2, &halfword_host_avx512, &halfword_host_avx512_vnni};

/* What the operating system keeps of a thread's registers: bits 1 and 2 for AVX, 5 to 7 besides for AVX-512. */
static uint32_t kept_registers(void)
{
    uint32_t low, high;
    __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
    return low;
}

/* How many of the sets the processor and its operating system can run. */
static uint32_t count_sets(void)
{
    const uint32_t avx512 = 1u << 16 | 1u << 17 | 1u << 30; /* F, DQ, BW */
    uint32_t a, b, c, d, kept;
    if (!__get_cpuid(1, &a, &b, &c, &d) || (c & bit_OSXSAVE) == 0)
        return 1;
    kept = kept_registers();
    if ((kept & 0x06u) != 0x06u || !__get_cpuid_count(7, 0, &a, &b, &c, &d) || (b & bit_AVX2) == 0)
        return 1;
    if ((kept & 0xE6u) != 0xE6u || (b & avx512) != avx512)
        return 2;
    return (c & 1u << 11) == 0 ? 3 : 4;
}
#elif defined(__aarch64__)
extern const halfword_host_kernels halfword_host_neon;

static const halfword_host_kernels *const sets[] = {&halfword_host_neon};

/* NEON is a part of every arm64. */
static uint32_t count_sets(void)
{
    return 1;
}
#endif

#if HALFWORD_HAS_HOST_KERNELS
/* 0 before the first call, then one more than the index of the set. Threads that find 0 at once write the same; nothing
 * else depends on the order of their accesses. */
static uint32_t chosen;

static const halfword_host_kernels *choose(void)
{
    const uint32_t count = count_sets();
    __atomic_store_n(&chosen, count, __ATOMIC_RELAXED);
    return sets[count - 1];
}

const halfword_host_kernels *halfword_host(void)
{
    const uint32_t known = __atomic_load_n(&chosen, __ATOMIC_RELAXED);
    return known != 0 ? sets[known - 1] : choose();
}

const halfword_host_kernels *halfword_host_set(uint32_t index)
{
    return index < count_sets() ? sets[index] : NULL;
}

void halfword_host_choose(uint32_t index)
{
    if (index < count_sets())
        __atomic_store_n(&chosen, index + 1, __ATOMIC_RELAXED);
}
#endif
