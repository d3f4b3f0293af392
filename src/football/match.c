// The order of one tick (C.1), and how a match begins (A.8).
#include "football/attributes.h"
#include "football/ball.h"
#include "football/body.h"
#include "football/contact.h"
#include "football/control.h"
#include "football/mind.h"
#include "football/perception.h"
#include "football/possession.h"
#include "football/profile.h"
#include "football/reach.h"
#include "football/referee.h"
#include "football/shape.h"
#include "football/tick.h"

enum { CAMERA_DRAWS = 2, SIXTY_SECONDS = 6000, PRE_ROLL_BLOCKS = 19 };

// The tick is compiled twice, with and without marks for a stopwatch, so that one that nobody
// measures costs nothing: `measured` is a constant in both.
#define TICK_PART static inline __attribute__((always_inline))

TICK_PART void mark(const RgPitch* pitch, bool measured, RgStage stage) {
    if (measured) {
        rg_profile_mark(pitch->profile, (int32_t)stage);
    }
}

// ---- one team (C.4)

// a second yellow or a red takes effect in the player's own turn, in open play (4.9); the last
// player stays
static void dismiss_if_due(RgMatch* match, int player) {
    RgPlayer* p = &match->players[player];
    if (p->dismissed_at == 0 || match->clock < p->dismissed_at || !match->in_play) {
        return;
    }
    int team = rg_team_of(player);
    int others = 0;
    for (int i = 0; i < match->teams[team].player_count; i++) {
        others += i != rg_number_of(player) && match->players[rg_player_index(team, i)].active;
    }
    p->dismissed_at = 0;
    if (others == 0) {
        return;
    }
    rg_generator_skip(&match->random, 1); // the original words a message here
    rg_settle_time(match, player);        // nobody will ask for it again while it can be found
    p->active = false;
    rg_control_dismiss(match, team, rg_number_of(player));
    if (p->role == RG_ROLE_GK) {
        // somebody has to keep the goal (C.15.4)
        for (int i = 0; i < match->teams[team].player_count; i++) {
            RgPlayer* other = &match->players[rg_player_index(team, i)];
            if (other->active) {
                other->role = other->dynamic_role = RG_ROLE_GK;
                other->home = other->dynamic_home = p->home;
                break;
            }
        }
    }
}

TICK_PART void end_turn(const RgPitch* pitch, RgMatch* match, int player, bool measured) {
    const RgPlayer* p = &match->players[player];
    mark(pitch, measured, RG_STAGE_REST);
    if (match->in_play) {
        // seen_position: where his turn began
        rg_tire(match, player, v2_distance(p->position, p->seen_position));
    }
    dismiss_if_due(match, player);
}

// @return whether the ball was kicked: the end of the turn waits for its flights
TICK_PART bool begin_turn(const RgPitch* pitch, RgMatch* match, int player, RgKick* kick,
                          bool measured) {
    mark(pitch, measured, RG_STAGE_CONTROL);
    if (rg_driving_slot(match, player)) {
        rg_control_tick(match, player);
    }
    if (match->in_play) {
        mark(pitch, measured, RG_STAGE_DECISIONS);
        if ((uint32_t)match->clock % 1000 == 0) {
            rg_note_position(match, player);
        }
        rg_count_possession(match, player);
        rg_mind_tick(match, player);
    }
    mark(pitch, measured, RG_STAGE_BODIES);
    return rg_body_tick(pitch, match, player, kick);
}

TICK_PART void begin_team(const RgPitch* pitch, RgMatch* match, int team, bool measured) {
    mark(pitch, measured, RG_STAGE_TEAM);
    rg_update_amounts(match, team);
    mark(pitch, measured, RG_STAGE_CONTROL);
    rg_control_fill_slots(match, team);
    if (match->in_play && !match->in_set_piece) {
        mark(pitch, measured, RG_STAGE_TEAM);
        rg_shape_tick(match, team);
    }
}

TICK_PART void end_team(const RgPitch* pitch, RgMatch* match, int team, bool measured) {
    mark(pitch, measured, RG_STAGE_CONTROL);
    if (match->in_play) {
        rg_control_switch_button(match, team);
    } else {
        rg_control_empty_slots(match, team);
    }
    rg_update_designated(match, team);
}

// from the turn that has come on. @return false: a kick's flights are awaited in a turn
TICK_PART bool play_turns(const RgPitch* pitch, RgMatch* match, RgTick* tick, RgKick* kick,
                          bool measured) {
    for (; tick->team < RG_TEAM_COUNT; tick->team++, tick->number = 0) {
        if (tick->number == 0) {
            begin_team(pitch, match, tick->team, measured);
        }
        for (; tick->number < match->teams[tick->team].player_count; tick->number++) {
            int player = rg_player_index(tick->team, tick->number);
            if (!match->players[player].active) {
                continue;
            }
            if (begin_turn(pitch, match, player, kick, measured)) {
                return false;
            }
            end_turn(pitch, match, player, measured);
        }
        end_team(pitch, match, tick->team, measured);
    }
    return true;
}

// ---- one tick (C.1)

static void advance_clock(RgMatch* match) {
    match->clock += RG_TICK_MS;
    if (!match->in_play) {
        return;
    }
    match->match_clock += 180;
    if (!match->in_set_piece && match->owner != RG_NOBODY) {
        int32_t counter = match->possession_60s + (rg_team_of(match->owner) == 0 ? 1 : -1);
        match->possession_60s = counter > SIXTY_SECONDS
                                    ? SIXTY_SECONDS
                                    : (counter < -SIXTY_SECONDS ? -SIXTY_SECONDS : counter);
    }
}

// C.1 item 15, 2.8
static void note_possession_side(RgMatch* match) {
    if (!match->in_play || match->best_team == RG_NOBODY) {
        return;
    }
    float value = match->teams[0].fading + match->teams[1].fading - 1.0f;
    if (match->side_count == RG_SIDE_HISTORY) {
        match->side_sum -= (double)match->side_history[match->side_head];
    } else {
        match->side_count++;
    }
    match->side_history[match->side_head] = value;
    match->side_sum += (double)value;
    match->side_head = (uint16_t)((match->side_head + 1) % RG_SIDE_HISTORY);
}

// up to the players' turns. @return false: dead time, in which there are none
TICK_PART bool begin_tick(const RgPitch* pitch, RgMatch* match, RgTick* tick, bool measured) {
    const RgReferee* referee = &match->referee;
    // while the camera follows a card it does not shake (RANDOM.md section 2)
    bool still = !match->in_play && referee->card_shown && match->clock > referee->stop_ms + 1000 &&
                 match->clock < referee->prepare_ms;
    int shake = still ? 0 : CAMERA_DRAWS;
    mark(pitch, measured, RG_STAGE_CONTACT);
    if (match->in_play) {
        rg_contact_ball(pitch, match);
    }
    mark(pitch, measured, RG_STAGE_REFEREE);
    rg_referee_tick(pitch, match);
    *tick = (RgTick){.begun = true, .shake = shake, .ball_before = rg_ball_predict(match, 0)};
    // dead time is counted, not played
    if (!match->in_play && match->clock > referee->prepare_ms + RG_TICK_MS) {
        match->clock += RG_TICK_MS;
        rg_generator_skip(&match->random, shake);
        if (measured) {
            pitch->profile->count[RG_STAGE_REFEREE]++;
        }
        return false;
    }
    mark(pitch, measured, RG_STAGE_BALL);
    rg_ball_step(match);
    mark(pitch, measured, RG_STAGE_PERCEPTION);
    if (match->image_count == 0 || match->clock % 100 == 0) {
        rg_images_push(match);
    }
    mark(pitch, measured, RG_STAGE_CONTROL);
    rg_control_switch(match, 0);
    rg_control_switch(match, 1);
    return true;
}

TICK_PART void end_tick(const RgPitch* pitch, RgMatch* match, const RgTick* tick, bool measured) {
    mark(pitch, measured, RG_STAGE_POSSESSION);
    rg_refresh_possession(match, RG_NOBODY);
    rg_update_best_team(match);
    mark(pitch, measured, RG_STAGE_CONTACT);
    rg_contact_players(pitch, match);
    mark(pitch, measured, RG_STAGE_REST);
    advance_clock(match);
    mark(pitch, measured, RG_STAGE_REFEREE);
    rg_referee_goal_test(match, tick->ball_before);
    mark(pitch, measured, RG_STAGE_REST);
    note_possession_side(match);
    rg_generator_skip(&match->random, tick->shake);
}

TICK_PART bool play_tick(const RgPitch* pitch, RgMatch* match, RgTick* tick, RgKick* kick,
                         bool measured) {
    bool plays = true;
    if (tick->begun) {
        int player = rg_player_index(tick->team, tick->number++);
        mark(pitch, measured, RG_STAGE_BODIES);
        rg_body_touched(match, player, kick);
        end_turn(pitch, match, player, measured);
    } else {
        plays = begin_tick(pitch, match, tick, measured);
    }
    if (plays) {
        if (!play_turns(pitch, match, tick, kick, measured)) {
            return false;
        }
        end_tick(pitch, match, tick, measured);
    }
    tick->begun = false;
    return true;
}

static bool measured_tick(const RgPitch* pitch, RgMatch* match, RgTick* tick, RgKick* kick) {
    bool over = play_tick(pitch, match, tick, kick, true);
    pitch->profile->count[RG_STAGE_BALL] += over;
    mark(pitch, true, over ? RG_STAGE_OUTSIDE : RG_STAGE_BALL); // or what else is played meanwhile
    return over;
}

bool rg_match_tick_on(const RgPitch* pitch, RgMatch* match, RgTick* tick, RgKick* kick) {
    return pitch->profile != NULL ? measured_tick(pitch, match, tick, kick)
                                  : play_tick(pitch, match, tick, kick, false);
}

void rg_match_tick(const RgPitch* pitch, RgMatch* match) {
    RgTick tick = {.begun = false};
    RgKick kick;
    while (!rg_match_tick_on(pitch, match, &tick, &kick)) {
        rg_kick_fly(&kick);
    }
}

// ---- reset

static RgStatus check_def(const RgMatchDef* def, RgError* error) {
    if (def->cookie != rg_default_match_def().cookie) {
        return rg_fail(error, RG_ERROR_ARGUMENT,
                       "match: take the description from rg_default_match_def()");
    }
    for (int side = 0; side < RG_TEAM_COUNT; side++) {
        const char* name = side == RG_TEAM_LEFT ? "left" : "right";
        if (def->player_count[side] < 1 || def->player_count[side] > RG_TEAM_SIZE) {
            return rg_fail(error, RG_ERROR_ARGUMENT,
                           "match: the %s team has %d players; 1 to %d are possible", name,
                           (int)def->player_count[side], RG_TEAM_SIZE);
        }
        int controllable = 0;
        for (int i = 0; i < def->player_count[side]; i++) {
            controllable += def->starts[side][i].controllable;
            if (def->starts[side][i].role >= RG_ROLE_COUNT) {
                return rg_fail(error, RG_ERROR_ARGUMENT, "match: %s player %d has no known role",
                               name, i);
            }
        }
        if (def->agents[side] < 0 || def->agents[side] > controllable) {
            return rg_fail(error, RG_ERROR_ARGUMENT,
                           "match: %d agents for the %s team, which has %d controllable players",
                           (int)def->agents[side], name, controllable);
        }
        if (!(def->difficulty[side] >= 0.0f && def->difficulty[side] <= 1.0f)) {
            return rg_fail(error, RG_ERROR_ARGUMENT,
                           "match: difficulty of the %s team must be within 0 … 1", name);
        }
    }
    if (def->ticks_per_step < 1 || def->ticks_per_step > 100) {
        return rg_fail(error, RG_ERROR_ARGUMENT, "match: ticks_per_step must be within 1 … 100");
    }
    return RG_OK;
}

RgMatchDef rg_default_match_def(void) {
    return (RgMatchDef){.cookie = 0x7265674du,
                        .seed = 42,
                        .player_count = {1, 1},
                        .starts = {{{-1.0f, 0.0f, RG_ROLE_GK, false, true}},
                                   {{-1.0f, 0.0f, RG_ROLE_GK, false, true}}},
                        .difficulty = {1.0f, 0.6f},
                        .second_half = -1,
                        .ticks_per_step = 10,
                        .offsides = true,
                        .use_magnet = true};
}

static void reset_player(RgPlayer* player, const RgStart* start, float difficulty) {
    player->role = player->dynamic_role = start->role;
    player->lazy = start->lazy;
    player->controllable = start->controllable;
    player->difficulty = difficulty;
    // by way of the [-1, 1] square of the formations: one product with -84.96 rounds differently
    player->start = v2(RG_START_X * start->x, RG_START_SQUARE_Y * start->y * RG_PITCH_HALF_WIDTH);
    player->position = player->seen_position = player->start;
    player->facing = player->body_direction = player->clip_body = v2(1.0f, 0.0f);
    player->active = true;
    player->slot = player->marking = RG_NOBODY;
    player->motion.clip = player->motion.previous = RG_CLIP_STAND;
    player->motion.function = RG_FN_MOVEMENT;
    player->motion.touch_frame = -1;
    player->time_ms = player->time_optimistic_ms = 1000;
}

static void reset_team(RgMatch* match, int team, const RgMatchDef* def, int side) {
    RgTeam* t = &match->teams[team];
    t->player_count = def->player_count[side];
    t->agents = def->agents[side];
    t->selected = t->last_toucher = t->runner = t->supporter = RG_NOBODY;
    t->amount = t->fading = 1.0f;
    t->time_ms = 100;
    t->offensiveness = 0.5f;
    for (int i = 0; i < t->player_count; i++) {
        reset_player(rg_player(match, team, i), &def->starts[side][i], def->difficulty[side]);
    }
    for (int i = 0; i < t->agents; i++) {
        t->slots[i].player = RG_NOBODY;
        t->slots[i].builtin = true;
    }
    rg_shape_homes(match, team);
    rg_control_assign(match, team);
}

static bool all_controlled(const RgMatchDef* def, int side) {
    int controllable = 0;
    for (int i = 0; i < def->player_count[side]; i++) {
        controllable += def->starts[side][i].controllable;
    }
    return def->agents[side] == controllable || def->agents[side] == 0;
}

// a match before its kick-off is placed: the ball lies nowhere yet, and nothing can be drawn
static void begin(RgMatch* match, const RgMatchDef* def) {
    *match = (RgMatch){.left = def->right_first ? 1 : 0,
                       .offsides = def->offsides,
                       .use_magnet = def->use_magnet,
                       .dynamic_selection = !(all_controlled(def, RG_TEAM_LEFT) &&
                                              all_controlled(def, RG_TEAM_RIGHT)),
                       .seed = def->seed,
                       .second_half = def->second_half,
                       .ticks_per_step = def->ticks_per_step,
                       .steps = -1,
                       .best_team = RG_NOBODY,
                       .retainer = RG_NOBODY,
                       .last_touch_team = RG_NOBODY};
    // the factors are doubles: in float32 some places would be an ulp off, and with them the first
    // facings
    RgV2 ball = v2((float)((double)def->ball_x * 54.4), (float)((double)def->ball_y * -83.6));
    match->ball_start = match->left == 0 ? ball : v2_neg(ball);
    for (int side = 0; side < RG_TEAM_COUNT; side++) {
        reset_team(match, side == RG_TEAM_LEFT ? match->left : 1 - match->left, def, side);
    }
    rg_referee_reset(match);
}

RgStatus rg_match_set_up(const RgPitch* pitch, RgMatch* match, const RgMatchDef* def,
                         RgError* error) {
    (void)pitch;
    RG_TRY(check_def(def, error));
    begin(match, def);
    rg_generator_seed(&match->random, def->seed);
    rg_ball_place(match, v3_from(match->ball_start, RG_BALL_RADIUS));
    return RG_OK;
}

RgStatus rg_match_reset(const RgPitch* pitch, RgMatch* match, const RgMatchDef* def,
                        RgError* error) {
    RG_TRY(check_def(def, error));
    begin(match, def);
    // the first tick seeds the generator and places the ball
    for (int i = 0; i < PRE_ROLL_BLOCKS * 10; i++) {
        rg_match_tick(pitch, match);
    }
    return RG_OK;
}

size_t rg_match_bytes(void) {
    return sizeof(RgMatch);
}
