"""Golden values of Adam, AdamW and clipping by the global norm on a plain vector, from PyTorch.

Gradients of twenty steps are given, so that an error of the optimiser cannot hide behind the error of a network: normal
numbers, but with entries that are always 0, tiny (1e-12, below epsilon), huge (1e8), of alternating sign, and 0 from the sixth step on.

    NAME.parameters   [steps, N]  after every step
    NAME.first_moment, NAME.second_moment  [N]  after the last step, not corrected for bias
"""

import numpy as np
import torch

from golden_file import GoldenFile

SEED = 5
STEPS, COUNT = 20, 37
CASES = {  # learning rate, beta1, beta2, epsilon, decoupled weight decay, norm to clip at (0: never)
    "adam": (1e-3, 0.9, 0.999, 1e-8, 0.0, 0.0),
    "adam_fast": (3e-2, 0.8, 0.95, 1e-6, 0.0, 0.0),
    "adamw": (1e-3, 0.9, 0.999, 1e-8, 0.01, 0.0),
    "adamw_strong": (1e-2, 0.9, 0.99, 1e-8, 0.3, 0.0),
    "adam_clipped": (1e-2, 0.9, 0.999, 1e-8, 0.0, 2.0),
}


def given():
    rng = np.random.default_rng(SEED)
    start = rng.standard_normal(COUNT)
    gradients = rng.standard_normal((STEPS, COUNT)) * np.exp(rng.normal(-1, 1, (STEPS, 1)))
    gradients[:, 0] = 0
    gradients[:, 1] *= 1e-12
    gradients[:, 2] *= 1e8
    gradients[:, 3] = np.where(np.arange(STEPS) % 2, 1, -1)
    gradients[5:, 4] = 0
    return start.astype(np.float32), gradients.astype(np.float32)


def clippable(gradients):
    """The same without the huge entry, which would scale all others to nothing."""
    calm = gradients.copy()
    calm[:, 2] *= np.float32(1e-8)
    return calm


def run(golden, prefix, case, start, gradients):
    rate, beta1, beta2, epsilon, decay, clip = case
    p = torch.nn.Parameter(start.clone())
    settings = dict(lr=rate, betas=(beta1, beta2), eps=epsilon, foreach=False, fused=False)
    optimizer = torch.optim.AdamW([p], weight_decay=decay, **settings) if decay else torch.optim.Adam([p], **settings)
    after, norms = [], []
    for gradient in gradients:
        p.grad = gradient.clone()
        if clip:
            norms.append(torch.nn.utils.clip_grad_norm_([p], clip))
        optimizer.step()
        after.append(p.detach().clone())
    golden.add(f"{prefix}.parameters", torch.stack(after))
    golden.add(f"{prefix}.first_moment", optimizer.state[p]["exp_avg"])
    golden.add(f"{prefix}.second_moment", optimizer.state[p]["exp_avg_sq"])
    if clip:
        golden.add(f"{prefix}.gradient_norms", torch.stack(norms))
        assert min(norms) < clip < max(norms), "clipping must act on some steps only: choose another norm"


if __name__ == "__main__":
    torch.set_num_threads(1)
    start, gradients = given()
    golden = GoldenFile(__file__, SEED, case="optimizer", steps=STEPS, count=COUNT)
    golden.add("start", start)
    golden.add("gradients", gradients)
    golden.add("clippable_gradients", clippable(gradients))
    for name, case in CASES.items():
        golden.add(f"{name}.settings", np.array(case))  # as in CASES
        g = clippable(gradients) if case[-1] else gradients
        for kind, dtype in (("float32", torch.float32), ("float64", torch.float64)):
            run(golden, f"{kind}.{name}", case, torch.from_numpy(start).to(dtype), torch.from_numpy(g).to(dtype))
    golden.write("optimizer.golden")
