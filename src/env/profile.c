// Names of an env step's stages.
#include "env/profile.h"

#include <stddef.h>

const char* rg_env_stage_name(int32_t stage) {
    static const char* const names[RG_STAGE_COUNT] = {
        [RG_STAGE_ACTIONS] = "actions",       [RG_STAGE_OBSERVATIONS] = "observations",
        [RG_STAGE_REWARDS] = "rewards",       [RG_STAGE_RULES] = "rules of episodes",
        [RG_STAGE_EPISODES] = "new episodes",
    };
    if (stage < 0 || stage >= (int32_t)RG_STAGE_COUNT) {
        return NULL;
    }
    return stage < (int32_t)RG_STAGE_TICK_COUNT ? rg_stage_name((RgStage)stage) : names[stage];
}
