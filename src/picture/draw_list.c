// Shapes are stored as outlines on the raster's grid; sorting moves indices only and keeps the
// order of equals.
#include "picture/draw_list.h"

#include "core/error.h"
#include "core/memory.h"
#include "picture/turn.h"

#include <string.h>

RgStatus rg_draw_list_create(int32_t shape_room, int32_t point_room, RgDrawList* out,
                             RgError* error) {
    memset(out, 0, sizeof *out);
    out->shape_room = shape_room;
    out->point_room = point_room;
    out->contour_room = point_room / 3;
    out->points = rg_alloc_array((size_t)point_room, sizeof *out->points);
    out->ends = rg_alloc_array((size_t)out->contour_room, sizeof *out->ends);
    out->shapes = rg_alloc_array((size_t)shape_room, sizeof *out->shapes);
    out->sorted = rg_alloc_array((size_t)shape_room, sizeof *out->sorted);
    out->spare = rg_alloc_array((size_t)shape_room, sizeof *out->spare);
    if (!out->points || !out->ends || !out->shapes || !out->sorted || !out->spare) {
        rg_draw_list_destroy(out);
        return rg_fail(error, RG_ERROR_MEMORY, "no memory for a draw list of %d shapes",
                       (int)shape_room);
    }
    for (int i = 0; i <= RG_CIRCLE_POINTS; i++) {
        RgVec2* point = &out->circle[i];
        rg_sincos((float)i * (2 * RG_PI / RG_CIRCLE_POINTS), &point->y, &point->x);
    }
    return RG_OK;
}

void rg_draw_list_destroy(RgDrawList* list) {
    rg_free(list->points);
    rg_free(list->ends);
    rg_free(list->shapes);
    rg_free(list->sorted);
    rg_free(list->spare);
    memset(list, 0, sizeof *list);
}

// merges two sorted runs of `from` into `to`; equals keep their order
static void merge(const RgShape* shapes, const int32_t* from, int32_t* to, int32_t begin,
                  int32_t middle, int32_t end) {
    int32_t left = begin, right = middle;
    for (int32_t i = begin; i < end; i++) {
        const bool take_left = left < middle && (right >= end || shapes[from[left]].order <=
                                                                     shapes[from[right]].order);
        to[i] = take_left ? from[left++] : from[right++];
    }
}

static const int32_t* sort_shapes(RgDrawList* list) {
    const int32_t count = list->shape_count;
    int32_t *from = list->sorted, *to = list->spare;
    for (int32_t i = 0; i < count; i++) {
        from[i] = i;
    }
    for (int32_t run = 1; run < count; run *= 2) {
        for (int32_t begin = 0; begin < count; begin += 2 * run) {
            const int32_t middle = begin + run < count ? begin + run : count;
            const int32_t end = begin + 2 * run < count ? begin + 2 * run : count;
            merge(list->shapes, from, to, begin, middle, end);
        }
        int32_t* const swap = from;
        from = to;
        to = swap;
    }
    return from;
}

void rg_draw_list_flush(RgDrawList* list, RgRaster* raster, RgImage* image) {
    const int32_t* const sorted = sort_shapes(list);
    for (int32_t i = 0; i < list->shape_count; i++) {
        const RgShape* shape = &list->shapes[sorted[i]];
        rg_raster_fill(raster, image, list->points + shape->first_point,
                       list->ends + shape->first_contour, shape->contour_count, shape->color);
    }
    list->point_count = list->contour_count = list->shape_count = 0;
    list->order = 0;
}

void rg_shape_begin(RgDrawList* list, RgColor color) {
    if (list->shape_count == list->shape_room) {
        return;
    }
    list->shapes[list->shape_count] =
        (RgShape){list->order, list->point_count, list->contour_count, 0, color};
}

// a shape that overflowed is marked by a negative contour count
void rg_shape_point(RgDrawList* list, float x, float y) {
    if (list->shape_count == list->shape_room) {
        return;
    }
    if (list->point_count == list->point_room) {
        list->shapes[list->shape_count].contour_count = -1;
        return;
    }
    list->points[list->point_count++] = rg_point(x, y);
}

void rg_shape_close(RgDrawList* list) {
    if (list->shape_count == list->shape_room) {
        return;
    }
    RgShape* shape = &list->shapes[list->shape_count];
    if (shape->contour_count < 0 || list->contour_count == list->contour_room) {
        shape->contour_count = -1;
        return;
    }
    list->ends[list->contour_count++] = list->point_count - shape->first_point;
    shape->contour_count++;
}

void rg_shape_end(RgDrawList* list) {
    if (list->shape_count == list->shape_room) {
        list->dropped++;
        return;
    }
    const RgShape* shape = &list->shapes[list->shape_count];
    if (shape->contour_count < 0) {
        list->point_count = shape->first_point;
        list->contour_count = shape->first_contour;
        list->dropped++;
        return;
    }
    list->shape_count++;
}

// every how many points of the circle table a circle of this radius needs one
static int32_t circle_step(float radius) {
    return radius < 2.5f ? 8 : radius < 8 ? 4 : radius < 40 ? 2 : 1;
}

void rg_shape_ellipse(RgDrawList* list, RgVec2 centre, float rx, float ry) {
    const int32_t step = circle_step(rx > ry ? rx : ry);
    for (int32_t i = 0; i < RG_CIRCLE_POINTS; i += step) {
        rg_shape_point(list, centre.x + rx * list->circle[i].x, centre.y + ry * list->circle[i].y);
    }
    rg_shape_close(list);
}

void rg_shape_hole(RgDrawList* list, RgVec2 centre, float rx, float ry) {
    const int32_t step = circle_step(rx > ry ? rx : ry);
    for (int32_t i = RG_CIRCLE_POINTS; i > 0; i -= step) {
        rg_shape_point(list, centre.x + rx * list->circle[i].x, centre.y + ry * list->circle[i].y);
    }
    rg_shape_close(list);
}

void rg_shape_capsule(RgDrawList* list, RgVec2 from, RgVec2 to, float radius) {
    const float dx = to.x - from.x, dy = to.y - from.y;
    const float length = sqrtf(dx * dx + dy * dy);
    const float ux = length > 0 ? dx / length : 1, uy = length > 0 ? dy / length : 0;
    const int32_t step = circle_step(radius), half = RG_CIRCLE_POINTS / 2;
    // the end's half circle starts a quarter turn before the line's direction, the start's a
    // quarter turn after it
    for (int32_t i = 0; i <= half; i += step) {
        const RgVec2 c = list->circle[i]; // (cos, sin) from the right-hand side
        rg_shape_point(list, to.x + radius * (uy * c.x + ux * c.y),
                       to.y + radius * (-ux * c.x + uy * c.y));
    }
    for (int32_t i = half; i <= 2 * half; i += step) {
        const RgVec2 c = list->circle[i];
        rg_shape_point(list, from.x + radius * (uy * c.x + ux * c.y),
                       from.y + radius * (-ux * c.x + uy * c.y));
    }
    rg_shape_close(list);
}

void rg_shape_box(RgDrawList* list, float x, float y, float width, float height, float corner) {
    const int32_t quarter = RG_CIRCLE_POINTS / 4, step = circle_step(corner);
    const float left = x + corner, right = x + width - corner;
    const float top = y + corner, bottom = y + height - corner;
    const RgVec2 centres[4] = {{right, bottom}, {left, bottom}, {left, top}, {right, top}};
    for (int32_t side = 0; side < 4; side++) {
        for (int32_t i = side * quarter; i <= (side + 1) * quarter; i += step) {
            rg_shape_point(list, centres[side].x + corner * list->circle[i].x,
                           centres[side].y + corner * list->circle[i].y);
        }
    }
    rg_shape_close(list);
}

void rg_draw_polygon(RgDrawList* list, const RgVec2* points, int32_t count, RgColor color) {
    rg_shape_begin(list, color);
    for (int32_t i = 0; i < count; i++) {
        rg_shape_point(list, points[i].x, points[i].y);
    }
    rg_shape_close(list);
    rg_shape_end(list);
}

void rg_draw_ellipse(RgDrawList* list, RgVec2 centre, float rx, float ry, RgColor color) {
    rg_shape_begin(list, color);
    rg_shape_ellipse(list, centre, rx, ry);
    rg_shape_end(list);
}

void rg_draw_ring(RgDrawList* list, RgVec2 centre, float rx, float ry, float width, RgColor color) {
    rg_shape_begin(list, color);
    rg_shape_ellipse(list, centre, rx + width / 2, ry + width / 2);
    rg_shape_hole(list, centre, rx - width / 2, ry - width / 2);
    rg_shape_end(list);
}

void rg_draw_capsule(RgDrawList* list, RgVec2 from, RgVec2 to, float radius, RgColor color) {
    rg_shape_begin(list, color);
    rg_shape_capsule(list, from, to, radius);
    rg_shape_end(list);
}

void rg_draw_box(RgDrawList* list, float x, float y, float width, float height, float corner,
                 RgColor color) {
    rg_shape_begin(list, color);
    rg_shape_box(list, x, y, width, height, corner);
    rg_shape_end(list);
}

RgColor rg_mix(RgColor a, RgColor b, float share) {
    const float rest = 1 - share;
    return (RgColor){(uint8_t)((float)a.r * rest + (float)b.r * share + 0.5f),
                     (uint8_t)((float)a.g * rest + (float)b.g * share + 0.5f),
                     (uint8_t)((float)a.b * rest + (float)b.b * share + 0.5f),
                     (uint8_t)((float)a.a * rest + (float)b.a * share + 0.5f)};
}
