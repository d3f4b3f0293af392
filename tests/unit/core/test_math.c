// Own elementary functions against the C library in long double: errors in units of the last place
// over millions of points, special values, and a golden hash that every compiler and optimisation
// level must reproduce.
#include "core/hash.h"
#include "core/math.h"
#include "core/random.h"

#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { POINTS = 250000 };

/// One function with its exact twin and a range of arguments; `digits` is 24 for float, 53 for
/// double.
typedef struct Case {
    const char* name;
    double (*ours)(double x, double y);
    long double (*exact)(long double x, long double y);
    double low, high, low_y, high_y;
    int digits;
    double bar;
} Case;

#define FLOAT_1(name)                                                                              \
    static double float_##name(double x, double y) {                                               \
        (void)y;                                                                                   \
        return (double)rg_##name((float)x);                                                        \
    }                                                                                              \
    static long double exact_##name(long double x, long double y) {                                \
        (void)y;                                                                                   \
        return name##l(x);                                                                         \
    }
#define DOUBLE_1(name)                                                                             \
    static double double_##name(double x, double y) {                                              \
        (void)y;                                                                                   \
        return rg_d##name(x);                                                                      \
    }

// clang-format off
FLOAT_1(sin) FLOAT_1(cos) FLOAT_1(asin) FLOAT_1(acos) FLOAT_1(exp) FLOAT_1(log)
DOUBLE_1(sin) DOUBLE_1(cos) DOUBLE_1(asin) DOUBLE_1(acos) DOUBLE_1(exp) DOUBLE_1(log)

static double float_atan2(double y, double x) { return (double)rg_atan2((float)y, (float)x); }
static long double exact_atan2(long double y, long double x) { return atan2l(y, x); }
static double float_pow(double x, double y) { return (double)rg_pow((float)x, (float)y); }
static double double_pow(double x, double y) { return rg_dpow(x, y); }
static long double exact_pow(long double x, long double y) { return powl(x, y); }
// clang-format on

static double float_sincos_sine(double x, double y) {
    (void)y;
    float sine, cosine;
    rg_sincos((float)x, &sine, &cosine);
    return (double)sine;
}

static double float_sincos_cosine(double x, double y) {
    (void)y;
    float sine, cosine;
    rg_sincos((float)x, &sine, &cosine);
    return (double)cosine;
}

static const Case cases[] = {
    {"sin", float_sin, exact_sin, -7, 7, 0, 0, 24, 0.501},
    {"sin far", float_sin, exact_sin, -1e6, 1e6, 0, 0, 24, 0.501},
    {"cos", float_cos, exact_cos, -7, 7, 0, 0, 24, 0.501},
    {"cos far", float_cos, exact_cos, -1e6, 1e6, 0, 0, 24, 0.501},
    {"sincos sine", float_sincos_sine, exact_sin, -7, 7, 0, 0, 24, 0.501},
    {"sincos cosine", float_sincos_cosine, exact_cos, -7, 7, 0, 0, 24, 0.501},
    {"asin", float_asin, exact_asin, -1, 1, 0, 0, 24, 0.501},
    {"acos", float_acos, exact_acos, -1, 1, 0, 0, 24, 0.501},
    {"acos near 1", float_acos, exact_acos, 0.999, 1, 0, 0, 24, 0.501},
    {"atan2", float_atan2, exact_atan2, -60, 60, -60, 60, 24, 0.501},
    {"atan2 flat", float_atan2, exact_atan2, -0.001, 0.001, -60, 60, 24, 0.501},
    {"atan2 steep", float_atan2, exact_atan2, -60, 60, -0.001, 0.001, 24, 0.501},
    {"pow", float_pow, exact_pow, 0, 10, -8, 8, 24, 0.501},
    {"pow near 1", float_pow, exact_pow, 0.99, 1.01, -1000, 1000, 24, 0.501},
    {"pow unit", float_pow, exact_pow, 0, 1, 0, 5, 24, 0.501},
    {"exp", float_exp, exact_exp, -87, 88, 0, 0, 24, 0.501},
    {"log", float_log, exact_log, 0, 1000, 0, 0, 24, 0.501},
    {"log near 1", float_log, exact_log, 0.9, 1.1, 0, 0, 24, 0.501},
    {"double sin", double_sin, exact_sin, -7, 7, 0, 0, 53, 1.0},
    {"double sin far", double_sin, exact_sin, -1e6, 1e6, 0, 0, 53, 1.0},
    {"double cos", double_cos, exact_cos, -7, 7, 0, 0, 53, 1.0},
    {"double asin", double_asin, exact_asin, -1, 1, 0, 0, 53, 1.0},
    {"double acos", double_acos, exact_acos, -1, 1, 0, 0, 53, 1.0},
    {"double pow", double_pow, exact_pow, 0, 10, -100, 100, 53, 1.0},
    {"double pow near 1", double_pow, exact_pow, 0.9, 1.1, -3000, 3000, 53, 1.0},
    {"double pow wide", double_pow, exact_pow, 0, 1e10, -30, 30, 53, 1.0},
    {"double exp", double_exp, exact_exp, -700, 700, 0, 0, 53, 1.0},
    {"double log", double_log, exact_log, 0, 1000, 0, 0, 53, 1.0},
    {"double log near 1", double_log, exact_log, 0.9, 1.1, 0, 0, 53, 1.0},
};

static double draw(RgRandomKey key, uint64_t index, double low, double high, int digits) {
    double unit = (double)(rg_random_bits(key, index) >> 11) * 0x1p-53;
    double value = low + (high - low) * unit;
    return digits == 24 ? (double)(float)value : value;
}

/// |value - exact| in units of the last place of `exact` among numbers of `digits` binary digits.
static double error_in_ulps(double value, long double exact, int digits) {
    if (exact == 0.0L) {
        return value == 0.0 ? 0.0 : HUGE_VAL;
    }
    int exponent;
    (void)frexpl(exact, &exponent);
    return (double)(fabsl((long double)value - exact) / ldexpl(1.0L, exponent - digits));
}

/// Whether a value is neither beyond the largest number of its type nor among its subnormal ones.
static bool in_range(long double exact, int digits) {
    long double size = fabsl(exact);
    return digits == 24 ? size == 0.0L || (size >= FLT_MIN && size <= FLT_MAX)
                        : size == 0.0L || (size >= DBL_MIN && size <= DBL_MAX);
}

static void test_errors_in_last_place(void** state) {
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const Case* c = &cases[i];
        // where long double is no wider than double, it cannot judge doubles
        if (c->digits == 53 && LDBL_MANT_DIG < 64) {
            continue;
        }
        RgRandomKey key_x = rg_random_key(1, i, 0, 0), key_y = rg_random_key(1, i, 1, 0);
        double worst = 0.0, worst_x = 0.0, worst_y = 0.0;
        for (uint64_t n = 0; n < POINTS; n++) {
            double x = draw(key_x, n, c->low, c->high, c->digits);
            double y = draw(key_y, n, c->low_y, c->high_y, c->digits);
            long double exact = c->exact(x, y);
            if (!in_range(exact, c->digits)) {
                continue;
            }
            double error = error_in_ulps(c->ours(x, y), exact, c->digits);
            if (!(error <= worst)) {
                worst = error;
                worst_x = x;
                worst_y = y;
            }
        }
        print_message("%-20s worst error %.4f ulp at %.17g, %.17g\n", c->name, worst, worst_x,
                      worst_y);
        assert_true(worst < c->bar);
    }
}

/// The short ways that float functions take give the floats of the long ones.
static void test_short_ways(void** state) {
    (void)state;
    RgRandomKey key = rg_random_key(4, 0, 0, 0);
    for (uint64_t n = 0; n < 8 * POINTS; n++) {
        float x = (float)draw(key, 3 * n, -4, 4, 24);
        assert_true(rg_sin(x) == (float)rg_dsin((double)x));
        assert_true(rg_cos(x) == (float)rg_dcos((double)x));
        static const float exponents[] = {0.5f, 1.5f, 0.7f, 0.8f, 1.8f};
        float base = fabsf(x) * 0.25f, exponent = exponents[n % 5];
        assert_true(rg_pow(base, exponent) == (float)rg_dpow((double)base, (double)exponent));
        assert_true(rg_pow_nine_fifths(base) == rg_pow(base, 1.8f));
        float y = (float)draw(key, 3 * n + 1, -4, 4, 24);
        assert_true(rg_atan2(y, x) == (float)atan2l((long double)y, (long double)x));
        assert_true(rg_atan2_narrow(y * 0.25f, x) == rg_atan2(y * 0.25f, x));
    }
}

/// Turning back takes no new sine and cosine.
static void test_turning_back(void** state) {
    (void)state;
    RgRandomKey key = rg_random_key(6, 0, 0, 0);
    for (uint64_t n = 0; n < POINTS; n++) {
        float x = n == 0 ? 0.0f : (float)draw(key, 2 * n, -8, 24, 24);
        RgTurn there = rg_back(rg_turn(x)), back = rg_turn(-x);
        assert_memory_equal(&there, &back, sizeof back);
    }
}

/// Several turns at a time are those of one by one, inside and outside of the range they are made
/// for.
static void test_turns_at_a_time(void** state) {
    (void)state;
    RgRandomKey key = rg_random_key(5, 0, 0, 0);
    for (uint64_t n = 0; n < POINTS; n += RG_TURNS) {
        float x[RG_TURNS], sine[RG_TURNS], cosine[RG_TURNS];
        int count = 1 + (int)(n / RG_TURNS % RG_TURNS);
        double range = n % 3 == 0 ? 4.0 : 0.785;
        for (int i = 0; i < count; i++) {
            x[i] = (float)draw(key, n + (uint64_t)i, -range, range, 24);
        }
        x[0] = n % 5 == 0 ? -0.0f : x[0];
        rg_turns(x, count, sine, cosine);
        for (int i = 0; i < count; i++) {
            assert_true(sine[i] == rg_sin(x[i]) && signbit(sine[i]) == signbit(rg_sin(x[i])));
            assert_true(cosine[i] == rg_cos(x[i]));
        }
    }
}

static void test_special_values(void** state) {
    (void)state;
    const float pi = 3.14159274f;
    assert_true(rg_sin(0.0f) == 0.0f && !signbit(rg_sin(0.0f)) && signbit(rg_sin(-0.0f)));
    assert_true(rg_cos(0.0f) == 1.0f);
    assert_true(rg_sin(pi) == -8.74227766e-8f && rg_sin(-pi) == 8.74227766e-8f);
    assert_true(rg_cos(pi) == -1.0f && rg_cos(-pi) == -1.0f);
    assert_true(rg_asin(1.0f) == pi / 2 && rg_asin(-1.0f) == -pi / 2);
    assert_true(rg_acos(1.0f) == 0.0f && rg_acos(-1.0f) == pi && rg_acos(0.0f) == pi / 2);
    assert_true(isnan(rg_asin(1.5f)) && isnan(rg_acos(-1.5f)));
    assert_true(rg_exp(0.0f) == 1.0f && rg_exp(1000.0f) == HUGE_VALF && rg_exp(-1000.0f) == 0.0f);
    assert_true(rg_log(1.0f) == 0.0f && rg_log(0.0f) == -HUGE_VALF && isnan(rg_log(-1.0f)));
    assert_true(isnan(rg_sin(NAN)) && isnan(rg_cos(HUGE_VALF)) && isnan(rg_exp(NAN)));
    assert_true(fabsf(rg_sin(1e30f)) <= 1.0f);
}

static void test_directions_on_the_axes(void** state) {
    (void)state;
    const float values[] = {-2.0f, -0.0f, 0.0f, 3.0f};
    for (int i = 0; i < 4; i++) {
        for (int j = 0; j < 4; j++) {
            float ours = rg_atan2(values[i], values[j]);
            float exact = (float)atan2l(values[i], values[j]);
            assert_memory_equal(&ours, &exact, sizeof ours);
        }
    }
    assert_true(isnan(rg_atan2(NAN, 1.0f)) && isnan(rg_atan2(1.0f, NAN)));
}

static void test_powers_of_special_numbers(void** state) {
    (void)state;
    const double numbers[] = {-HUGE_VAL, -2.5, -2, -1,  -0.5, -0.0,    0.0, 0.5,     1,
                              2,         3,    4,  1e6, 1e15, DBL_MIN, NAN, HUGE_VAL};
    int count = (int)(sizeof numbers / sizeof numbers[0]);
    for (int i = 0; i < count; i++) {
        for (int j = 0; j < count; j++) {
            double exact = pow(numbers[i], numbers[j]), ours = rg_dpow(numbers[i], numbers[j]);
            float exact_float = (float)pow((double)(float)numbers[i], (double)(float)numbers[j]);
            float ours_float = rg_pow((float)numbers[i], (float)numbers[j]);
            if (isnan(exact)) {
                assert_true(isnan(ours));
            } else {
                assert_true(fabs(ours - exact) <= 2e-16 * fabs(exact) || ours == exact);
                assert_int_equal(signbit(ours) != 0, signbit(exact) != 0);
            }
            assert_true(isnan(exact_float) ? isnan(ours_float) : ours_float == exact_float);
        }
    }
}

static void test_round_half_away_from_zero(void** state) {
    (void)state;
    const float values[] = {0.5f,       -0.5f,      1.5f,  2.5f,   -2.5f, 0.49999997f, -0.3f,
                            8388607.5f, 8388609.0f, 1e20f, -1e20f, -0.0f, 3.0f,        7.999999f};
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        float ours = rg_round(values[i]), exact = roundf(values[i]);
        assert_memory_equal(&ours, &exact, sizeof ours);
    }
    RgRandomKey key = rg_random_key(2, 0, 0, 0);
    for (uint64_t n = 0; n < POINTS; n++) {
        float x = (float)draw(key, n, -100, 100, 24);
        float ours = rg_round(x), exact = roundf(x);
        assert_memory_equal(&ours, &exact, sizeof ours);
    }
}

/// The bits of every function at many points. The value was the same under gcc and clang at -O0 …
/// -O3.
static void test_same_bits_everywhere(void** state) {
    (void)state;
    uint64_t hash = 0;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        RgRandomKey key_x = rg_random_key(3, i, 0, 0), key_y = rg_random_key(3, i, 1, 0);
        for (uint64_t n = 0; n < 5000; n++) {
            double x = draw(key_x, n, cases[i].low, cases[i].high, cases[i].digits);
            double y = draw(key_y, n, cases[i].low_y, cases[i].high_y, cases[i].digits);
            double value = cases[i].ours(x, y);
            hash = rg_hash(&value, sizeof value, hash);
        }
    }
    print_message("hash of all functions: %016llx\n", (unsigned long long)hash);
    assert_true(hash == UINT64_C(0xd7e431e71f144ef1));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_errors_in_last_place),
        cmocka_unit_test(test_short_ways),
        cmocka_unit_test(test_turning_back),
        cmocka_unit_test(test_turns_at_a_time),
        cmocka_unit_test(test_special_values),
        cmocka_unit_test(test_directions_on_the_axes),
        cmocka_unit_test(test_powers_of_special_numbers),
        cmocka_unit_test(test_round_half_away_from_zero),
        cmocka_unit_test(test_same_bits_everywhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
