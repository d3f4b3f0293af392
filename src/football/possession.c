// Possession flags, team statistics, designated players and last touches (C.1 items 9-11, C.4 items
// 1 and 6, C.5).
//
// The refresh at the end of a tick lets each team see itself in its own frame (23 of 23 recorded
// cases); one caused by a touch works in the toucher's. Facing is not turned between the frames
// (3.3), so for the other team its 0.1 m offset points backwards there.
#include "football/possession.h"

#include "football/ball.h"
#include "football/body.h"
#include "football/control.h"
#include "football/reach.h"
#include "football/referee.h"

/// What the test for possession asks of the ball, in a team's own frame.
typedef struct BallNow {
    RgV3 position, velocity;
    bool out_of_reach; // for anybody
    float facing;      // 0.1 m: reach in the direction a player faces
} BallNow;

static BallNow ball_now(const RgMatch* match, int team, int toucher_team) {
    RgV3 now = rg_ball_predict_as(match, team, 0), next = rg_ball_predict_as(match, team, 10);
    return (BallNow){.position = now,
                     .velocity = v3_scale(v3_sub(next, now), 100.0f),
                     .out_of_reach = now.z > 0.5f || match->retainer != RG_NOBODY,
                     // a touch of the other team turns it
                     .facing = toucher_team == 1 - team ? -0.1f : 0.1f};
}

// the test of C.5 for a ball in reach; all in the player's own frame
static bool has_ball(const BallNow* ball, const RgPlayer* p) {
    RgV2 soon = v2_mad(p->position, p->velocity, 0.05f);
    RgV2 way = v2_sub(v3_flat(ball->position), soon);
    // wherever he looks: one coordinate tells mostly
    if (fabsf(way.x) > 1.102f || v2_dot(way, way) > 1.102f * 1.102f) {
        return false;
    }
    RgV2 reach = v2_add(soon, v2_scale(rg_facing(p), ball->facing));
    if (v2_distance(v3_flat(ball->position), reach) > 1.0f || rg_has_kicked(&p->motion) ||
        v3_length(v3_sub(v3_from(p->position, 0.0f), ball->position)) > 5.0f) {
        return false;
    }
    return v3_length(v3_sub(ball->velocity, v3_from(p->velocity, 0.0f))) <= 6.0f;
}

// Whether a player who is nobody in particular needs his time found at once: more than his run
// decides it, and it is read in every tick.
static bool touches(const RgPlayer* p) {
    return p->motion.touch_frame >= 0 &&
           (rg_touch_pending(&p->motion) || rg_has_kicked(&p->motion));
}

static void refresh_team(RgMatch* match, int team, int toucher_team, bool may_defer) {
    RgTeam* t = &match->teams[team];
    const RgTeam* other = &match->teams[1 - team];
    const BallNow ball = ball_now(match, team, toucher_team);
    const int count = t->player_count, retainer = match->retainer;
    // whose times are needed at once, whatever they do
    const uint32_t needed = may_defer ? UINT32_C(1) << t->designated : UINT32_MAX;
    bool any = false;
    int32_t best = INT32_MAX;
    uint32_t put_off = 0, bit = 1;
    for (int i = 0; i < count; ++i, bit <<= 1) {
        int player = rg_player_index(team, i);
        RgPlayer* p = &match->players[player];
        if (!p->active) {
            continue;
        }
        bool has = ball.out_of_reach ? player == retainer : has_ball(&ball, p);
        p->has_possession = has;
        if (has || (needed & bit) != 0 || touches(p)) {
            rg_refresh_time_to_ball(match, player);
            best = p->time_ms < best ? p->time_ms : best;
        } else {
            rg_defer_time_to_ball(match, player);
            put_off |= bit;
        }
        p->unique_possession = has && !other->has_possession;
        p->best_possession = has && p->time_ms < other->time_ms;
        any |= has;
    }
    t->has_possession = any;
    t->time_ms = rg_settle_times_within(match, team, put_off, best);
}

void rg_refresh_possession(RgMatch* match, int toucher_team) {
    bool may_defer = rg_begin_refresh(match, toucher_team != RG_NOBODY);
    refresh_team(match, 0, toucher_team, may_defer);
    refresh_team(match, 1, toucher_team, may_defer);
}

void rg_settle_times(RgMatch* match) {
    for (int player = 0; player < RG_PLAYER_COUNT; ++player) {
        rg_settle_time(match, player);
    }
}

static int quickest_of_all(const RgMatch* match, int team) {
    int best = RG_NOBODY, time = INT32_MAX;
    for (int i = 0; i < match->teams[team].player_count; ++i) {
        int player = rg_player_index(team, i);
        if (!match->players[player].active) {
            continue;
        }
        int own = rg_time_to_ball(match, player).usual;
        if (own < time) {
            best = i;
            time = own;
        }
    }
    return best;
}

int rg_quickest(const RgMatch* match, int team) {
    // of those whose times are known; without a branch
    int best = RG_NOBODY, time = INT32_MAX;
    for (int i = 0; i < match->teams[team].player_count; ++i) {
        const RgPlayer* p = &match->players[rg_player_index(team, i)];
        bool known = p->active & !p->time_due;
        int own = known ? p->time_ms : INT32_MAX;
        best = own < time ? i : best;
        time = own < time ? own : time;
    }
    // times still put off are longer than the team's, unless its quickest player has gone
    return time > match->teams[team].time_ms ? quickest_of_all(match, team) : best;
}

void rg_update_best_team(RgMatch* match) {
    const RgTeam* teams = match->teams;
    if (match->retainer != RG_NOBODY) {
        match->best_team = (int8_t)rg_team_of(match->retainer);
        match->owner = match->retainer;
        return;
    }
    if (teams[0].time_ms == teams[1].time_ms) {
        match->best_team = RG_NOBODY;
        int team = rg_team_of(match->owner);
        match->owner = (int8_t)rg_player_index(team, teams[team].designated);
        return;
    }
    int best = teams[0].time_ms < teams[1].time_ms ? 0 : 1;
    match->best_team = (int8_t)best;
    int candidate = rg_player_index(best, teams[best].designated);
    if (candidate == match->owner) {
        return;
    }
    rg_settle_time(match, candidate);
    rg_settle_time(match, match->owner);
    float ratio = ((float)match->players[candidate].time_ms + 10.0f) /
                  ((float)match->players[match->owner].time_ms + 10.0f);
    if (ratio < 0.85f) {
        match->owner = (int8_t)candidate;
    }
}

void rg_update_amounts(RgMatch* match, int team) {
    RgTeam* t = &match->teams[team];
    const RgTeam* other = &match->teams[1 - team];
    if (!match->in_play || match->in_set_piece || match->retainer != RG_NOBODY) {
        int owner = match->retainer != RG_NOBODY ? rg_team_of(match->retainer) : match->best_team;
        t->amount = t->fading = owner == team ? 1.5f : 0.5f;
        return;
    }
    t->amount = ((float)other->time_ms + 1500.0f) / ((float)t->time_ms + 1500.0f);
    float wanted = rg_clamp(t->amount, 0.5f, 1.5f);
    t->fading =
        rg_clamp(t->fading * 0.995f + wanted * 0.005f, t->fading - 0.005f, t->fading + 0.005f);
}

void rg_update_designated(RgMatch* match, int team) {
    RgTeam* t = &match->teams[team];
    int best = rg_quickest(match, team);
    if (best == RG_NOBODY || best == t->designated) {
        return;
    }
    const RgPlayer* b = rg_player(match, team, best);
    const RgPlayer* d = rg_player(match, team, t->designated);
    bool b_agent = rg_driving_slot(match, rg_player_index(team, best)) != NULL;
    bool d_agent = rg_driving_slot(match, rg_player_index(team, t->designated)) != NULL;
    int b_time = rg_time_to_ball(match, rg_player_index(team, best)).usual;
    int d_time = rg_time_to_ball(match, rg_player_index(team, t->designated)).usual;
    float ratio = ((float)b_time + 500.0f) / ((float)d_time + 500.0f);
    ratio *= b->has_possession ? 0.5f : 1.0f;
    ratio /= d->has_possession ? 0.5f : 1.0f;
    ratio *= b_agent ? 0.8f : 1.0f;
    ratio /= d_agent ? 0.8f : 1.0f;
    if (!b_agent && d_time < match->teams[1 - team].time_ms - 100) {
        ratio = (ratio + 0.2f) * 1.2f;
    }
    if (ratio < 0.8f || !d->active) {
        t->designated = (int8_t)best;
    }
}

float rg_touch_bias(const RgMatch* match, int player, int decay_ms, int64_t at_ms) {
    float since = (float)(at_ms - match->players[player].last_touch_ms);
    return 1.0f - rg_clamp(since / (float)decay_ms, 0.0f, 1.0f);
}

float rg_team_touch_bias(const RgMatch* match, int team, int decay_ms, int64_t at_ms) {
    int8_t toucher = match->teams[team].last_toucher;
    return toucher == RG_NOBODY
               ? 0.0f
               : rg_touch_bias(match, rg_player_index(team, toucher), decay_ms, at_ms);
}

bool rg_last_ditch(const RgMatch* match, int player) {
    if (match->teams[rg_team_of(player)].amount < 1.0f) {
        return true;
    }
    RgReachTime time = rg_time_to_ball(match, player);
    return 1.7f * (float)time.optimistic + 800.0f < (float)time.usual;
}

void rg_credit_touch(RgMatch* match, int player, RgTouchType type) {
    RgPlayer* p = &match->players[player];
    int8_t team = (int8_t)rg_team_of(player);
    p->last_touch_ms = match->clock;
    p->last_touch_type = (uint8_t)type;
    match->teams[team].last_toucher = (int8_t)rg_number_of(player);
    match->last_touch_team = team;
    match->last_touch_team_by_type[type] = team;
    rg_referee_touch(match, player);
}

int rg_nearest_opponent(const RgMatch* match, int team, RgV2 point, float* distance) {
    int best = RG_NOBODY;
    *distance = INFINITY;
    for (int i = 0; i < match->teams[1 - team].player_count; ++i) {
        int player = rg_player_index(1 - team, i);
        if (!match->players[player].active) {
            continue;
        }
        float d = v2_distance(rg_as_seen(team, player, match->players[player].position), point);
        if (d < *distance) {
            *distance = d;
            best = player;
        }
    }
    return best;
}
