// Scoring and checkpoint rewards (A.6).
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "env/reward.h"

static RgRewards parse(const char* text) {
    RgRewards rewards;
    RgError error;
    assert_int_equal(rg_rewards_parse(text, &rewards, &error), RG_OK);
    return rewards;
}

// reward of a step that ends with the agent's own player on the ball at distance `d` from the goal
static float carry(const RgRewards* rewards, double d, int32_t score_change, int32_t* memory) {
    RgObservation o;
    memset(&o, 0, sizeof o);
    o.ball[0] = (float)(1 - d);
    o.ball_owned_player = o.active = 3;
    RgRewardInput input = {&o, score_change};
    return rg_rewards_step(rewards, &input, memory);
}

static void scoring_counts_goals(void** state) {
    (void)state;
    RgRewards rewards = parse("scoring");
    int32_t memory[RG_REWARD_TERMS_MAX] = {0};
    assert_float_equal(carry(&rewards, 0.1, 1, memory), 1, 0);
    assert_float_equal(carry(&rewards, 0.1, -1, memory), -1, 0);
    assert_float_equal(carry(&rewards, 0.1, 0, memory), 0, 0);
}

static void each_checkpoint_has_its_distance(void** state) {
    (void)state;
    static const double thresholds[10] = {0.990, 0.901, 0.812, 0.723, 0.634,
                                          0.546, 0.457, 0.368, 0.279, 0.190};
    RgRewards rewards = parse("checkpoints");
    int32_t memory[RG_REWARD_TERMS_MAX] = {0};
    for (int32_t c = 0; c < 10; c++) {
        assert_float_equal(carry(&rewards, thresholds[c] + 0.001, 0, memory), 0, 0);
        assert_int_equal(memory[0], c);
        assert_float_equal(carry(&rewards, thresholds[c] - 0.001, 0, memory), 0.1f, 0);
        assert_int_equal(memory[0], c + 1);
    }
    assert_float_equal(carry(&rewards, 0, 0, memory), 0, 0);
}

static void several_checkpoints_in_one_step(void** state) {
    (void)state;
    RgRewards rewards = parse("scoring,checkpoints");
    int32_t memory[RG_REWARD_TERMS_MAX] = {0};
    assert_float_equal(carry(&rewards, 0.36, 0, memory), 0.8f, 1e-6);
    assert_int_equal(memory[1], 8);
    assert_float_equal(carry(&rewards, 0.95, 0, memory), 0, 0);
}

static void a_goal_pays_the_rest(void** state) {
    (void)state;
    RgRewards rewards = parse("scoring,checkpoints");
    int32_t memory[RG_REWARD_TERMS_MAX] = {0};
    assert_float_equal(carry(&rewards, 0.95, 0, memory), 0.1f, 0);
    assert_float_equal(carry(&rewards, 0.95, 1, memory), 1.9f, 2e-7);
    assert_int_equal(memory[1], 10);
    // nothing is left, and a second goal pays itself alone
    assert_float_equal(carry(&rewards, 0.1, 0, memory), 0, 0);
    assert_float_equal(carry(&rewards, 0.1, 1, memory), 1, 0);
}

static void conceding_touches_no_checkpoint(void** state) {
    (void)state;
    RgRewards rewards = parse("scoring,checkpoints");
    int32_t memory[RG_REWARD_TERMS_MAX] = {0};
    RgObservation o;
    memset(&o, 0, sizeof o);
    o.ball_owned_team = o.ball_owned_player = -1;
    RgRewardInput input = {&o, -1};
    assert_float_equal(rg_rewards_step(&rewards, &input, memory), -1, 0);
    assert_int_equal(memory[1], 0);
}

static void only_the_own_player_on_the_ball_counts(void** state) {
    (void)state;
    RgRewards rewards = parse("checkpoints");
    int32_t memory[RG_REWARD_TERMS_MAX] = {0};
    RgObservation o;
    memset(&o, 0, sizeof o);
    o.ball[0] = 0.9f;
    RgRewardInput input = {&o, 0};
    o.ball_owned_team = 1;
    assert_float_equal(rg_rewards_step(&rewards, &input, memory), 0, 0);
    o.ball_owned_team = 0;
    o.active = 1;
    assert_float_equal(rg_rewards_step(&rewards, &input, memory), 0, 0);
    // a slot without a player does not own a ball that nobody owns
    o.ball_owned_team = o.ball_owned_player = o.active = -1;
    assert_float_equal(rg_rewards_step(&rewards, &input, memory), 0, 0);
    o.ball_owned_team = o.ball_owned_player = o.active = 0;
    assert_true(rg_rewards_step(&rewards, &input, memory) > 0.99f);
}

static void weights_scale_terms(void** state) {
    (void)state;
    RgRewards rewards = parse(" scoring:2 , checkpoints:0.5");
    int32_t memory[RG_REWARD_TERMS_MAX] = {0};
    assert_float_equal(carry(&rewards, 0.95, 0, memory), 0.05f, 1e-7);
    assert_float_equal(carry(&rewards, 0.95, 1, memory), 2.45f, 1e-6);
}

static void bad_lists_are_explained(void** state) {
    (void)state;
    static const struct {
        const char *text, *says;
    } cases[] = {
        {"scoring,chekpoints", "unknown term 'chekpoints'; there are: scoring, checkpoints"},
        {"", "unknown term ''"},
        {"scoring,", "unknown term ''"},
        {"scoring:", "needs a number"},
        {"scoring:1x", "needs a number"},
        {"scoring:nan", "needs a number"},
        {"scoring,scoring", "listed twice"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        RgRewards rewards;
        RgError error;
        assert_int_equal(rg_rewards_parse(cases[i].text, &rewards, &error), RG_ERROR_CONFIG);
        assert_non_null(strstr(error.message, cases[i].says));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(scoring_counts_goals),
        cmocka_unit_test(each_checkpoint_has_its_distance),
        cmocka_unit_test(several_checkpoints_in_one_step),
        cmocka_unit_test(a_goal_pays_the_rest),
        cmocka_unit_test(conceding_touches_no_checkpoint),
        cmocka_unit_test(only_the_own_player_on_the_ball_counts),
        cmocka_unit_test(weights_scale_terms),
        cmocka_unit_test(bad_lists_are_explained),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
