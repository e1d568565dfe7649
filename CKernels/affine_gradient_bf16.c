/* Gradients of the weights of an affine map, with products of BF16 numbers. */
#ifndef HK_INSTANCE
#include "ckernels.h"

#pragma STDC FP_CONTRACT OFF /* as in the vector source, every fused multiply-add is written as one */

#include "bf16.h"

/* Pairs of rows of a panel: what a tile reads of them stays in the first-level cache. */
#define HK_PANEL_PAIRS 64

static size_t whole_vectors(size_t columns) { return (columns + 15) / 16 * 16; }

size_t hk_affine_gradient_words(size_t outputs, size_t inputs) { return HK_PANEL_PAIRS * (whole_vectors(outputs) + whole_vectors(inputs)); }

void hk_affine_gradient_bf16_ref(float *weight, const float *out, const float *x, size_t rows, size_t outputs, size_t inputs,
                                 uint32_t *words) {
    (void)words;
    for (size_t row = 0; row < rows; row += 2) {
        const float *const out_next = row + 1 < rows ? out + outputs : 0, *const x_next = row + 1 < rows ? x + inputs : 0;
        for (size_t o = 0; o < outputs; o++)
            for (size_t i = 0; i < inputs; i++) {
                const uint32_t slopes = bf16_of(out[o]) | (out_next ? bf16_of(out_next[o]) << 16 : 0);
                const uint32_t seen = bf16_of(x[i]) | (x_next ? bf16_of(x_next[i]) << 16 : 0);
                weight[o * inputs + i] = add_pair(weight[o * inputs + i], slopes, seen);
            }
        out += 2 * outputs;
        x += 2 * inputs;
    }
}

#define HK_FAMILY "affine_gradient_bf16.c"
#define HK_FAMILY_OF_BF16
#include "instances.h"

#else /* vector source */
#include "bf16_product.h"

#include "strided_tile.h"

#include "bf16_words.h"

#define v_row_pairs HK_(v_row_pairs)

/* Rows as words of two neighbouring ones: [(rows + 1) / 2][columns in whole vectors], filled up with 0. */
V_INLINE void v_row_pairs(float *words, const float *x, size_t rows, size_t columns) {
    for (size_t row = 0; row < rows; row += 2, x += 2 * columns)
        for (size_t c = 0; c < columns; c += HK_LANES, words += HK_LANES) {
            const vf second = row + 1 < rows ? v_load_upto(x + columns + c, columns - c) : (vf){0};
            v_store(words, v_pack(v_load_upto(x + c, columns - c), second));
        }
}

void HK_(affine_gradient_bf16)(float *weight, const float *out, const float *x, size_t rows, size_t outputs, size_t inputs,
                               uint32_t *words) {
    const size_t whole = inputs / HK_LANES * HK_LANES, panel = 2 * HK_PANEL_PAIRS;
    const size_t slope_stride = (outputs + HK_LANES - 1) / HK_LANES * HK_LANES;
    const size_t seen_stride = (inputs + HK_LANES - 1) / HK_LANES * HK_LANES;
    float *const slopes = (float *)words, *const seen = slopes + HK_PANEL_PAIRS * slope_stride;
    for (size_t row = 0; row < rows; row += panel) {
        const size_t count = rows - row < panel ? rows - row : panel, pairs = (count + 1) / 2;
        v_row_pairs(slopes, out + row * outputs, count, outputs);
        v_row_pairs(seen, x + row * inputs, count, inputs);
        v_strided_columns(true, weight, inputs, slopes, 1, slope_stride, seen, seen_stride, outputs, pairs, whole);
        if (whole < inputs)
            v_strided_rest(weight + whole, inputs, slopes, slope_stride, seen + whole, seen_stride, outputs, pairs, inputs - whole);
    }
}
#endif
