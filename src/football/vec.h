// Vectors and the small formulas of the specification's conventions, in float32 with the original's
// order of operations (ticks/RANDOM.md section 5): lengths through double, dot products x+y+z in
// float, no fused multiply-add.
#pragma once

#include "core/math.h"

#include <math.h>
#include <stdbool.h>

#define RG_PI 3.14159265358979323846f

typedef struct RgV2 {
    float x, y;
} RgV2;

typedef struct RgV3 {
    float x, y, z;
} RgV3;

static inline float rg_minf(float a, float b) {
    return a < b ? a : b;
}

static inline float rg_maxf(float a, float b) {
    return a > b ? a : b;
}

static inline float rg_clamp(float v, float low, float high) {
    return v < low ? low : (v > high ? high : v);
}

/// nc(v, a, b): clamp(v, a, b) rescaled so that a gives 0 and b gives 1.
static inline float rg_nc(float v, float a, float b) {
    return (rg_clamp(v, a, b) - a) / (b - a);
}

/// curve(s, b): S-shaped smoothing of s in [0, 1], blended in with weight b.
static inline float rg_curve(float s, float bias) {
    return (rg_sin((s - 0.5f) * RG_PI) * 0.5f + 0.5f) * bias + s * (1.0f - bias);
}

static inline RgV2 v2(float x, float y) {
    return (RgV2){x, y};
}

static inline RgV3 v3(float x, float y, float z) {
    return (RgV3){x, y, z};
}

static inline RgV2 v2_add(RgV2 a, RgV2 b) {
    return v2(a.x + b.x, a.y + b.y);
}

static inline RgV2 v2_sub(RgV2 a, RgV2 b) {
    return v2(a.x - b.x, a.y - b.y);
}

static inline RgV2 v2_scale(RgV2 a, float s) {
    return v2(a.x * s, a.y * s);
}

/// a + b * s
static inline RgV2 v2_mad(RgV2 a, RgV2 b, float s) {
    return v2(a.x + b.x * s, a.y + b.y * s);
}

static inline RgV2 v2_neg(RgV2 a) {
    return v2(-a.x, -a.y);
}

/// a * (1 - w) + b * w
static inline RgV2 v2_mix(RgV2 a, RgV2 b, float w) {
    return v2(a.x * (1.0f - w) + b.x * w, a.y * (1.0f - w) + b.y * w);
}

static inline float v2_dot(RgV2 a, RgV2 b) {
    return a.x * b.x + a.y * b.y;
}

static inline float v2_length(RgV2 a) {
    double square = (double)a.x * a.x + (double)a.y * a.y;
    float length = (float)sqrt(square);
    return length < 0.000001f ? 0.0f : length;
}

/// The length to some units in the last place, sooner: for bounds.
static inline float v2_near_length(RgV2 a) {
    return sqrtf(v2_dot(a, a));
}

static inline float v2_distance(RgV2 a, RgV2 b) {
    return v2_length(v2_sub(a, b));
}

/// a scaled to length 1; `fallback` when every component is below 1e-6.
static inline RgV2 v2_unit_or(RgV2 a, RgV2 fallback) {
    if (fabsf(a.x) < 0.000001f && fabsf(a.y) < 0.000001f) {
        return fallback;
    }
    return v2_scale(a, 1.0f / sqrtf(v2_dot(a, a)));
}

static inline RgV2 v2_unit(RgV2 a) {
    return v2_unit_or(a, v2(0.0f, 0.0f));
}

/// rot(v, angle) with the sine and cosine of the angle.
static inline RgV2 v2_turn(RgV2 a, RgTurn turn) {
    return v2(a.x * turn.cosine - a.y * turn.sine, a.x * turn.sine + a.y * turn.cosine);
}

/// rot(v, angle): counter-clockwise.
static inline RgV2 v2_rotate(RgV2 a, float angle) {
    return v2_turn(a, rg_turn(angle));
}

/// Counter-clockwise angle that turns `from` to `to`, in (-pi, pi]; the specification's angle(to ->
/// from).
static inline float v2_angle(RgV2 from, RgV2 to) {
    float cross = from.x * to.y - from.y * to.x;
    return rg_atan2(cross, v2_dot(from, to));
}

/// Size of the angle between two vectors to 2e-5 rad, sooner: for bounds.
static inline float v2_near_angle(RgV2 from, RgV2 to) {
    float across = fabsf(from.x * to.y - from.y * to.x);
    float dot = v2_dot(from, to), along = fabsf(dot);
    float longer = rg_maxf(across, along);
    float t = longer > 0.0f ? rg_minf(across, along) / longer : 0.0f, z = t * t;
    float angle =
        t * (0.999866f + z * (-0.3302995f + z * (0.180141f + z * (-0.085133f + z * 0.0208351f))));
    angle = across > along ? 0.5f * RG_PI - angle : angle;
    return dot < 0.0f ? RG_PI - angle : angle;
}

/// Direction of a clip heading: 0 looks towards -y, counter-clockwise (clips/README.md section 1).
static inline RgV2 v2_heading(float angle) {
    RgTurn turn = rg_turn(angle);
    return v2(turn.sine, -turn.cosine);
}

/// Heading of a direction: the inverse of v2_heading, in (-pi, pi]. Formed as the original forms
/// it, through the angle in [0, 2 pi) from the x axis, because mirror twins of the clip selection
/// are decided by the last bits (clips/README.md section 6).
static inline float v2_heading_angle(RgV2 direction) {
    float angle = rg_atan2(direction.y, direction.x);
    if (angle < 0.0f) {
        angle += 2.0f * RG_PI;
    }
    angle += 0.5f * RG_PI;
    return angle > RG_PI ? angle - 2.0f * RG_PI : angle;
}

static inline RgV3 v3_add(RgV3 a, RgV3 b) {
    return v3(a.x + b.x, a.y + b.y, a.z + b.z);
}

static inline RgV3 v3_sub(RgV3 a, RgV3 b) {
    return v3(a.x - b.x, a.y - b.y, a.z - b.z);
}

static inline RgV3 v3_scale(RgV3 a, float s) {
    return v3(a.x * s, a.y * s, a.z * s);
}

/// a * (1 - w) + b * w
static inline RgV3 v3_mix(RgV3 a, RgV3 b, float w) {
    return v3(a.x * (1.0f - w) + b.x * w, a.y * (1.0f - w) + b.y * w, a.z * (1.0f - w) + b.z * w);
}

static inline float v3_dot(RgV3 a, RgV3 b) {
    return a.x * b.x + a.y * b.y + a.z * b.z;
}

static inline RgV3 v3_cross(RgV3 a, RgV3 b) {
    return v3(a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x);
}

static inline float v3_length(RgV3 a) {
    double square = (double)a.x * a.x + (double)a.y * a.y + (double)a.z * a.z;
    float length = (float)sqrt(square);
    return length < 0.000001f ? 0.0f : length;
}

static inline RgV3 v3_unit_or(RgV3 a, RgV3 fallback) {
    if (fabsf(a.x) < 0.000001f && fabsf(a.y) < 0.000001f && fabsf(a.z) < 0.000001f) {
        return fallback;
    }
    return v3_scale(a, 1.0f / sqrtf(v3_dot(a, a)));
}

static inline RgV2 v3_flat(RgV3 a) {
    return v2(a.x, a.y);
}

static inline RgV3 v3_from(RgV2 a, float z) {
    return v3(a.x, a.y, z);
}

/// Negates x and y: from one team's frame to the other's (180 degrees about the z axis; exact).
static inline RgV3 v3_turn(RgV3 a) {
    return v3(-a.x, -a.y, a.z);
}
