#!/usr/bin/env bash
# Installs the system packages that are missing: tools/install-packages.sh [lint | wasm]
# On Debian and Ubuntu through apt-get; elsewhere it checks for the programs and libraries themselves, and when something is
# missing prints the list and stops. Says nothing when nothing is missing.
set -euo pipefail

packages=(build-essential cmake pkg-config python3 python3-numpy python3-venv libyaml-dev libprotobuf-c-dev protobuf-c-compiler
    protobuf-compiler libcmocka-dev libxxhash-dev libcjson-dev libpng-dev ffmpeg)
programs=(cc c++ make cmake pkg-config python3 protoc-c ffmpeg)
libraries=(yaml-0.1 libprotobuf-c cmocka libxxhash libcjson libpng)
if [ "${1:-}" = lint ]; then
    packages+=(clang clang-format clang-tidy cppcheck)
    programs+=(clang clang-format clang-tidy cppcheck)
elif [ "${1:-}" = wasm ]; then
    packages+=(emscripten)
    programs+=(emcc node)
fi

# prints what is missing, one name a line
missing_packages() {
    local package
    for package in "${packages[@]}"; do
        if [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)" != installed ]; then
            echo "$package"
        fi
    done
}

missing_elsewhere() {
    local name
    for name in "${programs[@]}"; do
        command -v "$name" >/dev/null || echo "$name"
    done
    if command -v pkg-config >/dev/null; then
        for name in "${libraries[@]}"; do
            pkg-config --exists "$name" || echo "$name"
        done
    fi
}

if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
    missing=$(missing_elsewhere)
    if [ -n "$missing" ]; then
        echo "Missing: $(echo "$missing" | tr '\n' ' ')" >&2
        echo "This is not Debian or Ubuntu, so please install what corresponds to these packages, then run the command again:" >&2
        echo "  ${packages[*]}" >&2
        exit 1
    fi
    exit 0
fi

missing=$(missing_packages)
if [ -z "$missing" ]; then
    exit 0
fi
mapfile -t missing <<<"$missing"
as_root=()
if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null; then
        echo "Please install as root, then run the command again:" >&2
        echo "  apt-get install ${missing[*]}" >&2
        exit 1
    fi
    as_root=(sudo)
fi
echo "Installing ${missing[*]}"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
"${as_root[@]}" apt-get update -qq
if ! "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
    "${missing[@]}" </dev/null >"$log" 2>&1; then
    cat "$log" >&2
    exit 1
fi
