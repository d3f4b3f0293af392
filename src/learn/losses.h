// Losses of one row block and their gradients with respect to logits and values. Written once
// (losses_impl.h), compiled for float (learning) and double (gradient checks).
//
//   loss = scale * sum over samples of [ policy + value_coefficient * (target - value)^2 / 2 -
//   entropy_coefficient * H ] PPO:     policy = -min(ratio * A, clip(ratio, 1 - clip, 1 + clip) *
//   A),  A = (advantage - shift) / deviation V-trace: policy = -advantage * log pi(action);
//   advantages and targets are constants
#pragma once

#include <stdint.h>

typedef struct RgLossConfig {
    double scale; ///< 1 / samples of the minibatch
    double clip;  ///< PPO
    double value_coefficient, entropy_coefficient;
    double advantage_shift, advantage_scale; ///< A = (advantage - shift) * scale
} RgLossConfig;

/// Sums over the samples of a block, unscaled. Blocks add up.
typedef struct RgLossSums {
    double policy, value, entropy, kl;
    int64_t clipped, samples;
} RgLossSums;

/// Which samples: windows of the rollout's (T, B) arrays (stride) and dense (T, b) results of the
/// forward pass.
typedef struct RgLossBlock {
    int32_t steps, rows, stride, actions;
    const int32_t* chosen;  ///< (T, B) actions taken
    const float* log_probs; ///< (T, B) of the behaviour policy
    const uint8_t* masks;   ///< (T, B, A) or NULL
} RgLossBlock;

/// Adds the block's sums to `sums` and writes the gradients.
/// @param d_logits out (T, b, A), @param d_values out (T, b)
/// @param logits in (T, b, A), @param values in (T, b)
/// @param advantages in, @param targets in: (T, B) windows with the block's stride
/// @source Schulman et al. 2017, arXiv:1707.06347, eq. 7 and 9. Checked in
/// tests/unit/learn/test_losses.c.
void rg_ppo_loss(const RgLossConfig* config, const RgLossBlock* block, float* d_logits,
                 float* d_values, const float* logits, const float* values, const float* advantages,
                 const float* targets, RgLossSums* sums);
void rg_ppo_loss_double(const RgLossConfig* config, const RgLossBlock* block, double* d_logits,
                        double* d_values, const double* logits, const double* values,
                        const double* advantages, const double* targets, RgLossSums* sums);

/// As above; advantages and targets are dense (T, b), from rg_vtrace. kl is counted from the
/// behaviour log-probabilities.
/// @source Espeholt et al. 2018, arXiv:1802.01561, section 4.2. Checked in
/// tests/unit/learn/test_losses.c.
void rg_vtrace_loss(const RgLossConfig* config, const RgLossBlock* block, float* d_logits,
                    float* d_values, const float* logits, const float* values,
                    const float* advantages, const float* targets, RgLossSums* sums);
void rg_vtrace_loss_double(const RgLossConfig* config, const RgLossBlock* block, double* d_logits,
                           double* d_values, const double* logits, const double* values,
                           const double* advantages, const double* targets, RgLossSums* sums);

/// log current - log behaviour probability of the actions taken.
/// @param ratios out (T, b) dense
void rg_log_ratios(const RgLossBlock* block, float* ratios, const float* logits);
