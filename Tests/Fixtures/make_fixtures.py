#!/usr/bin/env python3
"""Cuts the fixtures from the public traces, without changing a value.

    make_fixtures.py DATA     DATA holds azure-functions-2019, azure-functions-2021, azure-llm-2023 and faas-function-week

Needs the standard library only. The result depends on nothing but DATA.
"""
import csv
import gzip
import io
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))


def lines(path):
    opened = gzip.open(path, "rt", newline="") if path.endswith(".gz") else open(path, newline="")
    with opened as f:
        return f.read().splitlines()


def write(name, rows):
    path = os.path.join(HERE, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    body = ("\n".join(rows) + "\n").encode()
    if name.endswith(".gz"):
        packed = io.BytesIO()
        with gzip.GzipFile("", "wb", 9, packed, 0) as z:
            z.write(body)
        body = packed.getvalue()
    with open(path, "wb") as f:
        f.write(body)
    print("%-50s %7d bytes" % (name, len(body)))


def counts(row, first):
    return [int(x) for x in row.split(",")[first:]]


def active(values):
    return sum(v > 0 for v in values) / len(values)


def variation(values):
    mean = sum(values) / len(values)
    return (sum((v - mean) ** 2 for v in values) / len(values)) ** 0.5 / mean if mean else 0.0


def distinct(rows, first):
    seen, kept = set(), []
    for row in rows:
        key = row.split(",", first)[first]
        if key not in seen:
            seen.add(key)
            kept.append(row)
    return kept


def busiest(rows, first, number):
    return sorted(rows, key=lambda r: (-sum(counts(r, first)), r))[:number]


def main():
    data = sys.argv[1]
    functions = os.path.join(data, "azure-functions-2019")

    # Twelve functions of one day, 08:00 to 15:59: the busiest by trigger that are no clockwork, a timer, and a sparse one.
    header, *rows = lines(os.path.join(functions, "trace500/invocations.csv.gz"))
    varied = [r for r in rows if active(counts(r, 4)) >= 0.5 and variation(counts(r, 4)) >= 0.2]

    def by(trigger, number):
        return busiest([r for r in varied if r.split(",", 4)[3] == trigger], 4, number)

    timers = [r for r in rows if r.split(",", 4)[3] == "timer"]
    every_minute = [r for r in timers if set(counts(r, 4)) == {1}][:1]
    sparse = [r for r in timers if 0 < active(counts(r, 4)) < 0.02][:1]
    chosen = set(by("http", 6) + by("queue", 2) + by("event", 1) + by("orchestration", 1) + every_minute + sparse)
    write("azure-functions-2019-480.csv", [header] + [r for r in rows if r in chosen])

    # The other two headers in use.
    header, *sampled = lines(os.path.join(functions, "sampled-day/1350_inv.csv.gz"))
    sampled = distinct(sampled, 3)
    varied = [r for r in sampled if active(counts(r, 3)) >= 0.1 and variation(counts(r, 3)) >= 0.2]
    write("azure-functions-2019-1_minute.csv", [header] + busiest(varied, 3, 6))
    header, *rows = lines(os.path.join(functions, "profiles-14day/inv_part1.csv.gz"))
    write("azure-functions-2019-minute_1.csv", [header] + rows[:2])

    # The demonstration: the seven busiest functions, and the 41 busiest sampled ones that are no clockwork, in the published columns.
    header, *busy = lines(os.path.join(functions, "busy10/invocations.csv"))
    rows = list(busy)
    for row in busiest(varied, 3, 41):
        function, owner, app, values = row.split(",", 3)
        rows.append(",".join([owner, app, function, "", values]))
    write("demo/azure-functions-2019-demo.csv.gz", [header] + rows)

    write("azure-llm-2023-conv.csv", lines(os.path.join(data, "azure-llm-2023/AzureLLMInferenceTrace_conv.csv.gz"))[:301])
    write("azure-functions-2021.csv", lines(os.path.join(data, "azure-functions-2021/Azure2021_200.csv"))[:41])
    week = lines(os.path.join(data, "faas-function-week/1.csv.gz"))
    write("faas-function-week.csv", week[:181])


if __name__ == "__main__":
    main()
