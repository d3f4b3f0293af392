// Causal depthwise convolution with a carried window, followed by SiLU, by definition. Backward:
// docs/derivations/conv.md.
#include "nn/kernels.h"

#include <math.h>

static double sigmoid(double x) {
    return 1 / (1 + exp(-x));
}

static bool is_reset(const RgSequence* sequence, int32_t t, int32_t b) {
    return sequence->resets && sequence->resets[(size_t)t * sequence->reset_stride + b];
}

// The input that tap k of step t meets; zero when an episode began in between.
static RgReal tap_input(const RgReal* x, int32_t x_stride, const RgReal* window, const RgConv* conv,
                        const RgSequence* sequence, int32_t t, int32_t b, int32_t i, int32_t k) {
    int32_t source = t - (conv->taps - 1) + k;
    for (int32_t later = t; later > source && later >= 0; later--) {
        if (is_reset(sequence, later, b)) {
            return 0;
        }
    }
    if (source < 0) {
        int32_t slot = source + conv->taps - 1;
        return window[(size_t)b * sequence->state_stride + (size_t)slot * conv->channels + i];
    }
    return x[((size_t)source * sequence->rows + b) * x_stride + i];
}

static RgReal convolve(const RgReal* x, int32_t x_stride, const RgReal* window, const RgConv* conv,
                       const RgSequence* sequence, int32_t t, int32_t b, int32_t i) {
    RgReal sum = conv->bias[i];
    for (int32_t k = 0; k < conv->taps; k++) {
        sum += conv->weight[(size_t)k * conv->channels + i] *
               tap_input(x, x_stride, window, conv, sequence, t, b, i, k);
    }
    return sum;
}

void rg_ref_conv_forward(RgReal* u, RgReal* window_out, const RgReal* x, int32_t x_stride,
                         const RgReal* window, const RgConv* conv, const RgSequence* sequence) {
    int32_t channels = conv->channels, last = sequence->steps - 1;
    for (int32_t b = 0; b < sequence->rows; b++) {
        for (int32_t i = 0; i < channels; i++) {
            for (int32_t t = 0; t <= last; t++) {
                double c = (double)convolve(x, x_stride, window, conv, sequence, t, b, i);
                u[((size_t)t * sequence->rows + b) * channels + i] = (RgReal)(c * sigmoid(c));
            }
            // oldest first: slot k takes what tap k + 1 met at the last step
            for (int32_t k = 1; window_out && k < conv->taps; k++) {
                window_out[(size_t)b * sequence->state_stride + (size_t)(k - 1) * channels + i] =
                    tap_input(x, x_stride, window, conv, sequence, last, b, i, k);
            }
        }
    }
}

void rg_ref_conv_backward(RgReal* dx, int32_t dx_stride, RgReal* d_weight, RgReal* d_bias,
                          const RgReal* du, int32_t du_stride, const RgReal* x, int32_t x_stride,
                          const RgReal* window, const RgConv* conv, const RgSequence* sequence) {
    int32_t channels = conv->channels, taps = conv->taps, rows = sequence->rows;
    for (int32_t b = 0; b < rows; b++) {
        for (int32_t i = 0; i < channels; i++) {
            // carry[k]: what later steps already owe the input k steps back
            RgReal carry[RG_CONV_TAPS] = {0};
            for (int32_t t = sequence->steps - 1; t >= 0; t--) {
                size_t n = (size_t)t * rows + b;
                double c = (double)convolve(x, x_stride, window, conv, sequence, t, b, i);
                double s = sigmoid(c);
                RgReal dc = (RgReal)((double)du[n * du_stride + i] * s * (1 + c * (1 - s)));
                d_bias[i] += dc;
                for (int32_t k = 0; k < taps; k++) {
                    size_t at = (size_t)k * channels + i;
                    d_weight[at] += dc * tap_input(x, x_stride, window, conv, sequence, t, b, i, k);
                    carry[taps - 1 - k] += dc * conv->weight[at];
                }
                dx[n * dx_stride + i] = carry[0];
                for (int32_t k = 0; k < taps; k++) {
                    bool cut = is_reset(sequence, t, b) || k == taps - 1;
                    carry[k] = cut ? 0 : carry[k + 1];
                }
            }
        }
    }
}
