// GAE and V-trace against their definitions as sums, written out directly.
#include "core/random.h"
#include "learn/advantages.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

enum { T = 13, B = 6, FIRST = 1, ROWS = 4 };

typedef struct Case {
    float rewards[T * B], values[(T + 1) * B], final_values[T * B], log_ratios[T * ROWS];
    uint8_t terminated[T * B], truncated[T * B];
} Case;

static void fill(Case* c, uint64_t seed) {
    RgRandomKey key = rg_random_key(seed, 0, 0, 7);
    for (int i = 0; i < T * B; i++) {
        c->rewards[i] = rg_random_normal(key, (uint64_t)i);
        c->final_values[i] = rg_random_normal(key, 1000 + (uint64_t)i);
        uint32_t end = rg_random_below(key, 2000 + (uint64_t)i, 10);
        c->terminated[i] = end == 0;
        c->truncated[i] = end == 1;
    }
    for (int i = 0; i < (T + 1) * B; i++) {
        c->values[i] = rg_random_normal(key, 3000 + (uint64_t)i);
    }
    for (int i = 0; i < T * ROWS; i++) {
        c->log_ratios[i] = 0.7f * rg_random_normal(key, 4000 + (uint64_t)i);
    }
}

static RgTrajectory trajectory(const Case* c) {
    return (RgTrajectory){T,
                          ROWS,
                          B,
                          c->rewards + FIRST,
                          c->terminated + FIRST,
                          c->truncated + FIRST,
                          c->final_values + FIRST,
                          0.97,
                          0.9};
}

// value of what follows step t of row b
static double next_value(const Case* c, int t, int b) {
    int i = t * B + b;
    return c->terminated[i] ? 0 : c->truncated[i] ? c->final_values[i] : c->values[i + B];
}

static double delta(const Case* c, int t, int b) {
    return c->rewards[t * B + b] + 0.97 * next_value(c, t, b) - c->values[t * B + b];
}

static void gae_is_the_discounted_sum_of_deltas(void** state) {
    (void)state;
    for (uint64_t seed = 1; seed <= 20; seed++) {
        Case c;
        fill(&c, seed);
        float advantages[T * B], returns[T * B];
        memset(advantages, 0x7f, sizeof advantages);
        RgTrajectory path = trajectory(&c);
        rg_gae(&path, advantages + FIRST, returns + FIRST, c.values + FIRST);
        for (int b = FIRST; b < FIRST + ROWS; b++) {
            for (int t = 0; t < T; t++) {
                double sum = 0, weight = 1;
                for (int k = t; k < T; k++) {
                    sum += weight * delta(&c, k, b);
                    weight *= 0.97 * 0.9;
                    if (c.terminated[k * B + b] || c.truncated[k * B + b]) {
                        break;
                    }
                }
                assert_true(fabs(sum - (double)advantages[t * B + b]) < 1e-4);
                assert_true(fabs(sum + (double)c.values[t * B + b] - (double)returns[t * B + b]) <
                            1e-4);
            }
        }
        // rows outside the window are untouched
        float untouched;
        memset(&untouched, 0x7f, sizeof untouched);
        assert_memory_equal(&advantages[0], &untouched, sizeof untouched);
    }
}

// dense values of the window, as the learner's forward pass gives them
static void dense_values(const Case* c, float* dense) {
    for (int t = 0; t <= T; t++) {
        memcpy(dense + t * ROWS, c->values + t * B + FIRST, ROWS * sizeof(float));
    }
}

// vs[t] = v[t] + sum over k of gamma^(k - t) * (product of c before k) * rho[k] * delta[k]
static double vtrace_target(const Case* c, int t, int row, double rho_clip, double c_clip) {
    int b = row + FIRST;
    double sum = c->values[t * B + b], weight = 1;
    for (int k = t; k < T; k++) {
        double ratio = exp((double)c->log_ratios[k * ROWS + row]);
        sum += weight * fmin(rho_clip, ratio) * delta(c, k, b);
        weight *= 0.97 * 0.9 * fmin(c_clip, ratio);
        if (c->terminated[k * B + b] || c->truncated[k * B + b]) {
            break;
        }
    }
    return sum;
}

static void vtrace_is_the_sum_of_the_paper(void** state) {
    (void)state;
    for (uint64_t seed = 1; seed <= 20; seed++) {
        Case c;
        fill(&c, seed);
        float values[(T + 1) * ROWS], advantages[T * ROWS], targets[T * ROWS];
        dense_values(&c, values);
        RgTrajectory path = trajectory(&c);
        int64_t clipped =
            rg_vtrace(&path, (RgVtraceClips){1.2, 0.8}, advantages, targets, values, c.log_ratios);
        int64_t expected = 0;
        for (int row = 0; row < ROWS; row++) {
            for (int t = 0; t < T; t++) {
                int i = t * B + row + FIRST;
                double ratio = exp((double)c.log_ratios[t * ROWS + row]);
                expected += ratio > 1.2;
                assert_true(fabs(vtrace_target(&c, t, row, 1.2, 0.8) -
                                 (double)targets[t * ROWS + row]) < 1e-4);
                double next = t + 1 < T && !c.terminated[i] && !c.truncated[i]
                                  ? vtrace_target(&c, t + 1, row, 1.2, 0.8)
                                  : next_value(&c, t, row + FIRST);
                double advantage = fmin(1.2, ratio) * (c.rewards[i] + 0.97 * next - c.values[i]);
                assert_true(fabs(advantage - (double)advantages[t * ROWS + row]) < 1e-4);
            }
        }
        assert_int_equal(clipped, expected);
    }
}

static void vtrace_on_policy_is_gae(void** state) {
    (void)state;
    Case c;
    fill(&c, 99);
    memset(c.log_ratios, 0, sizeof c.log_ratios);
    float values[(T + 1) * ROWS], vtrace_advantages[T * ROWS], targets[T * ROWS], advantages[T * B],
        returns[T * B];
    dense_values(&c, values);
    RgTrajectory path = trajectory(&c);
    rg_vtrace(&path, (RgVtraceClips){1, 1}, vtrace_advantages, targets, values, c.log_ratios);
    rg_gae(&path, advantages + FIRST, returns + FIRST, c.values + FIRST);
    for (int t = 0; t < T; t++) {
        for (int row = 0; row < ROWS; row++) {
            assert_true(fabsf(targets[t * ROWS + row] - returns[t * B + row + FIRST]) < 1e-4f);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gae_is_the_discounted_sum_of_deltas),
        cmocka_unit_test(vtrace_is_the_sum_of_the_paper),
        cmocka_unit_test(vtrace_on_policy_is_gae),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
