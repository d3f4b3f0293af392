// Can a clip reach the ball (C.7.1; 3.12), how far is the body pulled to the ball on the way
// (3.14, 6.1), is a dribble touch needed at all (6.9)? "Player frame": origin where the clip
// starts, turned so that he looks to -y.
#include "football/touch.h"

#include "football/attributes.h"
#include "football/ball.h"
#include "football/perception.h"
#include "football/possession.h"
#include "football/reach.h"

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
    float lateral; // the ball's offset across the run counts 1 / lateral
} Search;

/// One candidate against the perceived ball, player frame.
typedef struct Trial {
    const Search* search;
    const RgClip* clip;
    RgV3 planned;       // perceived ball at the touch frame, own frame
    RgV3 at, velocity;  // the same in the player frame, and how it moves
    RgV2 touch, out;    // velocities at the touch, at the end
    RgV2 out_direction; // unit
    RgV2 front;         // body front point at the touch
    RgV3 aim;           // where the clip meets the ball
    RgV3 ball;          // where the ball is nearest to that
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
    s.lateral = 0.6f - 0.3f * rg_pow(rg_nc(v2_length(s.in), 0.0f, 8.0f), 0.7f);
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

/// The vertical part of C.7.1.
static bool height_fits(const Trial* t) {
    float aim = t->aim.z;
    float ball = t->ball.z;
    float gap = fabsf(ball - aim);
    gap *= 1.0f - rg_clamp(0.3f * (aim - 0.11f), 0.0f, 0.2f);
    gap *= 1.0f - rg_clamp(0.4f * (ball - 0.11f), 0.0f, 0.3f);
    if (ball > 1.8f && ball > aim + 0.12f) {
        gap *= 2.0f;
    }
    if (ball > 2.6f && ball > aim + 0.08f) {
        gap *= 20.0f;
    }
    if (t->search->command->function == RG_FN_DEFLECT) {
        gap *= 0.8f;
    }
    if (ball < 0.5f && t->clip->baseanim) {
        gap = rg_maxf(gap - 0.15f, 0.0f);
    }
    return gap < 0.22f;
}

/// Base radius and extra distance by type, before everything that changes them.
static void base_radius(const Trial* t, float* radius, float* extra) {
    *radius = 0.3f;
    *extra = 0.0f;
    switch (t->search->command->function) {
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
        *radius *= t->search->touch_early ? 0.3f : 1.0f;
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

/// Radius in which the foot finds the ball, and the extra distance (C.7.1).
static float reach_radius(const Trial* t, float near_aim, float near_ball, float slow,
                          float* extra) {
    const Search* s = t->search;
    float radius;
    base_radius(t, &radius, extra);
    float late = rg_pow((float)t->clip->touch_frame / 24.0f, 0.7f);
    if (late > 1.0f) {
        late = 1.0f + (late - 1.0f) * 0.5f;
    }
    radius *= late;

    // a second touch soon after the first is nearly impossible
    int64_t then = s->match->clock + 10 * t->clip->touch_frame;
    float bias = rg_curve(rg_touch_bias(s->match, s->player, 600, then), 1.0f);
    float fresh =
        1.0f - bias * 0.97f * (1.0f - 0.1f * rg_stat(s->match, s->player, RG_STAT_BALL_CONTROL));
    radius *= fresh;
    *extra *= fresh;

    radius *= 1.0f + near_aim + 0.6f * near_ball + 0.8f * near_aim * near_ball + slow;
    return radius / sqrtf(s->lateral);
}

/// Where the ball is from the clip's aim, stretched across the run.
static RgV2 stretched_offset(const Trial* t, RgV2 along) {
    RgV2 across = v2(-along.y, along.x);
    RgV2 offset = v2_sub(v3_flat(t->ball), v3_flat(t->aim));
    float side = v2_dot(offset, across);
    return v2_mad(offset, across, side / t->search->lateral - side);
}

/// The horizontal part of C.7.1: the offset of the ball, stretched across the run, must lie in a
/// disc shifted backwards.
static bool offset_fits(const Trial* t) {
    RgV2 in = t->search->in;
    float near_aim = nearness(v2_distance(t->front, v3_flat(t->aim)), 0.7f);
    float near_ball = nearness(v2_distance(t->front, v3_flat(t->ball)), 0.4f);
    float extra;
    float radius = reach_radius(t, near_aim, near_ball, slowness(t), &extra);
    RgV2 offset = stretched_offset(t, v2_unit_or(in, t->out_direction));
    RgV2 movement =
        v2_add(v2_add(v2_scale(in, 0.1f), v2_scale(t->touch, 0.2f)), v2_scale(t->out, 0.7f));
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

/// Fastest end a path may come to that moves at most as fast as `speed` at some time: a clip that
/// ends standing is settled so, and nobody gains speed beyond his largest (C.6.5 steps 8 and 9).
static float fastest_end(const Trial* t, float speed) {
    int function = t->search->command->function;
    if (t->clip->out_vel < RG_SWITCH_IDLE) {
        return RG_SWITCH_IDLE + SLACK;
    }
    return function == RG_FN_SLIDING || function == RG_FN_DEFLECT
               ? INFINITY
               : rg_maxf(speed, RG_SPEED_SPRINT) + 0.2f;
}

/// Radius and extra distance with the slowest end, and by them the largest offset that can still
/// fit: at one end of the disc, which is shifted the farther the faster he is. `speed`: the largest
/// at the touch.
static float farthest_fit(const Trial* t, float near_aim, float near_ball, float speed) {
    float in = v2_near_length(t->search->in), out = fastest_end(t, speed);
    float slow = 1.0f - rg_nc(0.5f * (in - out) - SLACK, 0.0f, 8.0f);
    float extra;
    float radius = reach_radius(t, near_aim, near_ball, slow, &extra);
    float movement = 0.1f * in + 0.2f * speed + 0.7f * out + SLACK;
    float strength = 1.001f * sqrtf(rg_nc(movement, 0.0f, 8.0f));
    return 0.5f * (radius + extra) + 0.02f + strength * 0.5f * (radius + 0.6f * extra) + SLACK;
}

static float distance_to_range(float value, float a, float b) {
    return rg_maxf(rg_maxf(rg_minf(a, b) - value, value - rg_maxf(a, b)), 0.0f);
}

/// The ball will be too high or too low, wherever it is met (height_fits with its smallest
/// factors).
static bool height_hopeless(const Trial* t) {
    float from = t->at.z - t->velocity.z * 0.006f;
    float to = t->at.z + t->velocity.z * 0.003f;
    if (t->velocity.z == 0.0f) {
        Trial level = *t;
        level.ball.z = t->at.z;
        return !height_fits(&level);
    }
    return distance_to_range(t->aim.z, from, to) * (0.8f * 0.7f * 0.8f) - 0.15f > 0.22f + SLACK;
}

/// The body cannot come near enough to the ball; `freedom`: how far the path may lead from where
/// his velocity takes him.
static bool distance_hopeless(const Trial* t, float freedom) {
    const RgClip* clip = t->clip;
    RgV2 root = v2_scale(t->search->in, 0.01f * (float)(clip->touch_frame + 1));
    float rel = v2_length(clip->touch_rel);
    float gap = v2_distance(v3_flat(t->at), v2_add(clip->touch_rel, root));
    gap -= freedom + 0.006f * v2_length(v3_flat(t->velocity)) + SLACK;
    if (gap <= 0.0f) {
        return false;
    }
    // body front to aim, and to the ball
    float near_aim = nearness(rg_maxf(rel - 0.1f - SLACK, 0.0f), 0.7f);
    float near_ball = nearness(rg_maxf(gap - rel - 0.1f - SLACK, 0.0f), 0.4f);
    float speed = rg_maxf(v2_near_length(t->search->in), RG_SPEED_SPRINT) + 0.2f;
    return gap > farthest_fit(t, near_aim, near_ball, speed);
}

/// The touch is known: no end of the clip makes it fit.
static bool offset_hopeless(const Trial* t) {
    RgV2 in = t->search->in;
    float near_aim = nearness(v2_distance(t->front, v3_flat(t->aim)), 0.7f);
    float near_ball = nearness(v2_distance(t->front, v3_flat(t->ball)), 0.4f);
    // without a direction of the run it is not stretched here, and stretching makes it longer
    return v2_length(stretched_offset(t, v2_unit(in))) >
           farthest_fit(t, near_aim, near_ball, v2_near_length(t->touch) + SLACK);
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
static bool try_candidate(const Search* s, const RgClip* clip, const float* freedom, RgPath* path,
                          RgV3* touch_position, RgV2* action_smuggle) {
    if (!touchable(s, clip)) {
        return false;
    }
    Trial t = begin_trial(s, clip);
    int k = clip->touch_frame;
    // the last two ticks of a path are not bound to what a player can do (C.6.5 step 9)
    bool bound = !s->holder && k < clip->frames - 2;
    if (bound && (height_hopeless(&t) || distance_hopeless(&t, freedom[k]))) {
        return false;
    }
    rg_path_begin(s->match, s->player, clip, s->command, path);
    rg_path_continue(path, k + 1);
    come_to_touch(&t, path);
    if (!s->holder && (!height_fits(&t) || offset_hopeless(&t))) {
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
    int last_touch = 0;
    for (int i = 0; i < count; i++) {
        int touch = rg_clips[ids[i]].touch_frame;
        last_touch = touch > last_touch ? touch : last_touch;
    }
    float freedom[RG_PATH];
    rg_path_freedom(match, player, command, freedom, last_touch + 1);
    for (int i = 0; i < count; i++) {
        if (try_candidate(&search, &rg_clips[ids[i]], freedom, path, touch_position,
                          action_smuggle)) {
            return i;
        }
    }
    return -1;
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
