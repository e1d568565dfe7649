/* Keys of rows, for one instance of the compiled forest. */

#define key_passed HK_(key_passed)
#define key_number HK_(key_number)
#define keys_of_row HK_(keys_of_row)
#define keys_of_rows HK_(keys_of_rows)

/* How many of 16 thresholds x is above. NaN is above none of them, or above all. */
#ifdef HK_AVX512
V_INLINE unsigned key_passed(const float *thresholds, float x, const bool nan_passes) {
    const __m512 t = _mm512_loadu_ps(thresholds), v = _mm512_set1_ps(x);
    const __mmask16 passed = nan_passes ? _mm512_cmp_ps_mask(v, t, _CMP_NLE_UQ) : _mm512_cmp_ps_mask(v, t, _CMP_GT_OQ);
    return (unsigned)__builtin_popcount(passed);
}
#else
V_INLINE unsigned key_passed(const float *thresholds, float x, const bool nan_passes) {
    const __m256 low = _mm256_loadu_ps(thresholds), high = _mm256_loadu_ps(thresholds + 8), v = _mm256_set1_ps(x);
    const __m256 a = nan_passes ? _mm256_cmp_ps(v, low, _CMP_NLE_UQ) : _mm256_cmp_ps(v, low, _CMP_GT_OQ);
    const __m256 b = nan_passes ? _mm256_cmp_ps(v, high, _CMP_NLE_UQ) : _mm256_cmp_ps(v, high, _CMP_GT_OQ);
    return (unsigned)__builtin_popcount((unsigned)(_mm256_movemask_ps(a) | _mm256_movemask_ps(b) << 8));
}
#endif

/* The key of a value by a numerical rule. Two comparisons: with the last threshold of each row, then with the row where it lies. */
V_INLINE unsigned key_number(const float *thresholds, float x, const hk_forest_rule rule) {
    if (rule == HK_FOREST_NUMBER) x = x == x ? x : 0;
    if (rule == HK_FOREST_ZERO_LEFT || rule == HK_FOREST_ZERO_RIGHT) x = __builtin_fabsf(x) <= ZERO_THRESHOLD ? __builtin_nanf("") : x;
    const bool nan_passes = rule == HK_FOREST_NAN_RIGHT || rule == HK_FOREST_ZERO_RIGHT;
    const unsigned row = key_passed(thresholds, x, nan_passes);
    const unsigned key = 16 * row + key_passed(thresholds + 16 * (row + 1), x, nan_passes);
    /* NaN that passes all is in a row behind the last one. */
    return nan_passes && key > HK_FOREST_THRESHOLDS ? HK_FOREST_THRESHOLDS : key;
}

#define EACH_RULE(statement)                                                                                                               \
    do {                                                                                                                                   \
        uint32_t k = 0;                                                                                                                    \
        V_UNROLL for (unsigned r = 0; r < HK_FOREST_CATEGORY; r++) {                                                                       \
            const hk_forest_rule rule = (hk_forest_rule)r;                                                                                 \
            for (; k < forest->rule_end[r]; k++) {                                                                                         \
                const hk_forest_key key = forest->key[k];                                                                                  \
                const float *thresholds = forest->thresholds + 16 * (size_t)key.first;                                                     \
                statement;                                                                                                                 \
            }                                                                                                                              \
        }                                                                                                                                  \
    } while (0)

/* Keys of one row. */
V_INLINE void keys_of_row(uint16_t *keys, const hk_forest *forest, const float *x) {
    EACH_RULE(keys[k] = (uint16_t)key_number(thresholds, x[key.feature], rule));
    for (uint32_t k = forest->rule_end[HK_FOREST_CATEGORY - 1]; k < forest->keys; k++)
        keys[k] = (uint16_t)category_key(forest->categories + forest->key[k].first, forest->key[k].count, x[forest->key[k].feature]);
}

/* Keys of up to HK_FOREST_ROWS rows, key by key. */
V_INLINE void keys_of_rows(uint8_t *keys, const hk_forest *forest, const float *x, size_t rows, size_t stride) {
    EACH_RULE(for (size_t i = 0; i < rows; i++) keys[k * HK_FOREST_ROWS + i] =
                  (uint8_t)key_number(thresholds, x[i * stride + key.feature], rule));
    for (uint32_t k = forest->rule_end[HK_FOREST_CATEGORY - 1]; k < forest->keys; k++)
        for (size_t i = 0; i < rows; i++)
            keys[k * HK_FOREST_ROWS + i] = (uint8_t)category_key(forest->categories + forest->key[k].first, forest->key[k].count,
                                                                 x[i * stride + forest->key[k].feature]);
}
