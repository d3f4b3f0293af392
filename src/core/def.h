/* Def fields: everything configurable is listed once, in an X-macro; files, --set, printing,
   checkpoints and the config hash all expand that list (core/def_macros.h).

       #define RG_PPO_DEF_FIELDS(X)                                                          \
           X(FLOAT, clip, 0.15, 0, 1, "ratio clip range; arXiv:1707.06347")                  \
           X(INT, epochs, 2, 1, 100, "passes over a rollout")                                \
           X(BOOL, normalize, true, 0, 1, "normalise advantages per minibatch")              \
           X(TEXT, name, "run", 1, 63, "letters of a run's name")
       typedef struct RgPpoDef {
           RG_PPO_DEF_FIELDS(RG_DEF_MEMBER)
       } RgPpoDef;

       #define FIELD(kind, name, fallback, min, max, help)                                   \
           RG_DEF_FIELD(RgPpoDef, kind, name, fallback, min, max, help)
       static const RgDefField ppo_fields[] = {RG_PPO_DEF_FIELDS(FIELD)};
       const RgDefType rg_ppo_def_type = RG_DEF_TYPE("ppo", RgPpoDef, ppo_fields);

   Kinds: BOOL bool; INT int32_t; LONG int64_t; FLOAT double; TEXT char[RG_DEF_TEXT]; ENUM int32_t
   with a list of names (min = 0, max = count - 1, default one of the names); DEF a nested Def. */
#pragma once

#include "core/def_macros.h"
#include "regista/core.h"

/// Room for a text with its final zero byte.
enum { RG_DEF_TEXT = 128 };

/// Room for a dotted key with its final zero byte.
enum { RG_DEF_KEY = 128 };

typedef enum RgDefKind {
    RG_DEF_BOOL,
    RG_DEF_INT,
    RG_DEF_LONG,
    RG_DEF_FLOAT,
    RG_DEF_TEXT_KIND,
    RG_DEF_ENUM_KIND,
    RG_DEF_NESTED
} RgDefKind;

typedef struct RgDefType RgDefType;

/// One field of a Def: name, place, range, and the sentence that --help and docs print.
typedef struct RgDefField {
    const char* name;
    const char* help;
    size_t offset;
    RgDefKind kind;
    double min, max;          ///< range of numbers; lengths of text in bytes
    const char* fallback;     ///< default as text ("" for nested)
    const char* const* names; ///< ENUM: max + 1 names
    const RgDefType* nested;  ///< DEF
} RgDefField;

/// Description of a whole Def struct.
struct RgDefType {
    const char* name;
    size_t size;
    const RgDefField* fields;
    int field_count;
};

/// Sets every field of `def` to its default.
void rg_def_reset(const RgDefType* type, void* def);

/// Sets the field at dotted `key` ("ppo.clip") from text. Numbers may be written 1000000, 1_000_000
/// or 1e6; switches true, false, yes, no, on, off, 1 or 0; text is printable UTF-8 in one line.
/// @param where names the source in errors: "--set", "file.yaml:12".
/// @return RG_ERROR_CONFIG naming `where`, the key and what it takes, or the nearest known key when
/// there is no such key; `def`
///         is then unchanged.
RgStatus rg_def_set(const RgDefType* type, void* def, const char* key, const char* text,
                    const char* where, RgError* error);

/// `--set key=value` in one string.
RgStatus rg_def_set_assignment(const RgDefType* type, void* def, const char* assignment,
                               RgError* error);

/// Reads a YAML mapping (nested mappings for nested Defs) over the present values; on error `def`
/// is unchanged.
/// @return RG_ERROR_CONFIG for unknown or repeated keys and wrong values, RG_ERROR_FORMAT for what
/// is not YAML (both with file
///         and line), RG_ERROR_IO for a file that cannot be read, RG_ERROR_MEMORY.
RgStatus rg_def_load_yaml(const RgDefType* type, void* def, const char* path, RgError* error);

/// The same from text; `name` stands for the file in errors.
RgStatus rg_def_parse_yaml(const RgDefType* type, void* def, const char* text, const char* name,
                           RgError* error);

/// Prints all fields as YAML that rg_def_load_yaml reads back to the same values (floats with as
/// many digits as needed).
/// @return length without the final zero byte, like snprintf; `out` may be NULL when capacity is 0.
size_t rg_def_print_yaml(const RgDefType* type, const void* def, char* out, size_t capacity);

/// Lists all dotted keys, one a line, with default, range or names, and help. Return value as
/// rg_def_print_yaml.
size_t rg_def_describe(const RgDefType* type, char* out, size_t capacity);

/// Hash over names and values (not padding).
uint64_t rg_def_hash(const RgDefType* type, const void* def);

/// Copies the value of one field as text; RG_ERROR_CONFIG when there is no such key, RG_ERROR_SHAPE
/// when it does not fit.
RgStatus rg_def_get(const RgDefType* type, const void* def, const char* key, char* out,
                    size_t capacity, RgError* error);
