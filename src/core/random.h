// Counter-based random streams: the number at (key, index) is a pure function, the same on every
// machine. Keys are built from what the number is for (seed, match, step, stream), never from who
// asks first.
#pragma once

#include <stdint.h>

/// A stream. Two keys made from different words are independent.
typedef struct RgRandomKey {
    uint64_t word;
} RgRandomKey;

/// Key of (seed, a, b, stream); the order of the arguments matters.
RgRandomKey rg_random_key(uint64_t seed, uint64_t a, uint64_t b, uint64_t stream);

/// 64 random bits of position `index` of the stream.
uint64_t rg_random_bits(RgRandomKey key, uint64_t index);

/// Uniform in [0, 1): a multiple of 2^-24.
float rg_random_uniform(RgRandomKey key, uint64_t index);

/// Uniform integer in [0, bound), bound >= 1; the bias of the 64-bit multiply-shift is below 2^-32.
uint32_t rg_random_below(RgRandomKey key, uint64_t index, uint32_t bound);

/// Standard normal (Box-Muller in double, rounded to float once); at most 6.8 in size.
float rg_random_normal(RgRandomKey key, uint64_t index);

/// The generator underneath: 128 random bits of (counter, key) by Philox 4x32 with 10 rounds.
/// @source Salmon, Moraes, Dror, Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3" (SC'11).
void rg_philox(const uint32_t counter[4], const uint32_t key[2], uint32_t out[4]);
