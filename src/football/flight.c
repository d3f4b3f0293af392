// Flights of the ball, as many in a vector as the machine can: the step itself is in
// flight_lanes.h.
#include "football/flight.h"

#include "core/simd.h"

#define LANE_COUNT 4
#include "football/flight_lanes.h"

static void run_plain(RgFlightOrder* const* orders, int count, int steps) {
    run(orders, count, steps);
}

RG_WIDE static void run_wide(RgFlightOrder* const* orders, int count, int steps) {
    run(orders, count, steps);
}

enum { PLAIN, WIDE, FOUR, EIGHT };

static const RgFlightBuild plain = {LANE_COUNT, run_plain}, wide_registers = {LANE_COUNT, run_wide};
static const RgFlightBuild* const builds[] = {[PLAIN] = &plain,
                                              [WIDE] = &wide_registers,
                                              [FOUR] = &rg_flight_four,
                                              [EIGHT] = &rg_flight_eight};

static int last_build(void) {
    return rg_has_v4() ? EIGHT : (rg_has_wide() ? WIDE : PLAIN);
}

const RgFlightBuild* rg_flight_build(int index) {
    return index >= 0 && index <= last_build() ? builds[index] : NULL;
}

void rg_flights_run(RgFlightOrder* const* orders, int count, int steps) {
    int last = last_build();
    const RgFlightBuild* build =
        builds[last == EIGHT && count <= rg_flight_four.lanes ? FOUR : last];
    for (int first = 0; first < count; first += build->lanes) {
        int rest = count - first;
        build->run(orders + first, rest < build->lanes ? rest : build->lanes, steps);
    }
}

// ---- spins

static Quaternions all_spin(const float spin[4]) {
    return (Quaternions){all(spin[0]), all(spin[1]), all(spin[2]), all(spin[3])};
}

RgV3 rg_spin_angles(const float spin[4]) {
    Way way = careful_way();
    return lane_of(angles_of(turn_of(all_spin(spin)), &way), 0);
}

static void spin_of(float spin[4], RgV3 angles) {
    Way way = careful_way();
    Quaternions q = rolling_spin(all(-angles.x), all(angles.y), &way);
    if (angles.z != 0.0f) {
        Quaternions z = {.x = {0}};
        float sine, cosine;
        exact_half_turn(angles.z, &sine, &cosine);
        z.z = all(sine);
        z.w = all(cosine);
        q = product(q, z);
    }
    copy_spin(spin, &q, 0);
}

// spherical interpolation in double precision; rotations too close to tell apart stay as they are
void rg_spin_blend(float spin[4], RgV3 angles, float weight) {
    float to[4];
    spin_of(to, angles);
    float cosine = spin[3] * to[3] + spin[0] * to[0] + spin[1] * to[1] + spin[2] * to[2];
    float sign = cosine < 0.0f ? -1.0f : 1.0f;
    if (cosine * sign >= 1.0f) {
        return;
    }
    double angle = rg_dacos((double)(cosine * sign));
    double inverse_sine = 1.0 / rg_dsin(angle);
    double a = rg_dsin((double)(1.0f - weight) * angle) * inverse_sine;
    double b = rg_dsin((double)weight * angle) * inverse_sine;
    for (int i = 0; i < 4; ++i) {
        spin[i] = (float)((double)spin[i] * a + (double)(to[i] * sign) * b);
    }
}
