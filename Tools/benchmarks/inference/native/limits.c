/*
 * limits.c - what the processor can do at the most, for Tools/bench-inference
 *
 * The model is "read BYTES": each row of the batch reads so many bytes, which is what is left of a run that multiplies
 * for nothing; or "integers" or "floats": each row is LIMIT_OPERATIONS multiply-adds of words of 16 bits, or of floats,
 * between registers, the fastest that the compiler's target has. Compiled with -march=native.
 */
#include "peer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

/* The multiply-adds of a row; the tool passes the same number. */
#ifndef LIMIT_OPERATIONS
#define LIMIT_OPERATIONS 65536u
#endif

typedef struct {
    const unsigned char *bytes;
    uint32_t size;
    int kind;
} state;

enum { READ, INTEGERS, FLOATS };

const int peer_threading = PEER_ROWS;

/* A number that the compiler knows nothing about goes into every loop, and what comes out is kept. */
static void keep(uint64_t number)
{
    __asm__ volatile("" : : "r"(number) : "memory");
}

#if defined(__AVX512F__) && defined(__AVX512BW__)
typedef __m512i integers;
typedef __m512 floats;
#define SET_INTEGERS _mm512_set1_epi16
#define SET_FLOATS _mm512_set1_ps
#define XOR(a, b) _mm512_xor_si512(a, b)
#define LOAD(address) _mm512_loadu_si512((const void *)(address))
#define FMA(sum, a, b) _mm512_fmadd_ps(a, b, sum)
#if defined(__AVX512VNNI__)
#define MADD(sum, a, b) _mm512_dpwssd_epi32(sum, a, b)
#else
#define MADD(sum, a, b) _mm512_add_epi32(sum, _mm512_madd_epi16(a, b))
#endif
#elif defined(__AVX2__) && defined(__FMA__)
typedef __m256i integers;
typedef __m256 floats;
#define SET_INTEGERS _mm256_set1_epi16
#define SET_FLOATS _mm256_set1_ps
#define XOR(a, b) _mm256_xor_si256(a, b)
#define LOAD(address) _mm256_loadu_si256((const __m256i *)(const void *)(address))
#define FMA(sum, a, b) _mm256_fmadd_ps(a, b, sum)
#if defined(__AVXVNNI__)
#define MADD(sum, a, b) _mm256_dpwssd_avx_epi32(sum, a, b)
#else
#define MADD(sum, a, b) _mm256_add_epi32(sum, _mm256_madd_epi16(a, b))
#endif
#elif defined(__x86_64__)
typedef __m128i integers;
typedef __m128 floats;
#define SET_INTEGERS _mm_set1_epi16
#define SET_FLOATS _mm_set1_ps
#define XOR(a, b) _mm_xor_si128(a, b)
#define LOAD(address) _mm_loadu_si128((const __m128i *)(const void *)(address))
#define FMA(sum, a, b) _mm_add_ps(sum, _mm_mul_ps(a, b))
#define MADD(sum, a, b) _mm_add_epi32(sum, _mm_madd_epi16(a, b))
#endif

#ifdef LOAD
/* Eight sums of two factors with four: none is the same as another, so none can be left out; and each stays in its
 * register, in this order. */
#define ONE(OPERATION, sum, first, second) \
    sum = OPERATION(sum, first, second); \
    __asm__ volatile("" : "+x"(sum))
#define EIGHT(OPERATION) \
    ONE(OPERATION, s0, x, a); \
    ONE(OPERATION, s1, x, b); \
    ONE(OPERATION, s2, x, c); \
    ONE(OPERATION, s3, x, d); \
    ONE(OPERATION, s4, y, a); \
    ONE(OPERATION, s5, y, b); \
    ONE(OPERATION, s6, y, c); \
    ONE(OPERATION, s7, y, d)

static void multiply_integers(uint32_t operations)
{
    integers a = SET_INTEGERS(1), b = SET_INTEGERS(2), c = SET_INTEGERS(3), d = SET_INTEGERS(4);
    integers x = SET_INTEGERS(5), y = SET_INTEGERS(7), s0 = a, s1 = b, s2 = c, s3 = d, s4 = a, s5 = b, s6 = c, s7 = d;
    const uint32_t turns = operations / (8 * (uint32_t)sizeof(integers) / 2);
    uint32_t turn, first;
    for (turn = 0; turn < turns; turn++) {
        /* The factors may have changed, for all that the compiler knows. */
        __asm__ volatile("" : "+x"(x), "+x"(y));
        EIGHT(MADD);
    }
    s0 = XOR(XOR(XOR(s0, s1), XOR(s2, s3)), XOR(XOR(s4, s5), XOR(s6, s7)));
    memcpy(&first, &s0, sizeof first);
    keep(first);
}

static void multiply_floats(uint32_t operations)
{
    floats a = SET_FLOATS(1), b = SET_FLOATS(2), c = SET_FLOATS(3), d = SET_FLOATS(4);
    floats x = SET_FLOATS(5), y = SET_FLOATS(7), s0 = a, s1 = b, s2 = c, s3 = d, s4 = a, s5 = b, s6 = c, s7 = d;
    const uint32_t turns = operations / (8 * (uint32_t)sizeof(floats) / 4);
    uint32_t turn, first;
    for (turn = 0; turn < turns; turn++) {
        __asm__ volatile("" : "+x"(x), "+x"(y));
        EIGHT(FMA);
    }
    s0 += s1 + s2 + s3 + s4 + s5 + s6 + s7;
    memcpy(&first, &s0, sizeof first);
    keep(first);
}

static void read_bytes(const unsigned char *bytes, uint32_t size)
{
    const uint32_t width = (uint32_t)sizeof(integers);
    integers s0 = SET_INTEGERS(0), s1 = s0, s2 = s0, s3 = s0;
    uint32_t place, first;
    for (place = 0; place + 4 * width <= size; place += 4 * width) {
        s0 = XOR(s0, LOAD(bytes + place));
        s1 = XOR(s1, LOAD(bytes + place + width));
        s2 = XOR(s2, LOAD(bytes + place + 2 * width));
        s3 = XOR(s3, LOAD(bytes + place + 3 * width));
    }
    for (; place < size; place += width)
        s0 = XOR(s0, LOAD(bytes + place));
    s0 = XOR(XOR(s0, s1), XOR(s2, s3));
    memcpy(&first, &s0, sizeof first);
    keep(first);
}
#endif

void *peer_open(const peer_task *task)
{
#ifdef LOAD
    state *self = calloc(1, sizeof *self);
    unsigned char *bytes;
    if (self == NULL)
        return NULL;
    if (strncmp(task->model, "read ", 5) == 0) {
        self->kind = READ;
        self->size = (uint32_t)strtoul(task->model + 5, NULL, 10);
        /* The last vector may read beyond the size. */
        bytes = malloc(self->size + 64u);
        if (bytes == NULL)
            return NULL;
        memset(bytes, 37, self->size + 64u);
        self->bytes = bytes;
    } else
        self->kind = strcmp(task->model, "integers") == 0 ? INTEGERS : FLOATS;
    return self;
#else
    (void)task;
    fputs("the limits are known for x86-64 alone\n", stderr);
    return NULL;
#endif
}

int peer_run(void *opened, uint32_t thread, uint32_t first, uint32_t count)
{
#ifdef LOAD
    const state *self = opened;
    uint32_t row;
    (void)thread;
    (void)first;
    if (self->kind == INTEGERS)
        multiply_integers(count * LIMIT_OPERATIONS);
    else if (self->kind == FLOATS)
        multiply_floats(count * LIMIT_OPERATIONS);
    else
        for (row = 0; row < count; row++)
            read_bytes(self->bytes, self->size);
#else
    (void)opened;
    (void)thread;
    (void)first;
    (void)count;
#endif
    return 0;
}

void peer_outputs(const void *opened, float *outputs)
{
    (void)opened;
    (void)outputs;
}
