#!/usr/bin/env python3
"""Writes metrics.json: small random tasks with two sets of forecasts each, and the scores that the project's accuracy judge gives them.

    python3 metrics_golden.py PATH/TO/score.py

Needs Python 3.9 and numpy. The judge is no part of this repository; without its path nothing is written. Every number of the tasks is a
multiple of 1/8, so that decimal text, float32 and float64 hold the same value and only the sums can differ.
"""
import csv
import importlib.util
import json
import os
import sys
import tempfile

import numpy as np

SCORES = ["series", "targets", "without_scale", "mase", "wql", "sql", "wape", "coverage80", "width80", "ceiling90", "ceiling_coverage90",
          "under_rate", "under_volume", "over_volume", "provisioning"]
LEVELS = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]

# name, groups of the series, season, scale, floor, wql, with ceilings, targets that are not scored
CASES = [
    ("groups", ["x", "x", "y", "y", "z"], 4, "first_cutoff", 0.05, "groups", False, 7),
    ("groups-per-window", ["x", "y", "x", "y"], 3, "each_cutoff", 0.0, "groups_per_window", True, 0),
    ("one-group", ["x", "x", "x"], 1, "first_cutoff", 0.0, "groups", True, 3),
]


def eighths(x):
    return np.round(np.asarray(x) * 8) / 8


def make_task(score, rng, groups, season, scale, floor, wql, holes):
    """Three origins, four apart, horizon 4, after 16 to 24 values; the last series repeats itself exactly and has no scale."""
    horizon, values, cutoffs = 4, {}, {}
    ids = ["s%d" % i for i in range(len(groups))]
    for i, u in enumerate(ids):
        known = int(rng.integers(16, 25))
        n = known + 2 * horizon + horizon
        level = [2, 20, 200, 5, 50][i % 5]
        y = eighths(np.maximum(level * (1 + 0.5 * np.sin(2 * np.pi * np.arange(n) / max(season, 2))) + level * 0.3 * rng.standard_normal(n), 0))
        if i == len(groups) - 1:
            y[:known] = np.tile([3.5, 1.0, 2.25, 4.0][:max(season, 1)], n)[:known]
        values[u] = y.tolist()
        cutoffs[u] = [str(known - 1 + k * horizon) for k in range(3)]
    t = score.Task.__new__(score.Task)
    skipped = [[u, str(int(cutoffs[u][k]) + 1 + h)] for u in ids for k in range(3) for h in range(horizon)]
    skipped = [skipped[j] for j in rng.choice(len(skipped), holes, replace=False)]
    t.__dict__.update(name="golden", seasons=[season], horizon=horizon, levels=LEVELS, nonnegative=True, scale=scale, scale_floor=floor, wql=wql,
                      not_scored=sorted(skipped), groups=dict(zip(ids, groups)), ids=ids, cutoffs=cutoffs)
    t.arrange(values, {u: [str(j) for j in range(len(values[u]))] for u in ids})
    return t


def make_forecasts(task, rng, noise):
    size = np.maximum(task.truth, 1)[..., None]
    q = task.truth[..., None] + noise * size * (rng.standard_normal(task.truth.shape)[..., None] + np.linspace(-1.3, 1.3, 9))
    q = np.sort(eighths(np.maximum(q, 0)), -1)
    top = task.truth.max(2)
    c = eighths(np.maximum(top + noise * np.maximum(top, 1) * rng.standard_normal(top.shape), 0))
    return q, np.stack([c, c + 0.5, c + 1.25], -1)


def judged(score, task, q, c):
    """Through files, as any contender is judged."""
    with tempfile.TemporaryDirectory() as folder:
        f, g = os.path.join(folder, "f.csv"), os.path.join(folder, "c.csv")
        with open(f, "w", newline="") as out:
            w = csv.writer(out)
            w.writerow(["unique_id", "cutoff", "ds", "y", "mean"] + ["q%g" % p for p in LEVELS])
            for i, u in enumerate(task.ids):
                for k, n in enumerate(task.known[u]):
                    for h in range(task.horizon):
                        w.writerow([u, task.cutoffs[u][k], task.ds[u][n + h], "", ""] + [repr(float(x)) for x in q[i, k, h]])
        if c is None:
            return score.scores(task, score.read_forecasts(task, f))
        with open(g, "w", newline="") as out:
            w = csv.writer(out)
            w.writerow(["unique_id", "cutoff", "c0.5", "c0.9", "c0.95"])
            for i, u in enumerate(task.ids):
                for k in range(3):
                    w.writerow([u, task.cutoffs[u][k]] + [repr(float(x)) for x in c[i, k]])
        return score.scores(task, score.read_forecasts(task, f), score.read_ceilings(task, g))


def main():
    if len(sys.argv) != 2:
        print("metrics.json is left as it is: give the path of the judge's score.py to write it again")
        return
    sys.dont_write_bytecode = True  # nothing is written beside the judge
    spec = importlib.util.spec_from_file_location("score", sys.argv[1])
    score = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(score)
    rng = np.random.default_rng(11)
    cases = []
    for name, groups, season, scale, floor, wql, ceilings, holes in CASES:
        t = make_task(score, rng, groups, season, scale, floor, wql, holes)
        contenders, results = [], []
        for noise in (0.2, 0.6):
            q, c = make_forecasts(t, rng, noise)
            r = judged(score, t, q, c if ceilings else None)
            results.append(r)
            contenders.append({"quantiles": q.ravel().tolist(), "ceilings": c[..., 1].ravel().tolist() if ceilings else None,
                               "scores": {k: r[k] for k in SCORES}})
        a, b = results
        ratios = {k: score.ratio(a[k], b[k]) for k in ("mase", "sql", "width80")}
        ratios.update({k: score.relative(t, a["groups"][k], b["groups"][k]) for k in a["groups"]})
        cases.append({
            "name": name, "season": season, "horizon": t.horizon, "eachCutoff": scale == "each_cutoff", "scaleFloor": floor, "grouping": wql,
            "levels": LEVELS, "notScored": [[u, int(d)] for u, d in t.not_scored],
            "series": [{"id": u, "group": t.groups[u], "values": t.y[u].tolist(), "known": t.known[u],
                        "errors": [None if np.isnan(e) else e for e in t.error[i]]} for i, u in enumerate(t.ids)],
            "contenders": contenders, "ratios": ratios})
    text = json.dumps({"magic": "headroom-golden-metrics", "version": 1, "command": "python3 metrics_golden.py PATH/TO/score.py", "seed": 11,
                       "numpy": np.__version__, "python": "%d.%d.%d" % sys.version_info[:3], "cases": cases}, separators=(",", ":"), allow_nan=False)
    text = text.replace('{"id"', '\n{"id"').replace('{"quantiles"', '\n{"quantiles"').replace('{"name"', '\n{"name"').replace(".0,", ",").replace(".0]", "]")
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "metrics.json")
    with open(path, "w") as f:
        f.write(text + "\n")
    print("metrics.json: %d cases, %d bytes" % (len(cases), len(text) + 1))


main()
