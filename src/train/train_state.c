// One table names every number of the state; writing and reading walk it, so that they cannot
// disagree.
#include "train/train_state.h"

#include "core/error.h"
#include "core/file.h"
#include "core/memory.h"

#include <cjson/cJSON.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { FORMAT_VERSION = 1 };

typedef enum NumberKind { NUMBER_LONG, NUMBER_INT, NUMBER_DOUBLE, NUMBER_BOOL } NumberKind;

typedef struct Number {
    const char* name;
    size_t offset;
    NumberKind kind;
} Number;

#define NUMBER(kind, path)                                                                         \
    { #path, offsetof(RgTrainState, path), NUMBER_##kind }
#define ESTIMATE(path)                                                                             \
    NUMBER(DOUBLE, evaluation.path.mean), NUMBER(DOUBLE, evaluation.path.stderr_mean),             \
        NUMBER(DOUBLE, evaluation.path.low), NUMBER(DOUBLE, evaluation.path.high)

static const Number numbers[] = {
    NUMBER(LONG, iteration),
    NUMBER(LONG, env_steps),
    NUMBER(LONG, agent_steps),
    NUMBER(LONG, episodes),
    NUMBER(DOUBLE, wall_seconds),
    NUMBER(LONG, learner.optimizer_steps),
    NUMBER(LONG, learner.updates),
    NUMBER(LONG, learner.voided),
    NUMBER(LONG, learner.passes),
    NUMBER(LONG, learner.clock),
    NUMBER(INT, recent_count),
    NUMBER(INT, recent_next),
    NUMBER(DOUBLE, best.success),
    NUMBER(DOUBLE, best.goal_difference),
    NUMBER(DOUBLE, best.length),
    NUMBER(BOOL, evaluated),
    NUMBER(BOOL, succeeded),
    NUMBER(INT, evaluation.episodes),
    ESTIMATE(success),
    ESTIMATE(goals_for),
    ESTIMATE(goals_against),
    ESTIMATE(goal_difference),
    ESTIMATE(episode_return),
    ESTIMATE(score),
    ESTIMATE(length),
};
enum { NUMBER_COUNT = sizeof numbers / sizeof numbers[0], EPISODE_NUMBERS = 6 };

void rg_train_state_add(RgTrainState* state, const RgEpisodeResult* episodes, int32_t count) {
    for (int32_t i = 0; i < count; i++) {
        state->recent[state->recent_next] = episodes[i];
        state->recent_next = (state->recent_next + 1) % RG_RECENT_EPISODES;
        state->recent_count += state->recent_count < RG_RECENT_EPISODES;
    }
    state->episodes += count;
}

bool rg_evaluation_beats(const RgEvaluation* evaluation, const RgBest* best) {
    if (best->checkpoint[0] == 0 || evaluation->success.mean != best->success) {
        return best->checkpoint[0] == 0 || evaluation->success.mean > best->success;
    }
    if (evaluation->goal_difference.mean != best->goal_difference) {
        return evaluation->goal_difference.mean > best->goal_difference;
    }
    return evaluation->length.mean < best->length;
}

static double number_get(const Number* number, const RgTrainState* state) {
    const char* at = (const char*)state + number->offset;
    switch (number->kind) {
    case NUMBER_LONG:
        return (double)*(const int64_t*)(const void*)at;
    case NUMBER_INT:
        return *(const int32_t*)(const void*)at;
    case NUMBER_BOOL:
        return *(const bool*)(const void*)at;
    default:
        return *(const double*)(const void*)at;
    }
}

static void number_set(const Number* number, RgTrainState* state, double value) {
    char* at = (char*)state + number->offset;
    switch (number->kind) {
    case NUMBER_LONG:
        *(int64_t*)(void*)at = (int64_t)value;
        break;
    case NUMBER_INT:
        *(int32_t*)(void*)at = (int32_t)value;
        break;
    case NUMBER_BOOL:
        *(bool*)(void*)at = value != 0;
        break;
    default:
        *(double*)(void*)at = value;
    }
}

static cJSON* recent_to_json(const RgTrainState* state) {
    cJSON* recent = cJSON_CreateArray();
    for (int32_t i = 0; recent != NULL && i < state->recent_count; i++) {
        const RgEpisodeResult* e = &state->recent[i];
        const double row[EPISODE_NUMBERS] = {(double)e->episode_return,
                                             (double)e->score,
                                             e->length,
                                             e->goals[0],
                                             e->goals[1],
                                             e->env};
        cJSON_AddItemToArray(recent, cJSON_CreateDoubleArray(row, EPISODE_NUMBERS));
    }
    return recent;
}

static RgStatus recent_from_json(const cJSON* recent, RgTrainState* state, const char* path,
                                 RgError* error) {
    if (!cJSON_IsArray(recent) || cJSON_GetArraySize(recent) != state->recent_count ||
        state->recent_count > RG_RECENT_EPISODES || state->recent_next < 0 ||
        state->recent_next >= RG_RECENT_EPISODES) {
        return rg_fail(error, RG_ERROR_FORMAT,
                       "%s: \"recent\" is not a list of recent_count episodes", path);
    }
    for (int32_t i = 0; i < state->recent_count; i++) {
        const cJSON* row = cJSON_GetArrayItem(recent, i);
        double values[EPISODE_NUMBERS];
        for (int k = 0; k < EPISODE_NUMBERS; k++) {
            const cJSON* value = cJSON_GetArrayItem(row, k);
            if (!cJSON_IsNumber(value)) {
                return rg_fail(error, RG_ERROR_FORMAT, "%s: episode %d of \"recent\" is damaged",
                               path, i);
            }
            values[k] = value->valuedouble;
        }
        state->recent[i] = (RgEpisodeResult){(float)values[0],
                                             (float)values[1],
                                             (int32_t)values[2],
                                             {(int32_t)values[3], (int32_t)values[4]},
                                             (int32_t)values[5]};
    }
    return RG_OK;
}

static char* print_config(const RgTrainDef* def) {
    size_t length = rg_def_print_yaml(&rg_train_def_type, def, NULL, 0);
    char* text = rg_alloc(length + 1);
    if (text != NULL) {
        rg_def_print_yaml(&rg_train_def_type, def, text, length + 1);
    }
    return text;
}

RgStatus rg_train_state_write(const char* path, const RgTrainState* state, const RgTrainDef* def,
                              RgError* error) {
    char hash[32];
    snprintf(hash, sizeof hash, "%016" PRIx64, rg_def_hash(&rg_train_def_type, def));
    cJSON* root = cJSON_CreateObject();
    char* config = print_config(def);
    cJSON_AddNumberToObject(root, "format", FORMAT_VERSION);
    for (int i = 0; i < NUMBER_COUNT; i++) {
        cJSON_AddNumberToObject(root, numbers[i].name, number_get(&numbers[i], state));
    }
    cJSON_AddStringToObject(root, "best.checkpoint", state->best.checkpoint);
    cJSON_AddStringToObject(root, "config_hash", hash);
    cJSON_AddStringToObject(root, "config", config != NULL ? config : "");
    cJSON_AddItemToObject(root, "recent", recent_to_json(state));
    char* text = config != NULL ? cJSON_Print(root) : NULL;
    RgStatus status = text != NULL ? rg_file_write(path, text, strlen(text), error)
                                   : rg_fail(error, RG_ERROR_MEMORY, "no memory to write %s", path);
    cJSON_free(text);
    cJSON_Delete(root);
    rg_free(config);
    return status;
}

static RgStatus read_root(const cJSON* root, const char* path, RgTrainState* state, RgTrainDef* def,
                          RgError* error) {
    const cJSON* format = cJSON_GetObjectItemCaseSensitive(root, "format");
    if (!cJSON_IsNumber(format) || format->valuedouble != FORMAT_VERSION) {
        return rg_fail(error, RG_ERROR_FORMAT,
                       "%s: not the state of a run of this version (\"format\": %d)", path,
                       FORMAT_VERSION);
    }
    *state = (RgTrainState){0};
    for (int i = 0; i < NUMBER_COUNT; i++) {
        const cJSON* value = cJSON_GetObjectItemCaseSensitive(root, numbers[i].name);
        if (!cJSON_IsNumber(value)) {
            return rg_fail(error, RG_ERROR_FORMAT,
                           "%s: number \"%s\" is missing; use an older checkpoint", path,
                           numbers[i].name);
        }
        number_set(&numbers[i], state, value->valuedouble);
    }
    const char* best =
        cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(root, "best.checkpoint"));
    const char* config = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(root, "config"));
    if (best == NULL || config == NULL) {
        return rg_fail(error, RG_ERROR_FORMAT,
                       "%s: \"best.checkpoint\" or \"config\" is missing; use an older checkpoint",
                       path);
    }
    snprintf(state->best.checkpoint, sizeof state->best.checkpoint, "%s", best);
    RG_TRY(recent_from_json(cJSON_GetObjectItemCaseSensitive(root, "recent"), state, path, error));
    if (def == NULL) {
        return RG_OK;
    }
    *def = rg_default_train_def();
    return rg_def_parse_yaml(&rg_train_def_type, def, config, path, error);
}

RgStatus rg_train_state_read(const char* path, RgTrainState* state, RgTrainDef* def,
                             RgError* error) {
    char* text;
    RG_TRY(rg_file_read(path, &text, NULL, error));
    cJSON* root = cJSON_Parse(text);
    rg_free(text);
    RgStatus status =
        root != NULL ? read_root(root, path, state, def, error)
                     : rg_fail(error, RG_ERROR_FORMAT,
                               "%s: not JSON, perhaps cut short; use an older checkpoint", path);
    cJSON_Delete(root);
    return status;
}
