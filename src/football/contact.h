// Bodies against bodies, ball against bodies, tackling legs (C.8; 1.12, 4.2-4.4, 4.11).
#pragma once

#include "football/match.h"

/// No part of a body, hull included, reaches farther from the pelvis's joint, m.
#define RG_BODY_REACH 1.66f

/// C.1 item 1: ball against bodies (C.8.2). In play only.
void rg_contact_ball(const RgPitch* pitch, RgMatch* match);

/// C.1 item 12: bumps, velocity sharing, trips, tackling legs (C.8.1, C.8.3). Notes all poses
/// afterwards (C.1 item 16).
void rg_contact_players(const RgPitch* pitch, RgMatch* match);

/// Box of a body part in the player's own frame at the noted pose (D.6; clips/README.md section 7).
void rg_body_box(const RgMatch* match, int player, int part, RgV3* low, RgV3* high);

/// Where a held ball sits: 0.36 m below the right elbow of the noted pose, carried along to where
/// the player is by now (C.7.6). Own frame.
RgV3 rg_held_ball(const RgMatch* match, int player);
