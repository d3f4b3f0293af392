#include "train_plan.h"

#include "core/error.h"
#include "core/file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

RgStatus train_choose_folder(TrainArgs* args, RgError* error) {
    char name[RG_PATH];
    RG_TRY(rg_path(name, error, "%s",
                   args->run != NULL        ? args->run
                   : args->config_count > 0 ? args->configs[0]
                                            : "run"));
    if (args->run == NULL && args->config_count > 0) {
        const char* slash = strrchr(name, '/');
        memmove(name, slash != NULL ? slash + 1 : name,
                strlen(slash != NULL ? slash + 1 : name) + 1);
        char* dot = strrchr(name, '.');
        if (dot != NULL && dot != name) {
            *dot = 0;
        }
    }
    return rg_path(args->folder, error, strchr(name, '/') != NULL ? "%s" : "runs/%s", name);
}

bool train_environment_flag(const char* name, bool fallback) {
    const char* value = getenv(name);
    return value == NULL || *value == 0 ? fallback
                                        : strcasecmp(value, "true") == 0 || strcmp(value, "1") == 0;
}

// GFOOTBALL_DEBUG: everything small enough to be watched
static void apply_debug(TrainArgs* args, RgTrainDef* def) {
    def->environments = def->environments < 4 ? def->environments : 4;
    def->learn.steps = def->learn.steps < 16 ? def->learn.steps : 16;
    def->learn.block_rows = 1;
    def->learn.minibatches = 1;
    def->evaluate_episodes = def->evaluate_episodes < 8 ? def->evaluate_episodes : 8;
    args->cli.threads = 1;
}

static RgStatus finish_def(TrainArgs* args, RgTrainDef* def, RgError* error) {
    for (int i = 0; i < args->setting_count; i++) {
        RG_TRY(rg_def_set_assignment(&rg_train_def_type, def, args->settings[i], error));
    }
    if (args->cli.seeded) {
        def->seed = (int64_t)args->cli.seed;
    }
    if (train_environment_flag("GFOOTBALL_DEBUG", false)) {
        apply_debug(args, def);
    }
    return RG_OK;
}

RgStatus train_plan(TrainArgs* args, RgCurriculum* out, bool* several, RgError* error) {
    RgTrainDef base = rg_default_train_def();
    const char* curriculum = NULL;
    char stored[RG_PATH];
    RG_TRY(rg_path(stored, error, "%s/config.yaml", args->folder));
    if (args->resume && args->config_count == 0) {
        // a resumed run goes on with what it was started with
        args->configs[args->config_count++] = stored;
        if (!rg_file_exists(stored)) {
            return rg_fail(error, RG_ERROR_IO,
                           "%s: there is no such run to resume; look into ./runs", args->folder);
        }
    }
    for (int i = 0; i < args->config_count; i++) {
        bool stages;
        RG_TRY(rg_is_curriculum(args->configs[i], &stages, error));
        if (stages) {
            curriculum = args->configs[i];
        } else {
            RG_TRY(rg_def_load_yaml(&rg_train_def_type, &base, args->configs[i], error));
        }
    }
    *several = curriculum != NULL;
    out->count = 1;
    out->stages[0] = base;
    if (*several) {
        RG_TRY(rg_curriculum_load(curriculum, &base, out, error));
    }
    for (int32_t i = 0; i < out->count; i++) {
        RG_TRY(finish_def(args, &out->stages[i], error));
    }
    return RG_OK;
}

RgStatus train_choose_stages(const TrainArgs* args, const RgCurriculum* curriculum, int32_t* first,
                             int32_t* last, RgError* error) {
    *first = 0;
    *last = curriculum->count - 1;
    const char* end = getenv("GFOOTBALL_END_STAGE");
    int64_t number;
    if (end != NULL && *end != 0) {
        if (!cli_integer(end, 0, curriculum->count - 1, &number)) {
            return rg_fail(error, RG_ERROR_CONFIG,
                           "GFOOTBALL_END_STAGE=%s: takes a number from 0 to %d", end,
                           curriculum->count - 1);
        }
        *last = (int32_t)number;
    }
    if (args->stage == NULL) {
        return RG_OK;
    }
    char from[128];
    const char* dots = strstr(args->stage, "..");
    snprintf(from, sizeof from, "%.*s",
             dots != NULL ? (int)(dots - args->stage) : (int)strlen(args->stage), args->stage);
    *first = rg_curriculum_find(curriculum, from);
    *last = dots != NULL ? rg_curriculum_find(curriculum, dots + 2) : *first;
    if (*first < 0 || *last < *first) {
        return rg_fail(error, RG_ERROR_CONFIG,
                       "--stage %s: takes A..B, stages by number from 1 to %d or by name",
                       args->stage, curriculum->count);
    }
    return RG_OK;
}
