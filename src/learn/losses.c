#include "learn/losses.h"

#include "core/math.h"

#include <math.h>
#include <stdbool.h>
#include <stddef.h>

enum { RG_LOSS_ACTIONS = 256 }; // more than any action set; rg_learner_create checks

/// One sample of a block.
typedef struct Sample {
    size_t wide, i; // its place in arrays of stride and of rows samples a step
    const uint8_t* mask;
    int32_t chosen;
} Sample;

static Sample sample_at(const RgLossBlock* block, int32_t t, int32_t b) {
    size_t wide = (size_t)t * (size_t)block->stride + (size_t)b;
    return (Sample){.wide = wide,
                    .i = (size_t)t * (size_t)block->rows + (size_t)b,
                    .mask =
                        block->masks != NULL ? block->masks + wide * (size_t)block->actions : NULL,
                    .chosen = block->chosen[wide]};
}

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
            Sample s = sample_at(block, t, b);
            log_softmax(log_p, p, logits + s.i * (size_t)actions, s.mask, actions);
            ratios[s.i] = log_p[s.chosen] - block->log_probs[s.wide];
        }
    }
}
