/* Sends rows to the two sides of a split, keeping their order, and in the end to their leaves. */
#ifndef HK_INSTANCE
#include "ckernels.h"

size_t hk_tree_partition_ref(uint32_t *restrict left, uint32_t *right, const uint32_t *rows, uint32_t first, size_t n,
                             const uint8_t *restrict bins, const uint32_t *restrict sides) {
    size_t to_left = 0;
    for (size_t i = 0; i < n; i++) {
        const uint32_t row = rows ? rows[i] : first + (uint32_t)i;
        const uint8_t bin = bins[row];
        /* Both are written, one of them for nothing: branches on data are mispredicted. */
        left[to_left] = row;
        right[i - to_left] = row;
        to_left += sides[bin / 32] >> bin % 32 & 1;
    }
    return to_left;
}

void hk_tree_number_leaves(uint32_t *restrict leaf_of, const uint32_t **restrict next, const uint32_t *const *restrict last, size_t leaves,
                           uint32_t first, uint32_t end) {
    for (uint32_t leaf = 0; leaf < leaves; leaf++) {
        const uint32_t *row = next[leaf], *const behind = last[leaf];
        for (; row < behind && *row < end; row++)
            leaf_of[*row - first] = leaf;
        next[leaf] = row;
    }
}

void hk_tree_add_leaves(double *restrict scores, const uint32_t *restrict leaf_of, const double *restrict values, size_t n) {
    for (size_t i = 0; i < n; i++)
        scores[i] += values[leaf_of[i]];
}

#define HK_FAMILY "tree_partition.c"
#include "instances.h"

#else /* vector source, once for each instance */
#include "vector.h"

#ifdef HK_AVX512
#define v_bins HK_(v_bins)
#define v_send HK_(v_send)
#define v_partition HK_(v_partition)

/* The bins of 16 rows. One after the other: gather instructions took twice as long on AMD. */
V_INLINE __m128i v_bins(const uint32_t *rows, const uint8_t *bins) {
    uint64_t words[2] = {0, 0};
    V_UNROLL for (size_t k = 0; k < 16; k++) words[k / 8] |= (uint64_t)bins[rows[k]] << (k % 8 * 8);
    return _mm_set_epi64x((int64_t)words[1], (int64_t)words[0]);
}

/* Sends 16 rows with these bins; how many go left. */
V_INLINE size_t v_send(uint32_t *left, uint32_t *right, const uint32_t *rows, uint32_t first, __m128i bins, __m512i sides) {
    const __m512i lane = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    const __m512i row = rows ? _mm512_loadu_si512(rows) : _mm512_add_epi32(lane, _mm512_set1_epi32((int)first));
    const __m512i bin = _mm512_cvtepu8_epi32(bins), word = _mm512_permutexvar_epi32(_mm512_srli_epi32(bin, 5), sides);
    const __m512i bit = _mm512_srlv_epi32(word, _mm512_and_si512(bin, _mm512_set1_epi32(31)));
    const __mmask16 goes_left = _mm512_test_epi32_mask(bit, _mm512_set1_epi32(1));
    /* Compressing in a register and storing all of it is many times faster than a compressing store on AMD; what is too much is
     * overwritten by the next one. */
    _mm512_storeu_si512(left, _mm512_maskz_compress_epi32(goes_left, row));
    _mm512_storeu_si512(right, _mm512_maskz_compress_epi32((__mmask16)~goes_left, row));
    return (size_t)__builtin_popcount(goes_left);
}
V_INLINE size_t v_partition(uint32_t *left, uint32_t *right, const uint32_t *rows, uint32_t first, size_t n, const uint8_t *bins,
                            const uint32_t *sides) {
    const __m512i bits = _mm512_castsi256_si512(_mm256_loadu_si256((const __m256i *)(const void *)sides));
    size_t to_left = 0, i = 0;
    for (; i + 16 <= n; i += 16) {
        const __m128i bin = rows ? v_bins(rows + i, bins) : _mm_loadu_si128((const __m128i *)(const void *)(bins + first + i));
        to_left += v_send(left + to_left, right + (i - to_left), rows ? rows + i : rows, first + (uint32_t)i, bin, bits);
    }
    return to_left +
           hk_tree_partition_ref(left + to_left, right + (i - to_left), rows ? rows + i : rows, first + (uint32_t)i, n - i, bins, sides);
}

size_t HK_(tree_partition)(uint32_t *restrict left, uint32_t *right, const uint32_t *rows, uint32_t first, size_t n,
                           const uint8_t *restrict bins, const uint32_t *restrict sides) {
    return rows ? v_partition(left, right, rows, 0, n, bins, sides) : v_partition(left, right, NULL, first, n, bins, sides);
}
#else
size_t HK_(tree_partition)(uint32_t *restrict left, uint32_t *right, const uint32_t *rows, uint32_t first, size_t n,
                           const uint8_t *restrict bins, const uint32_t *restrict sides) {
    return hk_tree_partition_ref(left, right, rows, first, n, bins, sides);
}
#endif
#endif
