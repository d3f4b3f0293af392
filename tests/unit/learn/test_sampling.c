// Action draws: frequencies follow the softmax, masks hold, the same key gives the same draw.
#include "learn/sampling.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

enum { A = 5, DRAWS = 200000 };

static const float logits[A] = {0.5f, -1.0f, 2.0f, 0.0f, -30.0f};

static void frequencies_follow_the_softmax(void** state) {
    (void)state;
    const uint8_t mask[A] = {1, 1, 0, 1, 1};
    for (int masked = 0; masked <= 1; masked++) {
        int counts[A] = {0};
        double sum = 0;
        for (int i = 0; i < DRAWS; i++) {
            float log_prob;
            int32_t action = rg_sample_action(&log_prob, logits, masked ? mask : NULL, A,
                                              rg_action_uniform(1, i % 7, i));
            counts[action]++;
        }
        for (int a = 0; a < A; a++) {
            sum += masked && !mask[a] ? 0 : exp((double)logits[a]);
        }
        for (int a = 0; a < A; a++) {
            double p = masked && !mask[a] ? 0 : exp((double)logits[a]) / sum;
            // five standard deviations
            assert_true(fabs((double)counts[a] / DRAWS - p) <= 5 * sqrt(p * (1 - p) / DRAWS));
        }
    }
}

static void log_probability_is_that_of_the_action(void** state) {
    (void)state;
    double sum = 0;
    for (int a = 0; a < A; a++) {
        sum += exp((double)logits[a]);
    }
    for (int i = 0; i < 100; i++) {
        float log_prob;
        int32_t action = rg_sample_action(&log_prob, logits, NULL, A, (float)i / 100);
        assert_true(fabs((double)log_prob - ((double)logits[action] - log(sum))) < 1e-5);
    }
}

static void extreme_uniforms_choose_allowed_actions(void** state) {
    (void)state;
    const uint8_t mask[A] = {0, 1, 0, 1, 0};
    float below_one = nextafterf(1, 0);
    assert_int_equal(rg_sample_action(NULL, logits, mask, A, 0), 1);
    assert_int_equal(rg_sample_action(NULL, logits, mask, A, below_one), 3);
    assert_int_equal(rg_greedy_action(logits, mask, A), 3);
    assert_int_equal(rg_greedy_action(logits, NULL, A), 2);
}

static void numbers_that_are_not_finite_choose_something(void** state) {
    (void)state;
    const float broken[A] = {NAN, NAN, NAN, NAN, NAN};
    int32_t action = rg_sample_action(NULL, broken, NULL, A, 0.5f);
    assert_true(action >= 0 && action < A);
    action = rg_greedy_action(broken, NULL, A);
    assert_true(action >= 0 && action < A);
}

static void empty_masks_open(void** state) {
    (void)state;
    uint8_t masks[2 * A] = {0, 0, 0, 0, 0, 0, 1, 0, 0, 0};
    const uint8_t expected[2 * A] = {1, 1, 1, 1, 1, 0, 1, 0, 0, 0};
    rg_open_empty_masks(masks, 2, A);
    assert_memory_equal(masks, expected, sizeof masks);
}

static void draws_are_keyed(void** state) {
    (void)state;
    float same = rg_action_uniform(3, 4, 5);
    assert_true(same == rg_action_uniform(3, 4, 5));
    assert_true(same != rg_action_uniform(4, 4, 5) && same != rg_action_uniform(3, 5, 5) &&
                same != rg_action_uniform(3, 4, 6));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(frequencies_follow_the_softmax),
        cmocka_unit_test(log_probability_is_that_of_the_action),
        cmocka_unit_test(extreme_uniforms_choose_allowed_actions),
        cmocka_unit_test(numbers_that_are_not_finite_choose_something),
        cmocka_unit_test(empty_masks_open),
        cmocka_unit_test(draws_are_keyed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
