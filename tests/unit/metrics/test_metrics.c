// A run's metrics read back byte by byte: frames with their checksums, protobuf fields by hand,
// lines of JSON; continuing a run; full disks and closed folders.
#define _GNU_SOURCE // mkdtemp under strict C17
#include "metrics/metrics.h"

#include "core/file.h"
#include "core/memory.h"
#include "metrics/crc32c.h"

#include <dirent.h>
#include <math.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[64];

static int make_folder(void** state) {
    (void)state;
    snprintf(folder, sizeof folder, "/tmp/regista-metrics-XXXXXX");
    return mkdtemp(folder) != NULL ? 0 : -1;
}

static int remove_folder(void** state) {
    (void)state;
    return rg_remove_tree(folder, NULL) == RG_OK && rg_allocated_bytes() == 0 ? 0 : -1;
}

// ---- a reader of event files that shares nothing with the writer but the checksum

/// One scalar as it was found; `what` is 'v' for a version, 's' for a session start, 't' for a
/// text.
typedef struct Found {
    int64_t step;
    char tag[160];
    char what;
    float value;
} Found;

typedef struct Reading {
    Found found[100];
    int count;
    int files;
} Reading;

static uint64_t word(const unsigned char* in, int bytes) {
    uint64_t value = 0;
    for (int i = bytes - 1; i >= 0; i--) {
        value = value << 8 | in[i];
    }
    return value;
}

static uint64_t varint(const unsigned char** in) {
    uint64_t value = 0;
    for (int shift = 0;; shift += 7) {
        unsigned char byte = *(*in)++;
        value |= (uint64_t)(byte & 0x7f) << shift;
        if ((byte & 0x80) == 0) {
            return value;
        }
    }
}

/// One protobuf field: its number and either a number or a piece of bytes.
typedef struct Field {
    int number;
    uint64_t value;
    const unsigned char* data;
    size_t bytes;
} Field;

static Field next_field(const unsigned char** in) {
    uint64_t key = varint(in);
    Field field = {.number = (int)(key >> 3)};
    switch (key & 7) {
    case 0:
        field.value = varint(in);
        break;
    case 1:
        field.value = word(*in, 8);
        *in += 8;
        break;
    case 2:
        field.bytes = varint(in);
        field.data = *in;
        *in += field.bytes;
        break;
    case 5:
        field.value = word(*in, 4);
        *in += 4;
        break;
    default:
        fail_msg("wire type %d", (int)(key & 7));
    }
    return field;
}

static void read_value(const Field* value, Found* found) {
    const unsigned char *in = value->data, *end = in + value->bytes;
    while (in < end) {
        Field field = next_field(&in);
        if (field.number == 1) {
            snprintf(found->tag, sizeof found->tag, "%.*s", (int)field.bytes, field.data);
        } else if (field.number == 2) {
            uint32_t bits = (uint32_t)field.value;
            memcpy(&found->value, &bits, 4);
        } else if (field.number == 8) {
            found->what = 't';
        }
    }
}

static void read_event(const unsigned char* in, size_t bytes, Reading* reading) {
    const unsigned char* end = in + bytes;
    int64_t step = 0;
    bool has_time = false;
    while (in < end) {
        Field field = next_field(&in);
        Found found = {.step = step, .what = '.'};
        if (field.number == 1) {
            has_time = true;
        } else if (field.number == 2) {
            step = (int64_t)field.value;
        } else if (field.number == 3) {
            found.what = 'v';
            snprintf(found.tag, sizeof found.tag, "%.*s", (int)field.bytes, field.data);
            reading->found[reading->count++] = found;
        } else if (field.number == 7) {
            found.what = 's';
            reading->found[reading->count++] = found;
        } else {
            assert_int_equal(field.number, 5);
            const unsigned char* value_in = field.data;
            while (value_in < field.data + field.bytes) {
                Field value = next_field(&value_in);
                assert_int_equal(value.number, 1);
                found = (Found){.step = step, .what = '.'};
                read_value(&value, &found);
                reading->found[reading->count++] = found;
            }
        }
    }
    assert_true(has_time);
    assert_ptr_equal(in, end);
}

static void read_file(const char* path, Reading* reading) {
    char* data;
    size_t bytes, at = 0;
    assert_int_equal(rg_file_read(path, &data, &bytes, NULL), RG_OK);
    const unsigned char* in = (const unsigned char*)data;
    while (at < bytes) {
        assert_true(bytes - at >= 16);
        uint64_t length = word(in + at, 8);
        assert_int_equal(word(in + at + 8, 4), rg_masked_crc32c(in + at, 8));
        assert_true(length <= bytes - at - 16);
        assert_int_equal(word(in + at + 12 + length, 4), rg_masked_crc32c(in + at + 12, length));
        read_event(in + at + 12, length, reading);
        at += 16 + length;
    }
    rg_free(data);
    reading->files++;
}

static int is_event_file(const struct dirent* entry) {
    return strncmp(entry->d_name, "events.out.tfevents.", 20) == 0;
}

/// Path of the i-th event file of the folder in the order of names; NULL when there is none.
static const char* event_path(int index) {
    static char path[512];
    struct dirent** names;
    int count = scandir(folder, &names, is_event_file, alphasort);
    path[0] = '\0';
    for (int i = 0; i < count; i++) {
        if (i == index) {
            snprintf(path, sizeof path, "%s/%s", folder, names[i]->d_name);
        }
        free(names[i]);
    }
    free(names);
    return path[0] != '\0' ? path : NULL;
}

static Reading read_all(void) {
    Reading reading = {.count = 0};
    for (const char* path; (path = event_path(reading.files)) != NULL;) {
        read_file(path, &reading);
    }
    return reading;
}

static char* read_lines(void) {
    char path[128], *text;
    snprintf(path, sizeof path, "%s/metrics.jsonl", folder);
    assert_int_equal(rg_file_read(path, &text, NULL, NULL), RG_OK);
    return text;
}

static void add_steps(RgMetrics* metrics, int64_t from, int64_t to) {
    for (int64_t step = from; step <= to; step++) {
        const RgScalar scalars[] = {{"loss/policy", 0.5 * (double)step}, {"speed", 1e6}};
        assert_int_equal(rg_metrics_add(metrics, step, scalars, 2, NULL), RG_OK);
    }
}

static RgMetrics* open_metrics(int64_t last_step) {
    RgMetrics* metrics;
    RgError error = {0};
    assert_int_equal(rg_metrics_open(folder, last_step, &metrics, &error), RG_OK);
    return metrics;
}

// ---- an allocator that says no after a while

static int allocations_left;

static void* failing_allocate(size_t bytes, size_t alignment) {
    return allocations_left-- > 0 ? aligned_alloc(alignment, bytes) : NULL;
}

// ---- tests

static void test_events_and_lines(void** state) {
    (void)state;
    RgMetrics* metrics = open_metrics(-1);
    const RgScalar scalars[] = {
        {"loss/policy", -0.125}, {"odd \"name\"\\", 123456789.0}, {"none", NAN}};
    assert_int_equal(rg_metrics_add(metrics, 300, scalars, 3, NULL), RG_OK);
    assert_int_equal(rg_metrics_add_text(metrics, 300, "config", "a: 1", NULL), RG_OK);
    add_steps(metrics, INT64_C(5000000000), INT64_C(5000000000));
    // visible before anything is closed
    Reading reading = read_all();
    assert_int_equal(reading.files, 1);
    assert_int_equal(reading.count, 7);
    assert_int_equal(reading.found[0].what, 'v');
    assert_string_equal(reading.found[0].tag, "brain.Event:2");
    assert_string_equal(reading.found[1].tag, "loss/policy");
    assert_true(reading.found[1].value == -0.125f && reading.found[1].step == 300);
    assert_string_equal(reading.found[2].tag, "odd \"name\"\\");
    assert_true(reading.found[2].value == 123456789.0f);
    assert_true(isnan(reading.found[3].value));
    assert_int_equal(reading.found[4].what, 't');
    assert_string_equal(reading.found[4].tag, "config");
    assert_true(reading.found[5].step == INT64_C(5000000000));
    assert_int_equal(rg_metrics_flush(metrics, NULL), RG_OK);
    assert_int_equal(rg_metrics_close(metrics, NULL), RG_OK);

    char* lines = read_lines();
    assert_int_equal(strncmp(lines, "{\"step\":300,\"time\":", 19), 0);
    assert_non_null(strstr(lines, ",\"loss/policy\":-0.125,\"odd \\\"name\\\"\\\\\":123456789,"
                                  "\"none\":null}\n{\"step\":5000000000,"));
    assert_int_equal(lines[strlen(lines) - 1], '\n');
    rg_free(lines);
}

static void test_adding_allocates_nothing(void** state) {
    (void)state;
    RgMetrics* metrics = open_metrics(-1);
    add_steps(metrics, 1, 2);
    int64_t count = rg_allocation_count();
    add_steps(metrics, 3, 40);
    assert_int_equal(rg_allocation_count(), count);
    rg_metrics_close(metrics, NULL);
}

static void test_resume_removes_what_is_newer(void** state) {
    (void)state;
    RgMetrics* metrics = open_metrics(-1);
    add_steps(metrics, 1, 9);
    rg_metrics_close(metrics, NULL);
    metrics = open_metrics(5);
    add_steps(metrics, 6, 7);
    rg_metrics_close(metrics, NULL);

    Reading reading = read_all();
    assert_int_equal(reading.files, 2);
    int64_t next = 1;
    for (int i = 0; i < reading.count; i++) {
        const Found* found = &reading.found[i];
        if (found->what == 's') {
            assert_int_equal(found->step, 6);
            assert_int_equal(next, 6);
        } else if (strcmp(found->tag, "speed") == 0) {
            assert_int_equal(found->step, next);
            next++;
        }
    }
    assert_int_equal(next, 8);
    char* lines = read_lines();
    int64_t line_step = 1;
    for (char* line = lines; *line != '\0'; line = strchr(line, '\n') + 1) {
        assert_int_equal(atoll(line + 8), line_step);
        line_step++;
    }
    assert_int_equal(line_step, 8);
    rg_free(lines);
    // a new run in the same folder begins with nothing
    metrics = open_metrics(-1);
    rg_metrics_close(metrics, NULL);
    reading = read_all();
    assert_int_equal(reading.files, 1);
    assert_int_equal(reading.count, 1);
    lines = read_lines();
    assert_string_equal(lines, "");
    rg_free(lines);
}

/// Cuts the last bytes of both files, as a crash of the machine may.
static void test_resume_after_damage(void** state) {
    (void)state;
    for (int cut = 1; cut < 40; cut += 3) {
        RgMetrics* metrics = open_metrics(-1);
        add_steps(metrics, 1, 3);
        rg_metrics_close(metrics, NULL);
        const char* path = event_path(0);
        char* data;
        size_t bytes;
        assert_int_equal(rg_file_read(path, &data, &bytes, NULL), RG_OK);
        assert_int_equal(truncate(path, (off_t)bytes - cut), 0);
        rg_free(data);
        char lines_path[128];
        snprintf(lines_path, sizeof lines_path, "%s/metrics.jsonl", folder);
        assert_int_equal(rg_file_read(lines_path, &data, &bytes, NULL), RG_OK);
        assert_int_equal(truncate(lines_path, (off_t)bytes - cut), 0);
        rg_free(data);

        metrics = open_metrics(3);
        rg_metrics_close(metrics, NULL);
        Reading reading = read_all();
        // steps 1 and 2 are whole, of step 3 nothing is left
        assert_int_equal(reading.files, 2);
        assert_int_equal(reading.count, 1 + 2 * 2 + 2);
        data = read_lines();
        assert_int_equal(data[strlen(data) - 1], '\n');
        assert_non_null(strstr(data, "\"step\":2,"));
        assert_null(strstr(data, "\"step\":3,"));
        rg_free(data);
    }
}

static void test_full_disk(void** state) {
    (void)state;
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        signal(SIGXFSZ, SIG_IGN);
        struct rlimit limit = {2000, 2000};
        RgMetrics* metrics;
        RgError error = {0};
        const RgScalar scalars[] = {{"loss", 1.0}};
        if (setrlimit(RLIMIT_FSIZE, &limit) != 0 ||
            rg_metrics_open(folder, -1, &metrics, NULL) != RG_OK) {
            _exit(1);
        }
        RgStatus status = RG_OK;
        for (int64_t step = 0; step < 1000 && status == RG_OK; step++) {
            status = rg_metrics_add(metrics, step, scalars, 1, &error);
        }
        rg_metrics_close(metrics, NULL);
        bool right = status == RG_ERROR_IO && error.code == RG_ERROR_IO &&
                     strstr(error.message, folder) != NULL;
        _exit(right ? 0 : 2);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
    // what is there is whole: the reader checks every frame
    Reading reading = read_all();
    assert_true(reading.count > 3);
    char* lines = read_lines();
    assert_int_equal(lines[strlen(lines) - 1], '\n');
    assert_int_equal(lines[strlen(lines) - 2], '}');
    rg_free(lines);
}

static void test_every_allocation_may_fail(void** state) {
    (void)state;
    RgMetrics* metrics = open_metrics(-1);
    add_steps(metrics, 1, 3);
    rg_metrics_close(metrics, NULL);
    RgStatus status = RG_ERROR_MEMORY;
    int needed = 0;
    for (; status != RG_OK; needed++) {
        assert_true(needed < 1000);
        allocations_left = needed;
        RgError error = {0};
        rg_set_allocator(failing_allocate, free);
        status = rg_metrics_open(folder, 3, &metrics, &error);
        rg_set_allocator(NULL, NULL);
        assert_true(status == RG_OK || status == RG_ERROR_MEMORY);
        if (status != RG_OK) {
            assert_true(error.message[0] != '\0');
            assert_int_equal(rg_allocated_bytes(), 0);
        }
    }
    assert_true(needed > 5);
    rg_metrics_close(metrics, NULL);
    // running out of memory is no reason to throw anything away
    assert_int_equal(event_path(0) != NULL, 1);
    char* lines = read_lines();
    assert_non_null(strstr(lines, "\"step\":3,"));
    rg_free(lines);
    Reading reading = read_all();
    int scalars = 0;
    for (int i = 0; i < reading.count; i++) {
        scalars += reading.found[i].what == '.';
    }
    assert_int_equal(scalars, 6);
}

static void test_bad_arguments_and_folders(void** state) {
    (void)state;
    RgMetrics* metrics = (RgMetrics*)1;
    RgError error = {0};
    assert_int_equal(rg_metrics_open("/proc/regista", -1, &metrics, &error), RG_ERROR_IO);
    assert_null(metrics);
    assert_non_null(strstr(error.message, "/proc/regista"));
    metrics = open_metrics(-1);
    static RgScalar many[RG_SCALARS_MAX + 1];
    for (int i = 0; i <= RG_SCALARS_MAX; i++) {
        many[i] = (RgScalar){"x", 1.0};
    }
    assert_int_equal(rg_metrics_add(metrics, 0, many, 0, &error), RG_ERROR_SHAPE);
    assert_int_equal(rg_metrics_add(metrics, 0, many, RG_SCALARS_MAX + 1, &error), RG_ERROR_SHAPE);
    assert_int_equal(rg_metrics_add(metrics, 0, many, RG_SCALARS_MAX, &error), RG_OK);
    char name[200];
    memset(name, 'n', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    many[0].name = name;
    assert_int_equal(rg_metrics_add(metrics, 0, many, 1, &error), RG_ERROR_ARGUMENT);
    assert_int_equal(rg_metrics_close(metrics, &error), RG_OK);
    assert_int_equal(rg_metrics_close(NULL, &error), RG_OK);
}

static void test_tensorboard_commands(void** state) {
    (void)state;
    char path[128], expected[512], *text;
    snprintf(path, sizeof path, "%s/it's a run/", folder);
    assert_int_equal(rg_make_folders(path, NULL), RG_OK);
    assert_int_equal(rg_write_tensorboard_commands(path, NULL), RG_OK);
    snprintf(path, sizeof path, "%s/it's a run/tensorboard_commands.txt", folder);
    assert_int_equal(rg_file_read(path, &text, NULL, NULL), RG_OK);
    snprintf(expected, sizeof expected,
             "# this run\ntensorboard --logdir '%s/it'\\''s a run'\n\n"
             "# all runs beside it, to compare\ntensorboard --logdir '%s'\n",
             folder, folder);
    assert_string_equal(text, expected);
    rg_free(text);
    RgError error = {0};
    assert_int_equal(rg_write_tensorboard_commands("/proc/regista", &error), RG_ERROR_IO);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)

int main(void) {
    const struct CMUnitTest tests[] = {
        IN_FOLDER(test_events_and_lines),
        IN_FOLDER(test_adding_allocates_nothing),
        IN_FOLDER(test_resume_removes_what_is_newer),
        IN_FOLDER(test_resume_after_damage),
        IN_FOLDER(test_full_disk),
        IN_FOLDER(test_every_allocation_may_fail),
        IN_FOLDER(test_bad_arguments_and_folders),
        IN_FOLDER(test_tensorboard_commands),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
