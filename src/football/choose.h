// From a queue of commands to a running clip: what may interrupt what, which candidate is taken,
// and its start (C.6.4).
#pragma once

#include "football/body.h"

/// Starts the first command of the queue that may be taken and finds a clip; at a re-queue the
/// running clip goes on otherwise.
void rg_choose(const RgPitch* pitch, RgMatch* match, int player, RgInterrupt interrupt,
               const RgCommandQueue* queue);

/// Body angle as the clips know it: 0, ±45, ±135 degrees; runners look ahead, walkers never
/// backwards.
float rg_snapped_body_angle(float angle, RgSpeedClass speed_class);

/// Starts `clip` for `command` along `path`: fills the player's motion. Touch position and smuggle
/// of touch clips as given by rg_touch_reaches.
void rg_start_clip(RgMatch* match, int player, const RgClip* clip, const RgCommand* command,
                   const RgPath* path, RgV3 touch_position, RgV2 action_smuggle);
