// The path of a clip: where a body will be in every tick until the clip's end, computed once at its
// start (C.6.5; 3.6, 6.2, 6.8). A player does not replay the clip's root motion: the clip is a
// guide whose velocity is bent towards what the command wants and limited by what the player can
// do. All figures are float32 in the order of ticks/RANDOM.md section 5.
#include "core/simd.h"
#include "football/attributes.h"
#include "football/body.h"
#include "football/possession.h"

#include <math.h>
#include <string.h>

#define TICK 0.01f

enum { CACHE_LINE = 64 };

// the ticks are compiled twice, for two sets of registers
#define STEP static inline __attribute__((always_inline))

/// v2_length with a branch that is hardly ever taken in place of a choice, which all that follows
/// would wait for.
static inline float length_of(RgV2 a) {
    float length = (float)sqrt((double)a.x * a.x + (double)a.y * a.y);
    if (__builtin_expect(length < 0.000001f, 0)) {
        return 0.0f;
    }
    return length;
}

/// A clip-frame vector as the player faces.
static RgV2 turned(const RgWalk* walk, RgV2 v) {
    return v2_turn(v, walk->heading_turn);
}

static bool is_touch(RgFunction function) {
    return function != RG_FN_MOVEMENT && function != RG_FN_TRIP && function != RG_FN_SPECIAL;
}

/// Weight of the wanted movement against the raw clip (B_p).
static float blend_of(RgFunction function, const RgClip* clip) {
    switch (function) {
    case RG_FN_MOVEMENT:
    case RG_FN_BALL_CONTROL:
    case RG_FN_TRAP:
    case RG_FN_SLIDING:
        return 1.0f;
    case RG_FN_INTERFERE:
        return 0.5f;
    case RG_FN_TRIP:
        return clip->triptype == 1 ? 0.5f : 0.0f;
    default:
        return 0.0f;
    }
}

/// The desired velocity D: the command's, the clip's own outgoing movement, or half of each (C.6.5
/// "outgoing-switch").
static RgV2 desired_velocity(RgFunction function, const RgCommand* command, const RgClip* clip,
                             RgV2 out) {
    bool special = clip->in_special != RG_SPECIAL_NONE || clip->out_special != RG_SPECIAL_NONE;
    float own = 0.0f;
    if (function == RG_FN_SHORT_PASS || function == RG_FN_LONG_PASS ||
        function == RG_FN_HIGH_PASS || function == RG_FN_SHOT || function == RG_FN_DEFLECT ||
        function == RG_FN_SPECIAL || special) {
        own = 1.0f;
    } else if (function == RG_FN_TRIP) {
        own = 0.5f;
    }
    if (!command->use_movement) {
        return out;
    }
    RgV2 wanted = v2_scale(command->direction, command->speed);
    return own == 0.0f ? wanted : v2_mix(wanted, out, own);
}

/// How far the whole path may be turned towards the wanted direction: phi (C.6.5, 3.6).
static float turn_allowance(const RgMatch* match, int player, const RgWalk* walk,
                            const RgCommand* command, RgV2 desired, RgV2 out) {
    const RgPlayer* self = &match->players[player];
    bool moving = walk->clip->out_vel >= RG_SWITCH_IDLE;
    RgV2 clip_direction =
        moving ? v2_unit(turned(walk, walk->clip->out_mov)) : turned(walk, walk->clip->out_dir);
    RgV2 wanted = desired;
    if (walk->wanted_speed < RG_SWITCH_IDLE) {
        wanted = command->use_look
                     ? v2_sub(command->look, v2_mad(self->position, self->velocity, 0.1f))
                     : self->facing;
    }
    if (walk->clip->in_special != RG_SPECIAL_NONE) {
        return 0.0f;
    }
    wanted = v2_unit_or(wanted, clip_direction);
    float angle = v2_angle(clip_direction, wanted);
    if (walk->sliding) {
        return rg_clamp(angle, -0.5f * RG_PI, 0.5f * RG_PI);
    }
    if (fabsf(angle) > 0.5f * RG_PI) {
        return 0.0f;
    }
    if (!walk->touch) {
        return rg_clamp(angle, -0.125f * RG_PI, 0.125f * RG_PI);
    }
    float mean = v2_length(v2_add(self->velocity, out)) * 0.5f;
    float control = rg_stat(match, player, RG_STAT_BALL_CONTROL);
    float bias = (1.0f - 0.8f * rg_pow(rg_nc(mean, 0.0f, 8.0f), 0.8f)) * (0.6f + 0.4f * control);
    float own = v2_angle(self->facing, clip_direction);
    if (fabsf(own) <= 0.06f * RG_PI) {
        return rg_clamp(angle, -0.1f * RG_PI * bias, 0.1f * RG_PI * bias);
    }
    float under = 0.2f * RG_PI * bias;
    return own > 0.0f ? rg_clamp(angle, -under, 0.0f) : rg_clamp(angle, 0.0f, under);
}

/// powerFactor of step 7: less force soon after a touch and after a bump.
static float power_of(const RgMatch* match, int player) {
    float bump = v2_length(match->players[player].bump);
    float touched = rg_pow(rg_touch_bias(match, player, 1000, match->clock), 0.8f);
    float dribble = rg_stat(match, player, RG_STAT_DRIBBLE);
    float balance = rg_stat(match, player, RG_STAT_BALANCE);
    float power = 1.0f - rg_minf(0.4f, touched * (0.8f - 0.3f * dribble));
    return power * (1.0f - rg_clamp(bump * (10.0f - 5.0f * balance) - 0.1f, 0.0f, 0.3f));
}

static void begin_walk(const RgMatch* match, int player, const RgClip* clip,
                       const RgCommand* command, RgWalk* walk) {
    const RgPlayer* self = &match->players[player];
    RgFunction function = (RgFunction)command->function;
    // the clip's velocities are on the way from memory until the first tick asks for them
    for (int n = 0; n < clip->frames; n += CACHE_LINE / (int)sizeof(RgV2)) {
        __builtin_prefetch(&rg_clip_velocities[clip->motion_row + n]);
    }
    *walk = (RgWalk){.clip = clip,
                     .last = clip->frames - 1,
                     .velocity = self->velocity,
                     .speed = v2_length(self->velocity)};
    walk->touch = is_touch(function);
    walk->movement = function == RG_FN_MOVEMENT;
    walk->sliding = function == RG_FN_SLIDING;
    walk->unlimited = walk->sliding || function == RG_FN_DEFLECT;
    bool rising = clip->in_special != RG_SPECIAL_NONE;
    walk->stretched = walk->movement || function == RG_FN_BALL_CONTROL || function == RG_FN_TRAP;
    walk->lagged = (walk->movement && !rising) || function == RG_FN_BALL_CONTROL;
    walk->heading = v2_heading_angle(self->facing);
    walk->heading_turn = rg_turn(walk->heading);
    walk->blend = rising ? 0.0f : blend_of(function, clip);
    walk->agility = rg_stat(match, player, RG_STAT_AGILITY);
    walk->acceleration = rg_stat(match, player, RG_STAT_ACCELERATION);
    walk->free_max_speed = rg_max_speed(rg_number_of(player));
    walk->max_speed = walk->touch ? walk->free_max_speed * 0.92f : walk->free_max_speed;
    walk->slack = walk->touch ? 1.2f : 1.6f;
    float difficulty = clip->difficulty;
    float lag = 1.2f - 0.4f * walk->agility;
    lag += walk->touch ? -0.1f + rg_minf(0.4f * difficulty, 0.5f)
                       : -0.2f + rg_minf(0.2f * difficulty, 0.2f);
    walk->lag = rg_clamp(lag, 0.25f, 4.0f);
    walk->slow_start = walk->movement ? 0.4f : 1.0f;
    walk->power = power_of(match, player);
    float strain = rg_clamp(
        2.0f * difficulty * (1.0f - 0.2f * walk->agility - 0.2f * walk->acceleration), 0.0f, 1.0f);
    walk->ease = 1.0f - 0.4f * rg_pow(strain, 0.7f);
    walk->cornering = TICK * RG_PI * (0.7f + 0.3f * walk->agility) * (walk->touch ? 1.0f : 1.5f);
    walk->change = 30.0f * (clip->function == RG_FN_TRIP ? 0.7f : (walk->sliding ? 3.33f : 1.0f));
    RgV2 out = turned(walk, clip->out_mov);
    RgV2 desired = desired_velocity(function, command, clip, out);
    walk->wanted_speed = v2_length(desired);
    walk->wanted_direction = v2_unit(desired);
    walk->turn = turn_allowance(match, player, walk, command, desired, out);
}

// ---- steps 1 to 4: what guides a tick
//
// What a clip asks for in a tick does not hang on how fast the player will be by then, so a stride
// of ticks is worked out ahead: ticks need not wait for each other with it, and the loops below run
// over plain arrays, which compilers turn into vector code.

enum { STRIDE = RG_PATH_STRIDE };

typedef struct Guide {
    float progress[STRIDE];
    float raw_x[STRIDE], raw_y[STRIDE]; // the clip's own velocity, as the player faces
    float x[STRIDE], y[STRIDE];         // its direction, unit
    float length[STRIDE];               // of the velocity, with more range for fast players
    float sine[STRIDE], cosine[STRIDE]; // of the part of phi
} Guide;

/// 2^x for -1000 < x <= 0, to 2e-7 of itself.
static inline double two_to(double x) {
    int whole = (int)(x - 0.5);
    double f = (x - whole) * 0.69314718055994531;
    double power =
        1.0 +
        f * (1.0 + f * (0.5 + f * (1.0 / 6 + f * (1.0 / 24 + f * (1.0 / 120 + f * (1.0 / 720))))));
    uint64_t bits = (uint64_t)(uint32_t)(1023 + whole) << 52;
    double scale;
    memcpy(&scale, &bits, sizeof scale);
    return power * scale;
}

static float lag_at(const RgWalk* walk, int n) {
    return n < walk->clip->touch_frame ? rg_maxf(walk->lag, 0.7f) : walk->lag;
}

/// Step 1: the clip frames that guide the ticks, floor(E * progress^lag). The power is worked out
/// in float32 only where the floor could depend on its last bits.
STEP void guiding_frames(const RgWalk* walk, int first, int count, const float* progress,
                         int* frame) {
    if (!walk->lagged) {
        for (int i = 0; i < count; i++) {
            frame[i] = (int)((float)walk->last * progress[i]);
        }
        return;
    }
    double near[STRIDE];
    double whole_clip = rg_log2_of[walk->clip->frames];
    for (int i = 0; i < count; i++) {
        near[i] = (double)lag_at(walk, first + i) * (rg_log2_of[first + i + 1] - whole_clip);
    }
    int unsure[STRIDE], any = 0;
    for (int i = 0; i < count; i++) {
        near[i] = walk->last * two_to(near[i]);
        frame[i] = (int)near[i];
        double rest = near[i] - frame[i];
        unsure[i] = !((rest > 1e-4) & (rest < 1.0 - 1e-4));
        any |= unsure[i];
    }
    for (int i = 0; i < count && any; i++) {
        if (unsure[i]) {
            frame[i] = (int)((float)walk->last * rg_pow(progress[i], lag_at(walk, first + i)));
        }
    }
}

/// v2_unit and v2_length of the raw velocities.
STEP void measure_raw(Guide* g, int count) {
    for (int i = 0; i < count; i++) {
        float x = g->raw_x[i], y = g->raw_y[i];
        bool small = (fabsf(x) < 0.000001f) & (fabsf(y) < 0.000001f);
        float inverse = small ? 0.0f : 1.0f / sqrtf(x * x + y * y);
        g->x[i] = x * inverse;
        g->y[i] = y * inverse;
    }
    for (int i = 0; i < count; i++) {
        double x = (double)g->raw_x[i], y = (double)g->raw_y[i];
        float length = (float)sqrt(x * x + y * y);
        g->length[i] = length < 0.000001f ? 0.0f : length;
    }
}

/// Where the clip runs, a player's speed counts beyond 6 m/s.
STEP void stretch(const RgWalk* walk, Guide* g, int count) {
    for (int i = 0; i < count; i++) {
        if (g->length[i] > RG_SWITCH_WALK && walk->max_speed > g->length[i]) {
            g->length[i] = RG_SWITCH_WALK +
                           (g->length[i] - RG_SWITCH_WALK) * (walk->max_speed - RG_SWITCH_WALK);
            RgV2 direction = v2_unit(v2_scale(v2(g->x[i], g->y[i]), g->length[i]));
            g->x[i] = direction.x;
            g->y[i] = direction.y;
        }
    }
}

STEP void guide(const RgWalk* walk, int first, int count, Guide* g) {
    const RgV2* velocities = &rg_clip_velocities[walk->clip->motion_row];
    float vx[STRIDE], vy[STRIDE];
    int frame[STRIDE];
    for (int i = 0; i < count; i++) {
        g->progress[i] = (float)(first + i + 1) / (float)walk->clip->frames;
    }
    guiding_frames(walk, first, count, g->progress, frame);
    for (int i = 0; i < count; i++) {
        vx[i] = velocities[frame[i]].x;
        vy[i] = velocities[frame[i]].y;
    }
    float sine = walk->heading_turn.sine, cosine = walk->heading_turn.cosine;
    for (int i = 0; i < count; i++) {
        g->raw_x[i] = vx[i] * cosine - vy[i] * sine;
        g->raw_y[i] = vx[i] * sine + vy[i] * cosine;
    }
    if (walk->blend == 0.0f) {
        return;
    }
    measure_raw(g, count);
    if (walk->stretched) {
        stretch(walk, g, count);
    }
    if (walk->turn != 0.0f) {
        float angle[STRIDE];
        for (int i = 0; i < count; i++) {
            angle[i] = walk->turn * g->progress[i];
        }
        rg_turns(angle, count, g->sine, g->cosine);
    }
}

/// The velocity to strive for in tick i of the stride.
STEP RgV2 target_velocity(const RgWalk* walk, const Guide* g, int i, float speed) {
    RgV2 raw = v2(g->raw_x[i], g->raw_y[i]);
    if (walk->blend == 0.0f) {
        return raw;
    }
    RgV2 direction = v2(g->x[i], g->y[i]);
    float length = g->length[i];
    float gain = 0.0f;
    if (walk->sliding) {
        gain = 100.0f;
    } else if (speed > length) {
        // a player who is already faster than the clip keeps some of it, if the clip leads where he
        // wants to go
        float aligned = rg_maxf(v2_dot(direction, walk->wanted_direction), 0.0f);
        gain = rg_minf(1.0f - g->progress[i], speed - length) * aligned * rg_minf(length, 1.0f);
    }
    float wanted = rg_clamp(walk->wanted_speed, length - walk->slack, length + gain);
    RgV2 target = v2_scale(direction, wanted);
    if (walk->turn != 0.0f) {
        target = v2_turn(target, (RgTurn){g->sine[i], g->cosine[i]});
    }
    return walk->blend == 1.0f ? target : v2_mix(raw, target, walk->blend);
}

// ---- steps 5 to 9: what a player can do

/// Step 6: beyond the largest turn of a tick the player brakes instead.
STEP RgV2 limit_cornering(const RgWalk* walk, RgV2 velocity, float speed, RgV2 change) {
    if (speed <= RG_SWITCH_IDLE) {
        return change;
    }
    RgV2 next = v2_add(velocity, change);
    float slowness = speed / 8.0f + 0.01f;
    // the angle is below its tangent
    float along = v2_dot(velocity, next);
    float across = fabsf(velocity.x * next.y - velocity.y * next.x);
    if (across * slowness < 0.999f * walk->cornering * along || length_of(next) <= RG_SWITCH_IDLE) {
        return change;
    }
    float limit = walk->cornering / slowness;
    float excess = rg_atan2_narrow(across, along) - limit;
    if (excess > 0.0f) {
        change = v2_sub(change, v2_scale(velocity, rg_clamp(3.0f * excess / RG_PI, 0.0f, 1.0f)));
    }
    return change;
}

// curve(nc(10 n ms, 0, 160), 1) for n = 0 ... 16
static const float start[17] = {
    0x0p+0f,        0x1.3ad04p-7f,  0x1.37ca2p-5f,  0x1.59267p-4f, 0x1.2bec34p-3f, 0x1.c71898p-3f,
    0x1.3c10eap-2f, 0x1.9c1d2p-2f,  0x1p-1f,        0x1.31f17p-1f, 0x1.61f78cp-1f, 0x1.8e39dap-1f,
    0x1.b504f4p-1f, 0x1.d4db32p-1f, 0x1.ec835ep-1f, 0x1.fb14cp-1f, 0x1p+0f};

/// A speed and what step 7 asks of it.
typedef struct Pace {
    float speed;
    float fast; // (speed / 8)^1.5
} Pace;

static inline Pace pace_at(float speed) {
    float eighth = speed / 8.0f;
    return (Pace){speed, (float)((double)eighth * sqrt((double)eighth))};
}

/// The same where the speed is nearly known, sooner: what is dear is worked out of the guess, which
/// need not wait for the velocity, and one step from there comes to within 2^-44 of the figures
/// themselves, by Newton's method and by the tangent to the power.
static inline Pace pace_near(RgV2 velocity, float near) {
    double guess = (double)near, root = sqrt(guess / 8.0);
    double half = 0.5 / guess, power = guess / 8.0 * root, slope = 1.5 / 8.0 * root;
    double square = (double)velocity.x * velocity.x + (double)velocity.y * velocity.y;
    double step = (square - guess * guess) * half, length = guess + step;
    Pace pace = {.speed = (float)length};
    double fast = power + ((double)pace.speed - guess) * slope;
    pace.fast = (float)fast;
    bool sure = fabs(step) < 0x1p-22 * guess && !rg_near_middle(length) && !rg_near_middle(fast);
    return __builtin_expect(sure, 1) ? pace : pace_at(length_of(velocity));
}

/// Step 7: largest change of velocity in a tick.
STEP RgV2 limit_change(const RgWalk* walk, int n, float fast, RgV2 change) {
    float slow_start = walk->slow_start * fast;
    float begun = (1.0f - slow_start) + slow_start * start[n < 16 ? n : 16];
    float limit = walk->change * (1.2f - 0.4f * fast) * begun * walk->power * TICK;
    // the square tells mostly
    float square = v2_dot(change, change), limit_square = limit * limit;
    bool usual = limit > 0.000001f;
    if (usual && square < 0.999f * limit_square) {
        return change;
    }
    bool limited = usual && square > 1.001f * limit_square;
    return limited || length_of(change) > limit ? v2_scale(v2_unit(change), limit) : change;
}

/// Step 8: largest gain of speed in a tick; what is too much is taken off the change. *pace: before
/// and after the tick. @return the velocity after the tick
STEP RgV2 limit_acceleration(const RgWalk* walk, RgV2 velocity, RgV2 change, Pace* pace) {
    RgV2 next = v2_add(velocity, change);
    float speed = pace->speed, reached = length_of(next);
    *pace = pace_at(reached);
    if (walk->unlimited || reached <= RG_SWITCH_IDLE || reached <= speed) {
        return next;
    }
    float share = rg_nc(speed, RG_SWITCH_IDLE, walk->free_max_speed);
    float skill = 0.7f + 0.3f * walk->acceleration;
    float gain = 11.0f * walk->ease * (1.0f - rg_pow_nine_fifths(share)) * skill * TICK;
    float excess = (reached - speed) - gain;
    if (excess > 0.0f) {
        next = v2_add(velocity, v2_sub(change, v2_scale(v2_unit(next), excess)));
        *pace = pace_near(next, speed + gain);
    }
    return next;
}

/// Step 9: the clip's end is reached at its own kind of speed.
STEP RgV2 settle(const RgWalk* walk, RgV2 velocity) {
    bool idle = length_of(velocity) < RG_SWITCH_IDLE;
    bool ends_idle = walk->clip->out_vel < RG_SWITCH_IDLE;
    if (ends_idle && !idle) {
        return v2(0.0f, 0.0f);
    }
    if (!ends_idle && idle) {
        return v2_scale(turned(walk, walk->clip->out_dir), RG_SPEED_DRIBBLE);
    }
    return velocity;
}

static float folded(float angle) {
    if (angle > RG_PI) {
        return angle - 2.0f * RG_PI;
    }
    return angle < -RG_PI ? angle + 2.0f * RG_PI : angle;
}

/// Rotation offset at the end, R (3.6): by how much the path's end was turned against the clip's.
static float rotation_end(const RgWalk* walk, RgV2 end_velocity) {
    if (walk->clip->out_vel >= RG_SWITCH_IDLE && v2_length(end_velocity) >= RG_SWITCH_IDLE) {
        return v2_angle(walk->clip->out_mov, v2_turn(end_velocity, rg_back(walk->heading_turn)));
    }
    return walk->turn * walk->blend;
}

void rg_freedom_begin(const RgMatch* match, int player, const RgCommand* command,
                      RgFreedom* freedom) {
    int function = command->function;
    float acceleration = rg_stat(match, player, RG_STAT_ACCELERATION);
    freedom->limited = function != RG_FN_SLIDING && function != RG_FN_DEFLECT;
    freedom->power = 0.3001f * power_of(match, player) * (function == RG_FN_SLIDING ? 3.33f : 1.0f);
    freedom->gain = 0.1101f * (0.7f + 0.3f * acceleration);
    freedom->top = rg_max_speed(rg_number_of(player));
    freedom->present = v2_length(match->players[player].velocity);
    freedom->count = 0;
}

void rg_freedom_continue(RgFreedom* freedom, int count) {
    int done = freedom->count;
    float change = 0.0f, distance = 0.0f, length = 0.0f, speed = freedom->present;
    if (done > 0) {
        change = freedom->change[done - 1];
        distance = freedom->distance[done - 1];
        speed = freedom->speed[done - 1];
        length = freedom->length[done - 1];
    }
    for (int n = done; n < count; n++) {
        // step 7 is the stricter the faster he is, and he is at least as fast as this
        float slowest = freedom->present > 8.0f ? 0.0f : rg_maxf(freedom->present - change, 0.0f);
        float tenth = slowest / 8.0f, fast = tenth * sqrtf(tenth);
        float most =
            freedom->power * ((1.0f - fast) + fast * start[n < 16 ? n : 16]) * (1.2f - 0.4f * fast);
        change += most;
        distance += change * TICK;
        // step 8, with a smaller power of the speed, lets him gain less the faster he is
        float faster = speed + most;
        if (freedom->limited) {
            float share = rg_nc(speed, RG_SWITCH_IDLE, freedom->top);
            float gained = speed + freedom->gain * (1.0f - share * share);
            faster = rg_minf(faster, rg_maxf(gained, RG_SWITCH_IDLE));
        }
        speed = faster;
        length += speed * TICK;
        freedom->change[n] = change;
        freedom->distance[n] = distance;
        freedom->speed[n] = speed;
        freedom->length[n] = length;
    }
    freedom->count = count > done ? count : done;
}

void rg_path_begin(const RgMatch* match, int player, const RgClip* clip, const RgCommand* command,
                   RgPath* path) {
    begin_walk(match, player, clip, command, &path->walk);
    path->frames = clip->frames;
}

STEP void go_on(RgPath* path, int count) {
    const RgWalk walk = path->walk;
    // what the next tick waits for is kept apart from the rest
    RgV2 position = walk.position, velocity = walk.velocity;
    Pace pace = pace_at(walk.speed);
    Guide guides = {.progress = {0.0f}};
    for (int first = walk.done; first < count; first += STRIDE) {
        int stride = count - first < STRIDE ? count - first : STRIDE;
        guide(&walk, first, stride, &guides);
        for (int i = 0; i < stride; i++) {
            int n = first + i;
            RgV2 change = v2_sub(target_velocity(&walk, &guides, i, pace.speed), velocity);
            change = limit_cornering(&walk, velocity, pace.speed, change);
            change = limit_change(&walk, n, pace.fast, change);
            velocity = limit_acceleration(&walk, velocity, change, &pace);
            if (n >= walk.last - 1) {
                velocity = settle(&walk, velocity);
                pace = pace_at(length_of(velocity));
            }
            position = v2_mad(position, velocity, TICK);
            path->point[n] = position;
            path->velocity[n] = velocity;
        }
        path->walk.done = first + stride;
    }
    path->walk.position = position;
    path->walk.velocity = velocity;
    path->walk.speed = pace.speed;
}

RG_WIDE static void go_on_wide(RgPath* path, int count) {
    go_on(path, count);
}

void rg_path_continue(RgPath* path, int count) {
    if (rg_has_wide()) {
        go_on_wide(path, count);
    } else {
        go_on(path, count);
    }
}

void rg_path_end(const RgMatch* match, int player, RgPath* path) {
    rg_path_continue(path, path->frames);
    const RgWalk* walk = &path->walk;
    const RgClip* clip = walk->clip;
    path->rotation_end = rotation_end(walk, walk->velocity);
    const RgPlayer* self = &match->players[player];
    path->lean = rg_lean_in(self->facing, rg_back(walk->heading_turn), self->clip_body);
    float lean = folded(path->lean - clip->in_body_ang);
    path->rotation_begin = walk->movement ? lean : rg_clamp(lean, -0.125f * RG_PI, 0.125f * RG_PI);
    path->end_velocity =
        v2_scale(v2_sub(path->point[walk->last], path->point[walk->last - 1]), 100.0f);
    path->end_angle = folded(walk->heading + clip->out_ang + path->rotation_end);
    path->end_body_angle = folded(path->end_angle + clip->out_body_ang);
}

void rg_path_compute(const RgMatch* match, int player, const RgClip* clip, const RgCommand* command,
                     RgPath* path) {
    rg_path_begin(match, player, clip, command, path);
    rg_path_end(match, player, path);
}
