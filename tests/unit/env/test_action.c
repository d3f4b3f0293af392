// Action sets, mirroring and masks (A.1, A.2).
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "env/action.h"

static void sets_are_the_originals(void** state) {
    (void)state;
    assert_int_equal(rg_action_set_size(RG_ACTION_SET_DEFAULT), 19);
    assert_int_equal(rg_action_set_size(RG_ACTION_SET_V2), 20);
    assert_int_equal(rg_action_set_size(RG_ACTION_SET_FULL), 33);
    assert_int_equal(rg_action_set_stickies(RG_ACTION_SET_V2), 10);
    assert_int_equal(rg_action_set_stickies(RG_ACTION_SET_FULL), 13);
    assert_string_equal(rg_action_name(RG_ACTION_SHOT), "shot");
    assert_string_equal(rg_action_name(RG_ACTION_BUILTIN_AI), "builtin_ai");
    assert_string_equal(rg_action_name(RG_ACTION_RELEASE_SWITCH), "release_switch");
    assert_null(rg_action_name(RG_ACTION_COUNT));
    for (int32_t a = 0; a < RG_ACTION_COUNT; a++) {
        for (int32_t b = 0; b < a; b++) {
            assert_string_not_equal(rg_action_name((RgAction)a), rg_action_name((RgAction)b));
        }
    }
}

static void mirroring_exchanges_opposite_directions(void** state) {
    (void)state;
    assert_int_equal(rg_action_mirror(RG_ACTION_LEFT), RG_ACTION_RIGHT);
    assert_int_equal(rg_action_mirror(RG_ACTION_TOP_LEFT), RG_ACTION_BOTTOM_RIGHT);
    assert_int_equal(rg_action_mirror(RG_ACTION_TOP), RG_ACTION_BOTTOM);
    assert_int_equal(rg_action_mirror(RG_ACTION_TOP_RIGHT), RG_ACTION_BOTTOM_LEFT);
    assert_int_equal(rg_action_mirror(RG_ACTION_SHOT), RG_ACTION_SHOT);
    for (int32_t a = 0; a < RG_ACTION_COUNT; a++) {
        assert_int_equal(rg_action_mirror(rg_action_mirror((RgAction)a)), a);
    }
}

// the actions masked for a slot, as a bit set
static uint64_t masked(RgSlotView slot, bool owns, int32_t count) {
    uint8_t mask[RG_ACTION_COUNT];
    uint64_t bits = 0;
    rg_action_mask(&slot, owns, count, mask);
    for (int32_t a = 0; a < count; a++) {
        assert_true(mask[a] <= 1);
        bits |= (uint64_t)(mask[a] == 0) << a;
    }
    return bits;
}

static uint64_t bit(RgAction action) {
    return (uint64_t)1 << action;
}

static void masks_forbid_only_what_does_nothing(void** state) {
    (void)state;
    const uint64_t releases = bit(RG_ACTION_RELEASE_SPRINT) | bit(RG_ACTION_RELEASE_DRIBBLE);
    RgSlotView idle = {.player = 1};
    assert_int_equal(masked(idle, false, RG_ACTION_DEFAULT_COUNT),
                     releases | bit(RG_ACTION_RELEASE_DIRECTION));
    RgSlotView running = {.player = 1, .direction_x = 1, .buttons = 1u << RG_BUTTON_SPRINT};
    assert_int_equal(masked(running, false, RG_ACTION_DEFAULT_COUNT),
                     bit(RG_ACTION_SPRINT) | bit(RG_ACTION_RELEASE_DRIBBLE));
    assert_int_equal(masked(running, true, RG_ACTION_V2_COUNT), bit(RG_ACTION_SPRINT) |
                                                                    bit(RG_ACTION_RELEASE_DRIBBLE) |
                                                                    bit(RG_ACTION_SLIDING));
    // while the built-in AI drives the slot every action takes control back
    RgSlotView builtin = {.player = 1, .builtin = true};
    assert_int_equal(masked(builtin, false, RG_ACTION_COUNT), 0);
    // a held shot may be held on
    RgSlotView shooting = {.player = 1, .direction_x = 1, .buttons = 1u << RG_BUTTON_SHOT};
    assert_int_equal(masked(shooting, true, RG_ACTION_COUNT) &
                         (bit(RG_ACTION_SHOT) | bit(RG_ACTION_RELEASE_SHOT)),
                     0);
    RgSlotView pressing = {.player = 1, .direction_x = 1, .buttons = 1u << RG_BUTTON_PRESSURE};
    assert_true((masked(pressing, false, RG_ACTION_COUNT) & bit(RG_ACTION_PRESSURE)) != 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sets_are_the_originals),
        cmocka_unit_test(mirroring_exchanges_opposite_directions),
        cmocka_unit_test(masks_forbid_only_what_does_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
