/* One step of one LSTM layer for many rows: product with packed weights and cells in one pass over cache-sized panels. */
#ifndef HK_INSTANCE
#include "ckernels.h"

#pragma STDC FP_CONTRACT OFF /* as in the vector source, every fused multiply-add is written as one */

#include "lstm_reference.h"

size_t hk_lstm_packed_floats(size_t lanes, size_t inputs, size_t width) {
    return blocks_of(width, lanes) * (1 + inputs + width) * 4 * lanes;
}

void hk_lstm_pack(float *restrict packed, size_t lanes, const float *input_weight, const float *recurrent_weight, const float *input_bias,
                  const float *recurrent_bias, size_t inputs, size_t width) {
    for (size_t block = 0; block < blocks_of(width, lanes); block++)
        for (size_t k = 0; k < 1 + inputs + width; k++)
            for (size_t gate = 0; gate < 4; gate++)
                for (size_t lane = 0; lane < lanes; lane++) {
                    const size_t unit = block * lanes + lane, row = gate * width + unit;
                    float value = 0;
                    if (unit < width) {
                        if (k == 0)
                            value = input_bias[row] + recurrent_bias[row];
                        else if (k <= inputs)
                            value = input_weight[row * inputs + k - 1];
                        else
                            value = recurrent_weight[row * width + k - 1 - inputs];
                    }
                    *packed++ = value;
                }
}

/* Pre-activations of one row: [C][4], for one lane. */
static void products(float *gates, const hk_lstm_step *s, size_t row) {
    const float *w = s->packed;
    const float *x = s->x + row * s->x_stride, *h = s->h_previous + row * s->state_stride;
    for (size_t unit = 0; unit < s->width; unit++, gates += 4) {
        for (size_t gate = 0; gate < 4; gate++)
            gates[gate] = w[gate];
        w += 4;
        for (size_t k = 0; k < s->inputs; k++, w += 4)
            for (size_t gate = 0; gate < 4; gate++)
                gates[gate] = fmaf(x[k], w[gate], gates[gate]);
        for (size_t k = 0; k < s->width; k++, w += 4)
            for (size_t gate = 0; gate < 4; gate++)
                gates[gate] = fmaf(h[k], w[gate], gates[gate]);
    }
}

void hk_lstm_forecast_step_ref(const hk_lstm_step *s) {
    for (size_t row = 0; row < s->rows; row++) {
        float *gates = s->gates;
        products(gates, s, row);
        float *h = s->h + row * s->state_stride, *c = s->c + row * s->state_stride;
        for (size_t unit = 0; unit < s->width; unit++, gates += 4) {
            c[unit] = sigmoid(gates[1]) * c[unit] + sigmoid(gates[0]) * tangent(gates[2]);
            h[unit] = sigmoid(gates[3]) * tangent(c[unit]);
        }
    }
}

void hk_lstm_training_step_ref(const hk_lstm_step *s) {
    for (size_t row = 0; row < s->rows; row++) {
        float *gates = s->gates + row * 4 * s->state_stride;
        products(gates, s, row);
        const size_t first = row * s->state_stride;
        for (size_t unit = 0; unit < s->width; unit++, gates += 4) {
            const size_t j = first + unit;
            gates[0] = sigmoid(gates[0]);
            gates[1] = sigmoid(gates[1]);
            gates[2] = tangent(gates[2]);
            gates[3] = sigmoid(gates[3]);
            s->c[j] = gates[1] * s->c_previous[j] + gates[0] * gates[2];
            s->tanh_c[j] = tangent(s->c[j]);
            s->h[j] = gates[3] * s->tanh_c[j];
        }
    }
}

#define HK_FAMILY "lstm_layer.c"
#include "instances.h"

#else /* vector source, once for each instance */
#include "packed_tile.h"
#include "lstm_vector.h"

#define v_step_products HK_(v_step_products)
#define v_training_cell HK_(v_training_cell)

/* The pre-activations of one block of a step. */
V_INLINE void v_step_products(float *gates, size_t stride, const hk_lstm_step *s, const float *w) {
    v_gate_products(gates, stride, (v_rows){s->x, s->x_stride, s->inputs}, (v_rows){s->h_previous, s->state_stride, s->width}, s->rows, w);
}

void HK_(lstm_forecast_step)(const hk_lstm_step *s) {
    const size_t block_floats = (1 + s->inputs + s->width) * 4 * HK_LANES;
    const float *w = s->packed;
    for (size_t unit = 0; unit < s->width; unit += HK_LANES, w += block_floats) {
        v_step_products(s->gates, 4 * HK_LANES, s, w);
        v_all_cells(s->h + unit, s->c + unit, s->state_stride, s->gates, 4 * HK_LANES, s->rows);
    }
}

/* Cells of `count` rows that keep what the backward pass needs: activated gates in place, c, tanh(c). Pairs share a division. */
V_INLINE void v_training_cell(const hk_lstm_step *s, float *gates, size_t gate_stride, size_t at, const size_t count) {
    vf sigma[3 * HK_CHAINS], m[HK_CHAINS], n[HK_CHAINS], o[HK_CHAINS], state[HK_CHAINS];
    v_activate(sigma, m, n, gates, gate_stride, count);
    V_EACH_CHAIN {
        float *gate = gates + k * gate_stride;
        const vf first = 1 / (sigma[3 * k] * n[k]), second = 1 / (sigma[3 * k + 1] * sigma[3 * k + 2]);
        const vf i = n[k] * first, candidate = m[k] * sigma[3 * k] * first, f = sigma[3 * k + 2] * second;
        o[k] = sigma[3 * k + 1] * second;
        state[k] = v_fma(f, v_load(s->c_previous + at + k * s->state_stride), i * candidate);
        v_store(gate, i);
        v_store(gate + HK_LANES, f);
        v_store(gate + 2 * HK_LANES, candidate);
        v_store(gate + 3 * HK_LANES, o[k]);
        v_store(s->c + at + k * s->state_stride, state[k]);
    }
    v_tanh_fractions(m, n, state, count);
    V_EACH_CHAIN {
        const vf t = m[k] / n[k];
        v_store(s->tanh_c + at + k * s->state_stride, t);
        v_store(s->h + at + k * s->state_stride, o[k] * t);
    }
}

void HK_(lstm_training_step)(const hk_lstm_step *s) {
    const size_t block_floats = (1 + s->inputs + s->width) * 4 * HK_LANES, row_floats = 4 * s->state_stride;
    const float *w = s->packed;
    for (size_t unit = 0; unit < s->width; unit += HK_LANES, w += block_floats) {
        float *gates = s->gates + 4 * unit;
        v_step_products(gates, row_floats, s, w);
        size_t row = 0;
        for (; row + HK_CHAINS <= s->rows; row += HK_CHAINS)
            v_training_cell(s, gates + row * row_floats, row_floats, row * s->state_stride + unit, HK_CHAINS);
        for (; row < s->rows; row++)
            v_training_cell(s, gates + row * row_floats, row_floats, row * s->state_stride + unit, 1);
    }
}
#endif
