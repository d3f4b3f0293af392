// A match is plain data: a copy of its bytes taken at any tick plays on exactly as the match itself
// does.
#include "core/memory.h"
#include "core/random.h"
#include "football/match.h"
#include "football/tick.h"
#include "regista/env.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

enum { ROUNDS = 25, TICKS_BETWEEN = 137, TICKS_AFTER = 400 };

static RgPitch* pitch;

static void tick(RgMatch* match, RgRandomKey key, uint64_t index) {
    if (index % 10 == 0) {
        RgControls controls;
        memset(controls.action, 255, sizeof controls.action);
        controls.action[0] = (uint8_t)rg_random_below(key, index, RG_ACTION_DEFAULT_COUNT);
        rg_match_apply(match, &controls);
    }
    rg_match_tick(pitch, match);
    if (index % 10 == 9) {
        rg_match_end_block(match);
    }
}

static uint64_t play(RgMatch* match, RgRandomKey key, uint64_t from, int ticks) {
    for (int i = 0; i < ticks; i++) {
        tick(match, key, from + (uint64_t)i);
    }
    return rg_match_hash(match);
}

// plays on, returns to the copy and plays again
static void continue_twice(const char* scenario_name) {
    static RgScenario scenario;
    RgError error;
    assert_int_equal(rg_scenario_load(scenario_name, &scenario, &error), RG_OK);
    RgMatchDef def = rg_scenario_match_def(&scenario, 2);
    def.seed = 12;
    def.agents[RG_TEAM_LEFT] = 1;
    RgMatch* match = rg_alloc(rg_match_bytes());
    RgMatch* copy = rg_alloc(rg_match_bytes());
    assert_int_equal(rg_match_reset(pitch, match, &def, &error), RG_OK);
    RgRandomKey key = rg_random_key(3, 1, 4, 1);
    uint64_t index = 0;
    for (int round = 0; round < ROUNDS; round++) {
        play(match, key, index, TICKS_BETWEEN);
        index += TICKS_BETWEEN;
        memcpy(copy, match, rg_match_bytes());
        uint64_t once = play(match, key, index, TICKS_AFTER);
        uint64_t clone = play(copy, key, index, TICKS_AFTER);
        assert_true(once == clone);
        index += TICKS_AFTER;
    }
    rg_free(match);
    rg_free(copy);
}

static void test_academy(void** state) {
    (void)state;
    continue_twice("academy_empty_goal_close");
    continue_twice("academy_3_vs_1_with_keeper");
    continue_twice("academy_corner");
}

static void test_full_game(void** state) {
    (void)state;
    continue_twice("11_vs_11_stochastic");
}

// a hash that forgot a part of the state would not notice this
static void test_hash_sees_differences(void** state) {
    (void)state;
    static RgScenario scenario;
    RgError error;
    assert_int_equal(rg_scenario_load("academy_empty_goal", &scenario, &error), RG_OK);
    RgMatchDef def = rg_scenario_match_def(&scenario, 2);
    RgMatch* a = rg_alloc(rg_match_bytes());
    RgMatch* b = rg_alloc(rg_match_bytes());
    assert_int_equal(rg_match_reset(pitch, a, &def, &error), RG_OK);
    memcpy(b, a, rg_match_bytes());
    assert_true(rg_match_hash(a) == rg_match_hash(b));
    b->ball.velocity.x += 0.001f;
    assert_true(rg_match_hash(a) != rg_match_hash(b));
    memcpy(b, a, rg_match_bytes());
    b->players[1].motion.frame ^= 1;
    assert_true(rg_match_hash(a) != rg_match_hash(b));
    rg_free(a);
    rg_free(b);
}

static int create_pitch(void** state) {
    (void)state;
    return rg_pitch_create(&pitch, NULL) == RG_OK ? 0 : -1;
}

static int destroy_pitch(void** state) {
    (void)state;
    rg_pitch_destroy(pitch);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_academy),
                                       cmocka_unit_test(test_full_game),
                                       cmocka_unit_test(test_hash_sees_differences)};
    return cmocka_run_group_tests(tests, create_pitch, destroy_pitch);
}
