// Can a clip reach the ball (C.7.1; 3.12), how far is the body pulled to the ball on the way
// (3.14, 6.1), is a dribble touch needed at all (6.9)? "Player frame": origin where the clip
// starts, turned so that he looks to -y.
#include "football/touch.h"

#include "football/attributes.h"
#include "football/ball.h"
#include "football/perception.h"
#include "football/possession.h"
#include "football/reach.h"
#include "football/select.h"

RgV2 rg_front_of_foot(float speed, float body_angle, float height) {
    float distance =
        (0.34f + 0.08f * speed) * (1.0f - rg_clamp((height - 0.11f) / 4.0f, 0.0f, 0.5f));
    RgV2 direction = v2_add(v2(0.0f, -0.8f), v2_scale(v2_heading(body_angle), 0.2f));
    return v2_scale(direction, distance);
}

/// What all candidates of a search have in common.
typedef struct Search {
    const RgMatch* match;
    int player, delay;
    const RgCommand* command;
    bool holder;      // has the ball in his hands
    bool touch_early; // a pass or shot command stood earlier in the queue
    float heading;
    RgTurn back;   // turns into the player frame
    RgV2 in;       // velocity at the start, player frame
    float speed;   // its length
    RgV2 along;    // direction of the run, unit
    float stretch; // 1 / lateral, or 1 without such a direction: at least, for bounds
    float lateral; // the ball's offset across the run counts 1 / lateral
} Search;

/// One candidate against the perceived ball, player frame.
typedef struct Trial {
    const Search* search;
    const RgClip* clip;
    RgV3 planned;        // perceived ball at the touch frame, own frame
    RgV3 at, velocity;   // the same in the player frame, and how it moves
    float radius, extra; // in which the foot finds the ball, before nearness and slowness; distance
    RgV2 touch, out;     // velocities at the touch, at the end
    RgV2 out_direction;  // unit
    RgV2 front;          // body front point at the touch
    RgV3 aim;            // where the clip meets the ball
    RgV3 ball;           // where the ball is nearest to that
} Trial;

static Search begin_search(const RgMatch* match, int player, const RgCommand* command,
                           bool earlier_kick) {
    const RgPlayer* self = &match->players[player];
    Search s = {.match = match, .player = player, .command = command, .touch_early = earlier_kick};
    s.holder = match->retainer == player;
    s.delay = rg_body_delay(match, player);
    s.heading = v2_heading_angle(self->facing);
    s.back = rg_turn(-s.heading);
    s.in = v2_turn(self->velocity, s.back);
    s.speed = v2_length(s.in);
    s.lateral = 0.6f - 0.3f * rg_pow(rg_nc(s.speed, 0.0f, 8.0f), 0.7f);
    bool runs = s.speed > 0.00001f;
    s.along = runs ? v2_unit(s.in) : v2(0.0f, -1.0f);
    s.stretch = runs ? 1.0f / s.lateral : 1.0f;
    return s;
}

static RgV3 into_player_frame(const Search* s, RgV3 point) {
    RgV2 start = s->match->players[s->player].position;
    return v3_from(v2_turn(v2_sub(v3_flat(point), start), s->back), point.z);
}

/// Velocity of the increment that leads to entry `n`, player frame.
static RgV2 path_velocity(const Search* s, const RgPath* path, int n) {
    return v2_turn(v2_scale(v2_sub(path->point[n], path->point[n - 1]), 100.0f), s->back);
}

/// Nearest point of the ball's way around the touch frame: projection in x and y, length in three
/// dimensions (3.12).
static RgV3 nearest_ball(RgV3 at, RgV3 velocity, RgV3 aim) {
    RgV3 from = v3_sub(at, v3_scale(velocity, 0.006f));
    RgV3 to = v3_add(at, v3_scale(velocity, 0.003f));
    RgV3 way = v3_sub(to, from);
    float square = v3_dot(way, way);
    if (square <= 0.0f) {
        return from;
    }
    RgV3 back = v3_sub(aim, from);
    float u = rg_clamp((back.x * way.x + back.y * way.y) / square, 0.0f, 1.0f);
    return v3_add(from, v3_scale(way, u));
}

/// What is known of a candidate before its path.
static Trial begin_trial(const Search* s, const RgClip* clip) {
    int team = rg_team_of(s->player);
    int k = clip->touch_frame;
    Trial t = {.search = s, .clip = clip};
    t.planned = rg_seen_ball(s->match, team, s->delay, 10 * k);
    RgV3 next = rg_seen_ball(s->match, team, s->delay, 10 * k + 10);
    t.at = into_player_frame(s, t.planned);
    t.velocity = v3_scale(v3_sub(into_player_frame(s, next), t.at), 100.0f);
    t.aim.z = clip->touch.z * (rg_height(rg_number_of(s->player)) / 1.92f);
    return t;
}

/// The moment of the touch; needs the path's entries up to the touch frame.
static void come_to_touch(Trial* t, const RgPath* path) {
    int k = t->clip->touch_frame;
    t->touch = path_velocity(t->search, path, k);
    RgV2 root = v2_turn(path->point[k], t->search->back);
    RgV2 forward = v2_length(t->touch) < RG_SWITCH_IDLE ? v2(0.0f, -1.0f) : v2_unit(t->touch);
    t->front = v2_mad(root, forward, 0.1f);
    t->aim = v3_from(v2_add(t->clip->touch_rel, root), t->aim.z);
    t->ball = nearest_ball(t->at, t->velocity, t->aim);
}

/// The end of the clip; needs the whole path.
static void come_to_end(Trial* t, const RgPath* path) {
    t->out = path_velocity(t->search, path, path->frames - 1);
    t->out_direction = v2_length(t->out) < RG_SWITCH_IDLE
                           ? v2_heading(t->clip->out_ang + path->rotation_end)
                           : v2_unit(t->out);
}

static float distance_to_range(float value, float low, float high) {
    return rg_maxf(rg_maxf(low - value, value - high), 0.0f);
}

/// The vertical part of C.7.1: what counts of the gap between aim and ball. For a range of the
/// ball's heights: at least so much.
static float height_gap(const Trial* t, float low, float high) {
    float aim = t->aim.z;
    float gap = distance_to_range(aim, low, high);
    gap *= 1.0f - rg_clamp(0.3f * (aim - 0.11f), 0.0f, 0.2f);
    gap *= 1.0f - rg_clamp(0.4f * (high - 0.11f), 0.0f, 0.3f);
    if (low > 1.8f && low > aim + 0.12f) {
        gap *= 2.0f;
    }
    if (low > 2.6f && low > aim + 0.08f) {
        gap *= 20.0f;
    }
    if (t->search->command->function == RG_FN_DEFLECT) {
        gap *= 0.8f;
    }
    if (low < 0.5f && t->clip->baseanim) {
        gap = rg_maxf(gap - 0.15f, 0.0f);
    }
    return gap;
}

static bool height_fits(const Trial* t) {
    return height_gap(t, t->ball.z, t->ball.z) < 0.22f;
}

/// Base radius and extra distance by type, before everything that changes them.
static void base_radius(int function, bool earlier_kick, float* radius, float* extra) {
    *radius = 0.3f;
    *extra = 0.0f;
    switch (function) {
    case RG_FN_SHORT_PASS:
    case RG_FN_LONG_PASS:
    case RG_FN_HIGH_PASS:
    case RG_FN_SHOT:
        *radius *= 1.3f;
        *extra = 0.15f;
        break;
    case RG_FN_INTERFERE:
        *radius *= 1.4f;
        *extra = 0.2f;
        break;
    case RG_FN_DEFLECT:
        *radius *= 1.8f;
        *extra = 0.4f;
        break;
    case RG_FN_SLIDING:
        *radius *= 0.2f;
        break;
    default:
        *radius *= earlier_kick ? 0.3f : 1.0f;
        break;
    }
}

/// 1 beside the body front, 0 from 0.7 m on.
static float nearness(float distance, float bias) {
    return 1.0f - rg_curve(rg_nc(distance, 0.0f, 0.7f), bias);
}

/// How slow the clip is on the whole, 0 … 1.
static float slowness(const Trial* t) {
    return 1.0f - rg_nc(v2_length(v2_scale(v2_add(t->search->in, t->out), 0.5f)), 0.0f, 8.0f);
}

/// Radius and extra distance before what hangs on the path (C.7.1).
static void begin_reach(Trial* t) {
    const Search* s = t->search;
    base_radius(s->command->function, s->touch_early, &t->radius, &t->extra);
    float late = rg_pow((float)t->clip->touch_frame / 24.0f, 0.7f);
    if (late > 1.0f) {
        late = 1.0f + (late - 1.0f) * 0.5f;
    }
    t->radius *= late;

    // a second touch soon after the first is nearly impossible
    int64_t then = s->match->clock + 10 * t->clip->touch_frame;
    float bias = rg_touch_bias(s->match, s->player, 600, then);
    if (bias > 0.0f) {
        float control = rg_stat(s->match, s->player, RG_STAT_BALL_CONTROL);
        float fresh = 1.0f - rg_curve(bias, 1.0f) * 0.97f * (1.0f - 0.1f * control);
        t->radius *= fresh;
        t->extra *= fresh;
    }
}

/// Radius in which the foot finds the ball (C.7.1).
static float reach_radius(const Trial* t, float near_aim, float near_ball, float slow) {
    float wider = 1.0f + near_aim + 0.6f * near_ball + 0.8f * near_aim * near_ball + slow;
    return t->radius * wider / sqrtf(t->search->lateral);
}

/// Where the ball is from the clip's aim, stretched across the run.
static RgV2 stretched_offset(const Trial* t, RgV2 along) {
    RgV2 across = v2(-along.y, along.x);
    RgV2 offset = v2_sub(v3_flat(t->ball), v3_flat(t->aim));
    float side = v2_dot(offset, across);
    return v2_mad(offset, across, side / t->search->lateral - side);
}

/// What shifts the disc.
static RgV2 movement_of(RgV2 in, RgV2 touch, RgV2 out) {
    return v2_add(v2_add(v2_scale(in, 0.1f), v2_scale(touch, 0.2f)), v2_scale(out, 0.7f));
}

/// The horizontal part of C.7.1: the offset of the ball, stretched across the run, must lie in a
/// disc shifted backwards.
static bool offset_fits(const Trial* t) {
    RgV2 in = t->search->in;
    float near_aim = nearness(v2_distance(t->front, v3_flat(t->aim)), 0.7f);
    float near_ball = nearness(v2_distance(t->front, v3_flat(t->ball)), 0.4f);
    float radius = reach_radius(t, near_aim, near_ball, slowness(t)), extra = t->extra;
    RgV2 offset = stretched_offset(t, v2_unit_or(in, t->out_direction));
    RgV2 movement = movement_of(in, t->touch, t->out);
    float strength = rg_pow(rg_nc(v2_length(movement), 0.0f, 8.0f), 0.5f);
    strength *= 0.5f + 0.5f * rg_clamp(0.5f + 0.5f * -t->out_direction.y, 0.0f, 1.0f);
    RgV2 shift = v2_scale(v2_unit(movement), -strength * 0.5f * (radius + 0.6f * extra));
    return v2_length(v2_sub(offset, shift)) <= 0.5f * (radius + extra) + 0.02f;
}

// ---- candidates that are out of the question
//
// Most candidates of a search fail, and a path is dear. What must hold whatever the path, or the
// rest of it, will be, is tested first; SLACK is more than what float32 rounds.

#define SLACK 0.001f

/// The ball will be too high or too low, wherever it is met.
static bool height_hopeless(const Trial* t) {
    float from = t->at.z - t->velocity.z * 0.006f;
    float to = t->at.z + t->velocity.z * 0.003f;
    float low = rg_minf(from, to) - SLACK, high = rg_maxf(from, to) + SLACK;
    return height_gap(t, low, high) > 0.22f + SLACK;
}

/// nearness() or a little more, sooner.
static float largest_nearness(float distance, float bias) {
    float s = rg_nc(distance - SLACK, 0.0f, 0.7f), x = 2.0f * s - 1.0f, z = x * x;
    float sine = x * (1.5706268f + z * (-0.6432292f + z * 0.0727102f)); // to 1.1e-4
    return 1.0f + SLACK - ((0.5f + 0.5f * sine) * bias + s * (1.0f - bias));
}

/// Fastest end of a path that moves at most as fast as `speed` at the touch: a clip that ends
/// standing is settled so, and what is gained until then is limited (C.6.5 steps 8 and 9).
static float fastest_end(const Trial* t, const RgFreedom* freedom, float speed) {
    const RgClip* clip = t->clip;
    if (clip->out_vel < RG_SWITCH_IDLE) {
        return RG_SWITCH_IDLE;
    }
    float ticks = (float)(clip->frames - 1 - clip->touch_frame);
    return freedom->limited ? rg_maxf(speed, RG_SPEED_DRIBBLE) + freedom->gain * ticks : INFINITY;
}

/// Where the root can be at the touch, in coordinates along the run and across it.
typedef struct Region {
    RgV2 low, high;
} Region;

static RgV2 along_run(const Search* s, RgV2 a) {
    return v2(v2_dot(a, s->along), s->along.x * a.y - s->along.y * a.x);
}

static Region region_from_start(const Trial* t, const RgFreedom* freedom) {
    int k = t->clip->touch_frame;
    float straight = t->search->speed * 0.01f * (float)(k + 1);
    float distance = freedom->distance[k], length = freedom->length[k];
    float across = rg_minf(distance, length);
    return (Region){v2(rg_maxf(straight - distance, -length), -across),
                    v2(rg_minf(straight + distance, length), across)};
}

/// The path is known up to entry n.
static Region region_from_path(const Trial* t, const RgFreedom* freedom, const RgPath* path) {
    int n = path->walk.done - 1, k = t->clip->touch_frame;
    float time = 0.01f * (float)(k - n);
    RgV2 root = v2_mad(path->walk.position, path->walk.velocity, time);
    root = along_run(t->search, v2_turn(root, t->search->back));
    float distance = freedom->distance[k] - freedom->distance[n] - freedom->change[n] * time;
    RgV2 room = v2(distance, distance);
    return (Region){v2_sub(root, room), v2_add(root, room)};
}

static RgV2 gap_to_region(RgV2 point, const Region* region, float slack) {
    float x = distance_to_range(point.x, region->low.x, region->high.x) - slack;
    float y = distance_to_range(point.y, region->low.y, region->high.y) - slack;
    return v2(rg_maxf(x, 0.0f), rg_maxf(y, 0.0f));
}

/// The largest offset that can still fit: at one end of the disc, which is shifted the farther the
/// faster he is. `speed`: the largest at the touch.
static float farthest_fit(const Trial* t, const RgFreedom* freedom, float near_aim, float near_ball,
                          float speed) {
    float in = t->search->speed, out = fastest_end(t, freedom, speed);
    float slow = 1.0f - rg_nc(0.5f * (in - out) - SLACK, 0.0f, 8.0f);
    float radius = reach_radius(t, near_aim, near_ball, slow);
    float movement = 0.1f * in + 0.2f * speed + 0.7f * out + SLACK;
    float strength = 1.001f * sqrtf(rg_nc(movement, 0.0f, 8.0f));
    return 0.5f * (radius + t->extra) + 0.02f + strength * 0.5f * (radius + 0.6f * t->extra) +
           SLACK;
}

/// The body cannot come near enough to the ball.
static bool distance_hopeless(const Trial* t, const RgFreedom* freedom, Region region) {
    const Search* s = t->search;
    RgV2 rel = t->clip->touch_rel, ball = v3_flat(t->at);
    float slack = 0.006f * v2_near_length(v3_flat(t->velocity)) + SLACK;
    RgV2 offset = gap_to_region(along_run(s, v2_sub(ball, rel)), &region, slack);
    RgV2 from_root = gap_to_region(along_run(s, ball), &region, slack);
    offset.y *= s->stretch;
    // of the body front, 0.1 m before the root
    float near_aim = largest_nearness(v2_near_length(rel) - 0.1f, 0.7f);
    float near_ball = largest_nearness(v2_near_length(from_root) - 0.1f, 0.4f);
    float speed = freedom->speed[t->clip->touch_frame];
    float farthest = farthest_fit(t, freedom, near_aim, near_ball, speed);
    return v2_dot(offset, offset) > farthest * farthest;
}

/// By how much a velocity may change from the touch to the end (C.6.5 step 7).
static float change_until_end(const Trial* t, const RgFreedom* freedom, float touch) {
    float most = freedom->power * (float)(t->clip->frames - 1 - t->clip->touch_frame);
    float tenth = rg_maxf(touch - 1.2f * most, 0.0f) / 8.0f;
    return most * (1.2f - 0.4f * tenth * sqrtf(tenth)) + SLACK;
}

/// Velocities that a path known up to the touch may come to at its end: a disc. @return its radius
static float ends(const Trial* t, const RgFreedom* freedom, RgV2* centre) {
    float touch = v2_near_length(t->touch);
    if (t->clip->out_vel >= RG_SWITCH_IDLE) {
        float change = change_until_end(t, freedom, touch);
        if (touch - change <= RG_SWITCH_IDLE) {
            // who might become too slow for the clip's end is helped on (C.6.5 step 9)
            RgV2 helped = v2_sub(v2_scale(t->clip->out_dir, RG_SPEED_DRIBBLE), t->touch);
            change = rg_maxf(change, v2_near_length(helped) + 1.2f * freedom->power + SLACK);
        }
        if (change < 1.2f * touch) { // else nothing is known of the direction
            *centre = t->touch;
            return change;
        }
    }
    *centre = v2(0.0f, 0.0f);
    return fastest_end(t, freedom, touch + SLACK) + SLACK;
}

/// Least distance of an offset from the shifts that lead up to `farthest` m against a direction off
/// `axis` by at most an angle of that sine.
static float distance_to_shifts(RgV2 offset, RgV2 axis, float sine, float farthest) {
    float along = v2_dot(offset, axis), across = fabsf(axis.x * offset.y - axis.y * offset.x);
    float cosine = sqrtf(1.0f - sine * sine), length = v2_near_length(offset);
    bool straight = along < 0.0f && across * cosine <= -along * sine;
    float ahead = straight ? -length : along * cosine - across * sine;
    float shift = rg_clamp(-ahead, 0.0f, farthest);
    return sqrtf(rg_maxf(length * length + shift * (2.0f * ahead + shift), 0.0f));
}

/// The touch is known: no end of the clip makes it fit.
static bool offset_hopeless(const Trial* t, const RgFreedom* freedom) {
    const Search* s = t->search;
    RgV2 end, aim = v3_flat(t->aim), ball = v3_flat(t->ball);
    float near_aim = largest_nearness(v2_near_length(v2_sub(t->front, aim)), 0.7f);
    float near_ball = largest_nearness(v2_near_length(v2_sub(t->front, ball)), 0.4f);
    float room = ends(t, freedom, &end);
    float mean = 0.5f * (v2_near_length(v2_add(s->in, end)) - room);
    float radius = reach_radius(t, near_aim, near_ball, 1.0f - rg_nc(mean, 0.0f, 8.0f));
    RgV2 movement = movement_of(s->in, t->touch, end);
    float speed = v2_near_length(movement);
    room = 0.7f * room + SLACK;
    float strength = 1.001f * sqrtf(rg_nc(speed + room, 0.0f, 8.0f));
    float shift = strength * 0.5f * (radius + 0.6f * t->extra);
    // without a direction of the run it is not stretched here, and stretching makes it longer
    RgV2 offset = stretched_offset(t, v2_unit(s->in));
    float distance = v2_near_length(offset) - shift;
    if (speed > room && s->stretch != 1.0f) {
        distance =
            distance_to_shifts(offset, v2_scale(movement, 1.0f / speed), room / speed, shift);
    }
    return distance > 0.5f * (radius + t->extra) + 0.02f + SLACK;
}

/// Shown part of the way to the ball (3.14), own frame.
static RgV2 smuggle_of(const Trial* t, float rotation) {
    const Search* s = t->search;
    if (s->holder) {
        return v2(0.0f, 0.0f);
    }
    int function = s->command->function;
    RgV2 gap = v2_sub(v3_flat(t->ball), v3_flat(t->aim));
    float distance = v2_length(gap);
    float hidden = function == RG_FN_BALL_CONTROL ? 1.0f : 0.8f;
    hidden *= t->planned.z > 0.5f ? 0.7f : 1.0f;
    hidden *= t->planned.z > 1.0f ? 0.7f : 1.0f;
    float free = 0.02f + (function == RG_FN_INTERFERE ? 0.1f : 0.0f);
    float length =
        rg_minf(rg_maxf(distance - free, 0.0f) * (1.0f - 0.4f * hidden), distance - 0.2f);

    // forwards only as far as a slow end and a late touch leave time
    float turn = t->clip->out_ang + rotation;
    RgV2 shift = v2_rotate(v2_scale(v2_unit(gap), length), -turn);
    if (shift.y < 0.0f) {
        float most = 0.25f * (1.0f - rg_pow(rg_nc(v2_length(t->out), 0.0f, 6.0f), 0.6f)) *
                     (0.1f * (float)t->clip->touch_frame);
        most += function == RG_FN_BALL_CONTROL || function == RG_FN_TRAP ? 0.0f : 0.1f;
        shift.y = -rg_clamp(-shift.y - 0.02f, 0.0f, most);
    }
    float near = 0.0f;
    rg_nearest_opponent(s->match, rg_team_of(s->player), s->match->players[s->player].position,
                        &near);
    return v2_scale(v2_rotate(shift, s->heading + turn), 0.7f + 0.3f * rg_nc(near, 0.6f, 1.2f));
}

/// Whether a candidate may be tried at all: nobody else holds the ball, and it stays on the pitch.
static bool touchable(const Search* s, const RgClip* clip) {
    if (clip->touch_frame < 1 || (s->match->retainer != RG_NOBODY && !s->holder)) {
        return false;
    }
    RgV3 ball = rg_ball_predict(s->match, 10 * clip->touch_frame);
    return s->holder || !(fabsf(ball.x) > RG_OUT_X || fabsf(ball.y) > RG_OUT_Y);
}

bool rg_touch_reaches(const RgMatch* match, int player, const RgClip* clip,
                      const RgCommand* command, const RgPath* path, bool earlier_kick,
                      RgV3* touch_position, RgV2* action_smuggle) {
    Search search = begin_search(match, player, command, earlier_kick);
    if (!touchable(&search, clip)) {
        return false;
    }
    Trial t = begin_trial(&search, clip);
    begin_reach(&t);
    come_to_touch(&t, path);
    come_to_end(&t, path);
    if (!search.holder && !(height_fits(&t) && offset_fits(&t))) {
        return false;
    }
    *touch_position = t.planned;
    *action_smuggle = smuggle_of(&t, path->rotation_end);
    return true;
}

/// rg_touch_reaches with as much of the path as it takes to tell; the whole of it on success.
static bool try_candidate(const Search* s, const RgClip* clip, RgFreedom* freedom, RgPath* path,
                          RgV3* touch_position, RgV2* action_smuggle) {
    if (!touchable(s, clip)) {
        return false;
    }
    Trial t = begin_trial(s, clip);
    int k = clip->touch_frame;
    if (!s->holder && height_hopeless(&t)) {
        return false;
    }
    begin_reach(&t);
    // the last two ticks of a path are not bound to what a player can do (C.6.5 step 9)
    bool bound = !s->holder && k < clip->frames - 2;
    if (bound) {
        rg_freedom_continue(freedom, k + 1);
        if (distance_hopeless(&t, freedom, region_from_start(&t, freedom))) {
            return false;
        }
    }
    rg_path_begin(s->match, s->player, clip, s->command, path);
    for (int done = RG_PATH_STRIDE; done <= k && bound; done += RG_PATH_STRIDE) {
        rg_path_continue(path, done);
        if (distance_hopeless(&t, freedom, region_from_path(&t, freedom, path))) {
            return false;
        }
    }
    rg_path_continue(path, k + 1);
    come_to_touch(&t, path);
    if (!s->holder && (!height_fits(&t) || (bound && offset_hopeless(&t, freedom)))) {
        return false;
    }
    rg_path_end(s->match, s->player, path);
    come_to_end(&t, path);
    if (!s->holder && !offset_fits(&t)) {
        return false;
    }
    *touch_position = t.planned;
    *action_smuggle = smuggle_of(&t, path->rotation_end);
    return true;
}

int rg_touch_first(const RgMatch* match, int player, const RgCommand* command, bool earlier_kick,
                   const uint16_t* ids, int count, RgPath* path, RgV3* touch_position,
                   RgV2* action_smuggle) {
    if (count == 0) {
        return -1;
    }
    Search search = begin_search(match, player, command, earlier_kick);
    RgFreedom freedom;
    rg_freedom_begin(match, player, command, &freedom);
    for (int i = 0; i < count; i++) {
        if (try_candidate(&search, &rg_clips[ids[i]], &freedom, path, touch_position,
                          action_smuggle)) {
            return i;
        }
    }
    return -1;
}

/// What is asked before any clip is known: the ball against the places where some clip could meet
/// it.
typedef struct Prospect {
    const RgMatch* match;
    int player, delay, function;
    float speed;
    float radius, extra; // the largest of C.7.1, but for nearness and the touch frame
    float reach;
} Prospect;

/// Could a clip with that touch frame reach the ball? Whoever he is, his velocity changes by at
/// most 0.36 m/s in a tick, and he gains 0.11 m/s beyond an idle speed (C.6.5 steps 7 and 8).
static bool in_prospect(const Prospect* p, int frame) {
    const RgPlayer* self = &p->match->players[p->player];
    int team = rg_team_of(p->player);
    RgV2 at = v3_flat(rg_seen_ball(p->match, team, p->delay, 10 * frame));
    RgV2 next = v3_flat(rg_seen_ball(p->match, team, p->delay, 10 * frame + 10));
    RgV2 gap = v2_sub(at, self->position);
    float ticks = (float)(frame + 1), steps = 0.005f * ticks * (ticks + 1.0f);
    float room = 0.3602f * steps, length = 0.01f * ticks * p->speed + room;
    if (p->function != RG_FN_DEFLECT) {
        float faster = 0.01f * ticks * rg_maxf(p->speed, RG_SWITCH_IDLE) + 0.1101f * steps;
        length = rg_minf(length, faster);
    }
    float off_straight = v2_near_length(v2_mad(gap, self->velocity, -0.01f * ticks)) - room;
    float off_start = v2_near_length(gap) - length;
    float distance = rg_maxf(off_straight, off_start);
    distance -= 0.6f * v2_near_length(v2_sub(next, at)) + SLACK;
    // tangents to a power
    float late = (float)frame / 24.0f;
    late = rg_minf(0.3f + 0.7f * late, 0.65f + 0.35f * late);
    float radius = p->radius * late * (distance > 0.81f ? 3.0f : 4.4f);
    return distance - p->reach <= radius + 0.8f * p->extra + 0.02f + SLACK;
}

bool rg_touch_conceivable(const RgPitch* pitch, const RgMatch* match, int player,
                          const RgCommand* command, bool earlier_kick) {
    if (match->retainer != RG_NOBODY) {
        return match->retainer == player;
    }
    int function = command->function;
    const RgTouchBucket* bucket = rg_touch_bucket(pitch, match, player, (RgFunction)function);
    Prospect p = {.match = match, .player = player, .function = function, .reach = bucket->reach};
    p.delay = rg_body_delay(match, player);
    p.speed = v2_near_length(match->players[player].velocity);
    base_radius(function, earlier_kick, &p.radius, &p.extra);
    p.radius /= sqrtf(0.51f - 0.21f * rg_nc(p.speed, 0.0f, 8.0f));
    for (int i = 0; i < bucket->frames; i++) {
        if (in_prospect(&p, bucket->frame[i])) {
            return true;
        }
    }
    return false;
}

bool rg_touch_needed(const RgMatch* match, int player, const RgClip* clip,
                     const RgCommand* command) {
    const RgPlayer* self = &match->players[player];
    int team = rg_team_of(player);
    if (command->speed > RG_SWITCH_IDLE || fabsf(clip->out_ang) > 0.125f * RG_PI) {
        return true;
    }
    int delay = rg_body_delay(match, player);
    RgV3 ball = v3_scale(
        v3_sub(rg_seen_ball(match, team, delay, 250), rg_seen_ball(match, team, delay, 240)),
        100.0f);
    if (v3_length(ball) > 2.0f) {
        return true;
    }
    RgV2 out = v2_rotate(clip->out_mov, v2_heading_angle(self->facing));
    RgV2 mix = v2_add(v2_scale(out, 0.3f), v2_scale(self->velocity, 0.7f));
    float length = 0.8f * v2_length(self->velocity) + 0.2f * v2_length(mix);
    RgV3 expected = v3_from(v2_scale(v2_unit(mix), length), 0.0f);
    float faster = length - v2_length(v3_flat(ball));
    if (v3_length(v3_sub(ball, expected)) >= 2.0f || faster < -1.4f || faster >= 0.7f) {
        return true;
    }
    const RgV3 none = {0.0f, 0.0f, 0.0f};
    return clip->out_vel >= RG_SWITCH_IDLE &&
           v3_dot(v3_unit_or(ball, none), v3_unit_or(expected, none)) < 0.975f;
}

/// Who may be shifted to the ball by a clip without a touch (6.1).
static bool may_smuggle(const RgMatch* match, int player, const RgClip* clip) {
    int team = rg_team_of(player);
    return match->owner == player && match->teams[team].designated == rg_number_of(player) &&
           clip->touch_frame < 0 && clip->in_special == RG_SPECIAL_NONE &&
           clip->out_special == RG_SPECIAL_NONE && match->in_play && !match->in_set_piece &&
           match->retainer == RG_NOBODY;
}

/// Way from the foot at the clip's end to the ball, or to the line it rolls along.
static RgV2 way_to_ball(const RgMatch* match, int player, RgV2 foot, RgV2 ball) {
    if (match->players[player].has_possession) {
        return v2_sub(ball, foot);
    }
    RgV2 from = v3_flat(rg_seen_ball(match, rg_team_of(player), rg_body_delay(match, player), 0));
    RgV2 line = v2_sub(ball, from);
    if (v2_length(line) < 0.5f) {
        return v2(0.0f, 0.0f);
    }
    float u = v2_dot(v2_sub(foot, from), line) / v2_dot(line, line);
    return v2_sub(v2_mad(from, line, u), foot);
}

RgV2 rg_movement_smuggle(const RgMatch* match, int player, const RgMotion* motion) {
    const RgV2 none = {0.0f, 0.0f};
    const RgPlayer* self = &match->players[player];
    const RgClip* clip = &rg_clips[motion->clip];
    if (!may_smuggle(match, player, clip)) {
        return none;
    }
    int length_ms = 10 * clip->frames;
    int time = length_ms + 80;
    int to_ball = rg_time_to_ball(match, player).usual;
    time = to_ball > time ? to_ball : time;
    time = self->wanted_time_ms > time ? self->wanted_time_ms : time;
    bool ends_idle = motion->end_speed < RG_SWITCH_IDLE;
    if (time - (length_ms + 80) > (ends_idle ? 2000 : 330)) {
        return none;
    }
    RgV3 ball = rg_seen_ball(match, rg_team_of(player), rg_body_delay(match, player), time);
    float speed = v2_length(motion->end_velocity);
    RgV2 front = rg_front_of_foot(speed, clip->out_body_ang, ball.z);
    RgV2 foot = v2_add(motion->end_position, v2_rotate(front, motion->end_angle));
    RgV2 way = way_to_ball(match, player, foot, v3_flat(ball));
    float quicker =
        v2_length(v2_mad(motion->end_velocity, way, 1.0f / ((float)length_ms * 0.001f)));
    if (quicker > speed && quicker > RG_SWITCH_DRIBBLE) {
        return none;
    }
    float shown = rg_minf(v2_length(way), 1.6f * 0.01f * (float)(clip->frames - 1));
    return v2_scale(v2_unit(way), rg_maxf(shown - 0.06f, 0.0f));
}
