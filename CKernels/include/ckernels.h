/* Kernels of Headroom: hot numerical loops in plain C, written once as a plain scalar reference and once for vectors.
 *
 * Every kernel: output first, inputs next, sizes, then scalars. Sizes count elements and may be 0. No allocation, no lock, no
 * log, no failure, no global state: a caller picks the table of an instruction set and calls through it. Matrices are row-major.
 * Shape letters: N rows, B batch, C hidden width, Q quantile levels.
 *
 * Determinism. A kernel gives the same bits for the same arguments, whatever their alignment. AVX2, AVX-512 and AVX-512-BF16
 * give the same bits as each other: they are one source of 16 lanes with one order of operations, each rounded as IEEE 754 says.
 * Products of BF16 numbers are the exception, see there.
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

/* Instruction set levels, ascending. HK_ISA_AVX512BF16 uses the AVX-512 versions of all but the products of BF16 numbers. */
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

/* Tells the processor that a thread waits for another one in a loop. */
static inline void hk_pause(void) {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#endif
}

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

/* out = max(x, 0). Bitwise. */
void hk_relu_ref(float *out, const float *x, size_t n);

/* gradient = 0 where out, a result of hk_relu, is 0. Bitwise. */
void hk_relu_gradient_ref(float *gradient, const float *out, size_t n);

/* out = x Phi(x) with the standard normal distribution Phi (Hendrycks & Gimpel, "Gaussian error linear units", 2016; the exact form).
 * slope [n] is the derivative, or NULL; out may be x, slope may not. 2e-7 absolute for |x| <= 1, 5e-7 elsewhere.
 */
void hk_gelu_ref(float *out, float *slope, const float *x, size_t n);

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

/* out[i] = x[i] * y[i]. out may be x or y. */
void hk_multiply_ref(float *out, const float *x, const float *y, size_t n);

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

/* ---- Adaptive conformal calibration (adaptive.c)
 *
 * One observation settles one pending forecast of each of some rows; a row is a lead, or a block of leads, with P quantile levels. What
 * is learnt of a level is a shift of the forecast's quantile, in units of the forecast's own spread: the score of an observation y is
 * s = (y - forecast) / unit, clipped, and the shift is to be its tau-quantile. K experts track it by online gradient descent on the pinball
 * loss, each with its own step, and are mixed by exponential weights on the losses of what they said when the forecast was issued:
 *
 *   loss_i = pinball loss of s - issued_i
 *   w_i    = w_i / (1 + rate (loss_i - least loss))^8, divided by the sum;      the exponential, by rational operations only
 *   m      = sum over i of w_i (u_i + c_i)
 *   w'_i   = keep w_i + floor                                                    fixed share
 *   u'_i   = u_i + absorbed_i / w'_i (m - u_i - c_i)                             weight that flows in brings the state it comes from
 *   g_i    = gain_i min(1, w_i / (gate max w))
 *   u_i    = u'_i + step_i g_i (tau - [s <= u'_i])                               against what is known now: follows scores at once
 *   c_i    = c_i + correction_i g_i (tau - [s <= issued_i])                      against what was issued: right where scores hang together
 *   c      = c + integral (tau - [s <= issued shift])                            the same for the mixture: long-run coverage is exact
 *   issue  = sum over i of w'_i (u_i + c_i) + c
 *
 * gain_i is freak_gain for a guarded expert whose median is further than freak x (1 + half the distance of its shifts at `high` and `low`)
 * from the score at the middle level, otherwise 1: an expert that is wrong by far, or that others have replaced, keeps what it knew.
 * Gibbs & Candès, "Adaptive conformal inference under distribution shift", NeurIPS 2021, and "Conformal inference for online prediction
 * with arbitrary distribution shifts", JMLR 25, 2024; Zaffran et al., "Adaptive conformal predictions for time series", ICML 2022;
 * Angelopoulos, Candès & Tibshirani, "Conformal PID control for time series prediction", NeurIPS 2023 (c); Herbster & Warmuth, "Tracking
 * the best expert", Machine Learning 32, 1998; Blom & Bar-Shalom, "The interacting multiple model algorithm", IEEE Transactions on
 * Automatic Control 33(8), 1988 (absorbed). Bitwise. */

/* Most experts of a calibration. */
#define HK_ADAPTIVE_EXPERTS 8

/* What is fixed from one observation to the next. */
typedef struct hk_adaptive_rule {
    size_t experts;           /* K, 1 ... HK_ADAPTIVE_EXPERTS */
    size_t stride;            /* P: levels padded to a multiple of 16 */
    size_t middle, low, high; /* places of the levels nearest to 0.5, 0.1 and 0.9 */
    float steps[HK_ADAPTIVE_EXPERTS];
    float absorbed[HK_ADAPTIVE_EXPERTS]; /* weight that flows in from the mixture, at most floor */
    float corrections[HK_ADAPTIVE_EXPERTS];
    float guarded[HK_ADAPTIVE_EXPERTS]; /* 1 for experts that leave freak scores to others, otherwise 0 */
    float rate;                         /* an eighth of the learning rate of the weights */
    float keep, floor;                  /* keep + K floor = 1, floor > 0 */
    float gate, freak, freak_gain, integral;
    float limit; /* scores are clipped to +- limit */
} hk_adaptive_rule;

/* Floats of the state of a row: u [K, P], w [K, P] (each column sums to 1), c_i [K, P], c [P], issue [P]. */
size_t hk_adaptive_state_floats(size_t experts, size_t stride);

/* Floats of a pending row: forecast [P], u_i + c_i of the experts when it was issued [K, P], issued shift [P]. */
size_t hk_adaptive_pending_floats(size_t experts, size_t stride);

/* Settles one observation.
 *
 *   state          [rows, hk_adaptive_state_floats], updated
 *   pending        [rows, hk_adaptive_pending_floats]
 *   inverse_units  [rows]  1 / unit of the pending forecast; 0 where there is none, and the row stays as it is
 *   tau            [P]     levels in (0, 1), the padding too
 *   y              the observation, finite
 */
void hk_adaptive_update_ref(float *restrict state, const float *restrict pending, const float *restrict inverse_units,
                            const float *restrict tau, size_t rows, float y, const hk_adaptive_rule *rule);

/* ---- Affine maps with packed weights (affine.c)
 *
 * out = bias + x · X^T + y · Y^T with weights X [columns, x columns] and Y [columns, y columns], packed together in blocks of four vectors
 * of columns, fewer in the last one: [blocks][1 + x columns + y columns][4 lanes]. Rows of out are padded to whole vectors. One fused
 * multiply-add per product, x first, in ascending order: bitwise. */

/* Floats between rows of out. */
size_t hk_affine_stride(size_t lanes, size_t columns);

/* Floats of packed weights. */
size_t hk_affine_packed_floats(size_t lanes, size_t x_columns, size_t y_columns, size_t columns);

/* Packs weights; y_weight is not read where y_columns is 0. */
void hk_affine_pack(float *restrict packed, size_t lanes, const float *x_weight, size_t x_columns, const float *y_weight, size_t y_columns,
                    const float *bias, size_t columns);

/* Packs the transpose of a weight [x columns, columns], with a bias of 0. */
void hk_affine_pack_transposed(float *restrict packed, size_t lanes, const float *weight, size_t x_columns, size_t columns);

/* Rows of an input, `stride` floats apart. */
typedef struct hk_affine_input {
    const float *first;
    size_t stride, columns;
} hk_affine_input;

/* out [rows, stride] written; does not overlap the inputs. */
void hk_affine_ref(float *out, const hk_affine_input *x, const hk_affine_input *y, const float *packed, size_t rows, size_t columns);

/* Asks for n floats to be brought near, into the second-level cache, without waiting for them. */
static inline void hk_prefetch(const float *x, size_t n) {
    for (size_t i = 0; i < n; i += 16)
        __builtin_prefetch(x + i, 0, 2);
}

/* weight [outputs, inputs] += sum over rows of out [rows, outputs] times x [rows, inputs] (affine_gradient.c): the gradient of an affine
 * map's weight, from that of its results. Products are added row by row in ascending order. */
void hk_affine_gradient_ref(float *weight, const float *out, const float *x, size_t rows, size_t outputs, size_t inputs);

/* ---- Attention (attention.c)
 *
 * Scaled dot-product attention (Vaswani et al., "Attention is all you need", NeurIPS 2017) of `heads` heads of E floats in each of
 * `windows` windows with Tq queries and Tk keys:
 *
 *   out_i = sum over j of w_ij v_j,   w_ij = exp(s_ij) / sum over j of exp(s_ij),   s_ij = scale q_i · k_j + bias_j
 *
 * Rows of a window follow those of the one before; heads lie next to each other in a row. Scores of a head are never whole in memory: one
 * block of queries after the other (Dao et al., "FlashAttention", NeurIPS 2022, without tiles of keys: those of a head fit the cache).
 * AVX2 and AVX-512 agree bitwise; against the reference, weights are within 1e-6 (1 + S) of themselves for scores up to S, which are
 * rounded too. */
typedef struct hk_attention {
    size_t windows, heads, queries, keys, width; /* Tq, Tk, E */
    float scale;
    bool causal;            /* query i sees keys up to i + Tk - Tq only; needs Tk >= Tq */
    const float *q, *k, *v; /* [windows * Tq], [windows * Tk] rows of heads * E floats */
    size_t q_stride, k_stride, v_stride;
    const float *key_bias; /* [windows, Tk], -inf for a key that nobody sees; or NULL. A query that sees none gets 0. */
    float *out;            /* [windows * Tq] rows, written by the forward pass */
    size_t out_stride;
    float *statistics; /* [windows, heads, 2, Tq]: what the backward pass of the same level needs; or NULL */
    float *work;       /* hk_attention_floats */
} hk_attention;

/* Gradients of the result, read, and of queries, keys and values, written; none of them overlap. */
typedef struct hk_attention_gradients {
    const float *out;
    size_t out_stride;
    float *q, *k, *v;
    size_t q_stride, k_stride, v_stride;
} hk_attention_gradients;

/* Floats of work space of both passes. */
size_t hk_attention_floats(size_t lanes, size_t queries, size_t keys, size_t width);

void hk_attention_ref(const hk_attention *a);

/* Weights are computed anew from the statistics of the forward pass; `out` of `a` is not read. */
void hk_attention_gradient_ref(const hk_attention *a, const hk_attention_gradients *gradients);

/* Queries whose scores of sampled keys stand out (ProbSparse: Zhou et al., "Informer", AAAI 2021): the `count` ones with the largest
 * difference of largest and mean score of q_i and k_j, j in sample [tokens, sampled], in descending order of it.
 *
 *   chosen   [count]   places of queries, whole numbers, written
 *   measures [tokens]  scratch
 *   q, k     rows of one head, `stride` floats apart
 * Bitwise. */
void hk_sparse_queries_ref(float *restrict chosen, float *restrict measures, const float *q, const float *k, size_t stride, size_t tokens,
                           size_t width, const int32_t *restrict sample, size_t sampled, size_t count);

/* Turns pairs of neighbouring floats of every head of rows [rows, heads * E], `stride` floats apart, by the angles of the row's position
 * (rotary positions: Su et al., "RoFormer", Neurocomputing 568, 2024). Row r has position r mod positions; cosines and sines are
 * [positions, E / 2]. `back` turns the other way, which is the gradient. Bitwise. */
void hk_rotate_ref(float *x, size_t stride, size_t rows, size_t heads, size_t width, const float *cosines, const float *sines,
                   size_t positions, bool back);

/* ---- Layer normalisation (layer_norm.c)
 *
 * Ba, Kiros & Hinton, "Layer normalization", 2016: out = (x - mean) / sqrt(variance + epsilon) * gain + offset in each row. */
typedef struct hk_layer_norm {
    size_t columns;
    const float *gain, *offset; /* [columns] */
    float epsilon;
} hk_layer_norm;

/* Adds `residual` [rows, columns] to x first where it is not NULL; x keeps the sum. `out` may be x or the residual. `statistics` [rows, 2]
 * are mean and inverse deviation, or NULL. AVX2 and AVX-512 agree bitwise; within 1e-6 of the largest distance from the mean of the
 * reference. */
void hk_layer_norm_ref(float *out, float *statistics, float *x, const float *residual, const hk_layer_norm *norm, size_t rows);

/* Writes the gradient of x, or adds it; adds the gradients of gain and offset. dx may be dout where it is written. */
void hk_layer_norm_gradient_ref(float *dx, float *dgain, float *doffset, const float *dout, const float *x, const float *statistics,
                                const hk_layer_norm *norm, size_t rows, bool adds);

/* ---- LSTM layers with packed weights (lstm_layer.c, lstm_series.c, lstm_gradient.c)
 *
 * Hochreiter & Schmidhuber 1997 with forget gate, gate order input, forget, candidate, output as in PyTorch.
 *
 * Weights are packed for the vectors of an instruction set, whose `lanes` its table names (1 in the reference): blocks of `lanes`
 * units, each [1 + D + C][4][lanes]: the sum of the two biases, one row per input, one row per unit of the state before. Gates lie
 * in the same order, [blocks][i f g o][lanes]. States are padded to whole blocks; units beyond C are 0 and stay 0.
 *
 * Products add one fused multiply-add per input in ascending order, so their bits do not depend on the level or on how rows are
 * grouped. Activations are within 3e-7 of the reference; see lstm_vector.h for how. */

/* Floats of packed weights, for D inputs and C units. */
size_t hk_lstm_packed_floats(size_t lanes, size_t inputs, size_t width);

/* Packs a layer: weights [4C, D] and [4C, C], biases [4C], as PyTorch stores them. */
void hk_lstm_pack(float *restrict packed, size_t lanes, const float *input_weight, const float *recurrent_weight, const float *input_bias,
                  const float *recurrent_bias, size_t inputs, size_t width);

/* One step of one layer for `rows` rows. Cp is C rounded up to a multiple of lanes. */
typedef struct hk_lstm_step {
    size_t rows, inputs, width; /* rows, D, C */
    const float *packed;        /* packed weights */
    const float *x;             /* inputs [rows, D] */
    size_t x_stride;            /* floats between rows of x */
    const float *h_previous;    /* state before [rows, Cp]; not h */
    float *h;                   /* state after [rows, Cp], written */
    float *c;                   /* cell state [rows, Cp]; forecast: updated; training: written */
    size_t state_stride;        /* floats between rows of h_previous, h, c, c_previous and tanh_c, >= Cp; training: = Cp */
    float *gates;               /* forecast: scratch of rows * 4 * lanes floats, at least 4 Cp; training: activated gates [rows, 4 Cp] */
    const float *c_previous;    /* training: cell state before [rows, Cp] */
    float *tanh_c;              /* training: tanh(c) [rows, Cp], written */
} hk_lstm_step;

/* Step of a forecast: keeps h and c only. */
void hk_lstm_forecast_step_ref(const hk_lstm_step *step);

/* Step of a training pass: keeps what the backward pass needs. */
void hk_lstm_training_step_ref(const hk_lstm_step *step);

/* ---- Weights packed in pairs (lstm_pairs.c)
 *
 * Half the bytes: a word holds the weights of two neighbouring inputs in BF16 precision, the first in the lower half. Either is off by
 * at most 2^-8 of itself. Biases and cells stay float. Per block: the bias as floats, then [(D + 1) / 2][4][lanes] and
 * [(C + 1) / 2][4][lanes] words; the last word of an odd number has 0 as its second weight. */

/* How a word is read; the table of a level names its own way. */
typedef enum hk_pairs {
    /* As floats: the first weight is rounded to BF16, the second is the word itself, nearest to the weight. The sums of
     * hk_lstm_series_forecast are those of the rounded weights as floats, bit by bit. */
    HK_PAIRS_WIDENED = 0,
    /* By instructions that multiply BF16 numbers: both weights are rounded to BF16, to nearest with ties to even, and so are the inputs
     * and the states that they are multiplied with. Read by the kernels of "Products of BF16 numbers" only. */
    HK_PAIRS_BF16 = 1
} hk_pairs;

/* Words of 4 bytes of a layer packed in pairs, for D inputs and C units. */
size_t hk_lstm_packed_words(size_t lanes, size_t inputs, size_t width);

/* Packs a layer in pairs; arguments as hk_lstm_pack. */
void hk_lstm_pack_pairs(uint32_t *restrict packed, size_t lanes, const float *input_weight, const float *recurrent_weight,
                        const float *input_bias, const float *recurrent_bias, size_t inputs, size_t width, hk_pairs pairs);

/* The weights [rows, columns] that packing in pairs leaves. out may be weight. */
void hk_round_pairs(float *out, const float *weight, size_t rows, size_t columns, hk_pairs pairs);

/* ---- One series through all layers (lstm_series.c)
 *
 * The same function as hk_lstm_forecast_step for one row, step after step and layer after layer, the same bits in the same level. */

/* `steps` steps of a stack of layers for one series. All layers have C units; the first has D inputs, the others C. */
typedef struct hk_lstm_series {
    size_t layers, steps, inputs, width;
    const void *const *packed; /* weights of each layer, packed as floats or in pairs */
    bool pairs;                /* HK_PAIRS_WIDENED for hk_lstm_series_forecast; hk_lstm_bf16_series takes HK_PAIRS_BF16 only */
    const float *x;            /* inputs [steps, D] */
    float *h, *c;              /* states [layers, Cp]: before the first step in, after the last one out */
    float *work;               /* hk_lstm_series_floats floats */
} hk_lstm_series;

/* Floats of work space, of hk_lstm_bf16_series too. */
size_t hk_lstm_series_floats(size_t lanes, size_t layers, size_t steps, size_t inputs, size_t width);

void hk_lstm_series_forecast_ref(const hk_lstm_series *series);

/* ---- Products of BF16 numbers (lstm_bf16_step.c, lstm_bf16_series.c, affine_bf16.c, attention_bf16.c)
 *
 * Steps of a forecast with weights of HK_PAIRS_BF16. Inputs and states are rounded to BF16 before they are multiplied, so that a result
 * is within the rounding of both, 2^-9 of each, of what the same weights give with floats. Subnormal numbers are 0.
 *
 * The vector version takes vdpbf16ps, which adds the two products of a word to a float in an order of its own. A step of many rows, of
 * one, and a series give the same bits: words in ascending order, inputs first. Against the reference, which adds them with two fused
 * multiply-adds, second product first, sums of K products are within 2 K 2^-24 of the sum of their absolute values; a state that
 * then rounds to the neighbouring BF16 number differs by 2^-8 of itself. Tables of levels without the instruction have NULL, but for
 * the scalar one, which has the reference. */

/* Words of BF16 pairs, [rows, (columns + 1) / 2], from floats [rows, columns] with `stride` from row to row: nearest, ties to even, the
 * first in the lower half; an odd last one is paired with 0. No overlap. Bitwise. */
void hk_bf16_pairs_ref(uint32_t *restrict out, const float *restrict x, size_t rows, size_t columns, size_t stride);

/* Words of an affine map's weights, its bias included. */
size_t hk_affine_packed_words(size_t lanes, size_t x_columns, size_t columns);

/* Packs a weight [columns, x columns] in pairs of neighbouring inputs, and a bias as floats: blocks as those of hk_affine. */
void hk_affine_pack_pairs(uint32_t *restrict packed, size_t lanes, const float *weight, size_t x_columns, const float *bias,
                          size_t columns);

/* Packs the transpose of a weight [x columns, columns] without a bias: the map of the gradients of a layer's results to those of its
 * inputs. */
void hk_affine_pack_pairs_transposed(uint32_t *restrict packed, size_t lanes, const float *weight, size_t x_columns, size_t columns);

/* hk_affine_gradient with operands rounded to BF16, two neighbouring rows in a word; `words` is scratch of hk_affine_gradient_words. */
void hk_affine_gradient_bf16_ref(float *weight, const float *out, const float *x, size_t rows, size_t outputs, size_t inputs,
                                 uint32_t *words);
size_t hk_affine_gradient_words(size_t outputs, size_t inputs);

/* out [rows, stride of hk_affine] = bias + x · X^T for words [rows, (x columns + 1) / 2], `x_stride` words apart. */
void hk_affine_bf16_ref(float *out, const uint32_t *x, size_t x_stride, size_t x_columns, const uint32_t *packed, size_t rows,
                        size_t columns);

/* hk_attention of a forecast, `statistics` NULL: queries, scaled and in units of ln 2, keys, values and weights before they are normalised
 * are rounded to BF16. Exponentials of the vector version are within 1.1e-4 of themselves; weights then round to the same or the
 * neighbouring number, so results are within 2^-7 of the largest value of what the reference gives. */
void hk_attention_bf16_ref(const hk_attention *a);

/* One step of one layer for `rows` rows. */
typedef struct hk_lstm_bf16_step {
    size_t rows, inputs, width; /* rows, D, C */
    const uint32_t *packed;     /* weights in pairs */
    const uint32_t *x;          /* inputs [rows, (D + 1) / 2] */
    size_t x_stride;            /* words between rows of x */
    const uint32_t *h_previous; /* state before [rows, Cp / 2]; not h_pairs */
    uint32_t *h_pairs;          /* state after [rows, Cp / 2], written */
    size_t pair_stride;         /* words between rows of h_previous and h_pairs, >= (Cp + 1) / 2 */
    float *h;                   /* state after as floats [rows, Cp], written */
    float *c;                   /* cell state [rows, Cp], updated */
    size_t state_stride;        /* floats between rows of h and c, >= Cp */
    float *gates;               /* scratch of rows * 4 * lanes floats, at least 4 Cp */
} hk_lstm_bf16_step;

void hk_lstm_bf16_step_ref(const hk_lstm_bf16_step *step);

/* Steps of one series. */
void hk_lstm_bf16_series_ref(const hk_lstm_series *series);

/* ---- Backpropagation through one step of one layer (lstm_gradient.c)
 *
 * Weights are packed transposed, in blocks of two vectors of columns: [blocks][4 Cp][2 lanes], gates in packed order. */

/* Floats of a matrix [4C, columns] packed transposed. */
size_t hk_lstm_transposed_floats(size_t lanes, size_t width, size_t columns);

/* Packs a matrix [4C, columns] as PyTorch stores it. */
void hk_lstm_pack_transposed(float *restrict packed, size_t lanes, const float *weight, size_t width, size_t columns);

/* One step back in time. The gradient of the state is dh = start + (above · W_above) * mask + next · W_recurrent. */
typedef struct hk_lstm_gradient_step {
    size_t rows, width;
    const float *above;            /* gate gradients of the layer above at this step [rows, 4 Cp]; NULL for none */
    const float *packed_above;     /* its input weights, packed transposed */
    const float *mask;             /* dropout mask [rows, Cp] on the way to the layer above; NULL for none */
    const float *next;             /* gate gradients of this layer one step later [rows, 4 Cp]; NULL at the last step */
    const float *packed_recurrent; /* its recurrent weights, packed transposed */
    bool adds;                     /* whether dh holds a start; 0 otherwise. Excludes above */
    float *dh;                     /* gradient of the state [rows, dh_stride]: start in, gradient out */
    size_t dh_stride;              /* floats between rows of dh, >= C rounded up to a multiple of 2 lanes */
    size_t state_stride;           /* Cp: floats between rows of c_previous, tanh_c and dc */
    float *gates;                  /* activated gates [rows, 4 Cp] in, gradients of the pre-activations out */
    const float *c_previous, *tanh_c;
    float *dc; /* gradient of the cell state [rows, Cp]: from the step after in, for the step before out */
} hk_lstm_gradient_step;

/* Products add one fused multiply-add per gate in ascending order; no other operation is fused. Bitwise for the same `lanes`: with
 * other lanes gates are added in another order. */
void hk_lstm_gradient_step_ref(const hk_lstm_gradient_step *step);

/* ---- Gradients of a layer's weights (lstm_weight_gradient.c) */

/* out  [blocks, columns, 4, lanes]  sum over rows of x[row, column] * gates[row, block, gate, lane], written
 * sums [blocks, 4, lanes]           sum over rows of the gates: the gradient of a bias, written; NULL when not wanted
 * gates [rows, blocks, 4, lanes], x [rows, columns] with x_stride floats from row to row; no overlap
 *
 * One fused multiply-add per row in ascending order, sums in float likewise. Bitwise for the same lanes. */
void hk_lstm_weight_gradient_ref(float *out, float *sums, const float *gates, const float *x, size_t rows, size_t blocks, size_t columns,
                                 size_t x_stride);

/* gradient[4 width, columns] += packed [blocks, columns, 4, lanes], in PyTorch's order of rows. */
void hk_lstm_add_unpacked(float *restrict gradient, const float *restrict packed, size_t lanes, size_t width, size_t columns);

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

/* ---- Loess (loess.c)
 *
 * Local regression on evenly spaced points, Cleveland, Cleveland, McRae & Terpenning, "STL: A Seasonal-Trend Decomposition Procedure Based
 * on Loess", Journal of Official Statistics 6(1), 1990. What a point is smoothed to is a weighted sum of its neighbours, and the weights
 * depend on places only, unless points are trusted unevenly: they are found once and used for many series. */

/* out[c] = sum over r of w[r] * x[r * stride + c] for c < columns: what loess makes of neighbouring points (stride 1) and of the same
 * place in neighbouring seasons (stride = season) alike. The vectors fuse each product with its sum, the reference need not: equal up to
 * rounding, 2 * rows * epsilon * sum |w * x|; rows are added in their order, and all vector instances give the same bits. */
void hk_weigh_rows_ref(double *restrict out, const double *x, size_t stride, const double *w, size_t rows, size_t columns);

/* w[span]: what the neighbours 0 ... span - 1 contribute to the value at the place `at`: tricube weights of the distance in units of reach,
 * times robustness[j * stride] unless it is NULL, for a local constant (degree 0) or line (degree 1). Their sum is 1; all are 0 where no
 * neighbour has any weight. A line is not fitted to points that lie closer together than a thousandth of the n points of the series. */
void hk_loess_weights(double *restrict w, const double *robustness, size_t stride, size_t span, double at, double reach, size_t n,
                      int degree);

/* out[n - span + 1]: means of `span` neighbours, 1 <= span <= n, from a running sum. */
void hk_moving_average(double *restrict out, const double *restrict x, size_t n, size_t span);

/* ---- Autoregressive moving averages (arma.c)
 *
 * Errors of y_t = sum phi_i y_(t-i) + e_t + sum theta_j e_(t-j), those before `first` being 0 and everything before y_0 too. */

/* errors[n]; returns the sum of their squares. Every error needs the one before: plain C at all levels, the same bits. */
double hk_arma_errors(double *restrict errors, const double *restrict y, size_t n, size_t first, const double *phi, size_t p,
                      const double *theta, size_t q);

/* Largest order of derivatives, and columns of a row of them: the error, its derivatives by phi_1 ... phi_3 and theta_1 ... theta_3, 0. */
enum { HK_ARMA_ORDER = 3, HK_ARMA_COLUMNS = 8 };

/* products[8][8]: sums over the steps from `first` on of the products of two columns; phi[3] and theta[3] are 0 beyond their orders, whose
 * columns mean nothing then. The vectors fuse products with sums, the reference need not: equal up to rounding, which recursions with roots
 * near the unit circle carry on: 1e-10 relative. All vector instances give the same bits. */
void hk_arma_derivatives_ref(double *restrict products, const double *restrict y, size_t n, size_t first, const double *phi,
                             const double *theta);

/* ---- Gradient-boosted trees: training (tree_binning.c, tree_rounding.c, tree_histogram.c, tree_split.c, tree_rank_split.c,
 * tree_partition.c)
 *
 * Values are trained on as bins, one byte each: 0 for a missing value (NaN), 1 ... for the others. Histograms count what the rows of a
 * node add up to in every bin of every feature (Ke et al., "LightGBM", NeurIPS 2017; Chen & Guestrin, "XGBoost", KDD 2016). A row's
 * bins lie next to each other for histograms, [rows, stride], and each feature's for partitions, [rows].
 *
 * Sums over rows are made in narrow numbers, in pieces that the caller keeps short enough, and moved into wide ones between them. */

/* Bins of a feature, the missing one included. */
#define HK_TREE_BINS 256
/* Most bounds between bins, plus one. */
#define HK_TREE_BOUNDS 256
/* Floats of a feature's narrow sums [bin][gradient, hessian]; a cache line more than the bins take, so that the same bin of different
 * features falls into different sets of the first-level cache: without it sparse features ran at a tenth of the speed. */
#define HK_TREE_FEATURE_FLOATS (2 * HK_TREE_BINS + 16)
/* Words of a feature's narrow sums of integers [bin]; padded likewise. */
#define HK_TREE_FEATURE_WORDS (HK_TREE_BINS + 16)
/* Counters of a bin in histograms of ranks. */
#define HK_TREE_RANKS 16
/* Counters of a feature's narrow sums of ranks [bin][HK_TREE_RANKS]; padded likewise. */
#define HK_TREE_FEATURE_RANKS (HK_TREE_BINS * HK_TREE_RANKS + 32)

/* bins[i] = 1 + number of bounds below x[i * x_stride], or 0 for NaN.
 *
 *   bounds  [count]  ascending, below +infinity; count < HK_TREE_BOUNDS - 1
 *   returns          whether there was a NaN
 *
 * Bitwise. */
bool hk_tree_bin_ref(uint8_t *restrict bins, const float *restrict x, size_t x_stride, size_t n, const float *restrict bounds,
                     size_t count);

/* Sorts values that are not NaN, ascending, -0 before 0; scratch has n floats. The result is in values. */
void hk_sort_floats(float *values, float *scratch, size_t n);

/* Adds the gradients of rows to the bins they fall into.
 *
 *   sums       [features, HK_TREE_FEATURE_FLOATS]  pairs of sums of gradients and hessians, added to
 *   bins       [rows, stride]                      stride >= features
 *   gradients  [rows, 2]                           gradient and hessian of a row
 *   rows       [n]                                 rows to add, or NULL for 0 ... n - 1
 *
 * Bitwise: every sum is made in the order of the rows. */
void hk_tree_histogram_ref(float *restrict sums, const uint8_t *restrict bins, size_t stride, const float *restrict gradients,
                           const uint32_t *restrict rows, size_t n, size_t features);

/* The same with quantised gradients: a word holds a gradient in its upper half, with sign, and a hessian in its lower one.
 *
 *   sums  [features, HK_TREE_FEATURE_WORDS]  sums of words; neither half may overflow
 */
void hk_tree_histogram_integers_ref(uint32_t *restrict sums, const uint8_t *restrict bins, size_t stride,
                                    const uint32_t *restrict gradients, const uint32_t *restrict rows, size_t n, size_t features);

/* The same for several quantile levels at once: what a row adds depends on its rank only, the number of its predicted quantiles that lie
 * below the observed value.
 *
 *   sums    [features, HK_TREE_FEATURE_RANKS]  counters, added to; none may overflow
 *   ranks   [rows]                             rank of a row
 *   counts  [ranks, HK_TREE_RANKS]             what each rank adds
 */
void hk_tree_histogram_ranks_ref(uint16_t *restrict sums, const uint8_t *restrict bins, size_t stride, const uint8_t *restrict ranks,
                                 const uint16_t *restrict counts, const uint32_t *restrict rows, size_t n, size_t features);

/* largest[0] and largest[1] become the largest absolute values of n pairs of gradients and hessians and of themselves; infinite or NaN
 * where one is. Bitwise. */
void hk_tree_largest_ref(float *restrict largest, const float *restrict gradients, size_t n);

/* Added to a state of SplitMix64 for every number: 2^64 divided by the golden ratio, odd. */
#define HK_TREE_GAMMA 0x9E3779B97F4A7C15u

/* How gradients are rounded. */
typedef struct hk_tree_steps {
    float per_gradient, per_hessian;     /* steps of a unit */
    float gradient_limit, hessian_limit; /* most steps */
    bool constant_hessian;               /* hessians are rounded to the next step, not by chance */
} hk_tree_steps;

/* Rounds gradients up or down to whole steps by chance, so that their sums stay right on average (Shi et al., "Quantized training of
 * gradient boosting decision trees", NeurIPS 2022). With u = a number in [0, 1) that SplitMix64's finaliser (Steele, Lea, Flood, OOPSLA
 * 2014) makes of state + i * HK_TREE_GAMMA, a value of s steps becomes floor(s + u).
 *
 *   words      [n]     gradient in the upper half, with sign, hessian in the lower one
 *   gradients  [n, 2]  finite
 *
 * Bitwise. */
void hk_tree_round_ref(uint32_t *restrict words, const float *restrict gradients, size_t n, const hk_tree_steps *steps, uint64_t state);

/* total[i] += sums[i], sums[i] = 0 for n numbers. Bitwise. */
void hk_tree_move_sums_ref(double *restrict total, float *restrict sums, size_t n);

/* Adds the halves of n words to n pairs and clears the words. Bitwise. */
void hk_tree_move_integers_ref(double *restrict total, uint32_t *restrict sums, size_t n);

/* total[i] += sums[i], sums[i] = 0 for n counters; floats count exactly up to 2^24. Bitwise. */
void hk_tree_move_ranks_ref(float *restrict total, uint16_t *restrict sums, size_t n);

/* parent[i] -= child[i]: what is left is the other child. Bitwise. */
void hk_tree_subtract_ref(double *restrict parent, const double *restrict child, size_t n);
void hk_tree_subtract_ranks_ref(float *restrict parent, const float *restrict child, size_t n);

/* Writes down the leaf of every row of first ... end - 1.
 *
 *   leaf_of  [end - first]
 *   next     [leaves]       each leaf's next row, ascending from `first` on; moved to the first one that is not below `end`
 *   last     [leaves]       behind each leaf's last row
 */
void hk_tree_number_leaves(uint32_t *restrict leaf_of, const uint32_t **restrict next, const uint32_t *const *restrict last, size_t leaves,
                           uint32_t first, uint32_t end);

/* scores[i] += values[leaf_of[i]] for n rows. Bitwise. Leaf after leaf, scores would be fetched in no order that a prefetcher can guess. */
void hk_tree_add_leaves(double *restrict scores, const uint32_t *restrict leaf_of, const double *restrict values, size_t n);

/* What a split of a node has to keep, and what its leaves are worth: with sums G and H of gradients and hessians,
 *
 *   value = -shrunk(G, l1) / (H + l2) within lower ... upper,  gain = -(2 shrunk(G, l1) + (H + l2) value) value,
 *
 * where a leaf without hessians and penalty has the value 0. */
typedef struct hk_tree_rule {
    double l1, l2;
    double minimum_hessian; /* of either side, > 0 */
    double lower, upper;    /* bounds of the values of both leaves, for monotone constraints; infinite for none */
    int monotone;           /* 1: right leaf not below the left one; -1: not above; 0: free */
} hk_tree_rule;

/* A split: values in bins 1 ... bin go left, missing ones where missing_left says. */
typedef struct hk_tree_split {
    double gain; /* of both sides; -infinity when no split is allowed, and then the rest is not defined */
    double left_gradient, left_hessian;
    uint32_t bin;
    bool missing_left;
} hk_tree_split;

/* Value and gain of a leaf. */
double hk_tree_leaf_value(const hk_tree_rule *rule, double gradient, double hessian);
double hk_tree_leaf_gain(const hk_tree_rule *rule, double gradient, double hessian);

/* The value at a rank, from 0, of the sorted values; puts them in another order, with none greater before that rank and none smaller
 * behind it. rank < n, no NaN. O(n) on average. */
float hk_select_float(float *values, size_t n, size_t rank);

/* out[0] = the value at a rank, out[1] = the one behind it in sorted order, or the same at the last rank. What is in values afterwards is
 * undefined. rank < n < 2^32, no NaN. */
void hk_select_neighbours(float *restrict out, float *restrict values, size_t n, size_t rank);

/* The split of largest gain for several quantile levels at once, the first of equals: the gain of a side is the sum over levels of
 * (count[k] - levels[k] * n)^2 / n, where count[k] of its n rows lie below their predicted quantile k.
 *
 *   histogram  [bins, HK_TREE_RANKS]  counts of levels 0 ... Q - 1, then n at place Q, then zeros
 *   total      [HK_TREE_RANKS]        counts of the node
 *   levels     [HK_TREE_RANKS]        the Q levels, then zeros; Q < HK_TREE_RANKS
 *   left       [HK_TREE_RANKS]        counts of the left side of the best split, written
 *   returns                           left_gradient and left_hessian are the number of rows on the left
 *
 * Vector versions add levels in another order: the same to within rounding. */
hk_tree_split hk_tree_best_rank_split_ref(float *restrict left, const float *restrict histogram, size_t bins, const float *restrict total,
                                          const float *restrict levels, size_t level_count, double minimum_rows, bool has_missing);

/* The split of largest gain, the first of equals.
 *
 *   histogram  [bins, 2]  sums of a feature; bin 0 holds the missing values; 1 <= bins <= HK_TREE_BINS
 *   gradient, hessian     sums of the node
 *   has_missing           whether bin 0 may hold anything; otherwise missing values are not placed
 *
 * Vector versions make the gain of both sides with one division: the same to within rounding. */
hk_tree_split hk_tree_best_split_ref(const double *histogram, size_t bins, double gradient, double hessian, bool has_missing,
                                     const hk_tree_rule *rule);

/* Sends rows to the left or right side of a split, keeping their order.
 *
 *   left     [n]     rows of the left side; what is behind them is undefined
 *   right    [n]     rows of the right side, likewise; may be rows itself
 *   rows     [n]     or NULL for first ... first + n - 1
 *   bins     [rows]  bins of the split's feature
 *   sides    [8]     bit b set: bin b goes left
 *   returns          number of rows on the left
 *
 * Bitwise. */
size_t hk_tree_partition_ref(uint32_t *restrict left, uint32_t *right, const uint32_t *rows, uint32_t first, size_t n,
                             const uint8_t *restrict bins, const uint32_t *restrict sides);

/* ---- Compiled forests (forest.c)
 *
 * Sums of decision trees over rows of floats. Nodes do not look at values but at keys: small whole numbers that are computed once per
 * row and tell all that any node can ask. The key of a numerical node is the number of the forest's thresholds of that feature that
 * the value exceeds, so that `value <= threshold` is `key < limit` for a limit of the node, and missing values have a key that goes to
 * the wanted side whatever the limit. The key of a categorical node is 0 in its set and 1 elsewhere, its limit is 1.
 *
 * A row alone is answered by blocks: up to 31 nodes of a tree that are compared all at once, and up to 32 ways out of the block, to a
 * leaf or to another block, each with the path of nodes that leads to it and the decisions wanted on that path. Whichever way
 * out has all its wanted decisions is the row's. A block may hold several subtrees side by side; they are told apart by the first of
 * their ways out.
 *
 * Many rows are answered by planes: the keys of HK_FOREST_ROWS rows lie next to each other, and every node, children first, chooses
 * for all of the rows between what its children chose. Neither way sorts nodes by feature or intersects sets of leaves.
 *
 * Leaves are exact and sums are added in the order of the trees, rounded after each: bitwise in all levels, alone or among others. */

/* How the key of a value is found. Keys of a forest are sorted by it. */
typedef enum hk_forest_rule {
    HK_FOREST_NUMBER = 0,     /* NaN is 0 */
    HK_FOREST_NAN_LEFT = 1,   /* NaN has key 0, hence goes left */
    HK_FOREST_NAN_RIGHT = 2,  /* NaN has a key no limit is above, hence goes right */
    HK_FOREST_ZERO_LEFT = 3,  /* the same for NaN and |x| <= 1e-35 */
    HK_FOREST_ZERO_RIGHT = 4, /* the same */
    HK_FOREST_CATEGORY = 5,   /* a set of categories */
    HK_FOREST_RULES = 6
} hk_forest_rule;

/* Most thresholds of one key; features with more of them have several keys. */
#define HK_FOREST_THRESHOLDS 255

/* Floats behind the last threshold that can be read. */
#define HK_FOREST_THRESHOLD_SLACK 272

/* Values behind the last one that can be read. */
#define HK_FOREST_VALUE_SLACK 31

/* Rows of a plane of keys. */
#define HK_FOREST_ROWS 64

/* Most keys of a forest with planes, and of any forest. */
#define HK_FOREST_PLANES 1024
#define HK_FOREST_KEYS 65536

/* Most choices of nodes that wait to be chosen from at any time: half of the leaves. */
#define HK_FOREST_CHOICES 128

/* Most leaves of a tree in planes, and of trees whose nodes are mixed. */
#define HK_FOREST_LEAVES 256

/* A key.
 *
 *   numerical    `count` thresholds t, ascending, at thresholds + 16 * first: a row of 16 that holds the last threshold of each full row
 *                but the last, then the thresholds themselves in rows of 16; both filled up with +inf
 *   categorical  `count` words of 32 categories at categories + first; the category of x is its whole part, none when x <= -1 or NaN
 */
typedef struct hk_forest_key {
    uint32_t feature, first, count;
} hk_forest_key;

/* Nodes that are compared at once. A node goes left when keys[key] < limit; unused nodes have limit 0. Node 31 is never used. */
typedef struct hk_forest_block {
    uint8_t key[32], limit[32]; /* of the keys' numbers the lower bytes */
    uint32_t path[32];          /* nodes above a way out, one bit each; unused: bit 31 */
    uint32_t wanted[32];        /* those of them that must go left; unused: bit 31 */
} hk_forest_block;

/* Where the ways out of a block lead: the place of a leaf's values, or HK_FOREST_BLOCK | block << 5 | first way out. */
typedef struct hk_forest_exits {
    uint32_t to[32];
} hk_forest_exits;

/* Upper bytes of the numbers of a block's keys. */
typedef struct hk_forest_pages {
    uint8_t key[32];
} hk_forest_pages;

#define HK_FOREST_BLOCK 0x80000000u

/* A node of a plane: choice[out] = key < limit ? choice[left] : choice[right]. Choices from HK_FOREST_CHOICES on are leaves. Keys and
 * children are given in bytes, as numbers times HK_FOREST_ROWS. */
typedef struct hk_forest_node {
    uint16_t key, left, right;
    uint8_t limit, out;
} hk_forest_node;

typedef struct hk_forest_tree {
    uint32_t root;  /* as an exit of a block */
    uint32_t value; /* place of the values of its first leaf */
    uint32_t width; /* values of a leaf */
    uint32_t leaves;
    uint32_t output;      /* where values are added from */
    uint32_t node, nodes; /* nodes in planes, children before parents: those of this tree and of the next ones that have none */
    uint32_t result;      /* choice of the tree, in bytes as in nodes */
} hk_forest_tree;

/* A forest; all arrays are read only. */
typedef struct hk_forest {
    size_t outputs, trees, keys;
    bool narrow;                        /* every leaf has one value */
    uint32_t rule_end[HK_FOREST_RULES]; /* keys of each rule end here */
    const hk_forest_key *key;
    const float *thresholds;
    const uint32_t *categories;
    const hk_forest_tree *tree;
    bool whole; /* every tree is one block, in the order of the trees, with its ways out in the order of the leaves */
    const hk_forest_block *blocks;
    const hk_forest_exits *exits;
    const hk_forest_pages *pages; /* NULL where there are at most 256 keys */
    const hk_forest_node *nodes;  /* NULL without planes */
    const double *values;         /* HK_FOREST_VALUE_SLACK more than there are; likewise */
    const float *rounded_values;
} hk_forest;

/* Adds the values of all trees for rows of features: sums in double in `sums`, or sums in float of the rounded values in `rounded_sums`.
 *
 *   sums, rounded_sums  [rows, outputs]  updated; one of them NULL
 *   x                   [rows, D]        `stride` floats from row to row
 *
 * Work space is on the stack: 2 bytes a key, and HK_FOREST_ROWS more with planes. */
void hk_forest_rows_ref(double *sums, float *rounded_sums, const hk_forest *forest, const float *x, size_t rows, size_t stride);

/* ---- Sample paths (paths.c)
 *
 * Draws of quantile levels, made once, are applied to the quantiles of a forecast. Between two quantiles a value lies on the line between
 * them; beyond an outermost one it goes on with the slope between the two outermost, times a weight that the draw brings along. So a draw
 * is a segment and a weight, which depend on the levels only:
 *
 *   segment 0        q[0] + weight (q[0] - q[1])
 *   segment s < Q    q[s-1] + weight (q[s] - q[s-1])
 *   segment Q        q[Q-1] + weight (q[Q-1] - q[Q-2])
 *
 * With one level all differences are 0. Values are not less than `lowest`. Bitwise. */
typedef struct hk_paths {
    size_t paths;            /* P, a multiple of 16: rows of draws end with ones that nobody asked for */
    size_t drawn;            /* rows of draws, > 0; a step takes row (step % drawn) */
    size_t levels;           /* Q > 0 */
    const uint16_t *segment; /* [drawn, P], at most Q */
    const float *weight;     /* [drawn, P], finite, not negative */
    const float *quantiles;  /* [steps, Q], rows in ascending order, with finite differences */
    float lowest;            /* smallest possible value, -inf for none */
} hk_paths;

/* out[last - first, P]: the value of every path at the steps first ... last - 1. */
void hk_path_values_ref(float *restrict out, const hk_paths *p, size_t first, size_t last);

/* out[P]: the largest value of every path over these steps; -inf over none. */
void hk_path_maxima_ref(float *restrict out, const hk_paths *p, size_t first, size_t last);

/* out[P]: the sum of every path over these steps, in double (work[P]) and rounded once. */
void hk_path_sums_ref(float *restrict out, double *restrict work, const hk_paths *p, size_t first, size_t last);

/* out[P]: how many of these steps pass before a path lies above the threshold for the first time; last - first where it never does. */
void hk_path_crossings_ref(uint32_t *restrict out, const hk_paths *p, size_t first, size_t last, float threshold);

/* ---- Sorting (sort.c)
 *
 * out[n]: the values of x[n] in ascending order, equal ones in the order they had; work[n]. No NaN: places may then keep what they held.
 * O(n^2) comparisons in vectors up to 512 values, merges of such runs beyond. Bitwise. */
void hk_sort_ref(float *restrict out, float *restrict work, const float *restrict x, size_t n);

/* Sorts x[n] in place for values that are almost in order (insertion_sort.c): ascending, equal ones in the order they had, -0 and 0 among
 * them. No NaN. O(n + d) for d pairs that are out of order. Bitwise. */
void hk_insertion_sort_ref(double *x, size_t n);

/* ---- Exponential smoothing (ets.c)
 *
 * State-space models of exponential smoothing, Hyndman, Koehler, Ord & Snyder, "Forecasting with Exponential Smoothing" (2008), for 16
 * lanes side by side: one series y[n], and in every lane parameters and initial states of its own. With the level l, the trend b, and the
 * seasonal state s of the step's place in the season, what is forecast for a step is, from the states before it,
 *
 *   q = l + phi * b                                     f = q + s,  or  f = q * s where the season multiplies
 *
 * and they follow the value:
 *
 *   l' = q + alpha * d,  b' = phi * b + beta * d        d = y - f,  or  d = y / s - q
 *   s' = s + gamma * (y - f),                           or  s' = s + gamma * (y / q - s)
 *
 * An additive error is y - f, a multiplicative one (y - f) / f. Because the updates are written in y they are the same for both. A missing
 * value (NaN) has the error 0 and moves nothing but the level, by the trend. */
enum { HK_SMOOTHING_LANES = 16 };

typedef enum hk_ets_form {
    HK_ETS_ADDITIVE = 0,      /* additive error; season, if any, additive */
    HK_ETS_RELATIVE = 1,      /* multiplicative error; season, if any, additive */
    HK_ETS_MULTIPLICATIVE = 2 /* multiplicative error and season */
} hk_ets_form;

typedef struct hk_ets {
    const double *y;          /* [n] values, NaN is missing */
    size_t n;                 /* number of values */
    size_t season;            /* its length in steps; 0 without, at least 1 with HK_ETS_MULTIPLICATIVE */
    const double *parameters; /* [4, 16] alpha, beta, gamma, phi; phi is not 0 */
    double *first;            /* [n] errors of lane 0, written where residuals are; may be NULL otherwise */
    hk_ets_form form;         /* how error and season act */
    bool trend;               /* whether there is a trend; without, states [1, 16], beta and phi do nothing */
} hk_ets;

/* Runs the models over the series.
 *
 *   squares    [16]             sum of squared errors
 *   logs       [16]             sum of log f over the values that are not missing, +inf where an f or q is not positive; 0 for additive
 * errors residuals  [n, 16] or NULL  lane 0: its errors; other lanes: their errors minus those of lane 0, which numerical derivatives need
 *   states     [2 + season, 16] level, trend, seasonal states of steps 0 ... season - 1; becomes those after step n - 1, the seasonal state
 *                               of step t being at t mod season
 *
 * 1e-10 relative where errors are not small beside the values; NaN or infinite sums where states leave the range of doubles. */
void hk_ets_run_ref(double *restrict squares, double *restrict logs, float *restrict residuals, double *restrict states, const hk_ets *p);

/* out[16, 16] = sum over t of a[t, row] * b[t, column], for a[n, 16] and b[n, 16], which may be the same array. Vectors add 64 products in
 * single precision before they go on in double: 4e-6 of the sum of absolute products. */
void hk_lane_products_ref(double *restrict out, const float *restrict a, const float *restrict b, size_t n);

/* ---- Theta method (theta.c)
 *
 * Sums from which follow the squared errors of the models of Fiorucci, Pellegrini, Louzada, Petropoulos & Koehler, "Models for optimising
 * the theta method and their relationship to state space models" (Int. J. Forecasting 32(4), 2016), for 16 smoothing parameters side by
 * side. With the initial level y[0] + v and w = 1 - 1/theta the error of step t = 0, 1, ... is u - v * d - w * g, where
 *
 *   u = y[t] - l[t]     l[0] = y[0], l[t + 1] = l[t] + alpha * (y[t] - l[t])
 *   d = (1 - alpha)^t   0 from where it falls below 1e-100
 *   g = (1 - alpha)^t * intercepts[t] + (1 - (1 - alpha)^(t + 1)) / alpha * slopes[t]
 *
 *   out         [6, 16]  sums over t >= first of u * u, u * g, u * d, g * g, g * d, d * d
 *   alpha       [16]     smoothing parameters, above 0, at most 1
 *   y           [n]      the series; n may be 0
 *   intercepts  [n]      of the line that is known before step t; slopes [n] likewise
 *
 * 1e-10 of the sum of absolute products. */
void hk_theta_sums_ref(double *restrict out, const double *restrict alpha, const double *restrict y, const double *restrict intercepts,
                       const double *restrict slopes, size_t n, size_t first);

/* ---- Gaps between arrivals (gamma_gaps.c)
 *
 * Gamma numbers of mean 1, from Philox4x32-10 with the key `seed` and counters (number, stream): Marsaglia & Tsang, "A simple method for
 * generating gamma variables", ACM TOMS 26(3), 2000, with normal numbers by Box and Muller's formula; a shape k below 1 is drawn as k + 1
 * times U^(1/k). Every counter gives one candidate; with shape 1, four exponential numbers. Sixteen counters are taken at a time, so what
 * the n-th number is does not depend on how many are asked for at once: `number` [1], 0 at first, says where to go on.
 *
 *   out     [n + HK_GAP_SLACK]  at least n numbers, not negative; below 2^-126 they are 0. What lies behind them may be overwritten
 *   shape                       above 0; from 10,000 on candidates are not tested (Wilson and Hilferty's approximation)
 *
 * Returns how many there are. Uniform numbers have 23 bits: normal ones reach 5.8, exponential ones 16.6. Bitwise. */
enum { HK_GAP_SLACK = 64 };
size_t hk_gamma_gaps_ref(float *restrict out, uint64_t *restrict number, size_t n, double shape, uint64_t seed, uint64_t stream);

/* Log-normal numbers of mean 1 whose logarithms have the variance given, 0 to 36, from the same counters; each gives two numbers. Bitwise.
 */
size_t hk_log_normals_ref(float *restrict out, uint64_t *restrict number, size_t n, double variance, uint64_t seed, uint64_t stream);

/* ---- Features of windows (window_features.c)
 *
 * The 37 features of AAPA (arXiv 2507.05653), in the order of its published code; see docs/archetypes.md. */

/* Features of a window. */
#define HK_WINDOW_FEATURES 37

/* Windows that vectors compute side by side. */
#define HK_WINDOW_LANES 8

/* Doubles of the work space of a kernel of windows of n values. */
size_t hk_window_workspace(size_t n);

/* Cosines and sines of the n-th parts of a circle, to circle [2, n]. */
void hk_window_circle(double *circle, size_t n);

/* The features of `count` windows of n values, `stride` floats apart.
 *
 *   out     [count, 37]  a window with a value that is not finite gets NaN
 *   x                    (count - 1) * stride + n values
 *   n                    at least 4
 *   circle  [2, n]       of hk_window_circle
 *   work                 hk_window_workspace(n) doubles
 *
 * 1e-10 relative, 1e-12 of the largest value where terms cancel. The dominant frequency is the lowest whose magnitude is the largest but
 * for 1e-12 of it. */
void hk_window_features_ref(double *restrict out, const float *restrict x, size_t count, size_t stride, size_t n,
                            const double *restrict circle, double *restrict work);

/* ---- Features of windows at any scale (scale_features.c)
 *
 * What demand does over a window, whatever its level and the length of its steps; docs/archetypes.md has the definitions. */

/* Features of a window at one scale. */
#define HK_SCALE_FEATURES 25

/* The features of `count` windows of n counts, `stride` floats apart.
 *
 *   out     [count, 25]  a window with a value that is not finite gets NaN
 *   x                    (count - 1) * stride + n counts
 *   sorted  [count, n]   the counts of each window in ascending order, or NULL to have them sorted; same bits
 *   n                    a multiple of 12, at least 24
 *   circle  [2, n]       of hk_window_circle
 *   work                 hk_window_workspace(n) doubles
 *
 * In double, rounded at the end: 1e-6 relative, and 1e-6 absolute where terms cancel. */
void hk_scale_features_ref(float *restrict out, const float *restrict x, const float *restrict sorted, size_t count, size_t stride,
                           size_t n, const double *restrict circle, double *restrict work);

/* ---- Requests at the pods of a deployment (request_queue.c)
 *
 * A discrete-event queue: requests arrive, wait in one line (first come, first served) for a free place of a ready pod, and are served for
 * a time that is known beforehand. Time is in whole nanoseconds. Pods are numbered in the order in which they became ready; a request goes
 * to the first pod with a free place, and the last pods are removed first. A removed pod finishes what it serves and takes nothing new.
 *
 * At one instant places become free first, then waiting requests time out, then requests arrive; a request that has waited exactly as long
 * as it may is served if a place is free. What a request will take is known when its service begins, and it is counted then. */

/* Bins of a histogram of times: 128 for every power of two, so that a bin is at most 1/128 of its times wide; times below 256 ns exact. */
enum { HK_TIME_BINS = 57 * 128 };

/* The bin of a time of 0 ns or more, and the smallest time of a bin. */
size_t hk_time_bin(int64_t time);
int64_t hk_time_bin_begin(size_t bin);

/* A request that waits, or that will try again. */
typedef struct hk_waiting_request {
    int64_t first;    /* when it first arrived */
    int64_t since;    /* when it began to wait, or will try again */
    int64_t service;  /* how long it takes to serve */
    int64_t attempts; /* failed ones before */
} hk_waiting_request;

/* A ring of them: `length` from `head` on, in an array whose size is a power of two. */
typedef struct hk_request_ring {
    hk_waiting_request *requests;
    size_t mask; /* size - 1 */
    size_t head, length;
} hk_request_ring;

/* A request in service: when it ends, and where; from HK_DRAINING on in a pod that was removed. */
typedef struct hk_service_end {
    int64_t time;
    uint64_t pod;
} hk_service_end;
#define HK_DRAINING ((uint64_t)1 << 32)

/* How a request ended, for the record of single requests. */
typedef enum hk_outcome { HK_SERVED = 0, HK_SERVED_COLD = 1, HK_DROPPED = 2, HK_TIMED_OUT = 3 } hk_outcome;
typedef struct hk_request_record {
    int64_t arrival, start, end; /* start = end where it was not served */
    int64_t outcome;
} hk_request_record;

/* Counts since the run began. */
typedef struct hk_request_counts {
    uint64_t arrived;                 /* first attempts */
    uint64_t served;                  /* service has begun */
    uint64_t late;                    /* of these, slower than the objective */
    uint64_t waited;                  /* of these, not served at once */
    uint64_t cold;                    /* of these, served by a pod that became ready after they had begun to wait */
    uint64_t dropped;                 /* not let in by the limit of the line, for the last time */
    uint64_t timed_out;               /* waited too long, for the last time */
    uint64_t retried;                 /* attempts after the first */
    double response, wait, cold_wait; /* sums over the served, nanoseconds */
    int64_t longest_response, longest_wait;
} hk_request_counts;

/* What was measured since somebody last set it to 0. */
typedef struct hk_request_meter {
    uint64_t offered; /* attempts that arrived */
    uint64_t started; /* services begun */
    uint64_t late;    /* of these, slower than the objective; and attempts that failed for the last time */
    uint64_t longest_line;
    double busy;    /* integral of the requests in service in pods that take requests, request nanoseconds */
    double waiting; /* integral of the length of the line */
} hk_request_meter;

typedef struct hk_request_queue {
    int64_t now;
    int64_t objective;    /* responses beyond it are late */
    int64_t timeout;      /* longest wait; INT64_MAX for ever */
    int64_t retry_delay;  /* from a failed attempt to the next, > 0 */
    int64_t retries;      /* attempts after the first, 0 for none */
    uint64_t line_limit;  /* requests that may wait */
    uint32_t concurrency; /* places of a pod, at least 1 */
    bool wakes;           /* whether to stop when a request waits and there is no pod */
    /* pods that take requests */
    uint32_t pods, pod_room;
    uint32_t *busy;       /* [pod_room] requests in service */
    int64_t *ready_since; /* [pod_room] */
    uint64_t *open;       /* [pod_room / 64 rounded up] bits: pods with a free place */
    uint64_t *open_words; /* [pod_room / 4096 rounded up] bits: words of `open` that are not 0 */
    uint64_t in_pods;     /* requests in service in them */
    /* removed pods that still serve */
    uint32_t draining, draining_room;
    uint32_t *draining_busy; /* [draining_room], 0 where none is */
    /* requests */
    hk_service_end *ends; /* heap of those in service [end_room], the earliest first */
    size_t in_service, end_room;
    hk_request_ring line, retrying;
    /* books */
    hk_request_counts counts;
    hk_request_meter meter;
    uint64_t *responses, *waits; /* [HK_TIME_BINS] of the served; waits of 0 are not in it */
    hk_request_record *records;  /* NULL for none */
    size_t recorded;
} hk_request_queue;

typedef enum hk_queue_stop { HK_QUEUE_REACHED = 0, HK_QUEUE_WAKES = 1 } hk_queue_stop;

/* Lets everything happen that happens before `until`: requests arrive at the ascending times arrivals[*next ..< n] and take services[i].
 * Rings must have room for all requests that wait or try again and for those that arrive, `ends` for these and for what is in service,
 * records for every attempt. Stops earlier when a request waits without a pod and `wakes` is set; `now` says when. */
hk_queue_stop hk_request_queue_run(hk_request_queue *q, const int64_t *arrivals, const int64_t *services, size_t n, size_t *next,
                                   int64_t until);

/* A pod becomes ready now; requests that wait go there. Room is the caller's business. */
void hk_request_queue_add_pod(hk_request_queue *q);

/* The last pod takes no request any more. Draining pods need room for one more. */
void hk_request_queue_remove_pod(hk_request_queue *q);

/* ---- Dispatch (dispatch.c) */

/* The kernels of one instruction set; members are described at their references above. */
typedef struct hk_kernels {
    hk_isa isa;
    size_t lanes;   /* floats of a vector in packed weights */
    hk_pairs pairs; /* how it reads weights in pairs fastest */
    __typeof__(hk_sigmoid_ref) *sigmoid;
    __typeof__(hk_tanh_ref) *tanh;
    __typeof__(hk_softplus_ref) *softplus;
    __typeof__(hk_exp_ref) *exp;
    __typeof__(hk_relu_ref) *relu;
    __typeof__(hk_relu_gradient_ref) *relu_gradient;
    __typeof__(hk_gelu_ref) *gelu;
    __typeof__(hk_sum_ref) *sum;
    __typeof__(hk_sum_squares_ref) *sum_squares;
    __typeof__(hk_dot_ref) *dot;
    __typeof__(hk_maximum_ref) *maximum;
    __typeof__(hk_add_ref) *add;
    __typeof__(hk_scale_ref) *scale;
    __typeof__(hk_multiply_ref) *multiply;
    __typeof__(hk_add_bias_ref) *add_bias;
    __typeof__(hk_column_sums_ref) *column_sums;
    __typeof__(hk_pinball_sum_ref) *pinball_sum;
    __typeof__(hk_pinball_rows_ref) *pinball_rows;
    __typeof__(hk_adam_ref) *adam;
    __typeof__(hk_adaptive_update_ref) *adaptive_update;
    __typeof__(hk_affine_ref) *affine;
    __typeof__(hk_affine_gradient_ref) *affine_gradient;
    __typeof__(hk_attention_ref) *attention;
    __typeof__(hk_attention_gradient_ref) *attention_gradient;
    __typeof__(hk_sparse_queries_ref) *sparse_queries;
    __typeof__(hk_rotate_ref) *rotate;
    __typeof__(hk_layer_norm_ref) *layer_norm;
    __typeof__(hk_layer_norm_gradient_ref) *layer_norm_gradient;
    __typeof__(hk_lstm_forecast_step_ref) *lstm_forecast_step;
    __typeof__(hk_lstm_training_step_ref) *lstm_training_step;
    __typeof__(hk_lstm_gradient_step_ref) *lstm_gradient_step;
    __typeof__(hk_lstm_weight_gradient_ref) *lstm_weight_gradient;
    __typeof__(hk_lstm_series_forecast_ref) *lstm_series_forecast;
    __typeof__(hk_bf16_pairs_ref) *bf16_pairs;
    __typeof__(hk_affine_bf16_ref) *affine_bf16;
    __typeof__(hk_affine_gradient_bf16_ref) *affine_gradient_bf16;
    __typeof__(hk_attention_bf16_ref) *attention_bf16;
    __typeof__(hk_lstm_bf16_step_ref) *lstm_bf16_step;
    __typeof__(hk_lstm_bf16_series_ref) *lstm_bf16_series;
    __typeof__(hk_parse_counts_ref) *parse_counts;
    __typeof__(hk_find_structure_ref) *find_structure;
    __typeof__(hk_weigh_rows_ref) *weigh_rows;
    __typeof__(hk_arma_derivatives_ref) *arma_derivatives;
    __typeof__(hk_tree_bin_ref) *tree_bin;
    __typeof__(hk_tree_histogram_ref) *tree_histogram;
    __typeof__(hk_tree_histogram_integers_ref) *tree_histogram_integers;
    __typeof__(hk_tree_histogram_ranks_ref) *tree_histogram_ranks;
    __typeof__(hk_tree_largest_ref) *tree_largest;
    __typeof__(hk_tree_round_ref) *tree_round;
    __typeof__(hk_tree_move_sums_ref) *tree_move_sums;
    __typeof__(hk_tree_move_integers_ref) *tree_move_integers;
    __typeof__(hk_tree_move_ranks_ref) *tree_move_ranks;
    __typeof__(hk_tree_subtract_ref) *tree_subtract;
    __typeof__(hk_tree_subtract_ranks_ref) *tree_subtract_ranks;
    __typeof__(hk_tree_best_split_ref) *tree_best_split;
    __typeof__(hk_tree_best_rank_split_ref) *tree_best_rank_split;
    __typeof__(hk_tree_partition_ref) *tree_partition;
    __typeof__(hk_forest_rows_ref) *forest_rows;
    __typeof__(hk_path_values_ref) *path_values;
    __typeof__(hk_path_maxima_ref) *path_maxima;
    __typeof__(hk_path_sums_ref) *path_sums;
    __typeof__(hk_path_crossings_ref) *path_crossings;
    __typeof__(hk_sort_ref) *sort;
    __typeof__(hk_insertion_sort_ref) *insertion_sort;
    __typeof__(hk_ets_run_ref) *ets_run;
    __typeof__(hk_lane_products_ref) *lane_products;
    __typeof__(hk_theta_sums_ref) *theta_sums;
    __typeof__(hk_gamma_gaps_ref) *gamma_gaps;
    __typeof__(hk_log_normals_ref) *log_normals;
    __typeof__(hk_window_features_ref) *window_features;
    __typeof__(hk_scale_features_ref) *scale_features;
} hk_kernels;

/* The table of a level; never NULL. Calling through the table of a level that is not supported crashes: ask hk_isa_supported. */
const hk_kernels *hk_kernels_for(hk_isa isa);

#ifdef __cplusplus
}
#endif
#endif
