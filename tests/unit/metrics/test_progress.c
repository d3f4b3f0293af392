// The progress line: its words, its speed, and when it is printed.
#define _GNU_SOURCE // open_memstream under strict C17
#include "metrics/progress.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static RgProgressReport report_of(int64_t steps, int64_t goal) {
    return (RgProgressReport){steps, goal, 0.875, 0.9131, -0.01234};
}

static void assert_line(RgProgressReport report, double rate, const char* expected) {
    char line[256];
    size_t length = rg_progress_line(&report, rate, line, sizeof line);
    assert_string_equal(line, expected);
    assert_int_equal(length, strlen(expected));
}

static void test_words(void** state) {
    (void)state;
    assert_line(report_of(1234567, 3000000), 12345.0,
                "1.23M / 3.00M env steps (41 %) | 12.3k/s | goals 0.88 | return 0.913 | "
                "loss -0.0123 | 2:23 left");
    assert_line(report_of(999, 0), 999.4,
                "999 env steps | 999/s | goals 0.88 | return 0.913 | loss -0.0123 | - left");
    assert_line((RgProgressReport){0, 1000, NAN, NAN, NAN}, 0.0,
                "0 / 1.00k env steps (0 %) | -/s | goals - | return - | loss - | - left");
    // never 100 % before the end, never negative time after it
    assert_line(report_of(999999, 1000000), 1.0,
                "1.00M / 1.00M env steps (99 %) | 1/s | goals 0.88 | return 0.913 | "
                "loss -0.0123 | 0:01 left");
    assert_line(report_of(1100000, 1000000), 1000.0,
                "1.10M / 1.00M env steps (110 %) | 1.00k/s | goals 0.88 | return 0.913 | "
                "loss -0.0123 | 0:00 left");
    assert_line(report_of(0, 1000000000), 100000.0,
                "0 / 1.00G env steps (0 %) | 100k/s | goals 0.88 | return 0.913 | "
                "loss -0.0123 | 2:46:40 left");
    assert_line(report_of(0, 1000000000), 1000.0,
                "0 / 1.00G env steps (0 %) | 1.00k/s | goals 0.88 | return 0.913 | "
                "loss -0.0123 | 11 d 13 h left");
}

static void test_short_buffer(void** state) {
    (void)state;
    char line[10];
    RgProgressReport report = report_of(5, 10);
    assert_true(rg_progress_line(&report, 1.0, line, sizeof line) > sizeof line);
    assert_string_equal(line, "5 / 10 en");
}

static int count_of(const char* text, char letter) {
    int count = 0;
    for (; *text != '\0'; text++) {
        count += *text == letter;
    }
    return count;
}

static void test_plain_lines_every_interval(void** state) {
    (void)state;
    char* text;
    size_t bytes;
    FILE* out = open_memstream(&text, &bytes);
    RgProgress progress = rg_progress_start(out, false, 10.0);
    for (int second = 0; second <= 35; second++) {
        RgProgressReport report = report_of(1000000 + second * 2000, 2000000);
        rg_progress_update(&progress, &report, 5000.0 + second);
    }
    fflush(out);
    assert_int_equal(count_of(text, '\n'), 3);
    assert_int_equal(count_of(text, '\r'), 0);
    // the speed counts from the start of this program, not of the run
    assert_non_null(strstr(text, "| 2.00k/s |"));
    RgProgressReport last = report_of(2000000, 2000000);
    rg_progress_finish(&progress, &last, 5036.0);
    fflush(out);
    assert_int_equal(count_of(text, '\n'), 4);
    assert_non_null(strstr(text, "(100 %)"));
    fclose(out);
    free(text);
}

static void test_one_line_on_a_terminal(void** state) {
    (void)state;
    char* text;
    size_t bytes;
    FILE* out = open_memstream(&text, &bytes);
    RgProgress progress = rg_progress_start(out, true, 10.0);
    for (int tick = 0; tick <= 100; tick++) {
        RgProgressReport report = report_of(tick * 10, 1000);
        rg_progress_update(&progress, &report, tick * 0.125);
    }
    fflush(out);
    assert_int_equal(count_of(text, '\n'), 0);
    assert_int_equal(count_of(text, '\r'), 50);
    RgProgressReport last = report_of(1000, 1000);
    rg_progress_finish(&progress, &last, 13.0);
    fflush(out);
    assert_int_equal(count_of(text, '\n'), 1);
    assert_int_equal(text[bytes - 1], '\n');
    fclose(out);
    free(text);
}

static void test_speed_follows_changes(void** state) {
    (void)state;
    FILE* out = tmpfile();
    assert_non_null(out);
    RgProgress progress = rg_progress_start(out, false, 1000.0);
    int64_t steps = 0;
    for (int second = 0; second < 100; second++) {
        steps += second < 50 ? 100 : 200;
        RgProgressReport report = report_of(steps, 0);
        rg_progress_update(&progress, &report, second);
        if (second == 49) {
            assert_true(fabs(progress.rate - 100.0) < 1e-6);
        }
    }
    assert_true(progress.rate > 195.0 && progress.rate < 200.0);
    fclose(out);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_short_buffer),
        cmocka_unit_test(test_plain_lines_every_interval),
        cmocka_unit_test(test_one_line_on_a_terminal),
        cmocka_unit_test(test_speed_follows_changes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
