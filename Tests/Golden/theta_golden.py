"""Golden values of the theta method from statsforecast: four series, four models each, and the automatic choice.

    NAME                the series, float32
    NAME.MODEL          for STM, OTM, DSTM, DOTM: alpha, theta, initial level, then mean squared error over mean |y|, which statsforecast minimises
    NAME.MODEL.errors   errors of the adjusted series, after the first three
    NAME.MODEL.forecast point forecasts, 15 steps
    NAME.auto.forecast  those of AutoTheta
"""

import warnings

import numpy as np
import statsforecast
from statsforecast.theta import auto_theta, forecast_theta

from golden_file import GoldenFile

SEED = 12
HORIZON = 15
MODELS = ["STM", "OTM", "DSTM", "DOTM"]


def walk(rng, n, step, noise):
    return np.cumsum(rng.normal(0, step, n)) + rng.normal(0, noise, n)


if __name__ == "__main__":
    warnings.filterwarnings("ignore")
    rng = np.random.default_rng(SEED)
    golden = GoldenFile(__file__, SEED, case="theta", statsforecast=statsforecast.__version__, horizon=HORIZON, models=" ".join(MODELS))
    t = np.arange(120)
    season = 1 + 0.3 * np.sin(2 * np.pi * t / 12)
    cases = {
        "multiplicative": (12, (30 + 0.2 * t + walk(rng, 120, 0.4, 0.6)) * season),  # factors
        "additive": (12, 6 * (season - 1) + walk(rng, 120, 0.1, 0.5)),  # values on both sides of 0
        "trend": (1, 100 - 0.7 * t[:60] + walk(rng, 60, 0.3, 2.0)),
        "level": (7, 40 + walk(rng, 90, 0.3, 2.0)),  # the test finds no season
    }
    for name, (m, y) in cases.items():
        y = y.astype(np.float32)
        golden.add(name, y)
        y = y.astype(np.float64)
        for model in MODELS:
            fit = auto_theta(y.copy(), m, model=model)
            golden.add(f"{name}.{model}", np.array([fit["par"]["alpha"], fit["par"]["theta"], fit["par"]["initial_smoothed"], fit["mse"]]))
            errors = fit["residuals"]
            if fit.get("decompose"):  # statsforecast puts the season on the errors
                index = np.array([fit["seas_forecast"]["mean"][(i - len(y)) % m] for i in range(len(y))])
                errors = errors / index if fit["decomposition_type"] == "multiplicative" else errors - index
            golden.add(f"{name}.{model}.errors", errors[3:])
            golden.add(f"{name}.{model}.forecast", forecast_theta(fit, HORIZON)["mean"])
        golden.add(f"{name}.auto.forecast", forecast_theta(auto_theta(y.copy(), m), HORIZON)["mean"])
    golden.write("theta.golden")
