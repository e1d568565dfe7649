/* What the plain references of the LSTM kernels share. */
#ifndef HK_LSTM_REFERENCE_H
#define HK_LSTM_REFERENCE_H

#include <math.h>
#include <stddef.h>

/* Vectors that `width` units take. */
static inline size_t blocks_of(size_t width, size_t lanes) { return (width + lanes - 1) / lanes; }

static inline float sigmoid(float x) { return (float)(1 / (1 + exp(-(double)x))); }
static inline float tangent(float x) { return (float)tanh((double)x); }

#endif
