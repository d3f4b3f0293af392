// Bumps, trips, body parts, the ball against bodies (C.8).
#include "football/contact.h"

#include "football/ball.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static RgMatch match;

enum { HOME = 1, AWAY = RG_TEAM_SIZE + 1 };

static void stand(int player, RgV2 position, RgV2 facing) {
    RgPlayer* p = &match.players[player];
    *p = (RgPlayer){.active = true,
                    .difficulty = 1.0f,
                    .slot = RG_NOBODY,
                    .position = position,
                    .facing = facing};
    p->body_direction = facing;
    p->motion.clip = p->motion.previous = RG_CLIP_STAND;
    p->motion.function = RG_FN_MOVEMENT;
    p->motion.touch_frame = -1;
    p->motion.start = position;
    rg_pose_take(p);
}

static void set_up(void) {
    memset(&match, 0, sizeof match);
    match.in_play = true;
    match.owner = 0;
    match.clock = 10000;
    match.retainer = match.last_touch_team = match.best_team = RG_NOBODY;
    for (int team = 0; team < RG_TEAM_COUNT; ++team) {
        match.teams[team].player_count = 2;
        match.teams[team].last_toucher = match.teams[team].selected = RG_NOBODY;
        stand(rg_player_index(team, 0), v2(-50.0f, 0.0f), v2(1.0f, 0.0f));
        stand(rg_player_index(team, 1), v2(0.0f, 20.0f), v2(1.0f, 0.0f));
    }
    rg_generator_seed(&match.random, 1);
    rg_ball_place(&match, v3(30.0f, 0.0f, RG_BALL_RADIUS));
    rg_ball_step(&match);
}

static void test_recorded_bump(void** state) {
    (void)state;
    // academy_3_vs_1_with_keeper.run_shoot, tick 418: shoulder to shoulder, the second team's
    // player has the ball
    set_up();
    match.owner = AWAY;
    match.teams[0].designated = match.teams[1].designated = 1;
    stand(HOME, v2(0.0f, 0.0f), v2(0.998141468f, 0.0609398149f));
    stand(AWAY, v2(0.0f, 0.0f), v2(-0.998669982f, -0.0515588075f));
    RgPlayer *a = &match.players[HOME], *b = &match.players[AWAY];
    a->velocity = v2(6.08447266f, 0.371704102f);
    a->speed_class = RG_CLASS_SPRINT;
    a->fatigue = 0.00704977568f;
    b->velocity = v2(-5.68237305f, -0.293334961f);
    b->speed_class = RG_CLASS_WALK;
    b->fatigue = 0.00512710959f;
    b->difficulty = 0.6f;
    b->has_possession = b->best_possession = b->unique_possession = true;
    // before the contacts: what was left of the last tick's offsets
    a->bump = v2_scale(v2(-0.0796800032f, -0.0421099998f), 0.95f);
    b->bump = v2_scale(v2(-0.0854300037f, -0.0317200013f), 0.95f);
    RgV2 bump_a = v2(-0.0801500008f, -0.0376899987f), bump_b = v2(-0.0845500007f, -0.0300299991f);
    a->position = v2_sub(v2(41.872406f, -0.533569336f), v2_sub(bump_a, a->bump));
    b->position = v2_sub(v2(-42.5915222f, 0.569076538f), v2_sub(bump_b, b->bump));
    rg_ball_place(&match, v3(43.4674492f, -0.0264590215f, 0.110756166f));
    rg_contact_players(NULL, &match);
    assert_float_equal(v2_distance(a->bump, bump_a), 0.0f, 3e-5f);
    assert_float_equal(v2_distance(b->bump, bump_b), 0.0f, 3e-5f);
    assert_int_equal(a->pending_trip, 0);
    assert_int_equal(b->pending_trip, 0);
}

static void test_recorded_shared_velocity(void** state) {
    (void)state;
    // academy_run_to_score_with_keeper.random, tick 464: two pass each other, 1.48 m apart, the
    // ball is elsewhere
    set_up();
    stand(HOME, v2(0.0f, 0.0f), v2(-0.983557701f, -0.180594116f));
    stand(AWAY, v2(0.0f, 0.0f), v2(-0.0435621701f, 0.999050736f));
    RgPlayer *a = &match.players[HOME], *b = &match.players[AWAY];
    a->velocity = v2(-5.32446289f, -0.977661133f);
    a->speed_class = RG_CLASS_WALK;
    a->fatigue = 0.00552385021f;
    b->velocity = v2(-0.325927734f, 7.47265625f);
    b->speed_class = RG_CLASS_SPRINT;
    b->fatigue = 0.0111392559f;
    b->difficulty = 0.6f;
    a->bump = v2_scale(v2(0.0416099988f, -0.0440500006f), 0.95f);
    b->bump = v2_scale(v2(0.0257300008f, -0.0499100015f), 0.95f);
    RgV2 bump_a = v2(0.0455599986f, -0.0487800017f), bump_b = v2(0.0298699997f, -0.0536400005f);
    a->position = v2_sub(v2(-1.80450439f, 2.24389648f), v2_sub(bump_a, a->bump));
    b->position = v2_sub(v2(3.27456665f, -2.07757568f), v2_sub(bump_b, b->bump));
    rg_contact_players(NULL, &match);
    assert_float_equal(v2_distance(a->bump, bump_a), 0.0f, 2e-5f);
    assert_float_equal(v2_distance(b->bump, bump_b), 0.0f, 2e-5f);
}

static void test_bodies_are_pushed_apart(void** state) {
    (void)state;
    set_up();
    stand(HOME, v2(0.0f, 20.0f), v2(0.0f, 1.0f));
    stand(AWAY, v2(0.0f, -20.65f),
          v2(0.0f, -1.0f)); // seen by the first team at (0, 20.65), 0.65 m apart
    rg_contact_players(NULL, &match);
    RgV2 home = match.players[HOME].position, away = v2_neg(match.players[AWAY].position);
    assert_float_equal(v2_distance(home, away), 0.72f, 1e-5f);
    assert_true(home.y < 20.0f && away.y > 20.65f);
}

static void test_shift_is_limited(void** state) {
    (void)state;
    set_up();
    stand(HOME, v2(0.0f, 20.0f), v2(0.0f, 1.0f));
    stand(AWAY, v2(0.0f, -20.1f), v2(0.0f, -1.0f));
    rg_contact_players(NULL, &match);
    assert_true(20.0f - match.players[HOME].position.y <= 0.0801f);
    assert_true(v2_length(match.players[HOME].bump) <= 0.1f);
}

static void test_far_bodies_do_not_meet(void** state) {
    (void)state;
    set_up();
    stand(HOME, v2(0.0f, 20.0f), v2(0.0f, 1.0f));
    stand(AWAY, v2(0.0f, -21.88f), v2(0.0f, -1.0f));
    match.players[AWAY].velocity = v2(5.0f, 0.0f);
    rg_contact_players(NULL, &match);
    assert_true(match.players[HOME].position.y == 20.0f && match.players[HOME].bump.x == 0.0f);
    // a little nearer they drag each other along
    match.players[AWAY].position.y = -21.5f;
    rg_contact_players(NULL, &match);
    assert_true(match.players[HOME].bump.x < 0.0f && match.players[AWAY].bump.x < 0.0f);
}

static void test_head_on_sprinters_trip(void** state) {
    (void)state;
    set_up();
    stand(HOME, v2(0.0f, 20.0f), v2(1.0f, 0.0f));
    stand(AWAY, v2(-0.6f, -20.0f),
          v2(-1.0f, 0.0f)); // his raw facing counts as towards the first player (4.2)
    for (int i = 0; i < 2; ++i) {
        RgPlayer* p = &match.players[i == 0 ? HOME : AWAY];
        p->velocity = v2(8.0f, 0.0f);
        p->speed_class = RG_CLASS_SPRINT;
    }
    rg_contact_players(NULL, &match);
    assert_true(match.players[HOME].pending_trip > 0);
    assert_true(match.players[HOME].pending_trip_direction.x < -0.5f); // backwards
}

static void test_boxes_of_a_standing_body(void** state) {
    (void)state;
    set_up();
    stand(HOME, v2(10.0f, 5.0f), v2(1.0f, 0.0f));
    RgV3 low, high;
    rg_body_box(&match, HOME, 2, &low, &high); // head
    assert_true(low.z > 1.2f && high.z < 2.1f);
    assert_true(low.x > 9.5f && high.x < 10.5f && low.y > 4.5f && high.y < 5.5f);
    // facing +x, the left foot is on the left: +y
    RgV3 right_low, right_high;
    rg_body_box(&match, HOME, 9, &low, &high);
    rg_body_box(&match, HOME, 12, &right_low, &right_high);
    assert_true(low.z < 0.1f && low.y + high.y > right_low.y + right_high.y);
    // turned by a half turn the boxes turn with him
    match.players[HOME].facing = match.players[HOME].clip_body = v2(-1.0f, 0.0f);
    rg_pose_take(&match.players[HOME]);
    RgV3 turned_low, turned_high;
    rg_body_box(&match, HOME, 9, &turned_low, &turned_high);
    assert_true(turned_low.y + turned_high.y < low.y + high.y);
    RgV3 ball = rg_held_ball(&match, HOME);
    assert_true(ball.z > 0.2f && ball.z < 1.8f &&
                v2_distance(v3_flat(ball), v2(10.0f, 5.0f)) < 1.0f);
}

// a ball from an opponent's fresh kick into the chest of a standing player
static void kick_at_body(RgV2 place) {
    set_up();
    stand(HOME, place, v2(1.0f, 0.0f));
    rg_ball_place(&match, v3(place.x, place.y, 1.2f));
    match.ball.velocity = v3(-12.0f, 0.0f, 0.0f);
    match.teams[1].last_toucher = 1;
    match.players[AWAY].last_touch_ms = match.clock - 60;
    match.last_touch_team = 1;
}

static void test_ball_bounces_off_a_body(void** state) {
    (void)state;
    kick_at_body(v2(0.0f, 20.0f));
    uint32_t drawn = match.random.drawn;
    rg_contact_ball(NULL, &match);
    assert_int_equal(match.random.drawn - drawn, 3);
    float speed = v3_length(match.ball.velocity);
    assert_true(speed <= 12.0f * 0.7f + 1e-4f && speed > 1.0f);
    assert_int_equal(match.last_touch_team, 0);
    assert_int_equal(match.players[HOME].last_touch_type, RG_TOUCH_ACCIDENTAL);
    // not again for 150 ms
    match.clock += 150;
    match.players[HOME].last_touch_ms = 0;
    match.players[AWAY].last_touch_ms = match.clock;
    drawn = match.random.drawn;
    rg_contact_ball(NULL, &match);
    assert_int_equal(match.random.drawn, drawn);
}

static void test_recorded_bounce(void** state) {
    (void)state;
    // academy_counterattack_hard, tick 690: a tackler of the second team is hit by a shot 10 ms old
    set_up();
    match.clock = 6900;
    stand(AWAY, v2(-35.7275391f, -10.4174805f), v2(0.985973239f, -0.166903511f));
    RgPlayer* p = &match.players[AWAY];
    p->velocity = v2(0.473632812f, -1.17773438f);
    p->motion.clip = 1078;
    p->motion.function = RG_FN_INTERFERE;
    p->motion.frame = 19;
    p->motion.touch_frame = rg_clips[1078].touch_frame;
    rg_pose_take(p);
    p->motion.ball_then = v3(0.0f, 0.0f, 0.0f); // the ball flies otherwise than it did
    match.teams[0].last_toucher = 1;
    match.players[HOME].last_touch_ms = 6890;
    match.ball.position = v3(35.1937828f, 10.0288401f, 0.18969664f);
    match.ball.velocity = v3(-2.38480067f, -17.8313236f, 5.29436016f);
    rg_contact_ball(NULL, &match);
    // within what the unsmoothed pose leaves open (clips/README.md section 7)
    RgV3 recorded = v3(-5.9464f, -2.7081f, -6.7708f);
    assert_float_equal(v3_length(v3_sub(match.ball.velocity, recorded)), 0.0f, 0.6f);
    assert_int_equal(match.last_touch_team, 1);
}

static void test_ball_passes_when_it_should(void** state) {
    (void)state;
    kick_at_body(v2(0.0f, 20.0f));
    match.players[AWAY].last_touch_ms = match.clock - 500; // no fresh kick
    rg_contact_ball(NULL, &match);
    assert_true(match.ball.velocity.x == -12.0f);
    kick_at_body(v2(0.0f, 20.0f));
    match.players[HOME].unique_possession = true;
    rg_contact_ball(NULL, &match);
    assert_true(match.ball.velocity.x == -12.0f);
    kick_at_body(v2(0.0f, 20.0f));
    match.ball.position.y += 1.5f; // beside him
    rg_contact_ball(NULL, &match);
    assert_true(match.ball.velocity.x == -12.0f);
    kick_at_body(v2(0.0f, 20.0f));
    match.players[HOME].motion.function = RG_FN_BALL_CONTROL; // he means to touch it
    rg_contact_ball(NULL, &match);
    assert_true(match.ball.velocity.x == -12.0f);
}

// a slide straight ahead from standing, at the frame where the leg is out
static void slide_at(float distance) {
    enum { SLIDE_AHEAD = 1322 };
    set_up();
    stand(HOME, v2(0.0f, 20.0f), v2(1.0f, 0.0f));
    stand(AWAY, v2(-distance, -20.0f), v2(-1.0f, 0.0f));
    RgPlayer* tackler = &match.players[HOME];
    tackler->motion.clip = SLIDE_AHEAD;
    tackler->motion.function = RG_FN_SLIDING;
    tackler->motion.frame = 18;
    rg_pose_take(tackler);
    rg_contact_players(NULL, &match);
}

static void test_slide_takes_the_legs(void** state) {
    (void)state;
    int trips = 0;
    for (float distance = 0.75f; distance < 1.9f; distance += 0.05f) {
        slide_at(distance);
        const RgPlayer* victim = &match.players[AWAY];
        trips += victim->pending_trip == 3;
        assert_true(victim->pending_trip == 0 || distance < 1.5f);
        if (victim->pending_trip == 3) {
            // his direction is his facing, which the second team's frame turns round (4.11)
            assert_float_equal(victim->pending_trip_direction.x, 1.0f, 1e-5f);
        }
    }
    assert_true(trips >= 3);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_recorded_bump),
        cmocka_unit_test(test_recorded_shared_velocity),
        cmocka_unit_test(test_bodies_are_pushed_apart),
        cmocka_unit_test(test_shift_is_limited),
        cmocka_unit_test(test_far_bodies_do_not_meet),
        cmocka_unit_test(test_head_on_sprinters_trip),
        cmocka_unit_test(test_boxes_of_a_standing_body),
        cmocka_unit_test(test_ball_bounces_off_a_body),
        cmocka_unit_test(test_recorded_bounce),
        cmocka_unit_test(test_ball_passes_when_it_should),
        cmocka_unit_test(test_slide_takes_the_legs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
