// Whole games for statistics: one call plays a game of the built-in players and counts what
// happened in it, so that hundreds of games need no rows of every tick. Calls are independent of
// each other and may run in several threads.
#include "harness.h"

#include "core/memory.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/// What a game was like, counted once per env step as callers see it (engine.py: GAME).
typedef struct ParityGame {
    int32_t steps;
    int32_t owned[3];                // env steps in which nobody, left, right owned the ball
    int32_t changes;                 // times the ball went from one team to the other
    int32_t restarts[RG_MODE_COUNT]; // by game mode
    int32_t still, still_end; // longest run of steps without a moving ball, and its last step
    int32_t goals[RG_TEAM_COUNT], yellow[RG_TEAM_COUNT], sent_off[RG_TEAM_COUNT];
    float speed[RG_TEAM_COUNT];        // m/s, mean over steps and active field players
    float ball_speed, ball_speed_flat; // m/s, mean over steps; the second without the height
    float keeper_tired[RG_TEAM_COUNT], others_tired[2]; // at the end; smallest and largest
} ParityGame;

PARITY_EXPORT int parity_game_bytes(void);
PARITY_EXPORT int parity_game(const void* pitch, const RgMatchDef* def, int steps, int action,
                              ParityGame* out);

int parity_game_bytes(void) {
    return (int)sizeof(ParityGame);
}

enum { STILL_MM = 20 };

static double team_speed(const RgMatchView* view, int team) {
    double sum = 0.0;
    int count = 0;
    for (int i = 1; i < view->player_count[team]; i++) {
        const RgPlayerView* player = &view->players[team][i];
        if (player->active) {
            sum += hypot((double)player->velocity_x, (double)player->velocity_y);
            count++;
        }
    }
    return count == 0 ? 0.0 : sum / count;
}

// what a step adds besides the speeds; last_mode and last_owner: of the step before
static void count_step(const RgMatchView* view, int* last_mode, int* last_owner, ParityGame* out) {
    out->owned[view->owner_team + 1]++;
    if (view->owner_team >= 0) {
        out->changes += *last_owner >= 0 && *last_owner != view->owner_team;
        *last_owner = view->owner_team;
    }
    if (view->game_mode != *last_mode) {
        out->restarts[view->game_mode]++;
    }
    *last_mode = view->game_mode;
}

// a ball that rests in play, or waits for a taker who never comes
static void count_still(const float before[3], const float now[3], int step, int* run,
                        ParityGame* out) {
    double moved = hypot((double)now[0] - before[0], (double)now[1] - before[1]);
    *run = moved * 1000.0 < STILL_MM ? *run + 1 : 0;
    if (*run > out->still) {
        out->still = *run;
        out->still_end = step;
    }
}

static void count_end(const RgMatchView* view, ParityGame* out) {
    out->others_tired[0] = 1.0f;
    for (int team = 0; team < RG_TEAM_COUNT; team++) {
        out->goals[team] = view->score[team];
        out->keeper_tired[team] = view->players[team][0].tired;
        for (int i = 0; i < view->player_count[team]; i++) {
            const RgPlayerView* player = &view->players[team][i];
            out->yellow[team] += player->yellow_card;
            out->sent_off[team] += !player->active;
            if (i > 0) {
                out->others_tired[0] = fminf(out->others_tired[0], player->tired);
                out->others_tired[1] = fmaxf(out->others_tired[1], player->tired);
            }
        }
    }
}

/// Plays one game. @param action of every agent in every step; without agents it is not used
/// @return 0, -1 bad description
int parity_game(const void* pitch, const RgMatchDef* def, int steps, int action, ParityGame* out) {
    RgMatch* match = rg_alloc(rg_match_bytes());
    RgError error;
    if (match == NULL || rg_match_reset(pitch, match, def, &error) != RG_OK) {
        fprintf(stderr, "parity: %s\n", match == NULL ? "out of memory" : error.message);
        rg_free(match);
        return -1;
    }
    *out = (ParityGame){.steps = steps};
    RgControls controls;
    memset(controls.action, action, sizeof controls.action);
    double speed[RG_TEAM_COUNT] = {0}, ball = 0.0, flat = 0.0;
    int last_mode = RG_MODE_NORMAL, last_owner = -1;
    int still = 0;
    RgMatchView view;
    rg_match_view(match, &view);
    for (int s = 0; s < steps; s++) {
        float before[3];
        memcpy(before, view.ball, sizeof before);
        rg_match_step(pitch, match, &controls);
        rg_match_view(match, &view);
        count_still(before, view.ball, s, &still, out);
        count_step(&view, &last_mode, &last_owner, out);
        double x = view.ball_velocity[0], y = view.ball_velocity[1], z = view.ball_velocity[2];
        ball += sqrt(x * x + y * y + z * z);
        flat += hypot(x, y);
        for (int team = 0; team < RG_TEAM_COUNT; team++) {
            speed[team] += team_speed(&view, team);
        }
    }
    count_end(&view, out);
    out->ball_speed = (float)(ball / steps);
    out->ball_speed_flat = (float)(flat / steps);
    for (int team = 0; team < RG_TEAM_COUNT; team++) {
        out->speed[team] = (float)(speed[team] / steps);
    }
    rg_free(match);
    return 0;
}
