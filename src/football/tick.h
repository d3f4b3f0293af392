// One tick of a match, and the pieces of an env step (step.c): for the step function and for
// comparisons at tick level.
#pragma once

#include "football/ball.h"

/// rg_match_reset without the ticks before the first observation, for tests and comparisons; seeds
/// the generator and places the ball, which after a reset the first tick does.
RgStatus rg_match_set_up(const RgPitch* pitch, RgMatch* match, const RgMatchDef* def,
                         RgError* error);

/// 10 ms of the game, in the order of C.1.
void rg_match_tick(const RgPitch* pitch, RgMatch* match);

/// A tick under way; all zero is one that has not begun.
typedef struct RgTick {
    bool begun;
    int team, number; // whose turn it is
    int shake;        // draws at its end
    RgV3 ball_before; // for the goal test
} RgTick;

/// A tick up to the first kick, or on from there. @return whether it is over; else run the kick's
/// flights (ball.h) and call again.
bool rg_match_tick_on(const RgPitch* pitch, RgMatch* match, RgTick* tick, RgKick* kick);

/// Applies the agents' actions to their slots.
void rg_match_apply(RgMatch* match, const RgControls* controls);

/// End of a block of ticks: when it ends in play, the momentary buttons are released and the step
/// counter moves on (A.8).
void rg_match_end_block(RgMatch* match);
