// Everything that can be set about learning. One list; files, --set, printing and checkpoints
// expand it (src/core/def.h).
#pragma once

#include "core/def.h"
#include "regista/learn.h"

typedef enum RgAlgorithm { RG_ALGORITHM_PPO, RG_ALGORITHM_IMPALA, RG_ALGORITHM_COUNT } RgAlgorithm;
typedef enum RgOptimizerKind {
    RG_OPTIMIZER_ADAM,
    RG_OPTIMIZER_RMSPROP,
    RG_OPTIMIZER_COUNT
} RgOptimizerKind;
typedef enum RgScheduleKind {
    RG_SCHEDULE_CONSTANT, // the start value throughout
    RG_SCHEDULE_LINEAR,   // straight line from the start value to the end value
    RG_SCHEDULE_TENFOLD,  // geometric, a tenth of the start value at the end
    RG_SCHEDULE_COUNT
} RgScheduleKind;

// clang-format off
#define RG_LEARN_DEF_FIELDS(X)                                                                                                          \
    X(ENUM,  algorithm, ppo, 0, RG_ALGORITHM_COUNT - 1, "ppo, or impala: V-trace with lambda")                                          \
    X(INT,   steps, 32, 1, 4096, "T: env steps of a rollout, and the length of back-propagation through time")                          \
    X(INT,   epochs, 2, 1, 100, "passes over one rollout")                                                                              \
    X(INT,   minibatches, 4, 1, 4096, "updates a pass; every minibatch holds whole row blocks")                                         \
    X(INT,   block_rows, 16, 1, 1024, "rows that play and learn together; a worker holds one block at a time")                          \
    X(INT,   shards, 8, 1, 256, "gradient buffers, summed in order; the result depends on this number, never on the workers")           \
    X(FLOAT, gamma, 0.993, 0, 1, "discount of one env step")                                                                            \
    X(FLOAT, lambda, 0.95, 0, 1, "decay of advantage estimates (GAE) or of V-trace corrections")                                        \
    X(FLOAT, clip, 0.15, 0, 10, "PPO: how far the probability ratio may move from 1")                                                   \
    X(BOOL,  normalize_advantages, true, 0, 1, "PPO: mean 0 and deviation 1 within each minibatch")                                     \
    X(FLOAT, rho_clip, 1, 0, 1000, "V-trace: ceiling of the importance weight of a step")                                               \
    X(FLOAT, c_clip, 1, 0, 1000, "V-trace: ceiling of the weight carried backwards")                                                    \
    X(FLOAT, value_coefficient, 0.5, 0, 1000, "weight of the value loss")                                                               \
    X(FLOAT, entropy, 0.01, 0, 10, "weight of the entropy bonus at the start")                                                          \
    X(FLOAT, entropy_end, 0.003, 0, 10, "weight of the entropy bonus at the end of the budget (linear schedule)")                       \
    X(ENUM,  entropy_schedule, linear, 0, RG_SCHEDULE_COUNT - 1, "constant, linear (to entropy_end) or tenfold (to a tenth)")           \
    X(FLOAT, learning_rate, 0.0003, 0, 10, "step size at the start")                                                                    \
    X(FLOAT, learning_rate_end, 0.00003, 0, 10, "step size at the end of the budget (linear schedule)")                                 \
    X(ENUM,  learning_rate_schedule, tenfold, 0, RG_SCHEDULE_COUNT - 1, "constant, linear (to learning_rate_end) or tenfold")           \
    X(ENUM,  optimizer, adam, 0, RG_OPTIMIZER_COUNT - 1, "adam or rmsprop")                                                             \
    X(FLOAT, beta1, 0.9, 0, 0.999999, "Adam: decay of the first moment; RMSProp: momentum (0: none)")                                   \
    X(FLOAT, beta2, 0.999, 0, 0.999999, "decay of the second moment")                                                                   \
    X(FLOAT, epsilon, 0.00001, 0, 10, "added to the root of the second moment")                                                         \
    X(FLOAT, max_gradient_norm, 0.5, 0, 1e9, "global norm to which a gradient is scaled down; 0: no limit")
// clang-format on

struct RgLearnDef {
    RG_LEARN_DEF_FIELDS(RG_DEF_MEMBER)
};

/// Describes RgLearnDef.
extern const RgDefType rg_learn_def_type;
