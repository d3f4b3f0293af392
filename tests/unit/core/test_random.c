// Random streams: the generator's published vectors, even distributions, independence of keys.
#include "core/random.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { DRAWS = 1000000 };

static void test_published_vectors(void** state) {
    (void)state;
    // the Philox 4x32-10 rows of Random123's known-answer tests: zeroes, ones, digits of pi
    static const uint32_t rows[3][10] = {
        {0, 0, 0, 0, 0, 0, 0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8},
        {0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0x408f276d,
         0x41c83b0e, 0xa20bc7c6, 0x6d5451fd},
        {0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, 0xa4093822, 0x299f31d0, 0xd16cfe09,
         0x94fdcceb, 0x5001e420, 0x24126ea1},
    };
    for (int i = 0; i < 3; i++) {
        uint32_t out[4];
        rg_philox(&rows[i][0], &rows[i][4], out);
        assert_memory_equal(out, &rows[i][6], sizeof out);
    }
}

/// The streams themselves are part of the promise: runs made with one version continue under the
/// next.
static void test_streams_stay_as_they_are(void** state) {
    (void)state;
    RgRandomKey key = rg_random_key(1, 2, 3, 4);
    assert_true(key.word == UINT64_C(0xe9e34567c446216c));
    assert_true(rg_random_bits(key, 5) == UINT64_C(0xe250778595ea8fb3));
    assert_true(rg_random_uniform(key, 5) == 0x1.c4a0eep-1f);
    assert_int_equal(rg_random_below(key, 5, 1000), 884);
    assert_true(rg_random_normal(key, 5) == -0x1.b49ceep-2f);
}

static void test_keys_differ_by_every_word(void** state) {
    (void)state;
    const uint64_t words[] = {0, 1, 2, UINT64_C(1) << 32, UINT64_C(1) << 63, UINT64_MAX};
    enum { WORDS = 6, KEYS = WORDS * WORDS * WORDS * WORDS };
    static uint64_t keys[KEYS];
    int count = 0;
    for (int i = 0; i < KEYS; i++) {
        uint64_t key =
            rg_random_key(words[i % 6], words[i / 6 % 6], words[i / 36 % 6], words[i / 216]).word;
        for (int j = 0; j < count; j++) {
            assert_true(keys[j] != key);
        }
        keys[count++] = key;
    }
}

static void test_uniform(void** state) {
    (void)state;
    RgRandomKey key = rg_random_key(7, 0, 0, 0);
    int cells[100] = {0};
    double sum = 0.0, product = 0.0, before = 0.5;
    for (int i = 0; i < DRAWS; i++) {
        double x = (double)rg_random_uniform(key, (uint64_t)i);
        assert_true(x >= 0.0 && x < 1.0);
        cells[(int)(x * 100.0)]++;
        sum += x;
        product += (x - 0.5) * (before - 0.5);
        before = x;
    }
    double chi_square = 0.0;
    for (int i = 0; i < 100; i++) {
        double difference = cells[i] - DRAWS / 100.0;
        chi_square += difference * difference / (DRAWS / 100.0);
    }
    // 99 degrees of freedom: 150 is exceeded with probability 0.0007; the stream is fixed, so this
    // never flickers
    assert_true(chi_square > 50.0 && chi_square < 150.0);
    assert_true(fabs(sum / DRAWS - 0.5) < 4.0 * sqrt(1.0 / 12.0 / DRAWS));
    // neighbours are uncorrelated
    assert_true(fabs(product / DRAWS) < 4.0 / 12.0 / sqrt(DRAWS));
}

static void test_below(void** state) {
    (void)state;
    RgRandomKey key = rg_random_key(8, 0, 0, 0);
    int cells[7] = {0};
    for (int i = 0; i < DRAWS; i++) {
        uint32_t x = rg_random_below(key, (uint64_t)i, 7);
        assert_true(x < 7);
        cells[x]++;
    }
    for (int i = 0; i < 7; i++) {
        assert_true(fabs(cells[i] - DRAWS / 7.0) < 5.0 * sqrt(DRAWS / 7.0));
    }
    for (uint64_t i = 0; i < 1000; i++) {
        assert_int_equal(rg_random_below(key, i, 1), 0);
    }
    // large bounds reach their upper part
    uint32_t largest = 0;
    for (uint64_t i = 0; i < 1000; i++) {
        uint32_t x = rg_random_below(key, i, UINT32_MAX);
        largest = x > largest ? x : largest;
    }
    assert_true(largest > UINT32_MAX / 100 * 99);
}

static void test_normal(void** state) {
    (void)state;
    RgRandomKey key = rg_random_key(9, 0, 0, 0);
    double moments[5] = {0};
    int beyond_2 = 0;
    for (int i = 0; i < DRAWS; i++) {
        double x = (double)rg_random_normal(key, (uint64_t)i), power = 1.0;
        assert_true(fabs(x) < 6.8);
        for (int m = 0; m < 5; m++) {
            moments[m] += power / DRAWS;
            power *= x;
        }
        beyond_2 += x > 2.0;
    }
    double unit = 1.0 / sqrt(DRAWS);
    assert_true(fabs(moments[1]) < 4.0 * unit);
    assert_true(fabs(moments[2] - 1.0) < 4.0 * sqrt(2.0) * unit);
    assert_true(fabs(moments[3]) < 4.0 * sqrt(15.0) * unit);
    assert_true(fabs(moments[4] - 3.0) < 4.0 * sqrt(96.0) * unit);
    assert_true(fabs(beyond_2 / (double)DRAWS - 0.02275) < 4.0 * 0.149 * unit);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_published_vectors),
        cmocka_unit_test(test_streams_stay_as_they_are),
        cmocka_unit_test(test_keys_differ_by_every_word),
        cmocka_unit_test(test_uniform),
        cmocka_unit_test(test_below),
        cmocka_unit_test(test_normal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
