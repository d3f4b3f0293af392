/// Policies: observation -> action logits and value, with a recurrent state per row and a
/// hand-written backward pass.
///
/// Shape letters: T steps, B rows, D observation, A actions, Z floats of recurrent state per row
/// (docs/shapes.md). The sequence pass over T steps gives the same numbers as T single steps, bit
/// for bit, and a row's numbers do not depend on how many rows go with it. A set reset flag zeroes
/// a row's state *before* the step that carries it (docs/policy.md).
///
/// A policy is read-only while it plays: any number of threads may step it, each with its own
/// scratch. Nothing but creation, saving and loading allocates.
#pragma once

#include "regista/core.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct RgPolicyDef
    RgPolicyDef; ///< fields in src/policy/policy_def.h; from rg_default_policy_def()
typedef struct RgPolicy
    RgPolicy; ///< weights (one contiguous buffer with named views) and their packed form
typedef struct RgPolicyScratch
    RgPolicyScratch; ///< memory of one worker: step buffers and the activations of one row block

/// Fresh weights drawn from `seed`, packed: hidden layers orthogonal with gain √2, the policy head
/// with rows of norm 0.01 (nearly uniform actions), the value head with norm 1, decays and dt as
/// Mamba's authors do, biases 0.
/// @param observation_size D; floats of about -1 … 1 are fine as they are, the embedding normalises
/// them
/// @param action_count A
/// @param out owned by the caller; NULL on failure
/// @return RG_ERROR_CONFIG for a field of `def` out of range, RG_ERROR_SHAPE for D or A,
/// RG_ERROR_MEMORY
RG_API RgStatus rg_policy_create(const RgPolicyDef* def, int32_t observation_size,
                                 int32_t action_count, uint64_t seed, RgPolicy** out,
                                 RgError* error);
RG_API void rg_policy_destroy(RgPolicy* policy);

RG_API const RgPolicyDef* rg_policy_def(const RgPolicy* policy);
RG_API int32_t rg_policy_observation_size(const RgPolicy* policy);
RG_API int32_t rg_policy_action_count(const RgPolicy* policy);
RG_API int32_t rg_policy_state_size(const RgPolicy* policy); ///< Z; 0 without memory (mlp)
RG_API int64_t rg_policy_parameter_count(
    const RgPolicy* policy); ///< length of weights and of every gradient buffer
RG_API float*
rg_policy_weights(RgPolicy* policy); ///< the buffer itself; call rg_policy_pack after changing it
RG_API int64_t rg_policy_step_flops(
    const RgPolicy* policy); ///< matrix-product operations of one agent step, forward

/// Name of the tensor that holds parameter `index`, for error messages; NULL past the end. Valid
/// while the policy lives.
RG_API const char* rg_policy_tensor_at(const RgPolicy* policy, int64_t index);

/// Brings the packed weights up to date with the weight buffer. Once per update, while nobody steps
/// the policy.
RG_API void rg_policy_pack(RgPolicy* policy);

/// Memory of one worker. `steps` = 0: single steps only, of any number of rows; else also sequences
/// of up to `steps` steps and `rows` rows with backward. A scratch serves every policy of the same
/// Def, D and A.
/// @return RG_ERROR_SHAPE for rows < 1 or steps < 0, RG_ERROR_MEMORY
RG_API RgStatus rg_policy_scratch_create(const RgPolicy* policy, int32_t rows, int32_t steps,
                                         RgPolicyScratch** out, RgError* error);
RG_API void rg_policy_scratch_destroy(RgPolicyScratch* scratch);

/// One step of B rows, any number (0 included).
/// @param logits out (B, A) unnormalised log probabilities
/// @param values out (B) reward units
/// @param state in/out (B, Z); zeros begin an episode
/// @param observations in (B, D)
/// @param resets in (B), 1: zero the row's state first; may be NULL
RG_API void rg_policy_step(const RgPolicy* policy, RgPolicyScratch* scratch, int32_t rows,
                           float* logits, float* values, float* state, const float* observations,
                           const uint8_t* resets);

/// T steps of one row block; keeps in scratch what the backward pass needs.
/// Element (t, b) of an argument with stride R rows is at (t * R + b): the block is a window of
/// larger (T, R, …) arrays.
/// @param logits out (T, B, A) dense
/// @param values out (T, B) dense
/// @param state in (B, Z) dense, the state before step 0; not changed
/// @param observations in (T, R, D), `observations` pointing at row 0 of the block
/// @param resets in (T, R), may be NULL
/// `state`, `observations` and `resets` are read again by rg_policy_backward: keep them unchanged
/// until then.
RG_API void rg_policy_forward(const RgPolicy* policy, RgPolicyScratch* scratch, int32_t steps,
                              int32_t rows, int32_t row_stride, float* logits, float* values,
                              const float* state, const float* observations, const uint8_t* resets);

/// Backward of the last rg_policy_forward on this scratch, once.
/// @param gradient in/out (parameter_count), added to in the order of positions (t, b)
/// @param d_logits in (T, B, A), d loss / d logits
/// @param d_values in (T, B), d loss / d values
/// The gradient through the initial state is cut (truncated back-propagation through time).
/// @source derivations in docs/derivations/, checked against central differences in
/// tests/unit/policy/test_gradients_f64.c
RG_API void rg_policy_backward(const RgPolicy* policy, RgPolicyScratch* scratch, float* gradient,
                               const float* d_logits, const float* d_values);

/// Writes weights and Def as safetensors (atomically). Python's `safetensors` reads it.
RG_API RgStatus rg_policy_save(const RgPolicy* policy, const char* path, RgError* error);

/// Reads a policy back. RG_ERROR_FORMAT naming file and tensor for anything truncated, of the wrong
/// shape or not finite.
RG_API RgStatus rg_policy_load(const char* path, RgPolicy** out, RgError* error);

/// Instruction set of the kernels of policies created from now on: "x86-64-v4", "x86-64-v3",
/// "scalar" (vectors of four) or "reference" (plain loops, slow); NULL or "": the best this
/// processor has. Numbers are reproducible for one instruction set and differ in the last digits
/// between two. RG_ERROR_CONFIG when unknown or not supported here.
RG_API RgStatus rg_policy_select_isa(const char* name, RgError* error);

/// The instruction set of policies created now.
RG_API const char* rg_policy_isa(void);

#ifdef __cplusplus
}
#endif
