/* vectors-avx2.h - the primitives of rows.h by AVX2 */
#include <immintrin.h>

#define TARGET __attribute__((target("avx2")))
#define LANES 2
#define TILE_SAMPLES 2
#include "rows-inline.h"

typedef __m256i vec;

INLINE vec vec_zero(void) { return _mm256_setzero_si256(); }
INLINE vec vec_add(vec a, vec b) { return _mm256_add_epi32(a, b); }
INLINE vec vec_subtract(vec a, vec b) { return _mm256_sub_epi32(a, b); }
INLINE vec vec_shift_right_16(vec a) { return _mm256_srai_epi32(a, 16); }
INLINE vec vec_multiply_pairs(vec a, vec b) { return _mm256_madd_epi16(a, b); }
INLINE vec acc_add_products(vec sum, vec a, vec b) { return vec_add(sum, vec_multiply_pairs(a, b)); }
INLINE vec vec_load(const void *from) { return _mm256_loadu_si256((const __m256i *)from); }

INLINE __m128i vec_lanes(vec a)
{
    return _mm_add_epi32(_mm256_castsi256_si128(a), _mm256_extracti128_si256(a, 1));
}

INLINE vec vec_load_part(const void *from, size_t bytes)
{
    const vec places = _mm256_setr_epi32(0, 4, 8, 12, 16, 20, 24, 28);
    const vec mask = _mm256_cmpgt_epi32(_mm256_set1_epi32((int)bytes), places);
    return _mm256_maskload_epi32((const int *)from, mask);
}

INLINE vec vec_magnitude(vec a) { return _mm256_xor_si256(a, _mm256_srai_epi16(a, 15)); }

INLINE vec vec_spread(const int16_t *inputs)
{
    const vec order = _mm256_setr_epi8(0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3,
                                       4, 5, 6, 7, 4, 5, 6, 7, 4, 5, 6, 7, 4, 5, 6, 7);
    vec pairs = _mm256_broadcastq_epi64(_mm_loadl_epi64((const __m128i *)(const void *)inputs));
    /* Loaded to all lanes and then shuffled once: otherwise Clang makes two shuffles of both. */
    __asm__("" : "+x"(pairs));
    return _mm256_shuffle_epi8(pairs, order);
}

INLINE vec vec_spread_8(const int16_t *inputs)
{
    const __m128i pairs = _mm_loadu_si128((const __m128i *)(const void *)inputs);
    return _mm256_shuffle_epi32(_mm256_cvtepu32_epi64(pairs), 0xA0);
}

INLINE vec vec_even_8(vec a) { return _mm256_srai_epi16(_mm256_slli_epi16(a, 8), 8); }
INLINE vec vec_odd_8(vec a) { return _mm256_srai_epi16(a, 8); }
INLINE vec vec_row_4(vec a, int row) { return _mm256_srai_epi16(_mm256_slli_epi16(a, 12 - 4 * row), 12); }
