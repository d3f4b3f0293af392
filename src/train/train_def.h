// Everything that can be set about one training run: the file config.yaml in a run folder, and
// --set.
#pragma once

#include "env/env_def.h"
#include "learn/learn_def.h"
#include "policy/policy_def.h"
#include "regista/train.h"

// clang-format off
#define RG_TRAIN_DEF_FIELDS(X)                                                                                                      \
    X(TEXT,  stage, "stage", 1, 63, "name of the stage: checkpoints lie in stage-1-<name>/trial-0")                                 \
    X(LONG,  seed, 42, 0, 9007199254740992, "every random choice of the run follows from it")                                       \
    X(INT,   environments, 128, 1, 1048576, "N: matches played side by side")                                                       \
    X(LONG,  env_steps, 1000000, 1, 9007199254740992, "budget in env steps; schedules end with it")                                 \
    X(FLOAT, stop_success, 0, 0, 1, "stop once an evaluation shows at 95 % confidence at least this success rate; 0: never")        \
    X(FLOAT, stop_length, 0, 0, 1e9, "with stop_success: episodes must be at most this many env steps long as well; 0: any length")              \
    X(FLOAT, target_reward, 0, -1000, 1000, "mean return to aim for; reported, not enforced")                                       \
    X(LONG,  evaluate_every, 100000, 0, 9007199254740992, "env steps between evaluations; 0: only at the end")                      \
    X(INT,   evaluate_episodes, 128, 1, 1000000, "episodes of an evaluation")                                                       \
    X(BOOL,  evaluate_greedy, true, 0, 1, "evaluate with the most probable actions instead of drawn ones")                          \
    X(LONG,  checkpoint_every, 200000, 0, 9007199254740992, "env steps between checkpoints; 0: only at the end")                    \
    X(INT,   keep_checkpoints, 3, 1, 1000000, "newest checkpoints to keep, beside the best one")                                    \
    X(DEF,   env, RgEnvDef, 0, 0, "the environments")                                                                               \
    X(DEF,   policy, RgPolicyDef, 0, 0, "the policy")                                                                               \
    X(DEF,   learn, RgLearnDef, 0, 0, "how it learns")
// clang-format on

struct RgTrainDef {
    RG_TRAIN_DEF_FIELDS(RG_DEF_MEMBER)
};

/// Describes RgTrainDef.
extern const RgDefType rg_train_def_type;

/// Every field at its default; environments give stacked rewards "scoring,checkpoints".
RgTrainDef rg_default_train_def(void);
