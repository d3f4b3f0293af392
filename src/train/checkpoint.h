// Checkpoints of one trial: checkpoint-<iteration>/{policy.safetensors, optimizer.safetensors,
// state.json}, and two small files, `latest` and `best`, that name folders. A checkpoint counts
// once its folder has its final name and `latest` was rewritten; on resume everything newer than
// the one that `latest` names is removed.
#pragma once

#include "train/run_folder.h"
#include "train/train_state.h"

/// What a checkpoint is made of. The learner's and policy's arrays are read or overwritten in
/// place.
typedef struct RgCheckpointParts {
    const RgTrainDef* def;
    RgPolicy* policy;
    RgLearner* learner;
    int32_t environments;
    RgTrainState* state;
} RgCheckpointParts;

/// Name of the checkpoint of an iteration.
void rg_checkpoint_name(int64_t iteration, char out[RG_CHECKPOINT_NAME]);

/// Writes a checkpoint of state->iteration and lets it count. On failure no half checkpoint is left
/// and `latest` is as before.
RgStatus rg_checkpoint_write(const char* trial, const RgCheckpointParts* parts, RgError* error);

/// Name that `latest` or `best` holds; RG_ERROR_IO when there is none.
RgStatus rg_checkpoint_named(const char* trial, const char* which, char out[RG_CHECKPOINT_NAME],
                             RgError* error);

/// Restores the parts from trial/name.
RgStatus rg_checkpoint_read(const char* trial, const char* name, const RgCheckpointParts* parts,
                            RgError* error);

/// Removes half-written checkpoints and those newer than `name`; "": all of them.
RgStatus rg_checkpoint_forget_newer(const char* trial, const char* name, RgError* error);

/// Keeps the newest `keep` checkpoints, the one that `latest` names, and `best` (may be "").
RgStatus rg_checkpoint_prune(const char* trial, int32_t keep, const char* best, RgError* error);
