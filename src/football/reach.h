// Time to a point and time to the ball (C.5; 1.2, 4.1).
#pragma once

#include "football/match.h"

/// Times in whole ms for a player to reach a point.
typedef struct RgReachTime {
    int usual, optimistic;
} RgReachTime;

enum { RG_RUN_STEPS = 70, RG_RUN_ROOM = 80 };

/// A player's run in 10 ms steps until his present velocity has died away (700 ms): the same for
/// all points he may run to, so begin it once and ask for many. Entry n: after n + 1 steps. Filled
/// as far as it was needed; padded for vector lanes.
typedef struct RgRunner {
    RgV2 position, velocity;     // own frame
    float top;                   // maximum speed, m/s
    float speed, inverse_square; // m/s; 1 / speed^2
    bool fast;   // faster than idle: the run starts along the velocity, else towards the point
    int count;   // entries filled
    RgV2 ahead;  // of a fast runner: where he starts from, relative to his position
    RgV2 centre; // behind the last entry
    float usual, optimistic;              // radii behind the last entry, m
    float x[RG_RUN_ROOM], y[RG_RUN_ROOM]; // centre of what he reaches (fast runners)
    float usual_square[RG_RUN_ROOM], optimistic_square[RG_RUN_ROOM];
} RgRunner;

void rg_runner_begin(RgRunner* runner, const RgMatch* match, int player);

/// Time to `target` (own frame). `precise`: the team's designated player (simulated up to 48 m
/// instead of 16 m). `limit_ms` < 0: no limit; beyond it the answer is only a rough one above the
/// limit.
RgReachTime rg_runner_time(RgRunner* runner, RgV2 target, bool precise, int limit_ms);

/// The usual time of that with a limit of `ms` >= 0, where it is longer; else any time up to `ms`,
/// which is found sooner.
int rg_runner_time_beyond(RgRunner* runner, RgV2 target, bool precise, int ms);

/// Is this a pass or shot whose touch frame has come (it need not have met the ball)?
bool rg_has_kicked(const RgMotion* motion);

/// Recomputes time_ms and time_optimistic_ms of one player against the ball prediction (1.2),
/// pending touches and retaining included.
void rg_refresh_time_to_ball(RgMatch* match, int player);

/// Before a refresh: notes which prediction it sees, that of the ball or, at a touch, the glance
/// that the newest image keeps (3.4). @return whether times of this refresh may be put off: not
/// where there is no image to keep it.
bool rg_begin_refresh(RgMatch* match, bool touch);

/// Puts that off: time_due stands for the time as it would be found now. Only for players who are
/// neither designated nor in or after a touch, where rg_begin_refresh allows it, and until the
/// prediction is filled anew (rg_settle_times).
void rg_defer_time_to_ball(RgMatch* match, int player);

/// A player's time to the ball at the last refresh.
RgReachTime rg_time_to_ball(const RgMatch* match, int player);

/// Finds a time that was put off, so that many readers need not.
void rg_settle_time(RgMatch* match, int player);

/// The same for those of a team whose times are at most `ms`, in the tick in which they were put
/// off. `set`: bit set of the list indices of all players whose times are. @return the smallest of
/// `ms` and those times.
int32_t rg_settle_times_within(RgMatch* match, int team, uint32_t set, int32_t ms);
