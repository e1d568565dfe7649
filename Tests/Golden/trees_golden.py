"""Golden values of tree ensembles from LightGBM: small text models of every kind, rows, and what LightGBM makes of them.

Each case of trees/ is a pair: NAME.txt, the model as LightGBM saves it, and NAME.golden with the arrays

    rows           [N, D]                 features, made so that every missing value and odd category occurs
    raw            [N, outputs]           predict(raw_score=True)
    predictions    [N, outputs]           predict()
    contributions  [N, outputs, D + 1]    predict(pred_contrib=True), for the first rows
    gains, splits  [D]                    feature_importance

All of them come from the model that was loaded from the text, because LightGBM rounds node statistics when it saves.
"""

import os

import lightgbm as lgb
import numpy as np

from golden_file import FOLDER, GoldenFile

SEED = 6
TRAINING_ROWS, ROWS, EXPLAINED_ROWS = 400, 48, 12
CATEGORICAL = 4
NAMES = ["load", "lag", "sparse", "noise", "zone"]

REGRESSION = {"objective": "regression"}
# name: parameters, kind of target, iterations; a kind of feature matrix where it is not the ordinary one.
CASES = {
    "regression": (REGRESSION, "real", 6),
    "regression-sqrt": ({"objective": "regression", "reg_sqrt": True}, "real", 4),
    "l1": ({"objective": "regression_l1"}, "real", 4),
    "l1-sqrt": ({"objective": "regression_l1", "reg_sqrt": True}, "real", 3),
    "huber": ({"objective": "huber", "alpha": 0.7}, "real", 3),
    "fair": ({"objective": "fair"}, "real", 3),
    "mape": ({"objective": "mape"}, "positive", 3),
    "quantile": ({"objective": "quantile", "alpha": 0.85}, "real", 4),
    "poisson": ({"objective": "poisson"}, "positive", 4),
    "gamma": ({"objective": "gamma"}, "positive", 4),
    "tweedie": ({"objective": "tweedie", "tweedie_variance_power": 1.3}, "positive", 4),
    "binary": ({"objective": "binary", "sigmoid": 0.7}, "binary", 5),
    "multiclass": ({"objective": "multiclass", "num_class": 3}, "classes", 3),
    "multiclassova": ({"objective": "multiclassova", "num_class": 3, "sigmoid": 1.5}, "classes", 3),
    "cross-entropy": ({"objective": "cross_entropy"}, "share", 3),
    "cross-entropy-lambda": ({"objective": "cross_entropy_lambda"}, "share", 3),
    "lambdarank": ({"objective": "lambdarank"}, "classes", 3),
    "custom": ({"objective": "custom"}, "real", 3),
    "zero-as-missing": ({"objective": "regression", "zero_as_missing": True}, "real", 5),
    "no-missing": ({"objective": "regression", "use_missing": False}, "real", 5),
    "categories": ({"objective": "regression", "max_cat_to_onehot": 1, "cat_smooth": 1, "cat_l2": 1, "min_data_per_group": 5}, "zone", 5),
    "forest": ({"objective": "regression", "boosting": "rf", "bagging_freq": 1, "bagging_fraction": 0.6}, "real", 4),
    "forest-multiclass": (
        {"objective": "multiclass", "num_class": 3, "boosting": "rf", "bagging_freq": 1, "bagging_fraction": 0.6}, "classes", 3),
    "constant": ({"objective": "regression", "min_data_in_leaf": 10 * TRAINING_ROWS}, "real", 2),
    "dart": ({"objective": "regression", "boosting": "dart", "drop_rate": 0.5}, "real", 6),
    "goss": ({"objective": "binary", "data_sample_strategy": "goss"}, "binary", 3),
}


def features(rng, rows):
    x = np.empty((rows, len(NAMES)))
    x[:, 0] = rng.gamma(2, 3, rows)
    x[:, 1] = rng.standard_normal(rows)
    x[:, 2] = np.where(rng.random(rows) < 0.5, 0, rng.standard_normal(rows))
    x[:, 3] = rng.standard_normal(rows).astype(np.float32)
    x[:, 4] = rng.integers(0, 70, rows)
    for column, share in ((0, 0.1), (1, 0.1), (4, 0.05)):
        x[rng.random(rows) < share, column] = np.nan
    return x


def target(rng, kind, x):
    x = np.nan_to_num(x)
    zone = np.sin(x[:, 4] * 1.7)
    score = 0.3 * x[:, 0] + x[:, 1] ** 2 - 2 * (x[:, 2] == 0) + zone + 0.1 * rng.standard_normal(len(x)) - 2
    return {
        "real": score,
        "zone": 5 * zone + 0.2 * score,
        "positive": np.exp(0.3 * score) + 0.05,
        "binary": (score > 0.5) * 1,
        "classes": (score > -0.5) * 1 + (score > 1) * 1,
        "share": 1 / (1 + np.exp(-score)),
    }[kind]


def odd_rows(rng):
    """Ordinary rows, the last ones with what only a careful reader treats as LightGBM does."""
    x = features(rng, ROWS)
    odd = [np.nan, 0.0, -0.0, 1e-36, 1.0000000180025095e-35, 2e-35, -1e-34, np.inf, -np.inf, 1e300]
    for i, value in enumerate(odd):
        x[-1 - i, i % 4] = value
        x[-1 - i, (i + 2) % 4] = odd[(i + 3) % len(odd)]
    zones = [np.nan, -1, -0.5, 3.9, 69, 70, 95, 1e4, 2147483648.0, 1e300, np.inf, -np.inf]
    x[-len(zones):, CATEGORICAL] = zones
    return x


def squared_error(scores, data):
    return scores - data.get_label(), np.ones_like(scores)


def write(name, parameters, kind, iterations, seed):
    rng = np.random.default_rng(seed)
    x = features(rng, TRAINING_ROWS)
    y = target(rng, kind, x)
    parameters = {
        "num_leaves": 8, "min_data_in_leaf": 5, "learning_rate": 0.3, "num_threads": 1, "deterministic": True, "force_row_wise": True,
        "seed": 1, "verbose": -1, **parameters,
    }
    if parameters["objective"] == "custom":
        parameters["objective"] = squared_error
    data = lgb.Dataset(
        x, y, feature_name=NAMES, categorical_feature=[CATEGORICAL], weight=rng.random(TRAINING_ROWS) + 0.5,
        group=[20] * (TRAINING_ROWS // 20) if kind == "classes" and "rank" in name else None)
    text = lgb.train(parameters, data, iterations).model_to_string()
    # Parameters that say nothing about the predictions would be nine tenths of a small file.
    kept = ("[boosting:", "[objective:", "[alpha:", "[tweedie_variance_power:", "[sigmoid:", "[num_class:", "[reg_sqrt:")
    head, tail = text.split("\nparameters:\n")
    lines = [line for line in tail.split("\n") if not line.startswith("[") or line.startswith(kept)]
    text = head + "\nparameters:\n" + "\n".join(lines)
    with open(os.path.join(FOLDER, "trees", name + ".txt"), "w") as f:
        f.write(text)

    model = lgb.Booster(model_str=text)
    rows = odd_rows(rng)
    outputs = model.num_model_per_iteration()
    golden = GoldenFile(__file__, seed, lightgbm=lgb.__version__, case=name, outputs=outputs, iterations=iterations)
    golden.add("rows", rows)
    golden.add("raw", model.predict(rows, raw_score=True).reshape(ROWS, outputs))
    golden.add("predictions", model.predict(rows).reshape(ROWS, outputs))
    contributions = model.predict(rows[-EXPLAINED_ROWS:], pred_contrib=True)
    golden.add("contributions", contributions.reshape(EXPLAINED_ROWS, outputs, len(NAMES) + 1))
    golden.add("gains", model.feature_importance("gain").astype(np.float64))
    golden.add("splits", model.feature_importance("split").astype(np.float64))
    golden.write(os.path.join("trees", name + ".golden"))


if __name__ == "__main__":
    os.makedirs(os.path.join(FOLDER, "trees"), exist_ok=True)
    for index, (name, case) in enumerate(CASES.items()):
        write(name, *case, SEED * 1000 + index)
