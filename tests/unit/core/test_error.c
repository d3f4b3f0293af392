// Status names and error texts.
#include "core/error.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void test_every_status_has_a_name(void** state) {
    (void)state;
    for (int i = 0; i < RG_STATUS_COUNT; i++) {
        assert_true(strlen(rg_status_name((RgStatus)i)) > 1);
        for (int j = 0; j < i; j++) {
            assert_string_not_equal(rg_status_name((RgStatus)i), rg_status_name((RgStatus)j));
        }
    }
    assert_string_equal(rg_status_name(RG_STATUS_COUNT), "unknown status");
}

static void test_fail_fills_and_returns(void** state) {
    (void)state;
    RgError error = {0};
    assert_int_equal(rg_fail(&error, RG_ERROR_SHAPE, "%d is not %s", 3, "four"), RG_ERROR_SHAPE);
    assert_int_equal(error.code, RG_ERROR_SHAPE);
    assert_string_equal(error.message, "3 is not four");
    assert_int_equal(rg_fail(NULL, RG_ERROR_IO, "nobody listens"), RG_ERROR_IO);
}

static void test_long_messages_are_cut(void** state) {
    (void)state;
    char long_text[1000];
    memset(long_text, 'x', sizeof long_text - 1);
    long_text[sizeof long_text - 1] = '\0';
    RgError error = {0};
    rg_fail(&error, RG_ERROR_IO, "%s", long_text);
    assert_int_equal(strlen(error.message), sizeof error.message - 1);
}

static RgStatus two_steps(RgStatus first, int* reached) {
    RG_TRY(first);
    *reached = 1;
    return RG_OK;
}

static void test_try_leaves_early(void** state) {
    (void)state;
    int reached = 0;
    assert_int_equal(two_steps(RG_ERROR_MEMORY, &reached), RG_ERROR_MEMORY);
    assert_int_equal(reached, 0);
    assert_int_equal(two_steps(RG_OK, &reached), RG_OK);
    assert_int_equal(reached, 1);
}

static void test_version_has_three_numbers(void** state) {
    (void)state;
    int major, minor, patch;
    char rest;
    assert_int_equal(sscanf(rg_version(), "%d.%d.%d%c", &major, &minor, &patch, &rest), 3);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_status_has_a_name),
        cmocka_unit_test(test_fail_fills_and_returns),
        cmocka_unit_test(test_long_messages_are_cut),
        cmocka_unit_test(test_try_leaves_early),
        cmocka_unit_test(test_version_has_three_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
