/*
 * lanes-x86.h - what the instruction sets of x86-64 have in common, over vec_add, vec_subtract, vec_shift_right_16 (of
 * 32-bit numbers), vec_multiply_pairs and vec_lanes, the sum of a vector's lanes of 16 bytes
 *
 * The products of a pair of 16-bit numbers with a pair fit 32 bits together but for one: (-32768)^2 twice is 2^31, and
 * becomes -2^31. In sums mod 2^32 that is the same. With its sign turned each fits: -2^31 is then right.
 */
typedef vec acc;

/* A sum of at most 65536 numbers of 32 bits: that of them mod 2^32, and that of their high halves. They determine it: it
 * is 65536 * high and less than 2^32 more, as each low half is less than 65536. */
typedef struct {
    vec low, high;
} wide;

INLINE acc acc_zero(void)
{
    return vec_zero();
}

INLINE wide wide_zero(void)
{
    const wide zero = {vec_zero(), vec_zero()};
    return zero;
}

INLINE wide wide_add(wide sum, acc number)
{
    sum.low = vec_add(sum.low, number);
    sum.high = vec_add(sum.high, vec_shift_right_16(number));
    return sum;
}

/* Sums of products have their signs turned. */
INLINE wide wide_add_products(wide sum, vec weights, vec inputs)
{
    return wide_add(sum, vec_subtract(vec_zero(), vec_multiply_pairs(weights, inputs)));
}

/* What a sum's two parts, of all lanes, and a start word make. */
INLINE void finish_wide(__m128i low, __m128i high, int is_turned, const int32_t *starts, int32_t *low_words,
                        int32_t *top_words)
{
    /* The sum of the numbers shifted right by 16: its high halves, and the carries of the low ones. */
    const __m128i carries = _mm_srli_epi32(_mm_sub_epi32(low, _mm_slli_epi32(high, 16)), 16);
    const __m128i start = _mm_loadu_si128((const __m128i *)(const void *)starts);
    const __m128i mask = _mm_set1_epi32(0xFFFF);
    __m128i top = _mm_add_epi32(high, carries), bottom = _mm_and_si128(low, mask), sum;
    if (is_turned) {
        top = _mm_sub_epi32(_mm_setzero_si128(), top);
        bottom = _mm_sub_epi32(_mm_setzero_si128(), bottom);
    }
    sum = _mm_add_epi32(bottom, _mm_and_si128(start, mask));
    top = _mm_add_epi32(_mm_add_epi32(top, _mm_srai_epi32(start, 16)), _mm_srai_epi32(sum, 16));
    sum = _mm_or_si128(_mm_and_si128(sum, mask), _mm_slli_epi32(top, 16));
    _mm_storeu_si128((__m128i *)(void *)low_words, sum);
    _mm_storeu_si128((__m128i *)(void *)top_words, top);
}

INLINE void store_sums(__m128i sums, const int32_t *starts, int32_t *low)
{
    const __m128i start = _mm_loadu_si128((const __m128i *)(const void *)starts);
    _mm_storeu_si128((__m128i *)(void *)low, _mm_add_epi32(sums, start));
}

INLINE void acc_rows(acc sum, const int32_t *starts, int32_t *low)
{
    store_sums(vec_lanes(sum), starts, low);
}

INLINE void wide_rows(wide sum, int is_turned, const int32_t *starts, int32_t *low, int32_t *top)
{
    finish_wide(vec_lanes(sum.low), vec_lanes(sum.high), is_turned, starts, low, top);
}

/* Rows 0 and 2 are in the words of even sums, each twice, 1 and 3 in those of odd ones. */
INLINE __m128i join_8(vec even, vec odd)
{
    const __m128i first = vec_lanes(even), second = vec_lanes(odd);
    return _mm_add_epi32(_mm_unpacklo_epi32(first, second), _mm_unpackhi_epi32(first, second));
}

INLINE void acc_rows_8(acc even, acc odd, const int32_t *starts, int32_t *low)
{
    store_sums(join_8(even, odd), starts, low);
}

INLINE void wide_rows_8(wide even, wide odd, const int32_t *starts, int32_t *low, int32_t *top)
{
    finish_wide(join_8(even.low, odd.low), join_8(even.high, odd.high), 0, starts, low, top);
}

/* Each row's words are those of its own sum. */
INLINE __m128i join_4(vec row0, vec row1, vec row2, vec row3)
{
    const __m128i a = vec_lanes(row0), b = vec_lanes(row1), c = vec_lanes(row2), d = vec_lanes(row3);
    const __m128i ab = _mm_add_epi32(_mm_unpacklo_epi32(a, b), _mm_unpackhi_epi32(a, b));
    const __m128i cd = _mm_add_epi32(_mm_unpacklo_epi32(c, d), _mm_unpackhi_epi32(c, d));
    return _mm_add_epi32(_mm_unpacklo_epi64(ab, cd), _mm_unpackhi_epi64(ab, cd));
}

INLINE void acc_rows_4(const acc *rows, const int32_t *starts, int32_t *low)
{
    store_sums(join_4(rows[0], rows[1], rows[2], rows[3]), starts, low);
}

INLINE void wide_rows_4(const wide *rows, const int32_t *starts, int32_t *low, int32_t *top)
{
    finish_wide(join_4(rows[0].low, rows[1].low, rows[2].low, rows[3].low),
                join_4(rows[0].high, rows[1].high, rows[2].high, rows[3].high), 0, starts, low, top);
}
