/* From values to bins. */
#ifndef HK_INSTANCE
#include "ckernels.h"

#include <math.h>
#include <string.h>

bool hk_tree_bin_ref(uint8_t *restrict bins, const float *restrict x, size_t x_stride, size_t n, const float *restrict bounds,
                     size_t count) {
    bool has_missing = false;
    for (size_t i = 0; i < n; i++) {
        const float value = x[i * x_stride];
        if (isnan(value)) {
            bins[i] = 0;
            has_missing = true;
            continue;
        }
        size_t bin = 0;
        for (size_t half = HK_TREE_BOUNDS / 2; half > 0; half /= 2)
            if (bin + half <= count && bounds[bin + half - 1] < value) bin += half;
        bins[i] = (uint8_t)(bin + 1);
    }
    return has_missing;
}

void hk_sort_floats(float *values, float *scratch, size_t n) {
    uint32_t *from = (uint32_t *)(void *)values, *to = (uint32_t *)(void *)scratch;
    size_t counts[3][2048];
    memset(counts, 0, sizeof counts);
    for (size_t i = 0; i < n; i++) { /* bits that are ordered as the values */
        from[i] ^= (uint32_t)((int32_t)from[i] >> 31) | 0x80000000u;
        counts[0][from[i] & 2047]++;
        counts[1][from[i] >> 11 & 2047]++;
        counts[2][from[i] >> 22]++;
    }
    for (size_t digit = 0; digit < 3; digit++) {
        size_t at = 0;
        for (size_t slot = 0; slot < 2048; slot++) {
            const size_t count = counts[digit][slot];
            counts[digit][slot] = at;
            at += count;
        }
        for (size_t i = 0; i < n; i++)
            to[counts[digit][from[i] >> (11 * digit) & 2047]++] = from[i];
        uint32_t *other = from;
        from = to;
        to = other;
    }
    uint32_t *out = (uint32_t *)(void *)values; /* three passes end in scratch */
    for (size_t i = 0; i < n; i++)
        out[i] = from[i] ^ ((from[i] >> 31) - 1u | 0x80000000u);
}

#define HK_FAMILY "tree_binning.c"
#include "instances.h"

#else /* vector source, once for each instance */
#include "vector.h"

/* Sixteen binary searches at once, without branches: bounds beyond `count` are +infinity, so that no value is above them. */
bool HK_(tree_bin)(uint8_t *restrict bins, const float *restrict x, size_t x_stride, size_t n, const float *restrict bounds, size_t count) {
    float table[HK_TREE_BOUNDS];
    for (size_t k = 0; k < HK_TREE_BOUNDS; k++)
        table[k] = k < count ? bounds[k] : __builtin_inff();
    size_t steps = 1;
    while ((size_t)1 << steps <= count)
        steps++;
    vi missing = {0};
    size_t i = 0;
#ifdef HK_AVX512
    for (; i + HK_LANES <= n; i += HK_LANES) {
        const __m512i lane = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
        const __m512 value = x_stride == 1
                                 ? _mm512_loadu_ps(x + i)
                                 : _mm512_i32gather_ps(_mm512_mullo_epi32(lane, _mm512_set1_epi32((int)x_stride)), x + i * x_stride, 4);
        __m512i bin = _mm512_setzero_si512();
        for (size_t half = (size_t)1 << (steps - 1); half > 0; half /= 2) {
            const __m512i next = _mm512_add_epi32(bin, _mm512_set1_epi32((int)half));
            const __m512 bound = _mm512_i32gather_ps(_mm512_sub_epi32(next, _mm512_set1_epi32(1)), table, 4);
            bin = _mm512_mask_mov_epi32(bin, _mm512_cmp_ps_mask(bound, value, _CMP_LT_OQ), next);
        }
        const __mmask16 is_nan = _mm512_cmp_ps_mask(value, value, _CMP_UNORD_Q);
        bin = _mm512_maskz_add_epi32((__mmask16)~is_nan, bin, _mm512_set1_epi32(1));
        missing |= (vi)_mm512_maskz_set1_epi32(is_nan, -1);
        _mm_storeu_si128((__m128i *)(void *)(bins + i), _mm512_cvtepi32_epi8(bin));
    }
#else
    /* Eight chains side by side: gathers of AVX2 are slower than loads. */
    for (; i + 8 <= n; i += 8) {
        float value[8];
        size_t bin[8] = {0};
        V_UNROLL for (size_t k = 0; k < 8; k++) value[k] = x[(i + k) * x_stride];
        for (size_t half = (size_t)1 << (steps - 1); half > 0; half /= 2)
            V_UNROLL for (size_t k = 0; k < 8; k++) bin[k] += table[bin[k] + half - 1] < value[k] ? half : 0;
        V_UNROLL for (size_t k = 0; k < 8; k++) {
            const bool is_nan = value[k] != value[k];
            missing[0] |= is_nan ? -1 : 0;
            bins[i + k] = is_nan ? 0 : (uint8_t)(bin[k] + 1);
        }
    }
#endif
    bool has_missing = hk_tree_bin_ref(bins + i, x + i * x_stride, x_stride, n - i, bounds, count);
    for (size_t k = 0; k < HK_LANES; k++)
        has_missing |= missing[k] != 0;
    return has_missing;
}
#endif
