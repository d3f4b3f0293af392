// Interpolation between env steps: ends are met, runs are straight, restarts are cuts.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "picture/motion.h"
#include "synthetic.h"

#include <math.h>

static RgMatchView from, to, between;

static int setup(void** state) {
    (void)state;
    synthetic_moving(3, &from);
    synthetic_moving(4, &to);
    return 0;
}

static void test_even_run(void** state) {
    (void)state;
    for (int i = 1; i <= 4; i++) {
        const float share = 0.25f * (float)i;
        rg_motion_between(&from, &to, share, &between);
        for (int player = 1; player < RG_TEAM_SIZE; player++) {
            const float expected = from.players[0][player].x + 0.3f * share;
            assert_float_equal(between.players[0][player].x, expected, 1e-4);
        }
        assert_float_equal(between.ball[0], from.ball[0] + 1.2f * share, 1e-4);
    }
    assert_int_equal(between.clock_ms, to.clock_ms);
}

static void test_curved_run_meets_both_ends(void** state) {
    (void)state;
    RgPlayerView *a = &from.players[0][5], *b = &to.players[0][5];
    *a = (RgPlayerView){.x = 1, .y = 0, .velocity_x = 5, .velocity_y = 0, .active = true};
    *b = (RgPlayerView){.x = 1.45f, .y = 0.1f, .velocity_x = 4, .velocity_y = 2, .active = true};
    rg_motion_between(&from, &to, 1, &between);
    assert_float_equal(between.players[0][5].y, 0.1f, 1e-5);
    rg_motion_between(&from, &to, 0.5f, &between);
    // half way the cubic lies where the early and the late velocity put it: below the straight line
    assert_float_equal(between.players[0][5].y, 0.05f - 0.1f * 2 / 8, 1e-5);
}

static void test_kick_is_straight(void** state) {
    (void)state;
    // the ball stood and was shot in between: no velocity explains the step, so no overshoot
    from.ball[0] = 0, from.ball_velocity[0] = 0;
    to.ball[0] = 0.6f, to.ball_velocity[0] = 30;
    float last = 0;
    for (int i = 1; i <= 10; i++) {
        rg_motion_between(&from, &to, 0.1f * (float)i, &between);
        assert_true(between.ball[0] >= last && between.ball[0] <= 0.6001f);
        last = between.ball[0];
    }
}

static void test_facing_turns_the_short_way(void** state) {
    (void)state;
    from.players[1][2].facing = 3.0f;
    to.players[1][2].facing = -3.0f;
    rg_motion_between(&from, &to, 0.5f, &between);
    assert_true(fabsf(fabsf(between.players[1][2].facing) - 3.14159f) < 0.01f);
}

static void test_cuts(void** state) {
    (void)state;
    assert_false(rg_motion_is_cut(&from, &to));
    RgMatchView other = to;
    other.players[1][7].x += 5;
    assert_true(rg_motion_is_cut(&from, &other));
    other = to;
    other.ball[1] += 20;
    assert_true(rg_motion_is_cut(&from, &other));
    other = to;
    other.clock_ms += 3000;
    assert_true(rg_motion_is_cut(&from, &other));
    other = to;
    other.steps = -1;
    assert_true(rg_motion_is_cut(&from, &other));
    other = to;
    other.players[0][3].active = false;
    assert_true(rg_motion_is_cut(&from, &other));
    other = to;
    other.player_count[1] = 4;
    assert_true(rg_motion_is_cut(&from, &other));
    other = to;
    other.ball[0] = NAN;
    assert_true(rg_motion_is_cut(&from, &other));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_even_run, setup),
        cmocka_unit_test_setup(test_curved_run_meets_both_ends, setup),
        cmocka_unit_test_setup(test_kick_is_straight, setup),
        cmocka_unit_test_setup(test_facing_turns_the_short_way, setup),
        cmocka_unit_test_setup(test_cuts, setup),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
