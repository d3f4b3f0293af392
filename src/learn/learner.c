// The learner's memory: everything is laid out here once; playing is in rollout.c, learning in
// update.c.
#include "learn/learner.h"

#include "core/error.h"
#include "core/memory.h"
#include "core/threads.h"
#include "learn/learner_state.h"

#include <string.h>

static RgStatus check(const RgLearnDef* def, const RgPolicy* policy, const RgVecEnvSpec* spec,
                      RgError* error) {
    if (spec->observation_size != rg_policy_observation_size(policy) ||
        spec->action_count != rg_policy_action_count(policy)) {
        return rg_fail(error, RG_ERROR_SHAPE,
                       "the policy takes %d observations and %d actions, the environment has %d "
                       "and %d; use a policy made for it",
                       rg_policy_observation_size(policy), rg_policy_action_count(policy),
                       spec->observation_size, spec->action_count);
    }
    if (spec->env_count < 1 || spec->rows_per_env < 1 || spec->action_count > RG_LEARN_ACTIONS) {
        return rg_fail(
            error, RG_ERROR_SHAPE,
            "learning needs at least one environment with one row and at most %d actions",
            RG_LEARN_ACTIONS);
    }
    RgBlocks blocks = rg_blocks_make(spec->env_count, spec->rows_per_env, def->block_rows);
    if (blocks.count < def->minibatches) {
        return rg_fail(error, RG_ERROR_CONFIG,
                       "learn.minibatches %d: the %d rows make only %d blocks of learn.block_rows "
                       "%d; lower one of the two or "
                       "raise the number of environments",
                       def->minibatches, spec->env_count * spec->rows_per_env, blocks.count,
                       def->block_rows);
    }
    return RG_OK;
}

static void destroy_scratch(LearnScratch* scratch) {
    rg_policy_scratch_destroy(scratch->policy);
    rg_free(scratch->logits);
    rg_free(scratch->values);
    rg_free(scratch->d_logits);
    rg_free(scratch->d_values);
    rg_free(scratch->log_ratios);
    rg_free(scratch->advantages);
    rg_free(scratch->targets);
    *scratch = (LearnScratch){0};
}

static RgStatus create_scratch(const RgPolicy* policy, int32_t rows, int32_t steps,
                               LearnScratch* out, RgError* error) {
    size_t samples = (size_t)rows * (size_t)steps, actions = (size_t)rg_policy_action_count(policy);
    out->logits = rg_alloc_array(samples * actions, sizeof(float));
    out->values = rg_alloc_array(samples, sizeof(float));
    out->d_logits = rg_alloc_array(samples * actions, sizeof(float));
    out->d_values = rg_alloc_array(samples, sizeof(float));
    out->log_ratios = rg_alloc_array(samples, sizeof(float));
    out->advantages = rg_alloc_array(samples, sizeof(float));
    out->targets = rg_alloc_array(samples, sizeof(float));
    if (!out->logits || !out->values || !out->d_logits || !out->d_values || !out->log_ratios ||
        !out->advantages || !out->targets) {
        return rg_fail(
            error, RG_ERROR_MEMORY,
            "no memory to learn from %d rows of %d steps; lower learn.block_rows or learn.steps",
            rows, steps);
    }
    return rg_policy_scratch_create(policy, rows, steps, &out->policy, error);
}

static RgStatus create_workers(RgLearner* learner, RgError* error) {
    int32_t rows = rg_block_capacity(&learner->rollout.blocks);
    // V-trace needs the current value of the observation after the last step
    int32_t steps = learner->def.steps + (learner->def.algorithm == RG_ALGORITHM_IMPALA);
    learner->play = rg_alloc_array((size_t)learner->workers, sizeof(RgPlayScratch));
    learner->learn = rg_alloc_array((size_t)learner->workers, sizeof(LearnScratch));
    if (learner->play == NULL || learner->learn == NULL) {
        return rg_fail(error, RG_ERROR_MEMORY, "no memory for %d workers", learner->workers);
    }
    for (int w = 0; w < learner->workers; w++) {
        RG_TRY(rg_play_scratch_create(learner->policy, rows, &learner->play[w], error));
        RG_TRY(create_scratch(learner->policy, rows, steps, &learner->learn[w], error));
    }
    return RG_OK;
}

static RgStatus create_buffers(RgLearner* learner, RgError* error) {
    size_t parameters = (size_t)rg_policy_parameter_count(learner->policy);
    int32_t blocks = learner->rollout.blocks.count;
    // no minibatch fills more shards than it has blocks
    int32_t largest = (blocks + learner->def.minibatches - 1) / learner->def.minibatches;
    learner->shard_count = learner->def.shards < largest ? learner->def.shards : largest;
    learner->shards = rg_alloc_array((size_t)learner->shard_count, sizeof(float*));
    learner->order = rg_alloc_array((size_t)blocks, sizeof(int32_t));
    learner->sums = rg_alloc_array((size_t)blocks, sizeof(RgLossSums));
    if (learner->shards == NULL || learner->order == NULL || learner->sums == NULL) {
        return rg_fail(error, RG_ERROR_MEMORY, "no memory for %d row blocks", blocks);
    }
    for (int32_t s = 0; s < learner->shard_count; s++) {
        learner->shards[s] = rg_alloc_array(parameters, sizeof(float));
        if (learner->shards[s] == NULL) {
            return rg_fail(error, RG_ERROR_MEMORY,
                           "no memory for %d gradient shards of %zu parameters; lower learn.shards",
                           learner->shard_count, parameters);
        }
    }
    return rg_optimizer_create((int64_t)parameters, &learner->optimizer, error);
}

RgStatus rg_learner_create(const RgLearnDef* def, RgPolicy* policy, const RgVecEnv* env,
                           RgThreadPool* pool, uint64_t seed, RgLearner** out, RgError* error) {
    *out = NULL;
    RG_TRY(check(def, policy, &env->spec, error));
    RgLearner* learner = rg_alloc(sizeof *learner);
    if (learner == NULL) {
        return rg_fail(error, RG_ERROR_MEMORY, "no memory for a learner");
    }
    *learner = (RgLearner){
        .def = *def, .policy = policy, .env = *env, .pool = pool, .seed = seed, .spoil_index = -1};
    learner->workers = pool == NULL ? 1 : rg_thread_pool_workers(pool);
    RgStatus status = rg_rollout_create(&env->spec, rg_policy_state_size(policy), def->steps,
                                        def->block_rows, seed, &learner->rollout, error);
    status = status == RG_OK ? create_workers(learner, error) : status;
    status = status == RG_OK ? create_buffers(learner, error) : status;
    if (status != RG_OK) {
        rg_learner_destroy(learner);
        return status;
    }
    *out = learner;
    return RG_OK;
}

void rg_learner_destroy(RgLearner* learner) {
    if (learner == NULL) {
        return;
    }
    for (int w = 0; w < learner->workers; w++) {
        if (learner->play != NULL) {
            rg_play_scratch_destroy(&learner->play[w]);
        }
        if (learner->learn != NULL) {
            destroy_scratch(&learner->learn[w]);
        }
    }
    for (int32_t s = 0; learner->shards != NULL && s < learner->shard_count; s++) {
        rg_free(learner->shards[s]);
    }
    rg_free(learner->play);
    rg_free(learner->learn);
    rg_free(learner->shards);
    rg_free(learner->order);
    rg_free(learner->sums);
    rg_optimizer_destroy(&learner->optimizer);
    rg_rollout_destroy(&learner->rollout);
    rg_free(learner);
}

void rg_learner_start(RgLearner* learner) {
    rg_rollout_start(&learner->rollout, &learner->env);
}

static void play_block(void* context, int index, int worker) {
    RgLearner* learner = context;
    rg_rollout_play(&learner->rollout, &learner->env, learner->policy, index,
                    &learner->play[worker], learner->def.gamma, learner->def.lambda);
}

void rg_learner_collect(RgLearner* learner, RgCollectInfo* info) {
    RgRollout* rollout = &learner->rollout;
    double start = rg_learner_seconds();
    rg_rollout_open(rollout);
    rg_parallel_for(learner->pool, rollout->blocks.count, play_block, learner);
    rg_rollout_close(rollout);
    *info = (RgCollectInfo){
        .env_steps = (int64_t)rollout->spec.env_count * rollout->steps,
        .agent_steps = (int64_t)rollout->rows * rollout->steps,
        .episodes = rollout->episodes,
        .episode_count = rollout->episode_count,
        .wall_seconds = rg_learner_seconds() - start,
    };
    for (int32_t i = 0; i < rollout->blocks.count; i++) {
        info->env_seconds += rollout->env_seconds[i];
        info->policy_seconds += rollout->policy_seconds[i];
    }
    for (int64_t i = 0; i < info->agent_steps; i++) {
        info->reward_mean += rollout->rewards[i];
    }
    info->reward_mean /= (double)info->agent_steps;
}

RgLearnerArrays rg_learner_arrays(RgLearner* learner) {
    RgRollout* rollout = &learner->rollout;
    return (RgLearnerArrays){
        .first_moment = learner->optimizer.first,
        .second_moment = learner->optimizer.second,
        .state = rollout->state,
        .resets = rollout->resets + (size_t)rollout->steps * (size_t)rollout->rows,
        .parameters = learner->optimizer.count,
        .rows = rollout->rows,
        .state_size = rollout->state_size,
    };
}

RgLearnerCounters rg_learner_counters(const RgLearner* learner) {
    return (RgLearnerCounters){learner->optimizer.steps, learner->updates, learner->voided,
                               learner->passes, learner->rollout.clock};
}

void rg_learner_set_counters(RgLearner* learner, RgLearnerCounters counters) {
    learner->optimizer.steps = counters.optimizer_steps;
    learner->updates = counters.updates;
    learner->voided = counters.voided;
    learner->passes = counters.passes;
    learner->rollout.clock = counters.clock;
}

size_t rg_learner_env_bytes(const RgLearner* learner) {
    return learner->env.table->state_bytes(learner->env.self);
}

void rg_learner_save_envs(const RgLearner* learner, void* states) {
    size_t bytes = rg_learner_env_bytes(learner);
    for (int32_t n = 0; n < learner->env.spec.env_count; n++) {
        learner->env.table->save(learner->env.self, n, (char*)states + (size_t)n * bytes);
    }
}

void rg_learner_restore_envs(RgLearner* learner, const void* states) {
    size_t bytes = rg_learner_env_bytes(learner);
    RgVecEnvArrays arrays = rg_rollout_arrays(&learner->rollout, learner->rollout.steps - 1);
    for (int32_t n = 0; n < learner->env.spec.env_count; n++) {
        learner->env.table->restore(learner->env.self, n, (const char*)states + (size_t)n * bytes,
                                    &arrays);
    }
}

int64_t rg_learner_updates(const RgLearner* learner) {
    return learner->updates;
}

int64_t rg_learner_voided(const RgLearner* learner) {
    return learner->voided;
}

void rg_learner_spoil_gradient(RgLearner* learner, int64_t index, float value) {
    learner->spoil_index = index;
    learner->spoil_value = value;
}
