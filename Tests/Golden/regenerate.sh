#!/bin/sh
# Writes every golden file of this folder again: Tests/Golden/regenerate.sh [VENV]
# With SCORE=path/to/score.py (the accuracy judge, which is not part of this repository) the metrics are computed again as well.
# Needs Python 3.11 or newer with venv (Debian: apt-get install python3-venv) and, the first time, the network.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
venv=${1:-$here/../../.build/golden-venv}

[ -x "$venv/bin/python" ] || python3 -m venv "$venv"
"$venv/bin/python" -m pip install --quiet --requirement "$here/requirements.txt"

cd "$here"
for generator in *_golden.py; do
    if [ "$generator" = metrics_golden.py ] && [ -z "${SCORE:-}" ]; then
        echo "$generator left out: name the accuracy judge with SCORE=path/to/score.py"
        continue
    fi
    echo "$generator"
    if [ "$generator" = metrics_golden.py ]; then set -- "$SCORE"; else set --; fi
    "$venv/bin/python" -B "$generator" "$@"
done
