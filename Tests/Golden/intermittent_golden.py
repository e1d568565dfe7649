"""Writes intermittent.golden: what statsforecast forecasts for intermittent demand.

Eight histories of 40 to 400 steps, most of them zeros; `NAME.values` is one of them, `NAME.forecasts` the mean demand per step by
CrostonClassic, CrostonOptimized, CrostonSBA and TSB with two pairs of weights (0.1, 0.05) and (0.2, 0.3) of sizes and probability.
Histories whose best smoothing weight lies inside its bounds and on one of them are both among them.
"""

from importlib.metadata import version

import numpy as np
from statsforecast.models import TSB, CrostonClassic, CrostonOptimized, CrostonSBA

from golden_file import GoldenFile

MODELS = [CrostonClassic(), CrostonOptimized(), CrostonSBA(), TSB(0.1, 0.05), TSB(0.2, 0.3)]


def histories(rng):
    for index, n in enumerate([40, 60, 90, 120, 160, 200, 300, 400]):
        drift = np.linspace(1, [1, 6][index % 2], n)
        sizes = np.maximum(np.round(rng.gamma(2.0, 3.0, n) * drift), 1) if index < 6 else rng.gamma(2.0, 3.0, n) * drift
        busy = rng.random(n) < np.linspace(0.5, [0.5, 0.1][index // 2 % 2], n) / (1 + index / 3)
        values = np.where(busy, sizes, 0.0)
        values[[7, 11, 20, 31]] = [3, 5, 1, 4]
        yield values.astype(np.float32).astype(np.float64)


def main():
    golden = GoldenFile(__file__, seed=21, statsforecast=version("statsforecast"))
    for index, values in enumerate(histories(np.random.default_rng(21))):
        golden.add(f"{index}.values", values)
        golden.add(f"{index}.forecasts", np.array([m.forecast(values, 1)["mean"][0] for m in MODELS]))
    golden.write("intermittent.golden")


main()
