/* A stack of LSTM layers over one series with products of BF16 numbers; lstm_series.c for pairs that are not widened. */
#ifndef HK_INSTANCE
#include "ckernels.h"

#pragma STDC FP_CONTRACT OFF /* as in the vector source, every fused multiply-add is written as one */

#include "bf16.h"
#include "lstm_reference.h"

void hk_lstm_bf16_series_ref(const hk_lstm_series *s) {
    uint32_t *x = (uint32_t *)(s->work + 4 * s->width), *before = x + ((s->inputs > s->width ? s->inputs : s->width) + 1) / 2;
    for (size_t step = 0; step < s->steps; step++)
        for (size_t layer = 0; layer < s->layers; layer++) {
            const uint32_t *weights = s->packed[layer];
            const size_t inputs = layer == 0 ? s->inputs : s->width;
            float *h = s->h + layer * s->width, *c = s->c + layer * s->width, *gates = s->work;
            hk_bf16_pairs_ref(x, layer == 0 ? s->x + step * inputs : h - s->width, 1, inputs, 0);
            hk_bf16_pairs_ref(before, h, 1, s->width, 0);
            for (size_t unit = 0; unit < s->width; unit++) {
                weights = bf16_products(gates, weights, x, inputs, before, s->width);
                c[unit] = sigmoid(gates[1]) * c[unit] + sigmoid(gates[0]) * tangent(gates[2]);
                h[unit] = sigmoid(gates[3]) * tangent(c[unit]);
            }
        }
}

#define HK_FAMILY "lstm_bf16_series.c"
#define HK_FAMILY_OF_BF16
#include "instances.h"

#else /* vector source */
#include "bf16_tile.h"
#include "lstm_vector.h"

extern __typeof__(hk_bf16_pairs_ref) HK_(bf16_pairs);

/* Weights of all layers up to this size stay in the first-level cache while the steps pass. */
#define HK_SMALL_STACK_BYTES 32768

/* Blocks of units whose gates are summed side by side: 16 sums hide the latency of the products. */
#define HK_BLOCKS 4

#define v_layer HK_(v_layer)
#define v_layer_of HK_(v_layer_of)
#define v_gates HK_(v_gates)
#define v_all_gates HK_(v_all_gates)
#define v_add_products HK_(v_add_products)
#define v_wavefront HK_(v_wavefront)
#define v_layer_by_layer HK_(v_layer_by_layer)

/* Packed weights of a layer, counted in words. */
typedef struct v_layer {
    const float *packed;
    size_t x_words, h_words, block; /* words of a row of inputs and of a state; words of a block of weights */
} v_layer;

V_INLINE v_layer v_layer_of(const hk_lstm_series *s, size_t layer) {
    const size_t x_words = ((layer == 0 ? s->inputs : s->width) + 1) / 2, h_words = (s->width + 1) / 2;
    return (v_layer){s->packed[layer], x_words, h_words, (1 + x_words + h_words) * 4 * HK_LANES};
}

/* Adds products with `count` words to the gates of B neighbouring blocks. */
V_INLINE void v_add_products(const size_t B, vf sum[HK_BLOCKS][4], const uint32_t *x, size_t count, const float *w, size_t block) {
    _Pragma("clang loop unroll(disable)") for (size_t k = 0; k < count; k++, w += 4 * HK_LANES) {
        const vf broadcast = HK_TILE_SPLAT(x + k);
        V_UNROLL for (size_t b = 0; b < B; b++) V_UNROLL for (size_t g = 0; g < 4; g++) sum[b][g] =
            HK_TILE_ADD(sum[b][g], broadcast, v_load(w + b * block + g * HK_LANES));
    }
}

/* Gates of B blocks for one step: from the bias and both products, or, without x, from what gates hold and the state's products. */
V_INLINE void v_gates(const size_t B, float *gates, const v_layer *layer, size_t first, const uint32_t *x, const uint32_t *h) {
    vf sum[HK_BLOCKS][4];
    const float *w = layer->packed + first * layer->block;
    gates += first * 4 * HK_LANES;
    V_UNROLL for (size_t b = 0; b < B; b++) V_UNROLL for (size_t g = 0; g < 4; g++) sum[b][g] =
        v_load(x ? w + b * layer->block + g * HK_LANES : gates + (4 * b + g) * HK_LANES);
    w += 4 * HK_LANES;
    if (x) v_add_products(B, sum, x, layer->x_words, w, layer->block);
    v_add_products(B, sum, h, layer->h_words, w + layer->x_words * 4 * HK_LANES, layer->block);
    V_UNROLL for (size_t b = 0; b < B; b++) V_UNROLL for (size_t g = 0; g < 4; g++) v_store(gates + (4 * b + g) * HK_LANES, sum[b][g]);
}

/* Gates of all blocks, with `backwards` the last ones first. */
V_INLINE void v_all_gates(float *gates, const v_layer *layer, size_t blocks, const uint32_t *x, const uint32_t *h, bool backwards) {
    const size_t fours = blocks / HK_BLOCKS;
    for (size_t k = 0; k < fours; k++)
        v_gates(HK_BLOCKS, gates, layer, HK_BLOCKS * (backwards ? fours - 1 - k : k), x, h);
    switch (blocks % HK_BLOCKS) {
    case 3:
        v_gates(3, gates, layer, blocks - 3, x, h);
        break;
    case 2:
        v_gates(2, gates, layer, blocks - 2, x, h);
        break;
    case 1:
        v_gates(1, gates, layer, blocks - 1, x, h);
        break;
    default:
        break;
    }
}

/* Small stacks: layer l works on step s - l, so that the layers' products and cells overlap. */
V_INLINE void v_wavefront(const hk_lstm_series *s) {
    const size_t blocks = (s->width + HK_LANES - 1) / HK_LANES, padded = blocks * HK_LANES, x_words = (s->inputs + 1) / 2;
    float *gates = s->work;
    uint32_t *states = (uint32_t *)(gates + s->layers * 4 * padded), *x = states + s->layers * padded / 2;
    HK_(bf16_pairs)(x, s->x, s->steps, s->inputs, s->inputs);
    v_round_states(states, HK_LANES / 2, s->h, HK_LANES, s->layers * blocks);
    for (size_t front = 0; front < s->steps + s->layers - 1; front++) {
        const size_t first = front < s->steps ? 0 : front - s->steps + 1, last = front < s->layers ? front : s->layers - 1;
        for (size_t l = first; l <= last; l++) {
            const v_layer layer = v_layer_of(s, l);
            uint32_t *h = states + l * padded / 2;
            v_all_gates(gates + l * 4 * padded, &layer, blocks, l == 0 ? x + front * x_words : h - padded / 2, h, false);
        }
        const size_t at = first * padded, count = (last - first + 1) * blocks;
        v_all_cells(s->h + at, s->c + at, HK_LANES, gates + 4 * at, 4 * HK_LANES, count);
        v_round_states(states + at / 2, HK_LANES / 2, s->h + at, HK_LANES, count);
    }
}

/* Larger stacks: input products of all steps first, then the recurrence. Odd steps take the blocks backwards: they find the
 * weights that the step before used last still in the first-level cache. */
V_INLINE void v_layer_by_layer(const hk_lstm_series *s) {
    const size_t blocks = (s->width + HK_LANES - 1) / HK_LANES, padded = blocks * HK_LANES;
    float *gates = s->work;
    uint32_t *states = (uint32_t *)(gates + s->steps * 4 * padded), *below = states + (s->steps + 1) * padded / 2;
    HK_(bf16_pairs)(below, s->x, s->steps, s->inputs, s->inputs);
    v_rows x = {(const float *)below, (s->inputs + 1) / 2, (s->inputs + 1) / 2};
    const v_rows none = {x.first, 0, 0};
    for (size_t l = 0; l < s->layers; l++) {
        const v_layer layer = v_layer_of(s, l);
        for (size_t block = 0; block < blocks; block++) {
            const float *bias = layer.packed + block * layer.block;
            v_product(4, gates + block * 4 * HK_LANES, 4 * padded, bias, x, none, s->steps, bias + 4 * HK_LANES);
        }
        float *h = s->h + l * padded, *c = s->c + l * padded;
        v_round_states(states, HK_LANES / 2, h, HK_LANES, blocks);
        for (size_t step = 0; step < s->steps; step++) {
            float *now = gates + step * 4 * padded;
            const uint32_t *before = states + step * padded / 2;
            v_all_gates(now, &layer, blocks, NULL, before, step % 2 == 1);
            v_all_cells(h, c, HK_LANES, now, 4 * HK_LANES, blocks);
            v_round_states(states + (step + 1) * padded / 2, HK_LANES / 2, h, HK_LANES, blocks);
        }
        uint32_t *const above = below;
        below = states;
        x = (v_rows){(const float *)(below + padded / 2), padded / 2, (s->width + 1) / 2};
        states = above;
    }
}

void HK_(lstm_bf16_series)(const hk_lstm_series *s) {
    size_t words = 0;
    for (size_t l = 0; l < s->layers; l++)
        words += v_layer_of(s, l).block * ((s->width + HK_LANES - 1) / HK_LANES);
    /* One step has no other steps to share the input weights with. */
    if (words * sizeof(float) <= HK_SMALL_STACK_BYTES || s->steps == 1)
        v_wavefront(s);
    else if (s->steps > 0)
        v_layer_by_layer(s);
}
#endif
