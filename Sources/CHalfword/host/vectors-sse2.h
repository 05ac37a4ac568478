/* vectors-sse2.h - the primitives of rows.h by SSE2, which every x86-64 has */
#include <emmintrin.h>

#define TARGET
#define LANES 1
#define TILE_SAMPLES 2
#include "rows-inline.h"

typedef __m128i vec;

INLINE vec vec_zero(void) { return _mm_setzero_si128(); }
INLINE vec vec_add(vec a, vec b) { return _mm_add_epi32(a, b); }
INLINE vec vec_subtract(vec a, vec b) { return _mm_sub_epi32(a, b); }
INLINE vec vec_shift_right_16(vec a) { return _mm_srai_epi32(a, 16); }
INLINE vec vec_multiply_pairs(vec a, vec b) { return _mm_madd_epi16(a, b); }
INLINE __m128i vec_lanes(vec a) { return a; }
INLINE vec acc_add_products(vec sum, vec a, vec b) { return vec_add(sum, vec_multiply_pairs(a, b)); }
INLINE vec vec_load(const void *from) { return _mm_loadu_si128((const __m128i *)from); }

INLINE vec vec_load_part(const void *from, size_t bytes)
{
    int32_t words[4] = {0, 0, 0, 0};
    __builtin_memcpy(words, from, 4);
    if (bytes > 4)
        __builtin_memcpy(words + 1, (const unsigned char *)from + 4, 4);
    if (bytes > 8)
        __builtin_memcpy(words + 2, (const unsigned char *)from + 8, 4);
    return vec_load(words);
}

INLINE vec vec_magnitude(vec a) { return _mm_xor_si128(a, _mm_srai_epi16(a, 15)); }

INLINE vec vec_spread(const int16_t *inputs)
{
    int32_t pair;
    __builtin_memcpy(&pair, inputs, sizeof pair);
    return _mm_set1_epi32(pair);
}

INLINE vec vec_spread_8(const int16_t *inputs)
{
    const vec pairs = _mm_loadl_epi64((const __m128i *)(const void *)inputs);
    return _mm_unpacklo_epi32(pairs, pairs);
}

INLINE vec vec_even_8(vec a) { return _mm_srai_epi16(_mm_slli_epi16(a, 8), 8); }
INLINE vec vec_odd_8(vec a) { return _mm_srai_epi16(a, 8); }
INLINE vec vec_row_4(vec a, int row) { return _mm_srai_epi16(_mm_slli_epi16(a, 12 - 4 * row), 12); }
