#ifndef HK_INSTANCE
#include "ckernels.h"

#pragma STDC FP_CONTRACT OFF /* the vector source rounds every operation, too */

#include <math.h>

void hk_adam_ref(float *restrict p, float *restrict m, float *restrict v, const float *restrict g, size_t n,
                 const hk_adam_scalars *scalars) {
    const hk_adam_scalars s = *scalars;
    for (size_t i = 0; i < n; i++) {
        m[i] = m[i] + s.first_weight * (g[i] - m[i]);
        v[i] = s.second_keep * v[i] + s.second_weight * g[i] * g[i];
        p[i] = p[i] * s.decay - s.step_size * m[i] / (sqrtf(v[i]) / s.second_root + s.epsilon);
    }
}

#define HK_FAMILY "adam.c"
#include "instances.h"

#else /* vector source, once for each instance */
#include "vector.h"

#define v_adam HK_(v_adam)

V_INLINE void v_adam(float *p, float *m, float *v, const float *g, size_t left, const hk_adam_scalars *s) {
    const vf gradient = v_load_upto(g, left), before = v_load_upto(m, left);
    const vf first = before + s->first_weight * (gradient - before);
    const vf second = s->second_keep * v_load_upto(v, left) + s->second_weight * gradient * gradient;
    const vf step = s->step_size * first / (v_sqrt(second) / s->second_root + s->epsilon);
    v_store_upto(m, first, left);
    v_store_upto(v, second, left);
    v_store_upto(p, v_load_upto(p, left) * s->decay - step, left);
}

void HK_(adam)(float *restrict p, float *restrict m, float *restrict v, const float *restrict g, size_t n, const hk_adam_scalars *scalars) {
    const hk_adam_scalars s = *scalars;
    V_EACH(n, v_adam(p + at, m + at, v + at, g + at, left, &s));
}
#endif
