#ifndef HK_INSTANCE
#include "ckernels.h"

size_t hk_find_structure_ref(uint32_t *restrict places, const uint8_t *restrict text, size_t n, uint8_t separator) {
    size_t found = 0;
    for (size_t at = 0; at < n; at++)
        if (text[at] == separator || text[at] == '\n' || text[at] == '"') places[found++] = (uint32_t)at;
    return found;
}

#define HK_FAMILY "structure.c"
#include "instances.h"

#else /* vector source, once for each instance */

#define marks HK_(marks)

/* One bit for each of 32 bytes. */
static inline __attribute__((always_inline)) uint32_t marks(const uint8_t *text, __m256i separator) {
    __m256i v = _mm256_loadu_si256((const __m256i *)text);
    __m256i line = _mm256_cmpeq_epi8(v, _mm256_set1_epi8('\n')), quote = _mm256_cmpeq_epi8(v, _mm256_set1_epi8('"'));
    return (uint32_t)_mm256_movemask_epi8(_mm256_or_si256(_mm256_or_si256(line, quote), _mm256_cmpeq_epi8(v, separator)));
}

size_t HK_(find_structure)(uint32_t *restrict places, const uint8_t *restrict text, size_t n, uint8_t separator) {
    const __m256i separators = _mm256_set1_epi8((char)separator);
    size_t found = 0, at = 0;
    for (; n - at >= 64; at += 64) {
        uint64_t bits = marks(text + at, separators) | (uint64_t)marks(text + at + 32, separators) << 32;
        size_t count = (size_t)__builtin_popcountll(bits);
        /* Eight at a time without a test in between, which is most of what 64 bytes hold. */
        for (size_t k = 0; k < count; k += HK_STRUCTURE_SLACK) {
            for (size_t j = 0; j < HK_STRUCTURE_SLACK; j++) {
                places[found + k + j] = (uint32_t)at + (bits ? (uint32_t)__builtin_ctzll(bits) : 0);
                bits &= bits - 1;
            }
        }
        found += count;
    }
    size_t rest = hk_find_structure_ref(places + found, text + at, n - at, separator);
    for (size_t k = found; k < found + rest; k++)
        places[k] += (uint32_t)at;
    return found + rest;
}
#endif
