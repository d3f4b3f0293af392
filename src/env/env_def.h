// Everything about a native football environment that can be configured, listed once
// (src/core/def.h).
#pragma once

#include "core/def.h"
#include "regista/env.h"

typedef enum RgRepresentation {
    RG_REPRESENTATION_SIMPLE115V2,
    RG_REPRESENTATION_SIMPLE115,
    RG_REPRESENTATION_EXTRACTED,
    RG_REPRESENTATION_RAW, ///< no floats: C callers use rg_vec_env_observe
    RG_REPRESENTATION_ENTITIES,
    RG_REPRESENTATION_COUNT
} RgRepresentation;

typedef enum RgActionSet {
    RG_ACTION_SET_DEFAULT,
    RG_ACTION_SET_V2,
    RG_ACTION_SET_FULL,
    RG_ACTION_SET_COUNT
} RgActionSet;

/// Which team is processed first in a tick (`reverse_team_processing`, A.9).
typedef enum RgTeamOrder {
    RG_TEAM_ORDER_EPISODE,    ///< right first in episodes with an odd seed, so both orders occur in
                              ///< every environment
    RG_TEAM_ORDER_FIRST_SEED, ///< as the original: by the parity of the first episode's seed, for
                              ///< good
    RG_TEAM_ORDER_LEFT,
    RG_TEAM_ORDER_RIGHT,
    RG_TEAM_ORDER_COUNT
} RgTeamOrder;

#define RG_ENV_DEF_FIELDS(X)                                                                       \
    X(TEXT, scenario, "academy_empty_goal_close", 1, 127,                                          \
      "name of a scenario or path of its file")                                                    \
    X(ENUM, representation, simple115v2, 0, RG_REPRESENTATION_COUNT - 1,                           \
      "simple115v2 (115 floats), simple115, extracted (minimap), raw (C callers only), "           \
      "entities (740 floats: a table of players, the ball, the game)")                             \
    X(BOOL, stacked, false, 0, 1, "the last four observations, oldest first")                      \
    X(TEXT, rewards, "scoring", 1, 127,                                                            \
      "reward terms by comma, each with an optional weight: scoring,checkpoints:0.5")              \
    X(ENUM, action_set, default, 0, RG_ACTION_SET_COUNT - 1,                                       \
      "default (19 actions), v2 (20, with builtin_ai), full (33)")                                 \
    X(INT, left_agents, 1, 0, RG_TEAM_SIZE, "players of the left team that are rows")              \
    X(INT, right_agents, 0, 0, RG_TEAM_SIZE, "players of the right team that are rows")            \
    X(LONG, seed, 0, 0, 9007199254740992,                                                          \
      "every random choice of the environments follows from it")                                   \
    X(LONG, game_engine_random_seed, -1, -1, 4294967295,                                           \
      "engine seed of every episode; -1: drawn anew for each from (seed, environment, episode)")   \
    X(ENUM, team_order, episode, 0, RG_TEAM_ORDER_COUNT - 1,                                       \
      "team processed first: episode (by each seed's parity), first_seed (as the original), "      \
      "left, right")                                                                               \
    X(BOOL, stagger, true, 0, 1,                                                                   \
      "on reset play some random steps first and cut the first episode, so that matches do not "   \
      "run in "                                                                                    \
      "lockstep; off for evaluation")                                                              \
    X(INT, stagger_steps, 100, 0, 100000, "at most this many random steps")                        \
    X(BOOL, masks, false, 0, 1, "forbid actions that do nothing; off: masks are all ones")         \
    X(INT, minimap_width, 96, 1, 1024, "columns of representation extracted")                      \
    X(INT, minimap_height, 72, 1, 1024, "rows of representation extracted")                        \
    X(INT, game_duration, 0, 0, 1000000, "instead of the scenario's; 0: the scenario's")           \
    X(FLOAT, left_team_difficulty, -1, -1, 1, "instead of the scenario's; -1: the scenario's")     \
    X(FLOAT, right_team_difficulty, -1, -1, 1, "instead of the scenario's; -1: the scenario's")    \
    X(INT, physics_steps_per_frame, 10, 1, 100, "ticks of 10 ms per env step")

struct RgEnvDef {
    RG_ENV_DEF_FIELDS(RG_DEF_MEMBER)
};

/// The field list, for configuration files and --set. Holds no cookie: a Def nested in another one
/// is valid after rg_def_reset.
extern const RgDefType rg_env_def_type;

/// Every field at its default.
RgEnvDef rg_default_env_def(void);
