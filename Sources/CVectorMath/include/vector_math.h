#ifndef HALFWORD_VECTOR_MATH_H
#define HALFWORD_VECTOR_MATH_H

/*
 * Arithmetic that Swift's loops can only turn into vector instructions through C.
 */

/*
 * The square root, correctly rounded; NaN for x < 0. Unlike sqrtf, and with it Swift's squareRoot(),
 * it does not set errno: a loop has no branch, and becomes a vector instruction.
 */
static inline float vector_square_root(float x)
{
#if defined(__has_builtin)
#if __has_builtin(__builtin_elementwise_sqrt)
    return __builtin_elementwise_sqrt(x);
#else
    return __builtin_sqrtf(x);
#endif
#else
    return __builtin_sqrtf(x);
#endif
}

#endif
