/* Gradients of the weights of an affine map: one product over all rows. */
#ifndef HK_INSTANCE
#include "ckernels.h"

#pragma STDC FP_CONTRACT OFF /* as in the vector source, every fused multiply-add is written as one */

#include <math.h>

void hk_affine_gradient_ref(float *weight, const float *out, const float *x, size_t rows, size_t outputs, size_t inputs) {
    for (size_t row = 0; row < rows; row++)
        for (size_t o = 0; o < outputs; o++)
            for (size_t i = 0; i < inputs; i++)
                weight[o * inputs + i] = fmaf(out[row * outputs + o], x[row * inputs + i], weight[o * inputs + i]);
}

#define HK_FAMILY "affine_gradient.c"
#include "instances.h"

#else /* vector source, once for each instance */
#include "strided_tile.h"

#define v_rest HK_(v_rest)

/* Rows of a panel: what a tile reads of them stays in the first-level cache. */
#define HK_PANEL_ROWS 128

/* The last `rest` columns of a panel, less than a vector, by way of copies filled up with 0. */
V_INLINE void v_rest(float *weight, const float *out, const float *x, size_t rows, size_t outputs, size_t inputs, size_t rest) {
    float panel[HK_PANEL_ROWS * HK_LANES] __attribute__((aligned(64))) = {0};
    float sums[HK_STRIDED_ROWS * HK_LANES] __attribute__((aligned(64))) = {0};
    for (size_t row = 0; row < rows; row++)
        __builtin_memcpy(panel + row * HK_LANES, x + row * inputs, rest * sizeof(float));
    for (size_t first = 0; first < outputs; first += HK_STRIDED_ROWS) {
        const size_t count = outputs - first < HK_STRIDED_ROWS ? outputs - first : HK_STRIDED_ROWS;
        for (size_t o = 0; o < count; o++)
            __builtin_memcpy(sums + o * HK_LANES, weight + (first + o) * inputs, rest * sizeof(float));
        v_strided(1, true, sums, HK_LANES, out + first, 1, outputs, panel, HK_LANES, count, rows);
        for (size_t o = 0; o < count; o++)
            __builtin_memcpy(weight + (first + o) * inputs, sums + o * HK_LANES, rest * sizeof(float));
    }
}

void HK_(affine_gradient)(float *weight, const float *out, const float *x, size_t rows, size_t outputs, size_t inputs) {
    const size_t whole = inputs / HK_LANES * HK_LANES;
    for (size_t row = 0; row < rows; row += HK_PANEL_ROWS) {
        const size_t count = rows - row < HK_PANEL_ROWS ? rows - row : HK_PANEL_ROWS;
        const float *const slopes = out + row * outputs, *const seen = x + row * inputs;
        v_strided_columns(true, weight, inputs, slopes, 1, outputs, seen, inputs, outputs, count, whole);
        if (whole < inputs) v_rest(weight + whole, slopes, seen + whole, count, outputs, inputs, inputs - whole);
    }
}
#endif
