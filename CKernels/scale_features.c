#ifndef HK_INSTANCE
#include "ckernels.h"
#include "window_reference.h"

/* Blocks that a window is cut into for what needs no single values. */
#define BLOCKS 12
/* Keeps ratios of what is 0 finite. */
#define TINY 1e-12
/* Powers as large as the largest but for rounding are ties. */
#define TIE (1 - 1e-9)
/* What Poisson's noise alone makes of some features: sizes are counted from there on, or they would tell how much demand there is. */
#define CHANCE 2                  /* standard deviations */
#define POISSON_GINI 0.5641895835 /* 1 / sqrt(pi), over the root of the mean */
#define POISSON_TOP 0.1           /* share of the largest twentieth above the median, over the root of the mean */
#define POISSON_FOLD 4.08         /* standard deviation of log2 of a ratio of quarters, over the root of all events */
/* What features are cut off at: how much more there is says how much demand there is, not what it does. */
#define MOST_DISPERSION 1
#define MOST_VARIATION 0.5
#define MOST_GINI 0.3
#define MOST_HEIGHT 4.5
#define LEAST_LOG_P (-30)
#define MOST_CYCLES 2
/* Of a normal distribution, over its median absolute deviation. */
#define SIGMA_OF_MAD 1.4826

static double larger(double a, double b) { return a > b ? a : b; }
static double smaller(double a, double b) { return a < b ? a : b; }

/* The features of one window, as they are defined. */
static void features(double *restrict f, const double *restrict x, size_t n, const double *restrict circle, double *restrict work) {
    const double count = (double)n, centre = (count - 1) / 2;
    double *const sorted = work, *const z = work + n, *const power = work + 2 * n;
    double blocks[BLOCKS] = {0};
    double sum = 0, level = 0, times = 0;
    for (size_t t = 0; t < n; t++) {
        sum += x[t];
        blocks[t / (n / BLOCKS)] += x[t];
        z[t] = 2 * sqrt(larger(x[t], 0) + 0.375);
        level += z[t];
        times += ((double)t - centre) * ((double)t - centre);
    }
    const double mean = sum / count, positive = larger(mean, TINY), curl = times / count;
    double m2 = 0, slope = 0, arc = 0, arcs = 0, z2 = 0, z4 = 0, drift = 0;
    for (size_t t = 0; t < n; t++) {
        const double s = (double)t - centre, d = x[t] - mean, e = z[t] - level / count;
        m2 += d * d;
        slope += s * d;
        arc += (s * s - curl) * d;
        arcs += (s * s - curl) * (s * s - curl);
        z2 += e * e;
        z4 += e * e * e * e;
        drift += s * e;
    }
    const double variance = m2 / count, whole = larger(m2, TINY);
    const double rest = larger(m2 - slope * slope / times, 0) / count;
    f[0] = smaller(log2((variance + 0.1) / (mean + 0.1)), MOST_DISPERSION);
    f[1] = smaller(sqrt(larger(variance - mean * (1 + CHANCE * sqrt(2 / count)), 0)) / positive, MOST_VARIATION);
    f[2] = slope * slope / (times * whole);
    double order = 0, between = 0;
    for (size_t i = 0; i < BLOCKS; i++) {
        for (size_t j = i + 1; j < BLOCKS; j++)
            order += (blocks[j] > blocks[i]) - (blocks[j] < blocks[i]);
        between += (blocks[i] - sum / BLOCKS) * (blocks[i] - sum / BLOCKS);
    }
    f[3] = fabs(order) / sqrt(BLOCKS * (BLOCKS - 1) * (2 * BLOCKS + 5) / 18.0);
    f[4] = larger(fabs(slope / times) - CHANCE * sqrt(rest / times), 0) * (count - 1) / positive;
    f[5] = arc * arc / (arcs * whole);
    const double fold = log2((blocks[9] + blocks[10] + blocks[11] + 1) / (blocks[0] + blocks[1] + blocks[2] + 1));
    f[6] = larger(fabs(fold) - CHANCE * POISSON_FOLD / sqrt(larger(sum, 1)), 0);
    f[7] = smaller(log2((rest + 0.1) / (mean + 0.1)), MOST_DISPERSION);

    memcpy(sorted, x, n * sizeof *x);
    window_sort(sorted, n);
    const double median = window_median(sorted, n);
    double ranked = 0, top = 0;
    for (size_t t = 0; t < n; t++) {
        ranked += (double)(t + 1) * sorted[t];
        if (t >= n - n / 20) top += sorted[t] - median;
    }
    const double most = sorted[n - 1], third = sorted[n - 3];
    for (size_t t = 0; t < n; t++)
        sorted[t] = fabs(x[t] - median);
    window_sort(sorted, n);
    const double noise = larger(SIGMA_OF_MAD * window_median(sorted, n), sqrt(larger(median, 0) + 0.25));
    f[8] = smaller(log2(1 + (most - median) / noise), MOST_HEIGHT);
    f[9] = smaller(log2(1 + larger(third - median, 0) / noise), MOST_HEIGHT);
    f[10] = larger(top / larger(sum, 1) - POISSON_TOP / sqrt(positive), 0);
    f[11] = log2(1 + z4 / count / larger(z2 * z2 / (count * count), TINY));
    const double gini = sum > 0 ? 2 * ranked / (count * sum) - (count + 1) / count : 0;
    f[12] = smaller(larger(gini - POISSON_GINI / sqrt(positive), 0), MOST_GINI);

    double cusum = 0, farthest = 0, crossings = 0, runs = 0, skew = 0, spread = 0;
    const double change = (z[n - 1] - z[0]) / (count - 1), high = median + 4 * noise;
    for (size_t t = 0; t < n; t++) {
        cusum += z[t] - level / count;
        farthest = larger(farthest, fabs(cusum));
        if (t == 0) continue;
        const double d = z[t] - z[t - 1] - change;
        crossings += (x[t] > median) != (x[t - 1] > median);
        runs += x[t] > high && !(x[t - 1] > high);
        spread += d * d;
        skew += d * d * d;
    }
    const double variation = larger(spread / (count - 1), 1e-9);
    f[20] = farthest / sqrt(count * larger(z2 / count, TINY));
    f[21] = crossings / count;
    f[22] = runs / count * BLOCKS;
    f[23] = smaller(log2((between / BLOCKS + 0.1) / (sum / BLOCKS + 0.1)), MOST_DISPERSION);
    f[24] = skew / (count - 1) / (variation * sqrt(variation));

    double products = 0, squares = 0;
    for (size_t t = 0; t < n; t++)
        z[t] -= level / count + drift / times * ((double)t - centre);
    for (size_t t = 0; t < n; t++) {
        squares += z[t] * z[t];
        if (t > 0) products += z[t] * z[t - 1];
    }
    f[19] = products / larger(squares, TINY);
    const size_t bins = n / 2 - 1;
    double total = 0, largest = 0, entropy = 0, harmonics = 0, low = 0;
    for (size_t k = 1; k <= bins; k++) {
        power[k] = window_power(z, n, circle, k);
        total += power[k];
        largest = larger(largest, power[k]);
        if (k <= 3) low += power[k];
    }
    size_t dominant = 1;
    while (dominant < bins && power[dominant] < TIE * largest)
        dominant++;
    for (size_t k = 1; k <= bins; k++) {
        const double share = power[k] / larger(total, TINY);
        if (share > 0) entropy -= share * log2(share);
        if (k == dominant || k == 2 * dominant || k == 3 * dominant) harmonics += share;
    }
    const double g = largest / larger(total, TINY);
    f[13] = g;
    f[14] = log((double)bins) + (double)(bins - 1) * log(1 - g + TINY);
    f[14] = f[14] > 0 ? 0 : larger(f[14], LEAST_LOG_P);
    f[15] = smaller(log2((double)dominant), MOST_CYCLES);
    f[16] = harmonics;
    f[17] = entropy / log2((double)bins);
    f[18] = low / larger(total, TINY);
}

void hk_scale_features_ref(float *restrict out, const float *restrict x, const float *restrict sorted, size_t count, size_t stride,
                           size_t n, const double *restrict circle, double *restrict work) {
    (void)sorted; /* sorts by itself, to be compared with */
    for (size_t i = 0; i < count; i++) {
        double f[HK_SCALE_FEATURES];
        for (size_t t = 0; t < n; t++)
            work[t] = (double)x[i * stride + t];
        const bool isFinite = window_is_finite(work, n);
        if (isFinite) features(f, work, n, circle, work + n);
        for (size_t k = 0; k < HK_SCALE_FEATURES; k++)
            out[i * HK_SCALE_FEATURES + k] = isFinite ? (float)f[k] : NAN;
    }
}

#define HK_FAMILY "scale_features.c"
#include "instances.h"

#else /* vector source, once for each instance */
#include "window_lanes.h"

#define eight_windows HK_(eight_windows)
#define v_cap_at HK_(v_cap_at)
#define v_floor_at HK_(v_floor_at)
#define v_count HK_(v_count)
#define middle_deviation HK_(middle_deviation)
#define AT(x, t) v_load_d((x) + (t)*HK_LANES)

/* The larger of x and a number; NaN gives the number. */
V_INLINE vd v_floor_at(vd x, double least) { return v_max_d(x, v_splat_d(least)); }

/* The smaller of x and a number. */
V_INLINE vd v_cap_at(vd x, double most) { return v_min_d(x, v_splat_d(most)); }

/* Masks are -1: their sum, counted. */
V_INLINE vd v_count(vl masks) { return -__builtin_convertvector(masks, vd); }

/* Median of the distances from a number: those of the m nearest of sorted values are a run of m, so that the m-th smallest distance is the
 * least, over all runs, of the farther end's. */
V_INLINE vd middle_deviation(const double *sorted, size_t n, vd centre) {
    vd middle[2];
    for (size_t half = 0; half < 2; half++) {
        const size_t run = half == 0 ? (n - 1) / 2 + 1 : n / 2 + 1;
        vd least = v_splat_d(INFINITY);
        for (size_t t = 0; t + run <= n; t++)
            least = v_min_d(least, v_max_d(centre - AT(sorted, t), AT(sorted, t + run - 1) - centre));
        middle[half] = least;
    }
    return 0.5 * (middle[0] + middle[1]);
}

/* The features of eight windows, as the reference computes them of one; `work` begins with the sorted values. */
V_INLINE void eight_windows(vd *restrict f, const double *restrict x, size_t n, const double *restrict circle, double *restrict work) {
    const double count = (double)n, centre = (count - 1) / 2, times = count * (count * count - 1) / 12, curl = times / count;
    double *const sorted = work, *const z = work + n * HK_LANES, *const even = z + n * HK_LANES;
    double *const odd = even + n / 2 * HK_LANES, *const power = odd + n / 2 * HK_LANES;

    vd blocks[BLOCKS], sum = {0}, level = {0};
    for (size_t i = 0, t = 0; i < BLOCKS; i++) {
        vd block = {0};
        for (const size_t end = t + n / BLOCKS; t < end; t++) {
            const vd value = AT(x, t), stable = 2 * v_sqrt(v_floor_at(value, 0) + 0.375);
            block += value;
            v_store_d(z + t * HK_LANES, stable);
            level += stable;
        }
        blocks[i] = block;
        sum += block;
    }
    const vd mean = sum / count, positive = v_floor_at(mean, TINY), stable = level / count;
    vd m2 = {0}, slope = {0}, arc = {0}, z2 = {0}, z4 = {0}, drift = {0};
    double arcs = 0;
    for (size_t t = 0; t < n; t++) {
        const double s = (double)t - centre, bow = s * s - curl;
        const vd d = AT(x, t) - mean, e = AT(z, t) - stable, square = e * e;
        arcs += bow * bow;
        m2 = v_fma(d, d, m2);
        slope = v_fma(v_splat_d(s), d, slope);
        arc = v_fma(v_splat_d(bow), d, arc);
        z2 += square;
        z4 = v_fma(square, square, z4);
        drift = v_fma(v_splat_d(s), e, drift);
    }
    const vd variance = m2 / count, whole = v_floor_at(m2, TINY), rest = v_floor_at(m2 - slope * slope / times, 0) / count;
    f[0] = v_cap_at(v_log2((variance + 0.1) / (mean + 0.1)), MOST_DISPERSION);
    f[1] = v_cap_at(v_sqrt(v_floor_at(variance - mean * (1 + CHANCE * __builtin_sqrt(2 / count)), 0)) / positive, MOST_VARIATION);
    f[2] = slope * slope / (times * whole);
    vl order = {0};
    vd between = {0};
    for (size_t i = 0; i < BLOCKS; i++) {
        for (size_t j = i + 1; j < BLOCKS; j++)
            order += (blocks[j] < blocks[i]) - (blocks[j] > blocks[i]);
        const vd d = blocks[i] - sum / BLOCKS;
        between = v_fma(d, d, between);
    }
    f[3] = v_abs_d(v_count(order)) / __builtin_sqrt(BLOCKS * (BLOCKS - 1) * (2 * BLOCKS + 5) / 18.0);
    f[4] = v_floor_at(v_abs_d(slope / times) - CHANCE * v_sqrt(rest / times), 0) * (count - 1) / positive;
    f[5] = arc * arc / (arcs * whole);
    const vd end = blocks[9] + blocks[10] + blocks[11] + 1, beginning = blocks[0] + blocks[1] + blocks[2] + 1;
    const vd fold = v_log2(v_floor_at(end, TINY) / v_floor_at(beginning, TINY));
    f[6] = v_floor_at(v_abs_d(fold) - CHANCE * POISSON_FOLD / v_sqrt(v_floor_at(sum, 1)), 0);
    f[7] = v_cap_at(v_log2((rest + 0.1) / (mean + 0.1)), MOST_DISPERSION);

    const vd median = windows_median(sorted, n), most = AT(sorted, n - 1), third = AT(sorted, n - 3);
    vd ranked = {0}, top = {0};
    for (size_t t = 0; t < n; t++)
        ranked = v_fma(v_splat_d((double)(t + 1)), AT(sorted, t), ranked);
    for (size_t t = n - n / 20; t < n; t++)
        top += AT(sorted, t) - median;
    const vd noise = v_max_d(SIGMA_OF_MAD * middle_deviation(sorted, n, median), v_sqrt(v_floor_at(median, 0) + 0.25));
    f[8] = v_cap_at(v_log2(1 + (most - median) / noise), MOST_HEIGHT);
    f[9] = v_cap_at(v_log2(1 + v_floor_at(third - median, 0) / noise), MOST_HEIGHT);
    f[10] = v_floor_at(top / v_floor_at(sum, 1) - POISSON_TOP / v_sqrt(positive), 0);
    f[11] = v_log2(1 + z4 / count / v_floor_at(z2 * z2 / (count * count), TINY));
    const vd gini = v_where(sum > 0, 2 * ranked / (count * sum) - (count + 1) / count);
    f[12] = v_cap_at(v_floor_at(gini - POISSON_GINI / v_sqrt(positive), 0), MOST_GINI);

    const vd change = (AT(z, n - 1) - AT(z, 0)) / (count - 1), high = median + 4 * noise;
    vd before = AT(z, 0), cusum = before - stable, farthest = v_abs_d(cusum), skew = {0}, spread = {0};
    vl crossings = {0}, runs = {0}, isAbove = AT(x, 0) > median, isHigh = AT(x, 0) > high;
    for (size_t t = 1; t < n; t++) {
        const vd value = AT(x, t), now = AT(z, t), d = now - before - change, square = d * d;
        cusum += now - stable;
        farthest = v_max_d(farthest, v_abs_d(cusum));
        crossings += (value > median) ^ isAbove;
        runs += (value > high) & ~isHigh;
        isAbove = value > median;
        isHigh = value > high;
        spread += square;
        skew = v_fma(square, d, skew);
        before = now;
    }
    const vd variation = v_floor_at(spread / (count - 1), 1e-9);
    f[20] = farthest / v_sqrt(count * v_floor_at(z2 / count, TINY));
    f[21] = v_count(crossings) / count;
    f[22] = v_count(runs) / count * BLOCKS;
    f[23] = v_cap_at(v_log2((between / BLOCKS + 0.1) / (sum / BLOCKS + 0.1)), MOST_DISPERSION);
    f[24] = skew / (count - 1) / (variation * v_sqrt(variation));

    vd products = {0}, squares = {0}, last = {0};
    const vd tilt = drift / times;
    for (size_t t = 0; t < n; t++) {
        const vd detrended = AT(z, t) - (stable + tilt * ((double)t - centre));
        v_store_d(z + t * HK_LANES, detrended);
        squares = v_fma(detrended, detrended, squares);
        products = v_fma(detrended, last, products);
        last = detrended;
    }
    f[19] = products / v_floor_at(squares, TINY);
    const size_t bins = n / 2 - 1;
    windows_fold(even, odd, z, n);
    windows_power(power, even, odd, z, n, circle, bins);
    vd total = {0}, largest = {0};
    for (size_t k = 1; k <= bins; k++) {
        total += AT(power, k - 1);
        largest = v_max_d(largest, AT(power, k - 1));
    }
    vd dominant = v_splat_d((double)bins), entropy = {0}, harmonics = {0};
    const vd share = 1 / v_floor_at(total, TINY);
    for (size_t k = bins; k >= 1; k--) {
        const vd value = AT(power, k - 1), part = value * share;
        dominant = v_select_d(value >= TIE * largest, v_splat_d((double)k), dominant);
        entropy = v_fma(part, v_log2(v_floor_at(part, 0x1p-1000)), entropy);
    }
    for (size_t k = 1; k <= bins; k++) {
        const double at = (double)k;
        harmonics += v_where((at == dominant) | (at == 2 * dominant) | (at == 3 * dominant), AT(power, k - 1));
    }
    const vd g = largest * share;
    f[13] = g;
    const vd p = log((double)bins) + (double)(bins - 1) * 0.69314718055994530942 * v_log2(1 - g + TINY);
    f[14] = v_cap_at(v_floor_at(p, LEAST_LOG_P), 0);
    f[15] = v_cap_at(v_log2(dominant), MOST_CYCLES);
    f[16] = harmonics * share;
    f[17] = -entropy / log2((double)bins);
    f[18] = (AT(power, 0) + AT(power, 1) + AT(power, 2)) * share;
}

void HK_(scale_features)(float *restrict out, const float *restrict x, const float *restrict sorted, size_t count, size_t stride, size_t n,
                         const double *restrict circle, double *restrict work) {
    for (size_t i = 0; i < count; i += HK_LANES) {
        const size_t left = count - i < HK_LANES ? count - i : HK_LANES;
        const vl isFinite = windows_load(work, x + i * stride, left, stride, n);
        double *const order = work + n * HK_LANES;
        if (sorted) {
            windows_load(order, sorted + i * n, left, n, n);
        } else {
            __builtin_memcpy(order, work, n * HK_LANES * sizeof *work);
            windows_sort(order, n);
        }
        vd f[HK_SCALE_FEATURES];
        eight_windows(f, work, n, circle, order);
        for (size_t lane = 0; lane < left; lane++)
            for (size_t k = 0; k < HK_SCALE_FEATURES; k++)
                out[(i + lane) * HK_SCALE_FEATURES + k] = isFinite[lane] ? (float)f[k][lane] : NAN;
    }
}
#endif
