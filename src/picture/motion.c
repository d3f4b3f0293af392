// Cubic Hermite curves per coordinate.
#include "picture/motion.h"
#include "picture/turn.h"

#include "core/math.h"

// nobody runs 2 m in a step (20 m/s), no ball flies 9 m (90 m/s)
#define PLAYER_JUMP 2.0f
#define BALL_JUMP   9.0f
// dead time between two observations makes the clock run further than a step
#define CLOCK_JUMP_MS 250

static float distance(float dx, float dy) {
    return sqrtf(dx * dx + dy * dy);
}

static bool player_jumped(const RgPlayerView* a, const RgPlayerView* b) {
    return a->active != b->active ||
           (b->active && !(distance(b->x - a->x, b->y - a->y) < PLAYER_JUMP));
}

bool rg_motion_is_cut(const RgMatchView* from, const RgMatchView* to) {
    const int64_t passed = to->clock_ms - from->clock_ms;
    if (to->steps < from->steps || passed < 0 || passed > CLOCK_JUMP_MS ||
        !(distance(to->ball[0] - from->ball[0], to->ball[1] - from->ball[1]) < BALL_JUMP)) {
        return true;
    }
    for (int team = 0; team < RG_TEAM_COUNT; team++) {
        if (to->player_count[team] != from->player_count[team]) {
            return true;
        }
        for (int i = 0; i < to->player_count[team] && i < RG_TEAM_SIZE; i++) {
            if (player_jumped(&from->players[team][i], &to->players[team][i])) {
                return true;
            }
        }
    }
    return false;
}

// from a to b with velocities va, vb at the ends
static float curve(float a, float b, float va, float vb, float share) {
    const float step = b - a, t = share;
    const float expected = 0.5f * RG_STEP_S * (va + vb), off = fabsf(step - expected);
    // where the velocities do not explain the step, something happened in between
    if (!(off < 0.25f * fabsf(step) + 0.08f)) {
        return a + step * t;
    }
    const float ta = RG_STEP_S * va, tb = RG_STEP_S * vb;
    return a + t * (ta + t * (3 * step - 2 * ta - tb + t * (ta + tb - 2 * step)));
}

static float turn_towards(float from, float to, float share) {
    float turn = to - from;
    if (!(fabsf(turn) < 100)) {
        return to;
    }
    while (turn > RG_PI) {
        turn -= 2 * RG_PI;
    }
    while (turn < -RG_PI) {
        turn += 2 * RG_PI;
    }
    return from + turn * share;
}

static void move_player(const RgPlayerView* a, const RgPlayerView* b, float share,
                        RgPlayerView* out) {
    out->x = curve(a->x, b->x, a->velocity_x, b->velocity_x, share);
    out->y = curve(a->y, b->y, a->velocity_y, b->velocity_y, share);
    out->velocity_x = a->velocity_x + (b->velocity_x - a->velocity_x) * share;
    out->velocity_y = a->velocity_y + (b->velocity_y - a->velocity_y) * share;
    out->facing = turn_towards(a->facing, b->facing, share);
}

void rg_motion_between(const RgMatchView* from, const RgMatchView* to, float share,
                       RgMatchView* out) {
    *out = *to;
    for (int i = 0; i < 3; i++) {
        out->ball[i] =
            curve(from->ball[i], to->ball[i], from->ball_velocity[i], to->ball_velocity[i], share);
    }
    for (int team = 0; team < RG_TEAM_COUNT; team++) {
        for (int i = 0; i < to->player_count[team] && i < RG_TEAM_SIZE; i++) {
            move_player(&from->players[team][i], &to->players[team][i], share,
                        &out->players[team][i]);
        }
    }
    out->clock_ms =
        from->clock_ms + (int64_t)((float)(to->clock_ms - from->clock_ms) * share + 0.5f);
}
