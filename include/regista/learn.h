/// Learning: plays rollouts with a policy in a vectorised environment and improves the policy by
/// PPO or V-trace.
///
/// Shape letters: T steps, N environments, B rows, D observation, A actions, S floats of recurrent
/// state. An *iteration* is one rg_learner_collect and one rg_learner_learn; an *update* is one
/// optimiser step. How it works: docs/learning.md.
#pragma once

#include "regista/env.h"
#include "regista/policy.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct RgLearnDef RgLearnDef; ///< fields in src/learn/learn_def.h and docs/learning.md
typedef struct RgLearner RgLearner;   ///< rollout arrays, gradients, moments and recurrent states
typedef struct RgThreadPool RgThreadPool; ///< src/core/threads.h

/// A description with every field at its default. Release with rg_learn_def_destroy.
RG_API RgStatus rg_learn_def_create(RgLearnDef** out, RgError* error);
RG_API void rg_learn_def_destroy(RgLearnDef* def);

/// Sets one field from text, e.g. ("learning_rate", "1e-4").
/// @return RG_ERROR_CONFIG naming the key, what it takes and the nearest known key.
RG_API RgStatus rg_learn_def_set(RgLearnDef* def, const char* key, const char* value,
                                 RgError* error);

/// One finished episode, in the view of an environment's first row (the left side).
typedef struct RgEpisodeResult {
    float episode_return; ///< sum of rewards
    float score;          ///< scoring reward alone
    int32_t length;       ///< env steps
    int32_t goals[2];     ///< left, right
    int32_t env;          ///< environment in which it was played
} RgEpisodeResult;

/// What one rollout came to.
typedef struct RgCollectInfo {
    int64_t env_steps;               ///< made in this rollout: N * T
    int64_t agent_steps;             ///< B * T
    const RgEpisodeResult* episodes; ///< finished in this rollout, ordered by step and environment;
                                     ///< valid until the next rollout
    int32_t episode_count;
    double reward_mean;    ///< per agent step
    double env_seconds;    ///< in the environment's step function, summed over workers
    double policy_seconds; ///< in policy steps and sampling, summed over workers
    double wall_seconds;
} RgCollectInfo;

enum { RG_LEARN_TENSOR_NAME = 96 };

/// What the updates of one iteration came to: the hyper-parameters really used and means over the
/// updates that counted.
typedef struct RgLearnInfo {
    double learning_rate, entropy_coefficient, value_coefficient, clip, gamma, lambda,
        max_gradient_norm;
    double policy_loss,
        value_loss;       ///< means over samples; value_loss is half the squared error, unweighted
    double entropy;       ///< nats
    double kl;            ///< mean of (ratio - 1) - log ratio, behaviour against current policy
    double clip_fraction; ///< samples whose ratio was clipped (PPO) or whose weight hit rho_clip
                          ///< (V-trace)
    double gradient_norm; ///< before clipping
    double explained_variance;      ///< of the returns by the values, 1 perfect, <= 0 useless
    double return_mean, value_mean; ///< over the rollout
    int32_t updates;                ///< optimiser steps made
    int32_t voided;                 ///< updates thrown away because of a number that is not finite
    char voided_tensor[RG_LEARN_TENSOR_NAME]; ///< first tensor with such a number in the last
                                              ///< voided update, "" if none
    double wall_seconds;
} RgLearnInfo;

/// Lays out everything that learning needs; nothing is allocated afterwards.
/// The learner keeps `policy`, `env` and `pool` (may be NULL: one thread), which must outlive it.
/// @param seed of action sampling and of the order of minibatches
/// @return RG_ERROR_SHAPE when policy and environment do not fit together, RG_ERROR_CONFIG when
/// there are fewer row blocks than
///         minibatches, RG_ERROR_MEMORY.
RG_API RgStatus rg_learner_create(const RgLearnDef* def, RgPolicy* policy, const RgVecEnv* env,
                                  RgThreadPool* pool, uint64_t seed, RgLearner** out,
                                  RgError* error);
RG_API void rg_learner_destroy(RgLearner* learner);

/// Resets all environments and recurrent states. Once, before the first rollout of a fresh run.
RG_API void rg_learner_start(RgLearner* learner);

/// Plays T steps of all rows. The numbers do not depend on the pool's size.
RG_API void rg_learner_collect(RgLearner* learner, RgCollectInfo* info);

/// Learns from the last rollout.
/// @param progress share of the budget that is spent, 0 … 1: where the schedules stand.
RG_API void rg_learner_learn(RgLearner* learner, double progress, RgLearnInfo* info);

/// Optimiser steps made and updates voided since the learner was created (or restored).
RG_API int64_t rg_learner_updates(const RgLearner* learner);
RG_API int64_t rg_learner_voided(const RgLearner* learner);

#ifdef __cplusplus
}
#endif
