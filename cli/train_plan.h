// What a command line of `regista train` asks for: the stages, each with all its settings, and the
// run folder.
#pragma once

#include "cli.h"
#include "train/curriculum.h"

enum { SETTINGS_MAX = 256 };

typedef struct TrainArgs {
    Cli cli;
    const char* configs[SETTINGS_MAX];
    const char* settings[SETTINGS_MAX];
    int config_count, setting_count;
    const char *stage, *run;
    bool resume, list_settings;
    char folder[RG_PATH];
} TrainArgs;

/// Sets args->folder: runs/NAME, or NAME itself when it has a slash; without --run the name of the
/// first config file.
RgStatus train_choose_folder(TrainArgs* args, RgError* error);

/// The stages with files, --set, --seed and GFOOTBALL_DEBUG applied. @param several out: they come
/// from a curriculum
RgStatus train_plan(TrainArgs* args, RgCurriculum* out, bool* several, RgError* error);

/// First and last stage to train, from --stage A..B and GFOOTBALL_END_STAGE.
RgStatus train_choose_stages(const TrainArgs* args, const RgCurriculum* curriculum, int32_t* first,
                             int32_t* last, RgError* error);

/// GFOOTBALL_… variables: true or 1, false or 0; unset or empty: the fallback.
bool train_environment_flag(const char* name, bool fallback);
