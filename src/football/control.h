// An agent's buttons (C.9; 1.4, 4.5-4.7): actions into buttons, buffering, blending after a switch,
// which player is controlled.
#pragma once

#include "football/match.h"

#include <stddef.h>

/// Applies one action of the `full` set to a slot (A.1, A.2). Directions are match-frame axes.
void rg_control_act(RgSlot* slot, int action);

/// End of a block in play: releases the six non-sticky buttons of all slots (A.2).
void rg_control_release(RgMatch* match);

/// C.9.5, before the teams process: rules 1-3.
void rg_control_switch(RgMatch* match, int team);
/// Select(p): main selected player, slot of the queue's front, designated (C.9.5).
void rg_control_select(RgMatch* match, int team, int number);
/// C.4 item 2: empty slots take the nearest controllable player to the ball (A.5).
void rg_control_fill_slots(RgMatch* match, int team);
/// Out of play: dynamic slots lose their players (A.5).
void rg_control_empty_slots(RgMatch* match, int team);
/// First assignment, by tactical home positions (A.5).
void rg_control_assign(RgMatch* match, int team);
/// A sent-off player's slot moves on (A.5, 4.9).
void rg_control_dismiss(RgMatch* match, int team, int number);
/// Gives a slot a player and resets its human-controller state (A.2).
void rg_control_take(RgMatch* match, int team, int slot, int number);
/// Placement: pending kick, gauge, mode and non-sticky buttons are dropped (A.2).
void rg_control_reset(RgSlot* slot);
/// The "switch" button (C.9.5).
void rg_control_switch_button(RgMatch* match, int team);

/// The slot driving a player (enabled), or NULL.
static inline const RgSlot* rg_driving_slot(const RgMatch* match, int player) {
    int slot = match->players[player].slot;
    if (slot == RG_NOBODY) {
        return NULL;
    }
    const RgSlot* driver = &match->teams[rg_team_of(player)].slots[slot];
    return driver->builtin ? NULL : driver;
}

/// Number of enabled slots of a team.
int rg_active_slots(const RgMatch* match, int team);

/// Every tick, before the body: input of C.9.1, gauge and buffer of C.9.2.
void rg_control_tick(RgMatch* match, int player);

/// Commands of an agent-driven player (C.9.2, C.9.3); called from the body's request.
void rg_control_request(const RgPitch* pitch, RgMatch* match, int player, RgCommandQueue* queue);
