// The environment's internals as plain functions of a shared library, for
// tools/parity/observations.py, which feeds them the recordings of the original. Nothing of the
// program uses it.
#include "env/env_def.h"
#include "env/observation.h"
#include "env/reward.h"
#include "env/rules.h"
#include "fake_match.h"

RG_API size_t probe_observation_bytes(void);
RG_API size_t probe_view_bytes(void);
RG_API int32_t probe_rewards(const char* terms, int32_t steps, const RgObservation* observations,
                             const int32_t* score_changes, float* rewards);
RG_API int32_t probe_ends(const char* scenario, int32_t steps, const RgMatchView* views,
                          uint8_t* done);
RG_API int32_t probe_scenario(const char* name, int32_t episode_number, RgMatchDef* out);
RG_API size_t probe_match_def_bytes(void);

size_t probe_observation_bytes(void) {
    return sizeof(RgObservation);
}

size_t probe_view_bytes(void) {
    return sizeof(RgMatchView);
}

size_t probe_match_def_bytes(void) {
    return sizeof(RgMatchDef);
}

// rewards of one row over one episode
int32_t probe_rewards(const char* terms, int32_t steps, const RgObservation* observations,
                      const int32_t* score_changes, float* rewards) {
    RgRewards chosen;
    RgError error;
    int32_t memory[RG_REWARD_TERMS_MAX] = {0};
    if (rg_rewards_parse(terms, &chosen, &error) != RG_OK) {
        return -1;
    }
    for (int32_t t = 0; t < steps; t++) {
        RgRewardInput input = {&observations[t], score_changes[t]};
        rewards[t] = rg_rewards_step(&chosen, &input, memory);
    }
    return 0;
}

// whether an episode ends, after each of its steps
int32_t probe_ends(const char* scenario, int32_t steps, const RgMatchView* views, uint8_t* done) {
    RgScenario s;
    RgError error;
    RgRulesState rules = rg_rules_start();
    if (rg_scenario_load(scenario, &s, &error) != RG_OK) {
        return -1;
    }
    for (int32_t t = 0; t < steps; t++) {
        RgRulesResult end = rg_rules_step(&s, s.game_duration, &views[t], &rules);
        done[t] = end.terminated || end.timed_out;
    }
    return s.game_duration;
}

int32_t probe_scenario(const char* name, int32_t episode_number, RgMatchDef* out) {
    RgScenario s;
    RgError error;
    if (rg_scenario_load(name, &s, &error) != RG_OK) {
        return -1;
    }
    *out = rg_scenario_match_def(&s, episode_number);
    return s.game_duration;
}
