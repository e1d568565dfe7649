#ifndef HK_INSTANCE
#include "ckernels.h"

/* Puts x[at] among those before it, which are in order. */
static inline __attribute__((always_inline)) void insert(double *x, size_t at) {
    const double value = x[at];
    for (; at > 0 && x[at - 1] > value; at--)
        x[at] = x[at - 1];
    x[at] = value;
}

void hk_insertion_sort_ref(double *x, size_t n) {
    for (size_t at = 1; at < n; at++)
        insert(x, at);
}

#define HK_FAMILY "insertion_sort.c"
#include "instances.h"

#else /* vector source, once for each instance */
#include "vector.h"

#define exchange HK_(exchange)
#define is_ordered HK_(is_ordered)
#define sweep HK_(sweep)

/* Rounds of exchanges before the insertion, whose branches are guessed wrong wherever values are out of order. With two values to a bucket,
 * dealt at random, two rounds took 1.5 times as long as four in all, and six were no better. */
#define SWEEPS 4

/* Doubles of a register, by intrinsics: in clang's vector types a choice between doubles by masks took three times as long. */
#ifdef HK_AVX512
#define WIDTH 8
#else
#define WIDTH 4
#endif

/* Puts x[0] and x[1], x[2] and x[3] and so on in order. Of equal numbers both instructions give the second, so these stay where they are.
 */
V_INLINE void exchange(double *x) {
#ifdef HK_AVX512
    const __m512d v = _mm512_loadu_pd(x), other = _mm512_permute_pd(v, 0x55);
    _mm512_storeu_pd(x, _mm512_mask_max_pd(_mm512_min_pd(other, v), 0xAA, other, v));
#else
    const __m256d v = _mm256_loadu_pd(x), other = _mm256_permute_pd(v, 0x5);
    _mm256_storeu_pd(x, _mm256_blend_pd(_mm256_min_pd(other, v), _mm256_max_pd(other, v), 0xA));
#endif
}

/* Whether none of x[0] ... x[WIDTH - 1] is less than the one before. */
V_INLINE bool is_ordered(const double *x) {
#ifdef HK_AVX512
    return _mm512_cmp_pd_mask(_mm512_loadu_pd(x), _mm512_loadu_pd(x - 1), _CMP_LT_OQ) == 0;
#else
    return _mm256_movemask_pd(_mm256_cmp_pd(_mm256_loadu_pd(x), _mm256_loadu_pd(x - 1), _CMP_LT_OQ)) == 0;
#endif
}

/* A round of odd-even transposition, from `at` on. */
V_INLINE void sweep(double *x, size_t n, size_t at) {
    for (; at + 4 * WIDTH <= n; at += 4 * WIDTH)
        V_UNROLL for (size_t k = 0; k < 4; k++) exchange(x + at + k * WIDTH);
    for (; at + 2 <= n; at += 2) {
        const double low = x[at], high = x[at + 1];
        x[at] = high < low ? high : low;
        x[at + 1] = high < low ? low : high;
    }
}

void HK_(insertion_sort)(double *x, size_t n) {
    for (size_t round = 0; round < SWEEPS; round++)
        sweep(x, n, round % 2);
    size_t at = 1;
    for (; at + 2 * WIDTH <= n; at += 2 * WIDTH) {
        if (is_ordered(x + at) && is_ordered(x + at + WIDTH)) continue;
        for (size_t k = 0; k < 2 * WIDTH; k++)
            insert(x, at + k);
    }
    for (; at < n; at++)
        insert(x, at);
}

#undef WIDTH
#endif
