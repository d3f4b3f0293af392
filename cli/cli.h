// What the commands share: common options, error exits, JSON on standard output.
#pragma once

#include "core/threads.h"
#include "regista/train.h"

#include <cjson/cJSON.h>
#include <getopt.h>

enum { CLI_OK = 0, CLI_FAILED = 1, CLI_USAGE = 2 };

/// Options that every command takes.
typedef struct Cli {
    const char* command;
    uint64_t seed;
    bool seeded; ///< --seed was given
    int threads; ///< 0: all processors
    bool json;
    bool help;
    const char* isa;
} Cli;

// clang-format off
#define CLI_COMMON_OPTIONS                        \
    {"help", no_argument, NULL, 'h'},             \
    {"seed", required_argument, NULL, 's'},       \
    {"threads", required_argument, NULL, 't'},    \
    {"json", no_argument, NULL, 'j'},             \
    {"isa", required_argument, NULL, 'i'}
// clang-format on

#define CLI_COMMON_HELP                                                                            \
    "  --seed N          seed of every random choice\n"                                            \
    "  --threads N       worker threads; default: all processors\n"                                \
    "  --isa NAME        instruction set of the kernels: scalar, x86-64-v3, x86-64-v4\n"           \
    "  --json            one JSON object on standard output\n"                                     \
    "  --help            this text\n"

/// A command's own option was met. Returns an exit code, CLI_OK to go on.
typedef int (*CliOption)(void* context, int option, const char* value);

/// Reads the options of a command; positional arguments end up at argv[optind …].
/// @param options own options and CLI_COMMON_OPTIONS, ended by zeros; own ones have values below
/// 'a'
/// @return CLI_OK, or the exit code after a message
int cli_parse(Cli* cli, int argc, char** argv, const struct option* options, CliOption own,
              void* context);

/// Prints "regista COMMAND: message" and, for wrong usage, where help is. Returns the exit code.
int cli_fail(const Cli* cli, const RgError* error);
int cli_usage(const Cli* cli, const char* format, ...) __attribute__((format(printf, 2, 3)));

/// Reads a whole number; false when it is none or outside the range.
bool cli_integer(const char* text, int64_t min, int64_t max, int64_t* out);

/// Prints one JSON object and a newline on standard output and deletes it. Returns the exit code.
int cli_print_json(const Cli* cli, cJSON* object);

/// A pool as the common options want it.
RgStatus cli_pool(const Cli* cli, RgThreadPool** out, RgError* error);

/// {mean, stderr, low, high}
cJSON* cli_estimate_json(const RgEstimate* estimate);

/// Adds what an evaluation measured, under the names of docs/json.md.
void cli_add_evaluation(cJSON* object, const RgEvaluation* evaluation);

/// Prints the evaluation as a small table on standard error.
void cli_show_evaluation(const RgEvaluation* evaluation);

/// From here on SIGINT and SIGTERM only set a flag.
void cli_catch_signals(void);
bool cli_interrupted(void);

int cmd_train(int argc, char** argv);
int cmd_evaluate(int argc, char** argv);
int cmd_record(int argc, char** argv);
int cmd_scenarios(int argc, char** argv);
int cmd_bench(int argc, char** argv);
