// On-the-ball decisions, dribbling, takers (C.13.5, C.15.6).
#include "football/ball.h"
#include "football/mind.h"
#include "football/perception.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static RgMatch match;
static RgCommandQueue queue;

enum { SELF = 1, MATE = 2, OPPONENT = RG_TEAM_SIZE };

static void stand(int player, RgV2 position, int role) {
    RgPlayer* p = &match.players[player];
    *p = (RgPlayer){.active = true,
                    .difficulty = 1.0f,
                    .slot = RG_NOBODY,
                    .position = position,
                    .facing = {1.0f, 0.0f},
                    .role = (uint8_t)role,
                    .dynamic_role = (uint8_t)role,
                    .possession_amount = 5.0f};
    p->motion.clip = RG_CLIP_STAND;
    p->motion.touch_frame = -1;
}

static void look(void) {
    rg_ball_place(&match, v3_from(v2_mad(match.players[SELF].position, v2(1.0f, 0.0f), 0.4f),
                                  RG_BALL_RADIUS));
    match.image_count = 0;
    rg_images_push(&match);
    for (int i = 0; i < match.teams[0].player_count; ++i) {
        match.clock = 10000 + 90 * i; // everybody's staggered tick
        rg_mind_tick(&match, i);
    }
    match.clock = 10000;
}

static void set_up(int role) {
    memset(&match, 0, sizeof match);
    match.in_play = true;
    match.clock = 10000;
    match.retainer = match.last_touch_team = match.best_team = RG_NOBODY;
    match.referee.taker = RG_NOBODY;
    match.teams[0].player_count = 3;
    match.teams[1].player_count = 1;
    match.teams[0].last_toucher = match.teams[1].last_toucher = RG_NOBODY;
    match.owner = SELF;
    stand(0, v2(-50.0f, 0.0f), RG_ROLE_GK);
    stand(SELF, v2(0.0f, 0.0f), role);
    stand(MATE, v2(20.0f, 0.0f), RG_ROLE_CM);
    stand(OPPONENT, v2(-50.0f, 30.0f), RG_ROLE_CB);
    rg_generator_seed(&match.random, 3);
    look();
}

static void decide(void) {
    queue.count = 0;
    rg_decide_on_ball(&match, SELF, &queue);
}

static void test_ratings_have_their_own_tick(void** state) {
    (void)state;
    set_up(RG_ROLE_CM);
    match.players[SELF].rating = -1.0f;
    match.clock = 10000;
    rg_mind_tick(&match, SELF);
    assert_float_equal(match.players[SELF].rating, -1.0f, 0.0);
    match.clock = 10090; // index 1: (clock + 10) mod 100 = 0
    rg_mind_tick(&match, SELF);
    assert_float_equal(match.players[SELF].rating, 0.353553f, 1e-5); // 55 m to the goal: 0.5 ^ 1.5
    assert_float_equal(match.players[SELF].space, 1.0f, 0.0);
    // the second team counts on after the first
    match.clock = 10070; // index 3
    match.players[OPPONENT].rating = -1.0f;
    rg_mind_tick(&match, OPPONENT);
    assert_true(match.players[OPPONENT].rating >= 0.0f);
}

static void test_crowded_space(void** state) {
    (void)state;
    set_up(RG_ROLE_CM);
    stand(OPPONENT, v2(-2.0f, 0.0f), RG_ROLE_CB); // 2 m ahead of him
    look();
    assert_float_equal(match.players[SELF].space, 1.0f - 0.6f / 2.5f, 1e-5);
    assert_float_equal(match.players[SELF].forward_space, 1.0f - 1.0f / 2.5f,
                       1e-5); // he is at the point within 0.3 s
    match.players[OPPONENT].dynamic_role = match.players[OPPONENT].role = RG_ROLE_GK;
    look();
    assert_float_equal(match.players[SELF].space, 1.0f, 0.0);
}

static void test_passes_to_who_is_better_placed(void** state) {
    (void)state;
    set_up(RG_ROLE_CM);
    decide();
    assert_int_equal(queue.count, 1);
    assert_int_equal(queue.commands[0].function, RG_FN_SHORT_PASS);
    assert_int_equal(queue.commands[0].forced_target, 2);
    assert_float_equal(queue.commands[0].ball_direction.y, 0.0f, 1e-6);
    stand(MATE, v2(-20.0f, 0.0f), RG_ROLE_CM); // behind him
    look();
    decide();
    assert_int_equal(queue.count, 0);
}

static void test_ball_over_a_man_in_the_way(void** state) {
    (void)state;
    set_up(RG_ROLE_CM);
    stand(OPPONENT, v2(-10.0f, 0.0f), RG_ROLE_CB);
    look();
    decide();
    assert_int_equal(queue.commands[0].function, RG_FN_HIGH_PASS);
    stand(MATE, v2(9.5f, 0.0f), RG_ROLE_CM); // too near for a high ball
    stand(OPPONENT, v2(-5.0f, 0.0f), RG_ROLE_CB);
    look();
    decide();
    assert_int_equal(queue.count, 0);
}

static void test_defender_clears(void** state) {
    (void)state;
    set_up(RG_ROLE_CB);
    stand(SELF, v2(-50.0f, 4.0f), RG_ROLE_CB);
    match.players[SELF].facing = v2(0.0f, 1.0f);
    match.players[MATE].active = match.players[0].active = false;
    look();
    match.players[SELF].possession_amount = 1.0f;
    decide();
    assert_int_equal(queue.count, 3);
    assert_int_equal(queue.commands[0].function, RG_FN_HIGH_PASS);
    assert_int_equal(queue.commands[1].function, RG_FN_SHOT);
    assert_int_equal(queue.commands[2].function, RG_FN_LONG_PASS);
    RgV3 direction = queue.commands[0].ball_direction;
    assert_float_equal(direction.y / direction.x, 1.5f / 0.7f, 1e-4);
    assert_float_equal(direction.z, 0.3f / sqrtf(1.09f), 1e-5);
    assert_false(queue.commands[0].automatic);
    match.players[SELF].possession_amount = 2.0f; // time enough
    decide();
    assert_int_equal(queue.count, 0);
}

static void test_shoots_from_near(void** state) {
    (void)state;
    set_up(RG_ROLE_CF);
    stand(SELF, v2(45.0f, 0.0f), RG_ROLE_CF);
    look();
    decide();
    const RgCommand* shot = &queue.commands[queue.count - 1];
    assert_int_equal(shot->function, RG_FN_SHOT);
    assert_int_equal(match.random.drawn, 3);
    assert_true(shot->ball_direction.x > 0.9f);
    assert_true(shot->power <= 0.6f + 0.4f * 10.0f / 32.0f && shot->power >= 0.7f * 0.7f);
    stand(SELF, v2(20.0f, 0.0f), RG_ROLE_CF); // outside the zone: no draw
    look();
    decide();
    assert_int_equal(match.random.drawn, 3);
}

static void test_dribbles_away_from_lines_and_men(void** state) {
    (void)state;
    set_up(RG_ROLE_CM);
    RgV2 direction;
    float speed;
    rg_dribble_movement(&match, SELF, &direction, &speed);
    assert_float_equal(direction.x, 1.0f, 1e-5); // to the goal
    assert_float_equal(speed, RG_SPEED_SPRINT, 0.0);
    stand(SELF, v2(0.0f, 30.0f), RG_ROLE_CM); // the touch line is near
    look();
    rg_dribble_movement(&match, SELF, &direction, &speed);
    assert_true(direction.y < -0.8f);
    stand(SELF, v2(0.0f, 0.0f), RG_ROLE_CM);
    stand(OPPONENT, v2(-2.0f, 1.0f), RG_ROLE_CB);
    look();
    rg_dribble_movement(&match, SELF, &direction, &speed);
    assert_true(direction.y > 0.0f && direction.x < 0.5f);
}

static void taker(int mode) {
    set_up(RG_ROLE_CM);
    match.in_set_piece = true;
    match.referee.mode = (uint8_t)mode;
    match.referee.taker = SELF;
    queue.count = 0;
    rg_taker_request(&match, SELF, &queue);
}

static void test_takers_draw_as_the_original(void** state) {
    (void)state;
    static const struct {
        int mode;
        uint32_t least, most;
    } draws[] = {{RG_MODE_GOAL_KICK, 2, 2},
                 {RG_MODE_FREE_KICK, 2, 2},
                 {RG_MODE_CORNER, 1, 3},
                 {RG_MODE_THROW_IN, 0, 0},
                 {RG_MODE_PENALTY, 2, 2}};
    for (size_t i = 0; i < sizeof draws / sizeof draws[0]; ++i) {
        taker(draws[i].mode);
        assert_in_range(match.random.drawn, draws[i].least, draws[i].most);
        assert_int_equal(queue.count, 2);
        assert_int_equal(queue.commands[1].function, RG_FN_MOVEMENT);
    }
    taker(RG_MODE_PENALTY);
    assert_int_equal(queue.commands[0].function, RG_FN_SHOT);
}

static void test_taker_walks_to_the_ball_and_holder_waits(void** state) {
    (void)state;
    taker(RG_MODE_GOAL_KICK);
    stand(SELF, v2(-2.3f, 0.0f), RG_ROLE_CM);
    rg_ball_place(&match, v3(0.0f, 0.0f, RG_BALL_RADIUS));
    match.image_count = 0;
    rg_images_push(&match);
    queue.count = 0;
    rg_taker_request(&match, SELF, &queue);
    assert_float_equal(queue.commands[1].direction.x, 1.0f, 1e-6);
    assert_float_equal(queue.commands[1].speed, 0.1f * 2.6f * 2.3f + 0.9f * 5.0f + 0.0f, 1.0f);
    taker(RG_MODE_THROW_IN);
    match.retainer = SELF;
    queue.count = 0;
    rg_taker_request(&match, SELF, &queue);
    assert_int_equal(queue.commands[0].function, RG_FN_SHORT_PASS);
    assert_int_equal(queue.commands[0].forced_target, 2);
    assert_float_equal(queue.commands[1].speed, 0.0f, 0.0);
}

static void test_keeper_holds_the_ball_while_his_man_is_marked(void** state) {
    (void)state;
    set_up(RG_ROLE_CB);
    match.retainer = 0;
    stand(SELF, v2(-52.0f, 20.0f), RG_ROLE_CB);
    match.players[MATE].active = false;
    stand(OPPONENT, v2(52.0f, -15.0f), RG_ROLE_CF); // 5 m from him
    queue.count = 0;
    rg_taker_request(&match, 0, &queue);
    assert_int_equal(queue.count, 1);
    match.players[0].possession_ms = 4010;
    queue.count = 0;
    rg_taker_request(&match, 0, &queue);
    assert_int_equal(queue.count, 2);
    assert_int_equal(queue.commands[0].function, RG_FN_HIGH_PASS);
    assert_int_equal(match.random.drawn, 2);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ratings_have_their_own_tick),
        cmocka_unit_test(test_crowded_space),
        cmocka_unit_test(test_passes_to_who_is_better_placed),
        cmocka_unit_test(test_ball_over_a_man_in_the_way),
        cmocka_unit_test(test_defender_clears),
        cmocka_unit_test(test_shoots_from_near),
        cmocka_unit_test(test_dribbles_away_from_lines_and_men),
        cmocka_unit_test(test_takers_draw_as_the_original),
        cmocka_unit_test(test_taker_walks_to_the_ball_and_holder_waits),
        cmocka_unit_test(test_keeper_holds_the_ball_while_his_man_is_marked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
