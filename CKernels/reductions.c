#ifndef HK_INSTANCE
#include "ckernels.h"

#include <math.h>

double hk_sum_ref(const float *x, size_t n) {
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += x[i];
    return sum;
}

double hk_sum_squares_ref(const float *x, size_t n) {
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += (double)x[i] * x[i];
    return sum;
}

double hk_dot_ref(const float *x, const float *y, size_t n) {
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += (double)x[i] * y[i];
    return sum;
}

float hk_maximum_ref(const float *x, size_t n) {
    float best = -INFINITY;
    for (size_t i = 0; i < n; i++) {
        if (isnan(x[i])) return NAN;
        if (x[i] > best) best = x[i];
    }
    return best;
}

#define HK_FAMILY "reductions.c"
#include "instances.h"

#else /* vector source, once for each instance */
#include "vector.h"

#define v_square HK_(v_square)

V_INLINE vd v_square(vd x) { return x * x; }

double HK_(sum)(const float *x, size_t n) {
    double sum;
    V_SUM(sum, n, v_double(v_load_upto(x + at, left)));
    return sum;
}

double HK_(sum_squares)(const float *x, size_t n) {
    double sum;
    V_SUM(sum, n, v_square(v_double(v_load_upto(x + at, left))));
    return sum;
}

double HK_(dot)(const float *x, const float *y, size_t n) {
    double sum;
    V_SUM(sum, n, v_double(v_load_upto(x + at, left)) * v_double(v_load_upto(y + at, left)));
    return sum;
}

float HK_(maximum)(const float *x, size_t n) {
    vf best[2] = {v_splat(-INFINITY), v_splat(-INFINITY)};
    vi nan = {0};
    size_t i = 0;
    for (; n - i >= 2 * HK_LANES; i += 2 * HK_LANES)
        for (size_t k = 0; k < 2; k++) {
            vf v = v_load(x + i + k * HK_LANES);
            nan |= v != v;
            best[k] = v_select(v > best[k], v, best[k]);
        }
    float result = -INFINITY;
    bool found = false;
    for (; i < n; i++) {
        found |= isnan(x[i]);
        if (x[i] > result) result = x[i];
    }
    for (size_t lane = 0; lane < HK_LANES; lane++) {
        found |= nan[lane] != 0;
        if (best[0][lane] > result) result = best[0][lane];
        if (best[1][lane] > result) result = best[1][lane];
    }
    return found ? NAN : result;
}
#endif
