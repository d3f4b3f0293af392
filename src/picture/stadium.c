// Grass is computed pixel by pixel from the ground point behind it; everything else is shapes.
#include "picture/stadium.h"

#include "picture/turn.h"

#include <string.h>

// laws of the game, with the goal's own width (specification D.0)
#define LINE_HALF  0.10f // lines are drawn wider than 0.06 so that they survive video compression
#define BOX_DEPTH  16.5f
#define BOX_HALF   (RG_GOAL_HALF_WIDTH + 16.5f)
#define AREA_DEPTH 5.5f
#define AREA_HALF  (RG_GOAL_HALF_WIDTH + 5.5f)
#define SPOT       11.0f
#define CIRCLE     9.15f
#define STRIPE     5.5f
#define MARGIN     3.2f // of mown grass outside the lines

#define BOARD_X      61.5f
#define BOARD_Y      41.5f
#define BOARD_HEIGHT 1.35f
#define NET_TOP      1.1f // how far the net goes back at bar height
#define NET_MESH     0.5f

static const uint32_t line_rgb = 0xF4F7F2;

// ---- grass

static uint32_t scramble(uint32_t x, uint32_t y) {
    uint32_t h = x * 0x9E3779B1u ^ (y + 0x7F4A7C15u) * 0x85EBCA77u;
    h = (h ^ h >> 15) * 0x2C1B3C6Du;
    h = (h ^ h >> 12) * 0x297A2D39u;
    return h ^ h >> 15;
}

// smooth noise in -1 … 1 with hills of one unit
static float hills(float x, float y) {
    const float fx = floorf(x), fy = floorf(y);
    const uint32_t ix = (uint32_t)((int32_t)fx + 4096), iy = (uint32_t)((int32_t)fy + 4096);
    const float u = x - fx, v = y - fy;
    const float su = u * u * (3 - 2 * u), sv = v * v * (3 - 2 * v);
    float corner[4];
    for (uint32_t i = 0; i < 4; i++) {
        corner[i] = (float)(scramble(ix + (i & 1), iy + (i >> 1)) >> 8) * (2.0f / 16777216.0f) - 1;
    }
    const float low = corner[0] + (corner[1] - corner[0]) * su;
    const float high = corner[2] + (corner[3] - corner[2]) * su;
    return low + (high - low) * sv;
}

// 0 on a dark stripe, 1 on a light one, soft over `soft` metres
static float stripe_at(float x, float soft) {
    const float at = (x + 20 * STRIPE) / (2 * STRIPE), part = at - floorf(at);
    const float to_edge = part < 0.5f ? (part < 0.25f ? part : 0.5f - part)
                                      : -(part < 0.75f ? part - 0.5f : 1 - part);
    const float signed_metres = to_edge * 2 * STRIPE / soft;
    return signed_metres >= 0.5f ? 1 : signed_metres <= -0.5f ? 0 : signed_metres + 0.5f;
}

static uint8_t to_byte(float v) {
    return v <= 0 ? 0 : v >= 255 ? 255 : (uint8_t)rg_round(v);
}

// 0 below, 1 above zero, soft over about a pixel's width
static float step_over(float metres) {
    const float soft = 0.5f + metres / 0.14f;
    return soft <= 0 ? 0 : soft >= 1 ? 1 : soft;
}

static void grass_pixel(uint8_t* pixel, float x, float y) {
    const float mown = step_over(RG_HALF_LENGTH + MARGIN - fabsf(x)) *
                       step_over(RG_HALF_WIDTH + MARGIN - fabsf(y));
    const float stripe = 0.5f + mown * (stripe_at(x, 0.12f) - 0.5f);
    // light falls a little stronger on the middle of the pitch
    const float away = (x / 75) * (x / 75) + (y / 62) * (y / 62);
    const float light = (0.78f + 0.22f * mown) * (1.05f - 0.16f * away);
    const float texture = 2.2f * hills(x * 2.3f, y * 2.3f) + 3.0f * hills(x * 0.28f, y * 0.28f);
    pixel[0] = to_byte((50 + 15 * stripe) * light + 0.7f * texture);
    pixel[1] = to_byte((131 + 19 * stripe) * light + texture);
    pixel[2] = to_byte((58 + 8 * stripe) * light + 0.6f * texture);
}

static void paint_grass(RgImage* image, const RgCamera* camera) {
    for (int32_t row = 0; row < image->height; row++) {
        uint8_t* pixel = image->pixels + 3 * (size_t)row * (size_t)image->width;
        for (int32_t column = 0; column < image->width; column++, pixel += 3) {
            float x = 0, y = 0;
            if (rg_ground_at(camera, (float)column + 0.5f, (float)row + 0.5f, &x, &y) &&
                y < 2 * BOARD_Y) {
                grass_pixel(pixel, x, y);
            } else {
                pixel[0] = 24, pixel[1] = 30, pixel[2] = 40;
            }
        }
    }
}

// ---- lines on the ground

typedef struct Brush {
    RgDrawList* list;
    const RgCamera* camera;
    RgColor color;
} Brush;

static void ground_point(const Brush* brush, float x, float y) {
    const RgVec2 p = rg_project(brush->camera, x, y, 0);
    rg_shape_point(brush->list, p.x, p.y);
}

static void ground_rectangle(const Brush* brush, float x0, float y0, float x1, float y1) {
    rg_shape_begin(brush->list, brush->color);
    ground_point(brush, x0, y0);
    ground_point(brush, x1, y0);
    ground_point(brush, x1, y1);
    ground_point(brush, x0, y1);
    rg_shape_close(brush->list);
    rg_shape_end(brush->list);
}

// a line along an axis, its ends squared off half a line width further
static void ground_line(const Brush* brush, float x0, float y0, float x1, float y1) {
    ground_rectangle(brush, x0 - LINE_HALF, y0 - LINE_HALF, x1 + LINE_HALF, y1 + LINE_HALF);
}

static void ground_arc(const Brush* brush, float cx, float cy, float radius, float from_deg,
                       float to_deg) {
    enum { PIECES = 48 };
    rg_shape_begin(brush->list, brush->color);
    for (int side = 0; side < 2; side++) {
        const float r = radius + (side ? -LINE_HALF : LINE_HALF);
        for (int i = 0; i <= PIECES; i++) {
            const float share = (float)(side ? PIECES - i : i) / PIECES;
            float sine, cosine;
            rg_turn_deg(from_deg + (to_deg - from_deg) * share, &sine, &cosine);
            ground_point(brush, cx + r * cosine, cy + r * sine);
        }
    }
    rg_shape_close(brush->list);
    rg_shape_end(brush->list);
}

static void ground_spot(const Brush* brush, float x) {
    const RgVec2 p = rg_project(brush->camera, x, 0, 0);
    const float scale = rg_pixels_per_metre(brush->camera, x, 0, 0);
    rg_draw_ellipse(brush->list, p, 0.28f * scale, 0.28f * scale * (float)brush->camera->sine,
                    brush->color);
}

// one end of the pitch; side -1 left, +1 right
static void add_end_lines(const Brush* brush, float side) {
    const float goal_line = side * RG_HALF_LENGTH;
    const float box = goal_line - side * BOX_DEPTH, area = goal_line - side * AREA_DEPTH;
    const float left = side < 0 ? goal_line : box, right = side < 0 ? box : goal_line;
    const float area_left = side < 0 ? goal_line : area, area_right = side < 0 ? area : goal_line;
    ground_line(brush, left, BOX_HALF, right, BOX_HALF);
    ground_line(brush, left, -BOX_HALF, right, -BOX_HALF);
    ground_line(brush, box, -BOX_HALF, box, BOX_HALF);
    ground_line(brush, area_left, AREA_HALF, area_right, AREA_HALF);
    ground_line(brush, area_left, -AREA_HALF, area_right, -AREA_HALF);
    ground_line(brush, area, -AREA_HALF, area, AREA_HALF);
    ground_spot(brush, goal_line - side * SPOT);
    // the arc outside the box: 5.5 m of 9.15 m from the spot to the box's line, 53 degrees either
    // way
    const float facing = side < 0 ? 0 : 180;
    ground_arc(brush, goal_line - side * SPOT, 0, CIRCLE, facing - 53, facing + 53);
    for (int corner = -1; corner <= 1; corner += 2) {
        const float start = side < 0 ? (corner < 0 ? 0.0f : 270.0f) : (corner < 0 ? 90.0f : 180.0f);
        ground_arc(brush, goal_line, (float)corner * RG_HALF_WIDTH, 1, start, start + 90);
    }
}

static void add_lines(const Brush* brush) {
    const float x = RG_HALF_LENGTH, y = RG_HALF_WIDTH;
    ground_line(brush, -x, y, x, y);
    ground_line(brush, -x, -y, x, -y);
    ground_line(brush, -x, -y, -x, y);
    ground_line(brush, x, -y, x, y);
    ground_line(brush, 0, -y, 0, y);
    ground_arc(brush, 0, 0, CIRCLE, 0, 180);
    ground_arc(brush, 0, 0, CIRCLE, 180, 360);
    ground_spot(brush, 0);
    add_end_lines(brush, -1);
    add_end_lines(brush, 1);
}

// ---- goals

typedef struct Place {
    float x, y, z;
} Place;

static RgVec2 seen(const RgCamera* camera, Place p) {
    return rg_project(camera, p.x, p.y, p.z);
}

static Place part_way(Place a, Place b, float share) {
    return (Place){a.x + (b.x - a.x) * share, a.y + (b.y - a.y) * share, a.z + (b.z - a.z) * share};
}

// a net between four corners a-b and d-c, as two families of threads in one shape
static void add_net(const Brush* brush, Place a, Place b, Place c, Place d, int across, int down) {
    const float radius = 0.035f * rg_pixels_per_metre(brush->camera, a.x, a.y, a.z);
    const RgVec2 corners[4] = {seen(brush->camera, a), seen(brush->camera, b),
                               seen(brush->camera, c), seen(brush->camera, d)};
    rg_draw_polygon(brush->list, corners, 4, (RgColor){255, 255, 255, 22});
    rg_shape_begin(brush->list, brush->color);
    for (int i = 0; i <= across; i++) {
        const float share = (float)i / (float)across;
        rg_shape_capsule(brush->list, seen(brush->camera, part_way(a, b, share)),
                         seen(brush->camera, part_way(d, c, share)), radius);
    }
    for (int i = 0; i <= down; i++) {
        const float share = (float)i / (float)down;
        rg_shape_capsule(brush->list, seen(brush->camera, part_way(a, d, share)),
                         seen(brush->camera, part_way(b, c, share)), radius);
    }
    rg_shape_end(brush->list);
}

typedef struct Goal {
    // corners of the net: mouth, where the roof ends, and on the ground behind; far (y > 0) and
    // near
    Place foot[2], top[2], back_top[2], back_foot[2];
} Goal;

static Goal goal_of(float side) {
    Goal goal;
    for (int near = 0; near < 2; near++) {
        const float y = near ? -RG_GOAL_HALF_WIDTH : RG_GOAL_HALF_WIDTH, x = side * RG_HALF_LENGTH;
        goal.foot[near] = (Place){x, y, 0};
        goal.top[near] = (Place){x, y, RG_GOAL_HEIGHT};
        goal.back_top[near] = (Place){x + side * NET_TOP, y, RG_GOAL_HEIGHT};
        goal.back_foot[near] = (Place){x + side * RG_GOAL_DEPTH, y, 0};
    }
    return goal;
}

static void add_post(const Brush* brush, Place from, Place to) {
    const float radius = 0.11f * rg_pixels_per_metre(brush->camera, from.x, from.y, from.z);
    const RgVec2 a = seen(brush->camera, from), b = seen(brush->camera, to);
    rg_draw_capsule(brush->list, (RgVec2){a.x + 1, a.y}, (RgVec2){b.x + 1, b.y}, radius,
                    (RgColor){0, 0, 0, 70});
    rg_draw_capsule(brush->list, a, b, radius, (RgColor){255, 255, 255, 255});
}

// the parts behind anybody who stands in the goal: shadow, back and far side
static void add_goal_behind(const Brush* brush, float side) {
    const Goal goal = goal_of(side);
    const Brush shade = {brush->list, brush->camera, {0, 30, 10, 60}};
    const float x0 = side * RG_HALF_LENGTH, x1 = side * (RG_HALF_LENGTH + RG_GOAL_DEPTH);
    ground_rectangle(&shade, x0, -RG_GOAL_HALF_WIDTH, x1, RG_GOAL_HALF_WIDTH);
    const int wide = (int)(2 * RG_GOAL_HALF_WIDTH / NET_MESH);
    add_net(brush, goal.back_top[0], goal.back_top[1], goal.back_foot[1], goal.back_foot[0], wide,
            5);
    add_net(brush, goal.top[0], goal.back_top[0], goal.back_foot[0], goal.foot[0], 4, 5);
    add_post(brush, goal.foot[0], goal.top[0]);
}

// the parts in front of him: roof, near side, bar and near post
static void add_goal_before(const Brush* brush, float side) {
    const Goal goal = goal_of(side);
    const int wide = (int)(2 * RG_GOAL_HALF_WIDTH / NET_MESH);
    add_net(brush, goal.top[0], goal.top[1], goal.back_top[1], goal.back_top[0], wide, 2);
    add_net(brush, goal.top[1], goal.back_top[1], goal.back_foot[1], goal.foot[1], 4, 5);
    add_post(brush, goal.top[0], goal.top[1]);
    add_post(brush, goal.foot[1], goal.top[1]);
}

void rg_stadium_add_goals(RgDrawList* list, const RgCamera* camera) {
    const Brush net = {list, camera, {255, 255, 255, 105}};
    list->order = rg_depth_order(-RG_GOAL_HALF_WIDTH);
    add_goal_before(&net, -1);
    add_goal_before(&net, 1);
}

// ---- boards and spectators

static void wall(const Brush* brush, Place a, Place b, float height) {
    const RgVec2 corners[4] = {seen(brush->camera, a), seen(brush->camera, b),
                               seen(brush->camera, (Place){b.x, b.y, b.z + height}),
                               seen(brush->camera, (Place){a.x, a.y, a.z + height})};
    rg_draw_polygon(brush->list, corners, 4, brush->color);
}

static void add_boards(RgDrawList* list, const RgCamera* camera, const RgFont* font) {
    static const char* const words[] = {"REGISTA", "PLAY  LEARN  REPEAT", "REGISTA", "ONE TOUCH",
                                        "REGISTA", "FIRST TO THE BALL",   "REGISTA"};
    enum { BOARDS = sizeof words / sizeof *words };
    const float scale = rg_pixels_per_metre(camera, 0, BOARD_Y, 0);
    for (int i = 0; i < BOARDS; i++) {
        const float x0 = -BOARD_X + (2 * BOARD_X / BOARDS) * (float)i;
        const float x1 = x0 + 2 * BOARD_X / BOARDS;
        const bool own = i % 2 == 0;
        const Brush brush = {list, camera, rg_rgb(own ? 0x12233F : 0xE9ECEF)};
        wall(&brush, (Place){x0, BOARD_Y, 0}, (Place){x1, BOARD_Y, 0}, BOARD_HEIGHT);
        const RgTextStyle style = {0.60f * scale, RG_WEIGHT_BOLD, RG_ALIGN_CENTRE,
                                   rg_rgb(own ? 0xFFD23F : 0x12233F)};
        RgVec2 at = rg_project(camera, (x0 + x1) / 2, BOARD_Y, 0.5f * BOARD_HEIGHT);
        at.y += 0.5f * style.size;
        rg_draw_text(list, font, at, words[i], style);
    }
    for (int side = -1; side <= 1; side += 2) {
        const Brush brush = {list, camera, rg_rgb(0x0D1A30)};
        const float x = (float)side * BOARD_X;
        wall(&brush, (Place){x, -2 * BOARD_Y, 0}, (Place){x, BOARD_Y, 0}, BOARD_HEIGHT);
    }
}

static RgColor shirt_of(uint32_t chance, float home_share) {
    static const uint32_t neutral[] = {0x8A8F98, 0x5E6470, 0xB9BDC4, 0x3F4652, 0x74684F, 0x9A8B78};
    const float pick = (float)(chance & 0xFFFF) / 65536.0f;
    if (pick < 0.42f) {
        return rg_rgb((float)(chance >> 16 & 0xFF) / 256.0f < home_share ? 0xA8323A : 0x3450A8);
    }
    return rg_rgb(neutral[chance >> 24 & 3 ? chance >> 26 & 3 : 4 + (chance >> 28 & 1)]);
}

static void add_spectator(const Brush* brush, Place at, uint32_t chance) {
    static const uint32_t skins[] = {0xC99A7A, 0x9C6B4A, 0xDDB596, 0x6E4A33};
    const float scale = rg_pixels_per_metre(brush->camera, at.x, at.y, at.z);
    const RgVec2 p = seen(brush->camera, at);
    const float home_share = 0.5f - at.x / 90;
    const RgColor dark = rg_rgb(0x161C27);
    rg_draw_ellipse(brush->list, p, 0.30f * scale, 0.34f * scale,
                    rg_mix(shirt_of(chance, home_share), dark, 0.45f));
    rg_draw_ellipse(brush->list, (RgVec2){p.x, p.y - 0.42f * scale}, 0.17f * scale, 0.19f * scale,
                    rg_mix(rg_rgb(skins[chance >> 5 & 3]), dark, 0.42f));
}

// rows of a stand: along is 0 for the far side (rows go along x), -1 or +1 for the ends
static void add_stand_row(const Brush* brush, int side, int row) {
    const float back = 1.5f + 0.95f * (float)row, z = 0.9f + 0.62f * (float)row;
    const float end_x = BOARD_X + back, far_y = BOARD_Y + back;
    const Brush step = {brush->list, brush->camera,
                        rg_mix(rg_rgb(0x2B3442), rg_rgb(0x1B2230), (float)(row % 2))};
    if (side == 0) {
        wall(&step, (Place){-end_x, far_y, z - 0.8f}, (Place){end_x, far_y, z - 0.8f}, 0.9f);
    } else {
        const float x = (float)side * end_x;
        wall(&step, (Place){x, -2 * BOARD_Y, z - 0.8f}, (Place){x, far_y, z - 0.8f}, 0.9f);
    }
    const float length = side == 0 ? 2 * end_x : 3 * BOARD_Y;
    const int seats = (int)(length / 0.78f);
    for (int seat = 0; seat < seats; seat++) {
        const uint32_t chance = scramble((uint32_t)(seat + 1000 * (side + 1)), (uint32_t)row);
        if (chance % 100 < 12) {
            continue; // an empty seat
        }
        const float along = (float)seat * 0.78f + (float)(chance >> 8 & 0xFF) / 1300.0f;
        const Place at = side == 0 ? (Place){-end_x + along, far_y, z + 0.35f}
                                   : (Place){(float)side * end_x, far_y - along, z + 0.35f};
        add_spectator(brush, at, chance);
    }
}

static void paint_stands(RgImage* image, RgDrawList* list, RgRaster* raster,
                         const RgCamera* camera) {
    enum { ROWS = 26 };
    const Brush brush = {list, camera, {0, 0, 0, 255}};
    // the ground under the stands, then rows from the back to the front
    for (int side = -1; side <= 1; side++) {
        const Brush floor = {list, camera, rg_rgb(0x1B2230)};
        const float far = BOARD_Y + 70;
        if (side == 0) {
            ground_rectangle(&floor, -160, BOARD_Y + 1.2f, 160, far);
        } else {
            ground_rectangle(&floor, (float)side * (BOARD_X + 1.2f), -2 * BOARD_Y,
                             (float)side * 160, far);
        }
    }
    rg_draw_list_flush(list, raster, image);
    for (int row = ROWS - 1; row >= 0; row--) {
        for (int side = 0; side < 3; side++) {
            add_stand_row(&brush, (side + 1) % 3 - 1, row);
            rg_draw_list_flush(list, raster, image);
        }
    }
}

void rg_stadium_paint(RgImage* image, const RgCamera* camera, const RgFont* font, RgDrawList* list,
                      RgRaster* raster) {
    paint_grass(image, camera);
    paint_stands(image, list, raster, camera);
    const Brush lines = {list, camera, rg_fade(rg_rgb(line_rgb), 0.92f)};
    add_lines(&lines);
    const Brush net = {list, camera, {255, 255, 255, 95}};
    add_goal_behind(&net, -1);
    add_goal_behind(&net, 1);
    add_boards(list, camera, font);
    rg_draw_list_flush(list, raster, image);
}
