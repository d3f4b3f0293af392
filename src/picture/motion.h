// Views between two env steps, so that a video runs smoothly at any frame rate.
#pragma once

#include "regista/picture.h"

#define RG_STEP_S 0.1f ///< seconds of the match in one env step

/// Whether everybody was placed anew between two views (kick-off, set piece, next episode): nothing
/// to interpolate.
bool rg_motion_is_cut(const RgMatchView* from, const RgMatchView* to);

/// The view at `share` (0 … 1] of the way. Positions are cubic with the velocities at both ends,
/// straight where a kick or a collision bends the path; facing turns the short way; everything else
/// is that of `to`.
/// @param out may not alias an input
void rg_motion_between(const RgMatchView* from, const RgMatchView* to, float share,
                       RgMatchView* out);
