// Elementary functions of our own: the same bits on every compiler, optimisation level and machine,
// which a C library does not promise. Only +, -, *, /, square roots, fmod and conversions are used,
// all of them exactly rounded by IEEE 754.
//
// The float functions are evaluated in double and rounded once: the error stays below 0.5001 units
// in the last place, so they are the correctly rounded value nearly always. The double functions
// stay below 1 unit in the last place. A not-a-number argument gives not-a-number; so does an
// argument outside the domain.
#pragma once

/// Sine, cosine; radians. The full accuracy holds for |x| <= 2^20; beyond, the period is
/// the double nearest to 2 pi.
float rg_sin(float x);
float rg_cos(float x);

/// Both at once, for the price of little more than one.
typedef struct RgTurn {
    float sine, cosine;
} RgTurn;
RgTurn rg_turn(float x);

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

/// x to the power y. A negative x takes integers y only; pow(x, 0) = pow(1, y) = 1, pow(0, y < 0) =
/// infinity.
float rg_pow(float x, float y);

/// rg_pow(x, 1.8f), sooner for 2^-7 <= x < 2: for chains of operations that wait for it.
float rg_pow_nine_fifths(float x);

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
