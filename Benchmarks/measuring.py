"""What compare.py and contention.py share: how the rivals and we are run, and what their JSON lines mean."""
import json
import os
import re
import shlex
import statistics
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)

# The rivals' script for each suite, without what every script is given.
RIVALS = {
    "lstm-infer": ["nn.py", "--model", "lstm", "--mode", "infer"],
    "lstm-train": ["nn.py", "--model", "lstm", "--mode", "train"],
    "lstm-accuracy": ["nn.py", "--model", "lstm", "--mode", "accuracy"],
    "trans-infer": ["nn.py", "--model", "trans", "--mode", "infer"],
    "trans-train": ["nn.py", "--model", "trans", "--mode", "train"],
    "trans-accuracy": ["nn.py", "--model", "trans", "--mode", "accuracy"],
    "ingest": ["ingest.py"],
    "coldstart": ["coldstart.py"],
    "gbt-train": ["gbt.py", "--mode", "train", "--all", "--repeat", "1"],
    "gbt-infer": ["gbt.py", "--mode", "infer"],
    # Its other cases take minutes to hours.
    "fleet": ["fleet.py", "--only", "mlforecast LightGBM 10000"],
}
# Where one model of ours answers what takes a rival several: our case, the rival, its runs. Their times add up, their losses are averaged.
LEVELS = [round(0.1 * k, 1) for k in range(1, 10)]
MANY_RUNS = {
    "gbt-train": [(
        "quantiles 0.1...0.9 1000000x38 leaves=31 bins=255", "lightgbm",
        [["gbt.py", "--mode", "train", "--lib", "lightgbm", "--obj", "quantile", "--leaves", "31", "--bins", "255", "--alpha", str(level)] for level in LEVELS],
    )],
}
NEEDS_DATA = {"lstm-accuracy", "trans-accuracy", "ingest", "gbt-train", "gbt-infer", "fleet"}


def add_arguments(parser):
    parser.add_argument("--peers", default=os.environ.get("PEERS"), help="folder of the rivals' scripts (or PEERS)")
    parser.add_argument("--python", default=os.environ.get("PYTHON", sys.executable), help="Python that has the rivals installed (or PYTHON)")
    parser.add_argument("--data", default=os.environ.get("PEERS_DATA"), help="folder that the rivals' data.py wrote (or PEERS_DATA)")
    parser.add_argument("--headroom", default=os.path.join(ROOT, ".build/release/headroom"), help="our tool, built for release")
    parser.add_argument("--seconds", type=float, default=2.0, help="time spent on each measurement")


def check_arguments(parser, args, suites):
    if not args.peers:
        parser.error("name the folder of the rivals' scripts: --peers DIR or PEERS=DIR")
    for path in [args.peers, args.headroom] + ([args.data] if args.data else []):
        if not os.path.exists(path):
            parser.error(f"{path} does not exist" + ("; make build" if path == args.headroom else ""))
    if NEEDS_DATA & set(suites) and not args.data:
        parser.error("this suite reads files that the rivals' data.py writes: --data DIR or PEERS_DATA=DIR")


def environment(args):
    """As it is, but nobody is forced onto an OpenBLAS core."""
    result = {k: v for k, v in os.environ.items() if not k.startswith("OPENBLAS_")}
    if args.data:
        result["PEERS_DATA"] = os.path.abspath(args.data)
    return result


def rival_command(args, suite, threads, gate=None, only="", script=None):
    command = [args.python] + (script or RIVALS[suite]) + ["--threads", str(threads), "--seconds", str(args.seconds)]
    return command + (["--gate", str(gate)] if gate is not None else []) + (["--only", only] if only else [])


def own_command(args, suite, threads, gate=None, only=""):
    command = [os.path.abspath(args.headroom), "bench", suite, "--threads", str(threads), "--seconds", str(args.seconds)]
    command += ["--data", os.path.abspath(args.data)] if args.data else []
    return command + (["--gate", str(gate)] if gate is not None else []) + (["--only", only] if only else [])


def lines(command, args, folder):
    """Runs a command and yields each JSON line when it comes; what goes wrong is said and passed over, like a rival that fails."""
    with tempfile.TemporaryFile("w+") as errors:
        process = subprocess.Popen(command, cwd=folder, env=environment(args), stdout=subprocess.PIPE, stderr=errors, text=True)
        for text in process.stdout:
            if text.startswith("{"):
                yield json.loads(text)
        if process.wait():
            errors.seek(0)
            print(f"{shlex.join(command)} ended with {process.returncode}: {errors.read().strip()[-300:]}", file=sys.stderr)


def sums_of_runs(args, suite, threads, gate=None, only=""):
    """A line for each rival that needs several runs for one case of ours: all of them together."""
    for case, peer, scripts in MANY_RUNS.get(suite, []):
        if only not in f"{peer} {case}":
            continue
        parts = [line for script in scripts for line in lines(rival_command(args, suite, threads, gate, script=script), args, args.peers) if "value" in line]
        if len(parts) < len(scripts):
            print(f"{peer} {case}: {len(parts)} of {len(scripts)} runs", file=sys.stderr)
            continue
        total = {k: sum(line[k] for line in parts) for k in ("value", "bin_s", "boost_s")}
        yield parts[0] | total | {
            "case": case, "runs": len(parts), "test_loss": statistics.fmean(loss(line) for line in parts),
            "peak_mb_over_data": max(line["peak_mb_over_data"] for line in parts), "others_cpus": max(line["others_cpus"] for line in parts),
            "quiet": min(line["quiet"] for line in parts)}


def loss(line):
    """Loss on rows that were not trained on, where a line tells it: ours as test_loss, the rivals' under the name of the loss."""
    return line.get("test_loss", next((v for k, v in line.items() if k.startswith("test_")), None))


def is_rate(line):
    return line["metric"] == "throughput"


def typical(line):
    """The median over everything that was measured, beside the best that `value` is."""
    return line.get("median", line.get("p50_all", line["value"]))


class Row:
    """All lines of one peer, case and thread count."""

    def __init__(self, found):
        self.found = found
        first = found[0]
        self.bench, self.peer, self.case, self.threads, self.unit = (first[k] for k in ("bench", "peer", "case", "threads", "unit"))
        pick = max if is_rate(first) else min
        self.line = pick(found, key=lambda line: line["value"])
        self.best = self.line["value"]
        self.median = statistics.median(typical(line) for line in found)
        self.others = max(line.get("others_cpus", 0) for line in found)

    def over(self, rival, attribute="best"):
        """How many times better than a rival: rates as ours ÷ theirs, times as theirs ÷ ours."""
        ours, theirs = getattr(self, attribute), getattr(rival, attribute)
        return ours / theirs if is_rate(self.line) else theirs / ours

    def loss_over(self, rival):
        """Our loss divided by a rival's; None where one is not told."""
        ours, theirs = loss(self.line), loss(rival.line)
        return None if ours is None or not theirs else ours / theirs


def rows(found):
    groups = {}
    for line in found:
        if "value" in line:
            groups.setdefault((line["bench"], line["case"], line["threads"], line["peer"]), []).append(line)
    return [Row(group) for group in groups.values()]


def best_rival(own, candidates, pattern, case=None):
    """The best of the rows whose peer matches, in the same case or the one given."""
    matching = [
        row for row in candidates
        if row is not own and row.bench == own.bench and row.threads == own.threads and row.case == (case or own.case) and row.unit == own.unit
        and re.fullmatch(pattern, row.peer)
    ]
    return min(matching, key=own.over) if matching else None
