// The file is read as a YAML document; every setting in it goes the way of --set, with file and
// line as its origin.
#include "train/curriculum.h"

#include "core/error.h"
#include "core/file.h"
#include "core/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

// reads a file into a document; the caller deletes it
static RgStatus load_document(const char* path, yaml_document_t* document, RgError* error) {
    char* text;
    size_t bytes;
    RG_TRY(rg_file_read(path, &text, &bytes, error));
    yaml_parser_t parser;
    if (!yaml_parser_initialize(&parser)) {
        rg_free(text);
        return rg_fail(error, RG_ERROR_MEMORY, "no memory to read %s", path);
    }
    yaml_parser_set_input_string(&parser, (const unsigned char*)text, bytes);
    RgStatus status = RG_OK;
    if (!yaml_parser_load(&parser, document)) {
        status = rg_fail(error, RG_ERROR_FORMAT, "%s:%zu: %s", path, parser.problem_mark.line + 1,
                         parser.problem != NULL ? parser.problem : "no YAML");
    }
    yaml_parser_delete(&parser);
    rg_free(text);
    return status;
}

static const char* scalar_of(const yaml_node_t* node) {
    return node != NULL && node->type == YAML_SCALAR_NODE ? (const char*)node->data.scalar.value
                                                          : NULL;
}

// value of a key of a mapping, NULL: there is none
static yaml_node_t* find(yaml_document_t* document, const yaml_node_t* mapping, const char* key) {
    if (mapping == NULL || mapping->type != YAML_MAPPING_NODE) {
        return NULL;
    }
    for (yaml_node_pair_t* pair = mapping->data.mapping.pairs.start;
         pair < mapping->data.mapping.pairs.top; pair++) {
        const char* name = scalar_of(yaml_document_get_node(document, pair->key));
        if (name != NULL && strcmp(name, key) == 0) {
            return yaml_document_get_node(document, pair->value);
        }
    }
    return NULL;
}

RgStatus rg_is_curriculum(const char* path, bool* out, RgError* error) {
    yaml_document_t document;
    RG_TRY(load_document(path, &document, error));
    *out = find(&document, yaml_document_get_root_node(&document), "stages") != NULL;
    yaml_document_delete(&document);
    return RG_OK;
}

// every pair of a mapping as a setting; mappings inside become dotted keys
static RgStatus apply(yaml_document_t* document, const yaml_node_t* mapping, const char* prefix,
                      const char* path, RgTrainDef* def, RgError* error) {
    if (mapping->type != YAML_MAPPING_NODE) {
        return rg_fail(error, RG_ERROR_CONFIG, "%s:%zu: settings \"key: value\" are needed here",
                       path, mapping->start_mark.line + 1);
    }
    for (yaml_node_pair_t* pair = mapping->data.mapping.pairs.start;
         pair < mapping->data.mapping.pairs.top; pair++) {
        const yaml_node_t* name = yaml_document_get_node(document, pair->key);
        const yaml_node_t* value = yaml_document_get_node(document, pair->value);
        char where[RG_PATH], key[RG_PATH];
        RG_TRY(rg_path(where, error, "%s:%zu", path, name->start_mark.line + 1));
        RG_TRY(
            rg_path(key, error, "%s%s", prefix, scalar_of(name) != NULL ? scalar_of(name) : "?"));
        if (value->type == YAML_MAPPING_NODE && strlen(key) < RG_DEF_KEY) {
            char inner[RG_DEF_KEY + 2];
            snprintf(inner, sizeof inner, "%s.", key);
            RG_TRY(apply(document, value, inner, path, def, error));
        } else if (scalar_of(value) == NULL) {
            return rg_fail(error, RG_ERROR_CONFIG, "%s: %s takes one value, not a list", where,
                           key);
        } else {
            RG_TRY(rg_def_set(&rg_train_def_type, def, key, scalar_of(value), where, error));
        }
    }
    return RG_OK;
}

static RgStatus check_keys(yaml_document_t* document, const yaml_node_t* root, const char* path,
                           RgError* error) {
    for (yaml_node_pair_t* pair = root->data.mapping.pairs.start;
         pair < root->data.mapping.pairs.top; pair++) {
        const yaml_node_t* key = yaml_document_get_node(document, pair->key);
        const char* name = scalar_of(key);
        if (name == NULL || (strcmp(name, "stages") != 0 && strcmp(name, "every") != 0)) {
            return rg_fail(error, RG_ERROR_CONFIG,
                           "%s:%zu: unknown key %s; a curriculum has `every` and `stages`", path,
                           key->start_mark.line + 1, name != NULL ? name : "");
        }
    }
    return RG_OK;
}

static RgStatus read_stages(yaml_document_t* document, const char* path, const RgTrainDef* base,
                            RgCurriculum* out, RgError* error) {
    const yaml_node_t* root = yaml_document_get_root_node(document);
    const yaml_node_t *stages = find(document, root, "stages"),
                      *every = find(document, root, "every");
    if (stages == NULL || stages->type != YAML_SEQUENCE_NODE) {
        return rg_fail(error, RG_ERROR_CONFIG, "%s: `stages` must be a list", path);
    }
    RG_TRY(check_keys(document, root, path, error));
    RgTrainDef common = *base;
    if (every != NULL) {
        RG_TRY(apply(document, every, "", path, &common, error));
    }
    out->count = 0;
    for (yaml_node_item_t* item = stages->data.sequence.items.start;
         item < stages->data.sequence.items.top; item++) {
        const yaml_node_t* stage = yaml_document_get_node(document, *item);
        if (out->count == RG_STAGES_MAX) {
            return rg_fail(error, RG_ERROR_CONFIG, "%s:%zu: more than %d stages", path,
                           stage->start_mark.line + 1, RG_STAGES_MAX);
        }
        out->stages[out->count] = common;
        RG_TRY(apply(document, stage, "", path, &out->stages[out->count++], error));
    }
    return out->count > 0 ? RG_OK : rg_fail(error, RG_ERROR_CONFIG, "%s: `stages` is empty", path);
}

RgStatus rg_curriculum_load(const char* path, const RgTrainDef* base, RgCurriculum* out,
                            RgError* error) {
    yaml_document_t document;
    RG_TRY(load_document(path, &document, error));
    RgStatus status = read_stages(&document, path, base, out, error);
    yaml_document_delete(&document);
    return status;
}

// appends a stage as an item of a list: the first line gets the dash, all others are moved in
static size_t append_stage(char* out, const char* yaml) {
    size_t length = 0;
    const char* mark = "  - ";
    for (const char* line = yaml; *line != 0; mark = "    ") {
        size_t bytes = strcspn(line, "\n") + 1;
        memcpy(out + length, mark, 4);
        memcpy(out + length + 4, line, bytes);
        length += bytes + 4;
        line += bytes;
    }
    return length;
}

RgStatus rg_curriculum_write(const char* path, const RgCurriculum* curriculum, RgError* error) {
    static const char title[] = "stages:\n";
    size_t room = 0, length = sizeof title - 1;
    for (int32_t i = 0; i < curriculum->count; i++) {
        size_t bytes = rg_def_print_yaml(&rg_train_def_type, &curriculum->stages[i], NULL, 0) + 1;
        room = bytes > room ? bytes : room;
    }
    // no line is shorter than a letter, so moving it in makes it five times as long at most
    char *yaml = rg_alloc(room),
         *text = rg_alloc(length + (size_t)curriculum->count * room * 5 + 1);
    RgStatus status = RG_OK;
    if (yaml != NULL && text != NULL) {
        memcpy(text, title, length);
        for (int32_t i = 0; i < curriculum->count; i++) {
            rg_def_print_yaml(&rg_train_def_type, &curriculum->stages[i], yaml, room);
            length += append_stage(text + length, yaml);
        }
        status = rg_file_write(path, text, length, error);
    } else {
        status = rg_fail(error, RG_ERROR_MEMORY, "no memory to write %s", path);
    }
    rg_free(yaml);
    rg_free(text);
    return status;
}

int32_t rg_curriculum_find(const RgCurriculum* curriculum, const char* number_or_name) {
    char* end;
    long number = strtol(number_or_name, &end, 10);
    if (end != number_or_name && *end == 0) {
        return number >= 1 && number <= curriculum->count ? (int32_t)number - 1 : -1;
    }
    for (int32_t i = 0; i < curriculum->count; i++) {
        if (strcmp(curriculum->stages[i].stage, number_or_name) == 0) {
            return i;
        }
    }
    return -1;
}
