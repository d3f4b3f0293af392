// Scenario files as match descriptions, for recordings that name a scenario only.
#include "harness.h"

#include "regista/env.h"

PARITY_EXPORT int parity_scenario(const char* name, int episode_number, RgMatchDef* out,
                                  int* game_duration);

/// The match of an episode of a scenario. @return 0, or -1 when the scenario cannot be read
int parity_scenario(const char* name, int episode_number, RgMatchDef* out, int* game_duration) {
    static RgScenario scenario;
    RgError error;
    if (rg_scenario_load(name, &scenario, &error) != RG_OK) {
        return -1;
    }
    *out = rg_scenario_match_def(&scenario, episode_number);
    *game_duration = scenario.game_duration;
    return 0;
}
