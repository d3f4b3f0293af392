// Inverse-CDF sampling in one pass over at most a few dozen actions; the sum runs in index order so
// that a draw is reproducible.
#include "learn/sampling.h"

#include "core/math.h"
#include "core/random.h"

#include <stddef.h>
#include <string.h>

void rg_open_empty_masks(uint8_t* masks, int32_t rows, int32_t actions) {
    for (int32_t b = 0; b < rows; b++) {
        uint8_t* mask = masks + (size_t)b * (size_t)actions;
        if (memchr(mask, 1, (size_t)actions) == NULL) {
            memset(mask, 1, (size_t)actions);
        }
    }
}

int32_t rg_greedy_action(const float* logits, const uint8_t* mask, int32_t actions) {
    int32_t best = -1;
    for (int32_t a = 0; a < actions; a++) {
        if ((mask == NULL || mask[a]) && (best < 0 || logits[a] > logits[best])) {
            best = a;
        }
    }
    return best < 0 ? 0 : best;
}

int32_t rg_sample_action(float* log_prob, const float* logits, const uint8_t* mask, int32_t actions,
                         float uniform) {
    float highest = logits[rg_greedy_action(logits, mask, actions)];
    float sum = 0;
    for (int32_t a = 0; a < actions; a++) {
        sum += mask == NULL || mask[a] ? rg_exp(logits[a] - highest) : 0;
    }
    // rounding may leave the last bit of mass unreached: the last allowed action takes it
    float target = uniform * sum, reached = 0;
    int32_t chosen = -1;
    for (int32_t a = 0; a < actions; a++) {
        if (mask != NULL && !mask[a]) {
            continue;
        }
        float weight = rg_exp(logits[a] - highest);
        reached += weight;
        if (weight > 0) {
            chosen = a;
        }
        if (reached > target) {
            break;
        }
    }
    // logits that are not numbers end here; the update that follows is voided, the rollout goes on
    chosen = chosen < 0 ? 0 : chosen;
    if (log_prob != NULL) {
        *log_prob = logits[chosen] - highest - rg_log(sum);
    }
    return chosen;
}

float rg_action_uniform(uint64_t seed, int32_t row, int64_t step) {
    return rg_random_uniform(rg_random_key(seed, (uint64_t)row, 0, RG_STREAM_ACTION),
                             (uint64_t)step);
}
