// Where things lie in a run folder (docs/training.md):
//   config.yaml  metrics.jsonl  events.out.tfevents.…  tensorboard_commands.txt  videos/
//   stage-1-<name>/config.yaml  stage-1-<name>/trial-0/{checkpoint-000123/, latest, best}
#pragma once

#include "train/train_def.h"

typedef struct RgRunPaths {
    char root[RG_PATH];
    char config[RG_PATH];
    char stage[RG_PATH];
    char stage_config[RG_PATH];
    char trial[RG_PATH];
    char videos[RG_PATH];
} RgRunPaths;

/// Prints a path; RG_ERROR_ARGUMENT when it is longer than RG_PATH.
RgStatus rg_path(char out[RG_PATH], RgError* error, const char* format, ...)
    __attribute__((format(printf, 3, 4)));

RgStatus rg_run_paths(RgRunPaths* out, const char* root, int32_t stage_number, const char* stage,
                      RgError* error);

/// Makes the folders of a stage and writes the configuration.
/// @param whole_run the stage is all there is: its configuration is the run's as well
RgStatus rg_run_prepare(const RgRunPaths* paths, const RgTrainDef* def, bool whole_run,
                        RgError* error);
