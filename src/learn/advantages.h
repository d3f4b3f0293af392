// Advantages and targets of one rollout, one row block at a time.
//
// Blocks are windows of (T, B) arrays: element (t, b) is at t * stride + b.
#pragma once

#include <stdint.h>

/// What an advantage is computed from. Pointers are at the block's first row, step 0.
typedef struct RgTrajectory {
    int32_t steps;             ///< T
    int32_t rows;              ///< of the block
    int32_t stride;            ///< rows of the whole arrays
    const float* rewards;      ///< (T, B)
    const uint8_t* terminated; ///< (T, B) 1: ended after step t by its rules; nothing follows
    const uint8_t*
        truncated; ///< (T, B) 1: ended after step t by its time limit; final_values[t] follows
    const float* final_values; ///< (T, B) value of the last observation of a truncated episode;
                               ///< read only where truncated
    double gamma, lambda;
} RgTrajectory;

/// Generalised advantage estimates, backwards in time:
///   next[t]       = 0 if terminated, final_values[t] if truncated, else values[t + 1]
///   delta[t]      = rewards[t] + gamma * next[t] - values[t]
///   advantages[t] = delta[t] + gamma * lambda * advantages[t + 1] * (neither terminated nor
///   truncated) returns[t]    = advantages[t] + values[t]
/// @param advantages out (T, B), @param returns out (T, B)
/// @param values in (T + 1, B); row T is the bootstrap value
/// @source Schulman et al. 2016, arXiv:1506.02438. Checked in tests/unit/learn/test_advantages.c.
void rg_gae(const RgTrajectory* path, float* advantages, float* returns, const float* values);

/// Ceilings of V-trace's importance weights.
typedef struct RgVtraceClips {
    double rho, c;
} RgVtraceClips;

/// V-trace targets and policy-gradient advantages, backwards in time:
///   rho[t] = min(rho_clip, ratio[t]),  c[t] = lambda * min(c_clip, ratio[t])
///   vs[t]  = v[t] + rho[t] * (rewards[t] + gamma * next_v[t] - v[t]) + gamma * c[t] * (vs[t + 1] -
///   v[t + 1]) advantages[t] = rho[t] * (rewards[t] + gamma * next_vs[t] - v[t])
/// next_v and next_vs are 0 after termination and final_values[t] after truncation, where the last
/// term of vs is 0 too.
/// @param advantages out (T, b) dense, @param targets out (T, b) dense (vs)
/// @param values in (T + 1, b) dense, @param log_ratios in (T, b) dense: log current - log
/// behaviour probability
/// @return number of steps whose ratio reached rho_clip
/// @source Espeholt et al. 2018, arXiv:1802.01561, section 4.1 and remark 2. Checked in
/// tests/unit/learn/test_advantages.c.
int64_t rg_vtrace(const RgTrajectory* path, RgVtraceClips clips, float* advantages, float* targets,
                  const float* values, const float* log_ratios);
