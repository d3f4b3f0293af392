// What the files of this layer know of a policy handle.
#pragma once

#include "policy/model.h"

struct RgPolicy {
    RgModel model;
};

/// A policy whose weights are zero and not packed yet; for the reader of weight files.
RgStatus rg_policy_create_empty(const RgPolicyDef* def, int32_t observation_size,
                                int32_t action_count, RgPolicy** out, RgError* error);
