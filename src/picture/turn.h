// Angles and roots for drawing; the same on every machine.
#pragma once

#include "core/math.h"

#include <math.h>

#define RG_PI 3.14159265f

/// Point of the unit circle at an angle in degrees.
static inline void rg_turn_deg(float degrees, float* sine, float* cosine) {
    rg_sincos(degrees * (RG_PI / 180), sine, cosine);
}
