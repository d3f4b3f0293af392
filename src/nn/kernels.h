// The kernels of all layers as one table of functions. `*_ref.c` is the readable definition of each
// (float and double); the vectorised twins in simd/ are built once per instruction set and chosen
// at run time (rg_kernels_best).
//
// Conventions: arguments are outputs, inputs, parameters, sizes. Matrices are row-major; an
// `x_stride` is the distance of two rows of x in elements, matrices without one are dense. A
// sequence of T steps and B rows has N = T·B positions in the order n = t·B + b. A gradient is `d`
// + the forward name; gradients of parameters are added to, gradients of inputs are overwritten
// unless said otherwise. Every sum runs in one fixed order that does not depend on the number of
// rows. Derivations of the backward passes: docs/derivations/.
#pragma once

#include "nn/real.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    RG_PANEL = 16,       ///< columns of one panel of packed weights
    RG_CONV_TAPS = 8,    ///< most taps of the causal convolution
    RG_PEAK_CHAINS = 12, ///< enough to hide the latency of a multiply-add
    RG_SSM_STATES = 64   ///< largest d_state
};

/// A fully connected layer: y = x·Wᵀ + b.
typedef struct RgLinear {
    int32_t inputs;       ///< K
    int32_t outputs;      ///< M
    const RgReal* weight; ///< (M, K)
    const RgReal* bias;   ///< (M) or NULL
    const float* packed;  ///< W for x·Wᵀ, panels (⌈M/16⌉, K, 16); not used by the reference
    const float* turned;  ///< W for dy·W, panels (⌈K/16⌉, M, 16); not used by the reference
} RgLinear;

/// Time and rows of a recurrent kernel. resets[t·reset_stride + b] != 0 zeroes the row's state
/// before step t.
typedef struct RgSequence {
    int32_t steps;         ///< T
    int32_t rows;          ///< B
    int32_t state_stride;  ///< distance of two rows' carried state
    int32_t reset_stride;  ///< distance of two steps in `resets`
    const uint8_t* resets; ///< (T, B) or NULL: none
} RgSequence;

/// Causal depthwise convolution. Its carried window is the last taps-1 inputs, oldest first:
/// (taps-1, I).
typedef struct RgConv {
    int32_t channels;     ///< I
    int32_t taps;         ///< 2 … RG_CONV_TAPS
    const RgReal* weight; ///< (taps, I), the last tap meets the newest input
    const RgReal* bias;   ///< (I)
} RgConv;

typedef enum RgSsm { RG_SSM_MAMBA2, RG_SSM_MAMBA1, RG_SSM_COUNT } RgSsm;

/// Selective scan. Channel i belongs to head i / (I/H) (mamba2); mamba1 has H = I. Its carried
/// state is h (S, I).
typedef struct RgScan {
    RgSsm ssm;
    int32_t channels;    ///< I
    int32_t states;      ///< S, at most RG_SSM_STATES
    int32_t heads;       ///< H; divides I
    const RgReal* a_log; ///< mamba2 (H), mamba1 (S, I): the decay rate is -exp(a_log)
    const RgReal* skip;  ///< (I), the skip weight D
} RgScan;

/// What the scan reads at every position.
typedef struct RgScanInput {
    const RgReal* u;   ///< (N, I)
    const RgReal* dt;  ///< (N, H), positive
    const RgReal* b;   ///< (N, S)
    const RgReal* c;   ///< (N, S)
    int32_t u_stride;  ///< of u
    int32_t dt_stride; ///< of dt
    int32_t bc_stride; ///< of b and c
} RgScanInput;

/// Where the scan's backward pass writes.
typedef struct RgScanGradient {
    RgReal* du;        ///< (N, I)
    RgReal* d_dt;      ///< (N, H), stride as dt
    RgReal* db;        ///< (N, S), stride as b
    RgReal* dc;        ///< (N, S), stride as c
    RgReal* d_a_log;   ///< added to
    RgReal* d_skip;    ///< added to
    int32_t du_stride; ///< of du
    int32_t db_stride; ///< of db and dc
} RgScanGradient;

/// y (rows, M) = x·Wᵀ + b [+ add]. `add` is NULL or has y's shape and stride and may be y itself.
typedef void RgLinearForward(RgReal* y, int32_t y_stride, const RgReal* x, int32_t x_stride,
                             const RgLinear* linear, int32_t rows, const RgReal* add);

/// dx (rows, K) = dy·W, added to dx when `accumulate`.
typedef void RgLinearBackwardInput(RgReal* dx, int32_t dx_stride, const RgReal* dy,
                                   int32_t dy_stride, const RgLinear* linear, int32_t rows,
                                   bool accumulate);

/// d_weight (M, K) += dyᵀ·x, d_bias (M; may be NULL) += column sums of dy; both in the order of
/// rows.
typedef void RgLinearBackwardWeight(RgReal* d_weight, RgReal* d_bias, const RgReal* dy,
                                    int32_t dy_stride, const RgReal* x, int32_t x_stride,
                                    const RgLinear* linear, int32_t rows);

/// y = gamma·(x - mean)/sqrt(variance + 1e-5) + beta over the width of each row; keeps mean and
/// 1/sqrt (rows).
/// @source Ba et al. 2016, arXiv:1607.06450.
typedef void RgLayerNormForward(RgReal* y, RgReal* mean, RgReal* rstd, const RgReal* x,
                                const RgReal* gamma, const RgReal* beta, int32_t rows,
                                int32_t width);

/// dx += …; d_gamma, d_beta += ….
typedef void RgLayerNormBackward(RgReal* dx, RgReal* d_gamma, RgReal* d_beta, const RgReal* dy,
                                 const RgReal* x, const RgReal* mean, const RgReal* rstd,
                                 const RgReal* gamma, int32_t rows, int32_t width);

/// y = x·tanh(softplus(x)). y may be x. @source Misra 2019, arXiv:1908.08681.
typedef void RgMishForward(RgReal* y, const RgReal* x, int64_t count);

/// dx = dy·mish'(x). dx may be dy.
typedef void RgMishBackward(RgReal* dx, const RgReal* dy, const RgReal* x, int64_t count);

/// g (rows, width) = y·silu(z): the gate of a Mamba block.
typedef void RgGateForward(RgReal* g, const RgReal* y, const RgReal* z, int32_t z_stride,
                           int32_t rows, int32_t width);

/// dy = dg·silu(z), dz = dg·y·silu'(z). dy may be dg; dz has dz_stride.
typedef void RgGateBackward(RgReal* dy, RgReal* dz, int32_t dz_stride, const RgReal* dg,
                            const RgReal* y, const RgReal* z, int32_t z_stride, int32_t rows,
                            int32_t width);

/// y (rows, width) = log(1 + exp(x + bias)).
typedef void RgSoftplusForward(RgReal* y, const RgReal* x, int32_t x_stride, const RgReal* bias,
                               int32_t rows, int32_t width);

/// dx = dy·sigmoid(x + bias) with dx_stride; d_bias += column sums of dx.
typedef void RgSoftplusBackward(RgReal* dx, int32_t dx_stride, RgReal* d_bias, const RgReal* dy,
                                const RgReal* x, int32_t x_stride, const RgReal* bias, int32_t rows,
                                int32_t width);

/// u (N, I) = silu(bias + Σ_k weight[k]·x[t - (taps-1) + k]), inputs before step 0 from `window`.
/// @param window_out the window after the last step; NULL: not wanted; may be `window`.
typedef void RgConvForward(RgReal* u, RgReal* window_out, const RgReal* x, int32_t x_stride,
                           const RgReal* window, const RgConv* conv, const RgSequence* sequence);

/// dx, d_weight, d_bias from du; dx may be du. The gradient through the initial window is cut.
typedef void RgConvBackward(RgReal* dx, int32_t dx_stride, RgReal* d_weight, RgReal* d_bias,
                            const RgReal* du, int32_t du_stride, const RgReal* x, int32_t x_stride,
                            const RgReal* window, const RgConv* conv, const RgSequence* sequence);

/// y (N, I) = Σ_s c·h + D·u with h = exp(dt·A)·h + dt·u·b.
/// @param state_out the state after the last step; NULL: not wanted; may be `state`.
/// @source Gu & Dao 2023, arXiv:2312.00752 (mamba1); Dao & Gu 2024, arXiv:2405.21060 (mamba2).
typedef void RgScanForward(RgReal* y, RgReal* state_out, const RgScanInput* input,
                           const RgReal* state, const RgScan* scan, const RgSequence* sequence);

/// Gradients of the scan from dy (N, I). h is recomputed. The gradient through the initial state is
/// cut.
/// @param workspace rg_scan_workspace(…) elements
typedef void RgScanBackward(const RgScanGradient* gradient, const RgReal* dy,
                            const RgScanInput* input, const RgReal* state, const RgScan* scan,
                            const RgSequence* sequence, RgReal* workspace);

/// One step of a gated recurrent unit from its two matrix products gx = W_x·x + b_x and gh = W_h·h
/// + b_h, both (rows, 3·width) = reset | update | new:
///   r = σ(gx_r + gh_r), z = σ(gx_z + gh_z), n = tanh(gx_n + r·gh_n), h_next = (1 - z)·n + z·h
/// @source Cho et al. 2014, arXiv:1406.1078, with the reset gate after the product.
typedef void RgGruForward(RgReal* h_next, const RgReal* gx, const RgReal* gh, const RgReal* h,
                          int32_t rows, int32_t width);

/// dgx, dgh (rows, 3·width) and dh (rows, width; the direct path only) from dh_next.
typedef void RgGruBackward(RgReal* dgx, RgReal* dgh, RgReal* dh, const RgReal* dh_next,
                           const RgReal* gx, const RgReal* gh, const RgReal* h, int32_t rows,
                           int32_t width);

/// Runs `rounds` rounds of RG_PEAK_CHAINS independent vector multiply-adds in registers: how fast
/// this processor can multiply at all, the yardstick of "share of peak".
/// @param flops out, operations done
/// @return a number that depends on all of them, so that none is optimised away
typedef float RgPeakProbe(int64_t rounds, int64_t* flops);

/// Every kernel once: type, name.
#define RG_KERNEL_LIST(X)                                                                          \
    X(RgLinearForward, linear_forward)                                                             \
    X(RgLinearBackwardInput, linear_backward_input)                                                \
    X(RgLinearBackwardWeight, linear_backward_weight)                                              \
    X(RgLayerNormForward, layer_norm_forward)                                                      \
    X(RgLayerNormBackward, layer_norm_backward)                                                    \
    X(RgMishForward, mish_forward)                                                                 \
    X(RgMishBackward, mish_backward)                                                               \
    X(RgGateForward, gate_forward)                                                                 \
    X(RgGateBackward, gate_backward)                                                               \
    X(RgSoftplusForward, softplus_forward)                                                         \
    X(RgSoftplusBackward, softplus_backward)                                                       \
    X(RgConvForward, conv_forward)                                                                 \
    X(RgConvBackward, conv_backward)                                                               \
    X(RgScanForward, scan_forward)                                                                 \
    X(RgScanBackward, scan_backward)                                                               \
    X(RgGruForward, gru_forward)                                                                   \
    X(RgGruBackward, gru_backward)                                                                 \
    X(RgPeakProbe, peak_probe)

typedef struct RgKernels {
    const char* name; ///< "reference", "scalar", "x86-64-v3" or "x86-64-v4"
#define RG_KERNEL_MEMBER(type, name) type* name;
    RG_KERNEL_LIST(RG_KERNEL_MEMBER)
} RgKernels;

/// Tables this processor can run, best first, the reference last; NULL past the end.
const RgKernels* rg_kernels_at(int index);

/// The table called `name`; NULL when there is none or this processor cannot run it.
const RgKernels* rg_kernels_find(const char* name);

/// The table that new models use: the best one, or what rg_kernels_select chose.
const RgKernels* rg_kernels_current(void);

/// Chooses the table of models created from now on; NULL: the best one again.
void rg_kernels_select(const RgKernels* kernels);

/// Elements that scan_backward needs as workspace.
size_t rg_scan_workspace(int32_t steps, int32_t states);

/// Floats of both packed forms of a linear layer.
size_t rg_linear_packed_size(int32_t inputs, int32_t outputs);

/// Fills `memory` (rg_linear_packed_size floats, 64-byte aligned) from the weights and points
/// `linear` at it.
void rg_linear_pack(RgLinear* linear, float* memory);

// the definitions of *_ref.c
#define RG_KERNEL_REFERENCE(type, name) type rg_ref_##name;
RG_KERNEL_LIST(RG_KERNEL_REFERENCE)
