// Adam and RMSProp against their formulas in double, clipping by the global norm, schedules, and
// sums that do not depend on workers.
#include "core/memory.h"
#include "core/random.h"
#include "core/threads.h"
#include "learn/optimizer.h"
#include "learn/schedule.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

enum { COUNT = 3 * RG_OPTIMIZER_CHUNK + 77, SHARDS = 3 };

static float* random_buffer(uint64_t stream) {
    float* buffer = rg_alloc_array(COUNT, sizeof(float));
    for (int i = 0; i < COUNT; i++) {
        buffer[i] = rg_random_normal(rg_random_key(5, 0, 0, stream), (uint64_t)i);
    }
    return buffer;
}

static void follows_the_formula(RgOptimizerKind kind) {
    RgOptimizer optimizer;
    assert_int_equal(rg_optimizer_create(COUNT, &optimizer, NULL), RG_OK);
    RgOptimizerConfig config = {kind, 0.01, 0.9, 0.99, 1e-4, 2.0};
    float *weights = random_buffer(1), *gradient = random_buffer(2);
    int at = COUNT - 3;
    double w = weights[at], m = 0, v = 0;
    for (int t = 1; t <= 5; t++) {
        float* one[1] = {gradient};
        double norm = rg_sum_shards(&optimizer, NULL, one, 1);
        rg_optimizer_step(&optimizer, NULL, &config, weights, gradient, norm);
        double g = (double)gradient[at] * fmin(1, 2.0 / norm);
        v = 0.99 * v + 0.01 * g * g;
        if (kind == RG_OPTIMIZER_ADAM) {
            m = 0.9 * m + 0.1 * g;
            w -= 0.01 * (m / (1 - pow(0.9, t))) / (sqrt(v / (1 - pow(0.99, t))) + 1e-4);
        } else {
            m = 0.9 * m + 0.01 * g / (sqrt(v) + 1e-4);
            w -= m;
        }
        assert_true(fabs(w - (double)weights[at]) < 1e-5);
        gradient[at] *= -0.7f;
    }
    rg_free(weights);
    rg_free(gradient);
    rg_optimizer_destroy(&optimizer);
}

static void adam(void** state) {
    (void)state;
    follows_the_formula(RG_OPTIMIZER_ADAM);
}

static void rmsprop(void** state) {
    (void)state;
    follows_the_formula(RG_OPTIMIZER_RMSPROP);
}

static void sums_do_not_depend_on_workers(void** state) {
    (void)state;
    RgOptimizer optimizer;
    assert_int_equal(rg_optimizer_create(COUNT, &optimizer, NULL), RG_OK);
    float* expected = NULL;
    double expected_norm = 0;
    for (int workers = 1; workers <= 3; workers++) {
        RgThreadPool* pool;
        assert_int_equal(rg_thread_pool_create(workers, &pool, NULL), RG_OK);
        float* shards[SHARDS] = {random_buffer(1), random_buffer(2), random_buffer(3)};
        double norm = rg_sum_shards(&optimizer, pool, shards, SHARDS);
        if (workers == 1) {
            expected = shards[0];
            expected_norm = norm;
            double square = 0;
            for (int i = 0; i < COUNT; i++) {
                square += (double)shards[0][i] * (double)shards[0][i];
            }
            assert_true(fabs(norm - sqrt(square)) < 1e-9 * norm);
        } else {
            assert_true(norm == expected_norm);
            assert_memory_equal(shards[0], expected, COUNT * sizeof(float));
            rg_free(shards[0]);
        }
        rg_free(shards[1]);
        rg_free(shards[2]);
        rg_thread_pool_destroy(pool);
    }
    rg_free(expected);
    rg_optimizer_destroy(&optimizer);
    assert_int_equal(rg_allocated_bytes(), 0);
}

static void schedules(void** state) {
    (void)state;
    assert_true(rg_schedule(RG_SCHEDULE_CONSTANT, 4, 1, 0.5) == 4);
    assert_true(fabs(rg_schedule(RG_SCHEDULE_LINEAR, 4, 1, 0.5) - 2.5) < 1e-12);
    assert_true(fabs(rg_schedule(RG_SCHEDULE_TENFOLD, 4, 1, 1) - 0.4) < 1e-12);
    assert_true(fabs(rg_schedule(RG_SCHEDULE_TENFOLD, 4, 1, 0.5) - 4 / sqrt(10)) < 1e-12);
    // a budget that is overrun keeps the end value
    assert_true(rg_schedule(RG_SCHEDULE_LINEAR, 4, 1, 3) == 1);
    assert_true(rg_schedule(RG_SCHEDULE_LINEAR, 4, 1, -1) == 4);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(adam),
        cmocka_unit_test(rmsprop),
        cmocka_unit_test(sums_do_not_depend_on_workers),
        cmocka_unit_test(schedules),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
