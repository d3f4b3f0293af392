// Inside of the clip selection: the plain procedure and what it is asked, for select.c, its index
// and its test.
#pragma once

#include "football/match.h"

/// What is asked of the clips, in the player's frame (forward = -y).
typedef struct RgQuery {
    const RgPitch* pitch;
    RgFunction function; // of the clips: long passes use those of short passes
    bool looks;          // the side test and the look filter apply
    bool last_ditch;     // desperate clips may be used
    bool catching;       // deflect: only clips that catch
    bool closely;        // the wanted movement must be met closely (C.6.4 "strict")
    bool holds;          // the ball is in his hands
    uint8_t in_class;    // RgSpeedClass he starts from
    uint8_t special;     // RgSpecialState the clip before ended in
    uint8_t foot;        // 0 left, 1 right
    int idle_level;
    float body_angle;          // relative body angle, snapped
    RgV2 look, look_direction; // look-at point and its direction
    RgV2 fence;                // the direction opposite to that
    RgV2 direction;            // wanted direction, unit
    float speed;               // wanted class speed
    float cornering;           // c of the rating
    bool asks_direction;       // the next counts
    RgV2 ball_direction;       // wanted direction of the ball; zero: any
    bool asks_incoming;        // the next counts
    RgV2 incoming;             // direction the ball travels; zero: not asked
    int trip_type;
    RgV2 trip_direction;
} RgQuery;

/// A clip of a list under selection with the rating it is being sorted by.
typedef struct RgCandidate {
    uint16_t id;
    float rating;
} RgCandidate;

RgQuery rg_query_make(const RgPitch* pitch, const RgMatch* match, int player,
                      const RgCommand* command);

/// Every clip of the type, filtered and sorted step by step as described (C.6.4). `list` has room
/// for RG_CLIP_COUNT.
/// @return how many candidates are left, best first.
int rg_select_plain(const RgQuery* query, RgCandidate* list);

/// The same for touch clips through the index (pitch.c), with ratings worked out only where they
/// decide.
int rg_select_touch(const RgQuery* query, RgCandidate* list);

/// The clips of a touch among which a player may choose.
const RgTouchBucket* rg_touch_bucket(const RgPitch* pitch, const RgMatch* match, int player,
                                     RgFunction function);

/// The part of the crude filter that hangs on nothing but speed class and body angle.
bool rg_passes_start(const RgQuery* query, const RgClip* clip);

/// The best movement clip through the index (pitch.c): the same answer as rg_select_plain. @return
/// its id, or -1.
int rg_select_movement(const RgQuery* query);

/// False for clips that turn the body through the direction opposite to the look-at point.
bool rg_passes_side(const RgQuery* query, const RgClip* clip);
/// Ratings, smaller is better: of the outgoing velocity, and of where the clip ends up looking.
float rg_direction_rating(const RgQuery* query, RgV2 out, float speed);
float rg_standing_rating(const RgQuery* query);
float rg_look_rating(const RgQuery* query, const RgClip* clip);
/// The rating of the look to 3e-5, sooner. `wanted`: the wanted direction, unit.
float rg_near_look_rating(const RgQuery* query, RgV2 wanted, const RgClip* clip);

/// What the crude filter asks of a clip, as bits (RgClipList.traits).
uint32_t rg_clip_traits(const RgClip* clip);
/// rg_passes_side (1 or 0) and rg_near_look_rating of `count` listed clips from `first` on.
void rg_listed_sides(const RgQuery* query, int first, int count, int32_t* passes);
void rg_listed_looks(const RgQuery* query, int first, int count, float* near);
/// Bucket of a body angle and the angle of a bucket: 0, 45, 135, -45, -135 degrees.
int rg_body_bucket(float angle);
float rg_bucket_angle(int body);
/// Absolute angle between two angles, rad.
float rg_angle_between(float a, float b);

#define RG_NARROW_ANGLE (0.06f * RG_PI)
/// What an angle that is only nearly known must be away from another to tell.
#define RG_ANGLE_SLACK 1e-4f
