// The list of policy_def.h, described once for every reader and writer of configurations.
#include "policy/policy_def.h"

#include "core/error.h"

#include <string.h>

static const char* const kind_names[] = {"mamba_lite_2025", "mlp", "gru"};
static const char* const ssm_names[] = {"mamba2", "mamba1"};

#define FIELD(kind, name, fallback, min, max, help)                                                \
    RG_DEF_FIELD(RgPolicyDef, kind, name, fallback, min, max, help)

static const RgDefField policy_fields[] = {RG_POLICY_DEF_FIELDS(FIELD)};

const RgDefType rg_policy_def_type = RG_DEF_TYPE("policy", RgPolicyDef, policy_fields);

RgPolicyDef rg_default_policy_def(void) {
    RgPolicyDef def;
    memset(&def, 0, sizeof def);
    rg_def_reset(&rg_policy_def_type, &def);
    return def;
}

bool rg_policy_preset(RgPolicyDef* def, const char* name) {
    RgPolicyDef preset = rg_default_policy_def();
    if (strcmp(name, "lite_seed") == 0) {
        preset.width = 256;
        preset.blocks = 3;
    } else if (strcmp(name, "mlp") == 0) {
        preset.kind = RG_POLICY_MLP;
    } else if (strcmp(name, "gru") == 0) {
        preset.kind = RG_POLICY_GRU;
    } else if (strcmp(name, "mamba_lite_2025") != 0) {
        return false;
    }
    *def = preset;
    return true;
}

RgStatus rg_policy_def_check(const RgPolicyDef* def, RgError* error) {
    for (int i = 0; i < rg_policy_def_type.field_count; i++) {
        // every field is an int32: a number or a choice
        const RgDefField* field = &policy_fields[i];
        int32_t value;
        memcpy(&value, (const char*)def + field->offset, sizeof value);
        if (value < field->min || value > field->max) {
            return rg_fail(error, RG_ERROR_CONFIG,
                           "policy.%s is %d, outside %g … %g; start from rg_default_policy_def()",
                           field->name, (int)value, field->min, field->max);
        }
    }
    int32_t inner = def->width * def->expand;
    if (def->kind == RG_POLICY_MAMBA_LITE_2025 && def->ssm == 0 && inner % def->head_width != 0) {
        return rg_fail(error, RG_ERROR_CONFIG,
                       "policy.head_width %d does not divide the inner width %d = policy.expand x "
                       "policy.width; choose a divisor",
                       (int)def->head_width, (int)inner);
    }
    return RG_OK;
}
