#ifndef HK_INSTANCE
#include "ckernels.h"

#include <math.h>

#define LANES HK_SMOOTHING_LANES

/* One lane, as the models are defined: error e of the forecast f, then the states follow. */
static void run_lane(double *squares, double *logs, float *residuals, double *states, const hk_ets *p, size_t lane) {
    const double alpha = p->parameters[lane], beta = p->parameters[LANES + lane], gamma = p->parameters[2 * LANES + lane];
    const double phi = p->parameters[3 * LANES + lane];
    double level = states[lane], trend = p->trend ? states[LANES + lane] : 0, sum = 0, log_sum = 0;
    for (size_t t = 0; t < p->n; t++) {
        double *season = p->season > 0 ? states + (2 + t % p->season) * LANES + lane : 0;
        const double y = p->y[t], before = level + phi * trend, s = season ? *season : 0;
        double error = 0;
        level = before;
        trend = phi * trend;
        if (!isnan(y)) {
            const double f = p->form == HK_ETS_MULTIPLICATIVE ? before * s : before + s;
            const double surprise = p->form == HK_ETS_MULTIPLICATIVE ? y / s - before : y - f;
            level += alpha * surprise;
            if (p->trend) trend += beta * surprise;
            if (season) *season += gamma * (p->form == HK_ETS_MULTIPLICATIVE ? y / before - s : y - f);
            error = y - f;
            if (p->form != HK_ETS_ADDITIVE) {
                error /= f;
                if (f > 0 && before > 0)
                    log_sum += log(f);
                else
                    log_sum = INFINITY;
            }
            sum += error * error;
        }
        if (residuals) residuals[t * LANES + lane] = (float)(lane == 0 ? error : error - p->first[t]);
        if (lane == 0 && residuals) p->first[t] = error;
    }
    states[lane] = level;
    if (p->trend) states[LANES + lane] = trend;
    squares[lane] = sum;
    logs[lane] = log_sum;
}

void hk_ets_run_ref(double *restrict squares, double *restrict logs, float *restrict residuals, double *restrict states, const hk_ets *p) {
    for (size_t lane = 0; lane < LANES; lane++)
        run_lane(squares, logs, residuals, states, p, lane);
}

void hk_lane_products_ref(double *restrict out, const float *restrict a, const float *restrict b, size_t n) {
    for (size_t row = 0; row < LANES; row++)
        for (size_t column = 0; column < LANES; column++) {
            double sum = 0;
            for (size_t t = 0; t < n; t++)
                sum += (double)a[t * LANES + row] * (double)b[t * LANES + column];
            out[row * LANES + column] = sum;
        }
}

#define HK_FAMILY "ets.c"
#include "instances.h"

#else /* vector source, once for each instance */
#include "vector.h"

#define log_sums HK_(log_sums)
#define add_log HK_(add_log)
#define total_log HK_(total_log)
#define run HK_(run)
#define run_form HK_(run_form)

/* A sum of logarithms: exponents are added, mantissas multiplied, and the logarithm is taken once at the end. */
typedef struct log_sums {
    vl exponents;
    vd mantissas;
    vl bad;
    size_t count;
} log_sums;

#define MANTISSA_BITS 52
#define MANTISSA ((int64_t)0x000FFFFFFFFFFFFF)
#define ONE ((int64_t)0x3FF0000000000000)

V_INLINE void add_log(log_sums *sums, vd f, vd before) {
    sums->bad |= ~((f > 0) & (before > 0)); /* NaN is bad, too */
    sums->exponents += (vl)f >> MANTISSA_BITS;
    sums->mantissas *= (vd)(((vl)f & MANTISSA) | ONE);
    /* Mantissas are below 2: 512 of them cannot overflow. */
    if (++sums->count % 512 == 0) {
        sums->exponents += ((vl)sums->mantissas >> MANTISSA_BITS) - (ONE >> MANTISSA_BITS);
        sums->mantissas = (vd)(((vl)sums->mantissas & MANTISSA) | ONE);
    }
}

V_INLINE void total_log(double *out, const log_sums *sums) {
    for (size_t lane = 0; lane < HK_LANES; lane++) {
        const int64_t exponent = sums->exponents[lane] - (int64_t)sums->count * (ONE >> MANTISSA_BITS);
        out[lane] = sums->bad[lane] ? __builtin_inf() : (double)exponent * 0.69314718055994530942 + __builtin_log(sums->mantissas[lane]);
    }
}

/* Between steps `before` is level + phi * trend, what is forecast without season, and `drift` is phi * trend: so only a subtraction and a
 * multiply-add lie between the error of one step and the next. */
V_INLINE void run(double *squares, double *logs, float *residuals, double *states, const hk_ets *p, const bool with_trend,
                  const bool with_season, const hk_ets_form form) {
    const vd alpha = v_load_d(p->parameters), beta = v_load_d(p->parameters + HK_LANES), gamma = v_load_d(p->parameters + 2 * HK_LANES);
    const vd phi = v_load_d(p->parameters + 3 * HK_LANES), phi_beta = phi * beta, gain = with_trend ? alpha + phi_beta : alpha;
    vd drift = with_trend ? phi * v_load_d(states + HK_LANES) : (vd){0};
    vd before = with_trend ? v_load_d(states) + drift : v_load_d(states);
    vd sum = {0};
    log_sums log_sum = {.exponents = {0}, .mantissas = v_splat_d(1), .bad = {0}, .count = 0};
    double *season = states + 2 * HK_LANES, *const season_end = season + p->season * HK_LANES;
    for (size_t t = 0; t < p->n; t++) {
        const double value = p->y[t];
        vd error = {0};
        if (value == value) {
            const vd y = v_splat_d(value);
            vd surprise;
            if (form == HK_ETS_MULTIPLICATIVE) {
                const vd s = v_load_d(season), f = before * s, y_share = y / before;
                const vd share = 1 / s;
                surprise = v_fma(y, share, -before);
                v_store_d(season, v_fma(gamma, y_share - s, s));
                error = v_fma(y_share, share, v_splat_d(-1));
                add_log(&log_sum, f, before);
            } else {
                const vd s = with_season ? v_load_d(season) : (vd){0};
                surprise = (with_season ? y - s : y) - before;
                if (with_season) v_store_d(season, v_fma(gamma, surprise, s));
                error = surprise;
                if (form == HK_ETS_RELATIVE) {
                    const vd f = with_season ? before + s : before;
                    error /= f;
                    add_log(&log_sum, f, before);
                }
            }
            sum = v_fma(error, error, sum);
            const vd next = with_trend ? v_fma(phi, drift, before) : before;
            if (with_trend) drift = v_fma(phi_beta, surprise, phi * drift);
            before = v_fma(gain, surprise, next);
        } else if (with_trend) {
            drift = phi * drift;
            before += drift;
        }
        if (with_season) {
            season += HK_LANES;
            if (season == season_end) season = states + 2 * HK_LANES;
        }
        if (residuals) {
            const double first = error[0];
            p->first[t] = first;
            error -= first;
            error[0] = first;
            v_store(residuals + t * HK_LANES, __builtin_convertvector(error, vf));
        }
    }
    v_store_d(states, with_trend ? before - drift : before);
    if (with_trend) v_store_d(states + HK_LANES, drift / phi);
    v_store_d(squares, sum);
    if (form == HK_ETS_ADDITIVE)
        v_store_d(logs, (vd){0});
    else
        total_log(logs, &log_sum);
}

V_INLINE void run_form(double *squares, double *logs, float *residuals, double *states, const hk_ets *p, const bool with_trend) {
    if (p->form == HK_ETS_MULTIPLICATIVE)
        run(squares, logs, residuals, states, p, with_trend, true, HK_ETS_MULTIPLICATIVE);
    else if (p->form == HK_ETS_RELATIVE) {
        if (p->season > 0)
            run(squares, logs, residuals, states, p, with_trend, true, HK_ETS_RELATIVE);
        else
            run(squares, logs, residuals, states, p, with_trend, false, HK_ETS_RELATIVE);
    } else if (p->season > 0)
        run(squares, logs, residuals, states, p, with_trend, true, HK_ETS_ADDITIVE);
    else
        run(squares, logs, residuals, states, p, with_trend, false, HK_ETS_ADDITIVE);
}

void HK_(ets_run)(double *restrict squares, double *restrict logs, float *restrict residuals, double *restrict states, const hk_ets *p) {
    if (residuals) {
        if (p->trend)
            run_form(squares, logs, residuals, states, p, true);
        else
            run_form(squares, logs, residuals, states, p, false);
    } else if (p->trend)
        run_form(squares, logs, NULL, states, p, true);
    else
        run_form(squares, logs, NULL, states, p, false);
}

#define products_half HK_(products_half)

/* Half the rows of the products: 8 accumulators leave AVX2 with few spills and hide the latency of AVX-512. */
V_INLINE void products_half(double *restrict out, const float *restrict a, const float *restrict b, size_t n) {
    for (size_t k = 0; k < HK_LANES / 2; k++)
        v_store_d(out + k * HK_LANES, (vd){0});
    for (size_t first = 0; first < n; first += 64) {
        const size_t last = n - first < 64 ? n : first + 64;
        vf sums[HK_LANES / 2];
        V_UNROLL for (size_t k = 0; k < HK_LANES / 2; k++) sums[k] = (vf){0};
        for (size_t t = first; t < last; t++) {
            const vf right = v_load(b + t * HK_LANES);
            V_UNROLL for (size_t k = 0; k < HK_LANES / 2; k++) sums[k] = v_fma(v_splat(a[t * HK_LANES + k]), right, sums[k]);
        }
        V_UNROLL for (size_t k = 0; k < HK_LANES / 2; k++) {
            double *row = out + k * HK_LANES;
            v_store_d(row, v_load_d(row) + v_double(sums[k]));
        }
    }
}

void HK_(lane_products)(double *restrict out, const float *restrict a, const float *restrict b, size_t n) {
    products_half(out, a, b, n);
    products_half(out + HK_LANES / 2 * HK_LANES, a + HK_LANES / 2, b, n);
}
#endif
