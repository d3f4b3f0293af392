// One tick of a match, and the pieces of an env step: for the step function and for comparisons at
// tick level.
#pragma once

#include "football/match.h"

/// Everything of rg_match_reset but the ticks before the first observation.
RgStatus rg_match_set_up(const RgPitch* pitch, RgMatch* match, const RgMatchDef* def,
                         RgError* error);

/// 10 ms of the game, in the order of C.1.
void rg_match_tick(const RgPitch* pitch, RgMatch* match);

/// Applies the agents' actions to their slots.
void rg_match_apply(RgMatch* match, const RgControls* controls);

/// End of a block of ticks: when it ends in play, the momentary buttons are released and the step
/// counter moves on (A.8).
void rg_match_end_block(RgMatch* match);
