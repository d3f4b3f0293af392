// The learner's insides, shared by learner.c and update.c alone.
#pragma once

#include "learn/learn_def.h"
#include "learn/losses.h"
#include "learn/optimizer.h"
#include "learn/rollout.h"

enum { RG_LEARN_ACTIONS = 256 };

// memory of one worker while it learns from one row block
typedef struct LearnScratch {
    RgPolicyScratch* policy;
    float *logits, *values; // (T, b, A), (T, b); one more step for V-trace
    float *d_logits, *d_values;
    float *log_ratios, *advantages, *targets; // (T, b), V-trace
} LearnScratch;

struct RgLearner {
    RgLearnDef def;
    RgPolicy* policy;
    RgVecEnv env;
    RgThreadPool* pool;
    uint64_t seed;
    int workers;

    RgRollout rollout;
    RgPlayScratch* play; // one a worker
    LearnScratch* learn; // one a worker
    int32_t shard_count;
    float** shards; // gradients
    RgOptimizer optimizer;
    int32_t* order;   // row blocks in the order of the present pass
    RgLossSums* sums; // one a block, at its position in the order
    int64_t updates, voided, passes;
    int64_t spoil_index; // -1: none (rg_learner_spoil_gradient)
    float spoil_value;
};

/// Seconds of a clock that never runs backwards.
double rg_learner_seconds(void);
