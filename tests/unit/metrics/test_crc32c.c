// CRC-32C against the published check values.
#include "metrics/crc32c.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void test_published_values(void** state) {
    (void)state;
    unsigned char data[32];
    assert_int_equal(rg_crc32c("", 0), 0);
    assert_int_equal(rg_crc32c("123456789", 9), 0xe3069283);
    // RFC 3720, B.4
    memset(data, 0, sizeof data);
    assert_int_equal(rg_crc32c(data, sizeof data), 0x8a9136aa);
    memset(data, 0xff, sizeof data);
    assert_int_equal(rg_crc32c(data, sizeof data), 0x62a8ab43);
    for (int i = 0; i < 32; i++) {
        data[i] = (unsigned char)i;
    }
    assert_int_equal(rg_crc32c(data, sizeof data), 0x46dd794e);
}

static void test_mask(void** state) {
    (void)state;
    // rotation and sum by hand: e3069283 -> 2507c60d -> c78ab0e5
    assert_int_equal(rg_masked_crc32c("123456789", 9), 0xc78ab0e5);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_published_values),
        cmocka_unit_test(test_mask),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
