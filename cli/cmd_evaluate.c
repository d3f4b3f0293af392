// regista evaluate: many episodes, means with their 95 % intervals.
#include "contest.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const char help[] =
    "Usage: regista evaluate POLICY [options]\n\n"
    "Measures a policy over many episodes.\n\n" CONTEST_POLICY_HELP "\nOptions:\n"
    "  --episodes N      how many; default 500\n" CONTEST_HELP
    "  --backend NAME    native\n" CLI_COMMON_HELP "\nExamples:\n"
    "  regista evaluate runs/first --episodes 1000\n"
    "  regista evaluate runs/first/stage-1-stage_1_basic_0/trial-0/checkpoint-000123 --sampled "
    "--json\n"
    "  regista evaluate run-shoot --scenario academy_empty_goal\n";

enum { OPTION_EPISODES = 1, OPTION_BACKEND, EVALUATE_ENVIRONMENTS = 64 };

typedef struct EvaluateArgs {
    Cli cli;
    ContestArgs contest;
    int64_t episodes;
} EvaluateArgs;

static int evaluate_option(void* context, int option, const char* value) {
    EvaluateArgs* args = context;
    switch (option) {
    case OPTION_EPISODES:
        return cli_integer(value, 1, 10000000, &args->episodes)
                   ? CLI_OK
                   : cli_usage(&args->cli, "--episodes %s: takes a whole number from 1 to 10000000",
                               value);
    case OPTION_BACKEND:
        return strcmp(value, "native") == 0
                   ? CLI_OK
                   : cli_usage(&args->cli, "--backend %s: takes native", value);
    default:
        return contest_option(&args->cli, &args->contest, option, value);
    }
}

static cJSON* to_json(const EvaluateArgs* args, const Contest* contest,
                      const RgEvaluation* evaluation) {
    cJSON* object = cJSON_CreateObject();
    cJSON_AddStringToObject(object, "scenario", contest->env_def.scenario);
    cJSON_AddStringToObject(object, "backend", "native");
    cJSON_AddStringToObject(object, "policy",
                            contest->saved[0].path[0] != 0 ? contest->saved[0].path
                                                           : args->contest.policy);
    cJSON_AddStringToObject(object, "opponent",
                            args->contest.opponent != NULL ? args->contest.opponent : "builtin");
    cJSON_AddStringToObject(object, "mode", args->contest.sampled ? "sampled" : "greedy");
    cJSON_AddNumberToObject(object, "episodes", evaluation->episodes);
    cJSON_AddNumberToObject(object, "seed", (double)args->cli.seed);
    cli_add_evaluation(object, evaluation);
    return object;
}

static RgStatus evaluate(const EvaluateArgs* args, Contest* contest, RgEvaluation* out,
                         RgError* error) {
    RgThreadPool* pool = NULL;
    RgEvaluator* evaluator = NULL;
    RgStatus status = cli_pool(&args->cli, &pool, error);
    if (status == RG_OK) {
        status = rg_evaluator_create(&contest->env, contest_left_rows(contest), contest->players,
                                     (int32_t)args->episodes, pool, &evaluator, error);
    }
    if (status == RG_OK) {
        rg_evaluator_run(evaluator, args->cli.seed, out);
    }
    rg_evaluator_destroy(evaluator);
    rg_thread_pool_destroy(pool);
    return status;
}

int cmd_evaluate(int argc, char** argv) {
    static const struct option options[] = {
        {"episodes", required_argument, NULL, OPTION_EPISODES},
        {"backend", required_argument, NULL, OPTION_BACKEND},
        CONTEST_OPTIONS,
        CLI_COMMON_OPTIONS,
        {0},
    };
    EvaluateArgs args = {.cli = {.command = "evaluate"}, .episodes = 500};
    int code = cli_parse(&args.cli, argc, argv, options, evaluate_option, &args);
    if (code != CLI_OK || args.cli.help) {
        return code != CLI_OK ? code : (fputs(help, stdout), CLI_OK);
    }
    if (argc - optind != 1) {
        return cli_usage(&args.cli, "takes one POLICY, not %d", argc - optind);
    }
    args.contest.policy = argv[optind];
    RgError error;
    Contest contest;
    RgEvaluation evaluation;
    int32_t env_count =
        args.episodes < EVALUATE_ENVIRONMENTS ? (int32_t)args.episodes : EVALUATE_ENVIRONMENTS;
    if (contest_open(&args.contest, args.cli.seed, env_count, &contest, &error) != RG_OK) {
        return cli_fail(&args.cli, &error);
    }
    if (evaluate(&args, &contest, &evaluation, &error) != RG_OK) {
        code = cli_fail(&args.cli, &error);
    } else if (args.cli.json) {
        code = cli_print_json(&args.cli, to_json(&args, &contest, &evaluation));
    } else {
        fprintf(stderr, "%s, %d episodes, %s\n", contest.env_def.scenario, evaluation.episodes,
                args.contest.sampled ? "sampled" : "greedy");
        cli_show_evaluation(&evaluation);
    }
    contest_close(&contest);
    return code;
}
