// Team play without the ball (C.12, C.13.2-C.13.4; errata 2).
#pragma once

#include "football/match.h"

/// Tactical home positions after spreading (C.12.1, 4.8, D.2). For a list of `count` players with
/// the scenario's roles.
void rg_shape_homes(RgMatch* match, int team);
/// C.4 item 3: offensiveness, trap line, runs, support; roles and marking at their ticks. In open
/// play only.
void rg_shape_tick(RgMatch* match, int team);
/// Placement of a formation entry with given bounds and foci (C.12.3 item 10), shared with set
/// pieces.
typedef struct RgFormation {
    float back, front, low, high; // bounds, m
    float x_focus, x_strength, y_focus, y_strength;
    RgV2 micro;
    float micro_strength;
    float midfield_focus, midfield_strength;
} RgFormation;
RgV2 rg_formation_point(RgV2 home, const RgFormation* formation);

/// Adapted formation positions of a player for `n` formation entries (C.12.3), own frame.
void rg_adapted_points(RgMatch* match, int player, int n, const RgV2* homes, const uint8_t* roles,
                       RgV2* points);

/// Wanted movement of a built-in field player off the ball, before any hunting (C.13.2, C.13.3):
/// direction and class speed. `delay`: how late he sees, ms (rg_perception_delay).
void rg_shape_movement(RgMatch* match, int player, int delay, RgV2* direction, float* speed);

/// Whether the player goes for the opponents' man instead (C.12.7, C.13.4). @param direction in/out
/// wanted direction @param speed in/out m/s, a class value; both are only a hint for where to look:
/// a hunter runs to the ball
bool rg_shape_hunt(RgMatch* match, int player, int delay, RgV2* direction, float* speed);

/// Offensive share of a role: 0 defender … 1 forward (C.12).
float rg_mentality(int role);

/// Updates the offensiveness (C.12.4): every second, and of the scoring team at a goal (2.16).
void rg_update_offensiveness(RgMatch* match, int team);

/// In play, at whole seconds, before the player moves: his mean speed over the last 10 s (2.20).
void rg_note_position(RgMatch* match, int player);

/// Clears what a placement clears (1.6): marking, runs, mean speeds; keeps roles.
void rg_shape_reset(RgMatch* match, int team);

/// Offside line for `team`'s players (C.12.10): x beyond which they stand offside, own frame; true
/// positions.
float rg_offside_line(const RgMatch* match, int team);
