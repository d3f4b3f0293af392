// The losses' gradients against central differences in double: of logits and values, and through a
// small policy (two layers with tanh) down to its weights. The float twin must agree with the
// double one.
#include "core/random.h"
#include "learn/losses.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

enum { T = 5, ROWS = 3, B = 4, FIRST = 1, A = 6, D = 4, H = 5, SAMPLES = T * ROWS };
enum { WEIGHTS = D * H + H * A + H };

typedef struct Problem {
    float observations[SAMPLES * D], log_probs[T * B];
    double advantages[T * B], targets[T * B];
    int32_t chosen[T * B];
    uint8_t masks[T * B * A];
    double weights[WEIGHTS];
    RgLossBlock block;
    RgLossConfig config;
    int vtrace;
} Problem;

static void set_up(Problem* p, int vtrace, int masked, uint64_t seed) {
    RgRandomKey key = rg_random_key(seed, 0, 0, 3);
    uint64_t at = 0;
    for (int i = 0; i < SAMPLES * D; i++) {
        p->observations[i] = rg_random_normal(key, at++);
    }
    for (int i = 0; i < WEIGHTS; i++) {
        p->weights[i] = 0.5 * (double)rg_random_normal(key, at++);
    }
    for (int i = 0; i < T * B; i++) {
        p->log_probs[i] = -1.8f + 0.3f * rg_random_normal(key, at++);
        p->advantages[i] = rg_random_normal(key, at++);
        p->targets[i] = rg_random_normal(key, at++);
        p->chosen[i] = (int32_t)rg_random_below(key, at++, A);
        for (int a = 0; a < A; a++) {
            p->masks[i * A + a] = a == p->chosen[i] || rg_random_below(key, at++, 3) > 0;
        }
    }
    p->block = (RgLossBlock){T,
                             ROWS,
                             B,
                             A,
                             p->chosen + FIRST,
                             p->log_probs + FIRST,
                             masked ? p->masks + FIRST * A : NULL};
    p->config = (RgLossConfig){1.0 / SAMPLES, 0.2, 0.5, 0.03, vtrace ? 0 : 0.1, vtrace ? 1 : 1.3};
    p->vtrace = vtrace;
}

typedef struct Results {
    double hidden[SAMPLES * H], logits[SAMPLES * A], values[SAMPLES], d_logits[SAMPLES * A],
        d_values[SAMPLES];
} Results;

static void policy_forward(const Problem* p, Results* r) {
    const double *w1 = p->weights, *w2 = w1 + D * H, *wv = w2 + H * A;
    memset(r, 0, sizeof *r);
    for (int i = 0; i < SAMPLES; i++) {
        for (int h = 0; h < H; h++) {
            double sum = 0;
            for (int d = 0; d < D; d++) {
                sum += (double)p->observations[i * D + d] * w1[d * H + h];
            }
            r->hidden[i * H + h] = tanh(sum);
            r->values[i] += r->hidden[i * H + h] * wv[h];
            for (int a = 0; a < A; a++) {
                r->logits[i * A + a] += r->hidden[i * H + h] * w2[h * A + a];
            }
        }
    }
}

// the total loss that the gradients belong to
static double loss(const Problem* p, Results* r, RgLossSums* sums) {
    *sums = (RgLossSums){0};
    if (p->vtrace) {
        rg_vtrace_loss_double(&p->config, &p->block, r->d_logits, r->d_values, r->logits, r->values,
                              p->advantages, p->targets, sums);
    } else {
        rg_ppo_loss_double(&p->config, &p->block, r->d_logits, r->d_values, r->logits, r->values,
                           p->advantages + FIRST, p->targets + FIRST, sums);
    }
    return p->config.scale * (sums->policy + p->config.value_coefficient * sums->value -
                              p->config.entropy_coefficient * sums->entropy);
}

static void policy_backward(const Problem* p, const Results* r, double* d_weights) {
    const double *w2 = p->weights + D * H, *wv = w2 + H * A;
    double *d1 = d_weights, *d2 = d1 + D * H, *dv = d2 + H * A;
    memset(d_weights, 0, WEIGHTS * sizeof(double));
    for (int i = 0; i < SAMPLES; i++) {
        for (int h = 0; h < H; h++) {
            double hidden = r->hidden[i * H + h], d_hidden = r->d_values[i] * wv[h];
            dv[h] += r->d_values[i] * hidden;
            for (int a = 0; a < A; a++) {
                d2[h * A + a] += r->d_logits[i * A + a] * hidden;
                d_hidden += r->d_logits[i * A + a] * w2[h * A + a];
            }
            for (int d = 0; d < D; d++) {
                d1[d * H + h] +=
                    d_hidden * (1 - hidden * hidden) * (double)p->observations[i * D + d];
            }
        }
    }
}

static void check(int vtrace, int masked) {
    for (uint64_t seed = 1; seed <= 5; seed++) {
        Problem p;
        Results r, other;
        RgLossSums sums;
        set_up(&p, vtrace, masked, seed);
        policy_forward(&p, &r);
        loss(&p, &r, &sums);
        assert_int_equal(sums.samples, SAMPLES);
        double analytic[WEIGHTS];
        policy_backward(&p, &r, analytic);
        for (int i = 0; i < WEIGHTS; i++) {
            double kept = p.weights[i], step = 1e-6;
            p.weights[i] = kept + step;
            policy_forward(&p, &other);
            double up = loss(&p, &other, &sums);
            p.weights[i] = kept - step;
            policy_forward(&p, &other);
            double down = loss(&p, &other, &sums);
            p.weights[i] = kept;
            double numeric = (up - down) / (2 * step);
            assert_true(fabs(numeric - analytic[i]) <= 1e-4 * fmax(fabs(numeric), 1e-3));
        }
    }
}

static void ppo_gradient(void** state) {
    (void)state;
    check(0, 0);
    check(0, 1);
}

static void vtrace_gradient(void** state) {
    (void)state;
    check(1, 0);
    check(1, 1);
}

// PPO with a ratio far outside the range in the gainful direction gives the policy no gradient; in
// the other direction it does
static void ppo_clips_only_gains(void** state) {
    (void)state;
    const double logits[3] = {2, 0, 0}, values[1] = {0}, targets[1] = {0};
    int32_t chosen = 0;
    float log_prob = -3;
    RgLossBlock block = {1, 1, 1, 3, &chosen, &log_prob, NULL};
    RgLossConfig config = {1, 0.2, 0, 0, 0, 1};
    for (int sign = -1; sign <= 1; sign += 2) {
        double advantage = sign, d_logits[3], d_values[1];
        RgLossSums sums = {0};
        rg_ppo_loss_double(&config, &block, d_logits, d_values, logits, values, &advantage, targets,
                           &sums);
        assert_int_equal(sums.clipped, 1);
        assert_true(sign > 0 ? d_logits[0] == 0 : d_logits[0] > 0);
    }
}

static void float_twin_agrees(void** state) {
    (void)state;
    for (int vtrace = 0; vtrace <= 1; vtrace++) {
        Problem p;
        Results r;
        RgLossSums sums, sums_float = {0};
        set_up(&p, vtrace, 1, 42);
        policy_forward(&p, &r);
        loss(&p, &r, &sums);
        float logits[SAMPLES * A], values[SAMPLES], d_logits[SAMPLES * A], d_values[SAMPLES],
            advantages[T * B], targets[T * B];
        for (int i = 0; i < SAMPLES * A; i++) {
            logits[i] = (float)r.logits[i];
        }
        for (int i = 0; i < SAMPLES; i++) {
            values[i] = (float)r.values[i];
        }
        for (int i = 0; i < T * B; i++) {
            advantages[i] = (float)p.advantages[i];
            targets[i] = (float)p.targets[i];
        }
        int offset = vtrace ? 0 : FIRST;
        (vtrace ? rg_vtrace_loss : rg_ppo_loss)(&p.config, &p.block, d_logits, d_values, logits,
                                                values, advantages + offset, targets + offset,
                                                &sums_float);
        assert_true(fabs(sums.policy - sums_float.policy) < 1e-4 &&
                    fabs(sums.entropy - sums_float.entropy) < 1e-4);
        for (int i = 0; i < SAMPLES * A; i++) {
            assert_true(fabs(r.d_logits[i] - (double)d_logits[i]) < 1e-6);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ppo_gradient),
        cmocka_unit_test(vtrace_gradient),
        cmocka_unit_test(ppo_clips_only_gains),
        cmocka_unit_test(float_twin_agrees),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
