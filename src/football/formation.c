// Tactical home positions and formation points (C.12.1, C.12.3 item 10; 4.8, D.2).
#include "football/shape.h"

#include <string.h>

/// One row of the built-in formation, applied by list index (D.2).
typedef struct FormationRow {
    float x, y;
    uint8_t role;
} FormationRow;

static const FormationRow formation_table[RG_TEAM_SIZE] = {
    {-1.0f, 0.0f, RG_ROLE_GK},   {-0.7f, 0.75f, RG_ROLE_LB},  {-1.0f, 0.25f, RG_ROLE_CB},
    {-1.0f, -0.25f, RG_ROLE_CB}, {-0.7f, -0.75f, RG_ROLE_RB}, {0.0f, 0.5f, RG_ROLE_CM},
    {-0.2f, 0.0f, RG_ROLE_CM},   {0.0f, -0.5f, RG_ROLE_CM},   {0.6f, 0.75f, RG_ROLE_LM},
    {1.0f, 0.0f, RG_ROLE_CF},    {0.6f, -0.75f, RG_ROLE_RM},
};

static const RgV2 role_default[RG_ROLE_COUNT] = {
    [RG_ROLE_GK] = {-1.0f, 0.0f},  [RG_ROLE_CB] = {-1.0f, 0.0f}, [RG_ROLE_LB] = {-0.8f, 0.8f},
    [RG_ROLE_RB] = {-0.8f, -0.8f}, [RG_ROLE_DM] = {-0.5f, 0.0f}, [RG_ROLE_CM] = {0.0f, 0.0f},
    [RG_ROLE_LM] = {0.0f, 1.0f},   [RG_ROLE_RM] = {0.0f, -1.0f}, [RG_ROLE_AM] = {0.5f, 0.0f},
    [RG_ROLE_CF] = {1.0f, 0.0f},
};

// one pass: every outfield pair closer than 0.5 is pushed apart by half the deficit each, all at
// once (4.8)
static bool spread_once(RgV2* home, int count) {
    RgV2 push[RG_TEAM_SIZE] = {{0.0f, 0.0f}};
    bool moved = false;
    for (int i = 1; i < count; i++) {
        for (int k = i + 1; k < count; k++) {
            RgV2 apart = v2_sub(home[k], home[i]);
            float distance = v2_length(apart);
            if (distance < 0.5f) {
                RgV2 half = v2_scale(v2_unit_or(apart, v2(0.0f, 1.0f)), (0.5f - distance) * 0.5f);
                push[k] = v2_add(push[k], half);
                push[i] = v2_sub(push[i], half);
                moved = true;
            }
        }
    }
    for (int i = 1; i < count; i++) {
        RgV2 to = v2_add(home[i], push[i]);
        home[i] = v2(rg_clamp(to.x, -1.0f, 1.0f), rg_clamp(to.y, -1.0f, 1.0f));
    }
    return moved;
}

void rg_shape_homes(RgMatch* match, int team) {
    int count = match->teams[team].player_count;
    RgV2 home[RG_TEAM_SIZE];
    for (int i = 0; i < count; i++) {
        FormationRow row = formation_table[i];
        home[i] = v2_add(v2_scale(v2(row.x, row.y), 0.6f), v2_scale(role_default[row.role], 0.4f));
    }
    for (int pass = 0; pass < 10 && spread_once(home, count); pass++) {
    }
    for (int i = 0; i < count; i++) {
        RgPlayer* p = rg_player(match, team, i);
        p->home = p->dynamic_home = home[i];
    }
}

// x towards its focus: the bias falls off with a cosine over the formation's depth
static float towards_x_focus(float x, const RgFormation* f) {
    float range = f->front - f->back;
    if (f->x_strength <= 0.0f || range <= 0.0f) {
        return x;
    }
    float closeness = 1.0f - rg_clamp(fabsf(f->x_focus - x) / range, 0.0f, 1.0f);
    float bias = rg_pow(0.5f - 0.5f * rg_cos(RG_PI * closeness), 0.8f) * f->x_strength;
    return x * (1.0f - bias) + f->x_focus * bias;
}

static float towards_y_focus(float y, const RgFormation* f) {
    float range = f->high - f->low;
    if (f->y_strength <= 0.0f || range <= 0.0f) {
        return y;
    }
    float bias = (1.0f - rg_clamp(fabsf(f->y_focus - y) / range, 0.0f, 1.0f)) *
                 (0.2f + 0.8f * fabsf(f->y_focus) / RG_PITCH_HALF_WIDTH) * f->y_strength;
    return y * (1.0f - bias) + f->y_focus * bias;
}

static RgV2 towards_micro_focus(RgV2 point, RgV2 pure, const RgFormation* f) {
    if (f->micro_strength <= 0.0f) {
        return point;
    }
    RgV2 offset = v2_sub(f->micro, pure);
    float distance = v2_length(v2(offset.x, offset.y * 0.8f)) / 50.0f;
    if (distance >= 1.0f) {
        return point;
    }
    float bias = rg_curve(1.0f - distance, 0.3f) +
                 0.1f * (1.0f - rg_nc(fabsf(distance - 0.15f), 0.0f, 0.25f));
    bias = rg_clamp(bias, 0.0f, 1.0f) * f->micro_strength;
    RgV2 target = v2(f->micro.x, 0.6f * f->micro.y + 0.4f * point.y);
    return v2_mix(point, target, bias);
}

RgV2 rg_formation_point(RgV2 home, const RgFormation* f) {
    // midfielders give way towards the midfield focus
    float middle = rg_clamp(1.0f - 1.2f * fabsf(home.x), 0.0f, 1.0f);
    float weight = middle > 0.0f ? rg_curve(middle, 1.0f) * f->midfield_strength : 0.0f;
    float hx = home.x * (1.0f - weight) + (2.0f * f->midfield_focus - 1.0f) * weight;
    RgV2 pure = v2(f->back + (0.5f * hx + 0.5f) * (f->front - f->back),
                   f->low + (0.5f * home.y + 0.5f) * (f->high - f->low));
    RgV2 point = v2(towards_x_focus(pure.x, f), towards_y_focus(pure.y, f));
    point = towards_micro_focus(point, pure, f);
    return v2(rg_clamp(point.x, -RG_PITCH_HALF_LENGTH, RG_PITCH_HALF_LENGTH),
              rg_clamp(point.y, -RG_PITCH_HALF_WIDTH, RG_PITCH_HALF_WIDTH));
}
