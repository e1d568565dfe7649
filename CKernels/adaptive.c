#ifndef HK_INSTANCE
#include "ckernels.h"

#pragma STDC FP_CONTRACT OFF /* the vector source rounds every operation, too */

#include <math.h>

size_t hk_adaptive_state_floats(size_t experts, size_t stride) { return (3 * experts + 2) * stride; }
size_t hk_adaptive_pending_floats(size_t experts, size_t stride) { return (experts + 2) * stride; }

/* How much of a step an expert takes that far from a score may be: all of it, or little of it where the score is a freak one. */
static float guarded_gain(const float *shifts, float base, float y, float inverse_unit, const hk_adaptive_rule *rule, size_t expert) {
    if (!(rule->guarded[expert] > 0)) return 1;
    float score = (y - base) * inverse_unit;
    float spread = 1 + 0.5f * (shifts[rule->high] - shifts[rule->low]);
    if (!(spread > 0.25f)) spread = 0.25f;
    return fabsf(score - shifts[rule->middle]) > rule->freak * spread ? rule->freak_gain : 1;
}

static void update_lane(float *state, const float *pending, const float *gains, float tau, float y, float inverse_unit,
                        const hk_adaptive_rule *rule) {
    const size_t experts = rule->experts, stride = rule->stride;
    float *shifts = state, *weights = state + experts * stride, *corrections = weights + experts * stride;
    float *correction = corrections + experts * stride, *issue = correction + stride;
    const float *issued = pending + stride, *issued_shift = issued + experts * stride;
    float score = (y - pending[0]) * inverse_unit;
    score = score > rule->limit ? rule->limit : score < -rule->limit ? -rule->limit : score;

    float loss[HK_ADAPTIVE_EXPERTS], least = 0;
    for (size_t i = 0; i < experts; i++) {
        float d = score - issued[i * stride], over = tau * d, under = (tau - 1) * d;
        loss[i] = over > under ? over : under;
        least = i == 0 || loss[i] < least ? loss[i] : least;
    }
    float weight[HK_ADAPTIVE_EXPERTS], sum = 0;
    for (size_t i = 0; i < experts; i++) {
        float z = 1 + rule->rate * (loss[i] - least);
        z = z * z;
        z = z * z;
        z = z * z;
        weight[i] = weights[i * stride] / z;
        sum = sum + weight[i];
    }
    const float share = 1 / sum;
    float best = 0, middle = 0;
    for (size_t i = 0; i < experts; i++) {
        weight[i] = weight[i] * share;
        best = weight[i] > best ? weight[i] : best;
        middle = middle + weight[i] * (shifts[i * stride] + corrections[i * stride]);
    }
    float shift = 0;
    const float open = 1 / (rule->gate * best);
    for (size_t i = 0; i < experts; i++) {
        float kept = rule->keep * weight[i] + rule->floor, c = corrections[i * stride], u = shifts[i * stride];
        if (rule->absorbed[i] > 0) u = u + rule->absorbed[i] / kept * (middle - (u + c));
        float gain = weight[i] * open;
        gain = gains[i] * (gain < 1 ? gain : 1);
        u = u + rule->steps[i] * gain * (score > u ? tau : tau - 1);
        c = c + rule->corrections[i] * gain * (score > issued[i * stride] ? tau : tau - 1);
        shifts[i * stride] = u;
        corrections[i * stride] = c;
        weights[i * stride] = kept;
        shift = shift + kept * (u + c);
    }
    correction[0] = correction[0] + rule->integral * (score > issued_shift[0] ? tau : tau - 1);
    issue[0] = shift + correction[0];
}

void hk_adaptive_update_ref(float *restrict state, const float *restrict pending, const float *restrict inverse_units,
                            const float *restrict tau, size_t rows, float y, const hk_adaptive_rule *rule) {
    for (size_t row = 0; row < rows; row++) {
        if (inverse_units[row] > 0) {
            float gains[HK_ADAPTIVE_EXPERTS];
            for (size_t i = 0; i < rule->experts; i++)
                gains[i] = guarded_gain(state + i * rule->stride, pending[rule->middle], y, inverse_units[row], rule, i);
            for (size_t lane = 0; lane < rule->stride; lane++)
                update_lane(state + lane, pending + lane, gains, tau[lane], y, inverse_units[row], rule);
        }
        state += hk_adaptive_state_floats(rule->experts, rule->stride);
        pending += hk_adaptive_pending_floats(rule->experts, rule->stride);
    }
}

#define HK_FAMILY "adaptive.c"
#include "instances.h"

#else /* vector source, once for each instance */
#include "vector.h"

#define v_update_lanes HK_(v_update_lanes)
#define v_update_row HK_(v_update_row)

/* One vector of levels; inlined with a constant number of experts, so that what is kept of each stays in registers. */
V_INLINE void v_update_lanes(float *state, const float *pending, const float *gains, vf tau, float y, float inverse_unit,
                             const hk_adaptive_rule *rule, size_t experts) {
    const size_t stride = rule->stride;
    float *shifts = state, *weights = state + experts * stride, *corrections = weights + experts * stride;
    float *correction = corrections + experts * stride, *issue = correction + stride;
    const float *issued = pending + stride, *issued_shift = issued + experts * stride;
    const vf down = tau - 1, limit = v_splat(rule->limit), one = v_splat(1);
    vf score = (v_splat(y) - v_load(pending)) * inverse_unit;
    score = v_select(score > limit, limit, v_select(score < -limit, -limit, score));

    vf loss[HK_ADAPTIVE_EXPERTS], weight[HK_ADAPTIVE_EXPERTS], least = {0}, sum = {0};
    for (size_t i = 0; i < experts; i++) {
        const vf d = score - v_load(issued + i * stride), over = tau * d, under = down * d;
        loss[i] = v_select(over > under, over, under);
        least = i == 0 ? loss[i] : v_select(loss[i] < least, loss[i], least);
    }
    for (size_t i = 0; i < experts; i++) {
        vf z = 1 + rule->rate * (loss[i] - least);
        z = z * z;
        z = z * z;
        z = z * z;
        weight[i] = v_load(weights + i * stride) / z;
        sum = sum + weight[i];
    }
    const vf share = one / sum;
    vf best = {0}, middle = {0}, shift = {0};
    for (size_t i = 0; i < experts; i++) {
        weight[i] = weight[i] * share;
        best = v_select(weight[i] > best, weight[i], best);
        middle = middle + weight[i] * (v_load(shifts + i * stride) + v_load(corrections + i * stride));
    }
    const vf open = one / (rule->gate * best);
    for (size_t i = 0; i < experts; i++) {
        const vf kept = rule->keep * weight[i] + rule->floor, c = v_load(corrections + i * stride);
        vf u = v_load(shifts + i * stride);
        if (rule->absorbed[i] > 0) u = u + rule->absorbed[i] / kept * (middle - (u + c));
        vf gain = weight[i] * open;
        gain = gains[i] * v_select(gain < one, gain, one);
        const vf after = u + rule->steps[i] * gain * v_select(score > u, tau, down);
        const vf corrected = c + rule->corrections[i] * gain * v_select(score > v_load(issued + i * stride), tau, down);
        v_store(shifts + i * stride, after);
        v_store(corrections + i * stride, corrected);
        v_store(weights + i * stride, kept);
        shift = shift + kept * (after + corrected);
    }
    const vf last = v_load(correction) + rule->integral * v_select(score > v_load(issued_shift), tau, down);
    v_store(correction, last);
    v_store(issue, shift + last);
}

V_INLINE void v_update_row(float *state, const float *pending, const float *tau, float y, float inverse_unit, const hk_adaptive_rule *rule,
                           size_t experts) {
    float gains[HK_ADAPTIVE_EXPERTS];
    for (size_t i = 0; i < experts; i++) {
        const float *shifts = state + i * rule->stride;
        const float score = (y - pending[rule->middle]) * inverse_unit;
        float spread = 1 + 0.5f * (shifts[rule->high] - shifts[rule->low]);
        if (!(spread > 0.25f)) spread = 0.25f;
        const bool freak = rule->guarded[i] > 0 && __builtin_fabsf(score - shifts[rule->middle]) > rule->freak * spread;
        gains[i] = freak ? rule->freak_gain : 1;
    }
    for (size_t at = 0; at < rule->stride; at += HK_LANES)
        v_update_lanes(state + at, pending + at, gains, v_load(tau + at), y, inverse_unit, rule, experts);
}

void HK_(adaptive_update)(float *restrict state, const float *restrict pending, const float *restrict inverse_units,
                          const float *restrict tau, size_t rows, float y, const hk_adaptive_rule *rule) {
    const size_t states = (3 * rule->experts + 2) * rule->stride, pendings = (rule->experts + 2) * rule->stride;
    for (size_t row = 0; row < rows; row++, state += states, pending += pendings) {
        if (!(inverse_units[row] > 0)) continue;
        if (rule->experts == 4)
            v_update_row(state, pending, tau, y, inverse_units[row], rule, 4);
        else
            v_update_row(state, pending, tau, y, inverse_units[row], rule, rule->experts);
    }
}
#endif
