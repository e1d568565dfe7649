/* A stack of LSTM layers over one series: what the latency of a single forecast is made of. */
#ifndef HK_INSTANCE
#include "ckernels.h"

#pragma STDC FP_CONTRACT OFF /* as in the vector source, every fused multiply-add is written as one */

#include "bf16.h"
#include "lstm_reference.h"

/* The weights of a word; lstm_pairs.c writes them. */
static float first_of(uint32_t word) { return float_of(word << 16); }
static float second_of(uint32_t word) { return float_of(word); }

size_t hk_lstm_series_floats(size_t lanes, size_t layers, size_t steps, size_t inputs, size_t width) {
    const size_t padded = blocks_of(width, lanes) * lanes, rows = steps > layers ? steps : layers;
    /* Gates [rows, 4 Cp], states of the layer below and of this one [steps, Cp], the input weights of one block. */
    const size_t floats = rows * 6 * padded + (inputs > width ? inputs : width) * 4 * lanes;
    /* With products of BF16 numbers: gates [rows, 4 Cp], states of this layer [rows + 1, Cp / 2], inputs of all steps or the states of
     * the layer below [rows + 1, words]. */
    const size_t x_words = (inputs + 1) / 2, h_words = (padded + 1) / 2;
    const size_t words = rows * 4 * padded + (rows + 1) * (h_words + (x_words > h_words ? x_words : h_words));
    return floats > words ? floats : words;
}

/* Adds the products of one unit's four gates with `count` inputs; returns the weights behind. */
static const void *products(float *gates, const float *x, size_t count, const void *weights, bool pairs) {
    if (!pairs) {
        const float *w = weights;
        for (size_t k = 0; k < count; k++, w += 4)
            for (size_t gate = 0; gate < 4; gate++)
                gates[gate] = fmaf(x[k], w[gate], gates[gate]);
        return w;
    }
    const uint32_t *w = weights;
    for (size_t k = 0; k < count; k += 2, w += 4)
        for (size_t gate = 0; gate < 4; gate++) {
            gates[gate] = fmaf(x[k], first_of(w[gate]), gates[gate]);
            if (k + 1 < count) gates[gate] = fmaf(x[k + 1], second_of(w[gate]), gates[gate]);
        }
    return w;
}

void hk_lstm_series_forecast_ref(const hk_lstm_series *s) {
    for (size_t step = 0; step < s->steps; step++)
        for (size_t layer = 0; layer < s->layers; layer++) {
            const void *weights = s->packed[layer];
            const float *x = layer == 0 ? s->x + step * s->inputs : s->h + (layer - 1) * s->width;
            float *h = s->h + layer * s->width, *c = s->c + layer * s->width, *gates = s->work;
            for (size_t unit = 0; unit < s->width; unit++, gates += 4) {
                memcpy(gates, weights, 4 * sizeof *gates);
                weights = products(gates, x, layer == 0 ? s->inputs : s->width, (const float *)weights + 4, s->pairs);
                weights = products(gates, h, s->width, weights, s->pairs);
            }
            for (size_t unit = 0; unit < s->width; unit++) {
                gates = s->work + 4 * unit;
                c[unit] = sigmoid(gates[1]) * c[unit] + sigmoid(gates[0]) * tangent(gates[2]);
                h[unit] = sigmoid(gates[3]) * tangent(c[unit]);
            }
        }
}

#define HK_FAMILY "lstm_series.c"
#include "instances.h"

#else /* vector source, once for each instance */
#include "packed_tile.h"
#include "lstm_vector.h"

/* Weights of all layers up to this size stay in the first-level cache while the steps pass. */
#define HK_SMALL_STACK_BYTES 24576

#define v_layer HK_(v_layer)
#define v_layer_of HK_(v_layer_of)
#define v_gates HK_(v_gates)
#define v_add_products HK_(v_add_products)
#define v_input_products HK_(v_input_products)
#define v_wavefront HK_(v_wavefront)
#define v_layer_by_layer HK_(v_layer_by_layer)
#define v_series HK_(v_series)

/* Packed weights of a layer, as floats or words of pairs, counted in words of 4 bytes. */
typedef struct v_layer {
    const float *packed;
    size_t inputs, width, recurrent, block; /* D, C; words from a block's start to its recurrent weights; words of a block */
} v_layer;

V_INLINE v_layer v_layer_of(const hk_lstm_series *s, size_t layer, const bool pairs) {
    const size_t inputs = layer == 0 ? s->inputs : s->width;
    const size_t x_rows = pairs ? (inputs + 1) / 2 : inputs, h_rows = pairs ? (s->width + 1) / 2 : s->width;
    return (v_layer){s->packed[layer], inputs, s->width, (1 + x_rows) * 4 * HK_LANES, (1 + x_rows + h_rows) * 4 * HK_LANES};
}

#define V_WORDS(p) ((vu)v_load(p))
#define V_FIRST(words) ((vf)((words) << 16))

/* sum = v_fma(a, b, sum), in the register of sum: left to itself the compiler adds into the registers of the weights, runs out of
 * them and spills sums, which takes half as long again. */
#define V_ADD_PRODUCT(sum, a, b) __asm__("vfmadd231ps %2, %1, %0" : "+x"(sum) : "x"(a), "x"(b))

/* Adds products with `count` inputs to the gates of B neighbouring blocks, `block` words apart. */
V_INLINE void v_add_products(const size_t B, vf sum[2][4], const float *x, size_t count, const float *w, size_t block, const bool pairs) {
    if (!pairs) {
        _Pragma("clang loop unroll(disable)") for (size_t k = 0; k < count; k++, w += 4 * HK_LANES) {
            const vf broadcast = v_splat(x[k]);
            V_UNROLL for (size_t b = 0; b < B; b++) V_UNROLL for (size_t g = 0; g < 4; g++) sum[b][g] =
                v_fma(broadcast, v_load(w + b * block + g * HK_LANES), sum[b][g]);
        }
        return;
    }
    _Pragma("clang loop unroll(disable)") for (; count >= 2; count -= 2, x += 2, w += 4 * HK_LANES) {
        const vf first = v_splat(x[0]), second = v_splat(x[1]);
        V_UNROLL for (size_t b = 0; b < B; b++) V_UNROLL for (size_t g = 0; g < 4; g++) {
            const vu words = V_WORDS(w + b * block + g * HK_LANES);
            V_ADD_PRODUCT(sum[b][g], first, V_FIRST(words));
            V_ADD_PRODUCT(sum[b][g], second, (vf)words);
        }
    }
    if (count == 1) {
        const vf first = v_splat(x[0]);
        V_UNROLL for (size_t b = 0; b < B; b++) V_UNROLL for (size_t g = 0; g < 4; g++) sum[b][g] =
            v_fma(first, V_FIRST(V_WORDS(w + b * block + g * HK_LANES)), sum[b][g]);
    }
}

/* Gates of B blocks for one step: from the bias and both products, or, without x, from what gates hold and the state's products. */
V_INLINE void v_gates(const size_t B, float *gates, const v_layer *layer, size_t first, const float *x, const float *h, const bool pairs) {
    vf sum[2][4];
    const float *w = layer->packed + first * layer->block;
    V_UNROLL for (size_t b = 0; b < B; b++) V_UNROLL for (size_t g = 0; g < 4; g++) sum[b][g] =
        v_load(x ? w + b * layer->block + g * HK_LANES : gates + (4 * b + g) * HK_LANES);
    if (x) v_add_products(B, sum, x, layer->inputs, w + 4 * HK_LANES, layer->block, pairs);
    v_add_products(B, sum, h, layer->width, w + layer->recurrent, layer->block, pairs);
    V_UNROLL for (size_t b = 0; b < B; b++) V_UNROLL for (size_t g = 0; g < 4; g++) v_store(gates + (4 * b + g) * HK_LANES, sum[b][g]);
}

/* Small stacks: layer l works on step s - l, so that the layers' products and cells overlap. */
V_INLINE void v_wavefront(const hk_lstm_series *s, const bool pairs) {
    const size_t blocks = (s->width + HK_LANES - 1) / HK_LANES, padded = blocks * HK_LANES;
    float *gates = s->work;
    for (size_t front = 0; front < s->steps + s->layers - 1; front++) {
        const size_t first = front < s->steps ? 0 : front - s->steps + 1, last = front < s->layers ? front : s->layers - 1;
        for (size_t l = first; l <= last; l++) {
            const v_layer layer = v_layer_of(s, l, pairs);
            const float *x = l == 0 ? s->x + front * s->inputs : s->h + (l - 1) * padded, *h = s->h + l * padded;
            float *own = gates + l * 4 * padded;
            size_t block = 0;
            for (; block + 2 <= blocks; block += 2)
                v_gates(2, own + block * 4 * HK_LANES, &layer, block, x, h, pairs);
            if (block < blocks) v_gates(1, own + block * 4 * HK_LANES, &layer, block, x, h, pairs);
        }
        v_all_cells(s->h + first * padded, s->c + first * padded, HK_LANES, gates + first * 4 * padded, 4 * HK_LANES,
                    (last - first + 1) * blocks);
    }
}

/* Bias and input products of all steps [steps, 4 Cp]: the weights pass once per group of steps instead of once per step. */
V_INLINE void v_input_products(float *gates, size_t stride, const v_layer *layer, const float *x, size_t x_stride, size_t steps,
                               float *wide, const bool pairs) {
    const v_rows rows = {x, x_stride, layer->inputs}, none = {x, 0, 0};
    const float *bias = layer->packed;
    for (size_t unit = 0; unit < layer->width; unit += HK_LANES, bias += layer->block, gates += 4 * HK_LANES) {
        const float *w = bias + 4 * HK_LANES;
        if (pairs) { /* widening a block once costs less than in every tile */
            for (size_t k = 0; k < layer->inputs; k++)
                V_UNROLL for (size_t g = 0; g < 4; g++) {
                    const vu words = V_WORDS(w + k / 2 * 4 * HK_LANES + g * HK_LANES);
                    v_store(wide + (4 * k + g) * HK_LANES, k % 2 == 0 ? V_FIRST(words) : (vf)words);
                }
            w = wide;
        }
        v_product(4, gates, stride, bias, rows, none, steps, w);
    }
}

/* Larger stacks: input products of all steps first, then the recurrence. Odd steps take the blocks backwards: they find the
 * weights that the step before used last still in the first-level cache. */
V_INLINE void v_layer_by_layer(const hk_lstm_series *s, const bool pairs) {
    const size_t blocks = (s->width + HK_LANES - 1) / HK_LANES, padded = blocks * HK_LANES;
    float *gates = s->work, *below = gates + s->steps * 4 * padded, *states = below + s->steps * padded;
    float *wide = states + s->steps * padded;
    const float *x = s->x;
    size_t x_stride = s->inputs;
    for (size_t l = 0; l < s->layers; l++) {
        const v_layer layer = v_layer_of(s, l, pairs);
        v_input_products(gates, 4 * padded, &layer, x, x_stride, s->steps, wide, pairs);
        const float *previous = s->h + l * padded;
        float *c = s->c + l * padded;
        for (size_t step = 0; step < s->steps; step++) {
            float *now = gates + step * 4 * padded, *h = states + step * padded;
            const size_t twos = blocks / 2;
            for (size_t k = 0; k < twos; k++) {
                const size_t block = 2 * (step % 2 == 0 ? k : twos - 1 - k);
                v_gates(2, now + block * 4 * HK_LANES, &layer, block, NULL, previous, pairs);
            }
            if (blocks % 2 == 1) v_gates(1, now + 2 * twos * 4 * HK_LANES, &layer, 2 * twos, NULL, previous, pairs);
            v_all_cells(h, c, HK_LANES, now, 4 * HK_LANES, blocks);
            previous = h;
        }
        __builtin_memcpy(s->h + l * padded, previous, padded * sizeof(float));
        x = states;
        x_stride = padded;
        states = below;
        below = (float *)x;
    }
}

V_INLINE void v_series(const hk_lstm_series *s, const bool pairs) {
    size_t words = 0;
    for (size_t l = 0; l < s->layers; l++)
        words += v_layer_of(s, l, pairs).block * ((s->width + HK_LANES - 1) / HK_LANES);
    /* One step has no other steps to share the input weights with. */
    if (words * sizeof(float) <= HK_SMALL_STACK_BYTES || s->steps == 1)
        v_wavefront(s, pairs);
    else if (s->steps > 0)
        v_layer_by_layer(s, pairs);
}

void HK_(lstm_series_forecast)(const hk_lstm_series *s) {
    if (s->pairs)
        v_series(s, true);
    else
        v_series(s, false);
}
#endif
