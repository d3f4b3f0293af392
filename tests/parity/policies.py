"""Simple policies: the original's table in reference.md against many episodes of the engine, through the program."""
import json
import math
import os
import re
import subprocess

import exact
from motion import Row

# names in the table and of the program
POLICIES = {'random': 'random', 'run_shoot': 'run-shoot', 'sprint_right': 'sprint-right', 'builtin': 'builtin', 'right': 'right'}
RETURN_BAR, LENGTH_SHARE, LENGTH_STEPS = 0.05, 0.05, 1.0
REJECTED = 0.001
FULL_GAMES = 400  # episodes of full games at most, unless all are asked for
# half of the last printed digit of the original's means
ROUNDING = {'score': 0.0005, 'return': 0.0005, 'length': 0.05}
# from the sentences below the original's table, 40 episodes each: score, return, length; no errors are given
RIGHT = {'academy_empty_goal_close': (1.0, 2.0, 30.0), 'academy_empty_goal': (1.0, 2.0, 111.0),
         'academy_pass_and_shoot_with_keeper': (0.0, 0.81, 28.0), 'academy_3_vs_1_with_keeper': (0.0, 0.87, 20.0)}


class Reference:
    """A line of the table: quantities as (mean, error); goals for and against as counts. `errors`: the errors are standard errors, else
    only the rounding of the printed mean."""

    def __init__(self, scenario, policy, episodes, quantities, goals, errors=True):
        self.scenario, self.policy, self.episodes, self.quantities, self.goals, self.errors = scenario, policy, episodes, quantities, goals, errors

    @property
    def varies(self):
        return self.errors and any(error > 0 for _, error in self.quantities.values())


def table(folder):
    path = os.path.join(folder, 'reference.md')
    out = []
    if not os.path.exists(path):
        return out
    for line in open(path, encoding='utf-8'):
        cells = [c.strip().replace('−', '-').replace('+', '') for c in line.strip().strip('|').split('|')]
        if len(cells) == 7 and cells[1] in POLICIES and re.fullmatch(r'\d+', cells[2]):
            def pair(text):
                mean, error = text.split('±')
                return float(mean), float(error)
            n = int(cells[2])
            goals = tuple(round(float(mean) * n) for mean in cells[6].split('–'))
            out.append(Reference(cells[0], cells[1], n, {'score': pair(cells[3]), 'return': pair(cells[4]), 'length': pair(cells[5])}, goals))
    for scenario, (score, total, length) in RIGHT.items():
        quantities = {'score': (score, 0.005), 'return': (total, 0.005), 'length': (length, 0.5)}  # half of the last printed digit
        out.append(Reference(scenario, 'right', 40, quantities, (round(40 * score), 0), False))
    return out


def evaluate(program, scenario, policy, episodes, seed):
    command = [program, 'evaluate', POLICIES[policy], '--scenario', scenario, '--episodes', str(episodes), '--seed', str(seed), '--json',
               '--set', 'rewards=scoring,checkpoints']
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    if result.returncode != 0:
        return None, result.stderr.strip().splitlines()[-1] if result.stderr.strip() else f'exit {result.returncode}'
    return json.loads(result.stdout), None


def cell_rows(reference, mine, n, problem):
    out = []
    for quantity, (mean, error) in reference.quantities.items():
        label = f'{reference.scenario}, {reference.policy}: {quantity}'
        if mine is None:
            out.append(Row(label, f'{mean:.3f} ± {error:.3f}', 'not run', '', None, note=problem))
            continue
        a, b = mine[quantity]['mean'], mine[quantity]['stderr']
        noise = 2 * math.hypot(error, b)
        bar = max(LENGTH_SHARE * mean, LENGTH_STEPS) if quantity == 'length' else RETURN_BAR
        ok = abs(a - mean) <= bar + noise
        out.append(Row(label, f'{mean:.3f} ± {error:.3f}', f'{a:.3f} ± {b:.3f} (n = {n})', f'{a - mean:+.3f}', ok, f'{bar:.2f} + {noise:.2f}'))
    return out


def deviate(reference, mine, quantity):
    """Difference of the means, beyond the rounding of the printed one, in units of its standard error."""
    mean, error = reference.quantities[quantity]
    difference = max(0.0, abs(mine[quantity]['mean'] - mean) - ROUNDING[quantity])
    return difference / math.hypot(error, mine[quantity]['stderr'], ROUNDING[quantity])


def line_tests(reference, mine, n):
    """p-values of one line of the table; see JOINT."""
    out = {quantity: exact.normal(deviate(reference, mine, quantity)) for quantity in ('return', 'length')}
    for name, k in zip(('goals_for', 'goals_against'), reference.goals):
        count = round(mine[name]['mean'] * n)
        shares = reference.scenario.startswith('academy')
        out[name] = exact.fisher(k, reference.episodes, count, n) if shares else exact.poisson_rates(k, reference.episodes, count, n)
    return out


def rows(program, folder, scenarios, episodes, full_games=FULL_GAMES, seed=7):
    """(rows of all cells, {line: its p-values} of the lines that vary)."""
    out, tests = [], {}
    for reference in table(folder):
        if reference.scenario not in scenarios:
            continue
        n = min(episodes, full_games) if reference.scenario.startswith('11_vs_11') else episodes
        mine, problem = evaluate(program, reference.scenario, reference.policy, n, seed)
        out += cell_rows(reference, mine, n, problem)
        if mine is not None and reference.varies:
            tests[f'{reference.scenario}, {reference.policy}'] = line_tests(reference, mine, n)
    return out, tests


JOINT = ('A line\'s quantities come from the same episodes, so a line counts once: p-values of return and length by their standard errors, of goals for and against by exact tests '
         '(an academy episode ends with its first goal: Fisher\'s test of shares; full games: Poisson rates; score is their difference); the smallest of the four times four '
         '(Bonferroni: valid however they depend on each other). Lines are different episodes, so independent. Lines that come out alike in every episode of the original, or are given without '
         'errors, say nothing about chance and are left to their own rows. The joint p-value is twice the smaller of Fisher\'s combination over the lines, which sees many small '
         'differences, and the smallest line times their number, which sees a single large one.')


def joint(tests):
    """(rows, joint p-value) of {line: its p-values}; see JOINT."""
    lines = {line: exact.any_of(values.values()) for line, values in tests.items()}
    out = [Row(line, f'{p:.2g}', ', '.join(f'{name.replace("_", " ")} {value:.2g}' for name, value in tests[line].items()), '', None) for line, p in lines.items()]
    if not lines:
        return out, None
    combined, smallest = exact.fisher_combined(lines.values()), exact.any_of(lines.values())
    p = min(1.0, 2 * min(combined, smallest))
    out.append(Row(f'all {len(lines)} lines', f'{p:.2g}', f'Fisher {combined:.2g}, smallest line {smallest:.2g}', '', p >= REJECTED))
    return out, p
