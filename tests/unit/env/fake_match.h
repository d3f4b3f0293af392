// A match engine of a few lines behind include/regista/football.h, so that the environment's rules
// are tested alone: nothing happens in it but what a test's script does. A program that includes
// this file links no other engine.
#pragma once

#include <string.h>

#include "core/error.h"
#include "core/hash.h"
#include "core/memory.h"
#include "football/profile.h"
#include "regista/football.h"

struct RgPitch {
    int32_t unused;
};

struct RgMatch {
    RgMatchDef def;
    RgMatchView view;
    RgControls last; ///< what the environment asked for in the last step
};

/// Called at the end of every step; may change the view. NULL: nothing happens.
typedef void (*FakeScript)(RgMatch* match, const RgControls* controls);
static FakeScript fake_script;

RgMatchDef rg_default_match_def(void) {
    return (RgMatchDef){.cookie = 7,
                        .seed = 1,
                        .second_half = -1,
                        .ticks_per_step = RG_TICK_MS,
                        .use_magnet = true};
}

RgStatus rg_pitch_create(RgPitch** out, RgError* error) {
    *out = rg_alloc(sizeof **out);
    return *out != NULL ? RG_OK : rg_fail(error, RG_ERROR_MEMORY, "no memory for the pitch");
}

void rg_pitch_destroy(RgPitch* pitch) {
    rg_free(pitch);
}

const char* rg_stage_name(RgStage stage) {
    (void)stage;
    return "stage";
}

void rg_pitch_profile(RgPitch* pitch, RgProfile* profile) {
    (void)pitch;
    (void)profile;
}

size_t rg_match_bytes(void) {
    return sizeof(RgMatch);
}

uint64_t rg_match_hash(const RgMatch* match) {
    return rg_hash(&match->view, sizeof match->view, 0);
}

void rg_match_view(const RgMatch* match, RgMatchView* out) {
    *out = match->view;
}

void rg_match_view_facing(const RgMatch* match, RgMatchView* view) {
    (void)match;
    (void)view;
}

// players stand where the scenario puts them; slot i controls player i
RgStatus rg_match_reset(const RgPitch* pitch, RgMatch* match, const RgMatchDef* def,
                        RgError* error) {
    (void)pitch;
    (void)error;
    memset(match, 0, sizeof *match);
    match->def = *def;
    RgMatchView* view = &match->view;
    for (int32_t team = 0; team < RG_TEAM_COUNT; team++) {
        float side = team == RG_TEAM_LEFT ? 1.0f : -1.0f;
        view->player_count[team] = def->player_count[team];
        view->agents[team] = def->agents[team];
        view->designated[team] = 0;
        for (int32_t i = 0; i < def->player_count[team]; i++) {
            const RgStart* start = &def->starts[team][i];
            view->players[team][i].x = side * 55.0f * start->x;
            view->players[team][i].y = side * -84.96f * start->y;
            view->players[team][i].role = start->role;
            view->players[team][i].active = true;
        }
        for (int32_t i = 0; i < RG_TEAM_SIZE; i++) {
            view->slots[team * RG_TEAM_SIZE + i].player = (int8_t)(i < def->agents[team] ? i : -1);
        }
    }
    view->ball[0] = 54.4f * def->ball_x;
    view->ball[1] = -83.6f * def->ball_y;
    view->owner_team = view->owner_player = -1;
    view->steps = -1;
    return RG_OK;
}

// directions and buttons as A.2 says, each player moves by its direction; the ball by a hash of
// everything so far
void rg_match_step(const RgPitch* pitch, RgMatch* match, const RgControls* controls) {
    static const int8_t directions[9][2] = {{0, 0}, {-1, 0}, {-1, 1}, {0, 1},  {1, 1},
                                            {1, 0}, {1, -1}, {0, -1}, {-1, -1}};
    (void)pitch;
    match->last = *controls;
    RgMatchView* view = &match->view;
    view->steps++;
    for (int32_t slot = 0; slot < RG_SLOT_COUNT; slot++) {
        RgSlotView* s = &view->slots[slot];
        uint8_t action = controls->action[slot];
        if (s->player < 0) {
            continue;
        }
        if (action >= RG_ACTION_LEFT && action <= RG_ACTION_BOTTOM_LEFT) {
            s->direction_x = directions[action][0];
            s->direction_y = directions[action][1];
        } else if (action == RG_ACTION_RELEASE_DIRECTION) {
            s->direction_x = s->direction_y = 0;
        } else if (action == RG_ACTION_SPRINT) {
            s->buttons |= 1u << RG_BUTTON_SPRINT;
        } else if (action == RG_ACTION_RELEASE_SPRINT) {
            s->buttons &= (uint16_t) ~(1u << RG_BUTTON_SPRINT);
        }
        RgPlayerView* p = &view->players[slot / RG_TEAM_SIZE][s->player];
        p->x += s->direction_x;
        p->y += s->direction_y;
    }
    view->ball[2] = (float)(rg_hash(view, sizeof *view, match->def.seed) % 1000) * 0.01f;
    if (fake_script != NULL) {
        fake_script(match, controls);
    }
}

void rg_matches_step(const RgPitch* pitch, RgMatchStep* steps, int32_t count) {
    for (int32_t i = 0; i < count; i++) {
        rg_match_step(pitch, steps[i].match, &steps[i].controls);
    }
}
