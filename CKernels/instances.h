/* Compiles the vector source of one kernel family once for each instruction set.
 *
 * A family is one file: references first, then `#define HK_FAMILY "that_file.c"` and `#include "instances.h"`, which includes the
 * file again for every instance, with HK_INSTANCE defined, when only its vector part is seen. HK_(name) is the name of a function
 * in the instance. All instances have 16 lanes, so what runs with AVX-512 is what was tested with AVX2.
 *
 * A family whose vectors need BF16 instructions defines HK_FAMILY_OF_BF16 too, and has that instance only.
 */
#if defined(__x86_64__)
#include <immintrin.h>

#define HK_PASTE2(a, b) a##_##b
#define HK_PASTE(a, b) HK_PASTE2(a, b)
#define HK_(name) HK_PASTE(hk_##name, HK_INSTANCE)

/* Vectors are passed between inlined functions only, so how they would be passed in a call does not matter. */
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wpsabi"

#ifdef HK_FAMILY_OF_BF16

#define HK_INSTANCE avx512bf16
#define HK_AVX512
#pragma clang attribute push(__attribute__((target("avx512bf16,avx512f,avx512bw,avx512dq,avx512vl,avx2,fma"))), apply_to = function)
#include HK_FAMILY
#pragma clang attribute pop

#else

#define HK_INSTANCE avx2
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#include HK_FAMILY
#pragma clang attribute pop
#undef HK_INSTANCE

#define HK_INSTANCE avx512
#define HK_AVX512
#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx2,fma"))), apply_to = function)
#include HK_FAMILY
#pragma clang attribute pop

#endif

#pragma clang diagnostic pop

#endif
