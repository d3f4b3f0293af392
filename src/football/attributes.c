// The eleven players' abilities: the table of errata 3 section 4 (the original rounds its own to
// six decimals), their use with difficulty and fatigue (C.11), and fatigue itself.
#include "football/attributes.h"

// stamina with what is asked of it
#define STAMINA(f)                                                                                 \
    {                                                                                              \
        f(0.796393f), f(0.687767f), f(0.691902f), f(0.730008f), f(0.635561f), f(0.771558f),        \
            f(0.715654f), f(0.721613f), f(0.755568f), f(0.801472f), f(0.830669f)                   \
    }
#define ITSELF(stamina) (stamina)
#define TIRING(stamina) (0.00003f * (2.0f - (stamina)) / 0.0554f)

const float rg_tiring[RG_TEAM_SIZE] = STAMINA(TIRING);

const float rg_attributes[RG_STAT_COUNT][RG_TEAM_SIZE] = {
    [RG_STAT_BALANCE] = {0.941192f, 0.834195f, 1.0f, 1.0f, 0.773092f, 0.61292f, 1.0f, 0.797572f,
                         0.598752f, 0.635129f, 0.658266f},
    [RG_STAT_REACTION] = {1.0f, 0.785386f, 0.915753f, 1.0f, 0.727248f, 0.771558f, 0.870011f,
                          0.797572f, 0.755568f, 0.801472f, 0.830669f},
    [RG_STAT_ACCELERATION] = {0.796393f, 0.785386f, 0.691902f, 0.730008f, 0.727248f, 0.930196f,
                              0.715654f, 0.797572f, 0.990792f, 1.0f, 1.0f},
    [RG_STAT_VELOCITY] = {0.651595f, 0.785386f, 0.691902f, 0.730008f, 0.727248f, 0.930196f,
                          0.715654f, 0.797572f, 0.990792f, 1.0f, 1.0f},
    [RG_STAT_STAMINA] = STAMINA(ITSELF),
    [RG_STAT_AGILITY] = {0.941192f, 0.785386f, 0.691902f, 0.654961f, 0.681405f, 1.0f, 0.715654f,
                         0.873532f, 1.0f, 1.0f, 1.0f},
    [RG_STAT_SHOT_POWER] = {0.941192f, 0.834195f, 0.841136f, 0.955151f, 0.727248f, 1.0f, 0.870011f,
                            0.949491f, 1.0f, 1.0f, 1.0f},
    [RG_STAT_STANDING_TACKLE] = {0.361997f, 0.785386f, 1.0f, 1.0f, 0.818936f, 0.295644f, 1.0f,
                                 0.645654f, 0.28512f, 0.302442f, 0.31346f},
    [RG_STAT_SLIDING_TACKLE] = {0.361997f, 0.785386f, 0.99037f, 1.0f, 0.773092f, 0.295644f,
                                0.870011f, 0.569695f, 0.206712f, 0.21927f, 0.227258f},
    [RG_STAT_BALL_CONTROL] = {0.506796f, 0.736576f, 0.691902f, 0.579913f, 0.727248f, 0.930196f,
                              0.715654f, 0.797572f, 0.833976f, 0.884644f, 0.91687f},
    [RG_STAT_DRIBBLE] = {0.361997f, 0.687767f, 0.468051f, 0.354771f, 0.589717f, 1.0f, 0.561297f,
                         0.797572f, 1.0f, 1.0f, 1.0f},
    [RG_STAT_SHORT_PASS] = {0.941192f, 0.834195f, 0.841136f, 0.654961f, 0.86478f, 0.930196f, 1.0f,
                            0.949491f, 0.912384f, 0.967815f, 1.0f},
    [RG_STAT_HIGH_PASS] = {1.0f, 0.785386f, 0.841136f, 0.654961f, 0.818936f, 0.771558f, 1.0f,
                           0.873532f, 0.833976f, 0.884644f, 0.91687f},
    [RG_STAT_HEADER] = {0.361997f, 0.687767f, 0.766519f, 0.880103f, 0.635561f, 0.61292f, 0.715654f,
                        0.645654f, 0.598752f, 0.635129f, 0.658266f},
    [RG_STAT_SHOT] = {0.506796f, 0.638958f, 0.468051f, 0.354771f, 0.498029f, 1.0f, 0.561297f,
                      0.797572f, 1.0f, 1.0f, 1.0f},
    [RG_STAT_VOLLEY] = {0.361997f, 0.44372f, 0.318817f, 0.279723f, 0.360498f, 0.771558f, 0.40694f,
                        0.569695f, 0.67716f, 0.7183f, 0.744467f},
    [RG_STAT_CALMNESS] = {0.796393f, 0.687767f, 0.691902f, 0.730008f, 0.635561f, 0.771558f,
                          0.715654f, 0.721613f, 0.755568f, 0.801472f, 0.830669f},
    [RG_STAT_WORKRATE] = {0.796393f, 0.687767f, 0.691902f, 0.730008f, 0.635561f, 0.771558f,
                          0.715654f, 0.721613f, 0.755568f, 0.801472f, 0.830669f},
    [RG_STAT_RESILIENCE] = {0.796393f, 0.687767f, 0.691902f, 0.730008f, 0.635561f, 0.771558f,
                            0.715654f, 0.721613f, 0.755568f, 0.801472f, 0.830669f},
    [RG_STAT_DEFENSIVE_POSITIONING] = {1.0f, 0.785386f, 0.99037f, 1.0f, 0.818936f, 0.454282f,
                                       0.870011f, 0.645654f, 0.402732f, 0.427199f, 0.442762f},
    [RG_STAT_OFFENSIVE_POSITIONING] = {0.217198f, 0.638958f, 0.468051f, 0.354771f, 0.498029f, 1.0f,
                                       0.561297f, 0.797572f, 1.0f, 1.0f, 1.0f},
    [RG_STAT_VISION] = {0.796393f, 0.736576f, 0.841136f, 0.730008f, 0.818936f, 0.61292f, 0.870011f,
                        0.721613f, 0.67716f, 0.7183f, 0.744467f},
};

static const float height_table[RG_TEAM_SIZE] = {1.87f, 1.70f, 1.74f, 1.93f, 1.72f, 1.71f,
                                                 1.89f, 1.84f, 1.74f, 1.81f, 1.69f};

float rg_height(int number) {
    return height_table[number];
}
