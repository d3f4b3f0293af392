// Plays recorded episodes, tick by tick or step by step, and writes down what the recordings hold.
// Built as a shared library for the Python side (docs/parity.md). Calls between the engine's files
// are intercepted by the linker (--wrap) to log what a tick did.
#include "harness.h"

#include "core/memory.h"
#include "football/ball.h"
#include "football/body.h"
#include "football/mind.h"
#include "football/possession.h"
#include "football/reach.h"
#include "football/tick.h"

#include <stdio.h>
#include <string.h>

enum { PRE_ROLL_TICKS = 190 };

ParityLog* parity_log;
ParityOverride* parity_override;

PARITY_EXPORT void* parity_pitch(void);
PARITY_EXPORT void parity_default_def(RgMatchDef* def);
PARITY_EXPORT int parity_size(int what);
PARITY_EXPORT int parity_play(const void* pitch, const RgMatchDef* def,
                              const unsigned char* actions, int slots, int steps, ParityRow* rows,
                              int capacity, int* step_rows, ParityEvent* events, int event_capacity,
                              int* event_count);
PARITY_EXPORT int parity_steps(const void* pitch, const RgMatchDef* def,
                               const unsigned char* actions, int slots, int steps, ParityStep* out);

void* parity_pitch(void) {
    RgPitch* pitch = NULL;
    return rg_pitch_create(&pitch, NULL) == RG_OK ? pitch : NULL;
}

void parity_default_def(RgMatchDef* def) {
    *def = rg_default_match_def();
}

/// Sizes of the structs, so that a stale engine.py is noticed.
int parity_size(int what) {
    const size_t sizes[] = {sizeof(ParityRow), sizeof(RgMatchDef), sizeof(ParityEvent),
                            sizeof(ParityStep), sizeof(ParityStart)};
    return (int)sizes[what];
}

int parity_number(const RgMatch* match, int player) {
    return match->left == 0 ? player : (player + RG_TEAM_SIZE) % RG_PLAYER_COUNT;
}

// ---- events

void __real_rg_mind_request(const RgPitch* pitch, RgMatch* match, int player,
                            RgCommandQueue* queue);
void __wrap_rg_mind_request(const RgPitch* pitch, RgMatch* match, int player,
                            RgCommandQueue* queue);
void __real_rg_ball_kick(RgMatch* match, int team, RgV3 velocity, RgV3 spin, float weight);
void __wrap_rg_ball_kick(RgMatch* match, int team, RgV3 velocity, RgV3 spin, float weight);
void __real_rg_ball_kick_begin(RgMatch* match, int team, RgV3 velocity, RgV3 spin, float weight,
                               RgKick* kick);
void __wrap_rg_ball_kick_begin(RgMatch* match, int team, RgV3 velocity, RgV3 spin, float weight,
                               RgKick* kick);
void __real_rg_credit_touch(RgMatch* match, int player, RgTouchType type);
void __wrap_rg_credit_touch(RgMatch* match, int player, RgTouchType type);

static ParityEvent* new_event(ParityKind kind, int player) {
    static _Thread_local ParityEvent nowhere; // games of several threads log nothing
    ParityEvent* event = &nowhere;
    if (parity_log != NULL && parity_log->count < parity_log->capacity) {
        event = &parity_log->events[parity_log->count++];
    }
    *event = (ParityEvent){
        .row = parity_log == NULL ? 0 : parity_log->row, .kind = (int32_t)kind, .player = player};
    return event;
}

static void put2(float out[2], RgV2 v, float sign) {
    out[0] = sign * v.x;
    out[1] = sign * v.y;
}

static void put3(float out[3], RgV3 v, float sign) {
    out[0] = sign * v.x;
    out[1] = sign * v.y;
    out[2] = v.z;
}

float parity_sign(const RgMatch* match, int team) {
    return team == match->left ? 1.0f : -1.0f;
}

void __wrap_rg_mind_request(const RgPitch* pitch, RgMatch* match, int player,
                            RgCommandQueue* queue) {
    __real_rg_mind_request(pitch, match, player, queue);
    ParityEvent* event = new_event(PARITY_REQUEST, parity_number(match, player));
    event->count = queue->count;
    for (int i = 0; i < queue->count && i < 10; i++) {
        event->functions[i] = queue->commands[i].function;
    }
    if (parity_override != NULL && parity_override->active) {
        *queue = parity_override->queues[player];
        if (parity_override->starts[player] != NULL) {
            parity_sharpen(match, player, parity_override->starts[player]);
        }
    } else if (queue->count > 0) {
        const RgCommand* last = &queue->commands[queue->count - 1];
        float sign = parity_sign(match, rg_team_of(player));
        put2(&event->a[0], last->direction, sign);
        event->a[2] = last->speed;
        put2(&event->a[3], last->look, sign);
    }
}

static void log_velocity(const RgMatch* match, RgV3 velocity) {
    ParityEvent* event = new_event(PARITY_VELOCITY, -1);
    put3(&event->a[0], velocity, parity_sign(match, 0));
    put3(&event->a[3], match->ball.velocity, parity_sign(match, 0));
}

void __wrap_rg_ball_kick(RgMatch* match, int team, RgV3 velocity, RgV3 spin, float weight) {
    log_velocity(match, velocity);
    __real_rg_ball_kick(match, team, velocity, spin, weight);
}

// a kick of a body's own turn
void __wrap_rg_ball_kick_begin(RgMatch* match, int team, RgV3 velocity, RgV3 spin, float weight,
                               RgKick* kick) {
    log_velocity(match, velocity);
    __real_rg_ball_kick_begin(match, team, velocity, spin, weight, kick);
}

void __wrap_rg_credit_touch(RgMatch* match, int player, RgTouchType type) {
    new_event(PARITY_CREDIT, parity_number(match, player))->count = (int32_t)type;
    __real_rg_credit_touch(match, player, type);
}

// ---- rows

static int side_of(const RgMatch* match, int team) {
    return team < 0 ? -1 : (team == match->left ? 0 : 1);
}

static void write_motion(const RgPlayer* p, float sign, ParityPlayer* out) {
    const RgMotion* motion = &p->motion;
    out->command_function = motion->command.function;
    out->target = motion->command.target;
    put2(out->start, motion->start, sign);
    out->start_angle = motion->start_angle;
    put2(out->start_velocity, motion->start_velocity, sign);
    out->start_body_angle = motion->start_body_angle;
    put2(out->direction, motion->command.direction, sign);
    out->wanted_speed = motion->command.speed;
    put2(out->look, motion->command.look, sign);
    put3(out->ball_direction, motion->command.ball_direction, sign);
    out->power = motion->command.power;
    put3(out->touch_position, motion->touch_position, sign);
    put2(out->action_smuggle, motion->action_smuggle, sign);
    put2(out->movement_smuggle, motion->movement_smuggle, sign);
    out->rotation_begin = motion->rotation_begin;
    out->rotation_end = motion->rotation_end;
    put2(out->end_position, v2_sub(motion->end_position, motion->shift),
         sign); // as planned at the start
    out->end_angle = motion->end_angle;
}

static void write_player(const RgMatch* match, int player, float sign, ParityPlayer* out) {
    const RgPlayer* p = &match->players[player];
    RgReachTime time = rg_time_to_ball(match, player);
    RgOrientation orientation = rg_orientation(p);
    *out = (ParityPlayer){.clip = p->motion.clip,
                          .frame = p->motion.frame,
                          .function = p->motion.function,
                          .flags = p->has_possession | p->best_possession << 1 |
                                   p->unique_possession << 2,
                          .time_ms = time.usual,
                          .time_optimistic_ms = time.optimistic,
                          .last_touch_ms = (int32_t)p->last_touch_ms,
                          .last_touch_type = p->last_touch_type,
                          .slot = p->slot,
                          .foot = p->foot,
                          .requeue_delay = p->requeue_delay,
                          .marking = p->marking,
                          .pending_trip = p->pending_trip,
                          .tired = p->fatigue,
                          .body_angle = orientation.body_angle,
                          .home = {p->dynamic_home.x, p->dynamic_home.y},
                          .speed = v2_length(p->velocity),
                          .dynamic_role = p->dynamic_role};
    put2(out->position, p->position, sign);
    put2(out->velocity, p->velocity, sign);
    put2(out->facing, orientation.facing, sign);
    put2(out->body, orientation.body_direction, sign);
    put2(out->bump, p->bump, sign);
    write_motion(p, sign, out);
}

static void write_team(const RgMatch* match, int side, ParityRow* out) {
    int team = side == 0 ? match->left : 1 - match->left;
    const RgTeam* t = &match->teams[team];
    out->score[side] = t->score;
    out->designated[side] = t->designated;
    out->selected[side] = t->selected;
    out->toucher[side] = t->last_toucher;
    out->has_possession[side] = t->has_possession;
    out->time_ms[side] = t->time_ms;
    out->amount[side] = t->amount;
    out->fading[side] = t->fading;
    out->trap_x[side] = t->trap_x;
    out->offensiveness[side] = t->offensiveness;
    out->mode_of_slot[side] = t->slots[0].mode;
    out->gauge[side] = t->slots[0].gauge_ms;
    out->buffer[side] = t->slots[0].buffer_ms;
    out->slot_action[side] = t->slots[0].action;
    out->runner[side] = t->runner;
    out->supporter[side] = t->supporter;
    out->slot_player[side] = t->agents > 0 ? t->slots[0].player : RG_NOBODY;
    for (int i = 0; i < t->player_count; i++) {
        write_player(match, rg_player_index(team, i), parity_sign(match, team),
                     &out->players[side * RG_TEAM_SIZE + i]);
    }
}

static void put_player(const RgMatch* match, int player, int32_t out[2]) {
    out[0] = player < 0 ? -1 : side_of(match, rg_team_of(player));
    out[1] = player < 0 ? -1 : rg_number_of(player);
}

void parity_write_row(const RgMatch* match, bool simulated, ParityRow* out) {
    float sign = parity_sign(match, 0);
    *out = (ParityRow){.t_ms = (int32_t)match->clock,
                       .in_play = match->in_play,
                       .in_set_piece = match->in_set_piece,
                       .step = match->steps,
                       .mode = match->referee.mode,
                       .best_team = side_of(match, match->best_team),
                       .last_touch_team = side_of(match, match->last_touch_team),
                       .simulated = simulated,
                       .mode_pending = match->referee.pending,
                       .prepare_ms = (int32_t)match->referee.prepare_ms,
                       .start_ms = (int32_t)match->referee.start_ms,
                       .goal_scored = match->referee.goal_scored,
                       .draws = (int32_t)match->random.drawn};
    for (int i = 0; i < RG_TOUCH_TYPE_COUNT; i++) {
        out->touch_team_by_type[i] = side_of(match, match->last_touch_team_by_type[i]);
    }
    put_player(match, match->referee.taker, out->taker);
    put_player(match, match->owner, out->owner);
    put_player(match, match->retainer, out->retainer);
    put3(out->ball, match->ball.position, sign);
    put3(out->velocity, match->ball.velocity, sign);
    memcpy(out->spin, match->ball.spin, sizeof out->spin);
    for (int side = 0; side < RG_TEAM_COUNT; side++) {
        write_team(match, side, out);
    }
}

// ---- playing

RgMatch* parity_new_match(const void* pitch, const RgMatchDef* def) {
    RgMatch* match = rg_alloc(rg_match_bytes());
    RgError error;
    if (match != NULL && rg_match_set_up(pitch, match, def, &error) != RG_OK) {
        fprintf(stderr, "parity: %s\n", error.message);
        rg_free(match);
        return NULL;
    }
    return match;
}

RgControls parity_controls(const RgMatchDef* def, const unsigned char* actions, int slots) {
    RgControls controls;
    memset(controls.action, 255, sizeof controls.action);
    int left = def->agents[RG_TEAM_LEFT];
    for (int k = 0; k < slots; k++) {
        controls.action[k < left ? k : RG_TEAM_SIZE + k - left] = actions[k];
    }
    return controls;
}

// one tick with its row
static void tick(const RgPitch* pitch, RgMatch* match, ParityRow* rows, int* used, int capacity) {
    if (*used >= capacity) {
        return;
    }
    bool simulated = match->in_play || match->clock <= match->referee.prepare_ms + RG_TICK_MS;
    parity_log->row = *used;
    rg_match_tick(pitch, match);
    parity_write_row(match, simulated, &rows[(*used)++]);
}

/// Plays an episode: the pre-roll of 190 ticks, then `steps` env steps with `slots` actions each
/// (left agents first).
/// @param step_rows out (steps + 1) index of the row behind which each observation was taken
/// (obs_tick of the recordings)
/// @return rows written, -1 on a bad description
int parity_play(const void* pitch, const RgMatchDef* def, const unsigned char* actions, int slots,
                int steps, ParityRow* rows, int capacity, int* step_rows, ParityEvent* events,
                int event_capacity, int* event_count) {
    RgMatch* match = parity_new_match(pitch, def);
    if (match == NULL) {
        return -1;
    }
    ParityLog log = {.events = events, .capacity = event_capacity};
    parity_log = &log;
    int used = 0;
    for (int i = 0; i < PRE_ROLL_TICKS; i++) {
        tick(pitch, match, rows, &used, capacity);
    }
    step_rows[0] = used - 1;
    for (int s = 0; s < steps; s++) {
        RgControls controls = parity_controls(def, actions + s * slots, slots);
        rg_match_apply(match, &controls);
        do {
            for (int i = 0; i < def->ticks_per_step; i++) {
                tick(pitch, match, rows, &used, capacity);
            }
            rg_match_end_block(match);
        } while (!match->in_play && used < capacity);
        step_rows[s + 1] = used - 1;
    }
    *event_count = log.count;
    parity_log = NULL;
    rg_free(match);
    return used;
}

static void write_step(const RgMatch* match, ParityStep* out) {
    RgMatchView view;
    rg_match_view(match, &view);
    memset(out, 0, sizeof *out);
    memcpy(out->ball, view.ball, sizeof out->ball);
    memcpy(out->ball_velocity, view.ball_velocity, sizeof out->ball_velocity);
    out->owner_team = view.owner_team;
    out->owner_player = view.owner_player;
    out->mode = view.game_mode;
    out->steps = view.steps;
    for (int side = 0; side < RG_TEAM_COUNT; side++) {
        out->score[side] = view.score[side];
        out->designated[side] = view.designated[side];
        for (int i = 0; i < RG_TEAM_SIZE; i++) {
            const RgPlayerView* player = &view.players[side][i];
            const RgSlotView* slot = &view.slots[side * RG_TEAM_SIZE + i];
            int k = side * RG_TEAM_SIZE + i;
            out->position[k][0] = player->x;
            out->position[k][1] = player->y;
            out->velocity[k][0] = player->velocity_x;
            out->velocity[k][1] = player->velocity_y;
            out->tired[k] = player->tired;
            out->active[k] = player->active;
            out->slot_player[k] = slot->player;
            out->buttons[k] = slot->buttons;
            out->direction[k][0] = slot->direction_x;
            out->direction[k][1] = slot->direction_y;
        }
    }
}

/// Plays an episode step by step as callers do. @param out (steps + 1) the first is what a reset
/// shows. @return 0, -1 bad description
int parity_steps(const void* pitch, const RgMatchDef* def, const unsigned char* actions, int slots,
                 int steps, ParityStep* out) {
    RgMatch* match = rg_alloc(rg_match_bytes());
    RgError error;
    if (match == NULL || rg_match_reset(pitch, match, def, &error) != RG_OK) {
        fprintf(stderr, "parity: %s\n", match == NULL ? "out of memory" : error.message);
        rg_free(match);
        return -1;
    }
    write_step(match, &out[0]);
    for (int s = 0; s < steps; s++) {
        RgControls controls = parity_controls(def, actions + s * slots, slots);
        rg_match_step(pitch, match, &controls);
        write_step(match, &out[s + 1]);
    }
    rg_free(match);
    return 0;
}

// ---- probes

PARITY_EXPORT int parity_script(const void* pitch, const RgMatchDef* def,
                                const unsigned char* actions, int ticks, ParityRow* rows);
PARITY_EXPORT int parity_flight(const void* pitch, const float* velocity, const float* spin,
                                float weight, int ticks, float* out);

/// Plays `ticks` ticks from the first one in play, with one action of the left agent before each
/// (255: none), as driving the original one tick a step does; a press lasts as long as the caller
/// repeats it. @return 0, -1 bad description
int parity_script(const void* pitch, const RgMatchDef* def, const unsigned char* actions, int ticks,
                  ParityRow* rows) {
    RgMatch* match = parity_new_match(pitch, def);
    if (match == NULL) {
        return -1;
    }
    while (!match->in_play) {
        rg_match_tick(pitch, match);
    }
    for (int i = 0; i < ticks; i++) {
        if (actions[i] != 255) {
            RgControls controls = parity_controls(def, &actions[i], 1);
            rg_match_apply(match, &controls);
        }
        rg_match_tick(pitch, match);
        rg_match_end_block(match);
        parity_write_row(match, true, &rows[i]);
    }
    rg_free(match);
    return 0;
}

/// Free flight of a kicked ball from the centre spot. @param out (ticks + 1, 6) position and
/// velocity
int parity_flight(const void* pitch, const float* velocity, const float* spin, float weight,
                  int ticks, float* out) {
    RgMatchDef def = rg_default_match_def();
    RgMatch* match = parity_new_match(pitch, &def);
    if (match == NULL) {
        return -1;
    }
    rg_ball_kick(match, 0, v3(velocity[0], velocity[1], velocity[2]), v3(spin[0], spin[1], spin[2]),
                 weight);
    for (int i = 0; i <= ticks; i++) {
        const RgBall* ball = &match->ball;
        const float state[6] = {ball->position.x, ball->position.y, ball->position.z,
                                ball->velocity.x, ball->velocity.y, ball->velocity.z};
        memcpy(out + (size_t)i * 6, state, sizeof state);
        rg_ball_step(match);
    }
    rg_free(match);
    return 0;
}
