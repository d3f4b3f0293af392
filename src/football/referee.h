// Out of play, goals, restarts, offside, fouls, cards, placement (C.15,
// A.8; 1.5-1.7, 4.9, 4.10, 4.12-4.14).
#pragma once

#include "football/match.h"

/// C.1 item 2: may stop or start play and re-position players.
void rg_referee_tick(const RgPitch* pitch, RgMatch* match);
/// First placement of a match (the tick with clock 0) belongs to rg_referee_tick; this sets up the
/// state for it.
void rg_referee_reset(RgMatch* match);
/// C.1 item 14, at the end of a tick: did the ball cross the goal line between `before` and now
/// (match frame)?
void rg_referee_goal_test(RgMatch* match, RgV3 before);
/// At every touch (C.15.3): offside of the toucher, new list. Called by rg_credit_touch.
void rg_referee_touch(RgMatch* match, int player);
/// A trip happened (C.15.4): `tripper` may be RG_NOBODY.
void rg_referee_trip(RgMatch* match, int victim, int tripper, int type);
/// The taker's touch frame was reached: the set piece is over (C.15.2).
void rg_referee_taken(RgMatch* match, int player);
