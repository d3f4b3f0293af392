// Players' abilities (C.11, D.3 with six decimals of errata 3 section 4).
#pragma once

#include "football/match.h"

typedef enum RgStat {
    RG_STAT_BALANCE,
    RG_STAT_REACTION,
    RG_STAT_ACCELERATION,
    RG_STAT_VELOCITY,
    RG_STAT_STAMINA,
    RG_STAT_AGILITY,
    RG_STAT_SHOT_POWER,
    RG_STAT_STANDING_TACKLE,
    RG_STAT_SLIDING_TACKLE,
    RG_STAT_BALL_CONTROL,
    RG_STAT_DRIBBLE,
    RG_STAT_SHORT_PASS,
    RG_STAT_HIGH_PASS,
    RG_STAT_HEADER,
    RG_STAT_SHOT,
    RG_STAT_VOLLEY,
    RG_STAT_CALMNESS,
    RG_STAT_WORKRATE,
    RG_STAT_RESILIENCE,
    RG_STAT_DEFENSIVE_POSITIONING,
    RG_STAT_OFFENSIVE_POSITIONING,
    RG_STAT_VISION,
    RG_STAT_COUNT
} RgStat;

/// Attributes themselves, by list index.
extern const float rg_attributes[RG_STAT_COUNT][RG_TEAM_SIZE];
/// Fatigue of a metre, by list index (C.11).
extern const float rg_tiring[RG_TEAM_SIZE];

/// Attribute itself of list index `number`.
static inline float rg_attribute(int number, RgStat stat) {
    return rg_attributes[stat][number];
}

/// Value in use: attribute * (0.3 + 0.7 difficulty) * (0.7 + 0.3 phi), with the fatigue of the end
/// of the last tick (3.5).
static inline float rg_stat(const RgMatch* match, int player, RgStat stat) {
    const RgPlayer* p = &match->players[player];
    float level = rg_attributes[stat][rg_number_of(player)];
    return level * (0.3f + 0.7f * p->difficulty) * (0.7f + 0.3f * (1.0f - p->fatigue));
}

/// Maximum speed 8 * (0.9 + 0.1 velocity), m/s; raw attribute.
static inline float rg_max_speed(int number) {
    return RG_SPEED_SPRINT * (0.9f + 0.1f * rg_attributes[RG_STAT_VELOCITY][number]);
}

/// Height in metres (D.3).
float rg_height(int number);
/// Adds the fatigue of moving `metres` in play. The reserve never falls below 0.01 (C.11).
static inline void rg_tire(RgMatch* match, int player, float metres) {
    RgPlayer* p = &match->players[player];
    float reserve = 1.0f - p->fatigue - metres * rg_tiring[rg_number_of(player)];
    p->fatigue = 1.0f - rg_clamp(reserve, 0.01f, 1.0f);
}
