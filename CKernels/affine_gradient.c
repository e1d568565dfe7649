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

#define v_filled HK_(v_filled)

/* Rows of a panel: what a tile reads of them stays in the first-level cache. */
#define HK_PANEL_ROWS 128

/* Columns of a panel's rows, less than a vector, filled up to one with 0. */
V_INLINE void v_filled(float *panel, const float *x, size_t stride, size_t rows, size_t columns) {
    for (size_t row = 0; row < rows; row++) {
        __builtin_memset(panel + row * HK_LANES, 0, HK_LANES * sizeof(float));
        __builtin_memcpy(panel + row * HK_LANES, x + row * stride, columns * sizeof(float));
    }
}

void HK_(affine_gradient)(float *weight, const float *out, const float *x, size_t rows, size_t outputs, size_t inputs) {
    const size_t whole = inputs / HK_LANES * HK_LANES;
    for (size_t row = 0; row < rows; row += HK_PANEL_ROWS) {
        const size_t count = rows - row < HK_PANEL_ROWS ? rows - row : HK_PANEL_ROWS;
        const float *const slopes = out + row * outputs, *const seen = x + row * inputs;
        v_strided_columns(true, weight, inputs, slopes, 1, outputs, seen, inputs, outputs, count, whole);
        if (whole == inputs) continue;
        float panel[HK_PANEL_ROWS * HK_LANES] __attribute__((aligned(64)));
        v_filled(panel, seen + whole, inputs, count, inputs - whole);
        v_strided_rest(weight + whole, inputs, slopes, outputs, panel, HK_LANES, outputs, count, inputs - whole);
    }
}
#endif
