// The passes through all layers. One step and a sequence of steps run the same code (a step is a
// sequence of length one that writes the state back), so their numbers are the same.
#include "policy/model.h"

#include "core/error.h"

#include <string.h>

void rg_linear_backward_weights(const RgModel* model, const RgLinear* linear, RgReal* gradient,
                                const RgReal* dy, int32_t dy_stride, const RgReal* x,
                                int32_t x_stride, int32_t rows) {
    RgReal* d_bias = linear->bias ? rg_gradient_of(model, gradient, linear->bias) : NULL;
    model->kernels->linear_backward_weight(rg_gradient_of(model, gradient, linear->weight), d_bias,
                                           dy, dy_stride, x, x_stride, linear, rows);
}

void rg_block_entry_backward(const RgModel* model, const RgBlock* block, RgReal* gradient,
                             RgReal* d_stream, RgReal* normal, const RgReal* d_projected,
                             const RgReal* in, RgReal* moments, int32_t n) {
    const RgKernels* k = model->kernels;
    const RgLinear* in_proj = &block->in_proj;
    const RgNorm* norm = &block->norm;
    int32_t width = model->width;
    k->layer_norm_forward(normal, moments, moments + n, in, norm->gamma, norm->beta, n, width);
    rg_linear_backward_weights(model, in_proj, gradient, d_projected, in_proj->outputs, normal,
                               width, n);
    k->linear_backward_input(normal, width, d_projected, in_proj->outputs, in_proj, n, false);
    k->layer_norm_backward(d_stream, rg_gradient_of(model, gradient, norm->gamma),
                           rg_gradient_of(model, gradient, norm->beta), normal, in, moments,
                           moments + n, norm->gamma, n, width);
}

// Observations (T, R, D) may be a window of wider arrays: one product a step, or one for all when
// they are dense.
static void embed_forward(const RgModel* model, RgModelScratch* scratch,
                          const RgReal* observations) {
    const RgKernels* k = model->kernels;
    const RgSequence* sequence = &scratch->pass.sequence;
    int32_t n = scratch->pass.positions, width = model->width, size = model->observation_size;
    bool dense = scratch->observation_stride == sequence->rows;
    int32_t calls = dense ? 1 : sequence->steps, rows = dense ? n : sequence->rows;
    for (int32_t t = 0; t < calls; t++) {
        k->linear_forward(scratch->embedded + (size_t)t * rows * width, width,
                          observations + (size_t)t * scratch->observation_stride * size, size,
                          &model->embed, rows, NULL);
    }
    k->layer_norm_forward(scratch->normal, scratch->moments, scratch->moments + n,
                          scratch->embedded, model->embed_norm.gamma, model->embed_norm.beta, n,
                          width);
    k->mish_forward(scratch->stream, scratch->normal, (int64_t)n * width);
}

static void run_forward(const RgModel* model, RgModelScratch* scratch, RgReal* logits,
                        RgReal* values, const RgReal* observations) {
    const RgKernels* k = model->kernels;
    int32_t n = scratch->pass.positions, width = model->width;
    size_t layer = (size_t)n * (size_t)width;
    embed_forward(model, scratch, observations);
    for (int32_t l = 0; l < model->def.blocks; l++) {
        const RgReal* in = scratch->stream + (size_t)l * layer;
        model->kind->forward(model, &model->blocks[l], &scratch->pass,
                             scratch->stream + (size_t)(l + 1) * layer,
                             scratch->kept + (size_t)l * scratch->kept_stride, scratch->spare, in);
    }
    k->layer_norm_forward(scratch->final, scratch->moments + 2 * n, scratch->moments + 3 * n,
                          scratch->stream + (size_t)model->def.blocks * layer,
                          model->final_norm.gamma, model->final_norm.beta, n, width);
    k->linear_forward(logits, model->action_count, scratch->final, width, &model->policy_head, n,
                      NULL);
    k->linear_forward(values, 1, scratch->final, width, &model->value_head, n, NULL);
}

void rg_model_step(const RgModel* model, RgModelScratch* scratch, int32_t rows, RgReal* logits,
                   RgReal* values, RgReal* state, const RgReal* observations,
                   const uint8_t* resets) {
    int32_t most = rg_model_step_rows(scratch);
    for (int32_t first = 0; first < rows; first += most) {
        int32_t count = rows - first < most ? rows - first : most;
        RgReal* rows_state = state + (size_t)first * (size_t)model->state_size;
        scratch->observation_stride = count;
        scratch->pass = (RgPass){
            .sequence = {.steps = 1,
                         .rows = count,
                         .state_stride = model->state_size,
                         .reset_stride = count,
                         .resets = resets ? resets + first : NULL},
            .positions = count,
            .state = rows_state,
            .state_out = rows_state,
        };
        run_forward(model, scratch, logits + (size_t)first * (size_t)model->action_count,
                    values + first, observations + (size_t)first * (size_t)model->observation_size);
    }
    // a backward pass belongs to a sequence
    scratch->pass.positions = 0;
}

void rg_model_forward(const RgModel* model, RgModelScratch* scratch, int32_t steps, int32_t rows,
                      int32_t row_stride, RgReal* logits, RgReal* values, const RgReal* state,
                      const RgReal* observations, const uint8_t* resets) {
    RG_ASSERT(steps >= 1 && steps <= scratch->steps && rows >= 1 && rows <= scratch->rows);
    RG_ASSERT(row_stride >= rows);
    scratch->observations = observations;
    scratch->observation_stride = row_stride;
    scratch->pass = (RgPass){
        .sequence = {.steps = steps,
                     .rows = rows,
                     .state_stride = model->state_size,
                     .reset_stride = row_stride,
                     .resets = resets},
        .positions = steps * rows,
        .state = state,
    };
    run_forward(model, scratch, logits, values, observations);
}

static void heads_backward(const RgModel* model, RgModelScratch* scratch, RgReal* gradient,
                           const RgReal* d_logits, const RgReal* d_values) {
    const RgKernels* k = model->kernels;
    int32_t n = scratch->pass.positions, width = model->width;
    size_t layer = (size_t)n * (size_t)width;
    rg_linear_backward_weights(model, &model->policy_head, gradient, d_logits, model->action_count,
                               scratch->final, width, n);
    rg_linear_backward_weights(model, &model->value_head, gradient, d_values, 1, scratch->final,
                               width, n);
    k->linear_backward_input(scratch->d_normal, width, d_logits, model->action_count,
                             &model->policy_head, n, false);
    k->linear_backward_input(scratch->d_normal, width, d_values, 1, &model->value_head, n, true);
    memset(scratch->d_stream, 0, layer * sizeof *scratch->d_stream);
    k->layer_norm_backward(
        scratch->d_stream, rg_gradient_of(model, gradient, model->final_norm.gamma),
        rg_gradient_of(model, gradient, model->final_norm.beta), scratch->d_normal,
        scratch->stream + (size_t)model->def.blocks * layer, scratch->moments + 2 * n,
        scratch->moments + 3 * n, model->final_norm.gamma, n, width);
}

static void embed_backward(const RgModel* model, RgModelScratch* scratch, RgReal* gradient) {
    const RgKernels* k = model->kernels;
    const RgSequence* sequence = &scratch->pass.sequence;
    int32_t n = scratch->pass.positions, width = model->width, size = model->observation_size;
    RgReal* d_embedded = scratch->final; // free by now
    k->mish_backward(scratch->d_normal, scratch->d_stream, scratch->normal, (int64_t)n * width);
    memset(d_embedded, 0, (size_t)n * (size_t)width * sizeof *d_embedded);
    k->layer_norm_backward(d_embedded, rg_gradient_of(model, gradient, model->embed_norm.gamma),
                           rg_gradient_of(model, gradient, model->embed_norm.beta),
                           scratch->d_normal, scratch->embedded, scratch->moments,
                           scratch->moments + n, model->embed_norm.gamma, n, width);
    bool dense = scratch->observation_stride == sequence->rows;
    int32_t calls = dense ? 1 : sequence->steps, rows = dense ? n : sequence->rows;
    for (int32_t t = 0; t < calls; t++) {
        rg_linear_backward_weights(
            model, &model->embed, gradient, d_embedded + (size_t)t * rows * width, width,
            scratch->observations + (size_t)t * scratch->observation_stride * size, size, rows);
    }
}

void rg_model_backward(const RgModel* model, RgModelScratch* scratch, RgReal* gradient,
                       const RgReal* d_logits, const RgReal* d_values) {
    RG_ASSERT(scratch->pass.positions > 0 && scratch->kept_stride > 0);
    size_t layer = (size_t)scratch->pass.positions * (size_t)model->width;
    heads_backward(model, scratch, gradient, d_logits, d_values);
    for (int32_t l = model->def.blocks - 1; l >= 0; l--) {
        model->kind->backward(model, &model->blocks[l], &scratch->pass, gradient, scratch->d_stream,
                              scratch->kept + (size_t)l * scratch->kept_stride, scratch->spare,
                              scratch->stream + (size_t)l * layer);
    }
    embed_backward(model, scratch, gradient);
    // what was kept is used up
    scratch->pass.positions = 0;
}
