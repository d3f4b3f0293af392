// Whole frames: the same pixels on every machine, agents marked, nothing allocated, odd views
// survived.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "picture/painter.h"
#include "synthetic.h"
#include "workspace.h"

#include <math.h>
#include <png.h>

static RgScene scene;

static RgPicture* make_picture(int width, int height) {
    RgPictureDef def = rg_default_picture_def();
    RgPicture* picture = NULL;
    RgError error;
    def.width = width;
    def.height = height;
    assert_int_equal(rg_picture_create(&def, &picture, &error), RG_OK);
    return picture;
}

// a change of these is a change of how pictures look: look at them (docs/picture.md) before writing
// new numbers here
static void test_golden(void** state) {
    (void)state;
    static const int sizes[2][2] = {{1280, 720}, {320, 240}};
    static const uint64_t golden[2][SYNTHETIC_COUNT] = {
        {0x9906f64ceac9f13c, 0x55f6e6ecc45668b1, 0xa68d6c10fc2b293c, 0x6cb49e436f99cb11,
         0x53ee5f8166576fa0},
        {0x80c9232d24afc240, 0xd57ebd441755effe, 0xbd65c12603abb64a, 0xd8941dd55a17db8a,
         0x8b9c85cd8881b496},
    };
    for (int size = 0; size < 2; size++) {
        RgPicture* picture = make_picture(sizes[size][0], sizes[size][1]);
        for (int i = 0; i < SYNTHETIC_COUNT; i++) {
            synthetic_scene(i, &scene);
            const uint64_t hash = image_hash(rg_picture_draw_scene(picture, &scene));
            if (hash != golden[size][i]) {
                print_message("size %d scene %d: 0x%016llx\n", size, i, (unsigned long long)hash);
            }
            assert_int_equal(hash, golden[size][i]);
        }
        assert_int_equal(rg_picture_dropped(picture), 0);
        rg_picture_destroy(picture);
    }
}

static void test_frames_are_independent(void** state) {
    (void)state;
    RgPicture* picture = make_picture(640, 360);
    synthetic_scene(SYNTHETIC_ACADEMY, &scene);
    const uint64_t first = image_hash(rg_picture_draw_scene(picture, &scene));
    synthetic_scene(SYNTHETIC_CORNER, &scene);
    assert_true(image_hash(rg_picture_draw_scene(picture, &scene)) != first);
    synthetic_scene(SYNTHETIC_ACADEMY, &scene);
    assert_int_equal(image_hash(rg_picture_draw_scene(picture, &scene)), first);
    rg_picture_destroy(picture);
}

static int count_color(const RgImage* image, RgColor color) {
    int count = 0;
    for (int i = 0; i < image->width * image->height; i++) {
        const uint8_t* p = image->pixels + 3 * i;
        count += p[0] == color.r && p[1] == color.g && p[2] == color.b;
    }
    return count;
}

static void test_what_is_shown(void** state) {
    (void)state;
    RgPictureDef def = rg_default_picture_def();
    RgPicture* picture = NULL;
    RgError error;
    def.panel = def.scoreboard = false;
    assert_int_equal(rg_picture_create(&def, &picture, &error), RG_OK);
    RgMatchView view;
    memset(&view, 0, sizeof view);
    view.ball[0] = 30;
    const RgColor red = rg_kit(0, false)->shirt, yellow = rg_agent_color;
    const RgImage* image = rg_picture_draw(picture, &view, NULL);
    assert_int_equal(count_color(image, red), 0);
    synthetic_player(&view, 0, 0, 0, 0, 0, 0, 0);
    view.players[0][0].role = RG_ROLE_CM;
    image = rg_picture_draw(picture, &view, NULL);
    const int standing = count_color(image, red);
    assert_true(standing > 30);
    assert_int_equal(count_color(image, yellow), 0);
    // an agent's player gets a ring and an arrow
    view.agents[0] = 1;
    assert_true(count_color(rg_picture_draw(picture, &view, NULL), yellow) > 60);
    // a keeper wears another colour; a player sent off is not shown
    view.players[0][0].role = RG_ROLE_GK;
    assert_int_equal(count_color(rg_picture_draw(picture, &view, NULL), red), 0);
    view.players[0][0].active = false;
    assert_int_equal(count_color(rg_picture_draw(picture, &view, NULL), yellow), 0);
    rg_picture_destroy(picture);
}

static void test_labels(void** state) {
    (void)state;
    char text[64];
    memset(&scene, 0, sizeof scene);
    synthetic_agent(&scene, 0, 1, 1, 0, 1u << RG_BUTTON_SPRINT, "sprint");
    assert_string_equal(rg_action_label(&scene, 0, text, sizeof text), "sprint + right");
    synthetic_agent(&scene, 0, 1, -1, 1, 1u << RG_BUTTON_DRIBBLE, "");
    assert_string_equal(rg_action_label(&scene, 0, text, sizeof text), "dribble + top left");
    synthetic_agent(&scene, 0, 1, 1, 0, 0, "short_pass");
    assert_string_equal(rg_action_label(&scene, 0, text, sizeof text), "short pass");
    synthetic_agent(&scene, 0, 1, 0, 0, 0, "idle");
    assert_string_equal(rg_action_label(&scene, 0, text, sizeof text), "idle");
    synthetic_agent(&scene, 0, 1, 0, 0, 1u << RG_BUTTON_SHOT, "");
    assert_string_equal(rg_action_label(&scene, 0, text, sizeof text), "shot");
    // everything at once is cut, not overrun
    synthetic_agent(&scene, 0, 1, 1, 1, 0xFFFF, "");
    assert_true(strlen(rg_action_label(&scene, 0, text, sizeof text)) < sizeof text);
}

static void test_no_allocation(void** state) {
    (void)state;
    RgPicture* picture = make_picture(1280, 720);
    synthetic_scene(SYNTHETIC_ELEVEN_AGENTS, &scene);
    const int64_t before = rg_allocation_count();
    for (int i = 0; i < 3; i++) {
        rg_picture_draw_scene(picture, &scene);
    }
    assert_int_equal(rg_allocation_count(), before);
    rg_picture_destroy(picture);
    assert_int_equal(rg_allocated_bytes(), 0);
}

static void test_odd_views(void** state) {
    (void)state;
    static const int sizes[][2] = {{64, 64}, {65, 301}, {1280, 64}, {97, 720}};
    for (size_t size = 0; size < sizeof sizes / sizeof *sizes; size++) {
        RgPicture* picture = make_picture(sizes[size][0], sizes[size][1]);
        for (int i = 0; i < SYNTHETIC_COUNT; i++) {
            synthetic_scene(i, &scene);
            scene.view.players[0][1].x = 1e9f;
            scene.view.players[0][2].y = NAN;
            scene.view.players[0][3].facing = INFINITY;
            scene.view.players[1][4].y = -1e6f;
            scene.view.ball[2] = 1e4f;
            scene.view.game_mode = 200;
            scene.view.slots[0].player = 100;
            scene.view.clock_ms = INT64_MAX;
            memset(scene.info.scenario, 'W', sizeof scene.info.scenario - 1);
            memset(scene.info.team_name[0], 0xC3, sizeof scene.info.team_name[0] - 1);
            rg_picture_draw_scene(picture, &scene);
        }
        rg_picture_destroy(picture);
    }
}

static void test_bad_def(void** state) {
    (void)state;
    RgPicture* picture = NULL;
    RgError error;
    RgPictureDef def = rg_default_picture_def();
    def.width = 3;
    assert_int_equal(rg_picture_create(&def, &picture, &error), RG_ERROR_ARGUMENT);
    assert_non_null(strstr(error.message, "picture.width"));
    assert_null(picture);
}

// ---- memory that runs out

static int allocations_left;

static void* allocate_few(size_t bytes, size_t alignment) {
    if (allocations_left-- <= 0) {
        return NULL;
    }
    return aligned_alloc(alignment, (bytes + alignment - 1) / alignment * alignment);
}

static void test_nth_allocation_fails(void** state) {
    (void)state;
    RgPictureDef def = rg_default_picture_def();
    RgPicture* picture = NULL;
    RgError error;
    RgStatus status = RG_ERROR_MEMORY;
    def.width = def.height = 64;
    rg_set_allocator(allocate_few, free);
    int room = 0;
    for (; status != RG_OK; room++) {
        assert_true(room < 100);
        allocations_left = room;
        status = rg_picture_create(&def, &picture, &error);
        assert_true(status == RG_OK || status == RG_ERROR_MEMORY);
        assert_true(status == RG_OK || rg_allocated_bytes() == 0);
    }
    assert_true(room > 5);
    rg_picture_destroy(picture);
    assert_int_equal(rg_allocated_bytes(), 0);
    rg_set_allocator(NULL, NULL);
}

// ---- PNG

static void test_png_reads_back(void** state) {
    (void)state;
    workspace_open();
    RgPicture* picture = make_picture(320, 180);
    RgError error;
    synthetic_scene(SYNTHETIC_CORNER, &scene);
    const RgImage* image = rg_picture_draw_scene(picture, &scene);
    const char* path = workspace_path("view.png");
    assert_int_equal(rg_image_write_png(image, path, &error), RG_OK);
    png_image png = {.version = PNG_IMAGE_VERSION};
    assert_true(png_image_begin_read_from_file(&png, path));
    assert_int_equal(png.width, 320);
    assert_int_equal(png.height, 180);
    png.format = PNG_FORMAT_RGB;
    uint8_t* pixels = malloc(PNG_IMAGE_SIZE(png));
    assert_true(png_image_finish_read(&png, NULL, pixels, 0, NULL));
    assert_memory_equal(pixels, image->pixels, 3 * 320 * 180);
    free(pixels);
    assert_int_equal(rg_image_write_png(image, workspace_path("no/such/view.png"), &error),
                     RG_ERROR_IO);
    assert_non_null(strstr(error.message, "no/such/view.png"));
    assert_int_equal(count_entries(workspace), 1);
    rg_picture_destroy(picture);
    workspace_close();
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_golden),         cmocka_unit_test(test_frames_are_independent),
        cmocka_unit_test(test_what_is_shown),  cmocka_unit_test(test_labels),
        cmocka_unit_test(test_no_allocation),  cmocka_unit_test(test_odd_views),
        cmocka_unit_test(test_bad_def),        cmocka_unit_test(test_nth_allocation_fails),
        cmocka_unit_test(test_png_reads_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
