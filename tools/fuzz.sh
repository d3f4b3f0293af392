#!/usr/bin/env bash
# Fuzzes the game (tests/fuzz): random line-ups, scenarios, agents and actions, earlier states restored; after every tick or env
# step it checks that nothing is wrong. In release with assertions, and a tenth as long under the address and undefined-behaviour
# sanitizers, each in several processes with seeds of their own.
#   STEPS=N   env steps in release (default 1 000 000: some minutes)    ASAN_STEPS=N   under the sanitizers (default: a tenth)
#   SEED=S    first seed (default 1)                                    JOBS=N         processes (default: processors)
# Logs, with the seeds, stay in build/fuzz. A failure names its case: build/checked/tests/fuzz/fuzz --steps 1 --seed CASE plays it again.
set -euo pipefail
cd "$(dirname "$0")/.."
steps=${STEPS:-1000000}
asan_steps=${ASAN_STEPS:-$((steps / 10))}
seed=${SEED:-1}
jobs=${JOBS:-$(getconf _NPROCESSORS_ONLN)}
export REGISTA_SCENARIOS="$PWD/scenarios"
mkdir -p build/fuzz

# preset, env steps; process p begins at seed + p * 10^9, so no two play the same cases
run() {
    local preset=$1 share=$((($2 + jobs - 1) / jobs)) failed=0 processes=() process
    if [ "$2" -eq 0 ]; then
        return 0
    fi
    cmake --preset "$preset" --log-level=NOTICE >/dev/null
    cmake --build "build/$preset" --target fuzz --parallel "$jobs" >"build/fuzz/$preset-build.log" 2>&1 || {
        tail -20 "build/fuzz/$preset-build.log"
        return 1
    }
    for ((process = 0; process < jobs; process++)); do
        local first=$((seed + process * 1000000000))
        "build/$preset/tests/fuzz/fuzz" --steps "$share" --seed "$first" >"build/fuzz/$preset-$first.log" 2>&1 &
        processes+=($!)
    done
    for process in "${processes[@]}"; do
        wait "$process" || failed=1
    done
    for ((process = 0; process < jobs; process++)); do
        echo "$preset: $(tail -2 "build/fuzz/$preset-$((seed + process * 1000000000)).log")"
    done
    return $failed
}

status=0
run checked "$steps" || status=1
run asan "$asan_steps" || status=1
exit $status
