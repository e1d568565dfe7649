/* exp, sigmoid, tanh and softplus on vectors; include vector.h first.
 *
 * All rest on one reduction: t = n ln 2 + r with n a whole number and |r| <= ln 2 / 2, so exp(t) = 2^n (1 + q(r)) with
 * q(r) = exp(r) - 1 = r + r^2 P(r), where P is the minimax polynomial of degree 4 for the relative error of q, 1.4e-8.
 * NaN needs no care: it passes through q.
 */
#define v_exp_parts HK_(v_exp_parts)
#define v_power_of_two HK_(v_power_of_two)
#define v_at_least HK_(v_at_least)
#define v_at_most HK_(v_at_most)
#define v_minus_abs HK_(v_minus_abs)
#define v_exp_negative HK_(v_exp_negative)
#define v_exp HK_(v_exp)
#define v_sigmoid HK_(v_sigmoid)
#define v_tanh HK_(v_tanh)
#define v_softplus HK_(v_softplus)

/* q and n of exp(t) for |t| < 2^20. */
V_INLINE vf v_exp_parts(vf t, vi *n) {
    /* Adding 1.5 * 2^23 rounds to a whole number and leaves it in the low bits. */
    const vf magic = v_splat(0x1.8p23f);
    vf rounded = v_fma(t, v_splat(0x1.715476p+0f), magic);
    *n = (vi)((vu)rounded - (vu)magic);
    vf whole = rounded - magic;
    /* ln 2 in two parts; the first has 9 trailing zero bits, so its product with n is exact. */
    vf r = v_fma(whole, v_splat(-0x1.62e4p-1f), t);
    r = v_fma(whole, v_splat(-0x1.7f7d1cp-20f), r);
    vf p = v_splat(0x1.6b9ce6p-10f);
    p = v_fma(p, r, v_splat(0x1.12256cp-7f));
    p = v_fma(p, r, v_splat(0x1.5556f2p-5f));
    p = v_fma(p, r, v_splat(0x1.5554b4p-3f));
    p = v_fma(p, r, v_splat(0x1.fffffep-2f));
    return v_fma(r * r, p, r);
}

/* 2^n for -126 <= n <= 127. */
V_INLINE vf v_power_of_two(vi n) { return (vf)(((vu)n + 127) << 23); }

/* max(x, low) and min(x, high) that keep NaN. */
V_INLINE vf v_at_least(vf x, vf low) { return v_select(x < low, low, x); }
V_INLINE vf v_at_most(vf x, vf high) { return v_select(x > high, high, x); }

V_INLINE vf v_minus_abs(vf x) { return (vf)((vu)x | 0x80000000u); }

/* exp(x) for x <= 0; results below 2^-126 are 0. */
V_INLINE vf v_exp_negative(vf x) {
    const vf low = v_splat(-0x1.5d589ep+6f); /* ln 2^-126, rounded toward 0 */
    vi n;
    vf q = v_exp_parts(v_at_least(x, low), &n);
    vf scale = v_power_of_two(n);
    return v_select(x < low, (vf){0}, v_fma(scale, q, scale));
}

/* exp(x) for any x. The power of 2 in two factors keeps subnormal results and lets large ones overflow. */
V_INLINE vf v_exp(vf x) {
    vi n;
    vf q = v_exp_parts(v_at_most(v_at_least(x, v_splat(-104)), v_splat(89)), &n);
    vi half = n >> 1;
    return (1 + q) * v_power_of_two(half) * v_power_of_two(n - half);
}

/* 1 / (1 + exp(-x)); for negative x as e / (1 + e) with e = exp(x), which keeps the relative accuracy. */
V_INLINE vf v_sigmoid(vf x) {
    vf e = v_exp_negative(v_minus_abs(x));
    return v_select(x < 0, e, v_splat(1)) / (1 + e);
}

/* tanh |x| = m / (2 - m) with m = 1 - exp(-2|x|), free of cancellation because m = (1 - 2^n) - 2^n q. */
V_INLINE vf v_tanh(vf x) {
    vi n;
    vf q = v_exp_parts(v_at_least(v_minus_abs(x) * 2, v_splat(-20)), &n);
    vf scale = v_power_of_two(n);
    vf m = v_fma(-scale, q, 1 - scale);
    return (vf)((vu)(m / (2 - m)) | ((vu)x & 0x80000000u));
}

/* log(1 + exp(x)) = max(x, 0) + log1p(e), e = exp(-|x|), log1p(e) = 2 artanh(s), s = e / (2 + e) <= 1/3,
 * artanh(s) = s + s^3 P(s^2) with P minimax of degree 3, relative error 4.6e-9. */
V_INLINE vf v_softplus(vf x) {
    vf e = v_exp_negative(v_minus_abs(x));
    vf s = e / (2 + e);
    vf square = s * s;
    vf p = v_splat(0.14014715f);
    p = v_fma(p, square, v_splat(0.13999106f));
    p = v_fma(p, square, v_splat(0.20010875f));
    p = v_fma(p, square, v_splat(0.33333206f));
    vf twice = s + s;
    return v_at_least(x, (vf){0}) + v_fma(twice * square, p, twice);
}
