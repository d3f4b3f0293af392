// What a checkpoint must hold of a learner, beside the policy's weights.
#pragma once

#include "learn/learn_def.h"

/// Plain counters of a learner.
typedef struct RgLearnerCounters {
    int64_t optimizer_steps; ///< clock of the moments
    int64_t updates, voided;
    int64_t passes; ///< epochs over rollouts made; keys the order of minibatches
    int64_t clock;  ///< env steps of every row; keys the action draws
} RgLearnerCounters;

/// Views of a learner's arrays between two iterations. All are owned by the learner and may be
/// written when restoring.
typedef struct RgLearnerArrays {
    float *first_moment, *second_moment; ///< (parameters)
    float* state;                        ///< (B, S) recurrent states, NULL when S = 0
    uint8_t* resets;                     ///< (B) 1: the next observation begins an episode
    int64_t parameters;
    int32_t rows, state_size;
} RgLearnerArrays;

RgLearnerArrays rg_learner_arrays(RgLearner* learner);
RgLearnerCounters rg_learner_counters(const RgLearner* learner);
void rg_learner_set_counters(RgLearner* learner, RgLearnerCounters counters);

/// Bytes of one environment's state, and all of them (N, bytes) out and in. Restoring writes the
/// observations to act on next.
size_t rg_learner_env_bytes(const RgLearner* learner);
void rg_learner_save_envs(const RgLearner* learner, void* states);
void rg_learner_restore_envs(RgLearner* learner, const void* states);

/// Overwrites one element of the gradient of the next update (tests of what happens to numbers that
/// are not finite).
void rg_learner_spoil_gradient(RgLearner* learner, int64_t index, float value);
