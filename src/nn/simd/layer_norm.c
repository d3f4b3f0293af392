// Layer normalisation, vectorised over the width of a row.
#include "nn/simd/isa.h"

#include <math.h>

void RG_ISA_NAME(layer_norm_forward)(float* y, float* mean, float* rstd, const float* x,
                                     const float* gamma, const float* beta, int32_t rows,
                                     int32_t width) {
    for (int32_t n = 0; n < rows; n++, x += width, y += width) {
        RgVf sums = rg_vf_set(0), squares = rg_vf_set(0);
        for (int32_t e = 0; e < width; e += RG_LANES) {
            sums += rg_vf_load_part(x + e, width - e);
        }
        mean[n] = rg_vf_sum(sums) / (float)width;
        for (int32_t e = 0; e < width; e += RG_LANES) {
            RgVf off = rg_vf_load_part(x + e, width - e) - mean[n];
            off = width - e < RG_LANES ? rg_vf_keep(off, width - e) : off;
            squares += off * off;
        }
        rstd[n] = 1.0f / sqrtf(rg_vf_sum(squares) / (float)width + 1e-5f);
        for (int32_t e = 0; e < width; e += RG_LANES) {
            int32_t count = width - e;
            RgVf normal = (rg_vf_load_part(x + e, count) - mean[n]) * rstd[n];
            RgVf out =
                rg_vf_load_part(gamma + e, count) * normal + rg_vf_load_part(beta + e, count);
            rg_vf_store_part(y + e, out, count);
        }
    }
}

void RG_ISA_NAME(layer_norm_backward)(float* dx, float* d_gamma, float* d_beta, const float* dy,
                                      const float* x, const float* mean, const float* rstd,
                                      const float* gamma, int32_t rows, int32_t width) {
    for (int32_t n = 0; n < rows; n++, x += width, dx += width, dy += width) {
        // lanes beyond the width have dy = gamma = 0 and add nothing
        RgVf along_mean = rg_vf_set(0), along_x = rg_vf_set(0);
        for (int32_t e = 0; e < width; e += RG_LANES) {
            int32_t count = width - e;
            RgVf normal = (rg_vf_load_part(x + e, count) - mean[n]) * rstd[n];
            RgVf slope = rg_vf_load_part(dy + e, count);
            RgVf inner = slope * rg_vf_load_part(gamma + e, count);
            along_mean += inner;
            along_x += inner * normal;
            rg_vf_store_part(d_gamma + e, rg_vf_load_part(d_gamma + e, count) + slope * normal,
                             count);
            rg_vf_store_part(d_beta + e, rg_vf_load_part(d_beta + e, count) + slope, count);
        }
        float mean_part = rg_vf_sum(along_mean) / (float)width;
        float x_part = rg_vf_sum(along_x) / (float)width;
        for (int32_t e = 0; e < width; e += RG_LANES) {
            int32_t count = width - e;
            RgVf normal = (rg_vf_load_part(x + e, count) - mean[n]) * rstd[n];
            RgVf inner = rg_vf_load_part(dy + e, count) * rg_vf_load_part(gamma + e, count);
            RgVf change = rstd[n] * (inner - mean_part - normal * x_part);
            rg_vf_store_part(dx + e, rg_vf_load_part(dx + e, count) + change, count);
        }
    }
}
