// An agent's buttons. A controller belongs to a slot; which player it drives changes with C.9.5.
// The pressed buttons are buffered and become commands only when the body asks (C.9.2, 1.4).
#include "football/control.h"

#include "football/body.h"
#include "football/mind.h"
#include "football/perception.h"
#include "football/reach.h"
#include "football/target.h"

#include <string.h>

static uint16_t button_bit(RgButton button) {
    return (uint16_t)(1u << button);
}

static bool held(const RgSlot* slot, RgButton button) {
    return (slot->buttons & button_bit(button)) != 0;
}

// the six that one press sets for one step only (A.2)
static uint16_t momentary_buttons(void) {
    return button_bit(RG_BUTTON_LONG_PASS) | button_bit(RG_BUTTON_HIGH_PASS) |
           button_bit(RG_BUTTON_SHORT_PASS) | button_bit(RG_BUTTON_SHOT) |
           button_bit(RG_BUTTON_SLIDING) | button_bit(RG_BUTTON_SWITCH);
}

// ---- actions into buttons (A.1, A.2)

static const int8_t action_direction[RG_ACTION_BOTTOM_LEFT + 1][2] = {
    {0, 0}, {-1, 0}, {-1, 1}, {0, 1}, {1, 1}, {1, 0}, {1, -1}, {0, -1}, {-1, -1}};

// button pressed (+1 + button) or released (-1 - button) by an action; 0: no button
static const int8_t action_button[RG_ACTION_COUNT] = {
    [RG_ACTION_LONG_PASS] = 1 + RG_BUTTON_LONG_PASS,
    [RG_ACTION_HIGH_PASS] = 1 + RG_BUTTON_HIGH_PASS,
    [RG_ACTION_SHORT_PASS] = 1 + RG_BUTTON_SHORT_PASS,
    [RG_ACTION_SHOT] = 1 + RG_BUTTON_SHOT,
    [RG_ACTION_SPRINT] = 1 + RG_BUTTON_SPRINT,
    [RG_ACTION_RELEASE_SPRINT] = -1 - RG_BUTTON_SPRINT,
    [RG_ACTION_SLIDING] = 1 + RG_BUTTON_SLIDING,
    [RG_ACTION_DRIBBLE] = 1 + RG_BUTTON_DRIBBLE,
    [RG_ACTION_RELEASE_DRIBBLE] = -1 - RG_BUTTON_DRIBBLE,
    [RG_ACTION_KEEPER_RUSH] = 1 + RG_BUTTON_KEEPER_RUSH,
    [RG_ACTION_PRESSURE] = 1 + RG_BUTTON_PRESSURE,
    [RG_ACTION_TEAM_PRESSURE] = 1 + RG_BUTTON_TEAM_PRESSURE,
    [RG_ACTION_SWITCH] = 1 + RG_BUTTON_SWITCH,
    [RG_ACTION_RELEASE_LONG_PASS] = -1 - RG_BUTTON_LONG_PASS,
    [RG_ACTION_RELEASE_HIGH_PASS] = -1 - RG_BUTTON_HIGH_PASS,
    [RG_ACTION_RELEASE_SHORT_PASS] = -1 - RG_BUTTON_SHORT_PASS,
    [RG_ACTION_RELEASE_SHOT] = -1 - RG_BUTTON_SHOT,
    [RG_ACTION_RELEASE_KEEPER_RUSH] = -1 - RG_BUTTON_KEEPER_RUSH,
    [RG_ACTION_RELEASE_SLIDING] = -1 - RG_BUTTON_SLIDING,
    [RG_ACTION_RELEASE_PRESSURE] = -1 - RG_BUTTON_PRESSURE,
    [RG_ACTION_RELEASE_TEAM_PRESSURE] = -1 - RG_BUTTON_TEAM_PRESSURE,
    [RG_ACTION_RELEASE_SWITCH] = -1 - RG_BUTTON_SWITCH,
};

void rg_control_act(RgSlot* slot, int action) {
    RG_ASSERT(action >= 0 && action < RG_ACTION_COUNT);
    if (action == RG_ACTION_BUILTIN_AI) {
        slot->builtin = true;
        slot->direction_x = slot->direction_y = 0;
        slot->buttons = 0;
        return;
    }
    slot->builtin = false;
    if (action >= RG_ACTION_LEFT && action <= RG_ACTION_BOTTOM_LEFT) {
        slot->direction_x = action_direction[action][0];
        slot->direction_y = action_direction[action][1];
    } else if (action == RG_ACTION_RELEASE_DIRECTION) {
        slot->direction_x = slot->direction_y = 0;
    } else if (action_button[action] > 0) {
        slot->buttons |= button_bit((RgButton)(action_button[action] - 1));
    } else if (action_button[action] < 0) {
        slot->buttons &= (uint16_t)~button_bit((RgButton)(-action_button[action] - 1));
    }
}

void rg_control_release(RgMatch* match) {
    for (int t = 0; t < RG_TEAM_COUNT; t++) {
        for (int i = 0; i < match->teams[t].agents; i++) {
            match->teams[t].slots[i].buttons &= (uint16_t)~momentary_buttons();
        }
    }
}

void rg_control_reset(RgSlot* slot) {
    slot->mode = 0;
    slot->gauge_ms = 0;
    slot->buffer_ms = 0;
    slot->buttons &= (uint16_t)~momentary_buttons();
}

// ---- who is driven (A.5, C.9.5, 4.7)

int rg_active_slots(const RgMatch* match, int team) {
    const RgTeam* t = &match->teams[team];
    int active = 0;
    for (int i = 0; i < t->agents; i++) {
        active += t->slots[i].player != RG_NOBODY && !t->slots[i].builtin;
    }
    return active;
}

void rg_control_take(RgMatch* match, int team, int slot, int number) {
    RgSlot* s = &match->teams[team].slots[slot];
    if (s->player != RG_NOBODY) {
        rg_player(match, team, s->player)->slot = RG_NOBODY;
    }
    s->player = (int8_t)number;
    s->since_ms = match->clock;
    s->blending = true;
    rg_control_reset(s);
    if (number != RG_NOBODY) {
        rg_player(match, team, number)->slot = (int8_t)slot;
    }
}

static void rotate_queue(RgTeam* team) {
    int8_t front = team->queue[0];
    memmove(team->queue, team->queue + 1, (size_t)(team->agents - 1));
    team->queue[team->agents - 1] = front;
}

void rg_control_select(RgMatch* match, int team, int number) {
    RgTeam* t = &match->teams[team];
    RgPlayer* player = rg_player(match, team, number);
    if (player->controllable && t->agents > 0) {
        t->selected = (int8_t)number;
        if (player->slot == RG_NOBODY) {
            rg_control_take(match, team, t->queue[0], number);
            rotate_queue(t);
        }
    }
    t->designated = (int8_t)number;
}

void rg_control_switch(RgMatch* match, int team) {
    RgTeam* t = &match->teams[team];
    if (!match->in_play || t->agents == 0) {
        return;
    }
    // rule 1: who already drives D goes to the back of the queue
    int front = t->slots[t->queue[0]].player;
    if (t->agents >= 2 && front != RG_NOBODY && match->owner == rg_player_index(team, front)) {
        rotate_queue(t);
    }
    int index = rg_player_index(team, t->designated);
    const RgPlayer* designated = &match->players[index];
    if (rg_driving_slot(match, index) || designated->role == RG_ROLE_GK) {
        return;
    }
    // rule 2: much nearer to the ball than every agent
    int agents_time = 10000;
    for (int i = 0; i < t->agents; i++) {
        const RgSlot* s = &t->slots[i];
        if (s->player != RG_NOBODY && !s->builtin) {
            int time = rg_time_to_ball(match, rg_player_index(team, s->player)).usual;
            agents_time = time < agents_time ? time : agents_time;
        }
    }
    if (3 * rg_time_to_ball(match, index).usual < agents_time) {
        rg_control_select(match, team, t->designated);
        return;
    }
    // rule 3
    if (designated->unique_possession || match->in_set_piece) {
        rg_control_select(match, team, t->designated);
    }
}

// nearest active controllable player without a slot; RG_NOBODY none
static int nearest_free(const RgMatch* match, int team, RgV2 point) {
    int best = RG_NOBODY;
    float best_distance = 0.0f;
    for (int i = 0; i < match->teams[team].player_count; i++) {
        const RgPlayer* p = &match->players[rg_player_index(team, i)];
        if (!p->active || !p->controllable || p->slot != RG_NOBODY) {
            continue;
        }
        float distance = v2_distance(p->position, point);
        if (best == RG_NOBODY || distance < best_distance) {
            best = i;
            best_distance = distance;
        }
    }
    return best;
}

void rg_control_fill_slots(RgMatch* match, int team) {
    RgTeam* t = &match->teams[team];
    if (!match->in_play) {
        return;
    }
    for (int i = 0; i < t->agents; i++) {
        if (t->slots[i].player == RG_NOBODY) {
            RgV2 ball = rg_turned(team, v3_flat(match->ball.position));
            int number = nearest_free(match, team, ball);
            if (number != RG_NOBODY) {
                rg_control_take(match, team, i, number);
                t->selected = t->selected == RG_NOBODY ? (int8_t)number : t->selected;
            }
        }
    }
}

void rg_control_empty_slots(RgMatch* match, int team) {
    RgTeam* t = &match->teams[team];
    // the pre-roll before 2 s keeps the first assignment
    if (match->in_play || match->clock < 2000 || t->agents == 0) {
        return;
    }
    t->selected = RG_NOBODY;
    if (match->dynamic_selection) {
        for (int i = 0; i < t->agents; i++) {
            if (t->slots[i].player != RG_NOBODY) {
                rg_control_take(match, team, i, RG_NOBODY);
            }
        }
    }
}

void rg_control_assign(RgMatch* match, int team) {
    RgTeam* t = &match->teams[team];
    bool chosen[RG_TEAM_SIZE] = {false};
    // the nearest home positions to the origin, at 25 m a unit (A.5)
    for (int i = 0; i < t->agents; i++) {
        int best = RG_NOBODY;
        float best_distance = 0.0f;
        for (int n = 0; n < t->player_count; n++) {
            const RgPlayer* p = rg_player(match, team, n);
            float distance = v2_length(v2_scale(p->home, 25.0f));
            if (p->controllable && !chosen[n] && (best == RG_NOBODY || distance < best_distance)) {
                best = n;
                best_distance = distance;
            }
        }
        if (i == 0) {
            t->selected = (int8_t)best;
        }
        if (best != RG_NOBODY) {
            chosen[best] = true;
        }
    }
    int slot = 0;
    for (int n = 0; n < t->player_count; n++) {
        if (chosen[n]) {
            rg_control_take(match, team, slot++, n);
        }
    }
    for (int i = 0; i < t->agents; i++) {
        t->queue[i] = (int8_t)i;
        t->slots[i].blending = false;
    }
}

void rg_control_dismiss(RgMatch* match, int team, int number) {
    RgPlayer* player = rg_player(match, team, number);
    if (player->slot == RG_NOBODY) {
        return;
    }
    int slot = player->slot;
    int next = nearest_free(match, team, player->position);
    rg_control_take(match, team, slot, next);
    if (next != RG_NOBODY) {
        match->teams[team].selected = match->teams[team].designated = (int8_t)next;
    }
}

// best free outfield player for the "switch" button when nothing else decides (C.9.5): nearest to a
// point 4 m behind (defence) … 8 m ahead (offence) of the action
static int switch_candidate(const RgMatch* match, int team) {
    const RgTeam* t = &match->teams[team];
    float ahead = -4.0f + 12.0f * rg_nc(t->fading, 0.5f, 1.5f);
    RgV2 ball = rg_turned(team, v3_flat(match->ball.position));
    RgV2 point = v2(ball.x + ahead, ball.y);
    int best = RG_NOBODY;
    float best_distance = 0.0f;
    for (int n = 0; n < t->player_count; n++) {
        const RgPlayer* p = &match->players[rg_player_index(team, n)];
        if (!p->active || !p->controllable || p->slot != RG_NOBODY || p->role == RG_ROLE_GK) {
            continue;
        }
        float distance = v2_distance(p->position, point);
        if (best == RG_NOBODY || distance < best_distance) {
            best = n;
            best_distance = distance;
        }
    }
    return best;
}

void rg_control_switch_button(RgMatch* match, int team) {
    RgTeam* t = &match->teams[team];
    for (int i = 0; i < t->agents; i++) {
        RgSlot* slot = &t->slots[i];
        if (slot->player == RG_NOBODY || slot->builtin || !held(slot, RG_BUTTON_SWITCH) ||
            !match->in_play) {
            continue;
        }
        const RgPlayer* me = rg_player(match, team, slot->player);
        int time = rg_time_to_ball(match, rg_player_index(team, slot->player)).usual;
        bool mine = t->designated == slot->player && time <= t->time_ms;
        if (me->unique_possession || (mine && t->amount >= 1.0f)) {
            continue;
        }
        const RgPlayer* designated = rg_player(match, team, t->designated);
        int target = switch_candidate(match, team);
        if (match->best_team == team && designated->slot == RG_NOBODY && designated->controllable) {
            target = t->designated;
        }
        if (target != RG_NOBODY) {
            slot->buttons &= (uint16_t)~button_bit(RG_BUTTON_SWITCH);
            rg_control_take(match, team, i, target);
            t->selected = t->designated = (int8_t)target;
        }
    }
}

// ---- input (C.9.1, 4.6)

// wanted direction and speed of a slot at this moment, in the player's own frame
static void read_input(const RgMatch* match, int index, RgSlot* slot, RgV2* direction,
                       float* speed) {
    const RgPlayer* player = &match->players[index];
    RgV2 stick = rg_turned(rg_team_of(index), v2(slot->direction_x, slot->direction_y));
    // nothing may point out of the pitch from beyond its lines
    if (fabsf(player->position.x) > RG_PITCH_HALF_LENGTH && stick.x * player->position.x > 0.0f) {
        stick.x = 0.0f;
    }
    if (fabsf(player->position.y) > RG_PITCH_HALF_WIDTH && stick.y * player->position.y > 0.0f) {
        stick.y = 0.0f;
    }
    *speed = 0.0f;
    if (v2_length(stick) < 0.75f) {
        *direction = rg_facing(player);
    } else {
        *direction = v2_unit(stick);
        *speed = held(slot, RG_BUTTON_SPRINT)                            ? RG_SPEED_SPRINT
                 : held(slot, RG_BUTTON_DRIBBLE)                         ? RG_SPEED_DRIBBLE
                 : held(slot, RG_BUTTON_SWITCH) && match->owner == index ? 0.0f
                                                                         : RG_SPEED_WALK;
    }
    // after a change of player the old motion fades out over 300 ms
    if (!match->in_play || match->in_set_piece) {
        slot->blending = false;
    }
    float s = slot->blending
                  ? 1.0f - rg_clamp((float)(match->clock - slot->since_ms) / 300.0f, 0.0f, 1.0f)
                  : 0.0f;
    if (s > 0.0f) {
        float weight = 0.5f * rg_pow(s, 0.7f);
        RgV2 facing = rg_facing(player);
        RgV2 old = v2_scale(facing, rg_class_speed((RgSpeedClass)player->speed_class));
        RgV2 motion =
            v2_add(v2_scale(old, weight), v2_scale(v2_scale(*direction, *speed), 1.0f - weight));
        *speed = v2_length(motion);
        *direction = v2_unit_or(motion, facing);
    }
}

static float switch_bias(const RgMatch* match, const RgSlot* slot) {
    if (!slot->blending) {
        return 0.0f;
    }
    return 1.0f - rg_clamp((float)(match->clock - slot->since_ms) / 300.0f, 0.0f, 1.0f);
}

// possession context x of C.9.2
static float possession_context(const RgMatch* match, int index, const RgSlot* slot) {
    if (match->owner == index) {
        return 1.0f;
    }
    float x = slot->possession_amount - 1.0f;
    x += 0.15f * (float)(held(slot, RG_BUTTON_SHORT_PASS) + held(slot, RG_BUTTON_LONG_PASS) +
                         held(slot, RG_BUTTON_SHOT));
    x -= 0.15f * (float)(held(slot, RG_BUTTON_PRESSURE) + held(slot, RG_BUTTON_SLIDING) +
                         held(slot, RG_BUTTON_TEAM_PRESSURE));
    if (match->ball.position.z > 1.5f) {
        x += 0.2f;
    }
    return x;
}

// a held button starts a mode; of several the last in the list wins
static void start_mode(RgSlot* slot, uint8_t mode, const RgButton* buttons, int count) {
    for (int i = 0; i < count; i++) {
        if (held(slot, buttons[i])) {
            slot->mode = mode;
            slot->action = (uint8_t)buttons[i];
            slot->gauge_ms = 0;
            slot->buffer_ms = 0;
        }
    }
}

static void update_mode(const RgMatch* match, int index, RgSlot* slot) {
    static const RgButton defending[] = {RG_BUTTON_PRESSURE, RG_BUTTON_SLIDING,
                                         RG_BUTTON_TEAM_PRESSURE, RG_BUTTON_KEEPER_RUSH};
    static const RgButton kicks[] = {RG_BUTTON_SHORT_PASS, RG_BUTTON_LONG_PASS, RG_BUTTON_HIGH_PASS,
                                     RG_BUTTON_SHOT};
    if (slot->mode == 0) {
        if (possession_context(match, index, slot) < 0.0f) {
            if (!match->in_set_piece) {
                start_mode(slot, 1, defending, 4);
            }
        } else {
            // a thrower can only throw short or long
            bool throwing = match->in_set_piece && match->referee.mode == RG_MODE_THROW_IN;
            start_mode(slot, 2, kicks, throwing ? 2 : 4);
        }
    }
    if (slot->mode == 2) {
        if (held(slot, (RgButton)slot->action)) {
            slot->gauge_ms =
                slot->gauge_ms + RG_TICK_MS > 1000 ? 1000 : slot->gauge_ms + RG_TICK_MS;
            slot->buffer_ms = 0;
        } else {
            slot->buffer_ms += RG_TICK_MS;
        }
    }
}

void rg_control_tick(RgMatch* match, int player) {
    int team = rg_team_of(player);
    RgPlayer* p = &match->players[player];
    RgSlot* slot = &match->teams[team].slots[p->slot];
    read_input(match, player, slot, &slot->input, &slot->input_speed);
    // p mixes the opponents' time of now with the own time of the last request (4.5)
    slot->possession_amount = ((float)match->teams[1 - team].time_ms + 200.0f) /
                              ((float)slot->remembered_time_ms + 200.0f);
    p->possession_amount = slot->possession_amount;
    slot->last_time_ms = slot->time_ms;
    rg_settle_time(match, player);
    slot->time_ms = p->time_ms;
    if (match->in_play && (!match->in_set_piece || match->referee.taker == player)) {
        update_mode(match, player, slot);
    }
}

// ---- commands (C.9.2, C.9.3)

static bool past_kick_touch(const RgMotion* motion) {
    bool kick = motion->function == RG_FN_SHORT_PASS || motion->function == RG_FN_LONG_PASS ||
                motion->function == RG_FN_HIGH_PASS || motion->function == RG_FN_SHOT;
    return kick && motion->frame >= motion->touch_frame;
}

// modes end only when the body asks (1.4)
static void end_mode(const RgMatch* match, const RgPlayer* player, RgSlot* slot) {
    const RgMotion* motion = &player->motion;
    if (slot->mode == 2) {
        bool open_play = !match->in_set_piece;
        bool replaced = (slot->action == RG_BUTTON_SHOT || slot->action == RG_BUTTON_HIGH_PASS) &&
                        held(slot, RG_BUTTON_SHORT_PASS) && open_play;
        bool stale = slot->buffer_ms > 2000 || slot->time_ms - slot->last_time_ms > 700 ||
                     motion->function == RG_FN_INTERFERE;
        if (past_kick_touch(motion) || replaced || (stale && open_play)) {
            slot->mode = 0;
        }
    } else if (slot->mode == 1) {
        // a slide without a touch in mind counts as past it
        bool tackled = (motion->function == RG_FN_SLIDING || motion->function == RG_FN_INTERFERE) &&
                       motion->frame >= motion->touch_frame;
        if (tackled || !held(slot, (RgButton)slot->action)) {
            slot->mode = 0;
        }
    }
    if (slot->mode == 0) {
        slot->gauge_ms = 0;
        slot->buffer_ms = 0;
    }
}

static void append_kick(const RgMatch* match, int player, const RgSlot* slot, RgV2 direction,
                        float speed, RgCommandQueue* queue) {
    if (held(slot, (RgButton)slot->action) && slot->gauge_ms <= 500) {
        return;
    }
    static const uint8_t function[] = {[RG_BUTTON_LONG_PASS] = RG_FN_LONG_PASS,
                                       [RG_BUTTON_HIGH_PASS] = RG_FN_HIGH_PASS,
                                       [RG_BUTTON_SHORT_PASS] = RG_FN_SHORT_PASS,
                                       [RG_BUTTON_SHOT] = RG_FN_SHOT};
    static const float exponent[] = {[RG_BUTTON_LONG_PASS] = 0.65f,
                                     [RG_BUTTON_HIGH_PASS] = 0.55f,
                                     [RG_BUTTON_SHORT_PASS] = 0.7f,
                                     [RG_BUTTON_SHOT] = 0.6f};
    float gauge = rg_clamp((float)(slot->gauge_ms - 60) / 940.0f, 0.0f, 1.0f);
    float power = rg_clamp(rg_pow(gauge, exponent[slot->action]), 0.01f, 1.0f);
    RgCommand* command = &queue->commands[queue->count++];
    *command = (RgCommand){.function = function[slot->action],
                           .strict = RG_STRICT_DYNAMIC,
                           .input_direction = direction,
                           .automatic = true,
                           .target = RG_NOBODY,
                           .forced_target = RG_NOBODY};
    if (slot->action == RG_BUTTON_SHOT) {
        command->speed = speed;
        command->power = power;
        command->ball_direction = v3_from(rg_aim_shot(match, player, direction), 0.0f);
    } else {
        command->input_power = power;
        rg_aim_pass(match, player, rg_pass_origin(match, player), command);
    }
}

static void append_slide(const RgPlayer* player, RgV2 direction, float speed,
                         RgCommandQueue* queue) {
    RgCommand slide = rg_movement_command(
        direction, speed,
        v2_mad(v2_mad(player->position, player->velocity, 0.1f), direction, 10.0f));
    slide.function = RG_FN_SLIDING;
    queue->commands[queue->count++] = slide;
}

// set pieces: who does not kick stands still (C.9.3, 2.14)
static void append_stand(const RgMatch* match, int player, RgV2 direction, RgCommandQueue* queue) {
    const RgPlayer* p = &match->players[player];
    bool holding = match->retainer == player;
    RgV2 ball =
        v3_flat(rg_seen_ball(match, rg_team_of(player), rg_perception_delay(match, player), 40));
    queue->commands[queue->count++] =
        holding ? rg_movement_command(direction, 0.0f, v2_mad(p->position, direction, 10.0f))
                : rg_movement_command(p->facing, 0.0f, ball);
}

// movement that ballcontrol and trap are given (C.9.3, 3.7, 5.5); *speed holds the input speed of
// the request
static void touch_movement(const RgMatch* match, int player, const RgSlot* slot, RgV2* direction,
                           float* speed) {
    const RgPlayer* p = &match->players[player];
    *direction = slot->input;
    float class_speed = rg_class_speed((RgSpeedClass)p->speed_class);
    if (slot->mode == 2) {
        // brake and straighten while a kick is pending
        RgV2 stick = rg_turned(rg_team_of(player), v2(slot->direction_x, slot->direction_y));
        RgV2 input = v2_unit_or(stick, p->facing);
        *speed = class_speed * 0.9f *
                 (0.2f + 0.8f * rg_pow(0.5f + 0.5f * v2_dot(p->facing, input), 1.5f));
        *direction = class_speed > 0.0f ? p->facing : input;
    } else if (p->has_possession && slot->possession_amount >= 1.0f &&
               rg_speed_class(*speed) == RG_CLASS_SPRINT && p->speed_class >= RG_CLASS_WALK) {
        // sprinting with the ball turns in bites of 22.5 degrees
        float turn = v2_angle(p->facing, *direction);
        if (fabsf(turn) > 0.125f * RG_PI && fabsf(turn) < 0.7f * RG_PI) {
            *direction = v2_rotate(p->facing, turn > 0.0f ? 0.125f * RG_PI : -0.125f * RG_PI);
        }
    }
    // idle with Dribble held: turn to the opponents' goal
    if (held(slot, RG_BUTTON_DRIBBLE) && *speed < RG_SWITCH_IDLE) {
        *direction = v2(1.0f, 0.0f);
    }
}

static void append_movement(RgMatch* match, int player, const RgSlot* slot, float speed,
                            RgCommandQueue* queue) {
    const RgPlayer* p = &match->players[player];
    bool best = p->has_possession && slot->possession_amount >= 1.0f;
    bool pressing = slot->mode != 2 && held(slot, RG_BUTTON_PRESSURE);
    RgMoveInput input = {.direction = slot->input,
                         .speed = speed,
                         .delay = rg_perception_delay(match, player),
                         .forced_magnet = slot->mode == 2 || pressing,
                         .haste = slot->mode == 2 || pressing,
                         .switch_bias = switch_bias(match, slot),
                         .agent = true,
                         .has_slot = true,
                         .cancel = held(slot, RG_BUTTON_SPRINT) && held(slot, RG_BUTTON_DRIBBLE) &&
                                   !best && !match->in_set_piece};
    queue->commands[queue->count++] = rg_move_command(match, player, &input);
}

static void team_orders(RgMatch* match, int team, const RgSlot* slot) {
    if (slot->mode != 1) {
        return;
    }
    if (slot->action == RG_BUTTON_TEAM_PRESSURE) {
        match->teams[team].pressure_until = match->clock + 500;
    } else if (slot->action == RG_BUTTON_KEEPER_RUSH) {
        match->teams[team].rush_until = match->clock + 300;
    }
}

void rg_control_request(const RgPitch* pitch, RgMatch* match, int player, RgCommandQueue* queue) {
    (void)pitch;
    int team = rg_team_of(player);
    RgPlayer* p = &match->players[player];
    RgSlot* slot = &match->teams[team].slots[p->slot];
    slot->remembered_time_ms = p->time_ms;
    end_mode(match, p, slot);
    team_orders(match, team, slot);
    // the speed, and the direction of kicks and slides, are those of now
    RgV2 direction;
    float speed;
    read_input(match, player, slot, &direction, &speed);
    bool taker = match->in_set_piece && match->referee.taker == player;
    if (slot->mode == 2) {
        append_kick(match, player, slot, direction, speed, queue);
    } else if (slot->mode == 1 && slot->action == RG_BUTTON_SLIDING) {
        append_slide(p, direction, speed, queue);
    }
    if (match->in_set_piece && (taker ? queue->count == 0 : match->retainer == RG_NOBODY)) {
        append_stand(match, player, direction, queue);
        return;
    }
    if (match->in_play && !match->in_set_piece) {
        RgV2 touch_direction;
        float touch_speed = speed;
        touch_movement(match, player, slot, &touch_direction, &touch_speed);
        bool pressing = held(slot, RG_BUTTON_PRESSURE) && slot->mode != 2;
        int first = queue->count;
        rg_append_touch_commands(match, player, slot->input, speed, touch_direction, touch_speed,
                                 pressing, queue);
        bool knock_on = held(slot, RG_BUTTON_SPRINT) && held(slot, RG_BUTTON_DRIBBLE);
        for (int i = first; i < queue->count; i++) {
            queue->commands[i].knock_on = knock_on;
        }
    }
    append_movement(match, player, slot, speed, queue);
}
