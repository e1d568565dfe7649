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
#define v_norm_rows HK_(v_norm_rows)
#define v_norm_gradient_rows HK_(v_norm_gradient_rows)

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

/* R rows side by side: the sums of a single one would wait for themselves. */
V_INLINE void v_norm_rows(const size_t R, float *out, float *statistics, float *x, const float *residual, const hk_layer_norm *norm) {
    const size_t n = norm->columns;
    const float share = 1 / (float)n;
    float mean[4], inverse[4];
    vf sum[4], squares[4];
    V_UNROLL for (size_t r = 0; r < R; r++) sum[r] = squares[r] = (vf){0};
    if (residual) {
        V_EACH(
            n, V_UNROLL for (size_t r = 0; r < R; r++) {
                const vf value = v_load_upto(x + r * n + at, left) + v_load_upto(residual + r * n + at, left);
                v_store_upto(x + r * n + at, value, left);
                sum[r] += value;
            });
    } else {
        V_EACH(n, V_UNROLL for (size_t r = 0; r < R; r++) sum[r] += v_load_upto(x + r * n + at, left));
    }
    V_UNROLL for (size_t r = 0; r < R; r++) mean[r] = v_sum_lanes(sum[r]) * share;
    V_EACH(
        n, V_UNROLL for (size_t r = 0; r < R; r++) {
            vf distance = v_load_upto(x + r * n + at, left) - mean[r];
            if (left < HK_LANES) distance = v_select(v_first(left), distance, (vf){0});
            squares[r] = v_fma(distance, distance, squares[r]);
        });
    V_UNROLL for (size_t r = 0; r < R; r++) inverse[r] = 1 / __builtin_sqrtf(v_sum_lanes(squares[r]) * share + norm->epsilon);
    V_EACH(n, {
        const vf gain = v_load_upto(norm->gain + at, left);
        const vf offset = v_load_upto(norm->offset + at, left);
        V_UNROLL for (size_t r = 0; r < R; r++)
            v_store_upto(out + r * n + at, v_fma((v_load_upto(x + r * n + at, left) - mean[r]) * inverse[r], gain, offset), left);
    });
    for (size_t r = 0; statistics && r < R; r++) {
        statistics[2 * r] = mean[r];
        statistics[2 * r + 1] = inverse[r];
    }
}

void HK_(layer_norm)(float *out, float *statistics, float *x, const float *residual, const hk_layer_norm *norm, size_t rows) {
    const size_t n = norm->columns;
    size_t row = 0;
#define HK_NORM_ROWS(R)                                                                                                                    \
    for (; row + (R) <= rows; row += (R))                                                                                                  \
        v_norm_rows(R, out + row * n, statistics ? statistics + 2 * row : 0, x + row * n, residual ? residual + row * n : 0, norm);
    HK_NORM_ROWS(4)
    HK_NORM_ROWS(1)
#undef HK_NORM_ROWS
}

V_INLINE void v_norm_gradient_rows(const size_t R, float *dx, float *dgain, float *doffset, const float *dout, const float *x,
                                   const float *statistics, const hk_layer_norm *norm, bool adds) {
    const size_t n = norm->columns;
    const float share = 1 / (float)n;
    vf sum[4], product[4];
    float level[4], tilt[4];
    V_UNROLL for (size_t r = 0; r < R; r++) sum[r] = product[r] = (vf){0};
    V_EACH(n, {
        vf gain = v_load_upto(dgain + at, left);
        vf offset = v_load_upto(doffset + at, left);
        const vf weight = v_load_upto(norm->gain + at, left);
        V_UNROLL for (size_t r = 0; r < R; r++) {
            const vf given = v_load_upto(dout + r * n + at, left);
            const vf slope = given * weight;
            const vf standard = (v_load_upto(x + r * n + at, left) - statistics[2 * r]) * statistics[2 * r + 1];
            gain = v_fma(given, standard, gain);
            offset += given;
            sum[r] += slope;
            product[r] = v_fma(slope, standard, product[r]);
        }
        v_store_upto(dgain + at, gain, left);
        v_store_upto(doffset + at, offset, left);
    });
    V_UNROLL for (size_t r = 0; r < R; r++) {
        level[r] = v_sum_lanes(sum[r]) * share;
        tilt[r] = v_sum_lanes(product[r]) * share;
    }
    V_EACH(n, {
        const vf weight = v_load_upto(norm->gain + at, left);
        V_UNROLL for (size_t r = 0; r < R; r++) {
            const vf slope = v_load_upto(dout + r * n + at, left) * weight;
            const vf standard = (v_load_upto(x + r * n + at, left) - statistics[2 * r]) * statistics[2 * r + 1];
            vf value = (slope - level[r] - standard * tilt[r]) * statistics[2 * r + 1];
            if (adds) value += v_load_upto(dx + r * n + at, left);
            v_store_upto(dx + r * n + at, value, left);
        }
    });
}

void HK_(layer_norm_gradient)(float *dx, float *dgain, float *doffset, const float *dout, const float *x, const float *statistics,
                              const hk_layer_norm *norm, size_t rows, bool adds) {
    const size_t n = norm->columns;
    size_t row = 0;
#define HK_NORM_ROWS(R)                                                                                                                    \
    for (; row + (R) <= rows; row += (R))                                                                                                  \
        v_norm_gradient_rows(R, dx + row * n, dgain, doffset, dout + row * n, x + row * n, statistics + 2 * row, norm, adds);
    HK_NORM_ROWS(4)
    HK_NORM_ROWS(1)
#undef HK_NORM_ROWS
}
#endif
