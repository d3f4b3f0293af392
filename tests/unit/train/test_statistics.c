// Estimates: means, standard errors and intervals against values worked out elsewhere.
#include "train/statistics.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void assert_near(double actual, double expected) {
    if (fabs(actual - expected) > 1e-6) {
        fail_msg("%.9f is not %.9f", actual, expected);
    }
}

static void means(void** state) {
    (void)state;
    // 1, 2, 3, 4: mean 2.5, sample deviation 1.290994, standard error 0.645497
    RgEstimate e = rg_estimate_mean(4, 10, 30);
    assert_near(e.mean, 2.5);
    assert_near(e.stderr_mean, 0.6454972);
    assert_near(e.low, 2.5 - 1.959963985 * 0.6454972);
    assert_near(e.high, 2.5 + 1.959963985 * 0.6454972);
    e = rg_estimate_mean(1, 7, 49);
    assert_near(e.mean, 7);
    assert_near(e.stderr_mean, 0);
    e = rg_estimate_mean(0, 0, 0);
    assert_near(e.mean, 0);
}

static void shares(void** state) {
    (void)state;
    // Wilson's interval of 81 of 263: 0.2553 … 0.3662 (Newcombe 1998, table I)
    RgEstimate e = rg_estimate_share(263, 81);
    assert_true(fabs(e.low - 0.2553) < 5e-5 && fabs(e.high - 0.3662) < 5e-5);
    // none of 20: 0 … 0.1611; all of 20: 0.8389 … 1
    e = rg_estimate_share(20, 0);
    assert_true(e.low == 0 && fabs(e.high - 0.1611) < 5e-5);
    e = rg_estimate_share(20, 20);
    assert_true(e.high == 1 && fabs(e.low - 0.8389) < 5e-5);
}

static void episodes(void** state) {
    (void)state;
    const RgEpisodeResult list[] = {
        {.episode_return = 2, .score = 1, .length = 10, .goals = {1, 0}},
        {.episode_return = 0, .score = -1, .length = 30, .goals = {0, 1}},
        {.episode_return = 1, .score = 0, .length = 20, .goals = {2, 2}},
        {.episode_return = 1, .score = 2, .length = 40, .goals = {3, 1}},
    };
    RgEvaluation e;
    rg_summarize(list, 4, &e);
    assert_int_equal(e.episodes, 4);
    assert_near(e.success.mean, 0.5); // a draw is no success
    assert_near(e.goals_for.mean, 1.5);
    assert_near(e.goals_against.mean, 1);
    assert_near(e.goal_difference.mean, 0.5);
    assert_near(e.episode_return.mean, 1);
    assert_near(e.score.mean, 0.5);
    assert_near(e.length.mean, 25);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(means),
        cmocka_unit_test(shares),
        cmocka_unit_test(episodes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
