// The native environments: N blocks of plain data, one per environment, that hold a whole episode
// each.
//
// A block is [Episode][Row x K][frames: K rows x F remembered observations][match]; saving an
// environment is copying its block.
#pragma once

#include "env/env_def.h"
#include "env/observation.h"
#include "env/profile.h"
#include "env/reward.h"
#include "env/rules.h"

/// One policy-controlled player of an environment.
typedef struct RgRow {
    int32_t team;
    int32_t slot;                        ///< agent slot that the row sees and steers now
    int32_t memory[RG_REWARD_TERMS_MAX]; ///< of the reward terms
    RgEntityMemory entities;
    float episode_return, episode_score;
} RgRow;

/// The state of one environment besides its match. Plain data.
typedef struct RgEpisode {
    RgEpisodeInfo info;
    RgRulesState rules;
    int32_t score[RG_TEAM_COUNT]; ///< after the last step
    int32_t cut;    ///< staggering ends this episode after so many env steps, 0: never
    int32_t newest; ///< index of the newest remembered frame
    bool partial;   ///< begun or cut by staggering
    bool order_known, order_right_first; ///< RG_TEAM_ORDER_FIRST_SEED: the parity of the first seed
} RgEpisode;

typedef struct RgListener {
    void (*call)(void* context, const RgEnvEvent* event);
    void* context;
} RgListener;

/// What all environments of one RgVecEnv share. Only the blocks and listeners change after
/// creation.
typedef struct RgNative {
    RgEnvDef def;
    RgScenario scenario;
    RgRewards rewards;
    RgObserver observer;
    const RgEncoder* encoder;
    const RgPitch* pitch;        ///< the one in use
    const RgPitch* shared_pitch; ///< of the process, NULL until acquired
    RgPitch* own_pitch;          ///< of measured steps, NULL until needed
    RgProfile* profile;          ///< measures the steps, NULL: nobody asks
    RgFrameShape shape;
    RgVecEnvSpec spec;
    int32_t rows[RG_TEAM_COUNT];   ///< rows a side
    int32_t agents[RG_TEAM_COUNT]; ///< agent slots a side; more than rows where one row stands for
                                   ///< all (A.4)
    int32_t frames;                ///< remembered observations: 4 stacked, else 1
    size_t rows_at, frames_at, frame_bytes, match_at, block_bytes; ///< layout of a block
    unsigned char* blocks;
    RgListener* listeners; ///< (N)
} RgNative;

RgEpisode* rg_native_episode(const RgNative* self, int32_t env);
RgRow* rg_native_rows(const RgNative* self, int32_t env);
RgMatch* rg_native_match(const RgNative* self, int32_t env);

/// The time from now on belongs to `stage` (RgStage, RgEnvStage), where steps are measured.
static inline void rg_native_mark(const RgNative* self, int32_t stage) {
    if (self->profile != NULL) {
        rg_profile_mark(self->profile, stage);
    }
}

/// How the last step ended.
typedef struct RgStepEnd {
    bool terminated, truncated;
} RgStepEnd;

/// Starts the next episode of environment `env`.
void rg_episode_start(RgNative* self, int32_t env);

/// Plays random steps and arranges an early end of the first episode (RgEnvDef.stagger).
void rg_episode_stagger(RgNative* self, int32_t env);

/// One env step: what its match has to do (rg_matches_step), and what comes of it.
/// @param actions (K) @param rewards out (K)
/// @param staggered the step belongs to nobody: the listener gets no actions
RgMatchStep rg_episode_step_begin(const RgNative* self, int32_t env, const int32_t* actions);
RgStepEnd rg_episode_step_end(RgNative* self, int32_t env, const int32_t* actions, float* rewards,
                              bool staggered);

/// Writes the K observations of an environment, oldest frame first. @param observations out (K, D)
void rg_episode_write(const RgNative* self, int32_t env, float* observations);

/// Writes the K action masks. @param masks out (K, A)
void rg_episode_masks(const RgNative* self, int32_t env, uint8_t* masks);

/// Writes the global state in both teams' views. @param states out (2, G)
void rg_episode_global_states(const RgNative* self, int32_t env, float* states);

/// A block with a label (rg_vec_env_get_state, env_state.c).
size_t rg_native_state_bytes(const RgNative* self);
void rg_native_get_state(const RgNative* self, int32_t env, void* state);
RgStatus rg_native_set_state(RgNative* self, int32_t env, const void* state, size_t bytes,
                             RgError* error);

/// The pitch shared by all environments of the process, created with the first and released with
/// the last of them.
RgStatus rg_pitch_acquire(const RgPitch** out, RgError* error);
void rg_pitch_release(void);
