// Vector arithmetic that the kernels share: parts of vectors, sums over lanes, and elementary
// functions of our own, so that the same build gives the same bits on every machine and with every
// C library.
#pragma once

#include "core/simd.h"

#if defined(__AVX512F__)
#define RG_LANES_16 1
#elif defined(__AVX2__)
#define RG_LANES_8 1
#endif

typedef uint32_t RgVu __attribute__((vector_size(RG_LANES * 4)));

#define RG_INLINE static inline __attribute__((always_inline))

RG_INLINE RgVu rg_vf_bits(RgVf v) {
    RgVu bits;
    memcpy(&bits, &v, sizeof bits);
    return bits;
}

RG_INLINE RgVf rg_vf_of_bits(RgVu bits) {
    RgVf v;
    memcpy(&v, &bits, sizeof v);
    return v;
}

/// Per lane: mask (all bits or none, as comparisons give it) ? a : b.
RG_INLINE RgVf rg_vf_select(RgVi mask, RgVf a, RgVf b) {
    RgVu m;
    memcpy(&m, &mask, sizeof m);
    return rg_vf_of_bits((m & rg_vf_bits(a)) | (~m & rg_vf_bits(b)));
}

/// Smaller and larger of each lane; a not-a-number in `a` stays.
RG_INLINE RgVf rg_vf_min(RgVf a, RgVf b) {
    return rg_vf_select((RgVi)(a > b), b, a);
}

RG_INLINE RgVf rg_vf_max(RgVf a, RgVf b) {
    return rg_vf_select((RgVi)(a < b), b, a);
}

RG_INLINE RgVf rg_vf_abs(RgVf v) {
    return rg_vf_of_bits(rg_vf_bits(v) & 0x7fffffffu);
}

/// The first `count` lanes from memory, the others zero; any count.
RG_INLINE RgVf rg_vf_load_part(const float* p, int32_t count) {
    if (count >= RG_LANES) {
        return rg_vf_load(p);
    }
    float lanes[RG_LANES] = {0};
    int32_t at = 0;
    // powers of two, so that every copy has a fixed size
    if (RG_LANES > 8 && (count & 8) && count > 0) {
        memcpy(lanes, p, 32);
        at = 8;
    }
    if (RG_LANES > 4 && (count & 4) && count > 0) {
        memcpy(lanes + at, p + at, 16);
        at += 4;
    }
    for (; at < count; at++) {
        lanes[at] = p[at];
    }
    return rg_vf_load(lanes);
}

/// Writes the first `count` lanes; any count.
RG_INLINE void rg_vf_store_part(float* p, RgVf v, int32_t count) {
    if (count >= RG_LANES) {
        rg_vf_store(p, v);
        return;
    }
    float lanes[RG_LANES];
    rg_vf_store(lanes, v);
    int32_t at = 0;
    if (RG_LANES > 8 && (count & 8) && count > 0) {
        memcpy(p, lanes, 32);
        at = 8;
    }
    if (RG_LANES > 4 && (count & 4) && count > 0) {
        memcpy(p + at, lanes + at, 16);
        at += 4;
    }
    for (; at < count; at++) {
        p[at] = lanes[at];
    }
}

/// v with the lanes from `count` on set to zero.
RG_INLINE RgVf rg_vf_keep(RgVf v, int32_t count) {
    RgVf part = v;
    for (int32_t lane = count < 0 ? 0 : count; lane < RG_LANES; lane++) {
        part[lane] = 0;
    }
    return part;
}

/// Folds two vectors of partial sums into one: half of the lanes hold sums of `a`, half of `b`.
#ifdef RG_LANES_16
#define RG_FOLD_8(a, b)                                                                            \
    (__builtin_shufflevector(a, b, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23) +       \
     __builtin_shufflevector(a, b, 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31))
#define RG_FOLD_4(a, b)                                                                            \
    (__builtin_shufflevector(a, b, 0, 1, 2, 3, 16, 17, 18, 19, 8, 9, 10, 11, 24, 25, 26, 27) +     \
     __builtin_shufflevector(a, b, 4, 5, 6, 7, 20, 21, 22, 23, 12, 13, 14, 15, 28, 29, 30, 31))
#define RG_FOLD_2(a, b)                                                                            \
    (__builtin_shufflevector(a, b, 0, 1, 16, 17, 4, 5, 20, 21, 8, 9, 24, 25, 12, 13, 28, 29) +     \
     __builtin_shufflevector(a, b, 2, 3, 18, 19, 6, 7, 22, 23, 10, 11, 26, 27, 14, 15, 30, 31))
#define RG_FOLD_1(a, b)                                                                            \
    (__builtin_shufflevector(a, b, 0, 16, 2, 18, 4, 20, 6, 22, 8, 24, 10, 26, 12, 28, 14, 30) +    \
     __builtin_shufflevector(a, b, 1, 17, 3, 19, 5, 21, 7, 23, 9, 25, 11, 27, 13, 29, 15, 31))
#elif defined(RG_LANES_8)
#define RG_FOLD_4(a, b)                                                                            \
    (__builtin_shufflevector(a, b, 0, 1, 2, 3, 8, 9, 10, 11) +                                     \
     __builtin_shufflevector(a, b, 4, 5, 6, 7, 12, 13, 14, 15))
#define RG_FOLD_2(a, b)                                                                            \
    (__builtin_shufflevector(a, b, 0, 1, 8, 9, 4, 5, 12, 13) +                                     \
     __builtin_shufflevector(a, b, 2, 3, 10, 11, 6, 7, 14, 15))
#define RG_FOLD_1(a, b)                                                                            \
    (__builtin_shufflevector(a, b, 0, 8, 2, 10, 4, 12, 6, 14) +                                    \
     __builtin_shufflevector(a, b, 1, 9, 3, 11, 5, 13, 7, 15))
#else
#define RG_FOLD_2(a, b)                                                                            \
    (__builtin_shufflevector(a, b, 0, 1, 4, 5) + __builtin_shufflevector(a, b, 2, 3, 6, 7))
#define RG_FOLD_1(a, b)                                                                            \
    (__builtin_shufflevector(a, b, 0, 4, 2, 6) + __builtin_shufflevector(a, b, 1, 5, 3, 7))
#endif

/// Lane j of the result is the sum over the lanes of v[j]; v is used up.
RG_INLINE RgVf rg_vf_sums(RgVf v[RG_LANES]) {
#ifdef RG_LANES_16
    for (int j = 0; j < 8; j++) {
        v[j] = RG_FOLD_8(v[j], v[j + 8]);
    }
#endif
#if defined(RG_LANES_16) || defined(RG_LANES_8)
    for (int j = 0; j < 4; j++) {
        v[j] = RG_FOLD_4(v[j], v[j + 4]);
    }
#endif
    v[0] = RG_FOLD_2(v[0], v[2]);
    v[1] = RG_FOLD_2(v[1], v[3]);
    return RG_FOLD_1(v[0], v[1]);
}

/// Sum over all lanes, in the order of rg_vf_sums.
RG_INLINE float rg_vf_sum(RgVf v) {
#ifdef RG_LANES_16
    v = RG_FOLD_8(v, v);
#endif
#if defined(RG_LANES_16) || defined(RG_LANES_8)
    v = RG_FOLD_4(v, v);
#endif
    v = RG_FOLD_2(v, v);
    v = RG_FOLD_1(v, v);
    return v[0];
}

/// e^x, relative error below 3e-7 for -87 <= x <= 88; outside, the value at the nearer end.
/// Not-a-number stays.
RG_INLINE RgVf rg_vf_exp(RgVf x) {
    x = rg_vf_max(rg_vf_min(x, rg_vf_set(88.0f)), rg_vf_set(-87.0f));
    // x = n·log 2 + r: adding 1.5·2^23 rounds to a whole n and leaves it in the lowest bits
    const float magic = 12582912.0f;
    RgVf shifted = x * 1.44269504f + magic;
    RgVf n = shifted - magic;
    RgVf r = x - n * 0.693359375f;
    r = r - n * -2.12194440e-4f;
    // e^r, |r| <= 0.35, by its series
    RgVf p = r * (1.0f / 5040) + (1.0f / 720);
    p = p * r + (1.0f / 120);
    p = p * r + (1.0f / 24);
    p = p * r + (1.0f / 6);
    p = p * r + 0.5f;
    p = p * (r * r) + r + 1.0f;
    RgVu scale = (rg_vf_bits(shifted) << 23) + 0x3f800000u;
    return p * rg_vf_of_bits(scale);
}

/// 1 / (1 + e^-x).
RG_INLINE RgVf rg_vf_sigmoid(RgVf x) {
    return 1.0f / (rg_vf_exp(-x) + 1.0f);
}

/// Hyperbolic tangent, absolute error below 2e-7.
RG_INLINE RgVf rg_vf_tanh(RgVf x) {
    return 1.0f - 2.0f / (rg_vf_exp(x + x) + 1.0f);
}

/// log(1 + e^x): the larger of x and 0, plus log(1 + e^-|x|) by the series of 2·artanh(e / (2 +
/// e)).
RG_INLINE RgVf rg_vf_softplus(RgVf x) {
    RgVf e = rg_vf_exp(-rg_vf_abs(x));
    RgVf z = e / (e + 2.0f);
    RgVf q = z * z;
    RgVf p = q * (1.0f / 15) + (1.0f / 13);
    p = p * q + (1.0f / 11);
    p = p * q + (1.0f / 9);
    p = p * q + (1.0f / 7);
    p = p * q + (1.0f / 5);
    p = p * q + (1.0f / 3);
    p = p * q + 1.0f;
    return rg_vf_max(x, rg_vf_set(0)) + 2.0f * z * p;
}
