// What the harness hands to the Python side, in the frame and numbering of the recordings
// (specification, ticks/README.md): world frame, left players first. engine.py holds the same
// structs as numpy types.
#pragma once

#include "football/match.h"

#define PARITY_EXPORT __attribute__((visibility("default")))

/// One player after a tick. Vectors in the world frame, angles of clips in the clip convention of
/// his own frame.
typedef struct ParityPlayer {
    float position[2], velocity[2], facing[2], body[2], bump[2];
    int32_t clip, frame, function, flags; // flags: bits as in pl_flags
    int32_t time_ms, time_optimistic_ms, last_touch_ms, last_touch_type, slot, foot, requeue_delay,
        marking, pending_trip;
    float tired, body_angle, home[2], speed;
    int32_t dynamic_role;
    // the running clip as it was started (clip_* of the recordings)
    int32_t command_function, target;
    float start[2], start_angle, start_velocity[2], start_body_angle;
    float direction[2], wanted_speed, look[2], ball_direction[3], power;
    float touch_position[3], action_smuggle[2], movement_smuggle[2], rotation_begin, rotation_end,
        end_position[2], end_angle;
} ParityPlayer;

/// Everything after one tick.
typedef struct ParityRow {
    int32_t t_ms, in_play, in_set_piece, step, mode, best_team, owner[2], retainer[2],
        last_touch_team, simulated;
    int32_t score[2], designated[2], selected[2], toucher[2], has_possession[2], time_ms[2];
    float ball[3], velocity[3], spin[4], amount[2], fading[2], trap_x[2], offensiveness[2];
    int32_t mode_of_slot[2], gauge[2], buffer[2], slot_player[2], slot_action[2], draws;
    int32_t touch_team_by_type[3], runner[2], supporter[2], mode_pending, prepare_ms, start_ms,
        taker[2], goal_scored, active;
    ParityPlayer players[RG_PLAYER_COUNT]; // left 0 …, right 11 …
} ParityRow;

/// Something that happened inside a tick.
typedef enum ParityKind {
    PARITY_REQUEST,  // a body asked for commands: functions[count], last command's direction, speed
                     // and look in a
    PARITY_VELOCITY, // the ball got a new velocity: a[0..2] new, a[3..5] old
    PARITY_CREDIT    // a touch was credited: count = type
} ParityKind;

typedef struct ParityEvent {
    int32_t row, kind, player, count; // player: 0 … 10 left, 11 … 21 right; -1 none
    int32_t functions[10];
    float a[8];
} ParityEvent;

/// An env step as the raw interface shows it, in metres and world frame, for comparison with
/// recordings of env steps.
typedef struct ParityStep {
    float ball[3], ball_velocity[3], position[RG_PLAYER_COUNT][2], velocity[RG_PLAYER_COUNT][2],
        tired[RG_PLAYER_COUNT];
    int32_t owner_team, owner_player, mode, score[2], steps, active[RG_PLAYER_COUNT], designated[2];
    int32_t slot_player[RG_PLAYER_COUNT], buttons[RG_PLAYER_COUNT], direction[RG_PLAYER_COUNT][2];
} ParityStep;

/// Writes the match as a row.
void parity_write_row(const RgMatch* match, bool simulated, ParityRow* out);

/// A recorded clip start (clip_* of the recordings), world frame; angles in the clip convention of
/// the player's own frame.
typedef struct ParityStart {
    int32_t tick, player, interrupt, clip, function, touch_frame; // player: 0 … 21, left first
    int32_t command_function, use_movement, strict, use_look, trip_type, use_trip, target,
        forced_target, foot, knock_on, automatic;
    float start[2], start_angle, velocity[2], body_angle;
    float direction[2], speed, look[2], input_direction[2], input_power, ball_direction[3], power,
        trip_direction[2];
    float touch_position[3], action_smuggle[2], movement_smuggle[2];
    int32_t kick_before; // a pass or shot stood earlier in the queue
} ParityStart;

/// Where events go: set before a tick; NULL: nowhere.
typedef struct ParityLog {
    ParityEvent* events;
    int32_t count, capacity, row;
} ParityLog;
extern ParityLog* parity_log;

/// A queue that takes the place of the one a request would give, and the recorded start that
/// follows from it (lock step with given commands); NULL: none.
typedef struct ParityOverride {
    bool active;
    RgCommandQueue queues[RG_PLAYER_COUNT]; // by engine player
    const ParityStart* starts[RG_PLAYER_COUNT];
} ParityOverride;
extern ParityOverride* parity_override;

/// Gives a player who is about to choose a clip the recorded start of it to the last bit, if it is
/// his to the resolution of the ticks: ties are decided by last bits.
void parity_sharpen(RgMatch* match, int player, const ParityStart* start);

/// A new match before its first tick, or NULL. Free with rg_free.
RgMatch* parity_new_match(const void* pitch, const RgMatchDef* def);

/// Actions of one env step as the engine takes them.
RgControls parity_controls(const RgMatchDef* def, const unsigned char* actions, int slots);

/// +1 where the frame of `team` is the world's, else -1.
float parity_sign(const RgMatch* match, int team);

/// World number (0 … 21, left first) of an engine player.
int parity_number(const RgMatch* match, int player);
