// From a match as it is (metres, world frame) to what an agent of the original sees (A.3).
// Divisions are done in double and rounded once, velocities are divided in float first: that order
// gives the original's float32 values bit for bit.
#include "env/observation.h"

#include <string.h>

#include "env/action.h"

// environment units (A.3)
static const double unit_x = 54.4, unit_y = -83.6;

typedef struct Sticky {
    int8_t x, y;
} Sticky;

// directions in the order of the actions left … bottom_left, engine axes (+y up the screen)
static const Sticky sticky_directions[8] = {{-1, 0}, {-1, 1}, {0, 1},  {1, 1},
                                            {1, 0},  {1, -1}, {0, -1}, {-1, -1}};
static const uint8_t sticky_buttons[RG_STICKY_FULL_COUNT - 8] = {
    RG_BUTTON_SPRINT, RG_BUTTON_DRIBBLE, RG_BUTTON_KEEPER_RUSH, RG_BUTTON_PRESSURE,
    RG_BUTTON_TEAM_PRESSURE};

// per-second value to the observation's: divided by the ticks of a step, then scaled to environment
// units
static void scale_motion(const float* in, float divisor, double sign, float* out) {
    out[0] = (float)((double)(in[0] / divisor) / (sign * unit_x));
    out[1] = (float)((double)(in[1] / divisor) / (sign * unit_y));
}

static void observe_players(const RgMatchView* view, int32_t team, double sign, float divisor,
                            RgTeamObservation* out) {
    int32_t count = view->player_count[team];
    out->count = count;
    for (int32_t i = 0; i < count; i++) {
        const RgPlayerView* player = &view->players[team][i];
        const float velocity[2] = {player->velocity_x, player->velocity_y};
        out->position[i][0] = (float)((double)player->x / (sign * unit_x));
        out->position[i][1] = (float)((double)player->y / (sign * unit_y));
        scale_motion(velocity, divisor, sign, out->direction[i]);
        out->tired[i] = player->tired;
        out->yellow_card[i] = player->yellow_card;
        out->active[i] = player->active;
        out->role[i] = player->role;
    }
}

void rg_observe_team(const RgObserver* observer, const RgMatchView* view, int32_t team,
                     RgObservation* out) {
    double sign = team == RG_TEAM_LEFT ? 1 : -1;
    float divisor = (float)observer->ticks_per_step;
    out->ball[0] = (float)((double)view->ball[0] / (sign * unit_x));
    out->ball[1] = (float)((double)view->ball[1] / (sign * unit_y));
    out->ball[2] = view->ball[2];
    scale_motion(view->ball_velocity, divisor, sign, out->ball_direction);
    out->ball_direction[2] = view->ball_velocity[2] / divisor;
    scale_motion(view->ball_rotation, divisor, 1, out->ball_rotation);
    out->ball_rotation[2] = view->ball_rotation[2] / divisor;
    for (int32_t side = 0; side < RG_TEAM_COUNT; side++) {
        int32_t seen = team == RG_TEAM_LEFT ? side : 1 - side;
        observe_players(view, seen, sign, divisor, &out->teams[side]);
        out->score[side] = view->score[seen];
    }
    out->ball_owned_team = view->owner_team < 0 ? -1 : (int32_t)view->owner_team ^ team;
    out->ball_owned_player = (int32_t)view->owner_player;
    out->steps_left = observer->game_duration - view->steps;
    out->game_mode = view->game_mode;
    out->designated = (int32_t)view->designated[team];
    out->active = -1;
    out->sticky_count = observer->sticky_count;
    memset(out->sticky, 0, sizeof out->sticky);
}

void rg_observe_slot(const RgObserver* observer, const RgMatchView* view, int32_t slot,
                     RgObservation* out) {
    const RgSlotView* in = &view->slots[slot];
    int32_t sign = slot < RG_TEAM_SIZE ? 1 : -1;
    out->active = (int32_t)in->player;
    for (int32_t i = 0; i < 8; i++) {
        out->sticky[i] = sign * in->direction_x == sticky_directions[i].x &&
                         sign * in->direction_y == sticky_directions[i].y;
    }
    for (int32_t i = 8; i < observer->sticky_count; i++) {
        out->sticky[i] = in->buttons >> sticky_buttons[i - 8] & 1;
    }
}

void rg_observe(const RgObserver* observer, const RgMatchView* view, int32_t slot,
                RgObservation* out) {
    memset(out, 0, sizeof *out);
    rg_observe_team(observer, view, slot / RG_TEAM_SIZE, out);
    rg_observe_slot(observer, view, slot, out);
}

static void negate(float* xy) {
    xy[0] = -xy[0];
    xy[1] = -xy[1];
}

void rg_observation_mirror(const RgObservation* in, RgObservation* out) {
    RgObservation seen = *in;
    negate(seen.ball);
    negate(seen.ball_direction);
    for (int32_t side = 0; side < RG_TEAM_COUNT; side++) {
        seen.teams[side] = in->teams[1 - side];
        seen.score[side] = in->score[1 - side];
        for (int32_t i = 0; i < seen.teams[side].count; i++) {
            negate(seen.teams[side].position[i]);
            negate(seen.teams[side].direction[i]);
        }
    }
    seen.ball_owned_team = in->ball_owned_team < 0 ? -1 : 1 - in->ball_owned_team;
    for (int32_t i = 0; i < 8; i++) {
        seen.sticky[i] = in->sticky[(i + 4) % 8];
    }
    *out = seen;
}
