// Gated recurrent unit, by definition. Backward: docs/derivations/gru.md.
#include "nn/kernels.h"

#include <math.h>

static RgReal sigmoid(RgReal x) {
    return (RgReal)(1 / (1 + exp(-(double)x)));
}

void rg_ref_gru_forward(RgReal* h_next, const RgReal* gx, const RgReal* gh, const RgReal* h,
                        int32_t rows, int32_t width) {
    for (int32_t n = 0; n < rows; n++) {
        for (int32_t i = 0; i < width; i++) {
            RgReal reset = sigmoid(gx[i] + gh[i]);
            RgReal update = sigmoid(gx[width + i] + gh[width + i]);
            RgReal fresh = (RgReal)tanh((double)(gx[2 * width + i] + reset * gh[2 * width + i]));
            h_next[i] = (1 - update) * fresh + update * h[i];
        }
        h_next += width, h += width, gx += 3 * width, gh += 3 * width;
    }
}

void rg_ref_gru_backward(RgReal* dgx, RgReal* dgh, RgReal* dh, const RgReal* dh_next,
                         const RgReal* gx, const RgReal* gh, const RgReal* h, int32_t rows,
                         int32_t width) {
    for (int32_t n = 0; n < rows; n++) {
        for (int32_t i = 0; i < width; i++) {
            RgReal reset = sigmoid(gx[i] + gh[i]);
            RgReal update = sigmoid(gx[width + i] + gh[width + i]);
            RgReal fresh = (RgReal)tanh((double)(gx[2 * width + i] + reset * gh[2 * width + i]));
            // slopes at the arguments of tanh and of the two sigmoids
            RgReal d_fresh = dh_next[i] * (1 - update) * (1 - fresh * fresh);
            RgReal d_update = dh_next[i] * (h[i] - fresh) * update * (1 - update);
            RgReal d_reset = d_fresh * gh[2 * width + i] * reset * (1 - reset);
            dgx[i] = dgh[i] = d_reset;
            dgx[width + i] = dgh[width + i] = d_update;
            dgx[2 * width + i] = d_fresh;
            dgh[2 * width + i] = d_fresh * reset;
            dh[i] = dh_next[i] * update;
        }
        dgx += 3 * width, dgh += 3 * width, dh += width, dh_next += width;
        gx += 3 * width, gh += 3 * width, h += width;
    }
}
