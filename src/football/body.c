// One tick of a body: it plays exactly one clip, whose path was computed at its start, and asks for
// commands at the clip's end, at a trip and at re-queue ticks (C.6.1, C.6.4; 1.9, 6.2). choose.c
// says which command of a queue may interrupt what.
//
// Frame counters: in the tick in which a clip starts the counter is 0 and the player stands at the
// start; counter c shows c increments of the path with the velocity of increment c, and the clip's
// body yaw of frame c - 1.
#include "football/body.h"

#include "football/ball.h"
#include "football/choose.h"
#include "football/mind.h"
#include "football/perception.h"
#include "football/skeleton.h"
#include "football/touch.h"

#include <string.h>

enum { TURN_FRAMES = 16, FOOT_FRAME = 13, PLACED_TIME_MS = 1000 };
#define LARGEST_BUMP  0.1f
#define SMALLEST_BUMP 0.005f
#define BUMP_DECAY    0.95f

bool rg_touch_pending(const RgMotion* motion) {
    return motion->touch_frame >= 0 && (int)motion->frame < motion->touch_frame;
}

// ---- playing a clip

/// Share number n of a smuggle shown over k + 1 frames (3.14).
static float smuggle_share(int n, int k) {
    float whole = (float)(k + 1);
    float wave = rg_cos(2.0f * RG_PI * ((float)n / whole - 0.5f));
    return (0.9f + 0.1f * (1.0f + wave)) / whole;
}

static RgV2 smuggle_step(const RgMotion* motion, int n) {
    RgV2 step = v2(0.0f, 0.0f);
    if (n <= motion->touch_frame) {
        step = v2_scale(motion->action_smuggle, smuggle_share(n, motion->touch_frame));
    }
    if (motion->movement_smuggle.x != 0.0f || motion->movement_smuggle.y != 0.0f) {
        step = v2_mad(step, motion->movement_smuggle,
                      smuggle_share(n, rg_clips[motion->clip].frames - 1));
    }
    return step;
}

/// Turn of the clip's body against its table after increment n: from the offset at the start to
/// that at the end (3.6).
float rg_rotation_offset(const RgMotion* motion, int n) {
    const RgClip* clip = &rg_clips[motion->clip];
    int turning = TURN_FRAMES;
    float begun = rg_minf((float)(n + 1) / (float)TURN_FRAMES, 1.0f);
    float ended = begun;
    if (motion->touch_frame >= 0) {
        turning = motion->touch_frame + 1 < TURN_FRAMES ? motion->touch_frame + 1 : TURN_FRAMES;
        begun = rg_minf((float)(n + 1) / (float)turning, 1.0f);
        int rest = clip->frames - 1 - motion->touch_frame;
        ended = rg_clamp((float)(n - motion->touch_frame) / (float)rest, 0.0f, 1.0f);
    }
    return motion->rotation_begin * (1.0f - begun) + motion->rotation_end * ended;
}

float rg_snapped_body_angle(float angle, RgSpeedClass speed_class) {
    if (speed_class == RG_CLASS_IDLE || speed_class == RG_CLASS_SPRINT ||
        fabsf(angle) < 0.125f * RG_PI) {
        return 0.0f;
    }
    bool sideways = speed_class == RG_CLASS_WALK || fabsf(angle) < 0.5f * RG_PI;
    float size = sideways ? 0.25f * RG_PI : 0.75f * RG_PI;
    return angle < 0.0f ? -size : size;
}

/// Sine and cosine of a snapped angle, as rg_turn has them.
static RgTurn snapped_turn(float angle) {
    const float half_root = 0x1.6a09e6p-1f;
    if (angle == 0.0f) {
        return (RgTurn){.sine = 0.0f, .cosine = 1.0f};
    }
    return (RgTurn){.sine = copysignf(half_root, angle),
                    .cosine = fabsf(angle) < 0.5f * RG_PI ? half_root : -half_root};
}

float rg_lean_in(RgV2 facing, RgTurn own_frame, RgV2 clip_body) {
    if (facing.x == clip_body.x && facing.y == clip_body.y) {
        return 0.0f;
    }
    // formed in the player's own frame like the original's, to whose last bits ties go back
    RgV2 body = v2_turn(clip_body, own_frame);
    float lean = v2_angle(v2(0.0f, -1.0f), body);
    // a body square to the way of its feet: which side of 90 degrees it is on shows in the vectors
    // only
    if (fabsf(lean) >= 0.5f * RG_PI && v2_dot(facing, clip_body) > 0.0f) {
        lean = copysignf(nextafterf(0.5f * RG_PI, 0.0f), lean);
    }
    return lean;
}

float rg_lean(RgV2 facing, RgV2 clip_body) {
    return rg_lean_in(facing, rg_turn(-v2_heading_angle(facing)), clip_body);
}

/// The lean, snapped. The vectors tell nearly always which of the snapped angles it will be, and
/// then something as good as the lean is enough.
static float snapped_lean(RgV2 facing, RgV2 clip_body, RgSpeedClass speed_class) {
    if (speed_class == RG_CLASS_IDLE || speed_class == RG_CLASS_SPRINT) {
        return 0.0f;
    }
    const float tangent_of_eighth = 0.41421356f;
    float cross = facing.x * clip_body.y - facing.y * clip_body.x;
    float dot = v2_dot(facing, clip_body);
    float beyond_eighth = fabsf(cross) - tangent_of_eighth * dot;
    bool backwards = dot < 0.0f && fabsf(cross) < 0.001f; // to which side, the last bits tell
    if (fabsf(beyond_eighth) < 0.001f || fabsf(dot) < 0.001f || backwards) {
        return rg_snapped_body_angle(rg_lean(facing, clip_body), speed_class);
    }
    float size = beyond_eighth < 0.0f ? 0.0f : (dot > 0.0f ? 0.25f * RG_PI : 0.75f * RG_PI);
    return rg_snapped_body_angle(copysignf(size, cross), speed_class);
}

/// Who stands faces where his body does.
static void face_body(RgPlayer* self) {
    self->facing = self->body_direction = self->clip_body;
    self->body_angle = 0.0f;
}

/// From the velocity and the direction of the clip's body (C.6.5, end).
static RgOrientation orientation_in_clip(const RgPlayer* self) {
    const RgMotion* motion = &self->motion;
    int n = motion->frame - 1;
    float body = motion->start_angle + rg_clip_yaw(&rg_clips[motion->clip], n) +
                 rg_rotation_offset(motion, n);
    RgV2 clip_body = v2_heading(body);
    if (self->speed_class == RG_CLASS_IDLE) {
        return (RgOrientation){clip_body, clip_body, clip_body, 0.0f};
    }
    RgV2 facing = v2_unit(self->velocity);
    float angle = snapped_lean(facing, clip_body, (RgSpeedClass)self->speed_class);
    return (RgOrientation){facing, v2_turn(facing, snapped_turn(angle)), clip_body, angle};
}

RgOrientation rg_orientation(const RgPlayer* self) {
    return self->orientation_due ? orientation_in_clip(self)
                                 : (RgOrientation){self->facing, self->body_direction,
                                                   self->clip_body, self->body_angle};
}

RgV2 rg_facing(const RgPlayer* self) {
    if (!self->orientation_due) {
        return self->facing;
    }
    return self->speed_class == RG_CLASS_IDLE ? orientation_in_clip(self).facing
                                              : v2_unit(self->velocity);
}

float rg_body_angle(const RgPlayer* self) {
    if (!self->orientation_due) {
        return self->body_angle;
    }
    bool straight = self->speed_class == RG_CLASS_IDLE || self->speed_class == RG_CLASS_SPRINT;
    return straight ? 0.0f : orientation_in_clip(self).body_angle;
}

void rg_settle_orientation(RgPlayer* self) {
    if (!self->orientation_due) {
        return;
    }
    RgOrientation orientation = orientation_in_clip(self);
    self->facing = orientation.facing;
    self->body_direction = orientation.body_direction;
    self->clip_body = orientation.clip_body;
    self->body_angle = orientation.body_angle;
    self->orientation_due = false;
}

/// Squares of the speeds between the classes.
static const float class_border[5] = {-1.0f, RG_SWITCH_IDLE* RG_SWITCH_IDLE,
                                      RG_SWITCH_DRIBBLE* RG_SWITCH_DRIBBLE,
                                      RG_SWITCH_WALK* RG_SWITCH_WALK, INFINITY};
#define BORDER_WIDTH 0.001f // so close to a border only the speed itself tells

/// The class of a velocity. Its square tells nearly always, sooner than its length.
static RgSpeedClass class_of(RgV2 velocity) {
    float square = v2_dot(velocity, velocity);
    int class = 0;
    for (int i = 1; i < 4; i++) {
        if (fabsf(square - class_border[i]) <= BORDER_WIDTH) {
            return rg_speed_class(v2_length(velocity));
        }
        class += square > class_border[i];
    }
    return (RgSpeedClass) class;
}

/// Mostly it is the class of the tick before.
static void renew_class(RgPlayer* self, RgV2 velocity) {
    int before = self->speed_class;
    float square = v2_dot(velocity, velocity);
    if (!(square > class_border[before] + BORDER_WIDTH &&
          square < class_border[before + 1] - BORDER_WIDTH)) {
        self->speed_class = (uint8_t)class_of(velocity);
    }
}

/// At the end of a clip after which nothing could be started he goes no further: what a push moves
/// him by is his only motion. Who holds the ball in his hands gets here when a push moves him as no
/// clip with a held ball begins, and out again when it is over.
static void stay(RgPlayer* self) {
    rg_settle_orientation(self);
    bool lies = rg_clips[self->motion.clip].out_special != RG_SPECIAL_NONE;
    self->velocity = lies ? v2(0.0f, 0.0f) : v2_scale(self->shift_velocity, 0.5f);
    self->speed_class = (uint8_t)class_of(self->velocity);
    if (self->speed_class == RG_CLASS_IDLE) {
        face_body(self);
    }
}

/// One more frame of the running clip.
static void advance(RgPlayer* self, const RgClip* clip) {
    RgMotion* motion = &self->motion;
    int n = motion->frame, last = clip->frames - 1;
    if (n >= last) {
        stay(self);
        return;
    }
    motion->frame = (uint16_t)(n + 1);
    RgV2 before = self->position;
    RgV2 pull = smuggle_step(motion, n);
    motion->smuggled = v2_add(motion->smuggled, pull);
    self->position =
        v2_add(v2_add(v2_add(motion->start, motion->path[n]), motion->smuggled), motion->shift);
    // read off the float32 positions, so far from the centre spot a velocity is good to 0.4 mm/s
    // only: as in the original, where ties of the clip selection hang on it
    RgV2 velocity =
        v2_sub(v2_scale(v2_sub(self->position, before), 100.0f), v2_scale(pull, 100.0f));
    velocity = v2_mad(velocity, self->shift_velocity, 0.5f);
    if (n + 1 == last && clip->out_special != RG_SPECIAL_NONE) {
        velocity = v2(0.0f, 0.0f); // lies at the end
    }
    self->velocity = velocity;
    renew_class(self, velocity);
    if (n + 1 > FOOT_FRAME) {
        self->foot = clip->foot_out;
    }
    self->orientation_due = true;
}

RgV2 rg_body_ahead(const RgMotion* motion, int n, RgV2 position) {
    RgV2 step = v2_sub(motion->path[n], n > 0 ? motion->path[n - 1] : v2(0.0f, 0.0f));
    return v2_add(v2_add(position, step), smuggle_step(motion, n));
}

static void decay_bump(RgPlayer* self) {
    if (self->bump.x == 0.0f && self->bump.y == 0.0f) {
        self->bump = v2(0.0f, 0.0f);
        return;
    }
    self->bump = v2_scale(self->bump, BUMP_DECAY);
    if (v2_length(self->bump) < SMALLEST_BUMP) {
        self->bump = v2(0.0f, 0.0f);
    }
}

// ---- asking for commands

/// Whether the clock, staggered by team, gives a chance every `period` ms.
static bool comes_round(const RgMatch* match, int team, int period, int stagger) {
    return (uint32_t)(match->clock + stagger * team) % (uint32_t)period == 0;
}

/// Is this tick a chance to re-queue (C.6.4, 1.9)? How often there is one hangs on the distance of
/// the ball, which is not asked for in vain.
static bool requeue_tick(const RgMatch* match, int player) {
    int team = rg_team_of(player);
    bool owner = match->owner == player;
    if (!owner && match->teams[team].designated == rg_number_of(player)) {
        return comes_round(match, team, 40, 20);
    }
    bool near = owner ? comes_round(match, team, 20, 10) : comes_round(match, team, 50, 20);
    bool far = owner ? comes_round(match, team, 30, 10) : comes_round(match, team, 80, 40);
    if (!near && !far) {
        return false;
    }
    const RgPlayer* self = &match->players[player];
    RgV2 ball = v3_flat(rg_ball_predict_as(match, team, 100));
    float distance = v2_distance(v2_mad(self->position, self->velocity, 0.1f), ball);
    if (owner) {
        return distance < 3.0f ? near : far;
    }
    return distance < 5.0f ? near : far && distance < 10.0f;
}

static bool may_requeue(const RgMatch* match, int player, const RgClip* clip) {
    const RgPlayer* self = &match->players[player];
    if (!requeue_tick(match, player) || clip->in_special != RG_SPECIAL_NONE ||
        clip->out_special != RG_SPECIAL_NONE) {
        return false;
    }
    int team = rg_team_of(player);
    switch (self->motion.function) {
    case RG_FN_MOVEMENT: {
        RgV2 ball = v3_flat(rg_seen_ball(match, team, rg_perception_delay(match, player), 500));
        return self->has_possession || v2_distance(ball, self->position) < 16.0f;
    }
    case RG_FN_TRAP:
    case RG_FN_BALL_CONTROL:
        return rg_touch_pending(&self->motion);
    default:
        return false;
    }
}

static RgCommand trip_command(const RgPlayer* self) {
    return (RgCommand){.function = RG_FN_TRIP,
                       .strict = RG_STRICT_DYNAMIC,
                       .speed = v2_length(self->velocity),
                       .look = v2_mad(self->position, self->facing, 10.0f),
                       .trip_type = self->pending_trip,
                       .trip_direction = self->pending_trip_direction,
                       .target = RG_NOBODY,
                       .forced_target = RG_NOBODY};
}

/// Straight on as he is: what a player does whose trip finds no clip.
static RgCommand carry_on_command(const RgPlayer* self) {
    return rg_movement_command(self->facing, v2_length(self->velocity),
                               v2_mad(self->position, self->facing, 10.0f));
}

static RgInterrupt interruption(const RgMatch* match, int player, const RgClip* clip) {
    const RgPlayer* self = &match->players[player];
    if (self->pending_trip != 0) {
        return RG_INTERRUPT_TRIP;
    }
    if (self->motion.frame >= clip->frames - 1) {
        return RG_INTERRUPT_CLIP_END;
    }
    return may_requeue(match, player, clip) ? RG_INTERRUPT_REQUEUE : RG_INTERRUPT_NONE;
}

static void ask(const RgPitch* pitch, RgMatch* match, int player, RgInterrupt interrupt) {
    RgPlayer* self = &match->players[player];
    RgCommandQueue queue;
    queue.count = 0;
    if (interrupt == RG_INTERRUPT_TRIP) {
        queue.commands[queue.count++] = trip_command(self);
        queue.commands[queue.count++] = carry_on_command(self);
        self->pending_trip = 0;
    } else {
        rg_mind_request(pitch, match, player, &queue);
    }
    // the next clip starts with the other foot once this one has made its step
    if (interrupt == RG_INTERRUPT_TRIP || self->motion.frame >= FOOT_FRAME) {
        self->foot = rg_clips[self->motion.clip].foot_out;
    }
    rg_choose(pitch, match, player, interrupt, &queue);
}

static void leave(RgMatch* match, int player) {
    if (match->retainer == player) {
        rg_touch_hold(match, player);
    }
    match->players[player].left_at = match->players[player].position;
}

bool rg_body_tick(const RgPitch* pitch, RgMatch* match, int player, RgKick* kick) {
    RgPlayer* self = &match->players[player];
    const RgClip* clip = &rg_clips[self->motion.clip];
    self->seen_position = self->position;
    decay_bump(self);
    // what collisions moved him since, as the float32 position shows it
    self->shift_velocity = v2_scale(v2_sub(self->position, self->left_at), 100.0f);
    advance(self, clip);
    RgInterrupt interrupt = interruption(match, player, clip);
    bool touches = self->motion.frame == self->motion.touch_frame;
    if (interrupt != RG_INTERRUPT_NONE || touches) {
        rg_settle_orientation(self);
    }
    if (interrupt != RG_INTERRUPT_NONE) {
        ask(pitch, match, player, interrupt);
    }
    if (self->requeue_delay > 0) {
        self->requeue_delay--;
    }
    if (match->owner == player) {
        rg_controlled_collision_test(pitch, match, player);
    }
    if (self->motion.frame != self->motion.touch_frame) {
        leave(match, player);
        return false;
    }
    if (rg_touch_begin(match, player, kick)) {
        return true;
    }
    rg_body_touched(match, player, NULL);
    return false;
}

void rg_body_touched(RgMatch* match, int player, const RgKick* kick) {
    rg_touch_end(match, player, kick);
    leave(match, player);
}

// ---- what others do to a body

// Placement works in the match frame: a second-team player reads the heading it stored as an angle
// less pi, not folded, which is not the last bit of the heading he would compute himself (RANDOM.md
// section 5).
static float placed_heading(int player, RgV2 facing) {
    return rg_team_of(player) == 0 ? v2_heading_angle(facing)
                                   : v2_heading_angle(v2_neg(facing)) - RG_PI;
}

void rg_body_place(RgMatch* match, int player, RgV2 point, RgV2 look, int start_frame) {
    RgPlayer* self = &match->players[player];
    const RgClip* stand = &rg_clips[RG_CLIP_STAND];
    memset(&self->motion, 0, sizeof self->motion);
    self->position = self->seen_position = point;
    self->velocity = self->shift_velocity = self->bump = v2(0.0f, 0.0f);
    self->facing = v2_unit_or(v2_sub(look, point), rg_turned(rg_team_of(player), v2(0.0f, -1.0f)));
    self->body_direction = self->clip_body = self->facing;
    self->body_angle = 0.0f;
    self->orientation_due = false;
    self->speed_class = RG_CLASS_IDLE;
    self->foot = stand->foot_in;
    self->requeue_delay = 0;
    self->pending_trip = 0;
    RgMotion* motion = &self->motion;
    motion->clip = motion->previous = RG_CLIP_STAND;
    motion->frame = (uint16_t)start_frame;
    motion->function = RG_FN_MOVEMENT;
    motion->touch_frame = -1;
    motion->command = carry_on_command(self);
    motion->start = motion->end_position = point;
    self->left_at = point;
    motion->start_angle = motion->end_angle = motion->end_body_angle =
        placed_heading(player, self->facing);
    self->has_possession = self->best_possession = self->unique_possession = false;
    self->time_due = false;
    self->time_ms = self->time_optimistic_ms = PLACED_TIME_MS;
    self->last_touch_ms = 0;
    self->possession_ms = 0;
    rg_pose_take(self);
}

void rg_body_hold(RgMatch* match, int player) {
    RgPlayer* self = &match->players[player];
    self->motion.clip = self->motion.previous = RG_CLIP_HOLD;
    self->motion.frame = 0;
    self->foot = rg_clips[RG_CLIP_HOLD].foot_in;
    rg_pose_take(self);
}

void rg_body_shift(RgMatch* match, int player, RgV2 shift) {
    RgPlayer* self = &match->players[player];
    self->position = v2_add(self->position, shift);
    self->motion.shift = v2_add(self->motion.shift, shift);
    self->motion.end_position = v2_add(self->motion.end_position, shift);
    self->bump = v2_add(self->bump, shift);
    float length = v2_length(self->bump);
    if (length > LARGEST_BUMP) {
        self->bump = v2_scale(v2_unit(self->bump), LARGEST_BUMP);
    }
}

bool rg_body_trip(RgMatch* match, int player, int type, RgV2 direction) {
    RgPlayer* self = &match->players[player];
    const RgClip* clip = &rg_clips[self->motion.clip];
    bool special = clip->in_special != RG_SPECIAL_NONE || clip->out_special != RG_SPECIAL_NONE;
    bool tripping = self->motion.function == RG_FN_TRIP && !(clip->triptype == 1 && type >= 2);
    if (match->retainer == player || self->pending_trip != 0 || special ||
        self->motion.function == RG_FN_SLIDING || tripping) {
        return false;
    }
    self->pending_trip = (int8_t)type;
    self->pending_trip_direction = direction;
    return true;
}
