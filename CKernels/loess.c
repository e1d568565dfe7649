#ifndef HK_INSTANCE
#include "ckernels.h"

#include <math.h>

void hk_weigh_rows_ref(double *restrict out, const double *x, size_t stride, const double *w, size_t rows, size_t columns) {
    for (size_t c = 0; c < columns; c++) {
        double sum = 0;
        for (size_t r = 0; r < rows; r++)
            sum += w[r] * x[r * stride + c];
        out[c] = sum;
    }
}

void hk_loess_weights(double *restrict w, const double *robustness, size_t stride, size_t span, double at, double reach, size_t n,
                      int degree) {
    double sum = 0;
    for (size_t j = 0; j < span; j++) {
        const double distance = fabs((double)j - at);
        double weight = 0;
        if (distance <= 0.999 * reach) {
            const double share = distance / reach, rest = 1 - share * share * share;
            weight = distance <= 0.001 * reach ? 1 : rest * rest * rest;
            if (robustness) weight *= robustness[j * stride];
        }
        w[j] = weight;
        sum += weight;
    }
    if (sum <= 0) return;
    double centre = 0, spread = 0;
    for (size_t j = 0; j < span; j++) {
        w[j] /= sum;
        centre += w[j] * (double)j;
    }
    if (degree == 0 || reach <= 0) return;
    for (size_t j = 0; j < span; j++)
        spread += w[j] * ((double)j - centre) * ((double)j - centre);
    if (sqrt(spread) <= 0.001 * (double)(n - 1)) return;
    const double slope = (at - centre) / spread;
    for (size_t j = 0; j < span; j++)
        w[j] *= 1 + slope * ((double)j - centre);
}

void hk_moving_average(double *restrict out, const double *restrict x, size_t n, size_t span) {
    double sum = 0;
    for (size_t i = 0; i < span; i++)
        sum += x[i];
    out[0] = sum / (double)span;
    for (size_t i = span; i < n; i++) {
        sum += x[i] - x[i - span];
        out[i - span + 1] = sum / (double)span;
    }
}

#define HK_FAMILY "loess.c"
#include "instances.h"

#else /* vector source, once for each instance */
#include "vector.h"

#define weigh_block HK_(weigh_block)

/* Sums of `vectors` vectors of columns, all in registers, so that every row is read once and nothing is written between. */
V_INLINE void weigh_block(double *restrict out, const double *x, size_t stride, const double *w, size_t rows, const size_t vectors) {
    vd sum[2];
    V_UNROLL for (size_t v = 0; v < vectors; v++) sum[v] = (vd){0};
    for (size_t r = 0; r < rows; r++) {
        const vd weight = w[r] - (vd){0};
        V_UNROLL for (size_t v = 0; v < vectors; v++) sum[v] = v_fma(weight, v_load_d(x + r * stride + v * HK_LANES), sum[v]);
    }
    V_UNROLL for (size_t v = 0; v < vectors; v++) v_store_d(out + v * HK_LANES, sum[v]);
}

void HK_(weigh_rows)(double *restrict out, const double *x, size_t stride, const double *w, size_t rows, size_t columns) {
    size_t c = 0;
    for (; columns - c >= 2 * HK_LANES; c += 2 * HK_LANES)
        weigh_block(out + c, x + c, stride, w, rows, 2);
    for (; columns - c >= HK_LANES; c += HK_LANES)
        weigh_block(out + c, x + c, stride, w, rows, 1);
    for (; c < columns; c++) {
        double sum = 0;
        for (size_t r = 0; r < rows; r++)
            sum = __builtin_fma(w[r], x[r * stride + c], sum);
        out[c] = sum;
    }
}
#endif
