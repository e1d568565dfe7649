#!/usr/bin/env bash
# Runs the benchmarks, prints a table, and appends one JSON line per benchmark to Benchmarks/history/CPU.jsonl.
#
#   Benchmarks/run.sh [REGEX]          only benchmarks whose name matches
#
# A record: bench, p50 and p99 (nanoseconds of one call), per_second (calls at the median), iterations; commit (with + for a changed
# tree), cpu, isa, threads (of the machine), openblas (version), swift, build, date. Compare records of one CPU only.
set -euo pipefail
cd "$(dirname "$0")"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
options=(--format influx --path "$work" --no-progress)
[ $# -eq 0 ] || options+=(--filter ".*$1.*")
swift package --allow-writing-to-directory "$work" benchmark "${options[@]}" >"$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }
ls "$work"/*.csv >/dev/null 2>&1 || { echo "bench: no benchmark matches ${1:-}" >&2; exit 1; }

cpu=$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)
# The model name of a virtual machine may say little: family and model tell CPUs apart.
family=$(awk -F ': ' '/^cpu family/ { f = $2 } /^model\t/ { m = $2 } END { print f "." m }' /proc/cpuinfo)
isa=scalar
for candidate in avx2 avx512f avx512_bf16; do
    if grep -qw "$candidate" /proc/cpuinfo; then isa=$candidate; fi
done
commit=$(git rev-parse --short HEAD)
[ -z "$(git status --porcelain -- ..)" ] || commit+=+
swift=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9.]*\).*/\1/p' | head -n 1)
facts=$(printf '"commit":"%s","cpu":"%s (%s)","isa":"%s","threads":%s,"openblas":"%s","swift":"%s","build":"release","date":"%s"' \
    "$commit" "$cpu" "$family" "$isa" "$(nproc)" "$(pkg-config --modversion openblas)" "$swift" "$(date -u +%Y-%m-%dT%H:%M:%SZ)")
history=history/$(echo "$cpu-$family-$isa" | tr -cs 'A-Za-z0-9.\n' '-').jsonl

# The names of benchmarks hold commas, the columns before and after them do not.
cat "$work"/*.csv | awk -F , -v facts="$facts" '
    $7 != "Time(wallclock)" { next }
    {
        name = $9
        for (i = 10; i <= NF - 6; i++) name = name "," $i
        if (!(name in iterations)) names[++count] = name
        iterations[name] = $(NF - 2)
        if ($(NF - 5) == "50.0") p50[name] = $(NF - 4)
        if ($(NF - 5) == "99.0") p99[name] = $(NF - 4)
    }
    END {
        for (i = 1; i <= count; i++) {
            name = names[i]
            printf "{\"bench\":\"%s\",\"p50\":%d,\"p99\":%d,\"per_second\":%.6g,\"iterations\":%d,%s}\n", \
                name, p50[name], p99[name], 1e9 / (p50[name] > 0 ? p50[name] : 1), iterations[name], facts
        }
    }' >"$work/records"
cat "$work/records" >>"$history"

awk -F '[:,}]' 'BEGIN { printf "%-60s %14s %14s\n", "benchmark", "p50 us", "p99 us" }
    {
        line = $0
        match(line, /"bench":"[^"]*"/); name = substr(line, RSTART + 9, RLENGTH - 10)
        match(line, /"p50":[0-9]*/); p50 = substr(line, RSTART + 6, RLENGTH - 6)
        match(line, /"p99":[0-9]*/); p99 = substr(line, RSTART + 6, RLENGTH - 6)
        printf "%-60s %14.1f %14.1f\n", name, p50 / 1000, p99 / 1000
    }' "$work/records"
echo "appended to Benchmarks/$history"
