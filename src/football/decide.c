// What a built-in player does with the ball at his feet (C.13.5; 3.17-3.20, 5.4): pass, clear,
// shoot, or where to dribble. The decision is made anew at every request; most are overtaken by a
// ballcontrol before a kick clip fits.
#include "football/attributes.h"
#include "football/mind.h"
#include "football/nearest.h"
#include "football/perception.h"
#include "football/possession.h"
#include "football/target.h"

/// Mentality by role: 0 defends, 1 attacks (C.12).
static float mentality(int role) {
    static const float value[RG_ROLE_COUNT] = {0.0f, 0.0f, 0.25f, 0.25f, 0.25f,
                                               0.5f, 0.5f, 0.5f,  0.75f, 1.0f};
    return value[role];
}

/// Role a player plays now: the dynamic one, a keeper always his own.
static int role_now(const RgPlayer* p) {
    return p->role == RG_ROLE_GK ? RG_ROLE_GK : p->dynamic_role;
}

// ---- tactics ratings (3.19)

/// A point that opponents may run towards before they count.
typedef struct Room {
    RgV2 point;
    float run; // m
} Room;

enum { ROOMS = 2 };
#define CROWDING 5.01f // m: who is farther when he has run counts nothing

/// Square of a distance from `middle` beyond which nobody counts in any room; who is seen is at
/// most 2.5 m and 5 m/s off the truth.
static float farthest_square(const Room rooms[ROOMS], RgV2 middle) {
    float farthest = 0.0f;
    for (int k = 0; k < ROOMS; k++) {
        float far = v2_near_length(v2_sub(rooms[k].point, middle)) + rooms[k].run + CROWDING + 3.5f;
        farthest = rg_maxf(farthest, far * far);
    }
    return farthest;
}

/// Opponents who may count in a room, by index; goalkeepers never do.
typedef struct Crowd {
    int player[RG_TEAM_SIZE];
    int count;
} Crowd;

static Crowd gather_crowd(const RgMatch* match, int team, const Room rooms[ROOMS]) {
    // the second room is the larger one: so both reach about equally far
    RgV2 middle = v2_mix(rooms[0].point, rooms[1].point, 0.8f);
    float farthest = farthest_square(rooms, middle);
    int players = match->teams[team].player_count;
    Crowd crowd;
    crowd.count = 0;
    for (int i = 0; i < players; i++) {
        // without a branch. They look the other way, so this sum is the difference
        const RgPlayer* p = &match->players[rg_player_index(team, i)];
        RgV2 away = v2_add(v2_mad(p->position, p->velocity, 0.2f), middle);
        bool counts = (v2_dot(away, away) <= farthest) & p->active;
        crowd.player[crowd.count] = rg_player_index(team, i);
        crowd.count += counts & (p->role != RG_ROLE_GK) & (p->dynamic_role != RG_ROLE_GK);
    }
    return crowd;
}

/// Space around two points, 0 … 1 each.
static void spaces_at(const RgMatch* match, int player, const Room rooms[ROOMS],
                      float spaces[ROOMS]) {
    int team = rg_team_of(player);
    Crowd crowd = gather_crowd(match, 1 - team, rooms);
    if (crowd.count == 0) {
        spaces[0] = spaces[1] = 1.0f;
        return;
    }
    const RgImage* image = rg_image_of(match, rg_perception_delay(match, player));
    float crowding[ROOMS] = {0.0f, 0.0f};
    for (int i = 0; i < crowd.count; i++) {
        RgV2 place = v2_mad(rg_position_in(match, image, team, crowd.player[i]),
                            rg_velocity_in(match, image, team, crowd.player[i]), 0.2f);
        for (int k = 0; k < ROOMS; k++) {
            RgV2 gap = v2_sub(place, rooms[k].point);
            float far = rooms[k].run + CROWDING;
            if (v2_dot(gap, gap) < far * far) {
                float distance = rg_maxf(v2_length(gap) - rooms[k].run, 0.0f);
                crowding[k] += 1.0f - rg_clamp(distance, 0.0f, 5.0f) / 5.0f;
            }
        }
    }
    spaces[0] = 1.0f - rg_nc(crowding[0], 0.0f, 2.5f);
    spaces[1] = 1.0f - rg_nc(crowding[1], 0.0f, 2.5f);
}

void rg_refresh_ratings(RgMatch* match, int player) {
    RgPlayer* self = &match->players[player];
    float to_goal = v2_distance(self->position, v2(RG_PITCH_HALF_LENGTH, 0.0f));
    self->rating = rg_pow(1.0f - rg_clamp(to_goal / 110.0f, 0.0f, 1.0f), 1.5f);
    const Room rooms[ROOMS] = {{v2_mad(self->position, self->velocity, 0.1f), 0.0f},
                               {v2_add(self->position, v2(4.0f, 0.0f)), 2.4f}};
    float spaces[ROOMS];
    spaces_at(match, player, rooms, spaces);
    self->space = spaces[0];
    self->forward_space = spaces[1];
}

/// How well somebody is placed, in the eyes of a player with mentality `mind`: attackers look at
/// the way to the goal first.
static float tactical_rating(const RgPlayer* p, float mind) {
    float weight = 2.0f + 6.0f * mind;
    return (0.4f * p->forward_space + 0.3f * p->space + weight * p->rating) / (0.7f + weight);
}

// ---- passes

typedef struct PassChoice {
    int mate; // list index or RG_NOBODY
    RgFunction function;
    float odds, total;
} PassChoice;

/// Most likely kind of pass to a team-mate; earlier kinds win ties.
static float best_odds(const RgPlayer* self, const RgOpponents* opponents, const RgPlayer* mate,
                       RgFunction* function) {
    static const RgFunction kinds[3] = {RG_FN_SHORT_PASS, RG_FN_LONG_PASS, RG_FN_HIGH_PASS};
    float away = v2_distance(self->position, mate->position);
    RgV2 target = v2_mad(mate->position, mate->velocity, rg_clamp(0.7f + 0.03f * away, 0.0f, 0.5f));
    float best = -1.0f;
    for (int i = 0; i < 3; i++) {
        bool too_near = kinds[i] == RG_FN_HIGH_PASS && away < 10.0f;
        RgV2 ahead = v2(kinds[i] == RG_FN_LONG_PASS ? 0.2f * away : 0.0f, 0.0f);
        float odds =
            too_near ? 0.0f : rg_pass_odds(self, opponents, v2_add(target, ahead), kinds[i]);
        if (odds > best) {
            best = odds;
            *function = kinds[i];
        }
    }
    return best;
}

static PassChoice choose_pass(const RgMatch* match, int player, const RgOpponents* opponents) {
    const RgPlayer* self = &match->players[player];
    int team = rg_team_of(player);
    float mind = mentality(role_now(self));
    RgV3 relative = v3_sub(rg_turned3(team, match->ball.velocity), v3_from(self->velocity, 0.0f));
    float one_touch = rg_nc(v3_length(relative), 0.0f, 10.0f) *
                      (1.0f - 0.8f * rg_stat(match, player, RG_STAT_SHORT_PASS));
    float held = rg_nc((float)self->possession_ms, 0.0f, 5000.0f);
    float patience = held * held;
    float own = tactical_rating(self, mind);
    PassChoice best = {
        .mate = RG_NOBODY, .function = RG_FN_SHORT_PASS, .total = 0.1f - 0.05f * patience};
    float least_odds = 0.2f * (1.0f - mind) - 0.1f * patience;
    for (int i = 0; i < match->teams[team].player_count; i++) {
        const RgPlayer* mate = &match->players[rg_player_index(team, i)];
        if (!mate->active || mate == self) {
            continue;
        }
        float rating = tactical_rating(mate, mind) * (role_now(mate) == RG_ROLE_GK ? 0.7f : 1.0f);
        if (rating <= own + 0.06f * (1.0f - mind)) {
            continue;
        }
        float eager = 10.0f * mind * mind;
        // even the safest pass would not do
        if (((rating - own) * (1.0f + eager) + 1.0f - one_touch) / (2.0f + eager) <= best.total) {
            continue;
        }
        RgFunction function = RG_FN_SHORT_PASS;
        float odds = best_odds(self, opponents, mate, &function);
        float total = ((rating - own) * (1.0f + eager) + odds - one_touch) / (2.0f + eager);
        if (total > best.total && odds > least_odds) {
            best = (PassChoice){.mate = i, .function = function, .odds = odds, .total = total};
        }
    }
    return best;
}

static void append(RgCommandQueue* queue, RgCommand command) {
    RG_ASSERT(queue->count < RG_QUEUE);
    queue->commands[queue->count++] = command;
}

static void append_kick(RgFunction function, RgV3 direction, float power, RgCommandQueue* queue) {
    append(queue, (RgCommand){.function = (uint8_t)function,
                              .strict = RG_STRICT_DYNAMIC,
                              .input_direction = v3_flat(direction),
                              .input_power = power,
                              .ball_direction = direction,
                              .power = power,
                              .target = RG_NOBODY,
                              .forced_target = RG_NOBODY});
}

static void append_pass(const RgMatch* match, int player, const PassChoice* choice,
                        RgCommandQueue* queue) {
    RgCommand command = {.function = (uint8_t)choice->function,
                         .strict = RG_STRICT_DYNAMIC,
                         .automatic = true,
                         .target = RG_NOBODY,
                         .forced_target = (int8_t)choice->mate};
    rg_aim_pass(match, player, rg_pass_origin(match, player), &command);
    append(queue, command);
}

// ---- clearances

/// Defenders under pressure near the own goal kick the ball away; a keeper whenever he is not well
/// ahead.
static bool panics(const RgMatch* match, int player, const PassChoice* pass) {
    const RgPlayer* self = &match->players[player];
    float mind = mentality(role_now(self));
    if (mind >= 0.25f) {
        return false;
    }
    float near =
        1.0f - rg_nc(v2_distance(self->position, v2(-RG_PITCH_HALF_LENGTH, 0.0f)), 2.0f, 16.0f);
    float danger = (1.0f - 2.0f * mind) * near;
    if (self->role == RG_ROLE_GK && self->possession_amount < 3.0f) {
        return true;
    }
    return (pass->mate == RG_NOBODY || pass->odds < danger) &&
           self->possession_amount < 0.9f + 0.8f * danger;
}

static void append_clearance(const RgPlayer* self, RgCommandQueue* queue) {
    RgV2 ahead = v2_unit(v2(self->facing.x * 0.8f, self->facing.y));
    float side = self->facing.y > 0.0f ? 0.5f : -0.5f;
    RgV3 direction = v3_from(v2_unit(v2_add(ahead, v2(0.7f, side))), 0.3f);
    direction = v3_unit_or(direction, v3(0.0f, 0.0f, 0.0f));
    append_kick(RG_FN_HIGH_PASS, direction, 0.7f, queue);
    append_kick(RG_FN_SHOT, direction, 0.6f, queue);
    append_kick(RG_FN_LONG_PASS, direction, 0.8f, queue);
}

// ---- shots

/// Odds of the best of three points of the goal; *aim_y is what to aim at for it.
static float shot_odds(const RgPlayer* self, const RgOpponents* opponents, float* aim_y) {
    static const float through[3] = {0.0f, -3.6f, 3.6f};
    static const float aims[3] = {0.0f, -3.5f, 3.5f};
    float best = -1.0f;
    for (int i = 0; i < 3; i++) {
        float odds =
            rg_pass_odds(self, opponents, v2(RG_PITCH_HALF_LENGTH + 1.0f, through[i]), RG_FN_SHOT);
        if (odds > best) {
            best = odds;
            *aim_y = aims[i];
        }
    }
    return best;
}

static void append_shot(RgMatch* match, int player, const RgOpponents* opponents,
                        RgCommandQueue* queue) {
    const RgPlayer* self = &match->players[player];
    float zone =
        rg_curve(1.0f - rg_nc(v2_distance(self->position, v2(48.0f, 0.0f)), 0.0f, 16.0f), 1.0f);
    if (zone <= 0.1f) {
        return;
    }
    float y = 0.0f;
    float odds = shot_odds(self, opponents, &y);
    if (sqrtf(odds) + rg_generator_draw(&match->random, 0.0f, 0.5f) <= 0.5f) {
        return;
    }
    float spread = 1.0f - rg_stat(match, player, RG_STAT_SHOT);
    y += rg_generator_draw(&match->random, -spread, spread);
    RgV2 goal = v2(RG_PITCH_HALF_LENGTH, 0.0f);
    float strength = 0.6f + 0.4f * rg_nc(v2_distance(self->position, goal), 0.0f, 32.0f);
    float power = rg_generator_draw(&match->random, 0.7f * strength, strength);

    RgV2 aim = v2_unit(v2_sub(v2(goal.x + 1.0f, y), v2_mad(self->position, self->velocity, 0.2f)));
    float turn = 0.3f * (rg_class_speed((RgSpeedClass)self->speed_class) / RG_SPEED_SPRINT);
    RgV2 direction = v2_unit(v2_sub(v2_scale(aim, 0.7f), v2_scale(self->facing, turn)));
    append(queue, (RgCommand){.function = RG_FN_SHOT,
                              .strict = RG_STRICT_DYNAMIC,
                              .ball_direction = v3_from(direction, 0.0f),
                              .power = power,
                              .target = RG_NOBODY,
                              .forced_target = RG_NOBODY});
}

void rg_decide_on_ball(RgMatch* match, int player, RgCommandQueue* queue) {
    RgOpponents opponents = rg_seen_opponents(match, player);
    PassChoice pass = choose_pass(match, player, &opponents);
    if (panics(match, player, &pass)) {
        append_clearance(&match->players[player], queue);
    }
    if (pass.mate != RG_NOBODY) {
        append_pass(match, player, &pass, queue);
    }
    append_shot(match, player, &opponents, queue);
}

// ---- dribbling (5.4)

/// Sum of unit vectors and of their weights.
typedef struct Field {
    RgV2 sum;
    float weight;
} Field;

/// A spot pushes `centre` away; nothing beyond `scale` metres.
static void repel(Field* field, RgV2 centre, RgV2 spot, float power, float scale, float exponent) {
    RgV2 away = v2_sub(centre, spot);
    float near = rg_clamp(1.0f - v2_length(away) / scale, 0.0f, 1.0f);
    float weight = power * (exponent == 1.0f ? near : rg_pow(near, exponent));
    field->sum = v2_mad(field->sum, v2_unit(away), weight);
    field->weight += weight;
}

void rg_dribble_movement(const RgMatch* match, int player, RgV2* direction, float* speed) {
    const RgPlayer* self = &match->players[player];
    int team = rg_team_of(player);
    int delay = rg_perception_delay(match, player);
    RgV2 me = self->position;
    RgV2 centre = v2_mad(me, self->velocity, 0.25f);
    Field field = {.weight = 0.0f};
    const float scale = 10.0f;
    // of the five nearest; seen at most 2.5 m and 5 m/s off the truth, and he runs on himself
    RgNearest near = rg_nearest_players(match, team, 1 - team, me, 5, scale + 7.5f);
    for (int i = 0; i < near.count; i++) {
        RgV2 spot = rg_seen_soon(match, team, near.player[i], delay, 0.25f);
        repel(&field, centre, spot, 2.0f, scale, 1.0f);
    }
    repel(&field, centre, v2(me.x, me.y >= 0.0f ? 41.0f : -41.0f), 4.0f, 20.0f, 0.7f);
    repel(&field, centre, v2(me.x >= 0.0f ? 60.0f : -60.0f, me.y), 4.0f, 20.0f, 0.7f);

    float depth = fabsf(me.x) / RG_PITCH_HALF_LENGTH;
    RgV2 goal = v2(RG_PITCH_HALF_LENGTH, me.y * 0.28f * 0.5f * (1.0f - depth * depth));
    RgV2 way = v2_sub(goal, centre);
    float pull = 0.725f + 0.05f * mentality(role_now(self));
    field.sum = v2_mad(field.sum, v2_unit(way), pull * rg_minf(v2_length(way), 1.0f));
    field.weight += pull;

    RgV2 movement = v2_scale(field.sum, 8.0f / field.weight);
    *direction = v2_unit_or(movement, self->facing);
    *speed = rg_quantised_speed(
        rg_clamp(RG_SPEED_PER_METRE * v2_length(movement), 0.0f, RG_SPEED_SPRINT));
}
