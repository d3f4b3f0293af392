// Where everybody stands at a restart (C.15.5; 1.5, 1.6, 4.8, 4.14, RANDOM.md section 3).
#pragma once

#include "football/match.h"

/// The placement tick: re-seeds the generator, places players and ball, clears what 1.6 lists.
void rg_placement_perform(const RgPitch* pitch, RgMatch* match);

/// Owner of the scenario's first kick-off (C.15.5).
int rg_placement_kick_off_owner(const RgMatch* match);
