// Restarts put everybody in place at once. The order of the random draws is part of the game
// (RANDOM.md section 3): the last idle draw of a player is the frame at which his standing clip
// starts.
#include "football/placement.h"

#include "football/ball.h"
#include "football/body.h"
#include "football/control.h"
#include "football/perception.h"
#include "football/referee.h"
#include "football/shape.h"
#include "football/touch.h"

#include <string.h>

/// What a placement works out: per player where, and at which frame he stands.
typedef struct Placing {
    RgV2 point[RG_PLAYER_COUNT]; // own frame
    int frame[RG_PLAYER_COUNT];
} Placing;

static int draw_idle(RgMatch* match) {
    return (int)rg_generator_draw(&match->random, 0.0f, 23.0f);
}

static bool takes_part(const RgMatch* match, int team, int number) {
    return match->players[rg_player_index(team, number)].active;
}

// ---- kick-off

int rg_placement_kick_off_owner(const RgMatch* match) {
    int owner = 0;
    float best = INFINITY;
    for (int team = 0; team < RG_TEAM_COUNT; team++) {
        for (int i = 0; i < match->teams[team].player_count; i++) {
            const RgPlayer* p = &match->players[rg_player_index(team, i)];
            // normalised units against metres: upstream slip, meaningful for a ball at the centre
            // only
            RgV2 place = v2(p->start.x / RG_START_X, p->start.y / RG_START_X);
            float distance = v2_distance(place, rg_turned(team, match->ball_start));
            if (distance < best) {
                best = distance;
                owner = team;
            }
        }
    }
    return owner;
}

static bool formations_exchanged(const RgMatch* match) {
    const RgReferee* referee = &match->referee;
    return match->clock > 0 && match->teams[0].player_count == match->teams[1].player_count &&
           referee->team != referee->first_kick_off_team;
}

static void place_kick_off(const RgMatch* match, int team, Placing* out) {
    int source = formations_exchanged(match) ? 1 - team : team;
    for (int i = 0; i < match->teams[team].player_count; i++) {
        out->point[rg_player_index(team, i)] = match->players[rg_player_index(source, i)].start;
    }
}

// ---- the other set pieces: formation points with the bounds and foci of the table in C.15.5

static RgFormation goal_kick_formation(bool taking) {
    return taking ? (RgFormation){.back = -27.5f, .front = 11.0f, .low = -25.2f, .high = 25.2f}
                  : (RgFormation){.back = -22.0f, .front = 5.5f, .low = -25.2f, .high = 25.2f};
}

static RgFormation corner_formation(bool taking, RgV2 ball) {
    RgFormation f = {.low = -21.6f,
                     .high = 21.6f,
                     .micro = v2(0.95f * ball.x, 0.1f * ball.y),
                     .micro_strength = 0.9f};
    f.y_focus = 0.1f * ball.y;
    f.back = taking ? 11.0f : -53.9f;
    f.front = taking ? 52.8f : -27.5f;
    f.x_focus = taking ? 44.88f : -50.666f;
    f.x_strength = taking ? 0.7f : 0.8f;
    f.y_strength = taking ? 0.7f : 0.9f;
    f.midfield_focus = taking ? 0.9f : 0.1f;
    f.midfield_strength = taking ? 0.5f : 0.7f;
    return f;
}

static RgFormation throw_in_formation(bool taking, RgV2 ball) {
    RgFormation f = {.back = ball.x - 30.0f,
                     .front = ball.x + (taking ? 20.0f : 15.0f),
                     .low = 0.25f * ball.y - 27.0f,
                     .high = 0.25f * ball.y + 27.0f,
                     .micro = ball,
                     .micro_strength = 0.7f};
    f.x_focus = ball.x + (taking ? 4.0f : -16.0f);
    f.x_strength = taking ? 0.4f : 0.2f;
    f.y_focus = (taking ? 0.996f : 0.95f) * ball.y;
    f.y_strength = taking ? 0.6f : 0.5f;
    return f;
}

static RgFormation free_kick_formation(bool taking, RgV2 ball) {
    float f = 0.5f + 0.5f * ball.x / RG_PITCH_HALF_LENGTH;
    RgFormation out = {.low = -25.2f, .high = 25.2f, .micro = ball, .micro_strength = 0.4f};
    if (taking) {
        out.back = -RG_PITCH_HALF_LENGTH * (0.7f - 0.7f * f);
        out.front = -RG_PITCH_HALF_LENGTH * (-0.3f - 0.7f * f);
        out.x_focus = ball.x + 10.0f;
        out.x_strength = 0.5f + 0.2f * f;
        out.y_focus = 0.4f * ball.y;
        out.y_strength = 0.6f + 0.2f * f;
    } else {
        out.back = -RG_PITCH_HALF_LENGTH * (1.0f - 0.6f * f);
        out.front = -RG_PITCH_HALF_LENGTH * (0.5f - 0.8f * f);
        out.x_focus = ball.x - 20.0f;
        out.x_strength = 0.6f - 0.4f * f;
        out.y_focus = 0.2f * ball.y;
        out.y_strength = 0.8f - 0.4f * f;
    }
    return out;
}

static RgFormation penalty_formation(bool taking, RgV2 ball) {
    RgFormation f = {.low = -28.8f, .high = 28.8f, .x_focus = ball.x};
    f.back = ball.x - (taking ? 50.0f : 11.0f);
    f.front = ball.x + (taking ? 10.0f : 20.0f);
    f.x_strength = taking ? 0.6f : 1.0f;
    f.y_strength = taking ? 0.8f : 1.0f;
    return f;
}

static RgFormation set_piece_formation(RgGameMode mode, bool taking, RgV2 ball) {
    switch (mode) {
    case RG_MODE_GOAL_KICK:
        return goal_kick_formation(taking);
    case RG_MODE_CORNER:
        return corner_formation(taking, ball);
    case RG_MODE_THROW_IN:
        return throw_in_formation(taking, ball);
    case RG_MODE_FREE_KICK:
        return free_kick_formation(taking, ball);
    default:
        return penalty_formation(taking, ball);
    }
}

// pushes a point out to `distance` from the ball
static RgV2 keep_away(RgV2 point, RgV2 ball, float distance) {
    RgV2 away = v2_sub(point, ball);
    if (v2_length(away) >= distance) {
        return point;
    }
    return v2_mad(ball, v2_unit_or(away, v2(-1.0f, 0.0f)), distance);
}

static void place_set_piece(const RgMatch* match, int team, Placing* out) {
    const RgReferee* referee = &match->referee;
    bool taking = referee->team == team;
    RgV2 ball = rg_turned(team, referee->spot);
    RgFormation formation = set_piece_formation((RgGameMode)referee->mode, taking, ball);
    formation.back = rg_clamp(formation.back, -RG_PITCH_HALF_LENGTH, RG_PITCH_HALF_LENGTH);
    formation.front = rg_clamp(formation.front, -RG_PITCH_HALF_LENGTH, RG_PITCH_HALF_LENGTH);
    for (int i = 0; i < match->teams[team].player_count; i++) {
        const RgPlayer* p = &match->players[rg_player_index(team, i)];
        RgV2 point = rg_formation_point(p->home, &formation);
        if (p->role == RG_ROLE_GK) {
            point = v2(-53.9f, 0.0f);
        } else if (referee->mode == RG_MODE_FREE_KICK && !taking) {
            point = keep_away(point, ball, 9.15f);
        } else if (referee->mode == RG_MODE_PENALTY) {
            float limit = taking ? 38.0f : -38.0f;
            point.x = taking ? rg_minf(point.x, limit) : rg_maxf(point.x, limit);
            point = keep_away(point, ball, 9.65f);
        }
        out->point[rg_player_index(team, i)] = point;
    }
}

// the three players nearest to the ball form a wall (C.15.5, 4.14); @return whether there is one
static bool wall_wanted(const RgMatch* match, int team) {
    const RgReferee* referee = &match->referee;
    RgV2 ball = rg_turned(team, referee->spot);
    return referee->mode == RG_MODE_FREE_KICK && referee->team != team &&
           v2_distance(ball, v2(-RG_PITCH_HALF_LENGTH, 0.0f)) < 40.0f;
}

static void place_wall(RgMatch* match, int team, Placing* out) {
    RgV2 ball = rg_turned(team, match->referee.spot);
    bool used[RG_TEAM_SIZE] = {false};
    for (int i = 0; i < 3; i++) {
        int nearest = RG_NOBODY;
        float best = INFINITY;
        for (int n = 0; n < match->teams[team].player_count; n++) {
            float distance = v2_distance(out->point[rg_player_index(team, n)], ball);
            if (!used[n] && takes_part(match, team, n) && distance < best) {
                best = distance;
                nearest = n;
            }
        }
        int frame = draw_idle(match);
        if (nearest == RG_NOBODY) {
            continue;
        }
        used[nearest] = true;
        RgV2 to_goal = v2_unit(v2_sub(v2(-RG_PITCH_HALF_LENGTH, 0.0f), ball));
        // upstream: the step is not turned for the second team (both recorded walls)
        RgV2 step = rg_turned(team, v2(0.0f, 0.07f * (float)(1 - i)));
        RgV2 direction = v2_unit(v2_add(to_goal, step));
        out->point[rg_player_index(team, nearest)] = v2_mad(ball, direction, 9.15f);
        out->frame[rg_player_index(team, nearest)] = frame;
    }
}

static int nearest_to_ball(const RgMatch* match, int team, const Placing* placing) {
    RgV2 ball = rg_turned(team, match->referee.spot);
    int nearest = RG_NOBODY;
    float best = INFINITY;
    for (int n = 0; n < match->teams[team].player_count; n++) {
        float distance = v2_distance(placing->point[rg_player_index(team, n)], ball);
        if (takes_part(match, team, n) && distance < best) {
            best = distance;
            nearest = n;
        }
    }
    return nearest == RG_NOBODY ? RG_NOBODY : rg_player_index(team, nearest);
}

static RgV2 taker_point(RgGameMode mode, RgV2 ball) {
    RgV2 outwards = v2_unit_or(ball, v2(-1.0f, 0.0f)); // away from the centre spot
    switch (mode) {
    case RG_MODE_THROW_IN:
        return v2_mad(ball, outwards, 0.3f);
    case RG_MODE_FREE_KICK:
        return v2(ball.x - 2.3f, ball.y);
    case RG_MODE_PENALTY:
        return v2(ball.x - 3.0f, ball.y);
    default:
        return v2_mad(ball, outwards, 2.3f);
    }
}

// ---- draws and placing, in the order of RANDOM.md section 3

static void draw_first_frames(RgMatch* match, Placing* out) {
    for (int team = 0; team < RG_TEAM_COUNT; team++) {
        for (int i = 0; i < match->teams[team].player_count; i++) {
            if (takes_part(match, team, i)) {
                out->frame[rg_player_index(team, i)] = draw_idle(match);
            }
        }
    }
    rg_generator_skip(&match->random, 1); // the referee's own
}

static void place_team(RgMatch* match, int team, Placing* out) {
    RgReferee* referee = &match->referee;
    bool kick_off = referee->mode == RG_MODE_KICK_OFF;
    // at the first kick-off and after goals the taking team is the first-processed one
    bool taking = kick_off && !referee->half_time_done ? team == 0 : referee->team == team;
    int count = match->teams[team].player_count;
    if (kick_off) {
        place_kick_off(match, team, out);
    } else {
        place_set_piece(match, team, out);
    }
    for (int i = 0; i < count; i++) {
        if (takes_part(match, team, i) &&
            match->players[rg_player_index(team, i)].role == RG_ROLE_GK) {
            out->frame[rg_player_index(team, i)] = draw_idle(match);
        }
    }
    int active = 0;
    for (int i = 0; i < count; i++) {
        active += takes_part(match, team, i);
    }
    for (int i = 0; i < count; i++) {
        if (!takes_part(match, team, i) ||
            match->players[rg_player_index(team, i)].role == RG_ROLE_GK) {
            continue;
        }
        rg_generator_skip(&match->random,
                          kick_off ? 1 : 0); // sideways jitter, overwritten by the start position
        out->frame[rg_player_index(team, i)] = draw_idle(match);
        rg_generator_skip(&match->random, kick_off && taking ? (active > 1 ? 2 : 1) : 0);
    }
    if (wall_wanted(match, team)) {
        place_wall(match, team, out);
    }
    for (int i = 0; kick_off && i < count; i++) {
        if (takes_part(match, team, i)) {
            out->frame[rg_player_index(team, i)] = draw_idle(match);
        }
    }
    if (taking) {
        int taker = nearest_to_ball(match, team, out);
        referee->taker = (int8_t)taker;
        if (!kick_off && taker != RG_NOBODY) {
            out->point[taker] =
                taker_point((RgGameMode)referee->mode, rg_turned(team, referee->spot));
            rg_generator_skip(&match->random, referee->mode == RG_MODE_PENALTY ? 1 : 0);
            out->frame[taker] = draw_idle(match);
        }
    }
}

static void clear_team(RgMatch* match, int team) {
    RgTeam* t = &match->teams[team];
    t->amount = t->fading = 1.0f;
    t->time_ms = 100;
    t->designated = 0;
    t->last_toucher = RG_NOBODY;
    t->has_possession = false;
    memset(t->offside, 0, sizeof t->offside);
    for (int i = 0; i < t->agents; i++) {
        if (t->slots[i].player != RG_NOBODY) {
            rg_control_reset(&t->slots[i]);
        }
    }
    rg_shape_reset(match, team);
}

static void clear_match(RgMatch* match) {
    match->best_team = RG_NOBODY;
    match->retainer = RG_NOBODY;
    match->last_touch_team = RG_NOBODY;
    for (int i = 0; i < RG_TOUCH_TYPE_COUNT; i++) {
        match->last_touch_team_by_type[i] = RG_NOBODY;
    }
    match->body_bounce_until = 0;
    match->side_head = match->side_count = 0;
    match->side_sum = 0.0;
    match->referee.goal_scored = false;
    match->ball.in_goal = false;
    rg_images_clear(match);
    for (int team = 0; team < RG_TEAM_COUNT; team++) {
        clear_team(match, team);
    }
}

void rg_placement_perform(const RgPitch* pitch, RgMatch* match) {
    RgReferee* referee = &match->referee;
    Placing placing = {0};
    rg_generator_seed(&match->random, match->seed);
    clear_match(match);
    rg_ball_rest(pitch, match, referee->spot);
    draw_first_frames(match, &placing);
    place_team(match, 0, &placing);
    place_team(match, 1, &placing);
    for (int team = 0; team < RG_TEAM_COUNT; team++) {
        RgV2 look = rg_turned(team, referee->spot);
        for (int i = 0; i < match->teams[team].player_count; i++) {
            int index = rg_player_index(team, i);
            if (takes_part(match, team, i)) {
                rg_body_place(match, index, placing.point[index], look, placing.frame[index]);
            }
        }
    }
    if (referee->mode == RG_MODE_THROW_IN) {
        match->retainer = referee->taker;
        if (referee->taker != RG_NOBODY) {
            rg_body_hold(match, referee->taker);
        }
    }
}
