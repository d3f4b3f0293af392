// Agents on the real match engine: 0 to 11 of each side with every action set, dynamic and fixed
// selection, the built-in AI as an action, and masks that forbid only what does nothing.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/hash.h"
#include "native_rig.h"

static RgMatchView view_of(const Rig* rig) {
    RgMatchView view;
    rg_match_view(rg_vec_env_match(&rig->env, 0), &view);
    return view;
}

static uint64_t match_hash(const Rig* rig) {
    return rg_match_hash(rg_vec_env_match(&rig->env, 0));
}

// ---- how many

// agents of a team drive different players of it, none sent off; nobody is driven besides
static void check_slots(const RgMatchView* view, int32_t team, int32_t agents) {
    bool driven[RG_TEAM_SIZE] = {false};
    assert_int_equal(view->agents[team], agents);
    for (int32_t i = 0; i < RG_TEAM_SIZE; i++) {
        int32_t player = (int32_t)view->slots[team * RG_TEAM_SIZE + i].player;
        if (i < agents && player >= 0) {
            assert_true(player < view->player_count[team]);
            assert_true(view->players[team][player].active);
            assert_false(driven[player]);
            driven[player] = true;
        }
    }
}

static void check_numbers(const Rig* rig) {
    const RgVecEnvSpec* spec = &rig->env.spec;
    size_t floats = (size_t)rig->rows * (size_t)spec->observation_size;
    for (size_t i = 0; i < floats; i++) {
        assert_true(fabsf(rig->out.observations[i]) < 10);
    }
    for (int32_t i = 0; i < 2 * spec->global_size; i++) {
        assert_true(fabsf(rig->out.global_states[i]) < 10);
    }
    for (int32_t row = 0; row < rig->rows; row++) {
        const float* table = rig->out.observations + (size_t)row * (size_t)spec->observation_size;
        float selves = 0;
        for (int32_t i = 0; i < RG_TEAM_SIZE; i++) {
            selves += table[i * RG_ENTITY_FLOATS + RG_ENTITY_SELF];
        }
        assert_true(selves <= 1);
        assert_true(fabsf(rig->out.rewards[row]) <= 2);
    }
}

static void play_with(int32_t left, int32_t right, int32_t action_set) {
    RgEnvDef def = native_def("11_vs_11_stochastic");
    def.left_agents = left;
    def.right_agents = right;
    def.action_set = action_set;
    def.representation = RG_REPRESENTATION_ENTITIES;
    Rig rig = make_rig(&def, 1);
    assert_int_equal(rig.rows, left + right);
    for (uint64_t t = 0; t < 3; t++) {
        choose_random(&rig, t + 10 * (uint64_t)(left + 12 * right));
        step_rig(&rig);
        RgMatchView view = view_of(&rig);
        check_slots(&view, RG_TEAM_LEFT, left);
        check_slots(&view, RG_TEAM_RIGHT, right);
        check_numbers(&rig);
    }
    free_rig(&rig);
}

static bool extreme(int32_t agents) {
    return agents <= 1 || agents == RG_TEAM_SIZE;
}

// all numbers with the largest set; the others, whose actions are its first ones, at the edges
static void any_number_plays_with_any_action_set(void** state) {
    (void)state;
    for (int32_t left = 0; left <= RG_TEAM_SIZE; left++) {
        for (int32_t right = left == 0; right <= RG_TEAM_SIZE; right++) {
            play_with(left, right, RG_ACTION_SET_FULL);
            if (extreme(left) || extreme(right)) {
                play_with(left, right,
                          (left + right) % 2 ? RG_ACTION_SET_V2 : RG_ACTION_SET_DEFAULT);
            }
        }
    }
}

// ---- who is driven

// drives everybody with idle and counts how often a row's player changes within an episode
static int32_t changes(int32_t left, int32_t right, int32_t steps) {
    RgEnvDef def = native_def("11_vs_11_stochastic");
    def.left_agents = left;
    def.right_agents = right;
    Rig rig = make_rig(&def, 1);
    int32_t count = 0;
    RgMatchView before = view_of(&rig);
    for (int32_t t = 0; t < steps; t++) {
        choose_random(&rig, (uint64_t)t);
        step_rig(&rig);
        RgMatchView after = view_of(&rig);
        for (int32_t slot = 0; slot < RG_SLOT_COUNT; slot++) {
            bool used = slot % RG_TEAM_SIZE < after.agents[slot / RG_TEAM_SIZE];
            count += used && before.slots[slot].player != after.slots[slot].player;
        }
        before = after;
    }
    free_rig(&rig);
    return count;
}

static void selection_is_fixed_when_all_are_driven_or_nobody(void** state) {
    (void)state;
    assert_int_equal(changes(11, 11, 200), 0);
    assert_int_equal(changes(11, 0, 200), 0);
    assert_int_equal(changes(0, 11, 200), 0);
    assert_true(changes(1, 0, 200) > 0);
    assert_true(changes(3, 3, 200) > 0);
    assert_true(changes(0, 5, 200) > 0);
}

// ---- the built-in AI

static void the_builtin_ai_takes_a_slot_and_gives_it_back(void** state) {
    (void)state;
    for (int32_t right = 0; right < 2; right++) {
        RgEnvDef def = native_def("11_vs_11_stochastic");
        def.left_agents = 1 - right;
        def.right_agents = right;
        def.action_set = RG_ACTION_SET_V2;
        def.masks = true;
        Rig rig = make_rig(&def, 1);
        const int32_t slot = right * RG_TEAM_SIZE;
        // an episode starts in its hands
        assert_true(view_of(&rig).slots[slot].builtin);
        assert_int_equal(rig.out.masks[RG_ACTION_RELEASE_SPRINT], 1);
        rig.actions[0] = RG_ACTION_SPRINT;
        step_rig(&rig);
        rig.actions[0] = RG_ACTION_RIGHT;
        step_rig(&rig);
        RgSlotView driven = view_of(&rig).slots[slot];
        assert_false(driven.builtin);
        assert_int_equal(driven.direction_x, right ? -1 : 1); // the world's
        assert_int_equal(driven.buttons, 1u << RG_BUTTON_SPRINT);
        assert_int_equal(rig.out.masks[RG_ACTION_SPRINT], 0);
        // everything is let go
        rig.actions[0] = RG_ACTION_BUILTIN_AI;
        step_rig(&rig);
        RgSlotView handed = view_of(&rig).slots[slot];
        assert_true(handed.builtin);
        assert_int_equal(handed.direction_x, 0);
        assert_int_equal(handed.buttons, 0);
        for (int32_t a = 0; a < RG_ACTION_V2_COUNT; a++) {
            assert_int_equal(rig.out.masks[a], 1);
        }
        rig.actions[0] = RG_ACTION_IDLE;
        step_rig(&rig);
        assert_false(view_of(&rig).slots[slot].builtin);
        assert_int_equal(rig.out.masks[RG_ACTION_RELEASE_SPRINT], 0);
        free_rig(&rig);
    }
}

// ---- masks

typedef struct Tally {
    int32_t masked, slides, effects; // masked actions tried; slides among them; what they changed
    int32_t allowed, without;        // allowed ones tried, without effect
} Tally;

// the match after one step in which row `row` presses `action` and the others do as chosen
static uint64_t outcome(Rig* rig, const void* before, int32_t row, int32_t action) {
    RgError error;
    int32_t chosen = rig->actions[row];
    rig->actions[row] = action;
    step_rig(rig);
    rig->actions[row] = chosen;
    RgEpisodeInfo info = rg_vec_env_episode(&rig->env, 0);
    uint64_t hash = rg_hash(&info.episode_number, sizeof info.episode_number, match_hash(rig));
    assert_int_equal(rg_vec_env_set_state(&rig->env, 0, before, rg_vec_env_state_bytes(&rig->env),
                                          &rig->out, &error),
                     RG_OK);
    return hash;
}

static void compare_with_idle(Rig* rig, int32_t row, Tally* tally) {
    void* before = malloc(rg_vec_env_state_bytes(&rig->env));
    uint8_t mask[RG_ACTION_COUNT];
    int32_t count = rig->env.spec.action_count;
    assert_non_null(before);
    memcpy(mask, rig->out.masks + (ptrdiff_t)row * count, (size_t)count);
    rg_vec_env_get_state(&rig->env, 0, before);
    uint64_t idle = outcome(rig, before, row, RG_ACTION_IDLE);
    for (int32_t action = 1; action < count; action++) {
        bool same = outcome(rig, before, row, action) == idle;
        if (mask[action]) {
            tally->allowed++;
            tally->without += same;
        } else if (action == RG_ACTION_SLIDING) {
            tally->slides++;
            tally->effects += !same;
        } else {
            tally->masked++;
            assert_true(same);
        }
    }
    free(before);
}

static void a_masked_action_is_as_good_as_idle(void** state) {
    (void)state;
    Tally tally = {0};
    for (int32_t set = 0; set < RG_ACTION_SET_COUNT; set++) {
        RgEnvDef def = native_def("11_vs_11_stochastic");
        def.left_agents = def.right_agents = 2;
        def.action_set = set;
        def.masks = true;
        Rig rig = make_rig(&def, 1);
        for (uint64_t t = 0; t < 120; t++) {
            choose_random(&rig, t);
            if (t % 6 == 0) {
                for (int32_t row = 0; row < rig.rows; row++) {
                    compare_with_idle(&rig, row, &tally);
                }
            }
            step_rig(&rig);
        }
        free_rig(&rig);
    }
    assert_true(tally.masked > 1000 && tally.slides > 5);
    assert_true(tally.allowed - tally.without > 1000);
    // the owner may slide when another player is nearer to the ball, which observations do not tell
    assert_true(tally.effects * 10 <= tally.slides);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_number_plays_with_any_action_set),
        cmocka_unit_test(selection_is_fixed_when_all_are_driven_or_nobody),
        cmocka_unit_test(the_builtin_ai_takes_a_slot_and_gives_it_back),
        cmocka_unit_test(a_masked_action_is_as_good_as_idle),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
