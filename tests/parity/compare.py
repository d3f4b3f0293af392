"""Compares an episode that the engine played with its tick recording, field by field: where each one differs first."""
import numpy as np

from engine import CREDIT, REQUEST, VELOCITY

# engine field, recorded field, tolerance; of the row
ROW_FIELDS = [
    ('t_ms', 't_ms', 0), ('in_play', 'in_play', 0), ('in_set_piece', 'in_set_piece', 0), ('score', 'score', 0),
    ('best_team', 'best_team', 0), ('owner', 'D', 0), ('retainer', 'retainer', 0), ('last_touch_team', 'last_touch_team', 0),
    ('designated', 'team_designated', 0), ('selected', 'team_selected', 0), ('toucher', 'team_last_toucher', 0),
    ('has_possession', 'team_has_possession', 0), ('time_ms', 'team_time_ms', 0),
    ('amount', 'team_P', 1e-4), ('fading', 'team_F', 1e-4), ('trap_x', 'team_offside_trap_x', 2e-3),
    ('offensiveness', 'team_offensiveness', 1e-5),
    ('ball', 'ball_pos', 1e-3), ('velocity', 'ball_vel', 2e-3), ('spin', 'ball_spin_q', 1e-5)]
PLAYER_FIELDS = [
    ('position', 'pl_pos', 1e-3), ('velocity', 'pl_vel', 5e-3), ('bump', 'pl_bump', 2e-4), ('clip', 'pl_clip', 0),
    ('frame', 'pl_frame', 0), ('function', 'pl_fn', 0), ('time_ms', 'pl_time_ms', 0),
    ('time_optimistic_ms', 'pl_time_opt_ms', 0), ('foot', 'pl_foot', 0), ('requeue_delay', 'pl_requeue_delay', 0),
    ('marking', 'pl_man_marking', 0), ('last_touch_ms', 'pl_last_touch_ms', 0), ('dynamic_role', 'pl_form_role', 0),
    ('home', 'pl_form', 1e-4), ('tired', 'pl_tired', 1e-4)]
SLOT_FIELDS = [('mode_of_slot', 'slot_mode', 0), ('gauge', 'slot_gauge_ms', 0), ('buffer', 'slot_buffer_ms', 0),
               ('slot_player', 'slot_player', 0)]
FUNCTIONS = {0: '-', 1: 'movement', 2: 'ballcontrol', 3: 'trap', 4: 'shortpass', 5: 'longpass', 6: 'highpass', 8: 'shot',
             9: 'deflect', 11: 'interfere', 12: 'trip', 13: 'sliding', 14: 'special'}
MAX_TIME = 32767


def wrapped(angle):
    return (np.asarray(angle, np.float64) + np.pi) % (2 * np.pi) - np.pi


def first(mask):
    index = np.flatnonzero(mask)
    return int(index[0]) if len(index) else None


def recorded_draws(episode):
    """Draws since the last seeding, after every tick."""
    d = episode.data
    count = episode.rows('rng_count').astype(np.int64)
    seeded = np.flatnonzero((d['rng_site'] == -1) & (d['rng_episode'] == episode.index) & (d['rng_tick'] >= 0))
    out = np.zeros_like(count)
    for i in seeded:
        row = max(int(d['rng_tick'][i]) - episode.first, 0)
        out[row:] = count[row:] - int(d['rng_order'][i])
    return out


class Difference:
    def __init__(self, tick, field, player, ours, recorded):
        self.tick, self.field, self.player, self.ours, self.recorded = tick, field, player, ours, recorded

    def __str__(self):
        who = '' if self.player is None else f' player {self.player}'
        return f'tick {self.tick:5d} {self.field}{who}: ours {self.ours}, recorded {self.recorded}'


def player_name(episode, column):
    if column < episode.n_left:
        return f'L{column}'
    return f'R{column - episode.n_left}'


def first_difference(episode, name, ours, recorded, tolerance, players):
    bad = np.abs(ours.astype(np.float64) - recorded) > tolerance
    while bad.ndim > (2 if players else 1):
        bad = bad.any(axis=-1)
    tick = first(bad.any(axis=1) if players else bad)
    if tick is None:
        return None
    if not players:
        return Difference(tick, name, None, ours[tick], recorded[tick])
    column = first(bad[tick])
    return Difference(tick, name, player_name(episode, column), ours[tick, column], recorded[tick, column])


def state_differences(episode, rows):
    """First difference of every field of the state, in order of ticks."""
    n = min(len(rows), episode.last - episode.first)
    columns = episode.columns()
    ours = rows[:n]
    players = ours['players'][:, columns]
    out = [first_difference(episode, b, ours[a], episode.rows(b)[:n], tolerance, False) for a, b, tolerance in ROW_FIELDS]
    out.append(first_difference(episode, 'random draws since the seeding', ours['draws'], recorded_draws(episode)[:n], 0, False))
    if episode.agents:
        side = 0 if episode.data['slot_team'][0] == 0 else 1
        out += [first_difference(episode, b, ours[a][:, side], episode.rows(b)[:n, 0], tolerance, False)
                for a, b, tolerance in SLOT_FIELDS]
    for a, b, tolerance in PLAYER_FIELDS:
        value = players[a]
        if a.startswith('time'):
            value = np.minimum(value, MAX_TIME)
        out.append(first_difference(episode, b, value, episode.rows(b)[:n], tolerance, True))
    out.append(first_difference(episode, 'pl_flags', players['flags'], episode.rows('pl_flags')[:n] & 7, 0, True))
    out.append(first_difference(episode, 'pl_rel_body', players['body_angle'] / (np.pi / 4), episode.rows('pl_rel_body')[:n], 0.1,
                                True))
    trip = episode.rows('pl_pending_trip')[:n] % 8
    out.append(first_difference(episode, 'pl_pending_trip', players['pending_trip'], trip, 0, True))
    moving = np.linalg.norm(episode.rows('pl_vel')[:n], axis=2) > 0.5
    for a, b in (('facing', 'pl_facing'), ('body', 'pl_body')):
        angle = np.arctan2(players[a][..., 1], players[a][..., 0])
        off = np.where(moving, wrapped(angle - episode.rows(b)[:n]), 0)
        out.append(first_difference(episode, b + ' (error, rad)', off, np.zeros_like(off), 2e-3, True))
    return sorted((d for d in out if d is not None), key=lambda d: d.tick)


def tally(episode, kind, tick_key):
    """Events of a recording inside the episode: (indices, ticks relative to its first row)."""
    ticks = episode.data[tick_key].astype(np.int64) - episode.first
    index = np.flatnonzero((ticks >= 0) & (ticks < episode.last - episode.first))
    return index, ticks[index]


def number(episode, team, slot):
    """Engine column (0 … 21) of a recorded (team, slot)."""
    return int(slot) + 11 * int(team)


def start_differences(episode, rows):
    """Every clip start, ours and recorded: those that differ in the clip or in its command."""
    d = episode.data
    index, ticks = tally(episode, 'clip', 'clip_tick')
    out = []
    n = len(rows)
    for i, tick in zip(index, ticks):
        player = number(episode, d['clip_team'][i], d['clip_slot'][i])
        who = f"{'LR'[int(d['clip_team'][i])]}{int(d['clip_slot'][i])}"
        if tick >= n:
            continue
        p = rows['players'][tick, player]
        if p['frame'] != 0 or p['clip'] != d['clip_clip'][i]:
            ours = f"clip {p['clip']} frame {p['frame']} {FUNCTIONS.get(int(p['function']))}"
            theirs = f"clip {d['clip_clip'][i]} {FUNCTIONS.get(int(d['clip_fn'][i]))} (command {FUNCTIONS.get(int(d['clip_cfn'][i]))})"
            out.append(Difference(int(tick), 'clip started', who, ours, theirs))
            continue
        pairs = [('command function', p['command_function'], d['clip_cfn'][i], 0),
                 ('start position', p['start'], d['clip_spos'][i], 1e-3),
                 ('start velocity', p['start_velocity'], d['clip_smov'][i], 2e-3),
                 ('relative body angle', p['start_body_angle'], d['clip_sbody'][i], 2e-3)]
        if d['clip_usemove'][i]:
            pairs += [('command direction', p['direction'], d['clip_dir'][i][:2], 2e-3),
                      ('command speed', p['wanted_speed'], d['clip_vel'][i], 2e-2)]
        if d['clip_uselook'][i]:
            pairs += [('command look', p['look'], d['clip_look'][i][:2], 2e-2)]
        if d['clip_touchframe'][i] >= 0:
            pairs += [('touch position', p['touch_position'], d['clip_tpos'][i], 2e-3)]
        if d['clip_fn'][i] in (4, 5, 6, 8):
            pairs += [('ball direction', p['ball_direction'], d['clip_ddir'][i], 2e-3), ('power', p['power'], d['clip_dpow'][i], 1e-3),
                      ('target', p['target'], d['clip_tgt'][i], 0)]
        pairs += [('action smuggle', p['action_smuggle'], d['clip_asm'][i], 2e-3),
                  ('movement smuggle', p['movement_smuggle'], d['clip_msm'][i], 2e-3),
                  ('rotation begin', wrapped(p['rotation_begin'] - d['clip_rsb'][i]), 0, 2e-3),
                  ('rotation end', wrapped(p['rotation_end'] - d['clip_rse'][i]), 0, 2e-3),
                  ('planned end', p['end_position'], d['clip_epos'][i], 3e-3),
                  ('planned end angle', wrapped(p['end_angle'] - d['clip_eang'][i]), 0, 3e-3)]
        for name, ours, theirs, tolerance in pairs:
            if np.max(np.abs(np.asarray(ours, np.float64) - theirs)) > tolerance:
                out.append(Difference(int(tick), f"{name} of clip {p['clip']} ({FUNCTIONS.get(int(p['function']))})", who, ours, theirs))
    return out


def request_differences(episode, rows, events):
    """Requests for commands: missing, additional, other queues, other last commands."""
    d = episode.data
    index, ticks = tally(episode, 'req', 'req_tick')
    recorded = {(int(t), number(episode, d['req_team'][i], d['req_slot'][i])): i for i, t in zip(index, ticks)}
    mine = {(int(e['row']), int(e['player'])): e for e in events[events['kind'] == REQUEST]}
    out = []
    limit = min(len(rows), episode.last - episode.first)
    for key in sorted(set(recorded) | set(mine)):
        tick, player = key
        if tick >= limit:
            continue
        who = f"{'LR'[player // 11]}{player % 11}"
        if key not in mine:
            queue = [FUNCTIONS.get(int(f)) for f in d['req_fns'][recorded[key]] if f >= 0]
            # a request after a trip is not one for the controller here
            if d['req_interrupt'][recorded[key]] != 4:
                out.append(Difference(tick, 'request', who, 'none', f"{queue} interrupt {d['req_interrupt'][recorded[key]]}"))
            continue
        e = mine[key]
        queue = [int(f) for f in e['functions'][:e['count']]]
        if key not in recorded:
            out.append(Difference(tick, 'request', who, [FUNCTIONS.get(f) for f in queue], 'none'))
            continue
        i = recorded[key]
        theirs = [int(f) for f in d['req_fns'][i] if f >= 0]
        if queue != theirs:
            out.append(Difference(tick, 'queue', who, [FUNCTIONS.get(f) for f in queue], [FUNCTIONS.get(f) for f in theirs]))
            continue
        direction, speed, look = e['a'][0:2], e['a'][2], e['a'][3:5]
        turn = abs(float(np.cross(direction, d['req_dir'][i][:2])))
        if turn > 0.0087 or float(np.dot(direction, d['req_dir'][i][:2])) < 0 or abs(speed - d['req_vel'][i]) > 0.02:
            out.append(Difference(tick, 'command (direction, speed)', who, (direction, float(speed)),
                                  (d['req_dir'][i][:2], float(d['req_vel'][i]))))
        elif np.max(np.abs(look - d['req_look'][i][:2])) > 0.1:
            out.append(Difference(tick, 'command look', who, look, d['req_look'][i][:2]))
    return out


def event_differences(episode, rows, events):
    """Ball velocities that were set and touches that were credited, tick by tick."""
    d = episode.data
    index, ticks = tally(episode, 'ev', 'ev_tick')
    out = []
    limit = min(len(rows), episode.last - episode.first)
    ours = {}
    for e in events:
        if e['kind'] in (VELOCITY, CREDIT):
            ours.setdefault(int(e['row']), []).append(e)
    theirs = {}
    for i, tick in zip(index, ticks):
        if d['ev_kind'][i] != 1:
            theirs.setdefault(int(tick), []).append(i)
    for tick in sorted(set(ours) | set(theirs)):
        if tick >= limit:
            continue
        mine = [e['a'][:3] for e in ours.get(tick, []) if e['kind'] == VELOCITY]
        recorded = [d['ev_a'][i][:3] for i in theirs.get(tick, []) if d['ev_kind'][i] == 0]
        if len(mine) != len(recorded):
            out.append(Difference(tick, 'ball velocities set', None, mine, recorded))
        for a, b in zip(mine, recorded):
            if np.max(np.abs(a - b)) > 0.01:
                out.append(Difference(tick, 'ball velocity set', None, a, b))
        mine = [(int(e['player']), int(e['count'])) for e in ours.get(tick, []) if e['kind'] == CREDIT]
        recorded = [(number(episode, d['ev_team'][i], d['ev_slot'][i]), int(d['ev_type'][i]))
                    for i in theirs.get(tick, []) if d['ev_kind'][i] == 2]
        if mine != recorded:
            out.append(Difference(tick, 'touches credited (player, type)', None, mine, recorded))
    return out


def deviation(episode, rows):
    """Distance of ball and players from the recording: per tick, largest over all."""
    n = min(len(rows), episode.last - episode.first)
    columns = episode.columns()
    players = np.linalg.norm(rows['players']['position'][:n][:, columns] - episode.rows('pl_pos')[:n], axis=2)
    ball = np.linalg.norm(rows['ball'][:n] - episode.rows('ball_pos')[:n], axis=1)
    return ball, players


def report(episode, rows, events):
    """Everything that differs, in order of ticks: the file that a developer reads."""
    found = state_differences(episode, rows)
    found += start_differences(episode, rows) + request_differences(episode, rows, events) + event_differences(episode, rows, events)
    return sorted(found, key=lambda difference: difference.tick)
