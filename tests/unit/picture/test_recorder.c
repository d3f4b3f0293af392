// Frame counts, episodes and cuts of a recorder. A script that counts the bytes it gets stands in
// for ffmpeg.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "picture/picture_def.h"
#include "synthetic.h"
#include "workspace.h"

enum { WIDTH = 128, HEIGHT = 72 };

static RgVideoDef def;
static RgError error;

static int setup(void** state) {
    (void)state;
    workspace_open();
    def = rg_default_video_def();
    def.picture.width = WIDTH;
    def.picture.height = HEIGHT;
    def.opening_s = def.closing_s = 0;
    // writes the raw frames where the video should go: the last argument
    snprintf(def.ffmpeg, sizeof def.ffmpeg, "%s",
             write_script("raw", "#!/bin/sh\nfor last; do :; done\nexec cat >\"$last\"\n"));
    return 0;
}

static int teardown(void** state) {
    (void)state;
    assert_int_equal(rg_allocated_bytes(), 0);
    workspace_close();
    return 0;
}

static RgRecorder* open_recorder(void) {
    RgRecorder* recorder = NULL;
    assert_int_equal(rg_recorder_open(&def, workspace_path("video.mp4"), &recorder, &error), RG_OK);
    return recorder;
}

static void steps(RgRecorder* recorder, int first, int count) {
    RgMatchView view;
    for (int i = first; i < first + count; i++) {
        synthetic_moving(i, &view);
        assert_int_equal(rg_recorder_step(recorder, &view, NULL, &error), RG_OK);
    }
}

// closes and returns the frames that arrived
static char* finish(RgRecorder* recorder, int64_t expected) {
    char* data = NULL;
    size_t bytes = 0;
    assert_int_equal(rg_recorder_frames(recorder), expected);
    assert_int_equal(rg_recorder_close(recorder, &error), RG_OK);
    assert_int_equal(rg_file_read(workspace_path("video.mp4"), &data, &bytes, &error), RG_OK);
    assert_int_equal(bytes, (size_t)expected * 3 * WIDTH * HEIGHT);
    return data;
}

static void test_frame_rates(void** state) {
    (void)state;
    // 21 views are 2 seconds of play
    static const struct {
        double speed;
        int fps, frames;
    } cases[] = {{1, 25, 50}, {1, 50, 100}, {1, 30, 60}, {2, 25, 25}, {0.5, 25, 100}, {1, 3, 6}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        def.fps = cases[i].fps;
        def.speed = cases[i].speed;
        RgRecorder* recorder = open_recorder();
        steps(recorder, 0, 21);
        rg_free(finish(recorder, cases[i].frames));
    }
}

static void test_episodes(void** state) {
    (void)state;
    def.opening_s = 0.4;
    def.closing_s = 1;
    RgRecorder* recorder = open_recorder();
    for (int episode = 0; episode < 2; episode++) {
        steps(recorder, 0, 11);
        assert_int_equal(rg_recorder_end_episode(recorder, &error), RG_OK);
    }
    assert_int_equal(rg_recorder_end_episode(recorder, &error), RG_OK); // nothing is on
    char* frames = finish(recorder, 2 * (10 + 25 + 25));
    // both episodes look the same: nothing of the first is left in the second, its stride apart
    assert_memory_equal(frames, frames + 9 * 3 * WIDTH * HEIGHT, 3 * WIDTH * HEIGHT);
    rg_free(frames);
}

static void test_smooth_in_between_and_cut_at_restarts(void** state) {
    (void)state;
    const size_t frame = 3 * WIDTH * HEIGHT;
    RgMatchView view;
    def.fps = 50;
    RgRecorder* recorder = open_recorder();
    steps(recorder, 0, 3); // 10 frames, all different
    synthetic_moving(0, &view);
    view.steps = 2;
    view.clock_ms = 300;
    view.game_mode = RG_MODE_KICK_OFF;
    view.ball[0] = -30;
    assert_int_equal(rg_recorder_step(recorder, &view, NULL, &error), RG_OK); // 5 frames
    char* frames = finish(recorder, 15);
    for (int i = 1; i < 10; i++) {
        assert_memory_not_equal(frames + (size_t)(i - 1) * frame, frames + (size_t)i * frame,
                                frame);
    }
    for (int i = 11; i < 15; i++) {
        assert_memory_equal(frames + 10 * frame, frames + (size_t)i * frame, frame);
    }
    rg_free(frames);
}

static void test_goal_is_celebrated(void** state) {
    (void)state;
    const size_t frame = 3 * WIDTH * HEIGHT;
    RgMatchView view;
    def.closing_s = 2;
    RgRecorder* recorder = open_recorder();
    steps(recorder, 0, 11);
    synthetic_moving(11, &view);
    view.score[1] = 1;
    assert_int_equal(rg_recorder_step(recorder, &view, NULL, &error), RG_OK);
    assert_int_equal(rg_recorder_end_episode(recorder, &error), RG_OK);
    char* frames = finish(recorder, 27 + 50);
    // the banner is up when the hold begins and gone when it ends
    assert_memory_not_equal(frames + 28 * frame, frames + 76 * frame, frame);
    assert_memory_equal(frames + 75 * frame, frames + 76 * frame, frame);
    rg_free(frames);
}

static void test_no_allocation(void** state) {
    (void)state;
    RgRecorder* recorder = open_recorder();
    steps(recorder, 0, 2);
    const int64_t before = rg_allocation_count();
    steps(recorder, 2, 20);
    assert_int_equal(rg_allocation_count(), before);
    rg_recorder_abort(recorder);
    assert_false(rg_file_exists(workspace_path("video.mp4")));
    assert_int_equal(count_entries(workspace), 1);
}

static void test_errors_come_through(void** state) {
    (void)state;
    RgRecorder* recorder = NULL;
    RgMatchView view;
    RgStatus status = RG_OK;
    snprintf(def.ffmpeg, sizeof def.ffmpeg, "%s",
             write_script("broken", "#!/bin/sh\necho oh >&2\nexit 1\n"));
    assert_int_equal(rg_recorder_open(&def, workspace_path("video.mp4"), &recorder, &error), RG_OK);
    for (int i = 0; i < 400 && status == RG_OK; i++) {
        synthetic_moving(i, &view);
        status = rg_recorder_step(recorder, &view, NULL, &error);
    }
    assert_int_equal(status, RG_ERROR_EXTERNAL);
    assert_non_null(strstr(error.message, "oh"));
    rg_recorder_abort(recorder);
    rg_recorder_abort(NULL);
    assert_int_equal(rg_recorder_close(NULL, &error), RG_OK);
    def.picture.height = 1;
    assert_int_equal(rg_recorder_open(&def, workspace_path("video.mp4"), &recorder, &error),
                     RG_ERROR_ARGUMENT);
    assert_null(recorder);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_frame_rates, setup, teardown),
        cmocka_unit_test_setup_teardown(test_episodes, setup, teardown),
        cmocka_unit_test_setup_teardown(test_smooth_in_between_and_cut_at_restarts, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_goal_is_celebrated, setup, teardown),
        cmocka_unit_test_setup_teardown(test_no_allocation, setup, teardown),
        cmocka_unit_test_setup_teardown(test_errors_come_through, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
