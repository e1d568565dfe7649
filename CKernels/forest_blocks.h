/* One row through the blocks of all trees, for one instance of the compiled forest. */

#define block_keys HK_(block_keys)
#define block_decisions HK_(block_decisions)
#define block_pages HK_(block_pages)
#define block_ways HK_(block_ways)
#define block_leaves HK_(block_leaves)
#define block_add HK_(block_add)
#define block_sums HK_(block_sums)
#define block_row HK_(block_row)

/* Trees whose ways are followed together. */
#define TREES 256

/* Most tables of 64 keys that are searched through; where there are more, keys are gathered. */
#define TABLES 4

#ifdef HK_AVX512

/* Keys of 32 nodes by their numbers. One permutation takes them out of a table of 64 words, which is two vectors. */
V_INLINE __m512i block_keys(__m512i index, const uint16_t *keys, const size_t tables) {
    if (tables > TABLES) {
        const __m512i low = _mm512_cvtepu16_epi32(_mm512_castsi512_si256(index));
        const __m512i high = _mm512_cvtepu16_epi32(_mm512_extracti64x4_epi64(index, 1));
        const __m256i first = _mm512_cvtepi32_epi16(_mm512_i32gather_epi32(low, keys, 2));
        const __m256i second = _mm512_cvtepi32_epi16(_mm512_i32gather_epi32(high, keys, 2));
        return _mm512_inserti64x4(_mm512_castsi256_si512(first), second, 1);
    }
    __m512i key = _mm512_permutex2var_epi16(_mm512_load_si512(keys), index, _mm512_load_si512(keys + 32));
    V_UNROLL for (size_t table = 1; table < tables; table++) {
        const uint16_t *here = keys + 64 * table;
        const __m512i other = _mm512_permutex2var_epi16(_mm512_load_si512(here), index, _mm512_load_si512(here + 32));
        key = _mm512_mask_mov_epi16(key, _mm512_cmpge_epu16_mask(index, _mm512_set1_epi16((short)(64 * table))), other);
    }
    return key;
}

/* Which nodes send the row left. */
V_INLINE uint32_t block_decisions(const hk_forest_block *block, const hk_forest_pages *pages, const uint16_t *keys, const size_t tables) {
    __m512i index = _mm512_cvtepu8_epi16(_mm256_loadu_si256((const __m256i *)block->key));
    if (tables > TABLES) {
        const __m512i page = _mm512_cvtepu8_epi16(_mm256_loadu_si256((const __m256i *)pages->key));
        index = _mm512_or_si512(index, _mm512_slli_epi16(page, 8));
    }
    const __m512i limit = _mm512_cvtepu8_epi16(_mm256_loadu_si256((const __m256i *)block->limit));
    return _mm512_cmplt_epu16_mask(block_keys(index, keys, tables), limit);
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

V_INLINE uint32_t block_decisions(const hk_forest_block *block, const hk_forest_pages *pages, const uint16_t *keys, const size_t tables) {
    __m256i key[4];
    V_UNROLL for (size_t part = 0; part < 4; part++) {
        __m256i index = _mm256_cvtepu8_epi32(_mm_loadl_epi64((const __m128i *)(block->key + 8 * part)));
        if (tables > TABLES) {
            const __m256i page = _mm256_cvtepu8_epi32(_mm_loadl_epi64((const __m128i *)(pages->key + 8 * part)));
            index = _mm256_or_si256(index, _mm256_slli_epi32(page, 8));
        }
        key[part] = _mm256_and_si256(_mm256_i32gather_epi32((const int *)(const void *)keys, index, 2), _mm256_set1_epi32(0xff));
    }
    /* Packing twice leaves eight groups of four bytes, those of either half together. */
    const __m256i low = _mm256_packus_epi32(key[0], key[1]), high = _mm256_packus_epi32(key[2], key[3]);
    const __m256i bytes = _mm256_permutevar8x32_epi32(_mm256_packus_epi16(low, high), _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7));
    const __m256i limit = _mm256_loadu_si256((const __m256i *)block->limit);
    return ~(uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(_mm256_max_epu8(bytes, limit), bytes));
}

V_INLINE uint32_t block_ways(const hk_forest_block *block, uint32_t decisions) {
    const __m256i all = _mm256_set1_epi32((int)decisions);
    uint32_t ways = 0;
    V_UNROLL for (size_t part = 0; part < 4; part++) {
        const __m256i different = _mm256_xor_si256(all, _mm256_loadu_si256((const __m256i *)(block->wanted + 8 * part)));
        const __m256i wrong = _mm256_and_si256(different, _mm256_loadu_si256((const __m256i *)(block->path + 8 * part)));
        const __m256i right = _mm256_cmpeq_epi32(wrong, _mm256_setzero_si256());
        ways |= (uint32_t)_mm256_movemask_ps(_mm256_castsi256_ps(right)) << 8 * part;
    }
    return ways;
}

#endif

/* The upper bytes of a block's keys where there are any. */
V_INLINE const hk_forest_pages *block_pages(const hk_forest *forest, size_t block, const size_t tables) {
    return tables > TABLES ? forest->pages + block : NULL;
}

/* Follows the ways of trees to their leaves, one block of every tree after the other: blocks of different trees do not wait for each
 * other, and there is no branch to guess on how many blocks a way has. */
V_INLINE void block_leaves(uint32_t *place, const hk_forest *forest, const hk_forest_tree *tree, size_t trees, const uint16_t *keys,
                           const size_t tables) {
    uint16_t open[TREES];
    for (size_t t = 0; t < trees; t++) {
        place[t] = tree[t].root;
        open[t] = (uint16_t)t;
    }
    for (size_t count = trees; count > 0;) {
        for (size_t i = 0; i < count; i++) {
            const size_t t = open[i], at = (place[t] & ~HK_FOREST_BLOCK) >> 5;
            const uint32_t first = place[t] & 31;
            const hk_forest_block *block = forest->blocks + at;
            const uint32_t ways = block_ways(block, block_decisions(block, block_pages(forest, at, tables), keys, tables)) >> first;
            place[t] = forest->exits[at].to[first + (uint32_t)__builtin_ctz(ways)];
        }
        size_t left = 0;
        for (size_t i = 0; i < count; i++) {
            open[left] = open[i];
            left += place[open[i]] >> 31;
        }
        count = left;
    }
}

/* Adds the values of trees' leaves at `place`. */
V_INLINE void block_add(double *sums, float *rounded_sums, const hk_forest *forest, const hk_forest_tree *tree, size_t trees,
                        const uint32_t *place) {
    if (forest->narrow && forest->outputs == 1 && sums) {
        double sum = *sums;
        for (size_t t = 0; t < trees; t++)
            sum += forest->values[place[t]];
        *sums = sum;
    } else if (forest->narrow && forest->outputs == 1) {
        float sum = *rounded_sums;
        for (size_t t = 0; t < trees; t++)
            sum += forest->rounded_values[place[t]];
        *rounded_sums = sum;
    } else if (forest->narrow && sums) {
        for (size_t t = 0; t < trees; t++)
            sums[tree[t].output] += forest->values[place[t]];
    } else {
        for (size_t t = 0; t < trees; t++)
            add_leaf(sums, rounded_sums, forest, tree + t, place[t]);
    }
}

/* Adds the values of all trees. */
V_INLINE void block_sums(double *sums, float *rounded_sums, const hk_forest *forest, const uint16_t *keys, const size_t tables) {
    for (size_t done = 0; done < forest->trees; done += TREES) {
        const hk_forest_tree *tree = forest->tree + done;
        const size_t trees = forest->trees - done < TREES ? forest->trees - done : TREES;
        uint32_t place[TREES];
        if (forest->whole)
            for (size_t t = 0; t < trees; t++) {
                const hk_forest_block *block = forest->blocks + done + t;
                const uint32_t ways = block_ways(block, block_decisions(block, block_pages(forest, done + t, tables), keys, tables));
                place[t] = tree[t].value + (uint32_t)__builtin_ctz(ways) * tree[t].width;
            }
        else
            block_leaves(place, forest, tree, trees, keys, tables);
        block_add(sums, rounded_sums, forest, tree, trees, place);
    }
}

/* Adds the values of all trees for one row. */
V_INLINE void block_row(uint16_t *keys, double *sums, float *rounded_sums, const hk_forest *forest, const float *x) {
    keys_of_row(keys, forest, x);
    if (forest->keys <= 64)
        block_sums(sums, rounded_sums, forest, keys, 1);
    else if (forest->keys <= 128)
        block_sums(sums, rounded_sums, forest, keys, 2);
    else if (forest->keys <= 64 * TABLES)
        block_sums(sums, rounded_sums, forest, keys, TABLES);
    else
        block_sums(sums, rounded_sums, forest, keys, TABLES + 1);
}
