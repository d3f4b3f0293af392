// Eight flights at once: built for machines whose registers hold them (x86-64-v4, layer.cmake).
#define LANE_COUNT 8
#include "football/flight_lanes.h"

static void run_flights(RgFlightOrder* const* orders, int count, int steps) {
    run(orders, count, steps);
}

const RgFlightBuild rg_flight_eight = {LANE_COUNT, run_flights};
