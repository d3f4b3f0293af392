// Elementwise layers, by definition: Mish, the SiLU gate, softplus. Backward:
// docs/derivations/activations.md.
#include "nn/kernels.h"

#include <math.h>

static double sigmoid(double x) {
    return 1 / (1 + exp(-x));
}

static double softplus(double x) {
    return fmax(x, 0) + log1p(exp(-fabs(x)));
}

void rg_ref_mish_forward(RgReal* y, const RgReal* x, int64_t count) {
    for (int64_t i = 0; i < count; i++) {
        y[i] = (RgReal)((double)x[i] * tanh(softplus((double)x[i])));
    }
}

void rg_ref_mish_backward(RgReal* dx, const RgReal* dy, const RgReal* x, int64_t count) {
    for (int64_t i = 0; i < count; i++) {
        double value = (double)x[i], t = tanh(softplus(value));
        dx[i] = (RgReal)((double)dy[i] * (t + value * (1 - t * t) * sigmoid(value)));
    }
}

void rg_ref_gate_forward(RgReal* g, const RgReal* y, const RgReal* z, int32_t z_stride,
                         int32_t rows, int32_t width) {
    for (int32_t n = 0; n < rows; n++, g += width, y += width, z += z_stride) {
        for (int32_t i = 0; i < width; i++) {
            g[i] = (RgReal)((double)y[i] * ((double)z[i] * sigmoid((double)z[i])));
        }
    }
}

void rg_ref_gate_backward(RgReal* dy, RgReal* dz, int32_t dz_stride, const RgReal* dg,
                          const RgReal* y, const RgReal* z, int32_t z_stride, int32_t rows,
                          int32_t width) {
    for (int32_t n = 0; n < rows; n++) {
        for (int32_t i = 0; i < width; i++) {
            double gate = (double)z[i], s = sigmoid(gate), slope = (double)dg[i];
            dz[i] = (RgReal)(slope * (double)y[i] * s * (1 + gate * (1 - s)));
            dy[i] = (RgReal)(slope * gate * s);
        }
        dy += width, dz += dz_stride, dg += width, y += width, z += z_stride;
    }
}

void rg_ref_softplus_forward(RgReal* y, const RgReal* x, int32_t x_stride, const RgReal* bias,
                             int32_t rows, int32_t width) {
    for (int32_t n = 0; n < rows; n++, y += width, x += x_stride) {
        for (int32_t i = 0; i < width; i++) {
            y[i] = (RgReal)softplus((double)(x[i] + bias[i]));
        }
    }
}

void rg_ref_softplus_backward(RgReal* dx, int32_t dx_stride, RgReal* d_bias, const RgReal* dy,
                              const RgReal* x, int32_t x_stride, const RgReal* bias, int32_t rows,
                              int32_t width) {
    for (int32_t n = 0; n < rows; n++, dx += dx_stride, dy += width, x += x_stride) {
        for (int32_t i = 0; i < width; i++) {
            dx[i] = (RgReal)((double)dy[i] * sigmoid((double)(x[i] + bias[i])));
            d_bias[i] += dx[i];
        }
    }
}
