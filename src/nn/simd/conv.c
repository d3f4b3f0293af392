// Causal depthwise convolution with SiLU, vectorised over channels. Taps read earlier rows of x,
// the carried window, or zero when an episode began in between; a channel is never visited in time
// order, so every access runs along memory.
#include "nn/simd/isa.h"

// The inputs that the taps of one position meet.
typedef struct Taps {
    const float* row[RG_CONV_TAPS];
    size_t step[RG_CONV_TAPS]; // 1, or 0 for a tap that meets zero
} Taps;

static const float zeros[RG_LANES];

static bool is_reset(const RgSequence* sequence, int32_t t, int32_t b) {
    return sequence->resets && sequence->resets[(size_t)t * (size_t)sequence->reset_stride + b];
}

static Taps taps_at(const float* x, int32_t x_stride, const float* window, const RgConv* conv,
                    const RgSequence* sequence, int32_t t, int32_t b) {
    Taps taps;
    bool cut = false;
    for (int32_t k = conv->taps - 1; k >= 0; k--) {
        int32_t source = t - (conv->taps - 1) + k;
        if (cut) {
            taps.row[k] = zeros;
        } else if (source >= 0) {
            taps.row[k] = x + ((size_t)source * sequence->rows + b) * (size_t)x_stride;
        } else {
            taps.row[k] = window + (size_t)b * (size_t)sequence->state_stride +
                          (size_t)(source + conv->taps - 1) * (size_t)conv->channels;
        }
        taps.step[k] = cut ? 0 : 1;
        cut = cut || (source >= 0 && is_reset(sequence, source, b));
    }
    return taps;
}

RG_INLINE RgVf tap_input(const Taps* taps, int32_t k, int32_t i, int32_t count) {
    return rg_vf_load_part(taps->row[k] + (size_t)i * taps->step[k],
                           taps->step[k] ? count : RG_LANES);
}

RG_INLINE RgVf convolve(const Taps* taps, const RgConv* conv, int32_t i, const int32_t width) {
    int32_t count = conv->channels - i;
    RgVf sum = rg_vf_load_part(conv->bias + i, count);
    for (int32_t k = 0; k < width; k++) {
        RgVf weight = rg_vf_load_part(conv->weight + (size_t)k * conv->channels + i, count);
        sum += weight * tap_input(taps, k, i, count);
    }
    return sum;
}

RG_INLINE void forward_row(float* u, const Taps* taps, const RgConv* conv, const int32_t width) {
    for (int32_t i = 0; i < conv->channels; i += RG_LANES) {
        RgVf c = convolve(taps, conv, i, width);
        rg_vf_store_part(u + i, c * rg_vf_sigmoid(c), conv->channels - i);
    }
}

void RG_ISA_NAME(conv_forward)(float* u, float* window_out, const float* x, int32_t x_stride,
                               const float* window, const RgConv* conv,
                               const RgSequence* sequence) {
    int32_t channels = conv->channels, last = sequence->steps - 1;
    for (int32_t t = 0; t <= last; t++) {
        for (int32_t b = 0; b < sequence->rows; b++, u += channels) {
            Taps taps = taps_at(x, x_stride, window, conv, sequence, t, b);
            if (conv->taps == 4) {
                forward_row(u, &taps, conv, 4);
            } else {
                forward_row(u, &taps, conv, conv->taps);
            }
            if (t < last || !window_out) {
                continue;
            }
            // oldest first, so that a window may be written over itself
            float* to = window_out + (size_t)b * (size_t)sequence->state_stride;
            for (int32_t k = 1; k < conv->taps; k++, to += channels) {
                for (int32_t i = 0; i < channels; i += RG_LANES) {
                    rg_vf_store_part(to + i, tap_input(&taps, k, i, channels - i), channels - i);
                }
            }
        }
    }
}

// dc = du·silu'(c) of one position, and its share of the weights' gradients.
RG_INLINE void slope_row(float* dc, float* d_weight, float* d_bias, const float* du,
                         const Taps* taps, const RgConv* conv, const int32_t width) {
    for (int32_t i = 0; i < conv->channels; i += RG_LANES) {
        int32_t count = conv->channels - i;
        RgVf c = convolve(taps, conv, i, width), s = rg_vf_sigmoid(c);
        RgVf slope = rg_vf_load_part(du + i, count) * (s * (1.0f + c * (1.0f - s)));
        rg_vf_store_part(dc + i, slope, count);
        rg_vf_store_part(d_bias + i, rg_vf_load_part(d_bias + i, count) + slope, count);
        for (int32_t k = 0; k < width; k++) {
            float* d_tap = d_weight + (size_t)k * conv->channels + i;
            RgVf sum = rg_vf_load_part(d_tap, count) + slope * tap_input(taps, k, i, count);
            rg_vf_store_part(d_tap, sum, count);
        }
    }
}

// dx of one position from the dc of the `reach` steps that saw it, `distance` floats apart; in
// place.
RG_INLINE void gather_row(float* dx, size_t distance, const RgConv* conv, int32_t reach) {
    for (int32_t i = 0; i < conv->channels; i += RG_LANES) {
        int32_t count = conv->channels - i;
        RgVf sum = rg_vf_set(0);
        for (int32_t j = 0; j < reach; j++) {
            size_t tap = (size_t)(conv->taps - 1 - j) * conv->channels;
            sum += rg_vf_load_part(conv->weight + tap + i, count) *
                   rg_vf_load_part(dx + (size_t)j * distance + i, count);
        }
        rg_vf_store_part(dx + i, sum, count);
    }
}

void RG_ISA_NAME(conv_backward)(float* dx, int32_t dx_stride, float* d_weight, float* d_bias,
                                const float* du, int32_t du_stride, const float* x,
                                int32_t x_stride, const float* window, const RgConv* conv,
                                const RgSequence* sequence) {
    const int32_t rows = sequence->rows;
    for (int32_t t = 0; t < sequence->steps; t++) {
        for (int32_t b = 0; b < rows; b++) {
            size_t n = (size_t)t * rows + b;
            Taps taps = taps_at(x, x_stride, window, conv, sequence, t, b);
            float* dc = dx + n * (size_t)dx_stride;
            if (conv->taps == 4) {
                slope_row(dc, d_weight, d_bias, du + n * (size_t)du_stride, &taps, conv, 4);
            } else {
                slope_row(dc, d_weight, d_bias, du + n * (size_t)du_stride, &taps, conv,
                          conv->taps);
            }
        }
    }
    // upwards in time: an input's gradient replaces its dc once no earlier step can want it
    for (int32_t t = 0; t < sequence->steps; t++) {
        for (int32_t b = 0; b < rows; b++) {
            int32_t reach = 1;
            while (reach < conv->taps && t + reach < sequence->steps &&
                   !is_reset(sequence, t + reach, b)) {
                reach++;
            }
            float* at = dx + ((size_t)t * rows + b) * (size_t)dx_stride;
            size_t distance = (size_t)rows * (size_t)dx_stride;
            if (reach == 4) {
                gather_row(at, distance, conv, 4);
            } else {
                gather_row(at, distance, conv, reach);
            }
        }
    }
}
