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
    for (; i < n; i += HK_LANES) {
        const size_t left = n - i;
        vf v = v_load_upto(x + i, left);
        if (left < HK_LANES) v = v_select(v_first(left), v, v_splat(-INFINITY));
        nan |= v != v;
        best[0] = v_select(v > best[0], v, best[0]);
    }
    best[0] = v_select(best[1] > best[0], best[1], best[0]);
    float lane[HK_LANES];
    int32_t found[HK_LANES];
    __builtin_memcpy(lane, best, sizeof lane);
    __builtin_memcpy(found, &nan, sizeof found);
    for (size_t half = HK_LANES / 2; half > 0; half /= 2)
        for (size_t k = 0; k < half; k++) {
            lane[k] = lane[k + half] > lane[k] ? lane[k + half] : lane[k];
            found[k] |= found[k + half];
        }
    return found[0] ? NAN : lane[0];
}
#endif
