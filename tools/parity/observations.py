"""Compares src/env with recordings of the original game, element for element.

Usage: observations.py PROBE_LIBRARY [RECORDINGS]

PROBE_LIBRARY is built by CMake (target regista_env_probe). RECORDINGS (or the environment variable of that name, or
../shared/spec beside the source tree) holds agents/*.npz, traces/*.npz and ticks/*.npz. Checked are

    agents: simple115v2 and minimap of every agent made from its recorded raw observation; scoring and checkpoint
            rewards; episode ends; the mirrored view against the other side's; the first observation against the
            scenario file
    traces: rewards and episode ends of games with goals
    ticks:  raw observations made from the engine's metres (ball exactly, players as far as the recording resolves),
            sticky actions, line-ups, difficulties and durations against the scenario files
            (files under 600 kB; ALL_TICKS=1: all)

Exit status 0: all equal, 1: something differs, 77: no recordings there.
"""
import ctypes
import json
import os
import sys
from pathlib import Path

TEAM_SIZE = 11
SKIP = 77

try:
    import numpy as np
except ImportError:
    # another Python on the path often lacks what the system's has
    if sys.executable != "/usr/bin/python3" and os.path.exists("/usr/bin/python3"):
        os.execv("/usr/bin/python3", ["/usr/bin/python3", *sys.argv])
    print("skipped: needs numpy (Debian: python3-numpy)")
    sys.exit(SKIP)

PITCH_X, PITCH_Y = 54.4, -83.6

# numpy twins of the C structs in include/regista/*.h; sizes are compared with the library's
TEAM = np.dtype([
    ("position", "f4", (TEAM_SIZE, 2)), ("direction", "f4", (TEAM_SIZE, 2)), ("tired", "f4", TEAM_SIZE),
    ("yellow_card", "u1", TEAM_SIZE), ("active", "u1", TEAM_SIZE), ("role", "u1", TEAM_SIZE), ("count", "i4"),
], align=True)
OBSERVATION = np.dtype([
    ("ball", "f4", 3), ("ball_direction", "f4", 3), ("ball_rotation", "f4", 3), ("teams", TEAM, 2),
    ("ball_owned_team", "i4"), ("ball_owned_player", "i4"), ("score", "i4", 2), ("steps_left", "i4"),
    ("game_mode", "i4"), ("designated", "i4"), ("active", "i4"), ("sticky_count", "i4"), ("sticky", "u1", 13),
], align=True)
PLAYER_VIEW = np.dtype([
    ("x", "f4"), ("y", "f4"), ("velocity_x", "f4"), ("velocity_y", "f4"), ("facing", "f4"), ("tired", "f4"),
    ("role", "u1"), ("yellow_card", "u1"), ("active", "u1"), ("lying", "u1"),
], align=True)
SLOT_VIEW = np.dtype([
    ("player", "i1"), ("direction_x", "i1"), ("direction_y", "i1"), ("buttons", "u2"), ("builtin", "u1"),
], align=True)
VIEW = np.dtype([
    ("ball", "f4", 3), ("ball_velocity", "f4", 3), ("ball_rotation", "f4", 3),
    ("players", PLAYER_VIEW, (2, TEAM_SIZE)), ("slots", SLOT_VIEW, 2 * TEAM_SIZE), ("player_count", "i4", 2),
    ("agents", "i4", 2), ("owner_team", "i1"), ("owner_player", "i1"), ("designated", "i1", 2), ("score", "i4", 2),
    ("steps", "i4"), ("clock_ms", "i8"), ("game_mode", "u1"),
], align=True)
START = np.dtype([("x", "f4"), ("y", "f4"), ("role", "u1"), ("lazy", "u1"), ("controllable", "u1")], align=True)
MATCH_DEF = np.dtype([
    ("cookie", "u4"), ("seed", "u4"), ("player_count", "i4", 2), ("starts", START, (2, TEAM_SIZE)),
    ("ball_x", "f4"), ("ball_y", "f4"), ("difficulty", "f4", 2), ("agents", "i4", 2), ("second_half", "i4"),
    ("ticks_per_step", "i4"), ("offsides", "u1"), ("right_first", "u1"), ("use_magnet", "u1"),
], align=True)
OBSERVER = np.dtype([("game_duration", "i4"), ("ticks_per_step", "i4"), ("sticky_count", "i4")])


def pointer(value):
    """Address of an array, or of a copy of one struct of an array; lives as long as the result."""
    return np.ascontiguousarray(value).ctypes.data_as(ctypes.c_void_p)


class Report:
    """Counts values compared and different, and remembers what differed."""

    def __init__(self):
        self.rows = {}
        self.failed = []

    def equal(self, what, where, ours, theirs, tolerance=0.0):
        ours, theirs = np.asarray(ours), np.asarray(theirs)
        if ours.shape != theirs.shape:
            self.failed.append(f"{where}: {what}: shapes {ours.shape} and {theirs.shape}")
            return
        difference = np.abs(ours.astype(np.float64) - theirs.astype(np.float64))
        wrong = int((difference > tolerance).sum())
        row = self.rows.setdefault(what, [0, 0, 0.0])
        row[0] += ours.size
        row[1] += wrong
        row[2] = max(row[2], float(difference.max(initial=0.0)))
        if wrong:
            first = np.unravel_index(int(difference.argmax()), difference.shape) if ours.ndim else ()
            self.failed.append(f"{where}: {what}: {wrong} of {ours.size} differ, most at {first}: "
                               f"{ours[first]} instead of {theirs[first]}")

    def print(self):
        print(f"{'compared':44} {'values':>10} {'different':>10} {'largest':>10}")
        for what, (count, wrong, largest) in self.rows.items():
            print(f"{what:44} {count:10} {wrong:10} {largest:10.2g}")
        for line in self.failed[:20]:
            print("DIFFERS", line)


class Probe:
    """The shared library."""

    def __init__(self, path):
        self.library = ctypes.CDLL(str(path))
        for name, dtype in (("observation", OBSERVATION), ("view", VIEW), ("match_def", MATCH_DEF)):
            size = getattr(self.library, f"probe_{name}_bytes")
            size.restype = ctypes.c_size_t
            if size() != dtype.itemsize:
                sys.exit(f"{name}: the C struct has {size()} bytes, its twin here {dtype.itemsize}; update this file")

    def simple115v2(self, observation):
        out = np.empty(115, np.float32)
        self.library.rg_encode_simple115v2(pointer(observation), pointer(out))
        return out

    def minimap(self, observation, width=96, height=72):
        out = np.empty((height, width, 4), np.uint8)
        self.library.rg_encode_minimap(pointer(observation), width, height, pointer(out))
        return out

    def mirror(self, observation):
        out = np.zeros((), OBSERVATION)
        self.library.rg_observation_mirror(pointer(observation), pointer(out))
        return out

    def observe(self, duration, view, slot, sticky_count=10):
        observer = np.array((duration, 10, sticky_count), OBSERVER)
        out = np.zeros((), OBSERVATION)
        self.library.rg_observe(pointer(observer), pointer(view), slot, pointer(out))
        return out

    def rewards(self, terms, observations, score_changes):
        out = np.empty(len(observations), np.float32)
        changes = np.ascontiguousarray(score_changes, np.int32)
        assert self.library.probe_rewards(terms.encode(), len(out), pointer(observations), pointer(changes),
                                          pointer(out)) == 0
        return out

    def ends(self, scenario, views):
        out = np.empty(len(views), np.uint8)
        if self.library.probe_ends(scenario.encode(), len(out), pointer(views), pointer(out)) < 0:
            sys.exit(f"scenario {scenario} cannot be loaded")
        return out

    def scenario(self, name, episode_number):
        out = np.zeros((), MATCH_DEF)
        duration = self.library.probe_scenario(name.encode(), episode_number, pointer(out))
        if duration < 0:
            sys.exit(f"scenario {name} cannot be loaded")
        return out, duration


def spans(episode):
    """[first, end) rows of each episode of a concatenation."""
    cuts = np.flatnonzero(np.diff(episode)) + 1
    return list(zip(np.r_[0, cuts], np.r_[cuts, len(episode)]))


# ---- agents/*.npz: several agents, raw and derived observations as the package gives them


def raw_observations(data, side):
    """The recorded raw observations of one side as C structs, without active and sticky."""
    get = lambda name: data[f"{side}_{name}"]
    rows = np.zeros(len(get("ball")), OBSERVATION)
    for name in ("ball", "ball_direction", "ball_rotation", "ball_owned_team", "ball_owned_player", "score",
                 "steps_left", "game_mode"):
        rows[name] = get(name)
    for i, team in enumerate(("left", "right")):
        count = get(f"{team}_team").shape[1]
        block = rows["teams"][:, i]
        block["count"] = count
        block["position"][:, :count] = get(f"{team}_team")
        block["direction"][:, :count] = get(f"{team}_team_direction")
        for name, short in (("tired", "tired"), ("yellow_card", "yellow"), ("active", "active"), ("role", "roles")):
            block[name][:, :count] = get(f"{team}_{short}")
    rows["sticky_count"] = 10
    return rows


def check_derived(probe, report, data, observations, agent, where):
    for k, row in enumerate(data["s115_row"]):
        report.equal("agents: simple115v2", where, probe.simple115v2(observations[row]), data["s115"][k, agent])
    agents = data["active"].shape[1]
    for k, row in enumerate(data["smm_row"]):
        bits = np.unpackbits(data["smm"][k])[:agents * 72 * 96 * 4].reshape(agents, 72, 96, 4)
        report.equal("agents: minimap 72x96x4", where, probe.minimap(observations[row]), bits[agent] * 255)


def check_rewards(probe, report, data, observations, agent, where):
    for first, end in spans(data["episode"]):
        score = observations["score"][first:end]
        change = np.diff(score[:, 0] - score[:, 1])
        steps = np.ascontiguousarray(observations[first + 1:end])
        report.equal("agents: reward scoring", where, probe.rewards("scoring", steps, change),
                     data["reward"][first + 1:end, agent])
        report.equal("agents: reward scoring,checkpoints", where,
                     probe.rewards("scoring,checkpoints", steps, change),
                     data["reward_ckpt"][first + 1:end, agent])


def check_ends(probe, report, data, observations, side, duration, where, scenario):
    views = np.zeros(len(observations), VIEW)
    swap = side == "R"
    owner = observations["ball_owned_team"]
    views["owner_team"] = np.where(owner < 0, -1, owner ^ swap)
    views["owner_player"] = observations["ball_owned_player"]
    views["score"] = observations["score"][:, ::-1] if swap else observations["score"]
    views["game_mode"] = observations["game_mode"]
    views["steps"] = duration - observations["steps_left"]
    for first, end in spans(data["episode"]):
        done = probe.ends(scenario, np.ascontiguousarray(views[first + 1:end]))
        report.equal("agents: episode ends", where, done, data["done"][first + 1:end])


def check_first(report, definition, duration, observations, rows, side, where):
    """First observations of episodes against the scenario file: places in metres, then as observed."""
    for row in rows:
        o = observations[row]
        report.equal("agents: steps_left at reset", where, o["steps_left"], duration + 1)
        for i in range(2):
            team = i if side == "L" else 1 - i
            count = int(definition["player_count"][team])
            report.equal("agents: players of the scenario", where, o["teams"][i]["count"], count)
            start = definition["starts"][team][:count]
            mirror = 1 if i == 0 else -1
            place = np.stack([start["x"] * 55 / PITCH_X, start["y"] * -84.96 / PITCH_Y], 1) * mirror
            report.equal("agents: places of the scenario (1e-4)", where, o["teams"][i]["position"][:count], place, 1e-4)
            report.equal("agents: roles of the scenario", where, o["teams"][i]["role"][:count], start["role"])
        ball = np.array([definition["ball_x"], definition["ball_y"]]) * (1 if side == "L" else -1)
        report.equal("agents: ball of the scenario (1e-5)", where, o["ball"][:2], ball, 1e-5)


def check_agents(probe, report, path):
    data = np.load(path)
    meta = json.loads(str(data["meta"]))
    data = {name: data[name] for name in data.files}
    left, agents = meta["left_agents"], data["active"].shape[1]
    # each recorded episode is the first of its environment, whose number is 2 (A.9)
    definition, duration = probe.scenario(meta["scenario"], 2)
    sides = {side: raw_observations(data, side) for side in "LR" if f"{side}_ball" in data}
    for agent in range(agents):
        side = "L" if agent < left else "R"
        observations = sides[side].copy()
        observations["active"] = data["active"][:, agent]
        observations["designated"] = data["designated"][:, agent]
        observations["sticky"][:, :10] = data["sticky"][:, agent]
        check_derived(probe, report, data, observations, agent, path.name)
        check_rewards(probe, report, data, observations, agent, path.name)
    for side, observations in sides.items():
        check_ends(probe, report, data, observations, side, duration, path.name, meta["scenario"])
        check_first(report, definition, duration, observations, [s[0] for s in spans(data["episode"])], side,
                    path.name)
    if len(sides) == 2:
        for row in range(0, len(data["episode"]), 7):
            mirrored = probe.mirror(sides["L"][row])
            report.equal("agents: mirrored left view is the right one (bytes)", path.name,
                         np.frombuffer(mirrored.tobytes(), np.uint8),
                         np.frombuffer((sides["R"][row]).tobytes(), np.uint8))


# ---- traces/*.npz: long games of one left agent, with goals


def check_traces(probe, report, path):
    data = np.load(path)
    if "reward_ckpt" not in data.files:
        return
    observations = np.zeros(len(data["ball_pos"]), OBSERVATION)
    observations["ball"] = data["ball_pos"]
    observations["ball_owned_team"] = data["ball_owned_team"]
    observations["ball_owned_player"] = data["ball_owned_player"]
    observations["active"] = data["controlled"]
    score = data["score"].astype(np.int32)
    for first, end in spans(data["episode"]):
        change = np.diff(score[first:end, 0] - score[first:end, 1])
        steps = np.ascontiguousarray(observations[first + 1:end])
        for terms, field in (("scoring", "reward"), ("scoring,checkpoints", "reward_ckpt")):
            report.equal(f"traces: reward {terms}", path.name, probe.rewards(terms, steps, change),
                         data[field][first + 1:end])
    if path.name.startswith("probe_"):
        return
    scenario = path.name.split(".")[0]
    views = np.zeros(len(observations), VIEW)
    views["owner_team"], views["score"] = data["ball_owned_team"], score
    views["game_mode"] = data["game_mode"]
    views["steps"] = probe.scenario(scenario, 2)[1] - data["steps_left"]
    for first, end in spans(data["episode"]):
        report.equal("traces: episode ends", path.name,
                     probe.ends(scenario, np.ascontiguousarray(views[first + 1:end])), data["done"][first + 1:end])


# ---- ticks/*.npz: the engine's own numbers beside the observations


def load_ticks(path):
    """A tick recording with differences summed up (the folder's README.md describes the coding)."""
    archive = np.load(path)
    wanted = ("meta", "ep_tick0", "ep_step0", "obs_", "ball_pos", "ball_vel", "pl_pos", "pl_vel", "slot_", "n_left",
              "n_right", "t_ms")
    names = [name for name in archive.files if name.startswith(wanted)]
    data = {}
    starts = [int(t) for t in archive["ep_tick0"]]
    length = len(archive["t_ms"])

    def sums(value):
        out = np.empty_like(value)
        for first, end in zip(starts, starts[1:] + [length]):
            np.cumsum(value[first:end], 0, dtype=value.dtype, out=out[first:end])
        return out

    for name in names:
        value = archive[name]
        if name.endswith("_d2"):
            value, name = sums(sums(value)), name[:-3]
        elif name.endswith("_d1"):
            value, name = sums(value), name[:-3]
        data[name] = value
    for name in ("pl_pos", "pl_vel"):
        data[name] = (data[name] / 2.0 ** int(data.pop(f"{name}_bits")[0])).astype(np.float32)
    data["meta"] = json.loads(str(data["meta"]))
    return data


def tick_view(data, row, tick, counts):
    """The match as the engine had it at an observation."""
    view = np.zeros((), VIEW)
    view["ball"], view["ball_velocity"] = data["ball_pos"][tick], data["ball_vel"][tick]
    view["player_count"] = counts
    column = 0
    for team, count in enumerate(counts):
        players = view["players"][team][:count]
        part = slice(column, column + count)
        players["x"], players["y"] = data["pl_pos"][tick, part, 0], data["pl_pos"][tick, part, 1]
        players["velocity_x"], players["velocity_y"] = data["pl_vel"][tick, part, 0], data["pl_vel"][tick, part, 1]
        column += count
    slot = view["slots"][0]
    slot["player"] = data["slot_player"][tick, 0]
    slot["direction_x"], slot["direction_y"] = data["slot_dir"][tick, 0]
    slot["buttons"] = int(data["slot_buttons"][tick, 0]) & 0xFFFF
    view["owner_team"] = view["owner_player"] = -1
    return view


def check_tick_observation(probe, report, data, row, resolution, where):
    counts = (int(data["n_left"]), int(data["n_right"]))
    tick = int(data["obs_tick"][row])
    o = probe.observe(400, tick_view(data, row, tick, counts), 0)
    # height apart: a touch lifts the ball within its tick, and the observation shows it before that (errata 1.8)
    report.equal("ticks: ball", where, o["ball"][:2], data["obs_ball"][row, :2])
    report.equal("ticks: ball_direction", where, o["ball_direction"], data["obs_ball_direction"][row])
    count = counts[0]
    report.equal("ticks: players (to the recording's resolution)", where, o["teams"][0]["position"][:count],
                 data["obs_pos"][row, :count], resolution[0])
    report.equal("ticks: directions (to the recording's resolution)", where, o["teams"][1]["direction"][:counts[1]],
                 data["obs_dir"][row, count:], resolution[1])
    report.equal("ticks: sticky_actions", where, o["sticky"][:10], data["obs_sticky"][row])


def check_line_ups(probe, report, data, where):
    scenario = data["meta"]["scenario"]
    for episode in data["meta"]["episodes"]:
        number = 2 if episode["even"] else 3
        definition, duration = probe.scenario(scenario, number)
        ints = episode["ints"]
        report.equal("ticks: game_duration, offsides, second_half", where,
                     [duration, int(definition["offsides"]), int(definition["second_half"])],
                     [ints[0], ints[4], -1 if ints[8] >= 999999999 else ints[8]])
        report.equal("ticks: difficulties", where, definition["difficulty"],
                     np.array([episode["left_difficulty"], episode["right_difficulty"]]), 1e-7)
        report.equal("ticks: ball of the scenario", where, [definition["ball_x"], definition["ball_y"]],
                     episode["ball"], 1e-7)
        for team, name in enumerate(("left", "right")):
            theirs = np.array(episode[name], np.float64)
            starts = definition["starts"][team][:int(definition["player_count"][team])]
            ours = np.stack([starts[key].astype(np.float64) for key in ("x", "y", "role", "lazy", "controllable")], 1)
            report.equal("ticks: line-ups of the scenario", where, ours, theirs, 1e-6)


def check_ticks(probe, report, path):
    data = load_ticks(path)
    check_line_ups(probe, report, data, path.name)
    coarse = any(name in path.name for name in ("11_vs_11", "corner", "counterattack"))
    step = 2.0**-13 if coarse else 2.0**-16, 2.0**-10 if coarse else 2.0**-13
    resolution = (step[0] / PITCH_X, step[1] / PITCH_X / 10)
    first_rows = {int(r) for r in data["ep_step0"]}
    for row in range(0, len(data["obs_tick"]), 5):
        if row in first_rows:
            continue
        check_tick_observation(probe, report, data, row, resolution, path.name)


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    here = Path(__file__).resolve().parents[2]
    folder = Path(sys.argv[2] if len(sys.argv) > 2 else os.environ.get("RECORDINGS", here.parent / "shared" / "spec"))
    agents, traces, ticks = (sorted(folder.glob(f"{kind}/*.npz")) for kind in ("agents", "traces", "ticks"))
    if not (agents or traces or ticks):
        print(f"skipped: no agents/, traces/ or ticks/*.npz in {folder}; set RECORDINGS to the folder that has them")
        return SKIP
    os.environ.setdefault("REGISTA_SCENARIOS", str(here / "scenarios"))
    probe, report = Probe(Path(sys.argv[1]).resolve()), Report()
    for path in agents:
        check_agents(probe, report, path)
    for path in traces:
        check_traces(probe, report, path)
    for path in ticks:
        if path.stat().st_size < 600_000 or os.environ.get("ALL_TICKS"):
            check_ticks(probe, report, path)
    report.print()
    return 1 if report.failed else 0


if __name__ == "__main__":
    sys.exit(main())
