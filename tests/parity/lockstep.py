"""Lock step: the engine plays one tick from the recorded state, the result is compared, then the recorded state is set again. What
comes out are the engine's own rows and events of every tick, each computed from the recorded tick before."""
import ctypes

import numpy as np

from engine import CLIP_START, EVENT, EVENTS_PER_TICK, ROW, pointer

KICKS = (4, 5, 6, 8)


def columns_of(episode):
    return episode.columns()


def recorded_rows(episode, draws):
    """The recorded state as rows of the engine's layout (harness.h)."""
    R = episode.rows
    n = episode.last - episode.first
    out = np.zeros(n, ROW)
    pairs = [('t_ms', 't_ms'), ('in_play', 'in_play'), ('in_set_piece', 'in_set_piece'), ('mode', 'set_piece'),
             ('mode_pending', 'set_piece_active'), ('prepare_ms', 'prepare_ms'), ('start_ms', 'start_ms'), ('best_team', 'best_team'),
             ('owner', 'D'), ('retainer', 'retainer'), ('taker', 'taker'), ('last_touch_team', 'last_touch_team'),
             ('touch_team_by_type', 'last_touch_team_by_type'), ('simulated', 'simulated'), ('goal_scored', 'goal_scored'),
             ('score', 'score'), ('designated', 'team_designated'), ('selected', 'team_selected'), ('toucher', 'team_last_toucher'),
             ('has_possession', 'team_has_possession'), ('time_ms', 'team_time_ms'), ('amount', 'team_P'), ('fading', 'team_F'),
             ('trap_x', 'team_offside_trap_x'), ('offensiveness', 'team_offensiveness'), ('runner', 'team_run_player'),
             ('supporter', 'team_support_player'), ('ball', 'ball_pos'), ('velocity', 'ball_vel'), ('spin', 'ball_spin_q')]
    for mine, theirs in pairs:
        out[mine] = R(theirs)
    out['draws'] = draws
    if 'slot_team' in episode.data and episode.agents == 1:
        side = 0 if episode.meta['ints'][5] else 1
        for mine, theirs in (('mode_of_slot', 'slot_mode'), ('gauge', 'slot_gauge_ms'), ('buffer', 'slot_buffer_ms'),
                             ('slot_action', 'slot_action_button'), ('slot_player', 'slot_player')):
            out[mine][:, side] = R(theirs)[:, 0]
    columns = columns_of(episode)
    p = out['players']
    pairs = [('position', 'pl_pos'), ('velocity', 'pl_vel'), ('bump', 'pl_bump'), ('clip', 'pl_clip'), ('frame', 'pl_frame'),
             ('function', 'pl_fn'), ('flags', 'pl_flags'), ('time_ms', 'pl_time_ms'), ('time_optimistic_ms', 'pl_time_opt_ms'),
             ('last_touch_ms', 'pl_last_touch_ms'), ('last_touch_type', 'pl_last_touch_type'), ('foot', 'pl_foot'),
             ('requeue_delay', 'pl_requeue_delay'), ('marking', 'pl_man_marking'), ('tired', 'pl_tired'), ('home', 'pl_form'),
             ('dynamic_role', 'pl_form_role'), ('slot', 'pl_agent_slot')]
    for mine, theirs in pairs:
        p[mine][:, columns] = R(theirs)
    p['body_angle'][:, columns] = R('pl_rel_body') * (np.pi / 4)
    p['pending_trip'][:, columns] = R('pl_pending_trip') % 8
    for mine, theirs in (('facing', 'pl_facing'), ('body', 'pl_body')):
        p[mine][:, columns, 0] = np.cos(R(theirs))
        p[mine][:, columns, 1] = np.sin(R(theirs))
    active = R('pl_active').astype(np.int64)
    out['active'] = (active << np.array(columns)).sum(axis=1)
    return out


def start_index(episode):
    """Indices of the recorded clip starts of an episode in order of ticks."""
    ticks = episode.data['clip_tick'].astype(np.int64) - episode.first
    index = np.flatnonzero((ticks >= 0) & (ticks < episode.last - episode.first))
    return index[np.argsort(ticks[index], kind='stable')]


def recorded_starts(episode):
    """The recorded clip starts of an episode in order of ticks."""
    d = episode.data
    index = start_index(episode)
    out = np.zeros(len(index), CLIP_START)
    out['tick'] = d['clip_tick'][index].astype(np.int64) - episode.first
    out['player'] = d['clip_slot'][index].astype(int) + 11 * d['clip_team'][index].astype(int)
    pairs = [('interrupt', 'clip_interrupt'), ('clip', 'clip_clip'), ('function', 'clip_fn'), ('touch_frame', 'clip_touchframe'),
             ('command_function', 'clip_cfn'), ('use_movement', 'clip_usemove'), ('strict', 'clip_strict'),
             ('use_look', 'clip_uselook'), ('trip_type', 'clip_tript'), ('use_trip', 'clip_usetrip'), ('target', 'clip_tgt'),
             ('forced_target', 'clip_forced'), ('foot', 'clip_foot'), ('knock_on', 'clip_modifier'), ('start', 'clip_spos'),
             ('start_angle', 'clip_sang'), ('velocity', 'clip_smov'), ('body_angle', 'clip_sbody'), ('speed', 'clip_vel'),
             ('input_power', 'clip_inpow'), ('ball_direction', 'clip_ddir'), ('power', 'clip_dpow'),
             ('touch_position', 'clip_tpos'), ('action_smuggle', 'clip_asm'), ('movement_smuggle', 'clip_msm')]
    for mine, theirs in pairs:
        out[mine] = d[theirs][index]
    for mine, theirs in (('direction', 'clip_dir'), ('look', 'clip_look'), ('input_direction', 'clip_indir'), ('trip_direction', 'clip_tdir')):
        out[mine] = d[theirs][index][:, :2]
    out['automatic'] = d['clip_adb'][index] > 0
    # pass or shot commands that stood before the one that found a clip
    request = {}
    for i in np.flatnonzero((d['req_tick'] >= episode.first) & (d['req_tick'] < episode.last)):
        request[(int(d['req_tick'][i]) - episode.first, int(d['req_slot'][i]) + 11 * int(d['req_team'][i]))] = d['req_fns'][i]
    for s in out:
        queue = request.get((int(s['tick']), int(s['player'])))
        if queue is None:
            continue
        earlier = []
        for function in queue:
            if function < 0 or function == s['command_function']:
                break
            earlier.append(int(function))
        s['kick_before'] = any(function in KICKS for function in earlier)
    return out


class Locked:
    """What the engine made of every recorded tick: rows, events; beside them the recorded rows and starts."""

    def __init__(self, engine, episode, given):
        from compare import recorded_draws
        self.episode = episode
        self.recorded = recorded_rows(episode, recorded_draws(episode))
        self.starts = recorded_starts(episode)
        # where the clips that started were to end
        self.ends = {name: episode.data[f'clip_{theirs}'][start_index(episode)] for name, theirs in (('position', 'epos'), ('rotation', 'rse'))}
        n = len(self.recorded)
        actions = np.ascontiguousarray(episode.actions(), np.uint8)
        step_rows = np.ascontiguousarray(episode.data['obs_tick'][episode.step_first:episode.step_last - 1] - episode.first, np.int32)
        coarse = int(np.load(episode.path)['pl_pos_bits'][0]) < 15
        resolution = np.array([2.5e-4, 2e-3] if coarse else [4e-5, 3e-4], np.float32)
        self.rows = np.zeros(n, ROW)
        self.events = np.zeros(EVENTS_PER_TICK * n, EVENT)
        count = np.zeros(1, np.int32)
        definition = engine.definition(episode.meta)
        used = engine.lib.parity_lock(
            engine.pitch, pointer(definition), pointer(actions), pointer(step_rows), len(actions), pointer(self.recorded), n,
            pointer(self.starts), len(self.starts), int(given), pointer(resolution), pointer(self.rows), pointer(self.events),
            len(self.events), pointer(count))
        if used < 0:
            raise RuntimeError('parity: the engine refused the episode')
        self.events = self.events[:count[0]]
