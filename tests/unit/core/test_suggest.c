// Edit distances and the suggestions made from them.
#include "core/suggest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void test_distances(void** state) {
    (void)state;
    assert_int_equal(rg_edit_distance("", ""), 0);
    assert_int_equal(rg_edit_distance("", "abc"), 3);
    assert_int_equal(rg_edit_distance("abc", ""), 3);
    assert_int_equal(rg_edit_distance("kitten", "sitting"), 3);
    assert_int_equal(rg_edit_distance("gamma", "gamma"), 0);
    assert_int_equal(rg_edit_distance("gamam", "gamma"), 1);
    assert_int_equal(rg_edit_distance("lamdba", "lambda"), 1);
    assert_int_equal(rg_edit_distance("abcd", "badc"), 2);
    char a[201], b[201];
    memset(a, 'a', 200);
    memset(b, 'b', 200);
    a[200] = b[200] = '\0';
    assert_int_equal(rg_edit_distance(a, b), 63);
}

static void test_nearest(void** state) {
    (void)state;
    const char* const names[] = {"train", "evaluate", "record", "scenarios", "bench"};
    assert_string_equal(rg_nearest_name("trian", names, 5), "train");
    assert_string_equal(rg_nearest_name("evalute", names, 5), "evaluate");
    assert_string_equal(rg_nearest_name("scenario", names, 5), "scenarios");
    assert_null(rg_nearest_name("banana", names, 5));
    assert_null(rg_nearest_name("", names, 5));
    assert_null(rg_nearest_name("train", names, 0));
    const char* const twins[] = {"ab", "ac"};
    assert_string_equal(rg_nearest_name("ad", twins, 2), "ab");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_distances),
        cmocka_unit_test(test_nearest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
