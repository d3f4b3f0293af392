// Selective scan, vectorised over channels: RG_LANES channels of one row walk through time with
// their state in registers. The backward pass walks forward again keeping h before every step, then
// back; all of it fits in the second-level cache.
#include "nn/simd/isa.h"

// One row's view of a group of RG_LANES channels.
typedef struct Lanes {
    const RgScanInput* input;
    const RgScan* scan;
    const RgSequence* sequence;
    int32_t b;       // row
    int32_t channel; // first of the group
    int32_t count;   // channels from there to the last
} Lanes;

static bool is_reset(const RgSequence* sequence, int32_t t, int32_t b) {
    return sequence->resets && sequence->resets[(size_t)t * (size_t)sequence->reset_stride + b];
}

// A value per head, spread over the channels of the group.
RG_INLINE RgVf spread(const float* per_head, const Lanes* lanes) {
    const RgScan* scan = lanes->scan;
    int32_t width = scan->channels / scan->heads;
    if (width == 1) {
        return rg_vf_load_part(per_head + lanes->channel, lanes->count);
    }
    if (width % RG_LANES == 0) {
        return rg_vf_set(per_head[lanes->channel / width]);
    }
    RgVf v = rg_vf_set(0);
    for (int32_t lane = 0; lane < RG_LANES && lane < lanes->count; lane++) {
        v[lane] = per_head[(lanes->channel + lane) / width];
    }
    return v;
}

// The opposite: adds the lanes to their heads.
RG_INLINE void gather(float* per_head, RgVf v, const Lanes* lanes) {
    const RgScan* scan = lanes->scan;
    int32_t width = scan->channels / scan->heads;
    if (width == 1) {
        float* at = per_head + lanes->channel;
        rg_vf_store_part(at, rg_vf_load_part(at, lanes->count) + v, lanes->count);
    } else if (width % RG_LANES == 0) {
        per_head[lanes->channel / width] += rg_vf_sum(v);
    } else {
        for (int32_t lane = 0; lane < RG_LANES && lane < lanes->count; lane++) {
            per_head[(lanes->channel + lane) / width] += v[lane];
        }
    }
}

// Decay rates -exp(a_log): one vector (mamba2), or one for every state (mamba1).
RG_INLINE void decay_rates(RgVf* rates, const Lanes* lanes, const bool per_state,
                           const int32_t states) {
    const RgScan* scan = lanes->scan;
    if (!per_state) {
        rates[0] = -rg_vf_exp(spread(scan->a_log, lanes));
        return;
    }
    for (int32_t s = 0; s < states; s++) {
        const float* a_log = scan->a_log + (size_t)s * scan->channels + lanes->channel;
        rates[s] = -rg_vf_exp(rg_vf_load_part(a_log, lanes->count));
    }
}

RG_INLINE void load_state(RgVf* h, const float* state, const Lanes* lanes, const int32_t states) {
    const float* from = state + (size_t)lanes->b * (size_t)lanes->sequence->state_stride;
    for (int32_t s = 0; s < states; s++) {
        h[s] = rg_vf_load_part(from + (size_t)s * lanes->scan->channels + lanes->channel,
                               lanes->count);
    }
}

RG_INLINE void clear(RgVf* h, const int32_t states) {
    for (int32_t s = 0; s < states; s++) {
        h[s] = rg_vf_set(0);
    }
}

RG_INLINE RgVf dt_at(const Lanes* lanes, size_t n) {
    return spread(lanes->input->dt + n * (size_t)lanes->input->dt_stride, lanes);
}

RG_INLINE RgVf u_at(const Lanes* lanes, size_t n) {
    return rg_vf_load_part(lanes->input->u + n * (size_t)lanes->input->u_stride + lanes->channel,
                           lanes->count);
}

RG_INLINE void forward_lanes(float* y, float* state_out, const float* state, const Lanes* lanes,
                             const bool per_state, const int32_t states) {
    const RgSequence* sequence = lanes->sequence;
    const int32_t channels = lanes->scan->channels;
    RgVf h[RG_SSM_STATES], rates[RG_SSM_STATES];
    decay_rates(rates, lanes, per_state, states);
    load_state(h, state, lanes, states);
    RgVf skip = rg_vf_load_part(lanes->scan->skip + lanes->channel, lanes->count);
    for (int32_t t = 0; t < sequence->steps; t++) {
        size_t n = (size_t)t * sequence->rows + lanes->b;
        const float* b = lanes->input->b + n * (size_t)lanes->input->bc_stride;
        const float* c = lanes->input->c + n * (size_t)lanes->input->bc_stride;
        if (is_reset(sequence, t, lanes->b)) {
            clear(h, states);
        }
        RgVf dt = dt_at(lanes, n), u = u_at(lanes, n), drive = dt * u;
        RgVf decay = per_state ? rg_vf_set(0) : rg_vf_exp(dt * rates[0]);
        RgVf sum = skip * u;
        for (int32_t s = 0; s < states; s++) {
            decay = per_state ? rg_vf_exp(dt * rates[s]) : decay;
            h[s] = decay * h[s] + drive * b[s];
            sum += h[s] * c[s];
        }
        rg_vf_store_part(y + n * (size_t)channels + lanes->channel, sum, lanes->count);
    }
    if (!state_out) {
        return;
    }
    float* to = state_out + (size_t)lanes->b * (size_t)sequence->state_stride;
    for (int32_t s = 0; s < states; s++) {
        rg_vf_store_part(to + (size_t)s * channels + lanes->channel, h[s], lanes->count);
    }
}

void RG_ISA_NAME(scan_forward)(float* y, float* state_out, const RgScanInput* input,
                               const float* state, const RgScan* scan, const RgSequence* sequence) {
    const bool per_state = scan->ssm == RG_SSM_MAMBA1;
    for (int32_t b = 0; b < sequence->rows; b++) {
        for (int32_t channel = 0; channel < scan->channels; channel += RG_LANES) {
            const Lanes lanes = {input, scan, sequence, b, channel, scan->channels - channel};
            if (scan->states == 16 && !per_state) {
                forward_lanes(y, state_out, state, &lanes, false, 16);
            } else {
                forward_lanes(y, state_out, state, &lanes, per_state, scan->states);
            }
        }
    }
}

// Memory of one row's backward pass, RG_LANES floats a vector.
typedef struct Workspace {
    float* before; // (T, S) h before every step of the present channels
    float* db;     // (T, S) lanes of db, over all channels
    float* dc;     // (T, S)
} Workspace;

RG_INLINE void keep_history(const Workspace* work, const float* state, const RgVf* rates,
                            const Lanes* lanes, const bool per_state, const int32_t states) {
    const RgSequence* sequence = lanes->sequence;
    RgVf h[RG_SSM_STATES];
    load_state(h, state, lanes, states);
    for (int32_t t = 0; t < sequence->steps; t++) {
        size_t n = (size_t)t * sequence->rows + lanes->b;
        const float* b = lanes->input->b + n * (size_t)lanes->input->bc_stride;
        float* before = work->before + (size_t)t * (size_t)states * RG_LANES;
        if (is_reset(sequence, t, lanes->b)) {
            clear(h, states);
        }
        RgVf dt = dt_at(lanes, n), drive = dt * u_at(lanes, n);
        RgVf decay = per_state ? rg_vf_set(0) : rg_vf_exp(dt * rates[0]);
        for (int32_t s = 0; s < states; s++) {
            rg_vf_store(before + s * RG_LANES, h[s]);
            decay = per_state ? rg_vf_exp(dt * rates[s]) : decay;
            h[s] = decay * h[s] + drive * b[s];
        }
    }
}

RG_INLINE void add_at(float* p, RgVf v) {
    rg_vf_store(p, rg_vf_load(p) + v);
}

RG_INLINE void backward_lanes(const RgScanGradient* gradient, const float* dy, const float* state,
                              const Workspace* work, const Lanes* lanes, const bool per_state,
                              const int32_t states) {
    const RgSequence* sequence = lanes->sequence;
    const RgScan* scan = lanes->scan;
    RgVf dh[RG_SSM_STATES], rates[RG_SSM_STATES], d_log[RG_SSM_STATES];
    decay_rates(rates, lanes, per_state, states);
    keep_history(work, state, rates, lanes, per_state, states);
    clear(dh, states);
    clear(d_log, per_state ? states : 1);
    RgVf skip = rg_vf_load_part(scan->skip + lanes->channel, lanes->count);
    RgVf d_skip = rg_vf_set(0);
    for (int32_t t = sequence->steps - 1; t >= 0; t--) {
        size_t n = (size_t)t * sequence->rows + lanes->b,
               at = (size_t)t * (size_t)states * RG_LANES;
        const float* b = lanes->input->b + n * (size_t)lanes->input->bc_stride;
        const float* c = lanes->input->c + n * (size_t)lanes->input->bc_stride;
        RgVf slope =
            rg_vf_load_part(dy + n * (size_t)scan->channels + lanes->channel, lanes->count);
        RgVf dt = dt_at(lanes, n), u = u_at(lanes, n), drive = dt * u;
        RgVf decay = per_state ? rg_vf_set(0) : rg_vf_exp(dt * rates[0]);
        RgVf d_drive = rg_vf_set(0), d_exponents = rg_vf_set(0), d_dt = rg_vf_set(0);
        for (int32_t s = 0; s < states; s++, at += RG_LANES) {
            decay = per_state ? rg_vf_exp(dt * rates[s]) : decay;
            RgVf before = rg_vf_load(work->before + at);
            RgVf faded = decay * before;
            dh[s] += slope * c[s];
            add_at(work->dc + at, slope * (faded + drive * b[s]));
            add_at(work->db + at, dh[s] * drive);
            d_drive += dh[s] * b[s];
            // the exponent dt·rate: its slope goes to dt and to the rate
            RgVf d_exponent = dh[s] * faded;
            if (per_state) {
                d_dt += d_exponent * rates[s];
                d_log[s] += d_exponent * dt * rates[s];
            } else {
                d_exponents += d_exponent;
            }
            dh[s] = dh[s] * decay;
        }
        if (!per_state) {
            d_dt = d_exponents * rates[0];
            d_log[0] += d_exponents * dt * rates[0];
        }
        rg_vf_store_part(gradient->du + n * (size_t)gradient->du_stride + lanes->channel,
                         skip * slope + d_drive * dt, lanes->count);
        d_skip += slope * u;
        gather(gradient->d_dt + n * (size_t)lanes->input->dt_stride, d_dt + d_drive * u, lanes);
        // before a reset the state was another episode's: nothing flows back
        if (is_reset(sequence, t, lanes->b)) {
            clear(dh, states);
        }
    }
    float* skip_at = gradient->d_skip + lanes->channel;
    rg_vf_store_part(skip_at, rg_vf_load_part(skip_at, lanes->count) + d_skip, lanes->count);
    if (!per_state) {
        gather(gradient->d_a_log, d_log[0], lanes);
        return;
    }
    for (int32_t s = 0; s < states; s++) {
        float* log_at = gradient->d_a_log + (size_t)s * scan->channels + lanes->channel;
        rg_vf_store_part(log_at, rg_vf_load_part(log_at, lanes->count) + d_log[s], lanes->count);
    }
}

// (S) sums over the lanes of S vectors.
static void sum_lanes(float* out, const float* vectors, int32_t states) {
    for (int32_t s = 0; s < states; s += RG_LANES) {
        RgVf group[RG_LANES];
        for (int32_t j = 0; j < RG_LANES; j++) {
            group[j] =
                s + j < states ? rg_vf_load(vectors + (size_t)(s + j) * RG_LANES) : rg_vf_set(0);
        }
        rg_vf_store_part(out + s, rg_vf_sums(group), states - s);
    }
}

static void row_backward(const RgScanGradient* gradient, const float* dy, const RgScanInput* input,
                         const float* state, const RgScan* scan, const RgSequence* sequence,
                         const Workspace* work, int32_t b) {
    const bool per_state = scan->ssm == RG_SSM_MAMBA1;
    const int32_t states = scan->states;
    const size_t vectors = (size_t)sequence->steps * (size_t)states;
    memset(work->db, 0, vectors * RG_LANES * sizeof(float));
    memset(work->dc, 0, vectors * RG_LANES * sizeof(float));
    for (int32_t t = 0; t < sequence->steps; t++) {
        size_t n = (size_t)t * sequence->rows + b;
        memset(gradient->d_dt + n * (size_t)input->dt_stride, 0,
               (size_t)scan->heads * sizeof(float));
    }
    for (int32_t channel = 0; channel < scan->channels; channel += RG_LANES) {
        const Lanes lanes = {input, scan, sequence, b, channel, scan->channels - channel};
        if (states == 16 && !per_state) {
            backward_lanes(gradient, dy, state, work, &lanes, false, 16);
        } else {
            backward_lanes(gradient, dy, state, work, &lanes, per_state, states);
        }
    }
    for (int32_t t = 0; t < sequence->steps; t++) {
        size_t n = (size_t)t * sequence->rows + b, at = (size_t)t * (size_t)states * RG_LANES;
        sum_lanes(gradient->db + n * (size_t)gradient->db_stride, work->db + at, states);
        sum_lanes(gradient->dc + n * (size_t)gradient->db_stride, work->dc + at, states);
    }
}

void RG_ISA_NAME(scan_backward)(const RgScanGradient* gradient, const float* dy,
                                const RgScanInput* input, const float* state, const RgScan* scan,
                                const RgSequence* sequence, float* workspace) {
    const size_t part = (size_t)sequence->steps * (size_t)scan->states * RG_LANES;
    const Workspace work = {workspace, workspace + part, workspace + 2 * part};
    for (int32_t b = 0; b < sequence->rows; b++) {
        row_backward(gradient, dy, input, state, scan, sequence, &work, b);
    }
}
