"""Recordings of the original game: 10 ms (ticks), env steps (traces), several agents (agents). Formats: the README beside them."""
import glob
import json
import os

import numpy as np


def folder(argument=None):
    """Folder with ticks/, traces/, agents/: the argument, $RECORDINGS, or ../shared/spec beside the repository; None if absent."""
    root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    for candidate in (argument, os.environ.get('RECORDINGS'), os.path.join(root, '..', 'shared', 'spec')):
        if candidate and os.path.isdir(candidate):
            return candidate
    return None


def files(kind, where, pattern='*'):
    return sorted(glob.glob(os.path.join(where, kind, pattern + '.npz')))


def name(path):
    return os.path.basename(path)[:-4]


def load_ticks(path):
    """A tick recording as arrays in plain units (metres, m/s, radians): undoes difference coding (restarted at every episode) and
    the fixed-point scalings."""
    archive = np.load(path)
    data = {}
    bounds = list(archive['ep_tick0']) + [len(archive['t_ms'])]

    def integrate(values):
        out = np.empty_like(values)
        for begin, end in zip(bounds[:-1], bounds[1:]):
            out[begin:end] = np.cumsum(values[begin:end], axis=0, dtype=values.dtype)
        return out

    for key in archive.files:
        values = archive[key]
        for suffix, times in (('_d1', 1), ('_d2', 2)):
            if key.endswith(suffix):
                key = key[:-3]
                for _ in range(times):
                    values = integrate(values)
                break
        data[key] = values
    for key, bits in (('pl_pos', 'pl_pos_bits'), ('pl_vel', 'pl_vel_bits')):
        data[key] = (data[key] / 2.0 ** int(data.pop(bits)[0])).astype(np.float32)
    for key in ('pl_facing', 'pl_body'):
        data[key] = (data[key] * (np.pi / 32767)).astype(np.float32)
    data['pl_tired'] = (data['pl_tired'] / 32767.0).astype(np.float32)
    data['pl_bump'] = (data['pl_bump'] * 1e-5).astype(np.float32)
    data['meta'] = json.loads(str(data['meta']))
    data['path'] = path
    return data


class Episode:
    """One episode of a tick recording: rows [first, last) of the tick arrays, observations [step_first, step_last)."""

    def __init__(self, data, index):
        self.data, self.index = data, index
        self.meta = data['meta']['episodes'][index]
        self.path = data['path']
        self.name = name(self.path)
        ticks = list(data['ep_tick0']) + [len(data['t_ms'])]
        steps = list(data['ep_step0']) + [len(data['action'])]
        self.first, self.last = ticks[index], ticks[index + 1]
        self.step_first, self.step_last = steps[index], steps[index + 1]
        self.n_left, self.n_right = self.meta['n_left'], self.meta['n_right']
        self.agents = self.meta['ints'][5] + self.meta['ints'][6]

    def rows(self, key):
        return self.data[key][self.first:self.last]

    def actions(self):
        """(steps, 1) actions of the one agent."""
        return self.data['action'][self.step_first:self.step_last - 1].reshape(-1, 1).astype(np.uint8)

    def columns(self):
        """Engine player columns (22) of the recording's player columns."""
        return list(range(self.n_left)) + [11 + i for i in range(self.n_right)]


def episodes(path):
    data = load_ticks(path)
    for index in range(len(data['ep_tick0'])):
        yield Episode(data, index)
