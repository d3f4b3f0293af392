// Built-in goalkeepers in open play (C.14; 3.21, 5.1-5.3): where to stand, when to use the hands,
// the order of commands. There is no rule for rushing out: a keeper goes for the ball exactly when
// he is D and the ball is not bound for the goal (5.2).
#include "football/keeper.h"

#include "football/attributes.h"
#include "football/ball.h"
#include "football/control.h"
#include "football/mind.h"
#include "football/perception.h"
#include "football/reach.h"

static const RgV2 goal = {-RG_PITCH_HALF_LENGTH, 0.0f};

/// Distance before the goal line, and how far from the middle, on which a keeper's line of angle
/// bisectors ends.
#define KEEPER_LINE_X (-54.3f)

/// What a keeper sees and decides with. Own frame.
typedef struct Keeper {
    const RgMatch* match;
    int player, team, delay;
    const RgPlayer* self;
    bool bound;    // the ball is bound for the goal
    RgV2 crossing; // where its line crosses the goal line
} Keeper;

static RgV3 seen(const Keeper* k, int ms) {
    return rg_seen_ball(k->match, k->team, k->delay, ms < 0 ? 0 : ms);
}

/// Is the perceived ball bound for the goal, with a margin for the keeper's poorer judgement?
static bool bound_for_goal(Keeper* k) {
    if (seen(k, 2990).x >= -RG_PITCH_HALF_LENGTH) {
        return false;
    }
    if (v3_length(v3_sub(v3_from(k->self->position, 0.0f), seen(k, 250))) >= 32.0f) {
        return false;
    }
    RgV3 from = seen(k, 0);
    RgV3 to = seen(k, 800);
    if (from.x == to.x) {
        return false;
    }
    float u = (-RG_PITCH_HALF_LENGTH - from.x) / (to.x - from.x);
    k->crossing = v2(-RG_PITCH_HALF_LENGTH, from.y + u * (to.y - from.y));
    float judgement = 0.6f * rg_stat(k->match, k->player, RG_STAT_DEFENSIVE_POSITIONING) +
                      0.4f * rg_stat(k->match, k->player, RG_STAT_VISION);
    return fabsf(k->crossing.y) <= RG_GOAL_HALF_WIDTH * (1.02f + 0.5f * (1.0f - judgement));
}

static Keeper keeper_of(const RgMatch* match, int player) {
    Keeper k = {.match = match,
                .player = player,
                .team = rg_team_of(player),
                .delay = rg_perception_delay(match, player),
                .self = &match->players[player]};
    k.bound = bound_for_goal(&k);
    return k;
}

/// Fading possession; of the team's designated player mixed with the present amount near the ball
/// (2.2).
static float fading(const Keeper* k) {
    const RgTeam* team = &k->match->teams[k->team];
    if (team->designated != rg_number_of(k->player)) {
        return team->fading;
    }
    RgV3 ball = rg_ball_predict_as(k->match, k->team, 300);
    float far = rg_nc(v2_distance(v3_flat(ball), k->self->position), 2.0f, 14.0f);
    far *= far;
    return team->fading * far + team->amount * (1.0f - far);
}

/// From where an attacker at `place` will shoot (T of 3.21) and how far the nearest defender is
/// from there.
typedef struct Threat {
    float distance; // T
    float covered;  // m
} Threat;

static Threat threat_of(const Keeper* k, RgV2 place, float threshold) {
    float to_goal = v2_distance(place, goal);
    Threat threat = {.covered = INFINITY};
    threat.distance =
        rg_clamp(to_goal - threshold * rg_nc(to_goal, 0.0f, 2.0f * threshold), 0.0f, 55.0f);
    RgV2 spot = v2_mad(place, v2_unit(v2_sub(goal, place)), threat.distance);
    float nearest = INFINITY;
    for (int i = 0; i < k->match->teams[k->team].player_count; i++) {
        const RgPlayer* mate = &k->match->players[rg_player_index(k->team, i)];
        float away = v2_distance(mate->position, spot);
        if (mate->active && mate != k->self && away < nearest) {
            nearest = away;
            threat.covered = v2_distance(v2_mad(mate->position, mate->velocity, 0.24f), spot);
        }
    }
    return threat;
}

/// Opponent nearest to the goal, other than `except`; player index or RG_NOBODY.
static int second_attacker(const Keeper* k, int except) {
    int best = RG_NOBODY;
    float nearest = INFINITY;
    for (int i = 0; i < k->match->teams[1 - k->team].player_count; i++) {
        int other = rg_player_index(1 - k->team, i);
        const RgPlayer* p = &k->match->players[other];
        float away = v2_distance(rg_as_seen(k->team, other, p->position), goal);
        if (p->active && other != except && away < nearest) {
            nearest = away;
            best = other;
        }
    }
    return best;
}

static RgV2 attacker_place(const Keeper* k, int other) {
    const RgPlayer* p = &k->match->players[other];
    return rg_as_seen(k->team, other, v2_mad(p->position, p->velocity, 0.32f));
}

/// How far the keeper comes out (0 … 1) while the opponents have the better of it; moves `watched`
/// between man and ball.
static float come_out(const Keeper* k, RgV2* watched) {
    int other = rg_player_index(1 - k->team, k->match->teams[1 - k->team].designated);
    RgV2 man = attacker_place(k, other);
    float share = k->match->players[other].has_possession ? 0.4f : 0.6f;
    *watched = v2_add(v2_scale(man, share), v2_scale(*watched, 1.0f - share));
    Threat first = threat_of(k, man, 20.0f);
    if (first.covered <= first.distance + 1.0f) {
        return 0.0f;
    }
    int helper = second_attacker(k, other);
    if (helper == RG_NOBODY) {
        return 1.0f;
    }
    Threat second = threat_of(k, attacker_place(k, helper), 24.0f);
    float alone = rg_nc(second.covered - second.distance, 0.0f, 2.0f);
    float near = 0.7f * (1.0f - rg_nc(second.distance / (first.distance + 0.0001f), 1.0f, 1.5f));
    return 1.0f - alone * near;
}

/// Where the bisector of the angle to both posts, seen from the ball, meets the keeper's line.
static RgV2 bisector_point(RgV2 ball) {
    RgV2 left = v2_unit(v2_sub(v2(-RG_PITCH_HALF_LENGTH, RG_GOAL_HALF_WIDTH), ball));
    RgV2 right = v2_unit(v2_sub(v2(-RG_PITCH_HALF_LENGTH, -RG_GOAL_HALF_WIDTH), ball));
    RgV2 middle = v2_add(left, right);
    float y = ball.y;
    if (middle.x != 0.0f) {
        y += (KEEPER_LINE_X - ball.x) / middle.x * middle.y;
    }
    return v2(KEEPER_LINE_X, rg_clamp(y, -RG_GOAL_HALF_WIDTH, RG_GOAL_HALF_WIDTH));
}

/// Position while the ball is not bound for the goal; lowers `*max_speed` on the way back to the
/// line.
static RgV2 guard_point(const Keeper* k, float* max_speed) {
    int time = rg_time_to_ball(k->match, k->player).usual;
    RgV2 ball = v3_flat(seen(k, 600 + (int)(0.2f * (float)time)));
    if (ball.x >= 0.0f) {
        return v2(-45.0f, 0.0f);
    }
    RgV2 base = bisector_point(ball);
    RgV2 watched = ball;
    float amount = fading(k);
    float bias = amount < 1.0f ? come_out(k, &watched) : 0.3f * rg_nc(amount, 1.0f, 1.5f);
    if (k->match->teams[k->team].rush_until > k->match->clock) {
        bias = 1.0f;
    }
    RgV2 line = v2_sub(watched, base);
    float out = rg_clamp(bias * rg_maxf(v2_length(line) - 0.5f, 0.0f), 0.7f, 55.0f);
    RgV2 target = v2_mad(base, v2_unit(line), out);
    target.x = rg_clamp(target.x, -54.8f, 54.8f);

    // walk back to the line as long as the angle is closed
    RgV2 place = k->self->position;
    RgV2 way = v2_neg(line);
    float u = v2_dot(v2_sub(place, watched), way) / rg_maxf(v2_dot(way, way), 1e-12f);
    float aside = v2_distance(place, v2_mad(watched, way, u));
    if (v2_distance(target, goal) < v2_distance(place, goal) && aside < 1.0f && u >= 0.0f) {
        *max_speed = RG_SPEED_WALK;
    }
    return target;
}

/// Position on the way of a ball bound for the goal.
static RgV2 save_point(const Keeper* k) {
    RgV2 from = v3_flat(seen(k, 10));
    RgV2 to = v2_mad(k->crossing, v2_unit(v2_sub(from, k->crossing)), 0.4f);
    RgV2 way = v2_sub(to, from);
    float square = rg_maxf(v2_dot(way, way), 1e-12f);
    RgV2 place = v2_mad(k->self->position, k->self->velocity, 0.05f);
    float u = v2_dot(v2_sub(place, from), way) / square;
    float later = v2_dot(v2_sub(v3_flat(seen(k, 1010)), from), way) / square;
    if (later > 0.0001f &&
        seen(k, (int)rg_clamp(10.0f + 1000.0f * u / later, 0.0f, 3000.0f)).z > RG_GOAL_HEIGHT) {
        return to;
    }
    return v2_mad(from, way, rg_clamp(u, 0.0f, 1.0f));
}

static RgCommand position_command(const Keeper* k) {
    float max_speed = RG_SPEED_SPRINT;
    RgV2 target = k->bound ? save_point(k) : guard_point(k, &max_speed);
    RgV2 place = k->self->position;
    RgV2 way = v2_sub(target, place);
    RgV2 look = v2_unit_or(v2_sub(v3_flat(seen(k, 40)), place), k->self->facing);
    float speed = rg_minf(RG_SPEED_PER_METRE * v2_length(way), max_speed);
    return rg_movement_command(v2_unit_or(way, k->self->facing), speed, v2_mad(place, look, 10.0f));
}

/// The last intentional kick was a team-mate's: the ball must not be picked up.
static bool passed_back(const Keeper* k) {
    return k->match->last_touch_team_by_type[RG_TOUCH_KICKED] == k->team &&
           k->match->teams[k->team].last_toucher != rg_number_of(k->player);
}

/// May and should he use the hands? Asked of the true ball.
static bool wants_hands(const Keeper* k) {
    const RgPlayer* self = k->self;
    if ((self->unique_possession && self->possession_amount >= 3.4f) ||
        k->match->retainer != RG_NOBODY || passed_back(k)) {
        return false;
    }
    if (v2_distance(v3_flat(rg_ball_predict_as(k->match, k->team, 400)), self->position) >= 20.0f) {
        return false;
    }
    RgV3 ball = rg_ball_predict_as(k->match, k->team, 160);
    return fabsf(ball.y) <= 20.05f && ball.x <= -RG_PITCH_HALF_LENGTH + 16.4f;
}

static void append(RgCommandQueue* queue, RgCommand command) {
    RG_ASSERT(queue->count < RG_QUEUE);
    queue->commands[queue->count++] = command;
}

/// Ballcontrol, trap and interfere as a field player; a keeper's trap faces forwards and stops
/// (5.2).
static void append_touches(const Keeper* k, RgV2 direction, float speed, RgCommandQueue* queue) {
    int first = queue->count;
    rg_append_touch_commands(k->match, k->player, direction, speed, direction, speed, false, queue);
    for (int i = first; i < queue->count; i++) {
        RgCommand* command = &queue->commands[i];
        if (command->function == RG_FN_TRAP) {
            command->direction = v2(1.0f, 0.0f);
            command->speed = 0.0f;
            command->look = v2_mad(v2_mad(k->self->position, k->self->velocity, 0.2f),
                                   command->direction, 10.0f);
        }
    }
}

void rg_keeper_request(const RgPitch* pitch, RgMatch* match, int player, RgCommandQueue* queue) {
    (void)pitch;
    RgPlayer* self = &match->players[player];
    Keeper k = keeper_of(match, player);
    bool owner = match->owner == player;
    if (wants_hands(&k)) {
        append(queue, (RgCommand){.function = RG_FN_DEFLECT,
                                  .strict = RG_STRICT_DYNAMIC,
                                  .catch_only = !k.bound && self->possession_amount > 1.3f,
                                  .target = RG_NOBODY,
                                  .forced_target = RG_NOBODY});
    }
    RgV2 direction = self->facing;
    float speed = 0.0f;
    if (owner && rg_time_to_ball(match, player).usual < 1000) {
        rg_decide_on_ball(match, player, queue);
        rg_dribble_movement(match, player, &direction, &speed);
    }
    self->wanted_speed = speed;
    RgCommand position = {0};
    bool ordinary = owner && !k.bound;
    if (!ordinary) {
        position = position_command(&k);
        if (!owner) {
            direction = position.direction;
            speed = position.speed;
            self->wanted_speed = speed;
        }
    }
    append_touches(&k, direction, speed, queue);
    rg_append_slide(match, player, queue);
    if (ordinary) {
        RgMoveInput input = {.direction = direction,
                             .speed = speed,
                             .delay = k.delay,
                             .has_slot = self->slot != RG_NOBODY};
        position = rg_move_command(match, player, &input);
    }
    append(queue, position);
}
