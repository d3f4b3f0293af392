// Episode ends and blocking protection (A.7).
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "env/rules.h"

// one step of a match that is in this state
static RgRulesResult judge(const RgScenario* scenario, RgRulesState* state, int32_t steps,
                           int32_t mode, int32_t owner, int32_t left_goals) {
    RgMatchView view;
    memset(&view, 0, sizeof view);
    view.steps = steps;
    view.game_mode = (uint8_t)mode;
    view.owner_team = (int8_t)owner;
    view.score[0] = left_goals;
    return rg_rules_step(scenario, 400, &view, state);
}

static void duration_is_a_time_limit(void** state) {
    (void)state;
    RgScenario scenario = {0};
    RgRulesState rules = rg_rules_start();
    assert_false(judge(&scenario, &rules, 399, 0, -1, 0).timed_out);
    RgRulesResult end = judge(&scenario, &rules, 400, 0, -1, 0);
    assert_true(end.timed_out);
    assert_false(end.terminated);
}

static void a_goal_of_either_side_ends(void** state) {
    (void)state;
    RgScenario scenario = {.end_on_score = true};
    RgRulesState rules = rg_rules_start();
    assert_false(judge(&scenario, &rules, 0, 0, -1, 0).terminated);
    assert_true(judge(&scenario, &rules, 1, 0, -1, 1).terminated);
    RgScenario goes_on = {0};
    rules = rg_rules_start();
    assert_false(judge(&goes_on, &rules, 1, 0, -1, 1).terminated);
}

static void out_of_play_ends_after_play(void** state) {
    (void)state;
    RgScenario scenario = {.end_on_out_of_play = true};
    RgRulesState rules = rg_rules_start();
    // the first step cannot end, there was no play before it
    assert_false(judge(&scenario, &rules, 0, RG_MODE_CORNER, -1, 0).terminated);
    assert_false(judge(&scenario, &rules, 1, RG_MODE_CORNER, -1, 0).terminated);
    assert_false(judge(&scenario, &rules, 2, RG_MODE_NORMAL, -1, 0).terminated);
    assert_true(judge(&scenario, &rules, 3, RG_MODE_FREE_KICK, -1, 0).terminated);
}

static void possession_change_ends_across_loose_balls(void** state) {
    (void)state;
    RgScenario scenario = {.end_on_possession_change = true};
    RgRulesState rules = rg_rules_start();
    assert_false(judge(&scenario, &rules, 0, 0, 1, 0).terminated);
    assert_false(judge(&scenario, &rules, 1, 0, -1, 0).terminated);
    assert_false(judge(&scenario, &rules, 2, 0, 1, 0).terminated);
    assert_false(judge(&scenario, &rules, 3, 0, -1, 0).terminated);
    assert_true(judge(&scenario, &rules, 4, 0, 0, 0).terminated);
}

static void a_dead_ball_is_played_in_the_end(void** state) {
    (void)state;
    RgScenario scenario = {0};
    RgRulesState rules = rg_rules_start();
    RgMatchView view;
    memset(&view, 0, sizeof view);
    view.agents[0] = 2;
    view.agents[1] = 1;
    view.slots[0].player = 4;
    view.slots[1].player = 7;
    view.slots[11].player = 7;
    view.owner_team = 0;
    view.owner_player = 7;
    for (int32_t count = 1; count <= 35; count++) {
        judge(&scenario, &rules, count, RG_MODE_THROW_IN, 0, 0);
        assert_int_equal(rg_rules_blocked(&rules), count >= 20);
        RgControls controls;
        memset(&controls, RG_ACTION_SPRINT, sizeof controls);
        if (count < 20) {
            continue;
        }
        rg_rules_unblock(&rules, &view, &controls);
        uint8_t owner = count == 20  ? RG_ACTION_SHORT_PASS
                        : count < 30 ? RG_ACTION_RIGHT
                                     : RG_ACTION_LEFT;
        uint8_t other = count == 20 ? RG_ACTION_SHORT_PASS : RG_ACTION_IDLE;
        assert_int_equal(controls.action[0], other);
        assert_int_equal(controls.action[1], owner);
        assert_int_equal(controls.action[11], other);
        // the right team runs the other way
        view.owner_team = 1;
        rg_rules_unblock(&rules, &view, &controls);
        uint8_t right = count == 20  ? RG_ACTION_SHORT_PASS
                        : count < 30 ? RG_ACTION_LEFT
                                     : RG_ACTION_RIGHT;
        assert_int_equal(controls.action[11], right);
        assert_int_equal(controls.action[1], other);
        view.owner_team = 0;
    }
    judge(&scenario, &rules, 40, RG_MODE_NORMAL, 0, 0);
    assert_false(rg_rules_blocked(&rules));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(duration_is_a_time_limit),
        cmocka_unit_test(a_goal_of_either_side_ends),
        cmocka_unit_test(out_of_play_ends_after_play),
        cmocka_unit_test(possession_change_ends_across_loose_balls),
        cmocka_unit_test(a_dead_ball_is_played_in_the_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
