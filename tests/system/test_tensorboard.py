#!/usr/bin/env python3
"""The real TensorBoard reads our event files: test_tensorboard.py WRITER VENV

WRITER is the program write_sample_metrics, VENV the folder of a virtual environment that holds the `tensorboard` package; it is
made when it is missing. Exit code 77 (skipped) when it cannot be made, for example without a network.
"""
import json
import math
import os
import subprocess
import sys
import tempfile

SKIPPED = 77


def venv_python(folder):
    """Path of the Python that has tensorboard, or None."""
    python = os.path.join(folder, "bin", "python3")
    probe = [python, "-c", "import tensorboard.backend.event_processing.event_accumulator"]
    if os.path.exists(python) and subprocess.run(probe, stderr=subprocess.DEVNULL).returncode == 0:
        return python
    steps = (
        [sys.executable, "-m", "venv", "--clear", folder],
        [python, "-m", "pip", "install", "-q", "--disable-pip-version-check", "--retries", "1", "--timeout", "15",
         "tensorboard", "setuptools<81"],  # tensorboard imports pkg_resources, which setuptools 81 dropped
        probe,
    )
    for step in steps:
        if subprocess.run(step, stdin=subprocess.DEVNULL).returncode != 0:
            return None
    return python


def check(folder):
    """Runs under the Python that has tensorboard."""
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    events = EventAccumulator(folder, size_guidance={"scalars": 0, "tensors": 0})
    events.Reload()
    tags = events.Tags()
    assert sorted(tags["scalars"]) == ["episode/return", "loss/policy", "never"], tags
    loss = [(event.step, event.value) for event in events.Scalars("loss/policy")]
    assert loss == [(step, 0.5 * step) for step in range(8)], loss
    returns = [event.value for event in events.Scalars("episode/return")]
    assert all(abs(value + 1 / (step + 1)) < 1e-6 for step, value in enumerate(returns)), returns
    assert all(math.isnan(event.value) for event in events.Scalars("never"))
    assert tags["tensors"] == ["config"], tags
    text = events.Tensors("config")[-1].tensor_proto.string_val
    assert list(text) == [b"seed: 1"], text
    assert events.SummaryMetadata("config").plugin_data.plugin_name == "text"
    # the lines of JSON say the same
    with open(os.path.join(folder, "metrics.jsonl"), encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    assert [(record["step"], record["loss/policy"]) for record in records] == loss, records
    assert all(record["never"] is None for record in records)
    print(f"TensorBoard read {len(loss)} steps of {len(tags['scalars'])} scalars and a text")


def main():
    writer, venv = sys.argv[1:3]
    python = venv_python(os.path.abspath(venv))
    if python is None:
        print("skipped: the tensorboard package could not be installed (no network, or no python3-venv)")
        return SKIPPED
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([writer, folder], check=True)
        return subprocess.run([python, os.path.abspath(__file__), "--check", folder]).returncode


if __name__ == "__main__":
    if sys.argv[1] == "--check":
        check(sys.argv[2])
    else:
        sys.exit(main())
