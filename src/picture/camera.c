// A pinhole far away with a long lens: near and far touch-line differ by a quarter, so far players
// stay readable.
#include "picture/camera.h"

#include "picture/turn.h"

#define LOOK_DOWN_DEG 47.0f
#define DISTANCE      205.0

// free borders of the picture, as shares of width and height; the stand and the scoreboard are
// above, the panel below
#define SIDE_SHARE   0.012
#define TOP_SHARE    0.155
#define BOTTOM_SHARE 0.105

RgVec2 rg_project(const RgCamera* camera, float x, float y, float z) {
    const double up = y * camera->sine + z * camera->cosine;
    const double ahead = camera->distance + y * camera->cosine - z * camera->sine;
    return (RgVec2){(float)(camera->centre_x + camera->focal * x / ahead),
                    (float)(camera->centre_y - camera->focal * up / ahead)};
}

float rg_pixels_per_metre(const RgCamera* camera, float x, float y, float z) {
    (void)x;
    return (float)(camera->focal / (camera->distance + y * camera->cosine - z * camera->sine));
}

bool rg_ground_at(const RgCamera* camera, float px, float py, float* x, float* y) {
    // v = y sine / (distance + y cosine), solved for y
    const double v = (camera->centre_y - py) / camera->focal;
    const double below = camera->sine - v * camera->cosine;
    if (below <= 0.02) {
        return false;
    }
    const double ground = v * camera->distance / below;
    *y = (float)ground;
    *x = (float)((px - camera->centre_x) / camera->focal *
                 (camera->distance + ground * camera->cosine));
    return true;
}

RgCamera rg_camera(int32_t width, int32_t height) {
    RgCamera camera = {.distance = DISTANCE, .focal = 1};
    float sine, cosine;
    rg_turn_deg(LOOK_DOWN_DEG, &sine, &cosine);
    camera.sine = sine;
    camera.cosine = cosine;
    // extent of what must be seen, for a focal length of 1: near corners and goal nets
    const RgVec2 near = rg_project(&camera, RG_HALF_LENGTH + 0.8f, -RG_HALF_WIDTH, 0);
    const RgVec2 net = rg_project(&camera, RG_HALF_LENGTH + RG_GOAL_DEPTH, -RG_GOAL_HALF_WIDTH, 0);
    const RgVec2 far = rg_project(&camera, 0, RG_HALF_WIDTH, 0);
    const double half = near.x > net.x ? near.x : net.x, tall = (double)near.y - far.y;
    const double across = width * (1 - 2 * SIDE_SHARE) / (2 * half);
    const double down = height * (1 - TOP_SHARE - BOTTOM_SHARE) / tall;
    camera.focal = across < down ? across : down;
    camera.centre_x = width * 0.5;
    // what is left over is shared by top and bottom
    const double spare = height * (1 - TOP_SHARE - BOTTOM_SHARE) - camera.focal * tall;
    camera.centre_y = height * TOP_SHARE + spare * 0.5 - camera.focal * (double)far.y;
    return camera;
}
