// What a body is told to do: dispatch over the cases of C.13.1, and the touch commands that agents
// and built-in players share (C.9.3).
#include "football/mind.h"

#include "football/ball.h"
#include "football/body.h"
#include "football/control.h"
#include "football/keeper.h"
#include "football/perception.h"
#include "football/possession.h"
#include "football/profile.h"
#include "football/reach.h"
#include "football/shape.h"

static void append(RgCommandQueue* queue, RgCommand command) {
    RG_ASSERT(queue->count < RG_QUEUE);
    queue->commands[queue->count++] = command;
}

// ---- ballcontrol, trap, interfere, slide (C.9.3, C.13.1)

// 1 when the opponents' designated player stands between me and the ball, 0 when the way is free
// (C.9.3)
static float duel_likeliness(const RgMatch* match, int player) {
    int team = rg_team_of(player);
    const RgPlayer* me = &match->players[player];
    int other = rg_player_index(1 - team, match->teams[1 - team].designated);
    const RgPlayer* opponent = &match->players[other];
    RgV2 mine = v2_mad(me->position, me->velocity, 0.1f);
    RgV2 his = rg_as_seen(team, other, v2_mad(opponent->position, opponent->velocity, 0.1f));
    RgV2 ball = v3_flat(rg_seen_ball(match, team, rg_perception_delay(match, player), 100));
    float cosine = v2_dot(v2_unit(v2_sub(his, mine)), v2_unit(v2_sub(ball, his)));
    return 1.0f - (0.5f + 0.5f * cosine);
}

static bool offer_ball_control(const RgMatch* match, int player, float duel) {
    int team = rg_team_of(player);
    const RgPlayer* me = &match->players[player];
    if (match->retainer != RG_NOBODY) {
        return false;
    }
    RgV3 velocity = rg_turned3(team, match->ball.velocity);
    float relative = v2_length(v2_sub(v3_flat(velocity), me->velocity));
    bool manageable = fabsf(velocity.z) <= 15.0f && relative <= 15.0f;
    if (!me->has_possession && !rg_last_ditch(match, player) && !manageable) {
        return false;
    }
    bool designated = match->teams[team].designated == rg_number_of(player);
    return match->owner == player || (designated && duel >= 0.25f);
}

static bool offer_trap(const RgMatch* match, int player, float duel) {
    int team = rg_team_of(player);
    const RgPlayer* me = &match->players[player];
    const RgTeam* opponents = &match->teams[1 - team];
    if (match->retainer != RG_NOBODY || v2_length(v3_flat(match->ball.velocity)) < 2.0f ||
        me->has_possession) {
        return false;
    }
    bool designated = match->teams[team].designated == rg_number_of(player);
    return match->owner == player ||
           (designated && rg_time_to_ball(match, player).optimistic < 1000 &&
            opponents->time_ms > 400 && !opponents->has_possession && duel >= 0.5f);
}

void rg_append_touch_commands(const RgMatch* match, int player, RgV2 direction, float speed,
                              RgV2 touch_direction, float touch_speed, bool pressing,
                              RgCommandQueue* queue) {
    const RgPlayer* me = &match->players[player];
    int team = rg_team_of(player);
    RgV3 soon = rg_ball_predict_as(match, team, 200);
    if (v3_length(v3_sub(soon, v3_from(me->position, 0.0f))) > 10.0f) {
        return; // too far to bother
    }
    // of the owner's mates nobody is asked but the designated one
    bool asked = match->best_team != team || match->teams[team].designated == rg_number_of(player);
    float duel = asked ? duel_likeliness(match, player) : 0.0f;
    RgCommand touch = rg_movement_command(touch_direction, touch_speed, v2(0.0f, 0.0f));
    RgV2 ahead = v2_scale(touch_direction, 10.0f);
    if (offer_ball_control(match, player, duel)) {
        touch.function = RG_FN_BALL_CONTROL;
        touch.look = v2_add(v2_mad(me->position, me->velocity, 0.2f), ahead); // 6.6
        append(queue, touch);
    }
    if (offer_trap(match, player, duel)) {
        touch.function = RG_FN_TRAP;
        touch.look = v2_add(v2_mad(me->position, me->velocity, 0.3f), ahead); // 90 of 90 recorded
        append(queue, touch);
    }
    if (match->best_team != team && (pressing || duel >= 0.2f)) {
        RgCommand interfere = rg_movement_command(direction, speed, v2(0.0f, 0.0f));
        interfere.function = RG_FN_INTERFERE;
        interfere.use_look = false;
        interfere.strict = pressing ? RG_STRICT_NO : RG_STRICT_YES;
        append(queue, interfere);
    }
}

// AI slides: conditions of C.13.1
void rg_append_slide(const RgMatch* match, int player, RgCommandQueue* queue) {
    int team = rg_team_of(player);
    const RgPlayer* me = &match->players[player];
    const RgTeam* opponents = &match->teams[1 - team];
    if (rg_active_slots(match, team) > 0 || match->retainer != RG_NOBODY ||
        match->best_team == team || me->possession_amount >= 0.6f || match->owner == player ||
        !opponents->has_possession) {
        return;
    }
    int other = rg_player_index(1 - team, opponents->designated);
    const RgPlayer* opponent = &match->players[other];
    RgV2 ball = v3_flat(rg_seen_ball(match, team, 0, 200));
    RgV2 place = v2_mad(me->position, me->velocity, 0.2f);
    float distance = v2_distance(ball, place);
    bool shooting = opponent->motion.function == RG_FN_SHOT && rg_touch_pending(&opponent->motion);
    bool near_enough = (distance > 0.7f && distance < 1.6f && opponents->time_ms > 260) ||
                       (distance > 0.6f && distance < 1.8f && shooting);
    if (!near_enough || duel_likeliness(match, player) < 0.7f) {
        return;
    }
    RgV2 motion = rg_as_seen(team, other, opponent->velocity);
    RgV2 direction = v2_unit_or(v2_sub(v2_mad(ball, motion, 0.2f), place), me->facing);
    RgCommand slide =
        rg_movement_command(direction, RG_SPEED_SPRINT,
                            v2_mad(v2_mad(me->position, me->velocity, 0.1f), direction, 10.0f));
    slide.function = RG_FN_SLIDING;
    append(queue, slide);
}

// ---- out of play (C.13.1 cases 1-3)

// after a goal (5.7)
static RgCommand celebrate(const RgMatch* match, int player) {
    int team = rg_team_of(player);
    const RgPlayer* me = &match->players[player];
    const RgTeam* mine = &match->teams[team];
    int toucher = mine->last_toucher;
    const RgPlayer* last =
        toucher == RG_NOBODY ? NULL : &match->players[rg_player_index(team, toucher)];
    RgV3 ball = rg_ball_predict_as(match, team, 0);
    RgV2 corner = v2(ball.x >= 0.0f ? RG_PITCH_HALF_LENGTH : -RG_PITCH_HALF_LENGTH,
                     last && last->position.y > 0.0f ? RG_PITCH_HALF_WIDTH : -RG_PITCH_HALF_WIDTH);
    RgV2 to_corner = v2_unit_or(v2_sub(corner, me->position), me->facing);
    RgV2 look = v2_mad(me->position, me->facing, 1000.0f);
    if (match->referee.goal_team != team) {
        return rg_movement_command(to_corner, 0.0f, look);
    }
    if (!last) {
        float speed = rg_clamp(v2_distance(corner, me->position) / 4.0f, 0.0f, RG_SPEED_SPRINT);
        return rg_movement_command(to_corner, speed, look);
    }
    if (toucher == rg_number_of(player)) {
        return rg_movement_command(to_corner, RG_SPEED_SPRINT, look);
    }
    look = v2_mad(me->position, rg_facing(last), 1000.0f);
    float distance = v2_distance(last->position, me->position);
    if (distance < 20.0f) {
        RgV2 to_last = v2_unit_or(v2_sub(last->position, me->position), me->facing);
        return rg_movement_command(to_last, rg_clamp(distance / 2.0f, 0.0f, RG_SPEED_SPRINT), look);
    }
    return rg_movement_command(to_corner, 0.0f, look);
}

// the referee's place is of no consequence: a placement follows (5.8)
static RgCommand watch_referee(const RgMatch* match, int player) {
    const RgPlayer* me = &match->players[player];
    return rg_movement_command(me->facing, 0.0f,
                               rg_turned(rg_team_of(player), match->referee.foul_spot));
}

// out of play or lazy (2.13)
static RgCommand slow_down(RgMatch* match, int player) {
    RgPlayer* me = &match->players[player];
    RgV2 centre = v2_unit(v2_neg(me->position));
    RgV2 direction =
        v2_unit_or(v2_add(v2_scale(me->facing, 0.6f), v2_scale(centre, 0.4f)), me->facing);
    float class_speed = rg_class_speed((RgSpeedClass)me->speed_class);
    float speed = rg_clamp(0.95f * class_speed - rg_generator_draw(&match->random, 0.0f, 3.2f),
                           0.0f, RG_SPEED_SPRINT);
    RgV2 to_ball = v2_sub(v3_flat(rg_ball_predict_as(match, rg_team_of(player), 0)), me->position);
    return rg_movement_command(direction, speed,
                               v2_mad(me->position, v2_unit_or(to_ball, me->facing), 10.0f));
}

static bool card_ceremony(const RgMatch* match) {
    const RgReferee* referee = &match->referee;
    return !match->in_play && referee->pending && referee->card_shown &&
           match->clock > referee->stop_ms + 1000 && match->clock < referee->prepare_ms;
}

// ---- in play

// case 4, not taker, nobody's hands on the ball (2.14)
static RgCommand wait_for_taker(const RgMatch* match, int player) {
    const RgPlayer* me = &match->players[player];
    RgV3 ball = rg_seen_ball(match, rg_team_of(player), rg_perception_delay(match, player), 40);
    return rg_movement_command(me->facing, 0.0f, v3_flat(ball));
}

// a built-in player's p and what he remembers for the next request (2.5)
static void refresh_memory(RgMatch* match, int player) {
    int team = rg_team_of(player);
    RgPlayer* me = &match->players[player];
    const RgTeam* opponents = &match->teams[1 - team];
    me->possession_amount =
        ((float)opponents->time_ms + 200.0f) / ((float)me->remembered_time_ms + 200.0f);
    me->remembered_time_ms = rg_time_to_ball(match, player).usual;
}

// field player in open play: cases 5 and 6
static void field_request(RgMatch* match, int player, RgCommandQueue* queue) {
    int team = rg_team_of(player);
    RgPlayer* me = &match->players[player];
    int delay = rg_perception_delay(match, player);
    RgV2 direction = me->facing;
    float speed = 0.0f;
    bool forced_magnet = false;
    if (match->owner != player) {
        rg_shape_movement(match, player, delay, &direction, &speed);
    } else if (rg_time_to_ball(match, player).usual < 1000 &&
               (rg_active_slots(match, team) == 0 || me->slot != RG_NOBODY)) {
        rg_decide_on_ball(match, player, queue);
        rg_dribble_movement(match, player, &direction, &speed);
    }
    me->wanted_speed = speed;
    rg_append_touch_commands(match, player, direction, speed, direction, speed, false, queue);
    rg_append_slide(match, player, queue);
    // hunting changes the run, not what a touch is for
    if (match->owner != player) {
        forced_magnet = rg_shape_hunt(match, player, delay, &direction, &speed);
    }
    RgMoveInput input = {.direction = direction,
                         .speed = speed,
                         .delay = delay,
                         .forced_magnet = forced_magnet,
                         .haste = forced_magnet,
                         .has_slot = me->slot != RG_NOBODY};
    append(queue, rg_move_command(match, player, &input));
}

static void request(const RgPitch* pitch, RgMatch* match, int player, RgCommandQueue* queue) {
    RgPlayer* me = &match->players[player];
    rg_settle_time(match, player);
    me->wanted_time_ms = 0;
    if (rg_driving_slot(match, player)) {
        rg_control_request(pitch, match, player, queue);
        return;
    }
    refresh_memory(match, player);
    if (!match->in_play && match->referee.goal_scored) {
        append(queue, celebrate(match, player));
    } else if (card_ceremony(match)) {
        append(queue, watch_referee(match, player));
    } else if (!match->in_play || me->lazy) {
        append(queue, slow_down(match, player));
    } else if (match->retainer == player ||
               (match->in_set_piece && match->referee.taker == player)) {
        rg_taker_request(match, player, queue);
    } else if (match->in_set_piece) {
        append(queue, wait_for_taker(match, player));
    } else if (me->role == RG_ROLE_GK) {
        rg_keeper_request(pitch, match, player, queue);
    } else {
        field_request(match, player, queue);
    }
}

void rg_mind_request(const RgPitch* pitch, RgMatch* match, int player, RgCommandQueue* queue) {
    if (pitch->profile != NULL) {
        rg_profile_mark(pitch->profile, RG_STAGE_DECISIONS);
    }
    request(pitch, match, player, queue);
    // a request is followed by the choice of a clip
    if (pitch->profile != NULL) {
        rg_profile_mark(pitch->profile, RG_STAGE_CLIPS);
    }
}
