// A policy as numbers: weights with named views, and the passes over them. Written in RgReal, so
// that the library has it in float and the tests of gradients have it in double. Composition:
//
//   observation -> linear -> layer norm -> Mish            embedding
//   x -> x + block(layer norm(x))                          L residual blocks of one kind (mamba.c,
//   gru.c, feed_forward.c) layer norm -> logits, value                            two linear heads
//
// A block kind is a row of RgBlockKind functions; adding one (spatial attention, say) touches
// layout.c and its own file.
#pragma once

#include "nn/kernels.h"
#include "policy/policy_def.h"

enum {
    RG_STEP_ROWS = 32,  ///< rows that rg_model_step takes through the layers at a time
    RG_TENSOR_NAME = 64 ///< longest tensor name
};

/// How fresh weights are drawn (init.c).
typedef enum RgInit {
    RG_INIT_ZERO,
    RG_INIT_ONE,
    RG_INIT_ORTHOGONAL,  ///< orthogonal rows or columns, gain √2
    RG_INIT_POLICY_HEAD, ///< normal, rows scaled to norm 0.01
    RG_INIT_VALUE_HEAD,  ///< normal, rows scaled to norm 1
    RG_INIT_CONV,        ///< uniform in ±1/√taps
    RG_INIT_DECAY_HEAD,  ///< mamba2: log of uniform in [1, 16]
    RG_INIT_DECAY_STATE, ///< mamba1: log of 1 … S for every channel
    RG_INIT_DT_BIAS,     ///< softplus of it is log-uniform in [0.001, 0.1]
    RG_INIT_DT_PROJ      ///< uniform in ±1/√inputs
} RgInit;

/// A named view of the weight buffer (and of every gradient buffer).
typedef struct RgTensor {
    char name[RG_TENSOR_NAME];
    int32_t shape[2]; ///< shape[1] = 0: a vector
    int64_t offset;   ///< of the first element
    RgInit init;
} RgTensor;

typedef struct RgNorm {
    const RgReal* gamma;
    const RgReal* beta;
} RgNorm;

/// Weights of one block; which are used depends on the kind.
typedef struct RgBlock {
    RgNorm norm;
    int32_t state_offset; ///< place of its carried state in a row's state
    RgLinear in_proj;     ///< mamba (E -> 2I: input | gate), gru (E -> 3E), feed_forward (E -> I)
    RgLinear out_proj;    ///< mamba, feed_forward (I -> E)
    RgLinear x_proj;      ///< mamba (I -> H + 2S, or rank + 2S)
    RgLinear dt_proj;     ///< mamba1 (rank -> I)
    RgLinear recurrent;   ///< gru (E -> 3E)
    RgConv conv;
    RgScan scan;
    const RgReal* dt_bias; ///< mamba (H)
} RgBlock;

typedef struct RgBlockKind RgBlockKind;

typedef struct RgModel {
    RgPolicyDef def;
    int32_t observation_size; ///< D
    int32_t action_count;     ///< A
    int32_t width;            ///< E
    int32_t inner;            ///< I
    int32_t state_size;       ///< Z: floats of one row's carried state
    int32_t tensor_count;
    int64_t parameter_count;
    int64_t step_flops; ///< multiplications and additions of one row's matrix products, forward
    size_t packed_size; ///< floats of all packed forms
    RgTensor* tensors;
    RgReal* weights;
    float* packed; ///< NULL in the double twin
    const RgKernels* kernels;
    const RgBlockKind* kind;
    RgLinear embed;
    RgNorm embed_norm;
    RgBlock* blocks;
    RgNorm final_norm;
    RgLinear policy_head;
    RgLinear value_head;
} RgModel;

/// One pass through the layers: its axes, and where rows carry their state.
typedef struct RgPass {
    RgSequence sequence;
    int32_t positions;   ///< N = T·B
    const RgReal* state; ///< before step 0
    RgReal* state_out;   ///< after the last step; NULL: not wanted
} RgPass;

/// A kind of block. `kept` is what forward leaves for backward, `spare` is memory that each call
/// uses anew.
struct RgBlockKind {
    int32_t (*state_size)(const RgModel* model);
    size_t (*kept_size)(const RgModel* model, int32_t positions);
    size_t (*spare_size)(const RgModel* model, int32_t steps, int32_t rows);
    /// out (N, E) = in + block(in)
    void (*forward)(const RgModel* model, const RgBlock* block, const RgPass* pass, RgReal* out,
                    RgReal* kept, RgReal* spare, const RgReal* in);
    /// d_stream (N, E): gradient of `out` on entry, of `in` on return; gradients of weights are
    /// added to
    void (*backward)(const RgModel* model, const RgBlock* block, const RgPass* pass,
                     RgReal* gradient, RgReal* d_stream, RgReal* kept, RgReal* spare,
                     const RgReal* in);
};

extern const RgBlockKind rg_mamba_block;
extern const RgBlockKind rg_gru_block;
extern const RgBlockKind rg_feed_forward_block;

/// Memory of one worker.
typedef struct RgModelScratch {
    int32_t rows;  ///< most rows of a sequence
    int32_t steps; ///< most steps; 0: single steps only
    RgReal* memory;
    RgReal* embedded;   ///< (N, E) embedding before its norm
    RgReal* normal;     ///< (N, E) after it
    RgReal* moments;    ///< (4, N) mean and 1/deviation of the first and the last norm
    RgReal* stream;     ///< (L + 1, N, E) inputs of the blocks, then of the final norm
    RgReal* final;      ///< (N, E) after the final norm
    RgReal* kept;       ///< of all blocks
    RgReal* d_stream;   ///< (N, E)
    RgReal* d_normal;   ///< (N, E)
    RgReal* spare;      ///< working memory of one block
    size_t kept_stride; ///< distance of two blocks' `kept`; 0: backward is not wanted
    RgPass pass;        ///< the last forward pass, for the backward
    const RgReal* observations;
    int32_t observation_stride; ///< distance of two steps, in rows
} RgModelScratch;

/// Fills sizes and counts from `def` without allocating; RG_ERROR_CONFIG when fields do not fit
/// together.
RgStatus rg_model_measure(RgModel* model, const RgPolicyDef* def, int32_t observation_size,
                          int32_t action_count, RgError* error);

/// rg_model_measure, then memory for weights (zero) with their views.
RgStatus rg_model_create(RgModel* model, const RgPolicyDef* def, int32_t observation_size,
                         int32_t action_count, RgError* error);
void rg_model_destroy(RgModel* model);

/// Draws fresh weights (init.c).
RgStatus rg_model_init(RgModel* model, uint64_t seed, RgError* error);

/// Brings packed weights up to date.
void rg_model_pack(RgModel* model);

/// The tensor that holds parameter `index`; NULL past the end.
const RgTensor* rg_model_tensor_at(const RgModel* model, int64_t index);

/// Number of elements of a tensor.
int64_t rg_tensor_size(const RgTensor* tensor);

/// The gradient of a weight lies where the weight lies.
static inline RgReal* rg_gradient_of(const RgModel* model, RgReal* gradient, const RgReal* weight) {
    return gradient + (weight - model->weights);
}

RgStatus rg_model_scratch_create(RgModelScratch* scratch, const RgModel* model, int32_t rows,
                                 int32_t steps, RgError* error);
void rg_model_scratch_destroy(RgModelScratch* scratch);

/// Rows that a single step takes through the layers at a time.
int32_t rg_model_step_rows(const RgModelScratch* scratch);

/// The passes of regista/policy.h in RgReal.
void rg_model_step(const RgModel* model, RgModelScratch* scratch, int32_t rows, RgReal* logits,
                   RgReal* values, RgReal* state, const RgReal* observations,
                   const uint8_t* resets);
void rg_model_forward(const RgModel* model, RgModelScratch* scratch, int32_t steps, int32_t rows,
                      int32_t row_stride, RgReal* logits, RgReal* values, const RgReal* state,
                      const RgReal* observations, const uint8_t* resets);
void rg_model_backward(const RgModel* model, RgModelScratch* scratch, RgReal* gradient,
                       const RgReal* d_logits, const RgReal* d_values);

/// One array of a piece of memory that is cut into arrays.
typedef struct RgPart {
    RgReal** array; ///< set to the array's place, NULL when there is no memory yet
    size_t size;    ///< elements
} RgPart;

/// Lays arrays one after the other, each on a cache line, and returns the elements used in all.
size_t rg_cut(const RgPart* parts, size_t count, RgReal* memory);

/// Gradients of a linear layer's weights and bias, at their places in `gradient`.
void rg_linear_backward_weights(const RgModel* model, const RgLinear* linear, RgReal* gradient,
                                const RgReal* dy, int32_t dy_stride, const RgReal* x,
                                int32_t x_stride, int32_t rows);

/// A block's in_proj and norm, the last of its way back: adds their part to the gradient of the
/// block's input, where the residual path's is already. The norm is computed again.
/// @param d_stream (n, E) in and out @param normal (n, E) room @param d_projected (n, M of in_proj)
/// @param in (n, E) the block's input @param moments (2, n) of the norm
void rg_block_entry_backward(const RgModel* model, const RgBlock* block, RgReal* gradient,
                             RgReal* d_stream, RgReal* normal, const RgReal* d_projected,
                             const RgReal* in, RgReal* moments, int32_t n);
