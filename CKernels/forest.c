#ifndef HK_INSTANCE
#include "forest_reference.h"

/* The place of the leaf that a row reaches below an exit. */
static uint32_t leaf_below(const hk_forest *forest, uint32_t exit, const uint16_t *keys) {
    while (exit & HK_FOREST_BLOCK) {
        const size_t at = (exit & ~HK_FOREST_BLOCK) >> 5;
        const hk_forest_block *block = forest->blocks + at;
        uint32_t decisions = 0;
        for (size_t node = 0; node < 32; node++) {
            const size_t page = forest->pages ? forest->pages[at].key[node] : 0;
            decisions |= (uint32_t)(keys[page << 8 | block->key[node]] < block->limit[node]) << node;
        }
        size_t way = exit & 31;
        while ((decisions ^ block->wanted[way]) & block->path[way])
            way++;
        exit = forest->exits[at].to[way];
    }
    return exit;
}

void hk_forest_rows_ref(double *sums, float *rounded_sums, const hk_forest *forest, const float *x, size_t rows, size_t stride) {
    uint16_t *keys = __builtin_alloca((forest->keys + 1) * sizeof *keys);
    keys[0] = 0; /* unused nodes of blocks read it even where there are no keys */
    for (size_t row = 0; row < rows; row++, x += stride) {
        keys_of(keys, forest, x);
        for (size_t t = 0; t < forest->trees; t++)
            add_leaf(sums, rounded_sums, forest, forest->tree + t, leaf_below(forest, forest->tree[t].root, keys));
        if (sums)
            sums += forest->outputs;
        else
            rounded_sums += forest->outputs;
    }
}

#define HK_FAMILY "forest.c"
#include "instances.h"

#else /* vector source, once for each instance */
#include "vector.h"

#include "forest_keys.h"
#include "forest_blocks.h"
#include "forest_planes.h"

#define forest_rows HK_(forest_rows)

/* From this many rows on planes are faster than one row after the other, though not all of their rows are used: measured with 100 trees of
 * 31 leaves, and of 255. */
#ifdef HK_AVX512
#define LEAST_ROWS(forest) ((forest)->whole ? 20 : 40)
#else
#define LEAST_ROWS(forest) ((forest)->whole ? 8 : 14)
#endif

void forest_rows(double *sums, float *rounded_sums, const hk_forest *forest, const float *x, size_t rows, size_t stride) {
    const size_t tables = (forest->keys + 63) / 64;
    uint16_t *keys = __builtin_alloca_with_align((tables * 64 + 64) * sizeof *keys, 512);
    hk_planes *planes = NULL;
    const bool in_planes = forest->nodes && rows >= LEAST_ROWS(forest);
    uint8_t *plane_keys = NULL;
    if (in_planes) {
        planes = __builtin_alloca_with_align(sizeof *planes, 512);
        plane_keys = __builtin_alloca_with_align(forest->keys * HK_FOREST_ROWS, 512);
        begin_planes(planes);
    }
    while (rows > 0) {
        const bool many = in_planes && rows >= LEAST_ROWS(forest);
        const size_t done = !many ? 1 : rows < HK_FOREST_ROWS ? rows : HK_FOREST_ROWS;
        if (many)
            plane_rows(planes, plane_keys, sums, rounded_sums, forest, x, done, stride);
        else
            block_row(keys, sums, rounded_sums, forest, x);
        rows -= done;
        x += done * stride;
        if (sums)
            sums += done * forest->outputs;
        else
            rounded_sums += done * forest->outputs;
    }
}

#undef forest_rows
#undef LEAST_ROWS
#endif
