// Evaluation: the same numbers whatever the number of workers and every time; long episodes are not
// crowded out by short ones; sides are kept apart.
#include "core/memory.h"
#include "core/threads.h"
#include "toys/toys.h"
#include "train/statistics.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void assert_same(const RgEvaluation* a, const RgEvaluation* b, bool same) {
    assert_int_equal(a->episodes, b->episodes);
    size_t skip = offsetof(RgEvaluation, success);
    bool equal = memcmp((const char*)a + skip, (const char*)b + skip, sizeof *a - skip) == 0;
    assert_true(equal == same);
}

static RgEvaluation evaluate(ToyKind kind, int envs, int episodes, int workers, RgPlayerKind player,
                             uint64_t seed) {
    RgVecEnv env = toy_create(kind, envs, 3);
    RgThreadPool* pool;
    RgEvaluator* evaluator;
    RgEvaluation first, second;
    const RgPlayer players[2] = {{player, NULL, false}, {RG_PLAYER_RANDOM, NULL, false}};
    assert_int_equal(rg_thread_pool_create(workers, &pool, NULL), RG_OK);
    assert_int_equal(rg_evaluator_create(&env, 1, players, episodes, pool, &evaluator, NULL),
                     RG_OK);
    rg_evaluator_run(evaluator, seed, &first);
    int64_t allocations = rg_allocation_count();
    rg_evaluator_run(evaluator, seed, &second);
    assert_int_equal(rg_allocation_count(), allocations);
    assert_same(&first, &second, true);
    rg_evaluator_destroy(evaluator);
    rg_thread_pool_destroy(pool);
    env.table->destroy(env.self);
    return first;
}

static void workers_do_not_show(void** state) {
    (void)state;
    RgEvaluation one = evaluate(TOY_CORRIDOR, 70, 200, 1, RG_PLAYER_RANDOM, 9);
    RgEvaluation three = evaluate(TOY_CORRIDOR, 70, 200, 3, RG_PLAYER_RANDOM, 9);
    RgEvaluation other = evaluate(TOY_CORRIDOR, 70, 200, 1, RG_PLAYER_RANDOM, 10);
    assert_same(&one, &three, true);
    assert_same(&one, &other, false);
    assert_int_equal(one.episodes, 200);
    assert_int_equal(rg_allocated_bytes(), 0);
}

// random play names one symbol of three
static void a_known_chance_is_found(void** state) {
    (void)state;
    RgEvaluation e = evaluate(TOY_BANDIT, 64, 20000, 2, RG_PLAYER_RANDOM, 1);
    assert_true(fabs(e.success.mean - 1.0 / 3) < 4 * e.success.stderr_mean);
    assert_true(e.success.low < e.success.mean && e.success.mean < e.success.high);
    assert_true(fabs(e.episode_return.mean - e.success.mean) < 1e-9);
    assert_true(e.length.mean == 1 && e.length.stderr_mean == 0);
}

// the mean length is that of episodes, not of the first ones to end: many environments with few
// episodes agree with few with many
static void short_episodes_are_not_favoured(void** state) {
    (void)state;
    RgEvaluation wide = evaluate(TOY_CORRIDOR, 4000, 4000, 2, RG_PLAYER_RANDOM, 1);
    RgEvaluation narrow = evaluate(TOY_CORRIDOR, 10, 4000, 2, RG_PLAYER_RANDOM, 1);
    double error = hypot(wide.length.stderr_mean, narrow.length.stderr_mean);
    assert_true(fabs(wide.length.mean - narrow.length.mean) < 4 * error);
    assert_true(wide.length.mean > 5);
}

static void what_does_not_fit_is_refused(void** state) {
    (void)state;
    RgVecEnv env = toy_create(TOY_BANDIT, 4, 3);
    RgError error;
    RgEvaluator* evaluator;
    const RgPlayer builtin[2] = {{RG_PLAYER_BUILTIN, NULL, false}, {RG_PLAYER_RANDOM, NULL, false}};
    assert_int_equal(rg_evaluator_create(&env, 1, builtin, 4, NULL, &evaluator, &error),
                     RG_ERROR_SHAPE);
    assert_null(evaluator);
    env.table->destroy(env.self);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(workers_do_not_show),
        cmocka_unit_test(a_known_chance_is_found),
        cmocka_unit_test(short_episodes_are_not_favoured),
        cmocka_unit_test(what_does_not_fit_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
