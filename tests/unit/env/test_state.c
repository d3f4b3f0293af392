// Saved environments on the real match engine: equal states are equal bytes, they go on the same
// anywhere, and what is no state of these environments is refused in words.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "native_rig.h"

enum { GARBAGE = 1 << 15 };

// leaves rubbish where the next calls put their local variables
static __attribute__((noinline)) void soil_stack(unsigned char value) {
    unsigned char rubbish[GARBAGE];
    memset(rubbish, value, sizeof rubbish);
    __asm__ volatile("" : : "r"(rubbish) : "memory"); // or the compiler would leave it out
}

static RgEnvDef full_def(void) {
    RgEnvDef def = native_def("11_vs_11_stochastic");
    def.left_agents = 3;
    def.right_agents = 2;
    def.representation = RG_REPRESENTATION_ENTITIES;
    def.stacked = true;
    def.action_set = RG_ACTION_SET_FULL;
    def.masks = true;
    snprintf(def.rewards, sizeof def.rewards, "scoring,checkpoints");
    return def;
}

static void* state_of(const Rig* rig, int32_t index) {
    void* state = malloc(rg_vec_env_state_bytes(&rig->env));
    assert_non_null(state);
    rg_vec_env_get_state(&rig->env, index, state);
    return state;
}

static void equal_states_are_equal_bytes(void** state) {
    (void)state;
    static const char* const scenarios[] = {"11_vs_11_stochastic", "academy_corner",
                                            "academy_counterattack_hard"};
    for (size_t s = 0; s < sizeof scenarios / sizeof scenarios[0]; s++) {
        RgEnvDef def = full_def();
        snprintf(def.scenario, sizeof def.scenario, "%s", scenarios[s]);
        soil_stack(0xA5);
        Rig one = make_rig(&def, 1);
        soil_stack(0x5A);
        Rig two = make_rig(&def, 1);
        for (uint64_t t = 0; t < 160; t++) {
            choose_random(&one, t);
            choose_random(&two, t);
            soil_stack((unsigned char)t);
            step_rig(&one);
            soil_stack((unsigned char)~t);
            step_rig(&two);
        }
        unsigned char *first = state_of(&one, 0), *second = state_of(&two, 0);
        for (size_t i = 0; i < rg_vec_env_state_bytes(&one.env); i++) {
            if (first[i] != second[i]) {
                fail_msg("%s: byte %zu differs", scenarios[s], i);
            }
        }
        free(first);
        free(second);
        free_rig(&one);
        free_rig(&two);
    }
}

static void a_state_goes_on_the_same_anywhere(void** state) {
    (void)state;
    RgEnvDef def = full_def();
    Rig here = make_rig(&def, 2), there = make_rig(&def, 3);
    RgError error;
    uint64_t t = 0;
    for (; t < 60; t++) {
        choose_random(&here, t);
        step_rig(&here);
        step_rig(&there);
    }
    void* saved = state_of(&here, 1);
    size_t bytes = rg_vec_env_state_bytes(&here.env);
    assert_int_equal(rg_vec_env_set_state(&there.env, 2, saved, bytes, &there.out, &error), RG_OK);
    size_t k = (size_t)here.env.spec.rows_per_env, d = (size_t)here.env.spec.observation_size,
           a = (size_t)here.env.spec.action_count, g = 2 * (size_t)here.env.spec.global_size;
    for (; t < 160; t++) {
        assert_memory_equal(here.out.observations + k * d, there.out.observations + 2 * k * d,
                            k * d * sizeof(float));
        assert_memory_equal(here.out.masks + k * a, there.out.masks + 2 * k * a, k * a);
        assert_memory_equal(here.out.global_states + g, there.out.global_states + 2 * g,
                            g * sizeof(float));
        choose_random(&here, t);
        memcpy(there.actions + 2 * k, here.actions + k, k * sizeof(int32_t));
        step_rig(&here);
        step_rig(&there);
    }
    void *ours = state_of(&here, 1), *theirs = state_of(&there, 2);
    assert_memory_equal(ours, theirs, bytes);
    // back to the start
    assert_int_equal(rg_vec_env_set_state(&here.env, 1, saved, bytes, NULL, &error), RG_OK);
    rg_vec_env_get_state(&here.env, 1, ours);
    assert_memory_equal(ours, saved, bytes);
    free(ours);
    free(theirs);
    free(saved);
    free_rig(&here);
    free_rig(&there);
}

static void refuse(Rig* rig, int32_t index, const void* saved, size_t bytes, RgStatus expected,
                   const char* says) {
    RgError error = {0};
    void* before = state_of(rig, 0);
    RgStatus status = rg_vec_env_set_state(&rig->env, index, saved, bytes, NULL, &error);
    void* after = state_of(rig, 0);
    if (status != expected || strstr(error.message, says) == NULL) {
        fail_msg("status %d: %s", (int)status, error.message);
    }
    assert_memory_equal(before, after, rg_vec_env_state_bytes(&rig->env));
    free(before);
    free(after);
}

static void what_is_no_state_is_refused(void** state) {
    (void)state;
    RgEnvDef def = full_def();
    Rig rig = make_rig(&def, 1);
    size_t bytes = rg_vec_env_state_bytes(&rig.env);
    unsigned char* saved = state_of(&rig, 0);
    step_rig(&rig);
    refuse(&rig, 1, saved, bytes, RG_ERROR_ARGUMENT, "no environment 1, but 0 to 0");
    refuse(&rig, -1, saved, bytes, RG_ERROR_ARGUMENT, "no environment -1");
    refuse(&rig, 0, saved, 0, RG_ERROR_FORMAT, "these 0 bytes are no saved environment");
    refuse(&rig, 0, saved, bytes - 1, RG_ERROR_FORMAT, "cut off");
    saved[bytes - 5] ^= 1;
    refuse(&rig, 0, saved, bytes, RG_ERROR_FORMAT, "check sum");
    saved[bytes - 5] ^= 1;
    saved[0] ^= 1;
    refuse(&rig, 0, saved, bytes, RG_ERROR_FORMAT, "no saved environment");
    saved[0] ^= 1;
    // no byte of the label is without meaning, also behind the end of its texts
    for (size_t i = 0; i < 200; i++) {
        saved[i] ^= 1;
        assert_true(rg_vec_env_set_state(&rig.env, 0, saved, bytes, NULL, NULL) != RG_OK);
        saved[i] ^= 1;
    }
    free(saved);
    free_rig(&rig);
}

static void states_of_other_environments_are_refused(void** state) {
    (void)state;
    static const struct {
        const char *key, *value, *says;
    } changes[] = {
        {"scenario", "11_vs_11_easy_stochastic", "scenario is '11_vs_11_easy_stochastic'"},
        {"rewards", "scoring", "rewards is 'scoring'"},
        {"left_agents", "4", "left_agents is 4, that of these environments 3"},
        {"right_agents", "0", "right_agents is 0"},
        {"stacked", "false", "stacked frames is 1"},
        {"representation", "extracted", "representation"},
        {"minimap_width", "48", "minimap_width is 48"},
        {"minimap_height", "36", "minimap_height is 36"},
        {"action_set", "v2", "action_set"},
        {"physics_steps_per_frame", "5", "physics_steps_per_frame is 5"},
        {"game_duration", "77", "game_duration is 77"},
    };
    RgEnvDef def = full_def();
    Rig rig = make_rig(&def, 1);
    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
        RgEnvDef other = def;
        RgError error;
        assert_int_equal(rg_env_def_set(&other, changes[i].key, changes[i].value, &error), RG_OK);
        Rig foreign = make_rig(&other, 1);
        void* saved = state_of(&foreign, 0);
        refuse(&rig, 0, saved, rg_vec_env_state_bytes(&foreign.env), RG_ERROR_CONFIG,
               changes[i].says);
        free(saved);
        free_rig(&foreign);
    }
    free_rig(&rig);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_states_are_equal_bytes),
        cmocka_unit_test(a_state_goes_on_the_same_anywhere),
        cmocka_unit_test(what_is_no_state_is_refused),
        cmocka_unit_test(states_of_other_environments_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
