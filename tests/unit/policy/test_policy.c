// The public interface: the promises of regista/policy.h that hold bit for bit, memory, and errors.
#include "core/random.h"
#include "policy/policy.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { OBSERVATIONS = 21, ACTIONS = 19, STEPS = 12, MOST_ROWS = 64 };

// ---- allocation hooks that count down to a failure
static int64_t allocations_left;

static void* limited(size_t bytes, size_t alignment) {
    void* memory = NULL;
    if (allocations_left-- <= 0 || posix_memalign(&memory, alignment, bytes) != 0) {
        return NULL;
    }
    return memory;
}

static void draw(float* out, size_t count, uint64_t stream) {
    RgRandomKey key = rg_random_key(31, 0, 0, stream);
    for (size_t i = 0; i < count; i++) {
        out[i] = rg_random_normal(key, i);
    }
}

typedef struct Kind {
    RgPolicyKind kind;
    int ssm;
} Kind;

static const Kind kinds[] = {{RG_POLICY_MAMBA_LITE_2025, 0},
                             {RG_POLICY_MAMBA_LITE_2025, 1},
                             {RG_POLICY_GRU, 0},
                             {RG_POLICY_MLP, 0}};

static RgPolicy* create(const Kind* kind, int32_t width) {
    RgPolicyDef def = rg_default_policy_def();
    RgPolicy* policy;
    RgError error;
    def.kind = kind->kind;
    def.ssm = kind->ssm;
    def.width = width;
    def.head_width = 8;
    assert_int_equal(rg_policy_create(&def, OBSERVATIONS, ACTIONS, 5, &policy, &error), RG_OK);
    // the heads start near zero: give them weight, so that differences show
    int64_t count = rg_policy_parameter_count(policy);
    RgRandomKey key = rg_random_key(37, 0, 0, 0);
    for (int64_t i = 0; i < count; i++) {
        rg_policy_weights(policy)[i] += 0.1f * rg_random_normal(key, (uint64_t)i);
    }
    rg_policy_pack(policy);
    return policy;
}

static RgPolicyScratch* scratch_of(const RgPolicy* policy, int32_t rows, int32_t steps) {
    RgPolicyScratch* scratch;
    RgError error;
    assert_int_equal(rg_policy_scratch_create(policy, rows, steps, &scratch, &error), RG_OK);
    return scratch;
}

// ---- inputs that every test shares
static float observations[STEPS * MOST_ROWS * OBSERVATIONS];
static uint8_t resets[STEPS * MOST_ROWS];
static float logits[STEPS * MOST_ROWS * ACTIONS], values[STEPS * MOST_ROWS];
static float d_logits[STEPS * MOST_ROWS * ACTIONS], d_values[STEPS * MOST_ROWS];

static int draw_inputs(void** state) {
    (void)state;
    draw(observations, STEPS * MOST_ROWS * OBSERVATIONS, 1);
    draw(d_logits, STEPS * MOST_ROWS * ACTIONS, 2);
    draw(d_values, STEPS * MOST_ROWS, 3);
    RgRandomKey key = rg_random_key(41, 0, 0, 0);
    for (uint64_t i = 0; i < STEPS * MOST_ROWS; i++) {
        resets[i] = rg_random_below(key, i, 6) == 0;
    }
    return 0;
}

static float* new_state(const RgPolicy* policy, int32_t rows) {
    size_t count = (size_t)rows * (size_t)rg_policy_state_size(policy);
    float* state = calloc(count + 1, sizeof *state);
    draw(state, count, 4);
    return state;
}

// T single steps: the same bits as one pass over the sequence, for every instruction set.
static void test_sequence_is_steps(void** unused) {
    (void)unused;
    enum { ROWS = 7 };
    for (int table = 0; rg_kernels_at(table); table++) {
        rg_kernels_select(rg_kernels_at(table));
        for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
            RgPolicy* policy = create(&kinds[i], 24);
            RgPolicyScratch* scratch = scratch_of(policy, ROWS, STEPS);
            RgPolicyScratch* step_scratch = scratch_of(policy, 1, 0);
            float* state = new_state(policy, ROWS);
            rg_policy_forward(policy, scratch, STEPS, ROWS, MOST_ROWS, logits, values, state,
                              observations, resets);
            for (int t = 0; t < STEPS; t++) {
                float step_logits[ROWS * ACTIONS], step_values[ROWS];
                rg_policy_step(policy, step_scratch, ROWS, step_logits, step_values, state,
                               observations + (size_t)t * MOST_ROWS * OBSERVATIONS,
                               resets + (size_t)t * MOST_ROWS);
                assert_memory_equal(step_logits, logits + (size_t)t * ROWS * ACTIONS,
                                    sizeof step_logits);
                assert_memory_equal(step_values, values + (size_t)t * ROWS, sizeof step_values);
            }
            free(state);
            rg_policy_scratch_destroy(step_scratch);
            rg_policy_scratch_destroy(scratch);
            rg_policy_destroy(policy);
        }
    }
    rg_kernels_select(NULL);
    assert_int_equal(rg_allocated_bytes(), 0);
}

// 64 rows at once, in sevens and one by one: the same bits, states included.
static void test_row_count(void** unused) {
    (void)unused;
    for (int table = 0; rg_kernels_at(table); table++) {
        rg_kernels_select(rg_kernels_at(table));
        for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
            RgPolicy* policy = create(&kinds[i], 24);
            RgPolicyScratch* scratch = scratch_of(policy, MOST_ROWS, 0);
            size_t width = (size_t)rg_policy_state_size(policy);
            float *all = new_state(policy, MOST_ROWS), *parts = new_state(policy, MOST_ROWS);
            for (int t = 0; t < 3; t++) {
                const float* seen = observations + (size_t)t * MOST_ROWS * OBSERVATIONS;
                const uint8_t* begun = resets + (size_t)t * MOST_ROWS;
                rg_policy_step(policy, scratch, MOST_ROWS, logits, values, all, seen, begun);
                const int32_t group = t == 0 ? 1 : t == 1 ? 7 : 33;
                for (int32_t row = 0; row < MOST_ROWS; row += group) {
                    int32_t count = row + group < MOST_ROWS ? group : MOST_ROWS - row;
                    float own_logits[MOST_ROWS * ACTIONS], own_values[MOST_ROWS];
                    rg_policy_step(policy, scratch, count, own_logits, own_values,
                                   parts + (size_t)row * width, seen + (size_t)row * OBSERVATIONS,
                                   begun + row);
                    assert_memory_equal(own_logits, logits + (size_t)row * ACTIONS,
                                        (size_t)count * ACTIONS * sizeof(float));
                    assert_memory_equal(own_values, values + row, (size_t)count * sizeof(float));
                }
                assert_memory_equal(all, parts, MOST_ROWS * width * sizeof(float));
            }
            free(all);
            free(parts);
            rg_policy_scratch_destroy(scratch);
            rg_policy_destroy(policy);
        }
    }
    rg_kernels_select(NULL);
}

static float* gradient_of(const RgPolicy* policy, int32_t rows, int32_t first) {
    RgPolicyScratch* scratch = scratch_of(policy, rows, STEPS);
    float* state = new_state(policy, MOST_ROWS);
    float* gradient = calloc((size_t)rg_policy_parameter_count(policy), sizeof *gradient);
    rg_policy_forward(policy, scratch, STEPS, rows, MOST_ROWS, logits, values,
                      state + (size_t)first * (size_t)rg_policy_state_size(policy),
                      observations + (size_t)first * OBSERVATIONS, resets + first);
    rg_policy_backward(policy, scratch, gradient, d_logits, d_values);
    free(state);
    rg_policy_scratch_destroy(scratch);
    return gradient;
}

static double distance(const float* a, const float* b, int64_t count) {
    double off = 0, size = 0;
    for (int64_t i = 0; i < count; i++) {
        off += ((double)a[i] - b[i]) * ((double)a[i] - b[i]);
        size += (double)b[i] * b[i];
    }
    return sqrt(off / size);
}

// Instruction sets agree within rounding, and every one gives the same bits again.
static void test_instruction_sets(void** unused) {
    (void)unused;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        rg_kernels_select(rg_kernels_find("reference"));
        RgPolicy* reference = create(&kinds[i], 40);
        float* expected = gradient_of(reference, 5, 3);
        int64_t count = rg_policy_parameter_count(reference);
        for (int table = 0; rg_kernels_at(table); table++) {
            rg_kernels_select(rg_kernels_at(table));
            RgPolicy* policy = create(&kinds[i], 40);
            float *gradient = gradient_of(policy, 5, 3), *again = gradient_of(policy, 5, 3);
            assert_true(distance(gradient, expected, count) < 1e-4);
            assert_memory_equal(gradient, again, (size_t)count * sizeof(float));
            free(gradient);
            free(again);
            rg_policy_destroy(policy);
        }
        free(expected);
        rg_policy_destroy(reference);
    }
    rg_kernels_select(NULL);
}

static void test_select_isa(void** unused) {
    (void)unused;
    RgError error;
    assert_int_equal(rg_policy_select_isa("scalar", &error), RG_OK);
    assert_string_equal(rg_policy_isa(), "scalar");
    assert_int_equal(rg_policy_select_isa("mmx", &error), RG_ERROR_CONFIG);
    assert_non_null(strstr(error.message, "mmx"));
    assert_non_null(strstr(error.message, "scalar"));
    assert_string_equal(rg_policy_isa(), "scalar");
    assert_int_equal(rg_policy_select_isa(NULL, &error), RG_OK);
    assert_string_equal(rg_policy_isa(), rg_kernels_at(0)->name);
}

static void test_no_allocations(void** unused) {
    (void)unused;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        RgPolicy* policy = create(&kinds[i], 24);
        RgPolicyScratch* scratch = scratch_of(policy, 7, STEPS);
        float *state = new_state(policy, MOST_ROWS), *gradient;
        gradient = calloc((size_t)rg_policy_parameter_count(policy), sizeof *gradient);
        int64_t before = rg_allocation_count();
        rg_policy_step(policy, scratch, MOST_ROWS, logits, values, state, observations, resets);
        rg_policy_forward(policy, scratch, STEPS, 7, MOST_ROWS, logits, values, state, observations,
                          resets);
        rg_policy_backward(policy, scratch, gradient, d_logits, d_values);
        rg_policy_pack(policy);
        assert_int_equal(rg_allocation_count(), before);
        free(state);
        free(gradient);
        rg_policy_scratch_destroy(scratch);
        rg_policy_destroy(policy);
    }
}

// Memory that runs out anywhere during creation is reported and given back.
static void test_failing_allocation(void** unused) {
    (void)unused;
    RgPolicyDef def = rg_default_policy_def();
    def.width = 16;
    rg_set_allocator(limited, free);
    bool done = false;
    for (int n = 0; n < 50 && !done; n++) {
        RgPolicy* policy;
        RgPolicyScratch* scratch = NULL;
        RgError error = {0};
        allocations_left = n;
        RgStatus status = rg_policy_create(&def, OBSERVATIONS, ACTIONS, 1, &policy, &error);
        if (status == RG_OK) {
            status = rg_policy_scratch_create(policy, 4, 3, &scratch, &error);
        } else {
            assert_null(policy);
        }
        done = status == RG_OK;
        if (!done) {
            assert_int_equal(status, RG_ERROR_MEMORY);
            assert_true(error.message[0] != 0);
            assert_null(scratch);
        }
        rg_policy_scratch_destroy(scratch);
        rg_policy_destroy(policy);
        assert_int_equal(rg_allocated_bytes(), 0);
        assert_true(done || n < 20);
    }
    assert_true(done);
    rg_set_allocator(NULL, NULL);
}

static void test_seeds(void** unused) {
    (void)unused;
    RgPolicyDef def = rg_default_policy_def();
    RgPolicy* policies[3];
    RgError error;
    for (int i = 0; i < 3; i++) {
        assert_int_equal(rg_policy_create(&def, 115, 19, i < 2 ? 7 : 8, &policies[i], &error),
                         RG_OK);
    }
    size_t bytes = (size_t)rg_policy_parameter_count(policies[0]) * sizeof(float);
    const float* weights = rg_policy_weights(policies[0]);
    assert_memory_equal(weights, rg_policy_weights(policies[1]), bytes);
    assert_memory_not_equal(weights, rg_policy_weights(policies[2]), bytes);
    for (int64_t i = 0; i < rg_policy_parameter_count(policies[0]); i++) {
        assert_true(isfinite(weights[i]));
    }
    for (int i = 0; i < 3; i++) {
        rg_policy_destroy(policies[i]);
    }
}

// Sizes of the default and of the preset with the seed's size, worked out by hand.
static void test_sizes(void** unused) {
    (void)unused;
    RgPolicyDef def = rg_default_policy_def();
    RgPolicy* policy;
    RgError error;
    assert_int_equal(rg_policy_create(&def, 115, 19, 1, &policy, &error), RG_OK);
    // a block: norm, in_proj, convolution, x_proj, dt_bias, A_log, D, out_proj
    int64_t block = 2 * 128 + 512 * 129 + 5 * 256 + 40 * 256 + 8 + 8 + 256 + 128 * 257;
    assert_int_equal(rg_policy_parameter_count(policy),
                     128 * 116 + 256 + 2 * block + 256 + 19 * 129 + 129);
    assert_int_equal(rg_policy_state_size(policy), 2 * (3 + 16) * 256);
    assert_int_equal(rg_policy_step_flops(policy),
                     2 * (115 * 128 + 2 * (128 * 512 + 256 * 40 + 256 * 128) + 128 * 20));
    assert_string_equal(rg_policy_tensor_at(policy, 0), "embed.weight");
    assert_string_equal(rg_policy_tensor_at(policy, 115 * 128), "embed.bias");
    int64_t last = rg_policy_parameter_count(policy) - 1;
    assert_string_equal(rg_policy_tensor_at(policy, last), "value_head.bias");
    assert_null(rg_policy_tensor_at(policy, last + 1));
    assert_null(rg_policy_tensor_at(policy, -1));
    rg_policy_destroy(policy);
    assert_true(rg_policy_preset(&def, "lite_seed"));
    assert_int_equal(def.width, 256);
    assert_int_equal(def.blocks, 3);
    assert_false(rg_policy_preset(&def, "unknown"));
}

static void test_bad_defs(void** unused) {
    (void)unused;
    RgPolicy* policy;
    RgError error;
    RgPolicyDef def = {0};
    assert_int_equal(rg_policy_create(&def, 5, 3, 1, &policy, &error), RG_ERROR_CONFIG);
    assert_null(policy);
    def = rg_default_policy_def();
    def.head_width = 24;
    assert_int_equal(rg_policy_create(&def, 5, 3, 1, &policy, &error), RG_ERROR_CONFIG);
    assert_non_null(strstr(error.message, "head_width"));
    def = rg_default_policy_def();
    def.conv = 9;
    assert_int_equal(rg_policy_create(&def, 5, 3, 1, &policy, &error), RG_ERROR_CONFIG);
    assert_non_null(strstr(error.message, "policy.conv"));
    def = rg_default_policy_def();
    assert_int_equal(rg_policy_create(&def, 0, 3, 1, &policy, &error), RG_ERROR_SHAPE);
    assert_int_equal(rg_policy_create(&def, 5, 0, 1, &policy, &error), RG_ERROR_SHAPE);
    assert_int_equal(rg_allocated_bytes(), 0);
}

// A reset makes a row forget: with every step a reset, what was seen before does not matter.
static void test_reset_forgets(void** unused) {
    (void)unused;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        RgPolicy* policy = create(&kinds[i], 24);
        RgPolicyScratch* scratch = scratch_of(policy, 1, 0);
        float* state = new_state(policy, 1);
        const uint8_t reset = 1;
        float first[ACTIONS], value;
        rg_policy_step(policy, scratch, 1, first, &value, state, observations, &reset);
        float* fresh = calloc((size_t)rg_policy_state_size(policy) + 1, sizeof *fresh);
        rg_policy_step(policy, scratch, 1, logits, values, fresh, observations, NULL);
        assert_memory_equal(first, logits, sizeof first);
        // and without one it matters, unless the policy has no memory
        rg_policy_step(policy, scratch, 1, logits, values, fresh, observations, NULL);
        bool same = memcmp(first, logits, sizeof first) == 0;
        assert_int_equal(same, kinds[i].kind == RG_POLICY_MLP);
        free(fresh);
        free(state);
        rg_policy_scratch_destroy(scratch);
        rg_policy_destroy(policy);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sequence_is_steps),
        cmocka_unit_test(test_row_count),
        cmocka_unit_test(test_instruction_sets),
        cmocka_unit_test(test_select_isa),
        cmocka_unit_test(test_no_allocations),
        cmocka_unit_test(test_failing_allocation),
        cmocka_unit_test(test_seeds),
        cmocka_unit_test(test_sizes),
        cmocka_unit_test(test_bad_defs),
        cmocka_unit_test(test_reset_forgets),
    };
    return cmocka_run_group_tests(tests, draw_inputs, NULL);
}
