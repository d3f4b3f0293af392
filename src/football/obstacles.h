// Woodwork and nets (C.2 step 6): what they do to a ball that meets them.
#pragma once

#include "football/vec.h"

#include <stdbool.h>

/// Posts and bars of both goals. Position in m, velocity in m/s; the same for both teams' frames.
/// @return whether the ball hit one.
bool rg_hit_woodwork(RgV3* p, RgV3* v);

/// The nets, of a ball that is in a goal.
bool rg_hit_nets(RgV3* p, RgV3* v);
