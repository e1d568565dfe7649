/* Windows side by side, one a lane of doubles: what the vector sources of window_features.c and scale_features.c share. See
 * instances.h, which is why there is no guard. Values of a step are 8 neighbours in memory, `x + t * HK_LANES`. */
#define HK_LANES 8
#include "vector.h"

#define v_min_d HK_(v_min_d)
#define v_max_d HK_(v_max_d)
#define v_abs_d HK_(v_abs_d)
#define v_log2 HK_(v_log2)
#define v_where HK_(v_where)
#define windows_load HK_(windows_load)
#define windows_sort HK_(windows_sort)
#define windows_fold HK_(windows_fold)
#define windows_power HK_(windows_power)
#define windows_median HK_(windows_median)
#define windows_quantile HK_(windows_quantile)
#define windows_store HK_(windows_store)

#ifdef HK_AVX512
V_INLINE vd v_min_d(vd a, vd b) { return (vd)_mm512_min_pd((__m512d)a, (__m512d)b); }
V_INLINE vd v_max_d(vd a, vd b) { return (vd)_mm512_max_pd((__m512d)a, (__m512d)b); }
#else
#define v_halves HK_(v_halves)
typedef union v_halves {
    vd all;
    __m256d half[2];
} v_halves;
V_INLINE vd v_min_d(vd a, vd b) {
    v_halves x = {.all = a}, y = {.all = b};
    x.half[0] = _mm256_min_pd(x.half[0], y.half[0]);
    x.half[1] = _mm256_min_pd(x.half[1], y.half[1]);
    return x.all;
}
V_INLINE vd v_max_d(vd a, vd b) {
    v_halves x = {.all = a}, y = {.all = b};
    x.half[0] = _mm256_max_pd(x.half[0], y.half[0]);
    x.half[1] = _mm256_max_pd(x.half[1], y.half[1]);
    return x.all;
}
#endif

V_INLINE vd v_abs_d(vd x) { return (vd)((vl)x & (int64_t)0x7FFFFFFFFFFFFFFF); }

/* x where the mask is all ones, 0 where it is 0. */
V_INLINE vd v_where(vl mask, vd x) { return (vd)((vl)x & mask); }

/* Logarithm to base 2 of normal numbers above 0: 1e-15 absolute near 1, 2e-16 relative elsewhere. The mantissa is brought to
 * 1/sqrt(2) ... sqrt(2), and its logarithm is 2 atanh((m - 1) / (m + 1)). */
V_INLINE vd v_log2(vd x) {
    const vl bits = (vl)x - (int64_t)0x3FE6A09E667F3BCD;
    const vl exponent = bits >> 52;
    const vd m = (vd)((bits & (int64_t)0x000FFFFFFFFFFFFF) + (int64_t)0x3FE6A09E667F3BCD);
    /* A whole number next to 1.5 * 2^52 is its own last bits. */
    const vd whole = (vd)(exponent + (int64_t)0x4338000000000000) - 0x1.8p52;
    const vd s = (m - 1) / (m + 1), z = s * s;
    vd sum = v_splat_d(1.0 / 23);
    for (int k = 21; k >= 1; k -= 2)
        sum = v_fma(sum, z, v_splat_d(1.0 / k));
    return v_fma(s * sum, v_splat_d(2.885390081777926815), whole);
}

/* The first n values of up to 8 windows, `stride` floats apart; lanes beyond `count` repeat the last one. Returns all ones in
 * lanes whose values are all finite. */
V_INLINE vl windows_load(double *restrict out, const float *restrict x, size_t count, size_t stride, size_t n) {
    const float *row[HK_LANES];
    for (size_t lane = 0; lane < HK_LANES; lane++)
        row[lane] = x + (lane < count ? lane : count - 1) * stride;
    vd check = {0};
    for (size_t t = 0; t < n; t++) {
        vd wide;
        if (count == 1) {
            wide = v_splat_d((double)x[t]); /* the window of a stream has no neighbours to gather */
        } else {
            const vf values = {row[0][t], row[1][t], row[2][t], row[3][t], row[4][t], row[5][t], row[6][t], row[7][t]};
            wide = v_double(values);
        }
        check = v_fma(wide, v_splat_d(0), check); /* NaN from then on */
        v_store_d(out + t * HK_LANES, wide);
    }
    return check == check;
}

/* Sorts every lane: Batcher's merge exchange, which takes any n (Knuth, "The art of computer programming" 3, 5.2.2 M). */
V_INLINE void windows_sort(double *x, size_t n) {
    size_t top = 1;
    while (2 * top < n)
        top *= 2;
    if (n < 2) return;
    for (size_t p = top; p > 0; p /= 2) {
        size_t q = top, r = 0, d = p;
        for (;;) {
            for (size_t base = r; base < n - d; base += 2 * p) {
                const size_t end = base + p < n - d ? base + p : n - d;
                for (size_t i = base; i < end; i++) {
                    double *low = x + i * HK_LANES, *high = low + d * HK_LANES;
                    const vd a = v_load_d(low), b = v_load_d(high);
                    v_store_d(low, v_min_d(a, b));
                    v_store_d(high, v_max_d(a, b));
                }
            }
            if (q == p) break;
            d = q - p;
            q /= 2;
            r = p;
            if (d >= n) d = n; /* nothing to compare */
        }
    }
}

V_INLINE vd windows_median(const double *sorted, size_t n) {
    return 0.5 * (v_load_d(sorted + (n - 1) / 2 * HK_LANES) + v_load_d(sorted + n / 2 * HK_LANES));
}

V_INLINE vd windows_quantile(const double *sorted, size_t n, double q) {
    const double rank = q * (double)(n - 1);
    const size_t below = (size_t)rank;
    if (below + 1 >= n) return v_load_d(sorted + (n - 1) * HK_LANES);
    const vd a = v_load_d(sorted + below * HK_LANES), b = v_load_d(sorted + (below + 1) * HK_LANES);
    return v_fma(v_splat_d(rank - (double)below), b - a, a);
}

/* Sums and differences of values at the same distance from both ends of the circle, which halve the products of a transform:
 * even [m], odd [m] with m = (n - 1) / 2, of x - x[0]. */
V_INLINE void windows_fold(double *restrict even, double *restrict odd, const double *restrict x, size_t n) {
    const vd first = v_load_d(x);
    for (size_t t = 1; 2 * t < n; t++) {
        const vd a = v_load_d(x + t * HK_LANES) - first, b = v_load_d(x + (n - t) * HK_LANES) - first;
        v_store_d(even + (t - 1) * HK_LANES, a + b);
        v_store_d(odd + (t - 1) * HK_LANES, a - b);
    }
}

/* Squared magnitudes of bins 1 ... last of the transform of what was folded, to power [last]: four bins at a time, so that a value
 * is read once for eight products. */
V_INLINE void windows_power(double *restrict power, const double *restrict even, const double *restrict odd, const double *restrict x,
                            size_t n, const double *restrict circle, size_t last) {
    const vd middle = n % 2 == 0 ? v_load_d(x + n / 2 * HK_LANES) - v_load_d(x) : (vd){0};
    const size_t m = (n - 1) / 2;
    for (size_t k = 1; k <= last; k += 4) {
        size_t place[4] = {0}, step[4];
        vd re[4], im[4];
        V_UNROLL for (size_t j = 0; j < 4; j++) {
            step[j] = (k + j) % n;
            re[j] = (k + j) % 2 == 0 ? middle : -middle;
            im[j] = (vd){0};
        }
        for (size_t t = 0; t < m; t++) {
            const vd a = v_load_d(even + t * HK_LANES), b = v_load_d(odd + t * HK_LANES);
            V_UNROLL for (size_t j = 0; j < 4; j++) {
                place[j] += step[j];
                place[j] -= place[j] >= n ? n : 0;
                re[j] = v_fma(a, v_splat_d(circle[place[j]]), re[j]);
                im[j] = v_fma(b, v_splat_d(circle[n + place[j]]), im[j]);
            }
        }
        V_UNROLL for (size_t j = 0; j < 4; j++) if (k + j <= last)
            v_store_d(power + (k + j - 1) * HK_LANES, v_fma(re[j], re[j], im[j] * im[j]));
    }
}
