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

enum { SNAPSHOTS = 40, MOST_TICKS_BETWEEN = 120, MOST_TICKS_AFTER = 300, AGENTS = 2 };

static RgPitch* pitch;

/// In which situations matches were copied.
static struct { int open_play, dead_time, set_piece, in_hands, middle_of_step; } copied;

static void count_situation(const RgMatch* match, uint64_t tick_index) {
    copied.open_play += match->in_play && !match->in_set_piece;
    copied.dead_time += !match->in_play;
    copied.set_piece += match->in_set_piece;
    copied.in_hands += match->retainer != RG_NOBODY;
    copied.middle_of_step += tick_index % 10 != 0;
}

// the agents of both sides keep an action for a while; 255 leaves the built-in players alone
static void tick(RgMatch* match, RgRandomKey key, uint64_t index) {
    if (index % 10 == 0) {
        RgControls controls;
        memset(controls.action, 255, sizeof controls.action);
        for (uint32_t side = 0; side < RG_TEAM_COUNT; side++) {
            for (uint32_t i = 0; i < AGENTS; i++) {
                uint64_t draw = index / 50 * 4 + side * AGENTS + i;
                controls.action[side * RG_TEAM_SIZE + i] =
                    (uint8_t)rg_random_below(key, draw, RG_ACTION_V2_COUNT);
            }
        }
        rg_match_apply(match, &controls);
    }
    rg_match_tick(pitch, match);
    if (index % 10 == 9) {
        rg_match_end_block(match);
    }
}

static uint64_t play(RgMatch* match, RgRandomKey key, uint64_t from, uint32_t ticks) {
    for (uint32_t i = 0; i < ticks; i++) {
        tick(match, key, from + i);
    }
    return rg_match_hash(match);
}

// plays on, returns to the copy and plays again; the copy is taken elsewhere in memory, and a third
// match lives in between
static void continue_twice(const char* scenario_name, uint64_t seed) {
    static RgScenario scenario;
    RgError error;
    assert_int_equal(rg_scenario_load(scenario_name, &scenario, &error), RG_OK);
    RgMatchDef def = rg_scenario_match_def(&scenario, 2);
    def.seed = (uint32_t)seed;
    for (int side = 0; side < RG_TEAM_COUNT; side++) {
        int32_t controllable = 0;
        for (int i = 0; i < def.player_count[side]; i++) {
            controllable += def.starts[side][i].controllable;
        }
        def.agents[side] = controllable < AGENTS ? controllable : AGENTS;
    }
    RgMatch* match = rg_alloc(rg_match_bytes());
    RgMatch* copy = rg_alloc(rg_match_bytes());
    RgMatch* other = rg_alloc(rg_match_bytes());
    assert_int_equal(rg_match_reset(pitch, match, &def, &error), RG_OK);
    def.seed++;
    assert_int_equal(rg_match_reset(pitch, other, &def, &error), RG_OK);
    RgRandomKey key = rg_random_key(seed, 1, 4, 1), moments = rg_random_key(seed, 5, 9, 2);
    uint64_t index = 0;
    for (uint64_t i = 0; i < SNAPSHOTS; i++) {
        uint32_t between = 1 + rg_random_below(moments, 2 * i, MOST_TICKS_BETWEEN);
        uint32_t after = 1 + rg_random_below(moments, 2 * i + 1, MOST_TICKS_AFTER);
        play(match, key, index, between);
        index += between;
        count_situation(match, index);
        memcpy(copy, match, rg_match_bytes());
        uint64_t once = play(match, key, index, after);
        play(other, key, index, 1);
        if (play(copy, key, index, after) != once) {
            fail_msg("%s: a copy taken after %llu ticks plays on otherwise", scenario_name,
                     (unsigned long long)index);
        }
        index += after;
    }
    rg_free(match);
    rg_free(copy);
    rg_free(other);
}

static void test_snapshots(void** state) {
    (void)state;
    static const char* const scenarios[] = {"academy_empty_goal_close",
                                            "academy_3_vs_1_with_keeper",
                                            "academy_corner",
                                            "academy_run_to_score_with_keeper",
                                            "1_vs_1_easy",
                                            "5_vs_5",
                                            "11_vs_11_hard_stochastic",
                                            "11_vs_11_stochastic",
                                            "tests.penalty",
                                            "tests.corner_test",
                                            "tests.offside_test",
                                            "tests.keeper_test",
                                            "tests.second_half"};
    for (uint64_t i = 0; i < sizeof scenarios / sizeof scenarios[0]; i++) {
        continue_twice(scenarios[i], 12 + i);
    }
    // every kind of moment was among them
    assert_true(copied.open_play > 100 && copied.middle_of_step > 100);
    assert_true(copied.dead_time > 5 && copied.set_piece > 5 && copied.in_hands > 5);
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
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_snapshots),
                                       cmocka_unit_test(test_hash_sees_differences)};
    return cmocka_run_group_tests(tests, create_pitch, destroy_pitch);
}
