/* Products of BF16 numbers for one instance of a family's vector source; brings packed_tile.h.
 *
 * Rows of inputs and states are words of two BF16 numbers, packed weights likewise. One instruction multiplies a broadcast word with a
 * vector of words and adds both products to floats.
 */
#define v_word HK_(v_word)
typedef int32_t v_word __attribute__((may_alias));

#define HK_TILE_SPLAT(p) ((vf)_mm512_set1_epi32(*(const v_word *)(p)))
#define HK_TILE_ADD(sum, broadcast, weights) ((vf)_mm512_dpbf16_ps((__m512)(sum), (__m512bh)(broadcast), (__m512bh)(weights)))

#include "packed_tile.h"

#define v_round HK_(v_round)
#define v_round_states HK_(v_round_states)

/* The words of 16 floats: 8 of them. */
V_INLINE __m256i v_round(vf x) { return (__m256i)_mm512_cvtneps_pbh((__m512)x); }

/* States as words for the next products: `count` blocks of floats, `stride` floats and half as many words apart. */
V_INLINE void v_round_states(uint32_t *pairs, size_t pair_stride, const float *h, size_t stride, size_t count) {
    for (size_t k = 0; k < count; k++)
        _mm256_storeu_si256((__m256i *)(pairs + k * pair_stride), v_round(v_load(h + k * stride)));
}
