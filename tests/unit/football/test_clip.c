// The clip table (clips/README.md): counts, the rule of mirrored twins, derived velocities, and
// poses.
#include "football/clip.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void counts_are_those_of_the_original(void** state) {
    (void)state;
    int generated = 0;
    int touches = 0;
    uint32_t rows = 0;
    int types[RG_FN_COUNT] = {0};
    for (int id = 0; id < RG_CLIP_COUNT; id++) {
        const RgClip* clip = &rg_clips[id];
        assert_int_equal(clip->id, id);
        assert_int_equal(clip->motion_row, rows);
        assert_true(clip->frames <= RG_CLIP_MAX_FRAMES);
        rows += clip->frames;
        generated += clip->generated;
        touches += clip->touch_frame >= 0;
        types[clip->function]++;
    }
    assert_int_equal(rows, RG_CLIP_ROWS);
    assert_int_equal(generated, 886);
    assert_int_equal(touches, 390);
    assert_int_equal(types[RG_FN_MOVEMENT], 1016);
    assert_int_equal(types[RG_FN_BALL_CONTROL], 90);
    assert_int_equal(types[RG_FN_TRAP], 80);
    assert_int_equal(types[RG_FN_SHORT_PASS], 74);
    assert_int_equal(types[RG_FN_HIGH_PASS], 30);
    assert_int_equal(types[RG_FN_SHOT], 34);
    assert_int_equal(types[RG_FN_DEFLECT], 56);
    assert_int_equal(types[RG_FN_TRIP], 38);
    assert_int_equal(types[RG_FN_SLIDING], 12);
}

static void twins_mirror_each_other(void** state) {
    (void)state;
    for (int id = 0; id < RG_CLIP_COUNT; id++) {
        const RgClip* clip = &rg_clips[id];
        const RgClip* twin = &rg_clips[clip->twin];
        assert_int_equal(twin->twin, id);
        assert_true(clip->mirror != twin->mirror);
        assert_int_equal(clip->frames, twin->frames);
        assert_int_equal(clip->parts_row, twin->parts_row);
        assert_float_equal(clip->out_mov.x, -twin->out_mov.x, 0.0);
        assert_float_equal(clip->out_mov.y, twin->out_mov.y, 0.0);
        assert_true(clip->foot_in != twin->foot_in);
        for (int frame = 0; frame < clip->frames; frame++) {
            const float* a = rg_clip_motion[clip->motion_row + (uint32_t)frame];
            const float* b = rg_clip_motion[twin->motion_row + (uint32_t)frame];
            assert_float_equal(a[0], -b[0], 0.0);
            assert_float_equal(a[1], b[1], 0.0);
        }
    }
}

static void velocities_are_means_of_differences(void** state) {
    (void)state;
    // sprint straight ahead: 7 m/s throughout
    const RgClip* sprint = &rg_clips[1147];
    for (int frame = 0; frame < sprint->frames; frame++) {
        RgV2 velocity = rg_clip_velocities[sprint->motion_row + (uint32_t)frame];
        assert_float_equal(velocity.x, 0.0f, 1e-4);
        assert_float_equal(velocity.y, -7.0f, 0.2);
    }
    // the last frame has its own backward difference only
    for (int id = 0; id < RG_CLIP_COUNT; id += 37) {
        const RgClip* clip = &rg_clips[id];
        const float* last = rg_clip_motion[clip->motion_row + clip->frames - 1u];
        const float* before = rg_clip_motion[clip->motion_row + clip->frames - 2u];
        RgV2 velocity = rg_clip_velocities[clip->motion_row + clip->frames - 1u];
        assert_float_equal(velocity.x, (last[0] - before[0]) * 100.0f, 1e-6);
        assert_float_equal(velocity.y, (last[1] - before[1]) * 100.0f, 1e-6);
    }
}

static void logarithms_are_binary(void** state) {
    (void)state;
    for (int i = 0; i <= 8; i++) {
        assert_true(fabs(rg_log2_of[1 << i] - i) < 1e-12);
    }
    assert_true(fabs(rg_log2_of[24] - rg_log2_of[3] - 3.0) < 1e-12);
}

static void poses_stand_on_the_ground(void** state) {
    (void)state;
    const RgClip* stand = &rg_clips[RG_CLIP_STAND];
    enum { HEAD = 2, LEFT_FOOT = 9, RIGHT_FOOT = 12 };
    RgPartPose head = rg_clip_part(stand, 0, HEAD);
    RgPartPose left = rg_clip_part(stand, 0, LEFT_FOOT);
    RgPartPose right = rg_clip_part(stand, 0, RIGHT_FOOT);
    assert_true(head.place.z > 1.4f && head.place.z < 1.9f);
    assert_true(left.place.z < 0.2f && right.place.z < 0.2f);
    assert_true(left.place.x > right.place.x);
    float norm = 0.0f;
    for (int i = 0; i < 4; i++) {
        norm += head.turn[i] * head.turn[i];
    }
    assert_float_equal(norm, 1.0f, 0.02);
    // the twin's right foot is where his left one was, on the other side
    RgPartPose twin = rg_clip_part(&rg_clips[stand->twin], 0, RIGHT_FOOT);
    assert_float_equal(twin.place.x, -left.place.x, 0.0);
    assert_float_equal(twin.place.y, left.place.y, 0.0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_are_those_of_the_original),
        cmocka_unit_test(twins_mirror_each_other),
        cmocka_unit_test(velocities_are_means_of_differences),
        cmocka_unit_test(logarithms_are_binary),
        cmocka_unit_test(poses_stand_on_the_ground),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
