// The camera of the main stand: it looks north over the whole pitch and never moves.
#pragma once

#include "picture/draw_list.h"

/// Sizes of the pitch in metres (specification D.0: half length and half width inside the lines,
/// goals).
#define RG_HALF_LENGTH     55.0f
#define RG_HALF_WIDTH      36.0f
#define RG_GOAL_HALF_WIDTH 3.7f
#define RG_GOAL_HEIGHT     2.5f
#define RG_GOAL_DEPTH      2.55f

typedef struct RgCamera {
    double sine, cosine; ///< of the angle at which it looks down
    double distance;     ///< to the centre spot, m
    double focal;        ///< pixels
    double centre_x, centre_y;
} RgCamera;

/// Places the camera so that pitch and goals fill a picture of this size.
RgCamera rg_camera(int32_t width, int32_t height);

/// Pixel of a point in the world (m).
RgVec2 rg_project(const RgCamera* camera, float x, float y, float z);

/// Pixels per metre at a point, across the line of sight.
float rg_pixels_per_metre(const RgCamera* camera, float x, float y, float z);

/// The point on the ground seen at a pixel; false above the horizon.
bool rg_ground_at(const RgCamera* camera, float px, float py, float* x, float* y);
