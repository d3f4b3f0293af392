// Episode ends and blocking protection (A.7), on the unmirrored match.
#include "env/rules.h"

enum { BLOCKED_PASS = 20, BLOCKED_TURN = 30 };

RgRulesState rg_rules_start(void) {
    return (RgRulesState){.last_mode = -1, .last_owner = -1, .blocked = 0};
}

RgRulesResult rg_rules_step(const RgScenario* scenario, int32_t game_duration,
                            const RgMatchView* view, RgRulesState* state) {
    RgRulesResult result = {false, view->steps >= game_duration};
    if (scenario->end_on_score && (view->score[0] > 0 || view->score[1] > 0)) {
        result.terminated = true;
    }
    bool dead = view->game_mode != RG_MODE_NORMAL;
    if (scenario->end_on_out_of_play && dead && state->last_mode == RG_MODE_NORMAL) {
        result.terminated = true;
    }
    if (view->owner_team >= 0) {
        if (scenario->end_on_possession_change && state->last_owner >= 0 &&
            state->last_owner != view->owner_team) {
            result.terminated = true;
        }
        state->last_owner = (int32_t)view->owner_team;
    }
    state->last_mode = view->game_mode;
    state->blocked = dead ? state->blocked + 1 : 0;
    return result;
}

bool rg_rules_blocked(const RgRulesState* state) {
    return state->blocked >= BLOCKED_PASS;
}

void rg_rules_unblock(const RgRulesState* state, const RgMatchView* view, RgControls* controls) {
    bool forwards = state->blocked < BLOCKED_TURN;
    for (int32_t team = 0; team < RG_TEAM_COUNT; team++) {
        uint8_t run = (team == RG_TEAM_LEFT) == forwards ? RG_ACTION_RIGHT : RG_ACTION_LEFT;
        for (int32_t i = 0; i < view->agents[team]; i++) {
            int32_t slot = team * RG_TEAM_SIZE + i;
            bool owns = view->owner_team == team && view->owner_player >= 0 &&
                        view->slots[slot].player == view->owner_player;
            controls->action[slot] = state->blocked == BLOCKED_PASS ? RG_ACTION_SHORT_PASS
                                     : owns                         ? run
                                                                    : RG_ACTION_IDLE;
        }
    }
}
