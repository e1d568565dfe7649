/* Weights of LSTM layers packed in pairs. */
#include "ckernels.h"

#include "bf16.h"
#include "lstm_reference.h"

/* A word of two weights. The upper half of the word is a BF16 value with the lower half as its tail: taken as a float, the whole word
 * is the second weight, without a mask. It is the nearest such word, so it is off by at most half a unit of BF16, as the first one,
 * which is rounded to nearest. */
static uint32_t widened_word(float first, float second) {
    const uint32_t a = bits_of(first), b = bits_of(second);
    const uint32_t low = (a + 0x7fff + ((a >> 16) & 1)) >> 16;
    const uint32_t magnitude = (b & 0x7fffffff) + 0x8000;
    return low | (magnitude > low ? (magnitude - low) & 0x7fff0000 : 0) | (b & 0x80000000);
}

static uint32_t word_of(float first, float second, hk_pairs pairs) {
    return pairs == HK_PAIRS_BF16 ? bf16_of(second) << 16 | bf16_of(first) : widened_word(first, second);
}

void hk_round_pairs(float *out, const float *weight, size_t rows, size_t columns, hk_pairs pairs) {
    for (size_t row = 0; row < rows; row++, out += columns, weight += columns)
        for (size_t k = 0; k < columns; k += 2) {
            const bool pair = k + 1 < columns;
            const uint32_t word = word_of(weight[k], pair ? weight[k + 1] : 0, pairs);
            out[k] = float_of(word << 16);
            if (pair) out[k + 1] = float_of(pairs == HK_PAIRS_BF16 ? word & 0xffff0000 : word);
        }
}

size_t hk_lstm_packed_words(size_t lanes, size_t inputs, size_t width) {
    return blocks_of(width, lanes) * (1 + (inputs + 1) / 2 + (width + 1) / 2) * 4 * lanes;
}

/* Words of one matrix [4C, columns] for one block. */
static uint32_t *pack_words(uint32_t *packed, size_t lanes, const float *weight, size_t columns, size_t width, size_t block,
                            hk_pairs pairs) {
    for (size_t k = 0; k < columns; k += 2)
        for (size_t gate = 0; gate < 4; gate++)
            for (size_t lane = 0; lane < lanes; lane++) {
                const size_t unit = block * lanes + lane;
                const float *row = weight + (gate * width + unit) * columns + k;
                *packed++ = unit < width ? word_of(row[0], k + 1 < columns ? row[1] : 0, pairs) : 0;
            }
    return packed;
}

void hk_lstm_pack_pairs(uint32_t *restrict packed, size_t lanes, const float *input_weight, const float *recurrent_weight,
                        const float *input_bias, const float *recurrent_bias, size_t inputs, size_t width, hk_pairs pairs) {
    for (size_t block = 0; block < blocks_of(width, lanes); block++) {
        for (size_t gate = 0; gate < 4; gate++)
            for (size_t lane = 0; lane < lanes; lane++) {
                const size_t unit = block * lanes + lane, row = gate * width + unit;
                *packed++ = unit < width ? bits_of(input_bias[row] + recurrent_bias[row]) : 0;
            }
        packed = pack_words(packed, lanes, input_weight, inputs, width, block, pairs);
        packed = pack_words(packed, lanes, recurrent_weight, width, width, block, pairs);
    }
}
