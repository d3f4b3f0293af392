// One moment to draw: a match seen from outside and what only a picture needs, all plain data.
#pragma once

#include "picture/camera.h"
#include "picture/font.h"

enum { RG_TRAIL = 14 };

typedef struct RgScene {
    RgMatchView view;
    RgPictureInfo info;
    float stride[RG_PLAYER_COUNT]; ///< metres run, for the legs
    float trail[RG_TRAIL][3];      ///< where the ball was in the last frames, oldest first (m)
    int32_t trail_count;
    int8_t goal_team;    ///< team that is celebrated, -1 none
    float goal_strength; ///< 0 … 1
} RgScene;

/// Depth order of things on the pitch: what is nearer to the camera is drawn later.
static inline int32_t rg_depth_order(float y) {
    return (int32_t)(1000 - 10 * (y > -60 ? y < 60 ? y : 60 : -60));
}

/// What the drawing functions share.
typedef struct RgCanvas {
    RgDrawList* list;
    const RgCamera* camera;
    const RgFont* font;
    float unit; ///< pixels of a 1/720 of the usual height: lengths on the screen scale with it
    int32_t width, height;
} RgCanvas;

/// Colours of a team's players.
typedef struct RgKit {
    RgColor shirt, trim, number, shorts, socks;
} RgKit;

const RgKit* rg_kit(int team, bool keeper);

/// Marks agents so that they differ from each other's team and from the grass.
extern const RgColor rg_agent_color;

/// Slot that steers a player, or -1.
int rg_slot_of(const RgMatchView* view, int team, int player);

/// What a slot's agent does, e.g. "sprint + right" or "shot". @return out
const char* rg_action_label(const RgScene* scene, int slot, char* out, size_t capacity);

/// Players, ball and marks on the grass (figure.c).
void rg_add_players(const RgCanvas* canvas, const RgScene* scene, bool labels);
void rg_add_ball(const RgCanvas* canvas, const RgScene* scene);

/// Scoreboard, boxes and panel on top of everything (overlay.c).
void rg_add_scoreboard(const RgCanvas* canvas, const RgScene* scene);
void rg_add_panel(const RgCanvas* canvas, const RgScene* scene);

/// A word on a dark lozenge that ends at `at` (pixels); where the scoreboard is, it hangs from
/// `below` instead.
void rg_add_label(const RgCanvas* canvas, RgVec2 at, float below, const char* text);
