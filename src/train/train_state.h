// What a run knows besides weights, moments and environments: counters, recent episodes, the best
// checkpoint. Plain data; state.json.
#pragma once

#include "learn/learner.h"
#include "train/train_def.h"

enum { RG_RECENT_EPISODES = 100 };

/// The best evaluation so far and the checkpoint that earned it.
typedef struct RgBest {
    char checkpoint[RG_CHECKPOINT_NAME]; ///< "" none yet
    double success, goal_difference, length;
} RgBest;

typedef struct RgTrainState {
    int64_t iteration, env_steps, agent_steps, episodes;
    double wall_seconds;
    RgLearnerCounters learner;
    RgEpisodeResult recent[RG_RECENT_EPISODES]; ///< ring
    int32_t recent_count, recent_next;
    RgBest best;
    bool evaluated;          ///< `evaluation` was ever made
    RgEvaluation evaluation; ///< the newest
    bool succeeded;
} RgTrainState;

/// Adds finished episodes to the ring and the count.
void rg_train_state_add(RgTrainState* state, const RgEpisodeResult* episodes, int32_t count);

/// Whether `evaluation` beats the best: more success, then more goals, then shorter.
bool rg_evaluation_beats(const RgEvaluation* evaluation, const RgBest* best);

/// Writes and reads state.json; the description goes along, so that a checkpoint folder explains
/// itself.
RgStatus rg_train_state_write(const char* path, const RgTrainState* state, const RgTrainDef* def,
                              RgError* error);

/// @param def out, may be NULL. RG_ERROR_FORMAT naming file and key for anything missing or of the
/// wrong kind.
RgStatus rg_train_state_read(const char* path, RgTrainState* state, RgTrainDef* def,
                             RgError* error);
