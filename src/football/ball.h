// Flight, bounce, grass, woodwork, nets, and the 3 s prediction
// (C.2; 1.1, 3.1, 3.4, 4.1, 6.4, 6.5).
#pragma once

#include "football/match.h"

/// Places the ball at rest (velocity and spin 0) and fills the prediction; `point` in the match
/// frame.
void rg_ball_place(RgMatch* match, RgV3 point);

/// Fills `rest` with what a ball does that is laid down at the centre spot, for rg_ball_rest.
void rg_rest_find(RgRest* rest);

/// The same as rg_ball_place at RG_BALL_RADIUS above a spot (match frame, m), sooner.
void rg_ball_rest(const RgPitch* pitch, RgMatch* match, RgV2 spot);

/// One tick: fills or shifts the prediction so that it starts at the position before the step
/// (predict(0) is one tick old until the next ball step, 3.1), then advances the ball and its
/// history.
void rg_ball_step(RgMatch* match);

enum {
    RG_KICK_FLIGHTS = 3,              // at most
    RG_KICK_STEPS = RG_BALL_TABLE - 1 // of each
};

/// A touch whose flights are on the way.
typedef struct RgKick {
    int team;
    bool bends; // it changes the spin
    int count;
    RgFlightOrder orders[RG_KICK_FLIGHTS];
    RgV3 path[RG_BALL_TABLE]; // where a ball goes whose spin it changes
} RgKick;

/// A touch by `team`: lifts z to 0.11, sets the velocity (match frame), blends in a spin of
/// (x, y, z) rad/s in the toucher's own frame, unrotated (1.1), with a weight in [0, 1] (0: the
/// spin stays), and rebuilds the prediction; overwrites the newest image's ball table (3.4, 2.6)
/// and refreshes both teams' possession statistics, all as the toucher's team sees the ball (1.1,
/// 1.3). Image and statistics see the flight with the old spin; the ball's own prediction has the
/// new one.
void rg_ball_kick(RgMatch* match, int team, RgV3 velocity, RgV3 spin, float weight);

/// The same in parts: between begin and end the kick's flights are run by RG_KICK_STEPS steps, by
/// rg_kick_fly or beside those of other matches. Leave match and kick where they are.
void rg_ball_kick_begin(RgMatch* match, int team, RgV3 velocity, RgV3 spin, float weight,
                        RgKick* kick);
void rg_kick_fly(RgKick* kick);
void rg_ball_kick_end(RgMatch* match, const RgKick* kick);

/// The prediction can be made longer before a tick needs it: a flight by RG_BALL_STRETCH steps,
/// and what it takes to note it. Until ball->ahead ticks have passed nobody needs it.
RgFlightOrder rg_ball_stretch(RgBall* ball);
void rg_ball_stretched(RgBall* ball, const RgFlightOrder* order);

/// The ball sits at `point` (match frame) in the hands of a player of `team`: a placement that
/// counts as a touch (C.7.6, 2.9).
void rg_ball_hold(RgMatch* match, int team, RgV3 point);

/// Ball at `ms` >= 0 ahead (rounded down to 10 ms; the last sample beyond the horizon). Match
/// frame.
static inline RgV3 rg_ball_predict(const RgMatch* match, int ms) {
    const RgBall* ball = &match->ball;
    int sample = ms < 10 * RG_BALL_SAMPLES ? ms / 10 : RG_BALL_SAMPLES - 1;
    return ball->table[(ball->head + sample) & (RG_BALL_RING - 1)];
}

/// The same as `team` sees it.
static inline RgV3 rg_ball_predict_as(const RgMatch* match, int team, int ms) {
    return rg_turned3(team, rg_ball_predict(match, ms));
}

/// Mean of the newest floor(ms / 10) + 1 positions (2.9). Match frame. Remembers sums until the
/// history changes.
RgV2 rg_ball_average(RgMatch* match, int ms);

/// Empties the history (placement, and every tick in which the ball is held).
void rg_ball_forget(RgMatch* match);

/// Rotation as observations report it: raw Euler angles per ms.
RgV3 rg_ball_rotation(const RgMatch* match);
