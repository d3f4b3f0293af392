// Evaluation: blocks of environments play their share of the episodes, each block in one task, and
// leave the results in the episodes' fixed places; the summary then runs over them in order, so the
// number of workers never shows.
#include "core/error.h"
#include "core/memory.h"
#include "core/threads.h"
#include "learn/rollout.h"
#include "learn/sampling.h"
#include "train/player.h"
#include "train/statistics.h"

#include <string.h>

enum { EVALUATION_BLOCK_ROWS = 32 };

// rows of one side: row k of an environment with first <= k < end
typedef struct Side {
    RgPlayer player;
    int32_t first, end;
    float* state; // (N, rows of the side, S)
} Side;

// memory of one worker
typedef struct Scratch {
    RgPolicyScratch* policy[2];
    float* observations; // (rows of a block, D)
    float *logits, *values;
    uint8_t* resets;
} Scratch;

struct RgEvaluator {
    RgVecEnv* env;
    RgThreadPool* pool;
    RgBlocks blocks;
    Side sides[2];
    int workers;
    Scratch* scratch;
    int32_t episode_count;
    RgEpisodeResult* episodes; // (episodes) those of environment n are first_episode(n) …
                               // first_episode(n + 1) - 1
    int32_t* played;           // (N) episodes finished so far
    void* starts;              // (N, state bytes)
    uint64_t seed;

    RgVecEnvArrays arrays;
    uint8_t* resets;  // (B)
    int32_t* steps;   // (N) of the present episode
    int32_t* actions; // (B)
};

static int32_t first_episode(const RgEvaluator* evaluator, int32_t env) {
    return (int32_t)((int64_t)evaluator->episode_count * env / evaluator->env->spec.env_count);
}

static int32_t side_rows(const Side* side) {
    return side->end - side->first;
}

static RgStatus check_player(const RgPlayer* player, const RgVecEnvSpec* spec, RgError* error) {
    if (player->kind == RG_PLAYER_BUILTIN && spec->action_count <= RG_ACTION_BUILTIN_AI) {
        return rg_fail(error, RG_ERROR_SHAPE,
                       "player builtin needs action set v2 or full: set env.action_set");
    }
    if (player->kind != RG_PLAYER_POLICY) {
        return RG_OK;
    }
    if (rg_policy_observation_size(player->policy) != spec->observation_size ||
        rg_policy_action_count(player->policy) != spec->action_count) {
        return rg_fail(error, RG_ERROR_SHAPE,
                       "the policy takes %d observations and %d actions, the environment has %d "
                       "and %d; set env.representation, "
                       "env.stacked and env.action_set as in training",
                       rg_policy_observation_size(player->policy),
                       rg_policy_action_count(player->policy), spec->observation_size,
                       spec->action_count);
    }
    return RG_OK;
}

static RgStatus create_scratch(RgEvaluator* evaluator, Scratch* scratch, RgError* error) {
    size_t rows = (size_t)rg_block_capacity(&evaluator->blocks);
    const RgVecEnvSpec* spec = &evaluator->env->spec;
    scratch->observations =
        rg_alloc_array(rows * (size_t)spec->observation_size + 1, sizeof(float));
    scratch->logits = rg_alloc_array(rows * (size_t)spec->action_count, sizeof(float));
    scratch->values = rg_alloc_array(rows, sizeof(float));
    scratch->resets = rg_alloc_array(rows, 1);
    if (!scratch->observations || !scratch->logits || !scratch->values || !scratch->resets) {
        return rg_fail(error, RG_ERROR_MEMORY, "no memory to evaluate %zu rows", rows);
    }
    for (int s = 0; s < 2; s++) {
        const Side* side = &evaluator->sides[s];
        if (side->player.kind == RG_PLAYER_POLICY && side_rows(side) > 0) {
            RG_TRY(rg_policy_scratch_create(side->player.policy, (int32_t)rows, 0,
                                            &scratch->policy[s], error));
        }
    }
    return RG_OK;
}

static RgStatus create_arrays(RgEvaluator* evaluator, RgError* error) {
    const RgVecEnvSpec* spec = &evaluator->env->spec;
    size_t n = (size_t)spec->env_count, b = n * (size_t)spec->rows_per_env;
    RgVecEnvArrays* arrays = &evaluator->arrays;
    bool fine = true;
#define LAY_OUT(field, count)                                                                      \
    fine = ((field) = rg_alloc_array((count), sizeof *(field))) != NULL && fine
    LAY_OUT(arrays->observations, b * (size_t)spec->observation_size + 1);
    LAY_OUT(arrays->rewards, b);
    LAY_OUT(arrays->terminated, b);
    LAY_OUT(arrays->truncated, b);
    LAY_OUT(arrays->masks, b * (size_t)spec->action_count);
    LAY_OUT(arrays->episode_return, b);
    LAY_OUT(arrays->episode_score, b);
    LAY_OUT(arrays->episode_length, n);
    LAY_OUT(arrays->episode_goals, 2 * n);
    LAY_OUT(evaluator->resets, b);
    LAY_OUT(evaluator->steps, n);
    LAY_OUT(evaluator->actions, b);
    LAY_OUT(evaluator->played, n);
    LAY_OUT(evaluator->episodes, (size_t)evaluator->episode_count);
    for (int s = 0; s < 2; s++) {
        Side* side = &evaluator->sides[s];
        size_t size = side->player.kind == RG_PLAYER_POLICY
                          ? (size_t)rg_policy_state_size(side->player.policy)
                          : 0;
        LAY_OUT(side->state, n * (size_t)side_rows(side) * size + 1);
    }
#undef LAY_OUT
    evaluator->starts = rg_alloc(n * evaluator->env->table->state_bytes(evaluator->env->self));
    evaluator->scratch = rg_alloc_array((size_t)evaluator->workers, sizeof(Scratch));
    if (!fine || evaluator->starts == NULL || evaluator->scratch == NULL) {
        return rg_fail(error, RG_ERROR_MEMORY, "no memory to evaluate in %d environments",
                       spec->env_count);
    }
    return RG_OK;
}

static RgStatus create(RgEvaluator* evaluator, RgError* error) {
    RG_TRY(create_arrays(evaluator, error));
    for (int w = 0; w < evaluator->workers; w++) {
        RG_TRY(create_scratch(evaluator, &evaluator->scratch[w], error));
    }
    RgVecEnv* env = evaluator->env;
    size_t bytes = env->table->state_bytes(env->self);
    env->table->reset(env->self, 0, env->spec.env_count, &evaluator->arrays);
    for (int32_t n = 0; n < env->spec.env_count; n++) {
        env->table->save(env->self, n, (char*)evaluator->starts + (size_t)n * bytes);
    }
    return RG_OK;
}

RgStatus rg_evaluator_create(RgVecEnv* env, int32_t left_rows, const RgPlayer* players,
                             int32_t episodes, RgThreadPool* pool, RgEvaluator** out,
                             RgError* error) {
    *out = NULL;
    int32_t rows = env->spec.rows_per_env;
    left_rows = left_rows < rows ? left_rows : rows;
    for (int s = 0; s < 2; s++) {
        if (s == 0 ? left_rows > 0 : left_rows < rows) {
            RG_TRY(check_player(&players[s], &env->spec, error));
        }
    }
    RgEvaluator* evaluator = rg_alloc(sizeof *evaluator);
    if (evaluator == NULL) {
        return rg_fail(error, RG_ERROR_MEMORY, "no memory for an evaluation");
    }
    *evaluator = (RgEvaluator){.env = env, .pool = pool, .episode_count = episodes};
    evaluator->workers = pool == NULL ? 1 : rg_thread_pool_workers(pool);
    evaluator->blocks = rg_blocks_make(env->spec.env_count, rows, EVALUATION_BLOCK_ROWS);
    evaluator->sides[0] = (Side){.player = players[0], .first = 0, .end = left_rows};
    evaluator->sides[1] = (Side){.player = players[1], .first = left_rows, .end = rows};
    RgStatus status = create(evaluator, error);
    if (status != RG_OK) {
        rg_evaluator_destroy(evaluator);
        return status;
    }
    *out = evaluator;
    return RG_OK;
}

void rg_evaluator_destroy(RgEvaluator* evaluator) {
    if (evaluator == NULL) {
        return;
    }
    for (int w = 0; evaluator->scratch != NULL && w < evaluator->workers; w++) {
        Scratch* scratch = &evaluator->scratch[w];
        rg_policy_scratch_destroy(scratch->policy[0]);
        rg_policy_scratch_destroy(scratch->policy[1]);
        rg_free(scratch->observations);
        rg_free(scratch->logits);
        rg_free(scratch->values);
        rg_free(scratch->resets);
    }
    const RgVecEnvArrays* arrays = &evaluator->arrays;
    void* const memory[] = {
        arrays->observations,
        arrays->rewards,
        arrays->terminated,
        arrays->truncated,
        arrays->masks,
        arrays->episode_return,
        arrays->episode_score,
        arrays->episode_length,
        arrays->episode_goals,
        evaluator->resets,
        evaluator->steps,
        evaluator->actions,
        evaluator->played,
        evaluator->episodes,
        evaluator->sides[0].state,
        evaluator->sides[1].state,
        evaluator->starts,
        evaluator->scratch,
        evaluator,
    };
    for (size_t i = 0; i < sizeof memory / sizeof memory[0]; i++) {
        rg_free(memory[i]);
    }
}

// actions of one side of environments begin … end-1 by its policy; its rows are gathered, since the
// other side's lie between them
static void act_policy(RgEvaluator* evaluator, int which, int32_t begin, int32_t end, int64_t step,
                       Scratch* scratch) {
    const Side* side = &evaluator->sides[which];
    const RgVecEnvSpec* spec = &evaluator->env->spec;
    size_t d = (size_t)spec->observation_size, a = (size_t)spec->action_count;
    int32_t rows = side_rows(side), count = 0;
    for (int32_t n = begin; n < end; n++) {
        size_t row = (size_t)n * (size_t)spec->rows_per_env + (size_t)side->first;
        memcpy(scratch->observations + (size_t)count * d, evaluator->arrays.observations + row * d,
               (size_t)rows * d * sizeof(float));
        memcpy(scratch->resets + count, evaluator->resets + row, (size_t)rows);
        count += rows;
    }
    size_t state = (size_t)begin * (size_t)rows * (size_t)rg_policy_state_size(side->player.policy);
    rg_policy_step(side->player.policy, scratch->policy[which], count, scratch->logits,
                   scratch->values, side->state + state, scratch->observations, scratch->resets);
    for (int32_t i = 0; i < count; i++) {
        int32_t row = (begin + i / rows) * spec->rows_per_env + side->first + i % rows;
        const float* logits = scratch->logits + (size_t)i * a;
        const uint8_t* mask = evaluator->arrays.masks + (size_t)row * a;
        evaluator->actions[row] =
            side->player.sampled ? rg_sample_action(NULL, logits, mask, (int32_t)a,
                                                    rg_action_uniform(evaluator->seed, row, step))
                                 : rg_greedy_action(logits, mask, (int32_t)a);
    }
}

static void act_scripted(RgEvaluator* evaluator, int which, int32_t begin, int32_t end,
                         int64_t step) {
    const Side* side = &evaluator->sides[which];
    const RgVecEnvSpec* spec = &evaluator->env->spec;
    bool looks = rg_player_looks(side->player.kind);
    RgObservation seen;
    for (int32_t n = begin; n < end; n++) {
        for (int32_t k = side->first; k < side->end; k++) {
            int32_t row = n * spec->rows_per_env + k;
            if (looks) {
                rg_vec_env_observe(evaluator->env, row, &seen);
            }
            evaluator->actions[row] = rg_scripted_action(
                side->player.kind, looks ? &seen : NULL, evaluator->steps[n],
                rg_action_uniform(evaluator->seed, row, step), spec->action_count);
        }
    }
}

// counts a step of environment n; returns whether it has finished its part of the episodes
static bool note_step(RgEvaluator* evaluator, int32_t n) {
    const RgVecEnvArrays* arrays = &evaluator->arrays;
    int32_t rows = evaluator->env->spec.rows_per_env, row = n * rows;
    int32_t quota = first_episode(evaluator, n + 1) - first_episode(evaluator, n);
    bool over = arrays->terminated[row] || arrays->truncated[row];
    memset(evaluator->resets + row, over, (size_t)rows);
    evaluator->steps[n] = over ? 0 : evaluator->steps[n] + 1;
    if (over && evaluator->played[n] < quota) {
        evaluator->episodes[first_episode(evaluator, n) + evaluator->played[n]++] =
            (RgEpisodeResult){
                .episode_return = arrays->episode_return[row],
                .score = arrays->episode_score[row],
                .length = arrays->episode_length[n],
                .goals = {arrays->episode_goals[2 * n], arrays->episode_goals[2 * n + 1]},
                .env = n,
            };
    }
    return evaluator->played[n] >= quota;
}

static void play_block(void* context, int index, int worker) {
    RgEvaluator* evaluator = context;
    RgVecEnv* env = evaluator->env;
    int32_t begin = rg_block_env(&evaluator->blocks, index),
            end = rg_block_env(&evaluator->blocks, index + 1);
    int32_t actions = env->spec.action_count, rows = env->spec.rows_per_env;
    bool busy = true;
    for (int64_t step = 0; busy; step++) {
        rg_open_empty_masks(evaluator->arrays.masks + (size_t)(begin * rows) * (size_t)actions,
                            (end - begin) * rows, actions);
        for (int s = 0; s < 2; s++) {
            const Side* side = &evaluator->sides[s];
            if (side_rows(side) == 0) {
                continue;
            }
            if (side->player.kind == RG_PLAYER_POLICY) {
                act_policy(evaluator, s, begin, end, step, &evaluator->scratch[worker]);
            } else {
                act_scripted(evaluator, s, begin, end, step);
            }
        }
        env->table->step(env->self, begin, end, evaluator->actions, &evaluator->arrays);
        busy = false;
        for (int32_t n = begin; n < end; n++) {
            busy = !note_step(evaluator, n) || busy;
        }
    }
}

void rg_evaluator_run(RgEvaluator* evaluator, uint64_t seed, RgEvaluation* out) {
    RgVecEnv* env = evaluator->env;
    size_t bytes = env->table->state_bytes(env->self);
    evaluator->seed = seed;
    for (int32_t n = 0; n < env->spec.env_count; n++) {
        env->table->restore(env->self, n, (const char*)evaluator->starts + (size_t)n * bytes,
                            &evaluator->arrays);
        evaluator->played[n] = evaluator->steps[n] = 0;
    }
    memset(evaluator->resets, 1, (size_t)env->spec.env_count * (size_t)env->spec.rows_per_env);
    rg_parallel_for(evaluator->pool, evaluator->blocks.count, play_block, evaluator);
    rg_summarize(evaluator->episodes, evaluator->episode_count, out);
}
