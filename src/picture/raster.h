// Anti-aliased filling of polygons in integers only, so that a frame is the same on every machine.
// Points are 1/256 pixel; a pixel's opacity is the exact share of it that the polygon covers.
#pragma once

#include "regista/picture.h"

typedef struct RgPoint {
    int32_t x, y; ///< 1/256 pixel, x right, y down
} RgPoint;

typedef struct RgColor {
    uint8_t r, g, b, a; ///< a: 255 opaque
} RgColor;

enum { RG_SUBPIXELS = 256 };

/// Scratch memory of the filler: one number per pixel, all zero between calls.
typedef struct RgRaster {
    int32_t* cover;
    int32_t width, height;
} RgRaster;

RgStatus rg_raster_create(int32_t width, int32_t height, RgRaster* out, RgError* error);
void rg_raster_destroy(RgRaster* raster);

/// Nearest point on the grid; anything absurd or not a number is pulled to ±2^20 pixels.
RgPoint rg_point(float x, float y);

/// Fills the union of closed contours (non-zero winding: a contour that runs the other way cuts a
/// hole).
/// @param ends (contour_count) index one past each contour's last point
void rg_raster_fill(RgRaster* raster, RgImage* image, const RgPoint* points, const int32_t* ends,
                    int32_t contour_count, RgColor color);
