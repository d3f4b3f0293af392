// One player's body: it plays exactly one clip, asks for commands at its end or at a re-queue tick,
// and follows the path computed at the clip's start (C.6; 1.9, 3.6, 3.14, 6.1, 6.2, 6.7, 6.8).
// select.c chooses the clip, path.c computes the path.
#pragma once

#include "football/ball.h"

/// One tick of a body (C.4 item 4): decays the collision offset, advances the frame, decides
/// whether to ask for commands (the queue is filled by rg_mind_request, mind.h), starts the first
/// command that finds a clip, moves, and makes the touch at its frame (touch.h).
/// @return whether the ball was kicked: then run the kick's flights (ball.h) and end the turn with
/// rg_body_touched.
bool rg_body_tick(const RgPitch* pitch, RgMatch* match, int player, RgKick* kick);
void rg_body_touched(RgMatch* match, int player, const RgKick* kick);

/// Placement: stands still at `point`, looking at `look` (own frame), clip 1128 at `start_frame`
/// (1.6). Resets what 1.6 lists.
void rg_body_place(RgMatch* match, int player, RgV2 point, RgV2 look, int start_frame);

/// After rg_body_place: the ball is in his hands (a throw-in).
void rg_body_hold(RgMatch* match, int player);

/// Moves the player and his planned path by a collision shift (own frame): position, decaying
/// offset (cut at 0.1 m after every addition), summed shift (3.2, 4.3).
void rg_body_shift(RgMatch* match, int player, RgV2 shift);

/// Asks for an interruption by a trip; obeys the filter of 4.4. @return whether it was accepted.
bool rg_body_trip(RgMatch* match, int player, int type, RgV2 direction);

/// True while the running clip's touch lies ahead (incremented frame < touch frame, 1.9).
bool rg_touch_pending(const RgMotion* motion);

/// Which way a player looks: RgPlayer's fields of the same names.
typedef struct RgOrientation {
    RgV2 facing, body_direction, clip_body;
    float body_angle;
} RgOrientation;

/// In most ticks nobody asks which way a player looks, so rg_body_tick leaves it open but for who
/// asks for commands or touches the ball.
RgOrientation rg_orientation(const RgPlayer* self);

/// Parts of it, which mostly are found sooner.
RgV2 rg_facing(const RgPlayer* self);
float rg_body_angle(const RgPlayer* self);

/// Notes it in the player, whose fields can be read then until his next tick.
void rg_settle_orientation(RgPlayer* self);

/// Angle of the body against the facing, not snapped, rad: 0 where the two are the same vector.
float rg_lean(RgV2 facing, RgV2 clip_body);
/// The same where the turn into the player's own frame is known: rg_turn of minus his heading.
float rg_lean_in(RgV2 facing, RgTurn own_frame, RgV2 clip_body);

/// Where his path leads next from his position at frame n, collisions left out. The pose of frame n
/// stands at entry n of the path, which holds n + 1 increments (6.2), and is turned as there.
/// Measured: the seven recorded bounces off bodies in the middle of a clip keep their direction
/// within 0.7 degrees (mean 0.3; with poses at the present position 3.0 and 0.8), and of 27
/// recorded meetings with a tackler's legs, 4 of them hits, 26 come out right to the tick (else
/// 23).
RgV2 rg_body_ahead(const RgMotion* motion, int n, RgV2 position);

/// Turn of the clip's body against its table, rad (3.6), at entry n of the path.
float rg_rotation_offset(const RgMotion* motion, int n);

/// A path under computation (path.c): what stays the same for all its ticks, and how far it has
/// come.
typedef struct RgWalk {
    const RgClip* clip;
    bool touch, movement, lagged, stretched, sliding;
    bool unlimited; // in his gain of speed (step 8)
    int last;       // E = F - 1
    float heading;
    RgTurn heading_turn;
    float blend; // B_p: weight of the wanted movement against the clip's own
    float lag;
    float max_speed;       // with the factor of touch clips
    float free_max_speed;  // without
    float wanted_speed;    // |D|
    RgV2 wanted_direction; // unit D
    float turn;            // phi
    float slack;           // S of step 3
    float agility, acceleration;
    float cornering;         // largest turn of a tick, before the division by the speed
    float change;            // largest change of a tick before everything that depends on the tick
    float slow_start;        // how much of that is missing at first to who runs at 8 m/s
    float power;             // powerFactor of step 7
    float ease;              // share of the largest gain of speed that a hard clip leaves
    int done;                // entries computed
    RgV2 position, velocity; // behind the last of them
    float speed;             // |velocity|
} RgWalk;

/// A candidate's path, computed before it is chosen (C.6.5). Entries as in RgMotion.
typedef struct RgPath {
    int frames;          // F entries
    RgV2 point[RG_PATH]; // relative to the start position, own frame axes
    RgV2 velocity[RG_PATH];
    float lean; // at the start, rg_lean
    float rotation_begin, rotation_end;
    RgV2 end_velocity;
    float end_angle, end_body_angle;
    RgWalk walk;
} RgPath;

enum { RG_PATH_STRIDE = RG_TURNS }; // entries are worked out so many at a time

/// Path of `clip` for `command` from the player's present state (C.6.5). `touch`: a touch type.
void rg_path_compute(const RgMatch* match, int player, const RgClip* clip, const RgCommand* command,
                     RgPath* path);

/// The same bit by bit: entries before `count` are computed by rg_path_continue, all that are left
/// and the end's figures by rg_path_end.
void rg_path_begin(const RgMatch* match, int player, const RgClip* clip, const RgCommand* command,
                   RgPath* path);
void rg_path_continue(RgPath* path, int count);
void rg_path_end(const RgMatch* match, int player, RgPath* path);

/// Bounds for all paths of a command, whatever the clip. Entries as in RgPath, filled as far as
/// they were asked for; the last two of a path are not bound (C.6.5 step 9).
typedef struct RgFreedom {
    bool limited;            // step 8 limits his gain of speed
    float power, gain, top;  // of steps 7 and 8: largest shares of a tick; his largest speed, m/s
    float present;           // speed, m/s
    int count;               // entries filled
    float change[RG_PATH];   // of the velocity against the present one, m/s
    float distance[RG_PATH]; // of the point from where the present velocity alone would lead, m
    float speed[RG_PATH];    // m/s
    float length[RG_PATH];   // of the way so far, m
} RgFreedom;

void rg_freedom_begin(const RgMatch* match, int player, const RgCommand* command,
                      RgFreedom* freedom);

/// Fills the entries before `count`.
void rg_freedom_continue(RgFreedom* freedom, int count);

/// Candidates for a command in order of preference (C.6.4; clips/README.md section 5). @return how
/// many ids were written.
int rg_select_clips(const RgPitch* pitch, const RgMatch* match, int player,
                    const RgCommand* command, uint16_t* ids, int capacity);

/// Front-of-foot offset (C.6.6) in the frame "heading 0 looks to -y": distance and turn by body
/// angle.
RgV2 rg_front_of_foot(float speed, float body_angle, float height);
