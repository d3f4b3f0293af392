// Mental images and reaction delays (C.3).
#include "football/perception.h"

#include "football/attributes.h"
#include "football/ball.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static RgMatch match;

enum { HOME = 1, AWAY = RG_TEAM_SIZE + 1 };

static void set_up(void) {
    memset(&match, 0, sizeof match);
    match.retainer = match.last_touch_team = RG_NOBODY;
    for (int team = 0; team < RG_TEAM_COUNT; ++team) {
        match.teams[team].player_count = 2;
        match.teams[team].last_toucher = RG_NOBODY;
        for (int i = 0; i < 2; ++i) {
            *rg_player(&match, team, i) = (RgPlayer){
                .active = true, .difficulty = 1.0f, .slot = RG_NOBODY, .facing = {1.0f, 0.0f}};
        }
    }
    match.players[HOME].position = v2(10.0f, 2.0f);
    match.players[HOME].velocity = v2(5.0f, 0.0f);
    match.players[AWAY].position = v2(3.0f, 1.0f);
    match.players[AWAY].speed_class = RG_CLASS_WALK;
    rg_ball_place(&match, v3(0.0f, 0.0f, RG_BALL_RADIUS));
}

static void push_at(int64_t clock) {
    match.clock = clock;
    rg_images_push(&match);
}

static void test_without_images_the_truth_is_seen(void** state) {
    (void)state;
    set_up();
    assert_float_equal(rg_seen_position(&match, 0, HOME, 200).x, 10.0f, 1e-6f);
    assert_float_equal(rg_seen_position(&match, 1, HOME, 0).x, -10.0f, 1e-6f);
    assert_float_equal(rg_seen_ball(&match, 0, 0, 100).z, rg_ball_predict(&match, 100).z, 1e-9f);
}

static void test_delay_chooses_the_image(void** state) {
    (void)state;
    set_up();
    for (int i = 0; i < 4; ++i) {
        match.players[AWAY].position.y = (float)i * 0.5f;
        push_at(100 * i);
    }
    // newest three are kept: y = 1.5, 1, 0.5; halves of hundreds count up
    static const int delays[6] = {0, 49, 50, 149, 150, 900};
    static const float expected[6] = {1.5f, 1.5f, 1.0f, 1.0f, 0.5f, 0.5f};
    for (int i = 0; i < 6; ++i) {
        assert_float_equal(rg_seen_position(&match, 1, AWAY, delays[i]).y, expected[i], 1e-6f);
        assert_float_equal(rg_seen_position(&match, 0, AWAY, delays[i]).y, -expected[i], 1e-6f);
    }
    rg_images_clear(&match);
    push_at(400);
    assert_float_equal(rg_seen_position(&match, 1, AWAY, 900).y, 1.5f, 1e-6f);
}

static void test_players_are_carried_on_and_kept_near_the_truth(void** state) {
    (void)state;
    set_up();
    push_at(0);
    match.clock = 90;
    assert_float_equal(rg_seen_position(&match, 0, HOME, 0).x, 10.0f + 0.09f * 5.0f, 1e-5f);
    // the truth is far from what is remembered
    match.players[HOME].position = v2(20.0f, 2.0f);
    match.players[HOME].velocity = v2(-5.0f, 0.0f);
    assert_float_equal(rg_seen_position(&match, 0, HOME, 0).x, 17.5f, 1e-5f);
    assert_float_equal(rg_seen_velocity(&match, 0, HOME, 0).x, 0.0f, 1e-5f);
    assert_int_equal(rg_seen_class(&match, AWAY, 0), RG_CLASS_WALK);
    // facing is turned with the rest (4.2)
    assert_float_equal(rg_seen_facing(&match, 0, AWAY, 0).x, -1.0f, 1e-6f);
    assert_float_equal(rg_seen_facing(&match, 1, AWAY, 0).x, 1.0f, 1e-6f);
}

static void test_ball_is_read_from_the_old_table(void** state) {
    (void)state;
    set_up();
    match.ball.velocity = v3(10.0f, 0.0f, 3.0f);
    match.ball.table_age = RG_TABLE_WRONG;
    rg_ball_step(&match);
    push_at(0);
    RgV3 then = rg_ball_predict(&match, 250);
    match.clock = 50;
    RgV3 seen = rg_seen_ball(&match, 0, 0, 200), turned = rg_seen_ball(&match, 1, 0, 200);
    // the true ball has not moved on, so the image runs ahead of it by its age, within 2.5 m
    assert_float_equal(seen.x, then.x, 1e-6f);
    assert_float_equal(turned.x, -then.x, 1e-6f);
    for (int i = 0; i < 100; ++i) {
        match.clock += 10;
    }
    RgV3 truth = rg_ball_predict(&match, 0);
    assert_float_equal(v3_length(v3_sub(rg_seen_ball(&match, 0, 0, 0), truth)), 2.5f, 1e-4f);
}

static void test_reaction_times(void** state) {
    (void)state;
    set_up();
    // 80 - 40 * 0.785386 = 48.6
    assert_int_equal(rg_reaction_ms(&match, HOME), 49);
    match.players[HOME].difficulty = 0.6f;
    // the stat shrinks with the difficulty: 80 - 40 * 0.5655 = 57.4, and 40 ms come on top
    assert_int_equal(rg_reaction_ms(&match, HOME), 97);
    match.players[HOME].slot = 0;
    match.teams[0].slots[0].builtin = false;
    assert_int_equal(rg_reaction_ms(&match, HOME), 57);
    match.teams[0].slots[0].builtin = true;
    assert_int_equal(rg_reaction_ms(&match, HOME), 97);
}

static void test_touchers_see_at_once(void** state) {
    (void)state;
    set_up();
    match.last_touch_team = 0;
    match.teams[0].last_toucher = 1;
    match.players[HOME].last_touch_type = RG_TOUCH_KICKED;
    assert_int_equal(rg_perception_delay(&match, HOME), 0);
    assert_int_equal(rg_perception_delay(&match, 0), rg_reaction_ms(&match, 0));
    assert_int_equal(rg_body_delay(&match, 0), 0); // his team's touch
    assert_int_equal(rg_body_delay(&match, AWAY), rg_reaction_ms(&match, AWAY));
    match.players[HOME].last_touch_type = RG_TOUCH_ACCIDENTAL;
    assert_int_equal(rg_perception_delay(&match, HOME), 49);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_without_images_the_truth_is_seen),
        cmocka_unit_test(test_delay_chooses_the_image),
        cmocka_unit_test(test_players_are_carried_on_and_kept_near_the_truth),
        cmocka_unit_test(test_ball_is_read_from_the_old_table),
        cmocka_unit_test(test_reaction_times),
        cmocka_unit_test(test_touchers_see_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
