/* Small products in place, for one instance of a family's vector source: out[r][c] = sum over i of x[r][i] w[i][c], where neither operand
 * is packed. Distances in x are constants of the caller once all this is inlined, so that every broadcast has an address of its own.
 *
 * A tile keeps R rows × NV vectors of results in registers. Each result adds its products in ascending order of i, one fused multiply-add
 * each, whatever the tile: the bits do not depend on how rows are grouped.
 */
#undef HK_LANES
#undef HK_STRIDED_ROWS
#ifdef HK_AVX512
#define HK_LANES 16
#define HK_STRIDED_ROWS 24 /* of one vector: 24 of 32 registers */
#else
#define HK_LANES 8
#define HK_STRIDED_ROWS 12 /* of 16 */
#endif
#include "vector.h"

/* What a product is, for families whose words are no floats, as in packed_tile.h. */
#ifndef HK_TILE_ADD
#define HK_TILE_SPLAT(p) v_splat(*(p))
#define HK_TILE_ADD(sum, broadcast, weights) v_fma((broadcast), (weights), (sum))
#endif

#define v_strided_tile HK_(v_strided_tile)
#define v_strided HK_(v_strided)
#define v_strided_columns HK_(v_strided_columns)
#define v_strided_rest HK_(v_strided_rest)
#define v_transpose_tile HK_(v_transpose_tile)
#define v_transpose HK_(v_transpose)

V_INLINE void v_strided_tile(const size_t R, const size_t NV, const bool adds, float *out, size_t out_stride, const float *x,
                             const size_t x_row, size_t x_step, const float *w, size_t w_step, size_t count) {
    vf sum[HK_STRIDED_ROWS][2];
    V_UNROLL for (size_t r = 0; r < R; r++) V_UNROLL for (size_t v = 0; v < NV; v++) sum[r][v] =
        adds ? v_load(out + r * out_stride + v * HK_LANES) : (vf){0};
    _Pragma("clang loop unroll(disable)") for (size_t i = 0; i < count; i++, x += x_step, w += w_step) {
        vf held[2];
        V_UNROLL for (size_t v = 0; v < NV; v++) held[v] = v_load(w + v * HK_LANES);
        V_UNROLL for (size_t r = 0; r < R; r++) {
            const vf broadcast = HK_TILE_SPLAT(x + r * x_row);
            V_UNROLL for (size_t v = 0; v < NV; v++) sum[r][v] = HK_TILE_ADD(sum[r][v], broadcast, held[v]);
        }
    }
    V_UNROLL for (size_t r = 0; r < R; r++) V_UNROLL for (size_t v = 0; v < NV; v++)
        v_store(out + r * out_stride + v * HK_LANES, sum[r][v]);
}

/* Any number of rows, NV vectors of columns. */
V_INLINE void v_strided(const size_t NV, const bool adds, float *out, size_t out_stride, const float *x, const size_t x_row, size_t x_step,
                        const float *w, size_t w_step, size_t rows, size_t count) {
    size_t row = 0;
#define HK_STRIDED_TILES(R)                                                                                                                \
    for (; row + (R) <= rows; row += (R))                                                                                                  \
        v_strided_tile(R, NV, adds, out + row * out_stride, out_stride, x + row * x_row, x_row, x_step, w, w_step, count);
    HK_STRIDED_TILES(HK_STRIDED_ROWS / NV)
    if (HK_STRIDED_ROWS / NV > 12) HK_STRIDED_TILES(12)
    if (HK_STRIDED_ROWS / NV > 8) HK_STRIDED_TILES(8)
    HK_STRIDED_TILES(4)
    HK_STRIDED_TILES(1)
#undef HK_STRIDED_TILES
}

/* Any number of whole vectors of columns. */
V_INLINE void v_strided_columns(const bool adds, float *out, size_t out_stride, const float *x, const size_t x_row, size_t x_step,
                                const float *w, size_t w_step, size_t rows, size_t count, size_t columns) {
    size_t column = 0;
    for (; column + 2 * HK_LANES <= columns; column += 2 * HK_LANES)
        v_strided(2, adds, out + column, out_stride, x, x_row, x_step, w + column, w_step, rows, count);
    if (column < columns) v_strided(1, adds, out + column, out_stride, x, x_row, x_step, w + column, w_step, rows, count);
}

/* The last columns of the results, `rest` of them, less than a vector: out[r][c] += sum over i of x[r][i] w[i][c], by way of a copy.
 * Columns of w are filled up to a vector. */
V_INLINE void v_strided_rest(float *out, size_t out_stride, const float *x, size_t x_step, const float *w, size_t w_step, size_t rows,
                             size_t count, size_t rest) {
    float sums[HK_STRIDED_ROWS * HK_LANES] __attribute__((aligned(64))) = {0};
    for (size_t first = 0; first < rows; first += HK_STRIDED_ROWS) {
        const size_t height = rows - first < HK_STRIDED_ROWS ? rows - first : HK_STRIDED_ROWS;
        for (size_t r = 0; r < height; r++)
            __builtin_memcpy(sums + r * HK_LANES, out + (first + r) * out_stride, rest * sizeof(float));
        v_strided(1, true, sums, HK_LANES, x + first, 1, x_step, w, w_step, height, count);
        for (size_t r = 0; r < height; r++)
            __builtin_memcpy(out + (first + r) * out_stride, sums + r * HK_LANES, rest * sizeof(float));
    }
}

/* As many rows as lanes, transposed: halves of the rows are interleaved until every lane has become a row. */
V_INLINE void v_transpose_tile(vf row[HK_LANES]) {
    V_UNROLL for (size_t round = 1; round < HK_LANES; round *= 2) {
        vf next[HK_LANES];
        V_UNROLL for (size_t i = 0; i < HK_LANES / 2; i++) {
            const vf a = row[i], b = row[i + HK_LANES / 2];
#if HK_LANES == 16
            next[2 * i] = __builtin_shufflevector(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
            next[2 * i + 1] = __builtin_shufflevector(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
#else
            next[2 * i] = __builtin_shufflevector(a, b, 0, 8, 1, 9, 2, 10, 3, 11);
            next[2 * i + 1] = __builtin_shufflevector(a, b, 4, 12, 5, 13, 6, 14, 7, 15);
#endif
        }
        V_UNROLL for (size_t i = 0; i < HK_LANES; i++) row[i] = next[i];
    }
}

/* out[c][r] = scale x[r][c] for whole vectors of columns; rows are filled up to `padded`, a whole number of vectors, with 0. */
V_INLINE void v_transpose(float *out, size_t padded, const float *x, size_t stride, size_t rows, size_t columns, float scale) {
    for (size_t row = 0; row < padded; row += HK_LANES)
        for (size_t column = 0; column < columns; column += HK_LANES) {
            vf tile[HK_LANES];
            V_UNROLL for (size_t r = 0; r < HK_LANES; r++) tile[r] =
                row + r < rows ? v_load(x + (row + r) * stride + column) * scale : (vf){0};
            v_transpose_tile(tile);
            V_UNROLL for (size_t c = 0; c < HK_LANES; c++) v_store(out + (column + c) * padded + row, tile[c]);
        }
}
