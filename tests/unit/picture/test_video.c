// Videos as files: what ffprobe finds in them, and everything that can go wrong on the way. Where
// ffmpeg is not installed, the tests that need the real program are skipped.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "picture/encoder.h"
#include "picture/picture_def.h"
#include "synthetic.h"
#include "workspace.h"

#include <errno.h>
#include <signal.h>
#include <sys/resource.h>

static RgVideoDef def;
static RgError error;
static uint8_t pixels[3 * 320 * 180];
static RgImage image = {320, 180, pixels};

static int setup(void** state) {
    (void)state;
    workspace_open();
    unsetenv("REGISTA_FFMPEG");
    def = rg_default_video_def();
    def.picture.width = 320;
    def.picture.height = 180;
    memset(&error, 0, sizeof error);
    return 0;
}

static int teardown(void** state) {
    (void)state;
    assert_int_equal(rg_allocated_bytes(), 0);
    workspace_close();
    return 0;
}

static void need_program(const char* name) {
    char path[1024];
    if (!rg_find_program(name, path, sizeof path)) {
        print_message("%s is not installed\n", name);
        skip();
    }
}

// noise, so that a frame takes room
static void make_frame(int frame) {
    uint32_t word = 12345u + (uint32_t)frame;
    for (size_t i = 0; i < sizeof pixels; i++) {
        word = word * 1664525u + 1013904223u;
        pixels[i] = (uint8_t)(word >> 24);
    }
}

// writes frames until one fails; the status of the last call
static RgStatus write_frames(RgVideo* video, int count) {
    for (int i = 0; i < count; i++) {
        make_frame(i);
        const RgStatus status = rg_video_frame(video, &image, &error);
        if (status != RG_OK) {
            rg_video_abort(video);
            return status;
        }
    }
    return rg_video_close(video, &error);
}

static RgStatus record(const char* path, int count) {
    RgVideo* video = NULL;
    const RgStatus status = rg_video_open(&def, path, &video, &error);
    return status == RG_OK ? write_frames(video, count) : status;
}

static void probe(const char* path, const char* fields, char* out, size_t capacity) {
    char command[1024];
    snprintf(command, sizeof command,
             "ffprobe -v error -count_frames -show_entries stream=%s -of csv=p=0 '%s'", fields,
             path);
    FILE* pipe = popen(command, "r");
    assert_non_null(pipe);
    const size_t length = fread(out, 1, capacity - 1, pipe);
    out[length] = 0;
    out[strcspn(out, "\n")] = 0;
    assert_int_equal(pclose(pipe), 0);
}

static void test_mp4(void** state) {
    (void)state;
    char found[256];
    need_program("ffmpeg");
    need_program("ffprobe");
    const char* path = workspace_path("new/folders/video.mp4");
    assert_int_equal(record(path, 37), RG_OK);
    probe(path, "codec_name,width,height,pix_fmt,r_frame_rate,nb_read_frames", found, sizeof found);
    assert_string_equal(found, "h264,320,180,yuv420p,25/1,37");
    assert_int_equal(count_entries(workspace_path("new/folders")), 1);
    // fast start: the index comes before the frames
    char* data = NULL;
    size_t bytes = 0;
    assert_int_equal(rg_file_read(path, &data, &bytes, &error), RG_OK);
    size_t index = 0, frames = 0;
    for (size_t i = 0; i + 4 < bytes && !(index && frames); i++) {
        index = index ? index : memcmp(data + i, "moov", 4) == 0 ? i : 0;
        frames = frames ? frames : memcmp(data + i, "mdat", 4) == 0 ? i : 0;
    }
    assert_true(index > 0 && index < frames);
    rg_free(data);
}

static void test_abort_leaves_nothing(void** state) {
    (void)state;
    need_program("ffmpeg");
    RgVideo* video = NULL;
    assert_int_equal(rg_video_open(&def, workspace_path("video.mp4"), &video, &error), RG_OK);
    assert_int_equal(rg_video_frame(video, &image, &error), RG_OK);
    rg_video_abort(video);
    assert_int_equal(count_entries(workspace), 0);
    rg_video_abort(NULL);
    assert_int_equal(rg_video_close(NULL, &error), RG_OK);
}

static void test_abort_removes_frames(void** state) {
    (void)state;
    RgVideo* video = NULL;
    snprintf(def.ffmpeg, sizeof def.ffmpeg, "/no/such/ffmpeg");
    assert_int_equal(rg_video_open(&def, workspace_path("video.mp4"), &video, &error), RG_OK);
    assert_int_equal(rg_video_frame(video, &image, &error), RG_OK);
    assert_int_equal(rg_video_frame(video, &image, &error), RG_OK);
    assert_int_equal(count_entries(workspace_path("video-frames")), 2);
    rg_video_abort(video);
    assert_int_equal(count_entries(workspace), 0);
}

static void test_frames_without_ffmpeg(void** state) {
    (void)state;
    RgVideo* video = NULL;
    assert_int_equal(setenv("REGISTA_FFMPEG", "/no/such/ffmpeg", 1), 0);
    // what is already there: frames of an earlier video and a file that is not ours
    assert_int_equal(rg_make_folders(workspace_path("video-frames"), &error), RG_OK);
    assert_int_equal(rg_file_write(workspace_path("video-frames/frame-000099.png"), "x", 1, &error),
                     RG_OK);
    assert_int_equal(rg_file_write(workspace_path("video-frames/notes.txt"), "x", 1, &error),
                     RG_OK);
    assert_int_equal(rg_video_open(&def, workspace_path("video.mp4"), &video, &error), RG_OK);
    assert_non_null(strstr(rg_video_notice(video), "/no/such/ffmpeg was not found"));
    assert_non_null(strstr(rg_video_notice(video), "install ffmpeg"));
    assert_non_null(strstr(rg_video_path(video), "video-frames"));
    assert_int_equal(write_frames(video, 5), RG_OK);
    assert_int_equal(count_entries(workspace_path("video-frames")), 6);
    assert_true(rg_file_exists(workspace_path("video-frames/frame-000004.png")));
    assert_false(rg_file_exists(workspace_path("video-frames/frame-000099.png")));
    assert_true(rg_file_exists(workspace_path("video-frames/notes.txt")));
}

static void test_not_in_path(void** state) {
    (void)state;
    char path[1024], old[4096];
    snprintf(old, sizeof old, "%s", getenv("PATH"));
    setenv("PATH", workspace, 1);
    assert_false(rg_find_program("ffmpeg", path, sizeof path));
    write_script("ffmpeg", "#!/bin/sh\n");
    assert_true(rg_find_program("ffmpeg", path, sizeof path));
    assert_string_equal(path, workspace_path("ffmpeg"));
    // a folder and a file that may not be run are no programs
    assert_int_equal(chmod(path, 0644), 0);
    assert_false(rg_find_program("ffmpeg", path, sizeof path));
    assert_false(rg_find_program(workspace, path, sizeof path));
    assert_false(rg_find_program("", path, sizeof path));
    setenv("PATH", old, 1);
}

static void test_broken_ffmpeg(void** state) {
    (void)state;
    static const char* const scripts[] = {
        "#!/bin/sh\necho some warning >&2\necho 'no encoder today' >&2\nexit 1\n",
        "#!/bin/sh\nhead -c 100000 >/dev/null\necho 'no encoder today' >&2\nexit 3\n",
        "#!/bin/sh\ncat >/dev/null\necho 'no encoder today' >&2\nexit 1\n",
    };
    for (int i = 0; i < 3; i++) {
        snprintf(def.ffmpeg, sizeof def.ffmpeg, "%s", write_script("broken", scripts[i]));
        assert_int_equal(record(workspace_path("video.mp4"), 40), RG_ERROR_EXTERNAL);
        assert_non_null(strstr(error.message, "broken failed with exit code"));
        assert_non_null(strstr(error.message, "no encoder today"));
        assert_int_equal(count_entries(workspace), 1); // the script alone
    }
}

static void test_ffmpeg_that_stops_early_or_dies(void** state) {
    (void)state;
    snprintf(def.ffmpeg, sizeof def.ffmpeg, "%s",
             write_script("early", "#!/bin/sh\nhead -c 1000 >/dev/null\nexit 0\n"));
    assert_int_equal(record(workspace_path("video.mp4"), 40), RG_ERROR_EXTERNAL);
    assert_non_null(strstr(error.message, "stopped before the video was complete"));
    snprintf(def.ffmpeg, sizeof def.ffmpeg, "%s", write_script("dies", "#!/bin/sh\nkill -9 $$\n"));
    assert_int_equal(record(workspace_path("video.mp4"), 40), RG_ERROR_EXTERNAL);
    assert_non_null(strstr(error.message, "ended by signal 9"));
    assert_int_equal(count_entries(workspace), 2);
}

static void test_older_video_survives(void** state) {
    (void)state;
    const char* path = workspace_path("video.mp4");
    assert_int_equal(rg_file_write(path, "older", 5, &error), RG_OK);
    snprintf(def.ffmpeg, sizeof def.ffmpeg, "%s", write_script("broken", "#!/bin/sh\nexit 1\n"));
    assert_int_equal(record(path, 40), RG_ERROR_EXTERNAL);
    char* data = NULL;
    assert_int_equal(rg_file_read(path, &data, NULL, &error), RG_OK);
    assert_string_equal(data, "older");
    rg_free(data);
}

static void test_unwritable_places(void** state) {
    (void)state;
    snprintf(def.ffmpeg, sizeof def.ffmpeg, "%s",
             write_script("fine", "#!/bin/sh\ncat >/dev/null\n"));
    assert_int_equal(rg_file_write(workspace_path("file"), "x", 1, &error), RG_OK);
    assert_int_equal(record(workspace_path("file/video.mp4"), 1), RG_ERROR_IO);
    assert_non_null(strstr(error.message, "file"));
    assert_int_equal(record("/proc/video.mp4", 1), RG_ERROR_IO);
    assert_non_null(strstr(error.message, "/proc/video.mp4"));
    snprintf(def.ffmpeg, sizeof def.ffmpeg, "/no/such/ffmpeg");
    assert_int_equal(record(workspace_path("file/video.mp4"), 1), RG_ERROR_IO);
    assert_int_equal(count_entries(workspace), 2);
}

// a limit on the size of files stands in for a full disk: writes fail in the same place
static RgStatus record_with_limit(const char* path, rlim_t limit) {
    struct rlimit old, small;
    getrlimit(RLIMIT_FSIZE, &old);
    small = (struct rlimit){limit, old.rlim_max};
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &small);
    const RgStatus status = record(path, 60);
    setrlimit(RLIMIT_FSIZE, &old);
    signal(SIGXFSZ, SIG_DFL);
    return status;
}

static void test_full_disk(void** state) {
    (void)state;
    snprintf(def.ffmpeg, sizeof def.ffmpeg, "/no/such/ffmpeg");
    assert_int_equal(record_with_limit(workspace_path("video.mp4"), 5000), RG_ERROR_IO);
    assert_non_null(strstr(error.message, strerror(EFBIG)));
    assert_non_null(strstr(error.message, "frame-000000.png"));
    assert_int_equal(count_entries(workspace), 0);
    need_program("ffmpeg");
    def.ffmpeg[0] = 0;
    assert_int_equal(record_with_limit(workspace_path("video.mp4"), 50000), RG_ERROR_EXTERNAL);
    assert_int_equal(count_entries(workspace), 0);
}

static void test_wrong_use(void** state) {
    (void)state;
    RgVideo* video = NULL;
    assert_int_equal(record(workspace_path("video.avi"), 1), RG_ERROR_ARGUMENT);
    def.picture.width = 321;
    assert_int_equal(record(workspace_path("video.mp4"), 1), RG_ERROR_ARGUMENT);
    assert_non_null(strstr(error.message, "even"));
    def.picture.width = 320;
    def.fps = 0;
    assert_int_equal(record(workspace_path("video.mp4"), 1), RG_ERROR_ARGUMENT);
    assert_non_null(strstr(error.message, "video.fps"));
    def.fps = 25;
    snprintf(def.ffmpeg, sizeof def.ffmpeg, "/no/such/ffmpeg");
    assert_int_equal(record(workspace_path("video.mp4"), 0), RG_ERROR_ARGUMENT); // no frames
    assert_int_equal(rg_video_open(&def, workspace_path("video.mp4"), &video, &error), RG_OK);
    const RgImage small = {100, 100, pixels};
    assert_int_equal(rg_video_frame(video, &small, &error), RG_ERROR_SHAPE);
    rg_video_abort(video);
    assert_int_equal(count_entries(workspace), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_mp4, setup, teardown),
        cmocka_unit_test_setup_teardown(test_abort_leaves_nothing, setup, teardown),
        cmocka_unit_test_setup_teardown(test_abort_removes_frames, setup, teardown),
        cmocka_unit_test_setup_teardown(test_frames_without_ffmpeg, setup, teardown),
        cmocka_unit_test_setup_teardown(test_not_in_path, setup, teardown),
        cmocka_unit_test_setup_teardown(test_broken_ffmpeg, setup, teardown),
        cmocka_unit_test_setup_teardown(test_ffmpeg_that_stops_early_or_dies, setup, teardown),
        cmocka_unit_test_setup_teardown(test_older_video_survives, setup, teardown),
        cmocka_unit_test_setup_teardown(test_unwritable_places, setup, teardown),
        cmocka_unit_test_setup_teardown(test_full_disk, setup, teardown),
        cmocka_unit_test_setup_teardown(test_wrong_use, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
