// The list of train_def.h, described once for every reader and writer of configurations.
#include "train/train_def.h"

#include "core/error.h"
#include "core/memory.h"

#include <string.h>

// what RG_DEF_FIELD calls the types of nested Defs
#define env_type    rg_env_def_type
#define policy_type rg_policy_def_type
#define learn_type  rg_learn_def_type

#define FIELD(kind, name, fallback, min, max, help)                                                \
    RG_DEF_FIELD(RgTrainDef, kind, name, fallback, min, max, help)

static const RgDefField train_fields[] = {RG_TRAIN_DEF_FIELDS(FIELD)};

const RgDefType rg_train_def_type = RG_DEF_TYPE("train", RgTrainDef, train_fields);

RgTrainDef rg_default_train_def(void) {
    RgTrainDef def;
    rg_def_reset(&rg_train_def_type, &def);
    // training wants the denser reward; a bare environment keeps the original's default
    strcpy(def.env.rewards, "scoring,checkpoints");
    return def;
}

RgStatus rg_train_def_create(RgTrainDef** out, RgError* error) {
    *out = rg_alloc(sizeof **out);
    if (*out == NULL) {
        return rg_fail(error, RG_ERROR_MEMORY, "no memory for the description of a run");
    }
    **out = rg_default_train_def();
    return RG_OK;
}

void rg_train_def_destroy(RgTrainDef* def) {
    rg_free(def);
}

RgStatus rg_train_def_set(RgTrainDef* def, const char* key, const char* value, RgError* error) {
    return rg_def_set(&rg_train_def_type, def, key, value, "--set", error);
}

RgStatus rg_train_def_load(RgTrainDef* def, const char* path, RgError* error) {
    return rg_def_load_yaml(&rg_train_def_type, def, path, error);
}
