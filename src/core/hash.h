// 64-bit content hash (XXH3). Used for state hashes, config hashes and content-addressed files; not
// cryptographic.
#pragma once

#include <stddef.h>
#include <stdint.h>

/// Hash of `bytes` bytes, chained on `seed` (0 to start; the previous hash to continue over several
/// pieces).
uint64_t rg_hash(const void* data, size_t bytes, uint64_t seed);
