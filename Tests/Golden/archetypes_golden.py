"""Golden values of the 37 window features of AAPA from numpy and scipy, by the formulas of arXiv 2507.05653's published code.

    NAME            windows [W, n], float32
    NAME.features   features [W, 37], float64, in the order of FEATURES

Windows with a value that is not finite have NaN everywhere. The dominant frequency is the lowest of those that are equal but for rounding.
"""

import warnings

import numpy as np
import scipy
from scipy import signal, stats

from golden_file import GoldenFile

SEED = 37
EPSILON = 1e-6
LAGS = [1, 5, 10, 30, 60, 120, 1440]


def autocorrelation(x, lag):
    if lag >= len(x) or x.var() == 0:
        return 0.0
    d = x - x.mean()
    return np.mean(d[: len(x) - lag] * d[lag:]) / x.var()


def features(x):
    n, t = len(x), np.arange(len(x))
    if not np.isfinite(x).all():
        return np.full(37, np.nan)
    if not x.any():
        return np.zeros(37)
    mean, median, std = x.mean(), np.median(x), x.std()
    line = stats.linregress(t, x)
    change = np.diff(x)
    peaks = 0 if std == 0 else len(signal.find_peaks(x, height=mean + std)[0])
    # Without the first value what is 0 but for rounding is far smaller than the rest.
    magnitude = np.abs(np.fft.fft(x - x[0]))[: n // 2]
    magnitude[magnitude <= 1e-14 * n * np.ptp(x)] = 0
    magnitude[0] = abs(x.sum())
    q = magnitude / magnitude.sum()
    dominant = 1 + int(np.flatnonzero(q[1:] >= q[1:].max() * (1 - 1e-12))[0])
    bands = [q[1:6].sum(), q[6:25].sum(), q[25:].sum()] if len(q) > 60 else [0, 0, 0]
    ranks = np.arange(1, n + 1)
    return np.array(
        [mean, median, std, x.var(), stats.skew(x), stats.kurtosis(x), x.min(), x.max(), np.ptp(x)]
        + [np.subtract(*np.percentile(x, [75, 25])), std / (mean + EPSILON), x.max() / (mean + EPSILON), x.max() / (median + EPSILON)]
        + [autocorrelation(x, lag) for lag in LAGS]
        + [line.slope, line.rvalue**2 if std > 0 else np.nan, np.abs(change).mean(), change.mean(), change.std(), peaks, peaks / (n / 60)]
        + [stats.entropy(q, base=2), dominant / n, q[dominant], *bands]
        + [np.mean(x > 0.1 * mean), (std - mean) / (std + mean + EPSILON)]
        + [2 * (ranks * np.sort(x)).sum() / (n * x.sum()) - (n + 1) / n, np.argmax(x) / n]
    )


def windows(rng, n):
    """Demand of all kinds, then edge cases."""
    t = np.arange(n)
    rows = [rng.poisson(rate, n) for rate in [0.02, 0.3, 2, 7, 60, 5_000] for _ in range(3)]
    rows += [rng.poisson(20 * (1 + np.sin(2 * np.pi * t / period))) for period in [3, 7.5, 20, 60, 1440]]
    rows += [rng.poisson(3 * np.exp(t / n * growth)) for growth in [-3, 1, 3]]
    rows += [rng.poisson(1, n) + 200 * (rng.random(n) < 0.05) for _ in range(3)]
    rows += [rng.negative_binomial(2, 0.1, n), rng.normal(5, 1, n), np.exp(rng.normal(0, 2, n))]
    rows += [np.zeros(n), np.ones(n), np.full(n, 5_000.0), np.full(n, 0.1), np.full(n, 16_777_216.0)]
    rows += [t == 0, t == n - 1, 7 * (t == n // 2), 3 * t, n - t, 4 * (t % 2), 2 * (t // 3 % 2), (t < n / 2) + 1]
    rows += [np.minimum(t, n - t) // 4, 5 * ((t % 10 == 3) | (t % 10 == 4)), 9 * (t >= n - 3), 9 * (t < 3), 1e6 + (t % 6 == 0)]
    rows += [np.where(t == 5, np.nan, 1.0), np.where(t == 0, np.inf, 1.0)]
    return np.array([np.asarray(row, dtype=np.float32) for row in rows])


if __name__ == "__main__":
    warnings.filterwarnings("ignore")
    rng = np.random.default_rng(SEED)
    golden = GoldenFile(__file__, SEED, case="archetypes", scipy=scipy.__version__)
    for name, n in [("hour", 60), ("odd", 61), ("hours", 130), ("day", 1500)]:
        x = windows(rng, n)
        if n > 1_000:
            x = x[[8, 20]]
        golden.add(name, x)
        golden.add(name + ".features", np.array([features(row.astype(np.float64)) for row in x]))
    golden.write("archetypes.golden")
