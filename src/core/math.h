// Elementary functions of our own: the same bits on every compiler, optimisation level and machine,
// which a C library does not promise. Only +, -, *, /, square roots, fmod and conversions are used,
// all of them exactly rounded by IEEE 754.
//
// The float functions are evaluated in double and rounded once: the error stays below 0.5001 units
// in the last place, so they are the correctly rounded value nearly always. The double functions
// stay below 1 unit in the last place. A not-a-number argument gives not-a-number; so does an
// argument outside the domain.
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/// Floats keep 24 of a double's 53 bits. Two doubles that differ by less than 2^-43 of themselves
/// round to the same float (of full precision) unless one lies as close to the middle between two
/// floats: functions of floats take a short way that is good to 2^-44, and the long one
/// only for values this says true of, 1 of 2^19.
static inline bool rg_near_middle(double value) {
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return ((bits - UINT64_C(0x0ffffe00)) & UINT64_C(0x1fffffff)) < 0x400;
}

/// Sine, cosine; radians. The full accuracy holds for |x| <= 2^20; beyond, the period is
/// the double nearest to 2 pi.
float rg_sin(float x);
float rg_cos(float x);

/// Both at once, for the price of little more than one.
typedef struct RgTurn {
    float sine, cosine;
} RgTurn;
RgTurn rg_turn(float x);

/// rg_turn(-x) from rg_turn(x), bit by bit.
static inline RgTurn rg_back(RgTurn turn) {
    return (RgTurn){-turn.sine, turn.cosine};
}

/// rg_turn of up to RG_TURNS angles, several at a time; soonest for |x| < 0.78.
enum { RG_TURNS = 16 };
void rg_turns(const float* x, int count, float* sine, float* cosine);

static inline void rg_sincos(float x, float* sine, float* cosine) {
    RgTurn turn = rg_turn(x);
    *sine = turn.sine;
    *cosine = turn.cosine;
}

/// Inverse functions, radians; |x| <= 1.
float rg_asin(float x);
float rg_acos(float x);

/// Direction of (x, y) in [-pi, pi], with the C library's signed zeros; atan2(0, 0) = 0. Finite
/// arguments.
float rg_atan2(float y, float x);

/// atan(t), |t| <= 0.4143, relative error below 2^-44.
static inline double rg_short_arc_tangent(double t) {
    double z = t * t, z2 = z * z, z4 = z2 * z2;
    double p0 = (-0x1.55555555553a3p-2 + z * 0x1.99999998d13eep-3) +
                z2 * (-0x1.249248aa5b194p-3 + z * 0x1.c71c381e0a924p-4);
    double p4 = (-0x1.74563ccc389e2p-4 + z * 0x1.3a9d8856ba6e6p-4) +
                z2 * (-0x1.0c52c4d131bb4p-4 + z * 0x1.a76ab33fd6b4fp-5);
    return t + t * (z * (p0 + z4 * (p4 + z4 * -0x1.be23c10ccb5c7p-6)));
}

/// rg_atan2, sooner for |y| < 0.41 x: for chains of operations that wait for it.
static inline float rg_atan2_narrow(float y, float x) {
    double size = __builtin_fabs((double)y), along = (double)x;
    if (__builtin_expect(!(size < 0.41 * along && size > 0x1p-100 * along && along < 0x1p127), 0)) {
        return rg_atan2(y, x);
    }
    double angle = rg_short_arc_tangent(size / along);
    return __builtin_expect(rg_near_middle(angle), 0) ? rg_atan2(y, x)
                                                      : __builtin_copysignf((float)angle, y);
}

/// x to the power y. A negative x takes integers y only; pow(x, 0) = pow(1, y) = 1, pow(0, y < 0) =
/// infinity.
float rg_pow(float x, float y);

/// Tables of the next function: 1/c and c^1.8 of the middle c of each sixteenth of [1, 2), and
/// 2^(-1.8 i).
typedef struct RgPowerSection {
    double inverse, power;
} RgPowerSection;
extern const RgPowerSection rg_power_sections[16];
extern const double rg_powers_of_half[8];

/// rg_pow(x, 1.8f), sooner for 2^-7 <= x < 2: for chains of operations that wait for it.
static inline float rg_pow_nine_fifths(float x) {
    uint32_t bits;
    memcpy(&bits, &x, sizeof bits);
    uint32_t octave = 127 - (bits >> 23); // x = 2^-octave * m
    if (__builtin_expect(octave >= 8, 0)) {
        return rg_pow(x, 1.8f);
    }
    const RgPowerSection* section = &rg_power_sections[bits >> 19 & 15];
    uint64_t wide = (uint64_t)(bits & 0x7fffff) << 29 | UINT64_C(0x3ff0000000000000);
    double m;
    memcpy(&m, &wide, sizeof m);
    // m = c (1 + r), |r| <= 1/32
    double r = m * section->inverse - 1.0, r2 = r * r;
    // the binomial series of the float nearest to 1.8
    double p0 = (1.0 + r * 0x1.ccccccp+0) + r2 * (0x1.70a3d4f5c2900p-1 - r * 0x1.89374fb38a8cap-5);
    double p4 = (0x1.d7dbfa786c1bbp-7 - r * 0x1.9f3c769a910c6p-8) +
                r2 * (0x1.baeb299c224efp-9 - r * 0x1.09c04c5d19849p-9);
    double value = (section->power * rg_powers_of_half[octave]) * (p0 + r2 * r2 * p4);
    return __builtin_expect(rg_near_middle(value), 0) ? rg_pow(x, 1.8f) : (float)value;
}

float rg_exp(float x);

/// Natural logarithm; log(0) = -infinity.
float rg_log(float x);

/// Nearest integer, halves away from zero.
static inline float rg_round(float x) {
    // floats of 2^23 and more are integers (or not-a-number)
    if (!(__builtin_fabsf(x) < 0x1p23f)) {
        return x;
    }
    float size = __builtin_fabsf(x);
    float whole = (float)(int)size;
    // without a branch: nobody knows which way it goes
    whole += size - whole >= 0.5f ? 1.0f : 0.0f;
    return __builtin_copysignf(whole, x);
}

/// Double precision.
double rg_dsin(double x);
double rg_dcos(double x);
double rg_dasin(double x);
double rg_dacos(double x);
double rg_dpow(double x, double y);
double rg_dexp(double x);
double rg_dlog(double x);
