/* Histograms of gradients: where training a tree spends its time. */
#ifndef HK_INSTANCE
#include "ckernels.h"

#include <string.h>

void hk_tree_histogram_ref(float *restrict sums, const uint8_t *restrict bins, size_t stride, const float *restrict gradients,
                           const uint32_t *restrict rows, size_t n, size_t features) {
    for (size_t i = 0; i < n; i++) {
        const size_t row = rows ? rows[i] : i;
        for (size_t f = 0; f < features; f++) {
            float *sum = sums + f * HK_TREE_FEATURE_FLOATS + 2 * bins[row * stride + f];
            sum[0] += gradients[2 * row];
            sum[1] += gradients[2 * row + 1];
        }
    }
}

void hk_tree_histogram_integers_ref(uint32_t *restrict sums, const uint8_t *restrict bins, size_t stride,
                                    const uint32_t *restrict gradients, const uint32_t *restrict rows, size_t n, size_t features) {
    for (size_t i = 0; i < n; i++) {
        const size_t row = rows ? rows[i] : i;
        for (size_t f = 0; f < features; f++)
            sums[f * HK_TREE_FEATURE_WORDS + bins[row * stride + f]] += gradients[row];
    }
}

void hk_tree_histogram_ranks_ref(uint16_t *restrict sums, const uint8_t *restrict bins, size_t stride, const uint8_t *restrict ranks,
                                 const uint16_t *restrict counts, const uint32_t *restrict rows, size_t n, size_t features) {
    for (size_t i = 0; i < n; i++) {
        const size_t row = rows ? rows[i] : i;
        for (size_t f = 0; f < features; f++)
            for (size_t k = 0; k < HK_TREE_RANKS; k++) {
                uint16_t *sum = sums + f * HK_TREE_FEATURE_RANKS + bins[row * stride + f] * HK_TREE_RANKS + k;
                *sum = (uint16_t)(*sum + counts[ranks[row] * HK_TREE_RANKS + k]);
            }
    }
}

void hk_tree_move_sums_ref(double *restrict total, float *restrict sums, size_t n) {
    for (size_t i = 0; i < n; i++) {
        total[i] += (double)sums[i];
        sums[i] = 0;
    }
}

void hk_tree_move_integers_ref(double *restrict total, uint32_t *restrict sums, size_t n) {
    for (size_t i = 0; i < n; i++) {
        const int32_t hessian = (int32_t)(sums[i] & 0xFFFF);
        /* The lower half carries nothing into the upper one, because hessians are not negative and do not overflow. */
        total[2 * i] += (double)((int32_t)sums[i] >> 16);
        total[2 * i + 1] += (double)hessian;
        sums[i] = 0;
    }
}

void hk_tree_move_ranks_ref(float *restrict total, uint16_t *restrict sums, size_t n) {
    for (size_t i = 0; i < n; i++) {
        total[i] += (float)sums[i];
        sums[i] = 0;
    }
}

void hk_tree_subtract_ref(double *restrict parent, const double *restrict child, size_t n) {
    for (size_t i = 0; i < n; i++)
        parent[i] -= child[i];
}

void hk_tree_subtract_ranks_ref(float *restrict parent, const float *restrict child, size_t n) {
    for (size_t i = 0; i < n; i++)
        parent[i] -= child[i];
}

#define HK_FAMILY "tree_histogram.c"
#include "instances.h"

#else /* vector source, once for each instance */
#include "vector.h"

#define v_pair HK_(v_pair)
#define v_ranks HK_(v_ranks)
#define v_row HK_(v_row)
#define v_prefetch HK_(v_prefetch)

/* A gradient and a hessian: one addition for both. */
typedef float v_pair __attribute__((vector_size(8), may_alias));
typedef uint16_t v_ranks __attribute__((vector_size(2 * HK_TREE_RANKS), aligned(2), may_alias));

/* Rows that are asked for ahead: a row is one or two cache lines that no hardware prefetcher can guess. 16 to 64 made no difference
 * beyond noise; none took half as long again. */
#define HK_TREE_AHEAD 32

V_INLINE size_t v_row(const uint32_t *rows, size_t i) { return rows ? rows[i] : i; }

V_INLINE void v_prefetch(const uint8_t *bins, size_t stride, const void *gradients, size_t size, const uint32_t *rows, size_t i, size_t n) {
    if (!rows || i + HK_TREE_AHEAD >= n) return;
    const size_t row = rows[i + HK_TREE_AHEAD];
    __builtin_prefetch(bins + row * stride);
    __builtin_prefetch(bins + row * stride + stride - 1);
    __builtin_prefetch((const char *)gradients + row * size);
}

/* Runs a statement that uses `at`, `feature` and `bin` for every feature of a row; four bins are loaded at once. */
#define V_EACH_BIN(statement)                                                                                                              \
    do {                                                                                                                                   \
        size_t feature = 0;                                                                                                                \
        for (; feature + 4 <= features; feature += 4) {                                                                                    \
            uint32_t word;                                                                                                                 \
            __builtin_memcpy(&word, bins + row * stride + feature, 4);                                                                     \
            V_UNROLL for (size_t k = 0; k < 4; k++) {                                                                                      \
                const size_t at = feature + k, bin = word >> (8 * k) & 255;                                                                \
                statement;                                                                                                                 \
            }                                                                                                                              \
        }                                                                                                                                  \
        for (; feature < features; feature++) {                                                                                            \
            const size_t at = feature, bin = bins[row * stride + feature];                                                                 \
            statement;                                                                                                                     \
        }                                                                                                                                  \
    } while (0)

void HK_(tree_histogram)(float *restrict sums, const uint8_t *restrict bins, size_t stride, const float *restrict gradients,
                         const uint32_t *restrict rows, size_t n, size_t features) {
    for (size_t i = 0; i < n; i++) {
        v_prefetch(bins, stride, gradients, 8, rows, i, n);
        const size_t row = v_row(rows, i);
        v_pair gradient;
        __builtin_memcpy(&gradient, gradients + 2 * row, sizeof gradient);
        V_EACH_BIN(*(v_pair *)(void *)(sums + at * HK_TREE_FEATURE_FLOATS + 2 * bin) += gradient);
    }
}

void HK_(tree_histogram_integers)(uint32_t *restrict sums, const uint8_t *restrict bins, size_t stride, const uint32_t *restrict gradients,
                                  const uint32_t *restrict rows, size_t n, size_t features) {
    for (size_t i = 0; i < n; i++) {
        v_prefetch(bins, stride, gradients, 4, rows, i, n);
        const size_t row = v_row(rows, i);
        const uint32_t gradient = gradients[row];
        V_EACH_BIN(sums[at * HK_TREE_FEATURE_WORDS + bin] += gradient);
    }
}

void HK_(tree_histogram_ranks)(uint16_t *restrict sums, const uint8_t *restrict bins, size_t stride, const uint8_t *restrict ranks,
                               const uint16_t *restrict counts, const uint32_t *restrict rows, size_t n, size_t features) {
    for (size_t i = 0; i < n; i++) {
        v_prefetch(bins, stride, ranks, 1, rows, i, n);
        const size_t row = v_row(rows, i);
        const v_ranks count = *(const v_ranks *)(const void *)(counts + ranks[row] * HK_TREE_RANKS);
        V_EACH_BIN(*(v_ranks *)(void *)(sums + at * HK_TREE_FEATURE_RANKS + bin * HK_TREE_RANKS) += count);
    }
}

/* The rest needs no more than the compiler makes of the reference for wider registers. */
void HK_(tree_move_sums)(double *restrict total, float *restrict sums, size_t n) {
    for (size_t i = 0; i < n; i++) {
        total[i] += (double)sums[i];
        sums[i] = 0;
    }
}

void HK_(tree_move_integers)(double *restrict total, uint32_t *restrict sums, size_t n) {
    for (size_t i = 0; i < n; i++) {
        total[2 * i] += (double)((int32_t)sums[i] >> 16);
        total[2 * i + 1] += (double)(int32_t)(sums[i] & 0xFFFF);
        sums[i] = 0;
    }
}

void HK_(tree_move_ranks)(float *restrict total, uint16_t *restrict sums, size_t n) {
    for (size_t i = 0; i < n; i++) {
        total[i] += (float)sums[i];
        sums[i] = 0;
    }
}

void HK_(tree_subtract)(double *restrict parent, const double *restrict child, size_t n) {
    for (size_t i = 0; i < n; i++)
        parent[i] -= child[i];
}

void HK_(tree_subtract_ranks)(float *restrict parent, const float *restrict child, size_t n) {
    for (size_t i = 0; i < n; i++)
        parent[i] -= child[i];
}
#endif
