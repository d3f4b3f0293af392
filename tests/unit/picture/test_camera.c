// The camera sees the whole pitch in every shape of picture, and finds the ground point of a pixel
// again.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "picture/camera.h"

static const int32_t sizes[][2] = {{1280, 720}, {1920, 1080}, {96, 72}, {720, 1280}, {4096, 300}};

static void test_whole_pitch_in_picture(void** state) {
    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        const RgCamera camera = rg_camera(sizes[i][0], sizes[i][1]);
        for (int corner = 0; corner < 8; corner++) {
            const float x = (corner & 1 ? 1.0f : -1.0f) *
                            (corner & 4 ? RG_HALF_LENGTH + RG_GOAL_DEPTH : RG_HALF_LENGTH);
            const float y =
                (corner & 2 ? 1.0f : -1.0f) * (corner & 4 ? RG_GOAL_HALF_WIDTH : RG_HALF_WIDTH);
            const RgVec2 p = rg_project(&camera, x, y, 0);
            assert_true(p.x > 0 && p.x < (float)sizes[i][0]);
            assert_true(p.y > 0 && p.y < (float)sizes[i][1]);
        }
    }
}

static void test_ground_and_back(void** state) {
    (void)state;
    const RgCamera camera = rg_camera(1280, 720);
    for (int column = -8; column <= 8; column++) {
        for (int row = -5; row <= 5; row++) {
            const float x = 7.5f * (float)column, y = 8 * (float)row;
            const RgVec2 p = rg_project(&camera, x, y, 0);
            float back_x = 0, back_y = 0;
            assert_true(rg_ground_at(&camera, p.x, p.y, &back_x, &back_y));
            assert_float_equal(back_x, x, 0.01);
            assert_float_equal(back_y, y, 0.01);
        }
    }
    float x, y;
    assert_false(rg_ground_at(&camera, 640, -1e7f, &x, &y));
}

static void test_right_way_up(void** state) {
    (void)state;
    const RgCamera camera = rg_camera(1280, 720);
    const RgVec2 centre = rg_project(&camera, 0, 0, 0);
    assert_true(rg_project(&camera, 10, 0, 0).x > centre.x + 50);
    assert_true(rg_project(&camera, 0, 10, 0).y < centre.y - 30);
    assert_true(rg_project(&camera, 0, 0, 5).y < centre.y - 10);
    assert_true(rg_pixels_per_metre(&camera, 0, -36, 0) > rg_pixels_per_metre(&camera, 0, 36, 0));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_whole_pitch_in_picture),
        cmocka_unit_test(test_ground_and_back),
        cmocka_unit_test(test_right_way_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
