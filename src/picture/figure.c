// Players and ball. A player is a handful of rounded limbs, drawn somewhat larger than life so that
// number and direction can be read; all his parts share one dark outline. He swings his legs by the
// metres he has run.
#include "picture/scene.h"
#include "picture/turn.h"

#include <stdio.h>
#include <string.h>

#define LIFE_SIZE 1.75f // how much larger than life a player is drawn
#define BALL_SIZE 0.34f // drawn radius, m
#define SQUASH    0.55f // of what lies along the line of sight, for limbs

enum {
    ORDER_MARK = 100,
    ORDER_SHADOW = 200,
    ORDER_LABEL = 3000,
    PARTS = 24,
    ARM_PARTS = 2,
    FEW_AGENTS = 3
};

const RgColor rg_agent_color = {255, 226, 60, 255};

const RgKit* rg_kit(int team, bool keeper) {
    static const RgKit kits[RG_TEAM_COUNT][2] = {{{{214, 40, 50, 255},
                                                   {150, 18, 30, 255},
                                                   {255, 255, 255, 255},
                                                   {250, 250, 250, 255},
                                                   {196, 32, 44, 255}},
                                                  {{38, 42, 52, 255},
                                                   {20, 22, 28, 255},
                                                   {255, 214, 60, 255},
                                                   {38, 42, 52, 255},
                                                   {70, 74, 84, 255}}},
                                                 {{{36, 92, 214, 255},
                                                   {20, 54, 140, 255},
                                                   {255, 255, 255, 255},
                                                   {22, 40, 96, 255},
                                                   {36, 92, 214, 255}},
                                                  {{246, 150, 30, 255},
                                                   {180, 96, 10, 255},
                                                   {30, 24, 16, 255},
                                                   {40, 34, 28, 255},
                                                   {246, 150, 30, 255}}}};
    return &kits[team == RG_TEAM_RIGHT][keeper];
}

int rg_slot_of(const RgMatchView* view, int team, int player) {
    const int first = team * RG_TEAM_SIZE;
    for (int slot = first; slot < first + view->agents[team] && slot < RG_SLOT_COUNT; slot++) {
        if (view->slots[slot].player == player) {
            return slot;
        }
    }
    return -1;
}

// ---- limbs

typedef enum PartKind { PART_LIMB, PART_ROUND, PART_BLOCK } PartKind;

typedef struct Part {
    PartKind kind;
    RgVec2 a, b; // limb: ends; round: centre and radii; block: top left corner and size
    float radius;
    RgColor color;
} Part;

// a player being put together; positions in his own units (1 = a metre, life-size), x right, y up
// the screen
typedef struct Figure {
    const RgCanvas* canvas;
    RgVec2 foot; // pixels
    float scale; // pixels per unit
    Part parts[PARTS];
    int count;
} Figure;

static RgVec2 placed(const Figure* figure, float x, float y) {
    return (RgVec2){figure->foot.x + x * figure->scale, figure->foot.y - y * figure->scale};
}

static void add_part(Figure* figure, Part part) {
    if (figure->count < PARTS) {
        figure->parts[figure->count++] = part;
    }
}

static void add_limb(Figure* figure, RgVec2 from, RgVec2 to, float radius, RgColor color) {
    add_part(figure, (Part){PART_LIMB, placed(figure, from.x, from.y), placed(figure, to.x, to.y),
                            radius * figure->scale, color});
}

static void add_round(Figure* figure, RgVec2 at, float rx, float ry, RgColor color) {
    add_part(figure, (Part){PART_ROUND,
                            placed(figure, at.x, at.y),
                            {rx * figure->scale, ry * figure->scale},
                            0,
                            color});
}

// low and high are heights; the block is centred on x
static void add_block(Figure* figure, float x, float half, float low, float high, float corner,
                      RgColor color) {
    add_part(figure, (Part){PART_BLOCK,
                            placed(figure, x - half, high),
                            {2 * half * figure->scale, (high - low) * figure->scale},
                            corner * figure->scale,
                            color});
}

static void outline_part(RgDrawList* list, const Part* part, float wider) {
    if (part->kind == PART_LIMB) {
        rg_shape_capsule(list, part->a, part->b, part->radius + wider);
    } else if (part->kind == PART_ROUND) {
        rg_shape_ellipse(list, part->a, part->b.x + wider, part->b.y + wider);
    } else {
        rg_shape_box(list, part->a.x - wider, part->a.y - wider, part->b.x + 2 * wider,
                     part->b.y + 2 * wider, part->radius + wider);
    }
}

static void draw_parts(const Figure* figure, int first, int end) {
    RgDrawList* list = figure->canvas->list;
    for (int i = first; i < end; i++) {
        rg_shape_begin(list, figure->parts[i].color);
        outline_part(list, &figure->parts[i], 0);
        rg_shape_end(list);
    }
}

static void draw_outline(const Figure* figure) {
    RgDrawList* list = figure->canvas->list;
    rg_shape_begin(list, (RgColor){12, 24, 16, 215});
    for (int i = 0; i < figure->count; i++) {
        outline_part(list, &figure->parts[i], 1.1f * figure->canvas->unit);
    }
    rg_shape_end(list);
}

// ---- a player

static const uint32_t skins[] = {0xE3B491, 0xC68A61, 0x8D5A3B, 0xF0C9A6, 0x6B422B};
static const uint32_t hairs[] = {0x2A1C14, 0x5A3A20, 0x161210, 0xB8893E, 0x3A2A22};

// how he stands: directions on the screen of what is ahead of him and to his right, and the swing
// of his legs
typedef struct Pose {
    RgVec2 ahead, right;
    float cosine, sine; // of his facing
    float swing, lift[2], lean;
    const RgKit* kit;
    RgColor skin, hair;
} Pose;

static RgVec2 offset(RgVec2 from, RgVec2 direction, float by, float up) {
    return (RgVec2){from.x + direction.x * by, from.y + direction.y * by + up};
}

static Pose pose_of(const RgScene* scene, int team, int player) {
    const RgPlayerView* p = &scene->view.players[team][player];
    const int index = team * RG_TEAM_SIZE + player;
    float sine, cosine, step_sine, step_cosine;
    rg_sincos(p->facing, &sine, &cosine);
    rg_sincos(scene->stride[index] * (2 * RG_PI / 2.6f), &step_sine, &step_cosine);
    const float speed = sqrtf(p->velocity_x * p->velocity_x + p->velocity_y * p->velocity_y);
    const float effort = speed < 7 ? speed / 7 : 1;
    const int looks = (index * 7 + 3) % 5;
    Pose pose = {.cosine = cosine, .sine = sine};
    pose.ahead = (RgVec2){pose.cosine, pose.sine * SQUASH};
    pose.right = (RgVec2){pose.sine, -pose.cosine * SQUASH};
    pose.swing = 0.40f * effort * step_sine;
    pose.lift[0] = 0.20f * effort * (step_cosine > 0 ? step_cosine : 0);
    pose.lift[1] = 0.20f * effort * (step_cosine < 0 ? -step_cosine : 0);
    pose.lean = 0.10f * effort;
    pose.kit = rg_kit(team, p->role == RG_ROLE_GK);
    pose.skin = rg_rgb(skins[looks]);
    pose.hair = rg_rgb(hairs[(looks + index) % 5]);
    return pose;
}

static void add_leg(Figure* figure, const Pose* pose, int side) {
    const float way = side ? 1.0f : -1.0f, swing = way * pose->swing;
    const RgVec2 hip = offset((RgVec2){0, 0.66f}, pose->right, 0.13f * way, 0);
    const RgVec2 foot = offset(offset((RgVec2){0, 0.05f}, pose->right, 0.14f * way, 0), pose->ahead,
                               swing, pose->lift[side]);
    const RgVec2 knee = {(hip.x + foot.x) / 2 + 0.06f * pose->ahead.x, (hip.y + foot.y) / 2};
    add_limb(figure, hip, knee, 0.095f, pose->skin);
    add_limb(figure, knee, foot, 0.09f, pose->kit->socks);
    add_limb(figure, foot, offset(foot, pose->ahead, 0.11f, -0.01f), 0.075f, rg_rgb(0x15171C));
}

static void add_arm(Figure* figure, const Pose* pose, int side) {
    const float way = side ? 1.0f : -1.0f;
    const RgVec2 trunk = offset((RgVec2){0, 1.22f}, pose->ahead, pose->lean, 0);
    const RgVec2 shoulder = offset(trunk, pose->right, 0.36f * way, 0);
    const RgVec2 hand = offset(offset(shoulder, pose->right, 0.10f * way, -0.42f), pose->ahead,
                               -0.9f * way * pose->swing, 0);
    const RgVec2 elbow = {(shoulder.x + hand.x) / 2, (shoulder.y + hand.y) / 2};
    add_limb(figure, elbow, hand, 0.075f, pose->skin);
    add_limb(figure, shoulder, elbow, 0.105f, pose->kit->trim);
}

static void add_head(Figure* figure, const Pose* pose) {
    const RgVec2 head = offset((RgVec2){0, 1.58f}, pose->ahead, 1.5f * pose->lean, 0);
    const float front = pose->sine < 0 ? -pose->sine : 0; // how much of his face we see
    add_round(figure, head, 0.245f, 0.255f, pose->hair);
    if (pose->sine < 0.75f) {
        const float side = pose->cosine * 0.10f;
        add_round(figure, (RgVec2){head.x + side, head.y - 0.05f - 0.03f * front},
                  0.155f + 0.06f * front, 0.17f + 0.02f * front, pose->skin);
    }
}

// half the width of his trunk as we see it
static float trunk_half(const Pose* pose) {
    return 0.335f + 0.075f * fabsf(pose->sine);
}

static void draw_number(const Figure* figure, const Pose* pose, RgVec2 middle, int number) {
    char text[8];
    snprintf(text, sizeof text, "%d", number);
    const float size = (number < 10 ? 0.46f : 0.42f) * figure->scale;
    const RgTextStyle style = {size, RG_WEIGHT_BOLD, RG_ALIGN_CENTRE, pose->kit->number};
    middle.y += 0.5f * size;
    rg_draw_text(figure->canvas->list, figure->canvas->font, middle, text, style);
}

static void draw_standing(Figure* figure, const Pose* pose, int number) {
    const int far_side = pose->right.y > 0; // the arm that the trunk hides
    const float x = pose->ahead.x * pose->lean;
    add_arm(figure, pose, far_side);
    add_leg(figure, pose, far_side);
    add_leg(figure, pose, !far_side);
    add_block(figure, 0.4f * x, 0.9f * trunk_half(pose), 0.52f, 0.84f, 0.10f, pose->kit->shorts);
    add_block(figure, x, trunk_half(pose), 0.74f, 1.36f, 0.15f, pose->kit->shirt);
    const int trunk_end = figure->count;
    add_arm(figure, pose, !far_side);
    add_head(figure, pose);
    draw_outline(figure);
    draw_parts(figure, 0, trunk_end);
    // the number goes over an arm that swings across it, so that it can always be read
    draw_parts(figure, trunk_end, trunk_end + ARM_PARTS);
    draw_number(figure, pose, placed(figure, x, 1.05f), number);
    draw_parts(figure, trunk_end + ARM_PARTS, figure->count);
}

// flat on the ground, feet first
static void draw_lying(Figure* figure, const Pose* pose, int number) {
    const RgVec2 ahead = {pose->cosine, pose->sine * 0.73f},
                 right = {pose->sine, -pose->cosine * 0.73f};
    const RgVec2 hip = {0, 0.22f};
    const RgVec2 chest = offset(hip, ahead, -0.52f, 0.03f),
                 head = offset(hip, ahead, -0.92f, 0.06f);
    for (int side = 0; side < 2; side++) {
        const float way = side ? 1.0f : -1.0f;
        const RgVec2 knee = offset(offset(hip, right, 0.12f * way, 0), ahead, 0.36f, 0.03f);
        const RgVec2 foot = offset(offset(hip, right, 0.20f * way, 0), ahead, 0.78f, -0.04f);
        add_limb(figure, hip, knee, 0.10f, pose->skin);
        add_limb(figure, knee, foot, 0.09f, pose->kit->socks);
        add_limb(figure, foot, offset(foot, ahead, 0.08f, 0.04f), 0.07f, rg_rgb(0x15171C));
        const RgVec2 hand = offset(offset(chest, right, 0.50f * way, 0), ahead, -0.20f, 0);
        add_limb(figure, chest, hand, 0.08f, pose->skin);
    }
    add_limb(figure, hip, offset(hip, ahead, 0.14f, 0), 0.22f, pose->kit->shorts);
    add_limb(figure, offset(hip, ahead, -0.06f, 0), chest, 0.28f, pose->kit->shirt);
    add_round(figure, head, 0.235f, 0.22f, pose->hair);
    add_round(figure, offset(head, ahead, 0.02f, 0.04f), 0.16f, 0.14f, pose->skin);
    draw_outline(figure);
    draw_parts(figure, 0, figure->count);
    draw_number(figure, pose, placed(figure, (hip.x + chest.x) / 2, (hip.y + chest.y) / 2), number);
}

// ---- marks on the grass

static void draw_shadow(const Figure* figure, bool lying) {
    RgDrawList* list = figure->canvas->list;
    const RgVec2 centre = placed(figure, lying ? 0.05f : 0.22f, 0.0f);
    const float rx = (lying ? 0.95f : 0.62f) * figure->scale,
                ry = (lying ? 0.42f : 0.24f) * figure->scale;
    rg_draw_ellipse(list, centre, rx, ry, (RgColor){0, 20, 6, 60});
    rg_draw_ellipse(list, centre, 0.72f * rx, 0.72f * ry, (RgColor){0, 20, 6, 60});
}

// a small arrow head on the grass where he is looking
static void draw_facing(const RgCanvas* canvas, const RgPlayerView* p, const Pose* pose,
                        RgColor color) {
    const float tip = 1.85f, base = 1.15f, half = 0.55f;
    const float along[3] = {tip, base, base}, across[3] = {0, half, -half};
    RgVec2 corners[3];
    for (int i = 0; i < 3; i++) {
        corners[i] =
            rg_project(canvas->camera, p->x + pose->cosine * along[i] + pose->sine * across[i],
                       p->y + pose->sine * along[i] - pose->cosine * across[i], 0);
    }
    rg_draw_polygon(canvas->list, corners, 3, color);
}

static void draw_agent_ring(const Figure* figure, float sine) {
    RgDrawList* list = figure->canvas->list;
    const float rx = 0.70f * figure->scale, ry = rx * sine;
    rg_draw_ellipse(list, figure->foot, rx, ry, rg_fade(rg_agent_color, 0.28f));
    rg_draw_ring(list, figure->foot, rx, ry, 2.4f * figure->canvas->unit, rg_agent_color);
}

static void draw_agent_arrow(const Figure* figure) {
    const RgCanvas* canvas = figure->canvas;
    const RgVec2 tip = placed(figure, 0, 1.98f);
    const float w = 6.5f * canvas->unit, h = 8 * canvas->unit, o = 1.6f * canvas->unit;
    const RgVec2 back[3] = {{tip.x - w - 1.6f * o, tip.y - h - o},
                            {tip.x + w + 1.6f * o, tip.y - h - o},
                            {tip.x, tip.y + 1.4f * o}};
    const RgVec2 front[3] = {{tip.x - w, tip.y - h}, {tip.x + w, tip.y - h}, {tip.x, tip.y}};
    rg_draw_polygon(canvas->list, back, 3, (RgColor){12, 24, 16, 210});
    rg_draw_polygon(canvas->list, front, 3, rg_agent_color);
}

static bool is_kick(const char* text) {
    return strstr(text, "shot") || strstr(text, "pass") || strstr(text, "slid");
}

// where an agent acts is told above him; with many agents only kicks and tackles are, to keep the
// picture clear
static void draw_agent_label(const Figure* figure, const RgScene* scene, int slot, bool labels) {
    const RgCanvas* canvas = figure->canvas;
    const int agents = scene->view.agents[0] + scene->view.agents[1];
    const bool kick = is_kick(scene->info.action[slot]);
    if (agents > FEW_AGENTS && !kick) {
        return;
    }
    draw_agent_arrow(figure);
    if (labels) {
        char text[64];
        const RgVec2 above = placed(figure, 0, 1.98f);
        rg_action_label(scene, slot, text, sizeof text);
        rg_add_label(canvas, (RgVec2){above.x, above.y - 12 * canvas->unit},
                     figure->foot.y + 12 * canvas->unit, text);
    }
}

static void add_player(const RgCanvas* canvas, const RgScene* scene, int team, int player,
                       bool labels) {
    const RgPlayerView* p = &scene->view.players[team][player];
    Figure figure = {
        .canvas = canvas, .foot = rg_project(canvas->camera, p->x, p->y, 0), .count = 0};
    figure.scale = LIFE_SIZE * rg_pixels_per_metre(canvas->camera, p->x, p->y, 0);
    const Pose pose = pose_of(scene, team, player);
    const int slot = rg_slot_of(&scene->view, team, player);
    canvas->list->order = ORDER_MARK;
    if (slot >= 0) {
        draw_agent_ring(&figure, (float)canvas->camera->sine);
    }
    draw_facing(canvas, p, &pose,
                slot >= 0 ? rg_agent_color : rg_mix(pose.kit->shirt, rg_rgb(0xFFFFFF), 0.30f));
    canvas->list->order = ORDER_SHADOW;
    draw_shadow(&figure, p->lying);
    canvas->list->order = rg_depth_order(p->y);
    if (p->lying) {
        draw_lying(&figure, &pose, player + 1);
    } else {
        draw_standing(&figure, &pose, player + 1);
    }
    if (slot >= 0) {
        canvas->list->order = ORDER_LABEL;
        draw_agent_label(&figure, scene, slot, labels);
    }
}

void rg_add_players(const RgCanvas* canvas, const RgScene* scene, bool labels) {
    for (int team = 0; team < RG_TEAM_COUNT; team++) {
        for (int player = 0; player < scene->view.player_count[team] && player < RG_TEAM_SIZE;
             player++) {
            if (scene->view.players[team][player].active) {
                add_player(canvas, scene, team, player, labels);
            }
        }
    }
}

// ---- the ball

static void add_trail(const RgCanvas* canvas, const RgScene* scene) {
    for (int i = 1; i < scene->trail_count; i++) {
        const float *a = scene->trail[i - 1], *b = scene->trail[i];
        const float dx = b[0] - a[0], dy = b[1] - a[1], dz = b[2] - a[2];
        const float length = sqrtf(dx * dx + dy * dy + dz * dz), share = (float)i / RG_TRAIL;
        // a rolling ball leaves none, a shot a full one
        const float strength = length > 0.25f ? (length < 0.6f ? (length - 0.25f) / 0.35f : 1) : 0;
        if (strength > 0) {
            const float radius =
                0.22f * share * rg_pixels_per_metre(canvas->camera, b[0], b[1], b[2]);
            rg_draw_capsule(canvas->list, rg_project(canvas->camera, a[0], a[1], a[2]),
                            rg_project(canvas->camera, b[0], b[1], b[2]), radius,
                            (RgColor){255, 255, 255, (uint8_t)(110 * share * strength)});
        }
    }
}

// three dark patches that travel over the ball as it turns
static void draw_patches(RgDrawList* list, RgVec2 centre, float radius, float turned) {
    for (int i = 0; i < 3; i++) {
        float sine, cosine;
        rg_sincos(turned + (float)i * (2 * RG_PI / 3), &sine, &cosine);
        if (cosine > 0.1) {
            const RgVec2 at = {centre.x + 0.62f * radius * sine,
                               centre.y + (i - 1) * 0.34f * radius};
            rg_draw_ellipse(list, at, 0.30f * radius * cosine, 0.26f * radius, rg_rgb(0x2A2E36));
        }
    }
}

void rg_add_ball(const RgCanvas* canvas, const RgScene* scene) {
    const float* ball = scene->view.ball;
    const float height = ball[2] > 0.11f ? ball[2] - 0.11f : 0;
    const float ground_scale = rg_pixels_per_metre(canvas->camera, ball[0], ball[1], 0);
    const RgVec2 ground = rg_project(canvas->camera, ball[0], ball[1], 0);
    // the higher the ball, the further away, larger and paler its shadow
    const float spread = BALL_SIZE * ground_scale * (1 + 0.05f * height);
    const float paler = 1 / (1 + 0.12f * height);
    canvas->list->order = ORDER_SHADOW;
    rg_draw_ellipse(canvas->list,
                    (RgVec2){ground.x + (0.10f + 0.35f * height) * ground_scale, ground.y},
                    1.15f * spread, 0.7f * spread, (RgColor){0, 16, 4, (uint8_t)(150 * paler)});
    canvas->list->order = rg_depth_order(ball[1]) + 1;
    add_trail(canvas, scene);
    const float scale = rg_pixels_per_metre(canvas->camera, ball[0], ball[1], ball[2]);
    RgVec2 at = rg_project(canvas->camera, ball[0], ball[1], height);
    const float radius = BALL_SIZE * scale * (1 + 0.035f * (height < 20 ? height : 20));
    at.y -= 0.8f * BALL_SIZE * scale;
    rg_draw_ellipse(canvas->list, at, radius + 1.1f * canvas->unit, radius + 1.1f * canvas->unit,
                    (RgColor){14, 18, 24, 235});
    rg_draw_ellipse(canvas->list, at, radius, radius, rg_rgb(0xFFFFFF));
    draw_patches(canvas->list, at, radius, (ball[0] + 0.6f * ball[1]) * 1.7f);
}
