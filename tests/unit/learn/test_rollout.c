// A rollout against the same steps made one by one by hand: actions, values, reset flags, bootstrap
// values at time limits and at the end; two rollouts in a row go on where the first one ended.
#include "unit/learn/learn_fixture.h"

#include "core/memory.h"
#include "learn/rollout.h"
#include "learn/sampling.h"

#include <math.h>
#include <string.h>

enum { ENVS = 5, T = 27, A = TOY_SYMBOLS, D = TOY_OBSERVATION };

// one thread's road through the same environments, one row at a time
typedef struct Hand {
    RgVecEnv env;
    RgPolicyScratch* scratch;
    float observations[ENVS * D], final_observations[ENVS * D], rewards[ENVS], *state;
    float episode_return[ENVS], episode_score[ENVS];
    int32_t episode_length[ENVS], episode_goals[2 * ENVS];
    uint8_t terminated[ENVS], truncated[ENVS], resets[ENVS], masks[ENVS * A];
} Hand;

static RgVecEnvArrays hand_arrays(Hand* h) {
    return (RgVecEnvArrays){.observations = h->observations,
                            .final_observations = h->final_observations,
                            .rewards = h->rewards,
                            .terminated = h->terminated,
                            .truncated = h->truncated,
                            .masks = h->masks,
                            .episode_return = h->episode_return,
                            .episode_score = h->episode_score,
                            .episode_length = h->episode_length,
                            .episode_goals = h->episode_goals};
}

static void hand_open(Hand* h, const RgPolicy* policy, uint64_t seed) {
    *h = (Hand){.env = toy_create(TOY_CORRIDOR, ENVS, seed)};
    h->state = rg_alloc_array((size_t)ENVS * (size_t)rg_policy_state_size(policy), sizeof(float));
    assert_int_equal(rg_policy_scratch_create(policy, 1, 0, &h->scratch, NULL), RG_OK);
    RgVecEnvArrays arrays = hand_arrays(h);
    h->env.table->reset(h->env.self, 0, ENVS, &arrays);
    memset(h->resets, 1, ENVS);
}

static void hand_close(Hand* h) {
    rg_policy_scratch_destroy(h->scratch);
    rg_free(h->state);
    h->env.table->destroy(h->env.self);
}

// value of an observation of row b; `keep` leaves the state as it was
static float hand_value(Hand* h, const RgPolicy* policy, int b, const float* observation,
                        float* logits, bool keep) {
    size_t size = (size_t)rg_policy_state_size(policy);
    float value, kept[4096], *state = h->state + (size_t)b * size;
    assert_true(size <= 4096);
    memcpy(kept, state, size * sizeof(float));
    rg_policy_step(policy, h->scratch, 1, logits, &value, state, observation, &h->resets[b]);
    if (keep) {
        memcpy(state, kept, size * sizeof(float));
    }
    return value;
}

// one step of the rollout repeated by hand; returns the number of episodes cut by the time limit
static int check_step(Hand* h, const RgRollout* r, const RgPolicy* policy, int t, int64_t clock) {
    int32_t actions[ENVS];
    float logits[A], log_prob;
    for (int b = 0; b < ENVS; b++) {
        size_t i = (size_t)t * ENVS + (size_t)b;
        assert_memory_equal(h->observations + b * D, r->observations + i * D, D * sizeof(float));
        assert_int_equal(h->resets[b], r->resets[i]);
        float value = hand_value(h, policy, b, h->observations + b * D, logits, false);
        assert_true(value == r->values[i]);
        rg_open_empty_masks(h->masks + b * A, 1, A);
        actions[b] = rg_sample_action(&log_prob, logits, h->masks + b * A, A,
                                      rg_action_uniform(r->seed, b, clock + t));
        assert_int_equal(actions[b], r->actions[i]);
        assert_true(log_prob == r->log_probs[i]);
    }
    RgVecEnvArrays arrays = hand_arrays(h);
    h->env.table->step(h->env.self, 0, ENVS, actions, &arrays);
    int cut = 0;
    for (int b = 0; b < ENVS; b++) {
        size_t i = (size_t)t * ENVS + (size_t)b;
        assert_true(h->rewards[b] == r->rewards[i] && h->terminated[b] == r->terminated[i] &&
                    h->truncated[b] == r->truncated[i]);
        h->resets[b] = 0;
        if (h->truncated[b]) {
            assert_true(hand_value(h, policy, b, h->final_observations + b * D, logits, true) ==
                        r->final_values[i]);
            cut++;
        }
        h->resets[b] = h->terminated[b] || h->truncated[b];
    }
    return cut;
}

// what a rollout met
typedef struct Met {
    int cut, over, cut_together;
} Met;

// three rollouts in a row in blocks of three and two environments, repeated by hand
static void check_rollouts(RgPolicy* policy, uint64_t seed, Met* met) {
    RgVecEnv env = toy_create(TOY_CORRIDOR, ENVS, seed);
    RgRollout rollout;
    RgPlayScratch scratch;
    Hand hand;
    assert_int_equal(
        rg_rollout_create(&env.spec, rg_policy_state_size(policy), T, 3, 17, &rollout, NULL),
        RG_OK);
    assert_int_equal(rg_play_scratch_create(policy, 3, &scratch, NULL), RG_OK);
    assert_int_equal(rollout.blocks.count, 2);
    hand_open(&hand, policy, seed);
    rg_rollout_start(&rollout, &env);
    for (int part = 0; part < 3; part++) {
        rg_rollout_open(&rollout);
        for (int32_t i = rollout.blocks.count - 1; i >= 0; i--) { // the order does not matter
            rg_rollout_play(&rollout, &env, policy, i, &scratch, 0.9, 0.8);
        }
        for (int t = 0; t < T; t++) {
            met->cut += check_step(&hand, &rollout, policy, t, part * T);
            const uint8_t* truncated = rollout.truncated + (size_t)t * ENVS;
            met->cut_together += truncated[0] + truncated[1] + truncated[2] > 1;
        }
        float logits[A];
        for (int b = 0; b < ENVS; b++) {
            float last = hand_value(&hand, policy, b, hand.observations + b * D, logits, true);
            assert_true(last == rollout.values[(size_t)T * ENVS + (size_t)b]);
        }
        rg_rollout_close(&rollout);
        met->over += rollout.episode_count;
        assert_int_equal(rollout.clock, (part + 1) * T);
    }
    hand_close(&hand);
    rg_play_scratch_destroy(&scratch);
    rg_rollout_destroy(&rollout);
    env.table->destroy(env.self);
}

static void a_rollout_is_its_steps(void** state) {
    (void)state;
    Fixture f = {0};
    Met met = {0};
    fixture_policy(&f, &(FixtureDef){TOY_CORRIDOR, "mamba_lite_2025", ENVS, 1, 3, {NULL}});
    for (uint64_t seed = 1; seed <= 12; seed++) {
        check_rollouts(f.policy, seed, &met);
    }
    // both kinds of ends occurred, and time limits of several rows of a block at once
    assert_true(met.cut > 0 && met.over > met.cut && met.cut_together > 0);
    rg_policy_destroy(f.policy);
    assert_int_equal(rg_allocated_bytes(), 0);
}

static void blocks_cover_all_rows_once(void** state) {
    (void)state;
    for (int32_t envs = 1; envs < 40; envs++) {
        for (int32_t rows_per_env = 1; rows_per_env < 7; rows_per_env++) {
            for (int32_t block_rows = 1; block_rows < 30; block_rows++) {
                RgBlocks blocks = rg_blocks_make(envs, rows_per_env, block_rows);
                int32_t row = 0;
                for (int32_t i = 0; i < blocks.count; i++) {
                    assert_int_equal(rg_block_row(&blocks, i), row);
                    assert_in_range(rg_block_rows(&blocks, i), 1, rg_block_capacity(&blocks));
                    row += rg_block_rows(&blocks, i);
                }
                assert_int_equal(row, envs * rows_per_env);
                assert_true(rg_block_capacity(&blocks) <= block_rows || blocks.envs == 1);
            }
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_rollout_is_its_steps),
        cmocka_unit_test(blocks_cover_all_rows_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
