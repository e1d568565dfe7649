"""Writes arima.golden: conditional sums of squares by statsforecast's ARIMA, and the stationarity test of statsmodels.

`NAME.values` has about mean 0; `NAME.coefficients` are those of the autoregression, then of the moving average, that statsforecast finds by
CSS without a mean after the first `NAME.orders[0]` values, `NAME.sum` the sum of squared errors there, `NAME.deviations` those of its
forecasts ten steps ahead. `kpss.walk` and `kpss.noise` are statistics of `ar2.values`, summed and plain, with 3 sqrt(n) / 13 lags.
"""

import warnings
from importlib.metadata import version

import numpy as np
from statsforecast.arima import arima, predict_arima
from statsmodels.tsa.stattools import kpss

from golden_file import GoldenFile


def process(rng, n, ar, ma):
    e = rng.standard_normal(n + 100)
    y = np.zeros(n + 100)
    for t in range(3, n + 100):
        y[t] = e[t] + sum(a * y[t - 1 - i] for i, a in enumerate(ar)) + sum(b * e[t - 1 - i] for i, b in enumerate(ma))
    return y[100:]


def main():
    warnings.simplefilter("ignore")
    rng = np.random.default_rng(41)
    golden = GoldenFile(__file__, seed=41, statsforecast=version("statsforecast"), statsmodels=version("statsmodels"))
    for name, ar, ma in [("ar2", [0.6, 0.25], []), ("ma1", [], [0.5]), ("arma11", [0.8], [-0.4]), ("ar3", [0.5, -0.3, 0.2], [])]:
        values = process(rng, 150, ar, ma)
        fit = arima(values, order=(len(ar), 0, len(ma)), include_mean=False, method="CSS")
        errors = np.array(fit["residuals"])[len(ar):]
        ahead = predict_arima(fit, n_ahead=10)
        golden.add(f"{name}.values", values)
        golden.add(f"{name}.orders", np.array([len(ar), len(ma)], dtype=np.float64))
        golden.add(f"{name}.coefficients", np.array([float(v) for v in fit["coef"].values()]))
        golden.add(f"{name}.sum", float(np.sum(errors**2)))
        golden.add(f"{name}.deviations", np.array(ahead[1], dtype=np.float64))
        if name == "ar2":
            lags = int(3 * np.sqrt(len(values)) / 13)
            golden.add("kpss.noise", float(kpss(values, "c", nlags=lags)[0]))
            golden.add("kpss.walk", float(kpss(np.cumsum(values), "c", nlags=lags)[0]))
    golden.write("arima.golden")


main()
