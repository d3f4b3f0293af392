"""The built-in players against each other, whole games: table F.9 of the specification and the full games of reference.md."""
import collections
import math

import numpy as np

import exact
from engine import GAME
from motion import Row
from situations import REJECTED, parallel

STEPS, GAMES_OF_ORIGINAL, FIRST_SEED = 3001, 6, 9000
FULL, FEW = 200, 24  # games of ours per difficulty
UNDECIDED = 3  # standard errors
STILL_STEPS = 100  # no restart takes so long
SHARE_BAR, MEAN_BAR, COUNT_BAR, MANY_EVENTS = 0.03, 0.10, 0.20, 100
SHARES, MEANS = f'ownership shares within {SHARE_BAR}', f'ownership changes, mean speeds within {100 * MEAN_BAR:g} %'
MANY, RARE = f'set pieces with more than {MANY_EVENTS} events within {100 * COUNT_BAR:g} %', f'rarer events and goals, p > {REJECTED}'
SCENARIO = '11_vs_11_stochastic'  # its line-ups; the table's difficulties are set
RESTARTS = {'free kicks': 3, 'goal kicks': 2, 'throw-ins': 5, 'corners': 4, 'penalties': 6}  # game modes
Table = collections.namedtuple('Table', 'goals owned changes restarts speeds ball')
# by right difficulty: goals of six games, ball unowned / left / right, ownership changes, restarts a game, mean speeds left / right, of the ball
F9 = {0.05: Table((12, 4), (0.45, 0.42, 0.13), 32, (6.3, 3.3, 0.8, 0.2, 0.2), (3.98, 3.78), 8.1),
      0.6: Table((7, 2), (0.42, 0.31, 0.27), 42, (5.0, 2.7, 1.7, 0.2, 0.0), (3.94, 3.89), 7.8),
      0.95: Table((2, 4), (0.45, 0.29, 0.26), 48, (5.7, 2.3, 1.2, 0.0, 0.3), (4.00, 3.99), 8.0),
      1.0: Table((2, 4), (0.45, 0.27, 0.28), 42, (5.0, 4.5, 0.7, 0.2, 0.0), (4.04, 4.00), 8.3)}


def play(engine, difficulty, games):
    """Counts of `games` games: both processing orders and both kick-offs equally often."""
    def one(i):
        definition, _ = engine.scenario(SCENARIO, 2 + (i // 2) % 2)
        d = definition[0]
        d['seed'], d['right_first'] = FIRST_SEED + i, i % 2
        d['agents'], d['difficulty'] = (0, 0), (1.0, difficulty)
        return engine.game(definition, STEPS)
    return np.array(parallel(one, range(games)), GAME)


class Measure:
    """Rows of one run. `full`: as many games as the bar asks for; a smaller run leaves open what is beyond its bar by less than
    UNDECIDED of its own standard errors."""

    def __init__(self, full):
        self.full, self.rows = full, []
        self.groups = {}  # bar: verdicts
        self.expected = 0.0  # rows of means that a perfect copy would fail, by the spread of the original's six games

    def add(self, group, row):
        self.rows.append(row)
        self.groups.setdefault(group, []).append(row.ok)

    def verdict(self, difference, bar, error):
        if abs(difference) <= bar:
            return True
        return False if self.full or abs(difference) > bar + UNDECIDED * error else None

    def mean(self, group, what, original, values, bar, digits, relative=False):
        """The original's error is that of six games with the spread of ours."""
        mine, spread = float(values.mean()), float(values.std(ddof=1))
        self.compare_means(group, what, original, mine, spread / math.sqrt(GAMES_OF_ORIGINAL), spread / math.sqrt(len(values)), bar, digits, relative)

    def all_means(self, group, what, originals, values, bar, digits, relative=False):
        """The mean of several difficulties with equally many games each."""
        spread = math.sqrt(float(np.mean([v.var(ddof=1) for v in values])) / len(values))
        self.compare_means(group, what, float(np.mean(originals)), float(np.mean([v.mean() for v in values])), spread / math.sqrt(GAMES_OF_ORIGINAL),
                           spread / math.sqrt(len(values[0])), bar, digits, relative)

    def compare_means(self, group, what, original, mine, theirs, error, bar, digits, relative):
        difference = mine - original
        text = f'{100 * difference / original:+.1f} %' if relative else f'{difference:+.{digits}f}'
        limit = bar * original if relative else bar
        self.expected += exact.normal(limit / theirs)
        self.add(group, Row(what, f'{original:.{digits}f} ± {theirs:.{digits}f}', f'{mine:.{digits}f} ± {error:.{digits}f}', text,
                            self.verdict(difference, limit, error), f'{100 * bar:g} %' if relative else f'{bar:g}',
                            f'{difference / math.hypot(error, theirs):+.1f} standard errors'))

    def count(self, what, k, games, mine, my_games):
        """Many events: the ratio; else whether the rates can be the same."""
        rate, my_rate = k / games, mine / my_games
        p = exact.poisson_rates(k, games, mine, my_games)
        if k > MANY_EVENTS:
            error = math.sqrt(mine) / my_games
            group, ok, bar = MANY, self.verdict(my_rate - rate, COUNT_BAR * rate, error), f'{100 * COUNT_BAR:g} %'
        else:
            group, ok, bar = RARE, p > REJECTED, f'p > {REJECTED}'
        self.add(group, Row(what, f'{rate:.2f} ± {math.sqrt(max(k, 1)) / games:.2f} a game ({k} in {games})', f'{my_rate:.2f} ± {math.sqrt(mine) / my_games:.2f}',
                            f'{100 * (my_rate / rate - 1):+.0f} %' if k else '', ok, bar, f'p = {p:.2g}'))


MEAN_ROWS = [('nobody owns the ball', SHARES, SHARE_BAR, 3, lambda table: table.owned[0], lambda games: games['owned'][:, 0] / games['steps']),
             ('left owns it', SHARES, SHARE_BAR, 3, lambda table: table.owned[1], lambda games: games['owned'][:, 1] / games['steps']),
             ('right owns it', SHARES, SHARE_BAR, 3, lambda table: table.owned[2], lambda games: games['owned'][:, 2] / games['steps']),
             ('ownership changes', MEANS, MEAN_BAR, 1, lambda table: table.changes, lambda games: games['changes']),
             ('speed of field players, left', MEANS, MEAN_BAR, 2, lambda table: table.speeds[0], lambda games: games['speed'][:, 0]),
             ('speed of field players, right', MEANS, MEAN_BAR, 2, lambda table: table.speeds[1], lambda games: games['speed'][:, 1]),
             ('speed of the ball', MEANS, MEAN_BAR, 2, lambda table: table.ball, lambda games: games['ball_speed'])]


def difficulty_rows(out, difficulty, games):
    goals, restarts = F9[difficulty].goals, F9[difficulty].restarts
    label = f'difficulty {difficulty:g}: '
    n = len(games)
    for name, group, bar, digits, theirs, ours in MEAN_ROWS:
        out.mean(group, label + name, theirs(F9[difficulty]), ours(games), bar, digits, group == MEANS)
    for side, name in enumerate(('left', 'right')):
        out.count(f'{label}goals, {name}', goals[side], GAMES_OF_ORIGINAL, int(games['goals'][:, side].sum()), n)
    for (name, mode), rate in zip(RESTARTS.items(), restarts):
        out.count(label + name, round(rate * GAMES_OF_ORIGINAL), GAMES_OF_ORIGINAL, int(games['restarts'][:, mode].sum()), n)


def together_rows(out, played):
    """All difficulties together: the original's error is halved, and only here a kind of restart has more than 100 recorded events."""
    for name, group, bar, digits, theirs, ours in MEAN_ROWS:
        out.all_means(group, 'all: ' + name, [theirs(F9[d]) for d in played], [ours(games) for games in played.values()], bar, digits, group == MEANS)
    n, total = sum(len(games) for games in played.values()), GAMES_OF_ORIGINAL * len(F9)
    for i, (name, mode) in enumerate(RESTARTS.items()):
        k = sum(round(F9[d].restarts[i] * GAMES_OF_ORIGINAL) for d in played)
        out.count(f'all: {name}', k, total, sum(int(games['restarts'][:, mode].sum()) for games in played.values()), n)
    for side, name in enumerate(('left', 'right')):
        out.count(f'all: goals, {name}', sum(F9[d].goals[side] for d in played), total, sum(int(g['goals'][:, side].sum()) for g in played.values()), n)
    out.count('all: sent off', 0, total, sum(int(g['sent_off'].sum()) for g in played.values()), n)


def tired_text(played):
    games = np.concatenate(list(played.values()))
    keepers, low, high = games['keeper_tired'], games['others_tired'][:, 0], games['others_tired'][:, 1]
    return (f'Tired factors at the end: keepers {keepers.min():.2f} to {keepers.max():.2f} (original 0.16 to 0.28), others {low.min():.2f} to {high.max():.2f} '
            '(original 0.6 to 0.97; six games each).')


def still_games(played):
    """Lines about games that stood still."""
    out = []
    for difficulty, games in played.items():
        for i in np.flatnonzero(games['still'] > STILL_STEPS):
            out.append(f'difficulty {difficulty:g}, seed {FIRST_SEED + i}: the ball rests for {games["still"][i]} env steps, until step {games["still_end"][i]}')
    return out


def compare(engine, games, full):
    """(rows, remarks, {bar: verdicts}, games that stood still) of the comparison with F.9."""
    played = {difficulty: play(engine, difficulty, games) for difficulty in F9}
    out = Measure(full)
    for difficulty, counts in played.items():
        difficulty_rows(out, difficulty, counts)
    together_rows(out, played)
    chance = f'The original\'s six games alone would put {out.expected:.1f} of the rows of means beyond their bars if it were measured against itself.'
    still = still_games(played)
    stood = f'{len(still)} of {games * len(played)} games stood still for more than {STILL_STEPS} env steps (listed in `build/parity/games-still.txt`).'
    return out.rows, [chance, tired_text(played), stood], out.groups, still
