/* The best threshold for several quantile levels at once. */
#ifndef HK_INSTANCE
#include "ckernels.h"

#include <math.h>
#include <string.h>

float hk_select_float(float *values, size_t n, size_t rank) {
    ptrdiff_t low = 0, high = (ptrdiff_t)n - 1;
    const ptrdiff_t wanted = (ptrdiff_t)rank;
    while (low < high) {
        /* Median of three against sorted input; Hoare's scheme against many equal values. */
        const float a = values[low], b = values[low + (high - low) / 2], c = values[high];
        const float pivot = fmaxf(fminf(a, b), fminf(fmaxf(a, b), c));
        ptrdiff_t i = low, j = high;
        while (i <= j) {
            while (values[i] < pivot)
                i++;
            while (values[j] > pivot)
                j--;
            if (i > j) break;
            const float swapped = values[i];
            values[i++] = values[j];
            values[j--] = swapped;
        }
        if (wanted <= j)
            high = j;
        else if (wanted >= i)
            low = i;
        else
            break;
    }
    return values[wanted];
}

/* Buckets of about equal width; those around a quantile of what leaves hold are a thousandth of all values. */
#define BUCKETS 1024

void hk_select_neighbours(float *restrict out, float *restrict values, size_t n, size_t rank) {
    const size_t next = rank + 1 < n ? rank + 1 : rank;
    float low = values[0], high = values[0];
    for (size_t i = 1; i < n; i++) {
        low = values[i] < low ? values[i] : low;
        high = values[i] > high ? values[i] : high;
    }
    const float scale = (BUCKETS - 1) / (high - low);
    size_t kept = n, before = 0;
    /* Differences and products of floats keep the order, so buckets are stretches of the sorted values. Few values are not worth it, equal
     * ones and infinite distances have no buckets. */
    if (n > 4 * BUCKETS && scale > 0 && scale <= 3e38f) {
        uint32_t counts[BUCKETS + 1] = {0};
        for (size_t i = 0; i < n; i++)
            counts[(uint32_t)((values[i] - low) * scale)]++;
        uint32_t first = 0;
        while (before + counts[first] <= rank)
            before += counts[first++];
        uint32_t last = first;
        for (size_t behind = before + counts[first]; behind <= next; behind += counts[last])
            last++;
        kept = 0;
        for (size_t i = 0; i < n; i++) {
            const float value = values[i];
            const uint32_t bucket = (uint32_t)((value - low) * scale);
            values[kept] = value; /* overwrites nothing that is still to be read */
            kept += bucket - first <= last - first;
        }
    }
    out[0] = out[1] = hk_select_float(values, kept, rank - before);
    if (next == rank) return;
    out[1] = high;
    for (size_t i = rank - before + 1; i < kept; i++)
        out[1] = values[i] < out[1] ? values[i] : out[1];
}

/* Sum over levels of (count - level * n)^2, divided by n. */
static double side(const float *count, const float *levels, size_t level_count) {
    const float n = count[level_count];
    float sum = 0;
    for (size_t k = 0; k < level_count; k++) {
        const float gradient = fmaf(-levels[k], n, count[k]);
        sum = fmaf(gradient, gradient, sum);
    }
    return (double)sum / (double)n;
}

hk_tree_split hk_tree_best_rank_split_ref(float *restrict left, const float *restrict histogram, size_t bins, const float *restrict total,
                                          const float *restrict levels, size_t level_count, double minimum_rows, bool has_missing) {
    hk_tree_split best = {.gain = -INFINITY};
    for (int missing_left = 0; missing_left <= (has_missing ? 1 : 0); missing_left++) {
        float here[HK_TREE_RANKS] = {0}, rest[HK_TREE_RANKS];
        if (missing_left) memcpy(here, histogram, sizeof here);
        const size_t last = has_missing && !missing_left ? bins : bins - 1;
        for (size_t bin = 1; bin < last; bin++) {
            for (size_t k = 0; k < HK_TREE_RANKS; k++) {
                here[k] += histogram[bin * HK_TREE_RANKS + k];
                rest[k] = total[k] - here[k];
            }
            const double rows = (double)here[level_count], others = (double)rest[level_count];
            if (!(rows >= minimum_rows && others >= minimum_rows)) continue;
            const double gain = side(here, levels, level_count) + side(rest, levels, level_count);
            if (gain > best.gain) {
                best = (hk_tree_split){gain, rows, rows, (uint32_t)bin, missing_left != 0};
                memcpy(left, here, sizeof here);
            }
        }
    }
    return best;
}

#define HK_FAMILY "tree_rank_split.c"
#include "instances.h"

#else /* vector source, once for each instance */
#include "vector.h"

#define v_side HK_(v_side)

/* Sum of the squared gradients of all levels, divided by n: the levels are the lanes. In lanes beyond them counts are taken as 0. */
V_INLINE double v_side(vf count, vf levels, vi is_level, float n) {
    const vf gradient = v_select(is_level, v_fma(-levels, v_splat(n), count), v_splat(0));
    return v_total(v_double(gradient * gradient)) / (double)n;
}

hk_tree_split HK_(tree_best_rank_split)(float *restrict left, const float *restrict histogram, size_t bins, const float *restrict total,
                                        const float *restrict levels, size_t level_count, double minimum_rows, bool has_missing) {
    hk_tree_split best = {.gain = -__builtin_inf()};
    const vf all = v_load(total), level = v_load(levels);
    const vi is_level = v_first(level_count);
    for (int missing_left = 0; missing_left <= (has_missing ? 1 : 0); missing_left++) {
        vf here = missing_left ? v_load(histogram) : (vf){0};
        const size_t last = has_missing && !missing_left ? bins : bins - 1;
        for (size_t bin = 1; bin < last; bin++) {
            here += v_load(histogram + bin * HK_TREE_RANKS);
            const vf rest = all - here;
            const float rows = here[level_count], others = rest[level_count];
            if (!((double)rows >= minimum_rows && (double)others >= minimum_rows)) continue;
            const double gain = v_side(here, level, is_level, rows) + v_side(rest, level, is_level, others);
            if (gain > best.gain) {
                best = (hk_tree_split){gain, (double)rows, (double)rows, (uint32_t)bin, missing_left != 0};
                v_store(left, here);
            }
        }
    }
    return best;
}
#endif
