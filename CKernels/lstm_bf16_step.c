/* Steps of LSTM layers with products of BF16 numbers. */
#ifndef HK_INSTANCE
#include "ckernels.h"

#pragma STDC FP_CONTRACT OFF /* as in the vector source, every fused multiply-add is written as one */

#include "bf16.h"
#include "lstm_reference.h"

void hk_bf16_pairs_ref(uint32_t *restrict out, const float *restrict x, size_t rows, size_t columns, size_t stride) {
    for (size_t row = 0; row < rows; row++, x += stride)
        for (size_t k = 0; k < columns; k += 2)
            *out++ = bf16_of(x[k]) | (k + 1 < columns ? bf16_of(x[k + 1]) << 16 : 0);
}

void hk_lstm_bf16_step_ref(const hk_lstm_bf16_step *s) {
    for (size_t row = 0; row < s->rows; row++) {
        const uint32_t *w = s->packed, *x = s->x + row * s->x_stride, *before = s->h_previous + row * s->pair_stride;
        float *h = s->h + row * s->state_stride, *c = s->c + row * s->state_stride, *gates = s->gates;
        for (size_t unit = 0; unit < s->width; unit++) {
            w = bf16_products(gates, w, x, s->inputs, before, s->width);
            c[unit] = sigmoid(gates[1]) * c[unit] + sigmoid(gates[0]) * tangent(gates[2]);
            h[unit] = sigmoid(gates[3]) * tangent(c[unit]);
        }
        hk_bf16_pairs_ref(s->h_pairs + row * s->pair_stride, h, 1, s->width, 0);
    }
}

#define HK_FAMILY "lstm_bf16_step.c"
#define HK_FAMILY_OF_BF16
#include "instances.h"

#else /* vector source */
#include "bf16_tile.h"
#include "lstm_vector.h"

void HK_(bf16_pairs)(uint32_t *restrict out, const float *restrict x, size_t rows, size_t columns, size_t stride) {
    if (columns == 1 && stride == 1) { /* a series without covariates: words of one number each */
        V_EACH(rows, _mm512_mask_storeu_epi32(out + at, (__mmask16)((1u << left) - 1),
                                              _mm512_cvtepu16_epi32(v_round(v_load_upto(x + at, left)))));
        return;
    }
    for (size_t row = 0; row < rows; row++, x += stride, out += (columns + 1) / 2)
        V_EACH(columns, _mm256_mask_storeu_epi32(out + at / 2, (__mmask8)((1u << (left + 1) / 2) - 1), v_round(v_load_upto(x + at, left))));
}

void HK_(lstm_bf16_step)(const hk_lstm_bf16_step *s) {
    const v_rows x = {(const float *)s->x, s->x_stride, (s->inputs + 1) / 2};
    const v_rows h = {(const float *)s->h_previous, s->pair_stride, (s->width + 1) / 2};
    const float *w = (const float *)s->packed;
    for (size_t unit = 0; unit < s->width; unit += HK_LANES, w += (1 + x.k + h.k) * 4 * HK_LANES) {
        v_gate_products(s->gates, 4 * HK_LANES, x, h, s->rows, w);
        v_all_cells(s->h + unit, s->c + unit, s->state_stride, s->gates, 4 * HK_LANES, s->rows);
        v_round_states(s->h_pairs + unit / 2, s->pair_stride, s->h + unit, s->state_stride, s->rows);
    }
}
#endif
