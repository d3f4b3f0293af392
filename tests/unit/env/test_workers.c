// However many threads step the environments, the games are the same: every scenario, on one, two
// and three workers.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "core/hash.h"
#include "core/memory.h"
#include "core/random.h"
#include "core/threads.h"
#include "env/env_def.h"

#if defined(__SANITIZE_THREAD__)
enum { STEPS = 15 }; // races show at once, and play is slow
#else
enum { STEPS = 100 };
#endif
enum { N = 3, SCENARIOS = 35, MOST_WORKERS = 3, SEED = 20 };

/// Environments of one scenario; each row's results are chained where its worker writes them.
typedef struct Games {
    RgVecEnv env;
    RgVecEnvArrays out;
    int32_t actions[N * RG_SLOT_COUNT];
    uint64_t hash[N];
    bool reset;
} Games;

static int32_t rows_of(const Games* games) {
    return games->env.spec.rows_per_env;
}

static void create(const char* scenario, Games* games) {
    RgEnvDef def = rg_default_env_def();
    RgError error;
    memset(games, 0, sizeof *games);
    snprintf(def.scenario, sizeof def.scenario, "%s", scenario);
    snprintf(def.rewards, sizeof def.rewards, "scoring,checkpoints");
    def.seed = SEED;
    def.stagger_steps = 20;
    if (rg_vec_env_create(&def, N, &games->env, &error) != RG_OK) {
        fail_msg("%s", error.message);
    }
    size_t rows = (size_t)(N * rows_of(games));
    games->out = (RgVecEnvArrays){
        .observations =
            rg_alloc_array(rows * (size_t)games->env.spec.observation_size, sizeof(float)),
        .rewards = rg_alloc_array(rows, sizeof(float)),
        .terminated = rg_alloc_array(rows, 1),
        .truncated = rg_alloc_array(rows, 1),
    };
}

static void destroy(Games* games) {
    rg_free(games->out.observations);
    rg_free(games->out.rewards);
    rg_free(games->out.terminated);
    rg_free(games->out.truncated);
    rg_vec_env_destroy(&games->env);
}

static void play_one(void* context, int index, int worker) {
    (void)worker;
    Games* games = context;
    const RgVecEnvTable* table = games->env.table;
    if (games->reset) {
        table->reset(games->env.self, index, index + 1, &games->out);
    } else {
        table->step(games->env.self, index, index + 1, games->actions, &games->out);
    }
    size_t rows = (size_t)rows_of(games), size = (size_t)games->env.spec.observation_size;
    size_t first = (size_t)index * rows;
    uint64_t match = rg_match_hash(rg_vec_env_match(&games->env, index));
    uint64_t hash = rg_hash(&match, sizeof match, games->hash[index]);
    hash = rg_hash(games->out.observations + first * size, rows * size * sizeof(float), hash);
    games->hash[index] = rg_hash(games->out.rewards + first, rows * sizeof(float), hash);
}

static uint64_t play(const char* scenario, int workers) {
    static Games games;
    RgThreadPool* pool = NULL;
    RgError error;
    create(scenario, &games);
    assert_int_equal(rg_thread_pool_create(workers, &pool, &error), RG_OK);
    RgRandomKey key = rg_random_key(SEED, 1, 0, 0);
    games.reset = true;
    rg_parallel_for(pool, N, play_one, &games);
    games.reset = false;
    uint64_t draw = 0;
    for (int step = 0; step < STEPS; step++) {
        for (int32_t row = 0; row < N * rows_of(&games); row++) {
            games.actions[row] =
                (int32_t)rg_random_below(key, draw++, (uint32_t)games.env.spec.action_count);
        }
        rg_parallel_for(pool, N, play_one, &games);
    }
    rg_thread_pool_destroy(pool);
    destroy(&games);
    return rg_hash(games.hash, sizeof games.hash, 0);
}

static bool compare(void* context, const char* name, const char* path) {
    (void)path;
    int* count = context;
    uint64_t one = play(name, 1);
    for (int workers = 2; workers <= MOST_WORKERS; workers++) {
        if (play(name, workers) != one) {
            fail_msg("%s is another game on %d workers", name, workers);
        }
    }
    (*count)++;
    return true;
}

static void workers_change_no_scenario(void** state) {
    (void)state;
    int count = 0;
    rg_scenario_each(compare, &count);
    assert_true(count >= SCENARIOS);
    assert_int_equal(rg_allocated_bytes(), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(workers_change_no_scenario)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
