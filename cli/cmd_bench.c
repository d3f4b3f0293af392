// regista bench: repeats a benchmark case and reports median, smallest and largest rate.
#include "bench.h"
#include "cli.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char help[] =
    "Usage: regista bench env|policy|train [options]\n\n"
    "Measures how fast environments step, a policy thinks and learns, or training goes from end to "
    "end.\n\n"
    "Options:\n"
    "  --scenario NAME     env, train: what is played; default academy_empty_goal_close\n"
    "  --actions WHO       env: random (default), builtin, right, sprint-right or run-shoot\n"
    "  --policy NAME       policy, train: mamba_lite_2025 (default), lite_seed, mlp or gru\n"
    "  --environments N    env: of one thread, default 16; train: all, default 128\n"
    "  --rows N            policy: rows that step together\n"
    "  --agents N          env, train: controlled players of a match; default 1\n"
    "  --repeats N         default 7\n"
    "  --profile           env: also where the time of a tick goes, by stage; on one thread\n"
    "  --set KEY=VALUE     env: a setting of the environment; train: of the run; may be "
    "repeated\n" CLI_COMMON_HELP "\nExamples:\n"
    "  regista bench env --scenario academy_empty_goal_close --threads 1\n"
    "  regista bench env --actions run-shoot --threads 1 --json\n"
    "  regista bench env --scenario 11_vs_11_stochastic --profile\n"
    "  regista bench train --threads 2 --set learn.steps=64\n";

enum {
    OPTION_SCENARIO = 1,
    OPTION_ACTIONS,
    OPTION_POLICY,
    OPTION_ENVIRONMENTS,
    OPTION_ROWS,
    OPTION_AGENTS,
    OPTION_REPEATS,
    OPTION_SET,
    OPTION_PROFILE,
    REPEATS_MAX = 1000,
    SETTINGS_MAX = 64
};

static const BenchCase* const cases[] = {&bench_env, &bench_policy, &bench_train};
enum { CASES = sizeof cases / sizeof cases[0] };

typedef struct BenchArgs {
    Cli cli;
    BenchOptions options;
    const char* settings[SETTINGS_MAX + 1];
    int setting_count;
    int64_t repeats;
    bool profile;
} BenchArgs;

static int number_option(BenchArgs* args, const char* name, const char* value, int64_t max,
                         int32_t* out) {
    int64_t number;
    if (!cli_integer(value, 1, max, &number)) {
        return cli_usage(&args->cli, "--%s %s: takes a whole number from 1 to %lld", name, value,
                         (long long)max);
    }
    *out = (int32_t)number;
    return CLI_OK;
}

static int bench_option(void* context, int option, const char* value) {
    BenchArgs* args = context;
    switch (option) {
    case OPTION_SCENARIO:
        args->options.scenario = value;
        return CLI_OK;
    case OPTION_ACTIONS:
        args->options.actions = value;
        return CLI_OK;
    case OPTION_POLICY:
        args->options.policy = value;
        return CLI_OK;
    case OPTION_ENVIRONMENTS:
        return number_option(args, "environments", value, 1 << 20, &args->options.environments);
    case OPTION_ROWS:
        return number_option(args, "rows", value, 1 << 20, &args->options.rows);
    case OPTION_AGENTS:
        return number_option(args, "agents", value, 11, &args->options.agents);
    case OPTION_REPEATS:
        return cli_integer(value, 1, REPEATS_MAX, &args->repeats)
                   ? CLI_OK
                   : cli_usage(&args->cli, "--repeats %s: takes a whole number from 1 to %d", value,
                               REPEATS_MAX);
    case OPTION_PROFILE:
        args->profile = true;
        return CLI_OK;
    default:
        if (args->setting_count == SETTINGS_MAX) {
            return cli_usage(&args->cli, "more than %d settings", SETTINGS_MAX);
        }
        args->settings[args->setting_count++] = value;
        return CLI_OK;
    }
}

static int by_value(const void* a, const void* b) {
    double x = *(const double*)a, y = *(const double*)b;
    return (x > y) - (x < y);
}

// runs a case and describes it as one object
static cJSON* measure(const BenchCase* bench, void* self, int64_t repeats) {
    double rates[REPEATS_MAX] = {0};
    bench->step(self); // warms caches and clocks
    for (int64_t i = 0; i < repeats; i++) {
        double seconds = bench->step(self);
        rates[i] = bench->count(self) / seconds;
    }
    qsort(rates, (size_t)repeats, sizeof rates[0], by_value);
    cJSON* object = cJSON_CreateObject();
    cJSON* rate = cJSON_CreateObject();
    bench->describe(self, true, object);
    cJSON_AddNumberToObject(rate, "median",
                            repeats % 2 == 1 ? rates[repeats / 2]
                                             : (rates[repeats / 2 - 1] + rates[repeats / 2]) / 2);
    cJSON_AddNumberToObject(rate, "min", rates[0]);
    cJSON_AddNumberToObject(rate, "max", rates[repeats - 1]);
    cJSON_AddItemToObject(object, bench->rate_key, rate);
    bench->describe(self, false, object);
    return object;
}

static void show_profile(const cJSON* profile) {
    const cJSON* stage;
    double ns = cJSON_GetObjectItem(profile, "ns_per_tick")->valuedouble;
    fprintf(stderr, "\n%-26s %9s %7s\n", "stage", "ns/tick", "share");
    cJSON_ArrayForEach(stage, cJSON_GetObjectItem(profile, "stages")) {
        fprintf(stderr, "%-26s %9.1f %5.1f %%\n", cJSON_GetObjectItem(stage, "stage")->valuestring,
                cJSON_GetObjectItem(stage, "ns_per_tick")->valuedouble,
                100 * cJSON_GetObjectItem(stage, "share")->valuedouble);
    }
    fprintf(stderr, "%-26s %9.1f %5.1f %%\n", "sum", ns, 100.0);
    fprintf(stderr, "left out: %.1f %% of the time, interrupted by other programs\n",
            100 * cJSON_GetObjectItem(profile, "interrupted")->valuedouble);
}

// the object as lines for people
static void show(const cJSON* object) {
    for (const cJSON* item = object->child; item != NULL; item = item->next) {
        if (cJSON_IsString(item)) {
            fprintf(stderr, "%-26s %s\n", item->string, item->valuestring);
        } else if (cJSON_IsNumber(item)) {
            fprintf(stderr, "%-26s %.6g\n", item->string, item->valuedouble);
        } else if (strcmp(item->string, "profile") == 0) {
            show_profile(item);
        } else {
            fprintf(stderr, "%-26s %.6g  (%.6g … %.6g)\n", item->string,
                    cJSON_GetObjectItem(item, "median")->valuedouble,
                    cJSON_GetObjectItem(item, "min")->valuedouble,
                    cJSON_GetObjectItem(item, "max")->valuedouble);
        }
    }
}

static int run(BenchArgs* args, const BenchCase* bench) {
    RgError error;
    void* self = NULL;
    args->options.settings = args->settings;
    args->options.seed = args->cli.seed;
    args->options.threads = args->cli.threads > 0 ? args->cli.threads : rg_processor_count();
    RgStatus status = cli_pool(&args->cli, &args->options.pool, &error);
    status = status == RG_OK ? bench->create(&args->options, &self, &error) : status;
    int code = CLI_OK;
    if (status != RG_OK) {
        code = cli_fail(&args->cli, &error);
    } else {
        cJSON* object = measure(bench, self, args->repeats);
        status = args->profile ? bench->profile(self, object, &error) : RG_OK;
        bench->destroy(self);
        if (status != RG_OK) {
            cJSON_Delete(object);
            code = cli_fail(&args->cli, &error);
        } else if (args->cli.json) {
            code = cli_print_json(&args->cli, object);
        } else {
            show(object);
            cJSON_Delete(object);
        }
    }
    rg_thread_pool_destroy(args->options.pool);
    return code;
}

int cmd_bench(int argc, char** argv) {
    static const struct option options[] = {
        {"scenario", required_argument, NULL, OPTION_SCENARIO},
        {"actions", required_argument, NULL, OPTION_ACTIONS},
        {"policy", required_argument, NULL, OPTION_POLICY},
        {"environments", required_argument, NULL, OPTION_ENVIRONMENTS},
        {"rows", required_argument, NULL, OPTION_ROWS},
        {"agents", required_argument, NULL, OPTION_AGENTS},
        {"repeats", required_argument, NULL, OPTION_REPEATS},
        {"set", required_argument, NULL, OPTION_SET},
        {"profile", no_argument, NULL, OPTION_PROFILE},
        CLI_COMMON_OPTIONS,
        {0},
    };
    static BenchArgs args;
    args = (BenchArgs){.cli = {.command = "bench", .seed = 1}, .repeats = 7};
    int code = cli_parse(&args.cli, argc, argv, options, bench_option, &args);
    if (code != CLI_OK || args.cli.help) {
        return code != CLI_OK ? code : (fputs(help, stdout), CLI_OK);
    }
    if (argc - optind != 1) {
        return cli_usage(&args.cli, "takes one of env, policy, train");
    }
    for (int i = 0; i < CASES; i++) {
        if (strcmp(argv[optind], cases[i]->name) == 0) {
            if (args.profile && cases[i]->profile == NULL) {
                return cli_usage(&args.cli, "--profile measures env, not %s", cases[i]->name);
            }
            return run(&args, cases[i]);
        }
    }
    return cli_usage(&args.cli, "%s: takes one of env, policy, train", argv[optind]);
}
