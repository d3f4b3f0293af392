// Selective scan with carried state, by definition, one channel at a time. Backward:
// docs/derivations/scan.md.
#include "nn/kernels.h"

#include <math.h>

static bool is_reset(const RgSequence* sequence, int32_t t, int32_t b) {
    return sequence->resets && sequence->resets[(size_t)t * sequence->reset_stride + b];
}

// Place of the decay rate of (channel, state) in a_log.
static size_t decay_index(const RgScan* scan, int32_t i, int32_t s) {
    return scan->ssm == RG_SSM_MAMBA2 ? (size_t)(i / (scan->channels / scan->heads))
                                      : (size_t)s * scan->channels + i;
}

static RgReal decay_rate(const RgScan* scan, int32_t i, int32_t s) {
    return (RgReal)-exp((double)scan->a_log[decay_index(scan, i, s)]);
}

// h after step n of one channel from h before it.
static void advance(RgReal* h, const RgScanInput* input, const RgScan* scan, size_t n, int32_t i) {
    int32_t head = i / (scan->channels / scan->heads);
    RgReal dt = input->dt[n * input->dt_stride + head];
    RgReal drive = dt * input->u[n * input->u_stride + i];
    for (int32_t s = 0; s < scan->states; s++) {
        RgReal decay = (RgReal)exp((double)(dt * decay_rate(scan, i, s)));
        h[s] = decay * h[s] + drive * input->b[n * input->bc_stride + s];
    }
}

static void clear(RgReal* h, int32_t states) {
    for (int32_t s = 0; s < states; s++) {
        h[s] = 0;
    }
}

void rg_ref_scan_forward(RgReal* y, RgReal* state_out, const RgScanInput* input,
                         const RgReal* state, const RgScan* scan, const RgSequence* sequence) {
    int32_t channels = scan->channels, states = scan->states, rows = sequence->rows;
    for (int32_t b = 0; b < rows; b++) {
        for (int32_t i = 0; i < channels; i++) {
            RgReal h[RG_SSM_STATES];
            for (int32_t s = 0; s < states; s++) {
                h[s] = state[(size_t)b * sequence->state_stride + (size_t)s * channels + i];
            }
            for (int32_t t = 0; t < sequence->steps; t++) {
                size_t n = (size_t)t * rows + b;
                if (is_reset(sequence, t, b)) {
                    clear(h, states);
                }
                advance(h, input, scan, n, i);
                RgReal sum = scan->skip[i] * input->u[n * input->u_stride + i];
                for (int32_t s = 0; s < states; s++) {
                    sum += input->c[n * input->bc_stride + s] * h[s];
                }
                y[n * channels + i] = sum;
            }
            for (int32_t s = 0; state_out && s < states; s++) {
                state_out[(size_t)b * sequence->state_stride + (size_t)s * channels + i] = h[s];
            }
        }
    }
}

// One step backwards of one channel: dh (in: from later steps, out: to the earlier one) and h
// before the step.
static void retreat(const RgScanGradient* gradient, RgReal* dh, RgReal dy, const RgReal* before,
                    const RgScanInput* input, const RgScan* scan, size_t n, int32_t i) {
    int32_t head = i / (scan->channels / scan->heads);
    const RgReal* b = input->b + n * input->bc_stride;
    const RgReal* c = input->c + n * input->bc_stride;
    RgReal u = input->u[n * input->u_stride + i], dt = input->dt[n * input->dt_stride + head];
    RgReal d_drive = 0, d_dt = 0;
    for (int32_t s = 0; s < scan->states; s++) {
        RgReal rate = decay_rate(scan, i, s), decay = (RgReal)exp((double)(dt * rate));
        RgReal after = decay * before[s] + dt * u * b[s];
        dh[s] += dy * c[s];
        gradient->dc[n * gradient->db_stride + s] += dy * after;
        gradient->db[n * gradient->db_stride + s] += dh[s] * dt * u;
        d_drive += dh[s] * b[s];
        RgReal d_exponent = dh[s] * before[s] * decay;
        d_dt += d_exponent * rate;
        gradient->d_a_log[decay_index(scan, i, s)] += d_exponent * dt * rate;
        dh[s] *= decay;
    }
    gradient->du[n * gradient->du_stride + i] = scan->skip[i] * dy + d_drive * dt;
    gradient->d_skip[i] += dy * u;
    gradient->d_dt[n * input->dt_stride + head] += d_dt + d_drive * u;
}

// One channel of one row: forward again with h before every step kept, then backward.
static void channel_backward(const RgScanGradient* gradient, const RgReal* dy,
                             const RgScanInput* input, const RgReal* state, const RgScan* scan,
                             const RgSequence* sequence, RgReal* history, int32_t b, int32_t i) {
    int32_t states = scan->states, rows = sequence->rows;
    RgReal h[RG_SSM_STATES], dh[RG_SSM_STATES] = {0};
    for (int32_t s = 0; s < states; s++) {
        h[s] = state[(size_t)b * sequence->state_stride + (size_t)s * scan->channels + i];
    }
    for (int32_t t = 0; t < sequence->steps; t++) {
        if (is_reset(sequence, t, b)) {
            clear(h, states);
        }
        for (int32_t s = 0; s < states; s++) {
            history[(size_t)t * states + s] = h[s];
        }
        advance(h, input, scan, (size_t)t * rows + b, i);
    }
    for (int32_t t = sequence->steps - 1; t >= 0; t--) {
        size_t n = (size_t)t * rows + b;
        retreat(gradient, dh, dy[n * scan->channels + i], history + (size_t)t * states, input, scan,
                n, i);
        // what was before a reset is another episode's: nothing flows back
        if (is_reset(sequence, t, b)) {
            clear(dh, states);
        }
    }
}

void rg_ref_scan_backward(const RgScanGradient* gradient, const RgReal* dy,
                          const RgScanInput* input, const RgReal* state, const RgScan* scan,
                          const RgSequence* sequence, RgReal* workspace) {
    size_t positions = (size_t)sequence->steps * sequence->rows;
    for (size_t n = 0; n < positions; n++) {
        clear(gradient->db + n * gradient->db_stride, scan->states);
        clear(gradient->dc + n * gradient->db_stride, scan->states);
        clear(gradient->d_dt + n * input->dt_stride, scan->heads);
    }
    for (int32_t b = 0; b < sequence->rows; b++) {
        for (int32_t i = 0; i < scan->channels; i++) {
            channel_backward(gradient, dy, input, state, scan, sequence, workspace, b, i);
        }
    }
}
