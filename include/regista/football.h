/// The football game: one match as plain data, stepped by one function.
/// It follows Google Research Football 2.10.3 (specification sections are cited as C.7.2, errata
/// as 3.7; docs/football.md). Units inside: metres, m/s, radians, ms; x right, y up the screen, z
/// up, origin at the centre spot.
#pragma once

#include "regista/core.h"

#ifdef __cplusplus
extern "C" {
#endif

enum {
    RG_TEAM_LEFT = 0,
    RG_TEAM_RIGHT = 1,
    RG_TEAM_COUNT = 2,
    RG_TEAM_SIZE = 11, ///< players a side, at most
    RG_PLAYER_COUNT =
        RG_TEAM_COUNT * RG_TEAM_SIZE, ///< player index = team * RG_TEAM_SIZE + list index
    RG_SLOT_COUNT = RG_PLAYER_COUNT,  ///< agent slots: 0-10 left, 11-21 right (A.2)
    RG_TICK_MS = 10,                  ///< one tick of the game
    RG_SIDE_BY_SIDE = 32              ///< matches that play an env step together: their balls'
                                      ///< flights meet, and they stay in the caches
};

/// Roles as in the original's observations (A.3, D.1).
typedef enum RgRole {
    RG_ROLE_GK,
    RG_ROLE_CB,
    RG_ROLE_LB,
    RG_ROLE_RB,
    RG_ROLE_DM,
    RG_ROLE_CM,
    RG_ROLE_LM,
    RG_ROLE_RM,
    RG_ROLE_AM,
    RG_ROLE_CF,
    RG_ROLE_COUNT
} RgRole;

/// Game modes as in the original's observations (A.3).
typedef enum RgGameMode {
    RG_MODE_NORMAL,
    RG_MODE_KICK_OFF,
    RG_MODE_GOAL_KICK,
    RG_MODE_FREE_KICK,
    RG_MODE_CORNER,
    RG_MODE_THROW_IN,
    RG_MODE_PENALTY,
    RG_MODE_COUNT
} RgGameMode;

/// Actions in the order of the original's `full` action set (A.1). `default` is the first 19, `v2`
/// the first 20.
typedef enum RgAction {
    RG_ACTION_IDLE,
    RG_ACTION_LEFT,
    RG_ACTION_TOP_LEFT,
    RG_ACTION_TOP,
    RG_ACTION_TOP_RIGHT,
    RG_ACTION_RIGHT,
    RG_ACTION_BOTTOM_RIGHT,
    RG_ACTION_BOTTOM,
    RG_ACTION_BOTTOM_LEFT,
    RG_ACTION_LONG_PASS,
    RG_ACTION_HIGH_PASS,
    RG_ACTION_SHORT_PASS,
    RG_ACTION_SHOT,
    RG_ACTION_SPRINT,
    RG_ACTION_RELEASE_DIRECTION,
    RG_ACTION_RELEASE_SPRINT,
    RG_ACTION_SLIDING,
    RG_ACTION_DRIBBLE,
    RG_ACTION_RELEASE_DRIBBLE,
    RG_ACTION_BUILTIN_AI,
    RG_ACTION_KEEPER_RUSH,
    RG_ACTION_PRESSURE,
    RG_ACTION_TEAM_PRESSURE,
    RG_ACTION_SWITCH,
    RG_ACTION_RELEASE_LONG_PASS,
    RG_ACTION_RELEASE_HIGH_PASS,
    RG_ACTION_RELEASE_SHORT_PASS,
    RG_ACTION_RELEASE_SHOT,
    RG_ACTION_RELEASE_KEEPER_RUSH,
    RG_ACTION_RELEASE_SLIDING,
    RG_ACTION_RELEASE_PRESSURE,
    RG_ACTION_RELEASE_TEAM_PRESSURE,
    RG_ACTION_RELEASE_SWITCH,
    RG_ACTION_COUNT,
    RG_ACTION_DEFAULT_COUNT = RG_ACTION_BUILTIN_AI,
    RG_ACTION_V2_COUNT = RG_ACTION_KEEPER_RUSH
} RgAction;

/// Buttons of an agent slot (A.2); bit positions in RgSlotView.buttons.
typedef enum RgButton {
    RG_BUTTON_LONG_PASS,
    RG_BUTTON_HIGH_PASS,
    RG_BUTTON_SHORT_PASS,
    RG_BUTTON_SHOT,
    RG_BUTTON_KEEPER_RUSH,
    RG_BUTTON_SLIDING,
    RG_BUTTON_PRESSURE,
    RG_BUTTON_TEAM_PRESSURE,
    RG_BUTTON_SWITCH,
    RG_BUTTON_SPRINT,
    RG_BUTTON_DRIBBLE,
    RG_BUTTON_COUNT
} RgButton;

/// A player's place in a line-up (B). x, y in the own team's mirrored view: own goal at x = -1, y
/// negative = top.
typedef struct RgStart {
    float x, y;
    uint8_t role;      ///< RgRole
    bool lazy;         ///< never acts by itself
    bool controllable; ///< an agent may control him
} RgStart;

/// Everything that varies between matches. Get one from rg_default_match_def().
typedef struct RgMatchDef {
    uint32_t cookie; ///< set by rg_default_match_def; a hand-made Def is refused
    uint32_t seed;   ///< of the match's own generator (mt19937, C.16)
    int32_t player_count[RG_TEAM_COUNT]; ///< 1 … 11
    RgStart starts[RG_TEAM_COUNT][RG_TEAM_SIZE];
    float ball_x, ball_y;            ///< environment units (54.4, -83.6 m)
    float difficulty[RG_TEAM_COUNT]; ///< 0 … 1 (C.11)
    int32_t agents[RG_TEAM_COUNT];   ///< agent slots a side, 0 … controllable players (A.5)
    int32_t second_half;             ///< env step of half time, or -1: never (A.8)
    int32_t ticks_per_step;          ///< 10; 1 for comparisons at tick level
    bool offsides;
    bool right_first; ///< the right team is processed first (`reverse_team_processing`, A.9)
    bool use_magnet;  ///< automatic steering towards the ball (C.9.4)
} RgMatchDef;

RG_API RgMatchDef rg_default_match_def(void);

/// What never changes between matches: clip tables and everything derived from them. Shared by all
/// matches and threads.
typedef struct RgPitch RgPitch;

/// A match: plain data of rg_match_bytes() bytes without pointers; copying the bytes clones it.
typedef struct RgMatch RgMatch;

/// What the agents do in one env step: one RgAction per slot (left agents first, at 0 …; right
/// agents from 11 …), in **world** directions; entries of slots without an agent are ignored. 255:
/// leave the slot's controller as it is.
typedef struct RgControls {
    uint8_t action[RG_SLOT_COUNT];
} RgControls;

RG_API RgStatus rg_pitch_create(RgPitch** out, RgError* error);
RG_API void rg_pitch_destroy(RgPitch* pitch);

/// Size of a match in bytes (constant for a build); 64-byte alignment is expected.
RG_API size_t rg_match_bytes(void);

/// Starts a match: places everybody and runs to the first observation (A.8: 19 blocks of 10 ticks).
/// @return RG_ERROR_ARGUMENT naming the field when the Def is out of range (match untouched).
RG_API RgStatus rg_match_reset(const RgPitch* pitch, RgMatch* match, const RgMatchDef* def,
                               RgError* error);

/// One env step (A.8): applies the actions, then runs blocks of ticks_per_step ticks until one ends
/// in play.
RG_API void rg_match_step(const RgPitch* pitch, RgMatch* match, const RgControls* controls);

/// The env step of one match among several.
typedef struct RgMatchStep {
    RgMatch* match;
    RgControls controls;
    bool to_goal;    ///< for an episode that ends with the next goal: breaks off in the tick of a
                     ///< goal, so the scores are those of a whole step, but nobody celebrates or
                     ///< lines up for the kick-off
    bool broken_off; ///< out: that was so; the match can only be looked at or reset
} RgMatchStep;

/// One env step of `count` different matches, RG_SIDE_BY_SIDE at a time: each plays as alone, but
/// together they take less time.
RG_API void rg_matches_step(const RgPitch* pitch, RgMatchStep* steps, int32_t count);

/// Hash over the field list of the state: equal on every machine for equal seeds and actions.
RG_API uint64_t rg_match_hash(const RgMatch* match);

/// One player as observations show him (A.3). World frame, metres and m/s.
typedef struct RgPlayerView {
    float x, y; ///< m; start of the player's last tick, so one tick behind the ball
    float velocity_x, velocity_y;
    float facing; ///< rad, atan2(y, x) of the body direction: rg_match_view_facing, else 0
    float tired;  ///< 0 fresh … 0.99
    uint8_t role; ///< RgRole
    bool yellow_card;
    bool active; ///< false once sent off
    bool lying;  ///< fallen or sliding (for pictures)
} RgPlayerView;

/// One agent slot.
typedef struct RgSlotView {
    int8_t player; ///< list index in its team, -1 none
    int8_t direction_x,
        direction_y;  ///< stored direction, world engine axes (+1 right, +1 up the screen)
    uint16_t buttons; ///< bit set over RgButton
    bool builtin;     ///< handed to the built-in AI
} RgSlotView;

/// A match as seen from outside, unmirrored.
typedef struct RgMatchView {
    float ball[3];          ///< m
    float ball_velocity[3]; ///< m/s
    float ball_rotation[3]; ///< raw Euler angles, radians per ms (A.3, fact 10)
    RgPlayerView players[RG_TEAM_COUNT][RG_TEAM_SIZE];
    RgSlotView slots[RG_SLOT_COUNT];
    int32_t player_count[RG_TEAM_COUNT];
    int32_t agents[RG_TEAM_COUNT];
    int8_t owner_team, owner_player;  ///< -1, -1: nobody
    int8_t designated[RG_TEAM_COUNT]; ///< "main selected player" a team, -1 none
    int32_t score[RG_TEAM_COUNT];
    int32_t steps;     ///< engine step counter (A.8): -1 after reset, 0 after the first step
    int64_t clock_ms;  ///< simulated time since the match started
    uint8_t game_mode; ///< RgGameMode
} RgMatchView;

RG_API void rg_match_view(const RgMatch* match, RgMatchView* out);

/// Adds which way the players face, for pictures: observations do not tell.
RG_API void rg_match_view_facing(const RgMatch* match, RgMatchView* view);

#ifdef __cplusplus
}
#endif
