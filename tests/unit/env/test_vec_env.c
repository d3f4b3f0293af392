// Vectorised native environments on a match engine of a few lines (fake_match.h): episodes, rows,
// stacking, saving, staggering.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/file.h"
#include "env/native.h"
#include "fake_match.h"

enum { N = 3, MAX_ROWS = 22, MAX_FLOATS = 460 };

// environments with arrays of the largest size needed here
typedef struct Rig {
    RgVecEnv env;
    RgVecEnvArrays out;
    float observations[N * MAX_ROWS * MAX_FLOATS], final_observations[N * MAX_ROWS * MAX_FLOATS];
    float rewards[N * MAX_ROWS], episode_return[N * MAX_ROWS], episode_score[N * MAX_ROWS];
    uint8_t terminated[N * MAX_ROWS], truncated[N * MAX_ROWS],
        masks[N * MAX_ROWS * RG_ACTION_COUNT], partial[N];
    int32_t length[N], goals[2 * N], actions[N * MAX_ROWS];
} Rig;

static Rig* make_rig(const RgEnvDef* def) {
    Rig* rig = calloc(1, sizeof *rig);
    RgError error;
    assert_non_null(rig);
    if (rg_vec_env_create(def, N, &rig->env, &error) != RG_OK) {
        fail_msg("%s", error.message);
    }
    rig->out = (RgVecEnvArrays){.observations = rig->observations,
                                .final_observations = rig->final_observations,
                                .rewards = rig->rewards,
                                .terminated = rig->terminated,
                                .truncated = rig->truncated,
                                .masks = rig->masks,
                                .episode_return = rig->episode_return,
                                .episode_score = rig->episode_score,
                                .episode_length = rig->length,
                                .episode_goals = rig->goals,
                                .episode_partial = rig->partial};
    return rig;
}

static void free_rig(Rig* rig) {
    rg_vec_env_destroy(&rig->env);
    free(rig);
    assert_int_equal(rg_allocated_bytes(), 0);
}

static void reset(Rig* rig) {
    rig->env.table->reset(rig->env.self, 0, N, &rig->out);
}

static void step(Rig* rig) {
    rig->env.table->step(rig->env.self, 0, N, rig->actions, &rig->out);
}

static RgMatch* match_of(const Rig* rig, int32_t env) {
    return rg_native_match(rig->env.self, env);
}

static RgEnvDef base_def(void) {
    RgEnvDef def = rg_default_env_def();
    def.stagger = false;
    return def;
}

static int set_up(void** state) {
    (void)state;
    fake_script = NULL;
    return 0;
}

// ---- scenarios of these tests, written to a folder of their own

static char folder[] = "/tmp/regista-env-XXXXXX";

static void write_scenario(const char* name, const char* text) {
    char path[256];
    RgError error;
    snprintf(path, sizeof path, "%s/%s.yaml", folder, name);
    assert_int_equal(rg_file_write(path, text, strlen(text), &error), RG_OK);
}

#define ENDS "end_episode_on_score: true\nend_episode_on_out_of_play: true\noffsides: false\n"
#define TWO  "[{role: GK, x: -1, y: 0}, {role: CB, x: 0.5, y: 0.1}]"

static int make_scenarios(void** state) {
    (void)state;
    if (mkdtemp(folder) == NULL || setenv("REGISTA_SCENARIOS", folder, 1) != 0) {
        return -1;
    }
    write_scenario("short", "game_duration: 5\n" ENDS "left_team: " TWO
                            "\nright_team: [{role: GK, x: -1, y: 0}]\n");
    write_scenario("fixed", "game_duration: 5\ndeterministic: true\n" ENDS "left_team: " TWO "\n");
    write_scenario("turns", "game_duration: 5\n" ENDS
                            "ball: {even: [0.25, 0], odd: [-0.25, 0]}\nleft_team: " TWO "\n");
    write_scenario("all",
                   "game_duration: 5\ncontrol_all_players: true\n" ENDS "left_team: " TWO "\n");
    write_scenario("eleven", "game_duration: 5\nleft_team: [{role: GK, x: -1, y: 0}, {role: CB, x: "
                             "0, y: 0}, {role: CB, x: 0.1, y: 0}]\n");
    return 0;
}

static int remove_scenarios(void** state) {
    (void)state;
    RgError error;
    unsetenv("REGISTA_SCENARIOS");
    return rg_remove_tree(folder, &error) == RG_OK ? 0 : -1;
}

static RgEnvDef scenario_def(const char* name) {
    RgEnvDef def = base_def();
    snprintf(def.scenario, sizeof def.scenario, "%s", name);
    return def;
}

// ---- tests

static void an_episode_takes_one_step_more_than_its_duration(void** state) {
    (void)state;
    RgEnvDef def = scenario_def("short");
    Rig* rig = make_rig(&def);
    assert_int_equal(rig->env.spec.max_episode_steps, 6);
    assert_int_equal(rig->env.spec.rows_per_env, 1);
    assert_int_equal(rig->env.spec.observation_size, 115);
    assert_int_equal(rig->env.spec.action_count, 19);
    reset(rig);
    RgObservation o;
    rg_vec_env_observe(&rig->env, 0, &o);
    assert_int_equal(o.steps_left, 6);
    for (int32_t episode = 0; episode < 2; episode++) {
        for (int32_t t = 1; t <= 6; t++) {
            step(rig);
            assert_int_equal(rig->truncated[1], t == 6);
            assert_int_equal(rig->terminated[1], 0);
        }
        assert_int_equal(rig->length[1], 6);
        assert_int_equal(rig->partial[1], 0);
        // the ended episode's last observation is apart, the row already shows the next one
        rg_vec_env_observe(&rig->env, 1, &o);
        assert_int_equal(o.steps_left, 6);
        assert_memory_not_equal(rig->final_observations + 115, rig->observations + 115,
                                115 * sizeof(float));
    }
    free_rig(rig);
}

static void score_in_step_three(RgMatch* match, const RgControls* controls) {
    (void)controls;
    if (match->view.steps == 2) {
        match->view.score[RG_TEAM_RIGHT]++;
    }
}

static void a_goal_terminates_and_is_reported(void** state) {
    (void)state;
    RgEnvDef def = scenario_def("short");
    def.right_agents = 1;
    snprintf(def.rewards, sizeof def.rewards, "scoring,checkpoints");
    fake_script = score_in_step_three;
    Rig* rig = make_rig(&def);
    reset(rig);
    memset(rig->final_observations, 0x55, sizeof rig->final_observations);
    step(rig);
    step(rig);
    assert_int_equal(rig->terminated[0], 0);
    step(rig);
    for (int32_t env = 0; env < N; env++) {
        const size_t left = 2 * (size_t)env, right = left + 1;
        assert_int_equal(rig->terminated[left], 1);
        assert_int_equal(rig->terminated[right], 1);
        assert_int_equal(rig->truncated[left], 0);
        assert_float_equal(rig->rewards[left], -1, 0);
        assert_float_equal(rig->rewards[right], 2, 0); // the goal and all ten checkpoints
        assert_float_equal(rig->episode_return[right], 2, 0);
        assert_float_equal(rig->episode_score[right], 1, 0);
        assert_float_equal(rig->episode_score[left], -1, 0);
        assert_int_equal(rig->length[env], 3);
        assert_int_equal(rig->goals[2 * env], 0);
        assert_int_equal(rig->goals[2 * env + 1], 1);
    }
    // written only where the time limit ended the episode
    assert_int_equal(((unsigned char*)rig->final_observations)[0], 0x55);
    // the next episode starts at nil-nil and earns again
    step(rig);
    assert_float_equal(rig->rewards[0], 0, 0);
    step(rig);
    step(rig);
    assert_float_equal(rig->rewards[1], 2, 0);
    free_rig(rig);
}

static void a_goal_in_the_last_step_is_no_truncation(void** state) {
    (void)state;
    RgEnvDef def = scenario_def("short");
    def.game_duration = 2;
    fake_script = score_in_step_three;
    Rig* rig = make_rig(&def);
    reset(rig);
    step(rig);
    step(rig);
    step(rig);
    assert_int_equal(rig->terminated[0], 1);
    assert_int_equal(rig->truncated[0], 0);
    free_rig(rig);
}

static void stacks_start_full_and_run_oldest_first(void** state) {
    (void)state;
    RgEnvDef def = scenario_def("short"), plain_def = def;
    def.stacked = true;
    Rig *rig = make_rig(&def), *plain = calloc(1, sizeof *plain);
    RgError error;
    assert_int_equal(rig->env.spec.observation_size, 460);
    assert_int_equal(rg_vec_env_create(&plain_def, N, &plain->env, &error), RG_OK);
    plain->out = (RgVecEnvArrays){.observations = plain->observations,
                                  .rewards = plain->rewards,
                                  .terminated = plain->terminated,
                                  .truncated = plain->truncated};
    float history[32][115];
    int32_t start = 4;
    reset(rig);
    reset(plain);
    for (int32_t t = 4; t < 30; t++) {
        memcpy(history[t], plain->observations + 2 * 115, sizeof history[t]);
        for (int32_t f = 0; f < 4; f++) {
            int32_t then = t - 3 + f < start ? start : t - 3 + f;
            assert_memory_equal(rig->observations + 2 * 460 + f * 115, history[then],
                                sizeof history[then]);
        }
        step(rig);
        step(plain);
        start = rig->truncated[2] ? t + 1 : start;
        if (rig->truncated[2]) {
            assert_memory_equal(rig->final_observations + 2 * 460 + 2 * 115, history[t],
                                sizeof history[t]);
            rig->actions[0] = RG_ACTION_TOP;
        }
    }
    assert_true(start > 4);
    rg_vec_env_destroy(&plain->env);
    free(plain);
    free_rig(rig);
}

static void rows_are_left_agents_then_right_agents(void** state) {
    (void)state;
    RgEnvDef def = scenario_def("short");
    def.left_agents = 2;
    def.right_agents = 1;
    Rig* rig = make_rig(&def);
    reset(rig);
    assert_int_equal(rig->env.spec.rows_per_env, 3);
    const int32_t actions[3] = {RG_ACTION_TOP_LEFT, RG_ACTION_SHOT, RG_ACTION_TOP_LEFT};
    memcpy(rig->actions + 3, actions, sizeof actions);
    step(rig);
    const RgControls* asked = &match_of(rig, 1)->last;
    assert_int_equal(asked->action[0], RG_ACTION_TOP_LEFT);
    assert_int_equal(asked->action[1], RG_ACTION_SHOT);
    assert_int_equal(asked->action[11],
                     RG_ACTION_BOTTOM_RIGHT); // its own left, seen from the world
    // every row has its own player marked, the right one sees itself on the left
    const float* rows = rig->observations + 3 * 115;
    assert_float_equal(rows[97], 1, 0);
    assert_float_equal(rows[115 + 98], 1, 0);
    assert_float_equal(rows[230 + 97], 1, 0);
    assert_float_equal(rows[230], -rows[44], 0);
    RgObservation o;
    rg_vec_env_observe(&rig->env, 3 + 2, &o);
    assert_int_equal(o.sticky[1], 1);
    free_rig(rig);
}

static void episodes_are_numbered_from_two(void** state) {
    (void)state;
    RgEnvDef def = scenario_def("turns");
    Rig* rig = make_rig(&def);
    reset(rig);
    RgObservation o;
    for (int32_t number = 2; number < 6; number++) {
        assert_int_equal(rg_vec_env_episode(&rig->env, 0).episode_number, number);
        rg_vec_env_observe(&rig->env, 0, &o);
        assert_float_equal(o.ball[0], (number % 2 == 0 ? 0.25f : -0.25f), 1e-7);
        for (int32_t t = 0; t < 6; t++) {
            step(rig);
        }
    }
    // a caller's reset counts as well
    reset(rig);
    assert_int_equal(rg_vec_env_episode(&rig->env, 0).episode_number, 7);
    free_rig(rig);
}

static void seeds_and_team_order_follow_the_rules(void** state) {
    (void)state;
    RgEnvDef def = scenario_def("short");
    for (int32_t order = 0; order < RG_TEAM_ORDER_COUNT; order++) {
        def.team_order = order;
        Rig* rig = make_rig(&def);
        uint32_t first = 0, seen[2] = {0, 0}, last = 0;
        for (int32_t episode = 0; episode < 20; episode++) {
            reset(rig);
            RgEpisodeInfo info = rg_vec_env_episode(&rig->env, 0);
            assert_int_equal(info.seed, match_of(rig, 0)->def.seed);
            assert_int_equal(info.right_first, match_of(rig, 0)->def.right_first);
            assert_int_not_equal(info.seed, rg_vec_env_episode(&rig->env, 1).seed);
            assert_int_not_equal(info.seed, last);
            assert_true(info.seed <= 2000000000);
            first = episode == 0 ? info.seed : first;
            last = info.seed;
            bool expected[RG_TEAM_ORDER_COUNT] = {info.seed & 1, first & 1, false, true};
            assert_int_equal(info.right_first, expected[order]);
            seen[info.seed & 1]++;
        }
        assert_true(seen[0] > 0 && seen[1] > 0);
        free_rig(rig);
    }
}

static void seeds_can_be_fixed(void** state) {
    (void)state;
    RgEnvDef def = scenario_def("short");
    def.game_engine_random_seed = 4000000001;
    Rig* rig = make_rig(&def);
    reset(rig);
    assert_int_equal(rg_vec_env_episode(&rig->env, 2).seed, 4000000001);
    assert_true(rg_vec_env_episode(&rig->env, 2).right_first);
    free_rig(rig);
    // a deterministic scenario has its own seed and order
    def = scenario_def("fixed");
    def.game_engine_random_seed = 5;
    rig = make_rig(&def);
    reset(rig);
    assert_int_equal(rg_vec_env_episode(&rig->env, 2).seed, 42);
    assert_false(rg_vec_env_episode(&rig->env, 2).right_first);
    free_rig(rig);
}

static void what_happens_in_one_depends_on_nothing_else(void** state) {
    (void)state;
    RgEnvDef def = scenario_def("short");
    def.stagger = true;
    def.stacked = true;
    Rig *whole = make_rig(&def), *parts = calloc(1, sizeof *parts);
    RgError error;
    assert_int_equal(rg_vec_env_create(&def, N, &parts->env, &error), RG_OK);
    parts->out = (RgVecEnvArrays){.observations = parts->observations,
                                  .rewards = parts->rewards,
                                  .terminated = parts->terminated,
                                  .truncated = parts->truncated};
    reset(whole);
    for (int32_t env = N - 1; env >= 0; env--) {
        parts->env.table->reset(parts->env.self, env, env + 1, &parts->out);
    }
    for (int32_t t = 0; t < 40; t++) {
        for (int32_t env = 0; env < N; env++) {
            whole->actions[env] = (t * 7 + env * 3) % 19;
        }
        step(whole);
        for (int32_t env = N - 1; env >= 0; env--) {
            parts->env.table->step(parts->env.self, env, env + 1, whole->actions, &parts->out);
        }
        assert_memory_equal(whole->observations, parts->observations, sizeof whole->observations);
        assert_memory_equal(whole->truncated, parts->truncated, sizeof whole->truncated);
    }
    rg_vec_env_destroy(&parts->env);
    free(parts);
    free_rig(whole);
}

static void staggering_spreads_episodes_and_marks_them(void** state) {
    (void)state;
    RgEnvDef def = scenario_def("short");
    def.stagger = true;
    def.game_duration = 1000;
    Rig* rig = make_rig(&def);
    reset(rig);
    int32_t at_start[N], ends[N] = {0};
    for (int32_t env = 0; env < N; env++) {
        at_start[env] = rg_vec_env_episode(&rig->env, env).length;
        assert_true(at_start[env] <= 100);
        assert_float_equal(rig->rewards[env], 0, 0);
    }
    assert_true(at_start[0] != at_start[1] || at_start[1] != at_start[2]);
    for (int32_t t = 1; t <= 2002; t++) {
        step(rig);
        for (int32_t env = 0; env < N; env++) {
            if (rig->truncated[env]) {
                assert_int_equal(rig->partial[env], ends[env] == 0);
                assert_true(ends[env] == 0 || rig->length[env] == 1001);
                ends[env] = ends[env] == 0 ? t : ends[env];
            }
        }
    }
    assert_true(ends[0] > 0 && ends[1] > 0 && ends[2] > 0);
    assert_true(ends[0] != ends[1] && ends[1] != ends[2]);
    free_rig(rig);
}

static void a_saved_environment_goes_on_the_same(void** state) {
    (void)state;
    RgEnvDef def = scenario_def("short");
    def.stacked = true;
    def.masks = true;
    def.stagger = true;
    Rig* rig = make_rig(&def);
    size_t bytes = rig->env.table->state_bytes(rig->env.self);
    void* saved = malloc(bytes);
    assert_non_null(saved);
    reset(rig);
    step(rig);
    step(rig);
    rig->env.table->save(rig->env.self, 1, saved);
    static float seen[12][460];
    float now[460];
    memcpy(now, rig->observations + 460, sizeof now);
    rig->actions[1] = RG_ACTION_SPRINT;
    for (int32_t t = 0; t < 12; t++) {
        step(rig);
        memcpy(seen[t], rig->observations + 460, sizeof seen[t]);
    }
    memset(rig->masks, 7, sizeof rig->masks);
    rig->env.table->restore(rig->env.self, 1, saved, &rig->out);
    assert_memory_equal(now, rig->observations + 460, sizeof now);
    assert_int_equal(rig->masks[19], 1);
    assert_int_equal(rig->masks[0], 7);
    for (int32_t t = 0; t < 12; t++) {
        step(rig);
        assert_memory_equal(seen[t], rig->observations + 460, sizeof seen[t]);
    }
    free(saved);
    free_rig(rig);
}

static void masks_follow_the_slot(void** state) {
    (void)state;
    RgEnvDef def = scenario_def("short");
    Rig* rig = make_rig(&def);
    reset(rig);
    for (int32_t a = 0; a < 19; a++) {
        assert_int_equal(rig->masks[a], 1);
    }
    free_rig(rig);
    def.masks = true;
    rig = make_rig(&def);
    reset(rig);
    assert_int_equal(rig->masks[19 + RG_ACTION_RELEASE_SPRINT], 0);
    rig->actions[1] = RG_ACTION_SPRINT;
    step(rig);
    assert_int_equal(rig->masks[19 + RG_ACTION_SPRINT], 0);
    assert_int_equal(rig->masks[19 + RG_ACTION_RELEASE_SPRINT], 1);
    assert_int_equal(rig->masks[RG_ACTION_SPRINT], 1);
    free_rig(rig);
}

static void designate_second(RgMatch* match, const RgControls* controls) {
    (void)controls;
    bool nobody = match->view.steps == 2;
    match->view.designated[RG_TEAM_LEFT] = nobody ? -1 : 1;
    match->view.slots[0].player = nobody ? -1 : 0;
}

static void one_row_can_stand_for_all_players(void** state) {
    (void)state;
    RgEnvDef def = scenario_def("all");
    fake_script = designate_second;
    Rig* rig = make_rig(&def);
    reset(rig);
    assert_int_equal(rig->env.spec.rows_per_env, 1);
    assert_int_equal(match_of(rig, 0)->def.agents[0], 2);
    assert_float_equal(rig->observations[97], 1, 0);
    rig->actions[0] = RG_ACTION_RIGHT;
    step(rig);
    assert_int_equal(match_of(rig, 0)->last.action[0], RG_ACTION_RIGHT);
    assert_int_equal(match_of(rig, 0)->last.action[1], RG_ACTION_BUILTIN_AI);
    // from now on the second player is designated; while nobody is, the row stays with him
    for (int32_t t = 0; t < 3; t++) {
        assert_float_equal(rig->observations[98], 1, 0);
        step(rig);
        assert_int_equal(match_of(rig, 0)->last.action[0], RG_ACTION_BUILTIN_AI);
        assert_int_equal(match_of(rig, 0)->last.action[1], RG_ACTION_RIGHT);
    }
    free_rig(rig);
    def.left_agents = 2;
    rig = make_rig(&def);
    assert_int_equal(rig->env.spec.rows_per_env, 2);
    free_rig(rig);
}

static void leave_the_ball_dead(RgMatch* match, const RgControls* controls) {
    (void)controls;
    match->view.game_mode = RG_MODE_THROW_IN;
    match->view.owner_team = 0;
    match->view.owner_player = 0;
}

static void a_blocked_game_is_played_on(void** state) {
    (void)state;
    RgEnvDef def = scenario_def("short");
    def.game_duration = 100;
    fake_script = leave_the_ball_dead;
    Rig* rig = make_rig(&def);
    reset(rig);
    rig->actions[0] = RG_ACTION_SPRINT;
    for (int32_t t = 1; t <= 32; t++) {
        step(rig);
        uint8_t expected = t <= 20   ? RG_ACTION_SPRINT
                           : t == 21 ? RG_ACTION_SHORT_PASS
                           : t <= 30 ? RG_ACTION_RIGHT
                                     : RG_ACTION_LEFT;
        assert_int_equal(match_of(rig, 0)->last.action[0], expected);
    }
    free_rig(rig);
}

static void nothing_is_allocated_while_playing(void** state) {
    (void)state;
    RgEnvDef def = scenario_def("short");
    def.stagger = true;
    def.stacked = true;
    Rig* rig = make_rig(&def);
    int64_t before = rg_allocation_count();
    reset(rig);
    for (int32_t t = 0; t < 50; t++) {
        step(rig);
    }
    assert_int_equal(rg_allocation_count(), before);
    free_rig(rig);
}

typedef struct Heard {
    int32_t starts, steps, ends, staggered;
    float rewards;
} Heard;

static void hear(void* context, const RgEnvEvent* event) {
    Heard* heard = context;
    heard->starts += event->start;
    heard->steps += !event->start;
    heard->ends += event->terminated || event->truncated;
    heard->staggered += !event->start && event->actions == NULL;
    assert_int_equal(event->env, 1);
    assert_int_equal(event->slots[0], 0);
    assert_int_equal(event->view->steps, event->episode.length - 1);
    if (!event->start) {
        heard->rewards += event->rewards[0];
    }
}

static void a_listener_sees_every_start_and_step(void** state) {
    (void)state;
    RgEnvDef def = scenario_def("short");
    fake_script = score_in_step_three;
    Rig* rig = make_rig(&def);
    Heard heard = {0};
    rg_vec_env_listen(&rig->env, 1, hear, &heard);
    reset(rig);
    for (int32_t t = 0; t < 7; t++) {
        step(rig);
    }
    assert_int_equal(heard.starts, 3);
    assert_int_equal(heard.steps, 7);
    assert_int_equal(heard.ends, 2);
    assert_int_equal(heard.staggered, 0);
    assert_float_equal(heard.rewards, -2, 0);
    rg_vec_env_listen(&rig->env, 1, NULL, NULL);
    step(rig);
    assert_int_equal(heard.steps, 7);
    free_rig(rig);
}

static void refuse(const RgEnvDef* def, RgStatus expected, const char* says) {
    RgVecEnv env;
    RgError error = {0};
    RgStatus status = rg_vec_env_create(def, 1, &env, &error);
    if (status != expected || strstr(error.message, says) == NULL) {
        fail_msg("status %d: %s", (int)status, error.message);
    }
    assert_int_equal(rg_allocated_bytes(), 0);
}

static void what_does_not_fit_is_refused(void** state) {
    (void)state;
    RgEnvDef def = scenario_def("nowhere");
    refuse(&def, RG_ERROR_IO, "none called 'nowhere'");
    def = scenario_def("short");
    def.left_agents = 3;
    refuse(&def, RG_ERROR_CONFIG, "left_agents: 3, but scenario short has 2 controllable players");
    def.left_agents = 0;
    refuse(&def, RG_ERROR_CONFIG, "both 0");
    def = scenario_def("short");
    snprintf(def.rewards, sizeof def.rewards, "goals");
    refuse(&def, RG_ERROR_CONFIG, "unknown term 'goals'");
    def = scenario_def("short");
    def.representation = RG_REPRESENTATION_RAW;
    def.stacked = true;
    refuse(&def, RG_ERROR_CONFIG, "cannot be stacked");
    RgVecEnv env;
    RgError error;
    assert_int_equal(rg_vec_env_create(&def, 0, &env, &error), RG_ERROR_ARGUMENT);
}

// ---- failing allocations

static int32_t allocations_left;

static void* allocate_some(size_t bytes, size_t alignment) {
    return allocations_left-- > 0
               ? aligned_alloc(alignment, (bytes + alignment - 1) / alignment * alignment)
               : NULL;
}

static void a_failed_allocation_leaves_nothing_behind(void** state) {
    (void)state;
    RgEnvDef def = scenario_def("short");
    RgStatus status = RG_ERROR_MEMORY;
    int32_t allowed = 0;
    rg_set_allocator(allocate_some, free);
    for (; status != RG_OK && allowed < 50; allowed++) {
        RgVecEnv env;
        RgError error = {0};
        allocations_left = allowed;
        status = rg_vec_env_create(&def, N, &env, &error);
        if (status == RG_OK) {
            rg_vec_env_destroy(&env);
        } else {
            assert_int_equal(status, RG_ERROR_MEMORY);
            assert_true(strlen(error.message) > 0);
        }
        assert_int_equal(rg_allocated_bytes(), 0);
    }
    rg_set_allocator(NULL, NULL);
    assert_true(allowed > 3 && status == RG_OK);
}

static void the_description_has_texts(void** state) {
    (void)state;
    RgEnvDef* def;
    RgError error;
    assert_int_equal(rg_env_def_create(&def, &error), RG_OK);
    assert_string_equal(def->scenario, "academy_empty_goal_close");
    assert_int_equal(def->representation, RG_REPRESENTATION_SIMPLE115V2);
    assert_int_equal(rg_env_def_set(def, "representation", "extracted", &error), RG_OK);
    assert_int_equal(rg_env_def_set(def, "action_set", "full", &error), RG_OK);
    assert_int_equal(rg_env_def_set(def, "team_order", "first_seed", &error), RG_OK);
    assert_int_equal(def->representation, RG_REPRESENTATION_EXTRACTED);
    assert_int_equal(def->action_set, RG_ACTION_SET_FULL);
    assert_int_equal(def->team_order, RG_TEAM_ORDER_FIRST_SEED);
    assert_int_equal(rg_env_def_set(def, "stakced", "true", &error), RG_ERROR_CONFIG);
    assert_non_null(strstr(error.message, "stacked"));
    rg_env_def_destroy(def);
    assert_int_equal(rg_allocated_bytes(), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(an_episode_takes_one_step_more_than_its_duration, set_up),
        cmocka_unit_test_setup(a_goal_terminates_and_is_reported, set_up),
        cmocka_unit_test_setup(a_goal_in_the_last_step_is_no_truncation, set_up),
        cmocka_unit_test_setup(stacks_start_full_and_run_oldest_first, set_up),
        cmocka_unit_test_setup(rows_are_left_agents_then_right_agents, set_up),
        cmocka_unit_test_setup(episodes_are_numbered_from_two, set_up),
        cmocka_unit_test_setup(seeds_and_team_order_follow_the_rules, set_up),
        cmocka_unit_test_setup(seeds_can_be_fixed, set_up),
        cmocka_unit_test_setup(what_happens_in_one_depends_on_nothing_else, set_up),
        cmocka_unit_test_setup(staggering_spreads_episodes_and_marks_them, set_up),
        cmocka_unit_test_setup(a_saved_environment_goes_on_the_same, set_up),
        cmocka_unit_test_setup(masks_follow_the_slot, set_up),
        cmocka_unit_test_setup(one_row_can_stand_for_all_players, set_up),
        cmocka_unit_test_setup(a_blocked_game_is_played_on, set_up),
        cmocka_unit_test_setup(nothing_is_allocated_while_playing, set_up),
        cmocka_unit_test_setup(a_listener_sees_every_start_and_step, set_up),
        cmocka_unit_test_setup(what_does_not_fit_is_refused, set_up),
        cmocka_unit_test_setup(a_failed_allocation_leaves_nothing_behind, set_up),
        cmocka_unit_test_setup(the_description_has_texts, set_up),
    };
    return cmocka_run_group_tests(tests, make_scenarios, remove_scenarios);
}
