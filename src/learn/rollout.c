#include "learn/rollout.h"

#include "core/error.h"
#include "core/memory.h"
#include "learn/advantages.h"
#include "learn/sampling.h"

#include <string.h>
#include <time.h>

RgBlocks rg_blocks_make(int32_t env_count, int32_t rows_per_env, int32_t block_rows) {
    int32_t envs = block_rows / rows_per_env > 1 ? block_rows / rows_per_env : 1;
    envs = envs < env_count ? envs : env_count;
    return (RgBlocks){(env_count + envs - 1) / envs, envs, env_count, rows_per_env};
}

static double seconds_now(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

RgStatus rg_rollout_create(const RgVecEnvSpec* spec, int32_t state_size, int32_t steps,
                           int32_t block_rows, uint64_t seed, RgRollout* out, RgError* error) {
    RgBlocks blocks = rg_blocks_make(spec->env_count, spec->rows_per_env, block_rows);
    int32_t rows = spec->env_count * spec->rows_per_env;
    *out = (RgRollout){.spec = *spec,
                       .blocks = blocks,
                       .steps = steps,
                       .rows = rows,
                       .state_size = state_size,
                       .seed = seed};
    size_t b = (size_t)rows, tb = (size_t)steps * b, tb1 = tb + b,
           tn = (size_t)steps * (size_t)spec->env_count;
    size_t d = (size_t)spec->observation_size, s = (size_t)state_size;
    bool fine = true;
#define LAY_OUT(field, count)                                                                      \
    fine = (out->field = rg_alloc_array((count), sizeof *out->field)) != NULL && fine
    LAY_OUT(observations, tb1 * d);
    LAY_OUT(resets, tb1);
    LAY_OUT(actions, tb);
    LAY_OUT(log_probs, tb);
    LAY_OUT(values, tb1);
    LAY_OUT(final_values, tb);
    LAY_OUT(rewards, tb);
    LAY_OUT(terminated, tb);
    LAY_OUT(truncated, tb);
    LAY_OUT(advantages, tb);
    LAY_OUT(returns, tb);
    LAY_OUT(final_observations, b * d);
    LAY_OUT(episode_return, tb);
    LAY_OUT(episode_score, tb);
    LAY_OUT(episode_length, tn);
    LAY_OUT(episode_goals, tn * 2);
    LAY_OUT(episode_partial, tn);
    LAY_OUT(episodes, tn);
    LAY_OUT(env_seconds, (size_t)blocks.count);
    LAY_OUT(policy_seconds, (size_t)blocks.count);
    LAY_OUT(masks, tb1 * (size_t)spec->action_count);
    if (s > 0) {
        LAY_OUT(state, b * s);
        LAY_OUT(first_state, b * s);
    }
#undef LAY_OUT
    if (!fine) {
        rg_rollout_destroy(out);
        return rg_fail(
            error, RG_ERROR_MEMORY,
            "no memory for rollouts of %d steps of %d rows; lower learn.steps or the number of "
            "environments",
            steps, rows);
    }
    return RG_OK;
}

void rg_rollout_destroy(RgRollout* rollout) {
    void* const memory[] = {
        rollout->observations,
        rollout->masks,
        rollout->resets,
        rollout->actions,
        rollout->log_probs,
        rollout->values,
        rollout->final_values,
        rollout->rewards,
        rollout->terminated,
        rollout->truncated,
        rollout->advantages,
        rollout->returns,
        rollout->final_observations,
        rollout->state,
        rollout->first_state,
        rollout->episode_return,
        rollout->episode_score,
        rollout->episode_length,
        rollout->episode_goals,
        rollout->episode_partial,
        rollout->env_seconds,
        rollout->policy_seconds,
        rollout->episodes,
    };
    for (size_t i = 0; i < sizeof memory / sizeof memory[0]; i++) {
        rg_free(memory[i]);
    }
    *rollout = (RgRollout){0};
}

RgStatus rg_play_scratch_create(const RgPolicy* policy, int32_t rows, RgPlayScratch* out,
                                RgError* error) {
    *out = (RgPlayScratch){0};
    size_t b = (size_t)rows, s = (size_t)rg_policy_state_size(policy);
    out->logits = rg_alloc_array(b * (size_t)rg_policy_action_count(policy), sizeof(float));
    out->values = rg_alloc_array(b, sizeof(float));
    out->state = rg_alloc_array(b * s + 1, sizeof(float)); // a policy without memory has S = 0
    out->observations =
        rg_alloc_array(b * (size_t)rg_policy_observation_size(policy), sizeof(float));
    out->resets = rg_alloc_array(b, 1);
    bool fine = out->logits && out->values && out->state && out->observations && out->resets;
    RgStatus status = fine ? rg_policy_scratch_create(policy, rows, 0, &out->policy, error)
                           : rg_fail(error, RG_ERROR_MEMORY,
                                     "no memory to play %d rows; lower learn.block_rows", rows);
    if (status != RG_OK) {
        rg_play_scratch_destroy(out);
    }
    return status;
}

void rg_play_scratch_destroy(RgPlayScratch* scratch) {
    rg_policy_scratch_destroy(scratch->policy);
    rg_free(scratch->logits);
    rg_free(scratch->values);
    rg_free(scratch->state);
    rg_free(scratch->observations);
    rg_free(scratch->resets);
    *scratch = (RgPlayScratch){0};
}

RgVecEnvArrays rg_rollout_arrays(RgRollout* rollout, int32_t t) {
    size_t b = (size_t)rollout->rows, n = (size_t)rollout->spec.env_count;
    size_t now = t < 0 ? 0 : (size_t)t, next = t < 0 ? 0 : now + 1;
    return (RgVecEnvArrays){
        .observations = rollout->observations + next * b * (size_t)rollout->spec.observation_size,
        .final_observations = rollout->final_observations,
        .rewards = rollout->rewards + now * b,
        .terminated = rollout->terminated + now * b,
        .truncated = rollout->truncated + now * b,
        .masks = rollout->masks + next * b * (size_t)rollout->spec.action_count,
        .episode_return = rollout->episode_return + now * b,
        .episode_score = rollout->episode_score + now * b,
        .episode_length = rollout->episode_length + now * n,
        .episode_goals = rollout->episode_goals + now * n * 2,
        .episode_partial = rollout->episode_partial + now * n,
    };
}

// the last step's observation, mask and reset flag are where rg_rollout_open looks for them
void rg_rollout_start(RgRollout* rollout, const RgVecEnv* env) {
    RgVecEnvArrays arrays = rg_rollout_arrays(rollout, rollout->steps - 1);
    env->table->reset(env->self, 0, rollout->spec.env_count, &arrays);
    memset(rollout->resets + (size_t)rollout->steps * (size_t)rollout->rows, 1,
           (size_t)rollout->rows);
    if (rollout->state != NULL) {
        memset(rollout->state, 0,
               (size_t)rollout->rows * (size_t)rollout->state_size * sizeof(float));
    }
    rollout->clock = 0;
}

void rg_rollout_open(RgRollout* rollout) {
    size_t b = (size_t)rollout->rows, t = (size_t)rollout->steps;
    size_t d = b * (size_t)rollout->spec.observation_size,
           a = b * (size_t)rollout->spec.action_count;
    memcpy(rollout->observations, rollout->observations + t * d, d * sizeof(float));
    memcpy(rollout->resets, rollout->resets + t * b, b);
    memcpy(rollout->masks, rollout->masks + t * a, a);
    rg_open_empty_masks(rollout->masks, rollout->rows, rollout->spec.action_count);
    if (rollout->state != NULL) {
        memcpy(rollout->first_state, rollout->state,
               b * (size_t)rollout->state_size * sizeof(float));
    }
    rollout->episode_count = 0;
}

// values of the last observations of truncated episodes, with the state that the row had there; the
// state itself goes on
static void value_truncated(RgRollout* rollout, const RgPolicy* policy, int32_t t, int32_t first,
                            int32_t rows, RgPlayScratch* scratch) {
    size_t at = (size_t)t * (size_t)rollout->rows + (size_t)first;
    size_t d = (size_t)rollout->spec.observation_size, s = (size_t)rollout->state_size;
    int32_t found = 0;
    for (int32_t b = 0; b < rows; b++) {
        if (rollout->truncated[at + (size_t)b]) {
            memcpy(scratch->observations + (size_t)found * d,
                   rollout->final_observations + (size_t)(first + b) * d, d * sizeof(float));
            if (s > 0) {
                memcpy(scratch->state + (size_t)found * s, rollout->state + (size_t)(first + b) * s,
                       s * sizeof(float));
            }
            found++;
        }
    }
    if (found == 0) {
        return;
    }
    rg_policy_step(policy, scratch->policy, found, scratch->logits, scratch->values, scratch->state,
                   scratch->observations, scratch->resets);
    for (int32_t b = rows - 1; b >= 0; b--) {
        if (rollout->truncated[at + (size_t)b]) {
            rollout->final_values[at + (size_t)b] = scratch->values[--found];
        }
    }
}

// values of the observations after the last step
static void value_last(RgRollout* rollout, const RgPolicy* policy, int32_t first, int32_t rows,
                       RgPlayScratch* scratch) {
    size_t at = (size_t)rollout->steps * (size_t)rollout->rows + (size_t)first,
           s = (size_t)rollout->state_size;
    if (s > 0) {
        memcpy(scratch->state, rollout->state + (size_t)first * s,
               (size_t)rows * s * sizeof(float));
    }
    rg_policy_step(
        policy, scratch->policy, rows, scratch->logits, rollout->values + at, scratch->state,
        rollout->observations + at * (size_t)rollout->spec.observation_size, rollout->resets + at);
}

static void choose_actions(RgRollout* rollout, const RgPolicy* policy, int32_t t, int32_t first,
                           int32_t rows, RgPlayScratch* scratch) {
    size_t at = (size_t)t * (size_t)rollout->rows + (size_t)first,
           a = (size_t)rollout->spec.action_count;
    float* state = rollout->state == NULL
                       ? scratch->state
                       : rollout->state + (size_t)first * (size_t)rollout->state_size;
    rg_policy_step(policy, scratch->policy, rows, scratch->logits, rollout->values + at, state,
                   rollout->observations + at * (size_t)rollout->spec.observation_size,
                   rollout->resets + at);
    for (int32_t b = 0; b < rows; b++) {
        size_t i = at + (size_t)b;
        float uniform = rg_action_uniform(rollout->seed, first + b, rollout->clock + t);
        rollout->actions[i] =
            rg_sample_action(&rollout->log_probs[i], scratch->logits + (size_t)b * a,
                             rollout->masks + i * a, (int32_t)a, uniform);
    }
}

RgTrajectory rg_rollout_trajectory(const RgRollout* rollout, int32_t index, double gamma,
                                   double lambda) {
    int32_t first = rg_block_row(&rollout->blocks, index);
    return (RgTrajectory){
        .steps = rollout->steps,
        .rows = rg_block_rows(&rollout->blocks, index),
        .stride = rollout->rows,
        .rewards = rollout->rewards + first,
        .terminated = rollout->terminated + first,
        .truncated = rollout->truncated + first,
        .final_values = rollout->final_values + first,
        .gamma = gamma,
        .lambda = lambda,
    };
}

void rg_rollout_play(RgRollout* rollout, const RgVecEnv* env, const RgPolicy* policy, int32_t index,
                     RgPlayScratch* scratch, double gamma, double lambda) {
    const RgBlocks* blocks = &rollout->blocks;
    int32_t first = rg_block_row(blocks, index), rows = rg_block_rows(blocks, index);
    int32_t begin = rg_block_env(blocks, index), end = rg_block_env(blocks, index + 1);
    size_t b = (size_t)rollout->rows, a = (size_t)rollout->spec.action_count;
    double env_seconds = 0, start = seconds_now();
    for (int32_t t = 0; t < rollout->steps; t++) {
        choose_actions(rollout, policy, t, first, rows, scratch);

        double before = seconds_now();
        RgVecEnvArrays arrays = rg_rollout_arrays(rollout, t);
        env->table->step(env->self, begin, end, rollout->actions + (size_t)t * b, &arrays);
        env_seconds += seconds_now() - before;

        uint8_t* resets = rollout->resets + (size_t)(t + 1) * b + (size_t)first;
        for (int32_t i = 0; i < rows; i++) {
            resets[i] = arrays.terminated[first + i] | arrays.truncated[first + i];
        }
        rg_open_empty_masks(arrays.masks + (size_t)first * a, rows, (int32_t)a);
        value_truncated(rollout, policy, t, first, rows, scratch);
    }
    value_last(rollout, policy, first, rows, scratch);
    RgTrajectory path = rg_rollout_trajectory(rollout, index, gamma, lambda);
    rg_gae(&path, rollout->advantages + first, rollout->returns + first, rollout->values + first);
    rollout->env_seconds[index] = env_seconds;
    rollout->policy_seconds[index] = seconds_now() - start - env_seconds;
}

void rg_rollout_close(RgRollout* rollout) {
    int32_t envs = rollout->spec.env_count, rows_per_env = rollout->spec.rows_per_env;
    for (int32_t t = 0; t < rollout->steps; t++) {
        for (int32_t n = 0; n < envs; n++) {
            size_t row = (size_t)t * (size_t)rollout->rows + (size_t)(n * rows_per_env);
            size_t at = (size_t)t * (size_t)envs + (size_t)n;
            bool over = rollout->terminated[row] || rollout->truncated[row];
            if (!over || rollout->episode_partial[at]) {
                continue;
            }
            rollout->episodes[rollout->episode_count++] = (RgEpisodeResult){
                .episode_return = rollout->episode_return[row],
                .score = rollout->episode_score[row],
                .length = rollout->episode_length[at],
                .goals = {rollout->episode_goals[2 * at], rollout->episode_goals[2 * at + 1]},
                .env = n,
            };
        }
    }
    rollout->clock += rollout->steps;
}
