// Measured steps: the game is the same, every stage is visited as often as it should be, and the
// parts are the whole.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "env/profile.h"
#include "native_rig.h"

enum { STEPS = 120 };

static uint64_t match_hash(const Rig* rig) {
    return rg_match_hash(rg_vec_env_match(&rig->env, 0));
}

static void a_measured_game_is_the_same(void** state) {
    (void)state;
    RgEnvDef def = native_def("11_vs_11_stochastic");
    def.left_agents = 2;
    Rig measured = make_rig(&def, 1), plain = make_rig(&def, 1);
    RgProfile profile = {.stage = RG_STAGE_OUTSIDE};
    RgError error;
    assert_int_equal(rg_vec_env_profile(&measured.env, &profile, &error), RG_OK);
    uint64_t begin = profile.since = rg_profile_clock();
    for (uint64_t t = 0; t < STEPS; t++) {
        choose_random(&measured, t);
        choose_random(&plain, t);
        step_rig(&measured);
        step_rig(&plain);
        assert_true(match_hash(&measured) == match_hash(&plain));
    }
    uint64_t whole = profile.since - begin, sum = 0;
    for (int32_t i = 0; i < RG_STAGE_COUNT; i++) {
        sum += profile.time[i];
    }
    assert_true(sum == whole);
    // every tick that is played moves the ball and every player; observations belong to steps
    int64_t ticks = profile.count[RG_STAGE_BALL] - profile.count[RG_STAGE_REFEREE];
    assert_true(ticks >= 10 * STEPS && ticks < 20 * STEPS);
    assert_true(profile.marks[RG_STAGE_BALL] >= ticks); // and kicks' flights
    assert_int_equal(profile.marks[RG_STAGE_POSSESSION], ticks);
    assert_true(profile.marks[RG_STAGE_BODIES] + profile.marks[RG_STAGE_CLIPS] >= 22 * ticks);
    assert_true(profile.marks[RG_STAGE_CLIPS] > 22 * STEPS / 10);
    assert_int_equal(profile.marks[RG_STAGE_ACTIONS], STEPS);
    assert_int_equal(profile.marks[RG_STAGE_REWARDS], 2 * STEPS);
    assert_int_equal(profile.stage, RG_STAGE_OUTSIDE);
    // and no longer
    assert_int_equal(rg_vec_env_profile(&measured.env, NULL, &error), RG_OK);
    RgProfile before = profile;
    step_rig(&measured);
    assert_memory_equal(&before, &profile, sizeof profile);
    free_rig(&measured);
    free_rig(&plain);
    assert_int_equal(rg_allocated_bytes(), 0);
}

static void interruptions_are_left_out(void** state) {
    (void)state;
    RgProfile profile = {.limit = 1000000};
    uint64_t begin = profile.since = rg_profile_clock();
    profile.since -= 5000000;
    rg_profile_mark(&profile, 1);
    assert_true(profile.time[0] == 0);
    assert_true(profile.interrupted >= 5000000);
    assert_true(profile.since >= begin);
    profile.limit = 0;
    profile.since -= 5000000;
    rg_profile_mark(&profile, 0);
    assert_true(profile.time[1] >= 5000000);
    assert_int_equal(profile.marks[0], 1);
    assert_int_equal(profile.stage, 0);
}

static void every_stage_has_a_name(void** state) {
    (void)state;
    for (int32_t i = 0; i < RG_STAGE_COUNT; i++) {
        assert_non_null(rg_env_stage_name(i));
        for (int32_t j = 0; j < i; j++) {
            assert_string_not_equal(rg_env_stage_name(i), rg_env_stage_name(j));
        }
    }
    assert_null(rg_env_stage_name(RG_STAGE_COUNT));
    assert_null(rg_env_stage_name(-1));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_measured_game_is_the_same),
        cmocka_unit_test(interruptions_are_left_out),
        cmocka_unit_test(every_stage_has_a_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
