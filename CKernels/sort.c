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
#define place_group HK_(place_group)
#define v_count HK_(v_count)
#define GROUP 4 /* vectors whose counts hide each other's latency */

/* One more in the lanes where a <= b, or a < b. */
V_INLINE vi v_count(vi count, vf a, vf b, bool or_equal) {
#ifdef HK_AVX512
    const __mmask16 mask =
        or_equal ? _mm512_cmp_ps_mask((__m512)a, (__m512)b, _CMP_LE_OQ) : _mm512_cmp_ps_mask((__m512)a, (__m512)b, _CMP_LT_OQ);
    return (vi)_mm512_mask_add_epi32((__m512i)count, mask, (__m512i)count, _mm512_set1_epi32(1));
#else
    return count - (or_equal ? a <= b : a < b); /* true is -1 */
#endif
}

/* Puts the values of some vectors from `at` on where they belong: behind all that are less, and equal ones behind those before them. */
V_INLINE void place_group(float *restrict out, const float *restrict x, size_t n, size_t at, const size_t vectors) {
    const size_t end = n - at < vectors * HK_LANES ? n : at + vectors * HK_LANES;
    vf v[GROUP];
    vi before[GROUP], lane;
    V_UNROLL for (size_t k = 0; k < vectors; k++) {
        v[k] = v_load_upto(x + at + k * HK_LANES, end - at - k * HK_LANES);
        before[k] = (vi){0};
    }
    for (int l = 0; l < HK_LANES; l++)
        lane[l] = l;
    for (size_t j = 0; j < at; j++) {
        const vf other = v_splat(x[j]);
        V_UNROLL for (size_t k = 0; k < vectors; k++) before[k] = v_count(before[k], other, v[k], true);
    }
    V_UNROLL for (size_t from = 0; from < vectors; from++) {
        const size_t first = at + from * HK_LANES, last = end - first < HK_LANES ? end : first + HK_LANES;
        for (size_t j = first; j < last; j++) {
            const vf other = v_splat(x[j]);
            V_UNROLL for (size_t k = 0; k < vectors; k++) if (k != from) before[k] = v_count(before[k], other, v[k], k > from);
            before[from] -= (other < v[from]) | ((other == v[from]) & (lane > (int32_t)(j - first)));
        }
    }
    for (size_t j = end; j < n; j++) {
        const vf other = v_splat(x[j]);
        V_UNROLL for (size_t k = 0; k < vectors; k++) before[k] = v_count(before[k], other, v[k], false);
    }
    int32_t place[GROUP * HK_LANES];
    __builtin_memcpy(place, before, vectors * sizeof(vi));
    for (size_t j = at; j < end; j++)
        out[place[j - at]] = x[j];
}

/* Sorts a short run by counting, for every value, those that come before it: n comparisons for each, and no branch that depends on them. */
static void sort_run(float *restrict out, const float *restrict x, size_t n) {
    size_t at = 0;
    for (; n - at >= GROUP * HK_LANES; at += GROUP * HK_LANES)
        place_group(out, x, n, at, GROUP);
    for (; at < n; at += HK_LANES)
        place_group(out, x, n, at, 1);
}

/* Beyond some 500 values two counted halves and a merge are cheaper than one count. */
#define RUN 512

void HK_(sort)(float *restrict out, float *restrict work, const float *restrict x, size_t n) {
    for (size_t start = 0; start < n; start += RUN)
        sort_run(out + start, x + start, n - start < RUN ? n - start : RUN);
    if (n > RUN) merge_runs(out, work, n, RUN);
}
#endif
