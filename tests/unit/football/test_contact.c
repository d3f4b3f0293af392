// Bumps, trips, body parts, the ball against bodies (C.8).
#include "football/contact.h"

#include "football/ball.h"
#include "football/skeleton.h"

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
    p->motion.start_angle = v2_heading_angle(facing);
    rg_pose_take(p);
}

/// A body of the recordings in the middle of a clip; own frame. `turn`: rotation_begin and
/// rotation_end.
typedef struct Moment {
    RgV2 position, velocity;
    int clip, frame, touch_frame;
    float start_angle;
    RgV2 turn;
} Moment;

static void move_to(int player, Moment moment) {
    RgPlayer* p = &match.players[player];
    p->position = moment.position;
    p->facing = v2_unit(moment.velocity);
    p->velocity = moment.velocity;
    p->motion.clip = (uint16_t)moment.clip;
    p->motion.function = rg_clips[moment.clip].function;
    p->motion.frame = (uint16_t)moment.frame;
    p->motion.touch_frame = (int16_t)moment.touch_frame;
    p->motion.start_angle = moment.start_angle;
    p->motion.rotation_begin = moment.turn.x;
    p->motion.rotation_end = moment.turn.y;
    RgV2 before = moment.frame > 0 ? p->motion.path[moment.frame - 1] : v2(0.0f, 0.0f);
    p->motion.path[moment.frame] = v2_mad(before, moment.velocity, 0.01f);
}

static void resume(int player, Moment moment) {
    stand(player, moment.position, v2_unit(moment.velocity));
    move_to(player, moment);
    rg_pose_take(&match.players[player]);
}

/// The same for a clip that has begun since: frames 0 to the moment's.
static void follow(int player, Moment moment) {
    int last = moment.frame;
    rg_pose_settle(&match.players[player]);
    for (moment.frame = 0; moment.frame <= last; ++moment.frame) {
        move_to(player, moment);
        rg_pose_renew(&match.players[player]);
    }
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

// three push one of their team until he is near to somebody who was out of his reach
static void test_bumps_bring_somebody_near(void** state) {
    (void)state;
    set_up();
    enum { PUSHED = 3, OTHER = 4 };
    match.teams[0].player_count = 5;
    for (int i = 0; i < PUSHED; ++i) {
        stand(i, v2(-0.1f, 20.0f + 0.1f * (float)(i - 1)), v2(1.0f, 0.0f));
    }
    stand(PUSHED, v2(0.0f, 20.0f), v2(1.0f, 0.0f));
    stand(OTHER, v2(2.03f, 20.0f), v2(1.0f, 0.0f));
    match.players[OTHER].velocity = v2(0.0f, 5.0f);
    rg_contact_players(NULL, &match);
    assert_true(match.players[PUSHED].position.x > 0.16f);
    assert_true(match.players[OTHER].bump.y < 0.0f);
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
    stand(HOME, v2(10.0f, 5.0f), v2(-1.0f, 0.0f));
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

static void test_an_offside_players_hit_is_the_last(void** state) {
    (void)state;
    enum { MATE = HOME - 1 };
    for (int offside = 0; offside < 2; ++offside) {
        kick_at_body(v2(0.0f, 20.0f));
        stand(MATE, v2(0.0f, 20.0f), v2(1.0f, 0.0f)); // the ball meets both, him first
        match.offsides = true;
        match.teams[0].offside[MATE] = offside;
        rg_contact_ball(NULL, &match);
        assert_int_equal(match.players[MATE].last_touch_type, RG_TOUCH_ACCIDENTAL);
        assert_true(match.players[MATE].last_touch_ms > 0);
        // play stops and the clock is put on, so the kick is no longer fresh
        assert_int_equal(match.in_play, !offside);
        assert_int_equal(match.players[HOME].last_touch_ms > 0, !offside);
    }
}

static void test_recorded_bounce(void** state) {
    (void)state;
    // academy_counterattack_hard, tick 690: a tackler of the second team is hit by a shot 10 ms old
    set_up();
    match.clock = 6900;
    resume(AWAY, (Moment){.position = {-35.72754f, -10.41748f},
                          .velocity = {0.4736328f, -1.1777344f},
                          .clip = 1078,
                          .frame = 19,
                          .touch_frame = 24,
                          .start_angle = 0.43055725f,
                          .turn = {-0.13736561f, 0.012203946f}});
    match.players[AWAY].motion.ball_then = v3(0.0f, 0.0f, 0.0f); // it flies otherwise than it did
    match.teams[0].last_toucher = 1;
    match.players[HOME].last_touch_ms = 6890;
    rg_ball_place(&match, v3(35.1937828f, 10.0288401f, 0.18969664f));
    match.ball.velocity = v3(-2.38480067f, -17.8313236f, 5.29436016f);
    rg_contact_ball(NULL, &match);
    // the packed turns of the poses leave a few cm/s open
    RgV3 recorded = v3(-5.9464f, -2.7081f, -6.7708f);
    assert_float_equal(v3_length(v3_sub(match.ball.velocity, recorded)), 0.0f, 0.15f);
    assert_int_equal(match.last_touch_team, 1);
}

// academy_3_vs_1_with_keeper.run_shoot, second episode: a keeper throws himself at a shot
static void shoot_at_keeper(RgV3 before, RgV3 velocity) {
    set_up();
    match.clock = 4420;
    resume(HOME, (Moment){.position = {-50.36003f, -0.06907654f},
                          .velocity = {4.6273193f, -0.041381836f},
                          .clip = 1015,
                          .frame = 9,
                          .touch_frame = 17,
                          .start_angle = 1.5618467f,
                          .turn = {-0.06764972f, 0.0f}});
    match.players[HOME].motion.ball_then = v3(0.0f, 0.0f, 0.0f);
    match.teams[1].last_toucher = 1;
    match.players[AWAY].last_touch_ms = 4300;
    rg_ball_place(&match, before);
    rg_ball_kick(&match, 0, velocity, v3(0.0f, 0.0f, 0.0f), 0.0f);
    rg_ball_step(&match);
    match.players[AWAY].last_touch_ms = 4300;
    rg_contact_ball(NULL, &match);
}

static void test_ball_is_met_where_it_was(void** state) {
    (void)state;
    // tick 442: the ball is 0.36 m farther by then
    shoot_at_keeper(v3(-49.97694f, -0.02360818f, 0.24266788f),
                    v3(-36.035934f, 0.2385448f, 0.49909583f));
    RgV3 recorded = v3(24.2083f, -0.2462f, -1.6006f); // turned into his frame
    assert_float_equal(v3_length(v3_sub(match.ball.velocity, recorded)), 0.0f, 0.2f);
    // one tick earlier it does not touch him yet
    shoot_at_keeper(v3(-49.61658f, -0.025993628f, 0.23767692f),
                    v3(-36.231438f, 0.2635182f, 0.6792016f));
    assert_true(match.ball.velocity.x < -30.0f);
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
    rg_ball_place(&match, v3(0.0f, 21.5f, 1.2f)); // beside him
    match.ball.velocity = v3(-12.0f, 0.0f, 0.0f);
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

static void test_recorded_slide(void** state) {
    (void)state;
    // academy_corner, ticks 1165 and 1167: a slide reaches a running team-mate
    enum { SLIDER = RG_TEAM_SIZE, RUNNER = RG_TEAM_SIZE + 1, AHEAD_MIRRORED = 1331, RUN = 657 };
    Moment slider = {.position = {-23.98108f, 18.654663f},
                     .velocity = {-0.46679688f, -4.413086f},
                     .clip = AHEAD_MIRRORED,
                     .frame = 16,
                     .touch_frame = -1,
                     .start_angle = 0.35010433f,
                     .turn = {-0.09054346f, -1.5707964f}};
    Moment runner = {.position = {-23.922363f, 17.773193f},
                     .velocity = {-2.6923828f, 4.1679688f},
                     .clip = RUN,
                     .frame = 8,
                     .touch_frame = -1,
                     .start_angle = -2.8019106f,
                     .turn = {-0.027822595f, -0.28376028f}};
    set_up();
    resume(SLIDER, slider);
    resume(RUNNER, runner);
    rg_contact_players(NULL, &match);
    assert_int_equal(match.players[RUNNER].pending_trip, 0);
    slider.position = v2(-23.99768f, 18.579102f);
    slider.velocity = v2(-0.7578125f, -4.6152344f);
    slider.frame = 18;
    runner.position = v2(-23.976196f, 17.842407f);
    runner.velocity = v2(-2.975586f, 4.053711f);
    runner.frame = 10;
    set_up();
    resume(SLIDER, slider);
    resume(RUNNER, runner);
    rg_contact_players(NULL, &match);
    assert_int_equal(match.players[RUNNER].pending_trip, 3);
}

static void test_recorded_misses(void** state) {
    (void)state;
    // 11_vs_11_easy_stochastic.builtin, tick 6392: a reaching foot stays a few millimetres away
    set_up();
    resume(0, (Moment){.position = {23.806152f, 32.388794f},
                       .velocity = {6.2402344f, -0.07910156f},
                       .clip = 1077,
                       .frame = 13,
                       .touch_frame = 12,
                       .start_angle = 1.6729903f,
                       .turn = {-0.22649252f, 0.0f}});
    resume(HOME, (Moment){.position = {22.721313f, 32.289673f},
                          .velocity = {3.1894531f, 0.4345703f},
                          .clip = 1145,
                          .frame = 21,
                          .touch_frame = -1,
                          .start_angle = 1.7285271f,
                          .turn = {-0.27417338f, 0.0f}});
    rg_contact_players(NULL, &match);
    assert_int_equal(match.players[HOME].pending_trip, 0);
    // 11_vs_11_hard_stochastic.random, tick 278: a slide that turns by a quarter in 16 ticks
    set_up();
    resume(AWAY, (Moment){.position = {-0.025146484f, -0.32434082f},
                          .velocity = {0.57128906f, 1.7490234f},
                          .clip = 1322,
                          .frame = 11,
                          .touch_frame = -1,
                          .start_angle = 3.134173f,
                          .turn = {0.0f, -1.5707964f}});
    resume(HOME, (Moment){.position = {-0.52319336f, -0.19018555f},
                          .velocity = {2.7597656f, -0.1640625f},
                          .clip = 65,
                          .frame = 3,
                          .touch_frame = -1,
                          .start_angle = 1.5386496f,
                          .turn = {0.03040576f, 0.10837432f}});
    rg_contact_players(NULL, &match);
    assert_int_equal(match.players[HOME].pending_trip, 0);
}

static void test_recorded_slide_at_a_passer(void** state) {
    (void)state;
    // academy_corner, tick 1173: a pass has begun three ticks before, so his leg is still swinging
    // forward; it is where the slide reaches it neither at the clip's pose nor at the one before
    enum { PASSER = 0 };
    Moment slider = {.position = {-24.066f, 18.497f},
                     .velocity = {-1.449f, -4.601f}, // along the path
                     .clip = 1331,
                     .frame = 24,
                     .touch_frame = -1,
                     .start_angle = 0.35010433f,
                     .turn = {-0.09054346f, -1.5707964f}};
    Moment dribble = {.position = {24.776f, -17.863f},
                      .velocity = {2.867f, -2.747f},
                      .clip = 961,
                      .frame = 11,
                      .touch_frame = 27,
                      .start_angle = 0.7674942f,
                      .turn = {-0.03061369f, -0.03947809f}};
    Moment pass = {.position = {24.854f, -17.941f},
                   .velocity = {2.649f, -3.037f}, // along the path
                   .clip = 1246,
                   .frame = 2,
                   .touch_frame = 27,
                   .start_angle = 0.8024225f,
                   .turn = {-0.01646298f, 0.0f}};
    set_up();
    resume(AWAY, slider);
    resume(PASSER, dribble);
    follow(PASSER, pass);
    rg_contact_players(NULL, &match);
    assert_int_equal(match.players[PASSER].pending_trip, 3);
    set_up();
    resume(AWAY, slider);
    resume(PASSER, pass);
    rg_contact_players(NULL, &match);
    assert_int_equal(match.players[PASSER].pending_trip, 0);
}

static void test_poses_fade(void** state) {
    (void)state;
    // 11_vs_11_easy_stochastic.builtin, from tick 1187: the ball in a thrower's hands, seen from
    // him and his clip
    enum { THROW = 1240, TICKS = 12 };
    static const RgV3 recorded[TICKS] = {[0] = {-0.003f, -0.383f, 1.356f},
                                         [5] = {-0.022f, -0.352f, 1.598f},
                                         [9] = {-0.031f, -0.056f, 1.877f},
                                         [11] = {-0.018f, 0.158f, 1.901f}};
    set_up();
    match.in_play = false;
    RgPlayer* p = &match.players[HOME];
    stand(HOME, v2(0.0f, 0.0f), v2(0.0f, -1.0f));
    p->motion.clip = RG_CLIP_HOLD;
    p->motion.frame = 3;
    rg_pose_take(p);
    rg_pose_settle(p);
    p->motion.clip = THROW;
    for (int tick = 0; tick < TICKS; ++tick) {
        p->motion.frame = (uint16_t)tick;
        rg_pose_renew(p);
        if (recorded[tick].z > 0.0f) {
            float apart = v3_length(v3_sub(rg_held_ball(&match, HOME), recorded[tick]));
            assert_float_equal(apart, 0.0f, tick < 11 ? 0.03f : 0.005f);
        }
        assert_int_equal(p->pose.count, tick < 11 ? 2 : 1);
    }
}

// how far the parts of a pose reach from the pelvis, at most: no coordinate of a turned box is
// larger than its farthest corner is away
static float reach_of(const RgPose* pose) {
    RgPartPose parts[RG_BODY_PARTS];
    rg_pose_parts(pose, parts);
    float reach = 0.0f;
    for (int part = 0; part < RG_BODY_PARTS; ++part) {
        const RgPartBox* box = &rg_part_boxes[part];
        RgV3 corner = v3(rg_maxf(fabsf(box->low.x), fabsf(box->high.x)),
                         rg_maxf(fabsf(box->low.y), fabsf(box->high.y)),
                         rg_maxf(fabsf(box->low.z), fabsf(box->high.z)));
        float joint = v3_length(v3_sub(parts[part].place, parts[0].place));
        reach = rg_maxf(reach, joint + sqrtf(3.0f) * v3_length(corner));
    }
    return reach;
}

static void test_reach_of_all_poses(void** state) {
    (void)state;
    RgPose before = {.count = 1, .frames = {{.clip = RG_CLIP_STAND, .frame = 0, .turn = 0.0f}}};
    float reach = 0.0f;
    for (int clip = 0; clip < RG_CLIP_COUNT; ++clip) {
        for (int frame = 0; frame < rg_clips[clip].frames - 1; ++frame) {
            RgPose pose = {.count = 1,
                           .frames = {{.clip = (uint16_t)clip, .frame = (uint16_t)frame}}};
            reach = rg_maxf(reach, reach_of(&pose));
            if (frame < RG_POSE_FADED) { // fades in over the pose before, turned by something
                pose.count = 2;
                pose.frames[1] = before.frames[0];
                pose.frames[1].turn = 0.01f * (float)(clip % 200);
                reach = rg_maxf(reach, reach_of(&pose));
            }
            before = pose;
        }
    }
    assert_true(reach < RG_BODY_REACH);
    assert_true(reach > RG_BODY_REACH - 0.2f); // the bound is no waste either
}

static void test_root_is_the_pelvis(void** state) {
    (void)state;
    RgPose pose = {.count = 3,
                   .frames = {{.clip = 937, .frame = 3, .turn = 0.4f},
                              {.clip = 1078, .frame = 6, .turn = -0.3f},
                              {.clip = 1145, .frame = 9, .turn = 1.0f}}};
    for (; pose.count > 0; --pose.count) {
        RgPartPose parts[RG_BODY_PARTS];
        rg_pose_parts(&pose, parts);
        RgV3 root = rg_pose_root(&pose);
        assert_memory_equal(&root, &parts[0].place, sizeof root);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reach_of_all_poses),
        cmocka_unit_test(test_root_is_the_pelvis),
        cmocka_unit_test(test_recorded_bump),
        cmocka_unit_test(test_recorded_shared_velocity),
        cmocka_unit_test(test_bodies_are_pushed_apart),
        cmocka_unit_test(test_shift_is_limited),
        cmocka_unit_test(test_far_bodies_do_not_meet),
        cmocka_unit_test(test_bumps_bring_somebody_near),
        cmocka_unit_test(test_head_on_sprinters_trip),
        cmocka_unit_test(test_boxes_of_a_standing_body),
        cmocka_unit_test(test_ball_bounces_off_a_body),
        cmocka_unit_test(test_an_offside_players_hit_is_the_last),
        cmocka_unit_test(test_recorded_bounce),
        cmocka_unit_test(test_ball_is_met_where_it_was),
        cmocka_unit_test(test_ball_passes_when_it_should),
        cmocka_unit_test(test_slide_takes_the_legs),
        cmocka_unit_test(test_recorded_slide),
        cmocka_unit_test(test_recorded_misses),
        cmocka_unit_test(test_recorded_slide_at_a_passer),
        cmocka_unit_test(test_poses_fade),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
