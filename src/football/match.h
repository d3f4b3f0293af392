// The whole state of one match, as plain data: no pointers, so saving, restoring and cloning are
// copies of the bytes. Players, team and ball: see pitch.h for frames and team numbers. Times are
// ms of the simulated clock unless said otherwise. Each block names the file that changes it;
// everybody may read everything.
#pragma once

#include "core/error.h"
#include "football/clip.h"
#include "football/flight.h"
#include "football/generator.h"
#include "football/pitch.h"
#include "regista/football.h"

#include <stdint.h>

enum {
    RG_BALL_SAMPLES = 300, // predictions at 0, 10, … 2990 ms (C.2)
    RG_BALL_RING = 512,    // room of the ring that holds them: a power of two
    RG_BALL_STRETCH = 16,  // samples that are found at once beyond the last; the ring holds n of it
    RG_BALL_TABLE = 320,   // samples of a prediction that is filled anew, n of it as well
    RG_BALL_HISTORY = 401, // positions that averages look back on
    RG_BALL_ROOM = 1024,   // room for them and for newer ones
    RG_SUM_TICKS = 8,      // ticks whose sums of positions are found at once
    RG_SUM_STRIDE = 8,     // every so many positions the sum is kept
    RG_IMAGES = 3,         // mental images kept (C.3)
    RG_POSE_FRAMES = 3,    // more than two clips in 11 ticks are rare
    RG_PATH = 128,         // longest clip that is ever started has 112 frames; entry n of C.6.5
    RG_QUEUE = 10,         // commands of one request, at most
    RG_SIDE_HISTORY = 600, // possession-side samples (C.1 item 15)
    RG_SPEED_HISTORY = 11, // positions at whole seconds (2.20)
    RG_NOBODY = -1
};

/// Interruptions that make a body ask for commands (ticks/README.md: clip_interrupt).
typedef enum RgInterrupt {
    RG_INTERRUPT_NONE = 0,
    RG_INTERRUPT_CLIP_END = 1,
    RG_INTERRUPT_TRIP = 4,
    RG_INTERRUPT_REQUEUE = 7
} RgInterrupt;

/// Types of touches (ticks/README.md: last_touch_team_by_type).
typedef enum RgTouchType {
    RG_TOUCH_KICKED,
    RG_TOUCH_NOT_KICKED,
    RG_TOUCH_ACCIDENTAL,
    RG_TOUCH_TYPE_COUNT
} RgTouchType;

typedef enum RgStrict { RG_STRICT_NO, RG_STRICT_YES, RG_STRICT_DYNAMIC } RgStrict;

/// One command of a queue (C.6.1, C.9.3). Directions and points in the player's own frame.
typedef struct RgCommand {
    uint8_t function;  // RgFunction
    uint8_t strict;    // RgStrict: how closely the wanted movement must be met (C.6.4)
    bool use_movement; // direction and speed are wanted; else the clip's own outgoing movement is
                       // the target
    bool use_look;
    RgV2 direction; // unit
    float speed;    // m/s
    RgV2 look;      // point, m
    // touches with power (passes, shots)
    RgV2 input_direction; // what the controller pointed at, for re-targeting at the touch (3.9)
    float input_power;
    RgV3 ball_direction;  // wanted direction of the ball, unit (3D)
    float power;          // wanted power, 0 … 1
    int8_t target;        // team-mate (list index) or RG_NOBODY
    int8_t forced_target; // given by the caller, or RG_NOBODY
    bool catch_only;      // deflect: catching clips only (C.14)
    bool knock_on;        // Sprint and Dribble both held (3.7)
    // trips
    int8_t trip_type; // 1 … 3
    bool automatic;   // agent: direction and power of a touch fully automatic
    uint8_t unused[2];
    RgV2 trip_direction;
} RgCommand;

// commands are assigned whole: with padding, equal states could differ in bytes
_Static_assert(sizeof(RgCommand) == 68, "a command has no padding");

typedef struct RgCommandQueue {
    int32_t count;
    RgCommand commands[RG_QUEUE];
} RgCommandQueue;

/// The clip a body is playing and everything computed once at its start (body.c). Own frame.
typedef struct RgMotion {
    // what every tick looks at
    uint16_t clip;     // RgClip.id
    uint16_t previous; // clip before
    uint16_t
        frame; // frame counter: 0 in the tick the clip starts (see body.c), clip ends at frames - 1
    uint8_t function;      // function of the command (a long pass plays a short-pass clip)
    int16_t touch_frame;   // -1 none
    RgV2 start;            // position at the start
    RgV2 smuggled;         // what has been shown of both smuggles so far
    RgV2 shift;            // sum of all collision shifts since the start (o of 3.2), own frame
    RgV2 action_smuggle;   // whole shift towards the ball, shown up to the touch frame (3.14)
    RgV2 movement_smuggle; // whole shift, shown to the clip's end (6.1)
    float start_angle;     // heading at the start (clip convention)
    float rotation_begin, rotation_end; // clip_rsb, clip_rse of the recordings (3.6)
    // the rest
    RgCommand command; // as started; ball direction and power are renewed at a pass's touch
    RgV2 start_velocity;
    float start_body_angle; // relative body angle at the start, before snapping
    RgV3 touch_position;  // planned touch position = perceived ball at 10 * touch frame (3.12); not
                          // moved by collisions
    RgV2 end_position;    // planned end N, moved along by collision shifts
    float end_angle;      // theta, heading at the end
    float end_body_angle; // B, body heading at the end
    RgV2 end_velocity;    // o_v
    float end_speed;      // V: outgoing speed of the clip, 0, 3.5, 5 or 7 (3.7)
    RgV3 ball_then; // of an interference or deflection: true ball prediction at +1000 ms when it
                    // began (C.8.2)
    RgV2 path[RG_PATH]; // entry n: start + n+1 increments (6.2)
} RgMotion;

/// A frame of a clip, and the angle of the clip's frame: heading at the start and turn of the body
/// since.
typedef struct RgPoseFrame {
    uint16_t clip, frame;
    float turn;
} RgPoseFrame;

/// How a body was posed when the last tick ended: so late do balls, legs and hands meet it (C.1
/// item 16). Own frame (skeleton.c).
typedef struct RgPose {
    // a tick leaves it open: read it through rg_pose (skeleton.h)
    bool open;     // position is the body's own yet, and the newest frame lacks its turn
    uint8_t count; // 1: nothing else shows than the running clip
    RgV2 position; // where the path leads next (rg_body_ahead)
    RgPoseFrame frames[RG_POSE_FRAMES]; // newest first: each fades in over the one after it
} RgPose;

/// One player. Own frame of his team. Index = team (0 first processed, 1 second) * RG_TEAM_SIZE +
/// list index.
typedef struct RgPlayer {
    // description (reset)
    uint8_t role; // static RgRole
    bool lazy, controllable;
    float difficulty;
    RgV2 start; // start position, m, own frame
    RgV2 home;  // tactical home position, [-1, 1]^2 (C.12.1)
    // state
    bool active;
    bool yellow;          // the flag shown in observations
    uint8_t cards;        // yellow 1, red 3
    int64_t dismissed_at; // clock at which a second yellow or a red takes effect (4.9), 0 none
    float fatigue;        // 0 fresh … 0.99 (phi = 1 - fatigue)
    // body (body.c)
    RgV2 position;      // m
    RgV2 seen_position; // start of the last tick: what observations report
    RgV2 velocity;      // movement velocity, m/s
    // which way he looks; a tick leaves it open: read it through rg_orientation (body.h)
    bool orientation_due;  // the following is to be found from his velocity and clip
    RgV2 facing;           // unit: direction of motion, or of the body when idle
    RgV2 body_direction;   // unit, world direction of the body in own frame
    float body_angle;      // relative to facing, snapped to 0, ±45°, ±135°, rad
    RgV2 clip_body;        // unit, direction of the clip's own body: the same before snapping
    uint8_t speed_class;   // RgSpeedClass of velocity
    uint8_t foot;          // 0 left, 1 right
    uint8_t requeue_delay; // ticks
    int8_t pending_trip;   // 0 none, else type 1 … 3; direction below
    RgV2 pending_trip_direction;
    RgV2 bump;           // decaying collision offset, <= 0.1 m
    RgPose pose;         // renewed after the contacts of every tick
    RgV2 left_at;        // position at the end of his last turn; collisions move him on
    RgV2 shift_velocity; // half of it counts as own velocity next tick (C.6.5)
    // possession (possession.c, touch.c)
    bool has_possession, best_possession, unique_possession;
    int32_t time_ms, time_optimistic_ms; // time to ball (C.5); read it through rg_time_to_ball
    bool time_due; // put off: it will be found from the following and the prediction of then
    RgV2 due_position, due_velocity;
    int32_t possession_ms;   // how long he has had possession
    int8_t slot;             // agent slot of his team or RG_NOBODY
    int64_t last_touch_ms;   // 0 none
    uint8_t last_touch_type; // RgTouchType
    // controller memory (control.c, mind.c)
    int32_t remembered_time_ms; // t_mem / t_me': own time at the previous request (2.5, 4.5);
                                // built-in players
    float possession_amount;    // p
    int32_t wanted_time_ms;     // "desired time to ball" of the last request (6.1)
    float wanted_speed;         // vcur of built-in players (C.7.2, 5.4)
    float space, forward_space, rating; // tactics ratings (3.19)
    // team play (shape.c)
    RgV2 dynamic_home;                   // dynamic formation entry, [-1, 1]^2
    uint8_t dynamic_role;                // RgRole
    int8_t marking;                      // opponent's list index or RG_NOBODY
    RgV2 speed_points[RG_SPEED_HISTORY]; // positions at clock mod 1000 = 0, newest last
    uint8_t speed_point_count;
    float mean_speed; // v10 of 2.20, m/s
    RgMotion motion;  // last, and its path last of all: what a tick looks at lies together
} RgPlayer;

/// An agent slot of a team (A.2, C.9). The controller belongs to the slot, not to a player.
typedef struct RgSlot {
    int8_t player;                   // list index or RG_NOBODY
    int8_t direction_x, direction_y; // stored direction, match frame axes
    uint16_t buttons;                // bit set over RgButton
    bool builtin;                    // disabled: handed to the built-in AI
    uint8_t mode;                    // 0 none, 1 defending action, 2 kick action (C.9.2)
    uint8_t action;                  // RgButton of the mode
    int32_t gauge_ms, buffer_ms;
    int64_t since_ms;           // clock when it got its present player (300 ms blend, C.9.1)
    bool blending;              // the blend is still allowed (4.6)
    int32_t remembered_time_ms; // t_mem, survives a change of player (4.5)
    float possession_amount;    // p, renewed every tick
    RgV2 input; // own frame: direction and speed of this tick after all of C.9.1, taken before the
                // body update
    float input_speed;
    int32_t time_ms, last_time_ms; // player's time to ball at the last two control ticks (the +700
                                   // ms cancel, 1.4)
} RgSlot;

/// One team (0: first processed).
typedef struct RgTeam {
    int32_t player_count;
    int32_t agents; // number of slots
    RgSlot slots[RG_TEAM_SIZE];
    int8_t queue[RG_TEAM_SIZE]; // switch queue: slot numbers, front first (C.9.5)
    int8_t selected;            // main selected player, RG_NOBODY none
    int8_t designated;          // designated team possession player (C.4 step 6)
    int8_t last_toucher;
    bool has_possession;      // of any player, at the last refresh
    int32_t time_ms;          // smallest time to ball of the team
    float amount;             // P, unclamped possession amount (C.4 item 1)
    float fading;             // F
    float offensiveness;      // C.12.4
    float trap_x;             // offside trap line, own frame (C.12.5)
    int8_t runner, supporter; // C.12.6
    int64_t run_until;
    int64_t pressure_until, rush_until; // C.12.7
    int32_t score;
    bool offside[RG_TEAM_SIZE]; // current offside list (C.15.3)
} RgTeam;

/// State of the prediction between two ball steps.
typedef enum RgTableAge {
    RG_TABLE_WRONG,   // it knows nothing of the ball
    RG_TABLE_PRESENT, // sample 0 is the present ball: it was touched after the last ball step
    RG_TABLE_LATE,    // sample 0 is one step behind (4.1)
    RG_TABLE_TOUCHERS // the second team touched the ball: as its frame has it (1.1)
} RgTableAge;

/// Ball (ball.c). Match frame; spin in the frame of team 0, unrotated (1.1).
typedef struct RgBall {
    RgV3 position, velocity;
    float spin[4]; // quaternion x, y, z, w: rotation per ms
    bool in_goal;
    // prediction, a ring: sample t at (head + t / 10) & (RG_BALL_RING - 1)
    RgV3 table[RG_BALL_RING];
    RgV3 table_velocity[RG_BALL_RING]; // with the spin: from any sample the real ball can go on
    float table_spin[RG_BALL_RING][4];
    RgFlight tail;              // the last sample known, to go on from
    RgV3 coming[RG_BALL_TABLE]; // RG_TABLE_TOUCHERS: positions of the next ball step's table
    RgBounds bounds;            // of all samples
    uint16_t due_head;          // head when times to the ball were put off last
    bool due_image; // they were put off at a touch: the newest image has the prediction of then
    uint16_t head, ahead; // ahead: samples known beyond the last
    uint8_t table_age;    // RgTableAge: what the next ball step has to do with the table
    // where it was, in the order of time: the newest at history_head, behind it what was foreseen
    float history_x[RG_BALL_ROOM], history_y[RG_BALL_ROOM];
    uint16_t history_head, history_count;
    // of the newest 8, 16 … positions, as far as known: in the tick when sums_head was the newest,
    // and in the next ones if what was foreseen comes true
    float sums_x[RG_BALL_HISTORY / RG_SUM_STRIDE][RG_SUM_TICKS];
    float sums_y[RG_BALL_HISTORY / RG_SUM_STRIDE][RG_SUM_TICKS];
    uint16_t sums_head, sums_known;
} RgBall;

/// What players remember of a moment (perception.c, C.3). Match frame.
typedef struct RgImage {
    int64_t clock;
    RgV2 position[RG_PLAYER_COUNT], velocity[RG_PLAYER_COUNT], facing[RG_PLAYER_COUNT];
    uint8_t speed_class[RG_PLAYER_COUNT], dynamic_role[RG_PLAYER_COUNT];
    bool active[RG_PLAYER_COUNT];
    RgV3 ball[RG_BALL_SAMPLES];
} RgImage;

/// Referee (referee.c, C.15). Points in the match frame.
typedef struct RgReferee {
    uint8_t mode; // RgGameMode of the pending or last restart
    bool pending; // a restart is being prepared or waits for its taker
    bool taken;   // the taker has touched the ball: the set piece is over from the next tick on
    int8_t team;  // taking team
    int8_t taker; // player index (team * 11 + list index) or RG_NOBODY
    RgV2 spot;    // where the ball is placed
    int64_t stop_ms, prepare_ms, start_ms;
    bool card_shown;
    int64_t throw_in_blind_until; // no touch-line checks before this clock (C.15.2)
    bool goal_scored;
    int8_t goal_team;           // team that gets the goal
    int8_t first_kick_off_team; // owner of the scenario's kick-off (C.15.5)
    bool half_time_done;
    // foul waiting for advantage or the whistle (C.15.4)
    bool foul_pending, foul_advantage;
    int8_t foul_type, foul_cards, foul_offender, foul_victim; // player indices
    int64_t foul_ms;
    RgV2 foul_spot;
} RgReferee;

/// A match.
struct RgMatch {
    // description
    int8_t left; // team that is the left one: 0, or 1 when the right team is processed first
    bool offsides, use_magnet, dynamic_selection;
    uint32_t seed;
    int32_t second_half, ticks_per_step;
    RgV2 ball_start; // m, match frame
    // clock (match.c)
    int64_t clock;       // ms at the start of the coming tick
    int64_t match_clock; // ms of match time (180 per tick in play)
    int32_t steps;       // engine step counter, -1 after reset
    bool in_play, in_set_piece;
    int32_t possession_60s; // 60 s possession counter, in ticks, towards team 0 (C.12.4)
    RgGenerator random;
    RgBall ball;
    RgImage images[RG_IMAGES]; // ring
    int32_t newest_image, image_count;
    int8_t best_team;       // best possession team, RG_NOBODY tie
    int8_t owner;           // D: designated possession player of the match (player index)
    int8_t retainer;        // player index of who holds the ball in his hands, or RG_NOBODY
    int8_t last_touch_team; // RG_NOBODY none since the restart
    int8_t last_touch_team_by_type[RG_TOUCH_TYPE_COUNT];
    int64_t body_bounce_until;           // no ball-body bounce while clock <= this (1.12)
    float side_history[RG_SIDE_HISTORY]; // F0 + F1 - 1 of the last 6 s, ring (2.8)
    uint16_t side_head, side_count;
    double side_sum;
    RgReferee referee;
    RgTeam teams[RG_TEAM_COUNT];
    RgPlayer players[RG_PLAYER_COUNT];
};

enum {
    RG_BUCKET_CLIPS = 128,
    RG_BUCKET_GROUPS = 40,
    RG_BUCKET_BODIES = 5,
    RG_BUCKET_TOUCHES = 64,
    RG_BUCKET_FRAMES = 32,
    RG_LISTED_CLIPS = 6000 // in all buckets together
};

/// Movement clips of one outgoing velocity: they have the same direction rating.
typedef struct RgClipGroup {
    RgV2 direction; // unit, clip frame
    float speed;    // class speed
    uint8_t quadrant;
    bool standing;        // the clips end standing, in any direction
    uint8_t first, count; // in the bucket
} RgClipGroup;

/// Movement clips that a player of one speed class and body angle may start, by outgoing velocity;
/// ascending within a group.
typedef struct RgClipBucket {
    uint16_t first; // in RgClipList
    RgClipGroup group[RG_BUCKET_GROUPS];
    int groups;
    int standing; // the group whose clips end standing, -1: none
    // directions and velocities of the groups by coordinate, for comparisons of many
    float x[RG_BUCKET_GROUPS], y[RG_BUCKET_GROUPS];
    float velocity_x[RG_BUCKET_GROUPS], velocity_y[RG_BUCKET_GROUPS];
} RgClipBucket;

/// Clips of a touch that a player of one speed class and body angle may start, ascending.
typedef struct RgTouchBucket {
    uint16_t first, count;           // in RgClipList
    uint8_t frames;                  // how many touch frames they have
    uint8_t frame[RG_BUCKET_FRAMES]; // these, the latest first
    float reach; // from the root to where a clip meets the ball, at most, m; INFINITY: at any place
} RgTouchBucket;

/// The clips of all buckets, one bucket after the other, and what choosing among them looks at by
/// coordinate, for comparisons of many.
typedef struct RgClipList {
    uint16_t id[RG_LISTED_CLIPS];
    uint32_t traits[RG_LISTED_CLIPS]; // select.h
    // where the body looks at the start and at the end, unit; for clips that turn it to the right
    // with the sign changed
    float first_x[RG_LISTED_CLIPS], first_y[RG_LISTED_CLIPS];
    float last_x[RG_LISTED_CLIPS], last_y[RG_LISTED_CLIPS];
    // of RgClip and RgPitch
    float out_x[RG_LISTED_CLIPS], out_y[RG_LISTED_CLIPS];
    float body_x[RG_LISTED_CLIPS], body_y[RG_LISTED_CLIPS];
    float trans_x[RG_LISTED_CLIPS], trans_y[RG_LISTED_CLIPS];
    float out_body_ang[RG_LISTED_CLIPS];
    int count;
} RgClipList;

/// What a ball does that was laid down: it hops a little, wherever it lies (ball.c).
typedef struct RgRest {
    RgV3 position[RG_BALL_TABLE - 1], velocity[RG_BALL_TABLE - 1]; // of a ball at the centre spot
    float spin[RG_BALL_TABLE - 1][4];
    RgFlight end;
} RgRest;

/// What never changes between matches: the index of the clips (pitch.c), balls at rest. The
/// stopwatch is none of the game.
struct RgPitch {
    uint16_t by_function[RG_FN_COUNT][1100]; // clip ids ascending (long pass = short pass)
    uint16_t function_count[RG_FN_COUNT];
    RgV2 last_look[RG_CLIP_COUNT];     // where a clip ends up looking, unit, clip frame
    RgV2 body_turn[RG_CLIP_COUNT];     // cosine and sine of the body angle it ends with
    RgV2 leads[RG_CLIP_COUNT];         // the direction it is rated by, unit, clip frame
    uint16_t look_twin[RG_CLIP_COUNT]; // lowest clip whose look is always rated the same
    // by RgSpeedClass and body angle (rg_body_bucket)
    RgClipBucket movement[4][RG_BUCKET_BODIES];
    RgTouchBucket touch[RG_FN_COUNT][4][RG_BUCKET_BODIES];
    RgClipList list;
    RgRest rest;
    struct RgProfile* profile; // measures the ticks (profile.h), NULL: nobody asks
};

/// Index of a player: team 0 or 1, list index.
static inline int rg_player_index(int team, int number) {
    return team * RG_TEAM_SIZE + number;
}

static inline int rg_team_of(int player) {
    return player >= RG_TEAM_SIZE;
}

static inline int rg_number_of(int player) {
    return player >= RG_TEAM_SIZE ? player - RG_TEAM_SIZE : player;
}

/// A movement (C.9.3) with a speed in m/s, looking at a point.
static inline RgCommand rg_movement_command(RgV2 direction, float speed, RgV2 look) {
    return (RgCommand){.function = RG_FN_MOVEMENT,
                       .strict = RG_STRICT_DYNAMIC,
                       .use_movement = true,
                       .use_look = true,
                       .direction = direction,
                       .speed = speed,
                       .look = look,
                       .target = RG_NOBODY,
                       .forced_target = RG_NOBODY};
}

/// 1, or -1 for what is to be turned by 180 degrees: a product turns exactly and without a branch.
static inline float rg_turning(bool turned) {
    static const float sign[2] = {1.0f, -1.0f};
    return sign[turned];
}

/// Position or velocity of a player as `team` sees it (own frames differ by 180 degrees).
static inline RgV2 rg_as_seen(int team, int player, RgV2 own) {
    return v2_scale(own, rg_turning(rg_team_of(player) != team));
}

/// A match-frame vector as `team` sees it.
static inline RgV2 rg_turned(int team, RgV2 match_frame) {
    return v2_scale(match_frame, rg_turning(team != 0));
}

static inline RgV3 rg_turned3(int team, RgV3 match_frame) {
    float sign = rg_turning(team != 0);
    return v3(match_frame.x * sign, match_frame.y * sign, match_frame.z);
}

static inline RgPlayer* rg_player(RgMatch* match, int team, int number) {
    return &match->players[rg_player_index(team, number)];
}
