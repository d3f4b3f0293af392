// A rollout: T consecutive env steps of all rows, written in place by the environment and the
// policy.
//
// Rows are cut into blocks of whole environments. A block plays its T steps in one task, with its
// own rows of every array, so no thread waits for another and the numbers do not depend on how many
// there are. Learning uses the same blocks.
#pragma once

#include "learn/advantages.h"
#include "regista/learn.h"

/// How rows are cut: block i holds environments i * envs … and rows i * envs * rows_per_env …
typedef struct RgBlocks {
    int32_t count;        ///< blocks
    int32_t envs;         ///< environments of a block (the last one may hold fewer)
    int32_t env_count;    ///< N
    int32_t rows_per_env; ///< K
} RgBlocks;

/// Blocks of about `block_rows` rows, at least one environment each.
RgBlocks rg_blocks_make(int32_t env_count, int32_t rows_per_env, int32_t block_rows);

static inline int32_t rg_block_env(const RgBlocks* blocks, int32_t index) {
    int32_t env = index * blocks->envs;
    return env < blocks->env_count ? env : blocks->env_count;
}
static inline int32_t rg_block_row(const RgBlocks* blocks, int32_t index) {
    return rg_block_env(blocks, index) * blocks->rows_per_env;
}
static inline int32_t rg_block_rows(const RgBlocks* blocks, int32_t index) {
    return rg_block_row(blocks, index + 1) - rg_block_row(blocks, index);
}
/// Rows of the largest block.
static inline int32_t rg_block_capacity(const RgBlocks* blocks) {
    return rg_block_rows(blocks, 0);
}

/// Memory of one worker while it plays.
typedef struct RgPlayScratch {
    RgPolicyScratch* policy;
    float* logits;       ///< (rows, A)
    float* values;       ///< (rows)
    float* state;        ///< (rows, S) copies for values of observations that are not acted on
    float* observations; ///< (rows, D)
    uint8_t* resets;     ///< (rows) zero
} RgPlayScratch;

/// Arrays of a rollout. Row b of step t is t * B + b.
typedef struct RgRollout {
    RgVecEnvSpec spec;
    RgBlocks blocks;
    int32_t steps, rows; ///< T, B
    int32_t state_size;  ///< S
    uint64_t seed;
    int64_t
        clock; ///< env steps that every row has made before this rollout; numbers the action draws

    float* observations;             ///< (T + 1, B, D); row T opens the next rollout
    uint8_t* masks;                  ///< (T + 1, B, A)
    uint8_t* resets;                 ///< (T + 1, B) 1: a new episode begins with this observation
    int32_t* actions;                ///< (T, B)
    float* log_probs;                ///< (T, B)
    float* values;                   ///< (T + 1, B)
    float* final_values;             ///< (T, B) written where truncated
    float* rewards;                  ///< (T, B)
    uint8_t *terminated, *truncated; ///< (T, B)
    float *advantages, *returns;     ///< (T, B)
    float* final_observations;       ///< (B, D)
    float* state;                    ///< (B, S) after the newest step
    float* first_state;              ///< (B, S) before step 0
    float *episode_return, *episode_score; ///< (T, B)
    int32_t* episode_length;               ///< (T, N)
    int32_t* episode_goals;                ///< (T, N, 2)
    uint8_t* episode_partial;              ///< (T, N)
    double *env_seconds, *policy_seconds;  ///< one a block
    RgEpisodeResult* episodes;             ///< (T * N) at most
    int32_t episode_count;
} RgRollout;

RgStatus rg_rollout_create(const RgVecEnvSpec* spec, int32_t state_size, int32_t steps,
                           int32_t block_rows, uint64_t seed, RgRollout* out, RgError* error);
void rg_rollout_destroy(RgRollout* rollout);

RgStatus rg_play_scratch_create(const RgPolicy* policy, int32_t rows, RgPlayScratch* out,
                                RgError* error);
void rg_play_scratch_destroy(RgPlayScratch* scratch);

/// Resets the environments and states; step 0's observations are in place afterwards.
void rg_rollout_start(RgRollout* rollout, const RgVecEnv* env);

/// Moves the last observation, mask and reset flags to step 0 and remembers the state. Before
/// playing.
void rg_rollout_open(RgRollout* rollout);

/// Plays block `index` for T steps and leaves values, bootstrap values, advantages and returns.
/// @param gamma, @param lambda of the advantages (rg_gae)
void rg_rollout_play(RgRollout* rollout, const RgVecEnv* env, const RgPolicy* policy, int32_t index,
                     RgPlayScratch* scratch, double gamma, double lambda);

/// The window of block `index` that advantages are computed from.
RgTrajectory rg_rollout_trajectory(const RgRollout* rollout, int32_t index, double gamma,
                                   double lambda);

/// Lists the finished episodes and moves the clock. After all blocks have played.
void rg_rollout_close(RgRollout* rollout);

/// The environment's arrays of step t: it writes the observations of step t + 1. t = -1: a reset,
/// which writes step 0's.
RgVecEnvArrays rg_rollout_arrays(RgRollout* rollout, int32_t t);
