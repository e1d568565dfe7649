#ifndef HK_INSTANCE
#include "ckernels.h"

#include <math.h>

#pragma STDC FP_CONTRACT OFF /* the vector source rounds every operation, too */

/* The value of one draw on the quantiles of one step. */
static float value(const float *q, size_t levels, uint16_t segment, float weight, float lowest) {
    float base = q[segment > 0 ? segment - 1 : 0], slope = 0;
    if (levels > 1) slope = segment == 0 ? q[0] - q[1] : segment == levels ? q[levels - 1] - q[levels - 2] : q[segment] - q[segment - 1];
    float v = base + weight * slope;
    return v < lowest ? lowest : v;
}

/* Runs a statement that uses `at` and `v`, the value of path `at`, for every path at one step. */
#define EACH_PATH(p, step, statement)                                                                                                      \
    do {                                                                                                                                   \
        const float *q = (p)->quantiles + (step) * (p)->levels, *weight = (p)->weight + (step) % (p)->drawn * (p)->paths;                  \
        const uint16_t *segment = (p)->segment + (step) % (p)->drawn * (p)->paths;                                                         \
        for (size_t at = 0; at < (p)->paths; at++) {                                                                                       \
            const float v = value(q, (p)->levels, segment[at], weight[at], (p)->lowest);                                                   \
            statement;                                                                                                                     \
        }                                                                                                                                  \
    } while (0)

void hk_path_values_ref(float *restrict out, const hk_paths *p, size_t first, size_t last) {
    for (size_t step = first; step < last; step++)
        EACH_PATH(p, step, out[(step - first) * p->paths + at] = v);
}

void hk_path_maxima_ref(float *restrict out, const hk_paths *p, size_t first, size_t last) {
    for (size_t at = 0; at < p->paths; at++)
        out[at] = -INFINITY;
    for (size_t step = first; step < last; step++)
        EACH_PATH(p, step, out[at] = v > out[at] ? v : out[at]);
}

void hk_path_sums_ref(float *restrict out, double *restrict work, const hk_paths *p, size_t first, size_t last) {
    for (size_t at = 0; at < p->paths; at++)
        work[at] = 0;
    for (size_t step = first; step < last; step++)
        EACH_PATH(p, step, work[at] += v);
    for (size_t at = 0; at < p->paths; at++)
        out[at] = (float)work[at];
}

void hk_path_crossings_ref(uint32_t *restrict out, const hk_paths *p, size_t first, size_t last, float threshold) {
    const uint32_t none = (uint32_t)(last - first);
    for (size_t at = 0; at < p->paths; at++)
        out[at] = none;
    for (size_t step = first; step < last; step++)
        EACH_PATH(p, step, {
            if (v > threshold && out[at] == none) out[at] = (uint32_t)(step - first);
        });
}

#define HK_FAMILY "paths.c"
#include "instances.h"

#else /* vector source, once for each instance */
#include "vector.h"

#define vs_memory HK_(vs_memory)
#define path_shape HK_(path_shape)
#define path_step HK_(path_step)
#define v_lookup HK_(v_lookup)
#define shape_of HK_(shape_of)
#define step_of HK_(step_of)
#define v_value HK_(v_value)

typedef uint16_t vs_memory __attribute__((vector_size(2 * HK_LANES), aligned(2), may_alias));

/* Where the segments of a step find what they need among its quantiles: the value at their end, and two that their slope is between. */
typedef struct path_shape {
    vi end, upper, lower;
} path_shape;

/* One step: its tables where they fit a vector, its quantiles, and its row of draws. */
typedef struct path_step {
    vf end, slope;
    const float *quantiles, *weight;
    const uint16_t *segment;
} path_step;

/* table[index] in every lane, 0 <= index < 16. */
V_INLINE vf v_lookup(vf table, vi index) {
#ifdef HK_AVX512
    return (vf)_mm512_permutexvar_ps((__m512i)index, (__m512)table);
#else
    __m256 half[2], out[2];
    __m256i at[2];
    __builtin_memcpy(half, &table, sizeof half);
    __builtin_memcpy(at, &index, sizeof at);
    for (size_t k = 0; k < 2; k++) {
        __m256 low = _mm256_permutevar8x32_ps(half[0], at[k]), high = _mm256_permutevar8x32_ps(half[1], at[k]);
        out[k] = _mm256_blendv_ps(low, high, (__m256)_mm256_slli_epi32(at[k], 28)); /* bit 3 of the index becomes the sign */
    }
    vf v;
    __builtin_memcpy(&v, out, sizeof v);
    return v;
#endif
}

V_INLINE path_shape shape_of(size_t levels) {
    path_shape shape = {0};
    const int q = (int)levels;
    if (q < 2 || q >= HK_LANES) return shape;
    for (int s = 0; s <= q; s++) {
        shape.end[s] = s > 0 ? s - 1 : 0;
        shape.upper[s] = s < q ? s : q - 1;
        shape.lower[s] = s == 0 ? 1 : s < q ? s - 1 : q - 2;
    }
    return shape;
}

V_INLINE path_step step_of(const hk_paths *p, const path_shape *shape, size_t step) {
    const size_t row = step % p->drawn * p->paths;
    path_step s = {.quantiles = p->quantiles + step * p->levels, .weight = p->weight + row, .segment = p->segment + row};
    if (p->levels < HK_LANES) {
        const vf q = v_load_part(s.quantiles, p->levels);
        s.end = v_lookup(q, shape->end);
        s.slope = v_lookup(q, shape->upper) - v_lookup(q, shape->lower);
    }
    return s;
}

/* The values of the 16 paths from `at` on. */
V_INLINE vf v_value(const hk_paths *p, const path_step *s, size_t at) {
    const vi segment = __builtin_convertvector(*(const vs_memory *)(s->segment + at), vi);
    vf end, slope;
    if (p->levels < HK_LANES) {
        end = v_lookup(s->end, segment);
        slope = v_lookup(s->slope, segment);
    } else { /* more segments than lanes: one by one */
        const float *q = s->quantiles;
        const int levels = (int)p->levels;
        for (int lane = 0; lane < HK_LANES; lane++) {
            const int k = segment[lane];
            end[lane] = q[k > 0 ? k - 1 : 0];
            slope[lane] = k == 0 ? q[0] - q[1] : k == levels ? q[levels - 1] - q[levels - 2] : q[k] - q[k - 1];
        }
    }
    const vf v = end + v_load(s->weight + at) * slope, lowest = v_splat(p->lowest);
    return v_select(v < lowest, lowest, v);
}

/* Runs a statement that uses `at` and `v`, the values of 16 paths from `at` on, for every step and all paths. */
#define V_EACH_VALUE(p, first, last, statement)                                                                                            \
    do {                                                                                                                                   \
        const path_shape shape = shape_of((p)->levels);                                                                                    \
        for (size_t step = (first); step < (last); step++) {                                                                               \
            const path_step s = step_of((p), &shape, step);                                                                                \
            for (size_t at = 0; at < (p)->paths; at += HK_LANES) {                                                                         \
                const vf v = v_value((p), &s, at);                                                                                         \
                statement;                                                                                                                 \
            }                                                                                                                              \
        }                                                                                                                                  \
    } while (0)

void HK_(path_values)(float *restrict out, const hk_paths *p, size_t first, size_t last) {
    const hk_paths paths = *p; /* so that no store can change it */
    V_EACH_VALUE(&paths, first, last, v_store(out + (step - first) * paths.paths + at, v));
}

void HK_(path_maxima)(float *restrict out, const hk_paths *p, size_t first, size_t last) {
    const hk_paths paths = *p;
    for (size_t at = 0; at < paths.paths; at += HK_LANES)
        v_store(out + at, v_splat(-INFINITY));
    V_EACH_VALUE(&paths, first, last, {
        const vf best = v_load(out + at);
        v_store(out + at, v_select(v > best, v, best));
    });
}

void HK_(path_sums)(float *restrict out, double *restrict work, const hk_paths *p, size_t first, size_t last) {
    const hk_paths paths = *p;
    for (size_t at = 0; at < paths.paths; at += HK_LANES)
        v_store_d(work + at, (vd){0});
    V_EACH_VALUE(&paths, first, last, *(vd_memory *)(work + at) += v_double(v));
    for (size_t at = 0; at < paths.paths; at += HK_LANES)
        v_store(out + at, __builtin_convertvector(*(const vd_memory *)(work + at), vf));
}

#define vi_memory HK_(vi_memory)
typedef int32_t vi_memory __attribute__((vector_size(4 * HK_LANES), aligned(4), may_alias));

void HK_(path_crossings)(uint32_t *restrict out, const hk_paths *p, size_t first, size_t last, float threshold) {
    const hk_paths paths = *p;
    const vi none = (int32_t)(last - first) - (vi){0};
    for (size_t at = 0; at < paths.paths; at += HK_LANES)
        *(vi_memory *)(out + at) = none;
    V_EACH_VALUE(&paths, first, last, {
        const vi before = *(const vi_memory *)(out + at);
        const vi here = (int32_t)(step - first) - (vi){0};
        const vi crosses = (v > threshold) & (before == none);
        *(vi_memory *)(out + at) = (crosses & here) | (~crosses & before);
    });
}
#endif
