// The Mamba block: in_proj -> causal depthwise convolution -> SiLU -> dt, B, C -> selective scan
// with carried state and skip D
// -> SiLU gate -> out_proj. A row's carried state is the convolution's window (taps-1, I), then the
// scan's h (S, I). What is cheap to compute again (norm, gate) is not kept for the backward pass.
// Formulas: docs/derivations/mamba_block.md.
#include "policy/model.h"

// What forward keeps for backward.
typedef struct Kept {
    RgReal* moments; // (2, N) of the norm
    RgReal* xz;      // (N, 2I) input | gate
    RgReal* u;       // (N, I) after convolution and SiLU
    RgReal* mixed;   // (N, rank + 2S) dt before its bias (or its low-rank form) | B | C
    RgReal* dt_raw;  // (N, I) dt before its bias, mamba1
    RgReal* dt;      // (N, H)
    RgReal* y;       // (N, I) scan output
} Kept;

// Working memory.
typedef struct Spare {
    RgReal* normal;    // (N, E) input after the norm; then its gradient
    RgReal* gated;     // (N, I) y·silu(z); then the gradient of y
    RgReal* d_xz;      // (N, 2I), backward only, as all below
    RgReal* d_mixed;   // (N, rank + 2S)
    RgReal* d_dt;      // (N, H)
    RgReal* d_dt_raw;  // (N, I), mamba1
    RgReal* workspace; // of the scan
} Spare;

static bool has_dt_proj(const RgModel* model) {
    return model->def.ssm == RG_SSM_MAMBA1;
}

static size_t heads_of(const RgModel* model) {
    return (size_t)(has_dt_proj(model) ? model->inner : model->inner / model->def.head_width);
}

static size_t mixed_width(const RgModel* model) {
    size_t rank = has_dt_proj(model) ? (size_t)(model->width + 15) / 16 : heads_of(model);
    return rank + 2 * (size_t)model->def.d_state;
}

static int32_t state_size(const RgModel* model) {
    return (model->def.conv - 1 + model->def.d_state) * model->inner;
}

static size_t cut_kept(Kept* kept, const RgModel* model, RgReal* memory, int32_t positions) {
    size_t n = (size_t)positions, inner = (size_t)model->inner;
    const RgPart parts[] = {
        {&kept->moments, 2 * n},
        {&kept->xz, n * 2 * inner},
        {&kept->u, n * inner},
        {&kept->mixed, n * mixed_width(model)},
        {&kept->dt_raw, has_dt_proj(model) ? n * inner : 0},
        {&kept->dt, n * heads_of(model)},
        {&kept->y, n * inner},
    };
    return rg_cut(parts, sizeof parts / sizeof parts[0], memory);
}

static size_t cut_spare(Spare* spare, const RgModel* model, RgReal* memory, int32_t steps,
                        int32_t rows) {
    size_t n = (size_t)steps * (size_t)rows, inner = (size_t)model->inner;
    const RgPart parts[] = {
        {&spare->normal, n * (size_t)model->width},
        {&spare->gated, n * inner},
        {&spare->d_xz, n * 2 * inner},
        {&spare->d_mixed, n * mixed_width(model)},
        {&spare->d_dt, n * heads_of(model)},
        {&spare->d_dt_raw, has_dt_proj(model) ? n * inner : 0},
        {&spare->workspace, rg_scan_workspace(steps, model->def.d_state)},
    };
    return rg_cut(parts, sizeof parts / sizeof parts[0], memory);
}

static size_t kept_size(const RgModel* model, int32_t positions) {
    Kept kept;
    return cut_kept(&kept, model, NULL, positions);
}

static size_t spare_size(const RgModel* model, int32_t steps, int32_t rows) {
    Spare spare;
    return cut_spare(&spare, model, NULL, steps, rows);
}

static RgScanInput scan_input(const RgBlock* block, const Kept* kept) {
    const RgReal* b = kept->mixed + block->x_proj.outputs - 2 * block->scan.states;
    return (RgScanInput){
        .u = kept->u,
        .dt = kept->dt,
        .b = b,
        .c = b + block->scan.states,
        .u_stride = block->scan.channels,
        .dt_stride = block->scan.heads,
        .bc_stride = block->x_proj.outputs,
    };
}

// dt before its bias, and its stride: the first columns of x_proj, or their projection to all
// channels.
static const RgReal* raw_dt(const RgModel* model, const Kept* kept, int32_t* stride) {
    *stride = has_dt_proj(model) ? model->inner : (int32_t)mixed_width(model);
    return has_dt_proj(model) ? kept->dt_raw : kept->mixed;
}

// Places of the convolution's window and the scan's h in a row's state.
static size_t window_place(const RgBlock* block) {
    return (size_t)block->state_offset;
}

static size_t scan_place(const RgBlock* block) {
    return window_place(block) + (size_t)(block->conv.taps - 1) * (size_t)block->conv.channels;
}

static void forward(const RgModel* model, const RgBlock* block, const RgPass* pass, RgReal* out,
                    RgReal* memory, RgReal* spare_memory, const RgReal* in) {
    const RgKernels* k = model->kernels;
    const RgSequence* sequence = &pass->sequence;
    int32_t n = pass->positions, width = model->width, inner = model->inner, dt_stride;
    size_t window = window_place(block), h = scan_place(block);
    Kept kept;
    Spare spare;
    cut_kept(&kept, model, memory, n);
    cut_spare(&spare, model, spare_memory, sequence->steps, sequence->rows);

    k->layer_norm_forward(spare.normal, kept.moments, kept.moments + n, in, block->norm.gamma,
                          block->norm.beta, n, width);
    k->linear_forward(kept.xz, 2 * inner, spare.normal, width, &block->in_proj, n, NULL);
    k->conv_forward(kept.u, pass->state_out ? pass->state_out + window : NULL, kept.xz, 2 * inner,
                    pass->state + window, &block->conv, sequence);

    // dt, B and C depend on the input: that is what makes the scan selective
    k->linear_forward(kept.mixed, block->x_proj.outputs, kept.u, inner, &block->x_proj, n, NULL);
    if (has_dt_proj(model)) {
        k->linear_forward(kept.dt_raw, inner, kept.mixed, block->x_proj.outputs, &block->dt_proj, n,
                          NULL);
    }
    const RgReal* dt_raw = raw_dt(model, &kept, &dt_stride);
    k->softplus_forward(kept.dt, dt_raw, dt_stride, block->dt_bias, n, block->scan.heads);
    RgScanInput input = scan_input(block, &kept);
    k->scan_forward(kept.y, pass->state_out ? pass->state_out + h : NULL, &input, pass->state + h,
                    &block->scan, sequence);

    k->gate_forward(spare.gated, kept.y, kept.xz + inner, 2 * inner, n, inner);
    k->linear_forward(out, width, spare.gated, inner, &block->out_proj, n, in);
}

// From dy (in spare.gated) to the gradients of u (left half of d_xz, stride 2I) and of x_proj's
// output.
static void scan_part_backward(const RgModel* model, const RgBlock* block, const RgPass* pass,
                               RgReal* gradient, const Kept* kept, const Spare* spare) {
    const RgKernels* k = model->kernels;
    int32_t n = pass->positions, inner = model->inner, mixed = block->x_proj.outputs, dt_stride;
    RgReal* d_b = spare->d_mixed + mixed - 2 * block->scan.states;
    RgScanInput input = scan_input(block, kept);
    RgScanGradient scan_gradient = {
        .du = spare->d_xz,
        .d_dt = spare->d_dt,
        .db = d_b,
        .dc = d_b + block->scan.states,
        .d_a_log = rg_gradient_of(model, gradient, block->scan.a_log),
        .d_skip = rg_gradient_of(model, gradient, block->scan.skip),
        .du_stride = 2 * inner,
        .db_stride = mixed,
    };
    k->scan_backward(&scan_gradient, spare->gated, &input, pass->state + scan_place(block),
                     &block->scan, &pass->sequence, spare->workspace);

    const RgReal* dt_raw = raw_dt(model, kept, &dt_stride);
    RgReal* d_dt_raw = has_dt_proj(model) ? spare->d_dt_raw : spare->d_mixed;
    k->softplus_backward(d_dt_raw, dt_stride, rg_gradient_of(model, gradient, block->dt_bias),
                         spare->d_dt, dt_raw, dt_stride, block->dt_bias, n, block->scan.heads);
    if (has_dt_proj(model)) {
        rg_linear_backward_weights(model, &block->dt_proj, gradient, d_dt_raw, inner, kept->mixed,
                                   mixed, n);
        k->linear_backward_input(spare->d_mixed, mixed, d_dt_raw, inner, &block->dt_proj, n, false);
    }
    rg_linear_backward_weights(model, &block->x_proj, gradient, spare->d_mixed, mixed, kept->u,
                               inner, n);
    k->linear_backward_input(spare->d_xz, 2 * inner, spare->d_mixed, mixed, &block->x_proj, n,
                             true);
}

static void backward(const RgModel* model, const RgBlock* block, const RgPass* pass,
                     RgReal* gradient, RgReal* d_stream, RgReal* memory, RgReal* spare_memory,
                     const RgReal* in) {
    const RgKernels* k = model->kernels;
    const RgSequence* sequence = &pass->sequence;
    int32_t n = pass->positions, width = model->width, inner = model->inner;
    Kept kept;
    Spare spare;
    cut_kept(&kept, model, memory, n);
    cut_spare(&spare, model, spare_memory, sequence->steps, sequence->rows);

    // out_proj and the gate, whose output is computed again
    k->gate_forward(spare.gated, kept.y, kept.xz + inner, 2 * inner, n, inner);
    rg_linear_backward_weights(model, &block->out_proj, gradient, d_stream, width, spare.gated,
                               inner, n);
    k->linear_backward_input(spare.gated, inner, d_stream, width, &block->out_proj, n, false);
    k->gate_backward(spare.gated, spare.d_xz + inner, 2 * inner, spare.gated, kept.y,
                     kept.xz + inner, 2 * inner, n, inner);

    scan_part_backward(model, block, pass, gradient, &kept, &spare);
    k->conv_backward(spare.d_xz, 2 * inner, rg_gradient_of(model, gradient, block->conv.weight),
                     rg_gradient_of(model, gradient, block->conv.bias), spare.d_xz, 2 * inner,
                     kept.xz, 2 * inner, pass->state + window_place(block), &block->conv, sequence);

    rg_block_entry_backward(model, block, gradient, d_stream, spare.normal, spare.d_xz, in,
                            kept.moments, n);
}

const RgBlockKind rg_mamba_block = {
    .state_size = state_size,
    .kept_size = kept_size,
    .spare_size = spare_size,
    .forward = forward,
    .backward = backward,
};
