#!/bin/sh
# Builds the game with gcc and clang at -O0 and -O3 and compares the state hashes of every scenario after 10 000 random env steps.
# Slow (a quarter of an hour). --update writes tests/golden/hashes.txt (few steps, for the unit tests) instead, after a change of the
# game's rules. STEPS=N: another number; BUILD=DIR: another folder.
set -eu
cd "$(dirname "$0")/.."
steps=${STEPS:-10000}
build=${BUILD:-build/determinism}
export REGISTA_SCENARIOS="$PWD/scenarios"
mkdir -p "$build"

# folder, compiler, level
build_one() {
    cmake -S . -B "$build/$1" -DCMAKE_C_COMPILER="$2" -DCMAKE_BUILD_TYPE=None -DCMAKE_C_FLAGS="$3" --log-level=NOTICE >"$build/$1.log" 2>&1
    cmake --build "$build/$1" --target golden_hashes --parallel "${JOBS:-2}" >>"$build/$1.log" 2>&1 || { tail -20 "$build/$1.log"; exit 1; }
}

if [ "${1:-}" = --update ]; then
    build_one update gcc -O2
    "$build/update/tests/golden/golden_hashes" "${STEPS:-300}" >"$build/hashes.txt"
    mv "$build/hashes.txt" tests/golden/hashes.txt
    echo "wrote tests/golden/hashes.txt"
    exit 0
fi

failed=0
for variant in "gcc-O0 gcc -O0" "gcc-O3 gcc -O3" "clang-O0 clang -O0" "clang-O3 clang -O3"; do
    set -- $variant
    build_one "$@"
    "$build/$1/tests/golden/golden_hashes" "$steps" >"$build/$1.txt"
    if cmp -s "$build/gcc-O0.txt" "$build/$1.txt"; then
        echo "$1: $(wc -l <"$build/$1.txt") scenarios, $steps steps each, equal"
    else
        echo "$1 differs from gcc-O0:"
        diff "$build/gcc-O0.txt" "$build/$1.txt" || true
        failed=1
    fi
done
exit $failed
