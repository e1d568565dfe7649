/* Products with packed weights for one instance of a family's vector source.
 *
 * Weights are packed in blocks of NV vectors of columns: [k][NV][lanes], so that a step of k loads NV vectors next to each other.
 * A tile keeps R rows × NV vectors of results in registers: 12 of AVX2's 16 registers, 24 of AVX-512's 32; one more per row holds
 * the broadcast input, one the weights, or the other way round. Each result is its start plus the products in ascending order of k, one
 * fused multiply-add each, whatever the tile: the bits do not depend on how rows are grouped or how k is cut.
 */
#undef HK_LANES
#undef HK_TILE_REGISTERS
#ifdef HK_AVX512
#define HK_LANES 16
#define HK_TILE_REGISTERS 24
#else
#define HK_LANES 8 /* four gates of three rows are 12 of 16 registers */
#define HK_TILE_REGISTERS 12
#endif
#include "vector.h"

/* What a product is, for families whose words are no floats: sum with the product of a broadcast word and a vector of weights added.
 * Words pass through as they are. */
#ifndef HK_TILE_ADD
#define HK_TILE_SPLAT(p) v_splat(*(p))
#define HK_TILE_ADD(sum, broadcast, weights) v_fma((broadcast), (weights), (sum))
#endif

/* Bytes of packed weights that one pass over the rows works on: half of a first-level cache of 32 KiB. */
#define HK_PANEL_BYTES 20480

#define v_rows HK_(v_rows)
#define v_tile HK_(v_tile)
#define v_product HK_(v_product)
#define v_long_product HK_(v_long_product)

/* Rows of an operand: [rows, k], `stride` floats from one to the next. */
typedef struct v_rows {
    const float *first;
    size_t stride, k;
} v_rows;

/* out[R, NV vectors] = start + x·w + y·w', with w' behind w. `bias` is the start, or NULL when out itself is. */
V_INLINE void v_tile(const size_t R, const size_t NV, float *out, size_t out_stride, const float *bias, v_rows x, v_rows y, size_t row,
                     const float *w) {
    vf sum[HK_TILE_REGISTERS / 2][4];
    const float *x_row[HK_TILE_REGISTERS / 2], *y_row[HK_TILE_REGISTERS / 2];
    V_UNROLL for (size_t r = 0; r < R; r++) {
        x_row[r] = x.first + (row + r) * x.stride;
        y_row[r] = y.first + (row + r) * y.stride;
        V_UNROLL for (size_t v = 0; v < NV; v++) sum[r][v] = v_load((bias ? bias : out + (row + r) * out_stride) + v * HK_LANES);
    }
    /* Whichever there are fewer of, rows or vectors of weights, waits in registers for the other. */
#define HK_TILE_STEPS(input, count)                                                                                                        \
    _Pragma("clang loop unroll(disable)") for (size_t k = 0; k < (count); k++, w += NV * HK_LANES) {                                       \
        vf held[4];                                                                                                                        \
        if (R < NV) {                                                                                                                      \
            V_UNROLL for (size_t r = 0; r < R; r++) held[r] = HK_TILE_SPLAT(input[r] + k);                                                 \
            V_UNROLL for (size_t v = 0; v < NV; v++) {                                                                                     \
                const vf weight = v_load(w + v * HK_LANES);                                                                                \
                V_UNROLL for (size_t r = 0; r < R; r++) sum[r][v] = HK_TILE_ADD(sum[r][v], held[r], weight);                               \
            }                                                                                                                              \
        } else {                                                                                                                           \
            V_UNROLL for (size_t v = 0; v < NV; v++) held[v] = v_load(w + v * HK_LANES);                                                   \
            V_UNROLL for (size_t r = 0; r < R; r++) {                                                                                      \
                const vf broadcast = HK_TILE_SPLAT(input[r] + k);                                                                          \
                V_UNROLL for (size_t v = 0; v < NV; v++) sum[r][v] = HK_TILE_ADD(sum[r][v], broadcast, held[v]);                           \
            }                                                                                                                              \
        }                                                                                                                                  \
    }
    HK_TILE_STEPS(x_row, x.k)
    HK_TILE_STEPS(y_row, y.k)
#undef HK_TILE_STEPS
    V_UNROLL for (size_t r = 0; r < R; r++) V_UNROLL for (size_t v = 0; v < NV; v++)
        v_store(out + (row + r) * out_stride + v * HK_LANES, sum[r][v]);
}

/* The same for any number of rows. A tile of less than half of R waits for its own sums; so the last R + 2 rows are two tiles of the
 * same height where that is possible. */
V_INLINE void v_product(const size_t NV, float *out, size_t out_stride, const float *bias, v_rows x, v_rows y, size_t rows,
                        const float *w) {
    const size_t R = HK_TILE_REGISTERS / (NV > 2 ? NV : 2);
    size_t row = 0;
    for (; row + R <= rows && (R < 6 || rows - row != R + 2); row += R)
        v_tile(R, NV, out, out_stride, bias, x, y, row, w);
    if (R >= 6) {
        const size_t half = R / 2 + 1;
        for (; row + half <= rows; row += half)
            v_tile(half, NV, out, out_stride, bias, x, y, row, w);
    }
    for (; row + 2 <= rows; row += 2)
        v_tile(2, NV, out, out_stride, bias, x, y, row, w);
    for (; row < rows; row++)
        v_tile(1, NV, out, out_stride, bias, x, y, row, w);
}

/* The same for one operand with so many columns that the weights of a block would leave the first-level cache between two tiles: all rows
 * pass a panel of them before the next one. */
V_INLINE void v_long_product(const size_t NV, float *out, size_t out_stride, const float *bias, v_rows x, size_t rows, const float *w) {
    const size_t panel = HK_PANEL_BYTES / (NV * HK_LANES * sizeof(float));
    const v_rows none = {x.first, x.stride, 0};
    if (x.k <= 2 * panel || rows <= HK_TILE_REGISTERS / 4) return v_product(NV, out, out_stride, bias, x, none, rows, w);
    for (size_t k = 0; k < x.k; k += panel, w += panel * NV * HK_LANES) {
        const v_rows part = {x.first + k, x.stride, x.k - k < panel ? x.k - k : panel};
        v_product(NV, out, out_stride, k ? NULL : bias, part, none, rows, w);
    }
}
