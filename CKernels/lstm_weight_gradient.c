/* Gradients of the weights of one LSTM layer: one product over all steps and rows. */
#ifndef HK_INSTANCE
#include "ckernels.h"

#pragma STDC FP_CONTRACT OFF /* as in the vector source, every fused multiply-add is written as one */

#include <math.h>

void hk_lstm_weight_gradient_ref(float *out, float *sums, const float *gates, const float *x, size_t rows, size_t blocks, size_t columns,
                                 size_t x_stride) {
    for (size_t block = 0; block < blocks; block++, out += columns * 4, gates += 4) {
        for (size_t k = 0; k < columns * 4; k++)
            out[k] = 0;
        for (size_t gate = 0; sums && gate < 4; gate++)
            sums[4 * block + gate] = 0;
        for (size_t row = 0; row < rows; row++)
            for (size_t gate = 0; gate < 4; gate++) {
                const float gradient = gates[row * blocks * 4 + gate];
                for (size_t column = 0; column < columns; column++)
                    out[column * 4 + gate] = fmaf(gradient, x[row * x_stride + column], out[column * 4 + gate]);
                if (sums) sums[4 * block + gate] += gradient;
            }
    }
}

void hk_lstm_add_unpacked(float *restrict gradient, const float *restrict packed, size_t lanes, size_t width, size_t columns) {
    for (size_t first = 0; first < width; first += lanes)
        for (size_t column = 0; column < columns; column++, packed += 4 * lanes)
            for (size_t gate = 0; gate < 4; gate++)
                for (size_t lane = 0; lane < lanes && first + lane < width; lane++)
                    gradient[(gate * width + first + lane) * columns + column] += packed[gate * lanes + lane];
}

#define HK_FAMILY "lstm_weight_gradient.c"
#include "instances.h"

#else /* vector source, once for each instance */
#include "packed_tile.h"

#define v_outer_tile HK_(v_outer_tile)
#define v_outer_panel HK_(v_outer_panel)

/* Rows of a panel: their gates of one block stay in the first-level cache while the columns of x pass. */
#define HK_OUTER_ROWS 128

/* Rows that one block of results takes before the next one, a whole number of panels: their x stays in the second-level cache. */
#define HK_OUTER_RUN 384

/* out[N, 4 vectors] += sum over rows of x[row, N] * gates[row, 4 vectors]; gates are next to each other. */
V_INLINE void v_outer_tile(const size_t N, float *out, const float *gates, const float *x, size_t x_stride, size_t rows) {
    vf sum[HK_TILE_REGISTERS / 4][4];
    V_UNROLL for (size_t c = 0; c < N; c++) V_UNROLL for (size_t g = 0; g < 4; g++) sum[c][g] = v_load(out + (4 * c + g) * HK_LANES);
    _Pragma("clang loop unroll(disable)") for (size_t row = 0; row < rows; row++, gates += 4 * HK_LANES, x += x_stride) {
        vf broadcast[HK_TILE_REGISTERS / 4];
        V_UNROLL for (size_t c = 0; c < N; c++) broadcast[c] = v_splat(x[c]);
        V_UNROLL for (size_t g = 0; g < 4; g++) {
            const vf gradient = v_load(gates + g * HK_LANES);
            V_UNROLL for (size_t c = 0; c < N; c++) sum[c][g] = v_fma(gradient, broadcast[c], sum[c][g]);
        }
    }
    V_UNROLL for (size_t c = 0; c < N; c++) V_UNROLL for (size_t g = 0; g < 4; g++) v_store(out + (4 * c + g) * HK_LANES, sum[c][g]);
}

/* One panel of rows for one block. The gates are copied first: rows lie a power of two apart and would push each other out of the
 * cache. */
V_INLINE void v_outer_panel(float *out, float *sums, const float *gates, size_t gate_stride, const float *x, size_t x_stride, size_t rows,
                            size_t columns) {
    float panel[HK_OUTER_ROWS * 4 * HK_LANES] __attribute__((aligned(64)));
    vf total[4];
    V_UNROLL for (size_t g = 0; g < 4; g++) total[g] = sums ? v_load(sums + g * HK_LANES) : (vf){0};
    for (size_t row = 0; row < rows; row++)
        V_UNROLL for (size_t g = 0; g < 4; g++) {
            const vf gradient = v_load(gates + row * gate_stride + g * HK_LANES);
            v_store(panel + (4 * row + g) * HK_LANES, gradient);
            total[g] += gradient;
        }
    V_UNROLL for (size_t g = 0; sums && g < 4; g++) v_store(sums + g * HK_LANES, total[g]);
    const size_t N = HK_TILE_REGISTERS / 4;
    size_t column = 0;
    for (; column + N <= columns; column += N)
        v_outer_tile(N, out + column * 4 * HK_LANES, panel, x + column, x_stride, rows);
    for (; column + 2 <= columns; column += 2)
        v_outer_tile(2, out + column * 4 * HK_LANES, panel, x + column, x_stride, rows);
    for (; column < columns; column++)
        v_outer_tile(1, out + column * 4 * HK_LANES, panel, x + column, x_stride, rows);
}

void HK_(lstm_weight_gradient)(float *out, float *sums, const float *gates, const float *x, size_t rows, size_t blocks, size_t columns,
                               size_t x_stride) {
    for (size_t k = 0; k < blocks * columns * 4 * HK_LANES; k += HK_LANES)
        v_store(out + k, (vf){0});
    for (size_t k = 0; sums && k < blocks * 4 * HK_LANES; k += HK_LANES)
        v_store(sums + k, (vf){0});
    const size_t stride = blocks * 4 * HK_LANES;
    for (size_t first = 0; first < rows; first += HK_OUTER_RUN)
        for (size_t block = 0; block < blocks; block++)
            for (size_t row = first; row < rows && row < first + HK_OUTER_RUN; row += HK_OUTER_ROWS)
                v_outer_panel(out + block * columns * 4 * HK_LANES, sums ? sums + block * 4 * HK_LANES : NULL,
                              gates + row * stride + block * 4 * HK_LANES, stride, x + row * x_stride, x_stride,
                              rows - row < HK_OUTER_ROWS ? rows - row : HK_OUTER_ROWS, columns);
}
#endif
