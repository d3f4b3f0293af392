// Philox 4x32-10: ten rounds of two 32x32-bit products, keyed by a Weyl sequence. No state, so no
// order of calls.
#include "core/random.h"

#include "core/error.h"
#include "core/math.h"

void rg_philox(const uint32_t counter[4], const uint32_t key[2], uint32_t out[4]) {
    uint32_t a = counter[0], b = counter[1], c = counter[2], d = counter[3];
    uint32_t key_0 = key[0], key_1 = key[1];
    for (int round = 0; round < 10; round++) {
        uint64_t product_a = (uint64_t)0xD2511F53u * a;
        uint64_t product_c = (uint64_t)0xCD9E8D57u * c;
        a = (uint32_t)(product_c >> 32) ^ b ^ key_0;
        b = (uint32_t)product_c;
        c = (uint32_t)(product_a >> 32) ^ d ^ key_1;
        d = (uint32_t)product_a;
        key_0 += 0x9E3779B9u;
        key_1 += 0xBB67AE85u;
    }
    out[0] = a;
    out[1] = b;
    out[2] = c;
    out[3] = d;
}

/// 64 bits of the generator at counter (low, high) under `key`.
static uint64_t philox_64(uint64_t key, uint64_t low, uint64_t high) {
    uint32_t counter[4] = {(uint32_t)low, (uint32_t)(low >> 32), (uint32_t)high,
                           (uint32_t)(high >> 32)};
    uint32_t words[2] = {(uint32_t)key, (uint32_t)(key >> 32)};
    uint32_t out[4];
    rg_philox(counter, words, out);
    return (uint64_t)out[1] << 32 | out[0];
}

RgRandomKey rg_random_key(uint64_t seed, uint64_t a, uint64_t b, uint64_t stream) {
    // two passes: a single one has room for three of the four words only
    uint64_t mixed = philox_64(seed, a, b);
    return (RgRandomKey){philox_64(mixed, stream, UINT64_C(1) << 63)};
}

uint64_t rg_random_bits(RgRandomKey key, uint64_t index) {
    return philox_64(key.word, index, 0);
}

float rg_random_uniform(RgRandomKey key, uint64_t index) {
    return (float)(rg_random_bits(key, index) >> 40) * 0x1p-24f;
}

uint32_t rg_random_below(RgRandomKey key, uint64_t index, uint32_t bound) {
    RG_ASSERT(bound >= 1);
    // the upper half of the 96-bit product bits * bound, in two 64-bit steps
    uint64_t bits = rg_random_bits(key, index);
    uint64_t low = (bits & UINT32_MAX) * bound;
    uint64_t high = (bits >> 32) * bound;
    return (uint32_t)((high + (low >> 32)) >> 32);
}

float rg_random_normal(RgRandomKey key, uint64_t index) {
    const double two_pi = 6.283185307179586;
    uint64_t bits = rg_random_bits(key, index);
    // half steps keep the radius away from log(0)
    double radius_draw = ((double)(bits >> 32) + 0.5) * 0x1p-32;
    double angle = (double)(bits & UINT32_MAX) * 0x1p-32 * two_pi;
    return (float)(__builtin_sqrt(-2.0 * rg_dlog(radius_draw)) * rg_dcos(angle));
}
