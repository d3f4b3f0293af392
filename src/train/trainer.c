// One training run: iterations, and after each what is due. Whether something is due depends on env
// steps alone, so that a resumed run does the same as one that was never interrupted.
#include "train/trainer.h"

#include "core/error.h"
#include "core/file.h"
#include "core/memory.h"
#include "core/threads.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

// evaluation plays other matches and draws other actions than training
enum { EVALUATION_SEED = 1000003, EVALUATION_ENVIRONMENTS = 64 };

static RgStatus create_evaluator(RgTrainer* trainer, const RgTrainOptions* options,
                                 RgError* error) {
    const RgTrainDef* def = &trainer->def;
    RgVecEnv* env = options->env != NULL ? options->evaluation_env : &trainer->evaluation_env;
    if (env == NULL) {
        return RG_OK;
    }
    if (options->env == NULL) {
        // from kick-off, against the built-in team where training is against oneself
        RgEnvDef env_def = def->env;
        env_def.stagger = false;
        env_def.seed = def->env.seed + EVALUATION_SEED;
        env_def.right_agents = def->env.left_agents > 0 ? 0 : def->env.right_agents;
        int32_t count = def->evaluate_episodes < EVALUATION_ENVIRONMENTS ? def->evaluate_episodes
                                                                         : EVALUATION_ENVIRONMENTS;
        RG_TRY(rg_vec_env_create(&env_def, count, env, error));
    }
    const RgPlayer player = {RG_PLAYER_POLICY, trainer->policy, !def->evaluate_greedy};
    const RgPlayer players[2] = {player, player};
    return rg_evaluator_create(env, env->spec.rows_per_env, players, def->evaluate_episodes,
                               trainer->pool, &trainer->evaluator, error);
}

static RgStatus create_policy(RgTrainer* trainer, const RgPolicy* start, RgError* error) {
    const RgVecEnvSpec* spec = &trainer->env.spec;
    if (spec->observation_size == 0) {
        return rg_fail(error, RG_ERROR_CONFIG,
                       "env.representation: raw has no floats that a policy could see; take "
                       "simple115v2, simple115, extracted or entities");
    }
    RG_TRY(rg_policy_create(&trainer->def.policy, spec->observation_size, spec->action_count,
                            (uint64_t)trainer->def.seed, &trainer->policy, error));
    if (start == NULL) {
        return RG_OK;
    }
    if (rg_policy_parameter_count(start) != rg_policy_parameter_count(trainer->policy) ||
        rg_def_hash(&rg_policy_def_type, rg_policy_def(start)) !=
            rg_def_hash(&rg_policy_def_type, &trainer->def.policy)) {
        return rg_fail(
            error, RG_ERROR_SHAPE,
            "the weights to start from belong to another policy than policy.* and env.* describe");
    }
    memcpy(rg_policy_weights(trainer->policy), rg_policy_weights((RgPolicy*)start),
           (size_t)rg_policy_parameter_count(start) * sizeof(float));
    rg_policy_pack(trainer->policy);
    return RG_OK;
}

static RgCheckpointParts parts_of(RgTrainer* trainer) {
    return (RgCheckpointParts){&trainer->def, trainer->policy, trainer->learner,
                               trainer->env.spec.env_count, &trainer->state};
}

// back to the newest checkpoint; what is newer than that never happened
static RgStatus restore(RgTrainer* trainer, RgError* error) {
    const char* trial = trainer->paths.trial;
    char name[RG_CHECKPOINT_NAME], best[RG_PATH];
    if (rg_checkpoint_named(trial, "latest", name, error) == RG_ERROR_IO) {
        return rg_fail(error, RG_ERROR_IO,
                       "%s: no checkpoint to resume from; start the run without --resume", trial);
    }
    RG_TRY(rg_checkpoint_named(trial, "latest", name, error));
    RgCheckpointParts parts = parts_of(trainer);
    RG_TRY(rg_checkpoint_read(trial, name, &parts, error));
    RG_TRY(rg_checkpoint_forget_newer(trial, name, error));
    RG_TRY(rg_path(best, error, "%s/best", trial));
    if (trainer->state.best.checkpoint[0] == 0) {
        unlink(best);
        return RG_OK;
    }
    int length = (int)strlen(trainer->state.best.checkpoint);
    return rg_file_write(best, trainer->state.best.checkpoint, (size_t)length, error);
}

// a fresh run begins in a trial without checkpoints that count; remains of one that never got that
// far go
static RgStatus claim_trial(const char* trial, const char* root, RgError* error) {
    char latest[RG_PATH];
    RG_TRY(rg_path(latest, error, "%s/latest", trial));
    if (rg_file_exists(latest)) {
        return rg_fail(
            error, RG_ERROR_IO,
            "%s holds a run already; go on with --resume or choose another name with --run", root);
    }
    return rg_file_exists(trial) ? rg_checkpoint_forget_newer(trial, "", error) : RG_OK;
}

static RgStatus open_run(RgTrainer* trainer, const RgTrainOptions* options, RgError* error) {
    RgRunPaths* paths = &trainer->paths;
    int32_t number = options->stage_number > 0 ? options->stage_number : 1;
    RG_TRY(rg_run_paths(paths, options->folder, number, trainer->def.stage, error));
    RG_TRY(options->resume ? restore(trainer, error)
                           : claim_trial(paths->trial, paths->root, error));
    RG_TRY(rg_run_prepare(paths, &trainer->def, options->stage_number == 0, error));
    // a later stage goes on where the earlier one ended
    int64_t last_step =
        options->resume || number > 1 ? trainer->steps_before + trainer->state.env_steps : -1;
    RG_TRY(rg_metrics_open(paths->root, last_step, &trainer->metrics, error));
    if (!options->resume) {
        rg_learner_start(trainer->learner);
    }
    return RG_OK;
}

static RgStatus create(RgTrainer* trainer, const RgTrainOptions* options, RgError* error) {
    RgTrainDef* def = &trainer->def;
    def->env.seed = def->env.seed != 0 ? def->env.seed : def->seed;
    int threads = options->threads > 0 ? options->threads : rg_processor_count();
    RG_TRY(rg_thread_pool_create(threads, &trainer->pool, error));
    if (options->env != NULL) {
        trainer->env = *options->env;
        def->environments = options->env->spec.env_count;
    } else {
        RG_TRY(rg_vec_env_create(&def->env, def->environments, &trainer->env, error));
    }
    RG_TRY(create_policy(trainer, options->start, error));
    RG_TRY(rg_learner_create(&def->learn, trainer->policy, &trainer->env, trainer->pool,
                             (uint64_t)def->seed, &trainer->learner, error));
    RG_TRY(create_evaluator(trainer, options, error));
    return open_run(trainer, options, error);
}

RgStatus rg_trainer_create(const RgTrainDef* def, const RgTrainOptions* options, RgTrainer** out,
                           RgError* error) {
    *out = NULL;
    RgTrainer* trainer = rg_alloc(sizeof *trainer);
    if (trainer == NULL) {
        return rg_fail(error, RG_ERROR_MEMORY, "no memory for a training run");
    }
    trainer->def = *def;
    trainer->own_env = options->env == NULL;
    trainer->steps_before = options->steps_before;
    RgStatus status = create(trainer, options, error);
    if (status != RG_OK) {
        rg_trainer_destroy(trainer);
        return status;
    }
    *out = trainer;
    return RG_OK;
}

void rg_trainer_destroy(RgTrainer* trainer) {
    if (trainer == NULL) {
        return;
    }
    rg_metrics_close(trainer->metrics, NULL);
    rg_evaluator_destroy(trainer->evaluator);
    rg_learner_destroy(trainer->learner);
    rg_policy_destroy(trainer->policy);
    if (trainer->own_env && trainer->env.table != NULL) {
        rg_vec_env_destroy(&trainer->env);
    }
    if (trainer->evaluation_env.table != NULL) {
        rg_vec_env_destroy(&trainer->evaluation_env);
    }
    rg_thread_pool_destroy(trainer->pool);
    rg_free(trainer);
}

static bool crossed(int64_t every, int64_t before, int64_t now) {
    return every > 0 && before / every != now / every;
}

static bool reached_goal(const RgTrainDef* def, const RgEvaluation* evaluation) {
    return def->stop_success > 0 && evaluation->success.low >= def->stop_success &&
           (def->stop_length == 0 || evaluation->length.high <= def->stop_length);
}

static void evaluate(RgTrainer* trainer) {
    RgTrainState* state = &trainer->state;
    rg_evaluator_run(trainer->evaluator,
                     (uint64_t)(trainer->def.seed + EVALUATION_SEED + state->iteration),
                     &state->evaluation);
    state->evaluated = true;
    state->succeeded = reached_goal(&trainer->def, &state->evaluation);
    trainer->progress.evaluated = true;
    if (rg_evaluation_beats(&state->evaluation, &state->best)) {
        state->best.success = state->evaluation.success.mean;
        state->best.goal_difference = state->evaluation.goal_difference.mean;
        state->best.length = state->evaluation.length.mean;
        rg_checkpoint_name(state->iteration, state->best.checkpoint);
        trainer->improved = true;
    }
}

RgStatus rg_trainer_save(RgTrainer* trainer, char name[RG_CHECKPOINT_NAME], RgError* error) {
    RgCheckpointParts parts = parts_of(trainer);
    RG_TRY(rg_metrics_flush(trainer->metrics, error));
    RG_TRY(rg_checkpoint_write(trainer->paths.trial, &parts, error));
    if (name != NULL) {
        rg_checkpoint_name(trainer->state.iteration, name);
    }
    return rg_checkpoint_prune(trainer->paths.trial, trainer->def.keep_checkpoints,
                               trainer->state.best.checkpoint, error);
}

static bool is_done(const RgTrainer* trainer) {
    return trainer->state.succeeded || trainer->state.env_steps >= trainer->def.env_steps;
}

RgStatus rg_trainer_step(RgTrainer* trainer, RgTrainProgress* progress, RgError* error) {
    RgTrainState* state = &trainer->state;
    RgTrainProgress* p = &trainer->progress;
    int64_t before = state->env_steps;
    p->evaluated = false;
    p->saved[0] = 0;
    trainer->improved = false;

    rg_learner_collect(trainer->learner, &p->collect);
    state->iteration++;
    state->env_steps += p->collect.env_steps;
    state->agent_steps += p->collect.agent_steps;
    rg_train_state_add(state, p->collect.episodes, p->collect.episode_count);
    rg_learner_learn(trainer->learner, (double)state->env_steps / (double)trainer->def.env_steps,
                     &p->learn);
    state->wall_seconds += p->collect.wall_seconds + p->learn.wall_seconds;

    bool last = state->env_steps >= trainer->def.env_steps;
    if (trainer->evaluator != NULL &&
        (last || crossed(trainer->def.evaluate_every, before, state->env_steps))) {
        evaluate(trainer);
    }
    RG_TRY(rg_trainer_write_metrics(trainer, error));
    if (is_done(trainer) || trainer->improved ||
        crossed(trainer->def.checkpoint_every, before, state->env_steps)) {
        RG_TRY(rg_trainer_save(trainer, p->saved, error));
    }
    rg_trainer_progress(trainer, progress);
    return RG_OK;
}

void rg_trainer_progress(const RgTrainer* trainer, RgTrainProgress* progress) {
    const RgTrainState* state = &trainer->state;
    RgEvaluation recent;
    rg_summarize(state->recent, state->recent_count, &recent);
    *progress = trainer->progress;
    progress->iteration = state->iteration;
    progress->env_steps = state->env_steps;
    progress->agent_steps = state->agent_steps;
    progress->budget = trainer->def.env_steps;
    progress->episodes = state->episodes;
    progress->recent_return = recent.episode_return.mean;
    progress->recent_score = recent.score.mean;
    progress->recent_success = recent.success.mean;
    progress->recent_length = recent.length.mean;
    progress->recent_goals_for = recent.goals_for.mean;
    progress->recent_goals_against = recent.goals_against.mean;
    progress->recent_count = state->recent_count;
    double seconds = progress->collect.wall_seconds + progress->learn.wall_seconds;
    progress->env_steps_per_s = seconds > 0 ? (double)progress->collect.env_steps / seconds : 0;
    progress->agent_steps_per_s = seconds > 0 ? (double)progress->collect.agent_steps / seconds : 0;
    progress->wall_seconds = state->wall_seconds;
    progress->evaluation = state->evaluation;
    progress->done = is_done(trainer);
    progress->succeeded = state->succeeded;
}

const RgPolicy* rg_trainer_policy(const RgTrainer* trainer) {
    return trainer->policy;
}

const RgTrainDef* rg_trainer_def(const RgTrainer* trainer) {
    return &trainer->def;
}
