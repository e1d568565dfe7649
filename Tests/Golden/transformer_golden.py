"""Golden values of the plain transformer network, from PyTorch.

    patches -> nn.Linear(P * D, C) (+ learned positions) -> nn.TransformerEncoder -> all tokens, their mean, the last one or both
    -> nn.Linear(., H * 3)

A patch is P steps with all their channels, step by step; patches begin S steps apart, the last one ends at the origin, and steps
before the context are 0. The architectures probsparse, u and mixer take the place of nn.TransformerEncoder; transformer_architectures.py
writes them out. Rotary positions (Su et al., "RoFormer", 2024) are not in nn.TransformerEncoder: its layers are written out
with pairs of neighbouring channels of queries and keys turned by position / 10000^(2 i / E), and the same code without turning must
give what the module gives. golden_training.py says what is computed from the network.
"""

import dataclasses
import functools
import math

import torch
from torch import nn
from torch.nn import functional as F

import transformer_architectures
from golden_training import LEVELS, Case, GoldenNetwork, generate, make_head, report_precision


@dataclasses.dataclass(kw_only=True)
class TransformerCase(Case):
    patch: int
    patch_stride: int
    heads: int
    layers: int = 1
    width: int = 16
    inner: int = 16
    norm: str  # pre or post
    activation: str  # relu or gelu
    positions: str  # learned or rotary
    pooling: str  # flatten, mean, last or mean-last
    causal: bool = False
    architecture: str = "full"  # full, probsparse, u or mixer


PLAIN = dict(norm="post", activation="relu", positions="learned", pooling="flatten")
CASES = (
    # The network that speed and accuracy are compared on, made small.
    TransformerCase(
        name="transformer-plain", seed=1, inputs=1, time=8, batch=3, horizon=2, patch=2, patch_stride=2, heads=4, layers=2, stride=5,
        **PLAIN),
    # The first patch begins two steps before the context.
    TransformerCase(
        name="transformer-pre", seed=2, inputs=3, time=10, batch=2, horizon=2, patch=4, patch_stride=4, heads=2, weight_decay=0.01,
        stride=2, norm="pre", activation="gelu", positions="learned", pooling="mean"),
    # Patches overlap; of the last block only the last token counts, so that a single one could not tell whether the first is causal.
    TransformerCase(
        name="transformer-rotary", seed=3, inputs=2, time=10, batch=2, horizon=2, patch=3, patch_stride=2, heads=2, layers=2, stride=5,
        norm="pre", activation="gelu", positions="rotary", pooling="last", causal=True),
    # Every step is a token, more of them than a vector has lanes.
    TransformerCase(
        name="transformer-steps", seed=4, inputs=1, time=19, batch=2, horizon=2, patch=1, patch_stride=1, heads=1, clip_norm=0.8,
        stored_steps=(), norm="post", activation="gelu", positions="rotary", pooling="mean-last"),
    TransformerCase(
        name="transformer-causal", seed=5, inputs=1, time=5, batch=3, horizon=1, patch=2, patch_stride=1, heads=4, weight_decay=0.01,
        stride=2, causal=True, **PLAIN),
    # 20 of 53 queries attend, then 20 of 27.
    TransformerCase(
        name="transformer-probsparse", seed=18, inputs=1, time=53, batch=2, horizon=1, patch=1, patch_stride=1, heads=2, layers=2,
        weight_decay=0.01, stride=7, norm="post", activation="gelu", positions="learned", pooling="mean", architecture="probsparse"),
    # 5 tokens, 3, and 5 again: both ways have a token without a partner.
    TransformerCase(
        name="transformer-u", seed=7, inputs=1, time=9, batch=2, horizon=1, patch=2, patch_stride=2, heads=4, layers=3, weight_decay=0.01,
        stride=13, norm="pre", activation="gelu", positions="learned", pooling="flatten", architecture="u"),
    TransformerCase(
        name="transformer-mixer", seed=8, inputs=2, time=9, batch=3, horizon=2, patch=3, patch_stride=2, heads=1, layers=2,
        weight_decay=0.01, stride=5, norm="pre", activation="relu", positions="learned", pooling="flatten", architecture="mixer"),
)


def patches(case, x):
    tokens = max(0, math.ceil((case.time - case.patch) / case.patch_stride)) + 1
    lead = (tokens - 1) * case.patch_stride + case.patch - case.time
    padded = F.pad(x, (0, 0, lead, 0))
    return padded.unfold(1, case.patch, case.patch_stride).transpose(2, 3).reshape(x.shape[0], tokens, case.patch * case.inputs)


def turned(x):
    """Rotary positions of [B, T, heads, E], by complex numbers."""
    tokens, width = x.shape[1], x.shape[3]
    frequency = 10000.0 ** (-torch.arange(0, width, 2, dtype=torch.float64) / width)
    angles = torch.arange(tokens, dtype=torch.float64)[:, None] * frequency
    pairs = torch.view_as_complex(x.reshape(*x.shape[:3], width // 2, 2))
    turns = torch.polar(torch.ones_like(angles), angles).to(pairs.dtype)
    return torch.view_as_real(pairs * turns[None, :, None]).reshape(x.shape)


class Network(GoldenNetwork):
    def __init__(self, case):
        super().__init__()
        self.case = case
        tokens = patches(case, torch.zeros(1, case.time, case.inputs)).shape[1]
        if case.positions == "learned":
            self.pos = nn.Parameter(torch.randn(1, tokens, case.width) * 0.02)
        self.embed = nn.Linear(case.patch * case.inputs, case.width)
        remaining = tokens
        if case.architecture == "full":
            layer = nn.TransformerEncoderLayer(
                case.width, case.heads, case.inner, dropout=0.0, activation=case.activation, batch_first=True,
                norm_first=case.norm == "pre")
            last = nn.LayerNorm(case.width) if case.norm == "pre" else None
            self.enc = nn.TransformerEncoder(layer, case.layers, norm=last, enable_nested_tensor=False)
        else:
            self.enc = transformer_architectures.Encoder(case, tokens)
            remaining = self.enc.remaining
        # Away from zeros and ones, where mistakes hide: biases, gains, positions.
        for p in self.parameters():
            p.data += 0.15 * torch.randn(p.shape)
        self.head = make_head(case.width * {"flatten": remaining, "mean-last": 2}.get(case.pooling, 1), case)

    def mask(self, tokens, dtype):
        return nn.Transformer.generate_square_subsequent_mask(tokens, dtype=dtype) if self.case.causal else None

    def written_out(self, x, turn):
        """The encoder from its definition."""
        case, (batch, tokens, width) = self.case, x.shape
        mask = self.mask(tokens, x.dtype)

        def attention(layer, x):
            q, k, v = F.linear(x, layer.self_attn.in_proj_weight, layer.self_attn.in_proj_bias).chunk(3, dim=-1)
            q, k, v = (part.reshape(batch, tokens, case.heads, width // case.heads) for part in (q, k, v))
            scores = torch.einsum("bihe,bjhe->bhij", turn(q), turn(k)) / math.sqrt(width // case.heads)
            weights = torch.softmax(scores if mask is None else scores + mask, dim=-1)
            return layer.self_attn.out_proj(torch.einsum("bhij,bjhe->bihe", weights, v).reshape(x.shape))

        activation = {"relu": F.relu, "gelu": F.gelu}[case.activation]
        for layer in self.enc.layers:
            if case.norm == "pre":
                x = x + attention(layer, layer.norm1(x))
                x = x + layer.linear2(activation(layer.linear1(layer.norm2(x))))
            else:
                x = layer.norm1(x + attention(layer, x))
                x = layer.norm2(x + layer.linear2(activation(layer.linear1(x))))
        return x if self.enc.norm is None else self.enc.norm(x)

    def embedded(self, x):
        x = self.embed(patches(self.case, x))
        return x + self.pos if self.case.positions == "learned" else x

    def forward(self, x):
        tokens = self.embedded(x)
        if self.case.positions == "rotary":
            tokens = self.written_out(tokens, turned)
        elif self.case.architecture == "full":
            mask = self.mask(tokens.shape[1], x.dtype)
            tokens = self.enc(tokens, mask=mask, is_causal=mask is not None)
        else:
            tokens = self.enc(tokens)
        mean, last = tokens.mean(1), tokens[:, -1]
        seen = {"flatten": tokens.flatten(1), "mean": mean, "last": last, "mean-last": torch.cat([mean, last], 1)}
        return self.head(seen[self.case.pooling]).reshape(x.shape[0], -1, len(LEVELS))


def check_definition(case):
    """The written-out encoder without turning is the module; turning keeps lengths and matters."""
    torch.manual_seed(case.seed)
    network = Network(case).double()
    x = network.embedded(torch.randn(3, case.time, case.inputs, dtype=torch.float64))
    mask = network.mask(x.shape[1], x.dtype)
    plain = network.written_out(x, lambda part: part)
    gap = (network.enc(x, mask=mask, is_causal=mask is not None) - plain).abs().max().item()
    if gap > 1e-12:
        raise ValueError(f"{case.name}: the encoder written out lies {gap} from nn.TransformerEncoder")
    heads = x.reshape(3, x.shape[1], case.heads, -1)
    if (turned(heads).norm(dim=-1) - heads.norm(dim=-1)).abs().max() > 1e-12 or (network.written_out(x, turned) - plain).abs().max() < 1e-3:
        raise ValueError(f"{case.name}: turning changes lengths, or nothing")


def check_sparse(case):
    """Attention of all queries is nn.MultiheadAttention; fewer of them, or other keys to choose them by, matter in every block."""
    torch.manual_seed(case.seed)
    network = Network(case).double()
    x = network.embedded(torch.randn(2, case.time, case.inputs, dtype=torch.float64))
    for index, block in enumerate(network.enc.layers):
        sparse = functools.partial(transformer_architectures.sparse_attention, block.self_attn, x, chosen=block.chosen)
        given, full = sparse(block.keys), transformer_architectures.self_attention(block.self_attn, x)
        if (transformer_architectures.sparse_attention(block.self_attn, x, block.keys, x.shape[1]) - full).abs().max() > 1e-12:
            raise ValueError(f"{case.name}: block {index} with all queries is not nn.MultiheadAttention")
        if (given - full).abs().max() < 1e-3 or (sparse(block.keys.flip(0)) - given).abs().max() < 1e-3:
            raise ValueError(f"{case.name}: it makes no difference which queries block {index} chooses")
        x = transformer_architectures.distilled(block.distil, block(x)) if hasattr(block, "distil") else x


def check(results):
    norms = [n.item() for n in results["transformer-steps"]["float64"][1]]
    if not min(norms) < 0.8 < max(norms):
        raise ValueError(f"clipping at 0.8 must act on some steps only, gradient norms are {norms}")
    # Biases of keys shift all scores of a query alike, which changes nothing: their gradient is 0, and what Adam makes of its rounding
    # is chance. Rotary positions turn them, and then they count. The last bias of a mixer shifts all channels of a token alike, which
    # layer normalisation takes back.
    for case in (case for case in CASES if case.positions == "learned"):
        for parameters, _ in results[case.name].values():
            for name, p in parameters.items():
                if name.endswith("in_proj_bias"):
                    p[case.width : 2 * case.width] = 0
                if name.endswith("tokens2.bias"):
                    p[:] = 0
    report_precision(results)


if __name__ == "__main__":
    torch.set_num_threads(1)
    for case in CASES:
        if case.architecture == "full":
            check_definition(case)
        if case.architecture == "probsparse":
            check_sparse(case)
    sizes = [f.name for f in dataclasses.fields(TransformerCase) if f.name not in {f.name for f in dataclasses.fields(Case)}]
    check({case.name: generate(__file__, case, Network, ("inputs", "time", "batch", "horizon", *sizes)) for case in CASES})
