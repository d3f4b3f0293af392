// Dimensions, speeds and the frames everything is measured in (C.0).
//
// Teams inside the engine are numbered by processing order: 0 is processed first, 1 second (A.9).
// The *match frame* is team 0's own frame: team 0 defends x = -55 and attacks +55. Team 1's own
// frame is the match frame turned by 180 degrees. Which of the two is the left team matters only at
// the edges (match_view.c, reset, slots): see RgMatch.left. A player's state is stored in his own
// team's frame; the ball, its prediction and its history in the match frame.
#pragma once

#include "football/vec.h"

#define RG_PITCH_HALF_LENGTH 55.0f
#define RG_PITCH_HALF_WIDTH  36.0f
#define RG_LINE_HALF_WIDTH   0.06f
#define RG_BALL_RADIUS       0.11f
#define RG_GOAL_HALF_WIDTH   3.7f
#define RG_GOAL_HEIGHT       2.5f
#define RG_GOAL_DEPTH        2.55f
#define RG_OUT_X             55.17f
#define RG_OUT_Y             36.17f

#define RG_OBSERVATION_X  54.4f
#define RG_OBSERVATION_Y  (-83.6f)
#define RG_START_X        55.0f
#define RG_START_SQUARE_Y (-2.36f) // of the half width

#define RG_SPEED_DRIBBLE    3.5f
#define RG_SPEED_WALK       5.0f
#define RG_SPEED_SPRINT     8.0f
#define RG_ANIMATION_SPRINT 7.0f
#define RG_SWITCH_IDLE      1.8f // idle below
#define RG_SWITCH_DRIBBLE   4.2f // dribble below
#define RG_SWITCH_WALK      6.0f // walk below, sprint from here
#define RG_SPEED_PER_METRE  2.6f // desired speed = 2.6 * remaining distance

/// Speed classes (C.0).
typedef enum RgSpeedClass {
    RG_CLASS_IDLE,
    RG_CLASS_DRIBBLE,
    RG_CLASS_WALK,
    RG_CLASS_SPRINT
} RgSpeedClass;

static inline RgSpeedClass rg_speed_class(float speed) {
    if (speed < RG_SWITCH_IDLE) {
        return RG_CLASS_IDLE;
    }
    if (speed < RG_SWITCH_DRIBBLE) {
        return RG_CLASS_DRIBBLE;
    }
    return speed < RG_SWITCH_WALK ? RG_CLASS_WALK : RG_CLASS_SPRINT;
}

/// Class value 0 / 3.5 / 5 / 8 of a class ("quantised speed").
static inline float rg_class_speed(RgSpeedClass speed_class) {
    static const float value[4] = {0.0f, RG_SPEED_DRIBBLE, RG_SPEED_WALK, RG_SPEED_SPRINT};
    return value[speed_class];
}

static inline float rg_quantised_speed(float speed) {
    return rg_class_speed(rg_speed_class(speed));
}
