/// Training runs and what they leave: run folders, checkpoints, evaluations (docs/training.md).
#pragma once

#include "regista/env.h"
#include "regista/learn.h"
#include "regista/policy.h"

#ifdef __cplusplus
extern "C" {
#endif

// ---- estimates

/// A measured mean with its 95 % interval. The interval of a share (success) is Wilson's, which
/// stays inside 0 … 1.
typedef struct RgEstimate {
    double mean, stderr_mean, low, high;
} RgEstimate;

/// Results of many episodes, in the view of the first row (the left side).
typedef struct RgEvaluation {
    int32_t episodes;
    RgEstimate success; ///< share of episodes with more goals for than against
    RgEstimate goals_for, goals_against, goal_difference;
    RgEstimate episode_return; ///< sum of the environment's rewards
    RgEstimate score;          ///< scoring reward alone
    RgEstimate length;         ///< env steps
} RgEvaluation;

// ---- players

/// Who chooses actions: a policy, or a scripted player of the native game (docs/training.md lists
/// them).
typedef enum RgPlayerKind {
    RG_PLAYER_POLICY,
    RG_PLAYER_RANDOM,       ///< uniform over all actions
    RG_PLAYER_BUILTIN,      ///< hands every player to the built-in AI: needs action set v2 or full
    RG_PLAYER_RIGHT,        ///< right, every step
    RG_PLAYER_SPRINT_RIGHT, ///< sprint once, then right
    RG_PLAYER_RUN_SHOOT, ///< sprint once; run to the ball, with it to the goal; shot once x > 0.7
    RG_PLAYER_KIND_COUNT
} RgPlayerKind;

typedef struct RgPlayer {
    RgPlayerKind kind;
    const RgPolicy* policy; ///< RG_PLAYER_POLICY only
    bool sampled;           ///< draw actions instead of taking the most probable ones
} RgPlayer;

/// The scripted player of that name ("sprint-right"); false: there is none.
RG_API bool rg_player_by_name(const char* name, RgPlayerKind* out);

// ---- evaluation

typedef struct RgEvaluator RgEvaluator;

/// Plays `episodes` episodes side by side; every environment plays its fixed part of them, so that
/// short ones are not favoured. The numbers do not depend on the pool's size.
/// @param env       kept, not owned; the episodes that begin now are where every evaluation starts
/// @param left_rows rows of an environment that players[0] controls; players[1] has the others
/// @param players   (2), copied; their policies must outlive the evaluator
/// @return RG_ERROR_SHAPE when a policy does not fit the environment, RG_ERROR_MEMORY
RG_API RgStatus rg_evaluator_create(RgVecEnv* env, int32_t left_rows, const RgPlayer* players,
                                    int32_t episodes, RgThreadPool* pool, RgEvaluator** out,
                                    RgError* error);
RG_API void rg_evaluator_destroy(RgEvaluator* evaluator);

/// @param seed of the actions that are drawn
RG_API void rg_evaluator_run(RgEvaluator* evaluator, uint64_t seed, RgEvaluation* out);

// ---- description

/// Description of a training run; fields are listed in src/train/train_def.h and docs/training.md.
typedef struct RgTrainDef RgTrainDef;

/// A description with every field at its default. Release with rg_train_def_destroy.
RG_API RgStatus rg_train_def_create(RgTrainDef** out, RgError* error);
RG_API void rg_train_def_destroy(RgTrainDef* def);

/// Sets one field from text, e.g. ("learn.clip", "0.2"). RG_ERROR_CONFIG names the key and the
/// nearest known one.
RG_API RgStatus rg_train_def_set(RgTrainDef* def, const char* key, const char* value,
                                 RgError* error);

/// Reads a YAML file over the present values. Errors name file, line and key.
RG_API RgStatus rg_train_def_load(RgTrainDef* def, const char* path, RgError* error);

// ---- trainer

typedef struct RgTrainer RgTrainer;

/// What is not part of the description because the result does not depend on it.
typedef struct RgTrainOptions {
    const char* folder; ///< run folder, created
    bool resume; ///< go on from the newest checkpoint in it; whatever is newer than that is removed
    int32_t threads;       ///< 0: all processors
    int32_t stage_number;  ///< 0: the run has one stage, and config.yaml is its description; 1 …:
                           ///< stage of a curriculum, folder stage-<number>-<name>, config.yaml is
                           ///< the caller's
    int64_t steps_before;  ///< env steps of earlier stages, added to the step axis of the metrics
    const RgPolicy* start; ///< weights to begin with, NULL: fresh ones
    const RgVecEnv* env;   ///< a game of one's own instead of def.env, with def.environments
                           ///< environments; not owned
    RgVecEnv* evaluation_env; ///< with `env`: where to evaluate, NULL: nowhere
} RgTrainOptions;

enum { RG_CHECKPOINT_NAME = 32 };

/// Where a run stands after an iteration.
typedef struct RgTrainProgress {
    int64_t iteration, env_steps, agent_steps, budget; ///< env steps of this stage
    int64_t episodes;                                  ///< finished since the run started
    double recent_return, recent_score, recent_success,
        recent_length; ///< means over the last 100 episodes
    double recent_goals_for, recent_goals_against;
    int32_t recent_count;   ///< how many those are
    double env_steps_per_s; ///< of this iteration, learning included
    double agent_steps_per_s;
    double wall_seconds; ///< of the whole run, earlier sessions included
    RgCollectInfo collect;
    RgLearnInfo learn;
    bool evaluated;                 ///< an evaluation was made in this iteration
    RgEvaluation evaluation;        ///< the newest one
    char saved[RG_CHECKPOINT_NAME]; ///< checkpoint written in this iteration, "" if none
    bool done;
    bool succeeded; ///< stop_success was reached with confidence
} RgTrainProgress;

/// Prepares a run: folder, config.yaml, environments, policy, learner, metrics; with `resume`
/// restores the newest checkpoint.
/// @return RG_ERROR_CONFIG, RG_ERROR_IO (folder not writable, run exists already, nothing to
/// resume), RG_ERROR_FORMAT (damaged
///         checkpoint, named), …
RG_API RgStatus rg_trainer_create(const RgTrainDef* def, const RgTrainOptions* options,
                                  RgTrainer** out, RgError* error);

/// One iteration, and what is due after it: metrics, evaluation, checkpoint.
/// @return RG_ERROR_IO when something could not be written; earlier checkpoints are intact
RG_API RgStatus rg_trainer_step(RgTrainer* trainer, RgTrainProgress* progress, RgError* error);

/// Writes a checkpoint now (before stopping early). @param name out, may be NULL
RG_API RgStatus rg_trainer_save(RgTrainer* trainer, char name[RG_CHECKPOINT_NAME], RgError* error);

RG_API const RgPolicy* rg_trainer_policy(const RgTrainer* trainer);
RG_API const RgTrainDef* rg_trainer_def(const RgTrainer* trainer);
RG_API void rg_trainer_progress(const RgTrainer* trainer, RgTrainProgress* progress);

/// Closes files and releases everything. Saves nothing.
RG_API void rg_trainer_destroy(RgTrainer* trainer);

// ---- checkpoints

enum { RG_PATH = 1024 };

/// A policy on disk and the description it was trained with.
typedef struct RgSavedPolicy {
    RgPolicy* policy;   ///< owned by the caller
    RgTrainDef* def;    ///< owned by the caller; NULL for a bare weight file
    char path[RG_PATH]; ///< the weight file
} RgSavedPolicy;

/// Loads a policy from a checkpoint folder, a run folder (its best checkpoint, else the newest), a
/// stage folder, the name of a run in ./runs, or a safetensors file.
/// @return RG_ERROR_IO naming what was looked for, RG_ERROR_FORMAT naming the damaged file
RG_API RgStatus rg_saved_policy_load(const char* path, RgSavedPolicy* out, RgError* error);
RG_API void rg_saved_policy_destroy(RgSavedPolicy* saved);

#ifdef __cplusplus
}
#endif
