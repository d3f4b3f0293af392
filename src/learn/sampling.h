// Choosing actions from logits. A draw is keyed by (seed, row, step): the same whoever makes it, in
// whatever order.
#pragma once

#include <stdint.h>

/// Stream of action draws in rg_random_key(seed, row, 0, stream).
enum { RG_STREAM_ACTION = 0x616374 };

/// Draws one action from softmax(logits) over the allowed actions.
/// @param log_prob out natural logarithm of the action's probability; may be NULL
/// @param logits in (A)
/// @param mask in (A) 1 allowed, or NULL: all; at least one is allowed (rg_open_empty_masks)
/// @param uniform in [0, 1)
int32_t rg_sample_action(float* log_prob, const float* logits, const uint8_t* mask, int32_t actions,
                         float uniform);

/// The allowed action with the largest logit; the first of equals.
int32_t rg_greedy_action(const float* logits, const uint8_t* mask, int32_t actions);

/// Allows everything in rows where nothing is allowed.
/// @param masks in/out (rows, A)
void rg_open_empty_masks(uint8_t* masks, int32_t rows, int32_t actions);

/// The uniform number of (seed, row, step).
float rg_action_uniform(uint64_t seed, int32_t row, int64_t step);
