// The trainer's insides, shared by trainer.c and trainer_metrics.c.
#pragma once

#include "metrics/metrics.h"
#include "train/checkpoint.h"
#include "train/statistics.h"

struct RgTrainer {
    RgTrainDef def;
    RgRunPaths paths;
    RgThreadPool* pool;
    RgVecEnv env;
    bool own_env;
    RgVecEnv evaluation_env; // only when the trainer made it
    RgPolicy* policy;
    RgLearner* learner;
    RgEvaluator* evaluator; // NULL: there is nowhere to evaluate
    RgMetrics* metrics;
    int64_t steps_before;
    RgTrainState state;
    RgTrainProgress progress; // of the newest iteration
    bool improved;            // the newest evaluation is the best so far
};

/// Adds the numbers of the newest iteration to the run's metrics.
RgStatus rg_trainer_write_metrics(RgTrainer* trainer, RgError* error);
