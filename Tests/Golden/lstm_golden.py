"""Golden values of the plain LSTM network, from PyTorch.

    nn.LSTM(D, C, L, batch_first) -> nn.Linear(C, H * 3) on the last hidden state of the last layer

golden_training.py says what is computed from it.
"""

import dataclasses

import torch
from torch import nn

from golden_training import LEVELS, Case, GoldenNetwork, distance, generate, make_head, report_precision


@dataclasses.dataclass(kw_only=True)
class LSTMCase(Case):
    hidden: int
    layers: int


SMALL = dict(inputs=1, hidden=5, layers=2, time=7, batch=3, horizon=4)
CASES = (
    LSTMCase(name="lstm-adam", seed=1, **SMALL),
    LSTMCase(name="lstm-adamw", seed=1, **SMALL, weight_decay=0.01),
    LSTMCase(name="lstm-clipped", seed=1, **SMALL, clip_norm=0.1),
    LSTMCase(name="lstm-wide", seed=2, inputs=3, hidden=16, layers=1, time=12, batch=2, horizon=2, stored_steps=(1, 2, 5)),
    LSTMCase(name="lstm-long", seed=3, inputs=1, hidden=15, layers=2, time=60, batch=4, horizon=15, stride=37),
)


class Network(GoldenNetwork):
    def __init__(self, case):
        super().__init__()
        self.case = case
        self.rnn = nn.LSTM(case.inputs, case.hidden, case.layers, batch_first=True)
        self.head = make_head(case.hidden, case)

    def forward(self, x):
        return self.head(self.rnn(x)[0][:, -1]).reshape(x.shape[0], -1, len(LEVELS))

    def record(self, golden, kind, x):
        hidden, (final_hidden, final_cell) = self.rnn(x)
        if self.case.stride == 1:
            golden.add(f"{kind}.hidden", hidden)
        golden.add(f"{kind}.final_hidden", final_hidden)
        golden.add(f"{kind}.final_cell", final_cell)

    def named(self):
        """Parameters under PyTorch's names, without the name of the module around the LSTM."""
        return {name.removeprefix("rnn."): p for name, p in self.named_parameters()}


def check(results):
    """The cases must differ where they claim to: otherwise a test against them could not fail."""
    norms = [n.item() for n in results["lstm-clipped"]["float64"][1]]
    if not min(norms) < 0.1 < max(norms):
        raise ValueError(f"clipping at 0.1 must act on some steps only, gradient norms are {norms}")
    for name in ("lstm-adamw", "lstm-clipped"):
        apart = distance(results, name, "lstm-adam")
        if apart < 1e-5:
            raise ValueError(f"{name} ends at most {apart} from lstm-adam: too close to tell apart")
        print(f"{name} ends up to {apart:.1e} from lstm-adam")
    report_precision(results)


if __name__ == "__main__":
    torch.set_num_threads(1)
    sizes = ("inputs", "hidden", "layers", "time", "batch", "horizon")
    check({case.name: generate(__file__, case, Network, sizes) for case in CASES})
