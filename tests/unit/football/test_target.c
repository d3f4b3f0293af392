// Aims of passes and shots, odds of getting through (C.10, C.13.5).
#include "football/target.h"

#include "football/ball.h"
#include "football/perception.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static RgMatch match;

enum { PASSER = 1, MATE = 2, OPPONENT = RG_TEAM_SIZE };

static void stand(int player, RgV2 position) {
    RgPlayer* p = &match.players[player];
    *p = (RgPlayer){.active = true,
                    .difficulty = 1.0f,
                    .slot = RG_NOBODY,
                    .position = position,
                    .facing = {1.0f, 0.0f}};
    p->motion.clip = RG_CLIP_STAND;
    p->motion.touch_frame = -1;
}

static void set_up(void) {
    memset(&match, 0, sizeof match);
    match.in_play = true;
    match.retainer = match.last_touch_team = RG_NOBODY;
    match.teams[0].player_count = 3;
    match.teams[1].player_count = 1;
    match.teams[0].last_toucher = match.teams[1].last_toucher = RG_NOBODY;
    stand(0, v2(-50.0f, 0.0f));
    stand(PASSER, v2(0.0f, 0.0f));
    stand(MATE, v2(20.0f, 0.0f));
    stand(OPPONENT, v2(-50.0f, 30.0f)); // his own frame: far away from everybody
    rg_ball_place(&match, v3(0.5f, 0.0f, RG_BALL_RADIUS));
    rg_images_push(&match);
}

static RgCommand command_of(RgFunction function, RgV2 input, float power) {
    return (RgCommand){.function = (uint8_t)function,
                       .automatic = true,
                       .input_direction = input,
                       .input_power = power,
                       .target = RG_NOBODY,
                       .forced_target = RG_NOBODY};
}

static void test_power_and_height(void** state) {
    (void)state;
    set_up();
    RgCommand pass = command_of(RG_FN_SHORT_PASS, v2(1.0f, 0.0f), 0.11f);
    rg_aim_pass(&match, PASSER, v2(0.0f, 0.0f), &pass);
    assert_int_equal(pass.target, 2);
    assert_float_equal(36.0f * (pass.power + 0.3f), 24.7f, 0.1f); // 20 m: 24.7 m/s
    assert_float_equal(pass.ball_direction.z / pass.ball_direction.x, 0.11f, 1e-5);
    RgCommand high = command_of(RG_FN_HIGH_PASS, v2(1.0f, 0.0f), 0.18f);
    rg_aim_pass(&match, PASSER, v2(0.0f, 0.0f), &high);
    assert_float_equal(36.0f * (high.power + 0.3f), 19.7f, 0.1f);
    assert_float_equal(high.ball_direction.z / high.ball_direction.x, 0.4f, 1e-5);
}

static void test_long_pass_is_played_ahead(void** state) {
    (void)state;
    set_up();
    stand(MATE, v2(0.0f, 20.0f));
    RgCommand pass = command_of(RG_FN_LONG_PASS, v2(0.0f, 1.0f), 0.11f);
    rg_aim_pass(&match, PASSER, v2(0.0f, 0.0f), &pass);
    assert_float_equal(pass.ball_direction.x / pass.ball_direction.y, 0.2f, 1e-5);
}

static void test_input_chooses_the_receiver(void** state) {
    (void)state;
    set_up();
    RgCommand back = command_of(RG_FN_SHORT_PASS, v2(-1.0f, 0.0f), 0.11f);
    rg_aim_pass(&match, PASSER, v2(0.0f, 0.0f), &back);
    assert_int_equal(back.target, 0);
    back.forced_target = 2;
    rg_aim_pass(&match, PASSER, v2(0.0f, 0.0f), &back);
    assert_int_equal(back.target, 2);
    assert_true(back.ball_direction.x > 0.9f);
}

static void test_running_mate_is_led(void** state) {
    (void)state;
    set_up();
    match.players[MATE].velocity = v2(0.0f, 5.0f);
    RgCommand pass = command_of(RG_FN_SHORT_PASS, v2(1.0f, 0.0f), 0.11f);
    rg_aim_pass(&match, PASSER, v2(0.0f, 0.0f), &pass);
    float lead = 0.7f * 5.0f; // 0.3 + 0.05 * 20 is over 1
    assert_float_equal(pass.ball_direction.y / pass.ball_direction.x, lead / 20.0f, 1e-4);
}

static void test_clearance_keeps_its_direction(void** state) {
    (void)state;
    // academy_empty_goal.random, tick 1672: a lone keeper's clearance rises at the touch
    set_up();
    match.teams[0].player_count = 1;
    RgCommand clear = {.function = RG_FN_HIGH_PASS,
                       .ball_direction = {0.89f, 0.354f, 0.287f},
                       .input_direction = {0.89f, 0.354f},
                       .input_power = 0.7f,
                       .power = 0.7f,
                       .target = RG_NOBODY,
                       .forced_target = RG_NOBODY};
    rg_aim_pass(&match, 0, v2(0.0f, 0.0f), &clear);
    assert_float_equal(clear.power, 0.698f, 1e-3);
    assert_float_equal(clear.ball_direction.z / clear.ball_direction.x, (0.287f + 0.345f) / 0.89f,
                       2e-3);
    assert_float_equal(clear.ball_direction.y / clear.ball_direction.x, 0.354f / 0.89f, 1e-5);
}

static void test_lone_player_kicks_ahead(void** state) {
    (void)state;
    set_up();
    match.teams[0].player_count = 2;
    match.players[0].active = false;
    RgCommand pass = command_of(RG_FN_SHORT_PASS, v2(0.0f, 1.0f), 0.11f);
    rg_aim_pass(&match, PASSER, v2(0.0f, 0.0f), &pass);
    // 60 * 0.11 = 6.6 m straight ahead, lifted like any short pass
    assert_float_equal(pass.ball_direction.x, 1.0f / sqrtf(1.0f + 0.11f * 0.11f), 1e-6);
    assert_float_equal(pass.ball_direction.y, 0.0f, 1e-6);
    assert_float_equal(pass.power, powf(6.6f / 60.0f, 1.4f) * 1.8f, 1e-6);
    assert_int_equal(pass.target, RG_NOBODY);
}

static void test_origin(void** state) {
    (void)state;
    set_up();
    RgV2 standing = rg_pass_origin(&match, PASSER);
    assert_float_equal(standing.x, 0.0f, 0.0);
    match.players[PASSER].velocity = v2(7.0f, 0.0f);
    assert_float_equal(rg_pass_origin(&match, PASSER).x, 0.2f, 1e-6); // not scaled by the speed
    match.players[PASSER].motion.touch_frame = 10;
    match.players[PASSER].motion.touch_position = v3(3.0f, 4.0f, 0.11f);
    assert_float_equal(rg_pass_origin(&match, PASSER).y, 4.0f, 0.0);
}

static void test_shot_aims_at_the_side_pointed_to(void** state) {
    (void)state;
    set_up();
    match.players[PASSER].position = v2(35.0f, 0.0f);
    RgV2 centre = rg_aim_shot(&match, PASSER, v2(1.0f, 0.0f));
    assert_float_equal(centre.y, 0.0f, 1e-6);
    RgV2 left = rg_aim_shot(&match, PASSER, v2(0.0f, 1.0f));
    assert_float_equal(left.y / left.x, 3.33f / 20.0f, 1e-4);
    RgV2 right = rg_aim_shot(&match, PASSER, v2(0.0f, -1.0f));
    assert_float_equal(right.y, -left.y, 1e-6);
}

static float odds(RgV2 target, RgFunction function) {
    RgOpponents opponents = rg_seen_opponents(&match, PASSER);
    return rg_pass_odds(&match.players[PASSER], &opponents, target, function);
}

static void test_odds(void** state) {
    (void)state;
    set_up();
    assert_float_equal(odds(v2(20.0f, 0.0f), RG_FN_SHORT_PASS), 1.0f, 0.0);
    assert_float_equal(odds(v2(20.0f, 0.0f), RG_FN_HIGH_PASS), 0.6f, 1e-6);
    stand(OPPONENT, v2(-10.0f, 0.0f)); // in the middle of the lane
    match.image_count = 0;
    rg_images_push(&match);
    assert_float_equal(odds(v2(20.0f, 0.0f), RG_FN_SHORT_PASS), 0.0f, 0.0);
    assert_float_equal(odds(v2(20.0f, 0.0f), RG_FN_HIGH_PASS), 0.6f,
                       1e-6);          // flies over him
    stand(OPPONENT, v2(-10.0f, 8.0f)); // 8 m beside it: 0.7 + 0.03 * 0.25 * 20 - 9 / 8 + 0.5
    match.image_count = 0;
    rg_images_push(&match);
    assert_float_equal(odds(v2(20.0f, 0.0f), RG_FN_SHORT_PASS), 1.0f - 0.225f, 1e-5);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_power_and_height),
        cmocka_unit_test(test_long_pass_is_played_ahead),
        cmocka_unit_test(test_input_chooses_the_receiver),
        cmocka_unit_test(test_running_mate_is_led),
        cmocka_unit_test(test_clearance_keeps_its_direction),
        cmocka_unit_test(test_lone_player_kicks_ahead),
        cmocka_unit_test(test_origin),
        cmocka_unit_test(test_shot_aims_at_the_side_pointed_to),
        cmocka_unit_test(test_odds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
