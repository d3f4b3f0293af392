// Where players stand at a restart (C.15.5): what the recordings show in a few cases only.
#include "football/placement.h"

#include "football/tick.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

enum { KEEPER = 0, BACK = 1 };

static RgMatch match;

/// A free kick for `taking` near the other team's goal, both of a keeper and a back.
static void free_kick(RgPitch* pitch, int taking, RgV2 spot) {
    RgMatchDef def = rg_default_match_def();
    for (int side = 0; side < RG_TEAM_COUNT; side++) {
        def.player_count[side] = 2;
        def.agents[side] = 0;
        def.starts[side][KEEPER] = (RgStart){-1.0f, 0.0f, RG_ROLE_GK, false, false};
        def.starts[side][BACK] = (RgStart){-0.5f, 0.0f, RG_ROLE_CB, false, true};
    }
    assert_int_equal(rg_match_set_up(pitch, &match, &def, NULL), RG_OK);
    match.referee.mode = RG_MODE_FREE_KICK;
    match.referee.team = (int8_t)taking;
    match.referee.spot = spot;
    rg_placement_perform(pitch, &match);
}

// the recorded wall of academy_3_vs_1_with_keeper (random, 320): ball, back and keeper in m
static void a_wall_steps_the_same_way_for_both_teams(void** state) {
    RgPitch* pitch = *state;
    RgV2 spot = v2(32.9f, -2.2f);
    free_kick(pitch, 0, spot);
    RgV2 to_goal = v2_unit(v2_sub(v2(RG_PITCH_HALF_LENGTH, 0.0f), spot));
    for (int i = 0; i < 2; i++) {
        // the back is the nearer one and comes first
        int player = rg_player_index(1, i == 0 ? BACK : KEEPER);
        RgV2 place = rg_as_seen(0, player, match.players[player].position);
        RgV2 direction = v2_unit(v2_add(to_goal, v2(0.0f, 0.07f * (float)(1 - i))));
        assert_float_equal(place.x, spot.x + 9.15f * direction.x, 1e-4);
        assert_float_equal(place.y, spot.y + 9.15f * direction.y, 1e-4);
    }
    // and the first team's, whose own frame is the match frame
    free_kick(pitch, 1, v2_neg(spot));
    RgV2 back = match.players[rg_player_index(0, BACK)].position;
    RgV2 direction = v2_unit(v2_add(v2_neg(to_goal), v2(0.0f, 0.07f)));
    assert_float_equal(back.x, -spot.x + 9.15f * direction.x, 1e-4);
    assert_float_equal(back.y, -spot.y + 9.15f * direction.y, 1e-4);
}

static void a_thrower_holds_the_ball_outside(void** state) {
    RgPitch* pitch = *state;
    free_kick(pitch, 0, v2(10.0f, 36.0f));
    match.referee.mode = RG_MODE_THROW_IN;
    rg_placement_perform(pitch, &match);
    assert_int_equal(match.retainer, rg_player_index(0, BACK));
    RgV2 place = match.players[rg_player_index(0, BACK)].position;
    RgV2 outwards = v2_unit(v2(10.0f, 36.0f));
    assert_float_equal(place.x, 10.0f + 0.3f * outwards.x, 1e-4);
    assert_float_equal(place.y, 36.0f + 0.3f * outwards.y, 1e-4);
}

static int create(void** state) {
    return rg_pitch_create((RgPitch**)state, NULL) == RG_OK ? 0 : -1;
}

static int destroy(void** state) {
    rg_pitch_destroy(*state);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_wall_steps_the_same_way_for_both_teams),
        cmocka_unit_test(a_thrower_holds_the_ball_outside),
    };
    return cmocka_run_group_tests(tests, create, destroy);
}
