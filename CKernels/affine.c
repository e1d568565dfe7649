/* Affine maps with packed weights, for few rows: what a head computes for one forecast. */
#ifndef HK_INSTANCE
#include "ckernels.h"

#include <math.h>
#include <string.h>

size_t hk_affine_packed_floats(size_t lanes, size_t x_columns, size_t y_columns, size_t columns) {
    return (1 + x_columns + y_columns) * hk_affine_stride(lanes, columns);
}

size_t hk_affine_stride(size_t lanes, size_t columns) { return (columns + lanes - 1) / lanes * lanes; }

void hk_affine_pack(float *restrict packed, size_t lanes, const float *x_weight, size_t x_columns, const float *y_weight, size_t y_columns,
                    const float *bias, size_t columns) {
    const size_t stride = hk_affine_stride(lanes, columns);
    for (size_t first = 0; first < columns; first += 4 * lanes)
        for (size_t k = 0; k < 1 + x_columns + y_columns; k++)
            for (size_t column = first; column < first + 4 * lanes && column < stride; column++) {
                float value = 0;
                if (column < columns) {
                    if (k == 0)
                        value = bias[column];
                    else if (k <= x_columns)
                        value = x_weight[column * x_columns + k - 1];
                    else
                        value = y_weight[column * y_columns + k - 1 - x_columns];
                }
                *packed++ = value;
            }
}

void hk_affine_pack_transposed(float *restrict packed, size_t lanes, const float *weight, size_t x_columns, size_t columns) {
    const size_t stride = hk_affine_stride(lanes, columns);
    for (size_t first = 0; first < columns; first += 4 * lanes) {
        const size_t width = stride - first < 4 * lanes ? stride - first : 4 * lanes;
        const size_t known = columns - first < width ? columns - first : width;
        memset(packed, 0, width * sizeof(float));
        packed += width;
        for (size_t k = 0; k < x_columns; k++, packed += width) {
            memcpy(packed, weight + k * columns + first, known * sizeof(float));
            memset(packed + known, 0, (width - known) * sizeof(float));
        }
    }
}

void hk_affine_ref(float *out, const hk_affine_input *x, const hk_affine_input *y, const float *packed, size_t rows, size_t columns) {
    const size_t stride = hk_affine_stride(1, columns);
    for (size_t row = 0; row < rows; row++, out += stride) {
        const float *w = packed;
        for (size_t first = 0; first < stride; first += 4) {
            const size_t width = stride - first < 4 ? stride - first : 4;
            for (size_t c = 0; c < width; c++)
                out[first + c] = w[c];
            w += width;
            for (size_t k = 0; k < x->columns; k++, w += width)
                for (size_t c = 0; c < width; c++)
                    out[first + c] = fmaf(x->first[row * x->stride + k], w[c], out[first + c]);
            for (size_t k = 0; k < y->columns; k++, w += width)
                for (size_t c = 0; c < width; c++)
                    out[first + c] = fmaf(y->first[row * y->stride + k], w[c], out[first + c]);
        }
    }
}

#define HK_FAMILY "affine.c"
#include "instances.h"

#else /* vector source, once for each instance */
#include "packed_tile.h"

#define v_affine_block HK_(v_affine_block)
#define v_affine_row HK_(v_affine_row)

V_INLINE void v_affine_block(const size_t NV, float *out, size_t stride, v_rows x, v_rows y, const float *packed, size_t rows) {
    if (y.k)
        v_product(NV, out, stride, packed, x, y, rows, packed + NV * HK_LANES);
    else
        v_long_product(NV, out, stride, packed, x, rows, packed + NV * HK_LANES);
}

/* One row of two blocks, of four and NV vectors, at once: the sums of a single one would wait for themselves. */
V_INLINE void v_affine_row(const size_t NV, float *out, const float *x, const float *y, const float *a, const float *b, size_t x_columns,
                           size_t y_columns) {
    vf sum[8];
    V_UNROLL for (size_t v = 0; v < 4; v++) sum[v] = v_load(a + v * HK_LANES);
    V_UNROLL for (size_t v = 0; v < NV; v++) sum[4 + v] = v_load(b + v * HK_LANES);
    for (size_t k = 0; k < x_columns + y_columns; k++) {
        const vf broadcast = v_splat(k < x_columns ? x[k] : y[k - x_columns]);
        a += 4 * HK_LANES;
        b += NV * HK_LANES;
        V_UNROLL for (size_t v = 0; v < 4; v++) sum[v] = v_fma(broadcast, v_load(a + v * HK_LANES), sum[v]);
        V_UNROLL for (size_t v = 0; v < NV; v++) sum[4 + v] = v_fma(broadcast, v_load(b + v * HK_LANES), sum[4 + v]);
    }
    V_UNROLL for (size_t v = 0; v < 4 + NV; v++) v_store(out + v * HK_LANES, sum[v]);
}

void HK_(affine)(float *out, const hk_affine_input *x, const hk_affine_input *y, const float *packed, size_t rows, size_t columns) {
    const size_t depth = 1 + x->columns + y->columns, block = depth * 4 * HK_LANES;
    const v_rows xs = {x->first, x->stride, x->columns}, ys = {y->first, y->stride, y->columns};
    const size_t stride = (columns + HK_LANES - 1) / HK_LANES * HK_LANES;
    size_t left = stride / HK_LANES;
    for (; rows == 1 && left > 4; packed += 2 * block, out += 8 * HK_LANES) {
#define HK_AFFINE_ROW(NV) v_affine_row(NV, out, xs.first, ys.first, packed, packed + block, xs.k, ys.k)
        switch (left) {
        case 5:
            return HK_AFFINE_ROW(1);
        case 6:
            return HK_AFFINE_ROW(2);
        case 7:
            return HK_AFFINE_ROW(3);
        default:
            HK_AFFINE_ROW(4);
        }
#undef HK_AFFINE_ROW
        left -= 8;
        if (!left) return;
    }
    for (; left >= 4; left -= 4, packed += block, out += 4 * HK_LANES)
        v_affine_block(4, out, stride, xs, ys, packed, rows);
    switch (left) {
    case 3:
        return v_affine_block(3, out, stride, xs, ys, packed, rows);
    case 2:
        return v_affine_block(2, out, stride, xs, ys, packed, rows);
    case 1:
        return v_affine_block(1, out, stride, xs, ys, packed, rows);
    }
}
#endif
