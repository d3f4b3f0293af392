// Def fields by name: finding, setting from text, reading as text, hashing. YAML is in def_yaml.c.
#include "core/def.h"

#include "core/def_internal.h"
#include "core/error.h"
#include "core/hash.h"
#include "core/suggest.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void* place(const RgDefField* field, void* def) {
    return (char*)def + field->offset;
}

static const void* const_place(const RgDefField* field, const void* def) {
    return (const char*)def + field->offset;
}

// ---- finding a field

const RgDefField* rg_def_field(const RgDefType* type, const char* name, size_t length) {
    for (int i = 0; i < type->field_count; i++) {
        const RgDefField* field = &type->fields[i];
        if (strlen(field->name) == length && memcmp(field->name, name, length) == 0) {
            return field;
        }
    }
    return NULL;
}

/// Follows a dotted key. *offset is where the struct that holds the field begins in the whole Def.
static const RgDefField* find(const RgDefType* type, const char* key, size_t* offset) {
    *offset = 0;
    for (;;) {
        size_t length = strcspn(key, ".");
        const RgDefField* field = rg_def_field(type, key, length);
        if (field == NULL || key[length] == '\0') {
            return field;
        }
        if (field->kind != RG_DEF_NESTED) {
            return NULL;
        }
        *offset += field->offset;
        type = field->nested;
        key += length + 1;
    }
}

/// The key nearest to an unknown one, among all keys of the tree.
typedef struct Search {
    const char* word;
    int best;
    char nearest[RG_DEF_KEY];
} Search;

static void search_nearest(const RgDefType* type, const char* prefix, Search* search) {
    for (int i = 0; i < type->field_count; i++) {
        const RgDefField* field = &type->fields[i];
        char key[RG_DEF_KEY];
        snprintf(key, sizeof key, "%s%s", prefix, field->name);
        int distance = rg_edit_distance(search->word, key);
        // somebody who leaves out the path ("clip" for "ppo.clip") is helped as well
        int bare = rg_edit_distance(search->word, field->name);
        distance = bare < distance ? bare : distance;
        if (distance < search->best) {
            search->best = distance;
            memcpy(search->nearest, key, sizeof key);
        }
        if (field->kind == RG_DEF_NESTED) {
            snprintf(key, sizeof key, "%s%s.", prefix, field->name);
            search_nearest(field->nested, key, search);
        }
    }
}

RgStatus rg_def_fail_unknown(const RgDefType* type, const char* key, const char* where,
                             RgError* error) {
    Search search = {.word = key, .best = rg_edit_distance_limit(key) + 1};
    search_nearest(type, "", &search);
    if (search.nearest[0] != '\0') {
        return rg_fail(error, RG_ERROR_CONFIG, "%s: unknown key \"%.60s\"; did you mean \"%.60s\"?",
                       where, key, search.nearest);
    }
    return rg_fail(error, RG_ERROR_CONFIG, "%s: unknown key \"%.60s\"; `%s` has no key like it",
                   where, key, type->name);
}

// ---- text to value

/// Where a wrong value came from, for its error.
typedef struct Source {
    const char* key;
    const char* text;
    const char* where;
    RgError* error;
} Source;

static RgStatus fail_value(const Source* source, const char* takes) {
    return rg_fail(source->error, RG_ERROR_CONFIG, "%s: %s takes %s, not \"%.48s\"", source->where,
                   source->key, takes, source->text);
}

/// Copies a number without the underscores between its digits; false when it is too long or they
/// stand elsewhere.
static bool strip_underscores(const char* text, char out[64]) {
    size_t length = 0;
    for (const char* c = text; *c != '\0'; c++) {
        if (*c == '_') {
            bool between = c != text && c[-1] >= '0' && c[-1] <= '9' && c[1] >= '0' && c[1] <= '9';
            if (!between) {
                return false;
            }
            continue;
        }
        if (length == 63) {
            return false;
        }
        out[length++] = *c;
    }
    out[length] = '\0';
    return length > 0 && strspn(out, "+-.0123456789eE") == length;
}

static bool parse_number(const char* text, double* value) {
    char digits[64];
    if (!strip_underscores(text, digits)) {
        return false;
    }
    char* end;
    *value = strtod(digits, &end);
    return *end == '\0' && isfinite(*value);
}

/// Whole numbers, also as 1e6.
static bool parse_whole(const char* text, int64_t* value) {
    char digits[64];
    if (!strip_underscores(text, digits)) {
        return false;
    }
    char* end;
    errno = 0;
    *value = strtoll(digits, &end, 10);
    if (*end == '\0') {
        return errno == 0;
    }
    double number;
    if (!parse_number(digits, &number) || number != floor(number) || fabs(number) > 0x1p53) {
        return false;
    }
    *value = (int64_t)number;
    return true;
}

static RgStatus set_bool(bool* out, const Source* source) {
    static const char* const words[2][4] = {{"false", "no", "off", "0"},
                                            {"true", "yes", "on", "1"}};
    for (int value = 0; value < 2; value++) {
        for (int i = 0; i < 4; i++) {
            if (strcmp(source->text, words[value][i]) == 0) {
                *out = value != 0;
                return RG_OK;
            }
        }
    }
    return fail_value(source, "true or false");
}

static RgStatus set_whole(const RgDefField* field, void* out, const Source* source) {
    int64_t value;
    // 2^63 as a double is one too many for int64_t, so the upper end is taken with care
    double low = field->min, high = field->max;
    if (!parse_whole(source->text, &value) || (double)value < low || (double)value > high ||
        (field->kind == RG_DEF_INT && (value < INT32_MIN || value > INT32_MAX))) {
        char takes[96];
        snprintf(takes, sizeof takes, "a whole number from %.15g to %.15g", low, high);
        return fail_value(source, takes);
    }
    if (field->kind == RG_DEF_INT) {
        *(int32_t*)out = (int32_t)value;
    } else {
        *(int64_t*)out = value;
    }
    return RG_OK;
}

static RgStatus set_float(const RgDefField* field, double* out, const Source* source) {
    double value;
    if (!parse_number(source->text, &value) || value < field->min || value > field->max) {
        char takes[96];
        snprintf(takes, sizeof takes, "a number from %.15g to %.15g", field->min, field->max);
        return fail_value(source, takes);
    }
    *out = value;
    return RG_OK;
}

/// Length of the UTF-8 character at `c` if it is well-formed and printable, else 0.
static int printable_character(const unsigned char* c) {
    if (c[0] < 0x80) {
        return c[0] >= 0x20 && c[0] != 0x7f;
    }
    int more = c[0] >= 0xf0 ? 3 : (c[0] >= 0xe0 ? 2 : 1);
    uint32_t code = c[0] & (0x3fu >> more);
    for (int i = 1; i <= more; i++) {
        if ((c[i] & 0xc0) != 0x80) {
            return 0;
        }
        code = code << 6 | (c[i] & 0x3fu);
    }
    static const uint32_t smallest[4] = {0, 0xa0, 0x800, 0x10000};
    bool surrogate = code >= 0xd800 && code <= 0xdfff;
    bool no_character = code == 0xfeff || (code & 0xfffe) == 0xfffe || code > 0x10ffff;
    bool wrong_start = c[0] < 0xc2 || c[0] > 0xf4;
    return code < smallest[more] || surrogate || no_character || wrong_start ? 0 : more + 1;
}

static bool is_printable(const char* text) {
    const unsigned char* c = (const unsigned char*)text;
    while (*c != '\0') {
        int length = printable_character(c);
        if (length == 0) {
            return false;
        }
        c += length;
    }
    return true;
}

static RgStatus set_text(const RgDefField* field, char* out, const Source* source) {
    size_t length = strlen(source->text);
    size_t most = field->max < RG_DEF_TEXT - 1 ? (size_t)field->max : RG_DEF_TEXT - 1;
    if ((double)length < field->min || length > most) {
        char takes[96];
        snprintf(takes, sizeof takes, "%g to %zu characters", field->min, most);
        return fail_value(source, takes);
    }
    if (!is_printable(source->text)) {
        return rg_fail(source->error, RG_ERROR_CONFIG, "%s: %s takes one line of printable text",
                       source->where, source->key);
    }
    // the bytes behind the end are cleared, so that equal Defs have equal bytes
    memset(out, 0, RG_DEF_TEXT);
    memcpy(out, source->text, length);
    return RG_OK;
}

static RgStatus set_enum(const RgDefField* field, int32_t* out, const Source* source) {
    int count = (int)field->max + 1;
    char takes[128] = "";
    size_t used = 0;
    for (int i = 0; i < count; i++) {
        if (strcmp(source->text, field->names[i]) == 0) {
            *out = i;
            return RG_OK;
        }
        if (used < sizeof takes) {
            used +=
                (size_t)snprintf(takes + used, sizeof takes - used, "%s%s",
                                 i == 0 ? "" : (i == count - 1 ? " or " : ", "), field->names[i]);
        }
    }
    const char* near = rg_nearest_name(source->text, field->names, count);
    if (near == NULL) {
        return fail_value(source, takes);
    }
    return rg_fail(source->error, RG_ERROR_CONFIG,
                   "%s: %s takes %s, not \"%.32s\"; did you mean \"%s\"?", source->where,
                   source->key, takes, source->text, near);
}

static RgStatus set_value(const RgDefField* field, void* out, const Source* source) {
    switch (field->kind) {
    case RG_DEF_BOOL:
        return set_bool(out, source);
    case RG_DEF_INT:
    case RG_DEF_LONG:
        return set_whole(field, out, source);
    case RG_DEF_FLOAT:
        return set_float(field, out, source);
    case RG_DEF_TEXT_KIND:
        return set_text(field, out, source);
    case RG_DEF_ENUM_KIND:
        return set_enum(field, out, source);
    case RG_DEF_NESTED:
        break;
    }
    return rg_fail(source->error, RG_ERROR_CONFIG, "%s: %s is a group of keys; set one of them",
                   source->where, source->key);
}

void rg_def_reset(const RgDefType* type, void* def) {
    for (int i = 0; i < type->field_count; i++) {
        const RgDefField* field = &type->fields[i];
        if (field->kind == RG_DEF_NESTED) {
            rg_def_reset(field->nested, place(field, def));
            continue;
        }
        Source source = {field->name, field->fallback, "default", NULL};
        RgStatus status = set_value(field, place(field, def), &source);
        RG_ASSERT(status == RG_OK); // the field list contradicts itself
        (void)status;
    }
}

RgStatus rg_def_set(const RgDefType* type, void* def, const char* key, const char* text,
                    const char* where, RgError* error) {
    size_t offset;
    const RgDefField* field = find(type, key, &offset);
    if (field == NULL) {
        return rg_def_fail_unknown(type, key, where, error);
    }
    Source source = {key, text, where, error};
    return set_value(field, place(field, (char*)def + offset), &source);
}

RgStatus rg_def_set_assignment(const RgDefType* type, void* def, const char* assignment,
                               RgError* error) {
    size_t length = strcspn(assignment, "=");
    char key[RG_DEF_KEY];
    if (assignment[length] == '\0' || length == 0) {
        return rg_fail(error, RG_ERROR_CONFIG, "--set: expected key=value, not \"%.100s\"",
                       assignment);
    }
    snprintf(key, sizeof key, "%.*s", (int)(length < sizeof key ? length : sizeof key - 1),
             assignment);
    return rg_def_set(type, def, key, assignment + length + 1, "--set", error);
}

// ---- value to text

/// Shortest decimal text that reads back to the same double.
static void print_float(double value, char out[RG_DEF_TEXT]) {
    for (int digits = 1; digits <= 17; digits++) {
        snprintf(out, RG_DEF_TEXT, "%.*g", digits, value);
        if (strtod(out, NULL) == value) {
            return;
        }
    }
}

void rg_def_value_text(const RgDefField* field, const void* def, char out[RG_DEF_TEXT]) {
    const void* value = const_place(field, def);
    switch (field->kind) {
    case RG_DEF_BOOL:
        snprintf(out, RG_DEF_TEXT, "%s", *(const bool*)value ? "true" : "false");
        return;
    case RG_DEF_INT:
        snprintf(out, RG_DEF_TEXT, "%ld", (long)*(const int32_t*)value);
        return;
    case RG_DEF_LONG:
        snprintf(out, RG_DEF_TEXT, "%lld", (long long)*(const int64_t*)value);
        return;
    case RG_DEF_FLOAT:
        print_float(*(const double*)value, out);
        return;
    case RG_DEF_TEXT_KIND:
        snprintf(out, RG_DEF_TEXT, "%s", (const char*)value);
        return;
    case RG_DEF_ENUM_KIND:
        snprintf(out, RG_DEF_TEXT, "%s", field->names[*(const int32_t*)value]);
        return;
    case RG_DEF_NESTED:
        out[0] = '\0';
        return;
    }
}

RgStatus rg_def_get(const RgDefType* type, const void* def, const char* key, char* out,
                    size_t capacity, RgError* error) {
    size_t offset;
    const RgDefField* field = find(type, key, &offset);
    if (field == NULL) {
        return rg_def_fail_unknown(type, key, "get", error);
    }
    if (field->kind == RG_DEF_NESTED) {
        return rg_fail(error, RG_ERROR_CONFIG, "get: %s is a group of keys; ask for one of them",
                       key);
    }
    char text[RG_DEF_TEXT];
    rg_def_value_text(field, (const char*)def + offset, text);
    if (strlen(text) >= capacity) {
        return rg_fail(error, RG_ERROR_SHAPE, "get: the value of %s needs %zu bytes", key,
                       strlen(text) + 1);
    }
    memcpy(out, text, strlen(text) + 1);
    return RG_OK;
}

static uint64_t hash_fields(const RgDefType* type, const void* def, uint64_t hash) {
    for (int i = 0; i < type->field_count; i++) {
        const RgDefField* field = &type->fields[i];
        hash = rg_hash(field->name, strlen(field->name) + 1, hash);
        if (field->kind == RG_DEF_NESTED) {
            hash = hash_fields(field->nested, const_place(field, def), hash);
        } else {
            char text[RG_DEF_TEXT];
            rg_def_value_text(field, def, text);
            hash = rg_hash(text, strlen(text) + 1, hash);
        }
    }
    return hash;
}

uint64_t rg_def_hash(const RgDefType* type, const void* def) {
    return hash_fields(type, def, 0);
}
