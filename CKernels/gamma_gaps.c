#ifndef HK_INSTANCE
#include "ckernels.h"

#include <math.h>
#include <string.h>

#pragma clang fp contract(off)

#define LANES 16

/* Beyond this shape the candidates' own distribution is nearer to the gamma distribution than the test in single precision could bring it.
 */
#define HK_GAP_PLAIN_SHAPE 1e4

/* Constants of Marsaglia and Tsang's method for a shape above 1; a shape k below 1 is drawn as k + 1 and boosted. */
typedef struct hk_gap_constants {
    float d, c, scale, power; /* k - 1/3, 1 / sqrt(9 d), d / mean, 1 / k where boosted and 0 otherwise */
    bool tested;
} hk_gap_constants;

static hk_gap_constants gap_constants(double shape) {
    const double k = shape < 1 ? shape + 1 : shape, d = k - 1.0 / 3;
    return (hk_gap_constants){.d = (float)d,
                              .c = (float)(1 / sqrt(9 * d)),
                              .scale = (float)(d / shape),
                              .power = shape < 1 ? (float)(1 / shape) : 0,
                              .tested = shape < HK_GAP_PLAIN_SHAPE};
}

/* Philox4x32-10 of counter (number, stream) under the key `seed`. */
static void philox(uint32_t x[4], uint64_t number, uint64_t seed, uint64_t stream) {
    uint32_t k0 = (uint32_t)seed, k1 = (uint32_t)(seed >> 32);
    x[0] = (uint32_t)number;
    x[1] = (uint32_t)(number >> 32);
    x[2] = (uint32_t)stream;
    x[3] = (uint32_t)(stream >> 32);
    for (int round = 0; round < 10; round++) {
        const uint64_t a = (uint64_t)x[0] * 0xD2511F53, b = (uint64_t)x[2] * 0xCD9E8D57;
        const uint32_t y0 = (uint32_t)(b >> 32) ^ x[1] ^ k0, y2 = (uint32_t)(a >> 32) ^ x[3] ^ k1;
        x[0] = y0;
        x[1] = (uint32_t)b;
        x[2] = y2;
        x[3] = (uint32_t)a;
        k0 += 0x9E3779B9;
        k1 += 0xBB67AE85;
    }
}

/* Uniform on (0, 1), an odd multiple of 2^-24. */
static float uniform(uint32_t word) { return ((float)(int32_t)(word >> 9) + 0.5f) * 0x1p-23f; }

/* log of a positive normal number: x = 2^e m, m in [sqrt(1/2), sqrt(2)), log m = 2 artanh(s), s = (m - 1) / (m + 1). */
static float log_of(float x) {
    uint32_t bits;
    memcpy(&bits, &x, 4);
    const int32_t e = (int32_t)(bits - 0x3F3504F3) >> 23;
    bits -= (uint32_t)e << 23;
    float m;
    memcpy(&m, &bits, 4);
    const float s = (m - 1) / (m + 1), square = s * s, twice = s + s;
    float p = fmaf(0.11665497f, square, 0.14275399f);
    p = fmaf(p, square, 0.20000061f);
    p = fmaf(p, square, 0.33333333f);
    return fmaf((float)e, 0x1.62e430p-1f, fmaf(twice * square, p, twice));
}

/* sin(pi x) for |x| <= 1/2. */
static float sine(float x) {
    const float square = x * x;
    float p = fmaf(0.07756039f, square, -0.59824213f);
    p = fmaf(p, square, 2.55006973f);
    p = fmaf(p, square, -5.16770968f);
    p = fmaf(p, square, 3.14159264f);
    return x * p;
}

/* exp(t) for -87 < t < 88, as v_exp_negative of vector_math.h has it. */
static float exp_moderate(float t) {
    const float rounded = fmaf(t, 0x1.715476p+0f, 0x1.8p23f), whole = rounded - 0x1.8p23f;
    float r = fmaf(whole, -0x1.62e4p-1f, t);
    r = fmaf(whole, -0x1.7f7d1cp-20f, r);
    float p = fmaf(0x1.6b9ce6p-10f, r, 0x1.12256cp-7f);
    p = fmaf(p, r, 0x1.5556f2p-5f);
    p = fmaf(p, r, 0x1.5554b4p-3f);
    p = fmaf(p, r, 0x1.fffffep-2f);
    const float q = fmaf(r * r, p, r), scale = ldexpf(1, (int)whole);
    return fmaf(scale, q, scale);
}

/* exp(x) for x <= 0, 0 below 2^-126. */
static float exp_negative(float x) {
    const float low = -0x1.5d589ep+6f;
    return x < low ? 0 : exp_moderate(x);
}

/* A standard normal number from two words: the sine of Box and Muller's pair; its angle needs half a turn only. */
static float normal(uint32_t radius, uint32_t angle) { return sqrtf(-2 * log_of(uniform(radius))) * sine(uniform(angle) - 0.5f); }

/* One candidate from four words; whether it is accepted. */
static bool candidate(float *gap, const uint32_t x[4], const hk_gap_constants *k) {
    const float z = normal(x[0], x[1]);
    const float t = fmaf(k->c, z, 1);
    if (!(t > 0)) return false;
    const float v = t * t * t;
    if (k->tested) {
        const float most = fmaf(0.5f * z, z, k->d * fmaf(3, log_of(t), 1 - v));
        if (!(log_of(uniform(x[2])) < most)) return false;
    }
    *gap = v * k->scale;
    if (k->power > 0) *gap *= exp_negative(log_of(uniform(x[3])) * k->power);
    return true;
}

size_t hk_gamma_gaps_ref(float *restrict out, uint64_t *restrict number, size_t n, double shape, uint64_t seed, uint64_t stream) {
    const hk_gap_constants k = gap_constants(shape);
    size_t count = 0;
    for (; count < n; *number += LANES)
        if (shape == 1) {
            for (size_t lane = 0; lane < LANES; lane++) {
                uint32_t x[4];
                philox(x, *number + lane, seed, stream);
                for (size_t word = 0; word < 4; word++)
                    out[count + word * LANES + lane] = -log_of(uniform(x[word]));
            }
            count += 4 * LANES;
        } else {
            for (size_t lane = 0; lane < LANES; lane++) {
                uint32_t x[4];
                philox(x, *number + lane, seed, stream);
                if (candidate(out + count, x, &k)) count++;
            }
        }
    return count;
}

size_t hk_log_normals_ref(float *restrict out, uint64_t *restrict number, size_t n, double variance, uint64_t seed, uint64_t stream) {
    const float location = (float)(-variance / 2), scale = (float)sqrt(variance);
    size_t count = 0;
    for (; count < n; count += 2 * LANES, *number += LANES)
        for (size_t lane = 0; lane < LANES; lane++) {
            uint32_t x[4];
            philox(x, *number + lane, seed, stream);
            out[count + lane] = exp_moderate(fmaf(scale, normal(x[0], x[1]), location));
            out[count + LANES + lane] = exp_moderate(fmaf(scale, normal(x[2], x[3]), location));
        }
    return count;
}

#define HK_FAMILY "gamma_gaps.c"
#include "instances.h"

#else /* vector source, once for each instance */
#include "vector.h"
#include "vector_math.h"

#define vw HK_(vw)
#define v_philox HK_(v_philox)
#define v_uniform HK_(v_uniform)
#define v_log HK_(v_log)
#define v_sine HK_(v_sine)
#define v_normal HK_(v_normal)
#define v_pack HK_(v_pack)
#define v_candidates HK_(v_candidates)

/* Words of 32 bits in the lower halves of lanes of 64: products need no widening, and what is above them does no harm. */
typedef uint64_t vw __attribute__((vector_size(8 * HK_LANES)));

V_INLINE void v_philox(vu out[4], uint64_t number, uint64_t seed, uint64_t stream) {
    vw x0, x1, x2 = (vw){0} + stream, x3 = (vw){0} + (stream >> 32);
    for (int lane = 0; lane < HK_LANES; lane++)
        x0[lane] = (uint64_t)lane;
    x0 += number;
    x1 = x0 >> 32;
    uint32_t k0 = (uint32_t)seed, k1 = (uint32_t)(seed >> 32);
    V_UNROLL for (int round = 0; round < 10; round++) {
        const vw a = (x0 & 0xFFFFFFFF) * 0xD2511F53, b = (x2 & 0xFFFFFFFF) * 0xCD9E8D57;
        x0 = (b >> 32) ^ x1 ^ k0;
        x1 = b;
        x2 = (a >> 32) ^ x3 ^ k1;
        x3 = a;
        k0 += 0x9E3779B9;
        k1 += 0xBB67AE85;
    }
    out[0] = __builtin_convertvector(x0, vu);
    out[1] = __builtin_convertvector(x1, vu);
    out[2] = __builtin_convertvector(x2, vu);
    out[3] = __builtin_convertvector(x3, vu);
}

V_INLINE vf v_uniform(vu words) { return (__builtin_convertvector((vi)(words >> 9), vf) + 0.5f) * 0x1p-23f; }

V_INLINE vf v_log(vf x) {
    const vi e = (vi)((vu)x - 0x3F3504F3) >> 23;
    const vf m = (vf)((vu)x - ((vu)e << 23));
    const vf s = (m - 1) / (m + 1), square = s * s, twice = s + s;
    vf p = v_fma(v_splat(0.11665497f), square, v_splat(0.14275399f));
    p = v_fma(p, square, v_splat(0.20000061f));
    p = v_fma(p, square, v_splat(0.33333333f));
    return v_fma(__builtin_convertvector(e, vf), v_splat(0x1.62e430p-1f), v_fma(twice * square, p, twice));
}

V_INLINE vf v_sine(vf x) {
    const vf square = x * x;
    vf p = v_fma(v_splat(0.07756039f), square, v_splat(-0.59824213f));
    p = v_fma(p, square, v_splat(2.55006973f));
    p = v_fma(p, square, v_splat(-5.16770968f));
    p = v_fma(p, square, v_splat(3.14159264f));
    return x * p;
}

V_INLINE vf v_normal(vu radius, vu angle) { return v_sqrt(-2 * v_log(v_uniform(radius))) * v_sine(v_uniform(angle) - 0.5f); }

/* Stores the lanes whose mask is all ones, side by side; returns how many. Lanes behind them may be written, too. */
V_INLINE size_t v_pack(float *out, vf v, vi mask) {
#ifdef HK_AVX512
    const __mmask16 bits = _mm512_movepi32_mask((__m512i)mask);
    v_store(out, (vf)_mm512_maskz_compress_ps(bits, (__m512)v));
    return (size_t)__builtin_popcount(bits);
#else
    float lane[HK_LANES];
    int32_t keep[HK_LANES];
    __builtin_memcpy(lane, &v, sizeof v);
    __builtin_memcpy(keep, &mask, sizeof mask);
    size_t count = 0;
    V_UNROLL for (size_t k = 0; k < HK_LANES; k++) {
        out[count] = lane[k];
        count -= (size_t)(ptrdiff_t)keep[k]; /* true is -1 */
    }
    return count;
#endif
}

/* Sixteen candidates; a rejected lane may hold anything. */
V_INLINE vi v_candidates(vf *gap, const vu x[4], const hk_gap_constants *k, const bool boosted) {
    const vf z = v_normal(x[0], x[1]);
    const vf t = v_fma(v_splat(k->c), z, v_splat(1));
    const vf v = t * t * t;
    vi accepted = t > 0;
    if (k->tested) accepted &= v_log(v_uniform(x[2])) < v_fma(0.5f * z, z, k->d * v_fma(v_splat(3), v_log(t), 1 - v));
    *gap = v * k->scale;
    if (boosted) *gap *= v_exp_negative(v_log(v_uniform(x[3])) * k->power);
    return accepted;
}

size_t HK_(gamma_gaps)(float *restrict out, uint64_t *restrict number, size_t n, double shape, uint64_t seed, uint64_t stream) {
    const hk_gap_constants k = gap_constants(shape);
    uint64_t next = *number;
    size_t count = 0;
    vu x[4];
    if (shape == 1)
        for (; count < n; count += 4 * HK_LANES, next += HK_LANES) {
            v_philox(x, next, seed, stream);
            V_UNROLL for (size_t word = 0; word < 4; word++) v_store(out + count + word * HK_LANES, -v_log(v_uniform(x[word])));
        }
    else if (k.power > 0)
        for (; count < n; next += HK_LANES) {
            vf gap;
            v_philox(x, next, seed, stream);
            const vi accepted = v_candidates(&gap, x, &k, true);
            count += v_pack(out + count, gap, accepted);
        }
    else
        for (; count < n; next += HK_LANES) {
            vf gap;
            v_philox(x, next, seed, stream);
            const vi accepted = v_candidates(&gap, x, &k, false);
            count += v_pack(out + count, gap, accepted);
        }
    *number = next;
    return count;
}

size_t HK_(log_normals)(float *restrict out, uint64_t *restrict number, size_t n, double variance, uint64_t seed, uint64_t stream) {
    const vf location = v_splat((float)(-variance / 2)), scale = v_splat((float)sqrt(variance));
    size_t count = 0;
    vu x[4];
    for (; count < n; count += 2 * HK_LANES, *number += HK_LANES) {
        v_philox(x, *number, seed, stream);
        V_UNROLL for (size_t half = 0; half < 2; half++) {
            vi power;
            const vf q = v_exp_parts(v_fma(scale, v_normal(x[2 * half], x[2 * half + 1]), location), &power);
            const vf two = v_power_of_two(power);
            v_store(out + count + half * HK_LANES, v_fma(two, q, two));
        }
    }
    return count;
}
#endif
