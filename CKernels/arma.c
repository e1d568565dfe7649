#ifndef HK_INSTANCE
#include "ckernels.h"

#include <string.h>

double hk_arma_errors(double *restrict errors, const double *restrict y, size_t n, size_t first, const double *phi, size_t p,
                      const double *theta, size_t q) {
    double sum = 0;
    for (size_t t = 0; t < first && t < n; t++)
        errors[t] = 0;
    for (size_t t = first; t < n; t++) {
        double error = y[t];
        for (size_t i = 0; i < p && i < t; i++)
            error -= phi[i] * y[t - 1 - i];
        for (size_t j = 0; j < q && j < t; j++)
            error -= theta[j] * errors[t - 1 - j];
        errors[t] = error;
        sum += error * error;
    }
    return sum;
}

/* What a step leaves for the next ones: rows of the three steps before, values and errors of the three steps before. */
void hk_arma_derivatives_ref(double *restrict products, const double *restrict y, size_t n, size_t first, const double *phi,
                             const double *theta) {
    double before[HK_ARMA_ORDER][HK_ARMA_COLUMNS] = {{0}};
    memset(products, 0, HK_ARMA_COLUMNS * HK_ARMA_COLUMNS * sizeof(double));
    for (size_t t = first; t < n; t++) {
        double row[HK_ARMA_COLUMNS] = {y[t]};
        for (size_t i = 0; i < HK_ARMA_ORDER; i++) {
            const double lag = t > i ? y[t - 1 - i] : 0;
            row[0] -= phi[i] * lag;
            row[1 + i] = -lag;
            row[1 + HK_ARMA_ORDER + i] = -before[i][0];
        }
        for (size_t j = 0; j < HK_ARMA_ORDER; j++)
            for (size_t c = 0; c < HK_ARMA_COLUMNS; c++)
                row[c] -= theta[j] * before[j][c];
        memmove(before[1], before[0], (HK_ARMA_ORDER - 1) * sizeof row);
        memcpy(before[0], row, sizeof row);
        for (size_t a = 0; a < HK_ARMA_COLUMNS; a++)
            for (size_t b = 0; b < HK_ARMA_COLUMNS; b++)
                products[a * HK_ARMA_COLUMNS + b] += row[a] * row[b];
    }
}

#define HK_FAMILY "arma.c"
#include "instances.h"

#else /* vector source, once for each instance */
#define HK_LANES 8
#include "vector.h"

/* A row is one vector, and all that a step needs of those before stays in registers. */
void HK_(arma_derivatives)(double *restrict products, const double *restrict y, size_t n, size_t first, const double *phi,
                           const double *theta) {
    vd sums[HK_ARMA_COLUMNS - 1], row1 = {0}, row2 = {0}, row3 = {0};
    V_UNROLL for (size_t a = 0; a < HK_ARMA_COLUMNS - 1; a++) sums[a] = (vd){0};
    const vd theta1 = theta[0] - (vd){0}, theta2 = theta[1] - (vd){0}, theta3 = theta[2] - (vd){0};
    double y1 = first > 0 ? y[first - 1] : 0, y2 = first > 1 ? y[first - 2] : 0, y3 = first > 2 ? y[first - 3] : 0;
    for (size_t t = first; t < n; t++) {
        /* Lane 0: the value without its autoregression; then minus the lagged values, then minus the lagged errors. */
        const double rest = __builtin_fma(-phi[0], y1, __builtin_fma(-phi[1], y2, __builtin_fma(-phi[2], y3, y[t])));
        vd row = {rest, -y1, -y2, -y3, -row1[0], -row2[0], -row3[0], 0};
        row = v_fma(-theta3, row3, row);
        row = v_fma(-theta2, row2, row);
        row = v_fma(-theta1, row1, row);
        V_UNROLL for (int a = 0; a < HK_ARMA_COLUMNS - 1; a++) sums[a] = v_fma(row[a] - (vd){0}, row, sums[a]);
        row3 = row2;
        row2 = row1;
        row1 = row;
        y3 = y2;
        y2 = y1;
        y1 = y[t];
    }
    V_UNROLL for (size_t a = 0; a < HK_ARMA_COLUMNS - 1; a++) v_store_d(products + a * HK_ARMA_COLUMNS, sums[a]);
    v_store_d(products + (HK_ARMA_COLUMNS - 1) * HK_ARMA_COLUMNS, (vd){0});
}
#endif
