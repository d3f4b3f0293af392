// Native environments on the real match engine: first observations, saving, plausible numbers.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/hash.h"
#include "core/random.h"
#include "env/env_def.h"

enum { N = 6, STACKED = 460 };

typedef struct Rig {
    RgVecEnv env;
    RgVecEnvArrays out;
    float observations[N * STACKED], rewards[N], episode_return[N], episode_score[N];
    uint8_t terminated[N], truncated[N];
    int32_t actions[N], length[N], goals[2 * N];
} Rig;

static Rig* make_rig(const char* scenario, bool stagger) {
    Rig* rig = calloc(1, sizeof *rig);
    assert_non_null(rig);
    RgEnvDef def = rg_default_env_def();
    RgError error;
    snprintf(def.scenario, sizeof def.scenario, "%s", scenario);
    snprintf(def.rewards, sizeof def.rewards, "scoring,checkpoints");
    def.stacked = true;
    def.stagger = stagger;
    def.seed = 20;
    if (rg_vec_env_create(&def, N, &rig->env, &error) != RG_OK) {
        fail_msg("%s", error.message);
    }
    rig->out = (RgVecEnvArrays){.observations = rig->observations,
                                .rewards = rig->rewards,
                                .terminated = rig->terminated,
                                .truncated = rig->truncated,
                                .episode_return = rig->episode_return,
                                .episode_score = rig->episode_score,
                                .episode_length = rig->length,
                                .episode_goals = rig->goals};
    return rig;
}

static void free_rig(Rig* rig) {
    rg_vec_env_destroy(&rig->env);
    free(rig);
    assert_int_equal(rg_allocated_bytes(), 0);
}

static void step(Rig* rig) {
    rig->env.table->step(rig->env.self, 0, N, rig->actions, &rig->out);
}

static void choose_random(Rig* rig, uint64_t t) {
    for (int32_t env = 0; env < N; env++) {
        rig->actions[env] = (int32_t)rg_random_below(rg_random_key(1, (uint64_t)env, 0, 0), t, 19);
    }
}

static void the_first_observation_is_the_originals(void** state) {
    (void)state;
    Rig* rig = make_rig("academy_empty_goal", false);
    rig->env.table->reset(rig->env.self, 0, N, &rig->out);
    RgObservation o;
    rg_vec_env_observe(&rig->env, 0, &o);
    assert_int_equal(o.steps_left, 401);
    assert_int_equal(o.active, 0);
    assert_int_equal(o.designated, 0);
    assert_int_equal(o.ball_owned_team, -1);
    assert_int_equal(o.game_mode, RG_MODE_NORMAL);
    assert_float_equal(o.ball[0], 0.02f, 1e-6);
    assert_float_equal(o.ball[2], 0.1106f, 1e-3);
    assert_float_equal(o.teams[0].position[0][0], -1.011f, 1e-4);
    assert_float_equal(o.teams[0].position[1][0], 0, 1e-6);
    assert_float_equal(o.teams[1].position[0][0], -1.011f, 1e-4);
    step(rig);
    rg_vec_env_observe(&rig->env, 0, &o);
    assert_int_equal(o.steps_left, 400);
    assert_int_equal(o.active, 1);
    free_rig(rig);
}

static void a_saved_match_goes_on_the_same(void** state) {
    (void)state;
    Rig* rig = make_rig("academy_empty_goal_close", true);
    void* saved = malloc(rig->env.table->state_bytes(rig->env.self));
    assert_non_null(saved);
    rig->env.table->reset(rig->env.self, 0, N, &rig->out);
    for (uint64_t t = 0; t < 30; t++) {
        choose_random(rig, t);
        step(rig);
    }
    uint64_t hashes[2] = {0, 0};
    rig->env.table->save(rig->env.self, 3, saved);
    for (int32_t round = 0; round < 2; round++) {
        rig->env.table->restore(rig->env.self, 3, saved, &rig->out);
        for (uint64_t t = 30; t < 300; t++) {
            const float* row = rig->observations + 3 * STACKED;
            hashes[round] = rg_hash(row, STACKED * sizeof *row, hashes[round]);
            choose_random(rig, t);
            step(rig);
        }
    }
    assert_true(hashes[0] == hashes[1]);
    free(saved);
    free_rig(rig);
}

// ---- listeners

typedef struct Heard {
    int32_t goals, kick_offs;
    int32_t turned, astray; // players facing elsewhere than right; runners facing away from the run
} Heard;

static void look_at_facing(const RgMatchView* view, Heard* heard) {
    for (int32_t team = 0; team < RG_TEAM_COUNT; team++) {
        for (int32_t i = 0; i < view->player_count[team]; i++) {
            const RgPlayerView* p = &view->players[team][i];
            float along = p->velocity_x * cosf(p->facing) + p->velocity_y * sinf(p->facing);
            heard->turned += fabsf(p->facing) > 0.5f;
            heard->astray += hypotf(p->velocity_x, p->velocity_y) > 6 && along < 0;
        }
    }
}

static void count_goals(void* context, const RgEnvEvent* event) {
    Heard* heard = context;
    look_at_facing(event->view, heard);
    if (event->terminated && event->view->score[0] + event->view->score[1] > 0) {
        heard->goals++;
        heard->kick_offs += fabsf(event->view->ball[0]) < 1;
    }
}

// without a listener the dead time after the last goal is left out
static void listening_changes_nothing(void** state) {
    (void)state;
    Rig* heard = make_rig("academy_empty_goal_close", false);
    Rig* alone = make_rig("academy_empty_goal_close", false);
    Heard seen = {0, 0, 0, 0};
    for (int32_t env = 0; env < N; env++) {
        rg_vec_env_listen(&heard->env, env, count_goals, &seen);
    }
    heard->env.table->reset(heard->env.self, 0, N, &heard->out);
    alone->env.table->reset(alone->env.self, 0, N, &alone->out);
    for (int32_t t = 0; t < 150; t++) {
        for (int32_t env = 0; env < N; env++) {
            bool shoots = heard->observations[env * STACKED + 345 + 88] > 0.75f; // the ball's x
            heard->actions[env] = alone->actions[env] = shoots ? RG_ACTION_SHOT : RG_ACTION_RIGHT;
        }
        step(heard);
        step(alone);
        assert_memory_equal(heard->observations, alone->observations, sizeof alone->observations);
        assert_memory_equal(heard->rewards, alone->rewards, sizeof alone->rewards);
        assert_memory_equal(heard->terminated, alone->terminated, sizeof alone->terminated);
        assert_memory_equal(heard->episode_return, alone->episode_return,
                            sizeof alone->episode_return);
    }
    assert_true(seen.goals > N && seen.kick_offs > N);
    assert_true(seen.turned > 0);
    assert_int_equal(seen.astray, 0);
    rg_vec_env_destroy(&alone->env);
    free(alone);
    free_rig(heard);
}

static void check_numbers(const Rig* rig) {
    for (int32_t i = 0; i < N * STACKED; i++) {
        assert_true(isfinite(rig->observations[i]));
    }
    for (int32_t env = 0; env < N; env++) {
        RgObservation o;
        rg_vec_env_observe(&rig->env, env, &o);
        assert_true(fabsf(o.ball[0]) < 1.3f && fabsf(o.ball[1]) < 0.8f && o.ball[2] > 0);
        for (int32_t team = 0; team < RG_TEAM_COUNT; team++) {
            for (int32_t i = 0; i < o.teams[team].count; i++) {
                assert_true(fabsf(o.teams[team].position[i][0]) < 1.3f);
                assert_true(fabsf(o.teams[team].position[i][1]) < 0.8f);
                assert_true(o.teams[team].tired[i] >= 0 && o.teams[team].tired[i] < 1);
            }
        }
    }
}

static void random_play_stays_plausible(void** state) {
    (void)state;
    Rig* rig = make_rig("academy_empty_goal_close", false);
    float sum[N] = {0};
    int32_t lengths[N] = {0}, episodes = 0, goals = 0;
    rig->env.table->reset(rig->env.self, 0, N, &rig->out);
    int64_t allocations = rg_allocation_count();
    for (uint64_t t = 0; t < 1500; t++) {
        choose_random(rig, t);
        step(rig);
        check_numbers(rig);
        for (int32_t env = 0; env < N; env++) {
            sum[env] += rig->rewards[env];
            lengths[env]++;
            if (rig->terminated[env] || rig->truncated[env]) {
                assert_float_equal(rig->episode_return[env], sum[env], 1e-5);
                assert_int_equal(rig->length[env], lengths[env]);
                assert_true(lengths[env] <= 401);
                assert_float_equal(rig->episode_score[env],
                                   (float)(rig->goals[2 * env] - rig->goals[2 * env + 1]), 0);
                episodes++;
                goals += rig->goals[2 * env];
                sum[env] = 0;
                lengths[env] = 0;
            }
        }
    }
    assert_int_equal(rg_allocation_count(), allocations);
    assert_true(episodes > 10 && goals > 0);
    free_rig(rig);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_observation_is_the_originals),
        cmocka_unit_test(a_saved_match_goes_on_the_same),
        cmocka_unit_test(listening_changes_nothing),
        cmocka_unit_test(random_play_stays_plausible),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
