// Expansion of a Def's field list X(kind, name, default, min, max, help) into struct members and
// into RgDefField rows. ENUM: X(ENUM, name, default_name, 0, count - 1, help) with an array
// `name_names` of count texts in scope. DEF:  X(DEF, name, StructType, 0, 0, help) with the
// RgDefType `name_type` in scope.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// clang-format off

/// As the X of a field list: one struct member per field.
#define RG_DEF_MEMBER(kind, name, fallback, min, max, help) RG_DEF_MEMBER_##kind(name, fallback)
#define RG_DEF_MEMBER_BOOL(name, fallback) bool name;
#define RG_DEF_MEMBER_INT(name, fallback) int32_t name;
#define RG_DEF_MEMBER_LONG(name, fallback) int64_t name;
#define RG_DEF_MEMBER_FLOAT(name, fallback) double name;
#define RG_DEF_MEMBER_TEXT(name, fallback) char name[RG_DEF_TEXT];
#define RG_DEF_MEMBER_ENUM(name, fallback) int32_t name;
#define RG_DEF_MEMBER_DEF(name, type_tag) type_tag name;

/// One RgDefField per field; bind `owner`, the struct type, in a macro of six parameters (example in core/def.h).
#define RG_DEF_FIELD(owner, kind, name, fallback, min, max, help) \
    RG_DEF_FIELD_##kind(owner, name, fallback, min, max, help)
#define RG_DEF_FIELD_BOOL(owner, name, fallback, min, max, help) \
    {#name, help, offsetof(owner, name), RG_DEF_BOOL, 0, 1, #fallback, NULL, NULL},
#define RG_DEF_FIELD_INT(owner, name, fallback, min, max, help) \
    {#name, help, offsetof(owner, name), RG_DEF_INT, min, max, #fallback, NULL, NULL},
#define RG_DEF_FIELD_LONG(owner, name, fallback, min, max, help) \
    {#name, help, offsetof(owner, name), RG_DEF_LONG, min, max, #fallback, NULL, NULL},
#define RG_DEF_FIELD_FLOAT(owner, name, fallback, min, max, help) \
    {#name, help, offsetof(owner, name), RG_DEF_FLOAT, min, max, #fallback, NULL, NULL},
#define RG_DEF_FIELD_TEXT(owner, name, fallback, min, max, help) \
    {#name, help, offsetof(owner, name), RG_DEF_TEXT_KIND, min, max, fallback, NULL, NULL},
#define RG_DEF_FIELD_ENUM(owner, name, fallback, min, max, help) \
    {#name, help, offsetof(owner, name), RG_DEF_ENUM_KIND, min, max, #fallback, name##_names, NULL},
#define RG_DEF_FIELD_DEF(owner, name, type_tag, min, max, help) \
    {#name, help, offsetof(owner, name), RG_DEF_NESTED, 0, 0, "", NULL, &name##_type},

/// Initialiser of an RgDefType from its array of fields.
#define RG_DEF_TYPE(text, owner, fields) \
    {text, sizeof(owner), fields, (int)(sizeof(fields) / sizeof((fields)[0]))}
