#ifndef HK_INSTANCE
#include "ckernels.h"

void hk_add_ref(float *y, const float *x, size_t n) {
    for (size_t i = 0; i < n; i++)
        y[i] += x[i];
}

void hk_scale_ref(float *y, size_t n, float factor) {
    for (size_t i = 0; i < n; i++)
        y[i] *= factor;
}

void hk_multiply_ref(float *out, const float *x, const float *y, size_t n) {
    for (size_t i = 0; i < n; i++)
        out[i] = x[i] * y[i];
}

void hk_add_bias_ref(float *restrict y, const float *restrict bias, size_t rows, size_t columns) {
    for (size_t r = 0; r < rows; r++)
        for (size_t c = 0; c < columns; c++)
            y[r * columns + c] += bias[c];
}

void hk_column_sums_ref(float *restrict out, const float *restrict x, size_t rows, size_t columns) {
    for (size_t c = 0; c < columns; c++) {
        double sum = out[c];
        for (size_t r = 0; r < rows; r++)
            sum += x[r * columns + c];
        out[c] = (float)sum;
    }
}

#define HK_FAMILY "elementwise.c"
#include "instances.h"

#else /* vector source, once for each instance */
#include "vector.h"

#define v_column_sums HK_(v_column_sums)

void HK_(add)(float *y, const float *x, size_t n) {
    V_EACH(n, v_store_upto(y + at, v_load_upto(y + at, left) + v_load_upto(x + at, left), left));
}

void HK_(scale)(float *y, size_t n, float factor) { V_EACH(n, v_store_upto(y + at, v_load_upto(y + at, left) * factor, left)); }

void HK_(multiply)(float *out, const float *x, const float *y, size_t n) {
    V_EACH(n, v_store_upto(out + at, v_load_upto(x + at, left) * v_load_upto(y + at, left), left));
}

void HK_(add_bias)(float *restrict y, const float *restrict bias, size_t rows, size_t columns) {
    for (size_t r = 0; r < rows; r++)
        HK_(add)(y + r * columns, bias, columns);
}

/* The sums of one vector of columns stay in registers for all rows. */
V_INLINE void v_column_sums(float *out, const float *x, size_t rows, size_t stride, size_t left) {
    vd sum = v_double(v_load_upto(out, left));
    for (size_t r = 0; r < rows; r++)
        sum += v_double(v_load_upto(x + r * stride, left));
    v_store_upto(out, __builtin_convertvector(sum, vf), left);
}

void HK_(column_sums)(float *restrict out, const float *restrict x, size_t rows, size_t columns) {
    V_EACH(columns, v_column_sums(out + at, x + at, rows, columns, left));
}
#endif
