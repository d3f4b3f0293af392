"""Recordings of env steps (traces/ and agents/): what was played, and the engine's own play of it."""
import json
import os

import numpy as np

from engine import set_line_up

# metres per environment unit, as reported and as placed (A.3, B)
REPORTED = np.array([54.4, -83.6])
PLACED_X, PLACED_Y = 55.0 / 54.4, 84.96 / 83.6


class Trace:
    """One recorded file of env steps; episodes are split on `episode`."""

    def __init__(self, path):
        archive = np.load(path)
        self.path, self.name = path, os.path.basename(path)[:-4]
        self.data = {key: archive[key] for key in archive.files if key not in ('s115', 'smm')}
        self.meta = json.loads(str(self.data.pop('meta')))
        self.probe = self.name.startswith('probe_')
        parameters = self.meta.get('episodes')
        self.parameters = parameters if isinstance(parameters, list) else None

    def episodes(self):
        for index in range(int(self.data['episode'].max()) + 1):
            yield TraceEpisode(self, index)


class TraceEpisode:
    def __init__(self, trace, index):
        self.trace, self.index = trace, index
        self.rows = np.flatnonzero(trace.data['episode'] == index)
        self.seed = int(trace.data['seed'][self.rows[0]])
        self.parameters = trace.parameters[index] if trace.parameters else None

    @property
    def name(self):
        extra = f' {self.parameters}' if self.parameters else ''
        return f'{self.trace.name}[{self.index}]{extra}'

    def get(self, key):
        return self.trace.data[key][self.rows]

    def actions(self):
        """(steps, 1): every row but the last holds the action taken after it."""
        return self.get('action')[:-1].astype(np.uint8).reshape(-1, 1)

    def positions(self, side):
        """(rows, players, 2) metres, world frame."""
        return self.get(('left', 'right')[side] + '_pos') * REPORTED

    def ball(self):
        """(rows, 3) metres."""
        return self.get('ball_pos') * np.array([54.4, -83.6, 1.0])

    def ball_velocity(self):
        return self.get('ball_dir') * np.array([544.0, -836.0, 10.0])

    def definition(self, engine):
        if self.trace.probe:
            return probe_definition(engine, self)
        scenario = self.trace.meta['scenario']
        # full games alternate the line-ups: the odd episode of a trace was the first of its environment, whose number is 2 (A.9)
        out, _ = engine.scenario(scenario, 2 if self.index % 2 else 3)
        out[0]['seed'] = self.seed
        out[0]['right_first'] = self.seed % 2
        out[0]['agents'] = 1, 0
        return out


def probe_definition(engine, episode):
    """Probes: everybody but the agent's player is lazy (the opponents play where the probe is about them); only his player can be
    controlled. Places are read off the first observation."""
    name, data, row = episode.trace.name, episode.trace.data, episode.rows[0]
    out = engine.default_definition()
    d = out[0]
    controlled = int(data['controlled'][row])
    opponents_play = name in ('probe_1v1_defender', 'probe_shot_vs_keeper')
    d['seed'], d['right_first'] = episode.seed, episode.seed % 2
    d['ball_x'], d['ball_y'] = [round(float(v), 2) + 0.0 for v in data['ball_pos'][row][:2]]
    d['difficulty'] = 1.0, (episode.parameters[0] if name == 'probe_1v1_defender' else 0.6)
    d['agents'] = 1, 0
    d['offsides'] = False
    if name == 'probe_maxspeed_slots':
        d['use_magnet'] = False
    elif name == 'probe_idle_magnet':
        d['use_magnet'] = bool(episode.parameters[2])
    elif name == 'probe_slide':
        d['use_magnet'] = bool(episode.parameters[0])
    for side, key in enumerate(('left', 'right')):
        places = data[key + '_pos'][row].astype(float) * (1 if side == 0 else -1)
        line_up = []
        for i, (x, y) in enumerate(places):
            own = side == 0 and i == controlled
            lazy = not own and not (side == 1 and opponents_play)
            line_up.append((round(x / PLACED_X, 2), round(y / PLACED_Y, 2), data[key + '_role'][i], lazy, own or side == 1))
        set_line_up(d, side, line_up)
    return out


def play(engine, episode):
    return engine.steps(episode.definition(engine), episode.actions())


def first(mask):
    index = np.flatnonzero(mask)
    return int(index[0]) if len(index) else None


def deviation(episode, steps):
    """Distance of ball and of every player from the recording per env step, and where discrete values differ first."""
    n = min(len(steps), len(episode.rows))
    ball = np.linalg.norm(steps['ball'][:n] - episode.ball()[:n], axis=1)
    sides = []
    for side in range(2):
        theirs = episode.positions(side)[:n]
        mine = steps['position'][:n, 11 * side:11 * side + theirs.shape[1]]
        sides.append(np.linalg.norm(mine - theirs, axis=2))
    players = np.concatenate(sides, axis=1)
    out = {'ball': ball, 'players': players, 'worst': np.maximum(ball, players.max(axis=1))}
    pairs = {'owner team': (steps['owner_team'][:n], episode.get('ball_owned_team')[:n]),
             'owner': (steps['owner_player'][:n], episode.get('ball_owned_player')[:n]),
             'mode': (steps['mode'][:n], episode.get('game_mode')[:n]),
             'score': (steps['score'][:n], episode.get('score')[:n]),
             'active': (steps['slot_player'][:n, 0], episode.get('controlled')[:n])}
    out['different'] = {}
    for key, (mine, theirs) in pairs.items():
        bad = mine != theirs
        out['different'][key] = first(bad if bad.ndim == 1 else bad.any(axis=1))
    return out


class AgentsFile:
    """A recording of several agents (agents/): every episode is the first of a fresh environment."""

    def __init__(self, path):
        archive = np.load(path)
        self.path, self.name = path, os.path.basename(path)[:-4]
        self.data = {key: archive[key] for key in archive.files if key not in ('s115', 'smm')}
        self.meta = json.loads(str(self.data.pop('meta')))
        self.side = 'L' if 'L_ball' in self.data else 'R'

    def episodes(self):
        for index in range(int(self.data['episode'].max()) + 1):
            yield AgentsEpisode(self, index)


class AgentsEpisode:
    def __init__(self, file, index):
        self.file, self.index = file, index
        self.rows = np.flatnonzero(file.data['episode'] == index)
        self.seed = int(file.data['seed'][self.rows[0]])
        self.left, self.right = file.meta['left_agents'], file.meta['right_agents']

    @property
    def name(self):
        return f'{self.file.name}[{self.index}]'

    def get(self, key):
        return self.file.data[key][self.rows]

    def actions(self):
        """(steps, slots) in world directions: right agents act in their mirrored view."""
        out = self.get('action')[:-1].astype(np.uint8).reshape(len(self.rows) - 1, -1)
        right = out[:, self.left:]
        direction = (right >= 1) & (right <= 8)
        out[:, self.left:] = np.where(direction, (right + 3) % 8 + 1, right)
        return out

    def definition(self, engine):
        out, _ = engine.scenario(self.file.meta['scenario'], 2)
        out[0]['seed'], out[0]['right_first'] = self.seed, self.seed % 2
        out[0]['agents'] = self.left, self.right
        return out

    def world(self, key, scale):
        """A raw observation of left agents as it is; of right agents turned back."""
        value = self.get(f'{self.file.side}_{key}') * scale
        return value if self.file.side == 'L' else value * np.where(np.arange(value.shape[-1]) < 2, -1, 1)

    def ball(self):
        return self.world('ball', np.array([54.4, -83.6, 1.0]))

    def positions(self, side):
        seen = side if self.file.side == 'L' else 1 - side
        return self.world(('left', 'right')[seen] + '_team', REPORTED)


def agents_deviation(episode, steps):
    n = min(len(steps), len(episode.rows))
    ball = np.linalg.norm(steps['ball'][:n] - episode.ball()[:n], axis=1)
    players = []
    for side in range(2):
        theirs = episode.positions(side)[:n]
        mine = steps['position'][:n, 11 * side:11 * side + theirs.shape[1]]
        players.append(np.linalg.norm(mine - theirs, axis=2))
    players = np.concatenate(players, axis=1)
    slots = [*range(episode.left), *range(11, 11 + episode.right)]
    active = first((steps['slot_player'][:n][:, slots] != episode.get('active')[:n].reshape(n, -1)).any(axis=1))
    return {'ball': ball, 'players': players, 'worst': np.maximum(ball, players.max(axis=1)), 'different': {'active': active}}
