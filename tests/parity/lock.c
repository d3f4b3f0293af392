// Lock step with a recording: after every tick whatever differs is set to the recorded values, so
// the next tick starts from the recorded state and only the rule under test can differ. What agrees
// within the recording's resolution is left alone, because the engine's own value is the more exact
// one.
#include "harness.h"

#include "core/memory.h"
#include "football/ball.h"
#include "football/body.h"
#include "football/choose.h"
#include "football/skeleton.h"
#include "football/tick.h"

#include <string.h>

enum { PRE_ROLL_TICKS = 190 };

/// A recording to follow.
typedef struct Lock {
    const RgPitch* pitch;
    RgMatch* match;
    const ParityRow* recorded;
    const ParityStart* starts;
    int start_count, next_start;
    int last_start[RG_PLAYER_COUNT];    // by world number; -1 none
    float position_step, velocity_step; // resolution of the recording
    RgPlayer before[RG_PLAYER_COUNT];
    RgBall ball_before;
    ParityOverride override;
} Lock;

PARITY_EXPORT int parity_lock(const void* pitch, const RgMatchDef* def,
                              const unsigned char* actions, const int* step_rows, int steps,
                              const ParityRow* recorded, int rows, const ParityStart* starts,
                              int start_count, int given, const float* resolution, ParityRow* out,
                              ParityEvent* events, int event_capacity, int* event_count);

static RgV2 own2(const float v[2], float sign) {
    return v2(sign * v[0], sign * v[1]);
}

static RgV3 own3(const float v[3], float sign) {
    return v3(sign * v[0], sign * v[1], v[2]);
}

static int engine_player(const RgMatch* match, int number) {
    return match->left == 0 ? number : (number + RG_TEAM_SIZE) % RG_PLAYER_COUNT;
}

static int engine_team(const RgMatch* match, int side) {
    return side < 0 ? RG_NOBODY : (side == 0 ? match->left : 1 - match->left);
}

static bool apart(RgV2 a, RgV2 b, float limit) {
    return fabsf(a.x - b.x) > limit || fabsf(a.y - b.y) > limit;
}

// ---- clips

static RgCommand command_of(const RgMatch* match, const ParityStart* s) {
    float sign = parity_sign(match, rg_team_of(engine_player(match, s->player)));
    return (RgCommand){.function = (uint8_t)s->command_function,
                       .strict = (uint8_t)s->strict,
                       .use_movement = s->use_movement != 0,
                       .use_look = s->use_look != 0,
                       .direction = own2(s->direction, sign),
                       .speed = s->speed,
                       .look = own2(s->look, sign),
                       .input_direction = own2(s->input_direction, sign),
                       .input_power = s->input_power,
                       .automatic = s->automatic != 0,
                       .ball_direction = own3(s->ball_direction, sign),
                       .power = s->power,
                       .target = (int8_t)s->target,
                       .forced_target = (int8_t)s->forced_target,
                       .knock_on = s->knock_on != 0,
                       .trip_type = (int8_t)(s->use_trip ? s->trip_type : 0),
                       .trip_direction = own2(s->trip_direction, sign)};
}

// a facing whose heading is the recorded one to the last bit: `facing`, or else beside it
static RgV2 facing_of(float heading, RgV2 facing) {
    enum { BESIDE = 2 };
    if (v2_heading_angle(facing) == heading) {
        return facing;
    }
    RgV2 row = facing;
    for (int i = 0; i < BESIDE; i++) {
        row = v2(nextafterf(row.x, -2.0f), nextafterf(row.y, -2.0f));
    }
    for (int i = 0; i <= 2 * BESIDE; i++, row.x = nextafterf(row.x, 2.0f)) {
        RgV2 beside = row;
        for (int j = 0; j <= 2 * BESIDE; j++, beside.y = nextafterf(beside.y, 2.0f)) {
            if (v2_heading_angle(beside) == heading) {
                return beside;
            }
        }
    }
    return facing;
}

void parity_sharpen(RgMatch* match, int player, const ParityStart* start) {
    RgPlayer* p = &match->players[player];
    float sign = parity_sign(match, rg_team_of(player));
    RgV2 position = own2(start->start, sign), velocity = own2(start->velocity, sign);
    bool moving = rg_speed_class(v2_length(velocity)) != RG_CLASS_IDLE;
    if (apart(p->position, position, 3e-4f) || apart(p->velocity, velocity, 3e-3f) ||
        p->speed_class != rg_speed_class(v2_length(velocity)) ||
        apart(p->facing, v2_heading(start->start_angle), 1e-3f)) {
        return;
    }
    p->position = position;
    p->velocity = velocity;
    p->facing =
        facing_of(start->start_angle, moving ? v2_unit(velocity) : v2_heading(start->start_angle));
}

// gives the player the clip that the recording started in this tick
static void restart(Lock* lock, int player, const ParityStart* s) {
    RgMatch* match = lock->match;
    RgPlayer* p = &match->players[player];
    float sign = parity_sign(match, rg_team_of(player));
    RgPath path;
    RgCommand command = command_of(match, s);
    p->position = own2(s->start, sign);
    p->velocity = own2(s->velocity, sign);
    p->facing = v2_heading(s->start_angle);
    p->speed_class = (uint8_t)rg_speed_class(v2_length(p->velocity));
    float lean = p->speed_class == RG_CLASS_IDLE ? 0.0f : s->body_angle;
    p->clip_body = v2_rotate(p->facing, lean);
    p->body_angle = rg_snapped_body_angle(lean, (RgSpeedClass)p->speed_class);
    p->body_direction = v2_rotate(p->facing, p->body_angle);
    p->foot = (uint8_t)s->foot;
    p->motion = lock->before[player].motion;
    rg_path_compute(match, player, &rg_clips[s->clip], &command, &path);
    rg_start_clip(match, player, &rg_clips[s->clip], &command, &path, own3(s->touch_position, sign),
                  own2(s->action_smuggle, sign));
    RgMotion* motion = &p->motion;
    motion->touch_frame = (int16_t)s->touch_frame;
    RgV2 smuggle = own2(s->movement_smuggle, sign);
    motion->end_position = v2_add(v2_sub(motion->end_position, motion->movement_smuggle), smuggle);
    motion->movement_smuggle = smuggle;
}

// the clip that was running goes on by one frame instead of whatever the engine started
static void carry_on(Lock* lock, int player, int frame) {
    RgPlayer* p = &lock->match->players[player];
    p->motion = lock->before[player].motion;
    p->motion.frame = (uint16_t)frame;
}

// @return whether the clip had to be replaced
static bool force_clip(Lock* lock, int player, const ParityPlayer* r, const ParityStart* started) {
    RgPlayer* p = &lock->match->players[player];
    float sign = parity_sign(lock->match, rg_team_of(player));
    bool same = p->motion.clip == r->clip && p->motion.frame == r->frame;
    if (started != NULL && started->clip == r->clip && r->frame == 0) {
        RgCommand command = command_of(lock->match, started);
        const RgCommand* mine = &p->motion.command;
        same = same && mine->function == command.function &&
               (!command.use_movement || (!apart(mine->direction, command.direction, 1e-3f) &&
                                          fabsf(mine->speed - command.speed) < 1e-2f)) &&
               fabsf(mine->power - command.power) < 1e-3f &&
               !apart(p->motion.start, own2(started->start, sign), lock->position_step) &&
               !apart(p->motion.movement_smuggle, own2(started->movement_smuggle, sign), 1e-4f) &&
               !apart(p->motion.action_smuggle, own2(started->action_smuggle, sign), 1e-4f);
        if (!same) {
            restart(lock, player, started);
        }
        return !same;
    }
    if (!same && r->frame > 0) {
        carry_on(lock, player, r->frame);
    }
    return !same;
}

// ---- players

static void force_movement(Lock* lock, int player, const ParityPlayer* r, bool replaced) {
    RgPlayer* p = &lock->match->players[player];
    float sign = parity_sign(lock->match, rg_team_of(player));
    RgV2 position = own2(r->position, sign);
    RgV2 velocity = own2(r->velocity, sign);
    RgV2 bump = own2(r->bump, sign);
    if (replaced || apart(p->position, position, lock->position_step)) {
        RgV2 off = v2_sub(position, p->position);
        p->position = position;
        p->motion.start = v2_add(p->motion.start, off);
        p->motion.end_position = v2_add(p->motion.end_position, off);
        p->left_at = v2_add(p->left_at, off);
    }
    if (replaced || apart(p->velocity, velocity, lock->velocity_step)) {
        p->velocity = velocity;
        p->speed_class = (uint8_t)rg_speed_class(v2_length(velocity));
    }
    if (apart(p->bump, bump, 2e-5f)) {
        p->bump = bump;
    }
    RgV2 facing = own2(r->facing, sign);
    RgV2 body = own2(r->body, sign);
    if (replaced || apart(p->facing, facing, 2e-4f)) {
        float lean = rg_lean(p->facing, p->clip_body);
        p->facing = facing;
        p->clip_body = v2_rotate(facing, lean);
    }
    if (replaced || apart(p->body_direction, body, 2e-4f)) {
        p->body_direction = body;
    }
    if (fabsf(p->body_angle - r->body_angle) > 0.1f) {
        p->body_angle = r->body_angle;
        p->clip_body = v2_rotate(p->facing, r->body_angle);
    }
}

static void force_player(Lock* lock, int number, const ParityRow* row, const ParityStart* started) {
    RgMatch* match = lock->match;
    int player = engine_player(match, number);
    const ParityPlayer* r = &row->players[number];
    RgPlayer* p = &match->players[player];
    rg_settle_orientation(&lock->match->players[player]);
    bool replaced = force_clip(lock, player, r, started);
    force_movement(lock, player, r, replaced);
    p->has_possession = r->flags & 1;
    p->best_possession = (r->flags & 2) != 0;
    p->unique_possession = (r->flags & 4) != 0;
    p->time_due = false;
    p->time_ms = r->time_ms;
    p->time_optimistic_ms = r->time_optimistic_ms;
    p->last_touch_ms = r->last_touch_ms;
    p->last_touch_type = (uint8_t)(r->last_touch_ms > 0 ? r->last_touch_type : p->last_touch_type);
    p->foot = (uint8_t)r->foot;
    p->requeue_delay = (uint8_t)r->requeue_delay;
    p->marking = (int8_t)r->marking;
    p->dynamic_role = (uint8_t)r->dynamic_role;
    p->pending_trip = (int8_t)r->pending_trip;
    p->active = (row->active >> number & 1) != 0;
    if (fabsf(p->fatigue - r->tired) > 4e-5f) {
        p->fatigue = r->tired;
    }
    if (fabsf(p->dynamic_home.x - r->home[0]) > 1e-6f ||
        fabsf(p->dynamic_home.y - r->home[1]) > 1e-6f) {
        p->dynamic_home = v2(r->home[0], r->home[1]);
    }
    rg_pose_renew(p);
}

// ---- ball, teams, referee, random numbers

static void force_ball(Lock* lock, const ParityRow* row) {
    RgMatch* match = lock->match;
    float sign = parity_sign(match, 0);
    RgV3 position = own3(row->ball, sign);
    RgV3 velocity = own3(row->velocity, sign);
    RgBall* ball = &match->ball;
    bool wrong = v3_length(v3_sub(ball->position, position)) > 2e-5f ||
                 v3_length(v3_sub(ball->velocity, velocity)) > 2e-4f;
    for (int i = 0; i < 4; i++) {
        wrong = wrong || fabsf(ball->spin[i] - row->spin[i]) > 1e-5f;
    }
    if (!wrong) {
        return;
    }
    ball->position = position;
    ball->velocity = velocity;
    memcpy(ball->spin, row->spin, sizeof ball->spin);
    ball->history_x[ball->history_head] = position.x;
    ball->history_y[ball->history_head] = position.y;
    ball->sums_known = 0;
    ball->table_age = RG_TABLE_WRONG; // filled anew from here at the next ball step
}

static void force_team(RgMatch* match, int side, const ParityRow* row) {
    RgTeam* t = &match->teams[engine_team(match, side)];
    t->score = row->score[side];
    t->designated = (int8_t)row->designated[side];
    if (t->agents > 0) {
        t->selected = (int8_t)row->selected[side];
    }
    t->last_toucher = (int8_t)row->toucher[side];
    t->has_possession = row->has_possession[side] != 0;
    t->time_ms = row->time_ms[side];
    t->amount = row->amount[side];
    t->fading = row->fading[side];
    t->trap_x = row->trap_x[side];
    t->offensiveness = row->offensiveness[side];
    t->supporter = (int8_t)row->supporter[side];
    if (t->agents == 1) {
        RgSlot* slot = &t->slots[0];
        slot->mode = (uint8_t)row->mode_of_slot[side];
        slot->action = (uint8_t)row->slot_action[side];
        slot->gauge_ms = row->gauge[side];
        slot->buffer_ms = row->buffer[side];
        if (slot->player != row->slot_player[side]) {
            for (int i = 0; i < t->player_count; i++) {
                match->players[rg_player_index(engine_team(match, side), i)].slot = RG_NOBODY;
            }
            slot->player = (int8_t)row->slot_player[side];
            if (slot->player != RG_NOBODY) {
                match->players[rg_player_index(engine_team(match, side), slot->player)].slot = 0;
            }
        }
    }
}

static int player_at(const RgMatch* match, const int32_t pair[2]) {
    return pair[0] < 0 || pair[1] < 0 ? RG_NOBODY
                                      : rg_player_index(engine_team(match, pair[0]), pair[1]);
}

static void force_match(Lock* lock, const ParityRow* row) {
    RgMatch* match = lock->match;
    match->clock = row->t_ms;
    match->best_team = (int8_t)engine_team(match, row->best_team);
    match->owner = (int8_t)player_at(match, row->owner);
    match->retainer = (int8_t)player_at(match, row->retainer);
    match->last_touch_team = (int8_t)engine_team(match, row->last_touch_team);
    for (int i = 0; i < RG_TOUCH_TYPE_COUNT; i++) {
        match->last_touch_team_by_type[i] = (int8_t)engine_team(match, row->touch_team_by_type[i]);
    }
    if (match->in_play != (row->in_play != 0) || match->in_set_piece != (row->in_set_piece != 0)) {
        RgReferee* referee = &match->referee;
        match->in_play = row->in_play != 0;
        match->in_set_piece = row->in_set_piece != 0;
        referee->pending = row->mode_pending != 0;
        referee->mode = (uint8_t)row->mode;
        referee->prepare_ms = row->prepare_ms;
        referee->start_ms = row->start_ms;
        referee->goal_scored = row->goal_scored != 0;
        referee->taker = (int8_t)player_at(match, row->taker);
        referee->team = (int8_t)engine_team(match, row->taker[0]);
    }
    if ((int32_t)match->random.drawn != row->draws) {
        rg_generator_seed(&match->random, match->seed);
        rg_generator_skip(&match->random, row->draws);
    }
}

// ---- the loop

// queues of this tick: the recorded command where a clip started, nothing elsewhere
static void give_commands(Lock* lock, int tick) {
    for (int i = 0; i < RG_PLAYER_COUNT; i++) {
        lock->override.queues[i].count = 0;
        lock->override.starts[i] = NULL;
    }
    for (int i = lock->next_start; i < lock->start_count && lock->starts[i].tick <= tick; i++) {
        const ParityStart* s = &lock->starts[i];
        if (s->tick != tick || s->interrupt == RG_INTERRUPT_TRIP) {
            continue;
        }
        RgCommandQueue* queue = &lock->override.queues[engine_player(lock->match, s->player)];
        queue->count = 0;
        if (s->kick_before) {
            // a kick that finds no clip: no shot catches the ball
            queue->commands[queue->count++] = (RgCommand){.function = RG_FN_SHOT,
                                                          .catch_only = true,
                                                          .target = RG_NOBODY,
                                                          .forced_target = RG_NOBODY};
        }
        queue->commands[queue->count++] = command_of(lock->match, s);
        lock->override.starts[engine_player(lock->match, s->player)] = s;
    }
}

static void force(Lock* lock, int tick) {
    const ParityRow* row = &lock->recorded[tick];
    const ParityStart* started[RG_PLAYER_COUNT] = {NULL};
    for (; lock->next_start < lock->start_count && lock->starts[lock->next_start].tick <= tick;
         lock->next_start++) {
        if (lock->starts[lock->next_start].tick == tick) {
            started[lock->starts[lock->next_start].player] = &lock->starts[lock->next_start];
        }
    }
    force_match(lock, row);
    for (int side = 0; side < RG_TEAM_COUNT; side++) {
        force_team(lock->match, side, row);
        for (int i = 0; i < lock->match->teams[engine_team(lock->match, side)].player_count; i++) {
            int number = side * RG_TEAM_SIZE + i;
            force_player(lock, number, row, started[number]);
        }
    }
    force_ball(lock, row);
}

/// Follows a recorded episode in lock step. @param given 1: requests get the recorded command
/// @param step_rows (steps) row after which action s is applied @param resolution (2) position and
/// velocity step of the recording @param out (rows) the engine's rows before they are corrected
/// @return rows written, -1 on a bad description
int parity_lock(const void* pitch, const RgMatchDef* def, const unsigned char* actions,
                const int* step_rows, int steps, const ParityRow* recorded, int rows,
                const ParityStart* starts, int start_count, int given, const float* resolution,
                ParityRow* out, ParityEvent* events, int event_capacity, int* event_count) {
    RgMatch* match = parity_new_match(pitch, def);
    Lock* lock = rg_alloc(sizeof *lock);
    if (match == NULL || lock == NULL) {
        rg_free(match);
        rg_free(lock);
        return -1;
    }
    memset(lock, 0, sizeof *lock);
    *lock = (Lock){.pitch = pitch,
                   .match = match,
                   .recorded = recorded,
                   .starts = starts,
                   .start_count = start_count,
                   .position_step = resolution[0],
                   .velocity_step = resolution[1]};
    ParityLog log = {.events = events, .capacity = event_capacity};
    parity_log = &log;
    parity_override = &lock->override;
    lock->override.active = given != 0;
    int step = 0;
    for (int tick = 0; tick < rows; tick++) {
        if (step < steps && tick == step_rows[step] + 1) {
            RgControls controls =
                parity_controls(def, actions + step * (def->agents[0] + def->agents[1]),
                                def->agents[0] + def->agents[1]);
            rg_match_apply(match, &controls);
            step++;
        }
        memcpy(lock->before, match->players, sizeof lock->before);
        give_commands(lock, tick);
        log.row = tick;
        rg_match_tick(pitch, match);
        parity_write_row(match, recorded[tick].simulated != 0, &out[tick]);
        force(lock, tick);
        if (tick >= PRE_ROLL_TICKS && (tick - PRE_ROLL_TICKS) % 10 == 9) {
            rg_match_end_block(match);
        }
    }
    *event_count = log.count;
    parity_log = NULL;
    parity_override = NULL;
    rg_free(lock);
    rg_free(match);
    return rows;
}
