/* Products of BF16 numbers for one instance of a family's vector source; brings packed_tile.h.
 *
 * Rows of inputs and states are words of two BF16 numbers, packed weights likewise. One instruction multiplies a broadcast word with a
 * vector of words and adds both products to floats.
 */
#include "bf16_product.h"

#include "packed_tile.h"

#include "bf16_words.h"

#define v_round_states HK_(v_round_states)

/* States as words for the next products: `count` blocks of floats, `stride` floats and half as many words apart. */
V_INLINE void v_round_states(uint32_t *pairs, size_t pair_stride, const float *h, size_t stride, size_t count) {
    for (size_t k = 0; k < count; k++)
        _mm256_storeu_si256((__m256i *)(pairs + k * pair_stride), v_round(v_load(h + k * stride)));
}
