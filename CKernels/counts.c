#ifndef HK_INSTANCE
#include "ckernels.h"

#include <string.h>

size_t hk_parse_counts_ref(float *restrict out, uint64_t *restrict sum, const uint8_t *restrict text, size_t n, size_t count,
                           uint8_t separator) {
    uint64_t total = 0;
    size_t at = 0;
    for (size_t i = 0; i < count; i++) {
        if (i > 0 && (at >= n || text[at++] != separator)) return 0;
        uint32_t value = 0;
        size_t digits = 0;
        for (; at < n && (uint8_t)(text[at] - '0') <= 9; at++, digits++) {
            if (digits == HK_COUNT_DIGITS) return 0;
            value = value * 10 + (uint32_t)(text[at] - '0');
        }
        if (digits == 0) return 0;
        out[i] = (float)value;
        total += value;
    }
    *sum = total;
    return at;
}

#define HK_FAMILY "counts.c"
#include "instances.h"

#else /* vector source, once for each instance */

#define eight_digits HK_(eight_digits)
#define number HK_(number)

/* The value of eight bytes 0 ... 9, the first one in the lowest byte and worth most: neighbours are joined three times. */
static inline __attribute__((always_inline)) uint32_t eight_digits(uint64_t digits) {
    digits = digits * 10 + (digits >> 8);
    digits = ((digits & 0x000000FF000000FF) * 0x000F424000000064 + ((digits >> 16) & 0x000000FF000000FF) * 0x0000271000000001) >> 32;
    return (uint32_t)digits;
}

/* Reads one number of up to nine digits; at least 16 bytes can be read. Returns its length, 0 when there is none. */
static inline __attribute__((always_inline)) size_t number(uint32_t *value, const uint8_t *text) {
    __m128i bytes = _mm_sub_epi8(_mm_loadu_si128((const __m128i *)text), _mm_set1_epi8('0'));
    __m128i is_digit = _mm_cmpeq_epi8(_mm_min_epu8(bytes, _mm_set1_epi8(9)), bytes);
    size_t length = (size_t)__builtin_ctz(~(uint32_t)_mm_movemask_epi8(is_digit));
    if (length == 0 || length > HK_COUNT_DIGITS) return 0;
    uint64_t first = (uint64_t)_mm_cvtsi128_si64(bytes);
    if (length <= 8) {
        *value = eight_digits(first << (64 - 8 * length));
    } else {
        *value = eight_digits(first) * 10 + (uint32_t)(uint8_t)_mm_extract_epi8(bytes, 8);
    }
    return length;
}

/* Almost all counts of such tables have one digit: 32 bytes are then 16 digits at even places and 16 separators at odd ones.
 * Where that pattern breaks, numbers are read one by one until it holds again. */
size_t HK_(parse_counts)(float *restrict out, uint64_t *restrict sum, const uint8_t *restrict text, size_t n, size_t count,
                         uint8_t separator) {
    const __m256i zero = _mm256_set1_epi16((short)('0' | separator << 8)), one = _mm256_set1_epi16(1);
    const __m256i most = _mm256_set1_epi16(9), low = _mm256_set1_epi16(0xFF);
    const __m256i places = _mm256_setr_epi16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    __m256i sums = _mm256_setzero_si256();
    uint64_t total = 0;
    size_t at = 0, i = 0;
    while (count - i > 16 && n - at >= 48) {
        /* Digits become 0 ... 9 and separators 0; every other byte becomes larger than its most. */
        __m256i v = _mm256_sub_epi8(_mm256_loadu_si256((const __m256i *)(text + at)), zero);
        __m256i bad = _mm256_subs_epu8(v, most);
        uint32_t good = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi16(bad, _mm256_setzero_si256()));
        __m256i digits = _mm256_and_si256(v, low);
        _mm256_storeu_ps(out + i, _mm256_cvtepi32_ps(_mm256_cvtepu16_epi32(_mm256_castsi256_si128(digits))));
        _mm256_storeu_ps(out + i + 8, _mm256_cvtepi32_ps(_mm256_cvtepu16_epi32(_mm256_extracti128_si256(digits, 1))));
        if (good == 0xFFFFFFFF) {
            sums = _mm256_add_epi32(sums, _mm256_madd_epi16(digits, one));
            at += 32;
            i += 16;
            continue;
        }
        size_t pairs = (size_t)__builtin_ctz(~good) / 2;
        digits = _mm256_and_si256(digits, _mm256_cmpgt_epi16(_mm256_set1_epi16((short)pairs), places));
        sums = _mm256_add_epi32(sums, _mm256_madd_epi16(digits, one));
        at += 2 * pairs;
        i += pairs;
        /* Here begins a number of several digits, or something else. */
        do {
            if (n - at < 17) break;
            uint32_t value;
            size_t length = number(&value, text + at);
            if (length == 0 || text[at + length] != separator) return 0;
            out[i++] = (float)value;
            total += value;
            at += length + 1;
        } while (count - i > 16 && n - at >= 48 && text[at + 1] != separator);
    }
    uint32_t lanes[8];
    _mm256_storeu_si256((__m256i *)lanes, sums);
    for (size_t lane = 0; lane < 8; lane++)
        total += lanes[lane];
    uint64_t rest = 0;
    size_t length = hk_parse_counts_ref(out + i, &rest, text + at, n - at, count - i, separator);
    if (length == 0) return 0;
    *sum = total + rest;
    return at + length;
}
#endif
