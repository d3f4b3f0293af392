// Built-in goalkeepers (C.14).
#include "football/keeper.h"

#include "football/ball.h"
#include "football/perception.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static RgMatch match;
static RgCommandQueue queue;

enum { KEEPER = 0, MATE = 1, ATTACKER = RG_TEAM_SIZE, HELPER = RG_TEAM_SIZE + 1 };

static void stand(int player, RgV2 position, int role) {
    RgPlayer* p = &match.players[player];
    *p = (RgPlayer){.active = true,
                    .difficulty = 1.0f,
                    .slot = RG_NOBODY,
                    .position = position,
                    .facing = {1.0f, 0.0f},
                    .body_direction = {1.0f, 0.0f},
                    .role = (uint8_t)role,
                    .dynamic_role = (uint8_t)role,
                    .time_ms = 2000,
                    .time_optimistic_ms = 2000,
                    .possession_amount = 1.0f};
    p->motion.clip = RG_CLIP_STAND;
    p->motion.touch_frame = -1;
    p->motion.function = RG_FN_MOVEMENT;
}

// what the scene looks like to everybody
static void look(RgV3 ball, RgV3 velocity) {
    rg_ball_place(&match, ball);
    rg_ball_kick(&match, 0, velocity, v3(0.0f, 0.0f, 0.0f), 0.0f);
    match.image_count = 0;
    rg_images_push(&match);
}

static void set_up(void) {
    memset(&match, 0, sizeof match);
    match.in_play = true;
    match.use_magnet = true;
    match.clock = 10000;
    match.owner = ATTACKER;
    match.best_team = 1;
    match.retainer = match.last_touch_team = RG_NOBODY;
    for (int i = 0; i < RG_TOUCH_TYPE_COUNT; ++i) {
        match.last_touch_team_by_type[i] = RG_NOBODY;
    }
    for (int team = 0; team < RG_TEAM_COUNT; ++team) {
        match.teams[team].player_count = 2;
        match.teams[team].last_toucher = RG_NOBODY;
        match.teams[team].time_ms = 1000;
        match.teams[team].fading = match.teams[team].amount = 1.0f;
    }
    match.teams[0].designated = 1;
    stand(KEEPER, v2(-53.0f, 0.0f), RG_ROLE_GK);
    stand(MATE, v2(-20.0f, 0.0f), RG_ROLE_CB);
    stand(ATTACKER, v2(20.0f, 0.0f), RG_ROLE_CF); // own frame: -20 as the keeper sees him
    stand(HELPER, v2(-40.0f, 0.0f), RG_ROLE_CB);
    look(v3(-20.5f, 0.0f, RG_BALL_RADIUS), v3(0.0f, 0.0f, 0.0f));
}

static const RgCommand* ask(void) {
    queue.count = 0;
    rg_keeper_request(NULL, &match, KEEPER, &queue);
    assert_true(queue.count > 0);
    return &queue.commands[queue.count - 1];
}

static bool offered(RgFunction function) {
    for (int i = 0; i < queue.count; ++i) {
        if (queue.commands[i].function == function) {
            return true;
        }
    }
    return false;
}

static void test_waits_before_the_goal_while_the_ball_is_far(void** state) {
    (void)state;
    set_up();
    look(v3(10.0f, 5.0f, RG_BALL_RADIUS), v3(0.0f, 0.0f, 0.0f));
    const RgCommand* move = ask();
    assert_int_equal(move->function, RG_FN_MOVEMENT);
    assert_float_equal(move->direction.x, 1.0f, 1e-6); // to (-45, 0)
    assert_float_equal(move->speed, RG_SPEED_SPRINT, 0.0);
    assert_false(offered(RG_FN_DEFLECT));
}

static void test_stands_on_the_bisector(void** state) {
    (void)state;
    set_up();
    look(v3(-40.0f, 20.0f, RG_BALL_RADIUS), v3(0.0f, 0.0f, 0.0f));
    match.players[KEEPER].position = v2(-53.8f, 0.9f);
    const RgCommand* move = ask();
    // the point 0.7 m from the base towards the ball
    RgV2 ball = {-40.0f, 20.0f};
    RgV2 both =
        v2_add(v2_unit(v2_sub(v2(-55.0f, 3.7f), ball)), v2_unit(v2_sub(v2(-55.0f, -3.7f), ball)));
    RgV2 base = v2(-54.3f, ball.y + (-54.3f - ball.x) / both.x * both.y);
    RgV2 target = v2_mad(base, v2_unit(v2_sub(ball, base)), 0.7f);
    RgV2 way = v2_sub(target, v2(-53.8f, 0.9f));
    assert_float_equal(move->speed, 2.6f * v2_length(way), 1e-3);
    assert_float_equal(move->direction.y, v2_unit(way).y, 1e-3);
}

static void test_comes_out_against_a_lone_attacker(void** state) {
    (void)state;
    set_up();
    match.teams[0].fading = match.teams[0].amount = 0.7f;
    match.players[ATTACKER].has_possession = true;
    stand(MATE, v2(30.0f, 30.0f), RG_ROLE_CB); // nobody near the shooting point
    const RgCommand* move = ask();
    assert_float_equal(move->direction.x, 1.0f, 1e-3);
    assert_float_equal(move->speed, RG_SPEED_SPRINT, 0.0);
    stand(MATE, v2(-30.0f, 0.0f), RG_ROLE_CB); // covered: back to the line
    look(v3(-20.5f, 0.0f, RG_BALL_RADIUS), v3(0.0f, 0.0f, 0.0f));
    move = ask();
    assert_true(move->direction.x < 0.0f);
    assert_true(move->speed < RG_SPEED_WALK);
}

static void test_meets_a_ball_bound_for_goal(void** state) {
    (void)state;
    set_up();
    look(v3(-40.0f, 0.0f, RG_BALL_RADIUS), v3(-25.0f, 4.0f, 0.0f));
    const RgCommand* move = ask();
    assert_true(move->direction.y > 0.9f); // across, onto the ball's way
    assert_true(offered(RG_FN_DEFLECT));
    assert_false(queue.commands[0].catch_only);
    // well ahead: only a ball that is not bound for the goal must be caught
    match.players[KEEPER].possession_amount = 1.5f;
    ask();
    assert_false(queue.commands[0].catch_only);
    look(v3(-40.0f, 0.0f, RG_BALL_RADIUS), v3(-25.0f, 12.0f, 0.0f)); // wide
    ask();
    assert_true(queue.commands[0].catch_only);
}

static void test_hands_follow_the_rules(void** state) {
    (void)state;
    set_up();
    look(v3(-45.0f, 0.0f, RG_BALL_RADIUS), v3(0.0f, 0.0f, 0.0f));
    ask();
    assert_int_equal(queue.commands[0].function, RG_FN_DEFLECT);
    match.last_touch_team_by_type[RG_TOUCH_KICKED] = 0; // passed back
    match.teams[0].last_toucher = 1;
    ask();
    assert_false(offered(RG_FN_DEFLECT));
    match.teams[0].last_toucher = 0; // his own kick does not count
    ask();
    assert_true(offered(RG_FN_DEFLECT));
    match.teams[0].last_toucher = RG_NOBODY;
    match.last_touch_team_by_type[RG_TOUCH_KICKED] = RG_NOBODY;
    look(v3(-37.0f, 0.0f, RG_BALL_RADIUS), v3(0.0f, 0.0f, 0.0f)); // outside the area
    ask();
    assert_false(offered(RG_FN_DEFLECT));
}

static void test_only_catches_when_well_ahead(void** state) {
    (void)state;
    set_up();
    look(v3(-45.0f, 0.0f, RG_BALL_RADIUS), v3(0.0f, 0.0f, 0.0f));
    match.players[KEEPER].possession_amount = 1.5f;
    ask();
    assert_true(queue.commands[0].catch_only);
    match.players[KEEPER].unique_possession = true;
    match.players[KEEPER].possession_amount = 3.5f; // no need of hands at all
    ask();
    assert_false(offered(RG_FN_DEFLECT));
}

static void test_clears_the_ball_at_his_feet_under_pressure(void** state) {
    (void)state;
    set_up();
    match.owner = KEEPER;
    match.players[KEEPER].time_ms = 100;
    match.players[KEEPER].possession_amount = 2.0f;
    ask();
    assert_true(offered(RG_FN_HIGH_PASS) && offered(RG_FN_SHOT) && offered(RG_FN_LONG_PASS));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_waits_before_the_goal_while_the_ball_is_far),
        cmocka_unit_test(test_stands_on_the_bisector),
        cmocka_unit_test(test_comes_out_against_a_lone_attacker),
        cmocka_unit_test(test_meets_a_ball_bound_for_goal),
        cmocka_unit_test(test_hands_follow_the_rules),
        cmocka_unit_test(test_only_catches_when_well_ahead),
        cmocka_unit_test(test_clears_the_ball_at_his_feet_under_pressure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
