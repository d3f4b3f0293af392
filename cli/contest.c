#include "contest.h"

#include "core/error.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int contest_option(const Cli* cli, ContestArgs* args, int option, const char* value) {
    switch (option) {
    case CONTEST_SCENARIO:
        args->scenario = value;
        return CLI_OK;
    case CONTEST_OPPONENT:
        args->opponent = value;
        return CLI_OK;
    case CONTEST_SAMPLED:
        args->sampled = true;
        return CLI_OK;
    default:
        if (args->setting_count == CONTEST_SETTINGS) {
            return cli_usage(cli, "more than %d settings", CONTEST_SETTINGS);
        }
        args->settings[args->setting_count++] = value;
        return CLI_OK;
    }
}

// "builtin" or "builtin:0.6"
static RgStatus parse_builtin(const char* text, bool* builtin, double* difficulty, RgError* error) {
    *builtin = strncmp(text, "builtin", 7) == 0 && (text[7] == 0 || text[7] == ':');
    *difficulty = -1;
    if (!*builtin || text[7] == 0) {
        return RG_OK;
    }
    char* end;
    *difficulty = strtod(text + 8, &end);
    return end != text + 8 && *end == 0 && *difficulty >= 0 && *difficulty <= 1
               ? RG_OK
               : rg_fail(error, RG_ERROR_ARGUMENT,
                         "%s: the difficulty of builtin is a number from 0 to 1", text);
}

// who plays side `side`; a policy brings the environment that it was trained in
static RgStatus open_player(const ContestArgs* args, const char* name, int side, Contest* contest,
                            RgError* error) {
    RgPlayer* player = &contest->players[side];
    RgEnvDef* def = &contest->env_def;
    bool builtin;
    double difficulty;
    player->sampled = args->sampled;
    RG_TRY(parse_builtin(name, &builtin, &difficulty, error));
    if (builtin) {
        player->kind = RG_PLAYER_BUILTIN;
        def->action_set = side == 0 ? RG_ACTION_SET_V2 : def->action_set;
        *(side == 0 ? &def->left_team_difficulty : &def->right_team_difficulty) = difficulty;
        return RG_OK;
    }
    if (rg_player_by_name(name, &player->kind)) {
        return RG_OK;
    }
    RgSavedPolicy* saved = &contest->saved[side];
    RG_TRY(rg_saved_policy_load(name, saved, error));
    player->kind = RG_PLAYER_POLICY;
    player->policy = saved->policy;
    if (side == 0 && saved->def != NULL) {
        *def = saved->def->env;
    } else if (side == 0) {
        // a bare weight file: the size tells whether observations were stacked
        def->stacked = rg_policy_observation_size(saved->policy) == 4 * RG_SIMPLE115_SIZE;
    }
    return RG_OK;
}

static RgStatus describe_env(const ContestArgs* args, uint64_t seed, Contest* contest,
                             RgError* error) {
    RgEnvDef* def = &contest->env_def;
    *def = rg_default_train_def().env;
    RG_TRY(open_player(args, args->policy, 0, contest, error));
    def->stagger = false;
    def->seed = (int64_t)seed;
    def->right_agents = 0;
    const char* opponent = args->opponent != NULL ? args->opponent : "builtin";
    RG_TRY(open_player(args, opponent, 1, contest, error));
    if (contest->players[1].kind != RG_PLAYER_BUILTIN) {
        def->right_agents = def->left_agents;
    }
    if (args->scenario != NULL) {
        RG_TRY(rg_def_set(&rg_env_def_type, def, "scenario", args->scenario, "--scenario", error));
    }
    for (int i = 0; i < args->setting_count; i++) {
        RG_TRY(rg_def_set_assignment(&rg_env_def_type, def, args->settings[i], error));
    }
    return RG_OK;
}

RgStatus contest_open(const ContestArgs* args, uint64_t seed, int32_t env_count, Contest* out,
                      RgError* error) {
    *out = (Contest){0};
    RgStatus status = describe_env(args, seed, out, error);
    status =
        status == RG_OK ? rg_vec_env_create(&out->env_def, env_count, &out->env, error) : status;
    if (status != RG_OK) {
        contest_close(out);
    }
    return status;
}

void contest_close(Contest* contest) {
    if (contest->env.table != NULL) {
        rg_vec_env_destroy(&contest->env);
    }
    rg_saved_policy_destroy(&contest->saved[0]);
    rg_saved_policy_destroy(&contest->saved[1]);
    *contest = (Contest){0};
}

int32_t contest_left_rows(const Contest* contest) {
    return contest->env_def.left_agents;
}
