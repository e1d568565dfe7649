/* Scores of attention and their exponentials, for one instance of a family's vector source; after strided_tile.h.
 *
 * Queries are lanes: a block is one or two vectors of them, and a softmax runs down the rows of a block, without a sum across lanes.
 * Scores are in units of ln 2, which costs nothing, as queries are scaled anyway, and makes an exponential cheaper.
 */
#define v_power_by HK_(v_power_by)
#define v_power HK_(v_power)
#define v_seen HK_(v_seen)
#define v_score HK_(v_score)

#define HK_LOG2_E 0x1.715476p+0f

/* 2^x for x <= 0; 2^-126 or less below that. x = n + r with n whole and |r| <= 1/2; 2^r is the minimax polynomial of degree N that is exact
 * at 0, highest coefficient first without the last, 1; and n is added to its exponent. */
V_INLINE vf v_power_by(const size_t N, const float *coefficients, vf x) {
    const vf magic = v_splat(0x1.8p23f), low = v_splat(-126);
    x = v_select(x < low, low, x);
    const vf rounded = x + magic, r = x - (rounded - magic);
    vf p = v_splat(coefficients[0]);
    V_UNROLL for (size_t k = 1; k < N; k++) p = v_fma(p, r, v_splat(coefficients[k]));
    p = v_fma(p, r, v_splat(1));
    return (vf)((vu)p + ((vu)rounded << 23));
}

/* With a relative error of 1.5e-7. */
V_INLINE vf v_power(vf x) {
    static const float coefficients[] = {0x1.5bba12p-10f, 0x1.3cea88p-7f, 0x1.c6b752p-5f, 0x1.ebf9bcp-3f, 0x1.62e42ap-1f};
    return v_power_by(5, coefficients, x);
}

/* Which queries from `query` on see a key: those of a causal head see all that are not behind them. */
V_INLINE vi v_seen(const hk_attention *a, size_t query, size_t key) {
    vi lane;
    for (int k = 0; k < HK_LANES; k++)
        lane[k] = k;
    return lane + (int32_t)(query + a->keys - a->queries) >= (int32_t)key;
}

/* Scores of a vector of queries and a key, what they may not see at -infinity. */
V_INLINE vf v_score(const hk_attention *a, vf score, const float *bias, size_t query, size_t key) {
    if (bias) score += bias[key] * HK_LOG2_E;
    if (a->causal) score = v_select(v_seen(a, query, key), score, v_splat(-__builtin_inff()));
    return score;
}
