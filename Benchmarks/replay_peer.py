#!/usr/bin/env python3
"""Trace replay in numpy by the rules of AlpaServe's package, to be timed beside `headroom bench replay`.

    Benchmarks/replay_peer.py --data DIR --generate       # writes the synthetic traces that both sides read
    Benchmarks/replay_peer.py --data DIR [--only TEXT]    # JSON lines: processor seconds, best of five

Written from a description of those rules, not from their code. Arrivals of a window are made by whole arrays (cumulative sums), where the
description would allow one by one; shapes are fitted by scipy.stats, as a user of numpy would. A replay takes the trace in memory,
slices a day, drops idle functions, deals the others to models, merges, estimates and generates; reading files is not timed.

Files, little-endian: replay_v2_times.f64 (arrivals of all functions, one after another, ascending in each), replay_v2_lengths.i64 (how many each
has), replay_v1_counts.i32 (functions x minutes).
"""
import argparse
import ctypes
import json
import os
import sys
import time
import warnings

import numpy as np
from scipy import stats

DAY = 86_400.0
V2_FUNCTIONS, V2_DAYS, V2_ARRIVALS = 424, 14, 1_980_951
V1_FUNCTIONS, V1_DAYS = 2000, 2

# name, trace, models, window in seconds, distribution, rate scale, cv scale
CASES = [
    ("v2 gamma 5 models 600 s", "v2", 5, 600, "gamma", 1.0, 1.0),
    ("v2 gamma 5 models 3600 s", "v2", 5, 3600, "gamma", 1.0, 1.0),
    ("v2 gamma 48 models 5400 s", "v2", 48, 5400, "gamma", 1.0, 1.0),
    ("v2 gamma 5 models 3600 s rate x8 cv x8", "v2", 5, 3600, "gamma", 8.0, 8.0),
    ("v2 exponential 5 models 600 s", "v2", 5, 600, "exponential", 1.0, 1.0),
    ("v2 exponential 48 models 60 s", "v2", 48, 60, "exponential", 1.0, 1.0),
    ("v2 vanilla 5 models", "v2", 5, 600, "vanilla", 1.0, 1.0),
    ("v1 exponential 48 models 60 s rate x0.001", "v1", 48, 60, "exponential", 1e-3, 1.0),
    ("v1 gamma 48 models 60 s cv 4 rate x0.002", "v1", 48, 60, "gamma", 2e-3, 4.0),
]


def generate(folder):
    """Synthetic traces of the size and the habits of the public ones: heavy skew, a daily wave, timers, bursts."""
    rng = np.random.default_rng(2021)
    weight = (np.arange(V2_FUNCTIONS) + 1.0) ** -1.35
    rng.shuffle(weight)
    share = V2_ARRIVALS * weight / weight.sum()
    span = V2_DAYS * DAY
    lists = []
    for function in range(V2_FUNCTIONS):
        kind = rng.choice(["poisson", "bursty", "timer"], p=[0.45, 0.35, 0.2])
        wanted = max(1, int(rng.poisson(share[function])))
        if kind == "timer" and wanted > 100:
            period = span / wanted
            times = np.arange(wanted) * period + rng.uniform(0, period) + rng.normal(0, 0.01 * period, wanted)
        else:
            shape = 1.0 if kind == "poisson" else 0.08
            gaps = rng.gamma(shape, 1 / shape, wanted + 1)
            position = np.cumsum(gaps)
            # Operational time of a daily wave, 1 + 0.45 sin.
            grid = np.linspace(0, span, 20_000)
            clock = grid - 0.45 * DAY / (2 * np.pi) * (np.cos(2 * np.pi * grid / DAY) - 1)
            times = np.interp(position[:-1] / position[-1] * clock[-1], clock, grid)
        lists.append(np.sort(times[(times >= 0) & (times < span)]))
    np.concatenate(lists).astype("<f8").tofile(os.path.join(folder, "replay_v2_times.f64"))
    np.array([len(times) for times in lists], "<i8").tofile(os.path.join(folder, "replay_v2_lengths.i64"))
    rate = rng.lognormal(-4.9, 2.6, V1_FUNCTIONS)[:, None].clip(1e-4, 300)
    minute = np.arange(V1_DAYS * 1440)
    wave = 1 + 0.4 * np.sin(2 * np.pi * (minute / 1440 - 0.3))
    counts = rng.poisson(rate * wave * rng.gamma(2, 0.5, (V1_FUNCTIONS, minute.size)))
    counts.astype("<i4").tofile(os.path.join(folder, "replay_v1_counts.i32"))


def load(folder):
    times = np.fromfile(os.path.join(folder, "replay_v2_times.f64"), "<f8")
    ends = np.cumsum(np.fromfile(os.path.join(folder, "replay_v2_lengths.i64"), "<i8"))
    v2 = {f"f{i}": part for i, part in enumerate(np.split(times, ends[:-1]))}
    counts = np.fromfile(os.path.join(folder, "replay_v1_counts.i32"), "<i4").reshape(V1_FUNCTIONS, -1)
    return {"v2": v2, "v1": {f"f{i}": row for i, row in enumerate(counts)}}


def gamma_arrivals(start, duration, rate, cv, seed):
    """A renewal process that begins anew at the start of its window."""
    np.random.seed(seed)
    shape, scale = 1 / cv**2, cv**2 / rate
    chunk = max(int(1.2 * rate * duration), 1)
    parts, last = [], start
    while last < start + duration:
        part = last + np.cumsum(np.random.gamma(shape, scale, chunk))
        parts.append(part)
        last = part[-1]
    times = parts[0] if len(parts) == 1 else np.concatenate(parts)
    return times[: np.searchsorted(times, start + duration)]


def estimate(times, interval, distribution, rate_scale, cv_scale):
    """Rate and cv of a window of arrivals, or None."""
    if len(times) < 2:
        return None
    gaps = np.diff(times) + 1e-6
    empirical = len(times) / interval
    if distribution == "exponential":
        rate, cv = 1 / gaps.mean(), 1.0
    else:
        if len(gaps) < 2:
            return None
        try:
            shape, _, scale = stats.gamma.fit(gaps, floc=0)
        except Exception:
            return None
        rate, cv = 1 / (shape * scale), 1 / np.sqrt(shape)
        if not np.isfinite(rate) or not np.isfinite(cv):
            return None
    if rate > 5 * empirical:
        rate = empirical
    return rate * rate_scale, cv * cv_scale


def replay(traces, case):
    _, name, models, interval, distribution, rate_scale, cv_scale = case
    start, end = 0.0, DAY
    if name == "v1":
        sliced = {f: counts[: int(DAY) // 60] for f, counts in traces["v1"].items()}
        active = [counts for counts in sliced.values() if counts.any()]
    else:
        sliced = {f: times[np.searchsorted(times, start) : np.searchsorted(times, end)] for f, times in traces["v2"].items()}
        active = [times for times in sliced.values() if len(times)]
    members = [active[m::models] for m in range(models)]
    seed, made = 0, {}
    for model, parts in enumerate(members):
        if name == "v2":
            times = np.sort(np.concatenate(parts))
            if distribution == "vanilla":
                made[model] = times
                continue
            edges = np.arange(start, end + interval, interval)
            windows = np.split(times, np.searchsorted(times, edges[1:-1]))
            processes = [estimate(w, interval, distribution, rate_scale, cv_scale) for w in windows]
        else:
            counts = np.sum(parts, axis=0).reshape(-1, interval // 60).sum(axis=1)
            cv = cv_scale if distribution == "gamma" else 1.0
            processes = [(count / interval * rate_scale, cv) if count > 0 else None for count in counts]
        out = []
        for window, process in enumerate(processes):
            if process is not None:
                out.append(gamma_arrivals(start + window * interval, interval, *process, seed))
                seed += 1
        made[model] = np.concatenate(out) if out else np.empty(0)
    return made


def keep_memory():
    """Lets the allocator keep what is freed, as `headroom bench replay` does: fresh pages cost as much as a replay without estimates."""
    libc = ctypes.CDLL(None)
    libc.mallopt(-1, 1 << 30)  # M_TRIM_THRESHOLD
    libc.mallopt(-2, 1 << 28)  # M_TOP_PAD


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", required=True, help="folder of the traces")
    parser.add_argument("--generate", action="store_true", help="write the traces and end")
    parser.add_argument("--only", default="", help="run cases whose name contains this text")
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    if options.generate:
        return generate(options.data)
    warnings.simplefilter("ignore")
    keep_memory()
    traces = load(options.data)
    for case in CASES:
        if options.only not in case[0]:
            continue
        best, made = float("inf"), None
        for _ in range(options.runs):
            before = time.process_time()
            made = replay(traces, case)
            best = min(best, time.process_time() - before)
        line = {"bench": "replay", "peer": "numpy", "case": case[0], "threads": 1, "metric": "processor_rate", "value": round(1 / best, 4)}
        line |= {"unit": "replays/s", "best_s": round(best, 6), "arrivals": int(sum(len(a) for a in made.values())), "runs": options.runs}
        line |= {"versions": f"Python {sys.version.split()[0]}, numpy {np.__version__}"}
        print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main()
