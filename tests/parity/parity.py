"""Compares the engine with recordings of the original game and writes docs/parity.md.

Usage: parity.py --library LIBRARY [--program REGISTA] [--recordings DIR] [--report FILE] [--details DIR] [--only PART] [--files PATTERN]

DIR holds ticks/, traces/ and agents/ (*.npz) and reference.md; a further recording takes part by lying there. PART is one of
rules, open, probes, tables, situations, games, traces, policies. Files of --details name what differs first, for whoever looks for the rule behind a
failed row: tick, player, field, clip, command.
"""
import argparse
import os
import subprocess
import sys
import time

try:
    import numpy as np
except ImportError:
    if sys.executable != '/usr/bin/python3' and os.path.exists('/usr/bin/python3'):
        os.execv('/usr/bin/python3', ['/usr/bin/python3'] + sys.argv)
    sys.exit('parity: needs numpy (Debian: apt install python3-numpy)')

import compare
import games
import motion
import policies
import recordings
import report
import rules
import situations
import traces
from engine import Engine
from motion import Row

PARTS = ('rules', 'open', 'probes', 'tables', 'situations', 'games', 'traces', 'policies')
EMPTY_GOAL = ('academy_empty_goal', 'academy_empty_goal_close')
# rules with a bar of their own (share of equal cases)
BARS = [('clip chosen, given the command', 0.98), ('movement command: built-in, off the ball, open play', 0.97),
        ('touch velocity within 0.01 m/s', 0.95), ('time to ball, usual', 0.98), ('time to ball, optimistic', 0.98),
        ('possession flags', 0.998), ('designated', 0.998), ('controlled player', 0.998), ('collision shift', 0.98),
        ('placements at restarts', 1.0), ('ball at restarts', 1.0)]


# causes of what is outside its bar, kept by hand; shown below the table of bars
REMARKS = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'remarks.md')


class Context:
    def __init__(self, options, where):
        self.options, self.where = options, where
        self.engine = Engine(options.library)
        self.sections = []
        self.bars = []  # rows of the overview
        self.total = rules.Tally()
        self.policy_tests = {}  # p-values of every line of the policies

    def bar(self, what, bar, figure, ok):
        self.bars.append(Row(what, bar, figure, '', ok))

    def details(self, name, lines):
        return report.write_details(self.options.details, name, lines)

    def wants(self, part):
        return self.options.only in (None, part)


def scenario_of(name):
    return name.split('.')[0]


def tick_episodes(context, wanted=lambda name: True):
    for path in recordings.files('ticks', context.where, context.options.files):
        if wanted(recordings.name(path)):
            yield from recordings.episodes(path)


# ---- same tick: open loop


def seconds(ticks):
    return f'{ticks / 100:.2f} s'


def open_loop_row(context, episode):
    rows, _, events = context.engine.play(context.engine.definition(episode.meta), episode.actions())
    ball, players = compare.deviation(episode, rows)
    worst = np.maximum(ball, players.max(axis=1))
    length = episode.last - episode.first
    left = compare.first(worst > 0.1)
    half = compare.first(worst > 0.5)
    ok = left is None and len(rows) == length
    found = compare.report(episode, rows, events)
    clip = next((d for d in found if d.field.startswith(('clip started', 'request', 'queue', 'pl_clip'))), None)
    name = f'{episode.name}[{episode.index}]'
    if not ok:
        context.details(f'open-{episode.name}-{episode.index}.txt',
                        [f'{name} seed {episode.meta["seed"]}, {"right" if episode.meta["reverse"] else "left"} team processed first', '', *found[:2000]])
    row = Row(f'{name}, seed {episode.meta["seed"]}', seconds(length), f'{worst.max():.4f} m' if ok else f'leaves at tick {left} ({seconds((left or 0) - 200)} of play)',
               '' if half is None else f'0.5 m at tick {half}', ok, note='' if ok and clip is None else str(clip or '')[:160])
    in_play = compare.first(rows['in_play'] > 0) or 0
    steps = (length if half is None else half) - in_play
    return row, bool(ok), steps / 10


def open_loop(context, title, wanted, intro):
    """@return (held, env steps until 0.5 m) of every episode."""
    rows, results = [], []
    for episode in tick_episodes(context, wanted):
        row, held, steps = open_loop_row(context, episode)
        rows.append(row)
        results.append((held, steps))
    if rows:
        held = sum(h for h, _ in results)
        context.sections.append(report.Section(title, [*intro, '', f'**{held} of {len(rows)} episodes ({100 * held / len(rows):.0f} %) keep the ball and every '
                                                       'player within 0.1 m to the end.**'], rows, ('episode', 'length', 'largest deviation', 'further')))
    return results


def held_bar(context, what, results, bar, aim):
    if results:
        share = sum(h for h, _ in results) / len(results)
        context.bar(what, f'≥ {100 * bar:.0f} %, aim {100 * aim:.0f} %', f'{sum(h for h, _ in results)} of {len(results)} = {100 * share:.0f} %', share >= bar)


# ---- rules in lock step


def rule_bar(rule):
    for prefix, bar in BARS:
        if rule == prefix or (rule.startswith(prefix) and ':' not in rule[len(prefix):] and prefix.split()[0] in ('designated', 'collision', 'placements', 'ball')):
            return bar
    return None


def rows_bar(context, what, bar, sections):
    judged = [row for section in sections for row in section.rows if row.ok is not None]
    if judged:
        good = sum(bool(row.ok) for row in judged)
        context.bar(what, bar, f'{good} of {len(judged)} rows', good == len(judged))


def rule_section(context, title, wanted, intro, label, bars):
    out = rules.Tally()
    files = set()
    for episode in tick_episodes(context, wanted):
        rules.check_episode(context.engine, episode, out)
        files.add(episode.name)
    rows = []
    for rule in sorted(out.n):
        bar = bars(rule)
        share = out.share(rule)
        rows.append(Row(rule, out.n[rule], out.equal[rule], f'{100 * share:.3f} %', None if bar is None else share >= bar,
                        '' if bar is None else f'{100 * bar:g} %'))
    context.total.join(out)
    for rule in sorted(out.misses):
        slug = ''.join(c if c.isalnum() else '-' for c in rule)
        context.details(f'{label}-{slug}.txt', [f'{rule}: {out.equal[rule]} of {out.n[rule]} equal', '', *out.misses[rule]])
    if rows:
        context.sections.append(report.Section(title, [*intro, '', f'{len(files)} files: ' + ', '.join(sorted(files)) + '.'], rows,
                                               ('rule', 'compared', 'equal', 'share')))
    return out


def rule_bars(context):
    total = context.total
    for rule in sorted(total.n):
        bar = rule_bar(rule)
        if bar is not None:
            share = total.share(rule)
            context.bar(f'rule by rule, all recordings: {rule}', f'≥ {100 * bar:g} %', f'{100 * share:.3f} % of {total.n[rule]}', share >= bar)


# ---- probes, section F, recordings of env steps, policies


def probe_sections(context, wanted, judged=True):
    """`judged`: the runs are to be equal; else situations so random that only their frequencies are judged (frequency_sections)."""
    for path in recordings.files('traces', context.where, 'probe_*'):
        trace = traces.Trace(path)
        if not wanted(trace.name):
            continue
        rows = motion.probe_rows(context.engine, trace)
        intro = [f"{trace.meta.get('desc', '')} (`traces/{trace.name}.npz`). Steps: first movement, 90 % of top speed, "
                 'stands again, ball leaves, fastest ball, highest ball.']
        if not judged:
            equal = sum(bool(row.ok) for row in rows)
            intro += ['', f'Run by run, for developers: {equal} of {len(rows)} runs stay within the bars of the other probes. What is judged are the frequencies, in the '
                          'sections above; a run that leaves its recording has no verdict here.']
            for row in rows:
                row.ok = row.ok or None
        context.sections.append(report.Section(f'Probe {trace.name[6:]}', intro, rows, ('episode', 'original', 'ours', 'largest distance from the recording')))


def table_sections(context):
    tables = [('F.1 acceleration from standing', motion.table_f1, 'The phase of the idle clip is not known: time counts from first movement.'),
              ('F.2 turning without the ball', motion.table_f2, 'One run of the original whose phase of the running clip and place of the ball (players turn their bodies to it) are not known: the run that fits best '
               'of 100 phases and three places, a tick early or late.'),
              ('F.3 straight dribbling', motion.table_f3, 'Medians over six seeds.'),
              ('F.4 turning with the ball', motion.table_f4, 'One run of the original whose moment between two touches is not known: the run that fits best '
               'of 100 moments and four places of the ball at the start. Player / ball.'),
              ('F.6 free ball after a kick', motion.table_f6, 'A shot\'s spin is drawn at random: the draw of whole rad/s that fits best.')]
    for title, function, intro in tables:
        context.sections.append(report.Section(f'Table {title}', [intro], function(context.engine), ('what', 'original', 'ours', 'difference')))


def trace_row(name, off, length):
    left, half = traces.first(off['worst'] > 0.1), traces.first(off['worst'] > 0.5)
    different = ', '.join(f'{key} at step {step}' for key, step in off['different'].items() if step is not None)
    return Row(name, f'{length - 1} steps', f"{off['worst'].max():.3f} m" if left is None else f'leaves at step {left}',
               '' if half is None else f'0.5 m at step {half}', None if left is not None else True, note=different)


def trace_section(context):
    rows = []
    for path in recordings.files('traces', context.where, context.options.files):
        if recordings.name(path).startswith('probe_'):
            continue
        for episode in traces.Trace(path).episodes():
            rows.append(trace_row(f'{episode.trace.name}[{episode.index}] seed {episode.seed}', traces.deviation(episode, traces.play(context.engine, episode)), len(episode.rows)))
    for path in recordings.files('agents', context.where, context.options.files):
        for episode in traces.AgentsFile(path).episodes():
            steps = context.engine.steps(episode.definition(context.engine), episode.actions())
            rows.append(trace_row(f'{episode.name} seed {episode.seed}', traces.agents_deviation(episode, steps), len(episode.rows)))
    if rows:
        held = sum(row.ok is True for row in rows)
        context.sections.append(report.Section('Open loop over recordings of env steps', [
            'Recorded seed and actions from reset, observations compared: first step at which the ball or a player is 0.1 m or 0.5 m off, and where the owner, '
            'the mode, the score or the controlled player differ first. A verdict is given only to episodes that hold to the end.', '',
            f'**{held} of {len(rows)} episodes hold to the end.**'], rows, ('episode', 'length', 'largest deviation', 'further')))


def policy_section(context, scenarios, title):
    options = context.options
    rows, tests = policies.rows(options.program, context.where, scenarios, options.episodes, options.episodes if options.full else policies.FULL_GAMES)
    context.policy_tests.update(tests)
    if rows:
        context.sections.append(report.Section(title, [
            f'Means over {options.episodes} episodes of ours, both processing orders equally often. Bar: 0.05 of return or score, 5 % of length or '
            'one step, plus two standard errors.'], rows, ('scenario, policy: quantity', 'original', 'ours', 'difference')))


def joint_section(context):
    rows, p = policies.joint(context.policy_tests)
    if p is not None:
        context.sections.append(report.Section('Same policies: all cells together', [policies.JOINT], rows, ('scenario, policy', 'p', 'of the quantities', '')))
        context.bar('same policies: all cells together', f'p ≥ {policies.REJECTED}', f'p = {p:.2g} over {len(context.policy_tests)} lines', p >= policies.REJECTED)


# ---- random situations and whole games


def kick_sections(context, by_name):
    begun = len(context.sections)
    context.sections.append(report.Section('Table F.5 from the press to the ball', [
        'Of ours 48 trials a cell: indices 5, 7 and 9, the press at 16 moments 50 ms apart; median and the 10 % and 90 % quantiles. The table gives the range of 8 '
        'trials whose moments and distances to the team-mate are not told: his distance is the one, per state and height of pass, that fits best, and a cell is rejected if '
        f'8 of 8 trials inside the range, widened by the bar, would have a probability below {situations.REJECTED}.'],
        situations.table_f5(context.engine), ('state, kick: quantity', 'original', 'ours', 'ours within the range and its bar')))
    rows = situations.mate_rows(context.engine, by_name)
    for name in situations.MATE_TRACES:
        rows += situations.mate_trace_rows(context.engine, by_name[name]) if name in by_name else []
    if rows:
        context.sections.append(report.Section('Passes to a team-mate', [
            'First the figures of `reference.md`: medians over 40 seeds of ours. Then the recorded passes with their own seeds, means of the repetitions: speed and upward speed at the '
            'first observation after the kick, largest height and length until somebody has the ball.'], rows, ('pass: quantity', 'original', 'ours', 'difference')))
    rows_bar(context, 'kicks: table F.5, passes to a team-mate', 'every row', context.sections[begun:])


def frequency_section(context, title, intro, cells):
    """A section of cells; @return the cells."""
    mean, chance = situations.mean_difference(cells)
    context.sections.append(report.Section(title, [*intro, '', 'Verdict: Fisher\'s exact test, two-sided. '
                                                   f'Mean absolute difference of conversion {mean:.3f}; the original\'s few trials alone would make {chance:.3f} of equal frequencies.'],
                                           [cell.row() for cell in cells], ('situation: outcome', 'original', 'ours', 'difference')))
    return cells


def frequency_bars(context, who, cells):
    kept = sum(cell.p >= situations.REJECTED for cell in cells)
    context.bar(f'{who}: cells not rejected', f'every cell p ≥ {situations.REJECTED}', f'{kept} of {len(cells)}', kept == len(cells))
    mean, chance = situations.mean_difference(cells)
    context.bar(f'{who}: mean absolute difference of conversion', f'≤ {situations.CONVERSION:.2f}', f'{mean:.3f} (chance alone: {chance:.3f})', mean <= situations.CONVERSION)


def frequency_sections(context, by_name):
    engine, n = context.engine, context.options.samples * (2 if context.options.full else 1)
    other = situations.sensitivity(situations.f7_cells(engine, n // 2, situations.PROBE_LEAD))
    cells = frequency_section(context, 'Table F.7 shots at a keeper', [situations.F7_SET_UP, other], situations.f7_cells(engine, n))
    if 'probe_shot_vs_keeper' in by_name:
        cells += frequency_section(context, 'Recorded shots at a keeper', ['Standing and running shots, as recorded and as counted in `reference.md`, ours with many seeds.'],
                                   situations.shot_cells(engine, by_name['probe_shot_vs_keeper'], n))
    frequency_bars(context, 'keeper', cells)
    other = situations.sensitivity(situations.f8_cells(engine, n // 2, situations.PROBE_LEAD))
    cells = frequency_section(context, 'Table F.8 a defender against a runner', [situations.F8_SET_UP, other], situations.f8_cells(engine, n))
    if 'probe_1v1_defender' in by_name:
        cells += frequency_section(context, 'Recorded runs at a defender', ['"Stopped" as in table F.8. One recorded run of each kind; the kinds of a gait together.'],
                                   situations.defender_cells(engine, by_name['probe_1v1_defender'], n // 2))
    frequency_bars(context, 'defender', cells)


def situation_sections(context):
    by_name = {recordings.name(path): traces.Trace(path) for path in recordings.files('traces', context.where, 'probe_*')}
    kick_sections(context, by_name)
    frequency_sections(context, by_name)


def games_section(context):
    full, count = context.options.full, context.options.games or (games.FULL if context.options.full else games.FEW)
    rows, remarks, groups, still = games.compare(context.engine, count, full)
    context.details('games-still.txt', still)
    context.sections.append(report.Section('AI against AI', [
        f'Table F.9: {count} games of ours per difficulty of the right team, {games.STEPS} steps, no agents, both processing orders and both kick-offs equally often.'
        + ('' if full else f' **A short run: the bar asks for {games.FULL} games** (`make parity FULL_GAMES=1`); rows that so few games cannot decide have no verdict.'),
        'The table gives means of six games without errors: theirs are those of six games that spread like ours. Shares of the env steps, mode changes seen between env steps.', '',
        *remarks], rows, ('difficulty: quantity', 'original', 'ours', 'difference')))
    for what, verdicts in groups.items():
        open_rows, failed = verdicts.count(None), verdicts.count(False)
        good = len(verdicts) - failed - open_rows
        context.bar(f'AI against AI, {count} games a difficulty: {what}' + ('' if full else ' (short run)'), 'every row',
                    f'{good} of {len(verdicts)} rows' + (f', {open_rows} open' if open_rows else ''), failed == 0)


def inspect(context, name, index):
    """Everything that differs between the recording and the engine's own play of it, in order of ticks."""
    data = recordings.load_ticks(os.path.join(context.where, 'ticks', name + '.npz'))
    episode = recordings.Episode(data, int(index))
    rows, _, events = context.engine.play(context.engine.definition(episode.meta), episode.actions())
    ball, players = compare.deviation(episode, rows)
    print(f'{name}[{index}] seed {episode.meta["seed"]}, {"right" if episode.meta["reverse"] else "left"} team first, '
          f'largest deviation: ball {ball.max():.4f} m, players {players.max():.4f} m')
    for difference in compare.report(episode, rows, events)[:200]:
        print(difference)


# ---- the whole


def introduction(where):
    revision = ''
    try:
        revision = subprocess.run(['git', 'rev-parse', '--short', 'HEAD'], capture_output=True, text=True, check=False,
                                  cwd=os.path.dirname(os.path.abspath(__file__))).stdout.strip()
    except OSError:
        pass
    return ['Generated by `make parity`' + (f' at revision {revision}' if revision else '') + '; do not edit. The engine is compared with recordings of Google Research Football 2.10.3: '
            '10 ms recordings with internals (`ticks/`), recordings of env steps (`traces/`, `agents/`) and tables of measured figures. '
            f'Recordings used: `{os.path.basename(os.path.abspath(where))}/`.', '',
            'Two ways of comparing:', '',
            '- *open loop*: the engine gets the recorded seed and actions at reset and plays by itself; the original\'s random stream is reproduced, so it should play the same game;',
            '- *lock step*: one tick is played from the recorded state, compared, and the recorded state is set again, so a rule\'s misses are its own.', '',
            'For every failed row and every missed case there is a file in `build/parity/` that says where it differs first: tick, player, field, clip, command.']


def run(context):
    empty_goal = lambda name: scenario_of(name) in EMPTY_GOAL
    academy = lambda name: name.startswith('academy')
    intro = ['From reset with the recorded seed and actions.']
    if context.wants('open'):
        first = open_loop(context, 'Same tick: empty-goal episodes, open loop', empty_goal, intro)
        held_bar(context, 'same tick: empty-goal episodes within 0.1 m to the end', first, 0.7, 0.9)
    if context.wants('rules'):
        out = rule_section(context, 'Same tick: empty-goal recordings, rule by rule', empty_goal, ['Lock step.'], 'rules-empty-goal',
                           lambda rule: 0.99 if rule == 'clip chosen, given the command' else rule_bar(rule))
        share = out.share('clip chosen, given the command')
        if share is not None:
            context.bar('same tick: clips of the empty-goal recordings, given the command', '≥ 99 %', f'{100 * share:.3f} %', share >= 0.99)
    if context.wants('policies') and context.options.program:
        begun = len(context.sections)
        policy_section(context, EMPTY_GOAL, 'Same policies: empty goal')
        rows_bar(context, 'same policies: empty goal', 'every row', context.sections[begun:])
    begun = len(context.sections)
    if context.wants('tables'):
        table_sections(context)
    with_opponents = lambda name: name in ('probe_1v1_defender', 'probe_shot_vs_keeper')
    if context.wants('probes'):
        probe_sections(context, lambda name: not with_opponents(name))
    rows_bar(context, 'same motion: probes and tables F.1-F.4, F.6', 'every row', context.sections[begun:])
    if context.wants('situations'):
        situation_sections(context)
    if context.wants('probes'):
        probe_sections(context, with_opponents, judged=False)
    if context.wants('games'):
        games_section(context)
    if context.wants('open'):
        rest = open_loop(context, 'Other academies, open loop', lambda name: academy(name) and not empty_goal(name), intro)
        held_bar(context, 'open loop: all academy episodes within 0.1 m to the end', first + rest, 0.6, 0.8)
        games = open_loop(context, 'Eleven against eleven, open loop', lambda name: not academy(name), intro)
        if games:
            median = float(np.median([steps for _, steps in games]))
            context.bar('open loop: eleven against eleven, median env steps until something is 0.5 m off', '≥ 25, aim 100', f'{median:.0f}', median >= 25)
    if context.wants('rules'):
        rule_section(context, 'Other academies, rule by rule', lambda n: academy(n) and not empty_goal(n), ['Lock step.'], 'rules-academy', rule_bar)
        rule_section(context, 'Eleven against eleven, rule by rule', lambda n: not academy(n), ['Lock step.'], 'rules-11', rule_bar)
        rule_bars(context)
    if context.wants('traces'):
        trace_section(context)
    if context.wants('policies') and context.options.program:
        begun = len(context.sections)
        others = {line.scenario for line in policies.table(context.where)} - set(EMPTY_GOAL)
        policy_section(context, {name for name in others if context.options.full or academy(name)}, 'Same policies: other scenarios')
        rows_bar(context, 'same policies: other scenarios', 'every row', context.sections[begun:])
        joint_section(context)


def remarks():
    if not os.path.exists(REMARKS):
        return []
    with open(REMARKS, encoding='utf-8') as file:
        return file.read().rstrip().split('\n')


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--library', required=True)
    parser.add_argument('--program', help='the regista program, for the policies')
    parser.add_argument('--recordings', help='folder of recordings; default: $RECORDINGS or ../shared/spec')
    parser.add_argument('--report', default='docs/parity.md')
    parser.add_argument('--details', default='build/parity')
    parser.add_argument('--only', help='one part: ' + ', '.join(PARTS))
    parser.add_argument('--files', default='*', help='pattern of recordings')
    parser.add_argument('--episodes', type=int, default=2000, help='of every policy')
    parser.add_argument('--inspect', metavar='FILE:EPISODE', help='print where one episode of ticks/ differs first, and nothing else')
    parser.add_argument('--samples', type=int, default=200, help='seeds of every random situation')
    parser.add_argument('--games', type=int, help='of the built-in players against each other, per difficulty')
    parser.add_argument('--full', action='store_true', help='as many games as the bars ask for, policies on full games too, twice the seeds; takes long')
    options = parser.parse_args()
    where = recordings.folder(options.recordings)
    if where is None:
        print('parity: no recordings here; nothing compared. Give RECORDINGS=DIR (a folder with ticks/, traces/ and agents/).')
        return 0
    if not any(os.path.isdir(os.path.join(where, kind)) for kind in ('ticks', 'traces', 'agents')):
        print(f'parity: {where} has no ticks/, traces/ or agents/; nothing compared')
        return 0
    root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    os.environ.setdefault('REGISTA_SCENARIOS', os.path.join(root, 'scenarios'))
    begun = time.time()
    context = Context(options, where)
    if options.inspect:
        inspect(context, *options.inspect.rsplit(':', 1))
        return 0
    run(context)
    overview = [report.Section('Bars', ['What the issues ask for, and what this run measured.'], context.bars, ('what', 'bar', 'measured', ''))] if context.bars else []
    report.write(options.report, introduction(where), [*overview, *context.sections], remarks())
    for section in context.sections:
        good, judged = section.counts
        print(f'{good:5d} of {judged:5d}  {section.title}')
    print(f'wrote {options.report}, details in {options.details}/ ({time.time() - begun:.0f} s)')
    return 0


if __name__ == '__main__':
    sys.exit(main())
