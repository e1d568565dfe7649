"""Golden values of the pinball loss from PyTorch: per level, averaged, and its gradient, with and without missing targets.

    loss of one level  = mean over the targets that are not NaN of  max(tau (y - q), (tau - 1) (y - q))
    loss               = mean of the losses of all levels
    gradient           = of loss, by every forecast; 0 where the target is NaN
"""

import numpy as np
import torch

from golden_file import GoldenFile

SEED = 4
LEVELS = (0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99)
BATCH, HORIZON = 5, 7


def pinball(forecast, target):
    levels = torch.tensor(LEVELS, dtype=forecast.dtype)
    known = ~target.isnan()
    error = (target.unsqueeze(-1) - forecast)[known]
    assert error.abs().min() > 1e-6, "a forecast meets its target: the gradient is not defined there, choose another seed"
    return torch.maximum(levels * error, (levels - 1) * error).mean(0)


def add(golden, prefix, forecast, target):
    forecast = forecast.clone().requires_grad_()
    per_level = pinball(forecast, target)
    loss = per_level.mean()
    loss.backward()
    golden.add(f"{prefix}.level_losses", per_level)
    golden.add(f"{prefix}.loss", loss)
    golden.add(f"{prefix}.gradient", forecast.grad)


if __name__ == "__main__":
    torch.set_num_threads(1)
    rng = np.random.default_rng(SEED)
    targets = rng.standard_normal((BATCH, HORIZON)).astype(np.float32)
    forecasts = (1.5 * rng.standard_normal((BATCH, HORIZON, len(LEVELS)))).astype(np.float32)
    masked = np.where(rng.random(targets.shape) < 0.25, np.float32("nan"), targets)
    masked[3] = np.nan  # a window without any known target
    golden = GoldenFile(__file__, SEED, case="pinball", batch=BATCH, horizon=HORIZON, known=int((~np.isnan(masked)).sum()))
    golden.add("levels", np.array(LEVELS))
    golden.add("forecasts", forecasts)
    golden.add("targets", targets)
    golden.add("masked_targets", masked)
    for kind, dtype in (("float32", torch.float32), ("float64", torch.float64)):
        for name, y in (("complete", targets), ("masked", masked)):
            add(golden, f"{kind}.{name}", torch.from_numpy(forecasts).to(dtype), torch.from_numpy(y).to(dtype))
    golden.write("pinball.golden")
