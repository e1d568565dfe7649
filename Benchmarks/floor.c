/* What one core of this machine can do at most, for the floors of compare.py: `clang -O2 floor.c -o floor && ./floor` prints one JSON line.
 *
 *   fma_gflops   float32 multiply-adds, two operations each, on the widest vectors
 *   lanes        floats in such a vector
 *   l2_gbs       reading 224 KB again and again, which stays in the second-level cache, GB/s
 *
 * Best of many short runs, so that what else runs meanwhile does not matter much. */
#include <immintrin.h>
#include <stdint.h>
#include <stdio.h>
#include <time.h>

enum { RUNS = 200, ROUNDS = 20000, FLOATS = 224 * 1024 / 4 };

static float values[FLOATS] __attribute__((aligned(64)));
static volatile float sink;

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* Ten chains hide the latency of two multiply-add units; the empty statement keeps the compiler from folding them into one. */
#define BODY(V, LANES, SET, FMADD, ADD, LOAD)                                                                                              \
    V a[10], factor = SET(0.5f), term = SET(0.5f);                                                                                         \
    for (int i = 0; i < 10; i++)                                                                                                           \
        a[i] = SET((float)i);                                                                                                              \
    for (int r = 0; r < ROUNDS; r++) {                                                                                                     \
        for (int i = 0; i < 10; i++)                                                                                                       \
            a[i] = FMADD(a[i], factor, term);                                                                                              \
        __asm__ volatile("" : "+x"(a[0]), "+x"(a[1]), "+x"(a[2]), "+x"(a[3]), "+x"(a[4]));                                                 \
        __asm__ volatile("" : "+x"(a[5]), "+x"(a[6]), "+x"(a[7]), "+x"(a[8]), "+x"(a[9]));                                                 \
    }                                                                                                                                      \
    for (int i = 1; i < 10; i++)                                                                                                           \
        a[0] = ADD(a[0], a[i]);                                                                                                            \
    sink = a[0][0];

#define READ(V, LANES, SET, ADD, LOAD)                                                                                                     \
    V s[8];                                                                                                                                \
    for (int i = 0; i < 8; i++)                                                                                                            \
        s[i] = SET(0.0f);                                                                                                                  \
    for (int i = 0; i + 8 * LANES <= FLOATS; i += 8 * LANES)                                                                               \
        for (int k = 0; k < 8; k++)                                                                                                        \
            s[k] = ADD(s[k], LOAD(values + i + k * LANES));                                                                                \
    for (int i = 1; i < 8; i++)                                                                                                            \
        s[0] = ADD(s[0], s[i]);                                                                                                            \
    sink = s[0][0];

__attribute__((target("avx2,fma"))) static void fma_avx2(void) { BODY(__m256, 8, _mm256_set1_ps, _mm256_fmadd_ps, _mm256_add_ps, ) }
__attribute__((target("avx512f"))) static void fma_avx512(void) { BODY(__m512, 16, _mm512_set1_ps, _mm512_fmadd_ps, _mm512_add_ps, ) }
__attribute__((target("avx2,fma"))) static void read_avx2(void) { READ(__m256, 8, _mm256_set1_ps, _mm256_add_ps, _mm256_load_ps) }
__attribute__((target("avx512f"))) static void read_avx512(void) { READ(__m512, 16, _mm512_set1_ps, _mm512_add_ps, _mm512_load_ps) }

static double best(void (*work)(void), int calls) {
    double least = 1e300;
    for (int run = 0; run < RUNS; run++) {
        double start = now();
        for (int i = 0; i < calls; i++)
            work();
        double time = now() - start;
        if (time < least) least = time;
    }
    return least / calls;
}

int main(void) {
    int wide = __builtin_cpu_supports("avx512f");
    if (!wide && !(__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))) {
        fputs("floor: this machine has no AVX2\n", stderr);
        return 1;
    }
    for (int i = 0; i < FLOATS; i++)
        values[i] = 1;
    int lanes = wide ? 16 : 8;
    double flops = 2.0 * lanes * 10 * ROUNDS / best(wide ? fma_avx512 : fma_avx2, 1);
    double bytes = sizeof values / best(wide ? read_avx512 : read_avx2, 20);
    printf("{\"fma_gflops\": %.1f, \"lanes\": %d, \"l2_gbs\": %.1f}\n", flops * 1e-9, lanes, bytes * 1e-9);
    return 0;
}
