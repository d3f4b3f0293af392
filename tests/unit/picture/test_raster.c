// Coverage of the polygon filler against areas known by hand, and shapes that leave the picture.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "picture/raster.h"

#include "core/memory.h"
#include "core/random.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { WIDTH = 20, HEIGHT = 12 };

static RgRaster raster;
static RgImage image;
static uint8_t pixels[3 * WIDTH * HEIGHT];

static int setup(void** state) {
    (void)state;
    RgError error;
    memset(pixels, 0, sizeof pixels);
    image = (RgImage){WIDTH, HEIGHT, pixels};
    return rg_raster_create(WIDTH, HEIGHT, &raster, &error);
}

static int teardown(void** state) {
    (void)state;
    // the filler must leave its scratch memory clean for the next shape
    for (int i = 0; i < (WIDTH + 2) * HEIGHT; i++) {
        assert_int_equal(raster.cover[i], 0);
    }
    rg_raster_destroy(&raster);
    return 0;
}

static void fill(const float (*corners)[2], int count, RgColor color) {
    RgPoint points[64];
    const int32_t end = count;
    for (int i = 0; i < count; i++) {
        points[i] = rg_point(corners[i][0], corners[i][1]);
    }
    rg_raster_fill(&raster, &image, points, &end, 1, color);
}

static int red_at(int x, int y) {
    return pixels[3 * (y * WIDTH + x)];
}

static const RgColor white = {255, 255, 255, 255};

static void test_whole_pixels(void** state) {
    (void)state;
    const float box[4][2] = {{3, 2}, {7, 2}, {7, 5}, {3, 5}};
    fill(box, 4, white);
    for (int y = 0; y < HEIGHT; y++) {
        for (int x = 0; x < WIDTH; x++) {
            assert_int_equal(red_at(x, y), x >= 3 && x < 7 && y >= 2 && y < 5 ? 255 : 0);
        }
    }
}

static void test_shares_of_pixels(void** state) {
    (void)state;
    const float box[4][2] = {{3.25f, 2.5f}, {5.5f, 2.5f}, {5.5f, 4}, {3.25f, 4}};
    fill(box, 4, white);
    assert_in_range(red_at(3, 2), 95, 96); // 0.75 * 0.5
    assert_in_range(red_at(3, 3), 191, 192);
    assert_in_range(red_at(4, 2), 127, 128);
    assert_int_equal(red_at(4, 3), 255);
    assert_in_range(red_at(5, 2), 63, 64);
    assert_int_equal(red_at(6, 3), 0);
}

// the same triangle with either winding covers half of its box
static void test_triangle_area(void** state) {
    (void)state;
    const float forth[3][2] = {{1.3f, 1.1f}, {17.3f, 3.1f}, {4.3f, 10.6f}};
    const float back[3][2] = {{4.3f, 10.6f}, {17.3f, 3.1f}, {1.3f, 1.1f}};
    for (int way = 0; way < 2; way++) {
        double sum = 0;
        memset(pixels, 0, sizeof pixels);
        fill(way ? back : forth, 3, white);
        for (int i = 0; i < WIDTH * HEIGHT; i++) {
            sum += pixels[3 * i] / 255.0;
        }
        assert_true(fabs(sum - 0.5 * fabs(16 * 9.5 - 3 * 2)) < 0.3);
    }
}

static void test_hole(void** state) {
    (void)state;
    const int32_t ends[2] = {4, 8};
    const RgPoint points[8] = {rg_point(2, 2), rg_point(12, 2), rg_point(12, 10), rg_point(2, 10),
                               rg_point(5, 4), rg_point(5, 8),  rg_point(9, 8),   rg_point(9, 4)};
    rg_raster_fill(&raster, &image, points, ends, 2, white);
    assert_int_equal(red_at(3, 3), 255);
    assert_int_equal(red_at(6, 6), 0);
    assert_int_equal(red_at(10, 6), 255);
}

static void test_blending(void** state) {
    (void)state;
    const float box[4][2] = {{0, 0}, {20, 0}, {20, 12}, {0, 12}};
    fill(box, 4, (RgColor){200, 100, 0, 255});
    fill(box, 4, (RgColor){0, 100, 200, 128});
    assert_in_range(pixels[0], 98, 101);
    assert_int_equal(pixels[1], 100);
    assert_in_range(pixels[2], 99, 102);
    fill(box, 4, (RgColor){9, 9, 9, 0});
    assert_int_equal(pixels[1], 100);
}

// what a clipped shape covers inside is what it covers of a larger picture
static void test_clipping(void** state) {
    (void)state;
    enum { BORDER = 30, WIDE = WIDTH + 2 * BORDER, TALL = HEIGHT + 2 * BORDER };
    static uint8_t large_pixels[3 * WIDE * TALL];
    RgImage large = {WIDE, TALL, large_pixels};
    RgRaster large_raster;
    RgError error;
    assert_int_equal(rg_raster_create(WIDE, TALL, &large_raster, &error), RG_OK);
    const RgRandomKey key = rg_random_key(7, 0, 0, 0);
    for (uint64_t shape = 0; shape < 400; shape++) {
        const int32_t end = 3;
        RgPoint points[3], moved[3];
        for (uint64_t i = 0; i < 3; i++) {
            points[i].x =
                (int32_t)rg_random_below(key, shape * 6 + 2 * i, (WIDTH + 50) * 256) - 25 * 256;
            points[i].y =
                (int32_t)rg_random_below(key, shape * 6 + 2 * i + 1, (HEIGHT + 50) * 256) -
                25 * 256;
            moved[i] = (RgPoint){points[i].x + BORDER * 256, points[i].y + BORDER * 256};
        }
        memset(pixels, 0, sizeof pixels);
        memset(large_pixels, 0, sizeof large_pixels);
        rg_raster_fill(&raster, &image, points, &end, 1, white);
        rg_raster_fill(&large_raster, &large, moved, &end, 1, white);
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                const int there = large_pixels[3 * ((y + BORDER) * WIDE + x + BORDER)];
                // cutting an edge at the border rounds to 1/256 pixel
                assert_true(abs(red_at(x, y) - there) <= 3);
            }
        }
    }
    rg_raster_destroy(&large_raster);
}

static void test_absurd_points(void** state) {
    (void)state;
    const float far[4][2] = {{-1e30f, -1e30f}, {1e30f, -1e30f}, {1e30f, 1e30f}, {-1e30f, 1e30f}};
    const float broken[3][2] = {{NAN, 1}, {3, NAN}, {INFINITY, -INFINITY}};
    fill(far, 4, white);
    for (int i = 0; i < WIDTH * HEIGHT; i++) {
        assert_int_equal(pixels[3 * i], 255);
    }
    fill(broken, 3, white);
    fill(far, 2, white);
    fill(far, 0, white);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_whole_pixels, setup, teardown),
        cmocka_unit_test_setup_teardown(test_shares_of_pixels, setup, teardown),
        cmocka_unit_test_setup_teardown(test_triangle_area, setup, teardown),
        cmocka_unit_test_setup_teardown(test_hole, setup, teardown),
        cmocka_unit_test_setup_teardown(test_blending, setup, teardown),
        cmocka_unit_test_setup_teardown(test_clipping, setup, teardown),
        cmocka_unit_test_setup_teardown(test_absurd_points, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
