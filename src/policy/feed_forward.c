// The feed-forward block: linear -> Mish -> linear. It has no memory; a policy of such blocks is
// the `mlp` baseline.
#include "policy/model.h"

typedef struct Kept {
    RgReal* moments; // (2, N) of the norm
    RgReal* hidden;  // (N, I) before Mish
} Kept;

typedef struct Spare {
    RgReal* normal; // (N, E) input after the norm; then its gradient
    RgReal* active; // (N, I) after Mish; then the gradient of `hidden`
} Spare;

static int32_t state_size(const RgModel* model) {
    (void)model;
    return 0;
}

static size_t cut_kept(Kept* kept, const RgModel* model, RgReal* memory, int32_t positions) {
    const RgPart parts[] = {
        {&kept->moments, 2 * (size_t)positions},
        {&kept->hidden, (size_t)positions * (size_t)model->inner},
    };
    return rg_cut(parts, sizeof parts / sizeof parts[0], memory);
}

static size_t cut_spare(Spare* spare, const RgModel* model, RgReal* memory, int32_t positions) {
    const RgPart parts[] = {
        {&spare->normal, (size_t)positions * (size_t)model->width},
        {&spare->active, (size_t)positions * (size_t)model->inner},
    };
    return rg_cut(parts, sizeof parts / sizeof parts[0], memory);
}

static size_t kept_size(const RgModel* model, int32_t positions) {
    Kept kept;
    return cut_kept(&kept, model, NULL, positions);
}

static size_t spare_size(const RgModel* model, int32_t steps, int32_t rows) {
    Spare spare;
    return cut_spare(&spare, model, NULL, steps * rows);
}

static void forward(const RgModel* model, const RgBlock* block, const RgPass* pass, RgReal* out,
                    RgReal* memory, RgReal* spare_memory, const RgReal* in) {
    const RgKernels* k = model->kernels;
    int32_t n = pass->positions, width = model->width, inner = model->inner;
    Kept kept;
    Spare spare;
    cut_kept(&kept, model, memory, n);
    cut_spare(&spare, model, spare_memory, n);
    k->layer_norm_forward(spare.normal, kept.moments, kept.moments + n, in, block->norm.gamma,
                          block->norm.beta, n, width);
    k->linear_forward(kept.hidden, inner, spare.normal, width, &block->in_proj, n, NULL);
    k->mish_forward(spare.active, kept.hidden, (int64_t)n * inner);
    k->linear_forward(out, width, spare.active, inner, &block->out_proj, n, in);
}

static void backward(const RgModel* model, const RgBlock* block, const RgPass* pass,
                     RgReal* gradient, RgReal* d_stream, RgReal* memory, RgReal* spare_memory,
                     const RgReal* in) {
    const RgKernels* k = model->kernels;
    int32_t n = pass->positions, width = model->width, inner = model->inner;
    Kept kept;
    Spare spare;
    cut_kept(&kept, model, memory, n);
    cut_spare(&spare, model, spare_memory, n);
    k->mish_forward(spare.active, kept.hidden, (int64_t)n * inner);
    rg_linear_backward_weights(model, &block->out_proj, gradient, d_stream, width, spare.active,
                               inner, n);
    k->linear_backward_input(spare.active, inner, d_stream, width, &block->out_proj, n, false);
    k->mish_backward(spare.active, spare.active, kept.hidden, (int64_t)n * inner);
    rg_block_entry_backward(model, block, gradient, d_stream, spare.normal, spare.active, in,
                            kept.moments, n);
}

const RgBlockKind rg_feed_forward_block = {
    .state_size = state_size,
    .kept_size = kept_size,
    .spare_size = spare_size,
    .forward = forward,
    .backward = backward,
};
