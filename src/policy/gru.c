// The recurrent block of the `gru` baseline: one gated recurrent unit over time. A row's carried
// state is h (E). Formulas: docs/derivations/gru.md.
#include "policy/model.h"

#include <string.h>

typedef struct Kept {
    RgReal* moments; // (2, N) of the norm
    RgReal* gx;      // (N, 3E) gates' share of the input
    RgReal* gh;      // (N, 3E) gates' share of h
    RgReal* h;       // (N, E) h before each step, after a reset
} Kept;

typedef struct Spare {
    RgReal* normal; // (N, E) input after the norm; then its gradient
    RgReal* next;   // (B, E) h after the step; backward: its gradient
    RgReal* carry;  // (B, E) gradient that later steps hand down
    RgReal* dgx;    // (N, 3E)
    RgReal* dgh;    // (N, 3E)
} Spare;

static int32_t state_size(const RgModel* model) {
    return model->width;
}

static size_t cut_kept(Kept* kept, const RgModel* model, RgReal* memory, int32_t positions) {
    size_t size = (size_t)positions * (size_t)model->width;
    const RgPart parts[] = {
        {&kept->moments, 2 * (size_t)positions},
        {&kept->gx, 3 * size},
        {&kept->gh, 3 * size},
        {&kept->h, size},
    };
    return rg_cut(parts, sizeof parts / sizeof parts[0], memory);
}

static size_t cut_spare(Spare* spare, const RgModel* model, RgReal* memory, int32_t steps,
                        int32_t rows) {
    size_t row = (size_t)rows * (size_t)model->width, size = (size_t)steps * row;
    const RgPart parts[] = {
        {&spare->normal, size},  {&spare->next, row},     {&spare->carry, row},
        {&spare->dgx, 3 * size}, {&spare->dgh, 3 * size},
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

static bool is_reset(const RgSequence* sequence, int32_t t, int32_t b) {
    return sequence->resets && sequence->resets[(size_t)t * sequence->reset_stride + b];
}

// h before step t into `to`: carried over, or zero where an episode begins.
static void begin_step(RgReal* to, const RgReal* from, size_t from_stride,
                       const RgSequence* sequence, int32_t t, size_t width) {
    for (int32_t b = 0; b < sequence->rows; b++) {
        if (is_reset(sequence, t, b)) {
            memset(to + (size_t)b * width, 0, width * sizeof *to);
        } else {
            memcpy(to + (size_t)b * width, from + (size_t)b * from_stride, width * sizeof *to);
        }
    }
}

static void forward(const RgModel* model, const RgBlock* block, const RgPass* pass, RgReal* out,
                    RgReal* memory, RgReal* spare_memory, const RgReal* in) {
    const RgKernels* k = model->kernels;
    const RgSequence* sequence = &pass->sequence;
    int32_t n = pass->positions, width = model->width, rows = sequence->rows;
    size_t row = (size_t)rows * (size_t)width, stride = (size_t)sequence->state_stride;
    Kept kept;
    Spare spare;
    cut_kept(&kept, model, memory, n);
    cut_spare(&spare, model, spare_memory, sequence->steps, rows);
    k->layer_norm_forward(spare.normal, kept.moments, kept.moments + n, in, block->norm.gamma,
                          block->norm.beta, n, width);
    k->linear_forward(kept.gx, 3 * width, spare.normal, width, &block->in_proj, n, NULL);

    const RgReal* h = pass->state + block->state_offset;
    size_t h_stride = stride;
    for (int32_t t = 0; t < sequence->steps; t++) {
        RgReal* before = kept.h + (size_t)t * row;
        RgReal* gh = kept.gh + (size_t)t * 3 * row;
        begin_step(before, h, h_stride, sequence, t, (size_t)width);
        k->linear_forward(gh, 3 * width, before, width, &block->recurrent, rows, NULL);
        k->gru_forward(spare.next, kept.gx + (size_t)t * 3 * row, gh, before, rows, width);
        for (size_t i = 0; i < row; i++) {
            out[(size_t)t * row + i] = in[(size_t)t * row + i] + spare.next[i];
        }
        h = spare.next;
        h_stride = (size_t)width;
    }
    for (int32_t b = 0; pass->state_out && b < rows; b++) {
        memcpy(pass->state_out + (size_t)b * stride + block->state_offset,
               spare.next + (size_t)b * (size_t)width, (size_t)width * sizeof *spare.next);
    }
}

// All steps backwards: gradients of both gate products, with h's gradient handed from step to step.
static void steps_backward(const RgModel* model, const RgBlock* block, const RgSequence* sequence,
                           const RgReal* d_stream, const Kept* kept, const Spare* spare) {
    const RgKernels* k = model->kernels;
    int32_t width = model->width, rows = sequence->rows;
    size_t row = (size_t)rows * (size_t)width;
    memset(spare->carry, 0, row * sizeof *spare->carry);
    for (int32_t t = sequence->steps - 1; t >= 0; t--) {
        size_t at = (size_t)t * row;
        RgReal* dgh = spare->dgh + 3 * at;
        for (size_t i = 0; i < row; i++) {
            spare->next[i] = d_stream[at + i] + spare->carry[i];
        }
        k->gru_backward(spare->dgx + 3 * at, dgh, spare->carry, spare->next, kept->gx + 3 * at,
                        kept->gh + 3 * at, kept->h + at, rows, width);
        k->linear_backward_input(spare->carry, width, dgh, 3 * width, &block->recurrent, rows,
                                 true);
        // before a reset h was another episode's: nothing flows back
        for (int32_t b = 0; b < rows; b++) {
            if (is_reset(sequence, t, b)) {
                memset(spare->carry + (size_t)b * (size_t)width, 0,
                       (size_t)width * sizeof *spare->carry);
            }
        }
    }
}

static void backward(const RgModel* model, const RgBlock* block, const RgPass* pass,
                     RgReal* gradient, RgReal* d_stream, RgReal* memory, RgReal* spare_memory,
                     const RgReal* in) {
    int32_t n = pass->positions, width = model->width;
    Kept kept;
    Spare spare;
    cut_kept(&kept, model, memory, n);
    cut_spare(&spare, model, spare_memory, pass->sequence.steps, pass->sequence.rows);
    steps_backward(model, block, &pass->sequence, d_stream, &kept, &spare);
    rg_linear_backward_weights(model, &block->recurrent, gradient, spare.dgh, 3 * width, kept.h,
                               width, n);
    rg_block_entry_backward(model, block, gradient, d_stream, spare.normal, spare.dgx, in,
                            kept.moments, n);
}

const RgBlockKind rg_gru_block = {
    .state_size = state_size,
    .kept_size = kept_size,
    .spare_size = spare_size,
    .forward = forward,
    .backward = backward,
};
