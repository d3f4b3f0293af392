// Order, capacity and outlines of the draw list.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "picture/draw_list.h"

#include <string.h>

enum { SIZE = 32 };

static RgDrawList list;
static RgRaster raster;
static RgImage image;
static uint8_t pixels[3 * SIZE * SIZE];

static int setup(void** state) {
    (void)state;
    RgError error;
    memset(pixels, 0, sizeof pixels);
    image = (RgImage){SIZE, SIZE, pixels};
    if (rg_raster_create(SIZE, SIZE, &raster, &error) != RG_OK) {
        return 1;
    }
    return rg_draw_list_create(64, 2048, &list, &error);
}

static int teardown(void** state) {
    (void)state;
    rg_raster_destroy(&raster);
    rg_draw_list_destroy(&list);
    return rg_allocated_bytes() != 0;
}

static int red_at(int x, int y) {
    return pixels[3 * (y * SIZE + x)];
}

static void paint(int order, uint8_t red) {
    list.order = order;
    rg_draw_box(&list, 0, 0, SIZE, SIZE, 0, (RgColor){red, 0, 0, 255});
}

static void test_order(void** state) {
    (void)state;
    paint(5, 50);
    paint(-3, 30);
    paint(9, 90);
    paint(0, 10);
    rg_draw_list_flush(&list, &raster, &image);
    assert_int_equal(red_at(4, 4), 90);
    assert_int_equal(list.shape_count, 0);
}

static void test_equal_order_keeps_arrival(void** state) {
    (void)state;
    for (int i = 1; i <= 37; i++) {
        paint(i % 3 == 0 ? 1 : 0, (uint8_t)i);
    }
    rg_draw_list_flush(&list, &raster, &image);
    assert_int_equal(red_at(4, 4), 36); // the last one of order 1
}

static void test_full_list(void** state) {
    (void)state;
    for (int i = 0; i < 100; i++) {
        paint(0, (uint8_t)i);
    }
    assert_int_equal(list.shape_count, 64);
    assert_int_equal(list.dropped, 36);
    rg_draw_list_flush(&list, &raster, &image);
    assert_int_equal(red_at(1, 1), 63);
    // too many points: that shape is left out whole, smaller ones still fit
    list.dropped = 0;
    rg_shape_begin(&list, (RgColor){255, 0, 0, 255});
    for (int i = 0; i < 3000; i++) {
        rg_shape_point(&list, (float)(i % SIZE), 4);
    }
    rg_shape_close(&list);
    rg_shape_end(&list);
    assert_int_equal(list.dropped, 1);
    assert_int_equal(list.point_count, 0);
    paint(0, 77);
    rg_draw_list_flush(&list, &raster, &image);
    assert_int_equal(red_at(1, 1), 77);
}

static double filled_area(void) {
    double sum = 0;
    rg_draw_list_flush(&list, &raster, &image);
    for (int i = 0; i < SIZE * SIZE; i++) {
        sum += pixels[3 * i] / 255.0;
    }
    memset(pixels, 0, sizeof pixels);
    return sum;
}

static void test_areas(void** state) {
    (void)state;
    const RgColor white = {255, 255, 255, 255};
    rg_draw_ellipse(&list, (RgVec2){16, 16}, 12, 8, white);
    assert_float_equal(filled_area(), 3.14159 * 96, 3);
    rg_draw_ring(&list, (RgVec2){16, 16}, 10, 10, 2, white);
    assert_float_equal(filled_area(), 3.14159 * 40, 2);
    rg_draw_capsule(&list, (RgVec2){8, 9}, (RgVec2){20, 25}, 4, white);
    assert_float_equal(filled_area(), 20 * 8 + 3.14159 * 16, 3);
    rg_draw_box(&list, 2, 3, 20, 10, 3, white);
    assert_float_equal(filled_area(), 200 - 9 * (4 - 3.14159), 1);
    // contours that turn the same way unite instead of cancelling
    rg_shape_begin(&list, white);
    rg_shape_box(&list, 4, 4, 10, 10, 0);
    rg_shape_box(&list, 9, 4, 10, 10, 0);
    rg_shape_end(&list);
    assert_float_equal(filled_area(), 150, 0.01);
}

static void test_mix(void** state) {
    (void)state;
    const RgColor mixed = rg_mix(rg_rgb(0x000000), rg_rgb(0xFF8040), 0.5f);
    assert_int_equal(mixed.r, 128);
    assert_int_equal(mixed.g, 64);
    assert_int_equal(mixed.b, 32);
    assert_int_equal(rg_fade(mixed, 0.5f).a, 128);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_order, setup, teardown),
        cmocka_unit_test_setup_teardown(test_equal_order_keeps_arrival, setup, teardown),
        cmocka_unit_test_setup_teardown(test_full_list, setup, teardown),
        cmocka_unit_test_setup_teardown(test_areas, setup, teardown),
        cmocka_unit_test_setup_teardown(test_mix, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
