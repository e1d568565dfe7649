#!/usr/bin/env python3
"""Writes the fixtures of formats of which no trace may be shipped, by hand-made rules: every run gives the same bytes.

Eucalyptus: a cluster like DS4 (12 nodes of 8 cores) for six hours, one drop-out of the log, one over-committed node, one instance
that never stops. KSWD: 100 minutes of the stationary generator, and of the spike generator.
"""
import json
import os
import random
from datetime import datetime, timedelta

HERE = os.path.dirname(os.path.abspath(__file__))


def write(name, text):
    path = os.path.join(HERE, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as file:
        file.write(text)
    print(f"{name}: {len(text)} bytes")


def eucalyptus():
    random.seed(20261122)
    free, running, rows, number = [8] * 12, {}, [], 0

    def start(time, node, cores):
        nonlocal number
        number += 1
        running[f"i-{number:04d}"] = (node, cores)
        free[node] -= cores
        rows.append(f"START {time} i-{number:04d} node-{node:02d} {cores}")

    def stop(time, name):
        node, cores = running.pop(name)
        free[node] += cores
        rows.append(f"STOP {time} {name}")

    time = 0
    while time < 21_600:
        cores = random.choice([1, 1, 2, 2, 4])
        fits = [node for node in range(12) if free[node] >= cores]
        if fits and random.random() < 0.62:
            start(time, fits[0], cores)
        elif running:
            stop(time, random.choice(sorted(running)))
        if 10_800 <= time < 10_900:
            # The log drops out: five instances are gone, and four are there, half an hour later.
            time = 10_950
            for name in sorted(running)[:5]:
                stop(time, name)
            time += 1_800
            for node in [node for node in range(12) if free[node] >= 1][:4]:
                start(time, node, 1)
        time += random.randint(5, 60)
    start(time, min(range(12), key=lambda node: free[node]), 8)
    for name in sorted(running)[1:]:
        time += 10
        stop(time, name)
    write("eucalyptus-ds4.txt", "\n".join(rows) + "\n")


def kswd(name, archetype, counts):
    begin = datetime(2019, 7, 1)
    total = 20_160
    workload = {
        "workload_id": name,
        "archetype": archetype,
        "archetype_confidence": 0.9,
        "duration_minutes": total,
        "resource_requirements": {"cpu_millicores": {"p50": 119, "p90": 167, "p99": 202}, "memory_mb": {"p50": 169, "p90": 186, "p99": 199}},
        "slo_targets": {"response_time_ms": {"p50": 100, "p90": 200, "p99": 500}},
        "request_trace": {
            "timestamps": [(begin + timedelta(minutes=i)).strftime("%Y-%m-%dT%H:%M:%SZ") for i in range(len(counts))],
            "requests_per_minute": counts,
            "requests_per_second": [count / 60 for count in counts],
            "total_minutes": total,
            "note": f"truncated to {len(counts)} minutes",
        },
        "features": {},
    }
    write(f"kswd/{name}.json", json.dumps(workload, indent=1) + "\n")


def main():
    eucalyptus()
    random.seed(5)
    kswd("w_0005", "stationary_noisy", [max(0, int(random.gauss(50, 15))) for _ in range(100)])
    spikes = [random.randint(3, 8) for _ in range(100)]
    kswd("w_0001", "spike", [count + (310 if 40 <= i < 52 else 0) for i, count in enumerate(spikes)])


if __name__ == "__main__":
    main()
