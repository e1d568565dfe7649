/* Affine maps with products of BF16 numbers. */
#ifndef HK_INSTANCE
#include "ckernels.h"

#pragma STDC FP_CONTRACT OFF /* as in the vector source, every fused multiply-add is written as one */

#include "bf16.h"

size_t hk_affine_packed_words(size_t lanes, size_t x_columns, size_t columns) {
    return (1 + (x_columns + 1) / 2) * hk_affine_stride(lanes, columns);
}

void hk_affine_pack_pairs(uint32_t *restrict packed, size_t lanes, const float *weight, size_t x_columns, const float *bias,
                          size_t columns) {
    const size_t stride = hk_affine_stride(lanes, columns);
    for (size_t first = 0; first < columns; first += 4 * lanes) {
        const size_t end = first + 4 * lanes < stride ? first + 4 * lanes : stride;
        for (size_t column = first; column < end; column++)
            *packed++ = bits_of(column < columns ? bias[column] : 0);
        for (size_t k = 0; k < x_columns; k += 2)
            for (size_t column = first; column < end; column++) {
                const float *const row = weight + column * x_columns + k;
                *packed++ = column < columns ? bf16_of(row[0]) | (k + 1 < x_columns ? bf16_of(row[1]) << 16 : 0) : 0;
            }
    }
}

void hk_affine_pack_pairs_transposed(uint32_t *restrict packed, size_t lanes, const float *weight, size_t x_columns, size_t columns) {
    const size_t stride = hk_affine_stride(lanes, columns);
    for (size_t first = 0; first < columns; first += 4 * lanes) {
        const size_t width = stride - first < 4 * lanes ? stride - first : 4 * lanes;
        const size_t known = columns - first < width ? columns - first : width;
        memset(packed, 0, width * sizeof(uint32_t));
        packed += width;
        for (size_t k = 0; k < x_columns; k += 2, packed += width) {
            const float *const row = weight + k * columns + first, *const next = k + 1 < x_columns ? row + columns : NULL;
            for (size_t column = 0; column < known; column++)
                packed[column] = bf16_of(row[column]) | (next ? bf16_of(next[column]) << 16 : 0);
            memset(packed + known, 0, (width - known) * sizeof(uint32_t));
        }
    }
}

void hk_affine_bf16_ref(float *out, const uint32_t *x, size_t x_stride, size_t x_columns, const uint32_t *packed, size_t rows,
                        size_t columns) {
    const size_t stride = hk_affine_stride(1, columns);
    for (size_t row = 0; row < rows; row++, out += stride, x += x_stride) {
        const uint32_t *w = packed;
        for (size_t first = 0; first < stride; first += 4) {
            const size_t width = stride - first < 4 ? stride - first : 4;
            for (size_t c = 0; c < width; c++)
                out[first + c] = float_of(*w++);
            for (size_t k = 0; k < (x_columns + 1) / 2; k++)
                for (size_t c = 0; c < width; c++)
                    out[first + c] = add_pair(out[first + c], x[k], *w++);
        }
    }
}

#define HK_FAMILY "affine_bf16.c"
#define HK_FAMILY_OF_BF16
#include "instances.h"

#else /* vector source */
#include "bf16_tile.h"

#define v_affine_words HK_(v_affine_words)

V_INLINE void v_affine_words(const size_t NV, float *out, size_t stride, v_rows x, const float *packed, size_t rows) {
    v_long_product(NV, out, stride, packed, x, rows, packed + NV * HK_LANES);
}

void HK_(affine_bf16)(float *out, const uint32_t *x, size_t x_stride, size_t x_columns, const uint32_t *packed, size_t rows,
                      size_t columns) {
    const v_rows xs = {(const float *)x, x_stride, (x_columns + 1) / 2};
    const size_t stride = (columns + HK_LANES - 1) / HK_LANES * HK_LANES;
    const float *w = (const float *)packed;
    size_t left = stride / HK_LANES;
    for (; left >= 4; left -= 4, w += (1 + xs.k) * 4 * HK_LANES, out += 4 * HK_LANES)
        v_affine_words(4, out, stride, xs, w, rows);
    switch (left) {
    case 3:
        return v_affine_words(3, out, stride, xs, w, rows);
    case 2:
        return v_affine_words(2, out, stride, xs, w, rows);
    case 1:
        return v_affine_words(1, out, stride, xs, w, rows);
    }
}
#endif
