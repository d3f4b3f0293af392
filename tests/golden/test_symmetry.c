// Swapping sides, agents and the order of processing gives the mirrored match, bit for bit: same
// states in the teams' own frames, same observations, everything in the world turned by 180
// degrees.
#include "core/memory.h"
#include "core/random.h"
#include "football/match.h"
#include "regista/env.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { STEPS = 120, SCENARIOS = 35, AGENTS = 3, SEED = 31 };

static RgPitch* pitch;

static RgMatchDef swapped(const RgMatchDef* def) {
    RgMatchDef other = *def;
    other.right_first = !def->right_first;
    other.ball_x = -def->ball_x;
    other.ball_y = -def->ball_y;
    for (int side = 0; side < RG_TEAM_COUNT; side++) {
        other.player_count[side] = def->player_count[1 - side];
        other.difficulty[side] = def->difficulty[1 - side];
        other.agents[side] = def->agents[1 - side];
        memcpy(other.starts[side], def->starts[1 - side], sizeof def->starts[side]);
    }
    return other;
}

static void choose(const RgMatchDef* def, RgRandomKey key, uint64_t step, RgControls* controls,
                   RgControls* mirrored) {
    memset(controls, 0, sizeof *controls);
    memset(mirrored, 0, sizeof *mirrored);
    for (int side = 0; side < RG_TEAM_COUNT; side++) {
        for (int i = 0; i < def->agents[side]; i++) {
            uint64_t draw = step / 4 * RG_SLOT_COUNT + (uint64_t)(side * RG_TEAM_SIZE + i);
            RgAction action = (RgAction)rg_random_below(key, draw, RG_ACTION_COUNT);
            controls->action[side * RG_TEAM_SIZE + i] = (uint8_t)action;
            mirrored->action[(1 - side) * RG_TEAM_SIZE + i] = (uint8_t)rg_action_mirror(action);
        }
    }
}

// members one by one: -0 equals 0, and padding does not count
static bool same_team(const RgTeamObservation* a, const RgTeamObservation* b) {
    bool same = a->count == b->count;
    for (int i = 0; same && i < a->count; i++) {
        same = a->position[i][0] == b->position[i][0] && a->position[i][1] == b->position[i][1] &&
               a->direction[i][0] == b->direction[i][0] &&
               a->direction[i][1] == b->direction[i][1] && a->tired[i] == b->tired[i] &&
               a->yellow_card[i] == b->yellow_card[i] && a->active[i] == b->active[i] &&
               a->role[i] == b->role[i];
    }
    return same;
}

static bool same_observation(const RgObservation* a, const RgObservation* b) {
    bool same = same_team(&a->teams[0], &b->teams[0]) && same_team(&a->teams[1], &b->teams[1]);
    for (int i = 0; i < 3; i++) {
        same = same && a->ball[i] == b->ball[i] && a->ball_direction[i] == b->ball_direction[i] &&
               a->ball_rotation[i] == b->ball_rotation[i];
    }
    return same && a->ball_owned_team == b->ball_owned_team &&
           a->ball_owned_player == b->ball_owned_player && a->score[0] == b->score[0] &&
           a->score[1] == b->score[1] && a->game_mode == b->game_mode &&
           a->designated == b->designated && a->active == b->active &&
           memcmp(a->sticky, b->sticky, sizeof a->sticky) == 0;
}

static void compare(const char* name, uint64_t step, const RgMatchDef* def, const RgMatch* match,
                    const RgMatch* mirror) {
    RgObserver observer = {3000, 10, RG_STICKY_FULL_COUNT};
    RgMatchView view, mirror_view;
    RgObservation seen, mirror_seen;
    rg_match_view(match, &view);
    rg_match_view(mirror, &mirror_view);
    for (int side = 0; side < RG_TEAM_COUNT; side++) {
        for (int i = 0; i < (def->agents[side] > 0 ? def->agents[side] : 1); i++) {
            rg_observe(&observer, &view, side * RG_TEAM_SIZE + i, &seen);
            rg_observe(&observer, &mirror_view, (1 - side) * RG_TEAM_SIZE + i, &mirror_seen);
            if (!same_observation(&seen, &mirror_seen)) {
                fail_msg("%s step %llu: agent %d of side %d sees another game", name,
                         (unsigned long long)step, i, side);
            }
        }
    }
}

static uint64_t side_less_hash(const RgMatch* match, RgMatch* spare) {
    memcpy(spare, match, rg_match_bytes());
    spare->left = 0;
    return rg_match_hash(spare);
}

static void play_both(const char* name, const RgMatchDef* def) {
    RgMatch* match = rg_alloc(rg_match_bytes());
    RgMatch* mirror = rg_alloc(rg_match_bytes());
    RgMatch* spare = rg_alloc(rg_match_bytes());
    RgMatchDef other = swapped(def);
    RgError error;
    assert_int_equal(rg_match_reset(pitch, match, def, &error), RG_OK);
    assert_int_equal(rg_match_reset(pitch, mirror, &other, &error), RG_OK);
    RgRandomKey key = rg_random_key(def->seed, 0, 0, 3);
    for (uint64_t step = 0; step < STEPS; step++) {
        RgControls controls, mirrored;
        choose(def, key, step, &controls, &mirrored);
        rg_match_step(pitch, match, &controls);
        rg_match_step(pitch, mirror, &mirrored);
        compare(name, step, def, match, mirror);
        if (side_less_hash(match, spare) != side_less_hash(mirror, spare)) {
            fail_msg("%s step %llu: the states differ", name, (unsigned long long)step);
        }
    }
    rg_free(match);
    rg_free(mirror);
    rg_free(spare);
}

static bool play_scenario(void* context, const char* name, const char* path) {
    (void)path;
    static RgScenario scenario;
    RgError error;
    uint32_t* count = context;
    assert_int_equal(rg_scenario_load(name, &scenario, &error), RG_OK);
    RgMatchDef def = rg_scenario_match_def(&scenario, (int32_t)(*count & 1));
    def.seed = SEED + *count;
    def.right_first = (*count & 2) != 0;
    for (int side = 0; side < RG_TEAM_COUNT; side++) {
        int32_t controllable = 0;
        for (int i = 0; i < def.player_count[side]; i++) {
            controllable += def.starts[side][i].controllable;
        }
        def.agents[side] = controllable < AGENTS ? controllable : AGENTS - side;
    }
    play_both(name, &def);
    (*count)++;
    return true;
}

static void test_swapping_sides_mirrors_every_scenario(void** state) {
    (void)state;
    uint32_t count = 0;
    rg_scenario_each(play_scenario, &count);
    assert_true(count >= SCENARIOS);
}

// The one thing that knows left from right: a throw-in for a ball that nobody has touched since the
// restart is the right team's (4.12), so here it does not change sides with the teams.
static void test_untouched_ball_over_the_touch_line(void** state) {
    (void)state;
    RgMatch* match = rg_alloc(rg_match_bytes());
    for (int right_first = 0; right_first < 2; right_first++) {
        RgMatchDef def = rg_default_match_def();
        RgError error;
        def.ball_y = 0.4345f; // just over the line
        def.right_first = right_first == 1;
        assert_int_equal(rg_match_reset(pitch, match, &def, &error), RG_OK);
        for (int i = 0; i < 30 && match->referee.mode != RG_MODE_THROW_IN; i++) {
            RgControls controls = {{0}};
            rg_match_step(pitch, match, &controls);
        }
        assert_int_equal(match->referee.mode, RG_MODE_THROW_IN);
        assert_int_equal(match->referee.team, 1 - match->left);
    }
    rg_free(match);
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
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_swapping_sides_mirrors_every_scenario),
                                       cmocka_unit_test(test_untouched_ball_over_the_touch_line)};
    return cmocka_run_group_tests(tests, create_pitch, destroy_pitch);
}
