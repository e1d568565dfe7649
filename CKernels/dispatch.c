#include "ckernels.h"

/* Every kernel: a member of hk_kernels and, with a suffix, a function of an instance. */
// clang-format off
#define HK_KERNELS(X, suffix) \
    X(sigmoid, suffix) \
    X(tanh, suffix) \
    X(softplus, suffix) \
    X(exp, suffix) \
    X(relu, suffix) \
    X(relu_gradient, suffix) \
    X(gelu, suffix) \
    X(sum, suffix) \
    X(sum_squares, suffix) \
    X(dot, suffix) \
    X(maximum, suffix) \
    X(add, suffix) \
    X(scale, suffix) \
    X(multiply, suffix) \
    X(add_bias, suffix) \
    X(column_sums, suffix) \
    X(pinball_sum, suffix) \
    X(pinball_rows, suffix) \
    X(adam, suffix) \
    X(adaptive_update, suffix) \
    X(affine, suffix) \
    X(affine_gradient, suffix) \
    X(attention, suffix) \
    X(attention_gradient, suffix) \
    X(sparse_queries, suffix) \
    X(rotate, suffix) \
    X(layer_norm, suffix) \
    X(layer_norm_gradient, suffix) \
    X(lstm_forecast_step, suffix) \
    X(lstm_training_step, suffix) \
    X(lstm_gradient_step, suffix) \
    X(lstm_weight_gradient, suffix) \
    X(lstm_series_forecast, suffix) \
    X(parse_counts, suffix) \
    X(find_structure, suffix) \
    X(weigh_rows, suffix) \
    X(arma_derivatives, suffix) \
    X(tree_bin, suffix) \
    X(tree_histogram, suffix) \
    X(tree_histogram_integers, suffix) \
    X(tree_histogram_ranks, suffix) \
    X(tree_largest, suffix) \
    X(tree_round, suffix) \
    X(tree_move_sums, suffix) \
    X(tree_move_integers, suffix) \
    X(tree_move_ranks, suffix) \
    X(tree_subtract, suffix) \
    X(tree_subtract_ranks, suffix) \
    X(tree_best_split, suffix) \
    X(tree_best_rank_split, suffix) \
    X(tree_partition, suffix) \
    X(forest_rows, suffix) \
    X(path_values, suffix) \
    X(path_maxima, suffix) \
    X(path_sums, suffix) \
    X(path_crossings, suffix) \
    X(sort, suffix) \
    X(insertion_sort, suffix) \
    X(ets_run, suffix) \
    X(lane_products, suffix) \
    X(theta_sums, suffix) \
    X(gamma_gaps, suffix) \
    X(log_normals, suffix) \
    X(window_features, suffix) \
    X(scale_features, suffix)

/* Products of BF16 numbers: the reference, and vectors at their own level only. */
#define HK_BF16_KERNELS(X, suffix) \
    X(bf16_pairs, suffix) \
    X(affine_bf16, suffix) \
    X(affine_gradient_bf16, suffix) \
    X(attention_bf16, suffix) \
    X(lstm_bf16_step, suffix) \
    X(lstm_bf16_series, suffix)
// clang-format on

#define HK_DECLARE(name, suffix) extern __typeof__(hk_##name##_ref) hk_##name##_##suffix;
#define HK_MEMBER(name, suffix) .name = hk_##name##_##suffix,

static const hk_kernels scalar = {
    .isa = HK_ISA_SCALAR, .lanes = 1, .pairs = HK_PAIRS_WIDENED, HK_KERNELS(HK_MEMBER, ref) HK_BF16_KERNELS(HK_MEMBER, ref)};

#if defined(__x86_64__)

HK_KERNELS(HK_DECLARE, avx2)
HK_KERNELS(HK_DECLARE, avx512)
HK_BF16_KERNELS(HK_DECLARE, avx512bf16)

static const hk_kernels avx2 = {.isa = HK_ISA_AVX2, .lanes = 8, .pairs = HK_PAIRS_WIDENED, HK_KERNELS(HK_MEMBER, avx2)};
static const hk_kernels avx512 = {.isa = HK_ISA_AVX512, .lanes = 16, .pairs = HK_PAIRS_WIDENED, HK_KERNELS(HK_MEMBER, avx512)};
static const hk_kernels avx512bf16 = {
    .isa = HK_ISA_AVX512BF16, .lanes = 16, .pairs = HK_PAIRS_BF16, HK_KERNELS(HK_MEMBER, avx512) HK_BF16_KERNELS(HK_MEMBER, avx512bf16)};

/* __builtin_cpu_supports also asks whether the operating system saves the wide registers. */
bool hk_isa_supported(hk_isa isa) {
    __builtin_cpu_init();
    switch (isa) {
    case HK_ISA_SCALAR:
        return true;
    case HK_ISA_AVX2:
        return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    case HK_ISA_AVX512:
        return hk_isa_supported(HK_ISA_AVX2) && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
               __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
    case HK_ISA_AVX512BF16:
        return hk_isa_supported(HK_ISA_AVX512) && __builtin_cpu_supports("avx512bf16");
    }
    return false;
}

const hk_kernels *hk_kernels_for(hk_isa isa) {
    switch (isa) {
    case HK_ISA_SCALAR:
        return &scalar;
    case HK_ISA_AVX2:
        return &avx2;
    case HK_ISA_AVX512:
        return &avx512;
    case HK_ISA_AVX512BF16:
        return &avx512bf16;
    }
    return &scalar;
}

#else

bool hk_isa_supported(hk_isa isa) { return isa == HK_ISA_SCALAR; }

const hk_kernels *hk_kernels_for(hk_isa isa) {
    (void)isa;
    return &scalar;
}

#endif

hk_isa hk_isa_best(void) {
    int isa = HK_ISA_AVX512BF16;
    while (!hk_isa_supported((hk_isa)isa))
        isa--;
    return (hk_isa)isa;
}
