// Abilities, difficulty and fatigue (C.11, D.3).
#include "football/attributes.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static RgMatch match;

static void test_table(void** state) {
    (void)state;
    assert_float_equal(rg_attribute(0, RG_STAT_BALANCE), 0.941192f, 1e-7f);
    assert_float_equal(rg_attribute(5, RG_STAT_DEFENSIVE_POSITIONING), 0.454282f, 1e-7f);
    assert_float_equal(rg_attribute(10, RG_STAT_VISION), 0.744467f, 1e-7f);
    assert_float_equal(rg_height(3), 1.93f, 1e-7f);
    for (int stat = 0; stat < RG_STAT_COUNT; ++stat) {
        for (int i = 0; i < RG_TEAM_SIZE; ++i) {
            assert_true(rg_attribute(i, (RgStat)stat) >= 0.01f &&
                        rg_attribute(i, (RgStat)stat) <= 1.0f);
        }
    }
}

static void test_max_speed(void** state) {
    (void)state;
    static const float speeds[RG_TEAM_SIZE] = {7.72128f, 7.82831f, 7.75352f, 7.78401f,
                                               7.7818f,  7.94416f, 7.77252f, 7.83806f,
                                               7.99263f, 8.0f,     8.0f};
    for (int i = 0; i < RG_TEAM_SIZE; ++i) {
        assert_float_equal(rg_max_speed(i), speeds[i], 1e-5f);
    }
}

static void test_difficulty_and_fatigue_scale_stats(void** state) {
    (void)state;
    RgPlayer* player = rg_player(&match, 1, 2);
    *player = (RgPlayer){.difficulty = 0.6f, .fatigue = 0.5f};
    float expected = 0.915753f * (0.3f + 0.7f * 0.6f) * (0.7f + 0.3f * 0.5f);
    assert_float_equal(rg_stat(&match, rg_player_index(1, 2), RG_STAT_REACTION), expected, 1e-6f);
    player->difficulty = 1.0f;
    player->fatigue = 0.0f;
    assert_float_equal(rg_stat(&match, rg_player_index(1, 2), RG_STAT_REACTION), 0.915753f, 1e-6f);
}

static void test_tiring(void** state) {
    (void)state;
    RgPlayer* player = rg_player(&match, 0, 0);
    *player = (RgPlayer){.difficulty = 1.0f};
    rg_tire(&match, 0, 100.0f);
    assert_float_equal(player->fatigue, 100.0f * 0.00003f * (2.0f - 0.796393f) / 0.0554f, 1e-5f);
    for (int i = 0; i < 100; ++i) {
        rg_tire(&match, 0, 100.0f);
    }
    assert_float_equal(player->fatigue, 0.99f, 1e-6f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_table),
        cmocka_unit_test(test_max_speed),
        cmocka_unit_test(test_difficulty_and_fatigue_scale_stats),
        cmocka_unit_test(test_tiring),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
