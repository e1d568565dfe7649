#ifndef HK_INSTANCE
#include "ckernels.h"

#pragma STDC FP_CONTRACT OFF /* the vector source rounds every operation, too */

static double loss(float difference, float tau) {
    double over = (double)tau * difference, under = ((double)tau - 1) * difference;
    return over > under ? over : under;
}

double hk_pinball_sum_ref(const float *y, const float *q, size_t n, float tau) {
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += loss(y[i] - q[i], tau);
    return sum;
}

double hk_pinball_rows_ref(float *gradient, size_t *observed, const float *q, const float *y, const float *weights, const float *tau,
                           size_t n, size_t levels, float scale) {
    double total = 0;
    size_t scored = 0;
    for (size_t i = 0; i < n; i++) {
        const bool known = y[i] == y[i];
        const float weight = weights ? weights[i] : 1, factor = scale * weight;
        for (size_t k = i * levels, column = 0; column < levels; k++, column++) {
            float d = y[i] - q[k], level = tau[column];
            if (known) total += weight * loss(d, level);
            if (gradient) gradient[k] = !known ? 0 : factor * (d > 0 ? -level : d < 0 ? 1 - level : (0.5f - level) + d);
        }
        scored += known;
    }
    *observed = scored;
    return total;
}

#define HK_FAMILY "pinball.c"
#include "instances.h"

#else /* vector source, once for each instance */
#include "vector.h"

#define v_loss HK_(v_loss)
#define v_row HK_(v_row)

/* The larger of tau * d and (tau - 1) * d; NaN when d is, because a comparison with it is false. */
V_INLINE vd v_loss(vf difference, vd tau) {
    vd d = v_double(difference), over = tau * d, under = (tau - 1) * d;
    return v_select_d(over > under, over, under);
}

double HK_(pinball_sum)(const float *y, const float *q, size_t n, float tau) {
    const vd level = (double)tau - (vd){0};
    double sum;
    V_SUM(sum, n, v_loss(v_load_upto(y + at, left) - v_load_upto(q + at, left), level));
    return sum;
}

/* `left` levels of one scored row from the given pointers on: the weighted losses; the gradient is stored when wanted. */
V_INLINE vd v_row(float *gradient, const float *q, const float *tau, float y, float weight, float factor, size_t left) {
    const vf level = v_load_upto(tau, left);
    vf d = v_splat(y) - v_load_upto(q, left);
    if (gradient) {
        vf slope = v_select(d > 0, -level, v_select(d < 0, 1 - level, (0.5f - level) + d));
        v_store_upto(gradient, factor * slope, left);
    }
    /* Lanes beyond the row hold y - 0 at level 0, which has a loss where y is negative: clear them. */
    if (left < HK_LANES) d = v_select(v_first(left), d, (vf){0});
    return weight * v_loss(d, v_double(level));
}

double HK_(pinball_rows)(float *gradient, size_t *observed, const float *q, const float *y, const float *weights, const float *tau,
                         size_t n, size_t levels, float scale) {
    vd sum = {0};
    size_t scored = 0;
    for (size_t i = 0; i < n; i++) {
        const float weight = weights ? weights[i] : 1;
        const float *row = q + i * levels;
        float *slopes = gradient ? gradient + i * levels : NULL;
        if (y[i] == y[i]) {
            V_EACH(levels, sum += v_row(slopes ? slopes + at : NULL, row + at, tau + at, y[i], weight, scale * weight, left));
            scored++;
        } else if (gradient) {
            V_EACH(levels, v_store_upto(slopes + at, (vf){0}, left));
        }
    }
    *observed = scored;
    return v_total(sum);
}
#endif
