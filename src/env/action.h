// Action sets, mirroring for right agents, masks (A.1, A.2).
#pragma once

#include "env/env_def.h"

/// Actions of a set; the sets are prefixes of RgAction.
int32_t rg_action_set_size(int32_t action_set);

/// Sticky bits of an action set in observations: 10, with `full` 13.
int32_t rg_action_set_stickies(int32_t action_set);

/// Writes the action mask of one row: 0 for an action that would do nothing, given what the slot
/// holds. A kick is never masked, nor anything while the built-in AI drives the slot: every other
/// action takes control back.
/// @param owns_ball the row's player owns the ball, so a slide cannot start (C.9.2; unless another
///                  player is nearer to the ball, which no observation tells)
/// @param mask out (count)
void rg_action_mask(const RgSlotView* slot, bool owns_ball, int32_t count, uint8_t* mask);
