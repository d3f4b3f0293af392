// Where an env step's time goes: the stages of its ticks (football/profile.h) and of what is around
// them.
#pragma once

#include "football/profile.h"
#include "regista/env.h"

/// Stages of an env step, after those of a tick.
typedef enum RgEnvStage {
    RG_STAGE_ACTIONS = RG_STAGE_TICK_COUNT, ///< from rows to slots; blocking
    RG_STAGE_OBSERVATIONS,                  ///< view, raw observations, encoding, writing rows
    RG_STAGE_REWARDS,
    RG_STAGE_RULES,    ///< ends of episodes, listeners
    RG_STAGE_EPISODES, ///< starting new ones, without their ticks
    RG_STAGE_COUNT
} RgEnvStage;

_Static_assert(RG_STAGE_COUNT <= (int)RG_PROFILE_STAGES, "a stopwatch has room for all stages");

/// Name of a stage of a tick or an env step, NULL outside the enums.
const char* rg_env_stage_name(int32_t stage);

/// Measures the steps of native environments with `profile` from now on, or no longer (NULL). They
/// get a pitch of their own then, and must be stepped by one thread at a time.
/// @return RG_ERROR_MEMORY for the pitch
RgStatus rg_vec_env_profile(RgVecEnv* env, RgProfile* profile, RgError* error);
