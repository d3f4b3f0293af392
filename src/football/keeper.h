// Built-in goalkeepers (C.14; 3.21, 5.1-5.3).
#pragma once

#include "football/match.h"

/// Fills the whole queue of a built-in keeper in open play.
void rg_keeper_request(const RgPitch* pitch, RgMatch* match, int player, RgCommandQueue* queue);
