#!/usr/bin/env bash
# Installs the Debian packages that are missing and says when Swift is. Quick and silent but for one line when all is there.
set -euo pipefail

needed_swift=6.3

# What the Swift toolchain needs to compile and link, what the package links, what draws figures, what checks the C sources.
toolchain=(binutils libc6-dev pkg-config git ca-certificates libncurses6 libxml2 libcurl4 libsqlite3-0)
libraries=(libopenblas-dev zlib1g-dev libyaml-dev)
tools=(gnuplot-nox fonts-dejavu-core clang-format)

# Releases after Debian 12 carry some libraries under a name that ends in t64.
installed() {
    local status
    status=$(dpkg-query --show --showformat='${db:Status-Status} ' "$1" "$1t64" 2>/dev/null) || true
    [[ " $status" == *" installed "* ]]
}

# The C and C++ headers carry the compiler's version in their package's name: take the release's own unless one is there.
headers() {
    if ! compgen -G '/usr/lib/gcc/*/*/libgcc.a' >/dev/null || ! compgen -G '/usr/lib/gcc/*/*/libstdc++.so' >/dev/null; then
        local version
        version=$(apt-cache depends g++ 2>/dev/null | sed -n 's/.*Depends: g++-\([0-9]*\).*/\1/p' | head -n 1)
        echo "libgcc-${version:-12}-dev libstdc++-${version:-12}-dev"
    fi
}

if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
    echo "setup: this is not a Debian system; install OpenBLAS, zlib and libyaml with their headers and pkg-config files, gnuplot and clang-format" >&2
    pkg-config --exists openblas zlib yaml-0.1 || exit 1
else
    missing=()
    for package in "${toolchain[@]}" "${libraries[@]}" "${tools[@]}"; do
        installed "$package" || missing+=("$package")
    done
    # shellcheck disable=SC2207
    missing+=($(headers))
    if [ ${#missing[@]} -gt 0 ]; then
        root=()
        if [ "$(id -u)" -ne 0 ]; then
            command -v sudo >/dev/null || {
                echo "setup: these packages are missing and this is neither root nor is there sudo; run as root:" >&2
                echo "    apt-get install --no-install-recommends ${missing[*]}" >&2
                exit 1
            }
            root=(sudo)
        fi
        echo "setup: installing ${missing[*]}"
        "${root[@]}" apt-get update -qq
        "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"
    fi
fi

if ! command -v swift >/dev/null; then
    echo "setup: Swift is missing; Headroom needs Swift $needed_swift or newer, see https://www.swift.org/install/linux" >&2
    exit 1
fi
found=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9][0-9.]*\).*/\1/p' | head -n 1)
if [ "$(printf '%s\n' "$needed_swift" "${found:-0}" | sort -V | head -n 1)" != "$needed_swift" ]; then
    echo "setup: Headroom needs Swift $needed_swift or newer, found ${found:-another program of that name} at $(command -v swift); see https://www.swift.org/install/linux" >&2
    exit 1
fi
echo "setup: complete (Swift $found)"
