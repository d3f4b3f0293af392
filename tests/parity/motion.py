"""Motion: the probes of traces/ replayed episode by episode, and the tables of section F of the specification."""
import numpy as np

import traces
from engine import set_line_up

SPEED_SHARE, EVENT_STEPS, PATH_METRES, PATH_SHARE = 0.05, 1, 0.3, 0.03
JUMP = 5.0  # m in one step: nothing moves so fast, it was placed


class Row:
    """One line of docs/parity.md."""

    def __init__(self, what, original, ours, difference, ok, bar='', note=''):
        self.what, self.original, self.ours, self.difference, self.ok, self.bar, self.note = what, original, ours, difference, ok, bar, note


def first(mask):
    index = np.flatnonzero(mask)
    return int(index[0]) if len(index) else None


# ---- probes


def speeds(positions):
    """(n - 1) m/s of env-step positions."""
    return np.linalg.norm(np.diff(positions, axis=0), axis=1) * 10


def events(positions, ball):
    """Steps of the events of an episode: first movement, 90 % of the largest speed, standing still at the end, first kick of the ball,
    highest ball."""
    speed = speeds(positions)
    top = speed.max()
    ball_speed = speeds(ball[:, :2])
    still = np.flatnonzero(speed > 0.3)
    height = ball[:, 2]
    return {'first movement': first(speed > 0.3), '90 % of top speed': first(speed > 0.9 * top) if top > 1 else None,
            'stands again': int(still[-1]) + 1 if len(still) and still[-1] < len(speed) - 2 else None,
            'ball leaves': first(ball_speed > 3), 'fastest ball': first(ball_speed > 0.95 * ball_speed.max()) if ball_speed.max() > 3 else None,
            'highest ball': first(height > 0.95 * height.max()) if height.max() > 0.5 else None}


def until_restart(*paths):
    """Rows before somebody is put somewhere else (a restart inside the episode)."""
    n = min(len(path) for path in paths)
    for path in paths:
        jump = first(np.linalg.norm(np.diff(path[:n, :2], axis=0), axis=1) > JUMP)
        n = n if jump is None else min(n, jump + 1)
    return n


def measures(positions, ball):
    speed, ball_speed = speeds(positions), speeds(ball[:, :2])
    out = {'top speed': float(np.sort(speed)[-5:].mean())}
    if ball_speed.max() > 3:
        out['fastest ball'] = float(ball_speed.max())
    return out


def judge(mine, theirs, path_mine, path_theirs, ball_mine, ball_theirs):
    """Problems of one episode as text; empty: within the bars."""
    problems = []
    a, b = measures(path_mine, ball_mine), measures(path_theirs, ball_theirs)
    for key in b:
        if key not in a or abs(a[key] - b[key]) > SPEED_SHARE * b[key] + 1e-6:
            problems.append(f'{key} {a.get(key)} against {b[key]:.3f}')
    for key, value in theirs.items():
        other = mine[key]
        if (value is None) != (other is None) or (value is not None and abs(value - other) > EVENT_STEPS):
            problems.append(f'{key} at step {other} against {value}')
    for label, p, q in (('path', path_mine, path_theirs), ('ball path', ball_mine[:, :2], ball_theirs[:, :2])):
        way = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(q, axis=0), axis=1))])
        off = np.linalg.norm(p - q, axis=1) - (PATH_METRES + PATH_SHARE * way)
        if off.max() > 0:
            problems.append(f'{label} {np.linalg.norm(p - q, axis=1)[off.argmax()]:.2f} m off at step {int(off.argmax())}')
    return problems


def probe_rows(engine, trace):
    """A row per episode of a probe file."""
    rows = []
    for episode in trace.episodes():
        steps = traces.play(engine, episode)
        controlled = int(episode.get('controlled')[0])
        theirs_path, theirs_ball = episode.positions(0)[:, controlled], episode.ball()
        mine_path, mine_ball = steps['position'][:, controlled], steps['ball']
        n = until_restart(theirs_path, theirs_ball, mine_path, mine_ball)
        theirs_path, theirs_ball, mine_path, mine_ball = theirs_path[:n], theirs_ball[:n], mine_path[:n], mine_ball[:n]
        theirs, mine = events(theirs_path, theirs_ball), events(mine_path, mine_ball)
        problems = judge(mine, theirs, mine_path, theirs_path, mine_ball, theirs_ball)
        a, b = measures(mine_path, mine_ball), measures(theirs_path, theirs_ball)
        player_off = np.linalg.norm(mine_path - theirs_path, axis=1).max()
        ball_off = np.linalg.norm(mine_ball - theirs_ball, axis=1).max()
        text = {name: ', '.join(f'{key} {value:.2f} m/s' for key, value in m.items()) for name, m in (('a', a), ('b', b))}
        times = {name: ' '.join('-' if v is None else str(v) for v in e.values()) for name, e in (('a', mine), ('b', theirs))}
        rows.append(Row(f'[{episode.index}] {episode.parameters or ""}', f"{text['b']}; steps {times['b']}", f"{text['a']}; steps {times['a']}",
                        f'player {player_off:.3f} m, ball {ball_off:.3f} m', not problems, note='; '.join(problems)))
    return rows


# ---- section F: one player alone, a tick at a time

RIGHT, TOP_RIGHT, TOP, TOP_LEFT, LEFT = 5, 4, 3, 2, 1
SPRINT, RELEASE, DRIBBLE, IDLE = 13, 14, 17, 0
NONE = 255
PROBE_CORNER, FAR_CORNER = (-48.96, 33.44), (50.0, -33.0)  # m; the tables do not say where the ball lay, which players look at
GAITS = {'sprint': SPRINT, 'walk': NONE, 'dribble': DRIBBLE}


def lonely(engine, index, ball, seed, place=(-0.3, 0.0), magnet=None, right_first=0):
    """The player of the list index alone on the pitch (everybody else is lazy and out of the way); ball in metres, or None: in the
    corner where the probes of traces/ have it (players look there). magnet: whether he runs to the ball; None: unless it is in a corner."""
    out = engine.default_definition()
    d = out[0]
    d['seed'], d['right_first'] = seed, right_first
    d['agents'], d['offsides'], d['difficulty'] = (1, 0), False, (1.0, 0.6)
    d['use_magnet'] = (ball is not None and ball != FAR_CORNER) if magnet is None else magnet
    x, y = (ball if ball is not None else PROBE_CORNER)
    d['ball_x'], d['ball_y'] = x / 54.4, y / -83.6
    line_up = [(-1.0, 0.0, 0, True, False)]
    for i in range(1, index):
        line_up.append((-0.9, -0.4 + 0.05 * i, 1, True, False))
    line_up.append((*place, 1, False, True))
    set_line_up(d, 0, line_up[:index] + [line_up[-1]] if index else [line_up[-1]])
    set_line_up(d, 1, [(1.0, 0.0, 0, True, False)])
    return out


def alone(engine, index, actions, seed, ball=None, place=(-0.3, 0.0)):
    rows = engine.script(lonely(engine, index, ball, seed, place), actions)
    return rows['players'][:, index], rows


def script(length, *presses):
    out = np.full(length, NONE, np.uint8)
    for tick, action in presses:
        if action != NONE:
            out[tick] = action
    return out


def heading(velocity):
    return np.degrees(np.arctan2(velocity[..., 1], velocity[..., 0]))


F1_TICKS = [10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 120, 140, 160, 200, 250]
F1 = [('sprint', 1, [0, 1.1, 2.4, 3.3, 4.1, 4.8, 5.0, 5.6, 6.0, 6.1, 6.8, 7.3, 7.5, 7.7, 7.8]),
      ('sprint', 9, [0, 0, 1.9, 2.9, 3.7, 4.6, 5.0, 5.3, 5.9, 6.4, 7.1, 7.5, 7.8, 7.9, 8.0]),
      ('walk', 1, [0, 1.1, 2.4, 3.3, 4.1, 4.8, 5.0, 5.0]),
      ('dribble', 1, [0, 1.1, 2.4, 3.3, 3.5, 3.5])]


def table_f1(engine):
    """Acceleration from standing; the table's run began with an unknown phase of the idle clip, so time counts from first movement."""
    rows = []
    for gait, index, values in F1:
        best = None
        for seed in range(12):
            p, _ = alone(engine, index, script(420, (0, GAITS[gait]), (1, RIGHT)), seed, FAR_CORNER)
            speed = np.linalg.norm(p['velocity'], axis=1)
            begin = first(speed > 0.01)
            for lead in range(0, 26):
                shifted = np.concatenate([np.zeros(lead), speed[begin:]])
                mine = [shifted[min(t, len(shifted) - 1)] for t in F1_TICKS[:len(values)]]
                error = float(np.abs(np.array(mine) - values).max())
                if best is None or error < best[0]:
                    best = (error, mine)
        _, mine = best
        for tick, a, b in zip(F1_TICKS, mine, values):
            ok = abs(a - b) <= SPEED_SHARE * b + 0.06
            rows.append(Row(f'{gait}, index {index}, tick {tick}', f'{b} m/s', f'{a:.2f} m/s', f'{a - b:+.2f}', ok))
    return rows


# tick after the new direction: (speed, heading or None)
F2 = {('sprint', 45): {20: (7.0, 12), 30: (6.2, 35), 50: (7.0, 43), 100: (7.8, 45)},
      ('sprint', 90): {20: (6.3, 7), 30: (3.7, 26), 40: (3.4, 68), 60: (5.0, 90), 100: (7.0, None)},
      ('sprint', 135): {20: (6.1, 0), 30: (3.2, 0), 40: (1.9, 133), 60: (3.6, 135), 100: (5.8, None)},
      ('sprint', 180): {30: (3.2, 3), 40: (1.9, -166), 60: (3.7, 180), 100: (5.8, None)},
      ('sprint', None): {20: (6.1, None), 30: (3.2, None), 40: (0, None)},
      ('walk', 45): {20: (4.4, 21), 30: (4.9, 42), 40: (5.0, 45)},
      ('walk', 90): {20: (3.7, 15), 30: (2.3, 76), 40: (3.2, 89), 60: (5.0, None)},
      ('walk', 135): {20: (3.4, 0), 30: (0.4, None), 40: (0.7, 132), 50: (2.5, None), 80: (5.0, None)},
      ('walk', 180): {20: (3.4, None), 30: (0.4, None), 40: (0.7, -162), 50: (2.4, None), 80: (5.0, None)},
      ('walk', None): {20: (3.4, None), 30: (0, None)},
      ('dribble', 45): {30: (3.3, 13), 40: (2.6, 43), 50: (3.4, 45)},
      ('dribble', 90): {20: (2.2, 35), 30: (2.8, 85), 40: (3.5, 90)},
      ('dribble', 135): {20: (2.3, 6), 30: (1.1, None), 40: (0.7, 98), 50: (2.3, 124), 70: (3.5, None)},
      ('dribble', 180): {30: (1.1, None), 40: (0.3, None), 50: (2.2, 169), 80: (3.5, None)},
      ('dribble', None): {20: (1.6, None), 30: (0, None)}}
TURN_ACTION = {45: TOP_RIGHT, 90: TOP, 135: TOP_LEFT, 180: LEFT, None: RELEASE}


def turned(a, b):
    return (a - b + 180) % 360 - 180


def fits(speed, angle, wanted):
    """Error of a measured (speed, heading), or of many, against a table entry in units of the tolerance."""
    value, direction = wanted
    error = abs(speed - value) / (SPEED_SHARE * value + 0.06)
    if direction is not None:
        error = np.maximum(error, np.where(speed > 0.2, abs(turned(angle, direction)) / 8.0, 0.0))
    return error


def passing(velocity, tick, wanted):
    """(speed, heading) that fits a table entry best while the run passes its tick: up to a tick before or after. A player who turns
    round at walking pace turns by 60 degrees in one tick, and the table has whole ticks."""
    shares = np.linspace(-1, 1, 17)
    way = np.array([np.interp(shares, (-1, 0, 1), velocity[tick - 1:tick + 2, axis]) for axis in (0, 1)]).T
    values = np.stack([np.linalg.norm(way, axis=1), heading(way)], axis=1)
    return tuple(float(x) for x in values[int(np.argmin(fits(values[:, 0], values[:, 1], wanted)))])


def best_run(runs, table, values_of, error_of):
    """Values of the run that fits the table best."""
    best = None
    for run in runs:
        values = {tick: values_of(run, tick, wanted) for tick, wanted in table.items()}
        errors = [error_of(values[tick], table[tick]) for tick in table]
        error = (sum(e > 1.0 for e in errors), sum(min(e, 5.0) for e in errors))
        if best is None or error < best[0]:
            best = (error, values)
    return best[1]


def turning_runs(engine, gait, angle, situations):
    """The new direction pressed at every phase of the running clip, or between two touches of the ball, in every situation: the arguments
    of lonely() after the seed's."""
    runs = []
    for situation in situations:
        for begin in range(240, 340):
            definition = lonely(engine, 9, seed=7, **situation)
            rows = engine.script(definition, script(begin + 200, (0, GAITS[gait]), (1, RIGHT), (begin, TURN_ACTION[angle])))
            runs.append((rows['players'][:, 9]['velocity'].astype(float), rows['velocity'][:, :2].astype(float), begin))
    return runs


def show(value, angle):
    return f'{value:.1f}' + ('' if angle is None or np.isnan(angle) else f'@{angle:.0f}')


# players turn their bodies towards the ball: far behind to the left as in the probes, and at 105 degrees on either side
F2_SITUATIONS = [{'ball': None}] + [{'ball': (-31.6, 33.5 * side), 'place': (-0.5, 0.2 * side), 'magnet': False} for side in (1, -1)]


def table_f2(engine):
    rows = []
    for (gait, angle), table in F2.items():
        runs = turning_runs(engine, gait, angle, F2_SITUATIONS)
        values = best_run(runs, table, lambda run, tick, wanted: passing(run[0], run[2] + tick - 1, wanted),
                          lambda value, wanted: fits(*value, wanted))
        for tick, wanted in table.items():
            speed, direction = values[tick]
            rows.append(Row(f'{gait}, {"release" if angle is None else f"{angle} degrees"}, tick {tick}', show(*wanted),
                            show(speed, direction if wanted[1] is not None else None), f'{speed - wanted[0]:+.2f} m/s', fits(speed, direction, wanted) <= 1.0))
    return rows


F3 = [('sprint', 9, 72, (8.7, 8.9), 1.05, (0.44, 0.76, 1.03), 7.69), ('sprint', 2, 75, (8.6, 8.6), 1.0, (0.80, 0.95, 1.08), 7.48),
      ('walk', 9, 25, (5.46, 5.46), 0.67, (0.40, 0.50, 0.64), 5.00), ('dribble', 9, (25, 36), (4.4, 4.5), 0.51, (0.47, 0.55, 0.63), (3.84, 4.4))]


def table_f3(engine):
    rows = []
    for gait, index, interval, ball_speed, lift, distance, speed in F3:
        results = []
        for seed in range(6):
            p, all_rows = alone(engine, index, script(1100, (0, GAITS[gait]), (1, RIGHT)), seed, (-48.5, 0.0), (-0.9, 0.0))
            part = slice(450, 1050)
            touch = np.flatnonzero(np.diff(p['last_touch_ms'][part]) > 0) + 1
            after = all_rows['velocity'][part][touch]
            gap = np.linalg.norm(all_rows['ball'][part][:, :2] - p['position'][part], axis=1)
            results.append((float(np.median(np.diff(touch))), float(np.median(np.linalg.norm(after[:, :2], axis=1))), float(np.median(after[:, 2])),
                            float(gap.min()), float(gap.mean()), float(gap.max()), float(np.linalg.norm(p['velocity'][part], axis=1).mean())))
        mine = np.median(np.array(results), axis=0)
        low, high = (interval, interval) if isinstance(interval, int) else interval
        label = f'{gait}, index {index}'
        rows.append(Row(f'{label}: touch interval', f'{interval} ticks', f'{mine[0]:.0f} ticks', '', low - 10 <= mine[0] <= high + 10, '1 step'))
        rows.append(Row(f'{label}: ball speed after a touch', f'{ball_speed} m/s', f'{mine[1]:.2f} m/s', '',
                        ball_speed[0] * 0.95 <= mine[1] <= ball_speed[1] * 1.05, '5 %'))
        rows.append(Row(f'{label}: upward speed', f'{lift} m/s', f'{mine[2]:.2f} m/s', f'{mine[2] - lift:+.2f}', abs(mine[2] - lift) <= 0.05 * lift + 0.03, '5 %'))
        for name, value, wanted in zip(('smallest', 'mean', 'largest'), mine[3:6], distance):
            rows.append(Row(f'{label}: {name} distance to the ball', f'{wanted} m', f'{value:.2f} m', f'{value - wanted:+.2f}', abs(value - wanted) <= 0.3, '0.3 m'))
        low, high = (speed, speed) if isinstance(speed, float) else speed
        rows.append(Row(f'{label}: mean speed', f'{speed} m/s', f'{mine[6]:.2f} m/s', '', low * 0.95 <= mine[6] <= high * 1.05, '5 %'))
    return rows


# tick: player (speed, heading), ball (speed, heading); None: not given
F4 = {('sprint', 45): {45: ((7.1, 4), (8.3, 20)), 120: ((6.9, 26), (8.3, 39)), 195: ((7.6, 40), (8.4, 43))},
      ('sprint', 90): {45: (None, (8.3, 20)), 120: (None, (8.3, 39)), 195: ((7.0, 49), (8.2, 58))},
      ('sprint', 135): {30: ((5.6, None), None), 45: ((2.8, None), (1.3, 124)), 75: ((1.1, 112), None), 90: ((2.8, 131), (4.2, 135)), 135: ((5.8, None), (7.5, 135))},
      ('sprint', 180): {30: ((4.4, None), (1.5, 177)), 60: ((0.8, None), None), 75: ((1.9, -179), (4.3, 180)), 135: ((5.9, None), (7.5, None))},
      ('sprint', None): {45: ((6.2, None), None), 75: ((3.7, None), None), 90: ((0.7, None), (0, None))},
      ('walk', 45): {30: ((4.2, 18), (5.1, 45)), 45: ((3.8, 43), None), 60: ((4.8, 45), None)},
      ('walk', 90): {30: ((3.7, 9), (4.8, 0)), 45: ((2.9, 42), (4.6, 90)), 75: ((4.8, 83), None)},
      ('walk', 135): {45: ((1.7, None), (1.6, 143)), 75: ((1.9, 145), (4.1, None)), 105: ((4.6, 136), None)},
      ('walk', 180): {30: ((3.3, None), (1.8, -178)), 60: ((1.2, None), None), 75: ((1.9, 180), (3.4, None)), 105: ((4.6, None), None)},
      ('walk', None): {30: ((3.0, None), (0.2, None)), 45: ((0, None), None)},
      ('dribble', 45): {15: ((3.5, 20), (4.3, 51)), 30: ((3.5, 43), None)},
      ('dribble', 90): {30: ((2.9, 43), (4.0, 92)), 45: ((3.6, 79), None), 60: ((3.8, 90), None)},
      ('dribble', 135): {30: ((1.7, None), (1.6, 145)), 60: ((2.0, 145), (3.7, None)), 75: ((3.4, None), None)},
      ('dribble', 180): {15: ((2.9, None), (1.8, -177)), 45: ((0.9, None), None), 60: ((2.0, 180), (2.9, None)), 75: ((3.4, None), None)},
      ('dribble', None): {15: ((2.4, None), (0.4, None)), 30: ((0, None), None)}}


def fits_both(values, wanted):
    error = 0.0
    for (speed, angle), entry in zip(values, wanted):
        if entry is not None:
            error = max(error, fits(speed, angle, entry))
    return error


# how far ahead the ball lay at the start, and which team is processed first, decide when it is touched later
F4_SITUATIONS = [{'ball': (-16.5 + ahead, 0.0), 'right_first': order} for ahead, order in ((0.8, 1), (1.1, 0), (1.5, 1), (2.0, 0))]


def both_passing(run, tick, wanted):
    """(player, ball) of a table entry."""
    *paths, begin = run
    return [passing(path, begin + tick - 1, entry or (0.0, None)) for path, entry in zip(paths, wanted)]


def table_f4(engine):
    rows = []
    for (gait, angle), table in F4.items():
        values = best_run(turning_runs(engine, gait, angle, F4_SITUATIONS), table, both_passing, fits_both)
        for tick, wanted in table.items():
            text = ' / '.join('' if w is None else show(*w) for w in wanted)
            mine = ' / '.join('' if w is None else show(v[0], v[1] if w[1] is not None else None) for v, w in zip(values[tick], wanted))
            error = fits_both(values[tick], wanted)
            rows.append(Row(f'{gait}, {"release" if angle is None else f"{angle} degrees"}, tick {tick}', text, mine, f'{error:.2f} of the tolerance', error <= 1.0))
    return rows


F6_TICKS = [0, 10, 20, 40, 60, 80, 100, 130, 160, 200]
# distance, height, horizontal speed; then the spin of such a kick by C.7.4 / C.7.5 for a kick along +x, and its weight
F6 = {'short pass': ([(0, .11, 25.7), (2.48, .52, 24.4), (4.87, .73, 23.6), (9.43, .56, 22.0), (13.44, .27, 17.4), (16.84, .27, 16.6), (19.91, .20, 14.6),
                      (23.99, .12, 12.5), (27.36, .11, 10.1), (30.89, .11, 7.8)], 5.3, 'pass'),
      'high pass': ([(0, .11, 37.4), (3.53, 1.29, 34.4), (6.86, 2.35, 32.5), (13.00, 4.15, 29.3), (18.57, 5.55, 26.7), (23.68, 6.58, 24.5), (28.40, 7.26, 22.8),
                     (34.88, 7.68, 20.6), (40.78, 7.38, 18.9), (47.94, 5.95, 17.0)], 12.5, 'high'),
      'shot': ([(0, .11, 30.7), (2.91, .28, 28.5), (5.69, .39, 27.3), (10.93, .37, 25.2), (15.76, .12, 21.0), (19.78, .14, 19.5), (23.20, .12, 15.1),
                (27.08, .11, 11.4), (30.15, .11, 9.2), (33.39, .11, 7.2)], 2.15, 'shot')}


def spin_of(kind, velocity):
    direction = np.array(velocity) / np.linalg.norm(velocity)
    if kind == 'shot':
        return np.array([-20 * direction[1], -20 * direction[0], 0.0]), 0.7
    factor = (-1.3 if kind == 'high' else 3.5) * min(float(np.linalg.norm(velocity)), 15.0)
    return np.array([direction[1] * factor, direction[0] * factor, 0.0]), 0.9


def table_f6(engine):
    """Free balls. The first team's kicks; the table does not say whose they were, and spin acts the other way for the second (1.1)."""
    rows = []
    for name, (table, lift, kind) in F6.items():
        velocity = [table[0][2], 0.0, lift]
        spin, weight = spin_of(kind, velocity)
        best = None
        chance = np.arange(-20, 21) if kind == 'shot' else [0]  # a shot's spin is drawn within ±20 rad/s
        for sign, whose, drawn in ((a, b, c) for a, b in ((1, 'first team'), (-1, 'second team')) for c in chance):
            flight = engine.flight(velocity, (spin + [0, drawn, 0]) * [sign, sign, 1], weight, 200)
            mine = [(float(np.linalg.norm(flight[t, :2])), float(flight[t, 2]), float(np.linalg.norm(flight[t, 3:5]))) for t in F6_TICKS]
            error = max(abs(a[0] - b[0]) + abs(a[2] - b[2]) for a, b in zip(mine, table))
            if best is None or error < best[0]:
                best = (error, mine, whose)
        _, mine, whose = best
        for tick, a, b in zip(F6_TICKS, mine, table):
            ok = abs(a[0] - b[0]) <= PATH_METRES + PATH_SHARE * b[0] and abs(a[1] - b[1]) <= PATH_METRES and abs(a[2] - b[2]) <= SPEED_SHARE * b[2] + 0.3
            rows.append(Row(f'{name} ({whose}), tick {tick}', '{:.2f} m, {:.2f} m high, {:.1f} m/s'.format(*b), '{:.2f} m, {:.2f} m high, {:.1f} m/s'.format(*a),
                            f'{a[0] - b[0]:+.2f} m', ok))
    return rows
