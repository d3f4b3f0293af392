// See choose.h. A queue is tried in order; what refuses a command is in the order of the
// specification: re-queue rejections, global rejections of touches, the clip search, whether the
// touch is needed, and re-queue rejections of the clip that was found (C.6.4, 6.7).
#include "football/choose.h"

#include "football/ball.h"
#include "football/body.h"
#include "football/perception.h"
#include "football/skeleton.h"
#include "football/touch.h"

#include <string.h>

enum { REQUEUE_DELAY = 22, TOUCH_CANDIDATES = 96, OWN_KICK_MS = 600 };
#define TOO_FAR_TO_BOTHER 10.0f

/// What became of a search for a clip.
typedef struct Found {
    const RgClip* clip; // NULL: none
    RgPath path;
    RgV3 touch_position;
    RgV2 action_smuggle;
    bool touches; // false: a slide that reaches nothing, it plays without a touch frame
} Found;

static bool is_kick(int function) {
    return function == RG_FN_SHORT_PASS || function == RG_FN_LONG_PASS ||
           function == RG_FN_HIGH_PASS || function == RG_FN_SHOT;
}

static bool reaches_for_ball(int function) {
    return function != RG_FN_MOVEMENT && function != RG_FN_TRIP && function != RG_FN_SPECIAL &&
           function != RG_FN_SLIDING;
}

// ---- rejections

/// Would the running clip bring about much the same change of velocity as the new command asks for?
static bool heads_there_already(const RgPlayer* self, RgV2 desired) {
    RgV2 planned = v2_sub(self->motion.end_velocity, self->motion.start_velocity);
    RgV2 wanted = v2_sub(desired, self->velocity);
    float distance = v2_distance(planned, wanted);
    float dot = v2_dot(planned, wanted);
    return (dot > 0.0f && distance < 4.0f) || dot > 0.8f || distance < 2.0f;
}

static bool movement_refused(const RgMatch* match, int player) {
    const RgPlayer* self = &match->players[player];
    if (self->motion.function != RG_FN_MOVEMENT) {
        return true;
    }
    if (match->owner == RG_NOBODY) {
        return true;
    }
    RgV2 owner =
        rg_as_seen(rg_team_of(player), match->owner, match->players[match->owner].position);
    int left = rg_clips[self->motion.clip].frames - 1 - (int)self->motion.frame;
    return self->has_possession || v2_distance(owner, self->position) > 12.0f || left < 6 ||
           self->requeue_delay > 0;
}

/// Rules of the pair (running clip, command).
static bool pair_refused(const RgMatch* match, int player, const RgCommand* command) {
    const RgPlayer* self = &match->players[player];
    int now = self->motion.function;
    int next = command->function;
    if (next == RG_FN_MOVEMENT) {
        return movement_refused(match, player);
    }
    if (now == RG_FN_BALL_CONTROL && next == RG_FN_BALL_CONTROL) {
        return self->motion.frame > 8 || self->requeue_delay > 0;
    }
    if (now == RG_FN_BALL_CONTROL && next == RG_FN_TRAP) {
        return true;
    }
    if (now == RG_FN_TRAP && (next == RG_FN_TRAP || next == RG_FN_BALL_CONTROL)) {
        return self->motion.touch_frame - (int)self->motion.frame < 6 || self->requeue_delay > 0;
    }
    return false;
}

static bool requeue_refused(const RgMatch* match, int player, const RgCommand* command) {
    const RgPlayer* self = &match->players[player];
    const RgMotion* motion = &self->motion;
    int now = motion->function;
    int next = command->function;
    if (pair_refused(match, player, command)) {
        return true;
    }
    RgV2 desired = v2_scale(command->direction, command->speed);
    RgV2 origin = v2_scale(motion->command.direction, motion->command.speed);
    if (now == next && v2_distance(desired, origin) < 1.5f) {
        return true;
    }
    bool alike = (now == next && (now == RG_FN_MOVEMENT || now == RG_FN_BALL_CONTROL)) ||
                 (now == RG_FN_TRAP && (next == RG_FN_TRAP || next == RG_FN_BALL_CONTROL));
    if (alike && heads_there_already(self, desired)) {
        return true;
    }
    bool own_kick = self->last_touch_ms > 0 && self->last_touch_type == RG_TOUCH_KICKED &&
                    match->clock - self->last_touch_ms < OWN_KICK_MS;
    return now == RG_FN_MOVEMENT && next == RG_FN_BALL_CONTROL && own_kick &&
           self->has_possession && v2_distance(desired, self->velocity) < 1.0f;
}

/// A touch is out of the question: the ball is too far, leaving, or the player is wrong about it.
static bool touch_refused(const RgMatch* match, int player, const RgCommand* command) {
    if (!reaches_for_ball(command->function)) {
        return false;
    }
    const RgPlayer* self = &match->players[player];
    int team = rg_team_of(player);
    int delay = rg_body_delay(match, player);
    if (v2_distance(v3_flat(rg_seen_ball(match, team, delay, 200)), self->position) >
        TOO_FAR_TO_BOTHER) {
        return true;
    }
    RgV2 soon = v3_flat(rg_ball_predict_as(match, team, 80));
    RgV2 gap = v2_sub(soon, v2_mad(self->position, self->velocity, 0.08f));
    RgV2 apart = v2_sub(v3_flat(rg_turned3(team, match->ball.velocity)), self->velocity);
    if (v2_length(gap) > 2.0f && v2_dot(gap, apart) > 0.0f) {
        return true;
    }
    if (command->function == RG_FN_DEFLECT || match->retainer == player) {
        return false;
    }
    RgV3 seen = rg_seen_ball(match, team, delay, 1000);
    return v3_length(v3_sub(seen, rg_ball_predict_as(match, team, 1000))) > 2.0f;
}

/// The clip found is no better than the running one.
static bool clip_refused(const RgPlayer* self, const RgCommand* command, const RgClip* clip) {
    const RgClip* running = &rg_clips[self->motion.clip];
    if (self->motion.function != command->function) {
        return false;
    }
    if (running->out_class == RG_CLASS_IDLE && clip->out_class == RG_CLASS_IDLE) {
        return fabsf(running->out_ang - clip->out_ang) < 0.06f * RG_PI;
    }
    return running->quadrant == clip->quadrant;
}

// ---- searching

static void take(Found* found, const RgClip* clip) {
    found->clip = clip;
    found->touch_position = v3(0.0f, 0.0f, 0.0f);
    found->action_smuggle = v2(0.0f, 0.0f);
    found->touches = true;
}

/// Would a clip that was found be started? Says nothing about its path.
static bool wanted(const RgMatch* match, int player, const RgCommand* command, bool requeue,
                   const RgClip* clip) {
    return !(command->function == RG_FN_BALL_CONTROL &&
             !rg_touch_needed(match, player, clip, command)) &&
           !(requeue && clip_refused(&match->players[player], command, clip));
}

/// The first candidate that reaches the ball; a slide goes ahead without.
static void search_touch(const RgPitch* pitch, const RgMatch* match, int player,
                         const RgCommand* command, bool earlier_kick, bool requeue, Found* found) {
    if (command->function != RG_FN_SLIDING &&
        !rg_touch_conceivable(pitch, match, player, command, earlier_kick)) {
        return;
    }
    uint16_t ids[TOUCH_CANDIDATES];
    int count = rg_select_clips(pitch, match, player, command, ids, TOUCH_CANDIDATES);
    // behind the last clip that would be started nothing can come of the search
    while (command->function != RG_FN_SLIDING && count > 0 &&
           !wanted(match, player, command, requeue, &rg_clips[ids[count - 1]])) {
        count--;
    }
    int first = rg_touch_first(match, player, command, earlier_kick, ids, count, &found->path,
                               &found->touch_position, &found->action_smuggle);
    if (first >= 0) {
        found->clip = &rg_clips[ids[first]];
        found->touches = true;
        return;
    }
    if (command->function == RG_FN_SLIDING && count > 0) {
        take(found, &rg_clips[ids[0]]);
        found->touches = false;
        rg_path_compute(match, player, found->clip, command, &found->path);
    }
}

static void search(const RgPitch* pitch, const RgMatch* match, int player, const RgCommand* command,
                   bool earlier_kick, bool requeue, Found* found) {
    found->clip = NULL;
    if (reaches_for_ball(command->function) || command->function == RG_FN_SLIDING) {
        search_touch(pitch, match, player, command, earlier_kick, requeue, found);
        return;
    }
    uint16_t id;
    if (rg_select_clips(pitch, match, player, command, &id, 1) > 0 &&
        wanted(match, player, command, requeue, &rg_clips[id])) {
        take(found, &rg_clips[id]);
        rg_path_compute(match, player, found->clip, command, &found->path);
    }
}

// ---- starting

void rg_start_clip(RgMatch* match, int player, const RgClip* clip, const RgCommand* command,
                   const RgPath* path, RgV3 touch_position, RgV2 action_smuggle) {
    RgPlayer* self = &match->players[player];
    RgMotion* motion = &self->motion;
    rg_pose_settle(self);
    motion->previous = motion->clip;
    motion->clip = clip->id;
    motion->frame = 0;
    motion->function = command->function;
    motion->touch_frame = clip->touch_frame;
    motion->command = *command;
    motion->start = self->position;
    motion->start_angle = path->walk.heading;
    motion->start_velocity = self->velocity;
    motion->start_body_angle = path->lean;
    memcpy(motion->path, path->point, (size_t)path->frames * sizeof motion->path[0]);
    motion->touch_position = touch_position;
    motion->action_smuggle = action_smuggle;
    motion->movement_smuggle = motion->smuggled = motion->shift = v2(0.0f, 0.0f);
    motion->rotation_begin = path->rotation_begin;
    motion->rotation_end = path->rotation_end;
    motion->end_velocity = path->end_velocity;
    motion->end_angle = path->end_angle;
    motion->end_body_angle = path->end_body_angle;
    motion->end_speed = clip->out_vel;
    motion->end_position =
        v2_add(v2_add(self->position, path->point[path->frames - 1]), action_smuggle);
    if (command->function == RG_FN_INTERFERE || command->function == RG_FN_DEFLECT) {
        motion->ball_then = rg_ball_predict(match, 1000);
    }
    motion->movement_smuggle = rg_movement_smuggle(match, player, motion);
    motion->end_position = v2_add(motion->end_position, motion->movement_smuggle);
}

static bool try_command(const RgPitch* pitch, RgMatch* match, int player, RgInterrupt interrupt,
                        const RgCommand* command, bool earlier_kick) {
    RgPlayer* self = &match->players[player];
    bool requeue = interrupt == RG_INTERRUPT_REQUEUE;
    if ((requeue && requeue_refused(match, player, command)) ||
        touch_refused(match, player, command)) {
        return false;
    }
    Found found;
    search(pitch, match, player, command, earlier_kick, requeue, &found);
    if (found.clip == NULL || !wanted(match, player, command, requeue, found.clip)) {
        return false;
    }
    if (requeue && self->motion.function == command->function) {
        self->requeue_delay = REQUEUE_DELAY;
    }
    rg_start_clip(match, player, found.clip, command, &found.path, found.touch_position,
                  found.action_smuggle);
    if (!found.touches) {
        self->motion.touch_frame = -1;
    }
    return true;
}

void rg_choose(const RgPitch* pitch, RgMatch* match, int player, RgInterrupt interrupt,
               const RgCommandQueue* queue) {
    bool earlier_kick = false;
    for (int i = 0; i < queue->count; i++) {
        if (try_command(pitch, match, player, interrupt, &queue->commands[i], earlier_kick)) {
            return;
        }
        earlier_kick = earlier_kick || is_kick(queue->commands[i].function);
    }
}
