// The losses for one floating-point type: included by losses.c with RG_REAL (the type), RG_NAME(x)
// (its names), RG_EXP and RG_LOG.

// log-probabilities of one sample over the allowed actions; masked ones are left at zero weight.
// Returns the entropy.
static RG_REAL RG_NAME(log_softmax)(RG_REAL* log_p, RG_REAL* p, const RG_REAL* logits,
                                    const uint8_t* mask, int32_t actions) {
    RG_REAL highest = -(RG_REAL)INFINITY;
    for (int32_t a = 0; a < actions; a++) {
        highest = (mask == NULL || mask[a]) && logits[a] > highest ? logits[a] : highest;
    }
    RG_REAL sum = 0;
    for (int32_t a = 0; a < actions; a++) {
        p[a] = mask == NULL || mask[a] ? RG_EXP(logits[a] - highest) : 0;
        sum += p[a];
    }
    RG_REAL log_sum = RG_LOG(sum), entropy = 0;
    for (int32_t a = 0; a < actions; a++) {
        log_p[a] = logits[a] - highest - log_sum;
        p[a] /= sum;
        entropy -= p[a] > 0 ? p[a] * log_p[a] : 0;
    }
    return entropy;
}

// d loss / d logits of one sample, from the gradient of its log-probability and the entropy bonus
static void RG_NAME(logit_gradient)(RG_REAL* d_logits, const RG_REAL* log_p, const RG_REAL* p,
                                    RG_REAL entropy, int32_t actions, int32_t chosen,
                                    RG_REAL d_log_prob, RG_REAL d_entropy) {
    for (int32_t a = 0; a < actions; a++) {
        RG_REAL through_entropy = p[a] > 0 ? -p[a] * (log_p[a] + entropy) : 0;
        d_logits[a] = d_log_prob * ((RG_REAL)(a == chosen) - p[a]) + d_entropy * through_entropy;
    }
}

// policy loss of one PPO sample; *d_log_prob is its gradient with respect to log pi(action)
static RG_REAL RG_NAME(ppo_sample)(const RgLossConfig* config, RG_REAL log_ratio, RG_REAL advantage,
                                   RG_REAL* d_log_prob, RgLossSums* sums) {
    RG_REAL low = (RG_REAL)(1 - config->clip), high = (RG_REAL)(1 + config->clip);
    RG_REAL ratio = RG_EXP(log_ratio < 20 ? log_ratio : 20);
    RG_REAL bounded = ratio < low ? low : ratio > high ? high : ratio;
    RG_REAL free_gain = ratio * advantage, bounded_gain = bounded * advantage;
    bool held = bounded_gain < free_gain; // the bound is the smaller gain: no gradient
    *d_log_prob = held ? 0 : -free_gain;
    sums->clipped += bounded != ratio;
    sums->kl += (double)(ratio - 1 - log_ratio);
    return held ? -bounded_gain : -free_gain;
}

// value loss and entropy of one sample are the same for both algorithms
static RG_REAL RG_NAME(value_sample)(const RgLossConfig* config, RG_REAL value, RG_REAL target,
                                     RgLossSums* sums) {
    RG_REAL gap = value - target;
    sums->value += 0.5 * (double)(gap * gap);
    return (RG_REAL)(config->scale * config->value_coefficient) * gap;
}

void RG_NAME(rg_ppo_loss)(const RgLossConfig* config, const RgLossBlock* block, RG_REAL* d_logits,
                          RG_REAL* d_values, const RG_REAL* logits, const RG_REAL* values,
                          const RG_REAL* advantages, const RG_REAL* targets, RgLossSums* sums) {
    int32_t actions = block->actions;
    RG_REAL log_p[RG_LOSS_ACTIONS], p[RG_LOSS_ACTIONS], scale = (RG_REAL)config->scale;
    for (int32_t t = 0; t < block->steps; t++) {
        for (int32_t b = 0; b < block->rows; b++) {
            Sample s = sample_at(block, t, b);
            RG_REAL entropy =
                RG_NAME(log_softmax)(log_p, p, logits + s.i * (size_t)actions, s.mask, actions);
            RG_REAL log_ratio = log_p[s.chosen] - (RG_REAL)block->log_probs[s.wide];
            RG_REAL advantage = (advantages[s.wide] - (RG_REAL)config->advantage_shift) *
                                (RG_REAL)config->advantage_scale;
            RG_REAL d_log_prob;
            sums->policy +=
                (double)RG_NAME(ppo_sample)(config, log_ratio, advantage, &d_log_prob, sums);
            sums->entropy += (double)entropy;
            RG_NAME(logit_gradient)
            (d_logits + s.i * (size_t)actions, log_p, p, entropy, actions, s.chosen,
             scale * d_log_prob, -scale * (RG_REAL)config->entropy_coefficient);
            d_values[s.i] = RG_NAME(value_sample)(config, values[s.i], targets[s.wide], sums);
        }
    }
    sums->samples += (int64_t)block->steps * block->rows;
}

void RG_NAME(rg_vtrace_loss)(const RgLossConfig* config, const RgLossBlock* block,
                             RG_REAL* d_logits, RG_REAL* d_values, const RG_REAL* logits,
                             const RG_REAL* values, const RG_REAL* advantages,
                             const RG_REAL* targets, RgLossSums* sums) {
    int32_t actions = block->actions;
    RG_REAL log_p[RG_LOSS_ACTIONS], p[RG_LOSS_ACTIONS], scale = (RG_REAL)config->scale;
    for (int32_t t = 0; t < block->steps; t++) {
        for (int32_t b = 0; b < block->rows; b++) {
            Sample s = sample_at(block, t, b);
            RG_REAL entropy =
                RG_NAME(log_softmax)(log_p, p, logits + s.i * (size_t)actions, s.mask, actions);
            RG_REAL log_ratio = log_p[s.chosen] - (RG_REAL)block->log_probs[s.wide];
            sums->policy -= (double)(advantages[s.i] * log_p[s.chosen]);
            sums->entropy += (double)entropy;
            sums->kl += (double)(RG_EXP(log_ratio < 20 ? log_ratio : 20) - 1 - log_ratio);
            RG_NAME(logit_gradient)
            (d_logits + s.i * (size_t)actions, log_p, p, entropy, actions, s.chosen,
             -scale * advantages[s.i], -scale * (RG_REAL)config->entropy_coefficient);
            d_values[s.i] = RG_NAME(value_sample)(config, values[s.i], targets[s.i], sums);
        }
    }
    sums->samples += (int64_t)block->steps * block->rows;
}
