// Native environments on the real match engine with arrays of the size that they need, for tests.
#pragma once

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/random.h"
#include "env/env_def.h"

typedef struct Rig {
    RgVecEnv env;
    RgVecEnvArrays out;
    int32_t* actions;
    int32_t rows; // of all environments
    size_t observation_bytes;
} Rig;

static inline RgEnvDef native_def(const char* scenario) {
    RgEnvDef def = rg_default_env_def();
    snprintf(def.scenario, sizeof def.scenario, "%s", scenario);
    def.stagger = false;
    def.seed = 20;
    return def;
}

static inline Rig make_rig(const RgEnvDef* def, int32_t count) {
    Rig rig = {0};
    RgError error;
    if (rg_vec_env_create(def, count, &rig.env, &error) != RG_OK) {
        fail_msg("%s", error.message);
    }
    const RgVecEnvSpec* spec = &rig.env.spec;
    rig.rows = count * spec->rows_per_env;
    size_t b = (size_t)rig.rows, n = (size_t)count, d = (size_t)spec->observation_size,
           g = (size_t)spec->global_size;
    rig.observation_bytes = b * d * sizeof(float);
    rig.actions = calloc(b, sizeof *rig.actions);
    rig.out = (RgVecEnvArrays){.observations = calloc(b * d + 1, sizeof(float)),
                               .final_observations = calloc(b * d + 1, sizeof(float)),
                               .rewards = calloc(b, sizeof(float)),
                               .terminated = calloc(b, 1),
                               .truncated = calloc(b, 1),
                               .masks = calloc(b * (size_t)spec->action_count, 1),
                               .global_states = calloc(n * 2 * g, sizeof(float)),
                               .final_global_states = calloc(n * 2 * g, sizeof(float))};
    rig.env.table->reset(rig.env.self, 0, count, &rig.out);
    return rig;
}

static inline void free_rig(Rig* rig) {
    rg_vec_env_destroy(&rig->env);
    free(rig->out.observations);
    free(rig->out.final_observations);
    free(rig->out.rewards);
    free(rig->out.terminated);
    free(rig->out.truncated);
    free(rig->out.masks);
    free(rig->out.global_states);
    free(rig->out.final_global_states);
    free(rig->actions);
}

static inline void step_rig(Rig* rig) {
    rig->env.table->step(rig->env.self, 0, rig->env.spec.env_count, rig->actions, &rig->out);
}

// random actions of step t, the same for everybody who asks
static inline void choose_random(Rig* rig, uint64_t t) {
    for (int32_t row = 0; row < rig->rows; row++) {
        rig->actions[row] = (int32_t)rg_random_below(rg_random_key(1, (uint64_t)row, 0, 0), t,
                                                     (uint32_t)rig->env.spec.action_count);
    }
}
