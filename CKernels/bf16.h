/* What the plain references share about BF16, the upper half of a float. */
#ifndef HK_BF16_H
#define HK_BF16_H

#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

static inline uint32_t bits_of(float x) {
    uint32_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

static inline float float_of(uint32_t bits) {
    float x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

/* The upper half nearest to x, ties to even; NaN stays NaN. Subnormal numbers are 0, as the instructions take them. */
static inline uint32_t bf16_of(float x) {
    const uint32_t bits = bits_of(x), magnitude = bits & 0x7fffffff;
    if (magnitude > 0x7f800000) return bits >> 16 | 0x40;
    if (magnitude < 0x00800000) return bits >> 16 & 0x8000;
    return (bits + 0x7fff + (bits >> 16 & 1)) >> 16;
}

/* Adds the products of the two numbers of a word each to a sum, the upper ones first. */
static inline float add_pair(float sum, uint32_t a, uint32_t b) {
    sum = fmaf(float_of(a & 0xffff0000), float_of(b & 0xffff0000), sum);
    return fmaf(float_of(a << 16), float_of(b << 16), sum);
}

/* Pre-activations of one unit's four gates from its packed bias and weights, for words of inputs and states; returns the weights
 * behind. */
static inline const uint32_t *bf16_products(float *gates, const uint32_t *w, const uint32_t *x, size_t inputs, const uint32_t *h,
                                            size_t width) {
    memcpy(gates, w, 4 * sizeof *gates);
    w += 4;
    for (size_t k = 0; k < (inputs + 1) / 2; k++, w += 4)
        for (size_t gate = 0; gate < 4; gate++)
            gates[gate] = add_pair(gates[gate], x[k], w[gate]);
    for (size_t k = 0; k < (width + 1) / 2; k++, w += 4)
        for (size_t gate = 0; gate < 4; gate++)
            gates[gate] = add_pair(gates[gate], h[k], w[gate]);
    return w;
}

#endif
