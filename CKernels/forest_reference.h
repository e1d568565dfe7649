/* Parts of the compiled forest that every instance shares, and its plain scalar form. */
#ifndef HK_FOREST_REFERENCE_H
#define HK_FOREST_REFERENCE_H

#include "ckernels.h"

#include <math.h>

/* The largest value that is missing where 0 is: LightGBM's, which is a float. */
#define ZERO_THRESHOLD 1e-35f

/* Adds the values of a leaf. */
static inline void add_leaf(double *sums, float *rounded_sums, const hk_forest *forest, const hk_forest_tree *tree, size_t place) {
    if (sums)
        for (size_t k = 0; k < tree->width; k++)
            sums[tree->output + k] += forest->values[place + k];
    else
        for (size_t k = 0; k < tree->width; k++)
            rounded_sums[tree->output + k] += forest->rounded_values[place + k];
}

/* 0 when the whole part of x is in a set of categories, else 1. */
static inline unsigned category_key(const uint32_t *words, size_t count, float x) {
    /* The comparisons keep the conversion in range; NaN fails them. */
    if (!(x > -1 && x < 0x1p32f)) return 1;
    const uint64_t category = (uint64_t)(int64_t)x;
    return category / 32 >= count || !(words[category / 32] >> category % 32 & 1);
}

/* The key of a value. */
static inline unsigned key_of(const hk_forest *forest, const hk_forest_key *key, hk_forest_rule rule, float x) {
    if (rule == HK_FOREST_CATEGORY) return category_key(forest->categories + key->first, key->count, x);
    if (rule == HK_FOREST_NUMBER && isnan(x)) x = 0;
    const bool zero_is_missing = rule == HK_FOREST_ZERO_LEFT || rule == HK_FOREST_ZERO_RIGHT;
    if (isnan(x) || (zero_is_missing && fabsf(x) <= ZERO_THRESHOLD))
        return rule == HK_FOREST_NAN_LEFT || rule == HK_FOREST_ZERO_LEFT ? 0 : HK_FOREST_THRESHOLDS;
    const float *thresholds = forest->thresholds + 16 * ((size_t)key->first + 1);
    unsigned above = 0;
    for (size_t i = 0; i < key->count; i++)
        above += x > thresholds[i];
    return above;
}

/* Writes the keys of a row. */
static inline void keys_of(uint16_t *keys, const hk_forest *forest, const float *x) {
    uint32_t k = 0;
    for (unsigned rule = 0; rule < HK_FOREST_RULES; rule++)
        for (; k < forest->rule_end[rule]; k++)
            keys[k] = (uint16_t)key_of(forest, forest->key + k, (hk_forest_rule)rule, x[forest->key[k].feature]);
}

#endif
