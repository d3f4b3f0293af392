// Touches (C.7): recorded touches of the original made again from its recorded state and random
// stream, and the edges of the rules.
#include "football/contact.h"
#include "football/touch.h"

#include "football/ball.h"
#include "football/skeleton.h"
#include "football/touch_parts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static RgMatch match;

enum { KEEPER = 0, RUNNER = 1, AWAY = RG_TEAM_SIZE };

static void stand(int player, RgV2 position, RgV2 facing) {
    RgPlayer* p = &match.players[player];
    *p = (RgPlayer){.active = true,
                    .difficulty = 1.0f,
                    .slot = RG_NOBODY,
                    .position = position,
                    .facing = facing,
                    .body_direction = facing};
    p->motion.clip = p->motion.previous = RG_CLIP_STAND;
    p->motion.function = RG_FN_MOVEMENT;
    p->motion.touch_frame = -1;
    p->motion.command.target = p->motion.command.forced_target = RG_NOBODY;
}

static void place_ball(RgV3 position, RgV3 velocity) {
    rg_ball_place(&match, position);
    match.ball.velocity = velocity;
}

static void set_up(void) {
    memset(&match, 0, sizeof match);
    match.in_play = true;
    match.clock = 10000;
    match.owner = RUNNER;
    match.retainer = match.best_team = match.last_touch_team = RG_NOBODY;
    for (int i = 0; i < RG_TOUCH_TYPE_COUNT; ++i) {
        match.last_touch_team_by_type[i] = RG_NOBODY;
    }
    match.referee.taker = RG_NOBODY;
    match.teams[0].player_count = 2;
    match.teams[1].player_count = 1;
    match.teams[0].designated = 1;
    match.teams[0].last_toucher = match.teams[1].last_toucher = RG_NOBODY;
    stand(KEEPER, v2(-50.0f, 0.0f), v2(1.0f, 0.0f));
    stand(RUNNER, v2(0.0f, 0.0f), v2(1.0f, 0.0f));
    stand(AWAY, v2(-50.0f, 0.0f), v2(1.0f, 0.0f));
    rg_generator_seed(&match.random, 1);
    place_ball(v3(0.5f, 0.0f, RG_BALL_RADIUS), v3(0.0f, 0.0f, 0.0f));
}

static void touch(int player) {
    RgKick kick;
    bool kicked = rg_touch_begin(&match, player, &kick);
    if (kicked) {
        rg_kick_fly(&kick);
    }
    rg_touch_end(&match, player, kicked ? &kick : NULL);
}

static void assert_ball_velocity(float x, float y, float z, double epsilon) {
    assert_float_equal(match.ball.velocity.x, x, epsilon);
    assert_float_equal(match.ball.velocity.y, y, epsilon);
    assert_float_equal(match.ball.velocity.z, z, epsilon);
}

// ---- recorded touches

static void test_recorded_dribble(void** state) {
    (void)state;
    // academy_empty_goal.random, tick 3982
    set_up();
    match.clock = 3220;
    match.last_touch_team = 0;
    RgPlayer* p = &match.players[RUNNER];
    p->position = v2(0.00364685059f, -0.799301147f);
    p->velocity = v2(-2.42541504f, -2.45825195f);
    p->facing = p->body_direction = v2(-0.702328205f, -0.711853325f);
    p->fatigue = 0.00134281442f;
    p->has_possession = true;
    p->wanted_speed = 3.5f;
    p->motion = (RgMotion){.function = RG_FN_BALL_CONTROL,
                           .clip = 937,
                           .frame = 12,
                           .touch_frame = 12,
                           .touch_position = {-0.173939198f, -1.06130576f, 0.111125804f},
                           .end_position = {-0.379266739f, -1.19144964f},
                           .end_angle = -0.78464216f,
                           .end_body_angle = -0.78464216f,
                           .end_velocity = {-3.19768786f, -3.20252776f},
                           .end_speed = 3.5f};
    p->motion.command = (RgCommand){
        .use_movement = true, .direction = {-0.707106829f, -0.707106829f}, .speed = 5.0f};
    place_ball(v3(-0.173939198f, -1.06130576f, 0.111125804f),
               v3(-2.15698981f, -1.55177295f, 0.014230852f));
    touch(RUNNER);
    assert_ball_velocity(-3.719261407f, -3.591973066f, 0.622104823f, 1e-3);
    assert_int_equal(p->last_touch_type, RG_TOUCH_KICKED);
    assert_int_equal(match.last_touch_team, 0);
    assert_int_equal(match.random.drawn, 0);
}

static void test_recorded_trap(void** state) {
    (void)state;
    // academy_empty_goal.random, tick 4480: the keeper takes a half-high ball
    set_up();
    match.clock = 8200;
    match.last_touch_team = 0;
    stand(AWAY, v2(-14.5529175f, 0.216674805f), v2(1.0f, 0.0f));
    RgPlayer* p = &match.players[KEEPER];
    p->position = v2(-31.6956482f, -0.268081665f);
    p->velocity = v2(3.53198242f, 1.61437988f);
    p->facing = p->body_direction = v2(0.909481704f, 0.415744007f);
    p->fatigue = 0.0208746605f;
    p->wanted_speed = 8.0f;
    p->motion = (RgMotion){.function = RG_FN_TRAP,
                           .clip = 1396,
                           .frame = 12,
                           .touch_frame = 12,
                           .touch_position = {-31.5237217f, -0.132663488f, 0.569087863f},
                           .end_position = {-31.2461376f, -0.0633797497f},
                           .end_angle = 1.99953473f,
                           .end_body_angle = 1.99953473f,
                           .end_velocity = {3.17621827f, 1.45183504f},
                           .end_speed = 3.5f};
    p->motion.command = (RgCommand){
        .use_movement = true, .direction = {0.909490943f, 0.415723771f}, .speed = 0.920093775f};
    place_ball(v3(-31.5237217f, -0.132663488f, 0.569087863f),
               v3(-14.621438f, -1.38248563f, 1.31857073f));
    rg_generator_seed(&match.random, 7002);
    rg_generator_skip(&match.random, 1660);
    touch(KEEPER);
    assert_ball_velocity(4.582229137f, 1.937196850f, 3.684476852f, 1e-3);
}

static void test_recorded_shot(void** state) {
    (void)state;
    // academy_empty_goal_close.builtin, tick 1267
    set_up();
    RgPlayer* p = &match.players[RUNNER];
    p->position = v2(36.6575317f, -0.63571167f);
    p->velocity = v2(6.16845703f, -0.150634766f);
    p->facing = p->body_direction = v2(0.999701142f, -0.0244461279f);
    p->fatigue = 0.0458388031f;
    p->has_possession = true;
    p->motion = (RgMotion){.function = RG_FN_SHOT,
                           .clip = 1304,
                           .frame = 17,
                           .touch_frame = 17,
                           .start_angle = 1.59991634f,
                           .touch_position = {37.2061768f, -0.652268469f, 0.110758707f}};
    p->motion.command = (RgCommand){.ball_direction = {0.999245167f, 0.0388466492f, 0.0f},
                                    .power = 0.769459546f,
                                    .target = RG_NOBODY,
                                    .forced_target = RG_NOBODY};
    place_ball(v3(37.2061768f, -0.652268469f, 0.110758707f),
               v3(5.58294582f, 0.292605609f, -0.0256905034f));
    rg_generator_seed(&match.random, 7000);
    rg_generator_skip(&match.random, 2556);
    uint32_t drawn = match.random.drawn;
    touch(RUNNER);
    assert_ball_velocity(36.513893127f, 0.414291501f, 4.105336666f, 1e-3);
    assert_int_equal(match.random.drawn - drawn, 7);
}

// A long pass back to the keeper: academy_empty_goal_close.builtin, tick 239.
static void prepare_pass(void) {
    set_up();
    match.clock = 2390;
    RgPlayer* mate = &match.players[KEEPER];
    mate->position = v2(-54.7973289f, -1.41189373f);
    mate->velocity = v2(2.67285156f, -0.5f);
    RgPlayer* p = &match.players[RUNNER];
    p->position = v2(41.6537476f, 0.00773620605f);
    p->velocity = v2(1.26940918f, 0.0f);
    p->facing = p->body_direction = v2(0.946906388f, 0.321509451f);
    p->fatigue = 0.000274666585f;
    p->has_possession = true;
    p->motion = (RgMotion){.function = RG_FN_LONG_PASS,
                           .clip = 1224,
                           .frame = 39,
                           .touch_frame = 39,
                           .start_angle = 1.57079637f,
                           .touch_position = {41.8880005f, 0.0f, 0.110756204f}};
    p->motion.command = (RgCommand){.function = RG_FN_LONG_PASS,
                                    .ball_direction = {-0.994004428f, 0.0f, 0.109340489f},
                                    .power = 1.79999995f,
                                    .automatic = true,
                                    .target = 0,
                                    .forced_target = 0};
    place_ball(v3(41.8880005f, 0.0f, 0.110756204f), v3(0.0f, 0.0f, -0.0224793758f));
    rg_generator_seed(&match.random, 7000);
    rg_generator_skip(&match.random, 495);
}

static void test_recorded_pass(void** state) {
    (void)state;
    prepare_pass();
    touch(RUNNER);
    assert_ball_velocity(-17.402023315f, 0.141787916f, 4.685287475f, 2e-3);
    assert_int_equal(match.teams[0].designated, 0); // the receiver is responsible from now on
}

static void test_collision_shift_counts_wrong_for_second_team(void** state) {
    (void)state;
    // 3.2: a shift of 0.2 m that really carried the second team's player along makes him miss less
    // clean, not more
    for (int shifted = 0; shifted < 2; ++shifted) {
        set_up();
        stand(AWAY, v2(-0.5f, 0.0f), v2(1.0f, 0.0f));
        RgPlayer* p = &match.players[AWAY];
        p->motion.function = RG_FN_INTERFERE;
        p->motion.clip = 1074;
        while (rg_clips[p->motion.clip].function != RG_FN_INTERFERE ||
               rg_clips[p->motion.clip].touch.z > 0.5f) {
            p->motion.clip++;
        }
        p->motion.touch_frame = rg_clips[p->motion.clip].touch_frame;
        p->motion.frame = (uint16_t)p->motion.touch_frame;
        p->motion.touch_position = v3(0.0f, 0.0f, RG_BALL_RADIUS);
        p->motion.shift = v2(shifted ? -0.3f : 0.3f, 0.0f);
        place_ball(v3(0.2f, 0.0f, RG_BALL_RADIUS), v3(0.0f, 0.0f, 0.0f)); // own frame: x = -0.2
        match.clock = 20000;
        touch(AWAY);
        bool touched = p->last_touch_ms != 0;
        assert_int_equal(touched, shifted ? false : true);
    }
}

// ---- missing the ball

static void test_far_ball_is_missed(void** state) {
    (void)state;
    prepare_pass();
    place_ball(v3(41.8880005f, 0.41f, 0.110756204f), v3(0.0f, 0.0f, 0.0f));
    touch(RUNNER);
    assert_ball_velocity(0.0f, 0.0f, 0.0f, 0.0);
    assert_int_equal(match.players[RUNNER].last_touch_ms, 0);
    assert_int_equal(match.teams[0].designated, 1);
}

static void test_bumped_touch_keeps_old_velocity(void** state) {
    (void)state;
    prepare_pass();
    touch(RUNNER);
    float clean = match.ball.velocity.x;
    prepare_pass();
    match.players[RUNNER].motion.shift = v2(0.0f, 0.3f);
    touch(RUNNER);
    assert_true(match.ball.velocity.x > 0.5f * clean && match.ball.velocity.x < 0.0f);
}

// ---- hands

static void catch_ball(RgV3 velocity) {
    set_up();
    RgPlayer* p = &match.players[KEEPER];
    p->role = RG_ROLE_GK;
    p->motion.function = RG_FN_DEFLECT;
    p->motion.clip = 994; // trunk, holding
    p->motion.touch_frame = 10;
    p->motion.frame = 10;
    p->motion.touch_position = v3(-49.5f, 0.0f, 1.42f);
    place_ball(v3(-49.5f, 0.0f, 1.42f), velocity);
    rg_pose_take(p);
    touch(KEEPER);
}

static void test_slow_ball_is_caught(void** state) {
    (void)state;
    catch_ball(v3(-20.0f, 0.0f, 0.0f));
    assert_int_equal(match.retainer, KEEPER);
    rg_touch_hold(&match, KEEPER);
    assert_ball_velocity(0.0f, 0.0f, 0.0f, 0.0);
    assert_int_equal(match.players[KEEPER].last_touch_type, RG_TOUCH_NOT_KICKED);
    assert_true(fabsf(match.ball.position.x + 50.0f) < 1.0f);
}

static void test_hard_ball_is_parried(void** state) {
    (void)state;
    catch_ball(v3(-30.0f, 0.0f, 0.0f));
    assert_int_equal(match.retainer, RG_NOBODY);
    assert_true(match.ball.velocity.x > 0.0f);
    assert_float_equal(match.ball.velocity.z, 1.2f, 1e-6);
    assert_float_equal(v2_length(v3_flat(match.ball.velocity)), 9.0f, 1e-3); // 0.3 of its speed
    assert_int_equal(match.players[KEEPER].last_touch_type, RG_TOUCH_ACCIDENTAL);
}

static void test_nobody_takes_a_held_ball(void** state) {
    (void)state;
    prepare_pass();
    match.retainer = AWAY;
    touch(RUNNER);
    assert_int_equal(match.players[RUNNER].last_touch_ms, 0);
    assert_int_equal(match.retainer, AWAY);
}

// ---- reach and need

/// A straight path at `speed` along +x.
static RgPath straight_path(const RgClip* clip, float speed) {
    RgPath path = {.frames = clip->frames};
    for (int i = 0; i < path.frames; ++i) {
        path.point[i] = v2(0.01f * speed * (float)(i + 1), 0.0f);
        path.velocity[i] = v2(speed, 0.0f);
    }
    path.end_velocity = v2(speed, 0.0f);
    return path;
}

static bool reaches(float ahead, float aside, bool earlier_kick, RgV3* touch) {
    const RgClip* clip = &rg_clips[892]; // straight dribble touch
    assert_int_equal(clip->function, RG_FN_BALL_CONTROL);
    set_up();
    RgPlayer* p = &match.players[RUNNER];
    p->velocity = v2(3.5f, 0.0f);
    RgPath path = straight_path(clip, 3.5f);
    // the clip meets the ball `touch_rel` from where the path is then; forward is -y of the clip
    RgV2 aim = v2(path.point[clip->touch_frame].x - clip->touch_rel.y, clip->touch_rel.x);
    place_ball(v3(aim.x + ahead, aim.y + aside, RG_BALL_RADIUS), v3(0.0f, 0.0f, 0.0f));
    match.last_touch_team = 0;
    RgCommand command = {.function = RG_FN_BALL_CONTROL,
                         .use_movement = true,
                         .direction = {1.0f, 0.0f},
                         .speed = 3.5f};
    RgV2 smuggle;
    return rg_touch_reaches(&match, RUNNER, clip, &command, &path, earlier_kick, touch, &smuggle);
}

static void test_reach(void** state) {
    (void)state;
    RgV3 touch = {0.0f, 0.0f, 0.0f};
    assert_true(reaches(-0.1f, 0.0f, false, &touch));
    assert_float_equal(touch.x, match.ball.position.x, 1e-6);
    assert_false(reaches(0.6f, 0.0f, false, &touch));
    assert_true(reaches(-0.1f, 0.1f, false, &touch));
    assert_false(reaches(-0.1f, 0.2f, false, &touch)); // less room across the run than along it
    assert_true(reaches(-0.2f, 0.0f, false, &touch));
    assert_false(reaches(-0.2f, 0.0f, true, &touch)); // a kick stood before it in the queue
}

static void test_touch_needed_by_who_moves(void** state) {
    (void)state;
    set_up();
    match.last_touch_team = 0;
    const RgClip* stop = &rg_clips[886];
    RgCommand command = {.function = RG_FN_BALL_CONTROL,
                         .use_movement = true,
                         .direction = {1.0f, 0.0f},
                         .speed = 0.0f};
    assert_false(rg_touch_needed(&match, RUNNER, stop, &command)); // both at rest
    command.speed = 3.5f;
    assert_true(rg_touch_needed(&match, RUNNER, stop, &command));
    command.speed = 0.0f;
    match.players[RUNNER].velocity =
        v2(1.0f, 0.0f); // recorded: a slow player runs into a resting ball
    assert_true(rg_touch_needed(&match, RUNNER, stop, &command));
}

static void test_movement_smuggle_belongs_to_designated_player(void** state) {
    (void)state;
    set_up();
    RgMotion motion = {.clip = RG_CLIP_STAND,
                       .function = RG_FN_MOVEMENT,
                       .touch_frame = -1,
                       .end_angle = 0.5f * RG_PI};
    match.players[RUNNER].has_possession = true;
    place_ball(v3(0.60f, 0.0f, RG_BALL_RADIUS), v3(0.0f, 0.0f, 0.0f));
    RgV2 shift = rg_movement_smuggle(&match, RUNNER, &motion);
    assert_float_equal(shift.x, 0.60f - 0.34f - 0.06f, 1e-4); // to the ideal point but for 6 cm
    assert_float_equal(shift.y, 0.0f, 1e-4);
    match.owner = AWAY;
    shift = rg_movement_smuggle(&match, RUNNER, &motion);
    assert_float_equal(shift.x, 0.0f, 0.0);
}

static void test_front_of_foot(void** state) {
    (void)state;
    RgV2 straight = rg_front_of_foot(5.0f, 0.0f, RG_BALL_RADIUS);
    assert_float_equal(straight.y, -0.74f, 1e-6);
    RgV2 turned = rg_front_of_foot(0.0f, 0.5f * RG_PI, RG_BALL_RADIUS);
    assert_float_equal(turned.x, 0.2f * 0.34f, 1e-6);
    assert_float_equal(turned.y, -0.8f * 0.34f, 1e-6);
    assert_float_equal(rg_front_of_foot(0.0f, 0.0f, 3.0f).y, -0.17f,
                       1e-6); // half of it for high balls
}

// ---- accidental control

static void test_ball_slipping_away_is_taken_along(void** state) {
    (void)state;
    set_up();
    match.clock = 30000;
    RgPlayer* p = &match.players[RUNNER];
    p->motion.end_angle = p->motion.end_body_angle = 0.5f * RG_PI;
    rg_ball_place(&match, v3(0.4f, 0.0f, RG_BALL_RADIUS));
    rg_ball_kick(&match, 0, v3(3.0f, 0.0f, 0.0f), v3(0.0f, 0.0f, 0.0f), 0.0f);
    rg_controlled_collision_test(NULL, &match, RUNNER);
    assert_int_equal(p->last_touch_ms, 30000);
    assert_int_equal(match.random.drawn, 1);
    // not again so soon, though it slips away once more
    rg_ball_place(&match, v3(0.4f, 0.0f, RG_BALL_RADIUS));
    rg_ball_kick(&match, 0, v3(3.0f, 0.0f, 0.0f), v3(0.0f, 0.0f, 0.0f), 0.0f);
    rg_controlled_collision_test(NULL, &match, RUNNER);
    assert_int_equal(match.random.drawn, 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_recorded_dribble),
        cmocka_unit_test(test_recorded_trap),
        cmocka_unit_test(test_recorded_shot),
        cmocka_unit_test(test_recorded_pass),
        cmocka_unit_test(test_collision_shift_counts_wrong_for_second_team),
        cmocka_unit_test(test_far_ball_is_missed),
        cmocka_unit_test(test_bumped_touch_keeps_old_velocity),
        cmocka_unit_test(test_slow_ball_is_caught),
        cmocka_unit_test(test_hard_ball_is_parried),
        cmocka_unit_test(test_nobody_takes_a_held_ball),
        cmocka_unit_test(test_reach),
        cmocka_unit_test(test_touch_needed_by_who_moves),
        cmocka_unit_test(test_movement_smuggle_belongs_to_designated_player),
        cmocka_unit_test(test_front_of_foot),
        cmocka_unit_test(test_ball_slipping_away_is_taken_along),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
