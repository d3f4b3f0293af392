// The content hash: known values, chaining, and sensitivity to every byte.
#include "core/hash.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void test_known_values(void** state) {
    (void)state;
    // XXH3 64 bits of nothing with seed 0, as its authors publish it
    assert_true(rg_hash("", 0, 0) == UINT64_C(0x2d06800538d394c2));
    assert_true(rg_hash("regista", 7, 0) == UINT64_C(0x1c06eadb2b8acfa8));
    assert_true(rg_hash("regista", 7, 1) == UINT64_C(0x464b6866758f1d08));
}

static void test_every_byte_counts(void** state) {
    (void)state;
    enum { BYTES = 700 };
    unsigned char data[BYTES];
    for (int i = 0; i < BYTES; i++) {
        data[i] = (unsigned char)(i * 37);
    }
    uint64_t plain = rg_hash(data, BYTES, 5);
    for (int i = 0; i < BYTES; i++) {
        data[i] ^= 1;
        assert_true(rg_hash(data, BYTES, 5) != plain);
        data[i] ^= 1;
        assert_true(rg_hash(data, (size_t)i, 5) != plain);
    }
    assert_true(rg_hash(data, BYTES, 5) == plain);
    assert_true(rg_hash(data, BYTES, 6) != plain);
}

static void test_alignment_does_not_matter(void** state) {
    (void)state;
    char buffer[80];
    const char* text = "the same forty-two bytes at any address ok";
    uint64_t plain = rg_hash(text, 42, 0);
    for (int shift = 0; shift < 16; shift++) {
        memcpy(buffer + shift, text, 42);
        assert_true(rg_hash(buffer + shift, 42, 0) == plain);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_known_values),
        cmocka_unit_test(test_every_byte_counts),
        cmocka_unit_test(test_alignment_does_not_matter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
