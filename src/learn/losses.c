#include "learn/losses.h"

#include "core/math.h"

#include <math.h>
#include <stdbool.h>
#include <stddef.h>

enum { RG_LOSS_ACTIONS = 256 }; // more than any action set; rg_learner_create checks

#define RG_REAL    float
#define RG_NAME(x) x
#define RG_EXP     rg_exp
#define RG_LOG     rg_log
#include "learn/losses_impl.h"
#undef RG_REAL
#undef RG_NAME
#undef RG_EXP
#undef RG_LOG

#define RG_REAL    double
#define RG_NAME(x) x##_double
#define RG_EXP     rg_dexp
#define RG_LOG     rg_dlog
#include "learn/losses_impl.h"

void rg_log_ratios(const RgLossBlock* block, float* ratios, const float* logits) {
    int32_t actions = block->actions;
    float log_p[RG_LOSS_ACTIONS], p[RG_LOSS_ACTIONS];
    for (int32_t t = 0; t < block->steps; t++) {
        for (int32_t b = 0; b < block->rows; b++) {
            size_t wide = (size_t)t * (size_t)block->stride + (size_t)b,
                   i = (size_t)t * (size_t)block->rows + (size_t)b;
            const uint8_t* mask =
                block->masks != NULL ? block->masks + wide * (size_t)actions : NULL;
            log_softmax(log_p, p, logits + i * (size_t)actions, mask, actions);
            ratios[i] = log_p[block->chosen[wide]] - block->log_probs[wide];
        }
    }
}
