// The list of src/learn/learn_def.h, described once for every reader and writer of configurations.
#include "learn/learn_def.h"

#include "core/error.h"
#include "core/memory.h"

static const char* const algorithm_names[] = {"ppo", "impala"};
static const char* const optimizer_names[] = {"adam", "rmsprop"};
static const char* const learning_rate_schedule_names[] = {"constant", "linear", "tenfold"};
static const char* const entropy_schedule_names[] = {"constant", "linear", "tenfold"};

#define FIELD(kind, name, fallback, min, max, help)                                                \
    RG_DEF_FIELD(RgLearnDef, kind, name, fallback, min, max, help)

static const RgDefField learn_fields[] = {RG_LEARN_DEF_FIELDS(FIELD)};

const RgDefType rg_learn_def_type = RG_DEF_TYPE("learn", RgLearnDef, learn_fields);

RgStatus rg_learn_def_create(RgLearnDef** out, RgError* error) {
    *out = rg_alloc(sizeof **out);
    if (*out == NULL) {
        return rg_fail(error, RG_ERROR_MEMORY, "no memory for a description of learning");
    }
    rg_def_reset(&rg_learn_def_type, *out);
    return RG_OK;
}

void rg_learn_def_destroy(RgLearnDef* def) {
    rg_free(def);
}

RgStatus rg_learn_def_set(RgLearnDef* def, const char* key, const char* value, RgError* error) {
    return rg_def_set(&rg_learn_def_type, def, key, value, "learn", error);
}
