// When an episode ends, and what keeps it from standing still (A.7).
#pragma once

#include "regista/env.h"

/// What the rules remember between steps of one episode. Plain data.
typedef struct RgRulesState {
    int32_t last_mode;  ///< game mode of the last step, -1 before the first
    int32_t last_owner; ///< team that owned the ball last, -1 nobody yet
    int32_t
        blocked; ///< observations in a row, up to the last one, with the ball not in normal play
} RgRulesState;

typedef struct RgRulesResult {
    bool terminated; ///< by a rule of the scenario
    bool timed_out;  ///< by game_duration; both may hold
} RgRulesResult;

RgRulesState rg_rules_start(void);

/// Judges the state after a step. @param game_duration the scenario's or the one set instead of it.
RgRulesResult rg_rules_step(const RgScenario* scenario, int32_t game_duration,
                            const RgMatchView* view, RgRulesState* state);

/// True when the agents' actions of the next step are replaced because they left the ball dead for
/// too long.
bool rg_rules_blocked(const RgRulesState* state);

/// Replaces the action of every agent slot: a short pass once, then only the ball's owner runs,
/// first forwards, then backwards. Directions are the world's. @param view the state that the
/// actions answer to.
void rg_rules_unblock(const RgRulesState* state, const RgMatchView* view, RgControls* controls);
