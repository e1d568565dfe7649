"""Golden values of exponential smoothing from statsforecast: models with their fitted parameters, and automatic choices.

    monthly, quarterly     one positive series each; for every model of error {A, M} x trend {N, A, Ad} x season {N, A, M} but A with M
        NAME.parameters    alpha, beta, gamma, phi, level, trend, then seasonal states of the first steps in their order; 0 where a model has none
        NAME.scores        minus twice the log-likelihood, AICc, variance of the errors
        NAME.errors        one-step errors, relative ones of models with multiplicative errors
        NAME.forecast      point forecasts
        NAME.width         half of the 80 % interval, where statsforecast computes it by the book's formula
    automatic              24 series of four kinds, a row each: history and the steps after it, the forecasts and AICc of AutoETS

NAME is SERIES.MODEL, as in monthly.MAdN. Of what statsforecast computes from its states, three things are not as the book has them: damped
forecasts count the first phi twice, phi + phi + phi^2 ... (put right here); with additive errors the seasons that have passed are those of
the last step at every step (only the last width of these models is here); and the weights of ETS(M,A,A) multiply alpha by beta (left out).
"""

import warnings

import numpy as np
import statsforecast
from statsforecast.ets import ets_f, forecast_ets

from golden_file import GoldenFile

SEED = 11
HORIZON = 18
MODELS = [e + t + s for s in "NAM" for t in ("N", "Ad", "A") for e in "AM" if e + s != "AM"]


def series(rng, kind, n, m):
    """A level that wanders, with a season and a slope as its kind says."""
    t = np.arange(n)
    level = 20 + np.cumsum(rng.normal(0, 0.3, n))
    slope = 0.08 * t if kind in ("trend", "growth") else 0
    season = rng.normal(0, 1, m)
    season = np.tile(season - season.mean(), n // m + 1)[:n]
    if kind == "growth":
        return (level + slope) * (1 + 0.2 * season) * (1 + rng.normal(0, 0.04, n))
    if kind == "level":
        return level + rng.normal(0, 1, n)
    return level + slope + 3 * season + rng.normal(0, 1, n)


def fixed(golden, name, y, m):
    golden.add(name, y.astype(np.float32))
    y = y.astype(np.float32).astype(np.float64)
    for model in MODELS:
        damped = "d" in model
        fit = ets_f(y, m, model=model.replace("d", ""), damped=damped)
        parameters, season = np.nan_to_num(fit["par"][:4]), model[-1] != "N"
        if not damped:
            parameters[3] = 1
        states = list(fit["par"][4:])
        level, trend = states.pop(0), states.pop(0) if model[1] != "N" else 0.0
        parameters = np.concatenate([parameters, [level, trend], states[::-1] if season else []])
        forecast = forecast_ets(fit, HORIZON, level=[80])
        golden.add(f"{name}.{model}.parameters", parameters)
        golden.add(f"{name}.{model}.scores", np.array([-2 * fit["loglik"], fit["aicc"], fit["sigma2"]]))
        golden.add(f"{name}.{model}.errors", fit["residuals"])
        mean, width = forecast["mean"], forecast["hi-80"] - forecast["mean"]
        if damped:
            phi, steps = parameters[3], np.arange(1, HORIZON + 1)
            excess = fit["states"][-1][1] * (phi - phi**steps)
            if model[-1] == "M":
                excess *= fit["states"][-1][2:][::-1][(steps - 1) % m]
            mean = mean - excess
        golden.add(f"{name}.{model}.forecast", mean)
        if model[0] == "A":
            golden.add(f"{name}.{model}.width", width[-1:] if season else width)
        elif model in ("MNN", "MAN", "MNA"):
            golden.add(f"{name}.{model}.width", width)


if __name__ == "__main__":
    warnings.filterwarnings("ignore")
    rng = np.random.default_rng(SEED)
    golden = GoldenFile(__file__, SEED, case="exponential smoothing", statsforecast=statsforecast.__version__, horizon=HORIZON, models=" ".join(MODELS))
    fixed(golden, "monthly", series(rng, "growth", 96, 12), 12)
    fixed(golden, "quarterly", series(rng, "trend", 40, 4), 4)
    rows, forecasts, criteria = [], [], []
    for index in range(24):
        y = series(rng, ("season", "trend", "growth", "level")[index % 4], 96, 12).astype(np.float32)
        fit = ets_f(y[:84].astype(np.float64), 12)
        rows.append(y)
        forecasts.append(forecast_ets(fit, 12)["mean"])
        criteria.append(fit["aicc"])
    golden.add("automatic", np.stack(rows))
    golden.add("automatic.forecast", np.stack(forecasts))
    golden.add("automatic.aicc", np.array(criteria))
    golden.write("exponential-smoothing.golden")
