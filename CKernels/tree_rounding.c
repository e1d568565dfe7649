/* Rounds gradients to few steps by chance. */
#ifndef HK_INSTANCE
#include "ckernels.h"

#include <math.h>
#include <string.h>

void hk_tree_largest_ref(float *restrict largest, const float *restrict gradients, size_t n) {
    for (size_t i = 0; i < 2 * n; i++) {
        /* Bits of absolute values are ordered as the values, and those that are not finite lie above all others. */
        uint32_t bits, best;
        memcpy(&bits, gradients + i, sizeof bits);
        memcpy(&best, largest + i % 2, sizeof best);
        bits &= 0x7FFFFFFFu;
        if (bits > best) memcpy(largest + i % 2, &bits, sizeof bits);
    }
}

void hk_tree_round_ref(uint32_t *restrict words, const float *restrict gradients, size_t n, const hk_tree_steps *steps, uint64_t state) {
    for (size_t i = 0; i < n; i++, state += HK_TREE_GAMMA) {
        uint64_t z = (state ^ state >> 30) * 0xBF58476D1CE4E5B9u;
        z = (z ^ z >> 27) * 0x94D049BB133111EBu;
        const float chance = (float)((double)((z ^ z >> 31) >> 11) * 0x1p-53);
        const float gradient = floorf(gradients[2 * i] * steps->per_gradient + chance);
        const float hessian = floorf(gradients[2 * i + 1] * steps->per_hessian + (steps->constant_hessian ? 0.5f : chance));
        const int32_t upper = (int32_t)fminf(fmaxf(gradient, -steps->gradient_limit), steps->gradient_limit);
        words[i] = (uint32_t)upper << 16 | (uint32_t)fminf(fmaxf(hessian, 0), steps->hessian_limit);
    }
}

#define HK_FAMILY "tree_rounding.c"
#include "instances.h"

#else /* vector source, once for each instance */
#include "vector.h"

#define vl_u HK_(vl_u)
#define v_chance HK_(v_chance)
#define v_clamp HK_(v_clamp)

typedef uint64_t vl_u __attribute__((vector_size(8 * HK_LANES)));

/* Numbers in [0, 1) from states of SplitMix64. */
V_INLINE vf v_chance(vl_u z) {
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return __builtin_convertvector(__builtin_convertvector((z ^ z >> 31) >> 11, vd) * 0x1p-53, vf);
}

V_INLINE vf v_clamp(vf x, float low, float high) {
    const vf above = v_select(x > v_splat(low), x, v_splat(low));
    return v_select(above < v_splat(high), above, v_splat(high));
}

void HK_(tree_largest)(float *restrict largest, const float *restrict gradients, size_t n) {
    vu best = {0};
    size_t i = 0;
    for (; i + HK_LANES <= 2 * n; i += HK_LANES) {
        const vu bits = (vu)v_load(gradients + i) & 0x7FFFFFFFu;
        best = (vu)v_select((vi)(bits > best), (vf)bits, (vf)best);
    }
    hk_tree_largest_ref(largest, (const float *)(const void *)&best, HK_LANES / 2);
    hk_tree_largest_ref(largest, gradients + i, n - i / 2);
}

void HK_(tree_round)(uint32_t *restrict words, const float *restrict gradients, size_t n, const hk_tree_steps *steps, uint64_t state) {
    vl_u states;
    for (size_t k = 0; k < HK_LANES; k++)
        states[k] = state + k * HK_TREE_GAMMA;
    size_t i = 0;
    for (; i + HK_LANES <= n; i += HK_LANES) {
        const vf a = v_load(gradients + 2 * i), b = v_load(gradients + 2 * i + HK_LANES);
        const vf gradient = __builtin_shufflevector(a, b, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30);
        const vf hessian = __builtin_shufflevector(a, b, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31);
        const vf chance = v_chance(states), other = steps->constant_hessian ? v_splat(0.5f) : chance;
        const vf upper =
            v_clamp(__builtin_elementwise_floor(gradient * steps->per_gradient + chance), -steps->gradient_limit, steps->gradient_limit);
        const vf lower = v_clamp(__builtin_elementwise_floor(hessian * steps->per_hessian + other), 0, steps->hessian_limit);
        const vi word = __builtin_convertvector(upper, vi) << 16 | __builtin_convertvector(lower, vi);
        __builtin_memcpy(words + i, &word, sizeof word);
        states += HK_LANES * HK_TREE_GAMMA;
    }
    hk_tree_round_ref(words + i, gradients + 2 * i, n - i, steps, state + i * HK_TREE_GAMMA);
}
#endif
