// A scan over signed areas: every edge leaves in each pixel it crosses how much of the pixel lies
// to its right, and in the next pixel the rest; a running sum along the row is then the coverage.
#include "picture/raster.h"

#include "core/error.h"
#include "core/memory.h"

#include <stdlib.h>

enum {
    SUB = RG_SUBPIXELS,
    SUB_SHIFT = 8,
    FULL = 2 * SUB * SUB, // coverage of a whole pixel: height 256 times twice the width 256
    LIMIT = 1 << 28
};

// the part of the picture that one shape touches
typedef struct Window {
    int32_t* cover;
    int32_t left, top, width, height; // pixels
} Window;

RgStatus rg_raster_create(int32_t width, int32_t height, RgRaster* out, RgError* error) {
    out->width = width;
    out->height = height;
    // two columns more: an edge writes one pixel past itself
    out->cover = rg_alloc_array((size_t)(width + 2) * (size_t)height, sizeof *out->cover);
    if (!out->cover) {
        return rg_fail(error, RG_ERROR_MEMORY, "no memory for a picture of %d x %d pixels",
                       (int)width, (int)height);
    }
    return RG_OK;
}

void rg_raster_destroy(RgRaster* raster) {
    rg_free(raster->cover);
    raster->cover = NULL;
}

static int32_t grid(float v) {
    const float scaled = v * (float)SUB;
    // the first comparison is also false for not-a-number
    if (!(scaled > -(float)LIMIT)) {
        return -LIMIT;
    }
    if (scaled > (float)LIMIT) {
        return LIMIT;
    }
    return (int32_t)(scaled >= 0 ? scaled + 0.5f : scaled - 0.5f);
}

RgPoint rg_point(float x, float y) {
    return (RgPoint){grid(x), grid(y)};
}

static int32_t at_least(int32_t a, int32_t b) {
    return a > b ? a : b;
}

static int32_t at_most(int32_t a, int32_t b) {
    return a < b ? a : b;
}

// value of a line through (0, a) and (span, b) at `at`; |b - a| < 2^30, span and at < 2^30
static int32_t between(int32_t a, int32_t b, int32_t at, int32_t span) {
    return (int32_t)(a + (int64_t)(b - a) * at / span);
}

// an edge piece inside pixel `column`, from xa to xb (1/256 pixel from the pixel's left side),
// height dy
static void add_piece(int32_t* row, int32_t column, int32_t xa, int32_t xb, int32_t dy) {
    const int32_t both = xa + xb;
    row[column] += dy * (2 * SUB - both);
    row[column + 1] += dy * both;
}

// an edge piece within one row of pixels, from xa to xb >= xa, both inside the window
static void add_inside(int32_t* row, int32_t xa, int32_t xb, int32_t dy) {
    const int32_t first = xa >> SUB_SHIFT, last = xb >> SUB_SHIFT, span = xb - xa;
    int32_t x = xa, done = 0;
    for (int32_t column = first; column < last; column++) {
        const int32_t edge = (column + 1) << SUB_SHIFT;
        const int32_t upto = between(0, dy, edge - xa, span);
        add_piece(row, column, x - (column << SUB_SHIFT), SUB, upto - done);
        x = edge;
        done = upto;
    }
    add_piece(row, last, x - (last << SUB_SHIFT), xb - (last << SUB_SHIFT), dy - done);
}

// as above, with whatever lies left of the window moved to its border and what lies right of it
// dropped
static void add_in_row(const Window* window, int32_t* row, int32_t xa, int32_t xb, int32_t dy) {
    const int32_t limit = window->width << SUB_SHIFT;
    if (xa > xb) {
        const int32_t swap = xa;
        xa = xb;
        xb = swap;
    }
    if (xa >= limit) {
        return;
    }
    if (xb <= 0) {
        row[0] += dy * 2 * SUB;
        return;
    }
    const int32_t span = xb - xa;
    int32_t before = 0, kept = dy;
    if (xa < 0) {
        before = between(0, dy, -xa, span);
        row[0] += before * 2 * SUB;
    }
    if (xb > limit) {
        kept = between(0, dy, limit - xa, span);
    }
    add_inside(row, at_least(xa, 0), at_most(xb, limit), kept - before);
}

static void add_edge(const Window* window, RgPoint from, RgPoint to) {
    if (from.y == to.y) {
        return;
    }
    const int32_t sign = from.y < to.y ? 1 : -1;
    RgPoint a = sign > 0 ? from : to, b = sign > 0 ? to : from;
    const int32_t dx = window->left << SUB_SHIFT, dy = window->top << SUB_SHIFT;
    a = (RgPoint){a.x - dx, a.y - dy};
    b = (RgPoint){b.x - dx, b.y - dy};
    const int32_t top = at_least(a.y, 0), bottom = at_most(b.y, window->height << SUB_SHIFT);
    int32_t y = top, x = top < bottom ? between(a.x, b.x, top - a.y, b.y - a.y) : 0;
    while (y < bottom) {
        const int32_t line = y >> SUB_SHIFT;
        const int32_t next_y = at_most(bottom, (line + 1) << SUB_SHIFT);
        const int32_t next_x = between(a.x, b.x, next_y - a.y, b.y - a.y);
        add_in_row(window, window->cover + (size_t)line * (size_t)(window->width + 2), x, next_x,
                   sign * (next_y - y));
        y = next_y;
        x = next_x;
    }
}

static Window window_of(const RgRaster* raster, const RgPoint* points, int32_t count) {
    RgPoint low = points[0], high = points[0];
    for (int32_t i = 1; i < count; i++) {
        low.x = at_most(low.x, points[i].x);
        low.y = at_most(low.y, points[i].y);
        high.x = at_least(high.x, points[i].x);
        high.y = at_least(high.y, points[i].y);
    }
    const int32_t left = at_least(low.x >> SUB_SHIFT, 0), top = at_least(low.y >> SUB_SHIFT, 0);
    const int32_t right = at_most((high.x + SUB - 1) >> SUB_SHIFT, raster->width);
    const int32_t bottom = at_most((high.y + SUB - 1) >> SUB_SHIFT, raster->height);
    return (Window){raster->cover, left, top, right - left, bottom - top};
}

static void blend(uint8_t* pixel, RgColor color, int32_t weight) {
    const int32_t rest = 256 - weight;
    pixel[0] = (uint8_t)((pixel[0] * rest + color.r * weight + 128) >> 8);
    pixel[1] = (uint8_t)((pixel[1] * rest + color.g * weight + 128) >> 8);
    pixel[2] = (uint8_t)((pixel[2] * rest + color.b * weight + 128) >> 8);
}

// sums a row of areas to coverages, blends, and leaves zeros behind
static void sweep_row(int32_t* row, int32_t width, uint8_t* pixel, RgColor color, int32_t alpha) {
    int32_t sum = 0;
    for (int32_t x = 0; x < width; x++, pixel += 3) {
        sum += row[x];
        row[x] = 0;
        const int32_t covered = at_most(abs(sum), FULL) >> 9; // 0 … 256
        const int32_t weight = (covered * alpha) >> 8;
        if (weight == 256) {
            pixel[0] = color.r;
            pixel[1] = color.g;
            pixel[2] = color.b;
        } else if (weight > 0) {
            blend(pixel, color, weight);
        }
    }
    row[width] = row[width + 1] = 0;
}

void rg_raster_fill(RgRaster* raster, RgImage* image, const RgPoint* points, const int32_t* ends,
                    int32_t contour_count, RgColor color) {
    RG_ASSERT(image->width == raster->width && image->height == raster->height);
    const int32_t count = contour_count > 0 ? ends[contour_count - 1] : 0;
    if (count < 3 || color.a == 0) {
        return;
    }
    const Window window = window_of(raster, points, count);
    if (window.width <= 0 || window.height <= 0) {
        return;
    }
    for (int32_t contour = 0, first = 0; contour < contour_count; first = ends[contour++]) {
        for (int32_t i = first; i < ends[contour]; i++) {
            add_edge(&window, points[i], points[i + 1 < ends[contour] ? i + 1 : first]);
        }
    }
    const int32_t alpha = color.a + (color.a >> 7); // 0 … 256
    for (int32_t y = 0; y < window.height; y++) {
        uint8_t* pixel = image->pixels + 3 * ((size_t)(window.top + y) * (size_t)image->width +
                                              (size_t)window.left);
        sweep_row(window.cover + (size_t)y * (size_t)(window.width + 2), window.width, pixel, color,
                  alpha);
    }
}
