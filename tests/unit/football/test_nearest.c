// Who is nearest, against a plain sort by distance.
#include "football/nearest.h"

#include "core/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static RgMatch match;
static uint64_t draws;

static float uniform(void) {
    return rg_random_uniform(rg_random_key(1, 0, 0, 0), draws++);
}

// some gone, some on the same spot, and many at the same distance but for the last bits
static void scatter(RgV2 point) {
    for (int i = 0; i < RG_PLAYER_COUNT; ++i) {
        RgPlayer* p = &match.players[i];
        float angle = 6.0f * uniform(), kind = uniform();
        float radius = kind < 0.6f ? 5.0f : (kind < 0.7f ? 1e-7f * uniform() : 30.0f * uniform());
        RgV2 place = v2_mad(point, v2_heading(angle), radius);
        p->active = uniform() < 0.8f;
        p->position = rg_team_of(i) == 0 ? place : v2_neg(place);
    }
}

static int sorted(int team, RgV2 point, float range, int* out) {
    float distances[RG_TEAM_SIZE];
    int count = 0;
    for (int i = 0; i < RG_TEAM_SIZE; ++i) {
        int player = rg_player_index(team, i);
        float distance = v2_distance(rg_as_seen(0, player, match.players[player].position), point);
        if (!match.players[player].active || distance > range) {
            continue;
        }
        int at = count++;
        for (; at > 0 && distances[at - 1] > distance; --at) {
            distances[at] = distances[at - 1];
            out[at] = out[at - 1];
        }
        distances[at] = distance;
        out[at] = player;
    }
    return count;
}

static void check(int team, RgV2 point, float range, int wanted, RgNearest near) {
    int expected[RG_TEAM_SIZE];
    int count = sorted(team, point, range, expected);
    assert_int_equal(near.count, count < wanted ? count : wanted);
    for (int i = 0; i < near.count; ++i) {
        assert_int_equal(near.player[i], expected[i]);
    }
}

static void test_nearest_are_those_of_a_sort(void** state) {
    (void)state;
    match.teams[0].player_count = match.teams[1].player_count = RG_TEAM_SIZE;
    for (int n = 0; n < 20000; ++n) {
        RgV2 point = n % 2 == 0 ? v2(0.0f, 0.0f) : v2(20.0f * uniform(), 9.0f * uniform());
        scatter(point);
        int team = n / 2 % 2;
        check(team, point, INFINITY, 3, rg_nearest_players(&match, 0, team, point, 3, INFINITY));
        check(team, point, 15.0f, 6, rg_nearest_players(&match, 0, team, point, 6, 15.0f));
        int order[RG_TEAM_SIZE];
        int count = sorted(0, point, INFINITY, order);
        for (int i = 0; i < count; ++i) {
            assert_true(rg_among_two_nearest(&match, order[i], point) == (i < 2));
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_nearest_are_those_of_a_sort)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
