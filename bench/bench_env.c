// How fast environments step. Every worker has its own range of environments, as in a rollout; only
// the step function is timed, so that a scripted player that looks at raw observations costs the
// environment nothing.
#include "bench.h"

#include "core/error.h"
#include "core/memory.h"
#include "core/random.h"
#include "env/env_def.h"
#include "env/profile.h"
#include "train/player.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    ENVIRONMENTS = 16,
    STEPS = 512
}; // of one worker; env steps of each environment in a repetition

typedef struct EnvBench {
    RgEnvDef def;
    RgPlayerKind actions_of;
    RgThreadPool* pool;
    int32_t threads, range; // environments of one worker
    RgVecEnv env;
    RgVecEnvArrays arrays;
    int32_t* actions;      // (B)
    int32_t* episode_step; // (N)
    double* busy;          // (threads) seconds in the step function
    int64_t* draws;        // (threads) random numbers drawn so far
    double reset_us;       // of the fastest repetition
} EnvBench;

static RgStatus describe_env(const BenchOptions* options, EnvBench* bench, RgError* error) {
    RgEnvDef* def = &bench->def;
    *def = rg_default_env_def();
    def->stacked = true;
    def->stagger = false;
    def->seed = (int64_t)options->seed;
    def->left_agents = options->agents > 0 ? options->agents : 1;
    strcpy(def->rewards, "scoring,checkpoints");
    if (options->scenario != NULL) {
        RG_TRY(
            rg_def_set(&rg_env_def_type, def, "scenario", options->scenario, "--scenario", error));
    }
    const char* actions = options->actions != NULL ? options->actions : "random";
    if (!rg_player_by_name(actions, &bench->actions_of)) {
        return rg_fail(error, RG_ERROR_ARGUMENT,
                       "--actions %s: takes random, builtin, right, sprint-right or run-shoot",
                       actions);
    }
    def->action_set =
        bench->actions_of == RG_PLAYER_BUILTIN ? RG_ACTION_SET_V2 : RG_ACTION_SET_DEFAULT;
    for (int i = 0; options->settings != NULL && options->settings[i] != NULL; i++) {
        RG_TRY(rg_def_set_assignment(&rg_env_def_type, def, options->settings[i], error));
    }
    return RG_OK;
}

static RgStatus lay_out(EnvBench* bench, RgError* error) {
    size_t n = (size_t)bench->env.spec.env_count, b = n * (size_t)bench->env.spec.rows_per_env;
    bool fine = true;
#define LAY_OUT(field, size)                                                                       \
    fine = ((field) = rg_alloc_array((size), sizeof *(field))) != NULL && fine
    LAY_OUT(bench->arrays.observations, b * (size_t)bench->env.spec.observation_size + 1);
    LAY_OUT(bench->arrays.rewards, b);
    LAY_OUT(bench->arrays.terminated, b);
    LAY_OUT(bench->arrays.truncated, b);
    LAY_OUT(bench->actions, b);
    LAY_OUT(bench->episode_step, n);
    LAY_OUT(bench->busy, (size_t)bench->threads);
    LAY_OUT(bench->draws, (size_t)bench->threads);
#undef LAY_OUT
    return fine ? RG_OK
                : rg_fail(error, RG_ERROR_MEMORY, "no memory to measure %zu environments", n);
}

static void destroy(void* self) {
    EnvBench* bench = self;
    rg_free(bench->arrays.observations);
    rg_free(bench->arrays.rewards);
    rg_free(bench->arrays.terminated);
    rg_free(bench->arrays.truncated);
    rg_free(bench->actions);
    rg_free(bench->episode_step);
    rg_free(bench->busy);
    rg_free(bench->draws);
    if (bench->env.table != NULL) {
        rg_vec_env_destroy(&bench->env);
    }
    rg_free(bench);
}

static RgStatus create(const BenchOptions* options, void** out, RgError* error) {
    *out = NULL;
    EnvBench* bench = rg_alloc(sizeof *bench);
    if (bench == NULL) {
        return rg_fail(error, RG_ERROR_MEMORY, "no memory for a benchmark");
    }
    bench->pool = options->pool;
    bench->threads = options->threads;
    bench->range = options->environments > 0 ? options->environments : ENVIRONMENTS;
    bench->reset_us = 1e30;
    RgStatus status = describe_env(options, bench, error);
    status = status == RG_OK
                 ? rg_vec_env_create(&bench->def, bench->range * bench->threads, &bench->env, error)
                 : status;
    status = status == RG_OK ? lay_out(bench, error) : status;
    if (status != RG_OK) {
        destroy(bench);
        return status;
    }
    bench->env.table->reset(bench->env.self, 0, bench->env.spec.env_count, &bench->arrays);
    *out = bench;
    return RG_OK;
}

static void choose(EnvBench* bench, int worker, int32_t begin, int32_t end) {
    RgRandomKey key = rg_random_key(1, (uint64_t)worker, 0, 0);
    int32_t rows = bench->env.spec.rows_per_env;
    bool looks = rg_player_looks(bench->actions_of), random = bench->actions_of == RG_PLAYER_RANDOM;
    RgObservation seen;
    for (int32_t row = begin * rows; row < end * rows; row++) {
        if (looks) {
            rg_vec_env_observe(&bench->env, row, &seen);
        }
        float uniform = random ? rg_random_uniform(key, (uint64_t)bench->draws[worker]++) : 0;
        bench->actions[row] = rg_scripted_action(bench->actions_of, looks ? &seen : NULL,
                                                 bench->episode_step[row / rows], uniform,
                                                 bench->env.spec.action_count);
    }
}

static void run_worker(void* context, int index, int worker) {
    EnvBench* bench = context;
    (void)worker;
    int32_t begin = index * bench->range, end = begin + bench->range,
            rows = bench->env.spec.rows_per_env;
    bench->busy[index] = 0;
    for (int step = 0; step < STEPS; step++) {
        choose(bench, index, begin, end);
        double before = bench_seconds();
        bench->env.table->step(bench->env.self, begin, end, bench->actions, &bench->arrays);
        bench->busy[index] += bench_seconds() - before;
        for (int32_t n = begin; n < end; n++) {
            bool over = bench->arrays.terminated[n * rows] || bench->arrays.truncated[n * rows];
            bench->episode_step[n] = over ? 0 : bench->episode_step[n] + 1;
        }
    }
}

static double step(void* self) {
    EnvBench* bench = self;
    int32_t count = bench->env.spec.env_count;
    double before = bench_seconds();
    bench->env.table->reset(bench->env.self, 0, count, &bench->arrays);
    double reset_us = (bench_seconds() - before) / count * 1e6;
    bench->reset_us = reset_us < bench->reset_us ? reset_us : bench->reset_us;
    memset(bench->episode_step, 0, (size_t)count * sizeof *bench->episode_step);
    rg_parallel_for(bench->pool, bench->threads, run_worker, bench);
    double seconds = 0;
    for (int32_t i = 0; i < bench->threads; i++) {
        seconds += bench->busy[i] / bench->threads;
    }
    return seconds;
}

static double count(const void* self) {
    return (double)STEPS * ((const EnvBench*)self)->env.spec.env_count;
}

static void describe(const void* self, bool first, cJSON* out) {
    static const char* const representations[] = {"simple115v2", "simple115", "extracted", "raw",
                                                  "entities"};
    static const char* const players[] = {"policy", "random",       "builtin",
                                          "right",  "sprint-right", "run-shoot"};
    const EnvBench* bench = self;
    if (!first) {
        cJSON_AddNumberToObject(out, "bytes_per_match",
                                (double)bench->env.table->state_bytes(bench->env.self));
        cJSON_AddNumberToObject(out, "reset_us", bench->reset_us);
        return;
    }
    char observation[64];
    snprintf(observation, sizeof observation, "%s%s", representations[bench->def.representation],
             bench->def.stacked ? " stacked" : "");
    cJSON_AddStringToObject(out, "scenario", bench->def.scenario);
    cJSON_AddStringToObject(out, "backend", "native");
    cJSON_AddNumberToObject(out, "threads", bench->threads);
    cJSON_AddNumberToObject(out, "environments", bench->env.spec.env_count);
    cJSON_AddNumberToObject(out, "agents", bench->env.spec.rows_per_env);
    cJSON_AddStringToObject(out, "actions", players[bench->actions_of]);
    cJSON_AddStringToObject(out, "observation", observation);
}

// ---- where the time goes

// clock units that one mark adds to the stage before it, when nothing disturbs
static double mark_cost(void) {
    enum { TRIES = 100, MARKS = 1000 };
    static RgProfile scratch;
    double least = 1e30;
    for (int32_t try = 0; try < TRIES; try++) {
        uint64_t before = rg_profile_clock();
        for (int32_t i = 0; i < MARKS; i++) {
            rg_profile_mark(&scratch, i & 1);
        }
        double cost = (double)(rg_profile_clock() - before) / MARKS;
        least = cost < least ? cost : least;
    }
    return least;
}

typedef struct Share {
    int32_t stage;
    double units; // of the clock
} Share;

static int larger_first(const void* a, const void* b) {
    double x = ((const Share*)a)->units, y = ((const Share*)b)->units;
    return (x < y) - (x > y);
}

enum { SHOWN = RG_STAGE_COUNT - 1 }; // all but what lies outside of steps

// stages by their time, without what the marks themselves took; returns the sum
static double sort_stages(const RgProfile* profile, Share shares[SHOWN]) {
    double cost = mark_cost(), sum = 0;
    int32_t count = 0;
    for (int32_t i = 0; i < RG_STAGE_COUNT; i++) {
        double units = (double)profile->time[i] - cost * (double)profile->marks[i];
        if (i != RG_STAGE_OUTSIDE) {
            shares[count] = (Share){i, units > 0 ? units : 0};
            sum += shares[count++].units;
        }
    }
    qsort(shares, SHOWN, sizeof shares[0], larger_first);
    return sum;
}

static void add_profile(const RgProfile* profile, double ns_per_unit, double env_steps,
                        cJSON* out) {
    Share shares[SHOWN];
    double sum = sort_stages(profile, shares);
    double ticks = (double)profile->count[RG_STAGE_BALL],
           dead = (double)profile->count[RG_STAGE_REFEREE];
    cJSON *object = cJSON_AddObjectToObject(out, "profile"), *list = cJSON_CreateArray();
    cJSON_AddNumberToObject(object, "env_steps", env_steps);
    cJSON_AddNumberToObject(object, "ticks", ticks);
    cJSON_AddNumberToObject(object, "dead_ticks", dead);
    cJSON_AddNumberToObject(object, "ns_per_tick", sum * ns_per_unit / ticks);
    cJSON_AddNumberToObject(object, "interrupted",
                            (double)profile->interrupted / (sum + (double)profile->interrupted));
    cJSON_AddItemToObject(object, "stages", list);
    for (int32_t i = 0; i < SHOWN; i++) {
        cJSON* stage = cJSON_CreateObject();
        cJSON_AddStringToObject(stage, "stage", rg_env_stage_name(shares[i].stage));
        cJSON_AddNumberToObject(stage, "ns_per_tick", shares[i].units * ns_per_unit / ticks);
        cJSON_AddNumberToObject(stage, "share", shares[i].units / sum);
        cJSON_AddItemToArray(list, stage);
    }
}

// units of the clock in a second
static double clock_rate(void) {
    double begin = bench_seconds(), now = begin;
    uint64_t units = rg_profile_clock();
    while (now - begin < 0.01) {
        now = bench_seconds();
    }
    return (double)(rg_profile_clock() - units) / (now - begin);
}

// One thread steps one worker's environments. No stage takes a fifth of a millisecond by itself.
static RgStatus profile(void* self, cJSON* out, RgError* error) {
    EnvBench* bench = self;
    double rate = clock_rate();
    RgProfile profile = {.stage = RG_STAGE_OUTSIDE, .limit = (uint64_t)(rate * 2e-4)};
    bench->env.table->reset(bench->env.self, 0, bench->range, &bench->arrays);
    RG_TRY(rg_vec_env_profile(&bench->env, &profile, error));
    profile.since = rg_profile_clock();
    run_worker(bench, 0, 0);
    add_profile(&profile, 1e9 / rate, (double)STEPS * bench->range, out);
    return rg_vec_env_profile(&bench->env, NULL, error);
}

const BenchCase bench_env = {
    .name = "env",
    .rate_key = "env_steps_per_s",
    .create = create,
    .step = step,
    .count = count,
    .describe = describe,
    .profile = profile,
    .destroy = destroy,
};
