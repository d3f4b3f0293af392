// Rewards are a table of terms; a new one is a function and a row of the table in reward.c
// (docs/environments.md).
#pragma once

#include "env/env_def.h"

enum { RG_REWARD_TERMS_MAX = 8 };

/// What a reward term sees after a step, in the row's own view.
typedef struct RgRewardInput {
    const RgObservation* observation; ///< after the step
    int32_t score_change;             ///< own goals minus the opponents' since the last step
} RgRewardInput;

/// One term. `memory` is one integer per row and term that starts an episode at 0 and is saved with
/// the environment.
/// @param reward in/out: the terms before this one already counted, so that the sum is rounded as
/// the original rounds it.
/// @param weight the term's weight from the configuration.
typedef struct RgRewardTerm {
    const char* name;
    const char* help;
    float (*add)(const RgRewardInput* input, float reward, float weight, int32_t* memory);
} RgRewardTerm;

/// The chosen terms, in order.
typedef struct RgRewards {
    const RgRewardTerm* terms[RG_REWARD_TERMS_MAX];
    float weights[RG_REWARD_TERMS_MAX];
    int32_t count;
} RgRewards;

/// Reads "name[:weight],…". @return RG_ERROR_CONFIG naming the unknown term or bad weight and the
/// terms there are.
RgStatus rg_rewards_parse(const char* text, RgRewards* out, RgError* error);

/// Sum of all terms. @param memory in/out (RG_REWARD_TERMS_MAX)
float rg_rewards_step(const RgRewards* rewards, const RgRewardInput* input, int32_t* memory);
