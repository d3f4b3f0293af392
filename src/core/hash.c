// XXH3 is compiled into this file alone; it gives the same value on every machine.
#include "core/hash.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

uint64_t rg_hash(const void* data, size_t bytes, uint64_t seed) {
    return XXH3_64bits_withSeed(data, bytes, seed);
}
