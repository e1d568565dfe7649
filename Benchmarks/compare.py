#!/usr/bin/env python3
"""Ours beside the rivals: runs both in turn, twice, in one sitting, prints a table and keeps our lines in history/SUITE.jsonl.

    Benchmarks/compare.py lstm-infer --threads 1 2 --peers DIR --python VENV/bin/python --data DIR

The rivals' scripts print the same JSON lines as `headroom bench`; both are pinned to the same processors and have OPENBLAS_* unset. In the table
`best` is the best of all rounds, `median` the median of the rounds' medians; `times` is ours against the best rival by either; `loss` is our
loss on rows that were not trained on, divided by the rival's; `bar` is what bars.json asks for, and of quantiles that none cross; `floor` is
ours against what floors.py says is possible (1 = there). Rows that we lose are marked. Look at `others`: the processors that other processes
kept busy, at worst; above 0.1 run again, least of all trust rivals of two threads then.
"""
import argparse
import datetime
import json
import os
import subprocess
import sys

import floors
import measuring


def commit():
    git = lambda *what: subprocess.run(["git", *what], cwd=measuring.ROOT, capture_output=True, text=True).stdout.strip()
    return git("rev-parse", "--short", "HEAD") + ("+" if git("status", "--porcelain", "--", ".", ":!Benchmarks/history") else "")


def number(value):
    if value is None:
        return ""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.1f}" if abs(value) >= 100 else f"{value:.3g}"


def table(rows):
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    left = {0, 1, 6}
    for row in rows:
        print("  ".join(cell.ljust(w) if i in left else cell.rjust(w) for i, (cell, w) in enumerate(zip(row, widths))).rstrip())


def judge(own, bars, candidates):
    """The rival to compare with, what is asked and whether it holds: None where nothing is asked."""
    bar = next((b for b in bars if (b["bench"], b["case"], b["threads"], b["peer"]) == (own.bench, own.case, own.threads, own.peer)), None)
    if bar is None:
        like = r".*bf16" if own.peer.endswith("bf16") else r"(?!.*bf16|headroom).*"
        return measuring.best_rival(own, candidates, like), "", None
    if "most" in bar:
        return None, f"≤ {bar['most']:g} {own.unit}", own.best <= bar["most"]
    rival = measuring.best_rival(own, candidates, bar["rivals"], bar.get("rival_case"))
    asked = f"≥ {bar['least']:g}" + (f", loss ≤ {bar['loss']:g}" if "loss" in bar else "")
    holds = rival and own.over(rival) >= bar["least"] and ("loss" not in bar or own.loss_over(rival) <= bar["loss"])
    return rival, asked, None if rival is None else holds and own.line.get("crossings", 0) == 0


def report(found, bars, peaks):
    everything = measuring.rows(found)
    ours = [row for row in everything if row.peer.startswith("headroom")]
    head = ["case", "peer", "thr", "best", "median", "unit", "best rival", "best", "median", "times", "times med", "loss", "bar", "", "p99/p50", "floor", "others"]
    body, records = [head], []
    for own in ours:
        rival, bar, holds = judge(own, bars, everything)
        ratio, ratio_median = (own.over(rival), own.over(rival, "median")) if rival else (None, None)
        loss = own.loss_over(rival) if rival else None
        floor = floors.seconds(own.bench, own.case, own.threads, own.peer, own.line.get("isa"), peaks)
        took = 1 / own.best if measuring.is_rate(own.line) else own.best * 1e-6
        p99 = own.line["p99"] / own.best if "p99" in own.line else None
        verdict = {True: "ok", False: "SHORT", None: ""}[holds] or ("lost" if ratio is not None and ratio < 1 else "")
        body.append([
            own.case, own.peer, str(own.threads), number(own.best), number(own.median), own.unit, rival.peer if rival else "",
            number(rival.best) if rival else "", number(rival.median) if rival else "", number(ratio), number(ratio_median), f"{loss:.4f}" if loss else "", bar, verdict,
            number(p99), number(took / floor) if floor else "", f"{max([own.others] + ([rival.others] if rival else [])):.2f}",
        ])
        records.append((own, rival))
    table(body)
    failures = sorted({f"{line['peer']} {line['case']} threads={line['threads']}: {line['error'][:120]}" for line in found if "error" in line and "value" not in line})
    if failures:
        print("failed:\n  " + "\n  ".join(failures))
    return records


def remember(records, path):
    """Our best line of each case, with what it was compared with."""
    stamp = {"commit": commit(), "date": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")}
    with open(path, "a") as file:
        for own, rival in records:
            line = {k: v for k, v in own.line.items() if k not in ("note", "at")}
            line["median_of_rounds"] = own.median
            if rival:
                line["rival"] = {"peer": rival.peer, "value": rival.best, "median_of_rounds": rival.median, "others_cpus": rival.others}
                line["rival"] |= {k: rival.line[k] for k in ("torch", "onnxruntime", "version", "runs") if k in rival.line}
                if measuring.loss(rival.line) is not None:
                    line["rival"]["test_loss"] = measuring.loss(rival.line)
            file.write(json.dumps(line | stamp, ensure_ascii=False) + "\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("suite", choices=sorted(measuring.RIVALS))
    parser.add_argument("--threads", type=int, nargs="+", default=[1])
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--only", default="", help="only the cases whose peer and case contain this")
    parser.add_argument("--gate", type=float, help="most seconds to wait for a quiet machine before each measurement (default: theirs and ours)")
    parser.add_argument("--lines", help="also keep every line, of rivals too, in this file")
    parser.add_argument("--no-history", action="store_true", help="do not append to history/")
    measuring.add_arguments(parser)
    args = parser.parse_args()
    measuring.check_arguments(parser, args, [args.suite])

    bars = json.load(open(os.path.join(measuring.HERE, "bars.json")))
    found = []
    for threads in args.threads:
        for turn in range(args.rounds):
            for who, command, folder in (
                ("rivals", measuring.rival_command(args, args.suite, threads, args.gate, args.only), args.peers),
                ("headroom", measuring.own_command(args, args.suite, threads, args.gate, args.only), measuring.ROOT),
            ):
                print(f"{args.suite}, threads {threads}, round {turn + 1} of {args.rounds}: {who}", file=sys.stderr)
                found += measuring.lines(command, args, folder)
            found += measuring.sums_of_runs(args, args.suite, threads, args.gate, args.only)
    if args.lines:
        with open(args.lines, "a") as file:
            file.writelines(json.dumps(line) + "\n" for line in found)
    peaks = floors.machine()
    if peaks:
        print(f"one core: {peaks['fma_gflops']:.0f} GFLOP/s in float32 ({peaks['ghz']:.2f} GHz), {peaks['l2_gbs']:.0f} GB/s from the second-level cache")
    records = report(found, bars, peaks)
    if not args.no_history:
        path = os.path.join(measuring.HERE, "history", f"{args.suite}.jsonl")
        remember(records, path)
        print(f"appended to {os.path.relpath(path, measuring.ROOT)}")


if __name__ == "__main__":
    main()
