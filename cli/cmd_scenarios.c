// regista scenarios: what can be played, and what is wrong with a scenario file.
#include "cli.h"

#include <stdio.h>

static const char help[] =
    "Usage: regista scenarios [NAME|FILE] [options]\n"
    "       regista scenarios --check NAME|FILE… [options]\n\n"
    "Lists the scenarios, shows one, or explains everything that is wrong "
    "in some.\n\n"
    "Options:\n"
    "  --check             say what is wrong, with file, line, key and "
    "remedy;\n"
    "                      exit code 1 when one of them cannot be played\n" CLI_COMMON_HELP
    "\nExamples:\n"
    "  regista scenarios\n"
    "  regista scenarios academy_empty_goal_close\n"
    "  regista scenarios --check ./my_corner.yaml\n";

enum { OPTION_CHECK = 1 };

typedef struct ScenariosArgs {
    Cli cli;
    bool check;
} ScenariosArgs;

static bool list_one(void* context, const char* name, const char* path) {
    cJSON* list = context;
    RgScenario scenario;
    RgError error = {0};
    bool readable = rg_scenario_read(path, &scenario, &error) == RG_OK;
    if (list != NULL) {
        cJSON* entry = cJSON_CreateObject();
        cJSON_AddStringToObject(entry, "name", name);
        cJSON_AddStringToObject(entry, "path", path);
        cJSON_AddStringToObject(entry, "summary", readable ? scenario.summary : "");
        cJSON_AddStringToObject(entry, "reason", readable ? "" : error.message);
        cJSON_AddItemToArray(list, entry);
    } else {
        printf("%-40s %s\n", name, readable ? scenario.summary : error.message);
    }
    return true;
}

typedef struct Findings {
    cJSON* list; // NULL: only printed
    int32_t hints;
} Findings;

static void print_finding(void* context, bool error, const char* message) {
    Findings* findings = context;
    findings->hints += !error;
    fprintf(stderr, "%s: %s\n", error ? "error" : "hint", message);
    if (findings->list != NULL) {
        cJSON* entry = cJSON_CreateObject();
        cJSON_AddBoolToObject(entry, "error", error);
        cJSON_AddStringToObject(entry, "message", message);
        cJSON_AddItemToArray(findings->list, entry);
    }
}

// explains one scenario on standard error; its entry of the JSON list, if there is one
static int32_t check_one(const char* name, cJSON* list) {
    RgScenario scenario;
    Findings findings = {.list = list != NULL ? cJSON_CreateArray() : NULL};
    int32_t errors = rg_scenario_check_file(name, &scenario, print_finding, &findings);
    if (errors > 0) {
        fprintf(stderr, "%s: %d error%s; it cannot be played\n", name, (int)errors,
                errors == 1 ? "" : "s");
    } else {
        fprintf(stderr, "%s: %s\n", name, findings.hints > 0 ? "can be played" : "fine");
    }
    if (list != NULL) {
        cJSON* entry = cJSON_CreateObject();
        cJSON_AddStringToObject(entry, "name", name);
        cJSON_AddNumberToObject(entry, "errors", errors);
        cJSON_AddItemToObject(entry, "findings", findings.list);
        cJSON_AddItemToArray(list, entry);
    }
    return errors;
}

static int check_all(const Cli* cli, char** names, int count) {
    cJSON* list = cli->json ? cJSON_CreateArray() : NULL;
    int32_t errors = 0;
    for (int i = 0; i < count; i++) {
        errors += check_one(names[i], list);
    }
    int code = CLI_OK;
    if (list != NULL) {
        cJSON* object = cJSON_CreateObject();
        cJSON_AddItemToObject(object, "checked", list);
        code = cli_print_json(cli, object);
    }
    return errors == 0 ? code : CLI_FAILED;
}

static void print_scenario(const RgScenario* scenario) {
    printf("%s\n  %s\n  file                 %s\n", scenario->name, scenario->summary,
           scenario->path);
    printf("  players              %d against %d\n", scenario->setups[0].teams[0].count,
           scenario->setups[0].teams[1].count);
    printf("  episode              %d env steps at most\n", scenario->game_duration + 1);
    printf("  ends on              %s%s%s\n", scenario->end_on_score ? "goal " : "",
           scenario->end_on_out_of_play ? "out-of-play " : "",
           scenario->end_on_possession_change ? "lost-possession" : "");
    printf("  difficulty           left %g, right %g\n", (double)scenario->difficulty[0],
           (double)scenario->difficulty[1]);
    printf("  offsides             %s\n  deterministic        %s\n",
           scenario->offsides ? "yes" : "no", scenario->deterministic ? "yes" : "no");
}

static int show(const Cli* cli, const char* name) {
    RgScenario scenario;
    Findings findings = {.list = cli->json ? cJSON_CreateArray() : NULL};
    int32_t errors = rg_scenario_check_file(name, &scenario, print_finding, &findings);
    if (errors > 0) {
        cJSON_Delete(findings.list);
        return CLI_FAILED;
    }
    if (!cli->json) {
        print_scenario(&scenario);
        return CLI_OK;
    }
    cJSON* object = cJSON_CreateObject();
    cJSON_AddStringToObject(object, "name", scenario.name);
    cJSON_AddStringToObject(object, "path", scenario.path);
    cJSON_AddStringToObject(object, "summary", scenario.summary);
    cJSON_AddNumberToObject(object, "left_players", scenario.setups[0].teams[0].count);
    cJSON_AddNumberToObject(object, "right_players", scenario.setups[0].teams[1].count);
    cJSON_AddNumberToObject(object, "max_episode_steps", scenario.game_duration + 1);
    cJSON_AddItemToObject(object, "findings", findings.list);
    return cli_print_json(cli, object);
}

static int scenarios_option(void* context, int option, const char* value) {
    ScenariosArgs* args = context;
    (void)option, (void)value;
    args->check = true;
    return CLI_OK;
}

static int list_all(const Cli* cli) {
    cJSON* list = cli->json ? cJSON_CreateArray() : NULL;
    rg_scenario_each(list_one, list);
    if (list == NULL) {
        return CLI_OK;
    }
    cJSON* object = cJSON_CreateObject();
    cJSON_AddItemToObject(object, "scenarios", list);
    return cli_print_json(cli, object);
}

int cmd_scenarios(int argc, char** argv) {
    static const struct option options[] = {
        {"check", no_argument, NULL, OPTION_CHECK}, CLI_COMMON_OPTIONS, {0}};
    ScenariosArgs args = {.cli = {.command = "scenarios"}};
    int code = cli_parse(&args.cli, argc, argv, options, scenarios_option, &args);
    int names = argc - optind;
    if (code != CLI_OK || args.cli.help) {
        return code != CLI_OK ? code : (fputs(help, stdout), CLI_OK);
    }
    if (args.check && names == 0) {
        return cli_usage(&args.cli, "--check takes scenarios: names or files");
    }
    if (args.check) {
        return check_all(&args.cli, argv + optind, names);
    }
    if (names > 1) {
        return cli_usage(&args.cli, "takes one scenario, not %d; --check takes more", names);
    }
    return names == 1 ? show(&args.cli, argv[optind]) : list_all(&args.cli);
}
