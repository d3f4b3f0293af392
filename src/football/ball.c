// The ball and its 3 s prediction (C.2). The same step (flight.c) advances the ball and fills the
// prediction.
//
// The prediction is a ring: without a touch the next tick's table is this tick's, shifted by one
// sample, because only the real motion meets woodwork and nets.
#include "football/ball.h"

#include "core/simd.h"
#include "football/possession.h"

#include <string.h>

// ---- the prediction

_Static_assert(RG_BALL_RING % RG_BALL_STRETCH == 0 && RG_BALL_TABLE % RG_BALL_STRETCH == 0,
               "a stretch never goes round the end of the ring");

static const float no_spin[4] = {0.0f, 0.0f, 0.0f, 1.0f};

static inline int slot_of(const RgBall* ball, int sample) {
    return (ball->head + sample) & (RG_BALL_RING - 1);
}

// the ball as `team` sees it, going on from the present
static RgFlight present_flight(const RgBall* ball, int team) {
    RgFlight flight = {.position = rg_turned3(team, ball->position),
                       .velocity = rg_turned3(team, ball->velocity),
                       .angles = rg_spin_angles(ball->spin),
                       .team = team};
    memcpy(flight.spin, ball->spin, sizeof flight.spin);
    return flight;
}

static RgObstacles obstacles_of(const RgBall* ball) {
    return ball->in_goal ? RG_OBSTACLES_NETS : RG_OBSTACLES_WOODWORK;
}

// what the real ball does from the present on, beginning at `positions` and the table's slot 1
static RgFlightOrder real_order(RgBall* ball, RgV3* positions) {
    return (RgFlightOrder){.flight = present_flight(ball, 0),
                           .obstacles = obstacles_of(ball),
                           .position = positions + 1,
                           .velocity = ball->table_velocity + 1,
                           .spin = ball->table_spin + 1,
                           .bounds = &ball->bounds};
}

// what `team` expects of a flight
static RgFlightOrder expected_order(RgBall* ball, RgFlight flight, RgV3* positions) {
    return (RgFlightOrder){.flight = flight,
                           .obstacles = obstacles_of(ball),
                           .position = positions + 1,
                           .bounds = &ball->bounds};
}

static void run_alone(RgFlightOrder* order, int steps) {
    rg_flights_run(&order, 1, steps);
}

static void begin_table(RgBall* ball) {
    ball->head = 0;
    ball->ahead = RG_BALL_TABLE - RG_BALL_SAMPLES;
    ball->bounds = (RgBounds){v3_flat(ball->position), v3_flat(ball->position), 0.0f};
    ball->table[0] = ball->position;
}

// fills the whole table from the present ball
static void fill_table(RgBall* ball) {
    RgFlightOrder order = real_order(ball, ball->table);
    begin_table(ball);
    run_alone(&order, RG_BALL_TABLE - 1);
    ball->tail = order.flight;
    ball->table_age = RG_TABLE_PRESENT;
}

RgFlightOrder rg_ball_stretch(RgBall* ball) {
    int slot = slot_of(ball, RG_BALL_SAMPLES + ball->ahead);
    return (RgFlightOrder){.flight = ball->tail,
                           .obstacles = RG_OBSTACLES_NONE,
                           .position = ball->table + slot,
                           .velocity = ball->table_velocity + slot,
                           .spin = ball->table_spin + slot,
                           .bounds = &ball->bounds};
}

void rg_ball_stretched(RgBall* ball, const RgFlightOrder* order) {
    ball->tail = order->flight;
    ball->ahead += RG_BALL_STRETCH;
}

// drops the first sample and adds one at the end
static void shift_table(RgBall* ball) {
    if (ball->ahead == 0) {
        RgFlightOrder order = rg_ball_stretch(ball);
        run_alone(&order, RG_BALL_STRETCH);
        rg_ball_stretched(ball, &order);
    }
    ball->head = (uint16_t)slot_of(ball, 1);
    ball->ahead--;
}

static void remember(RgBall* ball) {
    int at = ball->history_head + 1;
    if (ball->history_count == 0) {
        at = RG_SUM_TICKS - 1; // sums of coming ticks reach back farther
    } else if (at + RG_SUM_TICKS > RG_BALL_ROOM) {
        enum { KEPT = RG_BALL_HISTORY - 1 };
        memmove(ball->history_x, ball->history_x + at - KEPT, KEPT * sizeof ball->history_x[0]);
        memmove(ball->history_y, ball->history_y + at - KEPT, KEPT * sizeof ball->history_y[0]);
        at = KEPT;
        ball->sums_known = 0;
    }
    if (ball->history_x[at] != ball->position.x || ball->history_y[at] != ball->position.y) {
        ball->sums_known = 0; // it was foreseen otherwise
    }
    ball->history_x[at] = ball->position.x;
    ball->history_y[at] = ball->position.y;
    ball->history_head = (uint16_t)at;
    if (ball->history_count < RG_BALL_HISTORY) {
        ++ball->history_count;
    }
}

// The step itself is sample 1 of the table, which starts at the position before it.
static void take_step(RgBall* ball) {
    int next = slot_of(ball, 1);
    ball->position = ball->table[next];
    ball->velocity = ball->table_velocity[next];
    memcpy(ball->spin, ball->table_spin[next], sizeof ball->spin);
}

// brings sample 0 to the present ball
static void renew_table(RgMatch* match) {
    RgBall* ball = &match->ball;
    switch ((RgTableAge)ball->table_age) {
    case RG_TABLE_PRESENT:
        return;
    case RG_TABLE_TOUCHERS:
        if (!ball->in_goal) {
            rg_settle_times(match);
            memcpy(ball->table, ball->coming, sizeof ball->coming);
            return;
        }
        break;
    case RG_TABLE_LATE: {
        // only near the goals the real motion can leave the look-ahead
        bool leaves = false;
        if (ball->in_goal || fabsf(ball->position.x) > RG_PITCH_HALF_LENGTH - 1.0f) {
            RgV3 positions[2];
            RgBounds bounds = ball->bounds;
            RgFlightOrder probe = expected_order(ball, present_flight(ball, 0), positions);
            probe.bounds = &bounds;
            run_alone(&probe, 1);
            leaves = probe.hit;
        }
        if (!leaves) {
            shift_table(ball);
            return;
        }
        break;
    }
    default:
        break;
    }
    rg_settle_times(match);
    fill_table(ball);
}

void rg_ball_step(RgMatch* match) {
    RgBall* ball = &match->ball;
    renew_table(match);
    ball->table_age = RG_TABLE_LATE;
    take_step(ball);
    remember(ball);
}

void rg_ball_forget(RgMatch* match) {
    match->ball.history_count = 0;
    match->ball.sums_known = 0;
}

static void put(RgMatch* match, RgV3 point) {
    RgBall* ball = &match->ball;
    ball->position = point;
    ball->velocity = v3(0.0f, 0.0f, 0.0f);
    memcpy(ball->spin, no_spin, sizeof ball->spin);
    rg_ball_forget(match);
}

void rg_ball_place(RgMatch* match, RgV3 point) {
    rg_settle_times(match);
    put(match, point);
    fill_table(&match->ball);
}

void rg_rest_find(RgRest* rest) {
    RgBounds bounds = {.speed = 0.0f};
    RgFlightOrder order = {.flight = {.position = v3(0.0f, 0.0f, RG_BALL_RADIUS)},
                           .obstacles = RG_OBSTACLES_WOODWORK,
                           .position = rest->position,
                           .velocity = rest->velocity,
                           .spin = rest->spin,
                           .bounds = &bounds};
    memcpy(order.flight.spin, no_spin, sizeof no_spin);
    run_alone(&order, RG_BALL_TABLE - 1);
    rest->end = order.flight;
}

void rg_ball_rest(const RgPitch* pitch, RgMatch* match, RgV2 spot) {
    RgBall* ball = &match->ball;
    const RgRest* rest = &pitch->rest;
    if (ball->in_goal || fabsf(spot.x) > RG_PITCH_HALF_LENGTH - 1.0f) {
        rg_ball_place(match, v3_from(spot, RG_BALL_RADIUS)); // it may lie at a post
        return;
    }
    rg_settle_times(match);
    put(match, v3_from(spot, RG_BALL_RADIUS));
    begin_table(ball);
    for (int i = 0; i < RG_BALL_TABLE - 1; ++i) {
        ball->table[1 + i] = v3_add(rest->position[i], v3_from(spot, 0.0f));
    }
    ball->bounds.low = ball->bounds.high = v3_flat(ball->table[1]); // no zero has a sign here
    memcpy(ball->table_velocity + 1, rest->velocity, sizeof rest->velocity);
    memcpy(ball->table_spin + 1, rest->spin, sizeof rest->spin);
    ball->tail = rest->end;
    ball->tail.position = ball->table[RG_BALL_TABLE - 1];
    ball->table_age = RG_TABLE_PRESENT;
}

// the image keeps its time stamp, so its readers run ahead until the next one (2.6, 3.4)
static void tell_of_touch(RgMatch* match, int team) {
    if (match->image_count > 0) {
        RgImage* newest = &match->images[match->newest_image];
        memcpy(newest->ball, match->ball.table, sizeof newest->ball);
    }
    rg_refresh_possession(match, team);
}

void rg_ball_hold(RgMatch* match, int team, RgV3 point) {
    put(match, point); // times are found anew, so none needs to be settled
    fill_table(&match->ball);
    tell_of_touch(match, team);
}

// What the ball really does is another flight than the second team expects (1.1): it waits in
// `coming` for the next step.
void rg_ball_kick_begin(RgMatch* match, int team, RgV3 velocity, RgV3 spin, float weight,
                        RgKick* kick) {
    RgBall* ball = &match->ball;
    RgV3* path = weight > 0.0f ? kick->path : ball->table;
    ball->position.z = rg_maxf(ball->position.z, RG_BALL_RADIUS);
    ball->velocity = velocity;
    kick->team = team;
    kick->bends = weight > 0.0f;
    kick->count = 1; // the first is the real one
    if (kick->bends) {
        kick->orders[kick->count++] = expected_order(ball, present_flight(ball, team), ball->table);
        rg_spin_blend(ball->spin, v3_scale(spin, 0.001f), weight);
    }
    begin_table(ball);
    path[0] = ball->position;
    if (team == 0) {
        kick->orders[0] = real_order(ball, path);
    } else {
        ball->coming[0] = ball->position;
        kick->orders[0] = real_order(ball, ball->coming);
        kick->orders[kick->count++] = expected_order(ball, present_flight(ball, team), path);
    }
}

void rg_ball_kick_end(RgMatch* match, const RgKick* kick) {
    RgBall* ball = &match->ball;
    ball->tail = kick->orders[0].flight;
    ball->table_age = kick->team == 0 ? RG_TABLE_PRESENT : RG_TABLE_TOUCHERS;
    tell_of_touch(match, kick->team);
    if (kick->bends) {
        memcpy(ball->table, kick->path, sizeof kick->path);
    }
}

void rg_kick_fly(RgKick* kick) {
    RgFlightOrder* orders[RG_KICK_FLIGHTS];
    for (int i = 0; i < kick->count; ++i) {
        orders[i] = &kick->orders[i];
    }
    rg_flights_run(orders, kick->count, RG_KICK_STEPS);
}

void rg_ball_kick(RgMatch* match, int team, RgV3 velocity, RgV3 spin, float weight) {
    RgKick kick;
    rg_ball_kick_begin(match, team, velocity, spin, weight, &kick);
    rg_kick_fly(&kick);
    rg_ball_kick_end(match, &kick);
}

// ---- reading

// Sums of the newest positions. Each begins with the newest of all, so nothing is left of them
// when the next tick has a newer one, and each addition waits for the one before. But where the
// ball will be is mostly known: the sums of some ticks are found at once, in the lanes of a vector.

typedef float Ticks __attribute__((vector_size(4 * RG_SUM_TICKS)));

// puts the next ticks' positions behind the newest
static void begin_sums(RgBall* ball) {
    int next = ball->table_age == RG_TABLE_LATE ? 2 : 1; // sample of the next step
    for (int i = 1; i < RG_SUM_TICKS; ++i, ++next) {
        ball->history_x[ball->history_head + i] = ball->table[slot_of(ball, next)].x;
        ball->history_y[ball->history_head + i] = ball->table[slot_of(ball, next)].y;
    }
    ball->sums_head = ball->history_head;
    ball->sums_known = 0;
}

// until `count` of them are known; a longer sum goes on from a shorter one
static inline __attribute__((always_inline)) void add_up(RgBall* ball, int count) {
    int known = ball->sums_known;
    Ticks x = {0.0f}, y = {0.0f}, more_x, more_y;
    if (known > 0) {
        memcpy(&x, ball->sums_x[known - 1], sizeof x);
        memcpy(&y, ball->sums_y[known - 1], sizeof y);
    }
    for (; known < count; ++known) {
        int newest = ball->sums_head - known * RG_SUM_STRIDE;
        for (int k = 0; k < RG_SUM_STRIDE; ++k) {
            memcpy(&more_x, ball->history_x + newest - k, sizeof more_x);
            memcpy(&more_y, ball->history_y + newest - k, sizeof more_y);
            x += more_x;
            y += more_y;
        }
        memcpy(ball->sums_x[known], &x, sizeof x);
        memcpy(ball->sums_y[known], &y, sizeof y);
    }
    ball->sums_known = (uint16_t)known;
}

RG_WIDE static void add_up_wide(RgBall* ball, int count) {
    add_up(ball, count);
}

static void extend_sums(RgBall* ball, int count) {
    if (rg_has_wide()) {
        add_up_wide(ball, count);
    } else {
        add_up(ball, count);
    }
}

/// Sum of the `count` newest positions.
static RgV2 newest_sum(RgBall* ball, int count) {
    if (ball->sums_known == 0 || ball->history_head - ball->sums_head >= RG_SUM_TICKS) {
        begin_sums(ball);
    }
    int kept = count / RG_SUM_STRIDE;
    if (ball->sums_known < kept) {
        extend_sums(ball, kept);
    }
    RgV2 sum = v2(0.0f, 0.0f);
    if (kept > 0) {
        int tick = ball->history_head - ball->sums_head;
        sum = v2(ball->sums_x[kept - 1][tick], ball->sums_y[kept - 1][tick]);
    }
    for (int k = kept * RG_SUM_STRIDE; k < count; ++k) {
        int at = ball->history_head - k;
        sum = v2_add(sum, v2(ball->history_x[at], ball->history_y[at]));
    }
    return sum;
}

RgV2 rg_ball_average(RgMatch* match, int ms) {
    RgBall* ball = &match->ball;
    int count = ms / 10 + 1;
    count = count < ball->history_count ? count : ball->history_count;
    return count < 1 ? v3_flat(ball->position)
                     : v2_scale(newest_sum(ball, count), 1.0f / (float)count);
}

RgV3 rg_ball_rotation(const RgMatch* match) {
    return rg_spin_angles(match->ball.spin);
}
