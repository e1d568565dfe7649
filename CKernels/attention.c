/* Scaled dot-product attention, forward and backward, a head at a time. */
#ifndef HK_INSTANCE
#include "ckernels.h"

#pragma STDC FP_CONTRACT OFF /* as in the vector source, every fused multiply-add is written as one */

#include <math.h>

size_t hk_attention_floats(size_t lanes, size_t queries, size_t keys, size_t width) {
    const size_t padded = (width + lanes - 1) / lanes * lanes, columns = (keys + lanes - 1) / lanes * lanes, block = 2 * lanes;
    /* Copies of the rows and of their gradients, transposed keys and values; of a block: transposed queries and gradients, weights and
     * their gradients, statistics, and room for its results. */
    return (3 * queries + 4 * keys) * padded + 2 * padded * columns + 2 * padded * block + 2 * keys * block + 2 * block + block * padded;
}

/* The places of the `count` largest of n numbers, largest first, equal ones in their order; they become -infinity. */
static inline void hk_choose_largest(float *restrict chosen, float *restrict numbers, size_t n, size_t count) {
    for (size_t slot = 0; slot < count; slot++) {
        size_t best = 0;
        for (size_t i = 1; i < n; i++)
            if (numbers[i] > numbers[best]) best = i;
        chosen[slot] = (float)best;
        numbers[best] = -INFINITY;
    }
}

/* Scores of one query, and from them its weights; the sum of their exponentials is 1 / *inverse. */
static void weights_of(float *weights, const hk_attention *a, const float *q, const float *k, const float *bias, size_t query,
                       float *largest, float *inverse) {
    const size_t seen = a->causal ? query + a->keys - a->queries + 1 : a->keys;
    float most = -INFINITY;
    for (size_t j = 0; j < a->keys; j++) {
        float score = 0;
        for (size_t d = 0; d < a->width; d++)
            score = fmaf(k[j * a->k_stride + d], q[d] * a->scale, score);
        if (bias) score += bias[j];
        if (j >= seen) score = -INFINITY;
        weights[j] = score;
        most = fmaxf(most, score);
    }
    /* A query that sees no key takes nothing. */
    if (most == -INFINITY) most = 0;
    float sum = 0;
    for (size_t j = 0; j < a->keys; j++)
        sum += weights[j] = (float)exp((double)weights[j] - (double)most);
    *largest = most;
    *inverse = sum > 0 ? 1 / sum : 0;
}

void hk_attention_ref(const hk_attention *a) {
    for (size_t window = 0; window < a->windows; window++)
        for (size_t head = 0; head < a->heads; head++) {
            const float *q = a->q + window * a->queries * a->q_stride + head * a->width;
            const float *k = a->k + window * a->keys * a->k_stride + head * a->width;
            const float *v = a->v + window * a->keys * a->v_stride + head * a->width;
            float *out = a->out + window * a->queries * a->out_stride + head * a->width;
            float *statistics = a->statistics ? a->statistics + (window * a->heads + head) * 2 * a->queries : NULL;
            for (size_t i = 0; i < a->queries; i++) {
                float largest, inverse;
                weights_of(a->work, a, q + i * a->q_stride, k, a->key_bias ? a->key_bias + window * a->keys : NULL, i, &largest, &inverse);
                for (size_t d = 0; d < a->width; d++) {
                    float sum = 0;
                    for (size_t j = 0; j < a->keys; j++)
                        sum = fmaf(a->work[j], v[j * a->v_stride + d], sum);
                    out[i * a->out_stride + d] = sum * inverse;
                }
                if (statistics) {
                    statistics[i] = largest;
                    statistics[a->queries + i] = inverse;
                }
            }
        }
}

void hk_attention_gradient_ref(const hk_attention *a, const hk_attention_gradients *g) {
    for (size_t window = 0; window < a->windows; window++)
        for (size_t head = 0; head < a->heads; head++) {
            const float *q = a->q + window * a->queries * a->q_stride + head * a->width;
            const float *k = a->k + window * a->keys * a->k_stride + head * a->width;
            const float *v = a->v + window * a->keys * a->v_stride + head * a->width;
            const float *out = g->out + window * a->queries * g->out_stride + head * a->width;
            float *dq = g->q + window * a->queries * g->q_stride + head * a->width;
            float *dk = g->k + window * a->keys * g->k_stride + head * a->width;
            float *dv = g->v + window * a->keys * g->v_stride + head * a->width;
            for (size_t j = 0; j < a->keys; j++)
                for (size_t d = 0; d < a->width; d++)
                    dk[j * g->k_stride + d] = dv[j * g->v_stride + d] = 0;
            for (size_t i = 0; i < a->queries; i++) {
                float largest, inverse, own = 0, *weights = a->work, *slopes = a->work + a->keys;
                weights_of(weights, a, q + i * a->q_stride, k, a->key_bias ? a->key_bias + window * a->keys : NULL, i, &largest, &inverse);
                for (size_t j = 0; j < a->keys; j++) {
                    weights[j] *= inverse;
                    slopes[j] = 0;
                    for (size_t d = 0; d < a->width; d++)
                        slopes[j] = fmaf(v[j * a->v_stride + d], out[i * g->out_stride + d], slopes[j]);
                    own = fmaf(weights[j], slopes[j], own);
                }
                for (size_t d = 0; d < a->width; d++)
                    dq[i * g->q_stride + d] = 0;
                for (size_t j = 0; j < a->keys; j++) {
                    const float slope = weights[j] * (slopes[j] - own) * a->scale;
                    for (size_t d = 0; d < a->width; d++) {
                        float *const value = dv + j * g->v_stride + d, *const key = dk + j * g->k_stride + d;
                        *value = fmaf(weights[j], out[i * g->out_stride + d], *value);
                        *key = fmaf(slope, q[i * a->q_stride + d], *key);
                        dq[i * g->q_stride + d] = fmaf(slope, k[j * a->k_stride + d], dq[i * g->q_stride + d]);
                    }
                }
            }
        }
}

void hk_sparse_queries_ref(float *restrict chosen, float *restrict measures, const float *q, const float *k, size_t stride, size_t tokens,
                           size_t width, const int32_t *restrict sample, size_t sampled, size_t count) {
    for (size_t i = 0; i < tokens; i++) {
        float most = -INFINITY, sum = 0;
        for (size_t s = 0; s < sampled; s++) {
            const float *const key = k + (size_t)sample[i * sampled + s] * stride;
            float score = 0;
            for (size_t d = 0; d < width; d++)
                score += q[i * stride + d] * key[d];
            most = score > most ? score : most;
            sum += score;
        }
        measures[i] = most - sum / (float)sampled;
    }
    hk_choose_largest(chosen, measures, tokens, count);
}

void hk_rotate_ref(float *x, size_t stride, size_t rows, size_t heads, size_t width, const float *cosines, const float *sines,
                   size_t positions, bool back) {
    for (size_t row = 0; row < rows; row++)
        for (size_t head = 0; head < heads; head++)
            for (size_t pair = 0; pair < width / 2; pair++) {
                float *const at = x + row * stride + head * width + 2 * pair;
                const float cosine = cosines[row % positions * (width / 2) + pair];
                const float sine = sines[row % positions * (width / 2) + pair] * (back ? -1.0f : 1.0f);
                const float first = at[0], second = at[1];
                at[0] = first * cosine - second * sine;
                at[1] = first * sine + second * cosine;
            }
}

#define HK_FAMILY "attention.c"
#include "instances.h"

#else /* vector source, once for each instance */
#include "strided_tile.h"

#include "attention_scores.h"

#define v_head HK_(v_head)
#define v_part HK_(v_part)
#define v_gradients HK_(v_gradients)
#define v_heads HK_(v_heads)
#define v_return HK_(v_return)
#define v_exponentials HK_(v_exponentials)
#define v_forward_block HK_(v_forward_block)
#define v_backward_block HK_(v_backward_block)

/* One head of one window: rows as they are, or copies filled up to whole vectors. */
typedef struct v_head {
    const float *q, *k, *v;
    size_t q_stride, k_stride, v_stride;
    const float *bias;       /* [keys] or NULL */
    const float *transposed; /* keys [width][key columns] */
    size_t padded;           /* width in whole vectors */
    size_t key_columns;      /* keys in whole vectors */
} v_head;

/* Rows [rows, width] with whole vectors of columns. */
V_INLINE const float *v_part(const float *first, size_t *stride, size_t rows, size_t width, size_t padded, float **work) {
    if (padded == width) return first;
    float *const copy = *work;
    for (size_t row = 0; row < rows; row++) {
        __builtin_memcpy(copy + row * padded, first + row * *stride, width * sizeof(float));
        __builtin_memset(copy + row * padded + width, 0, (padded - width) * sizeof(float));
    }
    *stride = padded;
    *work += rows * padded;
    return copy;
}

/* The gradients of a head, in whole vectors. */
typedef struct v_gradients {
    const float *out; /* of the result [queries, width] */
    float *q, *k, *v;
    size_t out_stride, q_stride, k_stride, v_stride;
    const float *values; /* values [width][key columns] */
} v_gradients;

V_INLINE v_head v_heads(const hk_attention *a, size_t window, size_t head, float **work) {
    v_head h = {.q_stride = a->q_stride, .k_stride = a->k_stride, .v_stride = a->v_stride};
    h.padded = (a->width + HK_LANES - 1) / HK_LANES * HK_LANES;
    h.key_columns = (a->keys + HK_LANES - 1) / HK_LANES * HK_LANES;
    h.bias = a->key_bias ? a->key_bias + window * a->keys : 0;
    h.q = v_part(a->q + window * a->queries * a->q_stride + head * a->width, &h.q_stride, a->queries, a->width, h.padded, work);
    h.k = v_part(a->k + window * a->keys * a->k_stride + head * a->width, &h.k_stride, a->keys, a->width, h.padded, work);
    h.v = v_part(a->v + window * a->keys * a->v_stride + head * a->width, &h.v_stride, a->keys, a->width, h.padded, work);
    h.transposed = *work;
    v_transpose(*work, h.key_columns, h.k, h.k_stride, a->keys, h.padded, 1);
    *work += h.padded * h.key_columns;
    return h;
}

/* Scores [keys][NV] of a block become exponentials of their distance to the largest of their query; returns that and the inverse of
 * their sum. A query that sees no key gets 0 everywhere. */
V_INLINE void v_exponentials(const size_t NV, const hk_attention *a, float *scores, const float *bias, size_t query, vf *largest,
                             vf *inverse) {
    V_UNROLL for (size_t v = 0; v < NV; v++) {
        vf most = v_splat(-__builtin_inff()), sum = {0};
        for (size_t j = 0; j < a->keys; j++) {
            float *const at = scores + (j * NV + v) * HK_LANES;
            const vf score = v_score(a, v_load(at), bias, query + v * HK_LANES, j);
            if (bias || a->causal) v_store(at, score);
            most = v_select(score > most, score, most);
        }
        most = v_select(most == -__builtin_inff(), (vf){0}, most);
        for (size_t j = 0; j < a->keys; j++) {
            float *const at = scores + (j * NV + v) * HK_LANES;
            const vf weight = v_power(v_load(at) - most);
            v_store(at, weight);
            sum += weight;
        }
        largest[v] = most;
        /* Where a query sees a key, the largest weight is 1. */
        inverse[v] = v_select(sum >= 1, 1 / sum, (vf){0});
    }
}

V_INLINE void v_forward_block(const size_t NV, const hk_attention *a, const v_head *h, float *out, float *statistics, size_t query,
                              float *work) {
    const size_t columns = NV * HK_LANES, rows = a->queries - query < columns ? a->queries - query : columns;
    float *const queries = work, *const scores = queries + h->padded * columns, *const inverses = scores + a->keys * columns;
    float *const wide = inverses + columns;
    v_transpose(queries, columns, h->q + query * h->q_stride, h->q_stride, rows, h->padded, a->scale * HK_LOG2_E);
    v_strided(NV, false, scores, columns, h->transposed, 1, h->key_columns, queries, columns, a->keys, a->width);
    vf largest[2], inverse[2];
    v_exponentials(NV, a, scores, h->bias, query, largest, inverse);
    V_UNROLL for (size_t n = 0; n < NV; n++) v_store(inverses + n * HK_LANES, inverse[n]);
    if (statistics) {
        float *const largests = wide;
        V_UNROLL for (size_t n = 0; n < NV; n++) v_store(largests + n * HK_LANES, largest[n]);
        __builtin_memcpy(statistics + query, largests, rows * sizeof(float));
        __builtin_memcpy(statistics + a->queries + query, inverses, rows * sizeof(float));
    }
    const bool is_whole = h->padded == a->width;
    float *const target = is_whole ? out + query * a->out_stride : wide;
    const size_t stride = is_whole ? a->out_stride : h->padded;
    v_strided_columns(false, target, stride, scores, 1, columns, h->v, h->v_stride, rows, a->keys, h->padded);
    for (size_t i = 0; i < rows; i++)
        for (size_t d = 0; d < h->padded; d += HK_LANES)
            v_store(target + i * stride + d, v_load(target + i * stride + d) * inverses[i]);
    for (size_t i = 0; i < rows && !is_whole; i++)
        __builtin_memcpy(out + (query + i) * a->out_stride, wide + i * h->padded, a->width * sizeof(float));
}

void HK_(attention)(const hk_attention *a) {
    for (size_t window = 0; window < a->windows; window++)
        for (size_t head = 0; head < a->heads; head++) {
            float *work = a->work;
            const v_head h = v_heads(a, window, head, &work);
            float *const out = a->out + window * a->queries * a->out_stride + head * a->width;
            float *const statistics = a->statistics ? a->statistics + (window * a->heads + head) * 2 * a->queries : 0;
            size_t query = 0;
            for (; query + HK_LANES < a->queries; query += 2 * HK_LANES)
                v_forward_block(2, a, &h, out, statistics, query, work);
            if (query < a->queries) v_forward_block(1, a, &h, out, statistics, query, work);
        }
}

/* Weights are made again from the scores and what the forward pass kept of them. */
V_INLINE void v_backward_block(const size_t NV, const hk_attention *a, const v_head *h, const v_gradients *g, const float *statistics,
                               size_t query, float *work) {
    const size_t columns = NV * HK_LANES, rows = a->queries - query < columns ? a->queries - query : columns;
    float *const queries = work, *const slopes_in = queries + h->padded * columns, *const weights = slopes_in + h->padded * columns;
    float *const slopes = weights + a->keys * columns, *const largests = slopes + a->keys * columns, *const inverses = largests + columns;
    const float *const q = h->q + query * h->q_stride, *const out = g->out + query * g->out_stride;
    v_transpose(queries, columns, q, h->q_stride, rows, h->padded, a->scale * HK_LOG2_E);
    v_transpose(slopes_in, columns, out, g->out_stride, rows, h->padded, 1);
    v_strided(NV, false, weights, columns, h->transposed, 1, h->key_columns, queries, columns, a->keys, a->width);
    v_strided(NV, false, slopes, columns, g->values, 1, h->key_columns, slopes_in, columns, a->keys, a->width);
    __builtin_memset(largests, 0, 2 * columns * sizeof(float));
    __builtin_memcpy(largests, statistics + query, rows * sizeof(float));
    __builtin_memcpy(inverses, statistics + a->queries + query, rows * sizeof(float));
    V_UNROLL for (size_t v = 0; v < NV; v++) {
        const vf largest = v_load(largests + v * HK_LANES), inverse = v_load(inverses + v * HK_LANES);
        vf own = {0};
        for (size_t j = 0; j < a->keys; j++) {
            float *const at = weights + (j * NV + v) * HK_LANES;
            const vf weight = v_power(v_score(a, v_load(at), h->bias, query + v * HK_LANES, j) - largest) * inverse;
            v_store(at, weight);
            own = v_fma(weight, v_load(slopes + (j * NV + v) * HK_LANES), own);
        }
        for (size_t j = 0; j < a->keys; j++) {
            float *const at = slopes + (j * NV + v) * HK_LANES;
            v_store(at, v_load(weights + (j * NV + v) * HK_LANES) * (v_load(at) - own) * a->scale);
        }
    }
    v_strided_columns(true, g->v, g->v_stride, weights, columns, 1, out, g->out_stride, a->keys, rows, h->padded);
    v_strided_columns(true, g->k, g->k_stride, slopes, columns, 1, q, h->q_stride, a->keys, rows, h->padded);
    v_strided_columns(false, g->q + query * g->q_stride, g->q_stride, slopes, 1, columns, h->k, h->k_stride, rows, a->keys, h->padded);
}

/* Copies of whole vectors go back to their rows. */
V_INLINE void v_return(float *rows, size_t stride, const float *copy, size_t padded, size_t count, size_t width) {
    for (size_t row = 0; row < count && copy != rows; row++)
        __builtin_memcpy(rows + row * stride, copy + row * padded, width * sizeof(float));
}

void HK_(attention_gradient)(const hk_attention *a, const hk_attention_gradients *gradients) {
    for (size_t window = 0; window < a->windows; window++)
        for (size_t head = 0; head < a->heads; head++) {
            float *work = a->work;
            const v_head h = v_heads(a, window, head, &work);
            float *const q = gradients->q + window * a->queries * gradients->q_stride + head * a->width;
            float *const k = gradients->k + window * a->keys * gradients->k_stride + head * a->width;
            float *const v = gradients->v + window * a->keys * gradients->v_stride + head * a->width;
            v_gradients g = {.q = q,
                             .k = k,
                             .v = v,
                             .q_stride = gradients->q_stride,
                             .k_stride = gradients->k_stride,
                             .v_stride = gradients->v_stride,
                             .out_stride = gradients->out_stride};
            g.out = v_part(gradients->out + window * a->queries * g.out_stride + head * a->width, &g.out_stride, a->queries, a->width,
                           h.padded, &work);
            if (h.padded != a->width) {
                g.q_stride = g.k_stride = g.v_stride = h.padded;
                g.q = work;
                g.k = g.q + a->queries * h.padded;
                g.v = g.k + a->keys * h.padded;
                work = g.v + a->keys * h.padded;
            }
            g.values = work;
            v_transpose(work, h.key_columns, h.v, h.v_stride, a->keys, h.padded, 1);
            work += h.padded * h.key_columns;
            for (size_t j = 0; j < a->keys; j++) {
                __builtin_memset(g.k + j * g.k_stride, 0, h.padded * sizeof(float));
                __builtin_memset(g.v + j * g.v_stride, 0, h.padded * sizeof(float));
            }
            const float *const statistics = a->statistics + (window * a->heads + head) * 2 * a->queries;
            size_t query = 0;
            for (; query + HK_LANES < a->queries; query += 2 * HK_LANES)
                v_backward_block(2, a, &h, &g, statistics, query, work);
            if (query < a->queries) v_backward_block(1, a, &h, &g, statistics, query, work);
            v_return(q, gradients->q_stride, g.q, h.padded, a->queries, a->width);
            v_return(k, gradients->k_stride, g.k, h.padded, a->keys, a->width);
            v_return(v, gradients->v_stride, g.v, h.padded, a->keys, a->width);
        }
}

/* No more than the compiler makes of the reference. */
void HK_(rotate)(float *x, size_t stride, size_t rows, size_t heads, size_t width, const float *cosines, const float *sines,
                 size_t positions, bool back) {
    hk_rotate_ref(x, stride, rows, heads, width, cosines, sines, positions, back);
}

#define v_dot HK_(v_dot)

/* Lanes are summed in the order of the reference's columns, vector by vector. */
V_INLINE float v_dot(const float *a, const float *b, size_t n) {
    float sum = 0;
    size_t d = 0;
    for (; d + HK_LANES <= n; d += HK_LANES) {
        const vf product = v_load(a + d) * v_load(b + d);
        for (size_t lane = 0; lane < HK_LANES; lane++)
            sum += product[lane];
    }
    for (; d < n; d++)
        sum += a[d] * b[d];
    return sum;
}

void HK_(sparse_queries)(float *restrict chosen, float *restrict measures, const float *q, const float *k, size_t stride, size_t tokens,
                         size_t width, const int32_t *restrict sample, size_t sampled, size_t count) {
    for (size_t i = 0; i < tokens; i++) {
        float most = -__builtin_inff(), sum = 0;
        for (size_t s = 0; s < sampled; s++) {
            const float score = v_dot(q + i * stride, k + (size_t)sample[i * sampled + s] * stride, width);
            most = score > most ? score : most;
            sum += score;
        }
        measures[i] = most - sum / (float)sampled;
    }
    hk_choose_largest(chosen, measures, tokens, count);
}
#endif
