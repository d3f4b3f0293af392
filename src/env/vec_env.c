// The native game behind RgVecEnv: creation, the table of functions, and ways to look inside.
#include <string.h>

#include "core/error.h"
#include "core/memory.h"
#include "env/action.h"
#include "env/native.h"

// ---- table

static float* global_states_of(const RgNative* self, float* states, int32_t env) {
    return states + (size_t)env * RG_TEAM_COUNT * (size_t)self->spec.global_size;
}

static void write_row_state(RgNative* self, int32_t env, const RgVecEnvArrays* out) {
    size_t row = (size_t)env * (size_t)self->spec.rows_per_env;
    rg_episode_write(self, env, out->observations + row * (size_t)self->spec.observation_size);
    if (out->masks != NULL) {
        rg_episode_masks(self, env, out->masks + row * (size_t)self->spec.action_count);
    }
    if (out->global_states != NULL) {
        rg_episode_global_states(self, env, global_states_of(self, out->global_states, env));
    }
}

// the last sight of an episode that the time limit ended
static void write_final(RgNative* self, int32_t env, const RgVecEnvArrays* out) {
    size_t row = (size_t)env * (size_t)self->spec.rows_per_env;
    if (out->final_observations != NULL) {
        rg_episode_write(self, env,
                         out->final_observations + row * (size_t)self->spec.observation_size);
    }
    if (out->final_global_states != NULL) {
        rg_episode_global_states(self, env, global_states_of(self, out->final_global_states, env));
    }
}

static void native_reset(void* object, int32_t begin, int32_t end, const RgVecEnvArrays* out) {
    RgNative* self = object;
    size_t rows = (size_t)self->spec.rows_per_env;
    for (int32_t env = begin; env < end; env++) {
        rg_episode_start(self, env);
        if (self->def.stagger) {
            rg_episode_stagger(self, env);
        }
        memset(out->rewards + (size_t)env * rows, 0, rows * sizeof *out->rewards);
        memset(out->terminated + (size_t)env * rows, 0, rows);
        memset(out->truncated + (size_t)env * rows, 0, rows);
        write_row_state(self, env, out);
    }
}

static void write_results(const RgNative* self, int32_t env, const RgVecEnvArrays* out) {
    const RgEpisode* episode = rg_native_episode(self, env);
    const RgRow* rows = rg_native_rows(self, env);
    size_t first = (size_t)env * (size_t)self->spec.rows_per_env;
    for (int32_t k = 0; k < self->spec.rows_per_env; k++) {
        if (out->episode_return != NULL) {
            out->episode_return[first + (size_t)k] = rows[k].episode_return;
        }
        if (out->episode_score != NULL) {
            out->episode_score[first + (size_t)k] = rows[k].episode_score;
        }
    }
    if (out->episode_length != NULL) {
        out->episode_length[env] = episode->info.length;
    }
    if (out->episode_goals != NULL) {
        memcpy(out->episode_goals + 2 * (size_t)env, episode->score, sizeof episode->score);
    }
    if (out->episode_partial != NULL) {
        out->episode_partial[env] = episode->partial;
    }
}

static void end_step(RgNative* self, int32_t env, const int32_t* actions,
                     const RgVecEnvArrays* out) {
    size_t rows = (size_t)self->spec.rows_per_env, row = (size_t)env * rows;
    RgStepEnd step = rg_episode_step_end(self, env, actions + row, out->rewards + row, false);
    memset(out->terminated + row, step.terminated, rows);
    memset(out->truncated + row, step.truncated, rows);
    if (step.terminated || step.truncated) {
        write_results(self, env, out);
        if (step.truncated) {
            write_final(self, env, out);
        }
        rg_native_mark(self, RG_STAGE_EPISODES);
        rg_episode_start(self, env);
    }
    rg_native_mark(self, RG_STAGE_OBSERVATIONS);
    write_row_state(self, env, out);
}

static void native_step(void* object, int32_t begin, int32_t end, const int32_t* actions,
                        const RgVecEnvArrays* out) {
    RgNative* self = object;
    RgMatchStep steps[RG_SIDE_BY_SIDE];
    for (int32_t first = begin; first < end; first += RG_SIDE_BY_SIDE) {
        int32_t count = end - first < RG_SIDE_BY_SIDE ? end - first : RG_SIDE_BY_SIDE;
        rg_native_mark(self, RG_STAGE_ACTIONS);
        for (int32_t i = 0; i < count; i++) {
            size_t row = (size_t)(first + i) * (size_t)self->spec.rows_per_env;
            steps[i] = rg_episode_step_begin(self, first + i, actions + row);
        }
        rg_matches_step(self->pitch, steps, count);
        for (int32_t i = 0; i < count; i++) {
            end_step(self, first + i, actions, out);
        }
        rg_native_mark(self, RG_STAGE_OUTSIDE);
    }
}

static size_t native_state_bytes(const void* object) {
    return ((const RgNative*)object)->block_bytes;
}

static void native_save(const void* object, int32_t env, void* state) {
    const RgNative* self = object;
    memcpy(state, self->blocks + (size_t)env * self->block_bytes, self->block_bytes);
}

static void native_restore(void* object, int32_t env, const void* state,
                           const RgVecEnvArrays* out) {
    RgNative* self = object;
    memcpy(self->blocks + (size_t)env * self->block_bytes, state, self->block_bytes);
    if (out != NULL) {
        write_row_state(self, env, out);
    }
}

static void native_destroy(void* object) {
    RgNative* self = object;
    if (self->shared_pitch != NULL) {
        rg_pitch_release();
    }
    if (self->own_pitch != NULL) {
        rg_pitch_destroy(self->own_pitch);
    }
    rg_free(self->blocks);
    rg_free(self->listeners);
    rg_free(self);
}

static const RgVecEnvTable native_table = {
    .reset = native_reset,
    .step = native_step,
    .state_bytes = native_state_bytes,
    .save = native_save,
    .restore = native_restore,
    .destroy = native_destroy,
};

// ---- creation

static int32_t controllable(const RgScenario* scenario, int32_t team) {
    int32_t fewest = RG_TEAM_SIZE;
    for (int32_t parity = 0; parity < 2; parity++) {
        const RgLineUp* line_up = &scenario->setups[parity].teams[team];
        int32_t count = 0;
        for (int32_t i = 0; i < line_up->count; i++) {
            count += line_up->players[i].controllable;
        }
        fewest = count < fewest ? count : fewest;
    }
    return fewest;
}

// Rows are the agents asked for. Where a scenario controls all players and one row a side is asked
// for, every controllable player is an agent slot and the row shows the designated one (A.4);
// otherwise such a scenario takes all players or none (A.5).
static RgStatus choose_agents(RgNative* self, RgError* error) {
    const char* const keys[RG_TEAM_COUNT] = {"left_agents", "right_agents"};
    const int32_t asked[RG_TEAM_COUNT] = {self->def.left_agents, self->def.right_agents};
    bool wraps = self->scenario.control_all_players && asked[0] <= 1 && asked[1] <= 1;
    if (asked[0] + asked[1] == 0) {
        return rg_fail(
            error, RG_ERROR_CONFIG,
            "environment: left_agents and right_agents are both 0; set one to 1 or more");
    }
    for (int32_t team = 0; team < RG_TEAM_COUNT; team++) {
        int32_t most = controllable(&self->scenario, team);
        if (asked[team] > most) {
            return rg_fail(
                error, RG_ERROR_CONFIG,
                "environment: %s: %d, but scenario %.60s has %d controllable players there",
                keys[team], asked[team], self->scenario.name, most);
        }
        self->rows[team] = asked[team];
        self->agents[team] = wraps && asked[team] == 1 ? most : asked[team];
        if (self->scenario.control_all_players && self->agents[team] != 0 &&
            self->agents[team] != most) {
            return rg_fail(error, RG_ERROR_CONFIG,
                           "environment: %s: %d, but scenario %.60s has control_all_players; ask "
                           "for 0, 1 a side or all %d",
                           keys[team], asked[team], self->scenario.name, most);
        }
    }
    return RG_OK;
}

static void apply_overrides(RgNative* self) {
    const RgEnvDef* def = &self->def;
    if (def->game_duration > 0) {
        self->scenario.game_duration = def->game_duration;
    }
    if (def->left_team_difficulty >= 0) {
        self->scenario.difficulty[RG_TEAM_LEFT] = (float)def->left_team_difficulty;
    }
    if (def->right_team_difficulty >= 0) {
        self->scenario.difficulty[RG_TEAM_RIGHT] = (float)def->right_team_difficulty;
    }
}

static size_t align_up(size_t bytes) {
    return (bytes + RG_ALIGNMENT - 1) / RG_ALIGNMENT * RG_ALIGNMENT;
}

static void lay_out(RgNative* self, int32_t env_count) {
    const RgEnvDef* def = &self->def;
    int32_t rows = self->rows[0] + self->rows[1];
    self->observer = (RgObserver){self->scenario.game_duration, def->physics_steps_per_frame,
                                  rg_action_set_stickies(def->action_set)};
    self->shape = (RgFrameShape){def->minimap_width, def->minimap_height};
    self->encoder = rg_encoder(def->representation);
    self->frames = def->stacked ? RG_STACK_FRAMES : 1;
    self->spec = (RgVecEnvSpec){.env_count = env_count,
                                .rows_per_env = rows,
                                .observation_size = self->encoder->size(self->shape) * self->frames,
                                .action_count = rg_action_set_size(def->action_set),
                                .max_episode_steps = self->scenario.game_duration + 1,
                                .global_size = RG_GLOBAL_STATE_SIZE};
    self->frame_bytes = (self->encoder->frame_bytes + 15) / 16 * 16;
    self->rows_at = align_up(sizeof(RgEpisode));
    self->frames_at = align_up(self->rows_at + (size_t)rows * sizeof(RgRow));
    self->match_at = align_up(self->frames_at + (size_t)(rows * self->frames) * self->frame_bytes);
    self->block_bytes = align_up(self->match_at + rg_match_bytes());
}

// Both line-ups are tried once, so that starting an episode cannot fail later.
static RgStatus try_matches(RgNative* self, RgError* error) {
    for (int32_t parity = 0; parity < 2; parity++) {
        RgMatchDef def = rg_scenario_match_def(&self->scenario, parity);
        memcpy(def.agents, self->agents, sizeof def.agents);
        def.ticks_per_step = self->def.physics_steps_per_frame;
        RG_TRY(rg_match_reset(self->pitch, rg_native_match(self, 0), &def, error));
    }
    return RG_OK;
}

static RgStatus set_up(RgNative* self, int32_t env_count, RgError* error) {
    RG_TRY(rg_rewards_parse(self->def.rewards, &self->rewards, error));
    RG_TRY(rg_scenario_load(self->def.scenario, &self->scenario, error));
    apply_overrides(self);
    RG_TRY(choose_agents(self, error));
    lay_out(self, env_count);
    if (self->def.stacked && self->def.representation == RG_REPRESENTATION_RAW) {
        return rg_fail(error, RG_ERROR_CONFIG,
                       "environment: raw observations cannot be stacked; set stacked to false");
    }
    self->blocks = rg_alloc_array((size_t)env_count, self->block_bytes);
    self->listeners = rg_alloc_array((size_t)env_count, sizeof *self->listeners);
    if (self->blocks == NULL || self->listeners == NULL) {
        return rg_fail(error, RG_ERROR_MEMORY, "no memory for %d environments of %zu bytes",
                       env_count, self->block_bytes);
    }
    RG_TRY(rg_pitch_acquire(&self->shared_pitch, error));
    self->pitch = self->shared_pitch;
    RG_TRY(try_matches(self, error));
    for (int32_t env = 0; env < env_count; env++) {
        rg_native_episode(self, env)->info.episode_number = 1;
    }
    return RG_OK;
}

RgStatus rg_vec_env_create(const RgEnvDef* def, int32_t env_count, RgVecEnv* out, RgError* error) {
    if (env_count < 1) {
        return rg_fail(error, RG_ERROR_ARGUMENT,
                       "environment: %d environments; at least 1 is needed", env_count);
    }
    RgNative* self = rg_alloc(sizeof *self);
    if (self == NULL) {
        return rg_fail(error, RG_ERROR_MEMORY, "no memory for environments");
    }
    self->def = *def;
    RgStatus status = set_up(self, env_count, error);
    if (status != RG_OK) {
        native_destroy(self);
        return status;
    }
    *out = (RgVecEnv){&native_table, self, self->spec};
    return RG_OK;
}

void rg_vec_env_destroy(RgVecEnv* env) {
    if (env->table != NULL) {
        env->table->destroy(env->self);
        *env = (RgVecEnv){0};
    }
}

// ---- looking inside

static RgNative* native(const RgVecEnv* env) {
    RG_ASSERT(env->table == &native_table);
    return env->self;
}

RgStatus rg_vec_env_profile(RgVecEnv* env, RgProfile* profile, RgError* error) {
    RgNative* self = native(env);
    if (profile != NULL && self->own_pitch == NULL) {
        RG_TRY(rg_pitch_create(&self->own_pitch, error));
    }
    if (self->own_pitch != NULL) {
        rg_pitch_profile(self->own_pitch, profile);
    }
    self->pitch = profile != NULL ? self->own_pitch : self->shared_pitch;
    self->profile = profile;
    return RG_OK;
}

void rg_vec_env_listen(RgVecEnv* env, int32_t index,
                       void (*listener)(void* context, const RgEnvEvent* event), void* context) {
    native(env)->listeners[index] = (RgListener){listener, context};
}

const RgScenario* rg_vec_env_scenario(const RgVecEnv* env) {
    return &native(env)->scenario;
}

const RgMatch* rg_vec_env_match(const RgVecEnv* env, int32_t index) {
    return rg_native_match(native(env), index);
}

RgEpisodeInfo rg_vec_env_episode(const RgVecEnv* env, int32_t index) {
    return rg_native_episode(native(env), index)->info;
}

size_t rg_vec_env_state_bytes(const RgVecEnv* env) {
    return rg_native_state_bytes(native(env));
}

void rg_vec_env_get_state(const RgVecEnv* env, int32_t index, void* state) {
    RG_ASSERT(index >= 0 && index < env->spec.env_count);
    rg_native_get_state(native(env), index, state);
}

RgStatus rg_vec_env_set_state(RgVecEnv* env, int32_t index, const void* state, size_t bytes,
                              const RgVecEnvArrays* out, RgError* error) {
    RG_TRY(rg_native_set_state(native(env), index, state, bytes, error));
    if (out != NULL) {
        write_row_state(native(env), index, out);
    }
    return RG_OK;
}

void rg_vec_env_observe(const RgVecEnv* env, int32_t row, RgObservation* out) {
    const RgNative* self = native(env);
    int32_t index = row / self->spec.rows_per_env;
    RgMatchView view;
    rg_match_view(rg_native_match(self, index), &view);
    rg_observe(&self->observer, &view,
               rg_native_rows(self, index)[row % self->spec.rows_per_env].slot, out);
}
