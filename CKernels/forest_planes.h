/* HK_FOREST_ROWS rows at once through all nodes of all trees, for one instance of the compiled forest. */

#define vb HK_(vb)
#define hk_planes HK_(planes)
#define begin_planes HK_(begin_planes)
#define plane_choices HK_(plane_choices)
#define hk_plane_sums HK_(plane_sums)
#define plane_add_exact HK_(plane_add_exact)
#define plane_add_rounded HK_(plane_add_rounded)
#define plane_add HK_(plane_add)
#define plane_rows HK_(plane_rows)

/* Most outputs whose sums are kept by themselves until all trees are added. */
#define PLANE_OUTPUTS 16

typedef uint8_t vb __attribute__((vector_size(HK_FOREST_ROWS)));

/* What nodes choose from: choices of other nodes, then the leaves, each its own number in every row. */
typedef struct hk_planes {
    vb choice[HK_FOREST_CHOICES + HK_FOREST_LEAVES];
} hk_planes;

V_INLINE void begin_planes(hk_planes *planes) {
    for (unsigned leaf = 0; leaf < HK_FOREST_LEAVES; leaf++)
        planes->choice[HK_FOREST_CHOICES + leaf] = (uint8_t)leaf - (vb){0};
}

/* Evaluates the nodes of a tree, or of several. */
V_INLINE void plane_choices(hk_planes *planes, const hk_forest_node *node, size_t nodes, const uint8_t *keys) {
    const char *choices = (const char *)planes->choice;
    for (size_t i = 0; i < nodes; i++, node++) {
        /* Members are taken out of one word: loads are what there are too many of. One by one they cost 15 % of the rows a second. */
        uint64_t word;
        __builtin_memcpy(&word, node, sizeof word);
        const vb key = *(const vb *)(keys + (uint16_t)word), limit = node->limit - (vb){0};
        const vb left = *(const vb *)(choices + (uint16_t)(word >> 16)), right = *(const vb *)(choices + (uint16_t)(word >> 32));
        const vb is_left = (vb)(key < limit);
        planes->choice[word >> 56] = (is_left & left) | (~is_left & right);
    }
}

/* Sums of up to HK_FOREST_ROWS rows, output by output. */
typedef union hk_plane_sums {
    double exact[PLANE_OUTPUTS][HK_FOREST_ROWS];
    float rounded[PLANE_OUTPUTS][HK_FOREST_ROWS];
} hk_plane_sums;

/* Adds the values of one tree's leaves to one output. */
V_INLINE void plane_add_exact(double *sums, const double *values, const uint8_t *leaf, size_t leaves) {
#ifdef HK_AVX512
    if (leaves <= 32) {
        const __m512d table[4] = {_mm512_loadu_pd(values), _mm512_loadu_pd(values + 8), _mm512_loadu_pd(values + 16),
                                  _mm512_loadu_pd(values + 24)};
        V_UNROLL for (size_t row = 0; row < HK_FOREST_ROWS; row += 8) {
            const __m512i index = _mm512_cvtepu8_epi64(_mm_loadl_epi64((const __m128i *)(leaf + row)));
            const __m512d low = _mm512_permutex2var_pd(table[0], index, table[1]);
            const __m512d high = _mm512_permutex2var_pd(table[2], index, table[3]);
            const __mmask8 is_high = _mm512_test_epi64_mask(index, _mm512_set1_epi64(16));
            _mm512_storeu_pd(sums + row, _mm512_add_pd(_mm512_loadu_pd(sums + row), _mm512_mask_mov_pd(low, is_high, high)));
        }
        return;
    }
#endif
    (void)leaves;
    for (size_t row = 0; row < HK_FOREST_ROWS; row++)
        sums[row] += values[leaf[row]];
}

V_INLINE void plane_add_rounded(float *sums, const float *values, const uint8_t *leaf, size_t leaves) {
#ifdef HK_AVX512
    if (leaves <= 32) {
        const __m512 low = _mm512_loadu_ps(values), high = _mm512_loadu_ps(values + 16);
        V_UNROLL for (size_t row = 0; row < HK_FOREST_ROWS; row += 16) {
            const __m512i index = _mm512_cvtepu8_epi32(_mm_loadu_si128((const __m128i *)(leaf + row)));
            _mm512_storeu_ps(sums + row, _mm512_add_ps(_mm512_loadu_ps(sums + row), _mm512_permutex2var_ps(low, index, high)));
        }
        return;
    }
#endif
    (void)leaves;
    for (size_t row = 0; row < HK_FOREST_ROWS; row++)
        sums[row] += values[leaf[row]];
}

/* Adds the values of one tree's leaves. */
V_INLINE void plane_add(double *sums, float *rounded_sums, const hk_forest *forest, const hk_forest_tree *tree, const uint8_t *leaf,
                        size_t rows) {
    for (size_t row = 0; row < rows; row++) {
        const size_t to = row * forest->outputs;
        add_leaf(sums ? sums + to : NULL, sums ? NULL : rounded_sums + to, forest, tree, tree->value + leaf[row] * tree->width);
    }
}

V_INLINE void plane_rows(hk_planes *planes, uint8_t *keys, double *sums, float *rounded_sums, const hk_forest *forest, const float *x,
                         size_t rows, size_t stride) {
    keys_of_rows(keys, forest, x, rows, stride);
    const size_t outputs = forest->outputs;
    const bool gathered = forest->narrow && outputs <= PLANE_OUTPUTS;
    hk_plane_sums work;
    if (gathered) {
        for (size_t k = 0; k < outputs; k++) {
            if (sums)
                for (size_t row = 0; row < HK_FOREST_ROWS; row++)
                    work.exact[k][row] = row < rows ? sums[row * outputs + k] : 0;
            else
                for (size_t row = 0; row < HK_FOREST_ROWS; row++)
                    work.rounded[k][row] = row < rows ? rounded_sums[row * outputs + k] : 0;
        }
    }
    for (size_t t = 0; t < forest->trees; t++) {
        const hk_forest_tree *tree = forest->tree + t;
        plane_choices(planes, forest->nodes + tree->node, tree->nodes, keys);
        const uint8_t *leaf = (const uint8_t *)planes->choice + tree->result;
        if (!gathered)
            plane_add(sums, rounded_sums, forest, tree, leaf, rows);
        else if (sums)
            plane_add_exact(work.exact[tree->output], forest->values + tree->value, leaf, tree->leaves);
        else
            plane_add_rounded(work.rounded[tree->output], forest->rounded_values + tree->value, leaf, tree->leaves);
    }
    if (!gathered) return;
    for (size_t k = 0; k < outputs; k++) {
        if (sums)
            for (size_t row = 0; row < rows; row++)
                sums[row * outputs + k] = work.exact[k][row];
        else
            for (size_t row = 0; row < rows; row++)
                rounded_sums[row * outputs + k] = work.rounded[k][row];
    }
}
