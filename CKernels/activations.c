#ifndef HK_INSTANCE
#include "ckernels.h"

#include <math.h>

void hk_sigmoid_ref(float *out, const float *x, size_t n) {
    for (size_t i = 0; i < n; i++)
        out[i] = (float)(1 / (1 + exp(-(double)x[i])));
}

void hk_tanh_ref(float *out, const float *x, size_t n) {
    for (size_t i = 0; i < n; i++)
        out[i] = (float)tanh((double)x[i]);
}

void hk_softplus_ref(float *out, const float *x, size_t n) {
    for (size_t i = 0; i < n; i++) {
        double v = x[i];
        out[i] = (float)((v > 0 ? v : 0) + log1p(exp(-fabs(v))));
    }
}

void hk_exp_ref(float *out, const float *x, size_t n) {
    for (size_t i = 0; i < n; i++)
        out[i] = (float)exp((double)x[i]);
}

#define HK_FAMILY "activations.c"
#include "instances.h"

#else /* vector source, once for each instance */
#include "vector.h"
#include "vector_math.h"

#define HK_MAP(name, function)                                                                                                             \
    void HK_(name)(float *out, const float *x, size_t n) { V_EACH(n, v_store_upto(out + at, function(v_load_upto(x + at, left)), left)); }

HK_MAP(sigmoid, v_sigmoid)
HK_MAP(tanh, v_tanh)
HK_MAP(softplus, v_softplus)
HK_MAP(exp, v_exp)

#undef HK_MAP
#endif
