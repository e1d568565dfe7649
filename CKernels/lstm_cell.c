#ifndef HK_INSTANCE
#include "ckernels.h"

#pragma STDC FP_CONTRACT OFF /* the vector source rounds every operation, too */

#include <math.h>

static float sigmoid(float x) { return (float)(1 / (1 + exp(-(double)x))); }
static float tangent(float x) { return (float)tanh((double)x); }

void hk_lstm_cell_forward_ref(float *h, float *c, float *tanh_c, float *gates, const float *c_previous, size_t batch, size_t width) {
    for (size_t b = 0; b < batch; b++) {
        float *input = gates + b * 4 * width, *forget = input + width, *candidate = forget + width, *output = candidate + width;
        for (size_t k = 0; k < width; k++) {
            size_t j = b * width + k;
            input[k] = sigmoid(input[k]);
            forget[k] = sigmoid(forget[k]);
            candidate[k] = tangent(candidate[k]);
            output[k] = sigmoid(output[k]);
            c[j] = forget[k] * c_previous[j] + input[k] * candidate[k];
            tanh_c[j] = tangent(c[j]);
            h[j] = output[k] * tanh_c[j];
        }
    }
}

void hk_lstm_cell_backward_ref(float *d_gates, float *d_c, const float *d_h, const float *gates, const float *tanh_c,
                               const float *c_previous, size_t batch, size_t width) {
    for (size_t b = 0; b < batch; b++) {
        const float *row = gates + b * 4 * width;
        float *d_row = d_gates + b * 4 * width;
        for (size_t k = 0; k < width; k++) {
            size_t j = b * width + k;
            float i = row[k], f = row[width + k], g = row[2 * width + k], o = row[3 * width + k];
            float t = tanh_c[j], dh = d_h[j];
            float dc = d_c[j] + dh * o * (1 - t * t);
            d_row[k] = dc * g * i * (1 - i);
            d_row[width + k] = dc * c_previous[j] * f * (1 - f);
            d_row[2 * width + k] = dc * i * (1 - g * g);
            d_row[3 * width + k] = dh * t * o * (1 - o);
            d_c[j] = dc * f;
        }
    }
}

#define HK_FAMILY "lstm_cell.c"
#include "instances.h"

#else /* vector source, once for each instance */
#include "vector.h"
#include "vector_math.h"

#define v_cell_forward HK_(v_cell_forward)
#define v_cell_backward HK_(v_cell_backward)

/* `left` units from the given pointers on; `gates` is the input gate of the first, the other gates follow `width` apart. */
V_INLINE void v_cell_forward(float *h, float *c, float *tanh_c, float *gates, const float *c_previous, size_t width, size_t left) {
    float *forget = gates + width, *candidate = forget + width, *output = candidate + width;
    const vf i = v_sigmoid(v_load_upto(gates, left)), f = v_sigmoid(v_load_upto(forget, left));
    const vf g = v_tanh(v_load_upto(candidate, left)), o = v_sigmoid(v_load_upto(output, left));
    const vf state = f * v_load_upto(c_previous, left) + i * g, t = v_tanh(state);
    v_store_upto(gates, i, left);
    v_store_upto(forget, f, left);
    v_store_upto(candidate, g, left);
    v_store_upto(output, o, left);
    v_store_upto(c, state, left);
    v_store_upto(tanh_c, t, left);
    v_store_upto(h, o * t, left);
}

void HK_(lstm_cell_forward)(float *h, float *c, float *tanh_c, float *gates, const float *c_previous, size_t batch, size_t width) {
    for (size_t b = 0; b < batch; b++) {
        const size_t row = b * width;
        V_EACH(width,
               v_cell_forward(h + row + at, c + row + at, tanh_c + row + at, gates + 4 * row + at, c_previous + row + at, width, left));
    }
}

V_INLINE void v_cell_backward(float *d_gates, float *d_c, const float *d_h, const float *gates, const float *tanh_c,
                              const float *c_previous, size_t width, size_t left) {
    const vf i = v_load_upto(gates, left), f = v_load_upto(gates + width, left);
    const vf g = v_load_upto(gates + 2 * width, left), o = v_load_upto(gates + 3 * width, left);
    const vf t = v_load_upto(tanh_c, left), dh = v_load_upto(d_h, left);
    const vf dc = v_load_upto(d_c, left) + dh * o * (1 - t * t);
    v_store_upto(d_gates, dc * g * i * (1 - i), left);
    v_store_upto(d_gates + width, dc * v_load_upto(c_previous, left) * f * (1 - f), left);
    v_store_upto(d_gates + 2 * width, dc * i * (1 - g * g), left);
    v_store_upto(d_gates + 3 * width, dh * t * o * (1 - o), left);
    v_store_upto(d_c, dc * f, left);
}

void HK_(lstm_cell_backward)(float *d_gates, float *d_c, const float *d_h, const float *gates, const float *tanh_c, const float *c_previous,
                             size_t batch, size_t width) {
    for (size_t b = 0; b < batch; b++) {
        const size_t row = b * width;
        V_EACH(width, v_cell_backward(d_gates + 4 * row + at, d_c + row + at, d_h + row + at, gates + 4 * row + at, tanh_c + row + at,
                                      c_previous + row + at, width, left));
    }
}
#endif
