"""The engine as the parity checks see it: a shared library (harness.h) that plays recorded episodes."""
import ctypes
import os

import numpy as np

PLAYER = np.dtype([
    ('position', 'f4', 2), ('velocity', 'f4', 2), ('facing', 'f4', 2), ('body', 'f4', 2), ('bump', 'f4', 2),
    ('clip', 'i4'), ('frame', 'i4'), ('function', 'i4'), ('flags', 'i4'),
    ('time_ms', 'i4'), ('time_optimistic_ms', 'i4'), ('last_touch_ms', 'i4'), ('last_touch_type', 'i4'), ('slot', 'i4'),
    ('foot', 'i4'), ('requeue_delay', 'i4'), ('marking', 'i4'), ('pending_trip', 'i4'),
    ('tired', 'f4'), ('body_angle', 'f4'), ('home', 'f4', 2), ('speed', 'f4'), ('dynamic_role', 'i4'),
    ('command_function', 'i4'), ('target', 'i4'),
    ('start', 'f4', 2), ('start_angle', 'f4'), ('start_velocity', 'f4', 2), ('start_body_angle', 'f4'),
    ('direction', 'f4', 2), ('wanted_speed', 'f4'), ('look', 'f4', 2), ('ball_direction', 'f4', 3), ('power', 'f4'),
    ('touch_position', 'f4', 3), ('action_smuggle', 'f4', 2), ('movement_smuggle', 'f4', 2),
    ('rotation_begin', 'f4'), ('rotation_end', 'f4'), ('end_position', 'f4', 2), ('end_angle', 'f4')])
ROW = np.dtype([
    ('t_ms', 'i4'), ('in_play', 'i4'), ('in_set_piece', 'i4'), ('step', 'i4'), ('mode', 'i4'), ('best_team', 'i4'),
    ('owner', 'i4', 2), ('retainer', 'i4', 2), ('last_touch_team', 'i4'), ('simulated', 'i4'),
    ('score', 'i4', 2), ('designated', 'i4', 2), ('selected', 'i4', 2), ('toucher', 'i4', 2), ('has_possession', 'i4', 2),
    ('time_ms', 'i4', 2),
    ('ball', 'f4', 3), ('velocity', 'f4', 3), ('spin', 'f4', 4), ('amount', 'f4', 2), ('fading', 'f4', 2), ('trap_x', 'f4', 2),
    ('offensiveness', 'f4', 2), ('mode_of_slot', 'i4', 2), ('gauge', 'i4', 2), ('buffer', 'i4', 2), ('slot_player', 'i4', 2),
    ('slot_action', 'i4', 2), ('draws', 'i4'), ('touch_team_by_type', 'i4', 3), ('runner', 'i4', 2), ('supporter', 'i4', 2),
    ('mode_pending', 'i4'), ('prepare_ms', 'i4'), ('start_ms', 'i4'), ('taker', 'i4', 2), ('goal_scored', 'i4'), ('active', 'i4'),
    ('players', PLAYER, 22)])
EVENT = np.dtype([('row', 'i4'), ('kind', 'i4'), ('player', 'i4'), ('count', 'i4'), ('functions', 'i4', 10), ('a', 'f4', 8)])
STEP = np.dtype([
    ('ball', 'f4', 3), ('ball_velocity', 'f4', 3), ('position', 'f4', (22, 2)), ('velocity', 'f4', (22, 2)), ('tired', 'f4', 22),
    ('owner_team', 'i4'), ('owner_player', 'i4'), ('mode', 'i4'), ('score', 'i4', 2), ('steps', 'i4'), ('active', 'i4', 22),
    ('designated', 'i4', 2), ('slot_player', 'i4', 22), ('buttons', 'i4', 22), ('direction', 'i4', (22, 2))])
CLIP_START = np.dtype([
    ('tick', 'i4'), ('player', 'i4'), ('interrupt', 'i4'), ('clip', 'i4'), ('function', 'i4'), ('touch_frame', 'i4'),
    ('command_function', 'i4'), ('use_movement', 'i4'), ('strict', 'i4'), ('use_look', 'i4'), ('trip_type', 'i4'), ('use_trip', 'i4'),
    ('target', 'i4'), ('forced_target', 'i4'), ('foot', 'i4'), ('knock_on', 'i4'), ('automatic', 'i4'),
    ('start', 'f4', 2), ('start_angle', 'f4'), ('velocity', 'f4', 2), ('body_angle', 'f4'),
    ('direction', 'f4', 2), ('speed', 'f4'), ('look', 'f4', 2), ('input_direction', 'f4', 2), ('input_power', 'f4'),
    ('ball_direction', 'f4', 3), ('power', 'f4'), ('trip_direction', 'f4', 2),
    ('touch_position', 'f4', 3), ('action_smuggle', 'f4', 2), ('movement_smuggle', 'f4', 2), ('kick_before', 'i4')])
START = np.dtype([('x', 'f4'), ('y', 'f4'), ('role', 'u1'), ('lazy', '?'), ('controllable', '?')], align=True)
DEF = np.dtype([
    ('cookie', 'u4'), ('seed', 'u4'), ('player_count', 'i4', 2), ('starts', START, (2, 11)), ('ball_x', 'f4'), ('ball_y', 'f4'),
    ('difficulty', 'f4', 2), ('agents', 'i4', 2), ('second_half', 'i4'), ('ticks_per_step', 'i4'),
    ('offsides', '?'), ('right_first', '?'), ('use_magnet', '?')], align=True)
GAME = np.dtype([
    ('steps', 'i4'), ('owned', 'i4', 3), ('changes', 'i4'), ('restarts', 'i4', 7), ('still', 'i4'), ('still_end', 'i4'), ('goals', 'i4', 2), ('yellow', 'i4', 2), ('sent_off', 'i4', 2),
    ('speed', 'f4', 2), ('ball_speed', 'f4'), ('ball_speed_flat', 'f4'), ('keeper_tired', 'f4', 2), ('others_tired', 'f4', 2)])
REQUEST, VELOCITY, CREDIT = range(3)
EVENTS_PER_TICK = 48
NONE = 255  # an action that leaves the controller as it is


def pointer(array):
    return array.ctypes.data_as(ctypes.c_void_p)


class Engine:
    """Plays episodes; see harness.h for the fields of rows, events and steps."""

    def __init__(self, library):
        self.lib = ctypes.CDLL(os.path.abspath(library))
        self.lib.parity_pitch.restype = ctypes.c_void_p
        for what, dtype in enumerate((ROW, DEF, EVENT, STEP, CLIP_START)):
            if self.lib.parity_size(what) != dtype.itemsize:
                raise RuntimeError('parity: engine.py and harness.h describe different structs')
        if self.lib.parity_game_bytes() != GAME.itemsize:
            raise RuntimeError('parity: engine.py and games.c describe different structs')
        self.pitch = ctypes.c_void_p(self.lib.parity_pitch())

    def default_definition(self):
        out = np.zeros(1, DEF)
        self.lib.parity_default_def(pointer(out))
        return out

    def definition(self, episode):
        """RgMatchDef of an episode of a tick recording (an entry of meta['episodes'])."""
        out = self.default_definition()
        d = out[0]
        ints = episode['ints']
        d['seed'] = episode['seed']
        d['right_first'] = episode['reverse']
        d['ball_x'], d['ball_y'] = episode['ball']
        d['difficulty'] = episode['left_difficulty'], episode['right_difficulty']
        d['offsides'] = ints[4]
        d['agents'] = ints[5], ints[6]
        d['second_half'] = ints[8] if ints[8] < 10 ** 6 else -1
        d['use_magnet'] = ints[9]
        for side, players in enumerate((episode['left'], episode['right'])):
            set_line_up(d, side, players)
        return out

    def scenario(self, name, episode_number):
        """RgMatchDef and game_duration of an episode of a scenario file."""
        out = self.default_definition()
        duration = np.zeros(1, np.int32)
        if self.lib.parity_scenario(name.encode(), episode_number, pointer(out), pointer(duration)) != 0:
            raise RuntimeError(f'parity: scenario {name} cannot be read')
        return out, int(duration[0])

    def play(self, definition, actions):
        """Rows of every tick, the row index of every observation, and the events. actions: (steps, slots) of the full action set."""
        actions = np.ascontiguousarray(actions, np.uint8)
        steps, slots = actions.shape
        capacity = 190 + 10 * (steps + 2) + 1500 * max(4, steps // 20)
        rows = np.zeros(capacity, ROW)
        step_rows = np.zeros(steps + 1, np.int32)
        events = np.zeros(EVENTS_PER_TICK * (190 + 10 * (steps + 2)), EVENT)
        count = np.zeros(1, np.int32)
        used = self.lib.parity_play(self.pitch, pointer(definition), pointer(actions), slots, steps, pointer(rows), capacity,
                                    pointer(step_rows), pointer(events), len(events), pointer(count))
        if used < 0:
            raise RuntimeError('parity: the engine refused the episode')
        return rows[:used], step_rows, events[:count[0]]

    def steps(self, definition, actions):
        """What callers see after every env step; entry 0 is the reset's observation."""
        actions = np.ascontiguousarray(actions, np.uint8)
        out = np.zeros(len(actions) + 1, STEP)
        if self.lib.parity_steps(self.pitch, pointer(definition), pointer(actions), actions.shape[1], len(actions),
                                 pointer(out)) != 0:
            raise RuntimeError('parity: the engine refused the episode')
        return out

    def script(self, definition, actions):
        """Rows of len(actions) ticks from the first one in play; actions[i] is given before tick i (255: none)."""
        actions = np.ascontiguousarray(actions, np.uint8)
        rows = np.zeros(len(actions), ROW)
        if self.lib.parity_script(self.pitch, pointer(definition), pointer(actions), len(actions), pointer(rows)) != 0:
            raise RuntimeError('parity: the engine refused the probe')
        return rows

    def game(self, definition, steps, action=NONE):
        """Counts of one game; may be called from several threads at once."""
        out = np.zeros(1, GAME)
        if self.lib.parity_game(self.pitch, pointer(definition), steps, action, pointer(out)) != 0:
            raise RuntimeError('parity: the engine refused the game')
        return out[0]

    def flight(self, velocity, spin, weight, ticks):
        """(ticks + 1, 6) position and velocity of a ball kicked from the centre spot."""
        velocity, spin = np.array(velocity, np.float32), np.array(spin, np.float32)
        out = np.zeros((ticks + 1, 6), np.float32)
        self.lib.parity_flight(self.pitch, pointer(velocity), pointer(spin), ctypes.c_float(weight), ticks, pointer(out))
        return out


def set_line_up(definition, side, players):
    """players: (x, y, role, lazy, controllable) in the team's own mirrored view."""
    definition['player_count'][side] = len(players)
    for i, (x, y, role, lazy, controllable) in enumerate(players):
        definition['starts'][side][i] = (x, y, int(role), bool(lazy), bool(controllable))
