// What must hold for every match at every moment, whatever has been done to it.
#include "football/body.h"
#include "fuzz.h"

#include <math.h>

// how far out is still near the pitch (half of it is 55 x 36 m): some stumble far out; m
static const float PLAYER_X = 75.0f, PLAYER_Y = 56.0f;
static const float BALL_X = 75.0f, BALL_Y = 60.0f, BALL_Z = 60.0f;
// in play: nets, and the time in which a throw-in may miss the line; before a set piece is taken
// nobody looks where a ball rolls that another than the taker has touched
static const float PLAYED_BALL_X = 59.0f, PLAYED_BALL_Y = 58.0f;
// a crowd pushes a thrower on and on who is never told to throw (environments tell him in time); m
static const float PUSHED = 200.0f;
static const float PLAYER_SPEED = 20.0f, BALL_SPEED = 100.0f; // m/s

static float pushed(const RgMatch* match) {
    return match->in_set_piece && match->retainer != RG_NOBODY ? PUSHED : 0.0f;
}

static float larger(float a, float b) {
    return a > b ? a : b;
}

static bool index_or_nobody(int index, int count) {
    return index >= RG_NOBODY && index < count;
}

static bool is_unit(RgV2 v) {
    float square = v.x * v.x + v.y * v.y;
    return square > 0.999f && square < 1.001f;
}

static void check_ball(Fuzz* fuzz, const RgMatch* match) {
    const RgBall* ball = &match->ball;
    RgV3 p = ball->position, v = ball->velocity;
    float more = pushed(match);
    FUZZ_CHECK(fuzz,
               fabsf(p.x) < BALL_X + more && fabsf(p.y) < BALL_Y + more && p.z > -0.2f &&
                   p.z < BALL_Z,
               "the ball is at (%g, %g, %g)", (double)p.x, (double)p.y, (double)p.z);
    float speed = sqrtf(v.x * v.x + v.y * v.y + v.z * v.z);
    FUZZ_CHECK(fuzz, speed < BALL_SPEED, "the ball moves at (%g, %g, %g)", (double)v.x, (double)v.y,
               (double)v.z);
    float square = 0.0f;
    for (int i = 0; i < 4; i++) {
        square += ball->spin[i] * ball->spin[i];
    }
    FUZZ_CHECK(fuzz, fabsf(square - 1.0f) < 0.01f, "the ball's spin has the length %g",
               sqrt((double)square));
    if (match->in_play && !match->in_set_piece) {
        FUZZ_CHECK(fuzz, fabsf(p.x) < PLAYED_BALL_X && fabsf(p.y) < PLAYED_BALL_Y,
                   "the ball is lost at (%g, %g, %g)", (double)p.x, (double)p.y, (double)p.z);
        fuzz->ball_x = larger(fuzz->ball_x, fabsf(p.x));
        fuzz->ball_y = larger(fuzz->ball_y, fabsf(p.y));
        fuzz->ball_z = larger(fuzz->ball_z, p.z);
    }
    fuzz->ball_fast = larger(fuzz->ball_fast, speed);
}

static void check_body(Fuzz* fuzz, const RgMatch* match, const RgPlayer* p, int team, int number) {
    float more = pushed(match);
    float speed = sqrtf(p->velocity.x * p->velocity.x + p->velocity.y * p->velocity.y);
    FUZZ_CHECK(fuzz,
               fabsf(p->position.x) < PLAYER_X + more && fabsf(p->position.y) < PLAYER_Y + more,
               "player %d of team %d is at (%g, %g)", number, team, (double)p->position.x,
               (double)p->position.y);
    FUZZ_CHECK(fuzz,
               fabsf(p->seen_position.x) < PLAYER_X + more &&
                   fabsf(p->seen_position.y) < PLAYER_Y + more,
               "player %d of team %d is seen at (%g, %g)", number, team, (double)p->seen_position.x,
               (double)p->seen_position.y);
    FUZZ_CHECK(fuzz, speed < PLAYER_SPEED, "player %d of team %d moves at (%g, %g)", number, team,
               (double)p->velocity.x, (double)p->velocity.y);
    RgOrientation orientation = rg_orientation(p);
    FUZZ_CHECK(fuzz, is_unit(orientation.facing) && is_unit(orientation.body_direction),
               "player %d of team %d faces (%g, %g), his body (%g, %g)", number, team,
               (double)orientation.facing.x, (double)orientation.facing.y,
               (double)orientation.body_direction.x, (double)orientation.body_direction.y);
    FUZZ_CHECK(fuzz, fabsf(orientation.body_angle) < 3.2f && is_unit(orientation.clip_body),
               "player %d of team %d is turned by %g, his clip's body faces (%g, %g)", number, team,
               (double)orientation.body_angle, (double)orientation.clip_body.x,
               (double)orientation.clip_body.y);
    fuzz->far_x = larger(fuzz->far_x, fabsf(p->position.x));
    fuzz->far_y = larger(fuzz->far_y, fabsf(p->position.y));
    fuzz->fast = larger(fuzz->fast, speed);
}

static void check_motion(Fuzz* fuzz, const RgPlayer* p, int team, int number) {
    const RgMotion* m = &p->motion;
    FUZZ_CHECK(fuzz, m->clip < RG_CLIP_COUNT, "player %d of team %d plays clip %d", number, team,
               m->clip);
    int frames = rg_clips[m->clip].frames;
    FUZZ_CHECK(fuzz, m->frame < frames && m->touch_frame >= -1 && m->touch_frame < frames,
               "player %d of team %d is at frame %d, touch frame %d, of clip %d with %d frames",
               number, team, m->frame, m->touch_frame, m->clip, frames);
    FUZZ_CHECK(fuzz, fabsf(m->shift.x) < 50.0f && fabsf(m->shift.y) < 50.0f,
               "player %d of team %d was shifted by (%g, %g)", number, team, (double)m->shift.x,
               (double)m->shift.y);
}

static void check_player(Fuzz* fuzz, const RgMatch* match, int team, int number) {
    const RgPlayer* p = &match->players[rg_player_index(team, number)];
    const RgTeam* t = &match->teams[team];
    FUZZ_CHECK(fuzz, p->fatigue >= 0.0f && p->fatigue < 1.0f, "player %d of team %d is tired by %g",
               number, team, (double)p->fatigue);
    FUZZ_CHECK(fuzz, p->role < RG_ROLE_COUNT && p->dynamic_role < RG_ROLE_COUNT,
               "player %d of team %d has the roles %d and %d", number, team, p->role,
               p->dynamic_role);
    FUZZ_CHECK(fuzz, p->speed_class <= RG_CLASS_SPRINT && p->foot <= 1,
               "player %d of team %d: speed class %d, foot %d", number, team, p->speed_class,
               p->foot);
    FUZZ_CHECK(fuzz, index_or_nobody(p->marking, match->teams[1 - team].player_count),
               "player %d of team %d marks %d", number, team, p->marking);
    FUZZ_CHECK(fuzz, index_or_nobody(p->slot, t->agents), "player %d of team %d has slot %d",
               number, team, p->slot);
    FUZZ_CHECK(fuzz, p->slot == RG_NOBODY || t->slots[p->slot].player == number,
               "player %d of team %d has slot %d, which has player %d", number, team, p->slot,
               t->slots[p->slot].player);
    FUZZ_CHECK(fuzz,
               isfinite(p->rating) && isfinite(p->possession_amount) && isfinite(p->mean_speed),
               "player %d of team %d: rating %g, possession amount %g, mean speed %g", number, team,
               (double)p->rating, (double)p->possession_amount, (double)p->mean_speed);
    if (p->active) {
        check_body(fuzz, match, p, team, number);
        check_motion(fuzz, p, team, number);
    }
}

static void check_team(Fuzz* fuzz, const RgMatch* match, int team) {
    const RgTeam* t = &match->teams[team];
    int count = t->player_count, active = 0;
    for (int i = 0; i < count; i++) {
        check_player(fuzz, match, team, i);
        active += match->players[rg_player_index(team, i)].active;
    }
    FUZZ_CHECK(fuzz, active >= 1, "team %d has nobody left", team);
    FUZZ_CHECK(
        fuzz,
        index_or_nobody(t->selected, count) && index_or_nobody(t->designated, count) &&
            index_or_nobody(t->last_toucher, count) && index_or_nobody(t->runner, count) &&
            index_or_nobody(t->supporter, count),
        "team %d of %d: selected %d, designated %d, last toucher %d, runner %d, supporter %d", team,
        count, t->selected, t->designated, t->last_toucher, t->runner, t->supporter);
    FUZZ_CHECK(fuzz,
               isfinite(t->amount) && isfinite(t->fading) && isfinite(t->trap_x) &&
                   t->offensiveness >= 0.0f && t->offensiveness <= 1.0f,
               "team %d: possession %g, %g, offside line %g, offensiveness %g", team,
               (double)t->amount, (double)t->fading, (double)t->trap_x, (double)t->offensiveness);
    for (int i = 0; i < t->agents; i++) {
        const RgSlot* slot = &t->slots[i];
        FUZZ_CHECK(fuzz, index_or_nobody(slot->player, count), "slot %d of team %d has player %d",
                   i, team, slot->player);
        FUZZ_CHECK(fuzz, (slot->buttons >> RG_BUTTON_COUNT) == 0, "slot %d of team %d holds %x", i,
                   team, (unsigned)slot->buttons);
    }
}

void fuzz_check_match(Fuzz* fuzz, const RgMatch* match) {
    const RgReferee* referee = &match->referee;
    check_ball(fuzz, match);
    check_team(fuzz, match, 0);
    check_team(fuzz, match, 1);
    FUZZ_CHECK(fuzz,
               index_or_nobody(match->owner, RG_PLAYER_COUNT) &&
                   index_or_nobody(match->retainer, RG_PLAYER_COUNT) &&
                   index_or_nobody(referee->taker, RG_PLAYER_COUNT) &&
                   index_or_nobody(match->best_team, RG_TEAM_COUNT) &&
                   index_or_nobody(match->last_touch_team, RG_TEAM_COUNT),
               "owner %d, retainer %d, taker %d, best team %d, last touch of team %d", match->owner,
               match->retainer, referee->taker, match->best_team, match->last_touch_team);
    FUZZ_CHECK(fuzz, referee->mode < RG_MODE_COUNT && match->clock >= 0 && match->clock % 10 == 0,
               "game mode %d, clock %lld", referee->mode, (long long)match->clock);
    FUZZ_CHECK(fuzz, isfinite(match->side_sum), "the possession side sums to %g", match->side_sum);
}
