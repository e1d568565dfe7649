"""Writes seasons.golden: decompositions by statsmodels' STL and statsforecast's MSTL.

`NAME.values` is a history, `NAME.season` and `NAME.trend` its parts; of MSTL `mstl.season7`, `mstl.season24`. `plain` has a season of 12
that does not divide its 100 steps; `robust` is the same with outliers and robustness weights; `short` holds a season of 30 not even three
times, so that loess looks at everything. STL looks at 7 seasons, or 11 in `short`, with local lines.
"""

from importlib.metadata import version

import numpy as np
from statsforecast.mstl import mstl
from statsmodels.tsa.seasonal import STL

from golden_file import GoldenFile


def history(rng, n, seasons):
    t = np.arange(n)
    values = 50 + 0.05 * t + 4 * np.sin(t / 40) + rng.standard_normal(n)
    for season in seasons:
        shape = 5 * rng.standard_normal(season)
        values += shape[t % season] * (1 + 0.002 * t)
    return values


def main():
    rng = np.random.default_rng(31)
    golden = GoldenFile(__file__, seed=31, statsforecast=version("statsforecast"), statsmodels=version("statsmodels"))
    plain = history(rng, 100, [12])
    robust = plain.copy()
    robust[[10, 33, 34, 77]] += [40, -30, 25, 60]
    for name, values, season, span in [("plain", plain, 12, 7), ("robust", robust, 12, 7), ("short", history(rng, 71, [30]), 30, 11)]:
        parts = STL(values, period=season, seasonal=span, robust=name == "robust").fit()
        golden.add(f"{name}.values", values)
        golden.add(f"{name}.season", np.array(parts.seasonal))
        golden.add(f"{name}.trend", np.array(parts.trend))
    values = history(rng, 180, [7, 24])
    parts = mstl(values, [7, 24])
    golden.add("mstl.values", values)
    golden.add("mstl.trend", parts["trend"].to_numpy().copy())
    for season in (7, 24):
        golden.add(f"mstl.season{season}", parts[f"seasonal{season}"].to_numpy().copy())
    golden.write("seasons.golden")


main()
