#include "cli.h"

#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int cli_usage(const Cli* cli, const char* format, ...) {
    va_list arguments;
    fprintf(stderr, "regista %s: ", cli->command);
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fprintf(stderr, "\nSee: regista %s --help\n", cli->command);
    return CLI_USAGE;
}

int cli_fail(const Cli* cli, const RgError* error) {
    fprintf(stderr, "regista %s: %s\n", cli->command, error->message);
    return error->code == RG_ERROR_CONFIG || error->code == RG_ERROR_ARGUMENT ? CLI_USAGE
                                                                              : CLI_FAILED;
}

bool cli_integer(const char* text, int64_t min, int64_t max, int64_t* out) {
    char* end;
    errno = 0;
    long long value = strtoll(text, &end, 10);
    *out = value;
    return errno == 0 && end != text && *end == 0 && value >= min && value <= max;
}

static int common_option(Cli* cli, int option, const char* value) {
    int64_t number;
    switch (option) {
    case 'h':
        cli->help = true;
        return CLI_OK;
    case 'j':
        cli->json = true;
        return CLI_OK;
    case 's':
        if (!cli_integer(value, 0, INT64_C(1) << 53, &number)) {
            return cli_usage(cli, "--seed %s: takes a whole number from 0 to 2^53", value);
        }
        cli->seed = (uint64_t)number;
        cli->seeded = true;
        return CLI_OK;
    case 't':
        if (!cli_integer(value, 1, 1024, &number)) {
            return cli_usage(cli, "--threads %s: takes a whole number from 1 to 1024", value);
        }
        cli->threads = (int)number;
        return CLI_OK;
    default:
        cli->isa = value;
        return CLI_OK;
    }
}

int cli_parse(Cli* cli, int argc, char** argv, const struct option* options, CliOption own,
              void* context) {
    opterr = 0;
    optind = 1;
    for (;;) {
        int at = optind;
        int option = getopt_long(argc, argv, ":", options, NULL);
        if (option < 0) {
            break;
        }
        int code;
        if (option == '?') {
            code = cli_usage(cli, "%s: no such option", argv[at]);
        } else if (option == ':') {
            code = cli_usage(cli, "%s: needs a value", argv[at]);
        } else if (option >= 'a') {
            code = common_option(cli, option, optarg);
        } else {
            code = own(context, option, optarg);
        }
        if (code != CLI_OK) {
            return code;
        }
    }
    RgError error;
    if (cli->isa != NULL && rg_policy_select_isa(cli->isa, &error) != RG_OK) {
        return cli_usage(cli, "--isa: %s", error.message);
    }
    return CLI_OK;
}

int cli_print_json(const Cli* cli, cJSON* object) {
    char* text = cJSON_PrintUnformatted(object);
    cJSON_Delete(object);
    int written = text != NULL ? printf("%s\n", text) : -1;
    cJSON_free(text);
    if (written < 0 || fflush(stdout) != 0) {
        fprintf(stderr, "regista %s: standard output cannot be written\n", cli->command);
        return CLI_FAILED;
    }
    return CLI_OK;
}

RgStatus cli_pool(const Cli* cli, RgThreadPool** out, RgError* error) {
    return rg_thread_pool_create(cli->threads > 0 ? cli->threads : rg_processor_count(), out,
                                 error);
}

cJSON* cli_estimate_json(const RgEstimate* estimate) {
    cJSON* object = cJSON_CreateObject();
    cJSON_AddNumberToObject(object, "mean", estimate->mean);
    cJSON_AddNumberToObject(object, "stderr", estimate->stderr_mean);
    cJSON_AddNumberToObject(object, "low", estimate->low);
    cJSON_AddNumberToObject(object, "high", estimate->high);
    return object;
}

typedef struct NamedEstimate {
    const char* name;
    RgEstimate value;
} NamedEstimate;

enum { ESTIMATES = 7 };

static void list_estimates(const RgEvaluation* e, NamedEstimate out[ESTIMATES]) {
    const NamedEstimate list[ESTIMATES] = {
        {"success", e->success},
        {"goals_for", e->goals_for},
        {"goals_against", e->goals_against},
        {"goal_difference", e->goal_difference},
        {"return", e->episode_return},
        {"score", e->score},
        {"length", e->length},
    };
    memcpy(out, list, sizeof list);
}

void cli_add_evaluation(cJSON* object, const RgEvaluation* evaluation) {
    NamedEstimate list[ESTIMATES];
    list_estimates(evaluation, list);
    for (int i = 0; i < ESTIMATES; i++) {
        cJSON_AddItemToObject(object, list[i].name, cli_estimate_json(&list[i].value));
    }
}

void cli_show_evaluation(const RgEvaluation* evaluation) {
    NamedEstimate list[ESTIMATES];
    list_estimates(evaluation, list);
    fprintf(stderr, "%-16s %9s %9s   %s\n", "", "mean", "stderr", "95 % interval");
    for (int i = 0; i < ESTIMATES; i++) {
        const RgEstimate* e = &list[i].value;
        fprintf(stderr, "%-16s %9.3f %9.3f   %.3f … %.3f\n", list[i].name, e->mean, e->stderr_mean,
                e->low, e->high);
    }
}

static volatile sig_atomic_t interrupted;

static void note_signal(int number) {
    (void)number;
    interrupted = 1;
}

void cli_catch_signals(void) {
    struct sigaction action = {.sa_handler = note_signal};
    sigemptyset(&action.sa_mask);
    // a second Ctrl-C ends the program at once
    action.sa_flags = (int)SA_RESETHAND;
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    // a full disk is reported by write(), not by a signal
    signal(SIGXFSZ, SIG_IGN);
}

bool cli_interrupted(void) {
    return interrupted != 0;
}
