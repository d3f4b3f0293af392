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

enum { MOST_AHEAD = 20 };

static const float no_spin[4] = {0.0f, 0.0f, 0.0f, 1.0f};

static inline int slot_of(const RgBall* ball, int sample) {
    return (ball->head + sample) & (RG_BALL_RING - 1);
}

// the ball as `team` sees it, going on from the present
static RgFlight present_flight(const RgBall* ball, int team) {
    RgFlight flight = {.position = rg_turned3(team, ball->position),
                       .velocity = rg_turned3(team, ball->velocity),
                       .angles = rg_spin_angles(ball->spin),
                       .turned = team != 0};
    memcpy(flight.spin, ball->spin, sizeof flight.spin);
    return flight;
}

static RgObstacles obstacles_of(const RgBall* ball) {
    return ball->in_goal ? RG_OBSTACLES_NETS : RG_OBSTACLES_WOODWORK;
}

static RgFlightRecord record_from(RgBall* ball, int slot) {
    return (RgFlightRecord){ball->table + slot, ball->table_velocity + slot,
                            ball->table_spin + slot};
}

static void begin_table(RgBall* ball) {
    ball->head = ball->ahead = 0;
    ball->bounds = (RgBounds){v3_flat(ball->position), v3_flat(ball->position), 0.0f};
    ball->table[0] = ball->position;
}

// fills the whole table from the present ball
static void fill_table(RgBall* ball) {
    RgFlightRecord record = record_from(ball, 1);
    ball->tail = present_flight(ball, 0);
    begin_table(ball);
    rg_flights_run(&ball->tail, 1, RG_BALL_SAMPLES - 1, obstacles_of(ball), &record, &ball->bounds);
    ball->table_age = RG_TABLE_PRESENT;
}

/// A flight that nothing takes but a look.
typedef struct Glance {
    RgFlight flight;
    RgV3* path; // (RG_BALL_SAMPLES) where it goes
} Glance;

// Predicts the ball after a touch as the toucher's team sees it, into `path`, and the glance (or
// NULL) beside it. What the ball really does is another flight for the second team (1.1): it waits
// in `coming` for the next step.
static void fill_after_touch(RgBall* ball, int team, RgV3* path, const Glance* glance) {
    RgFlight flights[RG_FLIGHTS] = {present_flight(ball, 0)};
    RgFlightRecord records[RG_FLIGHTS] = {record_from(ball, 1)};
    int count = 1;
    begin_table(ball);
    records[0].position = (team == 0 ? path : ball->coming) + 1;
    if (team != 0) {
        ball->coming[0] = ball->position;
        flights[count] = present_flight(ball, team);
        records[count++] = (RgFlightRecord){.position = path + 1};
    }
    path[0] = ball->position;
    if (glance != NULL) {
        glance->path[0] = ball->position;
        flights[count] = glance->flight;
        records[count++] = (RgFlightRecord){.position = glance->path + 1};
    }
    rg_flights_run(flights, count, RG_BALL_SAMPLES - 1, obstacles_of(ball), records, &ball->bounds);
    ball->tail = flights[0];
    ball->table_age = team == 0 ? RG_TABLE_PRESENT : RG_TABLE_TOUCHERS;
}

// drops the first sample and adds one at the end: some at once, which takes less than one by one
static void shift_table(RgBall* ball) {
    if (ball->ahead == 0) {
        int slot = slot_of(ball, RG_BALL_SAMPLES), room = RG_BALL_RING - slot;
        RgFlightRecord record = record_from(ball, slot);
        ball->ahead = (uint16_t)(room < MOST_AHEAD ? room : MOST_AHEAD);
        rg_flights_run(&ball->tail, 1, ball->ahead, RG_OBSTACLES_NONE, &record, &ball->bounds);
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
            RgFlight probe = present_flight(ball, 0);
            RgV3 position;
            RgFlightRecord record = {.position = &position};
            RgBounds bounds = ball->bounds;
            leaves = rg_flights_run(&probe, 1, 1, obstacles_of(ball), &record, &bounds);
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

static void place(RgMatch* match, RgV3 point) {
    RgBall* ball = &match->ball;
    ball->position = point;
    ball->velocity = v3(0.0f, 0.0f, 0.0f);
    memcpy(ball->spin, no_spin, sizeof ball->spin);
    rg_ball_forget(match);
    fill_table(ball);
}

void rg_ball_place(RgMatch* match, RgV3 point) {
    rg_settle_times(match);
    place(match, point);
}

// what a touch changes at once, but for the spin
static void meet(RgMatch* match, RgV3 velocity) {
    match->ball.position.z = rg_maxf(match->ball.position.z, RG_BALL_RADIUS);
    match->ball.velocity = velocity;
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
    place(match, point); // times are found anew, so none needs to be settled
    tell_of_touch(match, team);
}

void rg_ball_touch(RgMatch* match, int team, RgV3 velocity) {
    meet(match, velocity);
    fill_after_touch(&match->ball, team, match->ball.table, NULL);
    tell_of_touch(match, team);
}

void rg_ball_kick(RgMatch* match, int team, RgV3 velocity, RgV3 spin, float weight) {
    RgBall* ball = &match->ball;
    meet(match, velocity);
    // with the old spin for everybody's first glance, with the new one for what comes
    RgV3 path[RG_BALL_SAMPLES];
    Glance glance = {present_flight(ball, team), ball->table};
    rg_spin_blend(ball->spin, v3_scale(spin, 0.001f), weight);
    fill_after_touch(ball, team, path, &glance);
    tell_of_touch(match, team);
    memcpy(ball->table, path, sizeof path);
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
