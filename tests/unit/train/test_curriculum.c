// Curricula: configs/curriculum.yaml holds the seven stages; what is written is read back; mistakes
// are named by file and line.
#include "core/file.h"
#include "train/curriculum.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static RgCurriculum curriculum, again;

static const char path[] = "/tmp/regista-curriculum-test.yaml";

typedef struct Stage {
    const char *name, *scenario;
    int left, right;
    double target;
    int64_t steps;
} Stage;

static const Stage seven[] = {
    {"stage_1_basic_0", "academy_empty_goal_close", 1, 0, 0.75, 10000000},
    {"stage_1_basic_1", "academy_run_to_score_with_keeper", 1, 0, 0.75, 10000000},
    {"stage_1_basic", "academy_pass_and_shoot_with_keeper", 1, 0, 0.75, 10000000},
    {"stage_2_1v1", "academy_3_vs_1_with_keeper", 3, 0, 0.75, 20000000},
    {"stage_3_3v3", "11_vs_11_easy_stochastic", 3, 0, 1.0, 50000000},
    {"stage_4_3v3", "11_vs_11_easy_stochastic", 3, 3, 1.0, 100000000},
    {"stage_5_3v3", "11_vs_11_stochastic", 3, 3, 1.0, 500000000},
};

static void load(const char* file) {
    RgTrainDef base = rg_default_train_def();
    RgError error = {0};
    bool is = false;
    assert_int_equal(rg_is_curriculum(file, &is, &error), RG_OK);
    assert_true(is);
    if (rg_curriculum_load(file, &base, &curriculum, &error) != RG_OK) {
        fail_msg("%s", error.message);
    }
}

static void the_seven_stages(void** state) {
    (void)state;
    load(RG_SOURCE_DIR "/configs/curriculum.yaml");
    assert_int_equal(curriculum.count, 7);
    for (int i = 0; i < 7; i++) {
        const RgTrainDef* def = &curriculum.stages[i];
        assert_string_equal(def->stage, seven[i].name);
        assert_string_equal(def->env.scenario, seven[i].scenario);
        assert_int_equal(def->env.left_agents, seven[i].left);
        assert_int_equal(def->env.right_agents, seven[i].right);
        assert_true(def->target_reward == seven[i].target);
        assert_int_equal(def->env_steps, seven[i].steps);
        assert_int_equal(def->env.representation, RG_REPRESENTATION_SIMPLE115V2);
        assert_true(def->env.stacked);
        assert_string_equal(def->env.rewards, "scoring,checkpoints");
    }
    assert_int_equal(rg_curriculum_find(&curriculum, "3"), 2);
    assert_int_equal(rg_curriculum_find(&curriculum, "stage_2_1v1"), 3);
    assert_int_equal(rg_curriculum_find(&curriculum, "8"), -1);
    assert_int_equal(rg_curriculum_find(&curriculum, "0"), -1);
    assert_int_equal(rg_curriculum_find(&curriculum, "stage"), -1);
}

static void what_is_written_is_read_back(void** state) {
    (void)state;
    RgError error;
    load(RG_SOURCE_DIR "/configs/curriculum.yaml");
    curriculum.stages[2].learn.learning_rate = 1.0 / 3;
    assert_int_equal(rg_curriculum_write(path, &curriculum, &error), RG_OK);
    again = curriculum;
    load(path);
    assert_int_equal(curriculum.count, again.count);
    for (int i = 0; i < 7; i++) {
        uint64_t a = rg_def_hash(&rg_train_def_type, &curriculum.stages[i]);
        assert_true(a == rg_def_hash(&rg_train_def_type, &again.stages[i]));
    }
    unlink(path);
}

static void expect_mistake(const char* text, const char* named) {
    RgTrainDef base = rg_default_train_def();
    RgError error = {0};
    assert_int_equal(rg_file_write(path, text, strlen(text), &error), RG_OK);
    assert_int_not_equal(rg_curriculum_load(path, &base, &curriculum, &error), RG_OK);
    if (strstr(error.message, named) == NULL) {
        fail_msg("\"%s\" does not name %s", error.message, named);
    }
    unlink(path);
}

static void mistakes_are_named(void** state) {
    (void)state;
    expect_mistake("stages:\n  - stage: one\n    env.scenaro: x\n",
                   "regista-curriculum-test.yaml:3");
    expect_mistake("stages:\n  - stage: one\n    env.scenaro: x\n",
                   "env.scenario"); // the nearest known key
    expect_mistake("stages:\n  - env:\n      left_agents: many\n", "env.left_agents");
    expect_mistake("stages: 3\n", "stages");
    expect_mistake("stages: []\n", "empty");
    expect_mistake("stages:\n  - stage: [a]\n", "stage");
    expect_mistake("stages:\n  - stage: a\nlern: 3\n", "lern");
    expect_mistake("stages:\n  - {stage: a\n", "regista-curriculum-test.yaml");
}

// all files in configs/ load
static void the_presets(void** state) {
    (void)state;
    const char* names[] = {"quickstart", "ppo", "impala_seed", "lite_seed"};
    for (int i = 0; i < 4; i++) {
        char file[256];
        RgTrainDef def = rg_default_train_def();
        RgError error;
        snprintf(file, sizeof file, RG_SOURCE_DIR "/configs/%s.yaml", names[i]);
        if (rg_def_load_yaml(&rg_train_def_type, &def, file, &error) != RG_OK) {
            fail_msg("%s", error.message);
        }
        assert_true(i != 0 || def.env_steps <= 1000000);
        assert_true(i != 2 || def.learn.algorithm == RG_ALGORITHM_IMPALA);
        assert_true(i != 3 || (def.policy.width == 256 && def.policy.blocks == 3));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_seven_stages),
        cmocka_unit_test(what_is_written_is_read_back),
        cmocka_unit_test(mistakes_are_named),
        cmocka_unit_test(the_presets),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
