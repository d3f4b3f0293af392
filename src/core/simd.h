// Vector types for kernels, in GCC/Clang vector extensions. The width follows the instruction set
// the including file is compiled for, so one source becomes a scalar-SSE, an x86-64-v3 and an
// x86-64-v4 kernel. No intrinsics elsewhere.
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/// Where a file is built for the baseline only: an always_inline function called from a twin that
/// is marked RG_WIDE runs the same operations in registers of twice the width (AVX2; no fused
/// multiply-add, so the same bits). Call the twin if rg_has_wide().
#if defined(__x86_64__)
#define RG_WIDE __attribute__((target("avx2")))
static inline bool rg_has_wide(void) {
    return __builtin_cpu_supports("avx2");
}
/// Whether code may run that was built for x86-64-v3 or x86-64-v4.
static inline bool rg_has_v3(void) {
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
           __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2");
}
static inline bool rg_has_v4(void) {
    return rg_has_v3() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq") &&
           __builtin_cpu_supports("avx512vl");
}
#else
#define RG_WIDE
static inline bool rg_has_wide(void) {
    return false;
}
static inline bool rg_has_v3(void) {
    return false;
}
static inline bool rg_has_v4(void) {
    return false;
}
#endif

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
