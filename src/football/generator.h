// The match's own random stream: the original's generator, seeding and mapping to floats
// (ticks/RANDOM.md).
#pragma once

#include <stdint.h>

typedef struct RgGenerator {
    uint32_t state[624];
    uint32_t next;  // index of the next word; 624: refill first
    uint32_t drawn; // draws since the last seeding (for tests)
} RgGenerator;

void rg_generator_seed(RgGenerator* generator, uint32_t seed);

/// Uniform in [low, high): float32(low + float32(f * float32(high - low))).
float rg_generator_draw(RgGenerator* generator, float low, float high);

/// Throws `count` draws away (camera shake, C.16).
void rg_generator_skip(RgGenerator* generator, int count);
