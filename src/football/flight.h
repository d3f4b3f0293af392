// The ball in motion: flight, bounce, grass, woodwork and nets (C.2; 6.4, 6.5), for up to eight
// balls side by side in vector lanes.
#pragma once

#include "football/vec.h"

#include <stdbool.h>
#include <stdint.h>

enum { RG_FLIGHTS = 8 }; // side by side, at most

/// A ball at one moment, in the frame of a team.
typedef struct RgFlight {
    RgV3 position, velocity; // m, m/s
    RgV3 angles;             // of the spin, rad per ms: what rg_spin_angles gives
    float spin[4];           // quaternion x, y, z, w: rotation per ms
    int32_t team;            // whose frame: records turn that of team 1 back
    double base, power;      // the last power that the Magnus force took; base 0: none yet
} RgFlight;

// flights are assigned whole: with padding, equal states could differ in bytes
_Static_assert(sizeof(RgFlight) == 72, "a flight has no padding");

/// A box in the match frame that a ball stays in, and a speed that it does not exceed, m/s, both
/// without height.
typedef struct RgBounds {
    RgV2 low, high;
    float speed;
} RgBounds;

/// What the first step meets: the look-ahead knows neither woodwork nor nets (C.2).
typedef enum RgObstacles {
    RG_OBSTACLES_NONE,
    RG_OBSTACLES_WOODWORK,
    RG_OBSTACLES_NETS // and the woodwork
} RgObstacles;

/// A flight that somebody wants: from where, and where its steps go, in the match frame: step n to
/// entry n.
typedef struct RgFlightOrder {
    RgFlight flight;       // in: where it begins; out: where it has come to
    RgObstacles obstacles; // only the first step meets them
    bool hit;              // out: whether it did
    RgV3* position;        // (steps)
    RgV3* velocity;        // (steps) or NULL
    float (*spin)[4];      // (steps, 4), with velocity
    RgBounds* bounds;      // widened to hold all steps
} RgFlightOrder;

/// Moves `count` <= RG_FLIGHTS flights on by `steps` steps of 10 ms, whosever balls they are.
/// Either none of them meets obstacles, or all do.
void rg_flights_run(RgFlightOrder* const* orders, int count, int steps);

/// A build of the step for some instruction set, that runs up to `lanes` flights.
typedef struct RgFlightBuild {
    int lanes;
    void (*run)(RgFlightOrder* const* orders, int count, int steps);
} RgFlightBuild;

/// The builds that this machine can run, the plainest first; rg_flights_run takes the best. @return
/// NULL behind the last
const RgFlightBuild* rg_flight_build(int index);

/// Builds for machines with rg_has_v4 (core/simd.h).
extern const RgFlightBuild rg_flight_four, rg_flight_eight;

/// Euler angles of a spin about x, y and z, applied as the product X Y Z; rad per ms.
RgV3 rg_spin_angles(const float spin[4]);

/// Blends the spin of angles in rad per ms into `spin`, with a weight in [0, 1].
void rg_spin_blend(float spin[4], RgV3 angles, float weight);
