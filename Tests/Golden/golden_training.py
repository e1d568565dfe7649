"""What the golden files of all networks share: data, loss, gradients, ten steps of training, in float32 and from the same weights in
float64.

    loss = mean over batch, horizon and the levels 0.1, 0.5, 0.9 of  max(tau (y - q), (tau - 1) (y - q))

README.md lists the arrays. Every case trains for ten steps from the stored weights: step k sees the same inputs and the
targets step_targets[k], whose offset differs from step to step so that the gradient norms do too (a constant norm would
hide gradient clipping from Adam, whose step does not change when all gradients are scaled alike).
"""

import copy
import dataclasses

import numpy as np
import torch
from torch import nn

from golden_file import GoldenFile

LEVELS = (0.1, 0.5, 0.9)
STEPS = 10
KINK = 1e-4  # float32 and float64 must agree on which side of a target a forecast lies


@dataclasses.dataclass(kw_only=True)
class Case:
    """Sizes and training of a case; a network's own case adds what it looks like."""

    name: str
    seed: int
    inputs: int
    time: int
    batch: int
    horizon: int
    weight_decay: float = 0.0  # decoupled (AdamW)
    clip_norm: float = 0.0  # 0: no clipping
    stored_steps: tuple = tuple(range(1, STEPS + 1))  # steps after which float32 parameters are stored
    stride: int = 1  # above 1: of gradients and parameters, norms and every stride-th entry instead of all


class GoldenNetwork(nn.Module):
    """A network [B, T, D] -> [B, H, 3]."""

    def named(self):
        """Parameters under the names of the file."""
        return dict(self.named_parameters())

    def record(self, golden, kind, x):
        """Adds what else the file shows of a forward pass."""


def make_head(width, case):
    """A linear layer whose levels start apart, as after some training: gradients then shrink where targets fit the forecast and grow
    where they don't."""
    head = nn.Linear(width, case.horizon * len(LEVELS))
    head.bias.data += torch.tensor([-0.8, 0.0, 0.8]).repeat(case.horizon)
    return head


def pinball(forecast, target):
    levels = torch.tensor(LEVELS, dtype=forecast.dtype)
    error = target.unsqueeze(-1) - forecast
    if error.abs().min() < KINK:
        raise ValueError(f"a forecast lies within {KINK} of its target: choose another seed")
    return torch.maximum(levels * error, (levels - 1) * error).mean()


def data(case):
    """A noisy wave for every input, the wave's continuation as targets, and shifted targets for the ten steps."""
    rng = np.random.default_rng(case.seed)
    t = np.arange(case.time + case.horizon)
    phase = rng.uniform(0, 2 * np.pi, (case.batch, 1, case.inputs))
    wave = np.sin(2 * np.pi * t[None, :, None] / 12 + phase) + 0.3 * rng.standard_normal((case.batch, len(t), case.inputs))
    targets = wave[:, case.time :, 0]
    shifts = np.array([0, 0, 3, -3, 0, 1, -1, 0, 0.5, 3])[:, None, None]
    jitter = 0.1 * rng.standard_normal((STEPS,) + targets.shape)
    return [torch.from_numpy(a.astype(np.float32)) for a in (wave[:, : case.time], targets, targets + shifts + jitter)]


def store_all(golden, case, prefix, name, values):
    """All of a parameter or gradient, or its norm and a sample of it."""
    if case.stride == 1:
        golden.add(f"{prefix}.{name}", values)
    else:
        golden.add(f"{prefix}_norm.{name}", values.detach().norm().reshape(1))
        golden.add(f"{prefix}_sample.{name}", values.detach().flatten()[:: case.stride])


def forward_and_gradient(golden, case, kind, network, x, y):
    output = network(x)
    loss = pinball(output, y)
    loss.backward()
    network.record(golden, kind, x)
    golden.add(f"{kind}.output", output)
    golden.add(f"{kind}.loss", loss)
    for name, p in network.named().items():
        store_all(golden, case, f"{kind}.gradient", name, p.grad)


def train(golden, case, kind, network, x, y, step_targets):
    settings = dict(lr=1e-3, betas=(0.9, 0.999), eps=1e-8, foreach=False, fused=False)
    parameters = list(network.parameters())
    optimizer = (
        torch.optim.AdamW(parameters, weight_decay=case.weight_decay, **settings)
        if case.weight_decay
        else torch.optim.Adam(parameters, **settings)
    )
    step_losses, norms, losses, after = [], [], [], []

    def loss_of_case():
        with torch.no_grad():
            return pinball(network(x), y)

    losses.append(loss_of_case())
    for target in step_targets:
        optimizer.zero_grad()
        loss = pinball(network(x), target)
        loss.backward()
        norms.append(nn.utils.clip_grad_norm_(parameters, case.clip_norm or float("inf")))
        optimizer.step()
        step_losses.append(loss.detach())
        losses.append(loss_of_case())
        after.append({name: p.detach().clone() for name, p in network.named().items()})
    golden.add(f"{kind}.losses", torch.stack(losses))
    golden.add(f"{kind}.step_losses", torch.stack(step_losses))
    golden.add(f"{kind}.step_gradient_norms", torch.stack(norms))
    for name in network.named():
        if kind == "float32" and case.stride == 1 and case.stored_steps:
            golden.add(f"{kind}.steps.{name}", torch.stack([after[k - 1][name] for k in case.stored_steps]))
        store_all(golden, case, f"{kind}.trained", name, after[-1][name])
    return after[-1], norms


def generate(script, case, make_network, sizes):
    """Writes the file of a case. `sizes` names the fields of the case that its header states.

    Returns parameters and gradient norms after training in both precisions."""
    torch.manual_seed(case.seed)
    network = make_network(case)
    x, y, step_targets = data(case)
    golden = GoldenFile(
        script, case.seed, case=case.name, levels=" ".join(map(str, LEVELS)), **{k: getattr(case, k) for k in sizes},
        optimizer="AdamW" if case.weight_decay else "Adam", learning_rate=1e-3, beta1=0.9, beta2=0.999, epsilon=1e-8,
        weight_decay=case.weight_decay, clip_norm=case.clip_norm, steps=STEPS,
        stored_steps=" ".join(map(str, case.stored_steps if case.stride == 1 else ())), stride=case.stride)
    for name, p in network.named().items():
        golden.add(name, p)
    golden.add("inputs", x)
    golden.add("targets", y)
    golden.add("step_targets", step_targets)
    trained = {}
    for kind, dtype in (("float32", torch.float32), ("float64", torch.float64)):
        cast = [a.to(dtype) for a in (x, y, step_targets)]
        forward_and_gradient(golden, case, kind, copy.deepcopy(network).to(dtype), *cast[:2])
        trained[kind] = train(golden, case, kind, copy.deepcopy(network).to(dtype), *cast)
    golden.write(f"{case.name}.golden")
    return trained


def distance(results, a, b):
    """How far two cases with the same parameters end from each other."""
    return max((results[a]["float64"][0][n] - p).abs().max().item() for n, p in results[b]["float64"][0].items())


def report_precision(results):
    for name, kinds in results.items():
        gap = max((kinds["float64"][0][n] - p.double()).abs().max().item() for n, p in kinds["float32"][0].items())
        print(f"{name}: float32 and float64 end {gap:.1e} apart at most")
