/* Affine maps with packed weights, for few rows: what a head computes for one forecast. */
#ifndef HK_INSTANCE
#include "ckernels.h"

#include <math.h>

size_t hk_affine_packed_floats(size_t lanes, size_t x_columns, size_t y_columns, size_t columns) {
    return (1 + x_columns + y_columns) * hk_affine_stride(lanes, columns);
}

size_t hk_affine_stride(size_t lanes, size_t columns) { return (columns + 4 * lanes - 1) / (4 * lanes) * 4 * lanes; }

void hk_affine_pack(float *restrict packed, size_t lanes, const float *x_weight, size_t x_columns, const float *y_weight, size_t y_columns,
                    const float *bias, size_t columns) {
    for (size_t first = 0; first < columns; first += 4 * lanes)
        for (size_t k = 0; k < 1 + x_columns + y_columns; k++)
            for (size_t column = first; column < first + 4 * lanes; column++) {
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

void hk_affine_ref(float *out, const hk_affine_input *x, const hk_affine_input *y, const float *packed, size_t rows, size_t columns) {
    const size_t stride = hk_affine_stride(1, columns);
    for (size_t row = 0; row < rows; row++, out += stride) {
        const float *w = packed;
        for (size_t first = 0; first < stride; first += 4) {
            for (size_t c = 0; c < 4; c++)
                out[first + c] = w[c];
            w += 4;
            for (size_t k = 0; k < x->columns; k++, w += 4)
                for (size_t c = 0; c < 4; c++)
                    out[first + c] = fmaf(x->first[row * x->stride + k], w[c], out[first + c]);
            for (size_t k = 0; k < y->columns; k++, w += 4)
                for (size_t c = 0; c < 4; c++)
                    out[first + c] = fmaf(y->first[row * y->stride + k], w[c], out[first + c]);
        }
    }
}

#define HK_FAMILY "affine.c"
#include "instances.h"

#else /* vector source, once for each instance */
#include "packed_tile.h"

void HK_(affine)(float *out, const hk_affine_input *x, const hk_affine_input *y, const float *packed, size_t rows, size_t columns) {
    const size_t stride = (columns + 4 * HK_LANES - 1) / (4 * HK_LANES) * 4 * HK_LANES;
    const v_rows xs = {x->first, x->stride, x->columns}, ys = {y->first, y->stride, y->columns};
    for (size_t column = 0; column < columns; column += 4 * HK_LANES) {
        v_product(4, out + column, stride, packed, xs, ys, rows, packed + 4 * HK_LANES);
        packed += (1 + x->columns + y->columns) * 4 * HK_LANES;
    }
}
#endif
