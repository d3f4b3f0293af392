// The original's actions as data: which exist, how they look from the other side, which do nothing
// right now.
#include "env/action.h"

#include <stddef.h>
#include <string.h>

static const char* const action_names[RG_ACTION_COUNT] = {
    "idle",
    "left",
    "top_left",
    "top",
    "top_right",
    "right",
    "bottom_right",
    "bottom",
    "bottom_left",
    "long_pass",
    "high_pass",
    "short_pass",
    "shot",
    "sprint",
    "release_direction",
    "release_sprint",
    "sliding",
    "dribble",
    "release_dribble",
    "builtin_ai",
    "keeper_rush",
    "pressure",
    "team_pressure",
    "switch",
    "release_long_pass",
    "release_high_pass",
    "release_short_pass",
    "release_shot",
    "release_keeper_rush",
    "release_sliding",
    "release_pressure",
    "release_team_pressure",
    "release_switch",
};

// what holding and letting go of a button are called
static const struct {
    uint8_t button, press, release;
} releases[] = {
    {RG_BUTTON_LONG_PASS, RG_ACTION_LONG_PASS, RG_ACTION_RELEASE_LONG_PASS},
    {RG_BUTTON_HIGH_PASS, RG_ACTION_HIGH_PASS, RG_ACTION_RELEASE_HIGH_PASS},
    {RG_BUTTON_SHORT_PASS, RG_ACTION_SHORT_PASS, RG_ACTION_RELEASE_SHORT_PASS},
    {RG_BUTTON_SHOT, RG_ACTION_SHOT, RG_ACTION_RELEASE_SHOT},
    {RG_BUTTON_SLIDING, RG_ACTION_SLIDING, RG_ACTION_RELEASE_SLIDING},
    {RG_BUTTON_SWITCH, RG_ACTION_SWITCH, RG_ACTION_RELEASE_SWITCH},
    {RG_BUTTON_SPRINT, RG_ACTION_SPRINT, RG_ACTION_RELEASE_SPRINT},
    {RG_BUTTON_DRIBBLE, RG_ACTION_DRIBBLE, RG_ACTION_RELEASE_DRIBBLE},
    {RG_BUTTON_KEEPER_RUSH, RG_ACTION_KEEPER_RUSH, RG_ACTION_RELEASE_KEEPER_RUSH},
    {RG_BUTTON_PRESSURE, RG_ACTION_PRESSURE, RG_ACTION_RELEASE_PRESSURE},
    {RG_BUTTON_TEAM_PRESSURE, RG_ACTION_TEAM_PRESSURE, RG_ACTION_RELEASE_TEAM_PRESSURE},
};

// buttons that stay down until released (A.2); pressing them again does nothing
static const uint32_t sticky_buttons = 1u << RG_BUTTON_SPRINT | 1u << RG_BUTTON_DRIBBLE |
                                       1u << RG_BUTTON_KEEPER_RUSH | 1u << RG_BUTTON_PRESSURE |
                                       1u << RG_BUTTON_TEAM_PRESSURE;

int32_t rg_action_set_size(int32_t action_set) {
    static const int32_t sizes[RG_ACTION_SET_COUNT] = {RG_ACTION_DEFAULT_COUNT, RG_ACTION_V2_COUNT,
                                                       RG_ACTION_COUNT};
    return sizes[action_set];
}

int32_t rg_action_set_stickies(int32_t action_set) {
    return action_set == RG_ACTION_SET_FULL ? RG_STICKY_FULL_COUNT : RG_STICKY_COUNT;
}

RgAction rg_action_mirror(RgAction action) {
    // the eight directions run around the compass, so the opposite one is four further
    if (action >= RG_ACTION_LEFT && action <= RG_ACTION_BOTTOM_LEFT) {
        return (RgAction)(RG_ACTION_LEFT + ((int)action - RG_ACTION_LEFT + 4) % 8);
    }
    return action;
}

const char* rg_action_name(RgAction action) {
    return (unsigned)action < RG_ACTION_COUNT ? action_names[action] : NULL;
}

void rg_action_mask(const RgSlotView* slot, bool owns_ball, int32_t count, uint8_t* mask) {
    memset(mask, 1, (size_t)count);
    if (slot->builtin) {
        return;
    }
    for (size_t i = 0; i < sizeof releases / sizeof releases[0]; i++) {
        uint32_t bit = 1u << releases[i].button;
        bool held = (slot->buttons & bit) != 0;
        if (!held && releases[i].release < count) {
            mask[releases[i].release] = 0;
        }
        if (held && (sticky_buttons & bit) != 0 && releases[i].press < count) {
            mask[releases[i].press] = 0;
        }
    }
    if (slot->direction_x == 0 && slot->direction_y == 0) {
        mask[RG_ACTION_RELEASE_DIRECTION] = 0;
    }
    if (owns_ball) {
        mask[RG_ACTION_SLIDING] = 0;
    }
}
