// regista scenarios: what can be played, and what is wrong with a scenario file.
#include "cli.h"

#include <stdio.h>

static const char help[] = "Usage: regista scenarios [NAME|FILE] [options]\n\n"
                           "Lists the scenarios, or shows and checks one.\n\n"
                           "Options:\n" CLI_COMMON_HELP "\nExamples:\n"
                           "  regista scenarios\n"
                           "  regista scenarios academy_empty_goal_close\n"
                           "  regista scenarios ./my_corner.yaml\n";

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

static void print_finding(void* context, bool error, const char* message) {
    cJSON* list = context;
    fprintf(stderr, "%s: %s\n", error ? "error" : "hint", message);
    if (list != NULL) {
        cJSON* entry = cJSON_CreateObject();
        cJSON_AddBoolToObject(entry, "error", error);
        cJSON_AddStringToObject(entry, "message", message);
        cJSON_AddItemToArray(list, entry);
    }
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
    RgError error = {0};
    if (rg_scenario_read(name, &scenario, &error) != RG_OK) {
        return cli_fail(cli, &error);
    }
    cJSON* findings = cli->json ? cJSON_CreateArray() : NULL;
    int32_t errors = rg_scenario_check(&scenario, print_finding, findings);
    if (!cli->json) {
        print_scenario(&scenario);
        return errors == 0 ? CLI_OK : CLI_FAILED;
    }
    cJSON* object = cJSON_CreateObject();
    cJSON_AddStringToObject(object, "name", scenario.name);
    cJSON_AddStringToObject(object, "path", scenario.path);
    cJSON_AddStringToObject(object, "summary", scenario.summary);
    cJSON_AddNumberToObject(object, "left_players", scenario.setups[0].teams[0].count);
    cJSON_AddNumberToObject(object, "right_players", scenario.setups[0].teams[1].count);
    cJSON_AddNumberToObject(object, "max_episode_steps", scenario.game_duration + 1);
    cJSON_AddItemToObject(object, "findings", findings);
    int code = cli_print_json(cli, object);
    return errors == 0 ? code : CLI_FAILED;
}

static int no_option(void* context, int option, const char* value) {
    (void)context, (void)option, (void)value;
    return CLI_OK;
}

int cmd_scenarios(int argc, char** argv) {
    static const struct option options[] = {CLI_COMMON_OPTIONS, {0}};
    Cli cli = {.command = "scenarios"};
    int code = cli_parse(&cli, argc, argv, options, no_option, NULL);
    if (code != CLI_OK || cli.help) {
        return code != CLI_OK ? code : (fputs(help, stdout), CLI_OK);
    }
    if (argc - optind > 1) {
        return cli_usage(&cli, "takes one scenario, not %d", argc - optind);
    }
    if (optind < argc) {
        return show(&cli, argv[optind]);
    }
    cJSON* list = cli.json ? cJSON_CreateArray() : NULL;
    rg_scenario_each(list_one, list);
    if (list == NULL) {
        return CLI_OK;
    }
    cJSON* object = cJSON_CreateObject();
    cJSON_AddItemToObject(object, "scenarios", list);
    return cli_print_json(&cli, object);
}
