// Names of everything that a run measures (docs/training.md).
#include "core/error.h"
#include "train/trainer.h"

#include <stdio.h>

typedef struct Scalars {
    RgScalar list[RG_SCALARS_MAX];
    int count;
} Scalars;

static void add(Scalars* scalars, const char* name, double value) {
    scalars->list[scalars->count++] = (RgScalar){name, value};
}

static void add_episodes(Scalars* scalars, const RgTrainProgress* p) {
    if (p->recent_count == 0) {
        return;
    }
    add(scalars, "episode/return", p->recent_return);
    add(scalars, "episode/score", p->recent_score);
    add(scalars, "episode/success", p->recent_success);
    add(scalars, "episode/length", p->recent_length);
    add(scalars, "episode/goals_for", p->recent_goals_for);
    add(scalars, "episode/goals_against", p->recent_goals_against);
}

static void add_learning(Scalars* scalars, const RgLearnInfo* learn) {
    add(scalars, "hyper/learning_rate", learn->learning_rate);
    add(scalars, "hyper/entropy_coefficient", learn->entropy_coefficient);
    add(scalars, "hyper/value_coefficient", learn->value_coefficient);
    add(scalars, "hyper/clip", learn->clip);
    add(scalars, "hyper/gamma", learn->gamma);
    add(scalars, "hyper/lambda", learn->lambda);
    add(scalars, "hyper/max_gradient_norm", learn->max_gradient_norm);
    add(scalars, "update/counted", learn->updates);
    add(scalars, "update/voided", learn->voided);
    add(scalars, "value/explained_variance", learn->explained_variance);
    add(scalars, "value/mean", learn->value_mean);
    add(scalars, "value/return_mean", learn->return_mean);
    if (learn->updates > 0) {
        add(scalars, "loss/policy", learn->policy_loss);
        add(scalars, "loss/value", learn->value_loss);
        add(scalars, "policy/entropy", learn->entropy);
        add(scalars, "policy/kl", learn->kl);
        add(scalars, "policy/clip_fraction", learn->clip_fraction);
        add(scalars, "update/gradient_norm", learn->gradient_norm);
    }
}

static void add_speed(Scalars* scalars, const RgTrainProgress* p) {
    double wall = p->collect.wall_seconds + p->learn.wall_seconds;
    double busy = p->collect.env_seconds + p->collect.policy_seconds;
    double collect_share = wall > 0 ? p->collect.wall_seconds / wall : 0,
           env_share = busy > 0 ? p->collect.env_seconds / busy : 0;
    add(scalars, "speed/env_steps_per_s", p->env_steps_per_s);
    add(scalars, "speed/agent_steps_per_s", p->agent_steps_per_s);
    add(scalars, "speed/share_env", collect_share * env_share);
    add(scalars, "speed/share_policy", collect_share * (1 - env_share));
    add(scalars, "speed/share_learn", 1 - collect_share);
    add(scalars, "run/iteration", (double)p->iteration);
    add(scalars, "run/agent_steps", (double)p->agent_steps);
    add(scalars, "run/episodes", (double)p->episodes);
    add(scalars, "run/wall_seconds", p->wall_seconds);
}

static void add_evaluation(Scalars* scalars, const RgEvaluation* evaluation) {
    add(scalars, "evaluation/success", evaluation->success.mean);
    add(scalars, "evaluation/success_low", evaluation->success.low);
    add(scalars, "evaluation/success_high", evaluation->success.high);
    add(scalars, "evaluation/goals_for", evaluation->goals_for.mean);
    add(scalars, "evaluation/goals_against", evaluation->goals_against.mean);
    add(scalars, "evaluation/goal_difference", evaluation->goal_difference.mean);
    add(scalars, "evaluation/return", evaluation->episode_return.mean);
    add(scalars, "evaluation/score", evaluation->score.mean);
    add(scalars, "evaluation/length", evaluation->length.mean);
}

RgStatus rg_trainer_write_metrics(RgTrainer* trainer, RgError* error) {
    Scalars scalars;
    scalars.count = 0;
    RgTrainProgress progress;
    rg_trainer_progress(trainer, &progress);
    add_episodes(&scalars, &progress);
    add_learning(&scalars, &progress.learn);
    add_speed(&scalars, &progress);
    if (progress.evaluated) {
        add_evaluation(&scalars, &progress.evaluation);
    }
    int64_t step = trainer->steps_before + trainer->state.env_steps;
    RG_TRY(rg_metrics_add(trainer->metrics, step, scalars.list, scalars.count, error));
    if (progress.learn.voided == 0) {
        return RG_OK;
    }
    char text[RG_LEARN_TENSOR_NAME + 64];
    snprintf(text, sizeof text, "%d voided, first number that is not finite in `%s`",
             progress.learn.voided, progress.learn.voided_tensor);
    return rg_metrics_add_text(trainer->metrics, step, "update/voided_tensor", text, error);
}
