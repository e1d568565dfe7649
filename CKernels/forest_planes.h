/* HK_FOREST_ROWS rows at once through all nodes of all trees, for one instance of the compiled forest. */

#define vb HK_(vb)
#define hk_planes HK_(planes)
#define begin_planes HK_(begin_planes)
#define plane_choices HK_(plane_choices)
#define plane_sums HK_(plane_sums)
#define plane_rows HK_(plane_rows)

typedef uint8_t vb __attribute__((vector_size(HK_FOREST_ROWS)));

/* What nodes choose from: choices of other nodes, then the leaves, each its own number in every row. */
typedef struct hk_planes {
    vb choice[HK_FOREST_CHOICES + HK_FOREST_LEAVES];
} hk_planes;

V_INLINE void begin_planes(hk_planes *planes) {
    for (unsigned leaf = 0; leaf < HK_FOREST_LEAVES; leaf++)
        planes->choice[HK_FOREST_CHOICES + leaf] = (uint8_t)leaf - (vb){0};
}

/* The leaf of every row. */
V_INLINE vb plane_choices(hk_planes *planes, const hk_forest_node *node, size_t nodes, const uint8_t *keys) {
    vb choice = {0};
    const char *choices = (const char *)planes->choice;
    for (size_t i = 0; i < nodes; i++, node++) {
        const vb key = *(const vb *)(keys + node->key), limit = node->limit - (vb){0};
        const vb left = *(const vb *)(choices + node->left), right = *(const vb *)(choices + node->right);
        const vb is_left = (vb)(key < limit);
        choice = (is_left & left) | (~is_left & right);
        planes->choice[node->out] = choice;
    }
    return choice;
}

/* Adds the values of one tree's leaves. */
V_INLINE void plane_sums(double *sums, float *rounded_sums, const hk_forest *forest, const hk_forest_tree *tree, vb choice, size_t rows) {
    uint8_t leaf[HK_FOREST_ROWS];
    __builtin_memcpy(leaf, &choice, sizeof leaf);
    if (forest->single && sums) {
        const double *values = forest->values + tree->value;
        for (size_t row = 0; row < rows; row++)
            sums[row] += values[leaf[row]];
    } else {
        for (size_t row = 0; row < rows; row++) {
            const size_t to = row * forest->outputs;
            add_leaf(sums ? sums + to : NULL, sums ? NULL : rounded_sums + to, forest, tree, tree->value + leaf[row] * tree->width);
        }
    }
}

V_INLINE void plane_rows(hk_planes *planes, uint8_t *keys, double *sums, float *rounded_sums, const hk_forest *forest, const float *x,
                         size_t rows, size_t stride) {
    keys_of_rows(keys, forest, x, rows, stride);
    for (size_t t = 0; t < forest->trees; t++) {
        const hk_forest_tree *tree = forest->tree + t;
        const vb choice = plane_choices(planes, forest->nodes + tree->node, tree->nodes, keys);
        plane_sums(sums, rounded_sums, forest, tree, choice, rows);
    }
}
