/* Layer normalisation of rows with the residual connection before it, forward and backward. */
#ifndef HK_INSTANCE
#include "ckernels.h"

#include <math.h>

void hk_layer_norm_ref(float *out, float *statistics, float *x, const float *residual, const hk_layer_norm *norm, size_t rows) {
    const size_t n = norm->columns;
    for (size_t row = 0; row < rows; row++) {
        double mean = 0, squares = 0;
        for (size_t c = 0; c < n; c++) {
            if (residual) x[row * n + c] += residual[row * n + c];
            mean += (double)x[row * n + c];
        }
        mean /= (double)n;
        for (size_t c = 0; c < n; c++)
            squares += ((double)x[row * n + c] - mean) * ((double)x[row * n + c] - mean);
        const double inverse = 1 / sqrt(squares / (double)n + (double)norm->epsilon);
        for (size_t c = 0; c < n; c++)
            out[row * n + c] = (float)(((double)x[row * n + c] - mean) * inverse * (double)norm->gain[c] + (double)norm->offset[c]);
        if (statistics) {
            statistics[2 * row] = (float)mean;
            statistics[2 * row + 1] = (float)inverse;
        }
    }
}

void hk_layer_norm_gradient_ref(float *dx, float *dgain, float *doffset, const float *dout, const float *x, const float *statistics,
                                const hk_layer_norm *norm, size_t rows, bool adds) {
    const size_t n = norm->columns;
    for (size_t row = 0; row < rows; row++) {
        const double mean = (double)statistics[2 * row], inverse = (double)statistics[2 * row + 1];
        double sum = 0, product = 0;
        for (size_t c = 0; c < n; c++) {
            const double standard = ((double)x[row * n + c] - mean) * inverse;
            const double slope = (double)dout[row * n + c] * (double)norm->gain[c];
            dgain[c] = (float)((double)dgain[c] + (double)dout[row * n + c] * standard);
            doffset[c] += dout[row * n + c];
            sum += slope;
            product += slope * standard;
        }
        for (size_t c = 0; c < n; c++) {
            const double standard = ((double)x[row * n + c] - mean) * inverse;
            const double slope = (double)dout[row * n + c] * (double)norm->gain[c];
            const float value = (float)(inverse * (slope - sum / (double)n - standard * product / (double)n));
            dx[row * n + c] = adds ? dx[row * n + c] + value : value;
        }
    }
}

#define HK_FAMILY "layer_norm.c"
#include "instances.h"

#else /* vector source, once for each instance */
#include "vector.h"

#define v_sum_lanes HK_(v_sum_lanes)

/* The sum of all lanes, halves added to halves. */
V_INLINE float v_sum_lanes(vf v) {
    float lane[HK_LANES];
    V_UNROLL for (size_t half = HK_LANES / 2; half > 0; half /= 2) {
        __builtin_memcpy(lane, &v, sizeof v);
        vf other = {0};
        __builtin_memcpy(&other, lane + half, half * sizeof(float));
        v += other;
    }
    return v[0];
}

void HK_(layer_norm)(float *out, float *statistics, float *x, const float *residual, const hk_layer_norm *norm, size_t rows) {
    const size_t n = norm->columns;
    const float share = 1 / (float)n;
    for (size_t row = 0; row < rows; row++, x += n, out += n) {
        vf sum = {0}, squares = {0};
        if (residual) {
            const float *const added = residual + row * n;
            V_EACH(n, {
                const vf value = v_load_upto(x + at, left) + v_load_upto(added + at, left);
                v_store_upto(x + at, value, left);
                sum += value;
            });
        } else {
            V_EACH(n, sum += v_load_upto(x + at, left));
        }
        const float mean = v_sum_lanes(sum) * share;
        V_EACH(n, {
            vf distance = v_load_upto(x + at, left) - mean;
            if (left < HK_LANES) distance = v_select(v_first(left), distance, (vf){0});
            squares = v_fma(distance, distance, squares);
        });
        const float inverse = 1 / __builtin_sqrtf(v_sum_lanes(squares) * share + norm->epsilon);
        V_EACH(n, v_store_upto(out + at,
                               v_fma((v_load_upto(x + at, left) - mean) * inverse, v_load_upto(norm->gain + at, left),
                                     v_load_upto(norm->offset + at, left)),
                               left));
        if (statistics) {
            statistics[2 * row] = mean;
            statistics[2 * row + 1] = inverse;
        }
    }
}

void HK_(layer_norm_gradient)(float *dx, float *dgain, float *doffset, const float *dout, const float *x, const float *statistics,
                              const hk_layer_norm *norm, size_t rows, bool adds) {
    const size_t n = norm->columns;
    const float share = 1 / (float)n;
    for (size_t row = 0; row < rows; row++, x += n, dx += n, dout += n) {
        const float mean = statistics[2 * row], inverse = statistics[2 * row + 1];
        vf sum = {0}, product = {0};
        V_EACH(n, {
            const vf given = v_load_upto(dout + at, left);
            const vf slope = given * v_load_upto(norm->gain + at, left);
            const vf standard = (v_load_upto(x + at, left) - mean) * inverse;
            v_store_upto(dgain + at, v_fma(given, standard, v_load_upto(dgain + at, left)), left);
            v_store_upto(doffset + at, v_load_upto(doffset + at, left) + given, left);
            sum += slope;
            product = v_fma(slope, standard, product);
        });
        const float level = v_sum_lanes(sum) * share, tilt = v_sum_lanes(product) * share;
        V_EACH(n, {
            const vf slope = v_load_upto(dout + at, left) * v_load_upto(norm->gain + at, left);
            const vf standard = (v_load_upto(x + at, left) - mean) * inverse;
            vf value = (slope - level - standard * tilt) * inverse;
            if (adds) value += v_load_upto(dx + at, left);
            v_store_upto(dx + at, value, left);
        });
    }
}
#endif
