/* What a product of BF16 numbers is, for tiles of packed or strided weights: included before them.
 *
 * One instruction multiplies a broadcast word with a vector of words and adds both products to floats.
 */
#define v_word HK_(v_word)
typedef int32_t v_word __attribute__((may_alias));

#define HK_TILE_SPLAT(p) ((vf)_mm512_set1_epi32(*(const v_word *)(p)))
#define HK_TILE_ADD(sum, broadcast, weights) ((vf)_mm512_dpbf16_ps((__m512)(sum), (__m512bh)(broadcast), (__m512bh)(weights)))
