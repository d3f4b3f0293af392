// Scenarios as bytes in the program.
#pragma once

#include "regista/env.h"

typedef struct EmbeddedScenario {
    uint64_t hash; // of its file's text; 0 ends the list
    unsigned char bytes[sizeof(RgScenario)];
} EmbeddedScenario;

extern const EmbeddedScenario embedded_scenarios[];
