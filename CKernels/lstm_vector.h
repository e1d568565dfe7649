/* LSTM gates and cells on vectors; include packed_tile.h first.
 *
 * Gates come as the products leave them: [i f g o][lanes] of one block of units. With A = 1 + exp(-i), F = 1 + exp(-f),
 * O = 1 + exp(-o) and tanh(x) = m(x) / n(x) with n = 2 - m,
 *
 *   c' = c / F + m(g) / (A n(g)) = (c A n(g) + m(g) F) / (A n(g) F),     h = m(c') / (O n(c')):
 *
 * two divisions instead of five. The gates are held within ±30, where a sigmoid is within 1e-13 of its limit, so that the product
 * of the denominators stays finite. NaN passes through.
 */
#define v_max HK_(v_max)
#define v_min HK_(v_min)
#define v_one_plus_exp HK_(v_one_plus_exp)
#define v_tanh_fractions HK_(v_tanh_fractions)
#define v_activate HK_(v_activate)
#define v_cells HK_(v_cells)
#define v_all_cells HK_(v_all_cells)
#define v_gate_products HK_(v_gate_products)

/* max(low, x) and min(high, x), NaN where x is NaN. */
#ifdef HK_AVX512
V_INLINE vf v_max(vf low, vf x) { return (vf)_mm512_max_ps((__m512)low, (__m512)x); }
V_INLINE vf v_min(vf high, vf x) { return (vf)_mm512_min_ps((__m512)high, (__m512)x); }
#else
V_INLINE vf v_max(vf low, vf x) { return (vf)_mm256_max_ps((__m256)low, (__m256)x); }
V_INLINE vf v_min(vf high, vf x) { return (vf)_mm256_min_ps((__m256)high, (__m256)x); }
#endif

/* Chains of dependent operations that run side by side: enough to hide their latency, few enough for the registers. They are
 * written out operation by operation because the schedulers of today's processors do not look far enough ahead to find them. */
#define HK_CHAINS 4
#define V_EACH_CHAIN V_UNROLL for (size_t k = 0; k < count; k++)

/* out = 1 + exp(-x) for `count` vectors. With -x = n ln 2 - r, exp(-x) = 2^n exp(-r), exp(-r) = 1 + r P(r): P is minimax of degree
 * 4, relative error of exp 9.4e-8. */
V_INLINE void v_one_plus_exp(vf *out, const vf *x, const size_t count) {
    const vf magic = v_splat(0x1.8p23f); /* adding it rounds to a whole number, which is left in the low bits */
    vf r[3 * HK_CHAINS], n[3 * HK_CHAINS], p[3 * HK_CHAINS];
    V_EACH_CHAIN r[k] = v_max(v_splat(-30), v_min(v_splat(30), x[k]));
    V_EACH_CHAIN n[k] = v_fma(r[k], v_splat(-0x1.715476p+0f), magic);
    V_EACH_CHAIN p[k] = n[k] - magic;
    V_EACH_CHAIN r[k] = v_fma(p[k], v_splat(0x1.62e43p-1f), r[k]);
    V_EACH_CHAIN p[k] = v_fma(r[k], v_splat(-0x1.129378p-7f), v_splat(0x1.573d9ep-5f));
    V_EACH_CHAIN p[k] = v_fma(p[k], r[k], v_splat(-0x1.5553b8p-3f));
    V_EACH_CHAIN p[k] = v_fma(p[k], r[k], v_splat(0x1.fffdbap-2f));
    V_EACH_CHAIN p[k] = v_fma(p[k], r[k], v_splat(-1));
    V_EACH_CHAIN p[k] = v_fma(p[k], r[k], v_splat(1));
    V_EACH_CHAIN out[k] = 1 + (vf)((vu)p[k] + ((vu)n[k] << 23));
}

/* tanh(x) = m / n for `count` vectors: m = 1 - exp(-2|x|) with the sign of x, n = 2 - |m|. With |x| = -s - n (ln 2) / 2,
 * exp(-2|x|) - 1 = 2^n (1 + q) - 1, q = exp(2s) - 1 = s P(s): P is minimax of degree 5, relative error of q 1.1e-8, so that small x
 * keep their relative accuracy. */
V_INLINE void v_tanh_fractions(vf *m, vf *n, const vf *x, const size_t count) {
    const vf magic = v_splat(0x1.8p23f);
    vf s[HK_CHAINS], e[HK_CHAINS], p[HK_CHAINS];
    V_EACH_CHAIN s[k] = v_max(v_splat(-10), (vf)((vu)x[k] | 0x80000000u));
    V_EACH_CHAIN e[k] = v_fma(s[k], v_splat(0x1.715476p+1f), magic);
    V_EACH_CHAIN p[k] = e[k] - magic;
    V_EACH_CHAIN s[k] = v_fma(p[k], v_splat(-0x1.62e43p-2f), s[k]);
    V_EACH_CHAIN p[k] = v_fma(s[k], v_splat(0x1.6c16a6p-4f), v_splat(0x1.123cd6p-2f));
    V_EACH_CHAIN p[k] = v_fma(p[k], s[k], v_splat(0x1.555652p-1f));
    V_EACH_CHAIN p[k] = v_fma(p[k], s[k], v_splat(0x1.55547ep+0f));
    V_EACH_CHAIN p[k] = v_fma(p[k], s[k], v_splat(0x1.fffffep+0f));
    V_EACH_CHAIN p[k] = v_fma(p[k], s[k], v_splat(2));
    V_EACH_CHAIN p[k] = p[k] * s[k];
    V_EACH_CHAIN e[k] = (vf)(((vu)e[k] << 23) + (127u << 23));
    V_EACH_CHAIN s[k] = 1 - e[k];
    V_EACH_CHAIN p[k] = v_fma(-e[k], p[k], s[k]);
    V_EACH_CHAIN n[k] = 2 - p[k];
    V_EACH_CHAIN m[k] = (vf)((vu)p[k] | ((vu)x[k] & 0x80000000u));
}

/* sigma = A, F, O and m / n = tanh(g) of `count` blocks of gates, `gate_stride` floats apart. */
V_INLINE void v_activate(vf *sigma, vf *m, vf *n, const float *gates, size_t gate_stride, const size_t count) {
    vf x[3 * HK_CHAINS], g[HK_CHAINS];
    V_EACH_CHAIN {
        const float *gate = gates + k * gate_stride;
        x[3 * k] = v_load(gate);
        x[3 * k + 1] = v_load(gate + HK_LANES);
        x[3 * k + 2] = v_load(gate + 3 * HK_LANES);
        g[k] = v_load(gate + 2 * HK_LANES);
    }
    v_one_plus_exp(sigma, x, 3 * count);
    v_tanh_fractions(m, n, g, count);
}

/* `count` blocks of cells: gates [4 lanes] each, `gate_stride` floats apart; h and c `stride` floats apart. */
V_INLINE void v_cells(float *h, float *c, size_t stride, const float *gates, size_t gate_stride, const size_t count) {
    vf sigma[3 * HK_CHAINS], m[HK_CHAINS], n[HK_CHAINS], state[HK_CHAINS];
    v_activate(sigma, m, n, gates, gate_stride, count);
    V_EACH_CHAIN {
        const vf in = sigma[3 * k] * n[k], forget = sigma[3 * k + 1];
        state[k] = v_fma(v_load(c + k * stride), in, m[k] * forget) / (in * forget);
        v_store(c + k * stride, state[k]);
    }
    v_tanh_fractions(m, n, state, count);
    V_EACH_CHAIN v_store(h + k * stride, m[k] / (sigma[3 * k + 2] * n[k]));
}

/* The same for any number of blocks. */
V_INLINE void v_all_cells(float *h, float *c, size_t stride, const float *gates, size_t gate_stride, size_t count) {
    size_t k = 0;
    for (; k + HK_CHAINS <= count; k += HK_CHAINS)
        v_cells(h + k * stride, c + k * stride, stride, gates + k * gate_stride, gate_stride, HK_CHAINS);
    for (; k < count; k++)
        v_cells(h + k * stride, c + k * stride, stride, gates + k * gate_stride, gate_stride, 1);
}

/* Pre-activations of one block of LSTM units, [i f g o], for all rows. `w` is the block: bias, then the weights of x and of h. Panels of
 * at most HK_PANEL_BYTES of weights stay in the first-level cache while the rows pass. */
V_INLINE void v_gate_products(float *gates, size_t stride, v_rows x, v_rows h, size_t rows, const float *w) {
    const size_t most = HK_PANEL_BYTES / (16 * HK_LANES);
    const v_rows none = {x.first, 0, 0};
    const float *bias = w;
    w += 4 * HK_LANES;
    if (x.k + h.k <= most) {
        v_product(4, gates, stride, bias, x, h, rows, w);
        return;
    }
    for (int part = 0; part < 2; part++)
        for (v_rows rest = part == 0 ? x : h; rest.k > 0;) {
            const v_rows panel = {rest.first, rest.stride, rest.k > most ? most : rest.k};
            v_product(4, gates, stride, bias, panel, none, rows, w);
            bias = NULL;
            w += panel.k * 4 * HK_LANES;
            rest.first += panel.k;
            rest.k -= panel.k;
        }
}
