// Widths and shapes of text, and text that is not plain ASCII.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "picture/font.h"

#include <string.h>

enum { WIDTH = 200, HEIGHT = 40 };

static const RgTextStyle style = {14, RG_WEIGHT_BOLD, RG_ALIGN_LEFT, {255, 255, 255, 255}};
static RgFont* font;
static RgDrawList list;
static RgRaster raster;
static uint8_t pixels[3 * WIDTH * HEIGHT];
static RgImage image = {WIDTH, HEIGHT, pixels};

static int setup(void** state) {
    (void)state;
    RgError error;
    return rg_font_create(&font, &error) || rg_draw_list_create(16, 20000, &list, &error) ||
           rg_raster_create(WIDTH, HEIGHT, &raster, &error);
}

static int teardown(void** state) {
    (void)state;
    rg_font_destroy(font);
    rg_draw_list_destroy(&list);
    rg_raster_destroy(&raster);
    return rg_allocated_bytes() != 0;
}

static int64_t ink_of(const char* text) {
    int64_t ink = 0;
    memset(pixels, 0, sizeof pixels);
    rg_draw_text(&list, font, (RgVec2){10, 30}, text, style);
    rg_draw_list_flush(&list, &raster, &image);
    for (size_t i = 0; i < sizeof pixels; i++) {
        ink += pixels[i];
    }
    return ink;
}

static void test_every_letter_is_drawn(void** state) {
    (void)state;
    const int64_t unknown = ink_of("?");
    static const char drawn[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
                                "!\"#%&'()*+,-./:;<=>?@[\\]_|~";
    for (size_t i = 0; i < sizeof drawn - 1; i++) {
        const char text[2] = {drawn[i], 0};
        assert_true(ink_of(text) > 500);
        assert_true(drawn[i] == '?' || ink_of(text) != unknown);
    }
    assert_int_equal(ink_of(" "), 0);
    assert_int_equal(list.dropped, 0);
}

static void test_width(void** state) {
    (void)state;
    RgTextStyle twice = style;
    twice.size *= 2;
    const float one = rg_text_width(font, "Regista", style);
    assert_true(one > 50 && one < 90);
    assert_float_equal(rg_text_width(font, "Regista", twice), 2 * one, 0.01);
    assert_float_equal(rg_text_width(font, "", style), 0, 0);
    assert_true(rg_text_width(font, "a b", style) > rg_text_width(font, "ab", style));
}

static void test_alignment(void** state) {
    (void)state;
    const RgAlign aligns[] = {RG_ALIGN_RIGHT, RG_ALIGN_CENTRE, RG_ALIGN_LEFT};
    for (int i = 0; i < 3; i++) {
        RgTextStyle aligned = style;
        int left = 0, right = 0;
        aligned.align = aligns[i];
        memset(pixels, 0, sizeof pixels);
        rg_draw_text(&list, font, (RgVec2){100, 30}, "HHHHHH", aligned);
        rg_draw_list_flush(&list, &raster, &image);
        for (int x = 0; x < WIDTH; x++) {
            const int lit = pixels[3 * (25 * WIDTH + x)] > 0;
            left += lit && x < 98;
            right += lit && x > 102;
        }
        assert_true(aligns[i] == RG_ALIGN_RIGHT  ? right == 0 && left > 0
                    : aligns[i] == RG_ALIGN_LEFT ? left == 0 && right > 0
                                                 : left > 0 && right > 0);
    }
}

static void test_utf8(void** state) {
    (void)state;
    assert_int_equal(ink_of("Besiktas"), ink_of("Be\xC5\x9Fikta\xC5\x9F"));
    assert_int_equal(ink_of("Koln"), ink_of("K\xC3\xB6ln"));
    assert_int_equal(ink_of("?"), ink_of("\xE2\x9A\xBD")); // a letter that has no drawing
    assert_int_equal(ink_of("??a"), ink_of("\xFF\xC3"
                                           "a"));      // broken sequences
    assert_int_equal(ink_of("?"), ink_of("\xE2\x9A")); // cut off
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_letter_is_drawn),
        cmocka_unit_test(test_width),
        cmocka_unit_test(test_alignment),
        cmocka_unit_test(test_utf8),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
