"""Times below which a workload cannot go on this machine, from its arithmetic and its bytes; estimates to steer by.

The machine is measured by floor.c. The plain networks of the benchmarks: an LSTM of 60 values, two layers of H units, 45 outputs; a
transformer of 96 values, two blocks of width 64 with 4 heads, 72 outputs.
"""
import json
import os
import re
import subprocess
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
STEPS, LAYERS, OUTPUTS = 60, 2, 45
BLOCKS, HEADS, INNER, QUANTILES = 2, 4, 128, 72
# A forecast's recurrence is serial: dot product, sigmoid, two tanh one after another take some 200 cycles even in registers.
CYCLES_A_STEP = 200
FIRST_LEVEL_CACHE = 32 * 1024


def machine():
    """Peaks of one core; None without a compiler or vectors."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            tool = os.path.join(folder, "floor")
            subprocess.run([os.environ.get("CC", "clang"), "-O2", os.path.join(HERE, "floor.c"), "-o", tool], check=True, capture_output=True)
            found = json.loads(subprocess.run([tool], check=True, capture_output=True, text=True).stdout)
        except (OSError, subprocess.CalledProcessError):
            return None
    # Two multiply-add units, two operations each.
    found["ghz"] = found["fma_gflops"] / (4 * found["lanes"])
    return found


def lstm_flops(width):
    """Multiplications and additions of a forecast."""
    return 2 * STEPS * (4 * width * (1 + width) + 4 * width * 2 * width) + 2 * width * OUTPUTS


def transformer_flops(tokens):
    """Multiplications and additions of a forecast, and exponentials."""
    maps = 2 * tokens * (96 // tokens * 64 + BLOCKS * (64 * 192 + 64 * 64 + 2 * 64 * INNER))
    products = BLOCKS * 2 * 2 * tokens * tokens * 64
    return maps + products + 2 * tokens * 64 * QUANTILES, BLOCKS * HEADS * tokens * tokens


def transformer_seconds(tokens, batch, training, half, threads, peaks):
    """Arithmetic and one cycle for a vector of exponentials; a single forecast has at least to read the weights."""
    flops, exponentials = transformer_flops(tokens)
    arithmetic = flops / (peaks["fma_gflops"] * 1e9) / (2 if half else 1)
    work = arithmetic + exponentials / peaks["lanes"] / (peaks["ghz"] * 1e9)
    if batch > 1:
        return work * (3 if training else 1) / threads
    weights = (BLOCKS * (64 * 256 + 2 * 64 * INNER) + tokens * 64 * QUANTILES) * (2 if half else 4)
    return max(work, weights / (peaks["l2_gbs"] * 1e9))


def seconds(bench, case, threads, peer, isa, peaks):
    """The floor of one unit of work (a forecast, a step of a stream, a sample), or None where none is known."""
    transformer = re.match(r"trans tokens=(\d+) B=(\d+)$", case)
    if transformer and peaks is not None:
        half = peer.endswith("bf16") and isa == "avx512bf16"
        return transformer_seconds(int(transformer[1]), int(transformer[2]), bench == "trans-train", half, threads, peaks)
    match = re.match(r"lstm H=(\d+) (B=(\d+)|stream step)$", case)
    if not match or peaks is None or bench not in ("lstm-infer", "lstm-train"):
        return None
    width, batch = int(match[1]), int(match[3] or 1)
    half = peer.endswith("bf16")
    arithmetic = lstm_flops(width) / (peaks["fma_gflops"] * 1e9) / (2 if half and isa == "avx512bf16" else 1)
    if batch > 1:
        # One cycle for a vector of 16 activations and their share of a polynomial is the best; five a unit and step.
        activations = 5 * width * LAYERS * STEPS * 16 / peaks["lanes"] / (peaks["ghz"] * 1e9)
        return (arithmetic + activations) * (3 if bench == "lstm-train" else 1) / threads
    weights = LAYERS * 4 * width * width * (2 if half else 4)
    reading = STEPS * weights / (peaks["l2_gbs"] * 1e9) if weights > FIRST_LEVEL_CACHE else 0
    serial = (STEPS + LAYERS - 1) * CYCLES_A_STEP / (peaks["ghz"] * 1e9)
    forecast = max(arithmetic, reading, serial)
    return forecast / STEPS if "stream" in case else forecast
