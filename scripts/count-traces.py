#!/usr/bin/env python3
"""Counts rows and totals of the traces in a data folder with Python's own modules, to judge the readers by.

Uses no code of the project. Prints JSON: for every data set the files (relative to the folder), and for each value that is read
the number of rows and the sum over them, without missing and invalid values.

    scripts/count-traces.py ../shared/data > Tests/Golden/traces/counts.json
"""
import argparse
import csv
import gzip
import json
import math
import sys
import tarfile
from pathlib import Path

MISSING = {"", "nan", "NaN", "?"}


def lines(path):
    opened = gzip.open(path, "rt", encoding="utf-8") if path.name.endswith(".gz") else open(path, encoding="utf-8")
    with opened as file:
        yield from (line.rstrip("\r\n") for line in file)


def total(cells, invalid=()):
    """Sum of the numbers among cells; whole where all of them are."""
    numbers = [float(cell) for cell in cells if cell.strip() not in MISSING]
    numbers = [number for number in numbers if number not in invalid]
    whole = all(number == int(number) for number in numbers)
    return int(sum(int(number) for number in numbers)) if whole else math.fsum(numbers)


def table(paths, columns, separator=",", header=None, invalid=()):
    """Rows of tables with one row per observation, and the sum of each column asked for."""
    cells = {name: [] for name in columns}
    rows = 0
    for path in paths:
        reader = csv.reader(lines(path), delimiter=separator)
        names = header or [name.strip() for name in next(reader)]
        for row in reader:
            if not row:
                continue
            rows += 1
            for name in columns:
                cells[name].append(row[names.index(name)])
    return {name: {"rows": rows, "total": total(cells[name], invalid)} for name in columns}


def wide(paths, skip=0, header=True, separator=","):
    """Tables with one column per series: the sum over all of them."""
    rows, cells = 0, []
    for path in paths:
        reader = csv.reader(lines(path), delimiter=separator)
        if header:
            next(reader)
        for row in reader:
            rows += 1
            cells += row[skip:]
    return {"": {"rows": rows, "total": total(cells)}}


def series_per_row(paths, first):
    """Tables with one series per row."""
    rows, cells = 0, []
    for path in paths:
        reader = csv.reader(lines(path))
        next(reader)
        for row in reader:
            rows += 1
            cells += row[first:]
    return {"": {"rows": rows, "total": total(cells)}}


def minutes(paths):
    """Azure Functions 2019: the columns whose name holds the number of a minute."""
    rows, cells = 0, []
    for path in paths:
        reader = csv.reader(lines(path))
        names = next(reader)
        chosen = [i for i, name in enumerate(names) if name.replace("minute_", "").replace("_minute", "").isdigit()]
        for row in reader:
            rows += 1
            cells += [row[i] for i in chosen]
    return {"": {"rows": rows, "total": total(cells)}}


def numbers(paths):
    """Numbers between blanks."""
    cells = [cell for path in paths for line in lines(path) for cell in line.split()]
    return {"": {"rows": len(cells), "total": total(cells)}}


def events(paths, header=1):
    """One request per row."""
    rows = sum(sum(1 for line in lines(path) if line.strip()) - header for path in paths)
    return {"": {"rows": rows, "total": rows}}


def machine_arrivals(paths):
    rows, machines = 0, 0
    for path in paths:
        for line in lines(path):
            rows += 1
            machines += sum(1 for cell in line.split(" ", 1)[1].split(",") if cell != "|")
    return {"": {"rows": rows, "total": machines}}


def mooncake(paths):
    requests = [json.loads(line) for path in paths for line in lines(path)]
    fields = {"requests": None, "context_tokens": "input_length", "generated_tokens": "output_length"}
    return {
        name: {"rows": len(requests), "total": len(requests) if field is None else sum(one[field] for one in requests)}
        for name, field in fields.items()
    }


def archive(paths, columns):
    """Rows of all files of tar archives, or of plain files; columns are separated by blanks."""
    rows = 0
    cells = {name: [] for name in columns}
    for path in paths:
        texts = [path.read_text()] if ".tar" not in path.name else []
        if not texts:
            with tarfile.open(path) as tar:
                texts = [tar.extractfile(member).read().decode() for member in tar if member.isfile()]
        for text in texts:
            for line in filter(str.strip, text.splitlines()):
                rows += 1
                for name, cell in zip(columns, line.split()):
                    cells[name].append(cell)
    return {name: {"rows": rows, "total": total(cells[name])} for name in columns}


def tsf(paths):
    rows, cells = 0, []
    for path in paths:
        isdata = False
        for line in lines(path):
            if isdata and line and not line.startswith("#"):
                rows += 1
                cells += line.rsplit(":", 1)[1].split(",")
            isdata = isdata or line.strip().lower() == "@data"
    return {"": {"rows": rows, "total": total(cells)}}


ALIBABA = ["machine_id", "time_stamp", "cpu_util_percent", "mem_util_percent", "mem_gps", "mkpi", "net_in", "net_out", "disk_io_percent"]
READINGS = ["timestamp", "vm id", "min cpu", "max cpu", "avg cpu"]
MACHINES = ["vmid", "subscription", "deployment", "created", "deleted", "max", "avg", "p95", "category", "cores", "memory"]
BITBRAINS = ["CPU usage [%]", "CPU usage [MHZ]", "Memory usage [KB]", "Network received throughput [KB/s]"]
EDGE = ["node_cpu_usage", "pipelines_status_avg_fps", "pipelines_status_idelta_fps", "pipelines_status_avg_pipeline_latency"]

# Name, files, and how they are counted.
SETS = [
    ("azure-functions-2019/trace500", ["azure-functions-2019/trace500/invocations.csv.gz"], minutes),
    ("azure-functions-2019/busy10", ["azure-functions-2019/busy10/invocations.csv"], minutes),
    ("azure-functions-2019/sampled-day", ["azure-functions-2019/sampled-day/1350_inv.csv.gz"], minutes),
    ("azure-functions-2019/profiles-14day", ["azure-functions-2019/profiles-14day/inv_part*.csv.gz"], minutes),
    ("azure-functions-2021", ["azure-functions-2021/Azure2021_200.csv"], events),
    ("faas-function-week", ["faas-function-week/*.csv.gz"], lambda p: table(p, ["Invocations"])),
    ("azure-llm-2023", ["azure-llm-2023/*.csv.gz"], events),
    ("mooncake", ["mooncake/conversation_trace.jsonl.gz"], mooncake),
    ("alibaba-genai-2026/qps", ["alibaba-genai-2026/qps.csv.gz"], lambda p: table(p, ["value"])),
    ("alibaba-genai-2026/gpu", ["alibaba-genai-2026/pod_gpu_duty_cycle_anon.csv.gz"], lambda p: table(p, ["value"])),
    ("alibaba-genai-2026/memory", ["alibaba-genai-2026/pod_memory_util_anon.csv.gz"], lambda p: table(p, ["value"])),
    ("alibaba-genai-2026/queue-rt", ["alibaba-genai-2026/queue_rt_raw_anon.csv.gz"], lambda p: table(p, ["value"])),
    ("alibaba-genai-2026/queue-size", ["alibaba-genai-2026/queue_size_raw_anon.csv.gz"], lambda p: table(p, ["value"])),
    ("alibaba-genai-2026/requests", ["alibaba-genai-2026/lora_request_trace.csv.gz"], events),
    ("alibaba-2018", ["alibaba-2018/machine_usage.csv.gz"], lambda p: table(p, ALIBABA[2:], header=ALIBABA, invalid=(-1, 101))),
    ("datacentre-aggregates/alibaba2018", ["datacentre-aggregates/alibaba2018/*.csv*"], wide),
    ("datacentre-aggregates/google2019", ["datacentre-aggregates/google2019/*.csv*"], wide),
    ("datacentre-aggregates/azure_v2", ["datacentre-aggregates/azure_v2/*.csv*"], lambda p: wide(p, 1)),
    ("google-2011-gcd", ["google-2011-gcd/GCD_VMs.tar.gz"], lambda p: archive(p, ["cpu", "memory"])),
    ("google-2011-gcd/sample", ["google-2011-gcd/sample/vm_*"], lambda p: archive(p, ["cpu", "memory"])),
    ("planetlab", ["planetlab/*.tar.gz"], lambda p: archive(p, [""])),
    ("planetlab/sample", ["planetlab/sample/*/*"], lambda p: archive(p, [""])),
    ("bitbrains-faststorage", ["bitbrains-faststorage/2013-8/*.csv.gz"], lambda p: table(p, BITBRAINS, separator=";")),
    ("azure-vm-v1/avg", ["azure-vm-v1/microsoft_avg_100.csv.gz"], lambda p: wide(p, 1)),
    ("azure-vm-v1/max", ["azure-vm-v1/microsoft_max_100.csv.gz"], lambda p: wide(p, 1)),
    ("azure-vm-v1/periodic", ["azure-vm-v1/periodic_avg_78.csv.gz"], lambda p: wide(p, 1)),
    ("azure-vm-v1/readings", ["azure-vm-v1/schema-sample/vm_cpu_readings-file-1-of-125.csv.gz"],
     lambda p: table(p, READINGS[2:], header=READINGS)),
    ("azure-vm-v1/vmtable", ["azure-vm-v1/schema-sample/vmtable.csv.gz"], lambda p: table(p, ["cores"], header=MACHINES)),
    ("azure-vm-arrivals", ["azure-vm-arrivals/v1.*.txt.gz"], machine_arrivals),
    ("nasa-http", ["nasa-http/workload.txt.gz"], numbers),
    ("twitter-2021", ["twitter-2021/workload.txt.gz"], numbers),
    ("worldcup98", ["worldcup98/merged.csv.gz"], lambda p: wide(p, 1)),
    ("wikipedia-daily", ["wikipedia-daily/wikipedia_traffic_daily.csv.gz"], lambda p: table(p, ["value"])),
    ("edge-pipelines", ["edge-pipelines/*.csv.gz"], lambda p: table(p, EDGE, separator=";")),
    ("sockshop-k8s/gke", ["sockshop-k8s/gke_mixed_metrics.csv.gz"], lambda p: table(p, ["request_rate_rps", "cpu_usage_pct"])),
    ("sockshop-k8s/ramp", ["sockshop-k8s/local_hour_ramp_metrics.csv.gz"], lambda p: table(p, ["request_rate_rps", "p95_latency_ms"])),
    ("sockshop-k8s/mixed", ["sockshop-k8s/local_mixed_4hour_metrics.csv.gz"], lambda p: table(p, ["request_rate_rps"])),
    ("ett", ["ett/ETTh1.csv.gz"], lambda p: wide(p, 1)),
    ("exchange-rate", ["exchange-rate/exchange_rate.txt.gz"], lambda p: wide(p, header=False)),
    ("m4", ["m4/Hourly-train.csv.gz"], lambda p: series_per_row(p, 1)),
    ("m3/monthly", ["m3/Monthly-train.csv.gz"], lambda p: series_per_row(p, 1)),
    ("m3/other", ["m3/Other-train.csv.gz"], lambda p: series_per_row(p, 1)),
    ("nn5", ["nn5/nn5_daily.tsf.gz"], tsf),
    ("tsf-sample", ["tsf-sample/sample.tsf"], tsf),
    ("vic-elec", ["vic-elec/vic_elec.csv.gz"], lambda p: table(p, ["Demand"])),
    ("taylor-30min", ["taylor-30min/taylor_30_min.csv"], lambda p: table(p, ["value"])),
]


def nab(folder):
    """Every file of the benchmark is a data set."""
    return [(str(path.relative_to(folder)), [str(path.relative_to(folder))], lambda p: table(p, ["value"]))
            for path in sorted((folder / "nab" / "data").glob("*/*.csv"))]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="folder of the data sets")
    parser.add_argument("--only", default="", help="data sets whose name contains this")
    arguments = parser.parse_args()
    result = {}
    for name, patterns, count in SETS + nab(arguments.folder):
        if arguments.only not in name:
            continue
        paths = sorted(path for pattern in patterns for path in arguments.folder.glob(pattern))
        if not paths:
            sys.exit(f"{name}: no file like {patterns} in {arguments.folder}")
        result[name] = {"files": [str(path.relative_to(arguments.folder)) for path in paths], "values": count(paths)}
    json.dump(result, sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    main()
