// A training run on a toy in a temporary folder.
#pragma once

#include "core/file.h"
#include "core/memory.h"
#include "toys/toys.h"
#include "train/trainer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

typedef struct Run {
    char folder[256];
    RgTrainDef def;
    RgVecEnv env, evaluation_env;
    RgTrainer* trainer;
} Run;

static inline void run_folder(char out[256]) {
    snprintf(out, 256, "/tmp/regista-test-XXXXXX");
    assert_non_null(mkdtemp(out));
}

static inline RgTrainDef run_def(int64_t env_steps) {
    RgTrainDef def = rg_default_train_def();
    def.environments = 32;
    def.env_steps = env_steps;
    def.evaluate_every = 1500;
    def.evaluate_episodes = 40;
    def.checkpoint_every = 1000;
    def.policy.width = 16;
    def.policy.blocks = 1;
    def.policy.head_width = 16;
    def.learn.steps = 8;
    def.learn.minibatches = 2;
    def.learn.learning_rate = 0.003;
    return def;
}

// opens a run; `threads` must not show in any result
static inline RgStatus run_open(Run* run, bool resume, int threads, RgError* error) {
    run->env = toy_create(TOY_CORRIDOR, 32, 5);
    run->evaluation_env = toy_create(TOY_CORRIDOR, 20, 6);
    RgTrainOptions options = {.folder = run->folder,
                              .resume = resume,
                              .threads = threads,
                              .env = &run->env,
                              .evaluation_env = &run->evaluation_env};
    return rg_trainer_create(&run->def, &options, &run->trainer, error);
}

static inline void run_close(Run* run) {
    rg_trainer_destroy(run->trainer);
    run->env.table->destroy(run->env.self);
    run->evaluation_env.table->destroy(run->evaluation_env.self);
    run->trainer = NULL;
}

// trains until the run is done
static inline void run_finish(Run* run) {
    RgTrainProgress progress;
    RgError error;
    do {
        RgStatus status = rg_trainer_step(run->trainer, &progress, &error);
        if (status != RG_OK) {
            fail_msg("%s", error.message);
        }
    } while (!progress.done);
}

static inline char* run_file(const Run* run, const char* name) {
    static char path[512];
    snprintf(path, sizeof path, "%s/stage-1-stage/trial-0/%s", run->folder, name);
    return path;
}

// contents of a file, to free with rg_free
static inline char* read_all(const char* path, size_t* bytes) {
    char* data;
    RgError error;
    if (rg_file_read(path, &data, bytes, &error) != RG_OK) {
        fail_msg("%s", error.message);
    }
    return data;
}

static inline void assert_files_equal(const char* a, const char* b) {
    size_t bytes_a, bytes_b;
    char *data_a = read_all(a, &bytes_a), *data_b = read_all(b, &bytes_b);
    assert_int_equal(bytes_a, bytes_b);
    assert_memory_equal(data_a, data_b, bytes_a);
    rg_free(data_a);
    rg_free(data_b);
}

// the newest checkpoints of two finished runs hold the same weights, moments, states and
// environments
static inline void assert_same_end(const Run* a, const Run* b) {
    const char* parts[] = {"policy.safetensors", "optimizer.safetensors"};
    char names[2][RG_CHECKPOINT_NAME], path[512];
    assert_int_equal(rg_checkpoint_named(run_file(a, "."), "latest", names[0], NULL), RG_OK);
    assert_int_equal(rg_checkpoint_named(run_file(b, "."), "latest", names[1], NULL), RG_OK);
    assert_string_equal(names[0], names[1]);
    for (int i = 0; i < 2; i++) {
        char name[64];
        snprintf(name, sizeof name, "%s/%s", names[0], parts[i]);
        snprintf(path, sizeof path, "%s", run_file(a, name));
        assert_files_equal(path, run_file(b, name));
    }
}
