// Written by Tools/generate-tables; do not edit.
// swift-format-ignore-file

/// halfword_conversions.h.
let conversionsText = #"""
/*
 * halfword_conversions.h - from the values of an application to the words of a model, and back
 *
 * Included by halfword.h. Everything here is inline, so that no floating-point value crosses the library's
 * interface: one library links into programs with and without hardware floating point. What takes integers
 * only needs no floating point at all.
 *
 * An input has an exponent k, from -24 to 24, and an offset o, any 32-bit number. Its word is
 *
 *     word = r - o, the nearest of int16_t,    r = value * 2^(8 - k), rounded to the nearest, halves up
 *
 * with r exact, so that a value far outside gives the end of int16_t on its side. A value that is not a
 * number gives 0. An output has an exponent m: its value is word * 2^(m - 8).
 *
 * Flushing small floats to 0, as many FPUs can, changes no word. Compile without -ffinite-math-only, which is
 * part of -ffast-math: it lets a compiler assume that nothing is a NaN, and the word of one is then an end of
 * int16_t in place of 0.
 */
#ifndef HALFWORD_CONVERSIONS_H
#define HALFWORD_CONVERSIONS_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Only for use in this header: r - o where r is known, and what became of it. `*lost` is 1 where the word
 * is an end of int16_t that the value lies beyond, otherwise 0. */
static inline int16_t halfword_word_less_offset(int64_t rounded, int32_t offset, uint32_t *lost)
{
    /* Beyond 2^33 every word is an end, and the difference might not fit. */
    const int64_t most = INT64_C(8589934592);
    const int64_t word = (rounded > most ? most : rounded < -most ? -most : rounded) - offset;
    *lost = word > 32767 || word < -32768;
    return (int16_t)(word > 32767 ? 32767 : word < -32768 ? -32768 : word);
}

/* Only for use in this header: 2^exponent, for -62 to 62, exact. */
static inline float halfword_power_of_two(int32_t exponent)
{
    const float step = exponent < 0 ? 0.5f : 2.0f;
    int32_t left = exponent < 0 ? -exponent : exponent;
    float power = 1.0f;
    for (; left > 0; left--)
        power *= step;
    return power;
}

/* Only for use in this header: the exponent, or the nearest that an input can have. */
static inline int32_t halfword_usable_exponent(int32_t exponent)
{
    return exponent > 24 ? 24 : exponent < -24 ? -24 : exponent;
}

/* Only for use in this header: value * 2^shift, rounded to the nearest, halves up, for -32 to 32, where the
 * product fits. Shifts no negative number, which C leaves open. */
static inline int64_t halfword_shifted(int64_t value, int32_t shift)
{
    if (shift >= 0) {
        return value * ((int64_t)1 << shift);
    } else {
        const int64_t sum = value + ((int64_t)1 << (-shift - 1));
        return sum >= 0 ? sum >> -shift : ~(~sum >> -shift);
    }
}

/* The word of a float, and whether it was lost: beyond what int16_t holds, or not a number. */
static inline int16_t halfword_checked_word_from_float(float value, int32_t exponent, int32_t offset,
                                                       uint32_t *lost)
{
    /* Only the float's exponent changes: exact, unless it becomes an infinity or so small that it rounds
     * to 0 in any case. */
    const float scaled = value * halfword_power_of_two(8 - halfword_usable_exponent(exponent));
    /* Any r beyond this leaves every offset's words. */
    const float most = 8589934592.0f;
    int64_t whole;
    float fraction;
    if (scaled != scaled) {
        *lost = 1;
        return 0;
    }
    if (!(scaled < most && scaled > -most))
        return halfword_word_less_offset(scaled > 0.0f ? INT64_MAX : INT64_MIN, offset, lost);
    whole = (int64_t)scaled;
    fraction = scaled - (float)whole;
    whole += fraction >= 0.5f;
    whole -= fraction < -0.5f;
    return halfword_word_less_offset(whole, offset, lost);
}

/* The word of a whole number, as a sensor or a converter counts, and whether it was lost. No floating
 * point. */
static inline int16_t halfword_checked_word_from_integer(int32_t count, int32_t exponent,
                                                         int32_t offset, uint32_t *lost)
{
    const int64_t rounded = halfword_shifted(count, 8 - halfword_usable_exponent(exponent));
    return halfword_word_less_offset(rounded, offset, lost);
}

/* The word of a float; the nearest end of int16_t for a value beyond, 0 for one that is not a number. */
static inline int16_t halfword_word_from_float(float value, int32_t exponent, int32_t offset)
{
    uint32_t lost;
    return halfword_checked_word_from_float(value, exponent, offset, &lost);
}

/* The word of a whole number; the nearest end of int16_t for one beyond. */
static inline int16_t halfword_word_from_integer(int32_t count, int32_t exponent, int32_t offset)
{
    uint32_t lost;
    return halfword_checked_word_from_integer(count, exponent, offset, &lost);
}

/* Converts a whole sample.
 *
 *   values      `count` values
 *   exponents   one an input; NULL where all are 0
 *   offsets     one an input; NULL where all are 0
 *   words       room for `count` words
 *
 * Returns how many values were lost: beyond what their words hold, or not a number. */
static inline uint32_t halfword_words_from_floats(const float *values, uint32_t count,
                                                  const int8_t *exponents, const int32_t *offsets,
                                                  int16_t *words)
{
    uint32_t lost_count = 0, lost, index;
    for (index = 0; index < count; index++) {
        words[index] = halfword_checked_word_from_float(values[index], exponents ? exponents[index] : 0,
                                                        offsets ? offsets[index] : 0, &lost);
        lost_count += lost;
    }
    return lost_count;
}

/* The same for a model that takes standardized inputs: the words are those of (value - mean) / deviation,
 * computed in float, with one mean and one deviation an input. */
static inline uint32_t halfword_words_from_standardized(const float *values, uint32_t count,
                                                        const float *means, const float *deviations,
                                                        const int8_t *exponents,
                                                        const int32_t *offsets, int16_t *words)
{
    uint32_t lost_count = 0, lost, index;
    for (index = 0; index < count; index++) {
        words[index] = halfword_checked_word_from_float((values[index] - means[index]) / deviations[index],
                                                        exponents ? exponents[index] : 0,
                                                        offsets ? offsets[index] : 0, &lost);
        lost_count += lost;
    }
    return lost_count;
}

/* The same for whole numbers, without floating point. */
static inline uint32_t halfword_words_from_integers(const int32_t *counts, uint32_t count,
                                                    const int8_t *exponents, const int32_t *offsets,
                                                    int16_t *words)
{
    uint32_t lost_count = 0, lost, index;
    for (index = 0; index < count; index++) {
        words[index] = halfword_checked_word_from_integer(counts[index], exponents ? exponents[index] : 0,
                                                          offsets ? offsets[index] : 0, &lost);
        lost_count += lost;
    }
    return lost_count;
}

/* The value of a word, word * 2^(exponent - 8), exact. */
static inline float halfword_float_from_word(int16_t word, int32_t exponent)
{
    return (float)word * halfword_power_of_two(halfword_usable_exponent(exponent) - 8);
}

/* The value of a word in a unit of which there are `per_one` in 1, such as 100 for hundredths, rounded to
 * the nearest, halves up; the nearest end of int32_t for one beyond. No floating point. */
static inline int32_t halfword_integer_from_word(int16_t word, int32_t exponent, int32_t per_one)
{
    /* At most 2^46 times 2^16. */
    const int64_t value =
        halfword_shifted((int64_t)word * per_one, halfword_usable_exponent(exponent) - 8);
    return value > INT32_MAX ? INT32_MAX : value < INT32_MIN ? INT32_MIN : (int32_t)value;
}

/* How far an output's value can be from the float network's, of its error word from halfword_run_bounded():
 * error * 2^(exponent - 12), exact; the largest float for HALFWORD_NO_BOUND, which says nothing. */
static inline float halfword_float_from_error(uint32_t error, int32_t exponent)
{
    return error == UINT32_MAX
        ? 3.402823466e+38f
        : (float)error * 0.0625f * halfword_power_of_two(halfword_usable_exponent(exponent) - 8);
}

/* The same in a unit of which there are `per_one`, at least 1, in 1, rounded up, so that it bounds; INT32_MAX for
 * more than that, and for HALFWORD_NO_BOUND. No floating point. */
static inline int32_t halfword_integer_from_error(uint32_t error, int32_t exponent, int32_t per_one)
{
    /* Error words have 20 bits: at most 2^51, and times 2^12 less than 2^63. */
    const int64_t product = (int64_t)(error & 0xFFFFFu) * (per_one > 0 ? per_one : 0);
    const int32_t shift = halfword_usable_exponent(exponent) - 12;
    const int64_t value = shift >= 0 ? product * ((int64_t)1 << shift)
                                     : (product + (((int64_t)1 << -shift) - 1)) >> -shift;
    return error > 0xFFFFFu || value > INT32_MAX ? INT32_MAX : (int32_t)value;
}

/* The word of a value in Q8.8: exponent and offset 0. */
static inline int16_t halfword_from_float(float value)
{
    return halfword_word_from_float(value, 0, 0);
}

/* word / 256, exact. */
static inline float halfword_to_float(int16_t word) { return halfword_float_from_word(word, 0); }

#ifdef __cplusplus
}
#endif

#endif
"""#
