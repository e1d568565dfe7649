#!/bin/sh
# Runs the fuzz targets with libFuzzer and the address sanitizer.
#
#   run.sh [SECONDS [TARGET ...]]     SECONDS for each target, 60 by default; all targets by default
#
# A target is one line of the table below: its name, the modules it needs from the lowest room upwards, the file with the body that
# the ordinary tests share, and the pattern of its first inputs among the fixtures. Its entry point is Tests/Fuzz/NAME.swift.
# Inputs that were worth keeping, and crashes, go to fuzz-corpus/NAME.
set -eu

seconds=${1:-60}
[ $# -gt 0 ] && shift
root=$(cd "$(dirname "$0")/../.." && pwd)
cd "$root"
build=$root/.build/fuzz
mkdir -p "$build"
# A crash under libFuzzer would otherwise start a debugger that may hang.
export SWIFT_BACKTRACE=enable=no

# name | modules | shared body | first inputs
targets='
csv|CKernels Traces|Tests/TracesTests/Reading/FuzzCSV.swift|Tests/Fixtures/*.csv
model|CKernels COpenBLAS Tensors Traces Forecasting Recurrent Trees ModelStore|Tests/ModelStoreTests/FuzzModelFile.swift|
lightgbm|CKernels COpenBLAS Tensors Traces Forecasting Trees|Tests/TreesTests/LightGBM/FuzzLightGBMText.swift|
'

flags="-O -g -swift-version 6 -package-name headroom -parse-as-library -sanitize=fuzzer,address -enable-experimental-feature Lifetimes
    -I Sources/CZlib -I $build/CKernels -I $build/COpenBLAS"

# Compiles a folder of C to one object, with the module map that SwiftPM would make.
c_room() {
    newest=$(find "$2" -newer "$build/$1.o" -print -quit 2>/dev/null || echo missing)
    [ -n "$newest" ] || [ ! -f "$build/$1.o" ] || return 0
    mkdir -p "$build/$1"
    echo "module $1 { umbrella \"$root/$2/include\" export * }" >"$build/$1/module.modulemap"
    for source in "$2"/*.c; do
        clang -std=c17 -O2 -g -fsanitize=fuzzer-no-link,address -I "$2/include" -c "$source" -o "$build/$1/$(basename "$source" .c).o"
    done
    ld -r -o "$build/$1.o" "$build/$1"/*.o
}

# Compiles a room to a module and an object, unless both are newer than its sources and the
# objects of the rooms below it.
room() {
    case $1 in
    CKernels) c_room CKernels CKernels; return ;;
    C*) c_room "$1" "Sources/$1"; return ;;
    esac
    # shellcheck disable=SC2086
    newest=$(find "Sources/$1" $2 \( -name '*.swift' -o -name '*.o' \) -newer "$build/$1.o" -print -quit 2>/dev/null || echo missing)
    if [ ! -f "$build/$1.o" ] || [ -n "$newest" ]; then
        # shellcheck disable=SC2086,SC2046
        swiftc $flags -wmo -module-name "$1" -I "$build" -emit-module -emit-module-path "$build/$1.swiftmodule" \
            -emit-object -o "$build/$1.o" $(find "Sources/$1" -name '*.swift')
    fi
}

echo "$targets" | while IFS='|' read -r name modules body inputs; do
    [ -n "$name" ] || continue
    if [ $# -gt 0 ]; then
        case " $* " in *" $name "*) ;; *) continue ;; esac
    fi
    objects=
    for module in $modules; do
        room "$module" "$objects"
        objects="$objects $build/$module.o"
    done
    # shellcheck disable=SC2086
    swiftc $flags -wmo -module-name "fuzz_$name" -I "$build" -o "$build/$name" "Tests/Fuzz/$name.swift" "$body" $objects -lz -ldl -lm
    corpus=fuzz-corpus/$name
    mkdir -p "$corpus"
    for file in $inputs; do
        # Long lines find nothing that short ones do not, and slow everything down.
        cut -c 1-400 "$file" | head -n 12 >"$corpus/$(basename "$file")"
    done
    for file in Tests/Fuzz/"$name"-seeds/*; do
        [ -f "$file" ] && cp "$file" "$corpus/"
    done
    echo "fuzzing $name for $seconds s"
    "$build/$name" -max_total_time="$seconds" -max_len=8192 -timeout=20 -rss_limit_mb=2048 -print_final_stats=1 \
        -artifact_prefix="$corpus/" "$corpus" </dev/null
done
