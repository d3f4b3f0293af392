#!/usr/bin/env bash
# What `make quickstart` does after building: trains an agent, measures it, and makes a video of it.
set -euo pipefail
cd "$(dirname "$0")/.."

regista=build/release/cli/regista
run=runs/quickstart
scenario=academy_empty_goal_close

rm -rf "$run"
"$regista" train --config configs/quickstart.yaml --run quickstart
"$regista" evaluate "$run" --scenario "$scenario" --episodes 500
"$regista" evaluate "$run" --scenario "$scenario" --episodes 500 --sampled
"$regista" record "$run" --scenario "$scenario" --out "$run/videos"

echo
echo "The agent's weights:    $(readlink -f "$run")"
echo "Its learning curves:    tensorboard --logdir $run"
echo "Its video:              $(find "$run/videos" -name '*.mp4' -print -quit)"
