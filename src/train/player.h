// Scripted players (reference.md's simple policies): what they do in one step, from the raw
// observation of their row.
#pragma once

#include "regista/train.h"

/// Action of a scripted player.
/// @param observation the row's own view; may be NULL for players that do not look (all but
/// run-shoot)
/// @param episode_step env steps of the episode so far: 0 before the first action
/// @param uniform in [0, 1), used by random
/// @param actions size of the action set
int32_t rg_scripted_action(RgPlayerKind kind, const RgObservation* observation,
                           int32_t episode_step, float uniform, int32_t actions);

/// Whether the player looks at the raw observation, which only native environments have.
bool rg_player_looks(RgPlayerKind kind);
