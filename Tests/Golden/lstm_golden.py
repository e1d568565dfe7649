"""Golden values of the plain LSTM network, from PyTorch, in float32 and from the same weights in float64.

    nn.LSTM(D, C, L, batch_first) -> nn.Linear(C, H * 3) on the last hidden state of the last layer
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


@dataclasses.dataclass
class Case:
    name: str
    seed: int
    inputs: int
    hidden: int
    layers: int
    time: int
    batch: int
    horizon: int
    weight_decay: float = 0.0  # decoupled (AdamW)
    clip_norm: float = 0.0  # 0: no clipping
    stored_steps: tuple = tuple(range(1, STEPS + 1))  # steps after which float32 parameters are stored
    stride: int = 1  # above 1: of gradients and parameters, norms and every stride-th entry instead of all


SMALL = dict(inputs=1, hidden=5, layers=2, time=7, batch=3, horizon=4)
CASES = (
    Case("lstm-adam", 1, **SMALL),
    Case("lstm-adamw", 1, **SMALL, weight_decay=0.01),
    Case("lstm-clipped", 1, **SMALL, clip_norm=0.1),
    Case("lstm-wide", 2, inputs=3, hidden=16, layers=1, time=12, batch=2, horizon=2, stored_steps=(1, 2, 5)),
    Case("lstm-long", 3, inputs=1, hidden=15, layers=2, time=60, batch=4, horizon=15, stride=37),
)


class Network(nn.Module):
    def __init__(self, case):
        super().__init__()
        self.rnn = nn.LSTM(case.inputs, case.hidden, case.layers, batch_first=True)
        self.head = nn.Linear(case.hidden, case.horizon * len(LEVELS))
        # Levels apart, as after some training: gradients then shrink where targets fit the forecast and grow where they don't.
        self.head.bias.data += torch.tensor([-0.8, 0.0, 0.8]).repeat(case.horizon)

    def forward(self, x):
        hidden, final = self.rnn(x)
        return self.head(hidden[:, -1]).reshape(x.shape[0], -1, len(LEVELS)), hidden, final

    def named(self):
        """Parameters under PyTorch's names, without the name of the module around the LSTM."""
        return {name.removeprefix("rnn."): p for name, p in self.named_parameters()}


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
    output, hidden, (final_hidden, final_cell) = network(x)
    loss = pinball(output, y)
    loss.backward()
    if case.stride == 1:
        golden.add(f"{kind}.hidden", hidden)
    golden.add(f"{kind}.final_hidden", final_hidden)
    golden.add(f"{kind}.final_cell", final_cell)
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
            return pinball(network(x)[0], y)

    losses.append(loss_of_case())
    for target in step_targets:
        optimizer.zero_grad()
        loss = pinball(network(x)[0], target)
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
        if kind == "float32" and case.stride == 1:
            golden.add(f"{kind}.steps.{name}", torch.stack([after[k - 1][name] for k in case.stored_steps]))
        store_all(golden, case, f"{kind}.trained", name, after[-1][name])
    return after[-1], norms


def generate(case):
    torch.manual_seed(case.seed)
    network = Network(case)
    x, y, step_targets = data(case)
    golden = GoldenFile(
        __file__, case.seed, case=case.name, levels=" ".join(map(str, LEVELS)),
        **{k: getattr(case, k) for k in ("inputs", "hidden", "layers", "time", "batch", "horizon")},
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


def check(results):
    """The cases must differ where they claim to: otherwise a test against them could not fail."""

    def distance(a, b):
        return max((results[a]["float64"][0][n] - p).abs().max().item() for n, p in results[b]["float64"][0].items())

    norms = [n.item() for n in results["lstm-clipped"]["float64"][1]]
    if not min(norms) < 0.1 < max(norms):
        raise ValueError(f"clipping at 0.1 must act on some steps only, gradient norms are {norms}")
    for name in ("lstm-adamw", "lstm-clipped"):
        if distance(name, "lstm-adam") < 1e-5:
            raise ValueError(f"{name} ends at most {distance(name, 'lstm-adam')} from lstm-adam: too close to tell apart")
        print(f"{name} ends up to {distance(name, 'lstm-adam'):.1e} from lstm-adam")
    for name, kinds in results.items():
        gap = max((kinds["float64"][0][n] - p.double()).abs().max().item() for n, p in kinds["float32"][0].items())
        print(f"{name}: float32 and float64 end {gap:.1e} apart at most")


if __name__ == "__main__":
    torch.set_num_threads(1)
    check({case.name: generate(case) for case in CASES})
