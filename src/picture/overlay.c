// Everything that lies flat on the screen: scoreboard, scenario, game mode, agents' panel and
// labels.
#include "picture/scene.h"

#include <stdio.h>
#include <string.h>

enum { ORDER_PANEL = 4000, ORDER_GOAL = 4500 };

#define BOARD_END 68.0f // where the boxes at the top end

static const RgColor ink = {14, 22, 38, 235};
static const RgColor paper = {247, 248, 250, 255};
static const RgColor quiet = {150, 162, 182, 255};

static const char* const button_names[RG_BUTTON_COUNT] = {
    "long pass", "high pass",     "short pass", "shot",   "keeper rush", "sliding",
    "pressure",  "team pressure", "switch",     "sprint", "dribble"};

// ---- words for what an agent does

static const char* direction_name(int x, int y) {
    static const char* const names[3][3] = {{"bottom left", "bottom", "bottom right"},
                                            {"left", "", "right"},
                                            {"top left", "top", "top right"}};
    return names[(y > 0) - (y < 0) + 1][(x > 0) - (x < 0) + 1];
}

static bool is_pressed(const RgSlotView* slot, int button) {
    return (slot->buttons >> button & 1) != 0;
}

static void append(char* out, size_t capacity, const char* text) {
    const size_t length = strlen(out);
    if (*text) {
        snprintf(out + length, capacity - length, "%s%s", length ? " + " : "", text);
    }
}

static bool is_movement(const char* action) {
    static const char* const words[] = {"left",   "right",   "top",     "bottom",
                                        "sprint", "dribble", "release", "idle"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (strstr(action, words[i])) {
            return true;
        }
    }
    return *action == 0;
}

static void copy_spaced(char* out, size_t capacity, const char* text) {
    snprintf(out, capacity, "%s", text);
    for (; *out; out++) {
        *out = *out == '_' ? ' ' : *out;
    }
}

const char* rg_action_label(const RgScene* scene, int slot, char* out, size_t capacity) {
    const RgSlotView* view = &scene->view.slots[slot];
    char action[32];
    snprintf(action, sizeof action, "%.31s", scene->info.action[slot]);
    *out = 0;
    // a kick or a tackle is the news of this step; otherwise tell what is held
    if (!is_movement(action)) {
        copy_spaced(out, capacity, action);
        return out;
    }
    if (view->builtin) {
        snprintf(out, capacity, "built-in AI");
        return out;
    }
    for (int button = 0; button < RG_BUTTON_SPRINT; button++) {
        append(out, capacity, is_pressed(view, button) ? button_names[button] : "");
    }
    append(out, capacity, is_pressed(view, RG_BUTTON_SPRINT) ? "sprint" : "");
    append(out, capacity, is_pressed(view, RG_BUTTON_DRIBBLE) ? "dribble" : "");
    append(out, capacity, direction_name(view->direction_x, view->direction_y));
    if (!*out) {
        snprintf(out, capacity, "idle");
    }
    return out;
}

// ---- helpers

static float letters(const RgCanvas* canvas, float x, float base, const char* text,
                     RgTextStyle style) {
    style.size *= canvas->unit;
    rg_draw_text(canvas->list, canvas->font, (RgVec2){x * canvas->unit, base * canvas->unit}, text,
                 style);
    return rg_text_width(canvas->font, text, style) / canvas->unit;
}

static float width_of(const RgCanvas* canvas, const char* text, float size, RgWeight weight) {
    const RgTextStyle style = {size * canvas->unit, weight, RG_ALIGN_LEFT, paper};
    return rg_text_width(canvas->font, text, style) / canvas->unit;
}

static void box(const RgCanvas* canvas, float x, float y, float width, float height, float corner,
                RgColor color) {
    const float u = canvas->unit;
    rg_draw_box(canvas->list, x * u, y * u, width * u, height * u, corner * u, color);
}

// keeps a label inside the picture
static float clamp_middle(float middle, float half, float limit) {
    const float low = half + 4, high = limit - half - 4;
    return middle < low ? low : middle > high ? high : middle;
}

void rg_add_label(const RgCanvas* canvas, RgVec2 at, float below, const char* text) {
    const float u = canvas->unit, size = 10;
    const float width = width_of(canvas, text, size, RG_WEIGHT_REGULAR) + 16;
    const float x = clamp_middle(at.x / u, width / 2, (float)canvas->width / u);
    const float top = at.y / u - 21;
    const float y = top < BOARD_END ? below / u : top;
    const RgTextStyle style = {size, RG_WEIGHT_REGULAR, RG_ALIGN_CENTRE, paper};
    box(canvas, x - width / 2, y, width, 20, 10, ink);
    letters(canvas, x, y + 15, text, style);
}

// ---- scoreboard

static const char* team_name(const RgScene* scene, int team) {
    const char* name = scene->info.team_name[team];
    return *name ? name : team == RG_TEAM_LEFT ? "HOME" : "AWAY";
}

// draws one team's part of the board and returns where it ends
static float add_team(const RgCanvas* canvas, const RgScene* scene, int team, float x, float y,
                      float height) {
    const RgKit* kit = rg_kit(team, false);
    const float bar = 7, pad = 14, size = 15;
    const char* name = team_name(scene, team);
    const float width = width_of(canvas, name, size, RG_WEIGHT_BOLD) + 2 * pad + bar;
    const bool left = team == RG_TEAM_LEFT;
    const RgTextStyle style = {size, RG_WEIGHT_BOLD, RG_ALIGN_LEFT, paper};
    box(canvas, x, y, width, height, 0, ink);
    box(canvas, left ? x : x + width - bar, y, bar, height, 0, kit->shirt);
    letters(canvas, x + pad + (left ? bar : 0), y + (height + size) / 2, name, style);
    return x + width;
}

static float add_score(const RgCanvas* canvas, const RgScene* scene, float x, float y,
                       float height) {
    char text[32];
    const float size = 18;
    snprintf(text, sizeof text, "%d - %d", (int)scene->view.score[0], (int)scene->view.score[1]);
    const float width = width_of(canvas, text, size, RG_WEIGHT_BOLD) + 30;
    const RgTextStyle style = {size, RG_WEIGHT_BOLD, RG_ALIGN_CENTRE, ink};
    box(canvas, x, y, width, height, 0, paper);
    letters(canvas, x + width / 2, y + (height + size) / 2, text, style);
    return x + width;
}

static float add_clock(const RgCanvas* canvas, const RgScene* scene, float x, float y,
                       float height) {
    const long long tenths = scene->view.clock_ms > 0 ? scene->view.clock_ms / 100 : 0;
    char minutes[16], seconds[16];
    snprintf(minutes, sizeof minutes, "%02lld", tenths / 600 % 1000);
    snprintf(seconds, sizeof seconds, "%02lld.%lld", tenths / 10 % 60, tenths % 10);
    const float size = 15, width = 96, colon = x + 38, base = y + (height + size) / 2;
    const RgTextStyle before = {size, RG_WEIGHT_REGULAR, RG_ALIGN_RIGHT, paper};
    const RgTextStyle after = {size, RG_WEIGHT_REGULAR, RG_ALIGN_LEFT, paper};
    box(canvas, x, y, width, height, 0, (RgColor){28, 42, 68, 240});
    letters(canvas, colon - 4, base, minutes, before);
    letters(canvas, colon, base, ":", after);
    letters(canvas, colon + 5, base, seconds, after);
    return x + width;
}

static const char* mode_name(uint8_t mode) {
    static const char* const names[RG_MODE_COUNT] = {
        "", "KICK-OFF", "GOAL KICK", "FREE KICK", "CORNER KICK", "THROW-IN", "PENALTY"};
    return mode < RG_MODE_COUNT ? names[mode] : "";
}

static void add_mode(const RgCanvas* canvas, const RgScene* scene, float x, float y) {
    const char* name = mode_name(scene->view.game_mode);
    if (*name) {
        const float size = 12, width = width_of(canvas, name, size, RG_WEIGHT_BOLD) + 26;
        const RgTextStyle style = {size, RG_WEIGHT_BOLD, RG_ALIGN_LEFT, ink};
        box(canvas, x, y, width, 26, 0, rg_agent_color);
        letters(canvas, x + 13, y + 19, name, style);
    }
}

static void add_scenario(const RgCanvas* canvas, const RgScene* scene) {
    const char *title = scene->info.scenario, *caption = scene->info.caption;
    const float right = (float)canvas->width / canvas->unit - 24, top = 18;
    const float title_width = width_of(canvas, title, 11, RG_WEIGHT_REGULAR);
    const float caption_width = width_of(canvas, caption, 9, RG_WEIGHT_REGULAR);
    const float width = (title_width > caption_width ? title_width : caption_width) + 28;
    const RgTextStyle title_style = {11, RG_WEIGHT_REGULAR, RG_ALIGN_RIGHT, paper};
    const RgTextStyle caption_style = {9, RG_WEIGHT_REGULAR, RG_ALIGN_RIGHT, quiet};
    if (*title || *caption) {
        box(canvas, right - width, top, width, *title && *caption ? 44 : 30, 0, ink);
        letters(canvas, right - 14, top + 20, title, title_style);
        letters(canvas, right - 14, top + (*title ? 36 : 20), caption, caption_style);
    }
}

static void add_goal_banner(const RgCanvas* canvas, const RgScene* scene) {
    if (scene->goal_team < 0 || scene->goal_strength <= 0) {
        return;
    }
    const float u = canvas->unit, middle = (float)canvas->width / u / 2;
    const float y = 0.28f * (float)canvas->height / u, share = scene->goal_strength;
    const RgKit* kit = rg_kit(scene->goal_team, false);
    const RgTextStyle big = {34, RG_WEIGHT_BOLD, RG_ALIGN_CENTRE, rg_fade(paper, share)};
    const RgTextStyle small = {12, RG_WEIGHT_BOLD, RG_ALIGN_CENTRE, rg_fade(paper, share)};
    canvas->list->order = ORDER_GOAL;
    box(canvas, middle - 140, y, 280, 92, 0, rg_fade(ink, 0.92f * share));
    box(canvas, middle - 140, y, 280, 6, 0, rg_fade(kit->shirt, share));
    box(canvas, middle - 140, y + 86, 280, 6, 0, rg_fade(kit->shirt, share));
    letters(canvas, middle, y + 53, "GOAL!", big);
    letters(canvas, middle, y + 75, team_name(scene, scene->goal_team), small);
}

void rg_add_scoreboard(const RgCanvas* canvas, const RgScene* scene) {
    const float top = 18, height = 36;
    canvas->list->order = ORDER_PANEL;
    float x = add_clock(canvas, scene, 24, top, height);
    x = add_team(canvas, scene, RG_TEAM_LEFT, x, top, height);
    x = add_score(canvas, scene, x, top, height);
    add_team(canvas, scene, RG_TEAM_RIGHT, x, top, height);
    add_mode(canvas, scene, 24, top + height + 4);
    add_scenario(canvas, scene);
    add_goal_banner(canvas, scene);
}

// ---- the agents' panel

// the stored direction as an arrow in a round pad
static void add_pad(const RgCanvas* canvas, const RgSlotView* slot, float x, float y,
                    float radius) {
    const float u = canvas->unit;
    const RgVec2 centre = {x * u, y * u};
    float dx = (float)slot->direction_x, dy = -(float)slot->direction_y;
    rg_draw_ellipse(canvas->list, centre, radius * u, radius * u, (RgColor){46, 60, 88, 255});
    if (dx == 0 && dy == 0) {
        rg_draw_ellipse(canvas->list, centre, 0.22f * radius * u, 0.22f * radius * u, quiet);
        return;
    }
    if (dx != 0 && dy != 0) {
        dx *= 0.70710678f;
        dy *= 0.70710678f;
    }
    const float along[4] = {0.78f, -0.5f, -0.22f, -0.5f}, across[4] = {0, 0.56f, 0, -0.56f};
    RgVec2 corners[4];
    for (int i = 0; i < 4; i++) {
        const float a = along[i] * radius * u, b = across[i] * radius * u;
        corners[i] = (RgVec2){centre.x + dx * a - dy * b, centre.y + dy * a + dx * b};
    }
    rg_draw_polygon(canvas->list, corners, 4, rg_agent_color);
}

static void add_badge(const RgCanvas* canvas, const RgScene* scene, int team, int player, float x,
                      float y, float radius) {
    const bool keeper = scene->view.players[team][player].role == RG_ROLE_GK;
    const RgKit* kit = rg_kit(team, keeper);
    const RgVec2 centre = {x * canvas->unit, y * canvas->unit};
    const RgTextStyle style = {0.85f * radius, RG_WEIGHT_BOLD, RG_ALIGN_CENTRE, kit->number};
    char text[8];
    snprintf(text, sizeof text, "%d", player + 1);
    rg_draw_ellipse(canvas->list, centre, (radius + 1.5f) * canvas->unit,
                    (radius + 1.5f) * canvas->unit, paper);
    rg_draw_ellipse(canvas->list, centre, radius * canvas->unit, radius * canvas->unit, kit->shirt);
    letters(canvas, x, y + 0.42f * radius, text, style);
}

// lit when the button is held or is what was just done
static bool is_lit(const RgScene* scene, int slot, int button) {
    char action[32];
    copy_spaced(action, sizeof action, scene->info.action[slot]);
    const bool news = button < RG_BUTTON_SPRINT && strcmp(action, button_names[button]) == 0;
    return news || is_pressed(&scene->view.slots[slot], button);
}

static void add_buttons(const RgCanvas* canvas, const RgScene* scene, int slot, float x, float y) {
    static const struct {
        int button;
        const char* name;
    } chips[] = {{RG_BUTTON_SPRINT, "SPRINT"},   {RG_BUTTON_DRIBBLE, "DRIBBLE"},
                 {RG_BUTTON_SHORT_PASS, "PASS"}, {RG_BUTTON_HIGH_PASS, "HIGH"},
                 {RG_BUTTON_LONG_PASS, "LONG"},  {RG_BUTTON_SHOT, "SHOT"},
                 {RG_BUTTON_SLIDING, "SLIDE"}};
    for (size_t i = 0; i < sizeof chips / sizeof *chips; i++) {
        const bool lit = is_lit(scene, slot, chips[i].button);
        const float width = width_of(canvas, chips[i].name, 7.5f, RG_WEIGHT_BOLD) + 10;
        const RgTextStyle style = {7.5f, RG_WEIGHT_BOLD, RG_ALIGN_LEFT, lit ? ink : quiet};
        box(canvas, x, y, width, 16, 4, lit ? rg_agent_color : (RgColor){46, 60, 88, 255});
        letters(canvas, x + 5, y + 11.8f, chips[i].name, style);
        x += width + 4;
    }
}

static void add_card(const RgCanvas* canvas, const RgScene* scene, int slot, float x, float y,
                     float width) {
    char label[64];
    const RgTextStyle style = {13, RG_WEIGHT_REGULAR, RG_ALIGN_LEFT, paper};
    const int8_t player = scene->view.slots[slot].player;
    box(canvas, x, y, width, 52, 8, ink);
    if (player >= 0 && player < RG_TEAM_SIZE) {
        add_badge(canvas, scene, slot / RG_TEAM_SIZE, player, x + 27, y + 26, 16);
    }
    add_pad(canvas, &scene->view.slots[slot], x + 72, y + 26, 19);
    letters(canvas, x + 104, y + 22, rg_action_label(scene, slot, label, sizeof label), style);
    add_buttons(canvas, scene, slot, x + 104, y + 30);
}

// with many agents: badge, direction and a mark for what is held
static void add_chip(const RgCanvas* canvas, const RgScene* scene, int slot, float x, float y) {
    const RgSlotView* view = &scene->view.slots[slot];
    const bool sprint = is_pressed(view, RG_BUTTON_SPRINT);
    const RgTextStyle style = {7, RG_WEIGHT_BOLD, RG_ALIGN_LEFT, rg_agent_color};
    char label[64];
    box(canvas, x, y, 106, 26, 6, ink);
    if (view->player >= 0 && view->player < RG_TEAM_SIZE) {
        add_badge(canvas, scene, slot / RG_TEAM_SIZE, view->player, x + 14, y + 13, 9);
    }
    add_pad(canvas, view, x + 38, y + 13, 10);
    rg_action_label(scene, slot, label, sizeof label);
    const bool held = is_movement(scene->info.action[slot]) && !view->builtin;
    letters(canvas, x + 53, y + 16.5f, held ? (sprint ? "sprint" : "") : label, style);
}

static int agent_slots(const RgScene* scene, int* slots) {
    int count = 0;
    for (int team = 0; team < RG_TEAM_COUNT; team++) {
        for (int i = 0; i < scene->view.agents[team] && i < RG_TEAM_SIZE; i++) {
            slots[count++] = team * RG_TEAM_SIZE + i;
        }
    }
    return count;
}

void rg_add_panel(const RgCanvas* canvas, const RgScene* scene) {
    int slots[RG_SLOT_COUNT];
    const int count = agent_slots(scene, slots);
    const float width = (float)canvas->width / canvas->unit;
    const float bottom = (float)canvas->height / canvas->unit - 10, card = 402, gap = 8;
    canvas->list->order = ORDER_PANEL;
    if (count > 0 && (card + gap) * (float)count < width) {
        float x = (width - (card + gap) * (float)count + gap) / 2;
        for (int i = 0; i < count; i++, x += card + gap) {
            add_card(canvas, scene, slots[i], x, bottom - 52, card);
        }
        return;
    }
    // rows of eleven, the left team's above the right team's
    const int rows = (count + RG_TEAM_SIZE - 1) / RG_TEAM_SIZE;
    for (int i = 0; i < count; i++) {
        const int row = i / RG_TEAM_SIZE, column = i % RG_TEAM_SIZE;
        const int here = row + 1 < rows ? RG_TEAM_SIZE : count - row * RG_TEAM_SIZE;
        const float x = (width - 112 * (float)here + 6) / 2 + 112 * (float)column;
        add_chip(canvas, scene, slots[i], x, bottom - 30 * (float)(rows - row) + 4);
    }
}
