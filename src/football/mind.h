// What a body is told to do: the command queue of a request, for agent-driven and built-in players
// (C.9.3, C.9.4, C.13).
#pragma once

#include "football/match.h"

/// Fills the queue of a request (an interruption of type RgInterrupt). The last command is always a
/// movement.
void rg_mind_request(const RgPitch* pitch, RgMatch* match, int player, RgCommandQueue* queue);

/// Finds a player's tactics ratings anew (3.19).
void rg_refresh_ratings(RgMatch* match, int player);

/// Every tick in play, before his body: the ratings at their staggered ticks.
static inline void rg_mind_tick(RgMatch* match, int player) {
    int id = rg_number_of(player) + (rg_team_of(player) == 0 ? 0 : match->teams[0].player_count);
    if ((uint32_t)(match->clock + 10 * id) % 100 == 0) {
        rg_refresh_ratings(match, player);
    }
}

/// Appends ballcontrol, trap, interfere when their conditions hold (C.9.3). `direction`, `speed`:
/// wanted movement. Shared by agents and built-in players.
void rg_append_touch_commands(const RgMatch* match, int player, RgV2 direction, float speed,
                              RgV2 touch_direction, float touch_speed, bool pressing,
                              RgCommandQueue* queue);

/// Appends a built-in player's slide when its conditions hold (C.13.1).
void rg_append_slide(const RgMatch* match, int player, RgCommandQueue* queue);

/// What the movement command is made from (C.9.4).
typedef struct RgMoveInput {
    RgV2 direction;     // wanted direction, unit
    float speed;        // wanted speed, m/s
    int delay;          // how late he sees, ms (rg_perception_delay)
    bool forced_magnet; // run to the ball whatever the input
    bool haste;         // mode 2 / Pressure
    float switch_bias;  // 0 for built-in players
    bool agent;         // driven by an agent (input speed matters)
    bool has_slot;      // owns a slot, even a disabled one (2.17)
    bool cancel;        // Sprint and Dribble held without best possession: pure input
} RgMoveInput;

/// Blends wanted and automatic movement into a movement command (C.9.4; 2.17-2.19, 4.6). Also notes
/// wanted_time_ms (6.1).
RgCommand rg_move_command(RgMatch* match, int player, const RgMoveInput* input);

/// On-the-ball decisions of a built-in D (C.13.5; 3.17-3.20, 5.4): appends kick commands, returns
/// the dribble movement.
void rg_decide_on_ball(RgMatch* match, int player, RgCommandQueue* queue);
void rg_dribble_movement(const RgMatch* match, int player, RgV2* direction, float* speed);

/// Commands of a set-piece taker or of a player holding the ball (C.15.6; 5.6, 5.9).
void rg_taker_request(RgMatch* match, int player, RgCommandQueue* queue);
