// Built-in takers of set pieces and players with the ball in their hands (C.15.6; 5.6, 5.9): one
// kick, offered at every request from the first tick on, and a movement. Whether a clip fits
// decides when the kick is taken.
#include "football/control.h"
#include "football/mind.h"
#include "football/perception.h"
#include "football/target.h"

/// Active team-mate nearest to a point (own frame), keeper included; list index or RG_NOBODY.
static int nearest_mate(const RgMatch* match, int player, RgV2 point) {
    int team = rg_team_of(player);
    int best = RG_NOBODY;
    float nearest = INFINITY;
    for (int i = 0; i < match->teams[team].player_count; i++) {
        int other = rg_player_index(team, i);
        float distance = v2_distance(match->players[other].position, point);
        if (match->players[other].active && other != player && distance < nearest) {
            nearest = distance;
            best = i;
        }
    }
    return best;
}

/// What a set piece asks for: the kind of ball and where to.
typedef struct Plan {
    RgFunction function;
    RgV2 point;
} Plan;

static Plan plan_of(RgMatch* match, int player) {
    RgGenerator* random = &match->random;
    RgV2 me = match->players[player].position;
    float coin;
    float y;
    switch (match->referee.mode) {
    case RG_MODE_GOAL_KICK:
        coin = rg_generator_draw(random, 0.0f, 1.0f);
        y = rg_generator_draw(random, -36.0f, 36.0f);
        if (coin > 0.4f && rg_active_slots(match, rg_team_of(player)) == 0) {
            return (Plan){RG_FN_HIGH_PASS, v2(11.0f, y)};
        }
        return (Plan){RG_FN_SHORT_PASS, v2(me.x * 0.9f, y)};
    case RG_MODE_FREE_KICK:
        coin = rg_generator_draw(random, 0.0f, 1.0f);
        y = rg_generator_draw(random, -10.0f, 10.0f);
        if (coin > 0.5f) {
            return (Plan){RG_FN_HIGH_PASS, v2(RG_PITCH_HALF_LENGTH, y)};
        }
        return (Plan){RG_FN_SHORT_PASS, v2_add(me, v2(10.0f, y))};
    case RG_MODE_CORNER:
        coin = rg_generator_draw(random, 0.0f, 1.0f);
        if (coin > 0.3f) {
            y = rg_generator_draw(random, -10.0f, 10.0f);
            float depth = 0.99f - rg_generator_draw(random, 0.0f, 0.12f);
            return (Plan){RG_FN_HIGH_PASS, v2(RG_PITCH_HALF_LENGTH * depth, y)};
        }
        return (Plan){RG_FN_SHORT_PASS, v2(44.0f, me.y * 0.8f)};
    case RG_MODE_KICK_OFF:
        return (Plan){RG_FN_SHORT_PASS, v2_add(me, v2(1.0f, 0.0f))};
    default:
        return (Plan){RG_FN_SHORT_PASS, me};
    }
}

static RgCommand pass_to(const RgMatch* match, int player, RgFunction function, int mate) {
    RgCommand command = {.function = (uint8_t)function,
                         .strict = RG_STRICT_DYNAMIC,
                         .input_direction = match->players[player].facing,
                         .input_power = 0.5f,
                         .automatic = true,
                         .target = RG_NOBODY,
                         .forced_target = (int8_t)mate};
    rg_aim_pass(match, player, rg_pass_origin(match, player), &command);
    return command;
}

static RgCommand penalty(RgMatch* match, int player) {
    float y = rg_generator_draw(&match->random, -5.0f, 5.0f);
    float power = rg_generator_draw(&match->random, 0.4f, 1.0f);
    RgV2 way = v2_sub(v2(RG_PITCH_HALF_LENGTH, y), match->players[player].position);
    return (RgCommand){.function = RG_FN_SHOT,
                       .strict = RG_STRICT_DYNAMIC,
                       .ball_direction = v3_from(v2_unit(way), 0.0f),
                       .power = power,
                       .target = RG_NOBODY,
                       .forced_target = RG_NOBODY};
}

/// A keeper with the ball in his hands: does he kick now, and to whom (5.9)? One draw.
static bool distribute(RgMatch* match, int player, int* mate_out) {
    int team = rg_team_of(player);
    float y = rg_generator_draw(&match->random, -36.0f, 36.0f);
    int mate = nearest_mate(match, player, v2(-RG_PITCH_HALF_LENGTH, y));
    *mate_out = mate;
    if (mate == RG_NOBODY) {
        return true; // nobody to wait for
    }
    RgV2 place = match->players[rg_player_index(team, mate)].position;
    float nearest = INFINITY;
    float danger = INFINITY;
    for (int i = 0; i < match->teams[1 - team].player_count; i++) {
        int other = rg_player_index(1 - team, i);
        const RgPlayer* p = &match->players[other];
        float distance = v2_distance(rg_as_seen(team, other, p->position), place);
        if (p->active && distance < nearest) {
            nearest = distance;
            danger =
                v2_distance(rg_as_seen(team, other, v2_mad(p->position, p->velocity, 0.1f)), place);
        }
    }
    return danger > 10.0f || match->players[player].possession_ms > 4000;
}

// looking where it leads
static RgCommand movement(const RgPlayer* self, RgV2 direction, float speed) {
    return rg_movement_command(direction, speed, v2_mad(self->position, direction, 10.0f));
}

/// Ball-control movement at 5 m/s: up to the ball lying there (C.9.4, 4.6).
static RgCommand walk_to_ball(const RgMatch* match, int player) {
    const RgPlayer* self = &match->players[player];
    RgV3 ball = rg_seen_ball(match, rg_team_of(player), rg_perception_delay(match, player), 330);
    RgV2 way = v2_sub(v3_flat(ball), self->position);
    float distance = v2_length(way);
    float bias = distance < 0.4f ? rg_pow(rg_nc(distance, 0.2f, 0.4f), 0.5f) : 1.0f;
    RgV2 direction = v2_mix(self->facing, v2_unit_or(way, self->facing), bias);
    float speed = RG_SPEED_PER_METRE * distance;
    if (speed >= RG_SPEED_DRIBBLE) {
        speed = rg_clamp(RG_SPEED_WALK, speed, speed + 8.0f);
        float value = rg_quantised_speed(speed);
        speed = value < speed ? 0.9f * speed + 0.1f * value : 0.1f * speed + 0.9f * value;
    }
    return movement(self, v2_unit_or(direction, self->facing),
                    rg_clamp(speed, 0.0f, RG_SPEED_SPRINT));
}

static void append(RgCommandQueue* queue, RgCommand command) {
    RG_ASSERT(queue->count < RG_QUEUE);
    queue->commands[queue->count++] = command;
}

/// The kick of this request, if any.
static bool choose_kick(RgMatch* match, int player, RgCommand* kick) {
    int mate;
    RgFunction function = RG_FN_HIGH_PASS;
    if (!match->in_set_piece) {
        if (!distribute(match, player, &mate)) {
            return false;
        }
    } else if (match->referee.mode == RG_MODE_PENALTY) {
        *kick = penalty(match, player);
        return true;
    } else {
        Plan plan = plan_of(match, player);
        function = plan.function;
        mate = nearest_mate(match, player, plan.point);
    }
    *kick = pass_to(match, player, function, mate);
    return true;
}

void rg_taker_request(RgMatch* match, int player, RgCommandQueue* queue) {
    const RgPlayer* self = &match->players[player];
    RgCommand kick;
    bool kicks = choose_kick(match, player, &kick);
    if (kicks) {
        append(queue, kick);
    }
    if (match->retainer == player) {
        RgV2 way = kicks ? v3_flat(kick.ball_direction) : v2_neg(self->position);
        append(queue, movement(self, v2_unit_or(way, self->facing), 0.0f));
    } else {
        append(queue, walk_to_ball(match, player));
    }
}
