// Where a tick's time goes. While a pitch carries a stopwatch, the ticks on it are measured; the
// ticks on other pitches run a copy of the same code without the marks (match.c).
#pragma once

#include "core/profile.h"
#include "regista/football.h"

/// Stages of a tick, in the order of their first turn.
typedef enum RgStage {
    RG_STAGE_OUTSIDE,    ///< between ticks
    RG_STAGE_REST,       ///< clock, fatigue, dismissals
    RG_STAGE_CONTACT,    ///< player against player, ball against body (C.8)
    RG_STAGE_REFEREE,    ///< rules, set pieces, goals, dead time (C.15)
    RG_STAGE_BALL,       ///< flight and prediction (C.2)
    RG_STAGE_PERCEPTION, ///< images of delayed sight (C.3)
    RG_STAGE_CONTROL,    ///< agents' buttons and which player they drive (C.9)
    RG_STAGE_TEAM,       ///< possession amounts, formation, marking, runs (C.12)
    RG_STAGE_DECISIONS,  ///< built-in players' ratings, and commands of all players (C.13, C.9.3)
    RG_STAGE_BODIES,     ///< motion along the clip, touches at their frame (C.6)
    RG_STAGE_CLIPS,      ///< bodies in the tick that starts a clip: candidates, paths, touch tests
    RG_STAGE_POSSESSION, ///< times to the ball, possession, designated players (C.4, C.5)
    RG_STAGE_TICK_COUNT
} RgStage;

/// Name of a stage for tables ("time to ball, possession"), NULL outside the enum.
const char* rg_stage_name(RgStage stage);

/// Measures the ticks on `pitch` with `profile`, or no longer (NULL). count[RG_STAGE_BALL] counts
/// ticks, count[RG_STAGE_REFEREE] those of dead time. The pitch must not be shared with another
/// thread then.
void rg_pitch_profile(RgPitch* pitch, RgProfile* profile);
