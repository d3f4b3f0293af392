// One step of the ball (C.2; 6.4, 6.5). Its order of operations is the original's, found by
// comparing bits with the recordings, so do not regroup terms.
//
// A step is a long chain of operations that wait for each other: in the lanes of a vector several
// flights take hardly longer than one. What never happens in a usual flight is done lane by lane
// with core/math.h, in a step that is taken once more.
//
// Three files include this one: flight.c and flight_four.c with four lanes, flight_eight.c with
// eight.
#pragma once

#include "football/flight.h"
#include "football/obstacles.h"
#include "football/pitch.h"

#include <stdint.h>
#include <string.h>

#ifndef LANE_COUNT
#error "define LANE_COUNT: 4 or 8"
#endif

typedef float Floats __attribute__((vector_size(4 * LANE_COUNT)));
typedef double Doubles __attribute__((vector_size(8 * LANE_COUNT)));
typedef int32_t Mask __attribute__((vector_size(4 * LANE_COUNT))); // -1 or 0
typedef int64_t WideMask __attribute__((vector_size(8 * LANE_COUNT)));
typedef uint64_t Bits __attribute__((vector_size(8 * LANE_COUNT)));
typedef uint64_t Words __attribute__((vector_size(16))); // the least register

// a function on lanes: calls would pass them through memory
#define LANES static inline __attribute__((always_inline))

typedef struct Vectors {
    Floats x, y, z;
} Vectors;

typedef struct Quaternions {
    Floats x, y, z, w;
} Quaternions;

/// The last power of 2.6 of a chain of steps: the next one starts from it.
typedef struct PowerChain {
    Floats base; // 0: none yet
    Doubles power;
} PowerChain;

/// Balls in motion, one a lane.
typedef struct Flights {
    Vectors position, velocity;
    Quaternions spin; // rotation per ms
    Vectors angles;   // of the spin
    PowerChain magnus;
    Floats sign; // 1, or -1 to turn a lane back into the match frame
} Flights;

enum { LONGEST_HOP = 12 }; // steps: a ball at rest ends up hopping in cycles of 3 to 6

static const float STEP = 0.01f;       // s
static const float GRASS_TOP = 0.135f; // m: a ball's centre below it touches the grass

// ---- lanes

LANES Floats all(float x) {
    return x - (Floats){0};
}

// Lane by lane: whole conversions the compiler takes apart before it knows the registers. Not of
// what comes right out of the next function: gcc 12 drops both.
LANES Doubles wide(Floats a) {
    Doubles r = {0};
    for (int i = 0; i < LANE_COUNT; ++i) {
        r[i] = (double)a[i];
    }
    return r;
}

LANES Floats narrow(Doubles a) {
    Floats r = {0};
    for (int i = 0; i < LANE_COUNT; ++i) {
        r[i] = (float)a[i];
    }
    return r;
}

LANES WideMask wide_mask(Mask m) {
    WideMask r = {0};
    for (int i = 0; i < LANE_COUNT; ++i) {
        r[i] = m[i];
    }
    return r;
}

LANES Mask narrow_mask(WideMask m) {
    Mask r = {0};
    for (int i = 0; i < LANE_COUNT; ++i) {
        r[i] = (int32_t)m[i];
    }
    return r;
}

LANES Floats choose(Mask m, Floats yes, Floats no) {
    return (Floats)(((Mask)yes & m) | ((Mask)no & ~m));
}

LANES Doubles choose_wide(WideMask m, Doubles yes, Doubles no) {
    return (Doubles)(((WideMask)yes & m) | ((WideMask)no & ~m));
}

LANES bool any(Mask m) {
    Words words[sizeof m / sizeof(Words)], all = {0};
    memcpy(words, &m, sizeof words);
    for (unsigned i = 0; i < sizeof m / sizeof(Words); ++i) {
        all |= words[i];
    }
    return (all[0] | all[1]) != 0;
}

LANES Floats magnitude(Floats a) {
    return (Floats)((Mask)a & INT32_MAX);
}

// a < b ? a : b and a > b ? a : b, like rg_minf and rg_maxf
LANES Floats least(Floats a, Floats b) {
    return choose(a < b, a, b);
}

LANES Floats most(Floats a, Floats b) {
    return choose(a > b, a, b);
}

LANES Floats clamped(Floats v, float low, float high) {
    return choose(v < low, all(low), choose(v > high, all(high), v));
}

LANES Floats root(Floats a) {
    Floats r = a;
    for (int i = 0; i < LANE_COUNT; ++i) {
        r[i] = sqrtf(a[i]);
    }
    return r;
}

LANES Doubles root_wide(Doubles a) {
    Doubles r = a;
    for (int i = 0; i < LANE_COUNT; ++i) {
        r[i] = sqrt(a[i]);
    }
    return r;
}

// ---- seldom

/// How a step is taken. The usual way leaves out what hardly ever happens and only notes that it is
/// missed: so long stretches of code without branches remain, whose operations run side by side.
/// Where something was missed, the step is taken once more, carefully.
typedef struct Way {
    bool careful;
    Mask asked;  // lanes whose values count
    Mask seldom; // lanes that something was left out for, since `asked` is what it is
    Mask missed; // lanes asked for that something was left out for, before
} Way;

LANES Way careful_way(void) {
    return (Way){.careful = true, .asked = ~(Mask){0}};
}

LANES void ask(Way* way, Mask lanes) {
    way->missed |= way->seldom & way->asked;
    way->seldom = (Mask){0};
    way->asked = lanes;
}

// whether to do what hardly ever happens, for lanes that ask for it
LANES bool seldom(Way* way, Mask lanes) {
    if (way->careful) {
        return any(lanes & way->asked);
    }
    way->seldom |= lanes;
    return false;
}

LANES bool has_missed(const Way* way) {
    return any(way->missed | (way->seldom & way->asked));
}

// ---- vectors, as in vec.h

LANES Vectors scaled(Vectors a, Floats s) {
    return (Vectors){a.x * s, a.y * s, a.z * s};
}

LANES Vectors chosen(Mask m, Vectors yes, Vectors no) {
    return (Vectors){choose(m, yes.x, no.x), choose(m, yes.y, no.y), choose(m, yes.z, no.z)};
}

/// A length, 0 below 1e-6, and a direction, 0 where every component is.
typedef struct Polar {
    Floats length;
    Vectors direction;
} Polar;

LANES Polar polar_of(Vectors a, Floats square, Doubles wide_square, Way* way) {
    Polar p = {narrow(root_wide(wide_square)), scaled(a, 1.0f / root(square))};
    // where the square lies between these bounds the two may differ
    Mask no_length = square < 0.9e-12f, no_direction = no_length;
    if (seldom(way, (square >= 0.9e-12f) & (square < 3.1e-12f))) {
        no_length = p.length < 0.000001f;
        no_direction = (magnitude(a.x) < 0.000001f) & (magnitude(a.y) < 0.000001f) &
                       (magnitude(a.z) < 0.000001f);
    }
    return (Polar){choose(no_length, all(0.0f), p.length),
                   chosen(no_direction, (Vectors){.x = {0}}, p.direction)};
}

LANES Polar polar(Vectors a, Way* way) {
    Doubles x = wide(a.x), y = wide(a.y), z = wide(a.z);
    return polar_of(a, a.x * a.x + a.y * a.y + a.z * a.z, x * x + y * y + z * z, way);
}

LANES Polar flat_polar(Vectors a, Way* way) {
    Doubles x = wide(a.x), y = wide(a.y);
    Vectors flat = {a.x, a.y, all(0.0f)};
    return polar_of(flat, a.x * a.x + a.y * a.y, x * x + y * y, way);
}

// ---- small angles
//
// Nearly all angles of a step are small: there short series give the same floats as core/math.h
// (coefficients: tools/fit_math.py).

// of half an angle, |angle| <= 0.5; the sine of -0 is 0
LANES void half_turn(Floats angle, Floats* sine, Floats* cosine) {
    Doubles x = wide(angle), z = x * x, xz = x * z, z2 = z * z;
    *sine = narrow(((0.5 * x + 0.0) + xz * (-1.0 / 48.0 + z * (1.0 / 3840.0))) +
                   xz * z2 * (-1.0 / 645120.0 + z * (1.0 / 185794560.0)));
    *cosine = narrow((1.0 + z * (-1.0 / 8.0 + z * (1.0 / 384.0))) +
                     z * z2 * (-1.0 / 46080.0 + z * (1.0 / 10321920.0)));
}

static void exact_half_turn(float angle, float* sine, float* cosine) {
    const float limit = 0.49f * RG_PI;
    rg_sincos(rg_clamp(angle, -limit, limit) * 0.5f, sine, cosine);
}

// |y| <= 0.2025 x; relative error below 6e-15
LANES Floats arc_tangent(Floats y, Floats x) {
    Doubles t = wide(y) / wide(x), z = t * t, z2 = z * z, tz = t * z;
    Doubles p = -0x1.5555555554b8ep-2 + z * 0x1.9999999136643p-3;
    Doubles q = (-0x1.24923fcbae993p-3 + z * 0x1.c714cde044737p-4) +
                z2 * (-0x1.72f200486f375p-4 + z * 0x1.1ba5cd282ec1cp-4);
    return narrow((t + tz * p) + tz * z2 * q);
}

// |x| <= 0.2025; relative error below 2e-15
LANES Floats arc_sine(Floats x) {
    Doubles w = wide(x), z = w * w, z2 = z * z;
    Doubles p = (0x1.5555555555047p-3 + z * 0x1.33333337881c6p-4) +
                z2 * (0x1.6db6d1d28be98p-5 + z * 0x1.f1cee1ae1f252p-6);
    Doubles q = 0x1.6d21a44eeab52p-6 + z * 0x1.3a568843ea587p-6;
    return narrow(w + w * z * (p + z2 * z2 * q));
}

// in the lanes that ask for it; short for x > 0.975
LANES Floats arc_cosine(Floats x, Mask asked, Way* way) {
    Doubles t = 1.0 - wide(x), t2 = t * t;
    Doubles p =
        (1.0 + t * 0x1.5555555557056p-4) + t2 * (0x1.33333326e6f91p-6 + t * 0x1.6db6fc2c6d569p-8);
    Doubles q = 0x1.f19fc12611d43p-10 + t * 0x1.7969493d13456p-11;
    Floats angle = narrow(root_wide(2.0 * t) * (p + t2 * t2 * q));
    Mask large = asked & (x <= 0.975f);
    for (int i = 0; seldom(way, large) && i < LANE_COUNT; ++i) {
        angle[i] = large[i] ? rg_acos(x[i]) : angle[i];
    }
    return angle;
}

// ---- sines and powers

// of an angle in [0, 2.954], relative error below 3e-15 (coefficients: tools/fit_math.py)
LANES Floats sine_of(Floats angle) {
    Doubles x = wide(angle), z = x * x, z2 = z * z, z4 = z2 * z2;
    Doubles p = (-0x1.5555555555555p-3 + z * 0x1.111111111110fp-7) +
                z2 * (-0x1.a01a01a019de9p-13 + z * 0x1.71de3a555f937p-19);
    Doubles q = (-0x1.ae64567a8747ep-26 + z * 0x1.612460332474ep-33) +
                z2 * (-0x1.ae7ef9ab34376p-41 + z * 0x1.9521550445bc8p-49);
    Doubles r = -0x1.2e3225f2800a7p-57 + z * 0x1.5324daba812bdp-66;
    // it is not negative: the magnitude comes between this conversion and the one back
    return magnitude(narrow((x + x * z * p) + x * z * z4 * (q + z4 * r)));
}

// x^e for normal x > 0 where the result is normal, to some 1e-14
LANES Doubles power(Doubles x, double e) {
    // x = 2^n * m, 0.6875 <= m < 1.375
    const uint64_t lowest = UINT64_C(0x3fe6000000000000), fraction = UINT64_C(0xfffffffffffff);
    Bits shifted = (Bits)x - lowest + (UINT64_C(1023) << 52);
    Doubles n = (Doubles)((shifted >> 52) | UINT64_C(0x4330000000000000)) - (0x1p52 + 1023.0);
    Doubles m = (Doubles)((shifted & fraction) + lowest);
    // the logarithm of m by the series of the area tangent
    Doubles s = (m - 1.0) / (m + 1.0), z = s * s, z2 = z * z, z4 = z2 * z2;
    Doubles p = (1.0 / 3.0 + z * (1.0 / 5.0)) + z2 * (1.0 / 7.0 + z * (1.0 / 9.0));
    Doubles q = (1.0 / 11.0 + z * (1.0 / 13.0)) + z2 * (1.0 / 15.0 + z * (1.0 / 17.0));
    Doubles y = e * (n * 0x1.62e42fefa39efp-1 + (2.0 * s + 2.0 * s * z * (p + z4 * q)));
    // y = k ln 2 + r, |r| < 0.35
    Doubles whole = y * 0x1.71547652b82fep+0 + 0x1.8p52, k = whole - 0x1.8p52;
    Doubles r = y - k * 0x1.62e42fefa39efp-1, r2 = r * r, r4 = r2 * r2;
    Doubles a = (1.0 + r) + r2 * (1.0 / 2.0 + r * (1.0 / 6.0));
    Doubles b = (1.0 / 24.0 + r * (1.0 / 120.0)) + r2 * (1.0 / 720.0 + r * (1.0 / 5040.0));
    Doubles c =
        (1.0 / 40320.0 + r * (1.0 / 362880.0)) + r2 * (1.0 / 3628800.0 + r * (1.0 / 39916800.0));
    Doubles d = 1.0 / 479001600.0 + r * (1.0 / 6227020800.0);
    Doubles scale = (Doubles)(((Bits)whole + 1023) << 52);
    return scale * (a + r4 * (b + r4 * (c + r4 * d)));
}

// x^2.6, x > 0, by the binomial series from the last one, where x is near that
LANES Doubles next_power(const PowerChain* last, Doubles x) {
    const double e = (double)2.6f;
    const double c2 = e * (e - 1.0) / 2.0, c3 = c2 * (e - 2.0) / 3.0, c4 = c3 * (e - 3.0) / 4.0,
                 c5 = c4 * (e - 4.0) / 5.0, c6 = c5 * (e - 5.0) / 6.0, c7 = c6 * (e - 6.0) / 7.0,
                 c8 = c7 * (e - 7.0) / 8.0;
    Doubles base = wide(last->base), d = (x - base) * (1.0 / base), d2 = d * d;
    Doubles p = (e * d + c2 * d2) + d2 * d * (c3 + c4 * d);
    Doubles q = (c5 + c6 * d) + d2 * (c7 + c8 * d);
    return (last->power + last->power * p) + last->power * (d2 * d2 * d) * q;
}

// depth^0.7, depth in (0, 1], in the lanes that ask for it: a ball that rolls hops by a tenth of
// the grass, there a short series is enough (error 3e-16, coefficients: tools/fit_math.py)
LANES Floats grass_power(Floats depth, Mask asked) {
    Doubles u = 1.0 - wide(depth), u2 = u * u;
    Doubles p = (-0x1.666665fffffe9p-1 + u * -0x1.ae147b8558b4ap-4) +
                u2 * (-0x1.74bc6ae77f10bp-5 + u * -0x1.aca5b66403dfdp-6);
    Doubles q = (-0x1.1adf2904e5e8cp-6 + u * -0x1.96f6847e173a6p-7) +
                u2 * (-0x1.22421de3068d3p-7 + u * -0x1.52779f1a4073dp-7);
    Floats near = narrow(1.0 + u * (p + u2 * u2 * q));
    Mask shallow = asked & (1.0f - depth > 0.1f);
    return any(shallow) ? choose(shallow, narrow(power(wide(depth), (double)0.7f)), near) : near;
}

// ---- quaternions, in the original's order

LANES Quaternions product(Quaternions a, Quaternions b) {
    return (Quaternions){a.w * b.x + a.x * b.w + a.y * b.z - a.z * b.y,
                         a.w * b.y + a.y * b.w + a.z * b.x - a.x * b.z,
                         a.w * b.z + a.z * b.w + a.x * b.y - a.y * b.x,
                         a.w * b.w - a.x * b.x - a.y * b.y - a.z * b.z};
}

LANES Floats square_sum(Quaternions q) {
    return q.x * q.x + q.y * q.y + q.z * q.z + q.w * q.w;
}

LANES Quaternions multiplied(Quaternions q, Floats s) {
    return (Quaternions){q.x * s, q.y * s, q.z * s, q.w * s};
}

LANES Quaternions chosen_spin(Mask m, Quaternions yes, Quaternions no) {
    return (Quaternions){choose(m, yes.x, no.x), choose(m, yes.y, no.y), choose(m, yes.z, no.z),
                         choose(m, yes.w, no.w)};
}

// 1 / sqrt(square). Beside 1 the nearest float is on the tangent, made a little steeper for those
// squares whose tangent lies halfway between two floats (tried on all of them).
LANES Floats inverse_root(Floats square, Mask asked, Way* way) {
    Floats inverse = 1.0f - 0x1.000002p-1f * (square - 1.0f);
    Mask far = asked & (magnitude(square - 1.0f) >= 0x1p-14f);
    return seldom(way, far) ? choose(far, narrow(1.0 / root_wide(wide(square))), inverse) : inverse;
}

LANES Quaternions normalised(Quaternions q, Mask asked, Way* way) {
    return multiplied(q, inverse_root(square_sum(q), asked, way));
}

// the original divides by the length, not by its square
LANES Quaternions inverse(Quaternions q) {
    return multiplied((Quaternions){-q.x, -q.y, -q.z, q.w}, 1.0f / root(square_sum(q)));
}

/// A spin and its angles: by series that are good where it is not large.
typedef struct Turn {
    Quaternions spin;
    Vectors angles;
    Mask large;
} Turn;

LANES Turn turn_of(Quaternions q) {
    Floats xx = q.x * q.x, yy = q.y * q.y, zz = q.z * q.z;
    // the tangents' heights and widths are halves
    Vectors angles = {arc_tangent(q.w * q.x - q.y * q.z, 0.5f - xx - yy),
                      arc_sine(2.0f * (q.w * q.y + q.z * q.x)),
                      arc_tangent(q.w * q.z - q.x * q.y, 0.5f - yy - zz)};
    return (Turn){q, angles, xx + yy + zz > 0.0099f};
}

LANES Vectors angles_of(Turn turn, Way* way) {
    Quaternions q = turn.spin;
    for (int i = 0; seldom(way, turn.large) && i < LANE_COUNT; ++i) {
        if (turn.large[i]) {
            float x = q.x[i], y = q.y[i], z = q.z[i], w = q.w[i];
            turn.angles.x[i] = rg_atan2(w * x - y * z, 0.5f - x * x - y * y);
            turn.angles.y[i] = rg_asin(2.0f * (w * y + z * x));
            turn.angles.z[i] = rg_atan2(w * z - x * y, 0.5f - y * y - z * z);
        }
    }
    return turn.angles;
}

// rotation per ms of angles about x and y in rad per ms
LANES Quaternions rolling_spin(Floats about_x, Floats about_y, Way* way) {
    Quaternions x = {.x = {0}}, y = {.x = {0}};
    half_turn(about_x, &x.x, &x.w);
    half_turn(about_y, &y.y, &y.w);
    Mask large = about_x * about_x + about_y * about_y > 0.25f;
    for (int i = 0; seldom(way, large) && i < LANE_COUNT; ++i) {
        if (large[i]) {
            float sine, cosine;
            exact_half_turn(about_x[i], &sine, &cosine);
            x.x[i] = sine;
            x.w[i] = cosine;
            exact_half_turn(about_y[i], &sine, &cosine);
            y.y[i] = sine;
            y.w[i] = cosine;
        }
    }
    // of their product only these terms are not zero; those that are make a -0 a 0
    return (Quaternions){x.x * y.w, x.w * y.y, x.x * y.y + 0.0f, x.w * y.w};
}

// ---- one step

// gravity and air drag (C.2 steps 1 and 2)
LANES void fall(Flights* f, Way* way) {
    Vectors v = f->velocity;
    v.z += -9.81f * STEP;
    Polar p = polar(v, way);
    f->velocity = scaled(p.direction, p.length - 0.015f * (p.length * p.length) * STEP);
}

// share of the grass at this height, in the lanes asked for (step 3)
LANES Floats grass_share(Floats z, Mask asked) {
    Floats depth = 1.0f - (z - RG_BALL_RADIUS) / 0.025f;
    Mask above = z > RG_BALL_RADIUS, in = depth > 0.0f;
    Floats share = choose(in, grass_power(depth, asked & above & in), all(0.0f));
    return choose(above, share, all(1.0f));
}

// step 4; returns the impact factor
LANES Floats bounce(Flights* f) {
    Mask under = f->position.z < RG_BALL_RADIUS;
    Mask hits = under & (f->velocity.z < 0.0f);
    Floats down = -f->velocity.z;
    Floats impact = clamped(down - 0.5f, 0.0f, 12.0f) / 12.0f;
    f->velocity.z = choose(hits, most(down * 0.62f - 0.06f, all(0.0f)), f->velocity.z);
    f->position.z = choose(under, all(RG_BALL_RADIUS), f->position.z);
    return choose(hits, impact, all(0.0f));
}

// step 5
LANES Vectors braked(Vectors v, Floats grass, Way* way) {
    Polar flat = flat_polar(v, way);
    Floats speed = flat.length;
    Floats slower = speed - 0.04f * grass * (speed * speed) * STEP;
    slower = most(slower - 1.6f * grass * STEP, all(0.0f));
    return (Vectors){flat.direction.x * slower, flat.direction.y * slower, v.z};
}

LANES Quaternions limited_change(Quaternions change, Floats limit, Mask asked, Way* way) {
    Floats angle = 2.0f * arc_cosine(least(change.w, all(1.0f)), asked, way);
    Floats rate = angle * 1000.0f;
    Mask faster = asked & (rate > limit);
    Floats divisor = root(1.0f - change.w * change.w), sine, cosine;
    half_turn(choose(faster, angle * (limit / rate), all(0.0f)), &sine, &cosine);
    Quaternions limited = {change.x / divisor * sine, change.y / divisor * sine,
                           change.z / divisor * sine, cosine};
    return chosen_spin(faster, normalised(limited, faster, way), change);
}

// the spin moves towards rolling at velocity v (step 8; 6.5)
LANES void roll(Flights* f, Vectors v, Floats grass, Floats impact, Mask low, Way* way) {
    Quaternions rolling = // the x axis points backwards
        rolling_spin(v.y / -RG_BALL_RADIUS * 0.001f, v.x / RG_BALL_RADIUS * 0.001f, way);
    Quaternions change = normalised(product(rolling, inverse(f->spin)), low, way);
    Turn turn = turn_of(product(change, f->spin));
    // rad/s
    Floats limit = RG_PI * grass + choose(impact > 0.0f, all(4.0f * RG_PI), all(0.0f));
    // spares the arc cosine where the change is clearly slower
    Floats half = limit * 0.0005f;
    Mask exceeds = low & (1.0f - change.w > half * half * 0.49f);
    if (any(exceeds)) {
        turn = turn_of(product(limited_change(change, limit, exceeds, way), f->spin));
    }
    f->spin = chosen_spin(low, turn.spin, f->spin);
    f->angles = chosen(low, angles_of(turn, way), f->angles);
}

// the ball moves towards its spin
LANES Vectors following(Vectors v, Vectors turn, Floats grass, Floats impact) {
    Floats share = 0.01f * grass + 0.5f * impact;
    return (Vectors){v.x * (1.0f - share) + turn.y * 0.11f * 1000.0f * share,
                     v.y * (1.0f - share) - turn.x * 0.11f * 1000.0f * share, v.z};
}

LANES Mask spinning(const Flights* f) {
    return (f->angles.x != 0.0f) | (f->angles.y != 0.0f) | (f->angles.z != 0.0f);
}

/// What the Magnus force takes from the velocity (6.4).
typedef struct Magnus {
    Vectors direction;
    Floats sine;   // of an angle that grows with the speed
    Doubles power; // of the sine, where that is near the last one
    Mask far;      // where it is not
} Magnus;

LANES Magnus magnus_of(const Flights* f, Way* way) {
    Polar p = polar(f->velocity, way);
    Floats speed = seldom(way, p.length > 70.0f) ? least(p.length, all(70.0f)) : p.length;
    Floats sine = sine_of(speed / 70.0f * RG_PI * 0.94f), base = f->magnus.base;
    Doubles power = next_power(&f->magnus, wide(sine));
    return (Magnus){p.direction, sine, power, magnitude(sine - base) >= 0.05f * base};
}

// Magnus force (step 9; 6.4)
LANES void swerve(Flights* f, Magnus m) {
    Vectors v = f->velocity, turn = f->angles;
    Mask spins = spinning(f), strong = m.sine > 0.0f, taken = spins & strong, far = m.far & taken;
    if (any(far)) {
        m.power = choose_wide(wide_mask(far), power(wide(m.sine), (double)2.6f), m.power);
    }
    // a lane that takes no power keeps its last one, whatever the others do
    f->magnus.base = choose(taken, m.sine, f->magnus.base);
    f->magnus.power = choose_wide(wide_mask(taken), m.power, f->magnus.power);
    Floats strength = choose(strong, narrow(m.power), all(0.0f));
    Vectors pull = {m.direction.x * strength * 30.0f, m.direction.y * strength * 30.0f,
                    m.direction.z * strength * 30.0f};
    Vectors axis = {-10.0f * turn.x, -10.0f * turn.y, -10.0f * turn.z};
    Vectors force = {pull.y * axis.z - pull.z * axis.y, pull.z * axis.x - pull.x * axis.z,
                     pull.x * axis.y - pull.y * axis.x};
    Vectors swerved = {v.x + force.x * STEP, v.y + force.y * STEP, v.z + force.z * STEP};
    f->velocity = chosen(spins, swerved, v);
}

// step 10
LANES void move(Flights* f) {
    f->position.x += f->velocity.x * STEP;
    f->position.y += f->velocity.y * STEP;
    f->position.z += f->velocity.z * STEP;
}

// no way for the grass to act: neither moving along it nor spinning (a ball at rest still hops)
LANES Mask lies_still(const Flights* f) {
    return (f->velocity.x == 0.0f) & (f->velocity.y == 0.0f) & (f->spin.w == 1.0f) &
           (f->angles.x == 0.0f) & (f->angles.y == 0.0f) & (f->angles.z == 0.0f);
}

LANES RgV3 lane_of(Vectors a, int lane) {
    return v3(a.x[lane], a.y[lane], a.z[lane]);
}

LANES void set_lane(Vectors* a, int lane, RgV3 value) {
    a->x[lane] = value.x;
    a->y[lane] = value.y;
    a->z[lane] = value.z;
}

static void hit_obstacles(Flights* f, RgFlightOrder* const* orders, int count) {
    for (int i = 0; i < count; ++i) {
        RgV3 position = lane_of(f->position, i), velocity = lane_of(f->velocity, i);
        orders[i]->hit = rg_hit_woodwork(&position, &velocity);
        if (orders[i]->obstacles == RG_OBSTACLES_NETS) {
            orders[i]->hit |= rg_hit_nets(&position, &velocity);
        }
        set_lane(&f->position, i, position);
        set_lane(&f->velocity, i, velocity);
    }
}

// ---- whole steps

LANES void take_step(Flights* f, Way* way) {
    fall(f, way);
    Floats height = f->position.z;
    Mask low = (height < GRASS_TOP) & ~lies_still(f);
    Floats impact = bounce(f);
    if (any(low)) {
        Floats grass = grass_share(height, low);
        Vectors v = braked(f->velocity, grass, way);
        f->velocity = chosen(low, following(v, f->angles, grass, impact), f->velocity);
        Magnus m = magnus_of(f, way);
        ask(way, low);
        roll(f, v, grass, impact, low, way);
        swerve(f, m);
    } else if (any(spinning(f))) {
        swerve(f, magnus_of(f, way));
    }
    move(f);
}

static __attribute__((noinline)) void advance_carefully(Flights* f) {
    Way way = careful_way();
    take_step(f, &way);
}

// member by member: then gcc keeps them in registers
LANES void copy(Flights* to, const Flights* from) {
    to->position = from->position;
    to->velocity = from->velocity;
    to->spin = from->spin;
    to->angles = from->angles;
    to->magnus = from->magnus;
    to->sign = from->sign;
}

LANES void advance(Flights* f) {
    Flights next;
    copy(&next, f);
    Way way = {.asked = ~(Mask){0}};
    take_step(&next, &way);
    if (has_missed(&way)) {
        Flights again;
        copy(&again, f);
        advance_carefully(&again);
        copy(&next, &again);
    }
    copy(f, &next);
}

// a step of the real motion, which woodwork and nets disturb before the ball rolls
static void advance_really(Flights* f, RgFlightOrder* const* orders, int count) {
    Way way = careful_way();
    fall(f, &way);
    Floats height = f->position.z;
    Mask low = height < GRASS_TOP;
    Floats grass = grass_share(height, low);
    Floats impact = bounce(f);
    f->velocity = chosen(low, braked(f->velocity, grass, &way), f->velocity);
    hit_obstacles(f, orders, count);
    Mask rolls = (f->position.z < GRASS_TOP) & ~lies_still(f);
    if (any(rolls)) {
        Vectors v = f->velocity;
        f->velocity = chosen(rolls, following(v, f->angles, grass, impact), v);
        roll(f, v, grass, impact, rolls, &way);
    }
    if (any(spinning(f))) {
        swerve(f, magnus_of(f, &way));
    }
    move(f);
}

// ---- runs

// the lanes left over repeat the first, so that they ask for nothing of their own
LANES Flights gather(RgFlightOrder* const* orders, int count) {
    Flights f = {.sign = {0}};
    for (int i = 0; i < LANE_COUNT; ++i) {
        const RgFlight* flight = &orders[i < count ? i : 0]->flight;
        set_lane(&f.position, i, flight->position);
        set_lane(&f.velocity, i, flight->velocity);
        set_lane(&f.angles, i, flight->angles);
        f.spin.x[i] = flight->spin[0];
        f.spin.y[i] = flight->spin[1];
        f.spin.z[i] = flight->spin[2];
        f.spin.w[i] = flight->spin[3];
        f.sign[i] = flight->team == 1 ? -1.0f : 1.0f;
        f.magnus.base[i] = (float)flight->base;
        f.magnus.power[i] = flight->power;
    }
    return f;
}

LANES void copy_spin(float out[4], const Quaternions* spin, int lane) {
    out[0] = spin->x[lane];
    out[1] = spin->y[lane];
    out[2] = spin->z[lane];
    out[3] = spin->w[lane];
}

LANES void scatter(const Flights* f, RgFlightOrder* const* orders, int count) {
    for (int i = 0; i < count; ++i) {
        RgFlight* flight = &orders[i]->flight;
        flight->position = lane_of(f->position, i);
        flight->velocity = lane_of(f->velocity, i);
        flight->angles = lane_of(f->angles, i);
        copy_spin(flight->spin, &f->spin, i);
        flight->base = (double)f->magnus.base[i];
        flight->power = f->magnus.power[i];
    }
}

/// What all steps of a run stay within.
typedef struct Extent {
    Vectors low, high;
    Floats speed_square;
} Extent;

/// A vector in memory.
typedef struct Row {
    float at[LANE_COUNT];
} Row;

LANES Row row(Floats a) {
    Row r;
    memcpy(r.at, &a, sizeof r.at);
    return r;
}

LANES void record(const Flights* f, RgFlightOrder* const* orders, int count, int step,
                  Extent* extent) {
    Vectors p = {f->position.x * f->sign, f->position.y * f->sign, f->position.z};
    Vectors v = {f->velocity.x * f->sign, f->velocity.y * f->sign, f->velocity.z};
    extent->low.x = least(extent->low.x, p.x);
    extent->low.y = least(extent->low.y, p.y);
    extent->high.x = most(extent->high.x, p.x);
    extent->high.y = most(extent->high.y, p.y);
    extent->speed_square = most(extent->speed_square, v.x * v.x + v.y * v.y);
    Row px = row(p.x), py = row(p.y), pz = row(p.z), vx = row(v.x), vy = row(v.y), vz = row(v.z);
    Row qx = row(f->spin.x), qy = row(f->spin.y), qz = row(f->spin.z), qw = row(f->spin.w);
    for (int i = 0; i < count; ++i) {
        const RgFlightOrder* order = orders[i];
        order->position[step] = v3(px.at[i], py.at[i], pz.at[i]);
        if (order->velocity != NULL) {
            order->velocity[step] = v3(vx.at[i], vy.at[i], vz.at[i]);
            float* spin = order->spin[step];
            spin[0] = qx.at[i];
            spin[1] = qy.at[i];
            spin[2] = qz.at[i];
            spin[3] = qw.at[i];
        }
    }
}

LANES void widen(const Extent* extent, RgFlightOrder* const* orders, int count) {
    const Vectors *low = &extent->low, *high = &extent->high;
    for (int i = 0; i < count; ++i) {
        RgBounds* bounds = orders[i]->bounds;
        bounds->low = v2(rg_minf(bounds->low.x, low->x[i]), rg_minf(bounds->low.y, low->y[i]));
        bounds->high = v2(rg_maxf(bounds->high.x, high->x[i]), rg_maxf(bounds->high.y, high->y[i]));
        // no step's own rounding may go beyond
        float speed = sqrtf(extent->speed_square[i]) * 1.00001f;
        bounds->speed = rg_maxf(bounds->speed, speed);
    }
}

// whether bits differ: also those of zeros
LANES Mask unlike(Vectors a, Vectors b) {
    return ((Mask)a.x != (Mask)b.x) | ((Mask)a.y != (Mask)b.y) | ((Mask)a.z != (Mask)b.z);
}

// whether all balls lie still but for their hop, which has come round
LANES bool hops_round(const Flights* f, const Flights* before) {
    if (any(f->velocity.x != 0.0f)) {
        return false; // nearly always
    }
    Mask moves = (f->velocity.y != 0.0f) | (f->angles.x != 0.0f) | (f->angles.y != 0.0f) |
                 (f->angles.z != 0.0f);
    Mask differs = unlike(f->position, before->position) | unlike(f->velocity, before->velocity) |
                   unlike(f->angles, before->angles) | ((Mask)f->spin.x != (Mask)before->spin.x) |
                   ((Mask)f->spin.y != (Mask)before->spin.y) |
                   ((Mask)f->spin.z != (Mask)before->spin.z) |
                   ((Mask)f->spin.w != (Mask)before->spin.w);
    return !any(moves | differs);
}

// writes `count` steps from `first` on like those a hop before
static void repeat(RgFlightOrder* const* orders, int flights, int first, int count, int hop) {
    for (int i = 0; i < flights; ++i) {
        const RgFlightOrder* order = orders[i];
        for (int step = first; step < first + count; ++step) {
            order->position[step] = order->position[step - hop];
            if (order->velocity != NULL) {
                order->velocity[step] = order->velocity[step - hop];
                memcpy(order->spin[step], order->spin[step - hop], sizeof *order->spin);
            }
        }
    }
}

LANES void run(RgFlightOrder* const* orders, int count, int steps) {
    Flights first = gather(orders, count), f;
    copy(&f, &first);
    Vectors start = {f.position.x * f.sign, f.position.y * f.sign, f.position.z};
    Extent extent = {start, start, all(0.0f)};
    int step = 0;
    if (orders[0]->obstacles != RG_OBSTACLES_NONE) {
        advance_really(&first, orders, count);
        copy(&f, &first);
        record(&f, orders, count, step++, &extent);
    }
    Flights before;
    copy(&before, &f);
    for (int since = step; step < steps; ++step) {
        advance(&f);
        record(&f, orders, count, step, &extent);
        int hop = step + 1 - since;
        if (hops_round(&f, &before)) {
            int repeated = (steps - 1 - step) / hop * hop;
            repeat(orders, count, step + 1, repeated, hop);
            step += repeated;
        }
        if (hop == LONGEST_HOP) {
            copy(&before, &f);
            since = step + 1;
        }
    }
    widen(&extent, orders, count);
    copy(&first, &f);
    scatter(&first, orders, count);
}
