// Weight files: what is written is read back bit for bit, and nothing damaged is ever taken for a
// policy.
#include "core/file.h"
#include "core/memory.h"
#include "core/random.h"
#include "policy/policy.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[64];
static char path[96];
static char damaged[96];

static RgPolicy* small_policy(void) {
    RgPolicyDef def = rg_default_policy_def();
    RgPolicy* policy;
    RgError error;
    def.width = 8;
    def.head_width = 4;
    def.d_state = 3;
    assert_int_equal(rg_policy_create(&def, 5, 3, 42, &policy, &error), RG_OK);
    return policy;
}

static void save_small(void) {
    RgPolicy* policy = small_policy();
    RgError error;
    assert_int_equal(rg_policy_save(policy, path, &error), RG_OK);
    rg_policy_destroy(policy);
}

// The whole file; free with rg_free.
static char* read_saved(size_t* bytes) {
    char* file;
    RgError error;
    save_small();
    assert_int_equal(rg_file_read(path, &file, bytes, &error), RG_OK);
    return file;
}

static void expect_refused(const void* file, size_t bytes, const char* part) {
    RgPolicy* policy = (RgPolicy*)&policy;
    RgError error = {0};
    assert_int_equal(rg_file_write(damaged, file, bytes, &error), RG_OK);
    RgStatus status = rg_policy_load(damaged, &policy, &error);
    assert_true(status == RG_ERROR_FORMAT || status == RG_ERROR_CONFIG);
    assert_null(policy);
    assert_non_null(strstr(error.message, damaged));
    if (part && !strstr(error.message, part)) {
        fail_msg("'%s' does not mention '%s'", error.message, part);
    }
}

static void test_round_trip(void** state) {
    (void)state;
    static const char* const presets[] = {"mamba_lite_2025", "mlp", "gru"};
    for (int i = 0; i < 3; i++) {
        RgPolicyDef def;
        RgPolicy *policy, *loaded;
        RgError error;
        assert_true(rg_policy_preset(&def, presets[i]));
        def.width = 32;
        assert_int_equal(rg_policy_create(&def, 7, 5, 9, &policy, &error), RG_OK);
        assert_int_equal(rg_policy_save(policy, path, &error), RG_OK);
        assert_int_equal(rg_policy_load(path, &loaded, &error), RG_OK);
        assert_int_equal(rg_policy_observation_size(loaded), 7);
        assert_int_equal(rg_policy_action_count(loaded), 5);
        assert_memory_equal(rg_policy_def(loaded), &def, sizeof def);
        size_t bytes = (size_t)rg_policy_parameter_count(policy) * sizeof(float);
        assert_memory_equal(rg_policy_weights(loaded), rg_policy_weights(policy), bytes);
        // packed as well: the loaded policy plays
        assert_memory_equal(loaded->model.packed, policy->model.packed,
                            policy->model.packed_size * sizeof(float));
        rg_policy_destroy(policy);
        rg_policy_destroy(loaded);
    }
    assert_int_equal(rg_allocated_bytes(), 0);
}

static void test_truncated(void** state) {
    (void)state;
    size_t bytes;
    char* file = read_saved(&bytes);
    for (size_t length = 0; length < bytes; length += length < 200 ? 1 : 97) {
        expect_refused(file, length, NULL);
    }
    expect_refused(file, bytes - 1, "truncated");
    // a longer file is not a policy either: read_saved leaves a zero byte after the contents
    expect_refused(file, bytes + 1, "longer");
    rg_free(file);
}

// Every byte of the header changed: refused, or the same policy when JSON does not care.
static void test_fuzzed_header(void** state) {
    (void)state;
    size_t bytes;
    char* file = read_saved(&bytes);
    RgRandomKey key = rg_random_key(5, 0, 0, 0);
    uint64_t length;
    memcpy(&length, file, 8);
    for (size_t at = 0; at < 8 + length; at++) {
        char saved = file[at];
        RgPolicy* policy;
        RgError error = {0};
        file[at] = (char)(saved ^ (1 + (int)rg_random_below(key, at, 255)));
        assert_int_equal(rg_file_write(damaged, file, bytes, &error), RG_OK);
        RgStatus status = rg_policy_load(damaged, &policy, &error);
        if (status == RG_OK) {
            assert_int_equal(rg_policy_observation_size(policy), 5);
            rg_policy_destroy(policy);
        } else {
            assert_null(policy);
        }
        file[at] = saved;
    }
    rg_free(file);
    assert_int_equal(rg_allocated_bytes(), 0);
}

// Rewrites the header with `text` in place of `find`.
static char* with_header(const char* file, size_t bytes, const char* find, const char* text,
                         size_t* new_bytes) {
    uint64_t length;
    memcpy(&length, file, 8);
    char* header = calloc(1, (size_t)length + 1 + strlen(text));
    const char* place;
    memcpy(header, file + 8, (size_t)length);
    place = strstr(header, find);
    assert_non_null(place);
    size_t before = (size_t)(place - header), after = before + strlen(find);
    char* joined = calloc(1, bytes + strlen(text) + 16);
    uint64_t new_length = length - strlen(find) + strlen(text);
    memcpy(joined, &new_length, 8);
    memcpy(joined + 8, header, before);
    memcpy(joined + 8 + before, text, strlen(text));
    memcpy(joined + 8 + before + strlen(text), file + 8 + after, bytes - 8 - after);
    *new_bytes = bytes - strlen(find) + strlen(text);
    free(header);
    return joined;
}

static void test_wrong_header(void** state) {
    (void)state;
    static const struct {
        const char *find, *text, *message;
    } cases[] = {
        {"[8,5]", "[5,8]", "embed.weight"},
        {"[8,5]", "[8]", "embed.weight"},
        {"\"embed.bias\"", "\"embed.bios\"", "embed.bias"},
        {"\"F32\"", "\"F16\"", "F32"},
        {"[0,160]", "[4,164]", "embed.weight"},
        {"regista-policy-1", "regista-policy-9", "metadata"},
        {"\"action_count\":\"3\"", "\"action_count\":\"0\"", "action_count"},
        {"\"action_count\":\"3\"", "\"action_count\":\"4\"", "truncated"},
        {"width: 8", "width: 9", NULL},
        {"width: 8", "breadth: 8", "breadth"},
        {"width: 8", "width: 999999", "width"},
    };
    size_t bytes, new_bytes;
    char* file = read_saved(&bytes);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char* joined = with_header(file, bytes, cases[i].find, cases[i].text, &new_bytes);
        expect_refused(joined, new_bytes, cases[i].message);
        free(joined);
    }
    rg_free(file);
}

static void test_not_finite(void** state) {
    (void)state;
    size_t bytes;
    char* file = read_saved(&bytes);
    const uint32_t not_a_number = 0x7fc00000u;
    memcpy(file + bytes - 4, &not_a_number, 4);
    expect_refused(file, bytes, "value_head.bias");
    rg_free(file);
}

static void test_missing_file(void** state) {
    (void)state;
    RgPolicy* policy;
    RgError error;
    assert_int_equal(rg_policy_load("/nowhere/policy.safetensors", &policy, &error), RG_ERROR_IO);
    RgPolicy* own = small_policy();
    assert_int_equal(rg_policy_save(own, "/nowhere/policy.safetensors", &error), RG_ERROR_IO);
    assert_non_null(strstr(error.message, "/nowhere"));
    rg_policy_destroy(own);
}

static int make_folder(void** state) {
    (void)state;
    snprintf(folder, sizeof folder, "/tmp/regista-weights-XXXXXX");
    if (!mkdtemp(folder)) {
        return -1;
    }
    snprintf(path, sizeof path, "%s/policy.safetensors", folder);
    snprintf(damaged, sizeof damaged, "%s/damaged.safetensors", folder);
    return 0;
}

static int remove_folder(void** state) {
    (void)state;
    return rg_remove_tree(folder, NULL) == RG_OK ? 0 : -1;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trip),    cmocka_unit_test(test_truncated),
        cmocka_unit_test(test_fuzzed_header), cmocka_unit_test(test_wrong_header),
        cmocka_unit_test(test_not_finite),    cmocka_unit_test(test_missing_file),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
