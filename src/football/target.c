// Where passes and shots go (C.10; 1.16, 3.15, 3.16) and how likely the opponents let them through
// (C.13.5, 3.18).
#include "football/target.h"

#include "football/body.h"
#include "football/perception.h"

RgV2 rg_pass_origin(const RgMatch* match, int player) {
    const RgPlayer* self = &match->players[player];
    if (self->motion.touch_frame >= 0) {
        return v3_flat(self->motion.touch_position);
    }
    return v2_mad(self->position, v2_unit(self->velocity), 0.2f);
}

/// Where a team-mate will be when the ball comes.
static RgV2 lead(const RgPlayer* mate, RgV2 origin) {
    float distance = v2_distance(mate->position, origin);
    float time = rg_pow(rg_clamp(0.3f + 0.05f * distance, 0.0f, 1.0f), 0.7f) * 0.7f;
    return v2_mad(mate->position, mate->velocity, time);
}

static int active_players(const RgMatch* match, int team) {
    int count = 0;
    for (int i = 0; i < match->teams[team].player_count; i++) {
        count += match->players[rg_player_index(team, i)].active;
    }
    return count;
}

/// The team-mate who fits what the controller points at; list index.
static int choose_mate(const RgMatch* match, int player, RgV2 origin, const RgCommand* command) {
    int team = rg_team_of(player);
    RgV2 manual = v2_mad(origin, command->input_direction,
                         rg_clamp(60.0f * command->input_power, 1.0f, 100.0f));
    int best = RG_NOBODY;
    float best_rating = INFINITY;
    for (int i = 0; i < match->teams[team].player_count; i++) {
        const RgPlayer* mate = &match->players[rg_player_index(team, i)];
        if (!mate->active || rg_player_index(team, i) == player) {
            continue;
        }
        RgV2 place = lead(mate, origin);
        float away = rg_pow(rg_nc(v2_distance(place, manual), 0.0f, 70.0f), 0.8f);
        float aside = fabsf(v2_angle(command->input_direction, v2_sub(place, origin))) / RG_PI;
        float rating = 0.8f * away + aside;
        if (rating < best_rating) {
            best_rating = rating;
            best = i;
        }
    }
    return best;
}

/// A clearance has no receiver in mind: it goes where it was meant to, in three dimensions.
static bool is_clearance(const RgCommand* command) {
    return !command->automatic && command->forced_target == RG_NOBODY;
}

void rg_aim_pass(const RgMatch* match, int player, RgV2 origin, RgCommand* command) {
    const RgPlayer* self = &match->players[player];
    int team = rg_team_of(player);
    bool alone = active_players(match, team) < 2;
    int mate = command->forced_target;
    if (mate == RG_NOBODY && !alone) {
        mate = choose_mate(match, player, origin, command);
    }
    float manual = rg_clamp(60.0f * command->input_power, 1.0f, 100.0f);
    RgV3 way;
    if (is_clearance(command)) {
        way = v3_scale(command->ball_direction, manual);
    } else if (alone) {
        // nobody to pass to: straight ahead [measured, traces/probe_shot_vs_keeper]
        way = v3_from(v2_scale(self->facing, manual), 0.0f);
    } else {
        way = v3_from(v2_sub(lead(&match->players[rg_player_index(team, mate)], origin), origin),
                      0.0f);
    }
    if (command->function == RG_FN_LONG_PASS) {
        way.x += 0.2f * v3_length(way);
    }
    float far = rg_nc(v3_length(way), 0.0f, 60.0f);
    bool high = command->function == RG_FN_HIGH_PASS;
    RgV3 direction = v3_unit_or(way, v3(0.0f, 0.0f, 0.0f));
    direction.z += high ? 0.45f - 0.15f * far : 0.11f;
    command->ball_direction = v3_unit_or(direction, v3(0.0f, 0.0f, 0.0f));
    command->power = rg_pow(far, 1.4f) * (high ? 1.15f : 1.8f);
    command->target = (int8_t)mate;
}

RgV2 rg_aim_shot(const RgMatch* match, int player, RgV2 input) {
    const RgPlayer* self = &match->players[player];
    RgV2 from = v2_mad(self->position, self->velocity, 0.12f);
    float angle = v2_angle(input, v2_sub(v2(RG_PITCH_HALF_LENGTH, 0.0f), from));
    float side = rg_pow(fabsf(rg_clamp(angle / (0.5f * RG_PI), -1.0f, 1.0f)), 0.7f);
    RgV2 aim =
        v2(RG_PITCH_HALF_LENGTH, (angle > 0.0f ? -side : side) * (RG_GOAL_HALF_WIDTH * 0.9f));
    return v2_unit(v2_sub(aim, from));
}

/// A ball's way, and the kind of ball.
typedef struct Lane {
    RgV2 from, way;
    float length;
    bool high;
    float multiplier; // of the ball's speed
} Lane;

/// How much an opponent is in the way, 0 … 1.
static float danger_of(const Lane* lane, RgV2 opponent) {
    RgV2 there = v2_sub(opponent, lane->from);
    float u = v2_dot(there, lane->way) / v2_dot(lane->way, lane->way);
    if (u < 0.0f || u > 1.2f || (lane->high && u >= 0.2f && u <= 0.65f)) {
        return 0.0f;
    }
    float distance = v2_length(v2_mad(there, lane->way, -u));
    float his_time = (distance + 1.0f) / 8.0f;
    float time = 0.7f + 0.03f * u * rg_minf(u, 1.0f) * lane->length;
    if (lane->high && u > 0.5f) {
        time += 2.5f;
    }
    return rg_clamp(time / lane->multiplier - his_time + 0.5f, 0.0f, 1.0f);
}

RgOpponents rg_seen_opponents(const RgMatch* match, int player) {
    int team = rg_team_of(player);
    int delay = rg_perception_delay(match, player);
    RgOpponents seen = {.count = 0};
    for (int i = 0; i < match->teams[1 - team].player_count; i++) {
        int other = rg_player_index(1 - team, i);
        if (match->players[other].active) {
            seen.place[seen.count++] = rg_seen_soon(match, team, other, delay, 0.2f);
        }
    }
    return seen;
}

float rg_pass_odds(const RgPlayer* self, const RgOpponents* opponents, RgV2 target,
                   RgFunction function) {
    Lane lane = {.from = v2_mad(self->position, self->velocity, 0.12f),
                 .high = function == RG_FN_HIGH_PASS,
                 .multiplier = function == RG_FN_SHOT ? 3.0f : 1.0f};
    lane.way = v2_sub(target, lane.from);
    lane.length = v2_length(lane.way);
    float danger = lane.high ? 0.4f : 0.0f;
    for (int i = 0; i < opponents->count && danger < 1.0f; i++) {
        danger += danger_of(&lane, opponents->place[i]);
    }
    return 1.0f - rg_clamp(danger, 0.0f, 1.0f);
}
