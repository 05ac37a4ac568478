/* vectors-avx512.h - the primitives of rows.h by AVX-512; a file that includes this defines TARGET and acc_add_products */
#include <immintrin.h>

#define LANES 4
#define TILE_SAMPLES 4
#include "rows-inline.h"

typedef __m512i vec;

INLINE vec vec_zero(void) { return _mm512_setzero_si512(); }
INLINE vec vec_add(vec a, vec b) { return _mm512_add_epi32(a, b); }
INLINE vec vec_subtract(vec a, vec b) { return _mm512_sub_epi32(a, b); }
INLINE vec vec_shift_right_16(vec a) { return _mm512_srai_epi32(a, 16); }
INLINE vec vec_multiply_pairs(vec a, vec b) { return _mm512_madd_epi16(a, b); }
INLINE vec vec_load(const void *from) { return _mm512_loadu_si512(from); }

INLINE __m128i vec_lanes(vec a)
{
    const __m256i halves = _mm256_add_epi32(_mm512_castsi512_si256(a), _mm512_extracti64x4_epi64(a, 1));
    return _mm_add_epi32(_mm256_castsi256_si128(halves), _mm256_extracti128_si256(halves, 1));
}

INLINE vec vec_load_part(const void *from, size_t bytes)
{
    return _mm512_maskz_loadu_epi32((__mmask16)((1u << (bytes / 4)) - 1), from);
}

INLINE vec vec_magnitude(vec a) { return _mm512_xor_si512(a, _mm512_srai_epi16(a, 15)); }

INLINE vec vec_spread(const int16_t *inputs)
{
    const vec order = _mm512_set_epi32(0x0F0E0D0C, 0x0F0E0D0C, 0x0F0E0D0C, 0x0F0E0D0C,
                                       0x0B0A0908, 0x0B0A0908, 0x0B0A0908, 0x0B0A0908,
                                       0x07060504, 0x07060504, 0x07060504, 0x07060504,
                                       0x03020100, 0x03020100, 0x03020100, 0x03020100);
    const __m128i pairs = _mm_loadu_si128((const __m128i *)(const void *)inputs);
    return _mm512_shuffle_epi8(_mm512_broadcast_i32x4(pairs), order);
}

INLINE vec vec_spread_8(const int16_t *inputs)
{
    const __m256i pairs = _mm256_loadu_si256((const __m256i *)(const void *)inputs);
    return _mm512_shuffle_epi32(_mm512_cvtepu32_epi64(pairs), (_MM_PERM_ENUM)0xA0);
}

INLINE vec vec_even_8(vec a) { return _mm512_srai_epi16(_mm512_slli_epi16(a, 8), 8); }
INLINE vec vec_odd_8(vec a) { return _mm512_srai_epi16(a, 8); }
INLINE vec vec_row_4(vec a, int row)
{
    return _mm512_srai_epi16(_mm512_slli_epi16(a, (unsigned)(12 - 4 * row)), 12);
}
