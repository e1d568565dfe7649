/* The best threshold of a numerical feature, from its histogram. */
#ifndef HK_INSTANCE
#include "ckernels.h"

#include <math.h>

static double shrunk(double gradient, double l1) {
    const double size = fabs(gradient) - l1;
    return size > 0 ? copysign(size, gradient) : 0;
}

double hk_tree_leaf_value(const hk_tree_rule *rule, double gradient, double hessian) {
    /* Rows without weight say nothing. */
    const double value = hessian + rule->l2 > 0 ? -shrunk(gradient, rule->l1) / (hessian + rule->l2) : 0;
    return value < rule->lower ? rule->lower : value > rule->upper ? rule->upper : value;
}

double hk_tree_leaf_gain(const hk_tree_rule *rule, double gradient, double hessian) {
    const double g = shrunk(gradient, rule->l1), value = hk_tree_leaf_value(rule, gradient, hessian);
    return -(2 * g + (hessian + rule->l2) * value) * value;
}

/* Whether a split keeps rows and hessians of both sides, and its gain; -INFINITY when it may not be made. */
static double gain_of(const hk_tree_rule *rule, double left_gradient, double left_hessian, double gradient, double hessian) {
    const double right_gradient = gradient - left_gradient, right_hessian = hessian - left_hessian;
    if (!(left_hessian >= rule->minimum_hessian && right_hessian >= rule->minimum_hessian)) return -INFINITY;
    if (rule->monotone != 0) {
        const double left = hk_tree_leaf_value(rule, left_gradient, left_hessian);
        const double right = hk_tree_leaf_value(rule, right_gradient, right_hessian);
        if (rule->monotone > 0 ? left > right : left < right) return -INFINITY;
    }
    return hk_tree_leaf_gain(rule, left_gradient, left_hessian) + hk_tree_leaf_gain(rule, right_gradient, right_hessian);
}

hk_tree_split hk_tree_best_split_ref(const double *histogram, size_t bins, double gradient, double hessian, bool has_missing,
                                     const hk_tree_rule *rule) {
    hk_tree_split best = {.gain = -INFINITY};
    for (int missing_left = 0; missing_left <= (has_missing ? 1 : 0); missing_left++) {
        double left_gradient = missing_left ? histogram[0] : 0, left_hessian = missing_left ? histogram[1] : 0;
        /* With all values on the left only missing ones may stand on the right. */
        const size_t last = has_missing && !missing_left ? bins : bins - 1;
        for (size_t bin = 1; bin < last; bin++) {
            left_gradient += histogram[2 * bin];
            left_hessian += histogram[2 * bin + 1];
            const double gain = gain_of(rule, left_gradient, left_hessian, gradient, hessian);
            if (gain > best.gain) best = (hk_tree_split){gain, left_gradient, left_hessian, (uint32_t)bin, missing_left != 0};
        }
    }
    return best;
}

#define HK_FAMILY "tree_split.c"
#include "instances.h"

#else /* vector source, once for each instance */
#undef HK_LANES
#define HK_LANES 8 /* doubles of one AVX-512 register, two of AVX2 */
#include "vector.h"

#define v_gains HK_(v_gains)
#define v_scan HK_(v_scan)

/* Gains without bounds and without L1, which leaves g^2 / (h + l2) of a side. */
V_INLINE vd v_gains(vd left_gradient, vd left_hessian, double gradient, double hessian, const hk_tree_rule *rule) {
    const vd right_gradient = gradient - left_gradient, right_hessian = hessian - left_hessian;
    const vd left = left_hessian + rule->l2, right = right_hessian + rule->l2;
    /* One division for both sides. */
    const vd gain = (left_gradient * left_gradient * right + right_gradient * right_gradient * left) / (left * right);
    const vl allowed = (left_hessian >= rule->minimum_hessian) & (right_hessian >= rule->minimum_hessian);
    return v_select_d(allowed, gain, (vd){0} - __builtin_inf());
}

/* The best of the bins 1 ... last - 1 with what is left of them already on the left side. */
V_INLINE void v_scan(hk_tree_split *best, const double *histogram, size_t last, double left_gradient, double left_hessian, double gradient,
                     double hessian, bool missing_left, const hk_tree_rule *rule) {
    double gradients[HK_TREE_BINS + HK_LANES], hessians[HK_TREE_BINS + HK_LANES];
    size_t count = 0;
    for (size_t bin = 1; bin < last; bin++, count++) {
        gradients[count] = left_gradient += histogram[2 * bin];
        hessians[count] = left_hessian += histogram[2 * bin + 1];
    }
    const size_t whole = (count + HK_LANES - 1) / HK_LANES * HK_LANES;
    for (size_t k = count; k < whole; k++) {
        gradients[k] = 0;
        hessians[k] = -__builtin_inf(); /* never allowed */
    }
    vd top = (vd){0} - __builtin_inf();
    vl place = {0}, lane = {0, 1, 2, 3, 4, 5, 6, 7};
    for (size_t k = 0; k < whole; k += HK_LANES, lane += HK_LANES) {
        vd g, h;
        __builtin_memcpy(&g, gradients + k, sizeof g);
        __builtin_memcpy(&h, hessians + k, sizeof h);
        const vd gain = v_gains(g, h, gradient, hessian, rule);
        const vl better = gain > top;
        top = v_select_d(better, gain, top);
        place = (lane & better) | (place & ~better);
    }
    for (size_t k = 0; k < HK_LANES; k++) {
        const size_t at = (size_t)place[k];
        if (top[k] > best->gain ||
            (top[k] == best->gain && top[k] > -__builtin_inf() && best->missing_left == missing_left && at + 1 < best->bin))
            *best = (hk_tree_split){top[k], gradients[at], hessians[at], (uint32_t)(at + 1), missing_left};
    }
}

hk_tree_split HK_(tree_best_split)(const double *histogram, size_t bins, double gradient, double hessian, bool has_missing,
                                   const hk_tree_rule *rule) {
    if (rule->l1 != 0 || rule->monotone != 0 || rule->lower > -__builtin_inf() || rule->upper < __builtin_inf())
        return hk_tree_best_split_ref(histogram, bins, gradient, hessian, has_missing, rule);
    hk_tree_split best = {.gain = -__builtin_inf()};
    v_scan(&best, histogram, has_missing ? bins : bins - 1, 0, 0, gradient, hessian, false, rule);
    if (has_missing) v_scan(&best, histogram, bins - 1, histogram[0], histogram[1], gradient, hessian, true, rule);
    return best;
}
#endif
