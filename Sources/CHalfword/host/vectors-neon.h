/*
 * vectors-neon.h - the primitives of rows.h by NEON, which every arm64 has
 *
 * Numbers of 16 bits are multiplied into sums of 32 (SMLAL), a half of a vector at a time; the dot products of later
 * versions of the architecture take numbers of 8 bits alone.
 */
#include <arm_neon.h>

#define TARGET
#define LANES 1
#define TILE_SAMPLES 2
#include "rows-inline.h"

typedef int16x8_t vec;

/* The products of a vector's first half, and of its second. */
typedef struct {
    int32x4_t first, second;
} acc;

/* The same, of neighbours together. */
typedef struct {
    int64x2_t first, second;
} wide;

INLINE vec vec_load(const void *from) { return vreinterpretq_s16_u8(vld1q_u8((const uint8_t *)from)); }

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

INLINE vec vec_magnitude(vec a) { return veorq_s16(a, vshrq_n_s16(a, 15)); }

INLINE vec vec_spread(const int16_t *inputs)
{
    int32_t pair;
    __builtin_memcpy(&pair, inputs, sizeof pair);
    return vreinterpretq_s16_s32(vdupq_n_s32(pair));
}

INLINE vec vec_spread_8(const int16_t *inputs)
{
    const int32x2_t pairs = vreinterpret_s32_u8(vld1_u8((const uint8_t *)(const void *)inputs));
    const int32x4_t both = vcombine_s32(pairs, pairs);
    return vreinterpretq_s16_s32(vzip1q_s32(both, both));
}

INLINE vec vec_even_8(vec a) { return vshrq_n_s16(vshlq_n_s16(a, 8), 8); }
INLINE vec vec_odd_8(vec a) { return vshrq_n_s16(a, 8); }
INLINE vec vec_row_4(vec a, int row)
{
    return vshrq_n_s16(vshlq_s16(a, vdupq_n_s16((int16_t)(12 - 4 * row))), 12);
}

INLINE acc acc_zero(void)
{
    const acc zero = {vdupq_n_s32(0), vdupq_n_s32(0)};
    return zero;
}

INLINE acc acc_add_products(acc sum, vec weights, vec inputs)
{
    sum.first = vmlal_s16(sum.first, vget_low_s16(weights), vget_low_s16(inputs));
    sum.second = vmlal_high_s16(sum.second, weights, inputs);
    return sum;
}

INLINE wide wide_zero(void)
{
    const wide zero = {vdupq_n_s64(0), vdupq_n_s64(0)};
    return zero;
}

INLINE wide wide_add(wide sum, acc number)
{
    sum.first = vpadalq_s32(sum.first, number.first);
    sum.second = vpadalq_s32(sum.second, number.second);
    return sum;
}

/* Neighbouring products are added in 64 bits, where each two fit. */
INLINE wide wide_add_products(wide sum, vec weights, vec inputs)
{
    sum.first = vpadalq_s32(sum.first, vmull_s16(vget_low_s16(weights), vget_low_s16(inputs)));
    sum.second = vpadalq_s32(sum.second, vmull_high_s16(weights, inputs));
    return sum;
}

INLINE void store_sums(int32x4_t sums, const int32_t *starts, int32_t *low)
{
    vst1q_s32(low, vaddq_s32(sums, vld1q_s32(starts)));
}

/* Of rows 0 and 1, and 2 and 3. */
INLINE void store_wide(int64x2_t first, int64x2_t second, const int32_t *starts, int32_t *low, int32_t *top)
{
    const int32x4_t start = vld1q_s32(starts);
    first = vaddw_s32(first, vget_low_s32(start));
    second = vaddw_high_s32(second, start);
    vst1q_s32(low, vcombine_s32(vmovn_s64(first), vmovn_s64(second)));
    vst1q_s32(top, vcombine_s32(vshrn_n_s64(first, 16), vshrn_n_s64(second, 16)));
}

INLINE void acc_rows(acc sum, const int32_t *starts, int32_t *low)
{
    store_sums(vpaddq_s32(sum.first, sum.second), starts, low);
}

INLINE void wide_rows(wide sum, int is_of_products, const int32_t *starts, int32_t *low, int32_t *top)
{
    (void)is_of_products;
    store_wide(sum.first, sum.second, starts, low, top);
}

/* Rows 0 and 2 are in the words of even sums, each twice, 1 and 3 in those of odd ones. */
INLINE void acc_rows_8(acc even, acc odd, const int32_t *starts, int32_t *low)
{
    const int32x4_t sums = vpaddq_s32(vaddq_s32(even.first, even.second), vaddq_s32(odd.first, odd.second));
    const int32x2x2_t rows = vzip_s32(vget_low_s32(sums), vget_high_s32(sums));
    store_sums(vcombine_s32(rows.val[0], rows.val[1]), starts, low);
}

INLINE void wide_rows_8(wide even, wide odd, const int32_t *starts, int32_t *low, int32_t *top)
{
    const int64x2_t evens = vaddq_s64(even.first, even.second), odds = vaddq_s64(odd.first, odd.second);
    store_wide(vzip1q_s64(evens, odds), vzip2q_s64(evens, odds), starts, low, top);
}

/* Each row's words are those of its own sum. */
INLINE void acc_rows_4(const acc *rows, const int32_t *starts, int32_t *low)
{
    const int32x4_t a = vaddq_s32(rows[0].first, rows[0].second), b = vaddq_s32(rows[1].first, rows[1].second);
    const int32x4_t c = vaddq_s32(rows[2].first, rows[2].second), d = vaddq_s32(rows[3].first, rows[3].second);
    store_sums(vpaddq_s32(vpaddq_s32(a, b), vpaddq_s32(c, d)), starts, low);
}

INLINE void wide_rows_4(const wide *rows, const int32_t *starts, int32_t *low, int32_t *top)
{
    const int64x2_t a = vaddq_s64(rows[0].first, rows[0].second), b = vaddq_s64(rows[1].first, rows[1].second);
    const int64x2_t c = vaddq_s64(rows[2].first, rows[2].second), d = vaddq_s64(rows[3].first, rows[3].second);
    store_wide(vpaddq_s64(a, b), vpaddq_s64(c, d), starts, low, top);
}
