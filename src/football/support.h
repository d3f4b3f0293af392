// A sum of attracting and repelling spots that tells a player where to run (C.13.3, C.13.5, 5.4).
#pragma once

#include "football/match.h"

typedef struct RgForceField {
    RgV2 centre;  // where it acts
    RgV2 sum;     // of unit vectors * weight
    float weight; // sum of weights
} RgForceField;

/// Adds a spot with weight power * clamp(1 - distance / scale, 0, 1)^exponent; scale 0: constant.
/// Negative power repels. `damping` m: nearer than that the pull falls linearly (0: none).
void rg_force_add(RgForceField* field, RgV2 spot, float power, float scale, float exponent,
                  float damping);

/// 8 * sum / weight: the movement the field asks for, m/s.
RgV2 rg_force_movement(const RgForceField* field);
