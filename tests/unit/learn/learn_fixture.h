// A policy, a toy environment and a learner for tests.
#pragma once

#include "core/def.h"
#include "core/threads.h"
#include "learn/learner.h"
#include "policy/policy_def.h"
#include "toys/toys.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

typedef struct Fixture {
    RgLearnDef def;
    RgVecEnv env;
    RgPolicy* policy;
    RgThreadPool* pool;
    RgLearner* learner;
} Fixture;

typedef struct FixtureDef {
    ToyKind toy;
    const char* kind; // of policy
    int envs, workers;
    uint64_t seed;
    const char* settings[12]; // of the learner: key, value, …
} FixtureDef;

static inline void fixture_policy(Fixture* f, const FixtureDef* def) {
    RgPolicyDef policy_def;
    rg_def_reset(&rg_policy_def_type, &policy_def);
    assert_int_equal(rg_def_set(&rg_policy_def_type, &policy_def, "kind", def->kind, "test", NULL),
                     RG_OK);
    policy_def.width = 32;
    policy_def.blocks = 1;
    policy_def.head_width = 16;
    policy_def.d_state = 16;
    RgError error = {0};
    RgStatus status =
        rg_policy_create(&policy_def, TOY_OBSERVATION, TOY_SYMBOLS, def->seed, &f->policy, &error);
    if (status != RG_OK) {
        fail_msg("%s", error.message);
    }
}

static inline void fixture_create(Fixture* f, const FixtureDef* def) {
    RgError error = {0};
    rg_def_reset(&rg_learn_def_type, &f->def);
    for (int i = 0; i + 1 < 12 && def->settings[i] != NULL; i += 2) {
        assert_int_equal(rg_learn_def_set(&f->def, def->settings[i], def->settings[i + 1], &error),
                         RG_OK);
    }
    fixture_policy(f, def);
    f->env = toy_create(def->toy, def->envs, def->seed);
    assert_int_equal(rg_thread_pool_create(def->workers, &f->pool, &error), RG_OK);
    RgStatus status =
        rg_learner_create(&f->def, f->policy, &f->env, f->pool, def->seed, &f->learner, &error);
    if (status != RG_OK) {
        fail_msg("%s", error.message);
    }
    rg_learner_start(f->learner);
}

static inline void fixture_destroy(Fixture* f) {
    rg_learner_destroy(f->learner);
    rg_thread_pool_destroy(f->pool);
    f->env.table->destroy(f->env.self);
    rg_policy_destroy(f->policy);
}
