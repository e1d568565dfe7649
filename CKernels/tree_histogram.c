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

/* Bodies that every instance compiles for its own registers: the compiler makes of them what can be made. */
#define BODY static inline __attribute__((always_inline))

BODY void move_sums(double *restrict total, float *restrict sums, size_t n) {
    for (size_t i = 0; i < n; i++) {
        total[i] += (double)sums[i];
        sums[i] = 0;
    }
}

BODY void move_integers(double *restrict total, uint32_t *restrict sums, size_t n) {
    for (size_t i = 0; i < n; i++) {
        /* The lower half carries nothing into the upper one, because hessians are not negative and do not overflow. */
        total[2 * i] += (double)((int32_t)sums[i] >> 16);
        total[2 * i + 1] += (double)(int32_t)(sums[i] & 0xFFFF);
        sums[i] = 0;
    }
}

BODY void move_ranks(float *restrict total, uint16_t *restrict sums, size_t n) {
    for (size_t i = 0; i < n; i++) {
        total[i] += (float)sums[i];
        sums[i] = 0;
    }
}

BODY void subtract(double *restrict parent, const double *restrict child, size_t n) {
    for (size_t i = 0; i < n; i++)
        parent[i] -= child[i];
}

BODY void subtract_ranks(float *restrict parent, const float *restrict child, size_t n) {
    for (size_t i = 0; i < n; i++)
        parent[i] -= child[i];
}

void hk_tree_move_sums_ref(double *restrict total, float *restrict sums, size_t n) { move_sums(total, sums, n); }
void hk_tree_move_integers_ref(double *restrict total, uint32_t *restrict sums, size_t n) { move_integers(total, sums, n); }
void hk_tree_move_ranks_ref(float *restrict total, uint16_t *restrict sums, size_t n) { move_ranks(total, sums, n); }
void hk_tree_subtract_ref(double *restrict parent, const double *restrict child, size_t n) { subtract(parent, child, n); }
void hk_tree_subtract_ranks_ref(float *restrict parent, const float *restrict child, size_t n) { subtract_ranks(parent, child, n); }

#define HK_FAMILY "tree_histogram.c"
#include "instances.h"

#else /* vector source, once for each instance */
#include "vector.h"

#define v_pair HK_(v_pair)
#define v_ranks HK_(v_ranks)
#define v_add_row HK_(v_add_row)
#define v_add_word HK_(v_add_word)
#define v_add_rank HK_(v_add_rank)
#define v_prefetch HK_(v_prefetch)

/* A gradient and a hessian: one addition for both. */
typedef float v_pair __attribute__((vector_size(8), aligned(4), may_alias));
typedef uint16_t v_ranks __attribute__((vector_size(2 * HK_TREE_RANKS), aligned(2), may_alias));

/* Rows that are asked for ahead: a row is one or two cache lines that no hardware prefetcher can guess. 16 to 64 made no difference
 * beyond noise; none took half as long again. */
#define HK_TREE_AHEAD 32
/* Bytes from which on rows are asked for at their end, too; shorter ones seldom lie in two cache lines, and asking costs a tenth. */
#define HK_TREE_LONG 32

V_INLINE void v_prefetch(const uint8_t *bins, size_t stride, const void *gradients, size_t size, const uint32_t *rows, size_t i, size_t n) {
    if (i + HK_TREE_AHEAD >= n) return;
    const size_t row = rows[i + HK_TREE_AHEAD];
    __builtin_prefetch(bins + row * stride);
    if (stride >= HK_TREE_LONG) __builtin_prefetch(bins + row * stride + stride - 1);
    __builtin_prefetch((const char *)gradients + row * size);
}

/* Runs a statement that uses `own`, the sums of a feature, and `bin` for the next features of a row: as many as fit into a word of bins.
 * One word for many bins, and sums at constant distances: four bins at a time and distances that are computed took 1.15 times as long. */
#define V_WORD(type, width, statement)                                                                                                     \
    do {                                                                                                                                   \
        type word;                                                                                                                         \
        __builtin_memcpy(&word, at, sizeof word);                                                                                          \
        V_UNROLL for (size_t k = 0; k < sizeof word; k++) {                                                                                \
            const size_t bin = word >> (8 * k) & 255;                                                                                      \
            __typeof__(sums) own = next + k * (width);                                                                                     \
            statement;                                                                                                                     \
        }                                                                                                                                  \
        at += sizeof word;                                                                                                                 \
        next += sizeof word * (width);                                                                                                     \
    } while (0)

/* The same for every feature of a row whose bins are at `at`; `width` is the distance between sums of features. */
#define V_EACH_BIN(width, statement)                                                                                                       \
    do {                                                                                                                                   \
        __typeof__(sums) next = sums;                                                                                                      \
        for (size_t whole = features / 8; whole > 0; whole--)                                                                              \
            V_WORD(uint64_t, width, statement);                                                                                            \
        if (features & 4) V_WORD(uint32_t, width, statement);                                                                              \
        if (features & 2) V_WORD(uint16_t, width, statement);                                                                              \
        if (features & 1) V_WORD(uint8_t, width, statement);                                                                               \
    } while (0)

/* Runs a statement for every `row` of a list, or of 0 ... n - 1, each in a loop of its own. */
#define V_EACH_ROW(gradients, size, statement)                                                                                             \
    do {                                                                                                                                   \
        for (size_t i = 0; rows && i < n; i++) {                                                                                           \
            v_prefetch(bins, stride, gradients, size, rows, i, n);                                                                         \
            const size_t row = rows[i];                                                                                                    \
            statement;                                                                                                                     \
        }                                                                                                                                  \
        for (size_t row = 0; !rows && row < n; row++)                                                                                      \
            statement;                                                                                                                     \
    } while (0)

V_INLINE void v_add_row(float *restrict sums, const uint8_t *restrict at, v_pair gradient, size_t features) {
    V_EACH_BIN(HK_TREE_FEATURE_FLOATS, *(v_pair *)(void *)(own + 2 * bin) += gradient);
}

V_INLINE void v_add_word(uint32_t *restrict sums, const uint8_t *restrict at, uint32_t gradient, size_t features) {
    V_EACH_BIN(HK_TREE_FEATURE_WORDS, own[bin] += gradient);
}

V_INLINE void v_add_rank(uint16_t *restrict sums, const uint8_t *restrict at, v_ranks count, size_t features) {
    V_EACH_BIN(HK_TREE_FEATURE_RANKS, *(v_ranks *)(void *)(own + bin * HK_TREE_RANKS) += count);
}

void HK_(tree_histogram)(float *restrict sums, const uint8_t *restrict bins, size_t stride, const float *restrict gradients,
                         const uint32_t *restrict rows, size_t n, size_t features) {
    const v_pair *pairs = (const void *)gradients;
    V_EACH_ROW(gradients, 8, v_add_row(sums, bins + row * stride, pairs[row], features));
}

void HK_(tree_histogram_integers)(uint32_t *restrict sums, const uint8_t *restrict bins, size_t stride, const uint32_t *restrict gradients,
                                  const uint32_t *restrict rows, size_t n, size_t features) {
    V_EACH_ROW(gradients, 4, v_add_word(sums, bins + row * stride, gradients[row], features));
}

void HK_(tree_histogram_ranks)(uint16_t *restrict sums, const uint8_t *restrict bins, size_t stride, const uint8_t *restrict ranks,
                               const uint16_t *restrict counts, const uint32_t *restrict rows, size_t n, size_t features) {
    const v_ranks *count = (const void *)counts;
    V_EACH_ROW(ranks, 1, v_add_rank(sums, bins + row * stride, count[ranks[row]], features));
}

void HK_(tree_move_sums)(double *restrict total, float *restrict sums, size_t n) { move_sums(total, sums, n); }
void HK_(tree_move_integers)(double *restrict total, uint32_t *restrict sums, size_t n) { move_integers(total, sums, n); }
void HK_(tree_move_ranks)(float *restrict total, uint16_t *restrict sums, size_t n) { move_ranks(total, sums, n); }
void HK_(tree_subtract)(double *restrict parent, const double *restrict child, size_t n) { subtract(parent, child, n); }
void HK_(tree_subtract_ranks)(float *restrict parent, const float *restrict child, size_t n) { subtract_ranks(parent, child, n); }
#endif
