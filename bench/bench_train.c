// How fast training goes from end to end: whole iterations of a learner, divided into environment,
// policy and learning.
#include "bench.h"

#include "core/error.h"
#include "core/memory.h"
#include "train/train_def.h"

typedef struct TrainBench {
    RgTrainDef def;
    int32_t threads;
    RgVecEnv env;
    RgPolicy* policy;
    RgLearner* learner;
    double env_seconds, policy_seconds, learn_seconds; // of wall time, all repetitions
    int64_t env_steps, agent_steps;                    // of all repetitions
    double peak;                                       // matrix products a second of one thread
} TrainBench;

static RgStatus describe_run(const BenchOptions* options, TrainBench* bench, RgError* error) {
    RgTrainDef* def = &bench->def;
    *def = rg_default_train_def();
    def->seed = (int64_t)options->seed;
    if (options->scenario != NULL) {
        RG_TRY(rg_def_set(&rg_train_def_type, def, "env.scenario", options->scenario, "--scenario",
                          error));
    }
    if (options->policy != NULL && !rg_policy_preset(&def->policy, options->policy)) {
        return rg_fail(error, RG_ERROR_ARGUMENT,
                       "--policy %s: takes mamba_lite_2025, lite_seed, mlp or gru",
                       options->policy);
    }
    def->env.left_agents = options->agents > 0 ? options->agents : def->env.left_agents;
    def->environments = options->environments > 0 ? options->environments : def->environments;
    for (int i = 0; options->settings != NULL && options->settings[i] != NULL; i++) {
        RG_TRY(rg_def_set_assignment(&rg_train_def_type, def, options->settings[i], error));
    }
    def->env.seed = def->env.seed != 0 ? def->env.seed : def->seed;
    return RG_OK;
}

static RgStatus open_run(const BenchOptions* options, TrainBench* bench, RgError* error) {
    const RgTrainDef* def = &bench->def;
    RG_TRY(describe_run(options, bench, error));
    RG_TRY(rg_vec_env_create(&def->env, def->environments, &bench->env, error));
    RG_TRY(rg_policy_create(&def->policy, bench->env.spec.observation_size,
                            bench->env.spec.action_count, (uint64_t)def->seed, &bench->policy,
                            error));
    RG_TRY(rg_learner_create(&def->learn, bench->policy, &bench->env, options->pool,
                             (uint64_t)def->seed, &bench->learner, error));
    rg_learner_start(bench->learner);
    return RG_OK;
}

static void destroy(void* self) {
    TrainBench* bench = self;
    rg_learner_destroy(bench->learner);
    rg_policy_destroy(bench->policy);
    if (bench->env.table != NULL) {
        rg_vec_env_destroy(&bench->env);
    }
    rg_free(bench);
}

static RgStatus create(const BenchOptions* options, void** out, RgError* error) {
    *out = NULL;
    TrainBench* bench = rg_alloc(sizeof *bench);
    if (bench == NULL) {
        return rg_fail(error, RG_ERROR_MEMORY, "no memory for a benchmark");
    }
    bench->threads = options->threads;
    RgStatus status = open_run(options, bench, error);
    if (status != RG_OK) {
        destroy(bench);
        return status;
    }
    *out = bench;
    return RG_OK;
}

// one iteration; the peak is probed beside it, so that both see the same machine
static double step(void* self) {
    TrainBench* bench = self;
    double peak = bench_peak_flops();
    bench->peak = peak > bench->peak ? peak : bench->peak;
    RgCollectInfo collect;
    RgLearnInfo learn;
    rg_learner_collect(bench->learner, &collect);
    rg_learner_learn(bench->learner, 0, &learn);
    // playing is divided as the workers spent it
    double env_share = collect.env_seconds / (collect.env_seconds + collect.policy_seconds);
    bench->env_seconds += collect.wall_seconds * env_share;
    bench->policy_seconds += collect.wall_seconds * (1 - env_share);
    bench->learn_seconds += learn.wall_seconds;
    bench->env_steps += collect.env_steps;
    bench->agent_steps += collect.agent_steps;
    return collect.wall_seconds + learn.wall_seconds;
}

static double count(const void* self) {
    const TrainBench* bench = self;
    return (double)bench->def.learn.steps * bench->env.spec.env_count *
           bench->env.spec.rows_per_env;
}

static void describe(const void* self, bool first, cJSON* out) {
    static const char* const kinds[] = {"mamba_lite_2025", "mlp", "gru"};
    static const char* const algorithms[] = {"ppo", "impala"};
    const TrainBench* bench = self;
    if (first) {
        cJSON_AddStringToObject(out, "policy", kinds[bench->def.policy.kind]);
        cJSON_AddNumberToObject(out, "parameters",
                                (double)rg_policy_parameter_count(bench->policy));
        cJSON_AddStringToObject(out, "algorithm", algorithms[bench->def.learn.algorithm]);
        cJSON_AddStringToObject(out, "scenario", bench->def.env.scenario);
        cJSON_AddNumberToObject(out, "agents", bench->env.spec.rows_per_env);
        cJSON_AddNumberToObject(out, "environments", bench->env.spec.env_count);
        cJSON_AddNumberToObject(out, "threads", bench->threads);
        cJSON_AddStringToObject(out, "isa", rg_policy_isa());
        return;
    }
    double wall = bench->env_seconds + bench->policy_seconds + bench->learn_seconds;
    // one forward pass a step when playing; in each epoch one more and a backward pass, which is
    // twice as much
    double flops = (double)bench->agent_steps * (double)rg_policy_step_flops(bench->policy) *
                   (1 + 3 * bench->def.learn.epochs);
    cJSON_AddNumberToObject(out, "env_steps_per_s", (double)bench->env_steps / wall);
    cJSON_AddNumberToObject(out, "share_env", bench->env_seconds / wall);
    cJSON_AddNumberToObject(out, "share_policy", bench->policy_seconds / wall);
    cJSON_AddNumberToObject(out, "share_learn", bench->learn_seconds / wall);
    cJSON_AddNumberToObject(out, "share_of_peak", flops / wall / (bench->peak * bench->threads));
}

const BenchCase bench_train = {
    .name = "train",
    .rate_key = "agent_steps_per_s",
    .create = create,
    .step = step,
    .count = count,
    .describe = describe,
    .destroy = destroy,
};
