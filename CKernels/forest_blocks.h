/* One row through the blocks of all trees, for one instance of the compiled forest. */

#define block_decisions HK_(block_decisions)
#define block_ways HK_(block_ways)
#define block_leaves HK_(block_leaves)
#define block_row HK_(block_row)

/* Trees whose ways are followed together. */
#define TREES 256

#ifdef HK_AVX512

/* Keys in tables of 64 words each: two vectors, from which one permutation takes the keys of 32 nodes. */
V_INLINE uint32_t block_decisions(const hk_forest_block *block, const uint16_t *keys, const size_t tables) {
    const __m512i index = _mm512_loadu_si512(block->key);
    __m512i key = _mm512_permutex2var_epi16(_mm512_load_si512(keys), index, _mm512_load_si512(keys + 32));
    for (size_t table = 1; table < tables; table++) {
        const __m512i other =
            _mm512_permutex2var_epi16(_mm512_load_si512(keys + 64 * table), index, _mm512_load_si512(keys + 64 * table + 32));
        const __mmask32 here = _mm512_cmpge_epu16_mask(index, _mm512_set1_epi16((short)(64 * table)));
        key = _mm512_mask_mov_epi16(key, here, other);
    }
    return _mm512_cmplt_epu16_mask(key, _mm512_loadu_si512(block->limit));
}

/* The ways out that have all their wanted decisions. */
V_INLINE uint32_t block_ways(const hk_forest_block *block, uint32_t decisions) {
    const __m512i all = _mm512_set1_epi32((int)decisions);
    const __m512i low = _mm512_xor_si512(all, _mm512_loadu_si512(block->wanted));
    const __m512i high = _mm512_xor_si512(all, _mm512_loadu_si512(block->wanted + 16));
    return _mm512_testn_epi32_mask(low, _mm512_loadu_si512(block->path)) |
           (uint32_t)_mm512_testn_epi32_mask(high, _mm512_loadu_si512(block->path + 16)) << 16;
}

#else

V_INLINE uint32_t block_decisions(const hk_forest_block *block, const uint16_t *keys, const size_t tables) {
    (void)tables;
    __m256i key[4];
    for (size_t part = 0; part < 4; part++) {
        const __m256i index = _mm256_cvtepu16_epi32(_mm_loadu_si128((const __m128i *)(block->key + 8 * part)));
        key[part] = _mm256_and_si256(_mm256_i32gather_epi32((const int *)(const void *)keys, index, 2), _mm256_set1_epi32(0xffff));
    }
    /* Keys and limits are small, so that signed comparisons do. Packing leaves quarters in the order 0 2 1 3. */
    const __m256i low = _mm256_permute4x64_epi64(_mm256_packus_epi32(key[0], key[1]), 0xD8);
    const __m256i high = _mm256_permute4x64_epi64(_mm256_packus_epi32(key[2], key[3]), 0xD8);
    const __m256i first = _mm256_cmpgt_epi16(_mm256_loadu_si256((const __m256i *)block->limit), low);
    const __m256i second = _mm256_cmpgt_epi16(_mm256_loadu_si256((const __m256i *)(block->limit + 16)), high);
    return (uint32_t)_mm256_movemask_epi8(_mm256_permute4x64_epi64(_mm256_packs_epi16(first, second), 0xD8));
}

V_INLINE uint32_t block_ways(const hk_forest_block *block, uint32_t decisions) {
    const __m256i all = _mm256_set1_epi32((int)decisions);
    uint32_t ways = 0;
    for (size_t part = 0; part < 4; part++) {
        const __m256i different = _mm256_xor_si256(all, _mm256_loadu_si256((const __m256i *)(block->wanted + 8 * part)));
        const __m256i wrong = _mm256_and_si256(different, _mm256_loadu_si256((const __m256i *)(block->path + 8 * part)));
        const __m256i right = _mm256_cmpeq_epi32(wrong, _mm256_setzero_si256());
        ways |= (uint32_t)_mm256_movemask_ps(_mm256_castsi256_ps(right)) << 8 * part;
    }
    return ways;
}

#endif

/* Follows the trees' ways to their leaves, one block of every tree after the other: blocks of different trees do not wait for each
 * other, and there is no branch to guess on how many blocks a tree's way has. */
V_INLINE void block_leaves(uint32_t *place, const hk_forest *forest, const hk_forest_tree *tree, size_t trees, const uint16_t *keys,
                           const size_t tables) {
    uint16_t open[TREES];
    size_t count = 0;
    for (size_t t = 0; t < trees; t++) {
        place[t] = tree[t].root;
        open[count] = (uint16_t)t;
        count += place[t] >> 31;
    }
    while (count > 0) {
        size_t left = 0;
        for (size_t i = 0; i < count; i++) {
            const size_t t = open[i];
            const hk_forest_block *block = forest->blocks + ((place[t] & ~HK_FOREST_BLOCK) >> 5);
            const uint32_t first = place[t] & 31;
            const uint32_t ways = block_ways(block, block_decisions(block, keys, tables)) >> first;
            place[t] = block->exit[first + (uint32_t)__builtin_ctz(ways)];
            open[left] = (uint16_t)t;
            left += place[t] >> 31;
        }
        count = left;
    }
}

/* Adds the values of all trees for one row. */
V_INLINE void block_row(uint16_t *keys, double *sums, float *rounded_sums, const hk_forest *forest, const float *x) {
    const size_t tables = (forest->keys + 63) / 64;
    keys_of_row(keys, forest, x);
    for (size_t done = 0; done < forest->trees; done += TREES) {
        const hk_forest_tree *tree = forest->tree + done;
        const size_t trees = forest->trees - done < TREES ? forest->trees - done : TREES;
        uint32_t place[TREES];
        if (tables <= 1)
            block_leaves(place, forest, tree, trees, keys, 1);
        else if (tables == 2)
            block_leaves(place, forest, tree, trees, keys, 2);
        else
            block_leaves(place, forest, tree, trees, keys, tables);
        if (forest->single && sums) {
            double sum = *sums;
            for (size_t t = 0; t < trees; t++)
                sum += forest->values[place[t]];
            *sums = sum;
        } else {
            for (size_t t = 0; t < trees; t++)
                add_leaf(sums, rounded_sums, forest, tree + t, place[t]);
        }
    }
}
