// Scenario files are YAML; they are walked as libyaml's node tree, so that every message can name
// the line.
//
// A key's value may be {even: …, odd: …} where an episode's number decides (ball, left_team,
// right_team), and a team may be the name of one of the file's line_ups.
#include "env/scenario_file.h"

#include <errno.h>
#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include "core/error.h"
#include "core/hash.h"
#include "core/suggest.h"

enum { FINDINGS = 64 };

typedef struct Reader {
    yaml_document_t document;
    const char* file;
    yaml_node_t* line_ups;
    RgScenario* out;
    RgError* error;
    // where everything that is wrong is wanted, not the first of it
    RgScenarioFinding report; // NULL: stop at the first mistake
    void* context;
    int32_t found;
    uint64_t seen[FINDINGS]; // hashes of the first messages
} Reader;

// A line-up may be read several times, for itself and for each team and parity that uses it: its
// mistakes are reported once.
static bool is_new(Reader* reader) {
    uint64_t hash = rg_hash(reader->error->message, strlen(reader->error->message), 0);
    int32_t kept = reader->found < FINDINGS ? reader->found : FINDINGS;
    for (int32_t i = 0; i < kept; i++) {
        if (reader->seen[i] == hash) {
            return false;
        }
    }
    if (kept < FINDINGS) {
        reader->seen[kept] = hash;
    }
    return true;
}

// the status to return after a part was read: a mistake that is reported does not end the reading
static RgStatus settle(Reader* reader, RgStatus status) {
    if (status == RG_OK || reader->report == NULL) {
        return status;
    }
    if (is_new(reader)) {
        reader->found++;
        reader->report(reader->context, true, reader->error->message);
    }
    return RG_OK;
}

void rg_scenario_reset(RgScenario* scenario) {
    memset(scenario, 0, sizeof *scenario);
    scenario->game_duration = 3000;
    scenario->second_half = -1;
    scenario->seed = 42;
    scenario->difficulty[RG_TEAM_LEFT] = 1.0f;
    scenario->difficulty[RG_TEAM_RIGHT] = 0.6f;
    scenario->offsides = true;
    scenario->use_magnet = true;
}

static int32_t line_of(const yaml_node_t* node) {
    return (int32_t)node->start_mark.line + 1;
}

static const char* text_of(const yaml_node_t* node) {
    return (const char*)node->data.scalar.value;
}

static RgStatus fail_at(Reader* reader, const yaml_node_t* node, const char* key,
                        const char* takes) {
    if (node->type == YAML_SCALAR_NODE) {
        return rg_fail(reader->error, RG_ERROR_CONFIG, "%s:%d: %s: '%.40s' does not fit; %s",
                       reader->file, line_of(node), key, text_of(node), takes);
    }
    return rg_fail(reader->error, RG_ERROR_CONFIG, "%s:%d: %s: %s", reader->file, line_of(node),
                   key, takes);
}

// ---- values

static RgStatus read_bool(Reader* reader, yaml_node_t* node, const char* key, bool* out) {
    if (node->type == YAML_SCALAR_NODE &&
        (strcmp(text_of(node), "true") == 0 || strcmp(text_of(node), "false") == 0)) {
        *out = text_of(node)[0] == 't';
        return RG_OK;
    }
    return fail_at(reader, node, key, "write true or false");
}

static RgStatus read_int(Reader* reader, yaml_node_t* node, const char* key, int32_t min,
                         int32_t* out) {
    if (node->type == YAML_SCALAR_NODE) {
        char* end = NULL;
        errno = 0;
        long value = strtol(text_of(node), &end, 10);
        if (end != text_of(node) && *end == 0 && errno == 0 && value >= min &&
            value <= 1000000000) {
            *out = (int32_t)value;
            return RG_OK;
        }
    }
    return fail_at(reader, node, key,
                   min > 0 ? "write a whole number from 1" : "write a whole number from 0");
}

static RgStatus read_float(Reader* reader, yaml_node_t* node, const char* key, float* out) {
    if (node->type == YAML_SCALAR_NODE) {
        char* end = NULL;
        float value = strtof(text_of(node), &end);
        if (end != text_of(node) && *end == 0 && isfinite(value)) {
            *out = value;
            return RG_OK;
        }
    }
    return fail_at(reader, node, key, "write a number");
}

static RgStatus read_ball(Reader* reader, yaml_node_t* node, const char* key, RgSetup* out) {
    (void)key;
    if (node->type != YAML_SEQUENCE_NODE ||
        node->data.sequence.items.top - node->data.sequence.items.start != 2) {
        return fail_at(reader, node, "ball", "write its place as [x, y], e.g. [0.77, 0]");
    }
    yaml_node_item_t* items = node->data.sequence.items.start;
    out->ball_line = line_of(node);
    RG_TRY(read_float(reader, yaml_document_get_node(&reader->document, items[0]), "ball",
                      &out->ball_x));
    return read_float(reader, yaml_document_get_node(&reader->document, items[1]), "ball",
                      &out->ball_y);
}

// ---- mappings

// one key of a mapping and how its value is read
typedef struct Key {
    const char* name;
    RgStatus (*read)(Reader* reader, yaml_node_t* node, const struct Key* key, void* target);
    size_t offset;
} Key;

static const Key* find_key(const Key* keys, int32_t count, const char* name) {
    for (int32_t i = 0; i < count; i++) {
        if (strcmp(keys[i].name, name) == 0) {
            return &keys[i];
        }
    }
    return NULL;
}

static RgStatus fail_unknown(Reader* reader, const yaml_node_t* name, const Key* keys,
                             int32_t count) {
    enum { MOST = 24 };
    const char* names[MOST];
    for (int32_t i = 0; i < count; i++) {
        names[i] = keys[i].name;
    }
    const char* nearest = rg_nearest_name(text_of(name), names, count);
    return rg_fail(reader->error, RG_ERROR_CONFIG,
                   "%s:%d: unknown key '%.40s'; %s%s%sdocs/scenarios.md lists all", reader->file,
                   line_of(name), text_of(name), nearest != NULL ? "did you mean '" : "",
                   nearest != NULL ? nearest : "", nearest != NULL ? "'? " : "");
}

static bool repeats(Reader* reader, yaml_node_t* mapping, yaml_node_pair_t* pair) {
    const char* name = text_of(yaml_document_get_node(&reader->document, pair->key));
    for (yaml_node_pair_t* p = mapping->data.mapping.pairs.start; p < pair; p++) {
        const yaml_node_t* key = yaml_document_get_node(&reader->document, p->key);
        if (key->type == YAML_SCALAR_NODE && strcmp(text_of(key), name) == 0) {
            return true;
        }
    }
    return false;
}

static RgStatus read_pair(Reader* reader, yaml_node_t* mapping, yaml_node_pair_t* pair,
                          const Key* keys, int32_t count, void* target) {
    yaml_node_t* name = yaml_document_get_node(&reader->document, pair->key);
    if (name->type != YAML_SCALAR_NODE) {
        return fail_at(reader, name, "key", "a key is a word");
    }
    if (repeats(reader, mapping, pair)) {
        return rg_fail(reader->error, RG_ERROR_CONFIG, "%s:%d: '%.40s' is given twice; keep one",
                       reader->file, line_of(name), text_of(name));
    }
    const Key* key = find_key(keys, count, text_of(name));
    if (key == NULL) {
        return fail_unknown(reader, name, keys, count);
    }
    return key->read(reader, yaml_document_get_node(&reader->document, pair->value), key, target);
}

static RgStatus read_mapping(Reader* reader, yaml_node_t* mapping, const Key* keys, int32_t count,
                             void* target) {
    for (yaml_node_pair_t* pair = mapping->data.mapping.pairs.start;
         pair < mapping->data.mapping.pairs.top; pair++) {
        RG_TRY(settle(reader, read_pair(reader, mapping, pair, keys, count, target)));
    }
    return RG_OK;
}

static yaml_node_t* lookup(Reader* reader, yaml_node_t* mapping, const char* name) {
    if (mapping == NULL || mapping->type != YAML_MAPPING_NODE) {
        return NULL;
    }
    for (yaml_node_pair_t* pair = mapping->data.mapping.pairs.start;
         pair < mapping->data.mapping.pairs.top; pair++) {
        yaml_node_t* key = yaml_document_get_node(&reader->document, pair->key);
        if (key->type == YAML_SCALAR_NODE && strcmp(text_of(key), name) == 0) {
            return yaml_document_get_node(&reader->document, pair->value);
        }
    }
    return NULL;
}

static RgStatus key_bool(Reader* reader, yaml_node_t* node, const Key* key, void* target) {
    return read_bool(reader, node, key->name, (bool*)((char*)target + key->offset));
}

static RgStatus key_float(Reader* reader, yaml_node_t* node, const Key* key, void* target) {
    return read_float(reader, node, key->name, (float*)(void*)((char*)target + key->offset));
}

static RgStatus key_positive(Reader* reader, yaml_node_t* node, const Key* key, void* target) {
    return read_int(reader, node, key->name, 1, (int32_t*)(void*)((char*)target + key->offset));
}

static RgStatus key_count(Reader* reader, yaml_node_t* node, const Key* key, void* target) {
    return read_int(reader, node, key->name, 0, (int32_t*)(void*)((char*)target + key->offset));
}

static RgStatus key_half(Reader* reader, yaml_node_t* node, const Key* key, void* target) {
    int32_t* out = (int32_t*)(void*)((char*)target + key->offset);
    reader->out->second_half_line = line_of(node);
    if (node->type == YAML_SCALAR_NODE && strcmp(text_of(node), "never") == 0) {
        *out = -1;
        return RG_OK;
    }
    return read_int(reader, node, key->name, 1, out);
}

static RgStatus key_difficulty(Reader* reader, yaml_node_t* node, const Key* key, void* target) {
    float value = 0;
    RG_TRY(read_float(reader, node, key->name, &value));
    if (value < 0 || value > 1) {
        return fail_at(reader, node, key->name, "difficulties run from 0 to 1");
    }
    *(float*)(void*)((char*)target + key->offset) = value;
    return RG_OK;
}

static RgStatus key_summary(Reader* reader, yaml_node_t* node, const Key* key, void* target) {
    char* out = (char*)target + key->offset;
    const size_t capacity = sizeof((RgScenario*)0)->summary;
    if (node->type != YAML_SCALAR_NODE || strlen(text_of(node)) >= capacity) {
        return fail_at(reader, node, key->name, "write one sentence of at most 127 characters");
    }
    memcpy(out, text_of(node), strlen(text_of(node)) + 1);
    return RG_OK;
}

static RgStatus key_role(Reader* reader, yaml_node_t* node, const Key* key, void* target) {
    int32_t role = node->type == YAML_SCALAR_NODE ? rg_role_from_name(text_of(node)) : -1;
    if (role < 0) {
        return fail_at(reader, node, key->name, "roles are " RG_ROLE_NAMES_TEXT);
    }
    *((uint8_t*)target + key->offset) = (uint8_t)role;
    return RG_OK;
}

// ---- players and line-ups

static RgStatus read_player(Reader* reader, yaml_node_t* node, RgStart* out) {
    static const Key keys[] = {
        {"role", key_role, offsetof(RgStart, role)},
        {"x", key_float, offsetof(RgStart, x)},
        {"y", key_float, offsetof(RgStart, y)},
        {"lazy", key_bool, offsetof(RgStart, lazy)},
        {"controllable", key_bool, offsetof(RgStart, controllable)},
    };
    static const char* const needed[] = {"role", "x", "y"};
    // a role that cannot be read counts as no keeper's
    *out = (RgStart){.role = RG_ROLE_CM, .controllable = true};
    if (node->type != YAML_MAPPING_NODE) {
        return fail_at(reader, node, "player", "write {role: CB, x: 0.5, y: 0}");
    }
    RG_TRY(read_mapping(reader, node, keys, sizeof keys / sizeof keys[0], out));
    for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++) {
        if (lookup(reader, node, needed[i]) == NULL) {
            RgStatus status = rg_fail(reader->error, RG_ERROR_CONFIG,
                                      "%s:%d: a player needs %s; write {role: CB, x: 0.5, y: 0}",
                                      reader->file, line_of(node), needed[i]);
            RG_TRY(settle(reader, status));
        }
    }
    return RG_OK;
}

static RgStatus read_line_up(Reader* reader, yaml_node_t* node, const char* key, RgLineUp* out) {
    if (node->type == YAML_SCALAR_NODE) {
        yaml_node_t* named = lookup(reader, reader->line_ups, text_of(node));
        if (named == NULL) {
            return fail_at(reader, node, key,
                           "line_ups has no such entry; add it or list the players");
        }
        node = named;
    }
    if (node->type != YAML_SEQUENCE_NODE) {
        return fail_at(reader, node, key, "list the players, or name one of line_ups");
    }
    out->count = 0;
    for (yaml_node_item_t* item = node->data.sequence.items.start;
         item < node->data.sequence.items.top; item++) {
        yaml_node_t* player = yaml_document_get_node(&reader->document, *item);
        if (out->count == RG_TEAM_SIZE) {
            return rg_fail(
                reader->error, RG_ERROR_CONFIG,
                "%s:%d: %s: more than %d players; a team has at most %d, remove the rest",
                reader->file, line_of(player), key, RG_TEAM_SIZE, RG_TEAM_SIZE);
        }
        out->lines[out->count] = line_of(player);
        RG_TRY(settle(reader, read_player(reader, player, &out->players[out->count])));
        out->count++;
    }
    return RG_OK;
}

// ---- values that may differ between even and odd episodes

typedef RgStatus (*SetupRead)(Reader* reader, yaml_node_t* node, const char* key, RgSetup* out);

static RgStatus read_left(Reader* reader, yaml_node_t* node, const char* key, RgSetup* out) {
    return read_line_up(reader, node, key, &out->teams[RG_TEAM_LEFT]);
}

static RgStatus read_right(Reader* reader, yaml_node_t* node, const char* key, RgSetup* out) {
    return read_line_up(reader, node, key, &out->teams[RG_TEAM_RIGHT]);
}

static RgStatus read_by_parity(Reader* reader, yaml_node_t* node, const char* key, SetupRead read) {
    static const char* const parities[2] = {"even", "odd"};
    for (int32_t parity = 0; parity < 2; parity++) {
        yaml_node_t* value = node;
        if (node->type == YAML_MAPPING_NODE) {
            value = lookup(reader, node, parities[parity]);
            if (value == NULL ||
                node->data.mapping.pairs.top - node->data.mapping.pairs.start != 2) {
                return fail_at(reader, node, key,
                               "by episode number: {even: …, odd: …}, both and nothing else");
            }
        }
        RG_TRY(settle(reader, read(reader, value, key, &reader->out->setups[parity])));
    }
    return RG_OK;
}

static RgStatus key_ball(Reader* reader, yaml_node_t* node, const Key* key, void* target) {
    (void)target;
    return read_by_parity(reader, node, key->name, read_ball);
}

static RgStatus key_left(Reader* reader, yaml_node_t* node, const Key* key, void* target) {
    (void)target;
    return read_by_parity(reader, node, key->name, read_left);
}

static RgStatus key_right(Reader* reader, yaml_node_t* node, const Key* key, void* target) {
    (void)target;
    return read_by_parity(reader, node, key->name, read_right);
}

static RgStatus key_line_ups(Reader* reader, yaml_node_t* node, const Key* key, void* target) {
    (void)target;
    if (node->type != YAML_MAPPING_NODE) {
        return fail_at(reader, node, key->name,
                       "name line-ups: {kick_off: [players], waiting: [players]}");
    }
    // read once for their own errors; teams that use them read them again
    for (yaml_node_pair_t* pair = node->data.mapping.pairs.start;
         pair < node->data.mapping.pairs.top; pair++) {
        RgLineUp unused;
        yaml_node_t* line_up = yaml_document_get_node(&reader->document, pair->value);
        if (line_up->type != YAML_SEQUENCE_NODE) {
            RG_TRY(settle(reader,
                          fail_at(reader, line_up, key->name, "a line-up is a list of players")));
            continue;
        }
        RG_TRY(settle(reader, read_line_up(reader, line_up, key->name, &unused)));
    }
    return RG_OK;
}

// ---- the file

static RgStatus read_scenario(Reader* reader, yaml_node_t* root) {
#define PLACE(member) offsetof(RgScenario, member)
    static const Key keys[] = {
        {"summary", key_summary, PLACE(summary)},
        {"game_duration", key_positive, PLACE(game_duration)},
        {"deterministic", key_bool, PLACE(deterministic)},
        {"seed", key_count, PLACE(seed)},
        {"offsides", key_bool, PLACE(offsides)},
        {"left_team_difficulty", key_difficulty, PLACE(difficulty[RG_TEAM_LEFT])},
        {"right_team_difficulty", key_difficulty, PLACE(difficulty[RG_TEAM_RIGHT])},
        {"end_episode_on_score", key_bool, PLACE(end_on_score)},
        {"end_episode_on_out_of_play", key_bool, PLACE(end_on_out_of_play)},
        {"end_episode_on_possession_change", key_bool, PLACE(end_on_possession_change)},
        {"second_half", key_half, PLACE(second_half)},
        {"control_all_players", key_bool, PLACE(control_all_players)},
        {"use_magnet", key_bool, PLACE(use_magnet)},
        {"ball", key_ball, 0},
        {"line_ups", key_line_ups, 0},
        {"left_team", key_left, 0},
        {"right_team", key_right, 0},
    };
#undef PLACE
    reader->line_ups = lookup(reader, root, "line_ups");
    return read_mapping(reader, root, keys, sizeof keys / sizeof keys[0], reader->out);
}

// a team without players gets one keeper who stands at his corner and does nothing (B)
static void add_missing_keepers(RgScenario* scenario) {
    for (int32_t parity = 0; parity < 2; parity++) {
        for (int32_t team = 0; team < RG_TEAM_COUNT; team++) {
            RgLineUp* line_up = &scenario->setups[parity].teams[team];
            if (line_up->count == 0) {
                line_up->count = 1;
                line_up->players[0] = (RgStart){-1.0f, 0.42f, RG_ROLE_GK, true, true};
            }
        }
    }
}

static RgStatus load_document(Reader* reader, const char* text) {
    yaml_parser_t parser;
    if (!yaml_parser_initialize(&parser)) {
        return rg_fail(reader->error, RG_ERROR_MEMORY, "no memory to read %s", reader->file);
    }
    yaml_parser_set_input_string(&parser, (const unsigned char*)text, strlen(text));
    RgStatus status = RG_OK;
    if (!yaml_parser_load(&parser, &reader->document)) {
        status = rg_fail(reader->error, RG_ERROR_FORMAT, "%s:%d: no valid YAML: %s", reader->file,
                         (int)parser.problem_mark.line + 1,
                         parser.problem != NULL ? parser.problem : "unreadable");
    }
    yaml_parser_delete(&parser);
    return status;
}

static RgStatus parse(Reader* reader, const char* text) {
    rg_scenario_reset(reader->out);
    RG_TRY(load_document(reader, text));
    yaml_node_t* root = yaml_document_get_root_node(&reader->document);
    RgStatus status;
    if (root == NULL || root->type != YAML_MAPPING_NODE) {
        status = rg_fail(reader->error, RG_ERROR_FORMAT,
                         "%s:1: a scenario is a list of 'key: value' lines; see docs/scenarios.md",
                         reader->file);
    } else {
        status = read_scenario(reader, root);
        add_missing_keepers(reader->out);
    }
    yaml_document_delete(&reader->document);
    return status;
}

RgStatus rg_scenario_parse(const char* text, const char* name, RgScenario* out, RgError* error) {
    Reader reader = {.file = name, .out = out, .error = error};
    return parse(&reader, text);
}

int32_t rg_scenario_check_text(const char* text, const char* name, RgScenario* out,
                               RgScenarioFinding report, void* context) {
    RgError error;
    Reader reader = {
        .file = name, .out = out, .error = &error, .report = report, .context = context};
    // what settle did not see is no list of keys at all
    if (parse(&reader, text) != RG_OK) {
        report(context, true, error.message);
        return 1;
    }
    snprintf(out->path, sizeof out->path, "%s", name);
    return reader.found + rg_scenario_check(out, report, context);
}
