// Motion clips: the table of the original's 1452 clips in figures (specification clips/README.md),
// compiled in as data.
#pragma once

#include "football/pitch.h"

#include <stdint.h>

/// Function types with the numbers of the recordings (ticks/README.md section 4).
typedef enum RgFunction {
    RG_FN_NONE = 0,
    RG_FN_MOVEMENT = 1,
    RG_FN_BALL_CONTROL = 2,
    RG_FN_TRAP = 3,
    RG_FN_SHORT_PASS = 4,
    RG_FN_LONG_PASS = 5, // has no clips of its own: uses those of short passes
    RG_FN_HIGH_PASS = 6,
    RG_FN_SHOT = 8,
    RG_FN_DEFLECT = 9,
    RG_FN_INTERFERE = 11,
    RG_FN_TRIP = 12,
    RG_FN_SLIDING = 13,
    RG_FN_SPECIAL = 14,
    RG_FN_COUNT = 15
} RgFunction;

typedef enum RgSpecialState {
    RG_SPECIAL_NONE,
    RG_SPECIAL_LAY_FRONT,
    RG_SPECIAL_LAY_BACK
} RgSpecialState;

enum {
    RG_CLIP_COUNT = 1452,
    RG_CLIP_STAND = 1128, // the clip of a placed player
    RG_CLIP_HOLD = 1200,  // and of one placed with the ball in his hands
    RG_CLIP_MAX_FRAMES = 306,
    RG_CLIP_ROWS = 50546, // frames of all clips together
    RG_QUADRANT_COUNT = 34,
    RG_BODY_PARTS = 13
};

/// One clip. Clip frame: origin where the player stands at the start, forward = -y, left = +x;
/// angles counter-clockwise from forward. Columns as in clips/README.md section 3. What playing and
/// choosing clips looks at most comes first, one cache line each.
typedef struct RgClip {
    // playing
    _Alignas(64) uint16_t id;
    uint16_t twin, frames;
    int16_t touch_frame; // -1 none
    uint32_t motion_row, parts_row;
    uint8_t function;            // RgFunction
    uint8_t in_class, out_class; // RgSpeedClass
    uint8_t quadrant;
    uint8_t in_special, out_special; // RgSpecialState
    uint8_t foot_in, foot_out;       // 0 left, 1 right
    uint8_t idlelevel, priority;
    uint8_t in_retain, in_retain_raw, out_retain_raw; // 0 none, 1 left elbow, 2 right elbow
    int8_t specialvar1, specialvar2, triptype;
    bool baseanim, lastditch, touch_kicked, generated, mirror;
    float in_vel, out_vel; // 0, 3.5, 5, 7
    float difficulty;
    float touch_maxpower;
    RgV2 out_mov;
    // choosing
    float turn_ang;
    RgV2 in_bdir, out_dir;
    RgV2 trans;
    float in_body_ang, out_ang, out_body_ang;
    float pref_out_vec_ang, pref_out_ang, allow_in_body_ang, allow_out_body_ang;
    // the rest
    RgV3 touch; // ball at the touch frame, clip frame
    RgV2 touch_rel, touch_mov;
    float touch_difficulty;
    RgV3 balldir;
    float balldir_maxdev;
    RgV3 inball;
    float inball_maxdev;
    RgV2 in_mov, out_bdir;
    RgV3 bump;
} RgClip;

/// Generated at build time from data/ (tools/make_clip_table.py).
extern const RgClip rg_clips[RG_CLIP_COUNT];
/// (rows, 3) float32: x, y, z of every frame of every clip; clip c owns rows motion_row …
/// motion_row + frames - 1.
extern const float rg_clip_motion[][3];
/// Body yaw at every frame, rows as in rg_clip_motion, rad, relative to the start heading.
extern const float rg_clip_yaws[];
/// The outgoing velocities that clips are sorted into (RgClip.quadrant), m/s.
extern const RgV2 rg_quadrants[RG_QUADRANT_COUNT];

/// A body part's box in its own frame, m (D.6), and its partner in a mirrored clip.
typedef struct RgPartBox {
    RgV3 low, high;
    uint8_t mirror_part;
} RgPartBox;
extern const RgPartBox rg_part_boxes[RG_BODY_PARTS];

/// Poses of all body parts, packed: 13 records a frame (rg_clip_part unpacks them).
extern const uint64_t rg_clip_part_low[];
extern const uint16_t rg_clip_part_high[];

/// Where a body part is: `place` relative to the root's x, y (z absolute, m) in the clip frame,
/// `turn` a quaternion x, y, z, w.
typedef struct RgPartPose {
    RgV3 place;
    float turn[4];
} RgPartPose;

/// Pose of one part halfway between `frame` and the next (clips/README.md section 7); mirrored
/// clips are turned over.
RgPartPose rg_clip_part(const RgClip* clip, int frame, int part);

/// Root velocity at every frame, rows as in rg_clip_motion: mean of the up to three backward
/// differences around it, m/s, clip frame (clips/README.md section 3).
extern const RgV2 rg_clip_velocities[];

/// Binary logarithms of 0 (stands for minus infinity: unused), 1, 2 … RG_CLIP_MAX_FRAMES.
extern const double rg_log2_of[RG_CLIP_MAX_FRAMES + 1];

/// Body yaw at a frame, rad, relative to the start heading.
static inline float rg_clip_yaw(const RgClip* clip, int frame) {
    return rg_clip_yaws[clip->motion_row + (uint32_t)frame];
}
