// Team play (C.12): how the formation breathes with the ball, the offside trap, runs and support.
// Roles and marking are in assignment.c, a single player's movement off the ball in support.c.
#include "football/shape.h"

#include "football/assignment.h"
#include "football/ball.h"
#include "football/control.h"
#include "football/perception.h"

#include <string.h>

float rg_mentality(int role) {
    static const float mentality[RG_ROLE_COUNT] = {
        [RG_ROLE_GK] = 0.0f,  [RG_ROLE_CB] = 0.0f, [RG_ROLE_LB] = 0.25f, [RG_ROLE_RB] = 0.25f,
        [RG_ROLE_DM] = 0.25f, [RG_ROLE_CM] = 0.5f, [RG_ROLE_LM] = 0.5f,  [RG_ROLE_RM] = 0.5f,
        [RG_ROLE_AM] = 0.75f, [RG_ROLE_CF] = 1.0f};
    return mentality[role];
}

// ---- adapted formation position (C.12.3)

/// Tactical parameters in offence [0] and defence [1] (C.12.2); mixed by the possession bias.
typedef struct Tactics {
    float depth[2], width[2], own_half[2];
} Tactics;

// common values with what single roles differ by, cut to [0, 1]
static const Tactics role_tactics[RG_ROLE_COUNT] = {
    [RG_ROLE_GK] = {{0.868f, 0.710f}, {0.948f, 0.840f}, {0.520f, 0.540f}},
    [RG_ROLE_CB] = {{0.868f, 0.710f}, {1.0f, 0.840f}, {0.520f, 0.540f}},
    [RG_ROLE_LB] = {{0.868f, 0.710f}, {1.0f, 0.840f}, {0.520f - 0.1f, 0.540f - 0.075f}},
    [RG_ROLE_RB] = {{0.868f, 0.710f}, {1.0f, 0.840f}, {0.520f - 0.1f, 0.540f - 0.075f}},
    [RG_ROLE_DM] = {{0.868f, 0.710f}, {0.948f, 0.840f}, {0.520f, 0.540f}},
    [RG_ROLE_CM] = {{0.868f, 0.710f}, {0.948f, 0.840f}, {0.520f, 0.540f}},
    [RG_ROLE_LM] = {{0.868f, 0.710f}, {0.948f, 0.840f}, {0.520f - 0.1f, 0.540f - 0.05f}},
    [RG_ROLE_RM] = {{0.868f, 0.710f}, {0.948f, 0.840f}, {0.520f - 0.1f, 0.540f - 0.05f}},
    [RG_ROLE_AM] = {{0.868f, 0.710f + 0.125f}, {0.948f, 0.840f}, {0.520f, 0.540f}},
    [RG_ROLE_CF] = {{0.868f, 0.710f + 0.125f}, {0.948f, 0.840f}, {0.520f, 0.540f}},
};

static float mixed(const float pair[2], float offence) {
    return pair[0] * offence + pair[1] * (1.0f - offence);
}

static float possession_bias(float fading, float ball_x, float offensiveness) {
    float p0 = rg_nc(fading - 0.5f, 0.3f, 0.7f);
    float ball = rg_nc(ball_x / RG_PITCH_HALF_LENGTH, -0.7f, 0.7f);
    float weight = 0.6f * (1.0f - fabsf(2.0f * p0 - 1.0f));
    return rg_clamp(ball * weight + p0 * (1.0f - weight) + 0.3f * (offensiveness - 0.5f), 0.0f,
                    1.0f);
}

static RgV2 owner_position(const RgMatch* match, int team) {
    return rg_as_seen(team, match->owner, match->players[match->owner].position);
}

static float side_mean(const RgMatch* match) {
    return match->side_count == 0 ? 0.0f : (float)(match->side_sum / match->side_count);
}

// items 5-7: the rectangle the formation is stretched over
static void formation_bounds(const RgMatch* match, int team, int role, RgV2 ball, float pb,
                             RgFormation* f) {
    const RgTeam* t = &match->teams[team];
    const Tactics* tactics = &role_tactics[role];
    float mind = rg_mentality(role);
    float off = t->offensiveness;
    float side[2] = {
        rg_clamp(0.176f + (mind - 0.5f) * 0.2f - 0.3f + 0.3f * off, 0.0f, 1.0f),
        rg_clamp(0.332f + (0.5f - mind) * 0.2f - 0.3f + 0.3f * (1.0f - off), 0.0f, 1.0f)};
    float side_focus = mixed(side, pb);
    float depth = 0.45f * mixed(tactics->depth, pb);
    float width = 0.95f * mixed(tactics->width, pb);
    float offset_x = -RG_PITCH_HALF_LENGTH * (2.0f * mixed(tactics->own_half, pb) - 1.0f);
    float side_x = 11.0f * (2.0f * pb - 1.0f) + 44.0f * side_mean(match);
    float centre_x = rg_clamp(ball.x * (1.0f - side_focus) + side_x * side_focus + offset_x,
                              -RG_PITCH_HALF_LENGTH, RG_PITCH_HALF_LENGTH);
    float centre_y = rg_clamp(ball.y, -RG_PITCH_HALF_WIDTH, RG_PITCH_HALF_WIDTH);
    centre_x *= (1.0f - depth) * 0.95f + 0.05f;
    centre_y *= (1.0f - width) * 0.9f + 0.1f;
    f->back = rg_maxf(centre_x - depth * RG_PITCH_HALF_LENGTH, t->trap_x);
    f->front = centre_x + depth * RG_PITCH_HALF_LENGTH;
    f->low = centre_y - width * RG_PITCH_HALF_WIDTH;
    f->high = centre_y + width * RG_PITCH_HALF_WIDTH;
}

// item 9: how strongly the micro focus pulls, whatever the role
static float micro_strength(RgV2 ball, float pb) {
    static const float micro[2] = {0.826f, 0.938f};
    float side = 0.3f + 0.7f * rg_nc(ball.x / RG_PITCH_HALF_LENGTH, -0.7f, 0.7f);
    // often one of the two has no weight
    float offence = pb > 0.0f ? rg_pow(side, 0.8f) * pb : 0.0f;
    float defence = pb < 1.0f ? rg_pow(1.0f - side, 0.6f) * (1.0f - pb) : 0.0f;
    float strength = offence + defence;
    return mixed(micro, pb) * (0.2f + 0.8f * strength);
}

static RgV2 focal_in_offence(RgMatch* match, int team) {
    return rg_turned(team, rg_ball_average(match, 3000));
}

static RgV2 focal_in_defence(RgMatch* match, int team) {
    RgV2 ball = rg_turned(team, rg_ball_average(match, 2000));
    return v2_add(v2_scale(ball, 0.5f), v2_scale(owner_position(match, team), 0.5f));
}

// item 4
static RgV2 focal_point(RgMatch* match, int team, float pb) {
    // often one of the two is all there is; the other's zero shows beside another zero only, in its
    // sign
    if (pb == 0.0f || pb == 1.0f) {
        RgV2 only = pb > 0.0f ? focal_in_offence(match, team) : focal_in_defence(match, team);
        if (only.x != 0.0f && only.y != 0.0f) {
            return only;
        }
    }
    return v2_add(v2_scale(focal_in_offence(match, team), pb),
                  v2_scale(focal_in_defence(match, team), 1.0f - pb));
}

// items 8, 9: what pulls players together
static void formation_foci(RgV2 focal, RgV2 ball, float pb, RgFormation* f) {
    RgV2 offence =
        v2(rg_clamp(focal.x + 1.0f, -RG_PITCH_HALF_LENGTH, RG_PITCH_HALF_LENGTH), 0.9f * focal.y);
    // the limit is minus the back bound: upstream slip, kept (2.1)
    RgV2 defence = v2(rg_clamp(focal.x - 2.0f, -RG_PITCH_HALF_LENGTH, -f->back), 0.9f * focal.y);
    static const float focus[2] = {0.828f, 0.776f};
    f->micro = v2_add(v2_scale(offence, pb), v2_scale(defence, 1.0f - pb));
    f->y_focus = ball.y;
    f->y_strength = 0.5f * pb + 0.2f * (1.0f - pb);
    f->midfield_focus =
        0.7f * mixed(focus, pb) + 0.3f * rg_nc(ball.x / RG_PITCH_HALF_LENGTH, -0.8f, 0.8f);
    f->midfield_strength = 0.35f;
}

// mean of the ball's position, the newer the nearer the owner
static RgV2 ball_of_late(RgMatch* match, int player) {
    int team = rg_team_of(player);
    float distance = v2_distance(owner_position(match, team), match->players[player].position);
    float urgency = 1.0f - rg_nc(distance, 2.0f, 30.0f);
    float x = rg_ball_average(match, (int)(3500.0f * (1.0f - 0.7f * urgency))).x;
    float y = rg_ball_average(match, (int)(4000.0f * (1.0f - 0.5f * urgency))).y;
    return rg_turned(team, v2(x, y));
}

void rg_adapted_points(RgMatch* match, int player, int n, const RgV2* homes, const uint8_t* roles,
                       RgV2* points) {
    int team = rg_team_of(player);
    const RgTeam* t = &match->teams[team];
    RgV2 ball = ball_of_late(match, player);
    float pb = possession_bias(t->fading, ball.x, t->offensiveness);
    float strength = micro_strength(ball, pb);
    RgV2 focal = focal_point(match, team, pb);
    for (int i = 0; i < n; i++) {
        RgFormation f = {.micro_strength = strength};
        formation_bounds(match, team, roles[i], ball, pb, &f);
        formation_foci(focal, ball, pb, &f);
        points[i] = rg_formation_point(homes[i], &f);
    }
}

// ---- offensiveness (C.12.4)

void rg_update_offensiveness(RgMatch* match, int team) {
    const RgTeam* other = &match->teams[1 - team];
    RgTeam* t = &match->teams[team];
    float behind = rg_clamp(0.5f + 0.25f * (float)(other->score - t->score), 0.0f, 1.0f);
    float time = 0.5f + 0.5f * rg_clamp((float)match->match_clock / 6300000.0f, 0.0f, 1.0f);
    float share = (float)match->possession_60s / 6000.0f * (team == 0 ? 1.0f : -1.0f);
    t->offensiveness =
        0.5f * rg_clamp(0.5f + (behind - 0.5f) * time, 0.0f, 1.0f) + 0.5f * (0.5f + 0.5f * share);
}

// ---- offside trap line (C.12.5, 2.11) in depth: metres from half-way towards the own goal

// second-deepest own active player in the newest image, if he stands deeper than `enough`; else
// something smaller
static float second_deepest(const RgMatch* match, int team, float enough) {
    float deepest = -RG_PITCH_HALF_LENGTH;
    float second = -RG_PITCH_HALF_LENGTH;
    for (int i = 0; i < match->teams[team].player_count; i++) {
        int index = rg_player_index(team, i);
        const RgPlayer* p = &match->players[index];
        // seen at most 2.5 m off the truth
        if (!p->active || -p->position.x + 2.51f < rg_maxf(second, enough)) {
            continue;
        }
        float depth = -rg_seen_position(match, team, index, 0).x;
        if (depth > deepest) {
            second = deepest;
            deepest = depth;
        } else if (depth > second) {
            second = depth;
        }
    }
    return second;
}

static void update_trap(RgMatch* match, int team) {
    RgTeam* t = &match->teams[team];
    float start = 30.0f + 20.0f * t->offensiveness;
    float offset = 20.0f + 10.0f * (1.0f - t->offensiveness);
    float line = RG_PITCH_HALF_LENGTH - start;
    float ball = -rg_ball_predict_as(match, team, 0).x;
    line = rg_maxf(
        line, ball + offset * (1.0f - rg_nc(ball, RG_PITCH_HALF_LENGTH - start - offset, 49.0f)));
    line = rg_maxf(line, -rg_ball_predict_as(match, team, 700).x);
    int other = rg_player_index(1 - team, match->teams[1 - team].designated);
    const RgPlayer* opponent = &match->players[other];
    float soon =
        -rg_as_seen(team, other, v2_mad(opponent->position, opponent->velocity, 0.15f)).x + 4.0f;
    if (soon > line) {
        line = -rg_as_seen(team, other, v2_mad(opponent->position, opponent->velocity, 0.10f)).x +
               4.0f;
    }
    float ball_seen = -rg_seen_ball(match, team, 0, 0).x;
    // who stands hardly deeper than the line, or not as deep as the ball, does not move it
    float enough = rg_maxf(rg_maxf(line + 3.9f, 0.0f), ball_seen);
    float last = rg_maxf(rg_maxf(second_deepest(match, team, enough), 0.0f), ball_seen);
    line = rg_maxf(line, rg_minf(last, RG_PITCH_HALF_LENGTH) - 4.0f);
    t->trap_x = -line;
}

float rg_offside_line(const RgMatch* match, int team) {
    float last = 0.0f;
    float second = 0.0f;
    int other = 1 - team;
    for (int i = 0; i < match->teams[other].player_count; i++) {
        int index = rg_player_index(other, i);
        if (match->players[index].active) {
            float x = -match->players[index].position.x;
            if (x > last) {
                second = last;
                last = x;
            } else if (x > second) {
                second = x;
            }
        }
    }
    float ball = rg_turned(team, v3_flat(match->ball.position)).x;
    return rg_minf(rg_maxf(second, ball), RG_PITCH_HALF_LENGTH);
}

// ---- runs and support (C.12.6, 2.23)

// nearest active player to a point, without the designated one and, for runs, without agents
static int nearest_mate(const RgMatch* match, int team, RgV2 point, bool without_agents) {
    int nearest = RG_NOBODY;
    float best = INFINITY;
    for (int i = 0; i < match->teams[team].player_count; i++) {
        int index = rg_player_index(team, i);
        const RgPlayer* p = &match->players[index];
        if (!p->active || i == match->teams[team].designated ||
            (without_agents && rg_driving_slot(match, index))) {
            continue;
        }
        float distance = v2_distance(p->position, point);
        if (distance < best) {
            best = distance;
            nearest = i;
        }
    }
    return nearest;
}

// how much the four opponents nearest to `point` crowd it
static float crowding(const RgMatch* match, int team, RgV2 point) {
    float nearest[4] = {INFINITY, INFINITY, INFINITY, INFINITY};
    for (int i = 0; i < match->teams[1 - team].player_count; i++) {
        int index = rg_player_index(1 - team, i);
        if (!match->players[index].active) {
            continue;
        }
        float distance =
            v2_distance(rg_as_seen(team, index, match->players[index].position), point);
        for (int k = 0; k < 4; k++) {
            if (distance < nearest[k]) {
                float swap = nearest[k];
                nearest[k] = distance;
                distance = swap;
            }
        }
    }
    float sum = 0.0f;
    for (int k = 0; k < 4 && nearest[k] < INFINITY; k++) {
        sum += rg_pow(rg_curve(1.0f - rg_nc(nearest[k], 0.0f, 15.0f), 1.0f), 0.5f);
    }
    return sum;
}

static void update_run(RgMatch* match, int team) {
    RgTeam* t = &match->teams[team];
    if (t->runner != RG_NOBODY && t->run_until <= match->clock) {
        t->runner = RG_NOBODY;
    }
    if ((uint32_t)match->clock % 500 != 0 || t->runner != RG_NOBODY || match->best_team != team ||
        rg_active_slots(match, team) >= 2) {
        return;
    }
    RgV2 carrier = match->players[rg_player_index(team, t->designated)].position;
    int runner = nearest_mate(match, team, v2_add(carrier, v2(26.0f, 0.0f)), true);
    if (runner == RG_NOBODY) {
        return;
    }
    // rated by his distance to the carrier, not to the point he was chosen by: 838 of 838 recorded
    // decisions
    RgV2 at = match->players[rg_player_index(team, runner)].position;
    float rating = rg_pow(1.0f - rg_nc(v2_distance(at, carrier), 0.0f, 40.0f), 0.5f) *
                   (1.0f - 0.3f * crowding(match, team, v2(at.x - 10.0f, 0.8f * at.y)));
    if (rating >= 0.5f) {
        t->runner = (int8_t)runner;
        t->run_until = match->clock + 4000;
    }
}

static void update_support(RgMatch* match, int team) {
    if ((uint32_t)match->clock % 1500 == 0) {
        RgTeam* t = &match->teams[team];
        RgV2 ahead =
            v2_add(match->players[rg_player_index(team, t->designated)].position, v2(1.5f, 0.0f));
        t->supporter = (int8_t)nearest_mate(match, team, ahead, false);
    }
}

void rg_shape_tick(RgMatch* match, int team) {
    uint32_t clock = (uint32_t)match->clock;
    uint32_t second = team == 0 ? 0 : 200; // the second team is half a period later
    if (clock % 1000 == 0) {
        rg_update_offensiveness(match, team);
    }
    update_trap(match, team);
    update_run(match, team);
    update_support(match, team);
    if ((clock + second) % 400 == 0) {
        rg_assign_roles(match, team);
    }
    if ((clock + second + 100) % 400 == 0) {
        rg_assign_marking(match, team);
    }
}

void rg_note_position(RgMatch* match, int player) {
    RgPlayer* p = &match->players[player];
    if (p->speed_point_count == RG_SPEED_HISTORY) {
        memmove(p->speed_points, p->speed_points + 1,
                sizeof p->speed_points - sizeof p->speed_points[0]);
        p->speed_point_count--;
    }
    p->speed_points[p->speed_point_count++] = p->position;
    float length = 0.0f;
    for (int i = 1; i < p->speed_point_count; i++) {
        length += v2_distance(p->speed_points[i], p->speed_points[i - 1]);
    }
    p->mean_speed = length / 10.0f;
}

void rg_shape_reset(RgMatch* match, int team) {
    RgTeam* t = &match->teams[team];
    t->runner = RG_NOBODY;
    t->run_until = 0;
    for (int i = 0; i < t->player_count; i++) {
        RgPlayer* p = rg_player(match, team, i);
        p->marking = RG_NOBODY;
        p->speed_point_count = 0;
        p->mean_speed = 0.0f;
    }
}
