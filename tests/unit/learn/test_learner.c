// The learner as a machine: the number of workers never shows, nothing is allocated while it runs,
// numbers that are not finite are caught and named, and a copy of its state goes on exactly as the
// original does.
#include "unit/learn/learn_fixture.h"

#include "core/memory.h"
#include "learn/learner_state.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void iterate(Fixture* f, int iterations, double progress, RgLearnInfo* info) {
    for (int i = 0; i < iterations; i++) {
        RgCollectInfo collected;
        rg_learner_collect(f->learner, &collected);
        rg_learner_learn(f->learner, progress, info);
    }
}

static size_t weight_bytes(const Fixture* f) {
    return (size_t)rg_policy_parameter_count(f->policy) * sizeof(float);
}

static void workers_do_not_show(void** state) {
    (void)state;
    const char* algorithms[] = {"ppo", "impala"};
    for (int a = 0; a < 2; a++) {
        float* expected = NULL;
        for (int workers = 1; workers <= 3; workers++) {
            Fixture f;
            fixture_create(&f,
                           &(FixtureDef){TOY_CORRIDOR,
                                         "mamba_lite_2025",
                                         23,
                                         workers,
                                         7,
                                         {"algorithm", algorithms[a], "steps", "8", "block_rows",
                                          "3", "shards", "2", "minibatches", "2"}});
            RgLearnInfo info;
            iterate(&f, 5, 0.1, &info); // 5 iterations of 2 passes of 2 minibatches
            assert_int_equal(rg_learner_updates(f.learner), 20);
            if (workers == 1) {
                expected = malloc(weight_bytes(&f));
                memcpy(expected, rg_policy_weights(f.policy), weight_bytes(&f));
            }
            assert_memory_equal(expected, rg_policy_weights(f.policy), weight_bytes(&f));
            fixture_destroy(&f);
        }
        free(expected);
    }
    assert_int_equal(rg_allocated_bytes(), 0);
}

// another shard count adds in another order, so the sums must differ in the last bits: the shards
// are really used
static void shards_are_part_of_the_definition(void** state) {
    (void)state;
    float* first = NULL;
    for (int s = 1; s <= 2; s++) {
        Fixture f;
        fixture_create(&f, &(FixtureDef){TOY_CORRIDOR,
                                         "mamba_lite_2025",
                                         24,
                                         1,
                                         7,
                                         {"steps", "8", "block_rows", "3", "shards",
                                          s == 1 ? "1" : "4", "minibatches", "1"}});
        RgLearnInfo info;
        iterate(&f, 3, 0, &info);
        if (s == 1) {
            first = malloc(weight_bytes(&f));
            memcpy(first, rg_policy_weights(f.policy), weight_bytes(&f));
        } else {
            assert_memory_not_equal(first, rg_policy_weights(f.policy), weight_bytes(&f));
        }
        fixture_destroy(&f);
    }
    free(first);
}

static void every_pass_has_its_own_order(void** state) {
    (void)state;
    Fixture f;
    fixture_create(
        &f, &(FixtureDef){TOY_CORRIDOR, "mlp", 64, 1, 7, {"block_rows", "2", "epochs", "1"}});
    int32_t seen[3][32], counts[32] = {0};
    RgLearnInfo info;
    for (int pass = 0; pass < 3; pass++) {
        iterate(&f, 1, 0, &info);
        memcpy(seen[pass], f.learner->order, sizeof seen[pass]);
        for (int i = 0; i < 32; i++) {
            counts[seen[pass][i]]++;
        }
    }
    for (int i = 0; i < 32; i++) {
        assert_int_equal(counts[i], 3);
    }
    assert_memory_not_equal(seen[0], seen[1], sizeof seen[0]);
    assert_memory_not_equal(seen[1], seen[2], sizeof seen[0]);
    fixture_destroy(&f);
}

static void nothing_is_allocated_while_learning(void** state) {
    (void)state;
    Fixture f;
    fixture_create(&f, &(FixtureDef){TOY_MEMORY, "mamba_lite_2025", 64, 2, 3, {NULL}});
    RgLearnInfo info;
    int64_t before = rg_allocation_count();
    iterate(&f, 3, 0, &info);
    assert_int_equal(rg_allocation_count(), before);
    fixture_destroy(&f);
}

static void every_update_echoes_what_it_used(void** state) {
    (void)state;
    Fixture f;
    fixture_create(&f, &(FixtureDef){TOY_MEMORY,
                                     "mamba_lite_2025",
                                     32,
                                     1,
                                     3,
                                     {"learning_rate_schedule", "linear", "learning_rate", "0.004",
                                      "learning_rate_end", "0.002", "minibatches", "2"}});
    RgLearnInfo info;
    iterate(&f, 1, 0.5, &info);
    assert_true(fabs(info.learning_rate - 0.003) < 1e-12);
    assert_true(fabs(info.entropy_coefficient - 0.0065) < 1e-12);
    assert_true(info.clip == f.def.clip && info.gamma == f.def.gamma &&
                info.max_gradient_norm == f.def.max_gradient_norm);
    assert_int_equal(info.updates, 4);
    // a fresh policy is close to uniform
    assert_true(fabs(info.entropy - log(3)) < 0.05);
    assert_true(info.kl >= 0 && info.kl < 0.1);
    fixture_destroy(&f);
}

static void a_spoiled_update_is_void_and_named(void** state) {
    (void)state;
    const float spoil[] = {NAN, INFINITY};
    for (int i = 0; i < 2; i++) {
        Fixture f;
        fixture_create(
            &f, &(FixtureDef){
                    TOY_MEMORY, "mamba_lite_2025", 32, 1, 3, {"epochs", "1", "minibatches", "1"}});
        float* weights = malloc(weight_bytes(&f));
        memcpy(weights, rg_policy_weights(f.policy), weight_bytes(&f));
        int64_t at = rg_policy_parameter_count(f.policy) / 2;
        rg_learner_spoil_gradient(f.learner, at, spoil[i]);
        RgLearnInfo info;
        iterate(&f, 1, 0, &info);
        assert_int_equal(info.voided, 1);
        assert_int_equal(info.updates, 0);
        assert_int_equal(rg_learner_voided(f.learner), 1);
        assert_string_equal(info.voided_tensor, rg_policy_tensor_at(f.policy, at));
        assert_memory_equal(weights, rg_policy_weights(f.policy), weight_bytes(&f));
        // the next one counts again
        iterate(&f, 1, 0, &info);
        assert_int_equal(info.updates, 1);
        assert_string_equal(info.voided_tensor, "");
        assert_memory_not_equal(weights, rg_policy_weights(f.policy), weight_bytes(&f));
        free(weights);
        fixture_destroy(&f);
    }
}

// a weight that is not a number spoils the loss itself: void, and playing goes on
static void a_broken_weight_does_not_spread(void** state) {
    (void)state;
    Fixture f;
    fixture_create(&f,
                   &(FixtureDef){TOY_MEMORY, "mlp", 32, 1, 3, {"epochs", "1", "minibatches", "2"}});
    float* weights = rg_policy_weights(f.policy);
    weights[0] = NAN;
    rg_policy_pack(f.policy);
    float kept = weights[1];
    RgLearnInfo info;
    iterate(&f, 2, 0, &info);
    assert_int_equal(rg_learner_voided(f.learner), 4);
    assert_true(info.voided_tensor[0] != 0 && weights[1] == kept);
    fixture_destroy(&f);
}

static void a_copied_state_goes_on_alike(void** state) {
    (void)state;
    FixtureDef def = {
        TOY_CORRIDOR, "mamba_lite_2025", 32, 2, 11, {"steps", "7", "minibatches", "2"}};
    Fixture original, copy;
    RgLearnInfo info;
    fixture_create(&original, &def);
    iterate(&original, 3, 0, &info);
    fixture_create(&copy, &def);

    RgLearnerArrays from = rg_learner_arrays(original.learner),
                    to = rg_learner_arrays(copy.learner);
    void* envs = malloc(rg_learner_env_bytes(original.learner) * 32);
    rg_learner_save_envs(original.learner, envs);
    rg_learner_restore_envs(copy.learner, envs);
    memcpy(to.first_moment, from.first_moment, (size_t)from.parameters * sizeof(float));
    memcpy(to.second_moment, from.second_moment, (size_t)from.parameters * sizeof(float));
    memcpy(to.state, from.state, (size_t)from.rows * (size_t)from.state_size * sizeof(float));
    memcpy(to.resets, from.resets, (size_t)from.rows);
    memcpy(rg_policy_weights(copy.policy), rg_policy_weights(original.policy),
           weight_bytes(&original));
    rg_policy_pack(copy.policy);
    rg_learner_set_counters(copy.learner, rg_learner_counters(original.learner));

    iterate(&original, 3, 0, &info);
    iterate(&copy, 3, 0, &info);
    assert_memory_equal(rg_policy_weights(copy.policy), rg_policy_weights(original.policy),
                        weight_bytes(&original));
    free(envs);
    fixture_destroy(&original);
    fixture_destroy(&copy);
}

static void what_does_not_fit_is_refused(void** state) {
    (void)state;
    Fixture f;
    fixture_create(&f, &(FixtureDef){TOY_MEMORY, "mlp", 32, 1, 3, {"minibatches", "2"}});
    RgError error;
    RgLearner* learner;
    RgVecEnv wrong = f.env;
    wrong.spec.observation_size++;
    assert_int_equal(rg_learner_create(&f.def, f.policy, &wrong, f.pool, 1, &learner, &error),
                     RG_ERROR_SHAPE);
    assert_null(learner);
    f.def.minibatches = 3; // two blocks of sixteen rows
    assert_int_equal(rg_learner_create(&f.def, f.policy, &f.env, f.pool, 1, &learner, &error),
                     RG_ERROR_CONFIG);
    assert_non_null(strstr(error.message, "learn.minibatches 3"));
    fixture_destroy(&f);
}

static int64_t allocations_left;

static void* limited_allocate(size_t bytes, size_t alignment) {
    return allocations_left-- > 0
               ? aligned_alloc(alignment, (bytes + alignment - 1) / alignment * alignment)
               : NULL;
}

static void limited_release(void* memory) {
    free(memory);
}

// whichever allocation fails, creation reports it and leaves nothing behind
static void a_failing_allocation_leaves_nothing(void** state) {
    (void)state;
    Fixture f;
    rg_set_allocator(limited_allocate, limited_release);
    allocations_left = 1 << 20;
    fixture_create(&f,
                   &(FixtureDef){TOY_MEMORY, "mamba_lite_2025", 32, 2, 3, {"minibatches", "2"}});
    int64_t settled = rg_allocated_bytes();
    RgStatus status = RG_ERROR_MEMORY;
    for (int n = 0; status != RG_OK; n++) {
        RgLearner* learner;
        RgError error;
        allocations_left = n;
        status = rg_learner_create(&f.def, f.policy, &f.env, f.pool, 1, &learner, &error);
        allocations_left = 1 << 20;
        assert_true(status == RG_OK || status == RG_ERROR_MEMORY);
        if (status == RG_OK) {
            assert_true(n > 20);
            rg_learner_destroy(learner);
        }
        assert_int_equal(rg_allocated_bytes(), settled);
    }
    fixture_destroy(&f);
    assert_int_equal(rg_allocated_bytes(), 0);
    rg_set_allocator(NULL, NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(workers_do_not_show),
        cmocka_unit_test(shards_are_part_of_the_definition),
        cmocka_unit_test(every_pass_has_its_own_order),
        cmocka_unit_test(nothing_is_allocated_while_learning),
        cmocka_unit_test(every_update_echoes_what_it_used),
        cmocka_unit_test(a_spoiled_update_is_void_and_named),
        cmocka_unit_test(a_broken_weight_does_not_spread),
        cmocka_unit_test(a_copied_state_goes_on_alike),
        cmocka_unit_test(what_does_not_fit_is_refused),
        cmocka_unit_test(a_failing_allocation_leaves_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
