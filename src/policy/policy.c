// The public interface of policies (regista/policy.h): the model in float behind opaque handles.
#include "policy/policy.h"

#include "core/error.h"
#include "core/memory.h"

#include <stdio.h>

struct RgPolicyScratch {
    RgModelScratch model;
};

RgStatus rg_policy_create_empty(const RgPolicyDef* def, int32_t observation_size,
                                int32_t action_count, RgPolicy** out, RgError* error) {
    *out = NULL;
    RgPolicy* policy = rg_alloc(sizeof *policy);
    if (!policy) {
        return rg_fail(error, RG_ERROR_MEMORY, "no memory for a policy");
    }
    RgStatus status = rg_model_create(&policy->model, def, observation_size, action_count, error);
    if (status != RG_OK) {
        rg_free(policy);
        return status;
    }
    *out = policy;
    return RG_OK;
}

RgStatus rg_policy_create(const RgPolicyDef* def, int32_t observation_size, int32_t action_count,
                          uint64_t seed, RgPolicy** out, RgError* error) {
    RG_TRY(rg_policy_create_empty(def, observation_size, action_count, out, error));
    RgStatus status = rg_model_init(&(*out)->model, seed, error);
    if (status != RG_OK) {
        rg_policy_destroy(*out);
        *out = NULL;
    }
    return status;
}

void rg_policy_destroy(RgPolicy* policy) {
    if (policy) {
        rg_model_destroy(&policy->model);
        rg_free(policy);
    }
}

const RgPolicyDef* rg_policy_def(const RgPolicy* policy) {
    return &policy->model.def;
}

int32_t rg_policy_observation_size(const RgPolicy* policy) {
    return policy->model.observation_size;
}

int32_t rg_policy_action_count(const RgPolicy* policy) {
    return policy->model.action_count;
}

int32_t rg_policy_state_size(const RgPolicy* policy) {
    return policy->model.state_size;
}

int64_t rg_policy_parameter_count(const RgPolicy* policy) {
    return policy->model.parameter_count;
}

float* rg_policy_weights(RgPolicy* policy) {
    return policy->model.weights;
}

int64_t rg_policy_step_flops(const RgPolicy* policy) {
    return policy->model.step_flops;
}

const char* rg_policy_tensor_at(const RgPolicy* policy, int64_t index) {
    const RgTensor* tensor = rg_model_tensor_at(&policy->model, index);
    return tensor ? tensor->name : NULL;
}

void rg_policy_pack(RgPolicy* policy) {
    rg_model_pack(&policy->model);
}

RgStatus rg_policy_scratch_create(const RgPolicy* policy, int32_t rows, int32_t steps,
                                  RgPolicyScratch** out, RgError* error) {
    *out = NULL;
    RgPolicyScratch* scratch = rg_alloc(sizeof *scratch);
    if (!scratch) {
        return rg_fail(error, RG_ERROR_MEMORY, "no memory for a policy's scratch");
    }
    RgStatus status = rg_model_scratch_create(&scratch->model, &policy->model, rows, steps, error);
    if (status != RG_OK) {
        rg_free(scratch);
        return status;
    }
    *out = scratch;
    return RG_OK;
}

void rg_policy_scratch_destroy(RgPolicyScratch* scratch) {
    if (scratch) {
        rg_model_scratch_destroy(&scratch->model);
        rg_free(scratch);
    }
}

void rg_policy_step(const RgPolicy* policy, RgPolicyScratch* scratch, int32_t rows, float* logits,
                    float* values, float* state, const float* observations, const uint8_t* resets) {
    rg_model_step(&policy->model, &scratch->model, rows, logits, values, state, observations,
                  resets);
}

void rg_policy_forward(const RgPolicy* policy, RgPolicyScratch* scratch, int32_t steps,
                       int32_t rows, int32_t row_stride, float* logits, float* values,
                       const float* state, const float* observations, const uint8_t* resets) {
    rg_model_forward(&policy->model, &scratch->model, steps, rows, row_stride, logits, values,
                     state, observations, resets);
}

void rg_policy_backward(const RgPolicy* policy, RgPolicyScratch* scratch, float* gradient,
                        const float* d_logits, const float* d_values) {
    rg_model_backward(&policy->model, &scratch->model, gradient, d_logits, d_values);
}

RgStatus rg_policy_select_isa(const char* name, RgError* error) {
    const RgKernels* kernels = name && name[0] ? rg_kernels_find(name) : NULL;
    if (name && name[0] && !kernels) {
        char known[128] = "";
        size_t used = 0;
        for (int i = 0; rg_kernels_at(i); i++) {
            used += (size_t)snprintf(known + used, sizeof known - used, "%s%s", i ? ", " : "",
                                     rg_kernels_at(i)->name);
        }
        return rg_fail(error, RG_ERROR_CONFIG,
                       "instruction set '%s' is unknown or this processor lacks it; it has: %s",
                       name, known);
    }
    rg_kernels_select(kernels);
    return RG_OK;
}

const char* rg_policy_isa(void) {
    return rg_kernels_current()->name;
}
