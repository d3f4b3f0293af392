// Made-up moments of a match for the picture's tests: line-ups, a corner, a throw-in, an academy
// scene, and a match that moves.
#pragma once

#include "picture/scene.h"

#include <stdio.h>
#include <string.h>

typedef enum SyntheticScene {
    SYNTHETIC_KICK_OFF,
    SYNTHETIC_CORNER,
    SYNTHETIC_THROW_IN,
    SYNTHETIC_ACADEMY,
    SYNTHETIC_ELEVEN_AGENTS,
    SYNTHETIC_COUNT
} SyntheticScene;

static inline void synthetic_player(RgMatchView* view, int team, int player, float x, float y,
                                    float vx, float vy, float facing) {
    RgPlayerView* p = &view->players[team][player];
    *p = (RgPlayerView){.x = x,
                        .y = y,
                        .velocity_x = vx,
                        .velocity_y = vy,
                        .facing = facing,
                        .role = player == 0 ? RG_ROLE_GK : RG_ROLE_CM,
                        .active = true};
    if (player >= view->player_count[team]) {
        view->player_count[team] = player + 1;
    }
}

static inline void synthetic_eleven(RgMatchView* view, int team, const float (*places)[2]) {
    for (int i = 0; i < RG_TEAM_SIZE; i++) {
        const float x = team ? -places[i][0] : places[i][0];
        const float y = team ? -places[i][1] : places[i][1];
        synthetic_player(view, team, i, x, y, 0, 0, team ? 3.14159f : 0);
    }
}

static inline void synthetic_agent(RgScene* scene, int slot, int player, int dx, int dy,
                                   unsigned buttons, const char* action) {
    const int team = slot / RG_TEAM_SIZE, index = slot % RG_TEAM_SIZE;
    RgSlotView* view = &scene->view.slots[slot];
    view->player = (int8_t)player;
    view->direction_x = (int8_t)dx;
    view->direction_y = (int8_t)dy;
    view->buttons = (uint16_t)buttons;
    if (scene->view.agents[team] <= index) {
        scene->view.agents[team] = index + 1;
    }
    snprintf(scene->info.action[slot], sizeof scene->info.action[slot], "%s", action);
}

static inline void synthetic_kick_off(RgScene* scene) {
    static const float places[RG_TEAM_SIZE][2] = {{-53, 0},   {-36, 8},  {-36, -8},    {-33, 24},
                                                  {-33, -24}, {-20, 0},  {-16, 14},    {-16, -14},
                                                  {-6, 26},   {-6, -26}, {-0.8f, 0.6f}};
    RgMatchView* view = &scene->view;
    synthetic_eleven(view, 0, places);
    synthetic_eleven(view, 1, places);
    view->players[1][10].x = 9.5f;
    view->players[0][9].x = -1.5f;
    view->players[0][9].y = -3.5f;
    view->players[0][9].facing = 1.2f;
    view->ball[2] = 0.11f;
    view->game_mode = RG_MODE_KICK_OFF;
    synthetic_agent(scene, 0, 10, 0, 0, 0, "idle");
    snprintf(scene->info.scenario, sizeof scene->info.scenario, "11_vs_11_stochastic");
    snprintf(scene->info.caption, sizeof scene->info.caption, "episode 1");
}

static inline void synthetic_corner(RgScene* scene) {
    static const float left[RG_TEAM_SIZE][2] = {{-48, 0},       {47, 3},    {46, -4},  {-8, 6},
                                                {-6, -9},       {36, -2},   {43, 8},   {50, -1},
                                                {54.5f, 35.5f}, {49, 5.5f}, {51.5f, 2}};
    static const float right[RG_TEAM_SIZE][2] = {
        {-54, 0.6f},  {-48.5f, -3}, {-47, 3.5f}, {-54.6f, -3.4f}, {-54.6f, 3.2f}, {-50, -5},
        {-44.5f, -7}, {-37, 2},     {-52, -1},   {-30, -12},      {-12, 0}};
    RgMatchView* view = &scene->view;
    synthetic_eleven(view, 0, left);
    synthetic_eleven(view, 1, right);
    for (int i = 0; i < RG_TEAM_SIZE; i++) {
        view->players[1][i].y = -view->players[1][i].y + 2 * right[i][1];
        view->players[0][i].facing = 0.7f * (float)i;
        view->players[1][i].facing = 2.1f - 0.4f * (float)i;
        view->players[0][i].velocity_x = (float)(i % 4);
        scene->stride[i] = 0.5f * (float)i;
    }
    view->players[0][8].facing = -2.4f;
    view->players[1][6].lying = true;
    view->ball[0] = 52, view->ball[1] = 24, view->ball[2] = 3.5f;
    for (int i = 0; i < RG_TRAIL; i++) {
        const float t = (float)i / (RG_TRAIL - 1);
        scene->trail[i][0] = 55 - 3 * t, scene->trail[i][1] = 36 - 12 * t,
        scene->trail[i][2] = 0.1f + 3.4f * t;
    }
    scene->trail_count = RG_TRAIL;
    view->game_mode = RG_MODE_CORNER;
    view->score[0] = 2, view->score[1] = 1;
    view->clock_ms = 754300;
    synthetic_agent(scene, 0, 8, -1, -1, 0, "high_pass");
    synthetic_agent(scene, 11, 3, 0, 1, 1u << RG_BUTTON_SPRINT, "sprint");
    snprintf(scene->info.team_name[0], 32, "REGISTA");
    snprintf(scene->info.team_name[1], 32, "Built-in AI");
    snprintf(scene->info.scenario, sizeof scene->info.scenario, "11_vs_11_easy_stochastic");
    snprintf(scene->info.caption, sizeof scene->info.caption, "episode 3, iteration 400");
}

static inline void synthetic_throw_in(RgScene* scene) {
    RgMatchView* view = &scene->view;
    synthetic_corner(scene);
    for (int i = 1; i < RG_TEAM_SIZE; i++) {
        view->players[0][i].x = -30 + 5.5f * (float)i,
        view->players[0][i].y = -30 + 4.5f * (float)(i * 5 % 11);
        view->players[1][i].x = -24 + 5.0f * (float)i,
        view->players[1][i].y = -31 + 5.0f * (float)(i * 7 % 11);
        view->players[1][i].velocity_x = -4;
    }
    view->players[0][4].x = 8, view->players[0][4].y = -36.4f, view->players[0][4].facing = 1.4f;
    view->ball[0] = 8, view->ball[1] = -36.2f, view->ball[2] = 2;
    view->players[0][7].lying = true;
    view->players[1][6].lying = false;
    scene->trail_count = 0;
    view->game_mode = RG_MODE_THROW_IN;
    view->agents[0] = view->agents[1] = 0;
    synthetic_agent(scene, 0, 4, 1, 1, 1u << RG_BUTTON_SHORT_PASS, "short_pass");
    synthetic_agent(scene, 1, 6, 1, 0, 1u << RG_BUTTON_SPRINT | 1u << RG_BUTTON_DRIBBLE, "idle");
    synthetic_agent(scene, 2, 9, 0, -1, 0, "bottom");
}

static inline void synthetic_academy(RgScene* scene) {
    RgMatchView* view = &scene->view;
    synthetic_player(view, 0, 0, -54, 0, 0, 0, 0);
    synthetic_player(view, 0, 1, 41, 4, 7, -1, -0.15f);
    synthetic_player(view, 0, 2, 38, -11, 6, 2, 0.3f);
    synthetic_player(view, 1, 0, 53.4f, -0.4f, 0, 0.6f, 3.0f);
    scene->stride[1] = 0.6f, scene->stride[2] = 1.1f;
    view->ball[0] = 49, view->ball[1] = 2.4f, view->ball[2] = 1.3f;
    for (int i = 0; i < RG_TRAIL; i++) {
        const float t = (float)i / (RG_TRAIL - 1);
        scene->trail[i][0] = 42 + 7 * t, scene->trail[i][1] = 4 - 1.6f * t,
        scene->trail[i][2] = 0.1f + 1.2f * t;
    }
    scene->trail_count = RG_TRAIL;
    view->clock_ms = 4200;
    synthetic_agent(scene, 0, 1, 1, 0, 1u << RG_BUTTON_SPRINT, "shot");
    snprintf(scene->info.scenario, sizeof scene->info.scenario,
             "academy_pass_and_shoot_with_keeper");
    snprintf(scene->info.caption, sizeof scene->info.caption, "episode 12, greedy");
}

static inline void synthetic_eleven_agents(RgScene* scene) {
    synthetic_corner(scene);
    for (int i = 0; i < RG_TEAM_SIZE; i++) {
        synthetic_agent(scene, i, i, i % 3 - 1, i / 3 % 3 - 1, i % 2 ? 1u << RG_BUTTON_SPRINT : 0,
                        i == 8 ? "high_pass" : "left");
        synthetic_agent(scene, RG_TEAM_SIZE + i, i, 1 - i % 3, i / 2 % 3 - 1, 0,
                        i == 3 ? "sliding" : "idle");
    }
    scene->goal_team = 0;
    scene->goal_strength = 1;
}

static inline void synthetic_scene(int which, RgScene* scene) {
    static void (*const make[SYNTHETIC_COUNT])(RgScene*) = {synthetic_kick_off, synthetic_corner,
                                                            synthetic_throw_in, synthetic_academy,
                                                            synthetic_eleven_agents};
    memset(scene, 0, sizeof *scene);
    for (int slot = 0; slot < RG_SLOT_COUNT; slot++) {
        scene->view.slots[slot].player = -1;
    }
    scene->goal_team = -1;
    make[which](scene);
}

/// A match of eleven a side after `step` env steps: everybody runs in circles, the ball bounces
/// along the pitch.
static inline void synthetic_moving(int step, RgMatchView* view) {
    static RgScene scene;
    synthetic_scene(SYNTHETIC_KICK_OFF, &scene);
    *view = scene.view;
    const float t = 0.1f * (float)step;
    for (int team = 0; team < RG_TEAM_COUNT; team++) {
        for (int i = 1; i < RG_TEAM_SIZE; i++) {
            RgPlayerView* p = &view->players[team][i];
            p->velocity_x = 3;
            p->velocity_y = team ? -2.0f : 2.0f;
            p->x += t * p->velocity_x;
            p->y += t * p->velocity_y;
            p->facing = team ? -0.6f : 0.6f;
        }
    }
    view->ball[0] = 12 * t;
    view->ball_velocity[0] = 12;
    view->ball[2] = 0.11f + (float)(step % 8) * (float)(8 - step % 8) * 0.1f;
    view->game_mode = RG_MODE_NORMAL;
    view->steps = step - 1;
    view->clock_ms = 100 * step;
}
