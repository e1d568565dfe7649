/* Scaled dot-product attention of a forecast, with products of BF16 numbers. */
#ifndef HK_INSTANCE
#include "ckernels.h"

#pragma STDC FP_CONTRACT OFF /* as in the vector source, every fused multiply-add is written as one */

#include "bf16.h"

#include <math.h>

/* A number as its BF16 neighbour. */
static float rounded(float x) { return float_of(bf16_of(x) << 16); }

/* Scores are in units of ln 2, as those of the vector source: they are rounded there. */
void hk_attention_bf16_ref(const hk_attention *a) {
    for (size_t window = 0; window < a->windows; window++)
        for (size_t head = 0; head < a->heads; head++)
            for (size_t i = 0; i < a->queries; i++) {
                const float *q = a->q + (window * a->queries + i) * a->q_stride + head * a->width;
                float *const out = a->out + (window * a->queries + i) * a->out_stride + head * a->width;
                const size_t seen = a->causal ? i + a->keys - a->queries + 1 : a->keys;
                float most = -INFINITY, sum = 0;
                for (size_t j = 0; j < a->keys; j++) {
                    const float *k = a->k + (window * a->keys + j) * a->k_stride + head * a->width;
                    float score = 0;
                    for (size_t d = 0; d < a->width; d++)
                        score = fmaf(rounded(k[d]), rounded(q[d] * (a->scale * 0x1.715476p+0f)), score);
                    if (a->key_bias) score += a->key_bias[window * a->keys + j] * 0x1.715476p+0f;
                    a->work[j] = j < seen ? score : -INFINITY;
                    most = fmaxf(most, a->work[j]);
                }
                for (size_t d = 0; d < a->width; d++)
                    out[d] = 0;
                if (most == -INFINITY) continue;
                for (size_t j = 0; j < a->keys; j++) {
                    const float *v = a->v + (window * a->keys + j) * a->v_stride + head * a->width;
                    const float weight = (float)exp2((double)a->work[j] - (double)most);
                    sum += weight;
                    for (size_t d = 0; d < a->width; d++)
                        out[d] = fmaf(rounded(weight), rounded(v[d]), out[d]);
                }
                for (size_t d = 0; d < a->width; d++)
                    out[d] /= sum;
            }
}

#define HK_FAMILY "attention_bf16.c"
#define HK_FAMILY_OF_BF16
#include "instances.h"

#else /* vector source */
#include "bf16_product.h"

#include "strided_tile.h"

#include "attention_scores.h"
#include "bf16_words.h"

#define v_near_power HK_(v_near_power)
#define v_words HK_(v_words)
#define v_transposed_words HK_(v_transposed_words)
#define v_weights HK_(v_weights)
#define v_paired_block HK_(v_paired_block)
#define v_value_words HK_(v_value_words)

/* 2^x as v_power, with a relative error of 1.1e-4, a twentieth of what rounding to BF16 costs. */
V_INLINE vf v_near_power(vf x) {
    static const float coefficients[] = {0x1.c2a216p-5f, 0x1.f00c4ep-3f, 0x1.62f5fap-1f};
    return v_power_by(3, coefficients, x);
}

/* Up to 16 floats as 8 words. */
V_INLINE __m256i v_words(const float *x, size_t left, float scale) { return v_round(v_load_upto(x, left) * scale); }

/* Rows [rows, width] as words, transposed: [(width in whole vectors) / 2][columns], whole vectors of rows filled up with 0. Two vectors of
 * rows lie side by side in a tile, because a row of 16 floats is 8 words. */
V_INLINE void v_transposed_words(float *out, size_t columns, const float *x, size_t stride, size_t rows, size_t width, float scale) {
    for (size_t row = 0; row < columns; row += 2 * HK_LANES)
        for (size_t d = 0; d < width; d += HK_LANES) {
            vf tile[HK_LANES];
            V_UNROLL for (size_t r = 0; r < HK_LANES; r++) {
                const size_t other = row + HK_LANES + r;
                const __m256i none = _mm256_setzero_si256();
                const __m256i first = row + r < rows ? v_words(x + (row + r) * stride + d, width - d, scale) : none;
                const __m256i second = other < rows ? v_words(x + other * stride + d, width - d, scale) : none;
                tile[r] = (vf)_mm512_inserti64x4(_mm512_castsi256_si512(first), second, 1);
            }
            v_transpose_tile(tile);
            V_UNROLL for (size_t c = 0; c < HK_LANES / 2; c++) {
                float *const target = out + (d / 2 + c) * columns + row;
                v_store(target, tile[c]);
                if (row + HK_LANES < columns) v_store(target + HK_LANES, tile[HK_LANES / 2 + c]);
            }
        }
}

/* Values as words of two neighbouring keys: [(keys + 1) / 2][padded]. */
V_INLINE void v_value_words(float *out, size_t padded, const float *v, size_t stride, size_t keys, size_t width) {
    for (size_t j = 0; j < keys; j += 2, out += padded)
        for (size_t d = 0; d < width; d += HK_LANES) {
            const vf first = v_load_upto(v + j * stride + d, width - d);
            v_store(out + d, v_pack(first, j + 1 < keys ? v_load_upto(v + (j + 1) * stride + d, width - d) : (vf){0}));
        }
}

/* Scores [keys][NV] become words of the exponentials of their distance to the largest of their query, two neighbouring keys in one, in
 * the first half of their place; returns the inverse of their sum. A query that sees no key gets 0 everywhere. */
V_INLINE void v_weights(const size_t NV, const hk_attention *a, float *scores, const float *bias, size_t query, vf *inverse) {
    vf most[2], sum[2];
    V_UNROLL for (size_t v = 0; v < NV; v++) {
        most[v] = v_splat(-__builtin_inff());
        sum[v] = (vf){0};
    }
    for (size_t j = 0; j < a->keys; j++)
        V_UNROLL for (size_t v = 0; v < NV; v++) {
            float *const at = scores + (j * NV + v) * HK_LANES;
            const vf score = v_score(a, v_load(at), bias, query + v * HK_LANES, j);
            if (bias || a->causal) v_store(at, score);
            most[v] = v_select(score > most[v], score, most[v]);
        }
    V_UNROLL for (size_t v = 0; v < NV; v++) most[v] = v_select(most[v] == -__builtin_inff(), (vf){0}, most[v]);
    for (size_t j = 0; j < a->keys; j += 2)
        V_UNROLL for (size_t v = 0; v < NV; v++) {
            const vf first = v_near_power(v_load(scores + (j * NV + v) * HK_LANES) - most[v]);
            const vf second = j + 1 < a->keys ? v_near_power(v_load(scores + ((j + 1) * NV + v) * HK_LANES) - most[v]) : (vf){0};
            sum[v] += first + second;
            v_store(scores + (j / 2 * NV + v) * HK_LANES, v_pack(first, second));
        }
    V_UNROLL for (size_t v = 0; v < NV; v++) inverse[v] = v_select(sum[v] >= 0.99f, 1 / sum[v], (vf){0});
}

/* A block of queries; keys [words of a row][columns], values [pairs of keys][padded]. Results are transposed like the scores. */
V_INLINE void v_paired_block(const size_t NV, const hk_attention *a, const float *keys, size_t key_columns, const float *values,
                             size_t padded, const float *bias, const float *q, float *out, size_t query, float *work) {
    const size_t columns = NV * HK_LANES, rows = a->queries - query < columns ? a->queries - query : columns;
    float *const queries = work, *const scores = queries + padded / 2 * columns, *const results = scores + a->keys * columns;
    v_transposed_words(queries, columns, q + query * a->q_stride, a->q_stride, rows, a->width, a->scale * HK_LOG2_E);
    v_strided(NV, false, scores, columns, keys, 1, key_columns, queries, columns, a->keys, padded / 2);
    vf inverse[2];
    v_weights(NV, a, scores, bias, query, inverse);
    v_strided(NV, false, results, columns, values, 1, padded, scores, columns, padded, (a->keys + 1) / 2);
    V_UNROLL for (size_t v = 0; v < NV; v++) for (size_t d = 0; d < a->width; d += HK_LANES) {
        vf tile[HK_LANES];
        V_UNROLL for (size_t r = 0; r < HK_LANES; r++) tile[r] = v_load(results + (d + r) * columns + v * HK_LANES) * inverse[v];
        v_transpose_tile(tile);
        V_UNROLL for (size_t r = 0; r < HK_LANES; r++) if (v * HK_LANES + r < rows)
            v_store_upto(out + (query + v * HK_LANES + r) * a->out_stride + d, tile[r], a->width - d);
    }
}

void HK_(attention_bf16)(const hk_attention *a) {
    const size_t padded = (a->width + HK_LANES - 1) / HK_LANES * HK_LANES, key_columns = (a->keys + HK_LANES - 1) / HK_LANES * HK_LANES;
    float *const keys = a->work, *const values = keys + padded / 2 * key_columns, *const work = values + (a->keys + 1) / 2 * padded;
    for (size_t window = 0; window < a->windows; window++)
        for (size_t head = 0; head < a->heads; head++) {
            const float *const q = a->q + window * a->queries * a->q_stride + head * a->width;
            const float *const k = a->k + window * a->keys * a->k_stride + head * a->width;
            const float *const v = a->v + window * a->keys * a->v_stride + head * a->width;
            const float *const bias = a->key_bias ? a->key_bias + window * a->keys : 0;
            float *const out = a->out + window * a->queries * a->out_stride + head * a->width;
            v_transposed_words(keys, key_columns, k, a->k_stride, a->keys, a->width, 1);
            v_value_words(values, padded, v, a->v_stride, a->keys, a->width);
            size_t query = 0;
            for (; query + HK_LANES < a->queries; query += 2 * HK_LANES)
                v_paired_block(2, a, keys, key_columns, values, padded, bias, q, out, query, work);
            if (query < a->queries) v_paired_block(1, a, keys, key_columns, values, padded, bias, q, out, query, work);
        }
}
#endif
