// What def.c and def_yaml.c share.
#pragma once

#include "core/def.h"

/// The field of that name in this Def (not in nested ones), or NULL.
const RgDefField* rg_def_field(const RgDefType* type, const char* name, size_t length);

/// RG_ERROR_CONFIG "where: unknown key …" with the nearest known key.
RgStatus rg_def_fail_unknown(const RgDefType* type, const char* key, const char* where,
                             RgError* error);

/// Value of a field (not of a nested Def) as text; `def` is the struct that holds it.
void rg_def_value_text(const RgDefField* field, const void* def, char out[RG_DEF_TEXT]);
