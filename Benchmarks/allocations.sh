#!/usr/bin/env bash
# Runs `headroom bench` with the allocation counter in front of malloc: its lines then carry `allocations`, the mean of one call.
#
#   Benchmarks/allocations.sh lstm-infer --threads 1 --seconds 0.5
set -euo pipefail
cd "$(dirname "$0")/.."
unset OPENBLAS_CORETYPE OPENBLAS_L2_SIZE

counter=.build/liballocations.so
source=Tests/CAllocationCounter
if [ ! "$counter" -nt "$source/allocations.c" ]; then
    clang -std=c17 -O2 -shared -fPIC -I "$source/include" "$source/allocations.c" -o "$counter"
fi
LD_PRELOAD=$PWD/$counter exec .build/release/headroom bench "$@"
