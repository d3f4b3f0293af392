// Names and defaults of the environment's configuration.
#include "env/env_def.h"

#include "core/error.h"
#include "core/memory.h"

static const char* const representation_names[] = {"simple115v2", "simple115", "extracted", "raw",
                                                   "entities"};
static const char* const action_set_names[] = {"default", "v2", "full"};
static const char* const team_order_names[] = {"episode", "first_seed", "left", "right"};

#define FIELD(kind, name, fallback, min, max, help)                                                \
    RG_DEF_FIELD(RgEnvDef, kind, name, fallback, min, max, help)
static const RgDefField env_fields[] = {RG_ENV_DEF_FIELDS(FIELD)};

const RgDefType rg_env_def_type = {"env", sizeof(RgEnvDef), env_fields,
                                   sizeof env_fields / sizeof env_fields[0]};

RgEnvDef rg_default_env_def(void) {
    RgEnvDef def;
    rg_def_reset(&rg_env_def_type, &def);
    return def;
}

RgStatus rg_env_def_create(RgEnvDef** out, RgError* error) {
    *out = rg_alloc(sizeof **out);
    if (*out == NULL) {
        return rg_fail(error, RG_ERROR_MEMORY, "no memory for an environment description");
    }
    rg_def_reset(&rg_env_def_type, *out);
    return RG_OK;
}

void rg_env_def_destroy(RgEnvDef* def) {
    rg_free(def);
}

RgStatus rg_env_def_set(RgEnvDef* def, const char* key, const char* value, RgError* error) {
    return rg_def_set(&rg_env_def_type, def, key, value, "environment", error);
}
