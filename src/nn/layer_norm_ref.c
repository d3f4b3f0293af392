// Layer normalisation, by definition. Backward: docs/derivations/layer_norm.md.
#include "nn/kernels.h"

#include <math.h>

static const RgReal epsilon = (RgReal)1e-5;

void rg_ref_layer_norm_forward(RgReal* y, RgReal* mean, RgReal* rstd, const RgReal* x,
                               const RgReal* gamma, const RgReal* beta, int32_t rows,
                               int32_t width) {
    for (int32_t n = 0; n < rows; n++, x += width, y += width) {
        RgReal sum = 0, squares = 0;
        for (int32_t e = 0; e < width; e++) {
            sum += x[e];
        }
        mean[n] = sum / (RgReal)width;
        for (int32_t e = 0; e < width; e++) {
            squares += (x[e] - mean[n]) * (x[e] - mean[n]);
        }
        rstd[n] = 1 / (RgReal)sqrt((double)(squares / (RgReal)width + epsilon));
        for (int32_t e = 0; e < width; e++) {
            y[e] = gamma[e] * ((x[e] - mean[n]) * rstd[n]) + beta[e];
        }
    }
}

void rg_ref_layer_norm_backward(RgReal* dx, RgReal* d_gamma, RgReal* d_beta, const RgReal* dy,
                                const RgReal* x, const RgReal* mean, const RgReal* rstd,
                                const RgReal* gamma, int32_t rows, int32_t width) {
    for (int32_t n = 0; n < rows; n++, x += width, dx += width, dy += width) {
        // the two directions in which a normalised row cannot move: its mean and its length
        RgReal along_mean = 0, along_x = 0;
        for (int32_t e = 0; e < width; e++) {
            RgReal normal = (x[e] - mean[n]) * rstd[n];
            along_mean += dy[e] * gamma[e];
            along_x += dy[e] * gamma[e] * normal;
            d_gamma[e] += dy[e] * normal;
            d_beta[e] += dy[e];
        }
        along_mean /= (RgReal)width;
        along_x /= (RgReal)width;
        for (int32_t e = 0; e < width; e++) {
            RgReal normal = (x[e] - mean[n]) * rstd[n];
            dx[e] += rstd[n] * (dy[e] * gamma[e] - along_mean - normal * along_x);
        }
    }
}
