// Who plays what: the part of the command line that `evaluate` and `record` share.
#pragma once

#include "cli.h"
#include "train/train_def.h"

enum { CONTEST_SETTINGS = 64 };

typedef struct ContestArgs {
    const char* policy; ///< POLICY
    const char*
        opponent; ///< POLICY or builtin[:difficulty]; NULL: builtin at the scenario's difficulty
    const char* scenario;                   ///< NULL: that of the training run
    const char* settings[CONTEST_SETTINGS]; ///< KEY=VALUE of the environment
    int setting_count;
    bool sampled;
} ContestArgs;

/// A contest made ready. Everything is owned by it.
typedef struct Contest {
    RgEnvDef env_def;
    RgPlayer players[2];
    RgSavedPolicy saved[2];
    RgVecEnv env;
} Contest;

/// Handles --scenario, --opponent, --sampled and --set; false: another option.
enum { CONTEST_SCENARIO = 32, CONTEST_OPPONENT, CONTEST_SAMPLED, CONTEST_SET };
// clang-format off
#define CONTEST_OPTIONS                                            \
    {"scenario", required_argument, NULL, CONTEST_SCENARIO},       \
    {"opponent", required_argument, NULL, CONTEST_OPPONENT},       \
    {"sampled", no_argument, NULL, CONTEST_SAMPLED},               \
    {"set", required_argument, NULL, CONTEST_SET}
// clang-format on
#define CONTEST_HELP                                                                               \
    "  --scenario NAME   what is played; default: as in training\n"                                \
    "  --opponent WHO    who controls the other side: builtin[:difficulty] or a POLICY\n"          \
    "  --sampled         draw actions instead of taking the most probable ones\n"                  \
    "  --set KEY=VALUE   a setting of the environment, such as stacked=true; may be repeated\n"
#define CONTEST_POLICY_HELP                                                                        \
    "POLICY is a run folder (its best checkpoint), a checkpoint folder, a .safetensors file, or "  \
    "scripted:\n"                                                                                  \
    "random, builtin[:difficulty], right, sprint-right, run-shoot.\n"

int contest_option(const Cli* cli, ContestArgs* args, int option, const char* value);

/// Loads policies, describes the environment and makes env_count of them.
RgStatus contest_open(const ContestArgs* args, uint64_t seed, int32_t env_count, Contest* out,
                      RgError* error);
void contest_close(Contest* contest);

/// Rows of an environment that players[0] controls.
int32_t contest_left_rows(const Contest* contest);
