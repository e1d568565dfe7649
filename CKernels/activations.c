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

void hk_relu_ref(float *out, const float *x, size_t n) {
    for (size_t i = 0; i < n; i++)
        out[i] = x[i] < 0 ? 0 : x[i];
}

void hk_relu_gradient_ref(float *gradient, const float *out, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (!(out[i] > 0)) gradient[i] = 0;
}

void hk_gelu_ref(float *out, float *slope, const float *x, size_t n) {
    for (size_t i = 0; i < n; i++) {
        const double v = (double)x[i], share = erfc(-v * 0.70710678118654752) / 2;
        if (slope) slope[i] = (float)(share + v * exp(-v * v / 2) * 0.39894228040143268);
        out[i] = (float)(v * share);
    }
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

#define v_gelu HK_(v_gelu)
#define v_positive HK_(v_positive)

V_INLINE vf v_positive(vf x) { return v_select(x < 0, (vf){0}, x); }

void HK_(relu)(float *out, const float *x, size_t n) { V_EACH(n, v_store_upto(out + at, v_positive(v_load_upto(x + at, left)), left)); }

void HK_(relu_gradient)(float *gradient, const float *out, size_t n) {
    V_EACH(n, v_store_upto(gradient + at, v_select(v_load_upto(out + at, left) > 0, v_load_upto(gradient + at, left), (vf){0}), left));
}

/* x Phi(x) and its slope Phi(x) + x phi(x). For z = |x| / sqrt 2, erfc(z) = exp(-z^2) t P(t) with t = 1 / (1 + 0.4 z), where P is the
 * minimax polynomial of degree 7 for the relative error of erfc, 3.4e-7. */
V_INLINE vf v_gelu(vf x, vf *slope) {
    const vf z = v_minus_abs(x) * -0x1.6a09e6p-1f;
    const vf bell = v_exp_negative(-z * z), t = 1 / v_fma(z, v_splat(0.4f), v_splat(1));
    vf p = v_splat(0x1.bfda0cp-5f);
    p = v_fma(p, t, v_splat(-0x1.3a3028p-2f));
    p = v_fma(p, t, v_splat(0x1.0a96d2p-1f));
    p = v_fma(p, t, v_splat(-0x1.ac0ce4p-3f));
    p = v_fma(p, t, v_splat(0x1.3f893ap-2f));
    p = v_fma(p, t, v_splat(0x1.618a56p-3f));
    p = v_fma(p, t, v_splat(0x1.d7da9ep-3f));
    p = v_fma(p, t, v_splat(0x1.cda3dp-3f));
    const vf tail = p * t * bell * 0.5f, share = v_select(x < 0, tail, 1 - tail);
    *slope = v_fma(x * 0x1.988454p-2f, bell, share);
    return x * share;
}

void HK_(gelu)(float *out, float *slope, const float *x, size_t n) {
    V_EACH(n, {
        vf steepness;
        const vf value = v_gelu(v_load_upto(x + at, left), &steepness);
        if (slope) v_store_upto(slope + at, steepness, left);
        v_store_upto(out + at, value, left);
    });
}
#endif
