#ifndef HK_INSTANCE
#include "ckernels.h"

#define LANES HK_SMOOTHING_LANES

void hk_theta_sums_ref(double *restrict out, const double *restrict alpha, const double *restrict y, const double *restrict intercepts,
                       const double *restrict slopes, size_t n, size_t first) {
    for (size_t lane = 0; lane < LANES; lane++) {
        double level = n > 0 ? y[0] : 0, power = 1; /* (1 - alpha)^t */
        double sums[6] = {0};
        for (size_t t = 0; t < n; t++) {
            const double rest = power * (1 - alpha[lane]);
            const double u = y[t] - level, g = power * intercepts[t] + (1 - rest) / alpha[lane] * slopes[t];
            if (t >= first) {
                sums[0] += u * u;
                sums[1] += u * g;
                sums[2] += u * power;
                sums[3] += g * g;
                sums[4] += g * power;
                sums[5] += power * power;
            }
            level += alpha[lane] * u;
            power = rest < 1e-100 ? 0 : rest; /* squares must not get near numbers that are slow */
        }
        for (size_t k = 0; k < 6; k++)
            out[k * LANES + lane] = sums[k];
    }
}

#define HK_FAMILY "theta.c"
#include "instances.h"

#else /* vector source, once for each instance */
#include "vector.h"

void HK_(theta_sums)(double *restrict out, const double *restrict alpha, const double *restrict y, const double *restrict intercepts,
                     const double *restrict slopes, size_t n, size_t first) {
    const vd a = v_load_d(alpha), keep = 1 - a, share = 1 / a;
    vd level = v_splat_d(n > 0 ? y[0] : 0), power = v_splat_d(1);
    vd uu = {0}, ug = {0}, ud = {0}, gg = {0}, gd = {0}, dd = {0};
    for (size_t t = 0; t < n; t++) {
        const vd rest = power * keep, u = y[t] - level;
        if (t >= first) {
            const vd g = v_fma(power, v_splat_d(intercepts[t]), (share - rest * share) * slopes[t]);
            uu = v_fma(u, u, uu);
            ug = v_fma(u, g, ug);
            ud = v_fma(u, power, ud);
            gg = v_fma(g, g, gg);
            gd = v_fma(g, power, gd);
            dd = v_fma(power, power, dd);
        }
        level = v_fma(a, u, level);
        power = (vd)((vl)rest & (rest >= 1e-100));
    }
    const vd sums[6] = {uu, ug, ud, gg, gd, dd};
    for (size_t k = 0; k < 6; k++)
        v_store_d(out + k * HK_LANES, sums[k]);
}
#endif
