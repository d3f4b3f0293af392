"""Rule by rule in lock step: every tick is computed from the recorded tick before it, so a rule's misses are its own."""
import collections

import numpy as np

from compare import FUNCTIONS, MAX_TIME, tally, wrapped
from engine import CREDIT, REQUEST, VELOCITY
from lockstep import Locked

EXAMPLES = 400


class Tally:
    """Equal and compared cases of a rule, with the first misses."""

    def __init__(self):
        self.n = collections.Counter()
        self.equal = collections.Counter()
        self.misses = collections.defaultdict(list)

    def add(self, rule, good, describe=None):
        self.n[rule] += 1
        self.equal[rule] += bool(good)
        if not good and describe is not None and len(self.misses[rule]) < EXAMPLES:
            self.misses[rule].append(describe() if callable(describe) else describe)

    def add_array(self, rule, good, describe):
        """good: boolean array; describe(index tuple) names a miss."""
        good = np.asarray(good)
        self.n[rule] += good.size
        self.equal[rule] += int(good.sum())
        for index in np.argwhere(~good)[:max(0, EXAMPLES - len(self.misses[rule]))]:
            self.misses[rule].append(describe(tuple(int(i) for i in index)))

    def join(self, other):
        """Adds what another tally counted, without its examples."""
        self.n.update(other.n)
        self.equal.update(other.equal)

    def share(self, rule):
        return self.equal[rule] / self.n[rule] if self.n[rule] else None


def who(number):
    return f"{'LR'[number // 11]}{number % 11}"


def where(episode, tick):
    return f'{episode.name}[{episode.index}] tick {tick}'


def check_starts(episode, locked, out):
    """Clips given the recorded command."""
    for number, s in enumerate(locked.starts):
        p = locked.rows['players'][s['tick'], s['player']]
        good = p['clip'] == s['clip'] and p['frame'] == 0

        def describe(s=s, p=p):
            return (f"{where(episode, s['tick'])} {who(s['player'])}: command {FUNCTIONS.get(int(s['command_function']))} interrupt "
                    f"{s['interrupt']}: ours clip {p['clip']} frame {p['frame']}, recorded {s['clip']} (before it {locked.recorded['players'][max(s['tick'] - 1, 0), s['player']]['clip']})")
        out.add('clip chosen, given the command', good, describe)
        out.add(f"clip chosen, given the command: {FUNCTIONS.get(int(s['function']))}", good)
        if good and s['function'] == 1 and not p['bump'].any():
            # bits that ties of later choices hang on
            out.add('planned end of a movement, bit for bit', np.array_equal(p['end_position'], locked.ends['position'][number][:2]))
            out.add('planned turn of a movement, bit for bit', p['rotation_end'] == locked.ends['rotation'][number])
        if good and s['function'] == 1:
            off = np.max(np.abs(p['movement_smuggle'] - s['movement_smuggle']))
            out.add('movement smuggle within 1 mm', off < 1e-3,
                    lambda s=s, p=p: f"{where(episode, s['tick'])} {who(s['player'])} clip {s['clip']}: ours {p['movement_smuggle']}, recorded {s['movement_smuggle']}")
        if good and s['touch_frame'] >= 0:
            off = np.max(np.abs(p['action_smuggle'] - s['action_smuggle']))
            out.add('action smuggle within 1 mm', off < 1e-3,
                    lambda s=s, p=p: f"{where(episode, s['tick'])} {who(s['player'])} clip {s['clip']}: ours {p['action_smuggle']}, recorded {s['action_smuggle']}")
    # starts that the recording does not have: refusals
    starts = {(int(s['tick']), int(s['player'])) for s in locked.starts}
    rows = locked.rows['players']
    began = (rows['frame'] == 0) & (locked.recorded['players']['frame'] > 0)
    for tick, player in np.argwhere(began):
        if (int(tick), int(player)) not in starts:
            out.add('no clip where none was started', False, f'{where(episode, tick)} {who(player)}: ours {rows[tick, player]["clip"]}')


def queue_of(functions):
    return [FUNCTIONS.get(int(f)) for f in functions if f >= 0]


def check_requests(episode, locked, out):
    d = episode.data
    index, ticks = tally(episode, 'req', 'req_tick')
    mine = {(int(e['row']), int(e['player'])): e for e in locked.events[locked.events['kind'] == REQUEST]}
    touched = set(int(t) for t in d['ev_tick'] - episode.first)
    seen = set()
    in_play = episode.rows('in_play')
    set_piece = episode.rows('in_set_piece')
    for i, tick in zip(index, ticks):
        if d['req_interrupt'][i] == 4:
            continue
        player = int(d['req_slot'][i]) + 11 * int(d['req_team'][i])
        key = (int(tick), player)
        seen.add(key)
        e = mine.get(key)
        place = f'{where(episode, tick)} {who(player)}'
        out.add('requests made', e is not None, f"{place}: none, recorded {queue_of(d['req_fns'][i])} interrupt {d['req_interrupt'][i]}")
        if e is None or int(tick) in touched:
            continue
        queue = [int(f) for f in e['functions'][:e['count']]]
        theirs = [int(f) for f in d['req_fns'][i] if f >= 0]
        agent = bool(episode.rows('pl_flags')[tick, episode.columns().index(player)] & 32)
        keeper = not agent and int(episode.meta['left' if player < 11 else 'right'][player % 11][2]) == 0
        kind = 'agent' if agent else ('keeper' if keeper else 'built-in')
        owner = episode.rows('D')[tick - 1] if tick > 0 else (-1, -1)
        is_owner = int(owner[0]) == player // 11 and int(owner[1]) == player % 11
        out.add(f'queue: {kind}{", D" if is_owner else ""}', queue == theirs,
                lambda: f'{place}: ours {queue_of(queue)}, recorded {queue_of(theirs)}')
        direction, speed, look = e['a'][0:2], float(e['a'][2]), e['a'][3:5]
        wanted = d['req_dir'][i][:2]
        turn = abs(float(wrapped(np.arctan2(direction[1], direction[0]) - np.arctan2(wanted[1], wanted[0]))))
        good = turn < np.radians(0.5) and abs(speed - d['req_vel'][i]) < 0.02
        state = 'open play' if in_play[tick] and not set_piece[tick] else ('set piece' if in_play[tick] else 'out of play')
        rule = f'movement command: {kind}{", D" if is_owner else ", off the ball"}, {state}'
        out.add(rule, good, lambda: f"{place}: ours {direction} {speed:.4f}, recorded {wanted} {float(d['req_vel'][i]):.4f} (turn {np.degrees(turn):.2f} degrees)")
        position = locked.recorded['players'][tick, player]['position']
        a, b = look - position, d['req_look'][i][:2] - position
        turn_look = abs(float(wrapped(np.arctan2(a[1], a[0]) - np.arctan2(b[1], b[0]))))
        out.add(f'look of the movement command: {kind}', turn_look < np.radians(0.5),
                lambda: f"{place}: ours {look}, recorded {d['req_look'][i][:2]} (turn {np.degrees(turn_look):.2f} degrees)")
    for key in set(mine) - seen:
        out.add('requests made', False, f'{where(episode, key[0])} {who(key[1])}: ours {queue_of(mine[key]["functions"][:mine[key]["count"]])}, recorded none')


def check_touches(episode, locked, out):
    d = episode.data
    index, ticks = tally(episode, 'ev', 'ev_tick')
    ours = collections.defaultdict(list)
    credits = collections.defaultdict(list)
    for e in locked.events:
        if e['kind'] == VELOCITY:
            ours[int(e['row'])].append(e['a'][:3])
        elif e['kind'] == CREDIT:
            credits[int(e['row'])].append((int(e['player']), int(e['count'])))
    theirs = collections.defaultdict(list)
    credited = collections.defaultdict(list)
    for i, tick in zip(index, ticks):
        if d['ev_kind'][i] == 0:
            theirs[int(tick)].append(d['ev_a'][i][:3])
        elif d['ev_kind'][i] == 2:
            credited[int(tick)].append((int(d['ev_slot'][i]) + 11 * int(d['ev_team'][i]), int(d['ev_type'][i])))
    held = locked.recorded['retainer'][:, 0] >= 0
    for tick in sorted(set(theirs) | set(ours)):
        a, b = ours.get(tick, []), theirs.get(tick, [])
        if held[tick]:
            continue  # the ball in somebody's hands is set anew every tick: nothing to compare but where it is
        functions = [FUNCTIONS.get(int(locked.recorded['players'][tick, p]['function'])) for p, _ in credited.get(tick, [])]
        same = len(a) == len(b)
        out.add('touch made or not', same, lambda: f'{where(episode, tick)}: ours {len(a)} {a}, recorded {len(b)} {b} by {credited.get(tick)} {functions}')
        if not same:
            continue
        for k, (x, y) in enumerate(zip(a, b)):
            off = float(np.max(np.abs(x - y)))
            kind = functions[k] if k < len(functions) and len(functions) == len(b) else (functions[0] if functions else 'held or body')
            out.add('touch velocity within 0.01 m/s', off < 0.01, lambda: f'{where(episode, tick)} {kind} by {credited.get(tick)}: ours {x}, recorded {y}')
            out.add(f'touch velocity: {kind}', off < 0.01)
    for tick in sorted(set(credits) | set(credited)):
        if not held[tick]:
            out.add('touches credited', credits.get(tick, []) == credited.get(tick, []),
                    lambda: f'{where(episode, tick)}: ours {credits.get(tick)}, recorded {credited.get(tick)}')


def check_state(episode, locked, out):
    rows, recorded = locked.rows, locked.recorded
    n = len(rows)
    live = recorded['simulated'] != 0
    ticks = np.flatnonzero(live)
    columns = episode.columns()
    ours, theirs = rows[ticks], recorded[ticks]
    touched = np.zeros(n + 2, bool)
    touched[np.clip(episode.data['ev_tick'][(episode.data['ev_tick'] >= episode.first) & (episode.data['ev_tick'] < episode.last)] - episode.first, 0, n)] = True
    quiet = ~touched[ticks]
    play = (theirs['in_play'] != 0) & quiet

    def row_rule(rule, field, tolerance, mask, column=None):
        a, b = ours[field][mask], theirs[field][mask]
        if column is not None:
            a, b = a[:, column], b[:, column]
        good = np.abs(a.astype(np.float64) - b) <= tolerance
        good = good if good.ndim == 1 else good.all(axis=tuple(range(1, good.ndim)))
        chosen = ticks[mask]
        out.add_array(rule, good, lambda i: f'{where(episode, chosen[i[0]])}: ours {a[i[0]]}, recorded {b[i[0]]}')

    everywhere = np.ones(len(ticks), bool)
    row_rule('clock and play', 't_ms', 0, everywhere)
    row_rule('play running', 'in_play', 0, everywhere)
    row_rule('set piece running', 'in_set_piece', 0, everywhere)
    row_rule('score', 'score', 0, everywhere)
    row_rule('best possession team', 'best_team', 0, play)
    row_rule('designated possession player of the match (D)', 'owner', 0, play)
    row_rule('designated players of the teams', 'designated', 0, play)
    row_rule('last touchers', 'toucher', 0, everywhere)
    row_rule('team has possession', 'has_possession', 0, play)
    row_rule('possession amount P', 'amount', 1e-3, play)
    row_rule('fading possession F', 'fading', 1e-4, play)
    row_rule('offside trap line within 2 mm', 'trap_x', 2e-3, play)
    row_rule('offensiveness', 'offensiveness', 1e-5, play)
    row_rule('random draws of the tick', 'draws', 0, everywhere)
    row_rule('ball position within 0.1 mm', 'ball', 1e-4, quiet)
    row_rule('ball velocity within 1 mm/s', 'velocity', 1e-3, quiet)
    row_rule('ball spin', 'spin', 1e-5, quiet)
    if episode.agents == 1:
        side = 0 if episode.meta['ints'][5] else 1
        row_rule('controlled player', 'slot_player', 0, everywhere, side)
        row_rule('kick buffering', 'mode_of_slot', 0, everywhere, side)
        row_rule('kick gauge', 'gauge', 0, everywhere, side)

    def player_rule(rule, field, tolerance, mask, change=lambda v: v):
        a, b = change(ours['players'][field][mask][:, columns]), theirs['players'][field][mask][:, columns]
        good = np.abs(a.astype(np.float64) - b) <= tolerance
        good = good if good.ndim == 2 else good.all(axis=2)
        chosen = ticks[mask]
        out.add_array(rule, good, lambda i: f'{where(episode, chosen[i[0]])} {who(columns[i[1]])}: ours {a[i]}, recorded {b[i]}')

    def capped(v):
        return np.minimum(v, MAX_TIME)
    player_rule('time to ball, usual', 'time_ms', 0, play, capped)
    player_rule('time to ball, usual, within 10 ms', 'time_ms', 10, play, capped)
    player_rule('time to ball, optimistic', 'time_optimistic_ms', 0, play, capped)
    a = ours['players']['flags'][play][:, columns] & 7
    b = theirs['players']['flags'][play][:, columns] & 7
    chosen = ticks[play]
    out.add_array('possession flags', a == b, lambda i: f'{where(episode, chosen[i[0]])} {who(columns[i[1]])}: ours {a[i]:03b}, recorded {b[i]:03b}')
    player_rule('clip and frame running on', 'frame', 0, everywhere)
    player_rule('position within 1 mm', 'position', 1e-3, everywhere)
    player_rule('movement velocity within 0.01 m/s', 'velocity', 1e-2, everywhere)
    player_rule('time of the last touch', 'last_touch_ms', 0, everywhere)
    player_rule('fatigue', 'tired', 1e-4, everywhere)
    player_rule('dynamic role', 'dynamic_role', 0, everywhere)
    player_rule('dynamic position', 'home', 1e-4, everywhere)
    player_rule('man marking', 'marking', 0, everywhere)
    player_rule('foot', 'foot', 0, everywhere)
    # collision shifts: where the recorded offset is not just decaying
    before = recorded['players']['bump'][np.maximum(ticks - 1, 0)][:, columns]
    a, b = ours['players']['bump'][:, columns], theirs['players']['bump'][:, columns]
    moved = (np.abs(b - before * 0.95).max(axis=2) > 3e-5) | (np.abs(a - before * 0.95).max(axis=2) > 3e-5)
    good = np.abs(a - b).max(axis=2) < 1e-3
    for k, c in np.argwhere(moved):
        out.add('collision shift within 1 mm', good[k, c],
                lambda k=k, c=c: f'{where(episode, ticks[k])} {who(columns[c])}: ours {a[k, c]}, recorded {b[k, c]} (before {before[k, c]})')
    trip_ours, trip = ours['players']['pending_trip'][:, columns], theirs['players']['pending_trip'][:, columns]
    for k, c in np.argwhere((trip_ours != 0) | (trip != 0)):
        out.add('trips', trip_ours[k, c] == trip[k, c],
                lambda k=k, c=c: f'{where(episode, ticks[k])} {who(columns[c])}: ours {trip_ours[k, c]}, recorded {trip[k, c]}')
    check_placements(episode, locked, out)


def check_placements(episode, locked, out):
    """Restarts: the row of the placement tick (clock = prepare time)."""
    recorded, rows = locked.recorded, locked.rows
    clock = recorded['t_ms'] - 10
    for tick in np.flatnonzero((clock == recorded['prepare_ms']) & (recorded['in_play'] == 0)):
        a, b = rows['players']['position'][tick][episode.columns()], recorded['players']['position'][tick][episode.columns()]
        off = np.abs(a - b).max(axis=1)
        for c, value in enumerate(off):
            out.add('placements at restarts within 1 mm', value < 1e-3,
                    lambda c=c: f'{where(episode, tick)} {who(episode.columns()[c])} mode {recorded["mode"][tick]}: ours {a[c]}, recorded {b[c]}')
        if recorded['retainer'][tick][0] >= 0:
            continue  # a thrower's ball is put into his hands in the next tick
        out.add('ball at restarts within 1 mm', np.abs(rows['ball'][tick] - recorded['ball'][tick]).max() < 1e-3,
                lambda: f'{where(episode, tick)} mode {recorded["mode"][tick]}: ours {rows["ball"][tick]}, recorded {recorded["ball"][tick]}')


def check_episode(engine, episode, out):
    given = Locked(engine, episode, True)
    check_starts(episode, given, out)
    free = Locked(engine, episode, False)
    check_requests(episode, free, out)
    check_touches(episode, given, out)
    check_state(episode, given, out)
    return given, free
