// A match seen from outside: left and right instead of first and second, world frame (A.3).
#include "football/ball.h"
#include "football/body.h"

// ownership of A.3: last touch by the team, by its last toucher, who has possession
static void view_owner(const RgMatch* match, RgMatchView* out) {
    out->owner_team = out->owner_player = RG_NOBODY;
    int team = match->last_touch_team;
    if (team == RG_NOBODY) {
        return;
    }
    int toucher = match->teams[team].last_toucher;
    if (toucher != RG_NOBODY && match->players[rg_player_index(team, toucher)].has_possession) {
        out->owner_team = (int8_t)(team == match->left ? RG_TEAM_LEFT : RG_TEAM_RIGHT);
        out->owner_player = (int8_t)toucher;
    }
}

static bool lying(const RgPlayer* player) {
    const RgClip* clip = &rg_clips[player->motion.clip];
    return clip->in_special != RG_SPECIAL_NONE ||
           (clip->out_special != RG_SPECIAL_NONE && player->motion.frame * 2 > clip->frames);
}

static RgPlayerView view_player(const RgPlayer* player, float sign) {
    return (RgPlayerView){.x = sign * player->position.x,
                          .y = sign * player->position.y,
                          .velocity_x = sign * player->velocity.x,
                          .velocity_y = sign * player->velocity.y,
                          .tired = player->fatigue,
                          .role = player->role,
                          .yellow_card = player->yellow,
                          .active = player->active,
                          .lying = lying(player)};
}

static RgSlotView view_slot(const RgSlot* slot, int sign) {
    return (RgSlotView){.player = slot->player,
                        .direction_x = (int8_t)(sign * slot->direction_x),
                        .direction_y = (int8_t)(sign * slot->direction_y),
                        .buttons = slot->buttons,
                        .builtin = slot->builtin};
}

static void view_team(const RgMatch* match, int side, RgMatchView* out) {
    int team = side == RG_TEAM_LEFT ? match->left : 1 - match->left;
    const RgTeam* t = &match->teams[team];
    float sign = side == RG_TEAM_LEFT ? 1.0f : -1.0f; // own frame to world
    int world = match->left == 0 ? 1 : -1;            // match frame to world
    out->player_count[side] = t->player_count;
    out->agents[side] = t->agents;
    out->designated[side] = t->selected;
    out->score[side] = t->score;
    for (int i = 0; i < t->player_count; i++) {
        out->players[side][i] = view_player(&match->players[rg_player_index(team, i)], sign);
    }
    for (int i = 0; i < t->agents; i++) {
        out->slots[side * RG_TEAM_SIZE + i] = view_slot(&t->slots[i], world);
    }
}

void rg_match_view(const RgMatch* match, RgMatchView* out) {
    *out = (RgMatchView){.steps = match->steps,
                         .clock_ms = match->clock,
                         .game_mode = match->in_set_piece ? match->referee.mode : RG_MODE_NORMAL};
    float world = match->left == 0 ? 1.0f : -1.0f;
    RgV3 rotation = rg_ball_rotation(match);
    out->ball[0] = world * match->ball.position.x;
    out->ball[1] = world * match->ball.position.y;
    out->ball[2] = match->ball.position.z;
    out->ball_velocity[0] = world * match->ball.velocity.x;
    out->ball_velocity[1] = world * match->ball.velocity.y;
    out->ball_velocity[2] = match->ball.velocity.z;
    out->ball_rotation[0] = rotation.x;
    out->ball_rotation[1] = rotation.y;
    out->ball_rotation[2] = rotation.z;
    view_owner(match, out);
    view_team(match, RG_TEAM_LEFT, out);
    view_team(match, RG_TEAM_RIGHT, out);
}

void rg_match_view_facing(const RgMatch* match, RgMatchView* view) {
    for (int side = 0; side < RG_TEAM_COUNT; side++) {
        int team = side == RG_TEAM_LEFT ? match->left : 1 - match->left;
        float sign = side == RG_TEAM_LEFT ? 1.0f : -1.0f; // own frame to world
        for (int i = 0; i < view->player_count[side]; i++) {
            const RgPlayer* player = &match->players[rg_player_index(team, i)];
            RgV2 body = v2_scale(rg_orientation(player).body_direction, sign);
            view->players[side][i].facing = rg_atan2(body.y, body.x);
        }
    }
}
