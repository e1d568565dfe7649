#ifndef HK_INSTANCE
#include "ckernels.h"

#include <string.h>

/* Merges neighbouring sorted runs of out[n] until all is one; work[n] takes every other round. Equal values keep their order. */
static void merge_runs(float *out, float *work, size_t n, size_t run) {
    float *from = out, *to = work;
    for (; run < n; run *= 2) {
        for (size_t start = 0; start < n; start += 2 * run) {
            const size_t middle = n - start < run ? n : start + run, end = n - start < 2 * run ? n : start + 2 * run;
            size_t a = start, b = middle;
            for (size_t k = start; k < end; k++)
                to[k] = b == end || (a < middle && !(from[b] < from[a])) ? from[a++] : from[b++];
        }
        float *sorted = to;
        to = from;
        from = sorted;
    }
    if (from != out) memcpy(out, from, n * sizeof(float));
}

void hk_sort_ref(float *restrict out, float *restrict work, const float *restrict x, size_t n) {
    if (n == 0) return;
    memcpy(out, x, n * sizeof(float));
    merge_runs(out, work, n, 1);
}

#define HK_FAMILY "sort.c"
#include "instances.h"

#else /* vector source, once for each instance */
#include "vector.h"

#define sort_run HK_(sort_run)
#define GROUP 4

/* Sorts a short run by counting, for every value, those that come before it: n comparisons for each, 64 at a time, and no branch that
 * depends on the values. */
static void sort_run(float *restrict out, const float *restrict x, size_t n) {
    vi lane[GROUP];
    for (int k = 0; k < GROUP * HK_LANES; k++)
        lane[k / HK_LANES][k % HK_LANES] = k;
    for (size_t at = 0; at < n; at += GROUP * HK_LANES) {
        const size_t end = n - at < GROUP * HK_LANES ? n : at + GROUP * HK_LANES;
        vf v[GROUP];
        vi before[GROUP];
        V_UNROLL for (size_t k = 0; k < GROUP; k++) {
            const size_t start = at + k * HK_LANES;
            v[k] = start < n ? v_load_upto(x + start, n - start) : (vf){0};
            before[k] = (vi){0};
        }
        /* Masks of true lanes are -1. An equal value comes before where its place does. */
        for (size_t j = 0; j < at; j++) {
            const vf other = v_splat(x[j]);
            V_UNROLL for (size_t k = 0; k < GROUP; k++) before[k] -= other <= v[k];
        }
        for (size_t j = at; j < end; j++) {
            const vf other = v_splat(x[j]);
            V_UNROLL for (size_t k = 0; k < GROUP; k++) before[k] -= (other < v[k]) | ((other == v[k]) & (lane[k] > (int32_t)(j - at)));
        }
        for (size_t j = end; j < n; j++) {
            const vf other = v_splat(x[j]);
            V_UNROLL for (size_t k = 0; k < GROUP; k++) before[k] -= other < v[k];
        }
        int32_t place[GROUP * HK_LANES];
        __builtin_memcpy(place, before, sizeof place);
        for (size_t j = at; j < end; j++)
            out[place[j - at]] = x[j];
    }
}

/* Beyond some 500 values two counted halves and a merge are cheaper than one count. */
#define RUN 512

void HK_(sort)(float *restrict out, float *restrict work, const float *restrict x, size_t n) {
    for (size_t start = 0; start < n; start += RUN)
        sort_run(out + start, x + start, n - start < RUN ? n - start : RUN);
    if (n > RUN) merge_runs(out, work, n, RUN);
}
#endif
