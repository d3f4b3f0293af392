#!/usr/bin/env bash
# Builds the game and its environments for WebAssembly (32 bits, another compiler, another machine) and compares the state hashes of
# every scenario, played under Node, with tests/golden/hashes.txt. Some minutes; needs emscripten (tools/install-packages.sh wasm).
# BUILD=DIR: another folder.
set -euo pipefail
cd "$(dirname "$0")/.."
build=${BUILD:-build/wasm}
jobs=${JOBS:-$(getconf _NPROCESSORS_ONLN)}
export REGISTA_SCENARIOS="$PWD/scenarios"
# where Debian keeps the modules that emcc uses, for a Node of another origin
export NODE_PATH=${NODE_PATH:-/usr/share/nodejs}
mkdir -p "$build/include" "$build/objects"

# what is written by programs of this machine: the clip table, and the scenarios (there is no libyaml for WebAssembly)
cmake -S . -B "$build/native" -DCMAKE_BUILD_TYPE=Release --log-level=NOTICE >"$build/native.log"
cmake --build "$build/native" --target write_scenarios --parallel "$jobs" >>"$build/native.log"
"$build/native/tests/wasm/write_scenarios" >"$build/scenarios.c"
# a header without a library, from where native headers do not come along
cp "$(pkg-config --variable=includedir libxxhash)/xxhash.h" "$build/include/"

compile_one() {
    emcc -std=c17 -O2 -Wall -Wextra -Wpedantic -Wshadow -Wvla -Werror -ffp-contract=off -fno-math-errno -fno-trapping-math \
        -D_POSIX_C_SOURCE=200809L -DRG_VERSION='"wasm"' -I"$build/include" -Iinclude -Isrc -Itests/wasm \
        -c "$1" -o "$build/objects/$(basename "$1" .c).o"
}
export -f compile_one
export build
mapfile -t sources < <(ls src/core/*.c src/football/*.c src/env/*.c | grep -v -e core/def_yaml.c -e env/scenario_file.c)
sources+=("$build/native/generated/clip_table.c" "$build/scenarios.c" tests/wasm/embedded.c tests/golden/golden.c)
rm -f "$build"/objects/*.o
printf '%s\0' "${sources[@]}" | xargs -0 -n 1 -P "$jobs" bash -c 'compile_one "$0"'
# one file, as emcc and newer Nodes disagree about how to load a second one
emcc -O2 "$build"/objects/*.o -o "$build/golden.js" -sNODERAWFS=1 -sEXIT_RUNTIME=1 -sALLOW_MEMORY_GROWTH=1 -sSINGLE_FILE=1

# Node prints the whole program when it fails
node "$build/golden.js" --check tests/golden/hashes.txt 2>&1 | cut -c 1-300
