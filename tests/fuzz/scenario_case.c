// Scenarios as environments, with descriptions, agents and actions of every kind: what rows see and
// get is checked as well as the match.
#include "core/hash.h"
#include "core/memory.h"
#include "env/env_def.h"
#include "fuzz.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { STEPS = 400, ENVS_MOST = 2, SAVED = 4, REPLAYED_STEPS = 8 };

/// Environments, the arrays they write and the fuzzer's own books.
typedef struct Stage {
    RgVecEnv env;
    RgVecEnvArrays out;
    int32_t envs, rows, size;
    int32_t* actions;
    int32_t score[ENVS_MOST][RG_TEAM_COUNT];
    float returned[ENVS_MOST * RG_SLOT_COUNT];
    unsigned char* saved[SAVED];
    int32_t saved_score[SAVED][RG_TEAM_COUNT];
    float saved_returned[SAVED][RG_SLOT_COUNT];
    FuzzStyle style;
} Stage;

// ---- describing

static int32_t controllable(const RgScenario* scenario, int side) {
    int32_t fewest = RG_TEAM_SIZE;
    for (int parity = 0; parity < 2; parity++) {
        const RgLineUp* line_up = &scenario->setups[parity].teams[side];
        int32_t count = 0;
        for (int i = 0; i < line_up->count; i++) {
            count += line_up->players[i].controllable;
        }
        fewest = count < fewest ? count : fewest;
    }
    return fewest;
}

static void choose_agents(Fuzz* fuzz, const RgScenario* scenario, RgEnvDef* def) {
    int32_t most[RG_TEAM_COUNT] = {controllable(scenario, 0), controllable(scenario, 1)};
    int32_t agents[RG_TEAM_COUNT];
    // where all players are controlled: none, one for all, or all
    bool all = scenario->control_all_players, one_for_all = fuzz_one_in(fuzz, 2);
    do {
        for (int side = 0; side < RG_TEAM_COUNT; side++) {
            int32_t many = all && one_for_all ? (most[side] < 1 ? most[side] : 1) : most[side];
            agents[side] = (int32_t)fuzz_below(fuzz, (uint32_t)many + 1);
            if (all && agents[side] > 0) {
                agents[side] = many;
            }
        }
    } while (agents[0] + agents[1] == 0);
    def->left_agents = agents[0];
    def->right_agents = agents[1];
}

static void choose_sight(Fuzz* fuzz, RgEnvDef* def) {
    def->representation = (int32_t)fuzz_below(fuzz, RG_REPRESENTATION_COUNT);
    def->stacked = def->representation != RG_REPRESENTATION_RAW && fuzz_one_in(fuzz, 3);
    // large images of many rows would only be slow
    bool large = fuzz_one_in(fuzz, 20);
    def->minimap_width = 1 + (int32_t)fuzz_below(fuzz, large ? 96 : 24);
    def->minimap_height = 1 + (int32_t)fuzz_below(fuzz, large ? 72 : 18);
    def->masks = fuzz_one_in(fuzz, 2);
}

static RgEnvDef random_def(Fuzz* fuzz, const char* name, const RgScenario* scenario) {
    RgEnvDef def = rg_default_env_def();
    snprintf(def.scenario, sizeof def.scenario, "%s", name);
    snprintf(def.rewards, sizeof def.rewards, "%s",
             fuzz_one_in(fuzz, 2) ? "scoring" : "scoring,checkpoints");
    def.action_set = (int32_t)fuzz_below(fuzz, RG_ACTION_SET_COUNT);
    choose_agents(fuzz, scenario, &def);
    choose_sight(fuzz, &def);
    def.seed = fuzz_below(fuzz, 1000000);
    def.game_engine_random_seed = fuzz_one_in(fuzz, 4) ? (int64_t)fuzz_below(fuzz, 100) : -1;
    def.team_order = (int32_t)fuzz_below(fuzz, RG_TEAM_ORDER_COUNT);
    def.stagger = fuzz_one_in(fuzz, 4);
    def.stagger_steps = (int32_t)fuzz_below(fuzz, 40);
    def.game_duration = fuzz_one_in(fuzz, 3) ? 1 + (int32_t)fuzz_below(fuzz, 200) : 0;
    if (fuzz_one_in(fuzz, 3)) {
        def.left_team_difficulty = (double)fuzz_uniform(fuzz);
        def.right_team_difficulty = (double)fuzz_uniform(fuzz);
    }
    if (fuzz_one_in(fuzz, 5)) {
        def.physics_steps_per_frame = 1 + (int32_t)fuzz_below(fuzz, 30);
    }
    return def;
}

// ---- building

static void* array(Fuzz* fuzz, size_t count, size_t bytes) {
    void* memory = rg_alloc_array(count > 0 ? count : 1, bytes);
    FUZZ_CHECK(fuzz, memory != NULL, "no memory");
    return memory;
}

static void build(Fuzz* fuzz, Stage* stage, const RgEnvDef* def) {
    RgError error;
    stage->envs = 1 + (int32_t)fuzz_below(fuzz, ENVS_MOST);
    if (rg_vec_env_create(def, stage->envs, &stage->env, &error) != RG_OK) {
        fuzz_fail(fuzz, "%s", error.message);
    }
    const RgVecEnvSpec* spec = &stage->env.spec;
    stage->rows = spec->rows_per_env;
    stage->size = spec->observation_size;
    size_t envs = (size_t)stage->envs, rows = envs * (size_t)stage->rows;
    size_t floats = rows * (size_t)stage->size;
    size_t globals = envs * RG_TEAM_COUNT * (size_t)spec->global_size;
    stage->actions = array(fuzz, rows, sizeof *stage->actions);
    stage->out = (RgVecEnvArrays){
        .observations = array(fuzz, floats, sizeof(float)),
        .final_observations = array(fuzz, floats, sizeof(float)),
        .rewards = array(fuzz, rows, sizeof(float)),
        .terminated = array(fuzz, rows, 1),
        .truncated = array(fuzz, rows, 1),
        .masks = array(fuzz, rows * (size_t)spec->action_count, 1),
        .episode_return = array(fuzz, rows, sizeof(float)),
        .episode_score = array(fuzz, rows, sizeof(float)),
        .episode_length = array(fuzz, envs, sizeof(int32_t)),
        .episode_goals = array(fuzz, 2 * envs, sizeof(int32_t)),
        .episode_partial = array(fuzz, envs, 1),
        .global_states = array(fuzz, globals, sizeof(float)),
        .final_global_states = array(fuzz, globals, sizeof(float)),
    };
    for (int i = 0; i < SAVED; i++) {
        stage->saved[i] = array(fuzz, rg_vec_env_state_bytes(&stage->env), 1);
    }
}

static void take_down(Stage* stage) {
    const RgVecEnvArrays* out = &stage->out;
    void* memory[] = {stage->actions,      out->observations,       out->final_observations,
                      out->rewards,        out->terminated,         out->truncated,
                      out->masks,          out->episode_return,     out->episode_score,
                      out->episode_length, out->episode_goals,      out->episode_partial,
                      out->global_states,  out->final_global_states};
    for (size_t i = 0; i < sizeof memory / sizeof memory[0]; i++) {
        rg_free(memory[i]);
    }
    for (int i = 0; i < SAVED; i++) {
        rg_free(stage->saved[i]);
    }
    rg_vec_env_destroy(&stage->env);
}

// ---- checking

static void check_numbers(Fuzz* fuzz, const Stage* stage) {
    size_t rows = (size_t)(stage->envs * stage->rows), floats = rows * (size_t)stage->size;
    const uint8_t* masks = stage->out.masks;
    int32_t actions = stage->env.spec.action_count;
    for (size_t i = 0; i < floats; i++) {
        FUZZ_CHECK(fuzz, fabsf(stage->out.observations[i]) < 300.0f, "observation %zu of %zu is %g",
                   i, floats, (double)stage->out.observations[i]);
    }
    size_t globals = (size_t)(stage->envs * RG_TEAM_COUNT * stage->env.spec.global_size);
    for (size_t i = 0; i < globals; i++) {
        FUZZ_CHECK(fuzz, fabsf(stage->out.global_states[i]) < 100.0f, "global state %zu is %g", i,
                   (double)stage->out.global_states[i]);
    }
    for (size_t i = 0; i < rows; i++) {
        FUZZ_CHECK(fuzz, fabsf(stage->out.rewards[i]) <= 3.0f, "the reward of row %zu is %g", i,
                   (double)stage->out.rewards[i]);
        FUZZ_CHECK(fuzz, masks[i * (size_t)actions] == 1, "row %zu may not idle", i);
    }
}

static void check_score(Fuzz* fuzz, Stage* stage, int32_t env, const int32_t score[2]) {
    int32_t more[RG_TEAM_COUNT];
    for (int side = 0; side < RG_TEAM_COUNT; side++) {
        more[side] = score[side] - stage->score[env][side];
        FUZZ_CHECK(fuzz, more[side] == 0 || more[side] == 1,
                   "the score of side %d went from %d to %d", side, stage->score[env][side],
                   score[side]);
        stage->score[env][side] = score[side];
        fuzz->goals += more[side];
    }
    FUZZ_CHECK(fuzz, more[0] + more[1] <= 1, "both sides scored in one step");
}

static void check_env(Fuzz* fuzz, Stage* stage, int32_t env) {
    RgMatchView view;
    const RgVecEnvArrays* out = &stage->out;
    int32_t first = env * stage->rows;
    bool ended = out->terminated[first] || out->truncated[first];
    FUZZ_CHECK(fuzz, out->terminated[first] + out->truncated[first] <= 1, "ended in two ways");
    for (int32_t k = first; k < first + stage->rows; k++) {
        stage->returned[k] += out->rewards[k];
        if (!ended) {
            continue;
        }
        // what staggering played before counts in the return, but nobody was told
        FUZZ_CHECK(fuzz,
                   out->episode_partial[env] ||
                       fabsf(out->episode_return[k] - stage->returned[k]) < 1e-3f,
                   "row %d returned %g, its rewards sum to %g", k, (double)out->episode_return[k],
                   (double)stage->returned[k]);
        stage->returned[k] = 0.0f;
    }
    if (ended) {
        const int32_t* goals = &out->episode_goals[2 * env];
        check_score(fuzz, stage, env, goals);
        float difference = (float)(goals[0] - goals[1]);
        FUZZ_CHECK(fuzz, fabsf(out->episode_score[first]) == fabsf(difference),
                   "an episode of %d : %d goals scored %g", goals[0], goals[1],
                   (double)out->episode_score[first]);
        memset(stage->score[env], 0, sizeof stage->score[env]);
        fuzz->matches++;
    }
    rg_match_view(rg_vec_env_match(&stage->env, env), &view);
    check_score(fuzz, stage, env, view.score);
    fuzz_check_match(fuzz, rg_vec_env_match(&stage->env, env));
    fuzz->hash += rg_match_hash(rg_vec_env_match(&stage->env, env)) * (uint64_t)(fuzz->step + 1);
}

// ---- playing

static void choose(Fuzz* fuzz, Stage* stage) {
    for (int32_t k = 0; k < stage->envs * stage->rows; k++) {
        stage->actions[k] =
            fuzz_action(fuzz, stage->style, stage->env.spec.action_count, stage->actions[k]);
    }
}

static void step(Fuzz* fuzz, Stage* stage) {
    stage->env.table->step(stage->env.self, 0, stage->envs, stage->actions, &stage->out);
    check_numbers(fuzz, stage);
    for (int32_t env = 0; env < stage->envs; env++) {
        check_env(fuzz, stage, env);
    }
    size_t rows = (size_t)(stage->envs * stage->rows);
    fuzz->hash =
        rg_hash(stage->out.observations, rows * (size_t)stage->size * sizeof(float), fuzz->hash);
    fuzz->hash = rg_hash(stage->out.rewards, rows * sizeof(float), fuzz->hash);
}

static void save(Stage* stage, int32_t env, int at) {
    rg_vec_env_get_state(&stage->env, env, stage->saved[at]);
    memcpy(stage->saved_score[at], stage->score[env], sizeof stage->score[env]);
    memcpy(stage->saved_returned[at], stage->returned + env * stage->rows,
           (size_t)stage->rows * sizeof(float));
}

static void restore(Fuzz* fuzz, Stage* stage, int32_t env, int at) {
    RgError error;
    if (rg_vec_env_set_state(&stage->env, env, stage->saved[at],
                             rg_vec_env_state_bytes(&stage->env), &stage->out, &error) != RG_OK) {
        fuzz_fail(fuzz, "%s", error.message);
    }
    memcpy(stage->score[env], stage->saved_score[at], sizeof stage->score[env]);
    memcpy(stage->returned + env * stage->rows, stage->saved_returned[at],
           (size_t)stage->rows * sizeof(float));
}

static uint64_t play_some(Fuzz* fuzz, Stage* stage, int32_t env, uint64_t draws) {
    uint64_t hash = 0;
    fuzz->draws = draws;
    for (int i = 0; i < REPLAYED_STEPS; i++) {
        const float* seen =
            stage->out.observations + (size_t)(env * stage->rows) * (size_t)stage->size;
        hash = rg_hash(seen, (size_t)stage->rows * (size_t)stage->size * sizeof(float), hash);
        choose(fuzz, stage);
        step(fuzz, stage);
    }
    uint64_t match = rg_match_hash(rg_vec_env_match(&stage->env, env));
    return rg_hash(&match, sizeof match, hash);
}

// a damaged or shortened state is refused, and the environment stays as it is
static void offer_damaged(Fuzz* fuzz, Stage* stage, int32_t env, int at) {
    size_t bytes = rg_vec_env_state_bytes(&stage->env);
    uint64_t before = rg_match_hash(rg_vec_env_match(&stage->env, env));
    bool shorten = fuzz_one_in(fuzz, 3);
    unsigned char* byte = &stage->saved[at][fuzz_below(fuzz, (uint32_t)bytes)];
    unsigned char damage = (unsigned char)(1 + fuzz_below(fuzz, 255));
    size_t given = shorten ? fuzz_below(fuzz, (uint32_t)bytes) : bytes;
    *byte ^= damage;
    RgStatus status =
        rg_vec_env_set_state(&stage->env, env, stage->saved[at], given, &stage->out, NULL);
    *byte ^= damage;
    FUZZ_CHECK(fuzz, status == RG_ERROR_FORMAT || status == RG_ERROR_CONFIG,
               "a damaged state came to %d", (int)status);
    FUZZ_CHECK(fuzz, rg_match_hash(rg_vec_env_match(&stage->env, env)) == before,
               "a refused state changed the match");
}

// an environment that went back plays on as it did
static void replay(Fuzz* fuzz, Stage* stage, int32_t env, int at) {
    int32_t actions[RG_SLOT_COUNT];
    size_t bytes = (size_t)stage->rows * sizeof actions[0];
    int other = (at + 1) % SAVED;
    uint64_t draws = fuzz->draws;
    save(stage, env, at);
    memcpy(actions, stage->actions + env * stage->rows, bytes);
    uint64_t once = play_some(fuzz, stage, env, draws);
    restore(fuzz, stage, env, at);
    memcpy(stage->actions + env * stage->rows, actions, bytes);
    save(stage, env, other);
    FUZZ_CHECK(fuzz,
               memcmp(stage->saved[at], stage->saved[other], rg_vec_env_state_bytes(&stage->env)) ==
                   0,
               "a restored state is not the saved one");
    uint64_t again = play_some(fuzz, stage, env, draws);
    FUZZ_CHECK(fuzz, once == again, "a restored environment played on otherwise");
    fuzz->step += 2 * REPLAYED_STEPS;
    fuzz->replays++;
}

static void perhaps_travel(Fuzz* fuzz, Stage* stage) {
    int32_t env = (int32_t)fuzz_below(fuzz, (uint32_t)stage->envs);
    int at = (int)fuzz_below(fuzz, SAVED);
    switch (fuzz_below(fuzz, 60)) {
    case 0: // perhaps of the other environment
        restore(fuzz, stage, env, at);
        fuzz->restores++;
        break;
    case 1:
        save(stage, env, at);
        break;
    case 2:
        replay(fuzz, stage, env, at);
        break;
    case 3:
        offer_damaged(fuzz, stage, env, at);
        break;
    default:
        break;
    }
}

void fuzz_scenario(Fuzz* fuzz) {
    const char* name = fuzz->scenarios[fuzz_below(fuzz, (uint32_t)fuzz->scenario_count)];
    static RgScenario scenario;
    Stage stage = {.style = (FuzzStyle)fuzz_below(fuzz, FUZZ_STYLE_COUNT)};
    RgError error;
    if (rg_scenario_load(name, &scenario, &error) != RG_OK) {
        fuzz_fail(fuzz, "%s", error.message);
    }
    RgEnvDef def = random_def(fuzz, name, &scenario);
    build(fuzz, &stage, &def);
    snprintf(fuzz->about, sizeof fuzz->about, "%s, %d + %d agents, action set %d, observation %d",
             name, def.left_agents, def.right_agents, def.action_set, def.representation);
    stage.env.table->reset(stage.env.self, 0, stage.envs, &stage.out);
    for (int32_t env = 0; env < stage.envs; env++) {
        RgMatchView view;
        rg_match_view(rg_vec_env_match(&stage.env, env), &view);
        memcpy(stage.score[env], view.score, sizeof view.score);
    }
    for (int at = 0; at < SAVED; at++) {
        save(&stage, 0, at);
    }
    for (fuzz->step = 0; fuzz->step < STEPS; fuzz->step++) {
        choose(fuzz, &stage);
        step(fuzz, &stage);
        perhaps_travel(fuzz, &stage);
    }
    fuzz->steps += fuzz->step * stage.envs;
    fuzz->matches += stage.envs;
    take_down(&stage);
}
