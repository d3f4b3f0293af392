#include "train/run_folder.h"

#include "core/error.h"
#include "core/file.h"
#include "core/memory.h"
#include "metrics/metrics.h"

#include <stdarg.h>
#include <stdio.h>

RgStatus rg_path(char out[RG_PATH], RgError* error, const char* format, ...) {
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(out, RG_PATH, format, arguments);
    va_end(arguments);
    return length < RG_PATH ? RG_OK
                            : rg_fail(error, RG_ERROR_ARGUMENT,
                                      "path too long: %.100s…; use a shorter run folder", out);
}

RgStatus rg_run_paths(RgRunPaths* out, const char* root, int32_t stage_number, const char* stage,
                      RgError* error) {
    RG_TRY(rg_path(out->root, error, "%s", root));
    RG_TRY(rg_path(out->config, error, "%s/config.yaml", root));
    RG_TRY(rg_path(out->stage, error, "%s/stage-%d-%s", root, stage_number, stage));
    RG_TRY(rg_path(out->stage_config, error, "%s/config.yaml", out->stage));
    RG_TRY(rg_path(out->trial, error, "%s/trial-0", out->stage));
    return rg_path(out->videos, error, "%s/videos", root);
}

static RgStatus write_config(const char* path, const RgTrainDef* def, RgError* error) {
    size_t length = rg_def_print_yaml(&rg_train_def_type, def, NULL, 0);
    char* text = rg_alloc(length + 1);
    if (text == NULL) {
        return rg_fail(error, RG_ERROR_MEMORY, "no memory to write %s", path);
    }
    rg_def_print_yaml(&rg_train_def_type, def, text, length + 1);
    RgStatus status = rg_file_write(path, text, length, error);
    rg_free(text);
    return status;
}

RgStatus rg_run_prepare(const RgRunPaths* paths, const RgTrainDef* def, bool whole_run,
                        RgError* error) {
    RG_TRY(rg_make_folders(paths->trial, error));
    RG_TRY(rg_make_folders(paths->videos, error));
    RG_TRY(write_config(paths->stage_config, def, error));
    if (whole_run) {
        RG_TRY(write_config(paths->config, def, error));
    }
    return rg_write_tensorboard_commands(paths->root, error);
}
