"""Golden values of the plain multilayer perceptron, from PyTorch.

    x = the context, channel by channel -> L times (nn.Linear, ReLU) -> nn.Linear(C + T * D, H * 3) on [last layer, x]

golden_training.py says what is computed from it.
"""

import dataclasses

import torch
from torch import nn

from golden_training import LEVELS, Case, GoldenNetwork, generate, make_head, report_precision

RELU_KINK = 2e-5  # no unit may change sides between float32 and float64


@dataclasses.dataclass(kw_only=True)
class MLPCase(Case):
    hidden: int
    layers: int


CASES = (
    MLPCase(name="mlp-adam", seed=1, inputs=1, time=12, batch=3, horizon=4, hidden=16, layers=2),
    MLPCase(name="mlp-single", seed=2, inputs=2, time=9, batch=2, horizon=2, hidden=17, layers=1, weight_decay=0.01),
    MLPCase(name="mlp-deep", seed=3, inputs=3, time=10, batch=4, horizon=3, hidden=12, layers=4, clip_norm=0.5, stride=5),
)


class Network(GoldenNetwork):
    def __init__(self, case):
        super().__init__()
        read = case.time * case.inputs
        self.layers = nn.ModuleList(nn.Linear(case.hidden if layer else read, case.hidden) for layer in range(case.layers))
        self.head = make_head(case.hidden + read, case)

    def forward(self, x):
        x = x.transpose(1, 2).flatten(1)
        h = x
        for layer in self.layers:
            h = layer(h)
            if h.abs().min() < RELU_KINK:
                raise ValueError(f"a unit lies within {RELU_KINK} of its kink: choose another seed")
            h = h.relu()
        return self.head(torch.cat([h, x], 1)).reshape(x.shape[0], -1, len(LEVELS))


def check(results):
    norms = [n.item() for n in results["mlp-deep"]["float64"][1]]
    if not min(norms) < 0.5 < max(norms):
        raise ValueError(f"clipping at 0.5 must act on some steps only, gradient norms are {norms}")
    report_precision(results)


if __name__ == "__main__":
    torch.set_num_threads(1)
    sizes = ("inputs", "hidden", "layers", "time", "batch", "horizon")
    check({case.name: generate(__file__, case, Network, sizes) for case in CASES})
