// The referee: out of play, goals, the timeline of a restart, offside, fouls and cards
// (C.15.1-C.15.4, A.8). Where everybody stands at a restart is in placement.c.
#include "football/referee.h"

#include "football/ball.h"
#include "football/body.h"
#include "football/placement.h"
#include "football/shape.h"

#include <math.h>
#include <string.h>

static int8_t opponents_of(int team) {
    return (int8_t)(1 - team);
}

// who counts as last toucher when nobody touched since the restart: the first-processed team at the
// goal lines, the left team at the touch lines (4.12)
static int last_touch_team(const RgMatch* match, int fallback) {
    return match->last_touch_team == RG_NOBODY ? fallback : match->last_touch_team;
}

/// How long a restart takes (C.15.2): prepared after, played after that, skipped at once; ms.
typedef struct Timeline {
    int64_t prepare, play, skip;
} Timeline;

static void stop_play(RgMatch* match, RgGameMode mode, int team, RgV2 spot, Timeline time) {
    RgReferee* referee = &match->referee;
    match->in_play = false;
    match->in_set_piece = false;
    referee->mode = (uint8_t)mode;
    referee->pending = true;
    referee->team = (int8_t)team;
    referee->taker = RG_NOBODY;
    referee->spot = spot;
    referee->stop_ms = match->clock;
    referee->prepare_ms = match->clock + time.prepare;
    referee->start_ms = referee->prepare_ms + time.play;
    referee->foul_pending = false;
    match->clock += time.skip;
}

static void stop_for_restart(RgMatch* match, RgGameMode mode, int team, RgV2 spot) {
    bool card = match->referee.card_shown;
    stop_play(match, mode, team, spot, (Timeline){card ? 12000 : 2000, 2000, card ? 11900 : 1900});
}

void rg_referee_reset(RgMatch* match) {
    match->referee = (RgReferee){.mode = RG_MODE_KICK_OFF,
                                 .pending = true,
                                 .taker = RG_NOBODY,
                                 .spot = match->ball_start,
                                 .start_ms = 2000,
                                 .goal_team = RG_NOBODY,
                                 .foul_offender = RG_NOBODY,
                                 .foul_victim = RG_NOBODY};
    match->referee.first_kick_off_team = (int8_t)rg_placement_kick_off_owner(match);
}

// ---- out of play (C.15.1)

static void check_goal_line(RgMatch* match, RgV3 ball) {
    int end = ball.x > 0.0f ? 1 : 0; // team that defends this end
    float side = ball.x > 0.0f ? 1.0f : -1.0f;
    if (match->referee.goal_scored) {
        stop_play(match, RG_MODE_KICK_OFF, end, v2(0.0f, 0.0f), (Timeline){500, 500, 400});
        return;
    }
    if (last_touch_team(match, 0) == end) {
        RgV2 corner = v2(side * RG_PITCH_HALF_LENGTH,
                         ball.y > 0.0f ? RG_PITCH_HALF_WIDTH : -RG_PITCH_HALF_WIDTH);
        stop_for_restart(match, RG_MODE_CORNER, opponents_of(end), corner);
    } else {
        stop_for_restart(match, RG_MODE_GOAL_KICK, end, v2(side * 50.6f, 0.0f));
    }
}

// @return whether play was stopped
static bool check_lines(RgMatch* match) {
    RgReferee* referee = &match->referee;
    RgV3 ball = rg_ball_predict(match, 0); // one tick old (4.1)
    if (fabsf(ball.x) > RG_OUT_X || referee->goal_scored) {
        check_goal_line(match, ball);
        return true;
    }
    if (fabsf(ball.y) > RG_OUT_Y && match->clock >= referee->throw_in_blind_until) {
        RgV2 spot = v2(rg_clamp(ball.x, -54.4f, 54.4f),
                       ball.y > 0.0f ? RG_PITCH_HALF_WIDTH : -RG_PITCH_HALF_WIDTH);
        stop_for_restart(match, RG_MODE_THROW_IN, opponents_of(last_touch_team(match, match->left)),
                         spot);
        return true;
    }
    return false;
}

void rg_referee_goal_test(RgMatch* match, RgV3 before) {
    if (fabsf(rg_ball_predict(match, 10).x) < 54.0f || match->referee.goal_scored) {
        return;
    }
    RgV3 now = rg_ball_predict(match, 0);
    for (int end = 0; end < RG_TEAM_COUNT; end++) {
        float line = end == 0 ? -RG_OUT_X : RG_OUT_X;
        float from = before.x - line;
        float to = now.x - line;
        if ((from > 0.0f) == (to > 0.0f) || from == to) {
            continue;
        }
        float share = from / (from - to);
        float y = before.y + (now.y - before.y) * share;
        float z = before.z + (now.z - before.z) * share;
        bool from_side = fabsf(before.y) > RG_GOAL_HALF_WIDTH && fabsf(before.x) > 54.83f;
        if (fabsf(y) <= RG_GOAL_HALF_WIDTH && z >= 0.0f && z <= RG_GOAL_HEIGHT && !from_side) {
            match->ball.in_goal = true;
            if (match->in_play) {
                match->referee.goal_scored = true;
                match->referee.goal_team = opponents_of(end);
                match->teams[1 - end].score++;
                rg_update_offensiveness(match, 1 - end);
            }
        }
    }
}

// ---- half time (A.8, 4.13)

static bool check_half_time(RgMatch* match) {
    RgReferee* referee = &match->referee;
    if (match->second_half < 0 || referee->half_time_done ||
        match->match_clock < 1800 * (int64_t)match->second_half) {
        return false;
    }
    referee->half_time_done = true;
    stop_play(match, RG_MODE_KICK_OFF, opponents_of(referee->first_kick_off_team),
              match->ball_start, (Timeline){100, 200, 0});
    for (int p = 0; p < RG_PLAYER_COUNT; p++) {
        match->players[p].fatigue = 0.0f;
    }
    return true;
}

// ---- offside (C.15.3)

static int active_players(const RgMatch* match, int team) {
    int count = 0;
    for (int i = 0; i < match->teams[team].player_count; i++) {
        count += match->players[rg_player_index(team, i)].active;
    }
    return count;
}

static void rebuild_offside_list(RgMatch* match, int player) {
    int team = rg_team_of(player);
    RgTeam* t = &match->teams[team];
    float line = rg_offside_line(match, team);
    for (int i = 0; i < t->player_count; i++) {
        const RgPlayer* p = &match->players[rg_player_index(team, i)];
        t->offside[i] = p->active && i != rg_number_of(player) && p->position.x > line;
    }
}

void rg_referee_touch(RgMatch* match, int player) {
    RgReferee* referee = &match->referee;
    if (!match->offsides || !match->in_play) {
        return;
    }
    int team = rg_team_of(player);
    RgTeam* t = &match->teams[team];
    if (!match->in_set_piece && t->offside[rg_number_of(player)] &&
        active_players(match, 1 - team) > 1) {
        // beyond the lines nobody could take the kick (C.15.3 does not say where it would be)
        RgV2 at = rg_turned(team, match->players[player].position);
        RgV2 spot = v2(rg_clamp(at.x, -RG_PITCH_HALF_LENGTH, RG_PITCH_HALF_LENGTH),
                       rg_clamp(at.y, -RG_PITCH_HALF_WIDTH, RG_PITCH_HALF_WIDTH));
        referee->card_shown = false;
        stop_for_restart(match, RG_MODE_FREE_KICK, opponents_of(team), spot);
        return;
    }
    memset(match->teams[1 - team].offside, 0, sizeof t->offside);
    bool hands = match->in_set_piece &&
                 (referee->mode == RG_MODE_THROW_IN || referee->mode == RG_MODE_CORNER);
    if (hands) {
        memset(t->offside, 0, sizeof t->offside);
    } else {
        rebuild_offside_list(match, player);
    }
}

// ---- fouls and cards (C.15.4, 4.9, 4.10)

static bool tackling(const RgPlayer* player) {
    return player->motion.function == RG_FN_INTERFERE || player->motion.function == RG_FN_SLIDING;
}

// of a slide: 0 clean … 2 worst
static float slide_severity(const RgMatch* match, int victim, int tripper) {
    const RgPlayer* v = &match->players[victim];
    const RgPlayer* t = &match->players[tripper];
    float severity = 1.0f;
    if (t->motion.touch_frame >= 0 && t->last_touch_ms > 0 &&
        t->motion.frame >= t->motion.touch_frame &&
        match->clock - t->last_touch_ms <= 10 * (int64_t)t->motion.frame) {
        float frames = (float)t->motion.touch_frame;
        RgV3 ball = rg_turned3(rg_team_of(tripper), match->ball.position);
        float late = fabsf(frames - (float)t->motion.frame) / frames;
        severity = 0.5f * rg_pow(late, 0.7f) +
                   0.5f * rg_nc(v3_length(v3_sub(ball, t->motion.touch_position)), 0.0f, 2.0f);
    }
    RgV2 away =
        v2_unit(v2_sub(rg_as_seen(0, victim, v->position), rg_as_seen(0, tripper, t->position)));
    // the victim's facing is used unturned: upstream slip, kept (4.2)
    return severity + 0.5f + 0.5f * v2_dot(away, rg_facing(v));
}

static bool in_penalty_area(RgV2 spot, int team) {
    float line = team == 0 ? -RG_PITCH_HALF_LENGTH : RG_PITCH_HALF_LENGTH;
    return fabsf(spot.y) < 20.09f && fabsf(spot.x - line) < 16.44f;
}

static void note_foul(RgMatch* match, int victim, int offender, int type, int cards,
                      bool advantage) {
    RgReferee* referee = &match->referee;
    RgV2 spot = rg_as_seen(0, victim, match->players[victim].position);
    referee->foul_pending = true;
    referee->foul_type = (int8_t)type;
    referee->foul_cards = (int8_t)cards;
    referee->foul_offender = (int8_t)offender;
    referee->foul_victim = (int8_t)victim;
    referee->foul_ms = match->clock;
    referee->foul_spot = spot;
    referee->foul_advantage = advantage && !in_penalty_area(spot, rg_team_of(offender));
}

void rg_referee_trip(RgMatch* match, int victim, int tripper, int type) {
    const RgReferee* referee = &match->referee;
    if (tripper == RG_NOBODY || rg_team_of(victim) == rg_team_of(tripper) || !match->in_play ||
        referee->foul_pending) {
        return;
    }
    const RgPlayer* v = &match->players[victim];
    const RgPlayer* t = &match->players[tripper];
    float ball_distance =
        v2_distance(rg_as_seen(0, victim, v->position), v3_flat(match->ball.position));
    if (type == 2 && match->teams[rg_team_of(victim)].fading > 1.1f && tackling(t) &&
        ball_distance < 2.0f) {
        note_foul(match, victim, tripper, type, 0, true);
    } else if (type == 3 && t->motion.function == RG_FN_SLIDING && ball_distance < 8.0f &&
               match->clock - t->last_touch_ms >= 600) {
        float severity = slide_severity(match, victim, tripper);
        if (severity > 1.0f) {
            note_foul(match, victim, tripper, type, severity > 2.0f ? 3 : (severity > 1.4f ? 1 : 0),
                      false);
        }
    }
}

static void show_card(RgMatch* match) {
    RgReferee* referee = &match->referee;
    RgPlayer* offender = &match->players[referee->foul_offender];
    referee->card_shown = referee->foul_cards > 0;
    offender->cards = (uint8_t)(offender->cards + referee->foul_cards);
    offender->yellow = offender->yellow || referee->foul_cards > 0;
}

static void whistle_foul(RgMatch* match) {
    RgReferee* referee = &match->referee;
    int offender_team = rg_team_of(referee->foul_offender);
    RgV2 spot = referee->foul_spot;
    int offender = referee->foul_offender;
    bool card = referee->foul_cards > 0;
    show_card(match);
    if (in_penalty_area(spot, offender_team)) {
        spot = v2(offender_team == 0 ? -RG_PITCH_HALF_LENGTH + 11.0f : RG_PITCH_HALF_LENGTH - 11.0f,
                  0.0f);
        stop_for_restart(match, RG_MODE_PENALTY, opponents_of(offender_team), spot);
    } else {
        spot.x = rg_clamp(spot.x, -0.95f * RG_PITCH_HALF_LENGTH, 0.95f * RG_PITCH_HALF_LENGTH);
        spot.y = rg_clamp(spot.y, -0.95f * RG_PITCH_HALF_WIDTH, 0.95f * RG_PITCH_HALF_WIDTH);
        stop_for_restart(match, RG_MODE_FREE_KICK, opponents_of(offender_team), spot);
    }
    // the sending-off is counted from the clock after the skip (4.9)
    if (card && match->players[offender].cards >= 2) {
        match->players[offender].dismissed_at = match->clock + 6000;
    }
}

// @return whether play was stopped
static bool check_foul(RgMatch* match) {
    RgReferee* referee = &match->referee;
    if (!referee->foul_pending) {
        return false;
    }
    if (referee->foul_advantage) {
        int64_t age = match->clock - referee->foul_ms;
        RgV3 ball = rg_ball_predict(match, 0);
        bool out = fabsf(ball.x) > RG_OUT_X || fabsf(ball.y) > RG_OUT_Y;
        bool lost = age > 600 && match->teams[rg_team_of(referee->foul_victim)].fading < 1.0f;
        if (age > 3000) {
            referee->foul_pending = false;
        }
        if (!lost && !out) {
            return false;
        }
    }
    if (referee->goal_scored) {
        referee->foul_pending = false;
        return false;
    }
    if (referee->foul_pending) {
        whistle_foul(match);
        return true;
    }
    return false;
}

// ---- the tick

static void watch_play(RgMatch* match) {
    match->referee.card_shown = false;
    if (!match->in_set_piece && check_half_time(match)) {
        return;
    }
    if (!match->in_set_piece && !check_foul(match)) {
        check_lines(match);
    }
}

void rg_referee_tick(const RgPitch* pitch, RgMatch* match) {
    RgReferee* referee = &match->referee;
    if (referee->taken) {
        referee->taken = referee->pending = match->in_set_piece = false;
    }
    if (match->in_play) {
        watch_play(match);
        return;
    }
    if (match->clock == referee->prepare_ms) {
        rg_placement_perform(pitch, match);
    } else if (match->clock >= referee->start_ms && referee->pending) {
        match->in_play = true;
        // a kick-off is over in the tick in which it starts (fact 9)
        match->in_set_piece = referee->mode != RG_MODE_KICK_OFF;
        referee->pending = match->in_set_piece;
        referee->card_shown = false;
    }
}

void rg_referee_taken(RgMatch* match, int player) {
    if (match->in_set_piece && match->referee.taker == player) {
        match->referee.taken = true; // the referee notices in the next tick
        match->referee.throw_in_blind_until = match->clock + 400;
    }
}
