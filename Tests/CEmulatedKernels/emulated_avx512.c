/* emulated_avx512.c - see include/emulated_kernels.h */
#include "emulated_kernels.h"

#if defined(__x86_64__)
#include <emmintrin.h>
#include <string.h>

#define TARGET
#define LANES 4
#define TILE_SAMPLES 4
#include "../../Sources/CHalfword/host/rows-inline.h"

typedef union {
    int32_t words[16];
    int16_t halves[32];
    int8_t bytes[64];
} vec;

#define EACH(count) for (size_t index = 0; index < (count); index++)

INLINE vec vec_zero(void)
{
    vec zero;
    memset(&zero, 0, sizeof zero);
    return zero;
}

INLINE vec vec_add(vec a, vec b)
{
    EACH(16) a.words[index] = (int32_t)((uint32_t)a.words[index] + (uint32_t)b.words[index]);
    return a;
}

INLINE vec vec_subtract(vec a, vec b)
{
    EACH(16) a.words[index] = (int32_t)((uint32_t)a.words[index] - (uint32_t)b.words[index]);
    return a;
}

INLINE vec vec_shift_right_16(vec a)
{
    EACH(16) a.words[index] >>= 16;
    return a;
}

/* (-32768)^2 twice becomes -2^31, as VPMADDWD has it. */
INLINE vec vec_multiply_pairs(vec a, vec b)
{
    vec products;
    EACH(16)
    {
        const uint32_t first = (uint32_t)(a.halves[2 * index] * b.halves[2 * index]);
        const uint32_t second = (uint32_t)(a.halves[2 * index + 1] * b.halves[2 * index + 1]);
        products.words[index] = (int32_t)(first + second);
    }
    return products;
}

INLINE vec acc_add_products(vec sum, vec a, vec b) { return vec_add(sum, vec_multiply_pairs(a, b)); }

INLINE vec vec_load(const void *from)
{
    vec all;
    memcpy(&all, from, sizeof all);
    return all;
}

INLINE vec vec_load_part(const void *from, size_t bytes)
{
    vec some = vec_zero();
    memcpy(&some, from, bytes);
    return some;
}

INLINE __m128i vec_lanes(vec a)
{
    __m128i sum = _mm_setzero_si128();
    EACH(4) sum = _mm_add_epi32(sum, _mm_loadu_si128((const __m128i *)(const void *)(a.words + 4 * index)));
    return sum;
}

INLINE vec vec_magnitude(vec a)
{
    EACH(32) a.halves[index] = (int16_t)(a.halves[index] ^ (a.halves[index] >> 15));
    return a;
}

INLINE vec vec_spread(const int16_t *inputs)
{
    vec spread;
    EACH(16) memcpy(&spread.words[index], inputs + 2 * (index / 4), 4);
    return spread;
}

INLINE vec vec_spread_8(const int16_t *inputs)
{
    vec spread;
    EACH(16) memcpy(&spread.words[index], inputs + 2 * (index / 2), 4);
    return spread;
}

INLINE vec vec_even_8(vec a)
{
    vec rows;
    EACH(32) rows.halves[index] = a.bytes[2 * index];
    return rows;
}

INLINE vec vec_odd_8(vec a)
{
    vec rows;
    EACH(32) rows.halves[index] = a.bytes[2 * index + 1];
    return rows;
}

INLINE vec vec_row_4(vec a, int row)
{
    vec rows;
    EACH(32)
    {
        const int weight = (uint16_t)a.halves[index] >> 4 * row & 15;
        rows.halves[index] = (int16_t)(weight > 7 ? weight - 16 : weight);
    }
    return rows;
}

#include "../../Sources/CHalfword/host/lanes-x86.h"
#include "../../Sources/CHalfword/host/rows.h"

#include "../../Sources/CHalfword/host/depthwise.h"

#include "../../Sources/CHalfword/host/panels.h"

static const halfword_host_kernels kernels = HOST_KERNELS("avx512, emulated");

const halfword_host_kernels *halfword_emulated_avx512(void)
{
    return &kernels;
}
#else
const struct halfword_host_kernels *halfword_emulated_avx512(void)
{
    return 0;
}
#endif
