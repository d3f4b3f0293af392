// Elementary functions by argument reduction and polynomials (coefficients: tools/fit_math.py, or
// reciprocal factorials). Where a plain double would lose the last bit, a value is carried as a
// head and a tail (Dekker 1971). No fused multiply-add and no reassociation: cmake/options.cmake
// compiles everything with -ffp-contract=off.
#include "core/math.h"

#include "core/error.h"
#include "core/simd.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#if defined(FLT_EVAL_METHOD) && FLT_EVAL_METHOD != 0
#error                                                                                             \
    "floating-point expressions must be evaluated in their own type (on 32-bit x86: -msse2 -mfpmath=sse)"
#endif

/// A value as head + tail, |tail| <= half a unit of the head's last place (or about so).
typedef struct Pair {
    double head, tail;
} Pair;

static uint64_t bits_of(double x) {
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

static double from_bits(uint64_t bits) {
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

/// The leading 26 bits of x; what is left fits in 27 more, so products of halves are exact.
static double upper_half(double x) {
    return from_bits(bits_of(x) & ~UINT64_C(0x7ffffff));
}

/// a + b without error.
static Pair exact_sum(double a, double b) {
    double sum = a + b;
    double b_part = sum - a;
    return (Pair){sum, (a - (sum - b_part)) + (b - b_part)};
}

/// a + b without error, |a| >= |b|.
static Pair exact_sum_ordered(double a, double b) {
    double sum = a + b;
    return (Pair){sum, b - (sum - a)};
}

/// a * b without error (but for underflow).
static Pair exact_product(double a, double b) {
    double product = a * b;
    double a_high = upper_half(a), b_high = upper_half(b);
    double a_low = a - a_high, b_low = b - b_high;
    double tail = ((a_high * b_high - product) + a_high * b_low + a_low * b_high) + a_low * b_low;
    return (Pair){product, tail};
}

// ---- sine and cosine

static const double TWO_PI = 0x1.921fb54442d18p+2;
static const double TWO_OVER_PI = 0x1.45f306dc9c883p-1;
static const double HALF_PI_1 = 0x1.921fb54400000p+0;  // 33 bits
static const double HALF_PI_2 = 0x1.0b4611a600000p-34; // 33 more
static const double HALF_PI_3 = 0x1.3198a2e037073p-69;
static const double HALF_PI_REST = 0x1.0b4611a626331p-34; // all behind the first 33

/// x = quarter * pi/2 + head + tail, |head| <= pi/4. Only quarter modulo 4 counts.
static int reduce_angle(double x, Pair* rest) {
    const double quarter_pi = 0x1.921fb54442d18p-1;
    if (x >= -quarter_pi && x <= quarter_pi) {
        *rest = (Pair){x, 0.0};
        return 0;
    }
    if (!(__builtin_fabs(x) <= 0x1p20)) {
        x = fmod(x, TWO_PI);
        if (x != x) {
            *rest = (Pair){x, 0.0};
            return 0;
        }
    }
    // up to 20 bits of quarters times 33 bits: the first two products are exact, and so is the
    // first difference
    double count = (x * TWO_OVER_PI + 0x1.8p52) - 0x1.8p52; // rounds to an integer
    int quarter = (int)count;
    double coarse = x - count * HALF_PI_1;
    Pair fine = exact_sum(coarse, -(count * HALF_PI_2));
    *rest = exact_sum_ordered(fine.head, fine.tail - count * HALF_PI_3);
    return quarter & 3;
}

/// sin(head + tail), |head| <= pi/4.
static double sine_near_zero(Pair x) {
    if (x.head == 0.0) {
        return x.head; // keeps the sign of zero
    }
    double z = x.head * x.head, z2 = z * z, z4 = z2 * z2;
    double low = (-0x1.5555555555555p-3 + z * 0x1.1111111111111p-7) +
                 z2 * (-0x1.a01a01a01a01ap-13 + z * 0x1.71de3a556c734p-19);
    double high = (-0x1.ae64567f544e4p-26 + z * 0x1.6124613a86d09p-33) +
                  z2 * (-0x1.ae7f3e733b81fp-41 + z * 0x1.952c77030ad4ap-49);
    return x.head + (z * x.head * (low + z4 * high) + x.tail * (1.0 - 0.5 * z));
}

/// cos(head + tail), |head| <= pi/4.
static double cosine_near_zero(Pair x) {
    double z = x.head * x.head, z2 = z * z, z4 = z2 * z2;
    double low = (0x1.5555555555555p-5 - z * 0x1.6c16c16c16c17p-10) +
                 z2 * (0x1.a01a01a01a01ap-16 - z * 0x1.27e4fb7789f5cp-22);
    double high = (0x1.1eed8eff8d898p-29 - z * 0x1.93974a8c07c9dp-37) + z2 * 0x1.ae7f3e733b81fp-45;
    // 1 - z/2 loses its last bits in the rounding; they are put back
    double half = 0.5 * z;
    Pair base = exact_sum_ordered(1.0, -half);
    return base.head + (base.tail + (z2 * (low + z4 * high) - x.head * x.tail));
}

double rg_dsin(double x) {
    Pair rest;
    int quarter = reduce_angle(x, &rest);
    double value = (quarter & 1) != 0 ? cosine_near_zero(rest) : sine_near_zero(rest);
    return (quarter & 2) != 0 ? -value : value;
}

double rg_dcos(double x) {
    Pair rest;
    int quarter = reduce_angle(x, &rest);
    double value = (quarter & 1) != 0 ? sine_near_zero(rest) : cosine_near_zero(rest);
    return ((quarter + 1) & 2) != 0 ? -value : value;
}

/// Sine and cosine rounded to float, by the long way.
static RgTurn exact_turn(float x) {
    Pair rest;
    int quarter = reduce_angle(x, &rest);
    double s = sine_near_zero(rest), c = cosine_near_zero(rest);
    double sine_value = (quarter & 1) != 0 ? c : s;
    double cosine_value = (quarter & 1) != 0 ? s : c;
    return (RgTurn){(float)((quarter & 2) != 0 ? -sine_value : sine_value),
                    (float)(((quarter + 1) & 2) != 0 ? -cosine_value : cosine_value)};
}

/// sin(r), |r| <= pi/4 or a little more, relative error below 2^-44; keeps the sign of zero.
static inline double short_sine(double r, double z, double z2) {
    double p = (-1.0 / 6.0 + z * (1.0 / 120.0)) + z2 * (-1.0 / 5040.0 + z * (1.0 / 362880.0));
    double q = -1.0 / 39916800.0 + z * (1.0 / 6227020800.0);
    return r * (1.0 + z * (p + z2 * z2 * q));
}

/// cos(r) likewise.
static inline double short_cosine(double z, double z2) {
    double p = (-0.5 + z * (1.0 / 24.0)) + z2 * (-1.0 / 720.0 + z * (1.0 / 40320.0));
    double q = (-1.0 / 3628800.0 + z * (1.0 / 479001600.0)) - z2 * (1.0 / 87178291200.0);
    return 1.0 + z * (p + z2 * z2 * q);
}

RgTurn rg_turn(float x) {
    double wide = (double)x;
    if (__builtin_fabs(wide) < 0.78) {
        double z = wide * wide, z2 = z * z;
        double s = short_sine(wide, z, z2), c = short_cosine(z, z2);
        return rg_near_middle(s) || rg_near_middle(c) ? exact_turn(x)
                                                      : (RgTurn){(float)s, (float)c};
    }
    if (!(__builtin_fabs(wide) <= 0x1p20)) {
        return exact_turn(x);
    }
    // adding and taking away 3 * 2^51 rounds to an integer, which stands in the sum's last bits
    double shifted = wide * TWO_OVER_PI + 0x1.8p52, count = shifted - 0x1.8p52;
    uint64_t quarter = bits_of(shifted);
    double r = (wide - count * HALF_PI_1) - count * HALF_PI_REST;
    double z = r * r, z2 = z * z;
    uint64_t sine = bits_of(short_sine(r, z, z2)), cosine = bits_of(short_cosine(z, z2));
    if (rg_near_middle(from_bits(sine)) || rg_near_middle(from_bits(cosine))) {
        return exact_turn(x);
    }
    // odd quarters exchange the two, and two bits say which is negative
    uint64_t exchanged = (sine ^ cosine) & (uint64_t) - (int64_t)(quarter & 1);
    sine ^= exchanged ^ (quarter >> 1 << 63);
    cosine ^= exchanged ^ ((quarter + 1) >> 1 << 63);
    return (RgTurn){(float)from_bits(sine), (float)from_bits(cosine)};
}

static inline __attribute__((always_inline)) void
turns(const float* restrict x, int count, float* restrict sine, float* restrict cosine) {
    // what lies between these two, and rounds to the same float as they do, rounds to it as well
    const double below = 1.0 - 0x1p-43, above = 1.0 + 0x1p-43;
    int32_t unsure[RG_TURNS], any = 0;
    RG_ASSERT(count <= RG_TURNS);
    for (int i = 0; i < count; i++) {
        double r = (double)x[i], z = r * r, z2 = z * z;
        double s = short_sine(r, z, z2), c = short_cosine(z, z2);
        sine[i] = (float)(s * below);
        cosine[i] = (float)(c * below);
        unsure[i] = (sine[i] != (float)(s * above)) | (cosine[i] != (float)(c * above)) |
                    !(__builtin_fabsf(x[i]) < 0.78f);
        any |= unsure[i];
    }
    for (int i = 0; i < count && any != 0; i++) {
        if (unsure[i]) {
            rg_sincos(x[i], &sine[i], &cosine[i]);
        }
    }
}

RG_WIDE static void turns_wide(const float* x, int count, float* sine, float* cosine) {
    turns(x, count, sine, cosine);
}

void rg_turns(const float* restrict x, int count, float* restrict sine, float* restrict cosine) {
    if (rg_has_wide()) {
        turns_wide(x, count, sine, cosine);
    } else {
        turns(x, count, sine, cosine);
    }
}

float rg_sin(float x) {
    return rg_turn(x).sine;
}

float rg_cos(float x) {
    return rg_turn(x).cosine;
}

// ---- inverse functions

static const Pair HALF_PI = {0x1.921fb54442d18p+0, 0x1.1a62633145c07p-54};
static const Pair PI = {0x1.921fb54442d18p+1, 0x1.1a62633145c07p-53};

/// (asin(x) - x) / x for z = x^2 <= 1/4.
static double arc_sine_rest(double z) {
    double z2 = z * z, z4 = z2 * z2, z8 = z4 * z4;
    double p0 = (0x1.5555555555555p-3 + z * 0x1.3333333333388p-4) +
                z2 * (0x1.6db6db6dac1e0p-5 + z * 0x1.f1c71c7a52ba3p-6);
    double p4 = (0x1.6e8ba123e494cp-6 + z * 0x1.1c4efce23019fp-6) +
                z2 * (0x1.c990ad3d8fdcap-7 + z * 0x1.7b027ee1dd585p-7);
    double p8 = (0x1.3b49de7121487p-7 + z * 0x1.31622469ce5adp-7) +
                z2 * (0x1.8f193743418ffp-9 + z * 0x1.406192d124629p-6);
    double p12 = -0x1.3b416bb7d9257p-6 + z * 0x1.e529c6fce9bb4p-6;
    return z * ((p0 + z4 * p4) + z8 * (p8 + z4 * p12));
}

/// asin(sqrt(z)) as head + tail, z in [0, 1/4]; not-a-number for z < 0.
static Pair arc_sine_of_root(double z) {
    double root = __builtin_sqrt(z);
    if (!(root > 0.0)) {
        return (Pair){root, 0.0};
    }
    Pair square = exact_product(root, root);
    double missing = ((z - square.head) - square.tail) / (2.0 * root);
    return (Pair){root, missing + root * arc_sine_rest(z)};
}

double rg_dasin(double x) {
    double size = __builtin_fabs(x);
    if (size <= 0.5) {
        return x + x * arc_sine_rest(x * x);
    }
    // asin(x) = pi/2 - 2 asin(sqrt((1 - x) / 2)), where 1 - x is exact
    Pair half = arc_sine_of_root(0.5 * (1.0 - size));
    Pair difference = exact_sum_ordered(HALF_PI.head, -2.0 * half.head);
    double value = difference.head + (difference.tail + (HALF_PI.tail - 2.0 * half.tail));
    return x < 0.0 ? -value : value;
}

double rg_dacos(double x) {
    if (x > 0.5) {
        Pair half = arc_sine_of_root(0.5 * (1.0 - x));
        return 2.0 * (half.head + half.tail);
    }
    if (x < -0.5) {
        Pair half = arc_sine_of_root(0.5 * (1.0 + x));
        Pair difference = exact_sum_ordered(PI.head, -2.0 * half.head);
        return difference.head + (difference.tail + (PI.tail - 2.0 * half.tail));
    }
    Pair difference = exact_sum_ordered(HALF_PI.head, -x);
    return difference.head + (difference.tail + (HALF_PI.tail - x * arc_sine_rest(x * x)));
}

float rg_asin(float x) {
    return (float)rg_dasin(x);
}

float rg_acos(float x) {
    return (float)rg_dacos(x);
}

/// atan(t), |t| <= 0.4143.
static double arc_tangent_near_zero(double t) {
    double z = t * t, z2 = z * z, z4 = z2 * z2;
    double p0 = (-0x1.5555555555555p-2 + z * 0x1.9999999999953p-3) +
                z2 * (-0x1.249249248d7d1p-3 + z * 0x1.c71c71c3035c8p-4);
    double p4 = (-0x1.745d165db0b8dp-4 + z * 0x1.3b1392d24f335p-4) +
                z2 * (-0x1.110e878213482p-4 + z * 0x1.e19a07798598ep-5);
    double p8 = (-0x1.ac7a3950dffbap-5 + z * 0x1.74dc387c1a6f4p-5) +
                z2 * (-0x1.1b2f96cc7eca8p-5 + z * 0x1.0aca40aeebce0p-6);
    return t + t * (z * (p0 + z4 * (p4 + z4 * p8)));
}

static float exact_atan2(float y, float x) {
    const double tangent_of_eighth = 0.41421356237309503; // tan(pi/8)
    double size_x = __builtin_fabs((double)x), size_y = __builtin_fabs((double)y);
    double longer = size_x < size_y ? size_y : size_x;
    double shorter = size_x < size_y ? size_x : size_y;
    // angle to the nearer axis, in [0, pi/4]: measured from 0 or from pi/4
    double angle = 0.0;
    if (shorter > tangent_of_eighth * longer) {
        const double quarter_pi = 0x1.921fb54442d18p-1;
        angle = quarter_pi + arc_tangent_near_zero((shorter - longer) / (shorter + longer));
    } else if (longer > 0.0) {
        angle = arc_tangent_near_zero(shorter / longer);
    }
    angle = size_x < size_y ? HALF_PI.head - angle : angle;
    angle = signbit(x) ? PI.head - angle : angle;
    // sums with x and y carry a not-a-number through
    return x != x || y != y ? x + y : (float)copysign(angle, (double)y);
}

float rg_atan2(float y, float x) {
    // of each of eight sectors: whether it is measured from the diagonal (1) or from an axis (0),
    // and the angle of that line with the sense in which it is measured
    static const struct Sector {
        double diagonal, angle, sense;
    } sectors[8] = {
        {0.0, 0.0, 1.0},                   // near +x
        {0.0, 0x1.921fb54442d18p+0, -1.0}, // near y
        {0.0, 0x1.921fb54442d18p+1, -1.0}, // near -x
        {0.0, 0x1.921fb54442d18p+0, 1.0},  // near y, x < 0
        {1.0, 0x1.921fb54442d18p-1, 1.0},  // the same beyond pi/8
        {1.0, 0x1.921fb54442d18p-1, -1.0},
        {1.0, 0x1.2d97c7f3321d2p+1, -1.0},
        {1.0, 0x1.2d97c7f3321d2p+1, 1.0},
    };
    const double tangent_of_eighth = 0.41421356237309503; // tan(pi/8)
    double size_x = __builtin_fabs((double)x), size_y = __builtin_fabs((double)y);
    double longer = size_x < size_y ? size_y : size_x;
    double shorter = size_x < size_y ? size_x : size_y;
    // zeros, not-a-numbers, infinities and results that floats hold with fewer bits
    if (!(shorter > longer * 0x1p-100 && longer <= FLT_MAX)) {
        return exact_atan2(y, x);
    }
    const struct Sector* sector =
        &sectors[(shorter > tangent_of_eighth * longer) << 2 | (x < 0.0f) << 1 | (size_x < size_y)];
    double t = (shorter - longer * sector->diagonal) / (longer + shorter * sector->diagonal);
    double angle = sector->angle + rg_short_arc_tangent(t) * sector->sense;
    if (rg_near_middle(angle)) {
        return exact_atan2(y, x);
    }
    return copysignf((float)angle, y);
}

// ---- exponential and logarithm

static const double ONE_OVER_LN2 = 0x1.71547652b82fep+0;
static const double LN2_1 = 0x1.62e42fefa4000p-1; // 40 bits
static const double LN2_2 = -0x1.8432a1b0e2634p-43;

/// x * 2^exponent, |exponent| <= 1100, rounded once (twice where the result is subnormal).
static double scale(double x, int exponent) {
    int half = exponent / 2;
    double first = from_bits((uint64_t)(1023 + half) << 52);
    double second = from_bits((uint64_t)(1023 + exponent - half) << 52);
    return x * first * second;
}

/// exp(r) - 1 - r for |r| <= ln(2)/2.
static double exponential_rest(double r) {
    double z2 = r * r, z4 = z2 * z2;
    double p2 = (0x1.0000000000000p-1 + r * 0x1.5555555555555p-3) +
                z2 * (0x1.5555555555555p-5 + r * 0x1.1111111111111p-7);
    double p6 = (0x1.6c16c16c16c17p-10 + r * 0x1.a01a01a01a01ap-13) +
                z2 * (0x1.a01a01a01a01ap-16 + r * 0x1.71de3a556c734p-19);
    double p10 = (0x1.27e4fb7789f5cp-22 + r * 0x1.ae64567f544e4p-26) +
                 z2 * (0x1.1eed8eff8d898p-29 + r * 0x1.6124613a86d09p-33);
    return z2 * (p2 + z4 * (p6 + z4 * p10));
}

/// exp(head + tail) of any size.
static double exponential(Pair x) {
    if (!(x.head < 710.0)) {
        return x.head * HUGE_VAL; // infinity, or not-a-number
    }
    if (x.head < -746.0) {
        return 0.0;
    }
    // x = exponent * ln 2 + r, |r| <= ln(2)/2; the first product and difference are exact
    int exponent = (int)(x.head * ONE_OVER_LN2 + (x.head < 0.0 ? -0.5 : 0.5));
    double coarse = x.head - exponent * LN2_1;
    Pair r = exact_sum(coarse, x.tail - exponent * LN2_2);
    Pair base = exact_sum_ordered(1.0, r.head);
    return scale(base.head + (base.tail + (exponential_rest(r.head) + r.tail)), exponent);
}

/// 2^(i/32).
static const double ROOTS_OF_TWO[32] = {
    0x1.0000000000000p+0, 0x1.059b0d3158574p+0, 0x1.0b5586cf9890fp+0, 0x1.11301d0125b51p+0,
    0x1.172b83c7d517bp+0, 0x1.1d4873168b9aap+0, 0x1.2387a6e756238p+0, 0x1.29e9df51fdee1p+0,
    0x1.306fe0a31b715p+0, 0x1.371a7373aa9cbp+0, 0x1.3dea64c123422p+0, 0x1.44e086061892dp+0,
    0x1.4bfdad5362a27p+0, 0x1.5342b569d4f82p+0, 0x1.5ab07dd485429p+0, 0x1.6247eb03a5585p+0,
    0x1.6a09e667f3bcdp+0, 0x1.71f75e8ec5f74p+0, 0x1.7a11473eb0187p+0, 0x1.82589994cce13p+0,
    0x1.8ace5422aa0dbp+0, 0x1.93737b0cdc5e5p+0, 0x1.9c49182a3f090p+0, 0x1.a5503b23e255dp+0,
    0x1.ae89f995ad3adp+0, 0x1.b7f76f2fb5e47p+0, 0x1.c199bdd85529cp+0, 0x1.cb720dcef9069p+0,
    0x1.d5818dcfba487p+0, 0x1.dfc97337b9b5fp+0, 0x1.ea4afa2a490dap+0, 0x1.f50765b6e4540p+0,
};

/// exp(x), relative error below 2^-51; infinity and 0 where floats have nothing else.
static double fast_exponential(double x) {
    if (!(x > -200.0 && x < 200.0)) {
        return x > 0.0 ? HUGE_VAL : (x < 0.0 ? 0.0 : x);
    }
    // x = count * ln(2)/32 + r, |r| <= ln(2)/64; adding and taking away 3 * 2^51 rounds to an
    // integer
    double shifted = x * (32.0 * ONE_OVER_LN2) + 0x1.8p52;
    double count = shifted - 0x1.8p52;
    int whole = (int)count;
    double r = (x - count * (LN2_1 / 32.0)) - count * (LN2_2 / 32.0), r2 = r * r;
    double rest = r + r2 * ((0x1.0p-1 + r * 0x1.5555555555555p-3) +
                            r2 * ((0x1.5555555555555p-5 + r * 0x1.1111111111111p-7) +
                                  r2 * 0x1.6c16c16c16c17p-10));
    int root = whole & 31, exponent = (whole - root) / 32;
    double power = from_bits(bits_of(ROOTS_OF_TWO[root]) + ((uint64_t)(int64_t)exponent << 52));
    return power + power * rest;
}

/// x = 2^exponent * (1 + fraction), with 1 + fraction in [sqrt(1/2), sqrt(2)) or about so; x > 0.
static int split_power(double x, double* fraction) {
    int exponent = 0;
    if (x < DBL_MIN) {
        x *= 0x1p54;
        exponent = -54;
    }
    // adding the distance from sqrt(1/2) to 1 carries into the exponent where the mantissa is above
    // sqrt(2)
    const uint64_t root_half = UINT64_C(0x3fe6a09e667f3bcd), one = UINT64_C(0x3ff0000000000000);
    uint64_t shifted = bits_of(x) + (one - root_half);
    exponent += (int)(shifted >> 52) - 1023;
    *fraction = from_bits((shifted & UINT64_C(0xfffffffffffff)) + root_half) - 1.0;
    return exponent;
}

/// 2 (atanh(s) - s - s^3/3) / s for z = s^2 <= 0.0295: log(m) = 2 atanh((m - 1) / (m + 1)).
static double area_tangent_rest(double z) {
    double z2 = z * z, z4 = z2 * z2;
    double p2 = (2.0 / 5.0 + z * (2.0 / 7.0)) + z2 * (2.0 / 9.0 + z * (2.0 / 11.0));
    double p6 = (2.0 / 13.0 + z * (2.0 / 15.0)) + z2 * (2.0 / 17.0 + z * (2.0 / 19.0));
    double p10 = 2.0 / 21.0 + z * (2.0 / 23.0);
    return z2 * (p2 + z4 * (p6 + z4 * p10));
}

/// log(x) of a finite x > 0, relative error below 2^-63.
static Pair logarithm(double x) {
    double f;
    int exponent = split_power(x, &f);
    // s = f / (2 + f) as a pair
    Pair denominator = exact_sum_ordered(2.0, f);
    double s = f / denominator.head;
    Pair back = exact_product(s, denominator.head);
    double s_tail = (((f - back.head) - back.tail) - s * denominator.tail) / denominator.head;
    // 2 s + 2/3 s^3 as pairs, the rest plainly
    Pair square = exact_product(s, s);
    Pair cube = exact_product(square.head, s);
    cube.tail += square.tail * s + 3.0 * square.head * s_tail;
    const Pair two_thirds = {0x1.5555555555555p-1, 0x1.5555555555555p-55};
    Pair third = exact_product(cube.head, two_thirds.head);
    third.tail += cube.head * two_thirds.tail + cube.tail * two_thirds.head;
    Pair near_one = exact_sum_ordered(2.0 * s, third.head);
    near_one.tail += 2.0 * s_tail + third.tail + s * area_tangent_rest(square.head);
    // plus exponent * ln 2, whose first part is exact
    Pair whole = exact_sum(exponent * LN2_1, near_one.head);
    return exact_sum_ordered(whole.head, whole.tail + (near_one.tail + exponent * LN2_2));
}

/// One of 64 sections of [0.6875, 1.375): 1/c of a c near its middle, with few enough digits, and
/// log(c).
typedef struct LogSection {
    double inverse, logarithm;
} LogSection;

static const LogSection LOG_SECTIONS[64] = {
    {0x1.7242880000000p+0, -0x1.79e266a7cfb3ep-2},
    {0x1.6e1f760000000p+0, -0x1.6e60ec72f196ap-2},
    {0x1.6a13ce0000000p+0, -0x1.6300334baac3cp-2},
    {0x1.661ec60000000p+0, -0x1.57bf73648d1f4p-2},
    {0x1.623fa80000000p+0, -0x1.4c9e0b8172c37p-2},
    {0x1.5e75bc0000000p+0, -0x1.419b438d5e8c4p-2},
    {0x1.5ac0560000000p+0, -0x1.36b67563e110fp-2},
    {0x1.571ed40000000p+0, -0x1.2bef087dc9353p-2},
    {0x1.5390940000000p+0, -0x1.21445520eb8cfp-2},
    {0x1.5015020000000p+0, -0x1.16b5ced2cfb6bp-2},
    {0x1.4cab880000000p+0, -0x1.0c42d516162dfp-2},
    {0x1.49539e0000000p+0, -0x1.01eae4aa6c690p-2},
    {0x1.460cbc0000000p+0, -0x1.ef5adb2dcffdcp-3},
    {0x1.42d6620000000p+0, -0x1.db13d8bd4893bp-3},
    {0x1.3fb0140000000p+0, -0x1.c6ffbc8f00f71p-3},
    {0x1.3c995a0000000p+0, -0x1.b31d83a5bce39p-3},
    {0x1.3991c20000000p+0, -0x1.9f6c3b808964cp-3},
    {0x1.3698e00000000p+0, -0x1.8beb03b38fe73p-3},
    {0x1.33ae460000000p+0, -0x1.7898da4444c6fp-3},
    {0x1.30d1900000000p+0, -0x1.6574eb68c133ap-3},
    {0x1.2e025c0000000p+0, -0x1.527e5e2a1b58dp-3},
    {0x1.2b404a0000000p+0, -0x1.3fb454c9928adp-3},
    {0x1.288b020000000p+0, -0x1.2d16169868118p-3},
    {0x1.25e2280000000p+0, -0x1.1aa2bea23f6fcp-3},
    {0x1.2345680000000p+0, -0x1.08598e99e39fcp-3},
    {0x1.20b4700000000p+0, -0x1.ec738d30a10e3p-4},
    {0x1.1e2ef40000000p+0, -0x1.c885845bc4b1ap-4},
    {0x1.1bb4a40000000p+0, -0x1.a4e763cb1bc38p-4},
    {0x1.1945380000000p+0, -0x1.8197e2740e3f0p-4},
    {0x1.16e0680000000p+0, -0x1.5e959c59791a7p-4},
    {0x1.1485f00000000p+0, -0x1.3bdf4d7d1ee10p-4},
    {0x1.12358e0000000p+0, -0x1.1973b6346554fp-4},
    {0x1.0fef020000000p+0, -0x1.eea338406b7b4p-5},
    {0x1.0db20a0000000p+0, -0x1.aaef1ccfb10bap-5},
    {0x1.0b7e6e0000000p+0, -0x1.67c937ed4bad1p-5},
    {0x1.0953f40000000p+0, -0x1.252f4078d1811p-5},
    {0x1.0732600000000p+0, -0x1.c63d06c14aa2ap-6},
    {0x1.0519800000000p+0, -0x1.432ab25980c41p-6},
    {0x1.03091c0000000p+0, -0x1.8244e0388a0dcp-7},
    {0x1.0000000000000p+0, 0x0.0p+0},
    {0x1.0000000000000p+0, 0x0.0p+0},
    {0x1.f4465a0000000p-1, 0x1.7b91acfd5b11cp-6},
    {0x1.ecc07c0000000p-1, 0x1.39e86e1febd8dp-5},
    {0x1.e573ac0000000p-1, 0x1.b42de091971d5p-5},
    {0x1.de5d6e0000000p-1, 0x1.1653710a37ae3p-4},
    {0x1.d77b660000000p-1, 0x1.51b06dd061852p-4},
    {0x1.d0cb580000000p-1, 0x1.8c3465e319b45p-4},
    {0x1.ca4b300000000p-1, 0x1.c5e54bf5bc748p-4},
    {0x1.c3f8f00000000p-1, 0x1.fec9141dbeabbp-4},
    {0x1.bdd2b80000000p-1, 0x1.1b72b012f67a8p-3},
    {0x1.b7d6c40000000p-1, 0x1.371fc161e8f75p-3},
    {0x1.b203640000000p-1, 0x1.526e5e5a1b438p-3},
    {0x1.ac57020000000p-1, 0x1.6d60fce19d21fp-3},
    {0x1.a6d01a0000000p-1, 0x1.87fa08620c915p-3},
    {0x1.a16d400000000p-1, 0x1.a23bbffe2b567p-3},
    {0x1.9c2d140000000p-1, 0x1.bc286be2d8cecp-3},
    {0x1.970e500000000p-1, 0x1.d5c21434fbb98p-3},
    {0x1.920fb40000000p-1, 0x1.ef0adfddc5940p-3},
    {0x1.8d30180000000p-1, 0x1.04025b6b4d04ap-2},
    {0x1.886e600000000p-1, 0x1.1058bd1ae4ae2p-2},
    {0x1.83c9780000000p-1, 0x1.1c898b36999fdp-2},
    {0x1.7f40600000000p-1, 0x1.2895a0bde86a4p-2},
    {0x1.7ad2200000000p-1, 0x1.347ddb2987d59p-2},
    {0x1.767dce0000000p-1, 0x1.404309206a7e5p-2},
};

/// log(x) of a finite x > 0 that is a float, relative error below 2^-50.
static double fast_logarithm(double x) {
    // x = 2^exponent * m, and m / c = 1 + r exactly, |r| < 2^-6
    const uint64_t lowest = UINT64_C(0x3fe6000000000000); // 0.6875
    uint64_t shifted = bits_of(x) - lowest;
    double exponent = (double)(int32_t)((int64_t)shifted >> 52);
    uint64_t mantissa = shifted & UINT64_C(0xfffffffffffff);
    const LogSection* section = &LOG_SECTIONS[mantissa >> 46];
    double r = from_bits(mantissa + lowest) * section->inverse - 1.0;
    double r2 = r * r, r4 = r2 * r2;
    double p2 = (-0.5 + r * (1.0 / 3.0)) + r2 * (-0.25 + r * 0.2);
    double p6 = (-1.0 / 6.0 + r * (1.0 / 7.0)) + r2 * (-0.125 + r * (1.0 / 9.0));
    double near_one = r + r2 * (p2 + r4 * p6);
    return (exponent * LN2_1 + section->logarithm) + (near_one + exponent * LN2_2);
}

/// exp(x), |x| <= 8, relative error below 2^-46.
static inline double short_exponential(double x) {
    double shifted = x * (32.0 * ONE_OVER_LN2) + 0x1.8p52, count = shifted - 0x1.8p52;
    uint64_t whole = bits_of(shifted);
    double r = (x - count * (LN2_1 / 32.0)) - count * (LN2_2 / 32.0), r2 = r * r;
    double rest = r + r2 * ((0.5 + r * (1.0 / 6.0)) + r2 * (1.0 / 24.0 + r * (1.0 / 120.0)));
    double power = from_bits(bits_of(ROOTS_OF_TWO[whole & 31]) + (whole >> 5 << 52));
    return power + power * rest;
}

/// log(x) of a float x > 0 of full precision, relative error below 2^-49.
static inline double short_logarithm(double x) {
    const uint64_t lowest = UINT64_C(0x3fe6000000000000); // 0.6875
    uint64_t shifted = bits_of(x) - lowest;
    double exponent = (double)(int32_t)((int64_t)shifted >> 52);
    uint64_t mantissa = shifted & UINT64_C(0xfffffffffffff);
    const LogSection* section = &LOG_SECTIONS[mantissa >> 46];
    double r = from_bits(mantissa + lowest) * section->inverse - 1.0;
    double r2 = r * r;
    double p2 = (-0.5 + r * (1.0 / 3.0)) + r2 * (-0.25 + r * 0.2);
    double p6 = (-1.0 / 6.0 + r * (1.0 / 7.0)) - r2 * 0.125;
    double near_one = r + r2 * (p2 + r2 * r2 * p6);
    return (exponent * LN2_1 + section->logarithm) + (near_one + exponent * LN2_2);
}

double rg_dexp(double x) {
    return exponential((Pair){x, 0.0});
}

double rg_dlog(double x) {
    if (!(x > 0.0 && x <= DBL_MAX)) {
        return x == 0.0 ? -HUGE_VAL : (x > 0.0 ? x : NAN);
    }
    Pair value = logarithm(x);
    return value.head + value.tail;
}

float rg_exp(float x) {
    return (float)fast_exponential((double)x);
}

float rg_log(float x) {
    double wide = (double)x;
    if (!(wide > 0.0 && wide <= DBL_MAX)) {
        return (float)rg_dlog(wide);
    }
    return (float)fast_logarithm(wide);
}

// ---- power

/// Whether y is an integer, and an odd one. Doubles of 2^53 and more are even.
static bool is_integer(double y, bool* odd) {
    *odd = false;
    if (!(__builtin_fabs(y) < 0x1p53)) {
        return y == y;
    }
    int64_t whole = (int64_t)y;
    *odd = (whole & 1) != 0;
    return (double)whole == y;
}

/// pow of x = 0, infinite or not-a-number, and of such y; the rules of C17 F.10.4.4.
static double special_power(double x, double y, bool odd) {
    if (x == 1.0 || y == 0.0) {
        return 1.0;
    }
    if (x != x || y != y) {
        return x + y;
    }
    double size = __builtin_fabs(x);
    if (__builtin_fabs(y) > DBL_MAX) {
        if (size == 1.0) {
            return 1.0;
        }
        return (size > 1.0) == (y > 0.0) ? HUGE_VAL : 0.0;
    }
    double value = (size > 0.0) == (y > 0.0) ? HUGE_VAL : 0.0;
    return odd ? copysign(value, x) : value;
}

/// Sign of pow(x, y) for x < 0: not-a-number unless y is an integer.
static double power_sign(double x, bool integer, bool odd) {
    if (x >= 0.0) {
        return 1.0;
    }
    return integer ? (odd ? -1.0 : 1.0) : NAN;
}

double rg_dpow(double x, double y) {
    bool odd, integer = is_integer(y, &odd);
    double size = __builtin_fabs(x);
    if (!(size > 0.0 && size <= DBL_MAX && __builtin_fabs(y) <= DBL_MAX) || y == 0.0) {
        return special_power(x, y, odd);
    }
    Pair log_size = logarithm(size);
    // beyond this the result over- or underflows for certain
    double product = log_size.head * y;
    if (!(product > -800.0 && product < 800.0)) {
        return power_sign(x, integer, odd) * (product > 0.0 ? HUGE_VAL : 0.0);
    }
    Pair exponent = exact_product(log_size.head, y);
    exponent.tail += log_size.tail * y;
    return power_sign(x, integer, odd) * exponential(exponent);
}

static float exact_pow(float x, float y) {
    double base = (double)x, power = (double)y, size = __builtin_fabs(base);
    bool odd = false, integer = false;
    if (base <= 0.0) {
        integer = is_integer(power, &odd);
    }
    if (!(size > 0.0 && size <= DBL_MAX && __builtin_fabs(power) <= DBL_MAX) || power == 0.0) {
        return (float)special_power(base, power, odd);
    }
    double value = fast_exponential(fast_logarithm(size) * power);
    return (float)(power_sign(base, integer, odd) * value);
}

float rg_pow(float x, float y) {
    double base = (double)x, power = (double)y, value;
    if (!(x >= FLT_MIN && x <= FLT_MAX)) {
        return x == 0.0f && !signbit(x) && y > 0.0f ? 0.0f : exact_pow(x, y);
    }
    if (x == 1.0f) {
        return 1.0f;
    }
    if (y == 0.5f) {
        value = __builtin_sqrt(base);
    } else if (y == 1.5f) {
        value = base * __builtin_sqrt(base);
    } else {
        double exponent = short_logarithm(base) * power;
        if (!(exponent > -8.0 && exponent < 8.0)) {
            return exact_pow(x, y);
        }
        value = short_exponential(exponent);
    }
    bool full = value >= (double)FLT_MIN && value <= (double)FLT_MAX;
    return full && !rg_near_middle(value) ? (float)value : exact_pow(x, y);
}

const RgPowerSection rg_power_sections[16] = {
    {0x1.f07c1f07c1f08p-1, 0x1.0e9462815903cp+0}, {0x1.d41d41d41d41dp-1, 0x1.2ccf65d012dbbp+0},
    {0x1.bacf914c1bad0p-1, 0x1.4c7486b433fdcp+0}, {0x1.a41a41a41a41ap-1, 0x1.6d7fc3f8210adp+0},
    {0x1.8f9c18f9c18fap-1, 0x1.8fed5ce786c25p+0}, {0x1.7d05f417d05f4p-1, 0x1.b3b9ca3c5f8f1p+0},
    {0x1.6c16c16c16c17p-1, 0x1.d8e1b81f4875dp+0}, {0x1.5c9882b931057p-1, 0x1.ff620106adfbap+0},
    {0x1.4e5e0a72f0539p-1, 0x1.139bd4a6193d6p+1}, {0x1.4141414141414p-1, 0x1.282fedac3cae6p+1},
    {0x1.3521cfb2b78c1p-1, 0x1.3d6bf2260f999p+1}, {0x1.29e4129e4129ep-1, 0x1.534e9888d7fdcp+1},
    {0x1.1f7047dc11f70p-1, 0x1.69d6a5e427362p+1}, {0x1.15b1e5f75270dp-1, 0x1.8102ecbce27ecp+1},
    {0x1.0c9714fbcda3bp-1, 0x1.98d24c088cfaep+1}, {0x1.0410410410410p-1, 0x1.b143ae44515b8p+1},
};

const double rg_powers_of_half[8] = {
    0x1.0000000000000p+0, 0x1.2611190ebf1b8p-2, 0x1.51cb46b2355c6p-4,  0x1.840602c0aa4dep-6,
    0x1.bdb8d18a62a3dp-8, 0x1.000002c5c863bp-9, 0x1.26111c3e12a5dp-11, 0x1.51cb4a5ac5c19p-13,
};
