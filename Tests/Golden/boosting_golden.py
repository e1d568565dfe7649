"""Golden values of gradient boosting from LightGBM: raw scores of the training rows after ten trees of eight leaves.

One table [rows, columns] serves all cases; a case takes some of its columns. Every column has few distinct values, so that each has a bin
of its own in any implementation: what is compared is the growth of trees, not the choice of bins. Settings are written to the header.

    rows                 float32, NaN where missing; the last two columns hold categories
    CASE.targets         float32
    CASE.scores          float64 [rows, outputs], raw: before exp, sigmoid or softmax
"""

import lightgbm
import numpy as np

from golden_file import GoldenFile

SEED = 7
ROWS, TREES = 500, 10
COMMON = dict(num_leaves=8, learning_rate=0.2, min_data_in_leaf=10, min_sum_hessian_in_leaf=1e-3, max_bin=255, min_data_in_bin=1,
              feature_pre_filter=False, enable_bundle=False, is_enable_sparse=False, boost_from_average=True, deterministic=True,
              force_col_wise=True, num_threads=1, seed=1, verbose=-1)
# Where hessians differ from row to row, LightGBM estimates rows by hessians, so leaves may have fewer than it was told; Headroom counts.
UNEQUAL = dict(min_data_in_leaf=1, min_sum_hessian_in_leaf=4.0)
NUMBERS, FEW, MANY = [0, 1, 2, 3], 4, 5

# name, settings, columns
CASES = [
    ("squared", dict(objective="regression"), NUMBERS),
    ("penalised", dict(objective="regression", lambda_l1=2.0, lambda_l2=5.0, max_depth=3), NUMBERS),
    ("quantile", dict(objective="quantile", alpha=0.9), NUMBERS),
    ("binary", dict(objective="binary", **UNEQUAL), NUMBERS),
    # Headroom's hessian is the mean itself; LightGBM makes it larger by exp(poisson_max_delta_step).
    ("poisson", dict(objective="poisson", poisson_max_delta_step=1e-12, **UNEQUAL), NUMBERS),
    ("tweedie", dict(objective="tweedie", tweedie_variance_power=1.4, **UNEQUAL), NUMBERS),
    ("multiclass", dict(objective="multiclass", num_class=3, **UNEQUAL), NUMBERS),
    ("few-categories", dict(objective="regression"), NUMBERS[:2] + [FEW]),
    # Without the extra penalty, which LightGBM also applies to the values of the leaves.
    ("many-categories", dict(objective="regression", cat_l2=0.0, cat_smooth=1.0, min_data_per_group=1), NUMBERS[:2] + [MANY]),
    ("monotone", dict(objective="regression", monotone_constraints=[1, -1, -1, 0], monotone_constraints_method="basic"), NUMBERS),
    ("monotone-stumps", dict(objective="regression", monotone_constraints=[1, -1, -1, 0], max_depth=1), NUMBERS),
]


def targets(objective, signal, rng):
    if objective in ("poisson", "tweedie"):
        return rng.poisson(np.exp(signal))
    noisy = signal + 0.5 * rng.standard_normal(len(signal))
    if objective == "binary":
        return noisy > 0
    if objective == "multiclass":
        return np.clip(np.floor(noisy + 1.5), 0, 2)
    return noisy


if __name__ == "__main__":
    rng = np.random.default_rng(SEED)
    x = np.round(rng.random((ROWS, 6)) * [60, 90, 25, 80, 0, 0]).astype(np.float32) / np.float32(8)
    x[:, FEW] = rng.integers(0, 3, ROWS)
    x[:, MANY] = 5 * rng.integers(0, 9, ROWS)
    for column in (0, 2):
        x[rng.random(ROWS) < 0.1, column] = np.nan
    effect = rng.standard_normal(9)
    facts = {key: COMMON[key] for key in ("num_leaves", "learning_rate", "min_data_in_leaf", "min_sum_hessian_in_leaf")}
    golden = GoldenFile(__file__, SEED, case="boosting", lightgbm=lightgbm.__version__, trees=TREES, **facts)
    golden.add("rows", x)
    for name, settings, columns in CASES:
        z = np.nan_to_num(x, nan=4.0)
        signal = np.sin(z[:, 0]) + z[:, 1] / 8 - 0.7 - (z[:, 2] > 2) * 0.6
        signal += x[:, FEW] * 0.5 - 0.5 if FEW in columns else effect[(x[:, MANY] / 5).astype(int)] if MANY in columns else 0
        y = targets(settings["objective"], signal, rng).astype(np.float32)
        data = lightgbm.Dataset(x[:, columns], y, categorical_feature=[columns.index(c) for c in (FEW, MANY) if c in columns])
        model = lightgbm.train({**COMMON, **settings}, data, num_boost_round=TREES)
        golden.add(f"{name}.targets", y)
        golden.add(f"{name}.scores", model.predict(x[:, columns], raw_score=True).reshape(ROWS, -1))
    golden.write("boosting.golden")
