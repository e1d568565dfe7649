/* Sends rows to the two sides of a split, keeping their order. */
#ifndef HK_INSTANCE
#include "ckernels.h"

#include <string.h>

size_t hk_tree_partition_ref(uint32_t *left, uint32_t *restrict right, const uint32_t *rows, size_t n, const uint8_t *restrict bins,
                             const uint32_t *restrict sides) {
    size_t to_left = 0;
    for (size_t i = 0; i < n; i++) {
        const uint8_t bin = bins[rows[i]];
        const size_t goes_left = sides[bin / 32] >> bin % 32 & 1;
        /* Both are written, one of them for nothing: branches on data are mispredicted. */
        left[to_left] = rows[i];
        right[i - to_left] = rows[i];
        to_left += goes_left;
    }
    return to_left;
}

#define HK_FAMILY "tree_partition.c"
#include "instances.h"

#else /* vector source, once for each instance */
#include "vector.h"

#ifdef HK_AVX512
#define v_sides HK_(v_sides)

/* Which of 16 bins go left. */
V_INLINE __mmask16 v_sides(__m512i bin, __m512i sides) {
    const __m512i word = _mm512_permutexvar_epi32(_mm512_srli_epi32(bin, 5), sides);
    return _mm512_test_epi32_mask(_mm512_srlv_epi32(word, _mm512_and_si512(bin, _mm512_set1_epi32(31))), _mm512_set1_epi32(1));
}

size_t HK_(tree_partition)(uint32_t *left, uint32_t *restrict right, const uint32_t *rows, size_t n, const uint8_t *restrict bins,
                           const uint32_t *restrict sides) {
    const __m512i bits = _mm512_castsi256_si512(_mm256_loadu_si256((const __m256i *)(const void *)sides));
    size_t to_left = 0, i = 0;
    for (; i + 16 <= n; i += 16) {
        const __m512i row = _mm512_loadu_si512(rows + i);
        /* Bins are bytes: a gather of words brings three neighbours, which are behind the last row for HK_TREE_BIN_SLACK bytes. */
        const __m512i bin = _mm512_and_si512(_mm512_i32gather_epi32(row, bins, 1), _mm512_set1_epi32(255));
        const __mmask16 goes_left = v_sides(bin, bits);
        const size_t count = (size_t)__builtin_popcount(goes_left);
        /* Compressing in a register and storing all of it is many times faster than a compressing store on AMD; what is too much is
         * overwritten by the next one, and both outputs have room for n + HK_TREE_ROW_SLACK. */
        _mm512_storeu_si512(left + to_left, _mm512_maskz_compress_epi32(goes_left, row));
        _mm512_storeu_si512(right + (i - to_left), _mm512_maskz_compress_epi32((__mmask16)~goes_left, row));
        to_left += count;
    }
    for (; i < n; i++) {
        const uint8_t bin = bins[rows[i]];
        left[to_left] = rows[i];
        right[i - to_left] = rows[i];
        to_left += sides[bin / 32] >> bin % 32 & 1;
    }
    return to_left;
}
#else
size_t HK_(tree_partition)(uint32_t *left, uint32_t *restrict right, const uint32_t *rows, size_t n, const uint8_t *restrict bins,
                           const uint32_t *restrict sides) {
    return hk_tree_partition_ref(left, right, rows, n, bins, sides);
}
#endif
#endif
