// Possession flags, amounts, designated players, touches (C.1, C.4, C.5).
#include "football/possession.h"

#include "football/ball.h"
#include "football/reach.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static RgMatch match;

enum { HOME = 1, AWAY = RG_TEAM_SIZE + 1 };

static void set_up(void) {
    memset(&match, 0, sizeof match);
    match.in_play = true;
    match.retainer = match.last_touch_team = match.best_team = RG_NOBODY;
    for (int team = 0; team < RG_TEAM_COUNT; ++team) {
        RgTeam* t = &match.teams[team];
        t->player_count = 2;
        t->last_toucher = t->selected = RG_NOBODY;
        t->time_ms = 5000;
        t->amount = t->fading = 1.0f;
        for (int i = 0; i < 2; ++i) {
            RgPlayer* p = rg_player(&match, team, i);
            *p = (RgPlayer){.active = true,
                            .difficulty = 1.0f,
                            .slot = RG_NOBODY,
                            .facing = {1.0f, 0.0f},
                            .position = {-40.0f, 0.0f}};
            p->motion.touch_frame = -1;
            p->motion.function = RG_FN_MOVEMENT;
            p->motion.clip = RG_CLIP_STAND;
        }
    }
    rg_ball_place(&match, v3(0.0f, 0.0f, RG_BALL_RADIUS));
    rg_ball_step(&match);
}

static void test_possession_needs_the_ball_at_the_feet(void** state) {
    (void)state;
    set_up();
    RgPlayer* p = &match.players[HOME];
    p->position = v2(-1.05f, 0.0f);
    rg_refresh_possession(&match, RG_NOBODY);
    assert_true(p->has_possession && p->unique_possession && p->best_possession &&
                match.teams[0].has_possession);
    p->position = v2(-1.15f, 0.0f); // 1.05 m from 0.1 m ahead of him
    rg_refresh_possession(&match, RG_NOBODY);
    assert_false(p->has_possession);
    p->position = v2(-1.24f, 0.0f);
    p->velocity = v2(3.0f, 0.0f); // looks 0.15 m ahead
    rg_refresh_possession(&match, RG_NOBODY);
    assert_true(p->has_possession);
    p->velocity = v2(6.1f, 0.0f); // too fast for the ball
    rg_refresh_possession(&match, RG_NOBODY);
    assert_false(p->has_possession);
}

static void test_high_ball_and_own_kick(void** state) {
    (void)state;
    set_up();
    RgPlayer* p = &match.players[HOME];
    p->position = v2(-0.5f, 0.0f);
    p->motion.function = RG_FN_SHOT;
    p->motion.touch_frame = 10;
    p->motion.frame = 10;
    rg_refresh_possession(&match, RG_NOBODY);
    assert_false(p->has_possession);
    p->motion.frame = 9;
    rg_refresh_possession(&match, RG_NOBODY);
    assert_true(p->has_possession);
    rg_ball_place(&match, v3(0.0f, 0.0f, 0.6f));
    rg_refresh_possession(&match, RG_NOBODY);
    assert_false(p->has_possession);
}

static void test_facing_is_not_turned_at_the_others_touch(void** state) {
    (void)state;
    set_up();
    RgPlayer* p = &match.players[AWAY];
    p->position = v2(-1.05f, 0.0f);
    rg_refresh_possession(&match, RG_NOBODY);
    assert_true(p->has_possession);
    rg_refresh_possession(&match, 0); // a touch in the first team's turn (3.3)
    assert_false(p->has_possession);
    rg_refresh_possession(&match, 1);
    assert_true(p->has_possession);
}

static void test_rivals_have_neither_unique_nor_both_best(void** state) {
    (void)state;
    set_up();
    match.players[HOME].position = v2(-0.4f, 0.0f);
    match.players[AWAY].position = v2(-0.7f, 0.0f);
    rg_refresh_possession(&match, RG_NOBODY);
    // the first team still sees the opponents' values of the last refresh (1.3)
    assert_true(match.players[HOME].unique_possession);
    assert_false(match.players[AWAY].unique_possession);
    rg_refresh_possession(&match, RG_NOBODY);
    assert_false(match.players[HOME].unique_possession);
    assert_true(match.players[HOME].has_possession && match.players[AWAY].has_possession);
    assert_true(match.players[HOME].best_possession);
    assert_false(match.players[AWAY].best_possession);
}

static void test_duration(void** state) {
    (void)state;
    set_up();
    RgPlayer* p = &match.players[HOME];
    for (int i = 0; i < 3; ++i) {
        rg_count_possession(&match, HOME);
        assert_int_equal(p->possession_ms, 10 * i);
        p->has_possession = true;
    }
    p->has_possession = false;
    rg_count_possession(&match, HOME);
    assert_int_equal(p->possession_ms, 0);
}

static void test_retainer_alone_has_it(void** state) {
    (void)state;
    set_up();
    match.players[HOME].position = v2(-0.4f, 0.0f);
    match.retainer = AWAY;
    rg_refresh_possession(&match, RG_NOBODY);
    assert_false(match.players[HOME].has_possession);
    assert_true(match.players[AWAY].has_possession);
    assert_int_equal(match.players[AWAY].time_ms, 1);
    rg_update_best_team(&match);
    assert_int_equal(match.best_team, 1);
    assert_int_equal(match.owner, AWAY);
    rg_update_amounts(&match, 0);
    rg_update_amounts(&match, 1);
    assert_true(match.teams[0].fading == 0.5f && match.teams[1].fading == 1.5f);
}

static void test_amounts(void** state) {
    (void)state;
    set_up();
    match.teams[0].time_ms = 1000;
    match.teams[1].time_ms = 3500;
    match.teams[0].fading = match.teams[1].fading = 0.7f;
    rg_update_amounts(&match, 0);
    rg_update_amounts(&match, 1);
    assert_float_equal(match.teams[0].amount, 2.0f, 1e-6f);
    assert_float_equal(match.teams[1].amount, 0.5f, 1e-6f);
    assert_float_equal(match.teams[0].fading, 0.7f + 0.005f * 0.8f, 1e-6f);
    assert_float_equal(match.teams[1].fading, 0.7f - 0.005f * 0.2f, 1e-6f);
    match.in_play = false;
    rg_update_amounts(&match, 0);
    assert_true(match.teams[0].fading == 0.5f); // no best team
}

static void test_best_team_and_owner(void** state) {
    (void)state;
    set_up();
    match.owner = 0;
    match.teams[0].time_ms = match.players[0].time_ms = 900;
    match.teams[1].time_ms = match.players[AWAY].time_ms = 800;
    match.teams[1].designated = 1;
    rg_update_best_team(&match);
    assert_int_equal(match.best_team, 1);
    assert_int_equal(match.owner, 0); // 810 / 910 is not below 0.85
    match.teams[1].time_ms = match.players[AWAY].time_ms = 750;
    rg_update_best_team(&match);
    assert_int_equal(match.owner, AWAY);
    match.teams[0].time_ms = 750;
    match.teams[1].designated = 0;
    rg_update_best_team(&match);
    assert_int_equal(match.best_team, RG_NOBODY); // a tie: the owner's team keeps it
    assert_int_equal(match.owner, RG_TEAM_SIZE);
}

static void test_designated_player(void** state) {
    (void)state;
    set_up();
    RgTeam* team = &match.teams[0];
    match.players[0].time_ms = 1000;
    match.players[1].time_ms = 720;
    match.teams[1].time_ms = 500;
    rg_update_designated(&match, 0);
    assert_int_equal(team->designated, 0); // 1220 / 1500 = 0.813
    match.players[1].has_possession = true;
    rg_update_designated(&match, 0);
    assert_int_equal(team->designated, 1);
    // the present one is safely first: the rival needs more
    team->designated = 0;
    match.players[1].has_possession = false;
    match.players[1].time_ms = 280;
    match.teams[1].time_ms = 3000;
    rg_update_designated(&match, 0);
    assert_int_equal(team->designated, 0); // (0.52 + 0.2) * 1.2
    match.teams[1].time_ms = 500;
    rg_update_designated(&match, 0);
    assert_int_equal(team->designated, 1);
    match.players[1].active = false;
    rg_update_designated(&match, 0);
    assert_int_equal(team->designated, 0);
}

static void test_touch_bias_and_credit(void** state) {
    (void)state;
    set_up();
    match.clock = 5000;
    assert_true(rg_team_touch_bias(&match, 0, 1000, 5000) == 0.0f);
    rg_credit_touch(&match, HOME, RG_TOUCH_KICKED);
    assert_int_equal(match.last_touch_team, 0);
    assert_int_equal(match.last_touch_team_by_type[RG_TOUCH_KICKED], 0);
    assert_int_equal(match.teams[0].last_toucher, 1);
    assert_float_equal(rg_touch_bias(&match, HOME, 1000, 5000), 1.0f, 1e-6f);
    assert_float_equal(rg_touch_bias(&match, HOME, 1000, 5250), 0.75f, 1e-6f);
    assert_float_equal(rg_team_touch_bias(&match, 0, 500, 5250), 0.5f, 1e-6f);
    assert_float_equal(rg_touch_bias(&match, HOME, 1000, 9000), 0.0f, 1e-6f);
}

static void test_last_ditch(void** state) {
    (void)state;
    set_up();
    RgPlayer* p = &match.players[HOME];
    p->time_ms = 2000;
    p->time_optimistic_ms = 710;
    assert_false(rg_last_ditch(&match, HOME));
    p->time_optimistic_ms = 700;
    assert_true(rg_last_ditch(&match, HOME));
    p->time_optimistic_ms = 2000;
    match.teams[0].amount = 0.9f;
    assert_true(rg_last_ditch(&match, HOME));
}

static void test_nearest_opponent(void** state) {
    (void)state;
    set_up();
    match.players[AWAY].position = v2(-7.0f, 0.0f); // the first team sees him at (7, 0)
    float distance;
    assert_int_equal(rg_nearest_opponent(&match, 0, v2(4.0f, 4.0f), &distance), AWAY);
    assert_float_equal(distance, 5.0f, 1e-6f);
    match.players[AWAY].active = match.players[RG_TEAM_SIZE].active = false;
    assert_int_equal(rg_nearest_opponent(&match, 0, v2(4.0f, 4.0f), &distance), RG_NOBODY);
    assert_true(distance == INFINITY);
}

// ---- times that are put off

static uint64_t seed;

static float uniform(float low, float high) {
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return low + (high - low) * (float)(seed >> 40) * 0x1p-24f;
}

// everybody somewhere about a ball that flies or rolls
static void random_situation(void) {
    set_up();
    float spread = uniform(0.5f, uniform(1.0f, 50.0f)), fast = uniform(0.0f, 25.0f);
    for (int team = 0; team < RG_TEAM_COUNT; ++team) {
        match.teams[team].player_count = RG_TEAM_SIZE;
        match.teams[team].designated = (int8_t)uniform(0.0f, 10.99f);
        for (int i = 0; i < RG_TEAM_SIZE; ++i) {
            RgPlayer* p = rg_player(&match, team, i);
            *p = match.players[HOME];
            p->active = i < 2 || uniform(0.0f, 1.0f) < 0.9f;
            p->position = v2(uniform(-spread, spread), uniform(-0.7f, 0.7f) * spread);
            p->velocity = v2(uniform(-5.0f, 5.0f), uniform(-5.0f, 5.0f));
        }
    }
    rg_ball_kick(&match, 1, v3(uniform(-fast, fast), uniform(-fast, fast), uniform(-2.0f, 6.0f)),
                 v3(uniform(-50.0f, 50.0f), uniform(-50.0f, 50.0f), 0.0f), 0.5f);
    rg_ball_step(&match);
}

static void check_times(const RgMatch* known) {
    for (int player = 0; player < RG_PLAYER_COUNT; ++player) {
        RgReachTime time = rg_time_to_ball(&match, player);
        assert_int_equal(time.usual, known->players[player].time_ms);
        assert_int_equal(time.optimistic, known->players[player].time_optimistic_ms);
    }
}

// nobody can tell whether a time was found at once or put off, until the prediction is filled anew
static void test_times_put_off(void** state) {
    (void)state;
    static RgMatch known;
    int put_off = 0;
    seed = 5;
    for (int n = 0; n < 1000; ++n) {
        random_situation();
        known = match;
        int best[RG_TEAM_COUNT] = {RG_NOBODY, RG_NOBODY};
        for (int player = 0; player < RG_PLAYER_COUNT; ++player) {
            int team = rg_team_of(player), i = rg_number_of(player);
            rg_refresh_time_to_ball(&known, player);
            const RgPlayer* p = &known.players[player];
            if (p->active && (best[team] == RG_NOBODY ||
                              p->time_ms < rg_player(&known, team, best[team])->time_ms)) {
                best[team] = i;
            }
        }
        rg_refresh_possession(&match, RG_NOBODY);
        for (int player = 0; player < RG_PLAYER_COUNT; ++player) {
            put_off += match.players[player].time_due;
            if (!match.players[player].active) { // nobody asks how far he is
                match.players[player].time_ms = known.players[player].time_ms;
                match.players[player].time_optimistic_ms = known.players[player].time_optimistic_ms;
            }
        }
        for (int team = 0; team < RG_TEAM_COUNT; ++team) {
            assert_int_equal(rg_quickest(&match, team), best[team]);
            assert_int_equal(match.teams[team].time_ms,
                             rg_player(&known, team, best[team])->time_ms);
        }
        check_times(&known);
        for (int i = 0; i < 3; ++i) {
            rg_ball_step(&match);
            check_times(&known);
        }
        match.ball.table_age = RG_TABLE_WRONG; // the next step fills the table
        rg_ball_step(&match);
        check_times(&known);
    }
    assert_true(put_off > 4000);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_possession_needs_the_ball_at_the_feet),
        cmocka_unit_test(test_high_ball_and_own_kick),
        cmocka_unit_test(test_facing_is_not_turned_at_the_others_touch),
        cmocka_unit_test(test_rivals_have_neither_unique_nor_both_best),
        cmocka_unit_test(test_duration),
        cmocka_unit_test(test_retainer_alone_has_it),
        cmocka_unit_test(test_amounts),
        cmocka_unit_test(test_best_team_and_owner),
        cmocka_unit_test(test_designated_player),
        cmocka_unit_test(test_touch_bias_and_credit),
        cmocka_unit_test(test_last_ditch),
        cmocka_unit_test(test_nearest_opponent),
        cmocka_unit_test(test_times_put_off),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
