// A list of coloured shapes with an order, filled all at once: who draws first need not be behind.
// Coordinates are pixels, x right, y down. A list has fixed room; what does not fit is counted and
// left out.
#pragma once

#include "picture/raster.h"

typedef struct RgVec2 {
    float x, y;
} RgVec2;

enum { RG_CIRCLE_POINTS = 64 };

typedef struct RgShape {
    int32_t order;
    int32_t first_point, first_contour, contour_count;
    RgColor color;
} RgShape;

typedef struct RgDrawList {
    RgPoint* points;
    int32_t* ends; ///< of contours, counted from the shape's first point
    RgShape* shapes;
    int32_t* sorted;
    int32_t* spare;
    int32_t point_count, contour_count, shape_count;
    int32_t point_room, contour_room, shape_room;
    int32_t order;   ///< of the shapes to come; smaller is drawn first, equal in order of arrival
    int32_t dropped; ///< shapes left out since the list was made
    RgVec2 circle[RG_CIRCLE_POINTS + 1];
} RgDrawList;

RgStatus rg_draw_list_create(int32_t shape_room, int32_t point_room, RgDrawList* out,
                             RgError* error);
void rg_draw_list_destroy(RgDrawList* list);

/// Fills everything in order and empties the list.
void rg_draw_list_flush(RgDrawList* list, RgRaster* raster, RgImage* image);

/// One shape of several contours: begin, points, close after each contour, end. Contours that turn
/// the same way unite.
void rg_shape_begin(RgDrawList* list, RgColor color);
void rg_shape_point(RgDrawList* list, float x, float y);
void rg_shape_close(RgDrawList* list);
void rg_shape_end(RgDrawList* list);

/// Contours for use between begin and end.
void rg_shape_ellipse(RgDrawList* list, RgVec2 centre, float rx, float ry);
void rg_shape_hole(RgDrawList* list, RgVec2 centre, float rx, float ry); ///< the other way round
void rg_shape_capsule(RgDrawList* list, RgVec2 from, RgVec2 to,
                      float radius); ///< a thick line with round ends
void rg_shape_box(RgDrawList* list, float x, float y, float width, float height, float corner);

/// Whole shapes.
void rg_draw_polygon(RgDrawList* list, const RgVec2* points, int32_t count, RgColor color);
void rg_draw_ellipse(RgDrawList* list, RgVec2 centre, float rx, float ry, RgColor color);
void rg_draw_ring(RgDrawList* list, RgVec2 centre, float rx, float ry, float width, RgColor color);
void rg_draw_capsule(RgDrawList* list, RgVec2 from, RgVec2 to, float radius, RgColor color);
void rg_draw_box(RgDrawList* list, float x, float y, float width, float height, float corner,
                 RgColor color);

static inline RgColor rg_rgb(uint32_t rgb) {
    return (RgColor){(uint8_t)(rgb >> 16), (uint8_t)(rgb >> 8), (uint8_t)rgb, 255};
}

static inline RgColor rg_fade(RgColor color, float share) {
    color.a = (uint8_t)((float)color.a * share + 0.5f);
    return color;
}

/// `share` of b, the rest of a.
RgColor rg_mix(RgColor a, RgColor b, float share);
