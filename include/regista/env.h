/// Vectorised environments: many matches (or toys, or the original game) behind one table of
/// functions, and what the native game's environments are made of: scenarios, observations,
/// actions, rewards (docs/environments.md, docs/scenarios.md).
///
/// Shape letters: N environments, K rows (controlled players) per environment, B = N * K rows, D
/// floats of one observation, A actions. Row b of environment n is n * K + k; left agents come
/// first, then right agents (A.3). G floats of a global state.
#pragma once

#include "regista/core.h"
#include "regista/football.h"

#ifdef __cplusplus
extern "C" {
#endif

// ----------------------------------------------------------------------------------------------
// vectorised environments

/// What stands behind a vectorised environment, fixed at creation.
typedef struct RgVecEnvSpec {
    int32_t env_count;         ///< N
    int32_t rows_per_env;      ///< K
    int32_t observation_size;  ///< D
    int32_t action_count;      ///< A
    int32_t max_episode_steps; ///< longest episode in env steps, 0 unknown
    int32_t global_size;       ///< G, 0: these environments have no global state
} RgVecEnvSpec;

/// The caller's arrays, all of env_count environments; a call on [begin, end) touches only those
/// environments' parts.
typedef struct RgVecEnvArrays {
    float* observations; ///< (B, D) the observation to act on next; after an episode end that of
                         ///< the new episode
    float* final_observations; ///< (B, D) or NULL; row written only where truncated: last
                               ///< observation of the ended episode
    float* rewards;            ///< (B) of the step just made
    uint8_t* terminated;       ///< (B) 1: the episode ended by its rules (goal, out of play, …)
    uint8_t* truncated;        ///< (B) 1: the episode ended by its time limit alone; never both
    uint8_t* masks;            ///< (B, A) or NULL; 1 where the action does something
    /// Results of the episode that ended in this step; written only where terminated or truncated.
    float* episode_return;   ///< (B) or NULL; sum of rewards
    float* episode_score;    ///< (B) or NULL; scoring reward alone, in the row's view
    int32_t* episode_length; ///< (N) or NULL; env steps
    int32_t* episode_goals;  ///< (N, 2) or NULL; left, right
    /// (N) or NULL; 1: the episode began or was cut by staggering, so it belongs in no statistics.
    uint8_t* episode_partial;
    /// What a critic that all agents of a team share may see:
    float* global_states; ///< (N, 2, G) or NULL; the whole match for a critic that all agents of a
                          ///< team share: [n][0] as the left team sees it, [n][1] as the right
                          ///< one does; in step with `observations`
    float* final_global_states; ///< (N, 2, G) or NULL; in step with `final_observations`
} RgVecEnvArrays;

/// The functions behind an environment. All act on environments begin … end-1 and may be called
/// from several threads at once on disjoint ranges. None allocates. What happens in environment n
/// depends only on n, the seed and its actions, not on the range.
typedef struct RgVecEnvTable {
    /// Starts new episodes and writes observations (and masks); rewards and flags are set to 0.
    void (*reset)(void* self, int32_t begin, int32_t end, const RgVecEnvArrays* out);
    /// One env step with actions (B); an environment whose episode ends starts the next one at
    /// once.
    void (*step)(void* self, int32_t begin, int32_t end, const int32_t* actions,
                 const RgVecEnvArrays* out);
    /// Bytes of the complete state of one environment, and copying it out and in (checkpoints;
    /// resume is bit-identical).
    size_t (*state_bytes)(const void* self);
    void (*save)(const void* self, int32_t env, void* state);
    /// `out` may be NULL; otherwise observations, masks and global states of the restored
    /// environment are written.
    void (*restore)(void* self, int32_t env, const void* state, const RgVecEnvArrays* out);
    void (*destroy)(void* self);
} RgVecEnvTable;

/// A vectorised environment. Plain value: table + object + description.
typedef struct RgVecEnv {
    const RgVecEnvTable* table;
    void* self;
    RgVecEnvSpec spec;
} RgVecEnv;

/// Description of a native football environment; the fields are listed in src/env/env_def.h and
/// docs/environments.md.
typedef struct RgEnvDef RgEnvDef;

/// A description with every field at its default. Release with rg_env_def_destroy.
RG_API RgStatus rg_env_def_create(RgEnvDef** out, RgError* error);
RG_API void rg_env_def_destroy(RgEnvDef* def);

/// Sets one field from text, e.g. ("scenario", "academy_empty_goal") or ("stacked", "true").
/// @return RG_ERROR_CONFIG naming the key, what it takes and the nearest known key.
RG_API RgStatus rg_env_def_set(RgEnvDef* def, const char* key, const char* value, RgError* error);

/// Builds N native football environments. Call table->reset before the first step.
/// @return RG_ERROR_CONFIG / RG_ERROR_IO / RG_ERROR_FORMAT naming scenario, file and key when the
/// description does not fit,
///         RG_ERROR_UNSUPPORTED when the engine cannot play the scenario yet.
RG_API RgStatus rg_vec_env_create(const RgEnvDef* def, int32_t env_count, RgVecEnv* out,
                                  RgError* error);

RG_API void rg_vec_env_destroy(RgVecEnv* env);

// ------------------------------------------------------------------------------------------------------------
// scenarios

enum { RG_SCENARIO_NAME = 64, RG_SCENARIO_PATH = 512 };

/// A team's line-up: players in list order, which decides tactical place and attributes (fact 5).
typedef struct RgLineUp {
    RgStart players[RG_TEAM_SIZE]; ///< own team's mirrored view (B)
    int32_t lines[RG_TEAM_SIZE]; ///< line of the scenario file that describes the player, 0 unknown
    int32_t count;
} RgLineUp;

/// How an episode starts.
typedef struct RgSetup {
    RgLineUp teams[RG_TEAM_COUNT];
    float ball_x, ball_y; ///< environment units
    int32_t ball_line;    ///< line of the scenario file, 0 unknown
} RgSetup;

/// A scenario (section B): what is played, from where, and what ends an episode.
typedef struct RgScenario {
    char name[RG_SCENARIO_NAME];
    char path[RG_SCENARIO_PATH]; ///< file it was read from
    char summary[128];           ///< one sentence for lists
    RgSetup setups[2];           ///< by parity of the episode number: [0] even, [1] odd (A.9)
    int32_t game_duration;       ///< an episode takes game_duration + 1 env steps (fact 2)
    int32_t second_half;         ///< env step of half time, -1 never
    int32_t second_half_line;    ///< line of the scenario file, 0 unknown
    int32_t seed;                ///< engine seed of a deterministic scenario
    float difficulty[RG_TEAM_COUNT];
    bool deterministic, offsides, use_magnet, control_all_players;
    bool end_on_score, end_on_out_of_play, end_on_possession_change;
} RgScenario;

/// Reads a scenario by name ("academy_corner", "tests.penalty") or path (anything with '/' or
/// ending in ".yaml") and checks it. Names are looked for in $REGISTA_SCENARIOS, ./scenarios, the
/// install folder, the source tree, in this order.
/// @return RG_ERROR_IO no such scenario, RG_ERROR_FORMAT no YAML, RG_ERROR_CONFIG bad key or value,
/// or a check failed;
///         the message names file:line, key, what it takes and the remedy. `out` is undefined on
///         error.
RG_API RgStatus rg_scenario_load(const char* name_or_path, RgScenario* out, RgError* error);

/// Like rg_scenario_load without the check, for programs that want to print everything that is
/// wrong.
RG_API RgStatus rg_scenario_read(const char* name_or_path, RgScenario* out, RgError* error);

/// Reads a scenario from text; `name` stands for the file in messages.
RG_API RgStatus rg_scenario_parse(const char* text, const char* name, RgScenario* out,
                                  RgError* error);

/// One finding of the check. `error`: the game cannot start like this; otherwise a hint. Lines as
/// "file:12: …".
typedef void (*RgScenarioFinding)(void* context, bool error, const char* message);

/// Explains what is wrong in a scenario: players outside the pitch, no keeper, more than eleven, …
/// @param report may be NULL. @return number of errors.
RG_API int32_t rg_scenario_check(const RgScenario* scenario, RgScenarioFinding report,
                                 void* context);

/// Reads a scenario by name or path and reports everything that is wrong with it, not only the
/// first mistake: keys and players that cannot be read, then what rg_scenario_check finds in the
/// rest.
/// @param out the scenario as far as it could be read; meaningful when 0 is returned
/// @return number of errors; 0: rg_scenario_load takes it.
RG_API int32_t rg_scenario_check_file(const char* name_or_path, RgScenario* out,
                                      RgScenarioFinding report, void* context);

/// Calls `visit` for every scenario that can be found, sorted by name within a folder; a name that
/// an earlier folder of the search order has is left out. `path` is the file. Stops when `visit`
/// returns false.
RG_API void rg_scenario_each(bool (*visit)(void* context, const char* name, const char* path),
                             void* context);

/// The match of episode `episode_number` (line-ups, ball, difficulties, offsides, half time). seed,
/// agents and right_first keep their defaults.
RG_API RgMatchDef rg_scenario_match_def(const RgScenario* scenario, int32_t episode_number);

// ---------------------------------------------------------------------------------------------------------
// observations

enum {
    RG_STICKY_COUNT = 10,
    RG_STICKY_FULL_COUNT = 13,
    RG_SIMPLE115_SIZE = 115,
    RG_MINIMAP_PLANES = 4
};

/// One team in a raw observation (A.3). Environment units; directions are per 100 ms.
typedef struct RgTeamObservation {
    float position[RG_TEAM_SIZE][2];
    float direction[RG_TEAM_SIZE][2];
    float tired[RG_TEAM_SIZE];
    bool yellow_card[RG_TEAM_SIZE];
    bool active[RG_TEAM_SIZE];
    uint8_t role[RG_TEAM_SIZE]; ///< RgRole
    int32_t count;
} RgTeamObservation;

/// The original's raw observation of one agent (A.3), in the agent's view: it plays for teams[0]
/// and attacks to the right. The float32 values equal the original's.
typedef struct RgObservation {
    float ball[3];                          ///< x, y environment units, z metres
    float ball_direction[3];                ///< per 100 ms
    float ball_rotation[3];                 ///< odd units (fact 10); not mirrored
    RgTeamObservation teams[RG_TEAM_COUNT]; ///< [0] left_team: the agent's own, [1] right_team
    int32_t ball_owned_team;                ///< -1 nobody, 0, 1
    int32_t ball_owned_player;              ///< list index, -1
    int32_t score[2];
    int32_t steps_left;
    int32_t game_mode;    ///< RgGameMode
    int32_t designated;   ///< the own team's main selected player, -1
    int32_t active;       ///< list index of the agent's player, -1
    int32_t sticky_count; ///< 10, with action set `full` 13
    uint8_t sticky[RG_STICKY_FULL_COUNT];
} RgObservation;

/// What a raw observation depends on besides the match.
typedef struct RgObserver {
    int32_t game_duration;  ///< of the scenario, for steps_left
    int32_t ticks_per_step; ///< divisor of directions (10)
    int32_t sticky_count;   ///< RG_STICKY_COUNT or RG_STICKY_FULL_COUNT
} RgObserver;

/// Raw observation of agent slot `slot` (0 … 10 left, 11 … 21 right: mirrored).
RG_API void rg_observe(const RgObserver* observer, const RgMatchView* view, int32_t slot,
                       RgObservation* out);

/// The same observation seen by the other side: everything that A.3 mirrors. Twice gives the
/// original back. `designated`, `active` and the sprint and dribble bits are kept.
RG_API void rg_observation_mirror(const RgObservation* in, RgObservation* out);

/// simple115v2 (A.4). @param out (115)
RG_API void rg_encode_simple115v2(const RgObservation* observation, float* out);

/// simple115, the first version: with fewer than eleven players later blocks move forward. @param
/// out (115)
RG_API void rg_encode_simple115(const RgObservation* observation, float* out);

/// Minimap ("extracted", SMM; A.4). @param out (height, width, 4) uint8, 0 or 255; planes own team,
/// opponents, ball, active.
RG_API void rg_encode_minimap(const RgObservation* observation, int32_t width, int32_t height,
                              uint8_t* out);

/// Entities, Regista's own representation: one row of a table for each player, then the ball, then
/// the game. All of it can be had from the original's raw observations and the row's own past
/// actions. Lengths in 50 m, velocities in 10 m/s; x towards the opponents' goal, y down the
/// screen, as in raw observations. Every float of a listed block is 0 for a player who is absent.
/// docs/environments.md and docs/shapes.md show the whole table.
enum {
    // of one player; own players 0 … 10 in list order, then the opponents 0 … 10
    RG_ENTITY_PRESENT = 0,  ///< 1: the team has this player; the mask of the table
    RG_ENTITY_ACTIVE,       ///< 1: not sent off
    RG_ENTITY_OWN_TEAM,     ///< 1: plays for the row's team
    RG_ENTITY_INDEX,        ///< list index / 10
    RG_ENTITY_HAS_BALL,     ///< 1: owns the ball
    RG_ENTITY_POSITION,     ///< x, y
    RG_ENTITY_VELOCITY = 7, ///< x, y
    RG_ENTITY_FACING = 9,   ///< unit vector of his velocity; 0, 0 below 0.25 m/s
    RG_ENTITY_TO_BALL = 11, ///< position and velocity (4) minus those of the ball
    RG_ENTITY_ROLE = 15,    ///< one of RG_ROLE_COUNT
    RG_ENTITY_TIRED = 25,   ///< 0 fresh … 1
    RG_ENTITY_YELLOW = 26,  ///< 1: has a yellow card
    RG_ENTITY_SELF = 27,    ///< 1: the row's own player
    RG_ENTITY_TO_SELF = 28, ///< position and velocity (4) minus those of the row's player
    RG_ENTITY_FLOATS = 32,
    // of one player in a global state: the same up to RG_ENTITY_YELLOW, then
    RG_ENTITY_AGENT = 27,   ///< 1: an agent controls him
    RG_ENTITY_STICK = 28,   ///< x, y: direction that the agent holds, each -1, 0 or 1
    RG_ENTITY_SPRINT = 30,  ///< 1: the agent holds sprint
    RG_ENTITY_DRIBBLE = 31, ///< 1: the agent holds dribble
    // of the ball, after the players
    RG_ENTITY_BALL = RG_PLAYER_COUNT * RG_ENTITY_FLOATS,
    RG_ENTITY_BALL_POSITION = RG_ENTITY_BALL,     ///< x, y; height in 10 m
    RG_ENTITY_BALL_VELOCITY = RG_ENTITY_BALL + 3, ///< x, y, up
    RG_ENTITY_BALL_OWNER = RG_ENTITY_BALL + 6,    ///< one of: nobody, own team, opponents
    // of the game, after the ball
    RG_ENTITY_MODE = RG_ENTITY_BALL + 9,              ///< one of RG_MODE_COUNT
    RG_ENTITY_SCORE = RG_ENTITY_MODE + RG_MODE_COUNT, ///< own goals minus the opponents' / 5
    RG_ENTITY_TIME,                                   ///< env steps left / 3000
    RG_GLOBAL_STATE_SIZE,                             ///< here a global state ends
    // of the row, after the game
    RG_ENTITY_STICKY = RG_GLOBAL_STATE_SIZE, ///< RG_STICKY_FULL_COUNT sticky actions
    RG_ENTITY_KICK = RG_ENTITY_STICKY + RG_STICKY_FULL_COUNT, ///< pending: one of long pass, high
                                                              ///< pass, short pass, shot, or none
    RG_ENTITY_SWITCHED = RG_ENTITY_KICK + 4, ///< 1: another player than in the last step
    RG_ENTITIES_SIZE
};

/// What `entities` needs of a row's past. Plain data; all zero with `player` -1 starts an episode.
typedef struct RgEntityMemory {
    int32_t player;   ///< list index of the row's player at the last observation, -1 none
    int32_t switched; ///< 1: he is not the one of the observation before
    int32_t owned;    ///< 1: he owned the ball
    int32_t kick;     ///< action of the pending kick, 0 none
    int32_t kick_age; ///< env steps since it was pressed
} RgEntityMemory;

/// Takes note of a step: `action` was pressed and led to `observation`. A kick is pending from its
/// action on until its ball is gone (the row's player owned the ball and does no more), the row has
/// another player, the built-in AI takes over, another kick is pressed, or 20 steps are over.
/// @param action -1 for the first observation of an episode
RG_API void rg_entity_note(RgEntityMemory* memory, int32_t action,
                           const RgObservation* observation);

/// `entities`. @param out (RG_ENTITIES_SIZE)
RG_API void rg_encode_entities(const RgObservation* observation, const RgEntityMemory* memory,
                               float* out);

/// Global state of a match in the view of one team. @param out (RG_GLOBAL_STATE_SIZE)
RG_API void rg_encode_global_state(const RgObserver* observer, const RgMatchView* view,
                                   int32_t team, float* out);

/// The action that looks the same from the other side: left <-> right, top <-> bottom, others
/// unchanged.
RG_API RgAction rg_action_mirror(RgAction action);

/// Name of an action as in the original ("top_left", "release_sprint", …), NULL outside the enum.
RG_API const char* rg_action_name(RgAction action);

// ------------------------------------------------------------------------- looking into native
// environments (not the hot path)

/// The episode that an environment is in.
typedef struct RgEpisodeInfo {
    int32_t episode_number; ///< the first one has 2 (A.9)
    int32_t length;         ///< env steps so far
    uint32_t seed;          ///< of the match
    bool right_first;
} RgEpisodeInfo;

/// One env step as a listener sees it, before an ended episode is replaced by the next one.
typedef struct RgEnvEvent {
    int32_t env;
    bool start; ///< the first observation of an episode: no actions and rewards yet
    bool terminated, truncated;
    const RgMatchView* view; ///< valid during the call
    const int32_t* actions;  ///< (K) as given, NULL at a start and in staggered steps
    const float* rewards;    ///< (K), NULL at a start
    const int32_t* slots;    ///< (K) agent slot of each row
    RgEpisodeInfo episode;
} RgEnvEvent;

/// Calls `listener` (NULL: none) after every start and step of environment `env`, in the thread
/// that steps it (videos, replays).
RG_API void rg_vec_env_listen(RgVecEnv* env, int32_t index,
                              void (*listener)(void* context, const RgEnvEvent* event),
                              void* context);

RG_API const RgScenario* rg_vec_env_scenario(const RgVecEnv* env);
RG_API const RgMatch* rg_vec_env_match(const RgVecEnv* env, int32_t index);
RG_API RgEpisodeInfo rg_vec_env_episode(const RgVecEnv* env, int32_t index);

/// Bytes that rg_vec_env_get_state writes; the same for all environments of `env`.
RG_API size_t rg_vec_env_state_bytes(const RgVecEnv* env);

/// Copies the complete state of environment `index`: match, random stream, episode, remembered
/// frames. Equal states are equal bytes. @param state out (rg_vec_env_state_bytes)
RG_API void rg_vec_env_get_state(const RgVecEnv* env, int32_t index, void* state);

/// Puts a saved state into environment `index`, which goes on from there bit for bit. The state may
/// come from another environment or another program with the same description and version.
/// @param bytes length of `state`
/// @param out   NULL, or arrays to write the environment's observations, masks and global states to
/// @return RG_ERROR_ARGUMENT no such environment, RG_ERROR_FORMAT no state, cut off or damaged,
/// RG_ERROR_CONFIG a state of differently described environments (the message names the field);
/// the environment is then unchanged.
RG_API RgStatus rg_vec_env_set_state(RgVecEnv* env, int32_t index, const void* state, size_t bytes,
                                     const RgVecEnvArrays* out, RgError* error);

/// Raw observation of one row (0 … B-1); the way to representation "raw".
RG_API void rg_vec_env_observe(const RgVecEnv* env, int32_t row, RgObservation* out);

#ifdef __cplusplus
}
#endif
