// Names of a tick's stages, and the switch.
#include "football/profile.h"

#include "football/match.h"

const char* rg_stage_name(RgStage stage) {
    static const char* const names[RG_STAGE_TICK_COUNT] = {
        [RG_STAGE_OUTSIDE] = "outside",
        [RG_STAGE_REST] = "rest of the tick",
        [RG_STAGE_CONTACT] = "contact",
        [RG_STAGE_REFEREE] = "referee",
        [RG_STAGE_BALL] = "ball",
        [RG_STAGE_PERCEPTION] = "perception",
        [RG_STAGE_CONTROL] = "control",
        [RG_STAGE_TEAM] = "team play",
        [RG_STAGE_DECISIONS] = "decisions",
        [RG_STAGE_BODIES] = "bodies",
        [RG_STAGE_CLIPS] = "bodies, choosing a clip",
        [RG_STAGE_POSSESSION] = "time to ball, possession",
    };
    return (unsigned)stage < RG_STAGE_TICK_COUNT ? names[stage] : NULL;
}

void rg_pitch_profile(RgPitch* pitch, RgProfile* profile) {
    pitch->profile = profile;
}
