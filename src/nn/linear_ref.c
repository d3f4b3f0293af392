// Fully connected layer, by definition. Backward: docs/derivations/linear.md.
#include "nn/kernels.h"

void rg_ref_linear_forward(RgReal* y, int32_t y_stride, const RgReal* x, int32_t x_stride,
                           const RgLinear* linear, int32_t rows, const RgReal* add) {
    for (int32_t n = 0; n < rows; n++) {
        for (int32_t m = 0; m < linear->outputs; m++) {
            RgReal sum = linear->bias ? linear->bias[m] : 0;
            if (add) {
                sum += add[(size_t)n * y_stride + m];
            }
            for (int32_t k = 0; k < linear->inputs; k++) {
                sum += x[(size_t)n * x_stride + k] * linear->weight[(size_t)m * linear->inputs + k];
            }
            y[(size_t)n * y_stride + m] = sum;
        }
    }
}

void rg_ref_linear_backward_input(RgReal* dx, int32_t dx_stride, const RgReal* dy,
                                  int32_t dy_stride, const RgLinear* linear, int32_t rows,
                                  bool accumulate) {
    for (int32_t n = 0; n < rows; n++) {
        for (int32_t k = 0; k < linear->inputs; k++) {
            RgReal sum = accumulate ? dx[(size_t)n * dx_stride + k] : 0;
            for (int32_t m = 0; m < linear->outputs; m++) {
                sum +=
                    dy[(size_t)n * dy_stride + m] * linear->weight[(size_t)m * linear->inputs + k];
            }
            dx[(size_t)n * dx_stride + k] = sum;
        }
    }
}

void rg_ref_linear_backward_weight(RgReal* d_weight, RgReal* d_bias, const RgReal* dy,
                                   int32_t dy_stride, const RgReal* x, int32_t x_stride,
                                   const RgLinear* linear, int32_t rows) {
    for (int32_t n = 0; n < rows; n++) {
        const RgReal* x_row = x + (size_t)n * x_stride;
        for (int32_t m = 0; m < linear->outputs; m++) {
            RgReal slope = dy[(size_t)n * dy_stride + m];
            RgReal* d_row = d_weight + (size_t)m * linear->inputs;
            for (int32_t k = 0; k < linear->inputs; k++) {
                d_row[k] += slope * x_row[k];
            }
            if (d_bias) {
                d_bias[m] += slope;
            }
        }
    }
}
