// One body's tick (C.6.1, C.6.4): how a clip is played, what interrupts it, and what others may do
// to a body.
#include "football/body.h"

#include "football/ball.h"
#include "football/choose.h"
#include "football/tick.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static RgMatch match;
static RgPitch* pitch;

enum { KEEPER = 0, RUNNER = 1, AWAY = RG_TEAM_SIZE };

static int create(void** state) {
    (void)state;
    return rg_pitch_create(&pitch, NULL) == RG_OK ? 0 : -1;
}

static int destroy(void** state) {
    (void)state;
    rg_pitch_destroy(pitch);
    return 0;
}

/// Two against one in open play; the runner stands in the middle looking to +x, the ball is far
/// away.
static RgPlayer* set_up(void) {
    RgMatchDef def = rg_default_match_def();
    def.player_count[0] = 2;
    def.player_count[1] = 1;
    def.starts[0][KEEPER] = (RgStart){-1.0f, 0.0f, RG_ROLE_GK, false, false};
    def.starts[0][RUNNER] = (RgStart){0.0f, 0.0f, RG_ROLE_CF, false, true};
    def.starts[1][0] = (RgStart){-1.0f, 0.0f, RG_ROLE_GK, false, false};
    def.agents[0] = def.agents[1] = 0;
    assert_int_equal(rg_match_set_up(pitch, &match, &def, NULL), RG_OK);
    match.in_play = true;
    match.in_set_piece = false;
    match.clock = 100010;
    match.owner = AWAY;
    match.retainer = RG_NOBODY;
    match.teams[0].designated = KEEPER;
    rg_ball_place(&match, v3(40.0f, 20.0f, RG_BALL_RADIUS));
    rg_body_place(&match, KEEPER, v2(-50.0f, 0.0f), v2(0.0f, 0.0f), 0);
    rg_body_place(&match, AWAY, v2(-50.0f, 0.0f), v2(0.0f, 0.0f), 0);
    rg_body_place(&match, RUNNER, v2(0.0f, 0.0f), v2(10.0f, 0.0f), 0);
    return &match.players[RUNNER];
}

static RgCommand movement(RgV2 direction, float speed) {
    return rg_movement_command(direction, speed, v2_scale(direction, 10.0f));
}

static void choose(RgInterrupt interrupt, RgCommand command) {
    RgCommandQueue queue = {.count = 1, .commands = {command}};
    rg_choose(pitch, &match, RUNNER, interrupt, &queue);
}

static void tick(void) {
    RgKick kick;
    if (rg_body_tick(pitch, &match, RUNNER, &kick)) {
        rg_kick_fly(&kick);
        rg_body_touched(&match, RUNNER, &kick);
    }
    RgPlayer* p = &match.players[RUNNER];
    // found alone or with the rest, it is the same
    RgOrientation whole = rg_orientation(p);
    RgV2 facing = rg_facing(p);
    assert_memory_equal(&facing, &whole.facing, sizeof facing);
    assert_true(rg_body_angle(p) == whole.body_angle);
    rg_settle_orientation(p);
    match.clock += RG_TICK_MS;
}

/// Velocity of an increment of the planned path.
static RgV2 velocity_of(const RgMotion* plan, int n) {
    RgV2 before = n > 0 ? plan->path[n - 1] : v2(0.0f, 0.0f);
    return v2_scale(v2_sub(plan->path[n], before), 100.0f);
}

static void a_clip_is_played_along_its_path(void** state) {
    (void)state;
    RgPlayer* p = set_up();
    choose(RG_INTERRUPT_CLIP_END, movement(v2(1.0f, 0.0f), 8.0f));
    RgMotion plan = p->motion;
    int frames = rg_clips[plan.clip].frames;
    assert_int_equal(plan.previous, RG_CLIP_STAND);
    assert_int_equal(plan.frame, 0);
    for (int c = 1; c < frames - 1; c++) {
        RgV2 before = p->position;
        tick();
        assert_int_equal(p->motion.frame, c);
        assert_int_equal(p->motion.clip, plan.clip);
        assert_memory_equal(&p->seen_position, &before, sizeof before);
        assert_float_equal(p->position.x, plan.start.x + plan.path[c - 1].x, 1e-6);
        // the velocity is read off the positions
        assert_float_equal(p->velocity.x, (p->position.x - before.x) * 100.0f, 0.0);
        assert_float_equal(p->velocity.x, velocity_of(&plan, c - 1).x, 1e-4);
        assert_int_equal(p->speed_class, rg_speed_class(v2_length(p->velocity)));
    }
    // the last frame is never displayed: there the next clip starts, where F - 1 increments lead
    tick();
    assert_int_equal(p->motion.frame, 0);
    assert_int_equal(p->motion.previous, plan.clip);
    assert_float_equal(p->motion.start.x, plan.start.x + plan.path[frames - 2].x, 1e-6);
    assert_float_equal(plan.end_position.x, plan.start.x + plan.path[frames - 1].x, 1e-6);
    assert_int_equal(p->foot, rg_clips[plan.clip].foot_out);
}

static void collisions_move_player_and_path(void** state) {
    (void)state;
    RgPlayer* p = set_up();
    choose(RG_INTERRUPT_CLIP_END, movement(v2(1.0f, 0.0f), 8.0f));
    tick();
    RgMotion plan = p->motion;
    rg_body_shift(&match, RUNNER, v2(0.0f, 0.04f));
    assert_float_equal(p->position.y, 0.04f, 1e-6);
    assert_float_equal(p->bump.y, 0.04f, 1e-6);
    tick();
    // half of the shift's velocity is his own for one tick
    assert_float_equal(p->velocity.y - velocity_of(&plan, 1).y, 2.0f, 1e-3);
    assert_float_equal(p->bump.y, 0.038f, 1e-6);
    tick();
    assert_float_equal(p->velocity.y, velocity_of(&plan, 2).y, 1e-4);
    assert_float_equal(p->position.y, plan.path[2].y + 0.04f, 1e-5);
    assert_float_equal(p->motion.end_position.y, plan.end_position.y + 0.04f, 1e-5);
    // the decaying offset never grows beyond 0.1 m, the shift itself does
    for (int i = 0; i < 5; i++) {
        rg_body_shift(&match, RUNNER, v2(0.08f, 0.0f));
    }
    assert_float_equal(v2_length(p->bump), 0.1f, 1e-6);
    assert_float_equal(p->motion.shift.x, 0.4f, 1e-5);
    for (int i = 0; i < 80; i++) {
        tick();
    }
    assert_true(p->bump.x == 0.0f && p->bump.y == 0.0f);
}

static void smuggles_are_shown_bit_by_bit(void** state) {
    (void)state;
    RgPlayer* p = set_up();
    choose(RG_INTERRUPT_CLIP_END, movement(v2(1.0f, 0.0f), 8.0f));
    RgMotion plan = p->motion;
    p->motion.movement_smuggle = v2(0.0f, 0.24f);
    int last = rg_clips[plan.clip].frames - 1;
    float shown = 0.0f;
    for (int c = 1; c < last; c++) {
        tick();
        float step = p->position.y - plan.path[c - 1].y - shown;
        // the middle of the clip gets a fifth more than its ends
        assert_true(step > 0.899f * 0.24f / (float)(last + 1) &&
                    step < 1.101f * 0.24f / (float)(last + 1));
        shown += step;
    }
    assert_true(shown > 0.21f && shown < 0.24f);
}

static void body_angles_are_snapped(void** state) {
    (void)state;
    const float degree = RG_PI / 180.0f;
    assert_float_equal(rg_snapped_body_angle(20.0f * degree, RG_CLASS_DRIBBLE), 0.0f, 1e-6);
    assert_float_equal(rg_snapped_body_angle(25.0f * degree, RG_CLASS_DRIBBLE), 45.0f * degree,
                       1e-6);
    assert_float_equal(rg_snapped_body_angle(-95.0f * degree, RG_CLASS_DRIBBLE), -135.0f * degree,
                       1e-6);
    assert_float_equal(rg_snapped_body_angle(-95.0f * degree, RG_CLASS_WALK), -45.0f * degree,
                       1e-6);
    assert_float_equal(rg_snapped_body_angle(60.0f * degree, RG_CLASS_SPRINT), 0.0f, 1e-6);
    assert_float_equal(rg_snapped_body_angle(60.0f * degree, RG_CLASS_IDLE), 0.0f, 1e-6);
}

static void the_body_points_by_its_snapped_angle(void** state) {
    (void)state;
    bool met[5] = {false}; // -135, -45, 0, 45, 135 degrees
    static const float looks[4] = {0.25f, -0.25f, 0.75f, -0.75f};
    for (int k = 0; k < 4; k++) {
        RgPlayer* p = set_up();
        RgCommand run = movement(v2(1.0f, 0.0f), RG_SPEED_DRIBBLE);
        run.look = v2_scale(v2_rotate(run.direction, looks[k] * RG_PI), 50.0f);
        for (int i = 0; i < 120; i++) {
            if (i % 30 == 0) {
                choose(RG_INTERRUPT_CLIP_END, run);
            }
            tick();
            float lean = rg_lean(p->facing, p->clip_body);
            float angle = rg_snapped_body_angle(lean, (RgSpeedClass)p->speed_class);
            assert_memory_equal(&p->body_angle, &angle, sizeof angle);
            RgV2 expected = v2_rotate(p->facing, p->body_angle);
            assert_memory_equal(&p->body_direction, &expected, sizeof expected);
            met[2 + (int)rg_round(2.0f * p->body_angle / (0.75f * RG_PI))] = true;
        }
    }
    for (int k = 0; k < 5; k++) {
        assert_true(met[k]);
    }
}

static void trips_interrupt_at_once(void** state) {
    (void)state;
    RgPlayer* p = set_up();
    choose(RG_INTERRUPT_CLIP_END, movement(v2(1.0f, 0.0f), 8.0f));
    tick();
    assert_true(rg_body_trip(&match, RUNNER, 2, v2(1.0f, 0.0f)));
    // one notice at a time
    assert_false(rg_body_trip(&match, RUNNER, 3, v2(1.0f, 0.0f)));
    tick();
    assert_int_equal(p->motion.function, RG_FN_TRIP);
    assert_int_equal(rg_clips[p->motion.clip].triptype, 2);
    assert_int_equal(p->motion.frame, 0);
    assert_int_equal(p->pending_trip, 0);
    // who is tripping is not tripped again, unless he only staggers
    assert_false(rg_body_trip(&match, RUNNER, 2, v2(1.0f, 0.0f)));
    p = set_up();
    assert_true(rg_body_trip(&match, RUNNER, 1, v2(0.0f, 1.0f)));
    tick();
    assert_int_equal(rg_clips[p->motion.clip].triptype, 1);
    assert_false(rg_body_trip(&match, RUNNER, 1, v2(0.0f, 1.0f)));
    assert_true(rg_body_trip(&match, RUNNER, 2, v2(0.0f, 1.0f)));
    // nor who holds the ball, nor who slides
    set_up();
    match.retainer = RUNNER;
    assert_false(rg_body_trip(&match, RUNNER, 1, v2(1.0f, 0.0f)));
    p = set_up();
    p->motion.function = RG_FN_SLIDING;
    assert_false(rg_body_trip(&match, RUNNER, 1, v2(1.0f, 0.0f)));
}

static void a_movement_gives_way_only_to_a_different_one(void** state) {
    (void)state;
    RgPlayer* p = set_up();
    match.owner = RUNNER;
    choose(RG_INTERRUPT_CLIP_END, movement(v2(1.0f, 0.0f), 8.0f));
    p->motion.frame = 5;
    uint16_t running = p->motion.clip;
    // much the same
    choose(RG_INTERRUPT_REQUEUE, movement(v2(1.0f, 0.0f), 7.0f));
    assert_int_equal(p->motion.frame, 5);
    // the other way
    choose(RG_INTERRUPT_REQUEUE, movement(v2(-1.0f, 0.0f), 8.0f));
    assert_int_equal(p->motion.frame, 0);
    assert_int_equal(p->motion.previous, running);
    assert_int_equal(p->requeue_delay, 22);
    // not again so soon
    p->motion.frame = 5;
    choose(RG_INTERRUPT_REQUEUE, movement(v2(1.0f, 0.0f), 8.0f));
    assert_int_equal(p->motion.frame, 5);
    // nor close to the clip's end
    p->requeue_delay = 0;
    p->motion.frame = (uint16_t)(rg_clips[p->motion.clip].frames - 1 - 5);
    choose(RG_INTERRUPT_REQUEUE, movement(v2(1.0f, 0.0f), 8.0f));
    assert_int_not_equal(p->motion.frame, 0);
    // but at the end anything goes
    choose(RG_INTERRUPT_CLIP_END, movement(v2(1.0f, 0.0f), 8.0f));
    assert_int_equal(p->motion.frame, 0);
}

static void placement_stands_still(void** state) {
    (void)state;
    RgPlayer* p = set_up();
    rg_body_shift(&match, RUNNER, v2(0.05f, 0.0f));
    rg_body_trip(&match, RUNNER, 1, v2(1.0f, 0.0f));
    p->last_touch_ms = 5000;
    p->has_possession = true;
    p->requeue_delay = 7;
    rg_body_place(&match, RUNNER, v2(3.0f, 4.0f), v2(3.0f, -20.0f), 11);
    assert_int_equal(p->motion.clip, RG_CLIP_STAND);
    assert_int_equal(p->motion.frame, 11);
    assert_float_equal(p->facing.y, -1.0f, 1e-6);
    assert_true(p->bump.x == 0.0f && p->pending_trip == 0 && p->requeue_delay == 0 &&
                p->last_touch_ms == 0);
    assert_false(p->has_possession);
    assert_int_equal(p->time_ms, 1000);
    tick();
    assert_int_equal(p->motion.frame, 12);
    assert_float_equal(p->position.x, 3.0f, 0.0);
    assert_float_equal(v2_length(p->velocity), 0.0f, 0.0);
}

static void who_holds_the_ball_stands_again_after_a_push(void** state) {
    (void)state;
    RgPlayer* p = set_up();
    match.retainer = match.owner = RUNNER;
    p->lazy = true; // wants nothing but to stand
    rg_body_hold(&match, RUNNER);
    int last = rg_clips[RG_CLIP_HOLD].frames - 1;
    // pushed at 4.2 m/s: half of it counts as his own, and no clip with a held ball begins aslant
    for (int i = 0; i < last + 3; i++) {
        tick();
        rg_body_shift(&match, RUNNER, v2(0.03f, 0.03f));
    }
    assert_int_equal(p->motion.frame, last);
    assert_float_equal(p->velocity.x, 1.5f, 1e-3);
    tick();
    tick();
    assert_float_equal(v2_length(p->velocity), 0.0f, 1e-6);
    assert_int_equal(p->speed_class, RG_CLASS_IDLE);
    assert_true(p->motion.frame < last);
    assert_true(rg_clips[p->motion.clip].in_retain != 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_clip_is_played_along_its_path),
        cmocka_unit_test(collisions_move_player_and_path),
        cmocka_unit_test(smuggles_are_shown_bit_by_bit),
        cmocka_unit_test(body_angles_are_snapped),
        cmocka_unit_test(the_body_points_by_its_snapped_angle),
        cmocka_unit_test(trips_interrupt_at_once),
        cmocka_unit_test(a_movement_gives_way_only_to_a_different_one),
        cmocka_unit_test(placement_stands_still),
        cmocka_unit_test(who_holds_the_ball_stands_again_after_a_push),
    };
    return cmocka_run_group_tests(tests, create, destroy);
}
