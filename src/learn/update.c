// Learning from a rollout: passes over it, each cut into minibatches of row blocks, each minibatch
// one optimiser step.
//
// The blocks of a minibatch are dealt to gradient shards in turn; a shard takes its blocks one
// after the other, so that only one block's activations are alive in a worker. Shards are summed in
// order: nothing here depends on the number of workers.
#include "core/error.h"
#include "core/random.h"
#include "core/threads.h"
#include "learn/learner_state.h"
#include "learn/schedule.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum { RG_STREAM_ORDER = 0x6f7264 }; // order of the row blocks in a pass

double rg_learner_seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

// one minibatch: positions begin … begin + count - 1 of the order
typedef struct Minibatch {
    RgLearner* learner;
    int32_t begin, count, shards;
    RgLossConfig loss;
} Minibatch;

static RgLossBlock loss_block(const RgLearner* learner, int32_t index) {
    const RgRollout* rollout = &learner->rollout;
    int32_t first = rg_block_row(&rollout->blocks, index), actions = rollout->spec.action_count;
    return (RgLossBlock){
        .steps = rollout->steps,
        .rows = rg_block_rows(&rollout->blocks, index),
        .stride = rollout->rows,
        .actions = actions,
        .chosen = rollout->actions + first,
        .log_probs = rollout->log_probs + first,
        .masks = rollout->masks + (size_t)first * (size_t)actions,
    };
}

static void forward(const RgLearner* learner, LearnScratch* scratch, int32_t index, int32_t steps) {
    const RgRollout* rollout = &learner->rollout;
    size_t first = (size_t)rg_block_row(&rollout->blocks, index);
    const float* state = rollout->first_state == NULL
                             ? scratch->values
                             : rollout->first_state + first * (size_t)rollout->state_size;
    rg_policy_forward(learner->policy, scratch->policy, steps,
                      rg_block_rows(&rollout->blocks, index), rollout->rows, scratch->logits,
                      scratch->values, state,
                      rollout->observations + first * (size_t)rollout->spec.observation_size,
                      rollout->resets + first);
}

static void ppo_block(const Minibatch* batch, LearnScratch* scratch, int32_t index, float* gradient,
                      RgLossSums* sums) {
    RgLearner* learner = batch->learner;
    const RgRollout* rollout = &learner->rollout;
    int32_t first = rg_block_row(&rollout->blocks, index);
    RgLossBlock block = loss_block(learner, index);
    forward(learner, scratch, index, rollout->steps);
    rg_ppo_loss(&batch->loss, &block, scratch->d_logits, scratch->d_values, scratch->logits,
                scratch->values, rollout->advantages + first, rollout->returns + first, sums);
    rg_policy_backward(learner->policy, scratch->policy, gradient, scratch->d_logits,
                       scratch->d_values);
}

static void vtrace_block(const Minibatch* batch, LearnScratch* scratch, int32_t index,
                         float* gradient, RgLossSums* sums) {
    RgLearner* learner = batch->learner;
    const RgRollout* rollout = &learner->rollout;
    RgLossBlock block = loss_block(learner, index);
    forward(learner, scratch, index, rollout->steps + 1);

    RgTrajectory path =
        rg_rollout_trajectory(rollout, index, learner->def.gamma, learner->def.lambda);
    RgVtraceClips clips = {learner->def.rho_clip, learner->def.c_clip};
    rg_log_ratios(&block, scratch->log_ratios, scratch->logits);
    sums->clipped += rg_vtrace(&path, clips, scratch->advantages, scratch->targets, scratch->values,
                               scratch->log_ratios);
    rg_vtrace_loss(&batch->loss, &block, scratch->d_logits, scratch->d_values, scratch->logits,
                   scratch->values, scratch->advantages, scratch->targets, sums);

    // the step after the last one is only looked at
    size_t samples = (size_t)block.steps * (size_t)block.rows, actions = (size_t)block.actions;
    memset(scratch->d_logits + samples * actions, 0, (size_t)block.rows * actions * sizeof(float));
    memset(scratch->d_values + samples, 0, (size_t)block.rows * sizeof(float));
    rg_policy_backward(learner->policy, scratch->policy, gradient, scratch->d_logits,
                       scratch->d_values);
}

static void learn_shard(void* context, int index, int worker) {
    const Minibatch* batch = context;
    RgLearner* learner = batch->learner;
    float* gradient = learner->shards[index];
    memset(gradient, 0, (size_t)learner->optimizer.count * sizeof(float));
    for (int32_t i = index; i < batch->count; i += batch->shards) {
        int32_t position = batch->begin + i;
        RgLossSums* sums = &learner->sums[position];
        *sums = (RgLossSums){0};
        if (learner->def.algorithm == RG_ALGORITHM_PPO) {
            ppo_block(batch, &learner->learn[worker], learner->order[position], gradient, sums);
        } else {
            vtrace_block(batch, &learner->learn[worker], learner->order[position], gradient, sums);
        }
    }
}

static int64_t minibatch_samples(const Minibatch* batch) {
    const RgRollout* rollout = &batch->learner->rollout;
    int64_t samples = 0;
    for (int32_t i = 0; i < batch->count; i++) {
        samples +=
            (int64_t)rg_block_rows(&rollout->blocks, batch->learner->order[batch->begin + i]) *
            rollout->steps;
    }
    return samples;
}

// mean and deviation of the minibatch's advantages, summed block after block
static void normalize_advantages(Minibatch* batch, int64_t samples) {
    const RgRollout* rollout = &batch->learner->rollout;
    double sum = 0, squares = 0;
    for (int32_t i = 0; i < batch->count; i++) {
        int32_t index = batch->learner->order[batch->begin + i],
                rows = rg_block_rows(&rollout->blocks, index);
        const float* advantages = rollout->advantages + rg_block_row(&rollout->blocks, index);
        for (int32_t t = 0; t < rollout->steps; t++) {
            for (int32_t b = 0; b < rows; b++) {
                double a = advantages[(size_t)t * (size_t)rollout->rows + (size_t)b];
                sum += a;
                squares += a * a;
            }
        }
    }
    double mean = sum / (double)samples, variance = squares / (double)samples - mean * mean;
    batch->loss.advantage_shift = mean;
    batch->loss.advantage_scale = 1 / (sqrt(variance > 0 ? variance : 0) + 1e-8);
}

// where the first number that is not finite sits, by name
static void name_culprit(const RgLearner* learner, const float* gradient, char* name) {
    const char* tensor = NULL;
    for (int64_t i = 0; i < learner->optimizer.count && tensor == NULL; i++) {
        tensor = isfinite(gradient[i]) ? NULL : rg_policy_tensor_at(learner->policy, i);
    }
    snprintf(name, RG_LEARN_TENSOR_NAME, "%s", tensor != NULL ? tensor : "loss");
}

static void add_sums(const Minibatch* batch, RgLossSums* total) {
    for (int32_t i = 0; i < batch->count; i++) {
        const RgLossSums* sums = &batch->learner->sums[batch->begin + i];
        total->policy += sums->policy;
        total->value += sums->value;
        total->entropy += sums->entropy;
        total->kl += sums->kl;
        total->clipped += sums->clipped;
        total->samples += sums->samples;
    }
}

static bool finite_sums(const RgLossSums* sums) {
    return isfinite(sums->policy) && isfinite(sums->value) && isfinite(sums->entropy);
}

// one optimiser step; returns false when it was voided
static bool update(Minibatch* batch, const RgOptimizerConfig* config, RgLossSums* total,
                   RgLearnInfo* info) {
    RgLearner* learner = batch->learner;
    int64_t samples = minibatch_samples(batch);
    batch->loss.scale = 1 / (double)samples;
    batch->loss.advantage_scale = 1;
    if (learner->def.algorithm == RG_ALGORITHM_PPO && learner->def.normalize_advantages) {
        normalize_advantages(batch, samples);
    }
    batch->shards = batch->count < learner->shard_count ? batch->count : learner->shard_count;
    rg_parallel_for(learner->pool, batch->shards, learn_shard, batch);

    if (learner->spoil_index >= 0) {
        learner->shards[0][learner->spoil_index] = learner->spoil_value;
        learner->spoil_index = -1;
    }
    double norm = rg_sum_shards(&learner->optimizer, learner->pool, learner->shards, batch->shards);
    RgLossSums sums = {0};
    add_sums(batch, &sums);
    if (!isfinite(norm) || !finite_sums(&sums)) {
        name_culprit(learner, learner->shards[0], info->voided_tensor);
        return false;
    }
    rg_optimizer_step(&learner->optimizer, learner->pool, config,
                      rg_policy_weights(learner->policy), learner->shards[0], norm);
    rg_policy_pack(learner->policy);
    add_sums(batch, total);
    info->gradient_norm += norm;
    return true;
}

// a fresh order of the row blocks for every pass (Fisher and Yates)
static void shuffle_blocks(RgLearner* learner) {
    int32_t count = learner->rollout.blocks.count;
    RgRandomKey key = rg_random_key(learner->seed, (uint64_t)learner->passes, 0, RG_STREAM_ORDER);
    for (int32_t i = 0; i < count; i++) {
        learner->order[i] = i;
    }
    for (int32_t i = count - 1; i > 0; i--) {
        int32_t j = (int32_t)rg_random_below(key, (uint64_t)i, (uint32_t)(i + 1));
        int32_t kept = learner->order[i];
        learner->order[i] = learner->order[j];
        learner->order[j] = kept;
    }
}

// how well the values foresaw the returns of the rollout
static void describe_values(const RgRollout* rollout, RgLearnInfo* info) {
    int64_t count = (int64_t)rollout->steps * rollout->rows;
    double sum = 0, squares = 0, value_sum = 0, gap_sum = 0, gap_squares = 0;
    for (int64_t i = 0; i < count; i++) {
        double target = rollout->returns[i], gap = target - (double)rollout->values[i];
        sum += target;
        squares += target * target;
        value_sum += rollout->values[i];
        gap_sum += gap;
        gap_squares += gap * gap;
    }
    double n = (double)count, variance = squares / n - (sum / n) * (sum / n);
    double unexplained = gap_squares / n - (gap_sum / n) * (gap_sum / n);
    info->return_mean = sum / n;
    info->value_mean = value_sum / n;
    info->explained_variance = variance > 0 ? 1 - unexplained / variance : 0;
}

static void average(RgLearnInfo* info, const RgLossSums* total) {
    if (total->samples == 0) {
        return;
    }
    double n = (double)total->samples;
    info->policy_loss = total->policy / n;
    info->value_loss = total->value / n;
    info->entropy = total->entropy / n;
    info->kl = total->kl / n;
    info->clip_fraction = (double)total->clipped / n;
    info->gradient_norm /= info->updates;
}

void rg_learner_learn(RgLearner* learner, double progress, RgLearnInfo* info) {
    const RgLearnDef* def = &learner->def;
    double start = rg_learner_seconds();
    *info = (RgLearnInfo){
        .learning_rate = rg_schedule(def->learning_rate_schedule, def->learning_rate,
                                     def->learning_rate_end, progress),
        .entropy_coefficient =
            rg_schedule(def->entropy_schedule, def->entropy, def->entropy_end, progress),
        .value_coefficient = def->value_coefficient,
        .clip = def->clip,
        .gamma = def->gamma,
        .lambda = def->lambda,
        .max_gradient_norm = def->max_gradient_norm,
    };
    RgOptimizerConfig config = {def->optimizer, info->learning_rate, def->beta1,
                                def->beta2,     def->epsilon,        def->max_gradient_norm};
    Minibatch batch = {.learner = learner};
    batch.loss = (RgLossConfig){.clip = def->clip,
                                .value_coefficient = def->value_coefficient,
                                .entropy_coefficient = info->entropy_coefficient};
    RgLossSums total = {0};
    int32_t blocks = learner->rollout.blocks.count;
    for (int32_t epoch = 0; epoch < def->epochs; epoch++) {
        shuffle_blocks(learner);
        learner->passes++;
        for (int32_t m = 0; m < def->minibatches; m++) {
            batch.begin = (int32_t)((int64_t)blocks * m / def->minibatches);
            batch.count = (int32_t)((int64_t)blocks * (m + 1) / def->minibatches) - batch.begin;
            bool counted = update(&batch, &config, &total, info);
            info->updates += counted;
            info->voided += !counted;
        }
    }
    learner->updates += info->updates;
    learner->voided += info->voided;
    average(info, &total);
    describe_values(&learner->rollout, info);
    info->wall_seconds = rg_learner_seconds() - start;
}
