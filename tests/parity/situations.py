"""Random situations: kicks (F.5, passes to a team-mate), shots at a keeper (F.7, probes), a defender (F.8, probe). Seeds differ, so
frequencies and ranges are compared, not runs: many seeds of ours against the few counts of the original."""
import concurrent.futures
import os

import numpy as np

import exact
import traces
from engine import NONE, set_line_up
from motion import DRIBBLE, IDLE, RIGHT, SPRINT, SPEED_SHARE, Row, first

REJECTED = 0.001
PROBE_LEAD = 0.02  # how far in front of the player the ball lies in the recorded probes, env units
CONVERSION = 0.10  # largest mean absolute difference
SHORT, LONG, HIGH, SHOT = 11, 9, 10, 12
STARTS = {'idle': [], 'walk': [RIGHT], 'sprint': [SPRINT, RIGHT], 'dribble': [DRIBBLE, RIGHT]}
KICK_FUNCTIONS = (4, 5, 6, 8)


def parallel(function, items):
    """Results in order; the engine is called from several threads (ctypes lets others run meanwhile)."""
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        return list(pool.map(function, items))


def scene(engine, seed, left, right, ball, difficulty, right_first=False):
    """One agent on the left side without offsides; players as (x, y, role, lazy, controllable), ball in env units."""
    out = engine.default_definition()
    d = out[0]
    d['seed'], d['right_first'] = seed, right_first
    d['ball_x'], d['ball_y'] = ball
    d['difficulty'], d['agents'], d['offsides'] = (1.0, difficulty), (1, 0), False
    set_line_up(d, 0, left)
    set_line_up(d, 1, right)
    return out


def out_of_the_way(index):
    """The team-mates before the list index, lazy: the keeper and some on the other half's wing."""
    return [(-1.0, 0.0, 0, True, False)] + [(-0.9, -0.4 + 0.05 * i, 1, True, False) for i in range(1, index)]


# ---- F.5: from a press to the ball

# state, kick: delay in ticks, horizontal speed and upward speed at contact; the bracketed outlier of the table counts as its range
F5 = {('idle', 'short pass'): ((45, 46), (24.4, 24.4), (2.7, 2.7)), ('idle', 'long pass'): ((45, 46), (25.7, 25.7), (3.4, 3.4)),
      ('idle', 'high pass'): ((35, 36), (24.6, 24.6), (9.2, 9.2)), ('idle', 'shot'): ((35, 36), (27, 30.5), (2.2, 5.5)),
      ('walk', 'short pass'): ((20, 38), (19, 22), (2.1, 2.4)), ('walk', 'long pass'): ((26, 49), (20, 25), (2.2, 2.7)),
      ('walk', 'high pass'): ((23, 52), (20, 23), (8.0, 8.8)), ('walk', 'shot'): ((27, 40), (30.5, 34), (1.7, 3.4)),
      ('sprint', 'short pass'): ((37, 83), (18.3, 22), (2.0, 2.4)), ('sprint', 'long pass'): ((37, 71), (17, 25), (1.9, 2.8)),
      ('sprint', 'high pass'): ((22, 82), (20.5, 23), (8.0, 8.8)), ('sprint', 'shot'): ((54, 80), (31, 34), (1.9, 3.5)),
      ('dribble', 'short pass'): ((37, 51), (19.5, 21), (2.1, 2.3)), ('dribble', 'long pass'): ((20, 49), (21, 25), (2.3, 2.8)),
      ('dribble', 'high pass'): ((37, 48), (21, 22), (8.2, 8.6)), ('dribble', 'shot'): ((27, 42), (30.5, 34), (1.5, 4.4))}
F5_PLAYERS, F5_TRIALS, F5_PHASES = (5, 7, 9), 8, 16
F5_PRESS = {'short pass': SHORT, 'long pass': LONG, 'high pass': HIGH, 'shot': SHOT}
F5_DISTANCES = {'low': range(15, 25), 'high': range(25, 33), 'none': (25,)}
RUN_UP, PHASE, PRESS_TICKS, AFTER = 150, 5, 10, 170  # ticks; the phases cover the 72 ticks between two touches when sprinting


class Kicker:
    """A player who runs with the ball, or stands, and kicks; a lazy team-mate stands ahead of where he is at the press."""

    def __init__(self, engine):
        self.engine, self.places = engine, {}

    def scene(self, index, seed, mate):
        x = -0.55
        left = [*out_of_the_way(index), (x, 0.0, 5, False, True), (mate, 0.0, 9, True, False)]
        return scene(self.engine, seed, left, [(1.0, 0.0, 0, True, False)], (x + PROBE_LEAD, 0.0), 0.6)

    def actions(self, state, start):
        out = np.full(start + AFTER, IDLE, np.uint8)
        begin = 60 if state == 'idle' else 30  # he has the ball by then
        out[begin:begin + len(STARTS[state])] = STARTS[state]
        return out

    def place(self, index, state, seed, start):
        """x in metres at the press."""
        key = index, state, seed, start
        if key not in self.places:
            rows = self.engine.script(self.scene(index, seed, 0.9), self.actions(state, start)[:start])
            self.places[key] = float(rows['players'][-1, index]['position'][0])
        return self.places[key]

    def kick(self, index, state, seed, start, press, distance):
        """(delay in ticks, horizontal, upward speed) or None."""
        actions = self.actions(state, start)
        actions[start:start + PRESS_TICKS] = press
        mate = (self.place(index, state, seed, start) + distance) / (54.4 * traces.PLACED_X)
        rows = self.engine.script(self.scene(index, seed, mate), actions)
        player = rows['players'][:, index]
        touches = np.flatnonzero(np.diff(player['last_touch_ms']) > 0) + 1
        kicks = [t for t in touches if t >= start and player['function'][t] in KICK_FUNCTIONS]
        if not kicks:
            return None
        velocity = rows['velocity'][kicks[0]]
        return kicks[0] - start, float(np.hypot(velocity[0], velocity[1])), float(velocity[2])

    def kicks(self, state, kick, distance):
        begin = 60 if state == 'idle' else RUN_UP
        trials = [(index, state, index, begin + PHASE * phase, F5_PRESS[kick], distance) for index in F5_PLAYERS for phase in range(F5_PHASES)]
        return np.array([r for r in parallel(lambda t: self.kick(*t), trials) if r is not None])


def widened(span, column):
    """A table's range with the bar: one step of delay, 5 % of speed and half a printed digit."""
    low, high = span
    return (low - 10, high + 10) if column == 0 else (low * (1 - SPEED_SHARE) - 0.05, high * (1 + SPEED_SHARE) + 0.05)


def share_inside(values, span, column):
    low, high = widened(span, column)
    return float(np.mean((values >= low) & (values <= high)))


def fitting_distance(kicker, state, kicks, distances):
    """The team-mate's distance, which the table gives as 19 to 27 m only: the one whose speeds fit best; and what was kicked."""
    best = None
    for distance in distances:
        found = {kick: kicker.kicks(state, kick, distance) for kick in kicks}
        fit = sum(share_inside(found[kick][:, column], F5[state, kick][column], column) for kick in kicks for column in (1, 2))
        if best is None or fit > best[0] + 1e-9:
            best = (fit, distance, found)
    return best[1], best[2]


def f5_row(state, kick, distance, found, column):
    span = F5[state, kick][column]
    values = found[:, column]
    name, unit, digits = (('delay', 'ticks', 0), ('speed', 'm/s', 1), ('upward speed', 'm/s', 1))[column]
    inside = share_inside(values, span, column)
    p = inside ** F5_TRIALS
    low, middle, high = np.quantile(values, (0.1, 0.5, 0.9))
    text = f'{span[0]:g}' if span[0] == span[1] else f'{span[0]:g} to {span[1]:g}'
    away = '' if kick == 'shot' else f', mate at {distance} m'
    return Row(f'{state}, {kick}{away}: {name}', f'{text} {unit} (8 trials)', f'{middle:.{digits}f} ({low:.{digits}f} to {high:.{digits}f}) {unit}',
               f'{100 * inside:.0f} % inside', p > REJECTED, '1 step' if column == 0 else '5 %')


def table_f5(engine):
    kicker, rows = Kicker(engine), []
    for state in STARTS:
        for kicks, distances in ((('short pass', 'long pass'), 'low'), (('high pass',), 'high'), (('shot',), 'none')):
            distance, found = fitting_distance(kicker, state, kicks, F5_DISTANCES[distances])
            rows += [f5_row(state, kick, distance, found[kick], column) for kick in kicks for column in range(3)]
    return rows


# ---- passes to a team-mate

# from reference.md, standing: x distance of the team-mate in env units: speed; with upward speed of high passes
MATE_SHORT = {0.1: 11.2, 0.2: 14.2, 0.3: 18.2, 0.4: 22.9, 0.6: 30.3}
MATE_HIGH = {0.1: (10.9, 4.1), 0.3: (15.4, 5.6), 0.6: (25.4, 8.8), 0.8: (33.4, 10.9)}
LONG_FASTER, LONG_DISTANCES = (1.08, 1.16), (0.2, 0.3, 0.4)  # nearer the recordings themselves have 2 %, farther both are at the cap
MATE_TRACES = tuple(f'probe_pass_mate_{kind}_pass' for kind in ('short', 'long', 'high'))


def flight(ball, velocity, owner):
    """Of the kick that makes the ball fastest: speed, upward speed, apex and length until somebody has the ball."""
    speed = np.linalg.norm(velocity, axis=1)
    kick = int(speed.argmax())
    taken = first(owner[kick + 1:] >= 0)
    end = len(ball) if taken is None else kick + 1 + taken
    part = ball[kick:end]
    return np.array([speed[kick], velocity[kick, 2], part[:, 2].max(), np.linalg.norm(part[-1, :2] - part[0, :2])])


def mate_trace_rows(engine, trace):
    """The recorded seeds, both repetitions of a cell together: the same pass, so apex and length can be compared as well."""
    cells = {}
    for episode in trace.episodes():
        steps = traces.play(engine, episode)
        cells.setdefault(tuple(episode.parameters[:3]), []).append(
            (flight(episode.ball(), episode.ball_velocity(), episode.get('ball_owned_player')),
             flight(steps['ball'], steps['ball_velocity'], steps['owner_player'])))
    rows = []
    for (distance, angle, how), pairs in cells.items():
        theirs, mine = np.mean([a for a, _ in pairs], axis=0), np.mean([b for _, b in pairs], axis=0)
        for name, unit, a, b in zip(('speed', 'upward speed', 'apex', 'length'), ('m/s', 'm/s', 'm', 'm'), theirs, mine):
            rows.append(Row(f'{trace.name[16:].replace("_", " ")}, mate at ({distance}, {angle}), {how}: {name}', f'{a:.2f} {unit}', f'{b:.2f} {unit}', f'{b - a:+.2f}',
                            abs(b - a) <= SPEED_SHARE * abs(a) + 0.005, '5 %'))
    return rows


def mate_speeds(engine, trace, distance, samples=40):
    """Medians of speed and upward speed of a standing pass over many seeds."""
    episode = next(e for e in trace.episodes() if e.parameters[1] == 0.0 and e.parameters[2] == 'stand')
    actions = episode.actions()

    def one(seed):
        definition = episode.definition(engine)
        definition[0]['seed'], definition[0]['right_first'] = seed, seed % 2
        definition[0]['starts'][0][2]['x'] = -0.3 + distance
        steps = engine.steps(definition, actions)
        return flight(steps['ball'], steps['ball_velocity'], steps['owner_player'])[:2]
    return np.median(np.array(parallel(one, range(1, samples + 1))), axis=0)


def mate_rows(engine, by_name):
    rows = []
    short, long, high = (by_name.get(name) for name in MATE_TRACES)
    metres = lambda distance: f'{54.4 * distance - 1.1:.1f} m'
    for distance, speed in MATE_SHORT.items() if short else ():
        mine = mate_speeds(engine, short, distance)[0]
        rows.append(Row(f'short pass to {metres(distance)}: speed', f'{speed} m/s', f'{mine:.2f} m/s', f'{mine - speed:+.2f}', abs(mine - speed) <= SPEED_SHARE * speed, '5 %'))
        faster = mate_speeds(engine, long, distance)[0] / mine if long and distance in LONG_DISTANCES else None
        if faster is not None:
            ok = LONG_FASTER[0] - SPEED_SHARE <= faster <= LONG_FASTER[1] + SPEED_SHARE
            rows.append(Row(f'long pass to {metres(distance)}: faster than the short one', '8 to 16 %', f'{100 * faster - 100:.1f} %', '', ok, '5 %'))
    for distance, wanted in MATE_HIGH.items() if high else ():
        mine = mate_speeds(engine, high, distance)
        for name, a, b in zip(('speed', 'upward speed'), wanted, mine):
            rows.append(Row(f'high pass to {metres(distance)}: {name}', f'{a} m/s', f'{b:.2f} m/s', f'{b - a:+.2f}', abs(b - a) <= SPEED_SHARE * a + 0.05, '5 %'))
    return rows


# ---- frequencies

class Cell:
    """Counts of one outcome in one situation: the original's (k of n; several k where only a range is given) and ours."""

    def __init__(self, what, outcome, k, n, mine, samples, conversion=True):
        self.what, self.outcome, self.n, self.mine, self.samples, self.conversion = what, outcome, n, mine, samples, conversion
        self.counts = k if isinstance(k, tuple) else (k,)
        values = [exact.fisher(c, n, mine, samples) for c in self.counts]
        self.p, self.k = max(values), self.counts[int(np.argmax(values))]

    @property
    def difference(self):
        return self.mine / self.samples - self.k / self.n

    @property
    def chance(self):
        """Expected |difference| if the original had our frequency: what its few trials make of it."""
        share = self.mine / self.samples
        return sum(abs(i / self.n - share) * exact.probability(i, self.n, share) for i in range(self.n + 1))

    def row(self):
        share = self.k / self.n
        error = np.sqrt(share * (1 - share) / self.n)
        text = ' or '.join(str(c) for c in self.counts)
        return Row(f'{self.what}: {self.outcome}', f'{text} of {self.n} = {share:.2f} ± {error:.2f}', f'{self.mine} of {self.samples} = {self.mine / self.samples:.2f}',
                   f'{self.difference:+.2f}', self.p >= REJECTED, f'p ≥ {REJECTED}', f'p = {self.p:.2g}')


def mean_difference(cells):
    """(mean absolute difference of conversion, what chance alone would give) over the cells that count conversions."""
    counted = [c for c in cells if c.conversion]
    return float(np.mean([abs(c.difference) for c in counted])), float(np.mean([c.chance for c in counted]))


def sensitivity(cells):
    """A sentence about a table with the other plausible place of the ball."""
    rejected = [f'{cell.what}: {cell.outcome} (p = {cell.p:.2g})' for cell in cells if cell.p < REJECTED]
    return (f'With the lead of the recorded probes, {PROBE_LEAD}, the mean absolute difference of conversion is {mean_difference(cells)[0]:.3f} and '
            f'{len(rejected)} of {len(cells)} cells are rejected' + (': ' + ', '.join(rejected) if rejected else '') + '.')


def counts(outcomes, length):
    return np.bincount(np.array(outcomes, int), minlength=length)


# ---- F.7 and the recorded shots

GOAL, SAVED, WIDE, NOBODY = range(4)
# position: goals, saved, wide, nobody yet, of 16; after a press of one env step and of four
F7 = {(0.9, 0.0): ((0, 16, 0, 0), (0, 16, 0, 0)), (0.8, 0.0): ((3, 6, 1, 6), (0, 5, 0, 11)), (0.7, 0.0): ((15, 1, 0, 0), (6, 2, 0, 8)),
      (0.6, 0.0): ((3, 8, 0, 5), (12, 1, 0, 3)), (0.5, 0.0): ((0, 16, 0, 0), (1, 8, 0, 7)), (0.8, 0.15): ((1, 0, 15, 0), (0, 0, 16, 0)),
      (0.7, 0.2): ((0, 6, 10, 0), (0, 0, 15, 1))}
F7_STEPS, F7_LEAD = 60, 0.0225
F7_SET_UP = ('Whichever comes first within 60 steps of the start: a goal, the keeper has the ball, another set piece. The player of index 9 stands at the position, the ball lies '
             f'{F7_LEAD} in front of him, the left team is processed first. Neither is told by the table; of leads from 0.0125 to 0.03 the one that fits all cells best was taken.')


def shot_outcome(steps, start):
    """What comes first after the press: a goal, the keeper has the ball, another set piece, or nothing."""
    goal, saved, wide = steps['score'][:, 0] > 0, steps['owner_team'] == 1, steps['mode'] > 0
    end = first((goal | saved | wide)[start:])
    if end is None:
        return NOBODY
    return GOAL if goal[start + end] else SAVED if saved[start + end] else WIDE


def f7_cells(engine, samples, lead=F7_LEAD):
    cells = []
    for (x, y), tables in F7.items():
        for presses, wanted in zip((1, 4), tables):
            actions = np.array([RIGHT] * 4 + [SHOT] * presses + [IDLE] * (F7_STEPS - 5 - presses), np.uint8).reshape(-1, 1)

            def one(seed):
                definition = scene(engine, seed, [*out_of_the_way(9), (x, y, 9, False, True)], [(-1.0, 0.0, 0, False, True)], (x + lead, y), 0.6)
                return shot_outcome(engine.steps(definition, actions), 4)
            mine = counts(parallel(one, range(samples)), 4)
            for outcome, name in ((GOAL, 'goals'), (SAVED, 'saved'), (WIDE, 'wide')):
                cells.append(Cell(f'({x}, {y}), {presses}-step press', name, wanted[outcome], 16, int(mine[outcome]), samples, outcome == GOAL))
    return cells


# from reference.md where nothing is recorded: goals of tries by x and |y| (0.2: of all x together)
SHOTS = {(0.8, 0.1): (10, 12), (0.85, 0.1): (0, 12), (0.9, 0.1): (0, 12), (0.8, 0.0): ((2, 3), 6), (0.85, 0.0): ((2, 3), 6), (0.9, 0.0): ((2, 3), 6)}
WIDE_SHOTS = (0, 36)
SHOT_X = (0.5, 0.6, 0.7, 0.8, 0.85, 0.9)


def recorded_shots(trace):
    """{(x, |y|): [goal?, saved?]} of the recorded tries, and the actions of each way of shooting."""
    tries, ways = {}, {}
    for episode in trace.episodes():
        x, y, how = episode.parameters[:3]
        ways.setdefault(how, episode.actions())
        tries.setdefault((x, abs(y)), []).append((episode.get('score')[-1][0] > 0, (episode.get('ball_owned_team') == 1).any()))
    return tries, ways


def shots_of(engine, x, y, ways, samples):
    """(goals, saved) of `samples` tries of each way from (x, ±y), and how many tries there were."""
    places = [(y, how) for how in ways] if y in (0.0, 0.2) else [(side * y, how) for how in ways for side in (1, -1)]

    def one(item):
        seed, (place, how) = item
        definition = scene(engine, seed, [(-1.0, 0.0, 0, True, False), (x, place, 9, False, True)], [(-1.0, 0.0, 0, False, True)], (x + PROBE_LEAD, place), 0.6, seed % 2)
        steps = engine.steps(definition, ways[how])
        return steps['score'][-1][0] > 0, (steps['owner_team'] == 1).any()
    found = np.array(parallel(one, [(seed, place) for place in places for seed in range(samples)]))
    return found.sum(axis=0), len(found)


def shot_cells(engine, trace, samples):
    tries, ways = recorded_shots(trace)
    cells, wide = [], [0, 0]
    for x in SHOT_X:
        for y in (0.0, 0.1, 0.2):
            (goals, saved), n = shots_of(engine, x, y, ways, samples)
            if y == 0.2:
                wide = [wide[0] + int(goals), wide[1] + n]
            elif (x, y) in SHOTS and (x, y) not in tries:
                cells.append(Cell(f'({x}, ±{y})', 'goals', *SHOTS[x, y], int(goals), n))
            if (x, y) in tries:
                theirs = np.array(tries[x, y])
                if y != 0.2:
                    cells.append(Cell(f'({x}, ±{y})', 'goals', int(theirs[:, 0].sum()), len(theirs), int(goals), n))
                cells.append(Cell(f'({x}, ±{y})', 'the keeper gets the ball', int(theirs[:, 1].sum()), len(theirs), int(saved), n, False))
    cells.append(Cell('all x, ±0.2', 'goals', *WIDE_SHOTS, *wide))
    return cells


# ---- F.8 and the recorded defender

F8 = {(0.05, 'sprint'): 6, (0.05, 'walk'): 13, (0.05, 'dribble'): 14, (0.6, 'sprint'): 13, (0.6, 'walk'): 13, (0.6, 'dribble'): 15,
      (0.95, 'sprint'): 14, (0.95, 'walk'): 15, (0.95, 'dribble'): 14}
F8_STEPS, F8_LEAD, BEATEN_X = 120, 0.0125, 0.7
F8_SET_UP = ('"Stopped": the opponents own the ball, or a set piece, before the runner (index 9) is at x = 0.7; nobody else plays. The left team is processed first, and the ball lies '
             f'{F8_LEAD} in front of the runner, which decides where his touches meet the defender; of leads from 0 to 0.03 the one that fits all cells best was taken.')


def stopped(owner_team, mode, x):
    """Opponents own the ball, or a set piece, before the runner is at 0.7 (x in metres); neither: not stopped."""
    stop, past = first((owner_team == 1) | (mode > 0)), first(x > BEATEN_X * 54.4)
    return stop is not None and (past is None or stop < past)


def f8_cells(engine, samples, lead=F8_LEAD):
    cells = []
    for (difficulty, gait), wanted in F8.items():
        actions = np.array([*STARTS[gait], *[RIGHT] * F8_STEPS], np.uint8).reshape(-1, 1)

        def one(seed):
            right = [(-1.0, 0.0, 0, True, True), (-0.9, 0.35, 1, True, True), (-0.9, 0.40, 1, True, True), (-0.4, 0.0, 1, False, True)]
            definition = scene(engine, seed, [*out_of_the_way(9), (0.1, 0.0, 9, False, True)], right, (0.1 + lead, 0.0), difficulty)
            steps = engine.steps(definition, actions)
            return stopped(steps['owner_team'], steps['mode'], steps['position'][:, 9, 0])
        cells.append(Cell(f'difficulty {difficulty}, {gait}', 'stopped', wanted, 15, int(sum(parallel(one, range(samples)))), samples))
    return cells


def defender_cells(engine, trace, samples):
    """The recorded runs, one of each kind: those of a gait together, against many seeds of the same kinds."""
    groups = {}
    for episode in trace.episodes():
        controlled = int(episode.get('controlled')[0])
        theirs = stopped(episode.get('ball_owned_team'), episode.get('game_mode'), episode.positions(0)[:, controlled, 0])
        definition, actions = episode.definition(engine), episode.actions()

        def one(seed):
            d = definition.copy()
            d[0]['seed'], d[0]['right_first'] = seed, seed % 2
            steps = engine.steps(d, actions)
            return stopped(steps['owner_team'], steps['mode'], steps['position'][:, controlled, 0])
        name = 'sprint' if episode.parameters[3] == 'sprint' else 'walk'
        groups.setdefault(name, []).append((theirs, sum(parallel(one, range(samples)))))
    return [Cell(f'recorded kinds, {name}', 'stopped', int(sum(a for a, _ in found)), len(found), int(sum(b for _, b in found)), samples * len(found))
            for name, found in groups.items()]
