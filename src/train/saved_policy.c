// Finding a policy on disk: what a user may name, in the order in which it is looked for.
#include "core/error.h"
#include "core/file.h"
#include "core/memory.h"
#include "train/checkpoint.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static bool is_folder(const char* path) {
    struct stat info;
    return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

// the folder's best checkpoint, else its newest
static RgStatus checkpoint_of_trial(const char* trial, char out[RG_PATH], RgError* error) {
    char name[RG_CHECKPOINT_NAME];
    if (rg_checkpoint_named(trial, "best", name, NULL) != RG_OK) {
        RG_TRY(rg_checkpoint_named(trial, "latest", name, error));
    }
    return rg_path(out, error, "%s/%s", trial, name);
}

// the newest stage of a run that has a checkpoint: stage-<number>-<name>
static bool newest_stage(const char* run, char out[RG_PATH]) {
    DIR* folder = opendir(run);
    long newest = 0;
    if (folder == NULL) {
        return false;
    }
    for (struct dirent* entry = readdir(folder); entry != NULL; entry = readdir(folder)) {
        long number =
            strncmp(entry->d_name, "stage-", 6) == 0 ? strtol(entry->d_name + 6, NULL, 10) : 0;
        char latest[RG_PATH];
        if (number > newest &&
            rg_path(latest, NULL, "%s/%s/trial-0/latest", run, entry->d_name) == RG_OK &&
            rg_file_exists(latest)) {
            newest = number;
            rg_path(out, NULL, "%s/%s/trial-0", run, entry->d_name);
        }
    }
    closedir(folder);
    return newest > 0;
}

// the checkpoint folder or weight file behind a path
static RgStatus resolve(const char* path, char out[RG_PATH], RgError* error) {
    char inner[RG_PATH];
    if (!rg_file_exists(path)) {
        return rg_fail(error, RG_ERROR_IO,
                       "%s: no such policy; give a checkpoint, run or stage folder, a .safetensors "
                       "file, or random, "
                       "builtin, right, sprint-right, run-shoot",
                       path);
    }
    if (!is_folder(path)) {
        return rg_path(out, error, "%s", path);
    }
    RG_TRY(rg_path(inner, error, "%s/policy.safetensors", path));
    if (rg_file_exists(inner)) {
        return rg_path(out, error, "%s", path);
    }
    RG_TRY(rg_path(inner, error, "%s/latest", path));
    if (rg_file_exists(inner)) {
        return checkpoint_of_trial(path, out, error);
    }
    RG_TRY(rg_path(inner, error, "%s/trial-0", path));
    if (is_folder(inner)) {
        return checkpoint_of_trial(inner, out, error);
    }
    if (newest_stage(path, inner)) {
        return checkpoint_of_trial(inner, out, error);
    }
    return rg_fail(error, RG_ERROR_IO, "%s: no checkpoint in this folder yet", path);
}

static RgStatus load(const char* path, RgSavedPolicy* out, RgError* error) {
    char found[RG_PATH], state_path[RG_PATH];
    RG_TRY(resolve(path, found, error));
    if (!is_folder(found)) {
        snprintf(out->path, sizeof out->path, "%s", found);
        return rg_policy_load(out->path, &out->policy, error);
    }
    RG_TRY(rg_path(out->path, error, "%s/policy.safetensors", found));
    RG_TRY(rg_path(state_path, error, "%s/state.json", found));
    RG_TRY(rg_policy_load(out->path, &out->policy, error));
    if (!rg_file_exists(state_path)) {
        return RG_OK;
    }
    out->def = rg_alloc(sizeof *out->def);
    RgTrainState* state = rg_alloc(sizeof *state);
    RgStatus status = out->def != NULL && state != NULL
                          ? rg_train_state_read(state_path, state, out->def, error)
                          : rg_fail(error, RG_ERROR_MEMORY, "no memory to read %s", state_path);
    rg_free(state);
    return status;
}

RgStatus rg_saved_policy_load(const char* path, RgSavedPolicy* out, RgError* error) {
    *out = (RgSavedPolicy){0};
    char named[RG_PATH];
    bool is_name = !rg_file_exists(path) && strchr(path, '/') == NULL;
    if (is_name && rg_path(named, NULL, "runs/%s", path) == RG_OK && is_folder(named)) {
        path = named;
    }
    RgStatus status = load(path, out, error);
    if (status != RG_OK) {
        rg_saved_policy_destroy(out);
    }
    return status;
}

void rg_saved_policy_destroy(RgSavedPolicy* saved) {
    rg_policy_destroy(saved->policy);
    rg_free(saved->def);
    *saved = (RgSavedPolicy){0};
}
