// Four flights at once on machines that have twice as many registers (x86-64-v4, layer.cmake): less
// is put aside and fetched again.
#define LANE_COUNT 4
#include "football/flight_lanes.h"

static void run_flights(RgFlightOrder* const* orders, int count, int steps) {
    run(orders, count, steps);
}

const RgFlightBuild rg_flight_four = {LANE_COUNT, run_flights};
