// Defs as YAML: reading through libyaml's events, and printing. Only mappings of single values are
// YAML that a Def can mean; lists, aliases and further documents are refused with their line.
#include "core/def.h"

#include "core/def_internal.h"
#include "core/error.h"
#include "core/file.h"
#include "core/memory.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <yaml.h>

// ---- reading

typedef struct Reader {
    yaml_parser_t parser;
    yaml_event_t event; // the present one, when has_event
    bool has_event;
    const char* name; // of the file
    const RgDefType* root;
    void* def;
    char* seen; // one byte per field of the tree, in the order of the lists
    RgError* error;
} Reader;

static void drop_event(Reader* reader) {
    if (reader->has_event) {
        yaml_event_delete(&reader->event);
        reader->has_event = false;
    }
}

static RgStatus next_event(Reader* reader) {
    drop_event(reader);
    if (yaml_parser_parse(&reader->parser, &reader->event) != 0) {
        reader->has_event = true;
        return RG_OK;
    }
    const yaml_parser_t* parser = &reader->parser;
    if (parser->error == YAML_MEMORY_ERROR) {
        return rg_fail(reader->error, RG_ERROR_MEMORY, "no memory while reading %s", reader->name);
    }
    if (parser->error == YAML_READER_ERROR) {
        return rg_fail(reader->error, RG_ERROR_FORMAT, "%s: not UTF-8 text at byte %zu: %s",
                       reader->name, parser->problem_offset, parser->problem);
    }
    return rg_fail(reader->error, RG_ERROR_FORMAT, "%s:%zu: not valid YAML: %s", reader->name,
                   parser->problem_mark.line + 1, parser->problem);
}

static size_t line_of(const Reader* reader) {
    return reader->event.start_mark.line + 1;
}

static RgStatus fail_here(Reader* reader, const char* what) {
    return rg_fail(reader->error, RG_ERROR_CONFIG, "%s:%zu: %s", reader->name, line_of(reader),
                   what);
}

static const char* scalar_text(const Reader* reader) {
    return (const char*)reader->event.data.scalar.value;
}

/// Whether the present scalar holds a zero byte, which C texts cannot.
static bool scalar_has_zero(const Reader* reader) {
    return strlen(scalar_text(reader)) != reader->event.data.scalar.length;
}

static int tree_size(const RgDefType* type) {
    int count = 0;
    for (int i = 0; i < type->field_count; i++) {
        const RgDefField* field = &type->fields[i];
        count += field->kind == RG_DEF_NESTED ? 1 + tree_size(field->nested) : 1;
    }
    return count;
}

/// Position of a field in the order of `seen`, counted from the first field of its own Def.
static int position_in(const RgDefType* type, const RgDefField* field) {
    int position = 0;
    for (const RgDefField* before = type->fields; before != field; before++) {
        position += before->kind == RG_DEF_NESTED ? 1 + tree_size(before->nested) : 1;
    }
    return position;
}

static RgStatus read_mapping(Reader* reader, const RgDefType* type, const char* prefix, int seen);

/// The value of `field`, whose dotted key is `key`.
static RgStatus read_value(Reader* reader, const RgDefField* field, const char* key, int seen) {
    RG_TRY(next_event(reader));
    bool nested = field->kind == RG_DEF_NESTED;
    bool empty = reader->event.type == YAML_SCALAR_EVENT &&
                 reader->event.data.scalar.style == YAML_PLAIN_SCALAR_STYLE &&
                 reader->event.data.scalar.length == 0;
    if (nested && reader->event.type == YAML_MAPPING_START_EVENT) {
        char prefix[RG_DEF_KEY + 1];
        snprintf(prefix, sizeof prefix, "%s.", key);
        return read_mapping(reader, field->nested, prefix, seen + 1);
    }
    if (nested && empty) {
        return RG_OK; // `ppo:` with nothing below it
    }
    if (nested || reader->event.type != YAML_SCALAR_EVENT) {
        return rg_fail(reader->error, RG_ERROR_CONFIG, "%s:%zu: %s takes %s", reader->name,
                       line_of(reader), key, nested ? "a group of keys" : "a single value");
    }
    if (scalar_has_zero(reader)) {
        return fail_here(reader, "a value holds a zero byte");
    }
    char where[160];
    snprintf(where, sizeof where, "%.120s:%zu", reader->name, line_of(reader));
    return rg_def_set(reader->root, reader->def, key, scalar_text(reader), where, reader->error);
}

/// One key with its value. The present event is the key.
static RgStatus read_pair(Reader* reader, const RgDefType* type, const char* prefix, int seen) {
    if (reader->event.type != YAML_SCALAR_EVENT || scalar_has_zero(reader)) {
        return fail_here(reader, "a key must be a single word");
    }
    char key[RG_DEF_KEY], where[160];
    snprintf(key, sizeof key, "%s%s", prefix, scalar_text(reader));
    snprintf(where, sizeof where, "%.120s:%zu", reader->name, line_of(reader));
    const char* name = scalar_text(reader);
    const RgDefField* field = rg_def_field(type, name, strlen(name));
    if (field == NULL) {
        return rg_def_fail_unknown(reader->root, key, where, reader->error);
    }
    int position = seen + position_in(type, field);
    if (reader->seen[position] != 0) {
        return rg_fail(reader->error, RG_ERROR_CONFIG, "%s: the key %s stands here twice", where,
                       key);
    }
    reader->seen[position] = 1;
    return read_value(reader, field, key, position);
}

/// Pairs up to the end of the mapping whose start is the present event.
static RgStatus read_mapping(Reader* reader, const RgDefType* type, const char* prefix, int seen) {
    for (;;) {
        RG_TRY(next_event(reader));
        if (reader->event.type == YAML_MAPPING_END_EVENT) {
            return RG_OK;
        }
        RG_TRY(read_pair(reader, type, prefix, seen));
    }
}

/// The root of a document: a mapping, or nothing at all.
static RgStatus read_root(Reader* reader) {
    RG_TRY(next_event(reader));
    if (reader->event.type == YAML_MAPPING_START_EVENT) {
        return read_mapping(reader, reader->root, "", 0);
    }
    if (reader->event.type == YAML_SCALAR_EVENT && reader->event.data.scalar.length == 0) {
        return RG_OK;
    }
    return fail_here(reader, "expected `key: value` lines");
}

static RgStatus read_stream(Reader* reader) {
    RG_TRY(next_event(reader)); // start of the stream
    RG_TRY(next_event(reader));
    if (reader->event.type == YAML_STREAM_END_EVENT) {
        return RG_OK; // an empty file, or comments only
    }
    RG_TRY(read_root(reader));
    RG_TRY(next_event(reader)); // end of the document
    RG_TRY(next_event(reader));
    if (reader->event.type != YAML_STREAM_END_EVENT) {
        return fail_here(reader, "a second document begins; a file holds one");
    }
    return RG_OK;
}

/// Reads into a copy, so that a file with a mistake changes nothing.
static RgStatus parse_bytes(const RgDefType* type, void* def, const char* text, size_t bytes,
                            const char* name, RgError* error) {
    void* copy = rg_alloc(type->size);
    char* seen = rg_alloc((size_t)tree_size(type) + 1);
    Reader reader = {.name = name, .root = type, .def = copy, .seen = seen, .error = error};
    if (copy == NULL || seen == NULL || yaml_parser_initialize(&reader.parser) == 0) {
        rg_free(copy);
        rg_free(seen);
        return rg_fail(error, RG_ERROR_MEMORY, "no memory while reading %s", name);
    }
    memcpy(copy, def, type->size);
    yaml_parser_set_encoding(&reader.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&reader.parser, (const unsigned char*)text, bytes);
    RgStatus status = read_stream(&reader);
    if (status == RG_OK) {
        memcpy(def, copy, type->size);
    }
    drop_event(&reader);
    yaml_parser_delete(&reader.parser);
    rg_free(seen);
    rg_free(copy);
    return status;
}

RgStatus rg_def_parse_yaml(const RgDefType* type, void* def, const char* text, const char* name,
                           RgError* error) {
    return parse_bytes(type, def, text, strlen(text), name, error);
}

RgStatus rg_def_load_yaml(const RgDefType* type, void* def, const char* path, RgError* error) {
    char* text;
    size_t bytes;
    RG_TRY(rg_file_read(path, &text, &bytes, error));
    RgStatus status = parse_bytes(type, def, text, bytes, path, error);
    rg_free(text);
    return status;
}

// ---- printing

/// Text that grows past its room like snprintf: `length` counts on.
typedef struct Page {
    char* out;
    size_t capacity, length;
} Page;

__attribute__((format(printf, 2, 3))) static void put(Page* page, const char* format, ...) {
    size_t room = page->length < page->capacity ? page->capacity - page->length : 0;
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(room > 0 ? page->out + page->length : NULL, room, format, arguments);
    va_end(arguments);
    page->length += length > 0 ? (size_t)length : 0;
}

/// Text in double quotes. The setter lets only printable text in, so two characters need a
/// backslash.
static void put_quoted(Page* page, const char* text) {
    put(page, "\"");
    for (const char* c = text; *c != '\0'; c++) {
        put(page, *c == '"' || *c == '\\' ? "\\%c" : "%c", *c);
    }
    put(page, "\"");
}

static void put_fields(Page* page, const RgDefType* type, const void* def, int depth) {
    for (int i = 0; i < type->field_count; i++) {
        const RgDefField* field = &type->fields[i];
        put(page, "%*s%s:", 2 * depth, "", field->name);
        if (field->kind == RG_DEF_NESTED) {
            put(page, "\n");
            put_fields(page, field->nested, (const char*)def + field->offset, depth + 1);
            continue;
        }
        char text[RG_DEF_TEXT];
        rg_def_value_text(field, def, text);
        put(page, " ");
        if (field->kind == RG_DEF_TEXT_KIND) {
            put_quoted(page, text);
        } else {
            put(page, "%s", text);
        }
        put(page, "\n");
    }
}

size_t rg_def_print_yaml(const RgDefType* type, const void* def, char* out, size_t capacity) {
    Page page = {out, capacity, 0};
    if (capacity > 0) {
        out[0] = '\0';
    }
    put_fields(&page, type, def, 0);
    return page.length;
}

/// What a field takes, e.g. "0 to 1" or "ppo|impala".
static void put_range(Page* page, const RgDefField* field) {
    switch (field->kind) {
    case RG_DEF_BOOL:
        put(page, "true|false");
        return;
    case RG_DEF_TEXT_KIND:
        put(page, "text");
        return;
    case RG_DEF_ENUM_KIND:
        for (int i = 0; i <= (int)field->max; i++) {
            put(page, "%s%s", i == 0 ? "" : "|", field->names[i]);
        }
        return;
    default:
        put(page, "%.15g to %.15g", field->min, field->max);
        return;
    }
}

static void put_description(Page* page, const RgDefType* type, const char* prefix) {
    for (int i = 0; i < type->field_count; i++) {
        const RgDefField* field = &type->fields[i];
        if (field->kind == RG_DEF_NESTED) {
            char deeper[RG_DEF_KEY + 1];
            snprintf(deeper, sizeof deeper, "%.*s%s.", RG_DEF_KEY / 2, prefix, field->name);
            put_description(page, field->nested, deeper);
            continue;
        }
        // switches come out of the preprocessor as 0 and 1
        const char* fallback = field->fallback;
        if (field->kind == RG_DEF_BOOL) {
            fallback = fallback[0] == '1' || fallback[0] == 't' ? "true" : "false";
        }
        put(page, "%s%s = %s  (", prefix, field->name, fallback[0] != '\0' ? fallback : "\"\"");
        put_range(page, field);
        put(page, ")  %s\n", field->help);
    }
}

size_t rg_def_describe(const RgDefType* type, char* out, size_t capacity) {
    Page page = {out, capacity, 0};
    if (capacity > 0) {
        out[0] = '\0';
    }
    put_description(&page, type, "");
    return page.length;
}
