/* Vectors of 16 floats for one instance of a family's vector source; see instances.h, which is why there is no guard.
 * A family that works on whole vectors only may define HK_LANES itself before: 8 where AVX2 is to keep many of them in registers.
 *
 * Operations are written with clang's vector types, which every instance lowers to its own instructions: AVX2 does each of them
 * twice, which also hides latency (with 8 lanes the activations took 1.2 times as long). Only partial loads and stores need
 * intrinsics. Fused multiply-add is explicit (v_fma) and contraction is off, so the order and the rounding of every operation
 * are the source's, and all instances give the same bits.
 */
#pragma clang fp contract(off)

#ifndef HK_LANES
#define HK_LANES 16
#endif

#define V_INLINE static inline __attribute__((always_inline, unused))

/* Before a loop whose number of rounds is a constant once its function is inlined. */
#define V_UNROLL _Pragma("clang loop unroll(full)")

#define vf HK_(vf)               /* floats */
#define vi HK_(vi)               /* as many integers: masks are all ones or all zeros in a lane */
#define vu HK_(vu)               /* the same without sign */
#define vd HK_(vd)               /* as many doubles */
#define vl HK_(vl)               /* masks for doubles */
#define vf_memory HK_(vf_memory) /* floats in memory, not aligned */

typedef float vf __attribute__((vector_size(4 * HK_LANES)));
typedef int32_t vi __attribute__((vector_size(4 * HK_LANES)));
typedef uint32_t vu __attribute__((vector_size(4 * HK_LANES)));
typedef double vd __attribute__((vector_size(8 * HK_LANES)));
typedef int64_t vl __attribute__((vector_size(8 * HK_LANES)));
typedef float vf_memory __attribute__((vector_size(4 * HK_LANES), aligned(4), may_alias));

#define v_fma(a, b, c) __builtin_elementwise_fma((a), (b), (c))
#define v_sqrt(x) __builtin_elementwise_sqrt(x)
#define v_double(x) __builtin_convertvector((x), vd)

#define v_load HK_(v_load)
#define v_store HK_(v_store)
#define v_splat HK_(v_splat)
#define v_select HK_(v_select)
#define v_select_d HK_(v_select_d)

V_INLINE vf v_load(const float *p) { return *(const vf_memory *)p; }
V_INLINE void v_store(float *p, vf v) { *(vf_memory *)p = v; }
V_INLINE vf v_splat(float x) { return x - (vf){0}; }

#define vd_memory HK_(vd_memory)
#define v_load_d HK_(v_load_d)
#define v_store_d HK_(v_store_d)
#define v_splat_d HK_(v_splat_d)

typedef double vd_memory __attribute__((vector_size(8 * HK_LANES), aligned(8), may_alias));
V_INLINE vd v_load_d(const double *p) { return *(const vd_memory *)p; }
V_INLINE void v_store_d(double *p, vd v) { *(vd_memory *)p = v; }
V_INLINE vd v_splat_d(double x) { return x - (vd){0}; }

/* a where the mask is all ones, b where it is 0. */
V_INLINE vf v_select(vi mask, vf a, vf b) { return (vf)((mask & (vi)a) | (~mask & (vi)b)); }
V_INLINE vd v_select_d(vl mask, vd a, vd b) { return (vd)((mask & (vl)a) | (~mask & (vl)b)); }

#if HK_LANES == 16
/* ---- The first n floats at p: memory beyond them is not touched, lanes beyond them load as 0. */

#define v_load_part HK_(v_load_part)
#define v_store_part HK_(v_store_part)
#define v_load_upto HK_(v_load_upto)
#define v_store_upto HK_(v_store_upto)
#define v_mask HK_(v_mask)

#ifdef HK_AVX512
V_INLINE vf v_load_part(const float *p, size_t n) { return (vf)_mm512_maskz_loadu_ps((__mmask16)((1u << n) - 1), p); }
V_INLINE void v_store_part(float *p, vf v, size_t n) { _mm512_mask_storeu_ps(p, (__mmask16)((1u << n) - 1), (__m512)v); }
#else
/* All ones in the lanes below n of 8 lanes from `first` on. */
V_INLINE __m256i v_mask(size_t n, int first) {
    const __m256i lane = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
    return _mm256_cmpgt_epi32(_mm256_set1_epi32((int)n - first), lane);
}
V_INLINE vf v_load_part(const float *p, size_t n) {
    const float *second = n > 8 ? p + 8 : p; /* with n <= 8 its mask is empty, but the address must exist */
    const __m256 halves[2] = {_mm256_maskload_ps(p, v_mask(n, 0)), _mm256_maskload_ps(second, v_mask(n, 8))};
    vf v;
    __builtin_memcpy(&v, halves, sizeof v);
    return v;
}
/* In pieces of half a vector, a quarter and so on: on AMD a masked store of AVX costs more than all of them. */
V_INLINE void v_store_part(float *p, vf v, size_t n) {
    float lane[HK_LANES];
    __builtin_memcpy(lane, &v, sizeof v);
    size_t done = 0;
    for (size_t piece = HK_LANES / 2; piece > 0; piece /= 2)
        if (n & piece) {
            __builtin_memcpy(p + done, lane + done, piece * sizeof(float));
            done += piece;
        }
}
#endif

/* The same for any n > 0: whole vectors where there are enough floats. */
V_INLINE vf v_load_upto(const float *p, size_t n) { return n >= HK_LANES ? v_load(p) : v_load_part(p, n); }
V_INLINE void v_store_upto(float *p, vf v, size_t n) {
    if (n >= HK_LANES)
        v_store(p, v);
    else
        v_store_part(p, v, n);
}

/* Runs a statement that uses `at` and `left` for every vector of n floats. In whole vectors `left` is the constant HK_LANES, so
 * that nothing partial remains in the loop; at most one rest follows. */
#define V_EACH(n, statement)                                                                                                               \
    do {                                                                                                                                   \
        size_t at = 0;                                                                                                                     \
        for (; (n)-at >= HK_LANES; at += HK_LANES) {                                                                                       \
            const size_t left = HK_LANES;                                                                                                  \
            statement;                                                                                                                     \
        }                                                                                                                                  \
        if (at < (n)) {                                                                                                                    \
            const size_t left = (n)-at;                                                                                                    \
            statement;                                                                                                                     \
        }                                                                                                                                  \
    } while (0)

#endif

/* All ones in the first n < HK_LANES lanes. */
#define v_first HK_(v_first)
V_INLINE vi v_first(size_t n) {
    vi lane;
    for (int k = 0; k < HK_LANES; k++)
        lane[k] = k;
    return lane < (int32_t)n;
}

/* ---- Sums in double */

#define v_total HK_(v_total)

/* The sum of all lanes, halves added to halves. */
V_INLINE double v_total(vd v) {
    double lane[HK_LANES];
    __builtin_memcpy(lane, &v, sizeof v);
    for (size_t half = HK_LANES / 2; half > 0; half /= 2)
        for (size_t k = 0; k < half; k++)
            lane[k] += lane[k + half];
    return lane[0];
}

/* Sets `result` to the sum over n floats of a term, a vector of doubles that uses `at` and `left` as in V_EACH and is 0 in lanes
 * that load 0. Vectors alternate between two accumulators, because one waits for its last addition. */
#define V_SUM(result, n, term)                                                                                                             \
    do {                                                                                                                                   \
        vd even = {0}, odd = {0};                                                                                                          \
        size_t at = 0;                                                                                                                     \
        while ((n)-at >= 2 * HK_LANES) {                                                                                                   \
            const size_t left = HK_LANES;                                                                                                  \
            even += (term);                                                                                                                \
            at += HK_LANES;                                                                                                                \
            odd += (term);                                                                                                                 \
            at += HK_LANES;                                                                                                                \
        }                                                                                                                                  \
        for (; at < (n); at += HK_LANES) {                                                                                                 \
            const size_t left = (n)-at;                                                                                                    \
            even += (term);                                                                                                                \
        }                                                                                                                                  \
        (result) = v_total(even + odd);                                                                                                    \
    } while (0)
