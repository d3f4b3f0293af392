// Where passes and shots go (C.10; 1.16, 3.15, 3.16, 3.18).
#pragma once

#include "football/match.h"

/// A pass from `origin` (own frame): fills ball_direction (unit, 3D), power and target of `command`
/// from its function, input direction and power, forced target (C.10.1).
void rg_aim_pass(const RgMatch* match, int player, RgV2 origin, RgCommand* command);

/// Origin of a pass at command time (3.15).
RgV2 rg_pass_origin(const RgMatch* match, int player);

/// Direction of an agent's shot (C.10.2, 3.16), unit, horizontal.
RgV2 rg_aim_shot(const RgMatch* match, int player, RgV2 input);

/// The active opponents as a player sees them, 200 ms ahead (C.13.5), m, own frame.
typedef struct RgOpponents {
    int count;
    RgV2 place[RG_TEAM_SIZE];
} RgOpponents;
RgOpponents rg_seen_opponents(const RgMatch* match, int player);

/// Odds in [0, 1] that a ball from the player `self` to the point `target` (m, own frame) gets
/// through between the opponents he sees (C.13.5, 3.18). `function`: pass type or RG_FN_SHOT.
float rg_pass_odds(const RgPlayer* self, const RgOpponents* opponents, RgV2 target,
                   RgFunction function);
