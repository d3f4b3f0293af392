// What a policy is made of. Every field is listed once; files, --set, printing and weights'
// metadata expand the list.
#pragma once

#include "core/def.h"
#include "regista/policy.h"

typedef enum RgPolicyKind {
    RG_POLICY_MAMBA_LITE_2025, ///< Mamba blocks over time
    RG_POLICY_MLP, ///< feed-forward blocks: no memory, the baseline of all claims about memory
    RG_POLICY_GRU, ///< gated recurrent units over time
    RG_POLICY_KIND_COUNT
} RgPolicyKind;

#define RG_POLICY_DEF_FIELDS(X)                                                                    \
    X(ENUM, kind, mamba_lite_2025, 0, RG_POLICY_KIND_COUNT - 1, "blocks the policy is made of")    \
    X(INT, width, 128, 4, 4096, "model width E (d_model)")                                         \
    X(INT, blocks, 2, 1, 64, "number of residual blocks L")                                        \
    X(INT, expand, 2, 1, 8, "inner width I = expand x width")                                      \
    X(ENUM, ssm, mamba2, 0, 1, "scan: one decay per head, or one per channel and state")           \
    X(INT, d_state, 16, 1, 64, "states S per channel of the scan")                                 \
    X(INT, conv, 4, 2, 8, "taps of the causal convolution")                                        \
    X(INT, head_width, 32, 1, 1024, "channels that share a decay (mamba2); divides the inner width")

struct RgPolicyDef {
    RG_POLICY_DEF_FIELDS(RG_DEF_MEMBER)
};

/// Fields of RgPolicyDef.
extern const RgDefType rg_policy_def_type;

/// Every field at its default.
RgPolicyDef rg_default_policy_def(void);

/// A Def by name: "mamba_lite_2025" (the default), "lite_seed" (width 256, 3 blocks), "mlp" or
/// "gru".
/// @return false, `def` untouched, when there is no such preset.
bool rg_policy_preset(RgPolicyDef* def, const char* name);

/// RG_ERROR_CONFIG naming the field when one is outside its range or does not fit the others.
RgStatus rg_policy_def_check(const RgPolicyDef* def, RgError* error);
