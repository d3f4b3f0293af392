// Benchmarks: a table of cases, one driver (cli/cmd_bench.c). A case does a fixed amount of work
// again and again; the driver repeats, takes the median and prints one JSON object.
#pragma once

#include "core/threads.h"
#include "regista/core.h"

#include <cjson/cJSON.h>

/// What the command line says; a case ignores what does not concern it.
typedef struct BenchOptions {
    const char* scenario; ///< NULL: academy_empty_goal_close
    const char* actions;  ///< who plays: a scripted player's name; NULL: random
    const char* policy;   ///< preset of a policy; NULL: mamba_lite_2025
    int32_t environments; ///< 0: the case's default
    int32_t rows;         ///< 0: the case's default
    int32_t agents;       ///< rows an environment, 0: 1
    uint64_t seed;
    RgThreadPool* pool;
    int32_t threads;             ///< workers of the pool
    const char* const* settings; ///< key=value of a training run, NULL at the end; may be NULL
} BenchOptions;

/// One benchmark.
typedef struct BenchCase {
    const char* name;
    const char* rate_key; ///< JSON key of the rate: "env_steps_per_s"
    /// Lays everything out; nothing is allocated afterwards.
    RgStatus (*create)(const BenchOptions* options, void** out, RgError* error);
    /// One repetition; returns its seconds.
    double (*step)(void* self);
    /// Units of work of one repetition.
    double (*count)(const void* self);
    /// Adds what was measured besides the rate; the keys before the rate are added with `first`
    /// set.
    void (*describe)(const void* self, bool first, cJSON* out);
    /// Works on with a stopwatch in every stage and adds "profile": where the time goes. NULL: the
    /// case cannot.
    RgStatus (*profile)(void* self, cJSON* out, RgError* error);
    void (*destroy)(void* self);
} BenchCase;

extern const BenchCase bench_env, bench_policy, bench_train;

/// Multiplications and additions a second that one thread reaches in registers with the widest
/// vectors in use: the yardstick of share_of_peak.
double bench_peak_flops(void);

/// Seconds of a clock that never runs backwards.
double bench_seconds(void);
