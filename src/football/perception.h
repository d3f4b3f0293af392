// Delayed perception (C.3; 2.6, 2.7, 3.4): mental images every 100 ms, read with a reaction delay.
#pragma once

#include "football/match.h"

/// Pushes a new image of the present state (positions of the end of the last tick), keeps the
/// newest three.
void rg_images_push(RgMatch* match);
/// Empties the list (placement).
void rg_images_clear(RgMatch* match);

/// Reaction delay r of a player in whole ms: agent-driven or built-in (C.3, 3.5, 2.7).
int rg_reaction_ms(const RgMatch* match, int player);
/// r0: r, but 0 for the match's last toucher if that touch was not accidental.
int rg_perception_delay(const RgMatch* match, int player);
/// The body's own delay for choosing touch clips: 0 if his team touched last, else the reaction
/// time (C.3).
int rg_body_delay(const RgMatch* match, int player);

/// Ball `ms` ahead as perceived with `delay`, in `team`'s frame: the image's table at ms + age,
/// pulled to within 2.5 m of the truth.
RgV3 rg_seen_ball(const RgMatch* match, int team, int delay, int ms);
/// Position of `player` as perceived with `delay`, in `team`'s frame (pulled to within 2.5 m of the
/// truth).
RgV2 rg_seen_position(const RgMatch* match, int team, int player, int delay);
/// Velocity likewise (within 5 m/s of the truth).
RgV2 rg_seen_velocity(const RgMatch* match, int team, int player, int delay);
/// Where he will be in some seconds, from both.
RgV2 rg_seen_soon(const RgMatch* match, int team, int player, int delay, float seconds);
/// Facing and speed class stored in the image read with `delay`, in `team`'s frame.
RgV2 rg_seen_facing(const RgMatch* match, int team, int player, int delay);
RgSpeedClass rg_seen_class(const RgMatch* match, int player, int delay);
