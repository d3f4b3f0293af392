// Vector types for kernels, in GCC/Clang vector extensions. The width follows the instruction set
// the including file is compiled for, so one source becomes a scalar-SSE, an x86-64-v3 and an
// x86-64-v4 kernel. No intrinsics elsewhere.
#pragma once

#include <stdint.h>
#include <string.h>

#if defined(__AVX512F__)
enum { RG_LANES = 16 };
#elif defined(__AVX2__)
enum { RG_LANES = 8 };
#else
enum { RG_LANES = 4 };
#endif

typedef float RgVf __attribute__((vector_size(RG_LANES * 4)));
typedef int32_t RgVi __attribute__((vector_size(RG_LANES * 4)));

static inline RgVf rg_vf_load(const float* p) {
    RgVf v;
    memcpy(&v, p, sizeof v);
    return v;
}

static inline void rg_vf_store(float* p, RgVf v) {
    memcpy(p, &v, sizeof v);
}

static inline RgVf rg_vf_set(float x) {
    RgVf v = {0};
    return x - v; // x - 0 is x, and compilers know it (0 + x is not: -0)
}

static inline RgVi rg_vi_load(const int32_t* p) {
    RgVi v;
    memcpy(&v, p, sizeof v);
    return v;
}

/// Whether any lane of a comparison holds.
static inline int rg_vi_any(RgVi mask) {
    uint64_t words[sizeof mask / 8], all = 0;
    memcpy(words, &mask, sizeof mask);
    for (unsigned i = 0; i < sizeof mask / 8; ++i) {
        all |= words[i];
    }
    return all != 0;
}
