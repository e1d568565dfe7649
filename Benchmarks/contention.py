#!/usr/bin/env python3
"""What one other busy process does to two threads: the same case quiet and beside a process that only spins, for the rivals and for us.

    Benchmarks/contention.py --peers DIR --python VENV/bin/python

`lost` is the share of its quiet rate that a peer loses, by medians; `taken` is the share of the two processors that the spinning process had
while it was measured; `others` are the processors that anything else kept busy during the quiet run, which means nothing above about 0.1.
Work that is shared as threads become free loses no more than is taken, and a fair third is taken from two threads that never wait; threads that
wait spinning for each other lose more than is taken, threads that sleep while they wait leave more than a third to take.
"""
import argparse
import os
import subprocess
import sys
import threading
import time

import measuring

CASES = [("lstm-train", "B=256"), ("lstm-infer", "B=1024")]


class Spinner:
    """A process that only spins, and how much processor time it has had."""

    def __enter__(self):
        self.process = subprocess.Popen([sys.executable, "-c", "while True: pass"])
        self.samples, self.ended = [], threading.Event()
        self.thread = threading.Thread(target=self.watch)
        self.thread.start()
        return self

    def watch(self):
        tick = os.sysconf("SC_CLK_TCK")
        while not self.ended.wait(0.1):
            with open(f"/proc/{self.process.pid}/stat") as file:
                fields = file.read().rsplit(") ", 1)[1].split()
            self.samples.append((time.monotonic(), (int(fields[11]) + int(fields[12])) / tick))

    def use(self, since):
        """Processors that it had on average since a time."""
        window = [sample for sample in self.samples if sample[0] >= since]
        (t0, c0), (t1, c1) = window[0], window[-1]
        return (c1 - c0) / (t1 - t0)

    def __exit__(self, *_):
        self.ended.set()
        self.thread.join()
        self.process.kill()
        self.process.wait()


def measure(command, args, folder, tail, spinner=None):
    """Of each peer and case: median rate, the processors of others, and those of the spinner during its measurement."""
    found = {}
    for line in measuring.lines(command, args, folder):
        if "value" in line and line["case"].endswith(tail):
            took = line["runs"] * line["best_s"] if line["runs"] * line["best_s"] > args.seconds else args.seconds
            use = spinner.use(time.monotonic() - took) if spinner else None
            found[line["peer"], line["case"]] = (measuring.typical(line), line["others_cpus"], use)
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--only", default="", help="only the cases whose peer and case contain this, such as H=64")
    measuring.add_arguments(parser)
    args = parser.parse_args()
    measuring.check_arguments(parser, args, [suite for suite, _ in CASES])

    print(f"{'suite':<11} {'case':<18} {'peer':<14} {'quiet':>10} {'beside':>10} {'lost':>7} {'taken':>7} {'others':>7}")
    for suite, tail in CASES:
        for build, folder in ((measuring.rival_command, args.peers), (measuring.own_command, measuring.ROOT)):
            quiet = measure(build(args, suite, args.threads, None, args.only), args, folder, tail)
            with Spinner() as spinner:
                beside = measure(build(args, suite, args.threads, 0, args.only), args, folder, tail, spinner)
            for (peer, case), (rate, others, _) in quiet.items():
                if (peer, case) not in beside:
                    print(f"{suite:<11} {case:<18} {peer:<14} {rate:>10,.0f} {'failed':>10}")
                    continue
                slow, _, use = beside[peer, case]
                lost, taken = 1 - slow / rate, use / args.threads
                verdict = "" if lost > taken + 0.03 else "ok"
                print(f"{suite:<11} {case:<18} {peer:<14} {rate:>10,.0f} {slow:>10,.0f} {lost:>6.0%} {taken:>7.0%} {others:>7.2f}  {verdict}", flush=True)


if __name__ == "__main__":
    main()
