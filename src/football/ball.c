// Flight, bounce, grass, woodwork, nets and the 3 s prediction (C.2). The same step advances the
// ball and fills the prediction; its order of operations is the original's, found by comparing bits
// with the recordings, so do not regroup terms.
//
// The prediction is a ring: without a touch the next tick's table is this tick's, shifted by one
// sample, because only the real motion meets woodwork and nets. Euler angles of the spin are kept
// between steps: one step's last are the next one's first.
#include "football/ball.h"

#include "football/possession.h"

#include <stdint.h>
#include <string.h>

enum { MAX_FLIGHTS = 2 };

static const float STEP = 0.01f;       // s
static const float GRASS_TOP = 0.135f; // m: a ball's centre below it touches the grass

typedef struct Quaternion {
    float x, y, z, w;
} Quaternion;

// ---- small angles
//
// The look-ahead takes 300 steps with eight angles each, nearly all of them small: there short
// series give the same floats as core/math.h, sooner.

static inline void sine_cosine(float angle, float* sine, float* cosine) {
    if (fabsf(angle) > 0.25f) {
        rg_sincos(angle, sine, cosine);
        return;
    }
    double x = (double)angle, z = x * x;
    *sine = (float)(x + x * z *
                            ((-1.0 / 6.0 + z * (1.0 / 120.0)) +
                             z * z * (-1.0 / 5040.0 + z * (1.0 / 362880.0))));
    *cosine =
        (float)(1.0 - z * ((0.5 - z * (1.0 / 24.0)) + z * z * (1.0 / 720.0 - z * (1.0 / 40320.0))));
}

static inline float arc_tangent(float y, float x) {
    if (!(x > 0.0f) || fabsf(y) > 0.2f * x) {
        return rg_atan2(y, x);
    }
    double t = (double)y / (double)x, z = t * t, z2 = z * z;
    double p = (-1.0 / 3.0 + z * (1.0 / 5.0)) + z2 * (-1.0 / 7.0 + z * (1.0 / 9.0));
    double q = (-1.0 / 11.0 + z * (1.0 / 13.0)) + z2 * (-1.0 / 15.0 + z * (1.0 / 17.0));
    return (float)(t + t * z * (p + z2 * z2 * q));
}

static inline float arc_sine(float x) {
    if (fabsf(x) > 0.2f) {
        return rg_asin(x);
    }
    double w = (double)x, z = w * w, z2 = z * z;
    double p = (1.0 / 6.0 + z * (3.0 / 40.0)) + z2 * (5.0 / 112.0 + z * (35.0 / 1152.0));
    double q =
        (63.0 / 2816.0 + z * (231.0 / 13312.0)) + z2 * (143.0 / 10240.0 + z * (6435.0 / 557056.0));
    return (float)(w + w * z * (p + z2 * z2 * q));
}

// sine of a positive angle
static inline float sine_of(float angle) {
    if (angle > 0.5f) {
        return rg_sin(angle);
    }
    double x = (double)angle, z = x * x, z2 = z * z;
    double p = (-1.0 / 6.0 + z * (1.0 / 120.0)) + z2 * (-1.0 / 5040.0 + z * (1.0 / 362880.0));
    double q = -1.0 / 39916800.0 + z * (1.0 / 6227020800.0);
    return (float)(x + x * z * (p + z2 * z2 * q));
}

/// The last power of 2.6 of a chain of steps: the next one starts from it.
typedef struct PowerChain {
    double base, inverse, power; // base 0: none yet
} PowerChain;

// x^2.6, x > 0: by the binomial series from the last one when x is near it
static inline float power_of(PowerChain* chain, float x) {
    const double e = (double)2.6f;
    double d = ((double)x - chain->base) * chain->inverse;
    if (chain->base == 0.0 || !(fabs(d) < 0.02)) {
        double value = rg_dpow((double)x, e);
        *chain = (PowerChain){(double)x, 1.0 / (double)x, value};
        return (float)value;
    }
    double d2 = d * d;
    double c2 = e * (e - 1.0) / 2.0, c3 = c2 * (e - 2.0) / 3.0, c4 = c3 * (e - 3.0) / 4.0,
           c5 = c4 * (e - 4.0) / 5.0;
    double c6 = c5 * (e - 5.0) / 6.0, c7 = c6 * (e - 6.0) / 7.0;
    double series = (e * d + c2 * d2) + d2 * d * ((c3 + c4 * d) + d2 * ((c5 + c6 * d) + d2 * c7));
    double value = chain->power + chain->power * series;
    *chain = (PowerChain){(double)x, 1.0 / (double)x, value};
    return (float)value;
}

/// The ball in motion.
typedef struct Flight {
    RgV3 position, velocity;
    Quaternion spin; // rotation per ms
    RgV3 euler;      // the spin's angles, rad per ms
    PowerChain magnus;
} Flight;

// ---- quaternions, in the original's order

static const Quaternion no_spin = {0.0f, 0.0f, 0.0f, 1.0f};

static inline Quaternion product(Quaternion a, Quaternion b) {
    return (Quaternion){a.w * b.x + a.x * b.w + a.y * b.z - a.z * b.y,
                        a.w * b.y + a.y * b.w + a.z * b.x - a.x * b.z,
                        a.w * b.z + a.z * b.w + a.x * b.y - a.y * b.x,
                        a.w * b.w - a.x * b.x - a.y * b.y - a.z * b.z};
}

static inline float square_sum(Quaternion q) {
    return q.x * q.x + q.y * q.y + q.z * q.z + q.w * q.w;
}

static inline Quaternion scaled(Quaternion q, float s) {
    return (Quaternion){q.x * s, q.y * s, q.z * s, q.w * s};
}

// 1 / sqrt(square); beside 1 a series gives the same floats sooner (tried on all of them)
static inline float inverse_root(float square) {
    double e = (double)square - 1.0;
    if (fabs(e) < 0x1p-9) {
        return (float)((1.0 - 0.5 * e) + e * e * (0.375 - 0.3125 * e));
    }
    return (float)(1.0 / sqrt((double)square));
}

static inline Quaternion normalised(Quaternion q) {
    return scaled(q, inverse_root(square_sum(q)));
}

// the original divides by the length, not by its square
static inline Quaternion inverse(Quaternion q) {
    return scaled((Quaternion){-q.x, -q.y, -q.z, q.w}, 1.0f / sqrtf(square_sum(q)));
}

// angles about x, y and z, applied as the product X Y Z
static inline RgV3 euler_of(Quaternion q) {
    return v3(
        arc_tangent(2.0f * (q.w * q.x - q.y * q.z), 1.0f - 2.0f * q.x * q.x - 2.0f * q.y * q.y),
        arc_sine(2.0f * (q.w * q.y + q.z * q.x)),
        arc_tangent(2.0f * (q.w * q.z - q.x * q.y), 1.0f - 2.0f * q.y * q.y - 2.0f * q.z * q.z));
}

static inline float limited_angle(float angle) {
    const float limit = 0.49f * RG_PI;
    return rg_clamp(angle, -limit, limit);
}

// rotation per ms of angles in rad per ms; the x axis points backwards
static inline Quaternion spin_of(RgV3 angles) {
    Quaternion x = no_spin, y = no_spin, z = no_spin;
    sine_cosine(limited_angle(angles.x) * 0.5f, &x.x, &x.w);
    x.x = -x.x;
    sine_cosine(limited_angle(angles.y) * 0.5f, &y.y, &y.w);
    if (angles.z == 0.0f) {
        // of their product only these terms are not zero
        Quaternion xy = {x.x * y.w, x.w * y.y, x.x * y.y, x.w * y.w};
        return xy.z != 0.0f ? xy : product(x, y);
    }
    sine_cosine(limited_angle(angles.z) * 0.5f, &z.z, &z.w);
    return product(product(x, y), z);
}

// spherical interpolation in double precision; rotations too close to tell apart stay as they are
static Quaternion blended(Quaternion from, Quaternion to, float weight) {
    float cosine = from.w * to.w + from.x * to.x + from.y * to.y + from.z * to.z;
    if (cosine < 0.0f) {
        to = scaled(to, -1.0f);
        cosine = -cosine;
    }
    if (cosine >= 1.0f) {
        return from;
    }
    double angle = rg_dacos((double)cosine);
    double inverse_sine = 1.0 / rg_dsin(angle);
    double a = rg_dsin((double)(1.0f - weight) * angle) * inverse_sine;
    double b = rg_dsin((double)weight * angle) * inverse_sine;
    return (Quaternion){(float)((double)from.x * a + (double)to.x * b),
                        (float)((double)from.y * a + (double)to.y * b),
                        (float)((double)from.z * a + (double)to.z * b),
                        (float)((double)from.w * a + (double)to.w * b)};
}

// ---- one step

// gravity and air drag (C.2 steps 1 and 2)
static inline void fall(Flight* ball) {
    RgV3 v = ball->velocity;
    v.z += -9.81f * STEP;
    float speed = v3_length(v);
    RgV3 direction = v3_unit_or(v, v3(0.0f, 0.0f, 0.0f));
    ball->velocity = v3_scale(direction, speed - 0.015f * (speed * speed) * STEP);
}

// depth^0.7, depth in (0, 1]: a ball that rolls hops by a tenth of the grass, there the binomial
// series is short
static inline float grass_power(float depth) {
    const double e = (double)0.7f;
    double u = 1.0 - (double)depth;
    if (u > 0.1) {
        return rg_pow(depth, 0.7f);
    }
    const double c1 = -e, c2 = -c1 * (e - 1.0) / 2.0, c3 = -c2 * (e - 2.0) / 3.0,
                 c4 = -c3 * (e - 3.0) / 4.0;
    const double c5 = -c4 * (e - 4.0) / 5.0, c6 = -c5 * (e - 5.0) / 6.0, c7 = -c6 * (e - 6.0) / 7.0,
                 c8 = -c7 * (e - 7.0) / 8.0;
    const double c9 = -c8 * (e - 8.0) / 9.0, c10 = -c9 * (e - 9.0) / 10.0,
                 c11 = -c10 * (e - 10.0) / 11.0;
    double u2 = u * u, u4 = u2 * u2;
    double low = (c1 + c2 * u) + u2 * (c3 + c4 * u), high = (c5 + c6 * u) + u2 * (c7 + c8 * u);
    double top = (c9 + c10 * u) + u2 * c11;
    return (float)(1.0 + u * (low + u4 * (high + u4 * top)));
}

// share of the grass at this height (step 3)
static inline float grass_share(float z) {
    if (z <= RG_BALL_RADIUS) {
        return 1.0f;
    }
    float depth = rg_clamp(1.0f - (z - RG_BALL_RADIUS) / 0.025f, 0.0f, 1.0f);
    return depth > 0.0f ? grass_power(depth) : 0.0f;
}

// step 4; returns the impact factor
static inline float bounce(Flight* ball) {
    if (ball->position.z >= RG_BALL_RADIUS) {
        return 0.0f;
    }
    float impact = 0.0f;
    if (ball->velocity.z < 0.0f) {
        float down = -ball->velocity.z;
        impact = rg_nc(down - 0.5f, 0.0f, 12.0f);
        ball->velocity.z = rg_maxf(down * 0.62f - 0.06f, 0.0f);
    }
    ball->position.z = RG_BALL_RADIUS;
    return impact;
}

// step 5
static inline void brake_on_grass(Flight* ball, float grass) {
    RgV2 flat = v3_flat(ball->velocity);
    float speed = v2_length(flat);
    RgV3 direction = v3_unit_or(v3_from(flat, 0.0f), v3(0.0f, 0.0f, 0.0f));
    float slower = speed - 0.04f * grass * (speed * speed) * STEP;
    slower = rg_maxf(slower - 1.6f * grass * STEP, 0.0f);
    ball->velocity.x = direction.x * slower;
    ball->velocity.y = direction.y * slower;
}

// whether a change of spin per tick could be faster than `most` rad/s; spares the arc cosine where
// it is clearly slower
static inline bool may_exceed(Quaternion change, float most) {
    float half = most * 0.0005f;
    return 1.0f - change.w > half * half * 0.49f;
}

static inline Quaternion limited_change(Quaternion change, float most) {
    float angle = 2.0f * rg_acos(rg_minf(change.w, 1.0f));
    float rate = angle * 1000.0f;
    if (rate <= most) {
        return change;
    }
    float root = sqrtf(1.0f - change.w * change.w), sine, cosine;
    sine_cosine(angle * (most / rate) * 0.5f, &sine, &cosine);
    return normalised((Quaternion){change.x / root * sine, change.y / root * sine,
                                   change.z / root * sine, cosine});
}

// the spin moves towards rolling, the ball towards its spin (step 8; 6.5)
static inline void roll(Flight* ball, float grass, float impact) {
    RgV3 v = ball->velocity, old = ball->euler;
    RgV3 rolling = v3(v.y / RG_BALL_RADIUS * 0.001f, v.x / RG_BALL_RADIUS * 0.001f, 0.0f);
    Quaternion change = normalised(product(spin_of(rolling), inverse(ball->spin)));
    float most = RG_PI * grass + (impact > 0.0f ? 4.0f * RG_PI : 0.0f); // rad/s
    if (may_exceed(change, most)) {
        change = limited_change(change, most);
    }
    ball->spin = product(change, ball->spin);
    ball->euler = euler_of(ball->spin);
    float share = rg_clamp(0.01f * grass + 0.5f * impact, 0.0f, 1.0f);
    ball->velocity.x = v.x * (1.0f - share) + old.y * 0.11f * 1000.0f * share;
    ball->velocity.y = v.y * (1.0f - share) - old.x * 0.11f * 1000.0f * share;
}

// Magnus force and motion (steps 9 and 10; 6.4)
static inline void swerve_and_move(Flight* ball) {
    RgV3 v = ball->velocity, turn = ball->euler;
    if (turn.x != 0.0f || turn.y != 0.0f || turn.z != 0.0f) {
        float sine = sine_of(rg_nc(v3_length(v), 0.0f, 70.0f) * RG_PI * 0.94f);
        float strength = sine > 0.0f ? power_of(&ball->magnus, sine) : 0.0f;
        RgV3 direction = v3_unit_or(v, v3(0.0f, 0.0f, 0.0f));
        RgV3 pull = v3(direction.x * strength * 30.0f, direction.y * strength * 30.0f,
                       direction.z * strength * 30.0f);
        RgV3 force = v3_cross(pull, v3(-10.0f * turn.x, -10.0f * turn.y, -10.0f * turn.z));
        v = v3_add(v, v3_scale(force, STEP));
    }
    ball->velocity = v;
    ball->position = v3_add(ball->position, v3_scale(v, STEP));
}

// ---- woodwork and nets: the first step of a prediction only, so the real motion

// steers a velocity in the plane of a post or the bar away along the normal (step 6)
static RgV2 rebound(RgV2 velocity, RgV2 normal) {
    float speed = v2_length(velocity);
    RgV2 away = v2_unit(v2_mad(v2_unit(velocity), normal, 1.1f));
    return v2_scale(away, speed * 0.8f);
}

static bool hit_woodwork(Flight* ball) {
    const float reach = 0.07f + RG_BALL_RADIUS;
    RgV3* p = &ball->position;
    RgV3* v = &ball->velocity;
    if (fabsf(p->x) < RG_PITCH_HALF_LENGTH - reach || fabsf(p->x) > RG_PITCH_HALF_LENGTH + reach ||
        fabsf(p->y) > RG_GOAL_HALF_WIDTH + reach) {
        return false;
    }
    bool hit = false;
    float line = p->x < 0.0f ? -RG_PITCH_HALF_LENGTH : RG_PITCH_HALF_LENGTH;
    if (p->z < RG_GOAL_HEIGHT + reach) {
        RgV2 post = v2(line, p->y < 0.0f ? -RG_GOAL_HALF_WIDTH : RG_GOAL_HALF_WIDTH);
        RgV2 offset = v2_sub(v3_flat(*p), post);
        if (v2_length(offset) < reach) {
            RgV2 normal = v2_unit(offset);
            RgV2 after = rebound(v3_flat(*v), normal);
            RgV2 outside = v2_mad(post, normal, reach);
            *p = v3_from(outside, p->z);
            *v = v3_from(after, v->z);
            hit = true;
        }
    }
    if (fabsf(p->y) < RG_GOAL_HALF_WIDTH + reach) {
        RgV2 offset = v2(p->x - line, p->z - RG_GOAL_HEIGHT);
        if (v2_length(offset) < reach) {
            RgV2 normal = v2_unit(offset);
            RgV2 after = rebound(v2(v->x, v->z), normal);
            p->x = line + normal.x * reach;
            p->z = RG_GOAL_HEIGHT + normal.y * reach;
            v->x = after.x;
            v->z = after.y;
            hit = true;
        }
    }
    return hit;
}

// A net works from one ball radius inside its plane; the push grows with the distance from the
// plane on both sides of it (measured: it is larger just before the plane than at it).
static float net_push(float distance, float strength) {
    return rg_pow(rg_minf(fabsf(distance), 1.0f), 2.6f) * strength;
}

static bool hit_nets(Flight* ball) {
    const float rear = RG_PITCH_HALF_LENGTH + RG_GOAL_DEPTH;
    RgV3* p = &ball->position;
    RgV3* v = &ball->velocity;
    float strength = fabsf(v->x) > 55.5f ? 1.8f : 4.8f;
    bool hit = false;
    if (fabsf(p->y) > RG_GOAL_HALF_WIDTH - RG_BALL_RADIUS) {
        float push = net_push(fabsf(p->y) - RG_GOAL_HALF_WIDTH, strength);
        v->y = v->y * 0.95f + (p->y < 0.0f ? push : -push);
        hit = true;
    }
    if (fabsf(p->x) > rear - RG_BALL_RADIUS) {
        float push = net_push(fabsf(p->x) - rear, 1.8f);
        v->x = v->x * 0.95f + (p->x < 0.0f ? push : -push);
        hit = true;
    }
    if (p->z > RG_GOAL_HEIGHT - RG_BALL_RADIUS) {
        v->z = v->z * 0.95f - net_push(p->z - RG_GOAL_HEIGHT, strength);
        hit = true;
    }
    return hit;
}

// ---- whole steps

// no way for the grass to act: neither moving along it nor spinning (a ball at rest still hops)
static inline bool lies_still(const Flight* ball) {
    return ball->velocity.x == 0.0f && ball->velocity.y == 0.0f && ball->spin.w == 1.0f &&
           ball->euler.x == 0.0f && ball->euler.y == 0.0f && ball->euler.z == 0.0f;
}

// A step of the look-ahead for `count` independent balls. A step is a long chain of operations that
// wait for each other; two chains side by side take hardly longer than one.
static inline void advance(Flight* balls, int count) {
    float grass[MAX_FLIGHTS], impact[MAX_FLIGHTS];
    bool low[MAX_FLIGHTS];
    for (int i = 0; i < count; ++i) {
        fall(&balls[i]);
        float height = balls[i].position.z;
        low[i] = height < GRASS_TOP && !lies_still(&balls[i]);
        grass[i] = low[i] ? grass_share(height) : 0.0f;
        impact[i] = bounce(&balls[i]);
    }
    for (int i = 0; i < count; ++i) {
        if (low[i]) {
            brake_on_grass(&balls[i], grass[i]);
        }
    }
    for (int i = 0; i < count; ++i) {
        if (low[i]) {
            roll(&balls[i], grass[i], impact[i]);
        }
    }
    for (int i = 0; i < count; ++i) {
        swerve_and_move(&balls[i]);
    }
}

// a step of the real motion; returns whether it met woodwork or a net
static bool advance_really(Flight* ball, bool in_goal) {
    fall(ball);
    float height = ball->position.z;
    float grass = grass_share(height);
    float impact = bounce(ball);
    if (height < GRASS_TOP) {
        brake_on_grass(ball, grass);
    }
    bool hit = hit_woodwork(ball);
    if (in_goal) {
        hit |= hit_nets(ball);
    }
    if (ball->position.z < GRASS_TOP && !lies_still(ball)) {
        roll(ball, grass, impact);
    }
    swerve_and_move(ball);
    return hit;
}

// ---- the prediction

static inline int slot_of(const RgBall* ball, int sample) {
    return (ball->head + sample) & (RG_BALL_RING - 1);
}

// the ball as `team` sees it, going on from the present
static Flight present_flight(const RgBall* ball, int team) {
    Flight flight = {.position = rg_turned3(team, ball->position),
                     .velocity = rg_turned3(team, ball->velocity),
                     .spin = {ball->spin[0], ball->spin[1], ball->spin[2], ball->spin[3]}};
    flight.euler = euler_of(flight.spin);
    return flight;
}

static inline void store_spin(float spin[4], Quaternion q) {
    spin[0] = q.x;
    spin[1] = q.y;
    spin[2] = q.z;
    spin[3] = q.w;
}

static inline void store_sample(RgBall* ball, int sample, int team, const Flight* flight) {
    int slot = slot_of(ball, sample);
    RgV3 p = rg_turned3(team, flight->position);
    ball->table_low = v2(rg_minf(ball->table_low.x, p.x), rg_minf(ball->table_low.y, p.y));
    ball->table_high = v2(rg_maxf(ball->table_high.x, p.x), rg_maxf(ball->table_high.y, p.y));
    ball->table[slot] = p;
    ball->table_velocity[slot] = rg_turned3(team, flight->velocity);
    store_spin(ball->table_spin[slot], flight->spin);
}

static void begin_table(RgBall* ball, int team, const Flight* present) {
    ball->head = 0;
    ball->table_low = ball->table_high = v3_flat(ball->position);
    ball->table_team = (int8_t)team;
    ball->table_age = team == 0 ? RG_TABLE_PRESENT : RG_TABLE_WRONG;
    store_sample(ball, 0, team, present);
}

// fills the whole table from the present ball, as it moves in `team`'s frame
static void fill_table(RgBall* ball, int team) {
    Flight flight = present_flight(ball, team);
    begin_table(ball, team, &flight);
    advance_really(&flight, ball->in_goal);
    store_sample(ball, 1, team, &flight);
    for (int i = 2; i < RG_BALL_SAMPLES; ++i) {
        advance(&flight, 1);
        store_sample(ball, i, team, &flight);
    }
    ball->tail_euler = flight.euler;
}

// drops the first sample and adds one at the end
static void shift_table(RgBall* ball) {
    int last = slot_of(ball, RG_BALL_SAMPLES - 1);
    const float* spin = ball->table_spin[last];
    Flight tail = {.position = ball->table[last],
                   .velocity = ball->table_velocity[last],
                   .spin = {spin[0], spin[1], spin[2], spin[3]},
                   .euler = ball->tail_euler};
    advance(&tail, 1);
    ball->head = (uint16_t)slot_of(ball, 1);
    store_sample(ball, RG_BALL_SAMPLES - 1, 0, &tail);
    ball->tail_euler = tail.euler;
}

static void remember(RgBall* ball) {
    ball->history_head = (uint16_t)((ball->history_head + 1) % RG_BALL_HISTORY);
    ball->history[ball->history_head] = ball->position;
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

void rg_ball_step(RgMatch* match) {
    RgBall* ball = &match->ball;
    bool refill = ball->table_age == RG_TABLE_WRONG;
    // only near the goals the real motion can leave the look-ahead
    if (ball->table_age == RG_TABLE_LATE &&
        (ball->in_goal || fabsf(ball->position.x) > RG_PITCH_HALF_LENGTH - 1.0f)) {
        Flight probe = present_flight(ball, 0);
        refill = advance_really(&probe, ball->in_goal);
    }
    if (refill) {
        fill_table(ball, 0);
    } else if (ball->table_age == RG_TABLE_LATE) {
        shift_table(ball);
    }
    ball->table_age = RG_TABLE_LATE;
    take_step(ball);
    remember(ball);
}

void rg_ball_forget(RgMatch* match) {
    match->ball.history_count = 0;
}

void rg_ball_place(RgMatch* match, RgV3 point) {
    RgBall* ball = &match->ball;
    ball->position = point;
    ball->velocity = v3(0.0f, 0.0f, 0.0f);
    store_spin(ball->spin, no_spin);
    rg_ball_forget(match);
    fill_table(ball, 0);
}

// what a touch changes at once, but for the spin
static void meet(RgMatch* match, RgV3 velocity) {
    match->ball.position.z = rg_maxf(match->ball.position.z, RG_BALL_RADIUS);
    match->ball.velocity = velocity;
}

// the image keeps its time stamp, so its readers run ahead until the next one (2.6, 3.4)
static void tell_of_touch(RgMatch* match, int team) {
    if (match->image_count > 0) {
        memcpy(match->images[0].ball, match->ball.table, sizeof match->images[0].ball);
    }
    rg_refresh_possession(match, team);
}

void rg_ball_hold(RgMatch* match, int team, RgV3 point) {
    rg_ball_place(match, point);
    tell_of_touch(match, team);
}

void rg_ball_touch(RgMatch* match, int team, RgV3 velocity) {
    meet(match, velocity);
    fill_table(&match->ball, team);
    tell_of_touch(match, team);
}

static void swap_samples(RgV3* a, RgV3* b) {
    for (int i = 0; i < RG_BALL_SAMPLES; ++i) {
        RgV3 old = a[i];
        a[i] = b[i];
        b[i] = old;
    }
}

void rg_ball_kick(RgMatch* match, int team, RgV3 velocity, RgV3 spin, float weight) {
    RgBall* ball = &match->ball;
    meet(match, velocity);
    // both tables side by side: with the old spin for everybody's first glance, with the new one
    // for what comes
    Flight flights[MAX_FLIGHTS] = {present_flight(ball, team), {.euler = {0}}};
    RgV3 glance[RG_BALL_SAMPLES];
    glance[0] = ball->position;
    store_spin(ball->spin, blended(flights[0].spin, spin_of(v3_scale(spin, 0.001f)), weight));
    flights[1] = present_flight(ball, team);
    begin_table(ball, team, &flights[1]);
    for (int i = 1; i < RG_BALL_SAMPLES; ++i) {
        if (i == 1) {
            advance_really(&flights[0], ball->in_goal);
            advance_really(&flights[1], ball->in_goal);
        } else {
            advance(flights, 2);
        }
        store_sample(ball, i, team, &flights[0]); // for its place in the box
        glance[i] = ball->table[i];
        store_sample(ball, i, team, &flights[1]);
    }
    ball->tail_euler = flights[1].euler;
    swap_samples(ball->table, glance);
    tell_of_touch(match, team);
    swap_samples(ball->table, glance);
}

// ---- reading

RgV2 rg_ball_average(const RgMatch* match, int ms) {
    int times[1] = {ms};
    RgV2 average[1];
    rg_ball_averages(match, 1, times, average);
    return average[0];
}

void rg_ball_averages(const RgMatch* match, int n, const int* ms, RgV2* averages) {
    const RgBall* ball = &match->ball;
    int count = 0, at = ball->history_head;
    RgV2 sum = v2(0.0f, 0.0f);
    uint32_t done = 0;
    for (int i = 0; i < n; ++i) {
        // all sums begin with the newest position, so the next longer one goes on from the last
        int next = 0;
        while ((done >> next & 1) != 0) {
            ++next;
        }
        for (int k = next + 1; k < n; ++k) {
            next = (done >> k & 1) == 0 && ms[k] < ms[next] ? k : next;
        }
        done |= 1u << next;
        int wanted = ms[next] / 10 + 1;
        for (wanted = wanted < ball->history_count ? wanted : ball->history_count; count < wanted;
             ++count) {
            sum = v2_add(sum, v3_flat(ball->history[at]));
            at = at > 0 ? at - 1 : RG_BALL_HISTORY - 1;
        }
        averages[next] = count < 1 ? v3_flat(ball->position) : v2_scale(sum, 1.0f / (float)count);
    }
}

RgV3 rg_ball_rotation(const RgMatch* match) {
    const float* s = match->ball.spin;
    return euler_of((Quaternion){s[0], s[1], s[2], s[3]});
}
