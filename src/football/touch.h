// Foot meets ball (C.7; errata 3): which clip can reach the ball, and what the ball does at the
// touch.
#pragma once

#include "football/ball.h"
#include "football/body.h"

/// Can this candidate reach the ball (C.7.1, 3.12)? On success fills the planned touch position and
/// the action smuggle (3.14), own frame. `earlier_kick`: a pass or shot command stood earlier in
/// the same queue. The plain rule, that rg_touch_first, the game's own way, is tested against.
bool rg_touch_reaches(const RgMatch* match, int player, const RgClip* clip,
                      const RgCommand* command, const RgPath* path, bool earlier_kick,
                      RgV3* touch_position, RgV2* action_smuggle);

/// False when that can be said of no clip that the player could start for the command, whichever
/// it is: sooner told than chosen.
bool rg_touch_conceivable(const RgPitch* pitch, const RgMatch* match, int player,
                          const RgCommand* command, bool earlier_kick);

/// The first of `count` clips of which that is true, and its path; most that fail are refused
/// without computing theirs.
/// @return its place in `ids`, or -1.
int rg_touch_first(const RgMatch* match, int player, const RgCommand* command, bool earlier_kick,
                   const uint16_t* ids, int count, RgPath* path, RgV3* touch_position,
                   RgV2* action_smuggle);

/// Is a ballcontrol touch needed at all (C.7.2, 6.9)?
bool rg_touch_needed(const RgMatch* match, int player, const RgClip* clip,
                     const RgCommand* command);

/// The tick of the touch frame: the touch of the running clip if the ball is there (3.2, 3.7-3.11).
/// @return whether it kicks the ball: then run the kick's flights (ball.h) before the end.
bool rg_touch_begin(RgMatch* match, int player, RgKick* kick);

/// @param kick NULL: the ball was not kicked
void rg_touch_end(RgMatch* match, int player, const RgKick* kick);

/// Every tick of the player who holds the ball in his hands, after his body has moved (C.7.6): the
/// ball sits below his elbow. Lets go when the clip has thrown it.
void rg_touch_hold(RgMatch* match, int player);

/// A "controlled ball collision" (C.7.3, 3.8): without a touch clip. The body tick of the ball's
/// owner calls the first form's test every tick.
void rg_controlled_collision_test(const RgPitch* pitch, RgMatch* match, int player);
void rg_controlled_collision(const RgPitch* pitch, RgMatch* match, int player);

/// Movement smuggle of a clip at its start (C.6.5, 6.1).
RgV2 rg_movement_smuggle(const RgMatch* match, int player, const RgMotion* motion);
