#!/usr/bin/env bash
# The main job on a real trace, start to end: look at it, train, score beside seasonal naive, forecast, simulate, report.
# Everything it writes goes to demo/.
set -euo pipefail
cd "$(dirname "$0")/.."
unset OPENBLAS_CORETYPE OPENBLAS_L2_SIZE

headroom=.build/release/headroom
trace=Tests/Fixtures/demo/azure-functions-2019-demo.csv.gz
out=demo
mkdir -p "$out"
bold='' plain=''
if [ -t 1 ]; then bold=$'\033[1m' plain=$'\033[0m'; fi
step() {
    printf '\n%s%s%s\n$ %s\n' "$bold" "$1" "$plain" "${*:2}"
    "${@:2}"
}

step "1. What is in the trace: 48 functions of Azure, calls per minute over a day" \
    "$headroom" trace inspect --data "$trace" --top 6
step "2. Train an LSTM on all of them; the last four windows of half an hour are held out and scored" \
    "$headroom" train --data "$trace" --model lstm --horizon 30 --windows 4 --season 60 --output "$out/lstm.safetensors"
step "3. Score the stored model beside the naive families" \
    "$headroom" backtest --data "$trace" --horizon 30 --windows 4 --season 60 --model "$out/lstm.safetensors" seasonal-quantile naive
step "4. Forecast the next half hour of every function" \
    "$headroom" forecast --data "$trace" --model "$out/lstm.safetensors" --quantiles 0.1,0.5,0.9,0.99 --output "$out/forecast.csv"
head -n 4 "$out/forecast.csv"
step "5. Let policies scale on the held-out two hours, and write the report" \
    "$headroom" simulate --data "$trace" --model "$out/lstm.safetensors" --last 120 --season 60 --startup 2m --level 0.8 0.9 0.95 \
    --output "$out/simulation.json" --report "$out/report.html"

printf '\nOpen %s in a browser. The model is %s, the forecasts are %s.\n' "$out/report.html" "$out/lstm.safetensors" "$out/forecast.csv"
