// From wanted to commanded movement: automatic steering towards the ball ("magnet",
// C.9.4; 2.17-2.19, 4.6).
#include "football/attributes.h"
#include "football/ball.h"
#include "football/mind.h"
#include "football/perception.h"
#include "football/possession.h"
#include "football/reach.h"

/// Automatic movement and where to look meanwhile.
typedef struct Steering {
    RgV2 direction; // unit
    float speed;
    RgV2 look;      // unit direction
    float weight;   // of the automatic movement, 0 … 1
    bool automatic; // `look` is the automatic one
} Steering;

static RgV2 seen_ball(const RgMatch* match, int team, int delay, int ms) {
    return v3_flat(rg_seen_ball(match, team, delay, ms));
}

// ½ + ½ cos to the own goal line: 1 straight home, 0 straight forward (4.6)
static float backwards(RgV2 direction) {
    return 0.5f + 0.5f * v2_dot(direction, v2(-1.0f, 0.0f));
}

// ---- ball control movement: stay with the ball that is 330 ms ahead (4.6)

static void control_ball(const RgMatch* match, int player, const RgMoveInput* input,
                         Steering* out) {
    const RgPlayer* me = &match->players[player];
    int delay = input->delay;
    RgV2 to_ball = v2_sub(seen_ball(match, rg_team_of(player), delay, 330), me->position);
    float distance = v2_length(to_ball);
    float bias = 1.0f;
    if (distance < 0.4f) {
        bias = rg_pow(rg_nc(distance, 0.2f, 0.4f), 0.5f);
    }
    RgV2 direction = v2_unit_or(to_ball, me->facing);
    out->direction = v2_unit_or(
        v2_add(v2_scale(direction, bias), v2_scale(me->facing, 1.0f - bias)), me->facing);
    float speed = RG_SPEED_PER_METRE * distance;
    if (speed >= RG_SPEED_DRIBBLE) {
        speed = rg_clamp(input->speed, speed, speed + 8.0f);
        float value = rg_quantised_speed(speed);
        speed = value < speed ? 0.9f * speed + 0.1f * value : 0.1f * speed + 0.9f * value;
    }
    out->speed = rg_clamp(speed, 0.0f, RG_SPEED_SPRINT);
    out->look = out->direction;
}

// ---- intercept: where and when to meet the ball (2.18)

typedef struct Meeting {
    int time, need; // ms
    bool found;
    float rating;
} Meeting;

static bool outside(RgV3 ball) {
    return fabsf(ball.x) > 54.8f || fabsf(ball.y) > 35.8f;
}

// quantises to 16 directions in the frame of `axis`
static RgV2 sixteenth(RgV2 direction, RgV2 axis) {
    float angle = v2_angle(axis, direction);
    float step = 2.0f * RG_PI / 16.0f;
    return v2_rotate(axis, rg_round(angle / step) * step);
}

// with time to spare: where the way to the ball, as a velocity, comes nearest to the wanted
// movement, and so by direction; when only the wrong half of directions is left, across the ball's
// path (C.9.4). The scales are fitted: 2702 of 2746 recorded choices equal.
static float rate_calm(const RgMatch* match, int player, const RgMoveInput* input, RgV2 point,
                       RgV2 wanted, RgV2 ball_axis) {
    const RgPlayer* me = &match->players[player];
    RgV2 way = v2_sub(point, me->position);
    RgV2 run = v2_unit_or(way, me->facing);
    float speed = RG_SPEED_SPRINT * rg_nc(v2_length(way), 0.0f, 3.0f);
    float gap = v2_distance(v2_scale(run, speed), v2_scale(wanted, input->speed));
    float velocity_match = 1.0f - rg_nc(gap, 0.0f, RG_SPEED_SPRINT);
    float direction_match = 1.0f - rg_nc(fabsf(v2_angle(wanted, run)), 0.0f, 0.5f * RG_PI);
    float perpendicular = 1.0f - fabsf(v2_dot(run, ball_axis));
    return 0.4f * velocity_match + 0.6f * direction_match + 0.01f * perpendicular;
}

static Meeting find_meeting(const RgMatch* match, int player, const RgMoveInput* input,
                            bool haste) {
    int team = rg_team_of(player);
    const RgPlayer* me = &match->players[player];
    int delay = input->delay;
    int own = rg_time_to_ball(match, player).usual;
    int time = own < 40 ? 40 : (own > 2990 ? 2990 : own);
    if (outside(rg_seen_ball(match, team, delay, time))) {
        time = 80;
    }
    RgV2 wanted = input->direction;
    RgV2 ball_direction = v2(0.0f, 0.0f);
    if (!haste) {
        RgV2 axis = v2_sub(seen_ball(match, team, delay, 0), seen_ball(match, team, delay, 1000));
        ball_direction = v2_unit_or(axis, v2(1.0f, 0.0f));
        wanted = sixteenth(input->direction, ball_direction);
    }
    RgV2 travel = v2_unit(
        v2_sub(seen_ball(match, team, delay, own + 10), seen_ball(match, team, delay, own)));
    Meeting best = {2990, 2990, false, 0.0f};
    bool reached = false;
    int step = RG_TICK_MS;
    RgRunner runner;
    rg_runner_begin(&runner, match, player);
    for (; time < 3000; time += step) {
        RgV3 ball = rg_seen_ball(match, team, delay, time);
        bool forced = outside(ball);
        if (!forced && ball.z >= 1.0f) {
            continue;
        }
        RgV2 point = v3_flat(ball);
        int need = rg_runner_time_beyond(&runner, point, true, time);
        int pause = (int)rg_round(0.05f * (float)(need - time)) - 5;
        step = RG_TICK_MS * (pause < 1 ? 1 : (pause > 10 ? 10 : pause));
        if (need <= time) {
            forced = forced || (float)own / (float)time < 0.35f ||
                     v2_dot(v2_unit(v2_sub(point, me->position)), travel) >= 0.0f;
            float rating = haste ? 1.0f - rg_nc((float)time, 0.0f, 5000.0f)
                                 : rate_calm(match, player, input, point, wanted, ball_direction);
            if (!best.found || rating > best.rating) {
                best = (Meeting){time, time, true, rating};
                reached = true;
            }
        }
        if (forced && !best.found) {
            best = (Meeting){time, time, true, 0.0f};
        }
        if (forced || (haste && best.found)) {
            break; // in haste later times are only worse
        }
    }
    if (reached) { // the time itself matters of the chosen meeting only
        RgV2 point = seen_ball(match, team, delay, best.time);
        best.need = rg_runner_time(&runner, point, true, best.time).usual;
    }
    return best;
}

// turns `from` towards `to` by at most `limit`
static RgV2 turn_towards(RgV2 from, RgV2 to, float limit) {
    float angle = v2_angle(from, to);
    return v2_rotate(from, rg_clamp(angle, -limit, limit));
}

// limits `wanted` to the sector between `a` and `b`: the nearer border when it lies outside
static RgV2 into_sector(RgV2 wanted, RgV2 a, RgV2 b) {
    float width = v2_angle(a, b);
    float angle = v2_angle(a, wanted);
    float low = rg_minf(0.0f, width);
    float high = rg_maxf(0.0f, width);
    if (angle >= low && angle <= high) {
        return wanted;
    }
    return fabsf(angle) < fabsf(v2_angle(wanted, b)) ? a : b;
}

// where to look on the way to the ball (2.18)
static RgV2 look_on_the_way(const RgMatch* match, int player, const RgMoveInput* input,
                            const Steering* steering) {
    const RgPlayer* me = &match->players[player];
    int team = rg_team_of(player), delay = input->delay;
    RgV2 to_ball = v2_unit_or(v2_sub(seen_ball(match, team, delay, 20), me->position), me->facing);
    RgV2 axis = v2_sub(seen_ball(match, team, delay, 0), seen_ball(match, team, delay, 1000));
    axis = v2_unit_or(axis, v2(1.0f, 0.0f));
    RgV2 wanted = sixteenth(input->direction, axis);
    if (me->wanted_time_ms >= 100 && rg_speed_class(steering->speed) != RG_CLASS_IDLE) {
        wanted = into_sector(wanted, to_ball, steering->direction);
    }
    return turn_towards(to_ball, wanted, 0.25f * RG_PI);
}

static void run_to_ball(RgMatch* match, int player, const RgMoveInput* input, bool haste,
                        Steering* out) {
    RgPlayer* me = &match->players[player];
    Meeting meeting = find_meeting(match, player, input, haste);
    me->wanted_time_ms = meeting.time;
    int delay = input->delay;
    RgV2 point = seen_ball(match, rg_team_of(player), delay, meeting.time);
    out->direction = v2_unit_or(v2_sub(point, me->position), me->facing);
    float speed =
        rg_clamp((float)meeting.need / (float)meeting.time * rg_max_speed(rg_number_of(player)),
                 0.0f, RG_SPEED_SPRINT);
    if (meeting.time > 250) {
        speed = speed * 0.97f + rg_class_speed((RgSpeedClass)me->speed_class) * 0.03f;
    }
    out->speed = speed;
    out->look = look_on_the_way(match, player, input, out);
}

// weight of the run to the ball for who is not D (2.17, C.9.4)
static float run_weight(const RgMatch* match, int player, const RgMoveInput* input,
                        const Steering* steering) {
    const RgPlayer* me = &match->players[player];
    float p = me->possession_amount;
    float sigma =
        0.5f + 0.5f * (1.0f - fabsf(v2_angle(input->direction, steering->direction)) / RG_PI);
    float weight = 0.0f;
    float bias = rg_touch_bias(match, player, 2000, match->clock);
    if (bias > 0.0f && rg_time_to_ball(match, player).usual < 1700) {
        weight = rg_pow(bias, 0.4f) * rg_pow(sigma, 0.5f);
    }
    if (!match->teams[1 - rg_team_of(player)].has_possession && input->has_slot) {
        float near = rg_pow((rg_maxf(p, 0.5f) - 0.5f) * 2.0f, 0.5f);
        float agreement = rg_maxf(rg_curve(sigma, 0.8f), rg_pow(input->switch_bias, 0.5f));
        weight = rg_clamp(near * agreement * (1.0f - backwards(input->direction)), weight, 1.0f);
    }
    return weight;
}

// ---- the opponents have it: shadow their man for 300 ms after a change of player (4.6)

// the opponents' player nearest to the ball in time
static int quickest_opponent(const RgMatch* match, int team) {
    int best = rg_quickest(match, 1 - team);
    return rg_player_index(1 - team, best != RG_NOBODY ? best : match->teams[1 - team].designated);
}

static void shadow(const RgMatch* match, int player, const RgMoveInput* input, Steering* out) {
    int team = rg_team_of(player);
    const RgPlayer* me = &match->players[player];
    int delay = input->delay;
    int other = quickest_opponent(match, team);
    RgV2 motion = rg_seen_velocity(match, team, other, delay);
    RgV2 place = v2_mad(v2_mad(rg_seen_position(match, team, other, delay), motion, 0.14f),
                        rg_seen_facing(match, team, other, delay), 0.6f);
    RgV2 to_goal = v2_unit(v2_sub(v2(-RG_PITCH_HALF_LENGTH, 0.0f), place));
    float distance = v2_distance(place, me->position);
    float mark = rg_pow(1.0f - rg_curve(rg_nc(distance, 0.0f, 7.0f), 0.7f), 1.2f);
    RgV2 to_target = v2_sub(v2_mad(place, to_goal, 0.3f * distance), me->position);
    out->direction = v2_unit_or(
        v2_add(v2_scale(v2_unit(motion), mark), v2_scale(v2_unit(to_target), 1.0f - mark)),
        me->facing);
    float class_speed = rg_class_speed(rg_seen_class(match, other, delay));
    out->speed =
        mark * class_speed +
        (1.0f - mark) * rg_clamp(RG_SPEED_PER_METRE * v2_length(to_target), 0.0f, RG_SPEED_SPRINT);
    out->look =
        v2_unit_or(v2_sub(v3_flat(rg_ball_predict_as(match, team, 40)), me->position), me->facing);
    out->weight = 0.3f * input->switch_bias * (1.0f - backwards(input->direction));
    out->automatic = out->weight > 0.0f;
}

static bool man_of_the_moment(const RgMatch* match, int player, const RgMoveInput* input,
                              bool best) {
    int team = rg_team_of(player);
    if (input->forced_magnet || match->owner == player) {
        return true;
    }
    if (match->teams[team].designated != rg_number_of(player)) {
        return false;
    }
    float p = match->players[player].possession_amount;
    bool touched = rg_touch_bias(match, player, 2000, match->clock) > 0.0f;
    bool loose = !match->teams[1 - team].has_possession;
    return ((touched || loose) && p > 0.5f) || p > 0.99f || best;
}

static Steering steer(RgMatch* match, int player, const RgMoveInput* input) {
    int team = rg_team_of(player);
    RgPlayer* me = &match->players[player];
    Steering out = {.direction = input->direction, .look = input->direction};
    if (!match->use_magnet || match->retainer == player || !match->in_play) {
        return out;
    }
    bool best = me->has_possession && me->possession_amount >= 1.0f; // 2.5
    if (man_of_the_moment(match, player, input, best)) {
        out.automatic = true;
        if (best) {
            control_ball(match, player, input, &out);
            me->wanted_time_ms = 330;
            out.weight = 1.0f;
        } else {
            bool haste = input->haste || input->forced_magnet || me->possession_amount < 1.1f;
            run_to_ball(match, player, input, haste, &out);
            bool whole = match->owner == player || input->forced_magnet;
            out.weight = whole ? 1.0f : run_weight(match, player, input, &out);
        }
    } else if (match->teams[team].designated == rg_number_of(player) && match->owner != RG_NOBODY &&
               rg_team_of(match->owner) != team) {
        shadow(match, player, input, &out);
    }
    return out;
}

// how far a runner turns his eyes to the ball (2.19), by the slower one of his speeds: nearly
// always that of a class, so these are known
static float look_share(float slower) {
    static const float known[4] = {1.0f, 0.887251377f, 0.843732655f, 0.779055893f};
    RgSpeedClass speed_class = rg_speed_class(slower);
    if (slower == rg_class_speed(speed_class)) {
        return known[speed_class];
    }
    float share = 1.0f - 0.3f * rg_pow(rg_nc(slower, RG_SWITCH_IDLE, RG_SPEED_SPRINT), 0.5f);
    return rg_pow(share, 0.7f);
}

// where to look when running as wanted (2.19)
static RgV2 default_look(const RgMatch* match, int player, const RgMoveInput* input) {
    const RgPlayer* me = &match->players[player];
    int delay = input->delay;
    RgV2 ball = seen_ball(match, rg_team_of(player), delay, 40);
    RgV2 focus = v2_sub(v2_mad(ball, me->facing, 0.5f), me->position);
    float slower = rg_minf(input->speed, rg_class_speed((RgSpeedClass)me->speed_class));
    return v2_rotate(input->direction, v2_angle(input->direction, focus) * look_share(slower));
}

RgCommand rg_move_command(RgMatch* match, int player, const RgMoveInput* input) {
    const RgPlayer* me = &match->players[player];
    Steering steering = steer(match, player, input);
    RgV2 direction = input->direction;
    float speed = input->speed;
    if (input->cancel) {
        steering.weight = 0.0f;
    }
    // mixed also where nothing is left of the input: the vector's direction and length are not to
    // the last bit what went into it
    if (steering.weight > 0.0f) {
        RgV2 motion = v2_mix(v2_scale(direction, speed),
                             v2_scale(steering.direction, steering.speed), steering.weight);
        direction = v2_unit_or(motion, direction);
        speed = v2_length(motion);
    }
    speed = rg_clamp(speed, 0.0f, RG_SPEED_SPRINT);
    RgV2 look = steering.automatic ? steering.look : default_look(match, player, input);
    // too slow to have a direction: look where to go, unless the input is taken as it is
    if (speed < RG_SWITCH_IDLE && !input->cancel) {
        direction = look;
    }
    return rg_movement_command(direction, speed, v2_mad(me->position, look, 10.0f));
}
