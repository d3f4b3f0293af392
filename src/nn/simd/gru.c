// The elementwise half of a gated recurrent unit, vectorised over its width.
#include "nn/simd/isa.h"

typedef struct Gates {
    RgVf reset;
    RgVf update;
    RgVf fresh;
    RgVf from_h; // the state's share of the new content, before the reset gate
} Gates;

RG_INLINE Gates gates_at(const float* gx, const float* gh, int32_t i, int32_t width) {
    int32_t count = width - i;
    Gates gates;
    gates.reset = rg_vf_sigmoid(rg_vf_load_part(gx + i, count) + rg_vf_load_part(gh + i, count));
    gates.update = rg_vf_sigmoid(rg_vf_load_part(gx + width + i, count) +
                                 rg_vf_load_part(gh + width + i, count));
    gates.from_h = rg_vf_load_part(gh + 2 * width + i, count);
    gates.fresh =
        rg_vf_tanh(rg_vf_load_part(gx + 2 * width + i, count) + gates.reset * gates.from_h);
    return gates;
}

void RG_ISA_NAME(gru_forward)(float* h_next, const float* gx, const float* gh, const float* h,
                              int32_t rows, int32_t width) {
    for (int32_t n = 0; n < rows; n++) {
        for (int32_t i = 0; i < width; i += RG_LANES) {
            Gates g = gates_at(gx, gh, i, width);
            RgVf next = (1.0f - g.update) * g.fresh + g.update * rg_vf_load_part(h + i, width - i);
            rg_vf_store_part(h_next + i, next, width - i);
        }
        h_next += width, h += width, gx += 3 * width, gh += 3 * width;
    }
}

void RG_ISA_NAME(gru_backward)(float* dgx, float* dgh, float* dh, const float* dh_next,
                               const float* gx, const float* gh, const float* h, int32_t rows,
                               int32_t width) {
    for (int32_t n = 0; n < rows; n++) {
        for (int32_t i = 0; i < width; i += RG_LANES) {
            int32_t count = width - i;
            Gates g = gates_at(gx, gh, i, width);
            RgVf slope = rg_vf_load_part(dh_next + i, count);
            RgVf before = rg_vf_load_part(h + i, count);
            RgVf d_fresh = slope * (1.0f - g.update) * (1.0f - g.fresh * g.fresh);
            RgVf d_update = slope * (before - g.fresh) * g.update * (1.0f - g.update);
            RgVf d_reset = d_fresh * g.from_h * g.reset * (1.0f - g.reset);
            rg_vf_store_part(dgx + i, d_reset, count);
            rg_vf_store_part(dgh + i, d_reset, count);
            rg_vf_store_part(dgx + width + i, d_update, count);
            rg_vf_store_part(dgh + width + i, d_update, count);
            rg_vf_store_part(dgx + 2 * width + i, d_fresh, count);
            rg_vf_store_part(dgh + 2 * width + i, d_fresh * g.reset, count);
            rg_vf_store_part(dh + i, slope * g.update, count);
        }
        dgx += 3 * width, dgh += 3 * width, dh += width, dh_next += width;
        gx += 3 * width, gh += 3 * width, h += width;
    }
}
