/* Kernels of Headroom: hot numerical loops in plain C, written once as a plain scalar reference and once for vectors.
 *
 * Every kernel: output first, inputs next, sizes, then scalars. Sizes count elements and may be 0. No allocation, no lock, no
 * log, no failure, no global state: a caller picks the table of an instruction set and calls through it. Matrices are row-major.
 * Shape letters: N rows, B batch, C hidden width, Q quantile levels.
 *
 * Determinism. A kernel gives the same bits for the same arguments, whatever their alignment. AVX2, AVX-512 and AVX-512-BF16
 * give the same bits as each other: they are one source of 16 lanes with one order of operations, each rounded as IEEE 754 says.
 * How near the scalar reference is to them is said at each kernel; where that is "bitwise", all levels agree. The reference
 * takes exp, tanh and log1p from the C library, in double.
 *
 * NaN in an input propagates to the outputs that depend on it.
 */
#ifndef CKERNELS_H
#define CKERNELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Instruction set levels, ascending. HK_ISA_AVX512BF16 uses the AVX-512 versions where BF16 brings nothing, which today is all. */
typedef enum hk_isa {
    HK_ISA_SCALAR = 0,    /* plain C for any machine */
    HK_ISA_AVX2 = 1,      /* AVX2 and FMA, 8 lanes */
    HK_ISA_AVX512 = 2,    /* AVX-512 F, BW, DQ, VL, 16 lanes */
    HK_ISA_AVX512BF16 = 3 /* AVX-512 with BF16 dot products */
} hk_isa;

/* Highest level this processor and operating system can run. */
hk_isa hk_isa_best(void);

/* Whether this processor and operating system can run a level. False for values that name no level. */
bool hk_isa_supported(hk_isa isa);

/* ---- Activations (activations.c)
 *
 *   out  [n]  result; may be x itself, must not overlap it otherwise
 *   x    [n]  any floats, infinities included
 *
 * The reference is the double result rounded: 0.5 ulp. The vector versions were compared with double at every third of all
 * floats; the bounds are what was found, rounded up, in units in the last place of the result. */

/* out = 1 / (1 + exp(-x)). 2.5 ulp, 1e-7 absolute; vector versions return 0 for results below 2^-126. */
void hk_sigmoid_ref(float *out, const float *x, size_t n);

/* out = tanh(x), keeps the sign of zero, never beyond 1. 2.6 ulp, 1.6e-7 absolute. */
void hk_tanh_ref(float *out, const float *x, size_t n);

/* out = log(1 + exp(x)), without overflow. 3 ulp; vector versions return 0 for results below 2^-126. */
void hk_softplus_ref(float *out, const float *x, size_t n);

/* out = exp(x). 1.1 ulp; subnormal results are kept (2^-149 absolute), large ones overflow to +inf. */
void hk_exp_ref(float *out, const float *x, size_t n);

/* ---- Reductions (reductions.c)
 *
 * Squares and products of floats are exact in double, and so is their sum up to its order: 1e-15 of the sum of absolute terms,
 * times log n in the vector versions, times n in the reference. Inputs may alias. n may be 0, and then sums are 0. */

/* Sum of x[n]. */
double hk_sum_ref(const float *x, size_t n);

/* Sum of squares of x[n]. */
double hk_sum_squares_ref(const float *x, size_t n);

/* Sum of x[i] * y[i]. */
double hk_dot_ref(const float *x, const float *y, size_t n);

/* Largest of x[n]; -inf for n == 0, NaN when any value is NaN. Bitwise, but for the sign of a zero. */
float hk_maximum_ref(const float *x, size_t n);

/* ---- Simple loops (elementwise.c)
 *
 * Bitwise. */

/* y[i] += x[i]. y may be x. */
void hk_add_ref(float *y, const float *x, size_t n);

/* y[i] *= factor. */
void hk_scale_ref(float *y, size_t n, float factor);

/* y[r, c] += bias[c]. y is [rows, columns] and does not overlap bias. */
void hk_add_bias_ref(float *restrict y, const float *restrict bias, size_t rows, size_t columns);

/* out[c] += sum over r of x[r, c], in double, rows in ascending order. x is [rows, columns] and does not overlap out. */
void hk_column_sums_ref(float *restrict out, const float *restrict x, size_t rows, size_t columns);

/* ---- Pinball loss (pinball.c)
 *
 * Koenker & Bassett, "Regression Quantiles", Econometrica 46(1), 1978. */

/* Sum of pinball losses of n forecasts at one quantile level.
 *
 *   y    [n]  observed values
 *   q    [n]  predicted tau-quantiles
 *   tau       level, 0 < tau < 1 (caller checks)
 *   returns   sum over i of max(tau * (y-q), (tau-1) * (y-q))
 *
 * The difference is taken in float, the loss and the sum in double; levels differ by the order of the sum only. y and q may
 * alias. */
double hk_pinball_sum_ref(const float *y, const float *q, size_t n, float tau);

/* Weighted pinball losses of n rows at `levels` quantile levels, with gradient.
 *
 *   gradient  [n, levels]  scale * weight * d loss / d q, 0 for rows that are not scored; NULL when not wanted; may be q itself
 *   observed  number of scored rows, written
 *   q         [n, levels]  predictions
 *   y         [n]          observed values; a NaN row is not scored
 *   weights   [n]          weight of a row, NULL for 1
 *   tau       [levels]     quantile levels in (0, 1)
 *   returns   sum over scored rows of weight * sum over levels of max(tau * (y-q), (tau-1) * (y-q))
 *
 * d loss / d q is -tau below the observation, 1 - tau above it and 0.5 - tau on it. The gradient is bitwise, the sum as above. */
double hk_pinball_rows_ref(float *gradient, size_t *observed, const float *q, const float *y, const float *weights, const float *tau,
                           size_t n, size_t levels, float scale);

/* ---- Adam (adam.c)
 *
 * Kingma & Ba, "Adam", ICLR 2015; Loshchilov & Hutter, "Decoupled Weight Decay Regularization", ICLR 2019. */

/* Scalars of one Adam step, derived once per step in double and rounded to float. */
typedef struct hk_adam_scalars {
    float decay;         /* 1 - learning rate * weight decay */
    float first_weight;  /* 1 - beta1 */
    float second_keep;   /* beta2 */
    float second_weight; /* 1 - beta2 */
    float second_root;   /* sqrt(1 - beta2^step) */
    float step_size;     /* learning rate / (1 - beta1^step) */
    float epsilon;       /* added to the root of the corrected second moment */
} hk_adam_scalars;

/* One step, in PyTorch's order of operations:
 *
 *   p = p * decay;  m = m + first_weight * (g - m);  v = second_keep * v + second_weight * g * g
 *   p = p - step_size * m / (sqrt(v) / second_root + epsilon)
 *
 *   p [n] parameters, m [n] first moment, v [n] second moment: updated;  g [n] gradients. No overlap.
 * Every operation rounds to float, none is fused. Bitwise. */
void hk_adam_ref(float *restrict p, float *restrict m, float *restrict v, const float *restrict g, size_t n,
                 const hk_adam_scalars *scalars);

/* ---- LSTM cell (lstm_cell.c)
 *
 * Hochreiter & Schmidhuber 1997 with forget gate, gate order input, forget, candidate, output as in PyTorch. One pass. */

/* h      [batch, width]     o * tanh(c), written
 * c      [batch, width]     f * c_previous + i * g, written; may be c_previous
 * tanh_c [batch, width]     tanh(c), written
 * gates  [batch, 4 width]   in: pre-activations i, f, g, o side by side; out: sigmoid(i), sigmoid(f), tanh(g), sigmoid(o)
 * c_previous [batch, width] state before; no other overlap
 *
 * Gates and tanh(c) are as near as the activations above, c and h within 1e-6 * (1 + |c|). */
void hk_lstm_cell_forward_ref(float *h, float *c, float *tanh_c, float *gates, const float *c_previous, size_t batch, size_t width);

/* d_gates [batch, 4 width]  gradient of the pre-activations, written; may be gates
 * d_c     [batch, width]    in: gradient of c from the step after; out: gradient of c_previous
 * d_h     [batch, width]    total gradient of h
 * gates   [batch, 4 width]  activated gates, tanh_c, c_previous [batch, width] as the forward pass left them
 *
 * Every operation rounds to float, none is fused. Bitwise. */
void hk_lstm_cell_backward_ref(float *d_gates, float *d_c, const float *d_h, const float *gates, const float *tanh_c,
                               const float *c_previous, size_t batch, size_t width);

/* ---- Tables of text (counts.c, structure.c)
 *
 * Bytes in, numbers and places out; integers only, so that all levels agree bitwise. Nothing beyond text[n - 1] is read. */

/* Most digits of a number that hk_parse_counts reads. */
#define HK_COUNT_DIGITS 9

/* Reads exactly `count` numbers of one to HK_COUNT_DIGITS digits with single separators between them.
 *
 *   out   [count]  the numbers, rounded to float
 *   sum            their exact sum
 *   text  [n]      begins with the first digit; may go on behind the last number
 *   count          at least 1
 *   separator      no digit
 *   returns        the bytes read, up to the last number's last digit; 0 when the text is anything else, and then out and sum are
 *                  undefined
 *
 * out, sum and text do not overlap. */
size_t hk_parse_counts_ref(float *restrict out, uint64_t *restrict sum, const uint8_t *restrict text, size_t n, size_t count,
                           uint8_t separator);

/* Finds every separator, line feed and double quote.
 *
 *   places  [n + HK_STRUCTURE_SLACK]  their positions, ascending; the elements behind the last one are undefined
 *   text    [n]                       n < 2^32
 *   returns                           how many there are
 */
size_t hk_find_structure_ref(uint32_t *restrict places, const uint8_t *restrict text, size_t n, uint8_t separator);

/* Elements that hk_find_structure may write behind the last place. */
#define HK_STRUCTURE_SLACK 8

/* ---- Dispatch (dispatch.c) */

/* The kernels of one instruction set; members are described at their references above. */
typedef struct hk_kernels {
    hk_isa isa;
    __typeof__(hk_sigmoid_ref) *sigmoid;
    __typeof__(hk_tanh_ref) *tanh;
    __typeof__(hk_softplus_ref) *softplus;
    __typeof__(hk_exp_ref) *exp;
    __typeof__(hk_sum_ref) *sum;
    __typeof__(hk_sum_squares_ref) *sum_squares;
    __typeof__(hk_dot_ref) *dot;
    __typeof__(hk_maximum_ref) *maximum;
    __typeof__(hk_add_ref) *add;
    __typeof__(hk_scale_ref) *scale;
    __typeof__(hk_add_bias_ref) *add_bias;
    __typeof__(hk_column_sums_ref) *column_sums;
    __typeof__(hk_pinball_sum_ref) *pinball_sum;
    __typeof__(hk_pinball_rows_ref) *pinball_rows;
    __typeof__(hk_adam_ref) *adam;
    __typeof__(hk_lstm_cell_forward_ref) *lstm_cell_forward;
    __typeof__(hk_lstm_cell_backward_ref) *lstm_cell_backward;
    __typeof__(hk_parse_counts_ref) *parse_counts;
    __typeof__(hk_find_structure_ref) *find_structure;
} hk_kernels;

/* The table of a level; never NULL. Calling through the table of a level that is not supported crashes: ask hk_isa_supported. */
const hk_kernels *hk_kernels_for(hk_isa isa);

#ifdef __cplusplus
}
#endif
#endif
