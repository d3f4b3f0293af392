#include "train/checkpoint.h"

#include "core/error.h"
#include "core/file.h"
#include "core/memory.h"
#include "train/tensor_file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char prefix[] = "checkpoint-";

void rg_checkpoint_name(int64_t iteration, char out[RG_CHECKPOINT_NAME]) {
    snprintf(out, RG_CHECKPOINT_NAME, "%s%06" PRId64, prefix, iteration);
}

// iteration of "checkpoint-000123"; -1: another name. *whole: false for one that was not finished
static int64_t parse_name(const char* name, bool* whole) {
    if (strncmp(name, prefix, sizeof prefix - 1) != 0) {
        return -1;
    }
    char* end;
    long long iteration = strtoll(name + sizeof prefix - 1, &end, 10);
    *whole = *end == 0;
    return *whole || strcmp(end, ".tmp") == 0 ? iteration : -1;
}

// the tensors of optimizer.safetensors
enum { TENSOR_COUNT = 5 };

static void list_tensors(const RgCheckpointParts* parts, void* envs,
                         RgTensorView out[TENSOR_COUNT]) {
    RgLearnerArrays arrays = rg_learner_arrays(parts->learner);
    int64_t env_bytes = (int64_t)rg_learner_env_bytes(parts->learner);
    const RgTensorView tensors[TENSOR_COUNT] = {
        {"moments.first", RG_TENSOR_F32, {1, arrays.parameters}, arrays.first_moment},
        {"moments.second", RG_TENSOR_F32, {1, arrays.parameters}, arrays.second_moment},
        {"rows.state", RG_TENSOR_F32, {arrays.rows, arrays.state_size}, arrays.state},
        {"rows.resets", RG_TENSOR_U8, {1, arrays.rows}, arrays.resets},
        {"environments", RG_TENSOR_U8, {parts->environments, env_bytes}, envs},
    };
    memcpy(out, tensors, sizeof tensors);
}

static void* allocate_envs(const RgCheckpointParts* parts) {
    return rg_alloc_array((size_t)parts->environments, rg_learner_env_bytes(parts->learner));
}

static RgStatus write_optimizer(const char* path, const RgCheckpointParts* parts, RgError* error) {
    void* envs = allocate_envs(parts);
    if (envs == NULL) {
        return rg_fail(error, RG_ERROR_MEMORY, "no memory to write %s", path);
    }
    rg_learner_save_envs(parts->learner, envs);
    RgTensorView tensors[TENSOR_COUNT];
    list_tensors(parts, envs, tensors);
    RgStatus status = rg_tensor_file_write(path, tensors, TENSOR_COUNT, error);
    rg_free(envs);
    return status;
}

static RgStatus read_optimizer(const char* path, const RgCheckpointParts* parts, RgError* error) {
    void* envs = allocate_envs(parts);
    if (envs == NULL) {
        return rg_fail(error, RG_ERROR_MEMORY, "no memory to read %s", path);
    }
    RgTensorView tensors[TENSOR_COUNT];
    list_tensors(parts, envs, tensors);
    RgStatus status = rg_tensor_file_read(path, tensors, TENSOR_COUNT, error);
    if (status == RG_OK) {
        rg_learner_restore_envs(parts->learner, envs);
    }
    rg_free(envs);
    return status;
}

static RgStatus write_parts(const char* folder, const RgCheckpointParts* parts, RgError* error) {
    char path[RG_PATH];
    RG_TRY(rg_make_folders(folder, error));
    RG_TRY(rg_path(path, error, "%s/policy.safetensors", folder));
    RG_TRY(rg_policy_save(parts->policy, path, error));
    RG_TRY(rg_path(path, error, "%s/optimizer.safetensors", folder));
    RG_TRY(write_optimizer(path, parts, error));
    RG_TRY(rg_path(path, error, "%s/state.json", folder));
    parts->state->learner = rg_learner_counters(parts->learner);
    return rg_train_state_write(path, parts->state, parts->def, error);
}

static RgStatus sync_folder(const char* path, RgError* error) {
    int folder = open(path, O_RDONLY | O_DIRECTORY);
    bool fine = folder >= 0 && fsync(folder) == 0;
    int reason = errno;
    if (folder >= 0) {
        close(folder);
    }
    return fine ? RG_OK : rg_fail(error, RG_ERROR_IO, "%s: %s", path, strerror(reason));
}

static RgStatus write_name(const char* trial, const char* which, const char* name, RgError* error) {
    char path[RG_PATH], line[RG_CHECKPOINT_NAME + 1];
    RG_TRY(rg_path(path, error, "%s/%s", trial, which));
    int length = snprintf(line, sizeof line, "%s\n", name);
    return rg_file_write(path, line, (size_t)length, error);
}

RgStatus rg_checkpoint_write(const char* trial, const RgCheckpointParts* parts, RgError* error) {
    char name[RG_CHECKPOINT_NAME], folder[RG_PATH], unfinished[RG_PATH];
    rg_checkpoint_name(parts->state->iteration, name);
    RG_TRY(rg_path(folder, error, "%s/%s", trial, name));
    RG_TRY(rg_path(unfinished, error, "%s.tmp", folder));
    if (!rg_file_exists(folder)) {
        RG_TRY(rg_remove_tree(unfinished, error));
        RgStatus status = write_parts(unfinished, parts, error);
        if (status == RG_OK && rename(unfinished, folder) != 0) {
            status = rg_fail(error, RG_ERROR_IO, "%s: %s", folder, strerror(errno));
        }
        if (status != RG_OK) {
            rg_remove_tree(unfinished, NULL);
            return status;
        }
        RG_TRY(sync_folder(trial, error));
    }
    RG_TRY(write_name(trial, "latest", name, error));
    return parts->state->best.checkpoint[0] == 0
               ? RG_OK
               : write_name(trial, "best", parts->state->best.checkpoint, error);
}

RgStatus rg_checkpoint_named(const char* trial, const char* which, char out[RG_CHECKPOINT_NAME],
                             RgError* error) {
    char path[RG_PATH];
    char* text;
    RG_TRY(rg_path(path, error, "%s/%s", trial, which));
    RG_TRY(rg_file_read(path, &text, NULL, error));
    text[strcspn(text, "\r\n")] = 0;
    bool whole = false;
    int64_t iteration = parse_name(text, &whole);
    RgStatus status =
        iteration >= 0 && whole && strlen(text) < RG_CHECKPOINT_NAME
            ? RG_OK
            : rg_fail(error, RG_ERROR_FORMAT,
                      "%s: does not name a checkpoint; write the name of a checkpoint folder "
                      "beside it into it",
                      path);
    snprintf(out, RG_CHECKPOINT_NAME, "%.*s", RG_CHECKPOINT_NAME - 1, text);
    rg_free(text);
    return status;
}

static RgStatus read_weights(const char* path, RgPolicy* policy, RgError* error) {
    RgPolicy* loaded;
    RG_TRY(rg_policy_load(path, &loaded, error));
    RgStatus status = RG_OK;
    if (rg_def_hash(&rg_policy_def_type, rg_policy_def(loaded)) !=
            rg_def_hash(&rg_policy_def_type, rg_policy_def(policy)) ||
        rg_policy_parameter_count(loaded) != rg_policy_parameter_count(policy)) {
        status = rg_fail(error, RG_ERROR_FORMAT,
                         "%s: the policy is another than config.yaml describes; leave policy.* and "
                         "env.* as they were",
                         path);
    } else {
        memcpy(rg_policy_weights(policy), rg_policy_weights(loaded),
               (size_t)rg_policy_parameter_count(policy) * sizeof(float));
        rg_policy_pack(policy);
    }
    rg_policy_destroy(loaded);
    return status;
}

RgStatus rg_checkpoint_read(const char* trial, const char* name, const RgCheckpointParts* parts,
                            RgError* error) {
    char path[RG_PATH];
    RG_TRY(rg_path(path, error, "%s/%s/state.json", trial, name));
    RG_TRY(rg_train_state_read(path, parts->state, NULL, error));
    RG_TRY(rg_path(path, error, "%s/%s/policy.safetensors", trial, name));
    RG_TRY(read_weights(path, parts->policy, error));
    RG_TRY(rg_path(path, error, "%s/%s/optimizer.safetensors", trial, name));
    RG_TRY(read_optimizer(path, parts, error));
    rg_learner_set_counters(parts->learner, parts->state->learner);
    return RG_OK;
}

// calls visit for every checkpoint folder of a trial
static RgStatus each_checkpoint(const char* trial,
                                RgStatus (*visit)(void* context, int64_t iteration, bool whole,
                                                  const char* path, RgError* error),
                                void* context, RgError* error) {
    DIR* folder = opendir(trial);
    if (folder == NULL) {
        return rg_fail(error, RG_ERROR_IO, "%s: %s", trial, strerror(errno));
    }
    RgStatus status = RG_OK;
    for (struct dirent* entry = readdir(folder); entry != NULL && status == RG_OK;
         entry = readdir(folder)) {
        bool whole = false;
        char path[RG_PATH];
        int64_t iteration = parse_name(entry->d_name, &whole);
        if (iteration >= 0) {
            status = rg_path(path, error, "%s/%s", trial, entry->d_name);
            status = status == RG_OK ? visit(context, iteration, whole, path, error) : status;
        }
    }
    closedir(folder);
    return status;
}

static RgStatus forget_if_newer(void* context, int64_t iteration, bool whole, const char* path,
                                RgError* error) {
    return whole && iteration <= *(const int64_t*)context ? RG_OK : rg_remove_tree(path, error);
}

RgStatus rg_checkpoint_forget_newer(const char* trial, const char* name, RgError* error) {
    bool whole = false;
    int64_t newest = parse_name(name, &whole);
    return each_checkpoint(trial, forget_if_newer, &newest, error);
}

// the newest iterations, unordered; the smallest is replaced when a newer one comes
typedef struct Keep {
    int64_t* newest;
    int32_t count, limit;
    int64_t best, latest;
} Keep;

static RgStatus note_newest(void* context, int64_t iteration, bool whole, const char* path,
                            RgError* error) {
    (void)path, (void)error;
    Keep* keep = context;
    if (!whole) {
        return RG_OK;
    }
    if (keep->count < keep->limit) {
        keep->newest[keep->count++] = iteration;
        return RG_OK;
    }
    int32_t oldest = 0;
    for (int32_t i = 1; i < keep->count; i++) {
        oldest = keep->newest[i] < keep->newest[oldest] ? i : oldest;
    }
    keep->newest[oldest] = iteration > keep->newest[oldest] ? iteration : keep->newest[oldest];
    return RG_OK;
}

static RgStatus remove_unless_kept(void* context, int64_t iteration, bool whole, const char* path,
                                   RgError* error) {
    const Keep* keep = context;
    bool kept = !whole || iteration == keep->best || iteration == keep->latest;
    for (int32_t i = 0; i < keep->count && !kept; i++) {
        kept = keep->newest[i] == iteration;
    }
    return kept ? RG_OK : rg_remove_tree(path, error);
}

RgStatus rg_checkpoint_prune(const char* trial, int32_t keep, const char* best, RgError* error) {
    char latest[RG_CHECKPOINT_NAME];
    bool whole = false;
    RG_TRY(rg_checkpoint_named(trial, "latest", latest, error));
    Keep kept = {rg_alloc_array((size_t)keep, sizeof(int64_t)), 0, keep, parse_name(best, &whole),
                 parse_name(latest, &whole)};
    if (kept.newest == NULL) {
        return rg_fail(error, RG_ERROR_MEMORY, "no memory to list the checkpoints of %s", trial);
    }
    RgStatus status = each_checkpoint(trial, note_newest, &kept, error);
    status = status == RG_OK ? each_checkpoint(trial, remove_unless_kept, &kept, error) : status;
    rg_free(kept.newest);
    return status;
}
