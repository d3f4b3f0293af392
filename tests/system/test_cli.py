"""The program as a user meets it: exit codes, messages, JSON, interruption, and everything that can go wrong outside of it.

Usage: test_cli.py PATH_OF_REGISTA [unittest arguments]
"""
import json
import os
import pathlib
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

REGISTA = os.path.abspath(sys.argv.pop(1)) if len(sys.argv) > 1 else "regista"
SOURCE = pathlib.Path(__file__).resolve().parents[2]
SCENARIO = "academy_empty_goal_close"

# a run that takes a second
SMALL = ["--set", "environments=16", "--set", "learn.steps=8", "--set", "learn.block_rows=4", "--set", "policy.width=16",
         "--set", "policy.blocks=1", "--set", "policy.head_width=16", "--set", "env.stagger_steps=20",
         "--set", "evaluate_episodes=8", "--set", "evaluate_every=640", "--set", "checkpoint_every=256", "--threads", "2"]


def limit_files(kilobytes):
    """For preexec_fn: no file may grow beyond that, as if the disk were full."""
    def apply():
        resource.setrlimit(resource.RLIMIT_FSIZE, (kilobytes << 10, kilobytes << 10))
    return apply


class CliTest(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="regista-cli-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def run_regista(self, *arguments, env=None, **options):
        environment = {**os.environ, **(env or {})}
        return subprocess.run([REGISTA, *map(str, arguments)], cwd=self.folder, env=environment, text=True,
                              capture_output=True, timeout=300, check=False, **options)

    def expect(self, code, *arguments, says=(), **options):
        """Runs, checks the exit code and that standard error says all of these; returns the result."""
        result = self.run_regista(*arguments, **options)
        self.assertEqual(result.returncode, code, result.stderr)
        for text in says:
            self.assertIn(text, result.stderr)
        if code != 0:
            self.assertEqual(result.stdout, "")
        return result

    def json_of(self, *arguments, **options):
        result = self.expect(0, *arguments, "--json", **options)
        self.assertEqual(result.stdout.count("\n"), 1)
        return json.loads(result.stdout)

    def train(self, name, steps, *arguments, code=0, **options):
        return self.expect(code, "train", "--run", name, "--set", f"env_steps={steps}", *SMALL, *arguments, **options)

    def trial(self, name):
        return self.folder / "runs" / name / "stage-1-stage" / "trial-0"

    def latest(self, name):
        return (self.trial(name) / "latest").read_text().strip()

    def tensors(self, name, part):
        """Contents of a safetensors file by tensor."""
        data = (self.trial(name) / self.latest(name) / part).read_bytes()
        start = 8 + int.from_bytes(data[:8], "little")
        header = json.loads(data[8:start])
        return {key: data[start + entry["data_offsets"][0]:start + entry["data_offsets"][1]]
                for key, entry in header.items() if key != "__metadata__"}

    def assert_same_end(self, one, two):
        """The newest checkpoints hold the same weights, moments, recurrent states and environments, bit for bit."""
        self.assertEqual(self.latest(one), self.latest(two))
        for part in ["policy.safetensors", "optimizer.safetensors"]:
            ours, others = self.tensors(one, part), self.tensors(two, part)
            self.assertEqual(ours.keys(), others.keys())
            for key in ours:
                self.assertTrue(ours[key] == others[key], f"{part}: {key}")


class Help(CliTest):
    def test_every_command_explains_itself(self):
        top = self.expect(0, "--help").stdout
        for command in ["train", "evaluate", "record", "scenarios", "bench"]:
            self.assertIn(command, top)
            text = self.expect(0, command, "--help").stdout
            for word in ["Usage: regista " + command, "Examples:", "--seed", "--threads", "--json", "--help"]:
                self.assertIn(word, text)

    def test_wrong_usage(self):
        self.expect(2)
        self.expect(2, "trian", says=["trian"])
        self.expect(2, "train", "--speed", says=["--speed", "regista train --help"])
        self.expect(2, "train", "--config", says=["--config", "value"])
        self.expect(2, "train", "extra", says=["extra"])
        self.expect(2, "train", "--threads", "0", says=["--threads 0"])
        self.expect(2, "train", "--seed", "x", says=["--seed x"])
        self.expect(2, "train", "--isa", "z80", says=["--isa", "z80"])
        self.expect(2, "evaluate", says=["POLICY"])
        self.expect(2, "evaluate", "random", "--episodes", "0", says=["--episodes 0"])
        self.expect(2, "evaluate", "builtin:2", says=["builtin:2"])
        self.expect(2, "evaluate", "random", "--backend", "other", says=["other"])
        self.expect(2, "record", says=["--random"])
        self.expect(2, "bench", "fish", says=["fish"])
        self.expect(2, "bench", "env", "--actions", "dance", says=["dance"])

    def test_settings_are_listed(self):
        text = self.expect(0, "train", "--settings").stdout
        for key in ["env_steps", "env.scenario", "policy.width", "learn.learning_rate"]:
            self.assertIn(key, text)


class BadInput(CliTest):
    def test_unknown_names_and_values(self):
        self.expect(1, "evaluate", "random", "--scenario", "academy_nowhere", says=["academy_nowhere"])
        self.expect(1, "train", "--set", "env.scenario=academy_nowhere", says=["academy_nowhere"])
        self.expect(2, "train", "--set", "learn.learning_rat=1", says=["learn.learning_rat", "learn.learning_rate"])
        self.expect(2, "train", "--set", "learn.clip=wide", says=["learn.clip", "wide"])
        self.expect(2, "train", "--set", "learn.algorithm=sarsa", says=["learn.algorithm", "ppo", "impala"])
        self.expect(2, "train", "--set", "learn.minibatches=4000", says=["learn.minibatches"])
        self.expect(2, "train", "--set", "env.representation=raw", says=["env.representation", "entities"])
        self.expect(2, "evaluate", "random", "--set", "stackd=true", says=["stackd", "stacked"])
        self.expect(1, "scenarios", "academy_nowhere", says=["academy_nowhere"])
        self.assertFalse((self.folder / "runs").exists())

    def test_scenario_check_explains_everything(self):
        (self.folder / "mine.yaml").write_text(
            "game_durration: 200\nball: [0, 0.9]\nleft_team:\n  - {role: CB, x: 0.2, y: 0}\n  - {role: CF, x: 1.5, y: 0}\n")
        (self.folder / "crowd.yaml").write_text(
            "left_team:\n  - {role: GK, x: -1, y: 0}\n" + "".join(f"  - {{role: CM, x: 0, y: 0.0{i}}}\n" for i in range(1, 10)) * 2)
        self.expect(1, "scenarios", "--check", "mine.yaml", "academy_corner", "crowd.yaml", "nowhere", says=[
            "mine.yaml:1: unknown key 'game_durration'; did you mean 'game_duration'?",
            "mine.yaml:2: ball: [0, 0.9] is outside the pitch; x runs from",
            "mine.yaml:4: left_team, player 0 (CB): the team has no keeper; give its first player the role GK",
            "mine.yaml:5: left_team, player 1 (CF): x = 1.5 is outside the pitch; x runs from -1 (own goal line) to 1",
            "mine.yaml: 4 errors; it cannot be played", "academy_corner: fine",
            "crowd.yaml:13: left_team: more than 11 players; a team has at most 11, remove the rest",
            "there is none called 'nowhere'"])
        self.expect(0, "scenarios", "--check", "academy_corner", SCENARIO)
        self.expect(0, "scenarios", "--check", "academy_counterattack_hard", says=["same spot", "can be played"])
        self.expect(1, "scenarios", "mine.yaml", says=["unknown key", "no keeper"])
        self.expect(2, "scenarios", "--check", says=["--check"])
        result = self.run_regista("scenarios", "--check", "mine.yaml", SCENARIO, "--json")
        self.assertEqual(result.returncode, 1)
        mine, good = json.loads(result.stdout)["checked"]
        self.assertEqual((mine["name"], mine["errors"], good["errors"], good["findings"]), ("mine.yaml", 4, 0, []))
        self.assertEqual([finding["error"] for finding in mine["findings"]].count(True), 4)

    def test_bad_files(self):
        self.expect(1, "train", "--config", "missing.yaml", says=["missing.yaml"])
        (self.folder / "bad.yaml").write_text("seed: 1\nlearn:\n  clipp: 0.2\n")
        self.expect(2, "train", "--config", "bad.yaml", says=["bad.yaml:3", "clip"])
        (self.folder / "broken.yaml").write_text("seed: [1\n")
        self.expect(1, "train", "--config", "broken.yaml", says=["broken.yaml"])
        (self.folder / "fake.safetensors").write_bytes(b"nothing of the kind")
        self.expect(1, "evaluate", "fake.safetensors", says=["fake.safetensors"])
        self.expect(1, "evaluate", "nowhere", says=["nowhere"])

    def test_stages(self):
        curriculum = SOURCE / "configs" / "curriculum.yaml"
        self.expect(2, "train", "--config", curriculum, "--stage", "9", says=["--stage 9"])
        self.expect(2, "train", "--config", curriculum, env={"GFOOTBALL_END_STAGE": "7"}, says=["GFOOTBALL_END_STAGE=7"])

    def test_unwritable_folder(self):
        (self.folder / "runs").write_text("a file where a folder is needed")
        self.expect(1, "train", *SMALL, says=["runs"])

    def test_truncated_checkpoints(self):
        self.train("cut", 256)
        checkpoint = self.trial("cut") / self.latest("cut")
        for part in ["policy.safetensors", "optimizer.safetensors", "state.json"]:
            whole = (checkpoint / part).read_bytes()
            (checkpoint / part).write_bytes(whole[:len(whole) // 2])
            self.expect(1, "train", "--run", "cut", "--resume", says=[part, self.latest("cut")])
            if part == "policy.safetensors":
                self.expect(1, "evaluate", "runs/cut", says=[part])
            (checkpoint / part).write_bytes(whole)
        self.expect(0, "train", "--run", "cut", "--resume")

    def test_run_exists(self):
        self.train("twice", 256)
        self.train("twice", 256, code=1, says=["runs/twice", "--resume", "--run"])
        self.expect(1, "train", "--run", "never", "--resume", says=["runs/never"])

    def test_full_disk(self):
        self.train("full", 256)
        before = self.latest("full")
        files = {path: path.read_bytes() for path in (self.trial("full") / before).iterdir()}
        self.expect(1, "train", "--run", "full", "--resume", "--set", "env_steps=1024", "--threads", "2",
                    preexec_fn=limit_files(16), says=["safetensors"])
        self.assertEqual(self.latest("full"), before)
        self.assertEqual(files, {path: path.read_bytes() for path in (self.trial("full") / before).iterdir()})
        self.assertEqual([path.name for path in self.trial("full").iterdir() if path.is_dir()], [before])
        self.expect(0, "train", "--run", "full", "--resume", "--set", "env_steps=1024", "--threads", "2")

    def test_full_file_system(self):
        small = self.folder / "small"
        small.mkdir()
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", small], capture_output=True, check=False)
        if mounted.returncode != 0:
            self.skipTest("mounting a small file system needs privileges")
        self.addCleanup(subprocess.run, ["umount", "-l", small], check=False)
        run = small / "run"
        self.train(run, 128)
        filler = os.open(small / "filler", os.O_CREAT | os.O_WRONLY)
        try:
            while os.write(filler, bytes(4096)) > 0:
                pass
        except OSError:
            os.close(filler)
        latest = (run / "stage-1-stage" / "trial-0" / "latest").read_text()
        self.expect(1, "train", "--run", run, "--resume", "--set", "env_steps=1024", "--threads", "2")
        self.assertEqual((run / "stage-1-stage" / "trial-0" / "latest").read_text(), latest)
        (small / "filler").unlink()
        self.expect(0, "train", "--run", run, "--resume", "--threads", "2")

    def test_missing_ffmpeg(self):
        result = self.json_of("record", "run-shoot", "--scenario", SCENARIO, "--episodes", "1", "--out", "films",
                              env={"PATH": "/nowhere", "REGISTA_FFMPEG": ""}, says=["ffmpeg"])
        frames = list((self.folder / result["video"]).glob("*.png"))
        self.assertEqual(len(frames), result["frames"])
        self.assertGreater(len(frames), 10)


class Training(CliTest):
    def test_a_run_leaves_its_folder(self):
        result = self.json_of("train", "--run", "whole", "--set", "env_steps=1024", *SMALL)
        run = self.folder / "runs" / "whole"
        for name in ["config.yaml", "metrics.jsonl", "tensorboard_commands.txt", "videos", "stage-1-stage/trial-0/latest"]:
            self.assertTrue((run / name).exists(), name)
        self.assertEqual(len(list(run.glob("events.out.tfevents.*"))), 1)
        lines = [json.loads(line) for line in (run / "metrics.jsonl").read_text().splitlines()]
        self.assertEqual([line["step"] for line in lines], list(range(128, 1025, 128)))
        self.assertEqual(result["env_steps"], 1024)
        self.assertTrue(result["done"])
        self.assertTrue((self.folder / result["checkpoint"]).exists())
        evaluation = self.json_of("evaluate", "runs/whole", "--episodes", "4")
        self.assertEqual(evaluation["scenario"], SCENARIO)

    def test_memory(self):
        self.run_regista("train", "--run", "memory", "--set", "env_steps=4096")
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        if os.environ.get("REGISTA_SANITIZE"):
            self.skipTest("sanitizers need memory of their own")
        self.assertLess(peak, 500 << 10)

    def interrupt(self, name, steps, number, wait):
        """Starts or resumes a run and sends it a signal after some seconds; returns whether it was interrupted."""
        resume = ["--resume"] if (self.trial(name) / "latest").exists() else []
        with subprocess.Popen([REGISTA, "train", "--run", name, "--set", f"env_steps={steps}", *SMALL, *resume],
                              cwd=self.folder, stderr=subprocess.PIPE) as process:
            time.sleep(wait)
            process.send_signal(number)
            process.communicate(timeout=300)
            return process.returncode

    def test_interrupted_runs_end_alike(self):
        steps = 12800
        self.train("undisturbed", steps)
        for number in [signal.SIGINT, signal.SIGTERM, signal.SIGINT]:
            self.assertEqual(self.interrupt("stopped", steps, number, 0.5), 0)
        self.expect(0, "train", "--run", "stopped", "--resume")
        self.assert_same_end("undisturbed", "stopped")

    def test_killed_runs_end_alike(self):
        steps = 12800
        seed = random.randrange(1 << 30)
        print(f"kill times from seed {seed}", file=sys.stderr)
        generator = random.Random(seed)
        self.train("undisturbed", steps)
        for _ in range(6):
            self.interrupt("killed", steps, signal.SIGKILL, generator.uniform(0.05, 1))
        if (self.trial("killed") / "latest").exists():
            self.expect(0, "train", "--run", "killed", "--resume")
        else:
            self.train("killed", steps)
        self.assert_same_end("undisturbed", "killed")

    def test_threads_do_not_show(self):
        self.train("two", 1024)
        self.expect(0, "train", "--run", "three", "--set", "env_steps=1024", *SMALL[:-1], "3")
        self.assert_same_end("two", "three")

    def test_debug_variable(self):
        result = self.json_of("train", "--run", "debug", "--set", "env_steps=64", env={"GFOOTBALL_DEBUG": "true"})
        self.assertTrue(result["done"])
        self.assertIn("environments: 4", (self.folder / "runs" / "debug" / "config.yaml").read_text())
        self.assertEqual(len(list((self.folder / "runs" / "debug" / "videos").iterdir())), 1)

    def test_curriculum(self):
        (self.folder / "two.yaml").write_text(
            "every:\n  env_steps: 256\nstages:\n"
            f"  - stage: near\n    env.scenario: {SCENARIO}\n"
            "  - stage: far\n    env.scenario: academy_empty_goal\n")
        self.expect(0, "train", "--config", "two.yaml", "--run", "both", *SMALL)
        run = self.folder / "runs" / "both"
        self.assertTrue((run / "stage-1-near" / "trial-0" / "latest").exists())
        self.assertTrue((run / "stage-2-far" / "trial-0" / "latest").exists())
        steps = [json.loads(line)["step"] for line in (run / "metrics.jsonl").read_text().splitlines()]
        self.assertEqual(steps, [128, 256, 384, 512])
        # resuming without the file: the folder knows its stages, and all is done
        result = self.json_of("train", "--run", "both", "--resume")
        self.assertEqual(result["stage"], "far")
        # begun anew without --resume it is refused, and the folder still knows its stages
        before = (run / "config.yaml").read_bytes()
        self.expect(1, "train", "--config", "two.yaml", "--run", "both", "--seed", "9", says=["--resume"])
        self.assertEqual((run / "config.yaml").read_bytes(), before)
        # a curriculum that is cut short by GFOOTBALL_END_STAGE
        self.expect(0, "train", "--config", "two.yaml", "--run", "one", *SMALL, env={"GFOOTBALL_END_STAGE": "0"})
        self.assertFalse((self.folder / "runs" / "one" / "stage-2-far").exists())


class Output(CliTest):
    MEASURED = ["success", "goals_for", "goals_against", "goal_difference", "return", "score", "length"]

    def test_evaluate(self):
        result = self.json_of("evaluate", "run-shoot", "--scenario", SCENARIO, "--episodes", "20", "--threads", "1")
        for key in ["scenario", "backend", "policy", "opponent", "mode", "episodes"]:
            self.assertIn(key, result)
        for key in self.MEASURED:
            self.assertEqual(sorted(result[key]), ["high", "low", "mean", "stderr"])
        self.assertEqual(result["episodes"], 20)
        other = self.json_of("evaluate", "run-shoot", "--scenario", SCENARIO, "--episodes", "20", "--threads", "3")
        self.assertEqual(result, other)

    def test_evaluate_random_depends_on_the_seed(self):
        one, two, three = (self.json_of("evaluate", "random", "--scenario", SCENARIO, "--episodes", "20", "--seed", seed)
                           for seed in (1, 1, 2))
        self.assertEqual(one, two)
        self.assertNotEqual(one, three)

    def test_scenarios(self):
        listed = {entry["name"]: entry for entry in self.json_of("scenarios")["scenarios"]}
        self.assertEqual(listed[SCENARIO]["reason"], "")
        shown = self.json_of("scenarios", SCENARIO)
        self.assertEqual(shown["name"], SCENARIO)

    def test_bench_profile(self):
        result = self.json_of("bench", "env", "--profile", "--repeats", "1", "--environments", "2", "--threads", "1")
        profile = result["profile"]
        stages = {stage["stage"]: stage for stage in profile["stages"]}
        for name in ["ball", "referee", "perception", "team play", "decisions", "control", "bodies", "bodies, choosing a clip",
                     "time to ball, possession", "contact", "observations", "rewards", "new episodes"]:
            self.assertIn(name, stages)
        self.assertAlmostEqual(sum(stage["share"] for stage in stages.values()), 1)
        self.assertAlmostEqual(sum(stage["ns_per_tick"] for stage in stages.values()), profile["ns_per_tick"])
        self.assertGreater(stages["bodies"]["share"], 0)
        self.assertGreaterEqual(profile["ticks"], 10 * profile["env_steps"])
        self.assertNotIn("profile", self.json_of("bench", "env", "--repeats", "1", "--environments", "2", "--threads", "1"))
        self.expect(0, "bench", "env", "--profile", "--repeats", "1", "--environments", "1", says=["ns/tick", "share", "sum"])
        self.expect(2, "bench", "policy", "--profile", says=["--profile"])

    def test_bench(self):
        rates = {
            "env": ("env_steps_per_s", ["scenario", "backend", "threads", "actions", "observation", "bytes_per_match", "reset_us"]),
            "policy": ("agent_steps_per_s", ["policy", "rows", "threads", "isa", "share_of_peak"]),
            "train": ("agent_steps_per_s", ["policy", "scenario", "agents", "threads", "share_env", "share_policy",
                                            "share_learn", "share_of_peak"]),
        }
        for name, (rate, keys) in rates.items():
            with self.subTest(bench=name):
                result = self.json_of("bench", name, "--repeats", "1", "--threads", "1")
                self.assertEqual(sorted(result[rate]), ["max", "median", "min"])
                for key in keys:
                    self.assertIn(key, result)
        shares = sum(result[key] for key in ["share_env", "share_policy", "share_learn"])
        self.assertAlmostEqual(shares, 1, places=6)


if __name__ == "__main__":
    unittest.main(verbosity=2)
