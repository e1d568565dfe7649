/* What the references of window_features.c and scale_features.c share: plain, one window at a time. */
#ifndef HK_WINDOW_REFERENCE_H
#define HK_WINDOW_REFERENCE_H

#include <math.h>
#include <stddef.h>
#include <string.h>

/* Insertion sort: windows are short. */
static inline void window_sort(double *x, size_t n) {
    for (size_t i = 1; i < n; i++) {
        const double value = x[i];
        size_t place = i;
        for (; place > 0 && x[place - 1] > value; place--)
            x[place] = x[place - 1];
        x[place] = value;
    }
}

static inline double window_median(const double *sorted, size_t n) { return 0.5 * (sorted[(n - 1) / 2] + sorted[n / 2]); }

/* Linear interpolation at rank q (n - 1). */
static inline double window_quantile(const double *sorted, size_t n, double q) {
    const double rank = q * (double)(n - 1);
    const size_t below = (size_t)rank;
    if (below + 1 >= n) return sorted[n - 1];
    return sorted[below] + (rank - (double)below) * (sorted[below + 1] - sorted[below]);
}

/* Squared magnitude of bin k of the Fourier transform of x - x[0]; the shift changes bin 0 only, and makes the others of a constant
 * window exactly 0. */
static inline double window_power(const double *x, size_t n, const double *circle, size_t k) {
    double re = 0, im = 0;
    for (size_t t = 0; t < n; t++) {
        re += (x[t] - x[0]) * circle[k * t % n];
        im += (x[t] - x[0]) * circle[n + k * t % n];
    }
    return re * re + im * im;
}

/* Whether all values are finite. */
static inline bool window_is_finite(const double *x, size_t n) {
    for (size_t t = 0; t < n; t++)
        if (!isfinite(x[t])) return false;
    return true;
}

#endif
