// A curriculum: stages one after the other, each a training run with its own settings, weights
// carried from stage to stage. Keys may be dotted or nested.
//
//     every:                      # settings of all stages, as in --set
//       env.stacked: true
//     stages:
//       - stage: stage_1_basic_0
//         env.scenario: academy_empty_goal_close
//         env_steps: 10000000
#pragma once

#include "train/run_folder.h"

enum { RG_STAGES_MAX = 32 };

typedef struct RgCurriculum {
    int32_t count;
    RgTrainDef stages[RG_STAGES_MAX];
} RgCurriculum;

/// Whether a YAML file has the key `stages` at its top: a curriculum, not the settings of one run.
/// RG_ERROR_IO when it cannot be read, RG_ERROR_FORMAT when it is no YAML.
RgStatus rg_is_curriculum(const char* path, bool* out, RgError* error);

/// Reads the stages over `base`. Errors name file, line and key.
RgStatus rg_curriculum_load(const char* path, const RgTrainDef* base, RgCurriculum* out,
                            RgError* error);

/// Writes all stages with all their settings, as rg_curriculum_load reads them.
RgStatus rg_curriculum_write(const char* path, const RgCurriculum* curriculum, RgError* error);

/// Index of the stage with that number (1 …) or name; -1: none.
int32_t rg_curriculum_find(const RgCurriculum* curriculum, const char* number_or_name);
