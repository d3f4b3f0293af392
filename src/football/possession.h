// Who has the ball: possession flags, team statistics, designated players (C.1 items 9-11, C.4
// items 1 and 6, C.5; 1.3, 1.6, 2.5).
#pragma once

#include "football/match.h"

/// C.1 item 9: statistics of every player of both teams, first team then second. `toucher_team`: a
/// touch happened in that team's turn, where the other team's facing term points backwards (3.3);
/// RG_NOBODY at the end of a tick, where each team sees itself rightly.
void rg_refresh_possession(RgMatch* match, int toucher_team);

/// Finds all times to the ball that were put off: the prediction is about to be filled anew.
void rg_settle_times(RgMatch* match);

/// Active player (list index) of a team with the smallest time to the ball, the first of equals;
/// RG_NOBODY without any.
int rg_quickest(const RgMatch* match, int team);

/// In play, in a player's turn before his body: how long he has had possession (recorded: 0, then
/// 10 ms more in every tick that begins with it).
static inline void rg_count_possession(RgMatch* match, int player) {
    RgPlayer* p = &match->players[player];
    p->possession_ms = p->has_possession ? p->possession_ms + RG_TICK_MS : 0;
}

/// C.1 items 10 and 11: best possession team and D.
void rg_update_best_team(RgMatch* match);

/// C.4 item 1: P and F of a team.
void rg_update_amounts(RgMatch* match, int team);

/// C.4 item 6: designated team possession player.
void rg_update_designated(RgMatch* match, int team);

/// Last-touch bias of a player over `decay_ms`: 1 at the touch … 0 (C.5). `at_ms` = clock to
/// evaluate at.
float rg_touch_bias(const RgMatch* match, int player, int decay_ms, int64_t at_ms);
/// The same for a team's last toucher.
float rg_team_touch_bias(const RgMatch* match, int team, int decay_ms, int64_t at_ms);

/// Last-ditch permission (C.5).
bool rg_last_ditch(const RgMatch* match, int player);

/// Credits a touch: last touch of player, team and match, offside check (referee), in-place
/// bookkeeping (C.15.3).
void rg_credit_touch(RgMatch* match, int player, RgTouchType type);

/// The opposing active player nearest to `point` (own frame of `team`), as seen in this turn;
/// distance in *distance (INFINITY if none).
int rg_nearest_opponent(const RgMatch* match, int team, RgV2 point, float* distance);
