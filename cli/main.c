// regista: the command table.
#include "cli.h"

#include <stdio.h>
#include <string.h>

typedef struct Command {
    const char* name;
    int (*run)(int argc, char** argv);
    const char* summary;
} Command;

static const Command commands[] = {
    {"train", cmd_train, "train a policy"},
    {"evaluate", cmd_evaluate, "measure a policy over many episodes"},
    {"record", cmd_record, "make a video of episodes"},
    {"scenarios", cmd_scenarios, "list, show and check scenarios"},
    {"bench", cmd_bench, "measure the speed of environments, policies and training"},
};
enum { COMMANDS = sizeof commands / sizeof commands[0] };

static void print_help(FILE* out) {
    fprintf(out, "Regista %s: trains football teams.\n\nUsage: regista COMMAND [options]\n\n",
            rg_version());
    for (int i = 0; i < COMMANDS; i++) {
        fprintf(out, "  %-10s %s\n", commands[i].name, commands[i].summary);
    }
    fprintf(out, "\nEvery command explains itself: regista COMMAND --help\n"
                 "Exit codes: 0 fine, 1 failed, 2 wrong usage.\n");
}

int main(int argc, char** argv) {
    if (argc < 2) {
        print_help(stderr);
        return CLI_USAGE;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 ||
        strcmp(argv[1], "help") == 0) {
        print_help(stdout);
        return CLI_OK;
    }
    if (strcmp(argv[1], "--version") == 0) {
        printf("regista %s\n", rg_version());
        return CLI_OK;
    }
    for (int i = 0; i < COMMANDS; i++) {
        if (strcmp(argv[1], commands[i].name) == 0) {
            return commands[i].run(argc - 1, argv + 1);
        }
    }
    fprintf(stderr, "regista: no command \"%s\"; see regista --help\n", argv[1]);
    return CLI_USAGE;
}
