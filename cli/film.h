// Playing a contest in front of a camera.
#pragma once

#include "contest.h"

typedef struct FilmDef {
    const char*
        folder; ///< NULL: the videos folder of the run that the policy belongs to, else ./videos
    const char* who; ///< name of a scripted player; unused for policies
    int32_t episodes, fps;
    uint64_t seed;
} FilmDef;

/// Plays episodes in the contest's first environment and writes
/// <folder>/<scenario>-<who>-seed<seed>.mp4.
/// @param result gets video, frames, episodes and what the episodes came to (docs/json.md)
RgStatus film_make(const FilmDef* def, Contest* contest, cJSON* result, RgError* error);
