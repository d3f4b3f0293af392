"""Simple policies: the original's table in reference.md against many episodes of the engine, through the program."""
import json
import math
import os
import re
import subprocess

from motion import Row

POLICIES = {'random': 'random', 'run_shoot': 'run-shoot', 'sprint_right': 'sprint-right', 'builtin': 'builtin', 'right': 'right'}
RETURN_BAR, LENGTH_SHARE, LENGTH_STEPS = 0.05, 0.05, 1.0
# from the sentences below the original's table, 40 episodes each: score, return, length
RIGHT = {'academy_empty_goal_close': (1.0, 2.0, 30.0), 'academy_empty_goal': (1.0, 2.0, 111.0),
         'academy_pass_and_shoot_with_keeper': (0.0, 0.81, 28.0), 'academy_3_vs_1_with_keeper': (0.0, 0.87, 20.0)}


def table(folder):
    """Rows of reference.md: (scenario, policy, {quantity: (mean, standard error)})."""
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
            out.append((cells[0], cells[1], {'score': pair(cells[3]), 'return': pair(cells[4]), 'length': pair(cells[5])}))
    for scenario, (score, total, length) in RIGHT.items():
        # no errors are given: half of the last printed digit
        out.append((scenario, 'right', {'score': (score, 0.005), 'return': (total, 0.005), 'length': (length, 0.5)}))
    return out


def evaluate(program, scenario, policy, episodes, seed):
    command = [program, 'evaluate', POLICIES[policy], '--scenario', scenario, '--episodes', str(episodes), '--seed', str(seed), '--json',
               '--set', 'rewards=scoring,checkpoints']
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    if result.returncode != 0:
        return None, result.stderr.strip().splitlines()[-1] if result.stderr.strip() else f'exit {result.returncode}'
    return json.loads(result.stdout), None


def rows(program, folder, scenarios, episodes, seed=7):
    out = []
    for scenario, policy, reference in table(folder):
        if scenario not in scenarios:
            continue
        n = min(episodes, 400) if policy == 'builtin' and scenario.startswith('11_vs_11') else episodes
        mine, problem = evaluate(program, scenario, policy, n, seed)
        for quantity, (mean, error) in reference.items():
            label = f'{scenario}, {policy}: {quantity}'
            if mine is None:
                out.append(Row(label, f'{mean:.3f} ± {error:.3f}', 'not run', '', None, note=problem))
                continue
            a, b = mine[quantity]['mean'], mine[quantity]['stderr']
            noise = 2 * math.hypot(error, b)
            bar = max(LENGTH_SHARE * mean, LENGTH_STEPS) if quantity == 'length' else RETURN_BAR
            ok = abs(a - mean) <= bar + noise
            out.append(Row(label, f'{mean:.3f} ± {error:.3f}', f'{a:.3f} ± {b:.3f} (n = {n})', f'{a - mean:+.3f}', ok, f'{bar:.2f} + {noise:.2f}'))
    return out
