// Mish, the SiLU gate and softplus, vectorised over elements.
#include "nn/simd/isa.h"

// With e = exp(x) and n = e·(e + 2): tanh(softplus(x)) = n / (n + 2). From x = 20 on it is 1 to the
// last bit.
RG_INLINE RgVf mish(RgVf x) {
    RgVf e = rg_vf_exp(rg_vf_min(x, rg_vf_set(20)));
    RgVf n = e * (e + 2.0f);
    return x * (n / (n + 2.0f));
}

RG_INLINE RgVf mish_slope(RgVf x) {
    RgVf e = rg_vf_exp(rg_vf_min(x, rg_vf_set(20)));
    RgVf n = e * (e + 2.0f);
    RgVf inverse = 1.0f / (n + 2.0f);
    // beyond 20 the second term is zero in float; the clamped e would leave x·tiny
    return n * inverse + x * (4.0f * e * (e + 1.0f) * inverse * inverse);
}

void RG_ISA_NAME(mish_forward)(float* y, const float* x, int64_t count) {
    int64_t i = 0;
    for (; i + RG_LANES <= count; i += RG_LANES) {
        rg_vf_store(y + i, mish(rg_vf_load(x + i)));
    }
    int32_t rest = (int32_t)(count - i);
    if (rest > 0) {
        rg_vf_store_part(y + i, mish(rg_vf_load_part(x + i, rest)), rest);
    }
}

void RG_ISA_NAME(mish_backward)(float* dx, const float* dy, const float* x, int64_t count) {
    int64_t i = 0;
    for (; i + RG_LANES <= count; i += RG_LANES) {
        rg_vf_store(dx + i, rg_vf_load(dy + i) * mish_slope(rg_vf_load(x + i)));
    }
    int32_t rest = (int32_t)(count - i);
    if (rest > 0) {
        RgVf slope = mish_slope(rg_vf_load_part(x + i, rest));
        rg_vf_store_part(dx + i, rg_vf_load_part(dy + i, rest) * slope, rest);
    }
}

void RG_ISA_NAME(gate_forward)(float* g, const float* y, const float* z, int32_t z_stride,
                               int32_t rows, int32_t width) {
    for (int32_t n = 0; n < rows; n++, g += width, y += width, z += z_stride) {
        for (int32_t i = 0; i < width; i += RG_LANES) {
            RgVf gate = rg_vf_load_part(z + i, width - i);
            RgVf silu = gate * rg_vf_sigmoid(gate);
            rg_vf_store_part(g + i, rg_vf_load_part(y + i, width - i) * silu, width - i);
        }
    }
}

void RG_ISA_NAME(gate_backward)(float* dy, float* dz, int32_t dz_stride, const float* dg,
                                const float* y, const float* z, int32_t z_stride, int32_t rows,
                                int32_t width) {
    for (int32_t n = 0; n < rows; n++) {
        for (int32_t i = 0; i < width; i += RG_LANES) {
            int32_t count = width - i;
            RgVf gate = rg_vf_load_part(z + i, count), s = rg_vf_sigmoid(gate);
            RgVf slope = rg_vf_load_part(dg + i, count);
            RgVf from_gate = s * (1.0f + gate * (1.0f - s));
            RgVf d_gate = slope * rg_vf_load_part(y + i, count) * from_gate;
            rg_vf_store_part(dz + i, d_gate, count);
            rg_vf_store_part(dy + i, slope * (gate * s), count);
        }
        dy += width, dz += dz_stride, dg += width, y += width, z += z_stride;
    }
}

void RG_ISA_NAME(softplus_forward)(float* y, const float* x, int32_t x_stride, const float* bias,
                                   int32_t rows, int32_t width) {
    for (int32_t n = 0; n < rows; n++, y += width, x += x_stride) {
        for (int32_t i = 0; i < width; i += RG_LANES) {
            RgVf in = rg_vf_load_part(x + i, width - i) + rg_vf_load_part(bias + i, width - i);
            rg_vf_store_part(y + i, rg_vf_softplus(in), width - i);
        }
    }
}

void RG_ISA_NAME(softplus_backward)(float* dx, int32_t dx_stride, float* d_bias, const float* dy,
                                    const float* x, int32_t x_stride, const float* bias,
                                    int32_t rows, int32_t width) {
    for (int32_t n = 0; n < rows; n++, dx += dx_stride, dy += width, x += x_stride) {
        for (int32_t i = 0; i < width; i += RG_LANES) {
            int32_t count = width - i;
            RgVf in = rg_vf_load_part(x + i, count) + rg_vf_load_part(bias + i, count);
            RgVf slope = rg_vf_load_part(dy + i, count) * rg_vf_sigmoid(in);
            rg_vf_store_part(dx + i, slope, count);
            rg_vf_store_part(d_bias + i, rg_vf_load_part(d_bias + i, count) + slope, count);
        }
    }
}
