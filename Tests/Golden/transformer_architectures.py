"""Encoders that are not nn.TransformerEncoder, written out after their papers: what Sources/Attention calls probsparse, u and mixer.

    probsparse  Zhou et al., "Informer", AAAI 2021: attention of the queries that stand out, and a distilling layer after every block
                but the last. Departures: the sampled keys are drawn once, from a named random stream, instead of in every pass; a
                measure is the largest of the sampled scores minus their mean, where the published code divides their sum by the number
                of all keys; the convolution sees zeros beyond the ends instead of going round, and no batch normalisation follows it.
    u           after Madhusudhanan et al., "Yformer", ECML PKDD 2022: down by merging pairs of tokens, up by splitting each in two,
                with what was seen at a resolution on the way down added on the way up. The first token of an odd number has no partner.
    mixer       Tolstikhin et al., "MLP-Mixer", NeurIPS 2021; Chen et al., "TSMixer", TMLR 2023: two linear layers across tokens.

Parameters have the names of Sources/Attention; a block is named as in nn.TransformerEncoder.
"""

import math

import torch
from torch import nn
from torch.nn import functional as F

from random_stream import RandomStream

KINK = 1e-4  # how far a choice must be from a tie, so that rounding cannot make it another one


def check_margin(what, margin):
    if margin.numel() and margin.min() < KINK:
        raise ValueError(f"{what} lies {margin.min():.1e} from a tie: choose another seed")


def sampled_keys(name, tokens, count):
    """The keys by which the queries of an attention are chosen, a row for each query."""
    stream, keys, rows = RandomStream(0, name), list(range(tokens)), []
    for _ in range(tokens):
        stream.shuffle(keys)
        rows.append(keys[:count])
    return torch.tensor(rows)


def sparse_attention(attention, x, keys, chosen):
    """Attention of the `chosen` queries that stand out most among their sampled keys; the others take the mean of all values."""
    batch, tokens, width = x.shape
    q, k, v = F.linear(x, attention.in_proj_weight, attention.in_proj_bias).chunk(3, dim=-1)
    q, k, v = (part.reshape(batch, tokens, attention.num_heads, -1).transpose(1, 2) for part in (q, k, v))
    with torch.no_grad():
        scores = torch.einsum("bhie,bhise->bhis", q, k[:, :, keys])
        measures = scores.amax(dim=-1) - scores.mean(dim=-1)
        order = measures.argsort(dim=-1, descending=True)
        ranked = measures.gather(-1, order)
        check_margin("the choice of a query", ranked[..., chosen - 1 : chosen] - ranked[..., chosen : chosen + 1])
        places = order[..., :chosen, None].expand(-1, -1, -1, q.shape[-1])
    weights = torch.softmax(q.gather(2, places) @ k.transpose(2, 3) / math.sqrt(q.shape[-1]), dim=-1)
    mixed = v.mean(dim=2, keepdim=True).expand_as(v).scatter(2, places, weights @ v)
    return attention.out_proj(mixed.transpose(1, 2).reshape(x.shape))


def self_attention(attention, x):
    """Attention of all tokens to each other."""
    return attention(x, x, x, need_weights=False)[0]


class Block(nn.Module):
    """A residual block; what makes tokens fewer or more afterwards or before belongs to it by name only."""

    def __init__(self, case, index, tokens):
        super().__init__()
        self.case, width = case, case.width
        if case.architecture == "mixer":
            self.tokens1, self.tokens2 = nn.Linear(tokens, 2 * tokens), nn.Linear(2 * tokens, tokens)
        else:
            self.self_attn = nn.MultiheadAttention(width, case.heads, batch_first=True)
        self.linear1, self.linear2 = nn.Linear(width, case.inner), nn.Linear(case.inner, width)
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        if case.architecture == "probsparse":
            self.chosen = min(tokens, 5 * math.ceil(math.log(max(2, tokens))))
            self.keys = sampled_keys(f"enc.layers.{index}.self_attn", tokens, self.chosen)
        self.activation = {"relu": F.relu, "gelu": F.gelu}[case.activation]

    def across(self, x):
        """The branch that looks at other tokens."""
        if self.case.architecture == "mixer":
            return self.tokens2(self.activation(self.tokens1(x.transpose(1, 2)))).transpose(1, 2)
        if self.case.architecture == "probsparse":
            return sparse_attention(self.self_attn, x, self.keys, self.chosen)
        return self_attention(self.self_attn, x)

    def feed_forward(self, x):
        return self.linear2(self.activation(self.linear1(x)))

    def forward(self, x):
        if self.case.norm == "pre":
            x = x + self.across(self.norm1(x))
            return x + self.feed_forward(self.norm2(x))
        x = self.norm1(x + self.across(x))
        return self.norm2(x + self.feed_forward(x))


def distilled(map, x):
    """Half of the tokens: convolution over three neighbours, exponential linear unit, largest of three at every second place.

    The rows of the map's weight are three vectors, for the token before, the token itself and the one behind."""
    width = x.shape[2]
    kernel = map.weight.reshape(width, 3, width).transpose(1, 2)
    values = F.elu(F.conv1d(x.transpose(1, 2), kernel, map.bias, padding=1))
    with torch.no_grad():
        nearby = F.pad(values, (1, 1), value=-math.inf).unfold(2, 3, 2).sort(dim=-1, descending=True).values
        check_margin("the largest of three neighbours", nearby[..., 0] - nearby[..., 1])
    return F.max_pool1d(values, kernel_size=3, stride=2, padding=1).transpose(1, 2)


def merged(map, x):
    """Half of the tokens, rounded up: pairs side by side, from the end."""
    x = F.pad(x, (0, 0, x.shape[1] % 2, 0))
    return map(x.reshape(x.shape[0], x.shape[1] // 2, -1))


def expanded(map, x, tokens):
    """Two tokens of each, the last `tokens` of them."""
    return map(x).reshape(x.shape[0], -1, x.shape[2])[:, -tokens:]


class Encoder(nn.Module):
    def __init__(self, case, tokens):
        super().__init__()
        self.case, width, self.sizes = case, case.width, [tokens]
        if case.architecture == "probsparse":
            while len(self.sizes) < case.layers:
                self.sizes.append((self.sizes[-1] + 1) // 2)
        elif case.architecture == "u":
            while len(self.sizes) <= case.layers // 2 and self.sizes[-1] >= 4:
                self.sizes.append((self.sizes[-1] + 1) // 2)
            down, bottom = self.sizes[:-1], self.sizes[-1]
            self.levels = len(down)
            self.sizes = down + [bottom] * (case.layers - 2 * self.levels) + down[::-1]
        else:
            self.sizes *= case.layers
        self.layers = nn.ModuleList(Block(case, index, size) for index, size in enumerate(self.sizes))
        self.norm = nn.LayerNorm(width) if case.norm == "pre" else nn.Identity()
        for index, block in enumerate(self.layers):
            if case.architecture == "probsparse" and index + 1 < case.layers:
                block.distil = nn.Linear(3 * width, width)
            if case.architecture == "u" and index < self.levels:
                block.merge = nn.Linear(2 * width, width)
            if case.architecture == "u" and index >= case.layers - self.levels:
                block.expand = nn.Linear(width, 2 * width)

    def forward(self, x):
        seen = []
        for index, block in enumerate(self.layers):
            if hasattr(block, "expand"):
                x = expanded(block.expand, x, self.sizes[index]) + seen.pop()
            x = block(x)
            if hasattr(block, "distil"):
                x = distilled(block.distil, x)
            if hasattr(block, "merge"):
                seen.append(x)
                x = merged(block.merge, x)
        return self.norm(x)

    @property
    def remaining(self):
        """Tokens that the head sees."""
        return self.sizes[-1]
