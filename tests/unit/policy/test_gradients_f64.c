// The whole policy in double: hand-written backward against central differences for every tensor,
// with episodes that begin inside the sequence, and the sequence pass against single steps.
#include "core/math.h"
#include "core/memory.h"
#include "core/random.h"
#include "policy/model.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

enum { STEPS = 7, ROWS = 3, STRIDE = 5, OBSERVATIONS = 9, ACTIONS = 4 };

typedef struct Case {
    RgModel model;
    RgModelScratch scratch;
    double* state;
    double observations[STEPS * STRIDE * OBSERVATIONS];
    uint8_t resets[STEPS * STRIDE];
    double d_logits[STEPS * ROWS * ACTIONS];
    double d_values[STEPS * ROWS];
    double logits[STEPS * ROWS * ACTIONS];
    double values[STEPS * ROWS];
} Case;

static void draw(double* out, size_t count, uint64_t stream, double scale) {
    RgRandomKey key = rg_random_key(7, 0, 0, stream);
    for (size_t i = 0; i < count; i++) {
        out[i] = scale * (double)rg_random_normal(key, i);
    }
}

static RgPolicyDef small_def(RgPolicyKind kind, RgSsm ssm) {
    RgPolicyDef def = rg_default_policy_def();
    def.kind = kind;
    def.ssm = ssm;
    def.width = 6;
    def.blocks = 2;
    def.d_state = 3;
    def.head_width = 4;
    return def;
}

static void case_create(Case* c, const RgPolicyDef* def) {
    RgError error;
    assert_int_equal(rg_model_create(&c->model, def, OBSERVATIONS, ACTIONS, &error), RG_OK);
    assert_int_equal(rg_model_init(&c->model, 3, &error), RG_OK);
    // fresh weights hide mistakes behind zeros and ones; larger dt and heads make every path matter
    RgRandomKey key = rg_random_key(11, 0, 0, 1);
    for (int64_t i = 0; i < c->model.parameter_count; i++) {
        c->model.weights[i] += 0.3 * (double)rg_random_normal(key, (uint64_t)i);
    }
    assert_int_equal(rg_model_scratch_create(&c->scratch, &c->model, ROWS, STEPS, &error), RG_OK);
    c->state = rg_alloc_array((size_t)ROWS * (size_t)c->model.state_size + 1, sizeof *c->state);
    draw(c->state, (size_t)ROWS * (size_t)c->model.state_size, 2, 0.5);
    draw(c->observations, STEPS * STRIDE * OBSERVATIONS, 3, 1);
    draw(c->d_logits, STEPS * ROWS * ACTIONS, 4, 1);
    draw(c->d_values, STEPS * ROWS, 5, 1);
    for (int i = 0; i < STEPS * STRIDE; i++) {
        c->resets[i] = 0;
    }
    c->resets[0 * STRIDE + 1] = 1;
    c->resets[3 * STRIDE + 0] = 1;
    c->resets[4 * STRIDE + 0] = 1;
    c->resets[6 * STRIDE + 2] = 1;
}

static void case_destroy(Case* c) {
    rg_free(c->state);
    rg_model_scratch_destroy(&c->scratch);
    rg_model_destroy(&c->model);
}

static double loss(Case* c) {
    rg_model_forward(&c->model, &c->scratch, STEPS, ROWS, STRIDE, c->logits, c->values, c->state,
                     c->observations, c->resets);
    double sum = 0;
    for (int i = 0; i < STEPS * ROWS * ACTIONS; i++) {
        sum += c->d_logits[i] * c->logits[i];
    }
    for (int i = 0; i < STEPS * ROWS; i++) {
        sum += c->d_values[i] * c->values[i];
    }
    return sum;
}

// Largest difference within each tensor, relative to the largest entry of its gradient.
static void check_gradients(RgPolicyKind kind, RgSsm ssm) {
    Case c;
    RgPolicyDef def = small_def(kind, ssm);
    case_create(&c, &def);
    double* gradient = rg_alloc_array((size_t)c.model.parameter_count, sizeof *gradient);
    loss(&c);
    rg_model_backward(&c.model, &c.scratch, gradient, c.d_logits, c.d_values);
    for (int32_t t = 0; t < c.model.tensor_count; t++) {
        const RgTensor* tensor = &c.model.tensors[t];
        double worst = 0, largest = 0;
        for (int64_t i = tensor->offset; i < tensor->offset + rg_tensor_size(tensor); i++) {
            const double step = 1e-5, saved = c.model.weights[i];
            c.model.weights[i] = saved + step;
            double above = loss(&c);
            c.model.weights[i] = saved - step;
            double below = loss(&c);
            c.model.weights[i] = saved;
            double numeric = (above - below) / (2 * step);
            worst = fmax(worst, fabs(numeric - gradient[i]));
            largest = fmax(largest, fabs(numeric));
        }
        if (!(largest > 1e-6 && worst <= 1e-6 * largest)) {
            fail_msg("%s: difference %g of %g", tensor->name, worst, largest);
        }
    }
    rg_free(gradient);
    case_destroy(&c);
    assert_int_equal(rg_allocated_bytes(), 0);
}

static void test_mamba2_gradients(void** state) {
    (void)state;
    check_gradients(RG_POLICY_MAMBA_LITE_2025, RG_SSM_MAMBA2);
}

static void test_mamba1_gradients(void** state) {
    (void)state;
    check_gradients(RG_POLICY_MAMBA_LITE_2025, RG_SSM_MAMBA1);
}

static void test_gru_gradients(void** state) {
    (void)state;
    check_gradients(RG_POLICY_GRU, RG_SSM_MAMBA2);
}

static void test_mlp_gradients(void** state) {
    (void)state;
    check_gradients(RG_POLICY_MLP, RG_SSM_MAMBA2);
}

// T single steps of a copy of the state give the numbers of the sequence.
static void check_steps(RgPolicyKind kind, RgSsm ssm) {
    Case c;
    RgPolicyDef def = small_def(kind, ssm);
    case_create(&c, &def);
    loss(&c);
    for (int t = 0; t < STEPS; t++) {
        double logits[ROWS * ACTIONS], values[ROWS];
        rg_model_step(&c.model, &c.scratch, ROWS, logits, values, c.state,
                      c.observations + (size_t)t * STRIDE * OBSERVATIONS, c.resets + t * STRIDE);
        for (int i = 0; i < ROWS * ACTIONS; i++) {
            assert_true(logits[i] == c.logits[t * ROWS * ACTIONS + i]);
        }
        for (int i = 0; i < ROWS; i++) {
            assert_true(values[i] == c.values[t * ROWS + i]);
        }
    }
    case_destroy(&c);
}

static void test_sequence_is_steps(void** state) {
    (void)state;
    check_steps(RG_POLICY_MAMBA_LITE_2025, RG_SSM_MAMBA2);
    check_steps(RG_POLICY_MAMBA_LITE_2025, RG_SSM_MAMBA1);
    check_steps(RG_POLICY_GRU, RG_SSM_MAMBA2);
    check_steps(RG_POLICY_MLP, RG_SSM_MAMBA2);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_mamba2_gradients),  cmocka_unit_test(test_mamba1_gradients),
        cmocka_unit_test(test_gru_gradients),     cmocka_unit_test(test_mlp_gradients),
        cmocka_unit_test(test_sequence_is_steps),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
