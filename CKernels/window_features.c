#ifndef HK_INSTANCE
#include "ckernels.h"
#include "window_reference.h"

#define EPSILON 1e-6
/* Bins as large as the largest but for rounding are ties. */
#define TIE (1 - 1e-12)
/* Magnitudes that are rounding only, relative to count * range. */
#define ROUNDING 1e-14

static const size_t lags[] = {1, 5, 10, 30, 60, 120, 1440};
#define LAGS (sizeof lags / sizeof *lags)

size_t hk_window_workspace(size_t n) { return (5 * n + 64) * HK_WINDOW_LANES; }

void hk_window_circle(double *circle, size_t n) {
    for (size_t j = 0; j < n; j++) {
        const double angle = 2 * 3.14159265358979323846 * (double)j / (double)n;
        circle[j] = cos(angle);
        circle[n + j] = sin(angle);
    }
}

/* The features of one window, as they are defined. */
static void features(double *restrict f, const double *restrict x, size_t n, const double *restrict circle, double *restrict work) {
    const double count = (double)n;
    double *const sorted = work, *const magnitude = work + n;
    for (size_t i = 0; i < HK_WINDOW_FEATURES; i++)
        f[i] = 0;
    memcpy(sorted, x, n * sizeof *x);
    window_sort(sorted, n);
    const double least = sorted[0], most = sorted[n - 1];
    if (least == 0 && most == 0) return;

    double sum = 0, ranked = 0, m2 = 0, m3 = 0, m4 = 0, slopes = 0, times = 0;
    for (size_t t = 0; t < n; t++) {
        sum += x[t];
        ranked += (double)(t + 1) * sorted[t];
    }
    const double mean = sum / count, centre = (count - 1) / 2;
    for (size_t t = 0; t < n; t++) {
        const double d = x[t] - mean, s = (double)t - centre;
        m2 += d * d;
        m3 += d * d * d;
        m4 += d * d * d * d;
        slopes += s * d;
        times += s * s;
    }
    if (least == most) m2 = 0; /* the mean of equal values may be rounded */
    const double variance = m2 / count, sigma = sqrt(variance), median = window_median(sorted, n);
    f[0] = mean;
    f[1] = median;
    f[2] = sigma;
    f[3] = variance;
    f[4] = m2 > 0 ? (m3 / count) / (variance * sigma) : NAN;
    f[5] = m2 > 0 ? (m4 / count) / (variance * variance) - 3 : NAN;
    f[6] = least;
    f[7] = most;
    f[8] = most - least;
    f[9] = window_quantile(sorted, n, 0.75) - window_quantile(sorted, n, 0.25);
    f[10] = sigma / (mean + EPSILON);
    f[11] = most / (mean + EPSILON);
    f[12] = most / (median + EPSILON);
    for (size_t i = 0; i < LAGS; i++) {
        double products = 0;
        for (size_t t = 0; t + lags[i] < n; t++)
            products += (x[t] - mean) * (x[t + lags[i]] - mean);
        if (lags[i] < n && m2 > 0) f[13 + i] = products / (double)(n - lags[i]) / variance;
    }
    f[20] = slopes / times;
    f[21] = m2 > 0 ? slopes * slopes / (times * m2) : NAN;

    double absolute = 0, changes = 0;
    const double change = (x[n - 1] - x[0]) / (count - 1);
    for (size_t t = 1; t < n; t++) {
        const double d = x[t] - x[t - 1];
        absolute += fabs(d);
        changes += (d - change) * (d - change);
    }
    f[22] = absolute / (count - 1);
    f[23] = change;
    f[24] = sqrt(changes / (count - 1));

    bool isRising = false;
    double peaks = 0;
    for (size_t t = 1; t < n; t++) {
        if (x[t] < x[t - 1] && isRising && x[t - 1] >= mean + sigma) peaks++;
        if (x[t] != x[t - 1]) isRising = x[t] > x[t - 1];
    }
    f[25] = peaks;
    f[26] = peaks / (count / 60);

    const size_t bins = n / 2;
    double total = magnitude[0] = fabs(sum), largest = 0;
    for (size_t k = 1; k < bins; k++) {
        magnitude[k] = sqrt(window_power(x, n, circle, k));
        if (magnitude[k] <= ROUNDING * count * (most - least)) magnitude[k] = 0;
        total += magnitude[k];
        if (magnitude[k] > largest) largest = magnitude[k];
    }
    for (size_t k = 0; k < bins; k++) {
        const double q = magnitude[k] / total;
        if (q > 0) f[27] -= q * log2(q);
        if (bins > 60 && k > 0) f[k <= 5 ? 30 : k <= 24 ? 31 : 32] += q;
    }
    size_t dominant = 1;
    while (dominant + 1 < bins && magnitude[dominant] < TIE * largest)
        dominant++;
    f[28] = (double)dominant / count;
    f[29] = magnitude[dominant] / total;

    double active = 0;
    for (size_t t = 0; t < n; t++)
        active += x[t] > 0.1 * mean;
    f[33] = active / count;
    f[34] = (sigma - mean) / (sigma + mean + EPSILON);
    f[35] = 2 * ranked / (count * sum) - (count + 1) / count;
    size_t first = 0;
    while (x[first] < most)
        first++;
    f[36] = (double)first / count;
}

void hk_window_features_ref(double *restrict out, const float *restrict x, size_t count, size_t stride, size_t n,
                            const double *restrict circle, double *restrict work) {
    for (size_t i = 0; i < count; i++) {
        for (size_t t = 0; t < n; t++)
            work[t] = (double)x[i * stride + t];
        if (window_is_finite(work, n)) {
            features(out + i * HK_WINDOW_FEATURES, work, n, circle, work + n);
        } else {
            for (size_t k = 0; k < HK_WINDOW_FEATURES; k++)
                out[i * HK_WINDOW_FEATURES + k] = NAN;
        }
    }
}

#define HK_FAMILY "window_features.c"
#include "instances.h"

#else /* vector source, once for each instance */
#include "window_lanes.h"

#define eight_windows HK_(eight_windows)
#define AT(x, t) v_load_d((x) + (t)*HK_LANES)

/* The features of eight windows. Where the reference divides by what may be 0, lanes are chosen afterwards. */
V_INLINE void eight_windows(vd *restrict f, const double *restrict x, size_t n, const double *restrict circle, double *restrict work) {
    const double count = (double)n, centre = (count - 1) / 2;
    const vd nan = v_splat_d(NAN);
    double *const sorted = work, *const even = work + n * HK_LANES, *const odd = even + n / 2 * HK_LANES;
    double *const deviation = odd + n / 2 * HK_LANES, *const power = deviation + n * HK_LANES;

    __builtin_memcpy(sorted, x, n * HK_LANES * sizeof *x);
    windows_sort(sorted, n);
    const vd least = AT(sorted, 0), most = AT(sorted, n - 1), median = windows_median(sorted, n);
    vd sum = {0}, ranked = {0};
    for (size_t t = 0; t < n; t++) {
        sum += AT(x, t);
        ranked = v_fma(v_splat_d((double)(t + 1)), AT(sorted, t), ranked);
    }
    const vd mean = sum / count;
    vd m2 = {0}, m3 = {0}, m4 = {0}, slopes = {0};
    for (size_t t = 0; t < n; t++) {
        const vd d = AT(x, t) - mean, square = d * d;
        v_store_d(deviation + t * HK_LANES, d);
        m2 += square;
        m3 = v_fma(square, d, m3);
        m4 = v_fma(square, square, m4);
        slopes = v_fma(v_splat_d((double)t - centre), d, slopes);
    }
    const vl varies = least != most;
    m2 = v_where(varies, m2);
    const vd variance = m2 / count, sigma = v_sqrt(variance);
    const double times = count * (count * count - 1) / 12;

    f[0] = mean;
    f[1] = median;
    f[2] = sigma;
    f[3] = variance;
    f[4] = v_select_d(varies, (m3 / count) / (variance * sigma), nan);
    f[5] = v_select_d(varies, (m4 / count) / (variance * variance) - 3, nan);
    f[6] = least;
    f[7] = most;
    f[8] = most - least;
    f[9] = windows_quantile(sorted, n, 0.75) - windows_quantile(sorted, n, 0.25);
    f[10] = sigma / (mean + EPSILON);
    f[11] = most / (mean + EPSILON);
    f[12] = most / (median + EPSILON);
    for (size_t i = 0; i < LAGS; i++) {
        const size_t lag = lags[i];
        vd products = {0}, others = {0};
        size_t t = 0;
        for (; t + lag + 1 < n; t += 2) {
            products = v_fma(AT(deviation, t), AT(deviation, t + lag), products);
            others = v_fma(AT(deviation, t + 1), AT(deviation, t + 1 + lag), others);
        }
        if (t + lag < n) products = v_fma(AT(deviation, t), AT(deviation, t + lag), products);
        f[13 + i] = lag < n ? v_where(varies, (products + others) / (double)(n - lag) / variance) : (vd){0};
    }
    f[20] = slopes / times;
    f[21] = v_select_d(varies, slopes * slopes / (times * m2), nan);

    const vd change = (AT(x, n - 1) - AT(x, 0)) / (count - 1), height = mean + sigma, low = 0.1 * mean;
    vd absolute = {0}, changes = {0}, before = AT(x, 0);
    vl rising = {0}, peaks = {0}, active = -(before > low), first = {0}, isBefore = before < most;
    for (size_t t = 1; t < n; t++) {
        const vd value = AT(x, t), d = value - before;
        absolute += v_abs_d(d);
        changes = v_fma(d - change, d - change, changes);
        /* Masks are -1, so that subtracting one counts. */
        const vl falls = value<before, rises = value> before;
        peaks -= falls & rising & (before >= height);
        rising = rises | (rising & ~falls);
        active -= value > low;
        first -= isBefore;
        isBefore &= value < most;
        before = value;
    }
    f[22] = absolute / (count - 1);
    f[23] = change;
    f[24] = v_sqrt(changes / (count - 1));
    f[25] = __builtin_convertvector(peaks, vd);
    f[26] = f[25] / (count / 60);

    const size_t bins = n / 2;
    windows_fold(even, odd, x, n);
    windows_power(power, even, odd, x, n, circle, bins - 1);
    const vd rounding = ROUNDING * count * (most - least);
    vd total = v_abs_d(sum), largest = {0};
    for (size_t k = 1; k < bins; k++) {
        vd magnitude = v_sqrt(AT(power, k - 1));
        magnitude = v_where(magnitude > rounding, magnitude);
        v_store_d(power + (k - 1) * HK_LANES, magnitude);
        total += magnitude;
        largest = v_max_d(largest, magnitude);
    }
    const vd q0 = v_abs_d(sum) / total;
    vd logs = v_where(q0 > 0, q0 * v_log2(v_max_d(q0, v_splat_d(0x1p-1000)))), dominant = {0}, strongest = {0};
    vd bands[3] = {{0}};
    vl isWeaker = (vl){0} == 0;
    for (size_t k = 1; k < bins; k++) {
        const vd magnitude = AT(power, k - 1), q = magnitude / total;
        logs = v_fma(q, v_log2(v_max_d(q, v_splat_d(0x1p-1000))), logs);
        if (bins > 60) bands[k <= 5 ? 0 : k <= 24 ? 1 : 2] += q;
        const vl isDominant = isWeaker & (magnitude >= TIE * largest);
        dominant = v_select_d(isDominant, v_splat_d((double)k), dominant);
        strongest = v_select_d(isDominant, q, strongest);
        isWeaker &= ~isDominant;
    }
    f[27] = -logs;
    f[28] = dominant / count;
    f[29] = strongest;
    V_UNROLL for (int i = 0; i < 3; i++) f[30 + i] = bands[i];
    f[33] = __builtin_convertvector(active, vd) / count;
    f[34] = (sigma - mean) / (sigma + mean + EPSILON);
    f[35] = 2 * ranked / (count * sum) - (count + 1) / count;
    f[36] = __builtin_convertvector(first, vd) / count;
    const vl isEmpty = (least == 0) & (most == 0);
    V_UNROLL for (size_t i = 0; i < HK_WINDOW_FEATURES; i++) f[i] = v_where(~isEmpty, f[i]);
}

void HK_(window_features)(double *restrict out, const float *restrict x, size_t count, size_t stride, size_t n,
                          const double *restrict circle, double *restrict work) {
    for (size_t i = 0; i < count; i += HK_LANES) {
        const size_t left = count - i < HK_LANES ? count - i : HK_LANES;
        const vl isFinite = windows_load(work, x + i * stride, left, stride, n);
        vd f[HK_WINDOW_FEATURES];
        eight_windows(f, work, n, circle, work + n * HK_LANES);
        for (size_t lane = 0; lane < left; lane++)
            for (size_t k = 0; k < HK_WINDOW_FEATURES; k++)
                out[(i + lane) * HK_WINDOW_FEATURES + k] = isFinite[lane] ? f[k][lane] : (double)NAN;
    }
}
#endif
