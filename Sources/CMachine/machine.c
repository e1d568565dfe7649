#define _GNU_SOURCE
#include "machine.h"

#include <pthread.h>
#include <sched.h>
#include <time.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

int headroom_allowed_processors(int *out, int capacity) {
    cpu_set_t set;
    int count = 0;
    if (sched_getaffinity(0, sizeof set, &set) != 0) return 0;
    for (int processor = 0; processor < CPU_SETSIZE && count < capacity; processor++) {
        if (CPU_ISSET((size_t)processor, &set)) out[count++] = processor;
    }
    return count;
}

int headroom_pin(const int *processors, int count) {
    cpu_set_t set;
    CPU_ZERO(&set);
    for (int i = 0; i < count; i++)
        CPU_SET((size_t)processors[i], &set);
    return pthread_setaffinity_np(pthread_self(), sizeof set, &set);
}

static double nanoseconds(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return 1e9 * (double)time.tv_sec + (double)time.tv_nsec;
}

/* Ten chains hide the latency of two multiply-add units; values stay near 1. The empty statement keeps the loop in registers as written. */
enum { ROUNDS = 2000, CHAINS = 10 };

#define CHAIN_LOOP(vector, set, multiply_add)                                                                                              \
    vector chain[CHAINS];                                                                                                                  \
    const vector half = set(0.5f);                                                                                                         \
    for (int i = 0; i < CHAINS; i++)                                                                                                       \
        chain[i] = set(1.0f);                                                                                                              \
    for (int round = 0; round < ROUNDS; round++) {                                                                                         \
        for (int i = 0; i < CHAINS; i++)                                                                                                   \
            chain[i] = multiply_add(chain[i], half, half);                                                                                 \
        __asm__ volatile("" : "+x"(chain[0]), "+x"(chain[1]), "+x"(chain[2]), "+x"(chain[3]), "+x"(chain[4]));                             \
        __asm__ volatile("" : "+x"(chain[5]), "+x"(chain[6]), "+x"(chain[7]), "+x"(chain[8]), "+x"(chain[9]));                             \
    }                                                                                                                                      \
    return (double)(2 * sizeof(vector) / sizeof(float) * CHAINS * ROUNDS);

#if defined(__x86_64__)
__attribute__((target("avx2,fma"))) static double loop_avx2(void) { CHAIN_LOOP(__m256, _mm256_set1_ps, _mm256_fmadd_ps) }
__attribute__((target("avx512f"))) static double loop_avx512(void) { CHAIN_LOOP(__m512, _mm512_set1_ps, _mm512_fmadd_ps) }
#endif

static double loop_scalar(void) {
    volatile float value = 1;
    for (int round = 0; round < ROUNDS; round++)
        value = value * 0.5f + 0.5f;
    return (double)(2 * ROUNDS);
}

/* Operations of one call of the widest loop. */
static double loop(void) {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512f")) return loop_avx512();
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return loop_avx2();
#endif
    return loop_scalar();
}

typedef struct {
    int processor;
    double end, rate;
} work;

static void *run(void *argument) {
    work *mine = argument;
    double operations = 0, start, now;
    if (mine->processor >= 0) (void)headroom_pin(&mine->processor, 1);
    start = nanoseconds();
    do {
        operations += loop();
        now = nanoseconds();
    } while (now < mine->end);
    mine->rate = operations / (now - start);
    return NULL;
}

double headroom_multiply_add_rate(const int *processors, int count, double milliseconds) {
    enum { MOST = 64 };
    work all[MOST];
    pthread_t threads[MOST];
    double end = nanoseconds() + milliseconds * 1e6, rate = 0;
    int started = 0;
    if (count > MOST) count = MOST;
    if (count <= 1) {
        all[0] = (work){-1, end, 0};
        run(&all[0]);
        return all[0].rate;
    }
    for (; started < count; started++) {
        all[started] = (work){processors[started], end, 0};
        if (pthread_create(&threads[started], NULL, run, &all[started]) != 0) break;
    }
    for (int i = 0; i < started; i++) {
        pthread_join(threads[i], NULL);
        rate += all[i].rate;
    }
    return started == count ? rate : 0;
}
