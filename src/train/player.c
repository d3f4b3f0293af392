#include "train/player.h"

#include "core/math.h"

#include <string.h>

static const char* const names[RG_PLAYER_KIND_COUNT] = {
    [RG_PLAYER_POLICY] = "",
    [RG_PLAYER_RANDOM] = "random",
    [RG_PLAYER_BUILTIN] = "builtin",
    [RG_PLAYER_RIGHT] = "right",
    [RG_PLAYER_SPRINT_RIGHT] = "sprint-right",
    [RG_PLAYER_RUN_SHOOT] = "run-shoot",
};

bool rg_player_by_name(const char* name, RgPlayerKind* out) {
    for (int kind = RG_PLAYER_RANDOM; kind < RG_PLAYER_KIND_COUNT; kind++) {
        if (strcmp(name, names[kind]) == 0) {
            *out = (RgPlayerKind)kind;
            return true;
        }
    }
    return false;
}

bool rg_player_looks(RgPlayerKind kind) {
    return kind == RG_PLAYER_RUN_SHOOT;
}

// the direction action nearest to a vector in metres, y up the screen
static int32_t direction_action(float x, float y) {
    static const int32_t around[8] = {
        RG_ACTION_RIGHT, RG_ACTION_TOP_RIGHT,   RG_ACTION_TOP,    RG_ACTION_TOP_LEFT,
        RG_ACTION_LEFT,  RG_ACTION_BOTTOM_LEFT, RG_ACTION_BOTTOM, RG_ACTION_BOTTOM_RIGHT,
    };
    if (x == 0 && y == 0) {
        return RG_ACTION_RIGHT;
    }
    int eighth = (int)rg_round(rg_atan2(y, x) * (4 / 3.14159265f));
    return around[(eighth + 8) % 8];
}

// sprint once; to the ball, with the ball to the middle of the goal, and shoot near it
static int32_t run_shoot(const RgObservation* observation, int32_t episode_step) {
    if (episode_step == 0) {
        return RG_ACTION_SPRINT;
    }
    int32_t me = observation->active;
    if (me < 0) {
        return RG_ACTION_IDLE;
    }
    const float* position = observation->teams[0].position[me];
    bool mine = observation->ball_owned_team == 0 && observation->ball_owned_player == me;
    if (mine && position[0] > 0.7f) {
        return RG_ACTION_SHOT;
    }
    float target_x = mine ? 1 : observation->ball[0], target_y = mine ? 0 : observation->ball[1];
    // environment units to metres
    return direction_action(54.4f * (target_x - position[0]), -83.6f * (target_y - position[1]));
}

int32_t rg_scripted_action(RgPlayerKind kind, const RgObservation* observation,
                           int32_t episode_step, float uniform, int32_t actions) {
    switch (kind) {
    case RG_PLAYER_RANDOM: {
        int32_t action = (int32_t)(uniform * (float)actions);
        return action < actions ? action : actions - 1;
    }
    case RG_PLAYER_BUILTIN:
        return RG_ACTION_BUILTIN_AI;
    case RG_PLAYER_SPRINT_RIGHT:
        return episode_step == 0 ? RG_ACTION_SPRINT : RG_ACTION_RIGHT;
    case RG_PLAYER_RUN_SHOOT:
        return run_shoot(observation, episode_step);
    default:
        return RG_ACTION_RIGHT;
    }
}
