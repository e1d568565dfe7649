/* One step of backpropagation through time for one LSTM layer and many rows. */
#ifndef HK_INSTANCE
#include "ckernels.h"

#pragma STDC FP_CONTRACT OFF /* as in the vector source, every fused multiply-add is written as one */

#include "lstm_reference.h"

size_t hk_lstm_transposed_floats(size_t lanes, size_t width, size_t columns) {
    return blocks_of(columns, 2 * lanes) * 2 * lanes * blocks_of(width, lanes) * 4 * lanes;
}

void hk_lstm_pack_transposed(float *restrict packed, size_t lanes, const float *weight, size_t width, size_t columns) {
    for (size_t first = 0; first < columns; first += 2 * lanes)
        for (size_t block = 0; block < blocks_of(width, lanes); block++)
            for (size_t gate = 0; gate < 4; gate++)
                for (size_t lane = 0; lane < lanes; lane++) {
                    const size_t unit = block * lanes + lane;
                    for (size_t column = first; column < first + 2 * lanes; column++)
                        *packed++ = unit < width && column < columns ? weight[(gate * width + unit) * columns + column] : 0;
                }
}

/* dh[C] += gradients [4 C] of one row · packed weights, for one lane. */
static void add_products(float *dh, const float *gradients, const float *packed, size_t width) {
    for (size_t first = 0; first < width; first += 2)
        for (size_t k = 0; k < 4 * width; k++, packed += 2)
            for (size_t column = first; column < width && column < first + 2; column++)
                dh[column] = fmaf(gradients[k], packed[column - first], dh[column]);
}

void hk_lstm_gradient_step_ref(const hk_lstm_gradient_step *s) {
    for (size_t row = 0; row < s->rows; row++) {
        float *dh = s->dh + row * s->dh_stride;
        if (!s->adds)
            for (size_t unit = 0; unit < s->width; unit++)
                dh[unit] = 0;
        if (s->above) {
            add_products(dh, s->above + row * 4 * s->state_stride, s->packed_above, s->width);
            for (size_t unit = 0; s->mask && unit < s->width; unit++)
                dh[unit] *= s->mask[row * s->state_stride + unit];
        }
        if (s->next) add_products(dh, s->next + row * 4 * s->state_stride, s->packed_recurrent, s->width);
        float *gates = s->gates + row * 4 * s->state_stride;
        for (size_t unit = 0; unit < s->width; unit++, gates += 4) {
            const size_t j = row * s->state_stride + unit;
            const float i = gates[0], f = gates[1], g = gates[2], o = gates[3], t = s->tanh_c[j];
            const float dc = s->dc[j] + dh[unit] * o * (1 - t * t);
            gates[0] = dc * g * i * (1 - i);
            gates[1] = dc * s->c_previous[j] * f * (1 - f);
            gates[2] = dc * i * (1 - g * g);
            gates[3] = dh[unit] * t * o * (1 - o);
            s->dc[j] = dc * f;
        }
    }
}

#define HK_FAMILY "lstm_gradient.c"
#include "instances.h"

#else /* vector source, once for each instance */
#include "packed_tile.h"

#define v_add_gradients HK_(v_add_gradients)
#define v_gradient_cells HK_(v_gradient_cells)

/* dh = start + gradients [rows, 4 Cp] · packed weights; `zeros` is the start, or NULL for what dh holds. */
V_INLINE void v_add_gradients(const hk_lstm_gradient_step *s, const float *gradients, const float *packed, const float *zeros) {
    const size_t depth = 4 * s->state_stride, most = HK_PANEL_BYTES / (2 * HK_LANES * sizeof(float));
    for (size_t unit = 0; unit < s->width; unit += 2 * HK_LANES) {
        const float *start = zeros;
        for (size_t first = 0; first < depth; first += most) {
            const size_t k = depth - first < most ? depth - first : most;
            const v_rows panel = {gradients + first, depth, k}, none = {gradients, 0, 0};
            v_product(2, s->dh + unit, s->dh_stride, start, panel, none, s->rows, packed);
            packed += k * 2 * HK_LANES;
            start = NULL;
        }
    }
}

/* Gates of one row become their gradients; operations in the order of the reference, none fused. */
V_INLINE void v_gradient_cells(const hk_lstm_gradient_step *s, size_t row) {
    const float *dh = s->dh + row * s->dh_stride;
    const size_t first = row * s->state_stride;
    float *gates = s->gates + 4 * first;
    for (size_t unit = 0; unit < s->state_stride; unit += HK_LANES, gates += 4 * HK_LANES) {
        const size_t j = first + unit;
        const vf i = v_load(gates), f = v_load(gates + HK_LANES), g = v_load(gates + 2 * HK_LANES), o = v_load(gates + 3 * HK_LANES);
        const vf t = v_load(s->tanh_c + j), own = v_load(dh + unit);
        const vf dc = v_load(s->dc + j) + own * o * (1 - t * t);
        v_store(gates, dc * g * i * (1 - i));
        v_store(gates + HK_LANES, dc * v_load(s->c_previous + j) * f * (1 - f));
        v_store(gates + 2 * HK_LANES, dc * i * (1 - g * g));
        v_store(gates + 3 * HK_LANES, own * t * o * (1 - o));
        v_store(s->dc + j, dc * f);
    }
}

void HK_(lstm_gradient_step)(const hk_lstm_gradient_step *s) {
    static const float zeros[2 * HK_LANES];
    const float *start = s->adds ? NULL : zeros;
    if (s->above) {
        v_add_gradients(s, s->above, s->packed_above, start);
        for (size_t row = 0; s->mask && row < s->rows; row++)
            for (size_t unit = 0; unit < s->state_stride; unit += HK_LANES) {
                float *dh = s->dh + row * s->dh_stride + unit;
                v_store(dh, v_load(dh) * v_load(s->mask + row * s->state_stride + unit));
            }
        start = NULL;
    }
    if (s->next) {
        v_add_gradients(s, s->next, s->packed_recurrent, start);
        start = NULL;
    }
    for (size_t row = 0; start && row < s->rows; row++)
        for (size_t unit = 0; unit < s->state_stride; unit += HK_LANES)
            v_store(s->dh + row * s->dh_stride + unit, (vf){0});
    for (size_t row = 0; row < s->rows; row++)
        v_gradient_cells(s, row);
}
#endif
