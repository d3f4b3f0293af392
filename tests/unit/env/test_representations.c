// Every representation on the real match engine, for agents of both teams: sizes, stacking,
// minimaps of other sizes, rows against what the raw observation gives, and last sights of cut
// episodes.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "native_rig.h"

static RgEnvDef both_sides(int32_t representation, bool stacked) {
    RgEnvDef def = native_def("5_vs_5");
    def.left_agents = def.right_agents = 2;
    def.representation = representation;
    def.stacked = stacked;
    def.action_set = RG_ACTION_SET_FULL;
    def.minimap_width = 30;
    def.minimap_height = 21;
    return def;
}

static const float* row_of(const Rig* rig, int32_t row) {
    return rig->out.observations + (size_t)row * (size_t)rig->env.spec.observation_size;
}

static void a_minimap_of_any_size_is_the_observations(void** state) {
    (void)state;
    static const int32_t sizes[][2] = {{96, 72}, {30, 21}, {1, 1}, {1024, 2}, {7, 300}};
    for (size_t s = 0; s < sizeof sizes / sizeof sizes[0]; s++) {
        RgEnvDef def = both_sides(RG_REPRESENTATION_EXTRACTED, false);
        def.minimap_width = sizes[s][0];
        def.minimap_height = sizes[s][1];
        Rig rig = make_rig(&def, 1);
        int32_t floats = sizes[s][0] * sizes[s][1] * RG_MINIMAP_PLANES;
        uint8_t* map = malloc((size_t)floats);
        assert_non_null(map);
        assert_int_equal(rig.env.spec.observation_size, floats);
        for (uint64_t t = 0; t < 30; t++) {
            for (int32_t row = 0; row < rig.rows; row++) {
                RgObservation o;
                rg_vec_env_observe(&rig.env, row, &o);
                rg_encode_minimap(&o, sizes[s][0], sizes[s][1], map);
                for (int32_t i = 0; i < floats; i++) {
                    assert_true(row_of(&rig, row)[i] == (float)map[i]);
                }
            }
            choose_random(&rig, t);
            step_rig(&rig);
        }
        free(map);
        free_rig(&rig);
    }
}

static void entities_follow_from_raw_observations_and_actions(void** state) {
    (void)state;
    RgEnvDef def = both_sides(RG_REPRESENTATION_ENTITIES, false);
    Rig rig = make_rig(&def, 1);
    RgEntityMemory memory[4];
    float expected[RG_ENTITIES_SIZE], kicks = 0, switches = 0;
    assert_int_equal(rig.env.spec.observation_size, RG_ENTITIES_SIZE);
    for (uint64_t t = 0; t < 300; t++) {
        for (int32_t row = 0; row < rig.rows; row++) {
            RgObservation o;
            rg_vec_env_observe(&rig.env, row, &o);
            rg_entity_note(&memory[row], t == 0 ? -1 : rig.actions[row], &o);
            rg_encode_entities(&o, &memory[row], expected);
            assert_memory_equal(row_of(&rig, row), expected, sizeof expected);
            kicks += expected[RG_ENTITY_KICK + 3];
            switches += expected[RG_ENTITY_SWITCHED];
        }
        choose_random(&rig, t);
        step_rig(&rig);
    }
    assert_true(kicks > 20 && switches > 2);
    free_rig(&rig);
}

// the floats of frame `frame` in a stacked row: planes lie side by side, vectors one after another
static float stacked_float(const float* row, int32_t representation, int32_t size, int32_t frame,
                           int32_t i) {
    if (representation == RG_REPRESENTATION_EXTRACTED) {
        return row[i / RG_MINIMAP_PLANES * RG_MINIMAP_PLANES * 4 + frame * RG_MINIMAP_PLANES +
                   i % RG_MINIMAP_PLANES];
    }
    return row[frame * size + i];
}

static void stacks_are_the_last_four_observations(void** state) {
    (void)state;
    static const int32_t representations[] = {
        RG_REPRESENTATION_SIMPLE115V2, RG_REPRESENTATION_SIMPLE115, RG_REPRESENTATION_EXTRACTED,
        RG_REPRESENTATION_ENTITIES};
    enum { STEPS = 12 };
    for (size_t r = 0; r < sizeof representations / sizeof representations[0]; r++) {
        RgEnvDef plain_def = both_sides(representations[r], false),
                 stacked_def = both_sides(representations[r], true);
        Rig plain = make_rig(&plain_def, 1), stacked = make_rig(&stacked_def, 1);
        int32_t size = plain.env.spec.observation_size;
        size_t bytes = plain.observation_bytes;
        char* history = malloc((STEPS + 1) * bytes);
        assert_non_null(history);
        assert_int_equal(stacked.env.spec.observation_size, 4 * size);
        for (int32_t t = 0; t <= STEPS; t++) {
            memcpy(history + (size_t)t * bytes, plain.out.observations, bytes);
            for (int32_t frame = 0; frame < 4; frame++) {
                int32_t then = t - 3 + frame < 0 ? 0 : t - 3 + frame;
                const float* past = (const float*)(const void*)(history + (size_t)then * bytes);
                for (int32_t row = 0; row < plain.rows; row++) {
                    for (int32_t i = 0; i < size; i++) {
                        assert_true(stacked_float(row_of(&stacked, row), representations[r], size,
                                                  frame, i) == past[row * size + i]);
                    }
                }
            }
            choose_random(&plain, (uint64_t)t);
            choose_random(&stacked, (uint64_t)t);
            step_rig(&plain);
            step_rig(&stacked);
        }
        free(history);
        free_rig(&plain);
        free_rig(&stacked);
    }
}

static void a_cut_episode_leaves_its_last_sight(void** state) {
    (void)state;
    RgEnvDef def = both_sides(RG_REPRESENTATION_ENTITIES, false);
    def.game_duration = 9;
    Rig rig = make_rig(&def, 1);
    const float none = 0;
    const size_t time = RG_ENTITY_TIME;
    for (int32_t t = 0; t < 10; t++) {
        assert_memory_equal(rig.out.final_global_states + time, &none, sizeof none);
        assert_memory_equal(rig.out.final_observations + time, &none, sizeof none);
        assert_true(rig.out.global_states[time] == (float)(10 - t) / 3000);
        step_rig(&rig);
    }
    assert_int_equal(rig.out.truncated[0], 1);
    // steps left run from 10 to 0; the arrays go on with the new episode
    assert_true(rig.out.final_global_states[time] == 0);
    assert_true(rig.out.final_global_states[RG_ENTITY_PRESENT] == 1);
    assert_true(rig.out.final_global_states[RG_GLOBAL_STATE_SIZE + RG_ENTITY_PRESENT] == 1);
    assert_true(rig.out.final_observations[RG_ENTITY_PRESENT] == 1);
    assert_true(rig.out.global_states[time] == 10.0f / 3000);
    assert_true(rig.out.observations[time] == 10.0f / 3000);
    free_rig(&rig);
}

static void a_global_state_is_optional(void** state) {
    (void)state;
    RgEnvDef def = both_sides(RG_REPRESENTATION_SIMPLE115V2, false);
    Rig with = make_rig(&def, 1), without = make_rig(&def, 1);
    float *kept = without.out.global_states, *kept_final = without.out.final_global_states;
    without.out.global_states = without.out.final_global_states = NULL;
    for (uint64_t t = 0; t < 50; t++) {
        choose_random(&with, t);
        choose_random(&without, t);
        step_rig(&with);
        step_rig(&without);
        assert_memory_equal(with.out.observations, without.out.observations,
                            with.observation_bytes);
    }
    // the two views show the same match from opposite sides
    const float *left = with.out.global_states, *right = left + RG_GLOBAL_STATE_SIZE;
    assert_true(left[RG_ENTITY_BALL_POSITION] == -right[RG_ENTITY_BALL_POSITION]);
    assert_true(left[RG_ENTITY_BALL_POSITION + 2] == right[RG_ENTITY_BALL_POSITION + 2]);
    without.out.global_states = kept;
    without.out.final_global_states = kept_final;
    free_rig(&with);
    free_rig(&without);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_minimap_of_any_size_is_the_observations),
        cmocka_unit_test(entities_follow_from_raw_observations_and_actions),
        cmocka_unit_test(stacks_are_the_last_four_observations),
        cmocka_unit_test(a_cut_episode_leaves_its_last_sight),
        cmocka_unit_test(a_global_state_is_optional),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
