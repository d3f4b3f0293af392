// Scripted players do what reference.md's simple policies do.
#include "train/player.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static RgObservation on_pitch(float x, float y, float ball_x, float ball_y, bool mine) {
    RgObservation seen = {.active = 3,
                          .ball = {ball_x, ball_y, 0},
                          .ball_owned_team = mine ? 0 : -1,
                          .ball_owned_player = mine ? 3 : -1};
    seen.teams[0].position[3][0] = x;
    seen.teams[0].position[3][1] = y;
    return seen;
}

static int32_t run_shoot(RgObservation seen, int32_t step) {
    return rg_scripted_action(RG_PLAYER_RUN_SHOOT, &seen, step, 0, 19);
}

static void names(void** state) {
    (void)state;
    RgPlayerKind kind;
    assert_true(rg_player_by_name("run-shoot", &kind) && kind == RG_PLAYER_RUN_SHOOT);
    assert_true(rg_player_by_name("random", &kind) && kind == RG_PLAYER_RANDOM);
    assert_false(rg_player_by_name("", &kind));
    assert_false(rg_player_by_name("sprint", &kind));
}

static void simple_ones(void** state) {
    (void)state;
    assert_int_equal(rg_scripted_action(RG_PLAYER_RIGHT, NULL, 0, 0, 19), RG_ACTION_RIGHT);
    assert_int_equal(rg_scripted_action(RG_PLAYER_SPRINT_RIGHT, NULL, 0, 0, 19), RG_ACTION_SPRINT);
    assert_int_equal(rg_scripted_action(RG_PLAYER_SPRINT_RIGHT, NULL, 1, 0, 19), RG_ACTION_RIGHT);
    assert_int_equal(rg_scripted_action(RG_PLAYER_BUILTIN, NULL, 5, 0, 20), 19);
    assert_int_equal(rg_scripted_action(RG_PLAYER_RANDOM, NULL, 5, 0, 19), 0);
    assert_int_equal(rg_scripted_action(RG_PLAYER_RANDOM, NULL, 5, 0.99999994f, 19), 18);
}

static void runs_to_the_ball_in_metres(void** state) {
    (void)state;
    assert_int_equal(run_shoot(on_pitch(0, 0, 0.5f, 0, false), 0), RG_ACTION_SPRINT);
    assert_int_equal(run_shoot(on_pitch(0, 0, 0.5f, 0, false), 1), RG_ACTION_RIGHT);
    assert_int_equal(run_shoot(on_pitch(0, 0, -0.5f, 0, false), 1), RG_ACTION_LEFT);
    // y grows downwards in the observation
    assert_int_equal(run_shoot(on_pitch(0, 0, 0, -0.2f, false), 1), RG_ACTION_TOP);
    assert_int_equal(run_shoot(on_pitch(0, 0, 0, 0.2f, false), 1), RG_ACTION_BOTTOM);
    // 0.1 to the right is 5.4 m, 0.05 down is 4.2 m: nearer to the diagonal than to the right
    assert_int_equal(run_shoot(on_pitch(0, 0, 0.1f, 0.05f, false), 1), RG_ACTION_BOTTOM_RIGHT);
    // in environment units that would be 26.6 degrees; in metres 0.1 and 0.025 are 21.0 degrees:
    // right
    assert_int_equal(run_shoot(on_pitch(0, 0, 0.1f, 0.025f, false), 1), RG_ACTION_RIGHT);
}

static void with_the_ball_to_the_goal(void** state) {
    (void)state;
    assert_int_equal(run_shoot(on_pitch(0.5f, 0, 0.5f, 0, true), 1), RG_ACTION_RIGHT);
    assert_int_equal(run_shoot(on_pitch(0.5f, 0.35f, 0.5f, 0.35f, true), 1), RG_ACTION_TOP_RIGHT);
    assert_int_equal(run_shoot(on_pitch(0.71f, 0, 0.71f, 0, true), 1), RG_ACTION_SHOT);
    // a team-mate's ball is run to, not shot
    RgObservation mate = on_pitch(0.71f, 0, 0.9f, 0, true);
    mate.ball_owned_player = 4;
    assert_int_equal(run_shoot(mate, 1), RG_ACTION_RIGHT);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names),
        cmocka_unit_test(simple_ones),
        cmocka_unit_test(runs_to_the_ball_in_metres),
        cmocka_unit_test(with_the_ball_to_the_goal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
