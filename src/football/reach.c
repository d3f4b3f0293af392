// Time to a point and time to the ball (C.5, 1.2).
//
// A runner's circle of reach drifts with his velocity while it dies away over 700 ms, and grows
// with his legs. Its centres and radii do not depend on the point (unless he stands or walks
// slowly), so they are computed once for all samples of the ball's prediction and compared in
// vector lanes. The original's search has holes (it jumps and comes back); they are kept.
#include "football/reach.h"

#include "core/simd.h"
#include "football/attributes.h"
#include "football/ball.h"
#include "football/body.h"

enum { FADE_MS = 700, HORIZON_MS = 3000, CLOSE_MS = 80, NEVER = -1 };

// how far the velocity has died away at each step
#define SHARE(t) ((float)(t) / 700.0f)
#define SHARES(t)                                                                                  \
    SHARE(t), SHARE((t) + 10), SHARE((t) + 20), SHARE((t) + 30), SHARE((t) + 40), SHARE((t) + 50), \
        SHARE((t) + 60), SHARE((t) + 70), SHARE((t) + 80), SHARE((t) + 90)
static const float fade[RG_RUN_STEPS] = {SHARES(0),   SHARES(100), SHARES(200), SHARES(300),
                                         SHARES(400), SHARES(500), SHARES(600)};

static const float USUAL_RADIUS = 0.28f, OPTIMISTIC_RADIUS = 0.9f, HEAD_START = 0.1f; // m

static void begin_runner(RgRunner* runner, int number, RgV2 position, RgV2 velocity) {
    runner->position = position;
    runner->velocity = velocity;
    runner->top = rg_max_speed(number);
    runner->speed = v2_length(velocity);
    runner->inverse_square = 1.0f / rg_maxf(v2_dot(velocity, velocity), 1e-6f);
    runner->fast = runner->speed > RG_SWITCH_IDLE;
    runner->count = 0;
    runner->usual = USUAL_RADIUS;
    runner->optimistic = OPTIMISTIC_RADIUS;
    runner->centre = runner->ahead = v2(0.0f, 0.0f);
    if (runner->fast) {
        runner->ahead = v2_add(v2_scale(v2_unit(velocity), HEAD_START), v2_scale(velocity, 0.01f));
        runner->centre = v2_add(position, runner->ahead);
    }
}

void rg_runner_begin(RgRunner* runner, const RgMatch* match, int player) {
    const RgPlayer* p = &match->players[player];
    begin_runner(runner, rg_number_of(player), p->position, p->velocity);
}

static RgV2 drift_of(const RgRunner* runner, int step) {
    return v2_scale(v2_scale(runner->velocity, 1.0f - fade[step]), 0.01f);
}

// fills the entries before `count`
static void fill_to(RgRunner* runner, int count) {
    for (int n = runner->count; n < count; ++n) {
        float growth = 0.94f * runner->top * fade[n] * 0.01f;
        runner->usual += growth;
        runner->optimistic += growth;
        runner->usual_square[n] = runner->usual * runner->usual;
        runner->optimistic_square[n] = runner->optimistic * runner->optimistic;
        runner->centre = v2_add(runner->centre, drift_of(runner, n));
        runner->x[n] = runner->centre.x;
        runner->y[n] = runner->centre.y;
    }
    runner->count = runner->count > count ? runner->count : count;
}

// first of the entries [first, count) whose circle holds the point, or NEVER; only for fast runners
static int first_inside(const RgRunner* runner, const float* square, RgV2 target, int first,
                        int count) {
    RgVf x = rg_vf_set(target.x), y = rg_vf_set(target.y);
    for (int n = first / RG_LANES * RG_LANES; n < count; n += RG_LANES) {
        RgVf dx = x - rg_vf_load(runner->x + n), dy = y - rg_vf_load(runner->y + n);
        RgVi inside = dx * dx + dy * dy < rg_vf_load(square + n);
        if (!rg_vi_any(inside)) {
            continue;
        }
        for (int lane = 0; lane < RG_LANES && n + lane < count; ++lane) {
            if (inside[lane] && n + lane >= first) {
                return n + lane;
            }
        }
    }
    return NEVER;
}

/// What became of a run: the first entries inside (NEVER: none), and where the circle ended.
typedef struct Run {
    int usual, optimistic;
    RgV2 centre;
} Run;

static Run run_fast(const RgRunner* runner, RgV2 target, int count) {
    Run run = {NEVER, NEVER, v2(runner->x[count - 1], runner->y[count - 1])};
    run.optimistic = first_inside(runner, runner->optimistic_square, target, 0, count);
    if (run.optimistic != NEVER) {
        run.usual = first_inside(runner, runner->usual_square, target, run.optimistic, count);
    }
    return run;
}

// who hardly moves starts towards the point, so his circles are his own for each point
static Run run_slow(const RgRunner* runner, RgV2 target, int count) {
    Run run = {NEVER, NEVER,
               v2_mad(runner->position, v2_unit(v2_sub(target, runner->position)), HEAD_START)};
    for (int n = 0; n < count && run.usual == NEVER; ++n) {
        run.centre = v2_add(run.centre, drift_of(runner, n));
        RgV2 left = v2_sub(target, run.centre);
        float square = v2_dot(left, left);
        if (run.optimistic == NEVER && square < runner->optimistic_square[n]) {
            run.optimistic = n;
        }
        if (square < runner->usual_square[n]) {
            run.usual = n;
        }
    }
    return run;
}

// beyond that the time is a rough one
static inline float far_of(bool precise) {
    return precise ? 48.0f : 16.0f;
}

static int rough_time_of(RgV2 position, RgV2 velocity, float top, RgV2 target) {
    RgV2 way = v2_sub(target, v2_mad(position, velocity, 0.2f));
    return (int)rg_round(v2_length(way) / (top * 0.75f) * 1000.0f);
}

static int rough_time(const RgRunner* runner, RgV2 target) {
    return rough_time_of(runner->position, runner->velocity, runner->top, target);
}

// entries that a time limit lets him use
static int entries_within(int limit_ms) {
    return limit_ms < 0 || limit_ms >= FADE_MS - 10 ? RG_RUN_STEPS : limit_ms / 10 + 1;
}

// a point within the first step: the share of 10 ms that its distance is of the radius
static int first_step_ms(float distance, float radius) {
    return (int)rg_round(rg_clamp(distance / radius, 0.0f, 1.0f) * 10.0f);
}

static int closing_time(const RgRunner* runner, float distance, float radius) {
    return FADE_MS + (int)((distance - radius) / (0.94f * runner->top) * 1000.0f);
}

// ---- runs in closed form
//
// Good to ROUGHLY: where a comparison has that much to spare, it gives the answer of the exact
// sums.

#define ROUGHLY 0.0003f // m

/// What has become of a runner after some steps.
typedef struct Outline {
    float drift;  // his circle's centre has moved by velocity * drift
    float growth; // of the radii
} Outline;

// growth of the radii in a step at the end of the run
static float full_step(float top) {
    return 0.0094f * top;
}

static Outline outline_after(const RgRunner* runner, int steps) {
    float fades = (float)(steps * (steps - 1)) * (0.5f / (float)RG_RUN_STEPS);
    return (Outline){0.01f * ((float)steps - fades), full_step(runner->top) * fades};
}

/// How near his circles come to a point.
typedef struct Closeness {
    float left;    // from the centre of the last circle, squared
    float nearest; // from the line that the centres lie on, between the first and the last, squared
    float parting; // if he parts from it in the end: that length times what it was in the
                   // beginning, had he always parted from it at this angle; else 0
} Closeness;

/// To a point at `way` from him.
static inline Closeness closeness_of(const RgRunner* runner, const Outline* outline, RgV2 way,
                                     float distance) {
    RgV2 start = runner->ahead;
    if (!runner->fast) {
        start = v2_scale(way, HEAD_START / rg_maxf(distance, 0.001f));
    }
    RgV2 rest = v2_sub(way, start);
    float drift = v2_dot(rest, runner->velocity) * runner->inverse_square;
    RgV2 last = v2_mad(rest, runner->velocity, -outline->drift);
    RgV2 beside = v2_mad(rest, runner->velocity, -rg_clamp(drift, 0.01f, outline->drift));
    float left = v2_dot(last, last), away = v2_dot(last, runner->velocity);
    float parting = away < 0.0f ? left + away * (outline->drift - 0.01f) : 0.0f;
    return (Closeness){left, v2_dot(beside, beside), parting};
}

// keeps the sign: nothing is less than a negative length's
static inline float square_of(float x) {
    return x * fabsf(x);
}

/// Whether one of the circles surely holds the point, if they begin with a radius, grow and, after
/// the run, close in.
static inline bool holds(Closeness close, float speed, float radius, float growth, float closed) {
    // all are larger than the first, and two centres lie at most a first step apart
    float any = radius - 0.005f * speed - ROUGHLY;
    return close.left < square_of(radius + growth + closed - ROUGHLY) ||
           close.nearest < square_of(any);
}

/// Whether none of them does: none is larger than the last. Or he parts from it: a way is never
/// shorter than on a straight line that parts from it at the last angle. On that he slows down
/// while the circles grow faster, so the gap is smallest in the beginning or in the end.
static inline bool misses(Closeness close, float radius, float growth, float closed) {
    float any = radius + ROUGHLY;
    return close.left >= square_of(any + growth + closed) &&
           (close.nearest >= square_of(any + growth) || close.parting >= any * sqrtf(close.left));
}

/// closing_time of a distance that is known roughly. @return whether it is clear.
static bool clear_closing_time(const RgRunner* runner, float distance, float radius, int* time) {
    float ms = (distance - radius) / (0.94f * runner->top) * 1000.0f;
    float spare = ROUGHLY / (0.94f * runner->top) * 1000.0f;
    *time = FADE_MS + (int)ms;
    return ms > spare && (int)(ms - spare) == (int)(ms + spare);
}

// a run that was broken off by its time limit
static int late_time(const RgRunner* runner, RgV2 target, int late) {
    int rough = rough_time(runner, target);
    return rough > 2 * (late + 100) ? rough : 2 * (late + 100);
}

/// rg_runner_time of a point that no circle of the run comes near, all of it or its usual time
/// alone. @return whether the time is clear.
static bool clear_time(const RgRunner* runner, RgV2 target, float distance, int limit_ms, bool both,
                       RgReachTime* time) {
    int count = entries_within(limit_ms);
    Outline end = outline_after(runner, count);
    Closeness close = closeness_of(runner, &end, v2_sub(target, runner->position), distance);
    if (!misses(close, both ? OPTIMISTIC_RADIUS : USUAL_RADIUS, end.growth, 0.0f)) {
        return false;
    }
    float left = sqrtf(close.left);
    if (limit_ms >= 0 && limit_ms < FADE_MS) {
        *time = (RgReachTime){late_time(runner, target, count * 10), count * 10};
        return true;
    }
    return clear_closing_time(runner, left, USUAL_RADIUS + end.growth, &time->usual) &&
           (!both ||
            clear_closing_time(runner, left, OPTIMISTIC_RADIUS + end.growth, &time->optimistic));
}

RgReachTime rg_runner_time(RgRunner* runner, RgV2 target, bool precise, int limit_ms) {
    float distance = v2_distance(target, runner->position);
    if (distance > far_of(precise)) {
        int rough = rough_time(runner, target);
        return (RgReachTime){rough, rough - 200};
    }
    RgReachTime clear;
    if (clear_time(runner, target, distance, limit_ms, true, &clear)) {
        return clear;
    }
    int count = entries_within(limit_ms);
    fill_to(runner, count);
    Run run = runner->fast ? run_fast(runner, target, count) : run_slow(runner, target, count);
    if (run.usual == 0) {
        return (RgReachTime){first_step_ms(distance, USUAL_RADIUS),
                             first_step_ms(distance, OPTIMISTIC_RADIUS)};
    }
    RgReachTime out = {run.usual * 10, run.optimistic * 10};
    if (run.usual != NEVER) {
        return out;
    }
    if (limit_ms >= 0 && limit_ms < FADE_MS) {
        out.usual = late_time(runner, target, count * 10);
        out.optimistic = run.optimistic == NEVER ? count * 10 : out.optimistic;
        return out;
    }
    float left = v2_distance(target, run.centre);
    out.usual = closing_time(runner, left, runner->usual);
    out.optimistic =
        run.optimistic == NEVER ? closing_time(runner, left, runner->optimistic) : out.optimistic;
    return out;
}

// ---- time to the ball

/// Whether a point can be reached by a certain time.
typedef struct Reached {
    bool usual, optimistic;
} Reached;

static Reached reached_far(const RgRunner* runner, RgV2 target, int ms) {
    RgV2 way = v2_sub(target, v2_mad(runner->position, runner->velocity, 0.2f));
    // spares the exact time of points that are clearly too far
    float most = runner->top * 0.75f * (float)(ms + 210) * 0.001f;
    if (v2_dot(way, way) > most * most) {
        return (Reached){false, false};
    }
    int rough = rough_time(runner, target);
    return (Reached){rough <= ms, rough - 200 <= ms};
}

static Reached reached_by(RgRunner* runner, RgV2 target, float distance, bool precise, int ms) {
    if (distance > far_of(precise)) {
        return reached_far(runner, target, ms);
    }
    RgReachTime time = rg_runner_time(runner, target, precise, ms);
    return (Reached){time.usual <= ms, time.optimistic <= ms};
}

bool rg_has_kicked(const RgMotion* motion) {
    switch (motion->function) {
    case RG_FN_SHORT_PASS:
    case RG_FN_LONG_PASS:
    case RG_FN_HIGH_PASS:
    case RG_FN_SHOT:
        return motion->touch_frame >= 0 && (int)motion->frame >= motion->touch_frame;
    default:
        return false;
    }
}

/// How many samples ahead the coarse search looks next: distance / 50 m/s + 4 ms, rounded to ms and
/// down to 10 ms (1.2).
static inline int jump_of(RgV2 way) {
    float tens = 2.0f * v2_near_length(way) + 0.45f;
    if (tens > 51.0f) {
        return 50; // a branch: the next sample need not wait for it
    }
    int jump = (int)tens;
    if (fabsf(tens - (float)jump - 0.5f) > 0.499f) {
        float exact = (v2_length(way) + 0.2f) / 50.0f * 1000.0f;
        int whole = (int)exact;
        jump = (whole + (exact - (float)whole >= 0.5f ? 1 : 0)) / 10;
        jump = jump < 50 ? jump : 50;
    }
    return jump > 1 ? jump : 1;
}

/// How far a runner gets at most, by whatever rule: base + pace * ms.
typedef struct Range {
    float base, pace;
} Range;

static Range range_of(float top, float speed) {
    // the head start, the drift and the wider radius; or the rough time's head start of 200 ms
    float base = rg_maxf(HEAD_START + OPTIMISTIC_RADIUS + full_step(top), 0.152f * top);
    return (Range){base + 0.365f * speed + 0.02f, 0.00094f * top};
}

// Nobody gets far within the horizon: the times of far players need no search. `place` in the match
// frame.
static bool hopeless(const RgBall* ball, RgV2 place, Range range) {
    const RgBounds* b = &ball->bounds;
    float x = rg_maxf(rg_maxf(b->low.x - place.x, place.x - b->high.x), 0.0f);
    float y = rg_maxf(rg_maxf(b->low.y - place.y, place.y - b->high.y), 0.0f);
    float most = range.base + range.pace * (float)HORIZON_MS;
    return x * x + y * y > most * most;
}

/// The same of the first step, where the answer is a share of it: usually only where he stands,
/// optimistically from the rest of the wider circle.
static bool clearly_reached_at_once(Closeness close, float distance, Reached* reached) {
    float narrow = USUAL_RADIUS, wide = OPTIMISTIC_RADIUS;
    bool clear =
        distance > 0.05f &&
        (close.left < square_of(narrow - ROUGHLY) || close.left >= square_of(narrow + ROUGHLY)) &&
        (close.left < square_of(wide - ROUGHLY) || close.left >= square_of(wide + ROUGHLY));
    *reached = (Reached){false, close.left >= narrow * narrow && close.left < wide * wide};
    return clear;
}

/// Whether a point at `way` from the runner is reached by a time, if the closed form tells. `both`:
/// the optimistic answer counts. @return whether it does.
static bool clearly_reached(const RgRunner* runner, RgV2 way, int ms, bool both, Reached* reached) {
    float distance = v2_near_length(way);
    Outline o = outline_after(runner, entries_within(ms));
    Closeness close = closeness_of(runner, &o, way, distance);
    if (ms < 10) {
        return clearly_reached_at_once(close, distance, reached);
    }
    // by the last circle, or after the run by closing in, in whole ms rounded down
    float closed = ms < FADE_MS ? 0.0f : full_step(runner->top) * 0.1f * (float)(ms - FADE_MS + 1);
    bool usual = holds(close, runner->speed, USUAL_RADIUS, o.growth, closed);
    bool known = usual || misses(close, USUAL_RADIUS, o.growth, closed);
    *reached = (Reached){usual, usual};
    if (known && !usual && both) {
        reached->optimistic = holds(close, runner->speed, OPTIMISTIC_RADIUS, o.growth, closed);
        return reached->optimistic || misses(close, OPTIMISTIC_RADIUS, o.growth, closed);
    }
    return known;
}

/// Whether a point at `way` from him is reached by a time. `both`: the optimistic answer counts.
static Reached look(RgRunner* runner, RgV2 target, RgV2 way, bool precise, int ms, bool both) {
    const float far = far_of(precise);
    float distance = v2_near_length(way);
    if (distance > far + 0.001f) {
        return reached_far(runner, target, ms);
    }
    Reached reached;
    if (distance < far - 0.001f && distance > 0.001f &&
        clearly_reached(runner, way, ms, both, &reached)) {
        return reached;
    }
    return reached_by(runner, target, v2_length(way), precise, ms);
}

int rg_runner_time_beyond(RgRunner* runner, RgV2 target, bool precise, int ms) {
    RgV2 way = v2_sub(target, runner->position);
    float distance = v2_near_length(way);
    if (ms >= 10 && distance < far_of(precise) - 0.001f && distance > 0.001f) {
        Reached reached;
        if (clearly_reached(runner, way, ms, false, &reached) && reached.usual) {
            return ms;
        }
        RgReachTime time;
        if (!reached.usual && clear_time(runner, target, distance, ms, false, &time)) {
            return time.usual;
        }
    }
    return rg_runner_time(runner, target, precise, ms).usual;
}

// ---- who clearly misses or reaches the ball

/// What has become of any runner by a sample of the ball's prediction.
typedef struct Progress {
    float half;   // of what his circle's centre has drifted, in seconds of the velocity
    float growth; // of his circle, in steps at the end of the run, and closing in after it
} Progress;

#define RUN(t)   ((t) < RG_RUN_STEPS ? (float)(t) + 1.0f : (float)RG_RUN_STEPS)
#define FADES(n) (0.5f / (float)RG_RUN_STEPS * (n) * ((n)-1.0f))
#define LATE(t)  ((t) < RG_RUN_STEPS ? 0.0f : (float)(t) + 0.1f - (float)RG_RUN_STEPS)
#define PROGRESS(t)                                                                                \
    { 0.005f * (RUN(t) - FADES(RUN(t))), FADES(RUN(t)) + LATE(t) }
#define PROGRESS_10(t)                                                                             \
    PROGRESS(t), PROGRESS((t) + 1), PROGRESS((t) + 2), PROGRESS((t) + 3), PROGRESS((t) + 4),       \
        PROGRESS((t) + 5), PROGRESS((t) + 6), PROGRESS((t) + 7), PROGRESS((t) + 8),                \
        PROGRESS((t) + 9)
#define PROGRESS_50(t)                                                                             \
    PROGRESS_10(t), PROGRESS_10((t) + 10), PROGRESS_10((t) + 20), PROGRESS_10((t) + 30),           \
        PROGRESS_10((t) + 40)
static const Progress progress[RG_BALL_SAMPLES] = {PROGRESS_50(0),   PROGRESS_50(50),
                                                   PROGRESS_50(100), PROGRESS_50(150),
                                                   PROGRESS_50(200), PROGRESS_50(250)};

/// What a glance knows of a runner.
typedef struct Onlooker {
    RgV2 ahead, velocity;
    float speed, full; // m/s; growth of the radii in a step at the end of the run
    float slack;       // how far off his circles may be
} Onlooker;

static inline Onlooker onlooker_of(const RgRunner* runner) {
    return (Onlooker){.ahead = runner->ahead,
                      .velocity = runner->velocity,
                      .speed = runner->speed,
                      .full = full_step(runner->top),
                      .slack = (runner->fast ? 0.0f : HEAD_START) + ROUGHLY};
}

/// Whether a glance tells if a point at `way` from the runner is reached by a sample. `both`: the
/// optimistic answer counts. @return whether it does.
static inline bool glance(const Onlooker* o, RgV2 way, int sample, bool both, Reached* reached) {
    Progress by = progress[sample];
    float growth = o->full * by.growth, drift = o->speed * by.half;
    RgV2 half = v2_scale(o->velocity, by.half);
    RgV2 middle = v2_sub(v2_sub(way, o->ahead), half);
    *reached = (Reached){false, false};
    // one circle about the middle of their way holds them all
    float square = v2_dot(middle, middle), holds = drift + growth + o->slack;
    if (square >= square_of(holds + (both ? OPTIMISTIC_RADIUS : USUAL_RADIUS))) {
        return true;
    }
    // the radius that they must begin with lies between these
    float most = v2_near_length(v2_sub(middle, half)) - growth + o->slack;
    *reached = (Reached){most < USUAL_RADIUS, most < OPTIMISTIC_RADIUS};
    bool usual = reached->usual || square >= square_of(holds + USUAL_RADIUS);
    // in the first step the answer is a share of it
    return sample > 0 && usual && (reached->optimistic || !both);
}

/// First times found by a search, ms; NEVER: none.
typedef struct Found {
    int usual, optimistic;
} Found;

/// Whose time to the ball is asked for, in what.
typedef struct Quest {
    int number;              // his list index
    RgV2 position, velocity; // match frame
    const RgV3* samples;     // the prediction, a ring as in RgBall
    int head;                // sample 0
    bool precise;            // the team's designated player
    bool kicked;             // he does not see the ball coming back at once
    int limit_ms;            // later times are of no interest
} Quest;

static RgV3 sample_of(const Quest* quest, int sample) {
    return quest->samples[(quest->head + sample) & (RG_BALL_RING - 1)];
}

/// Somebody looks for the ball in its prediction.
typedef struct Search {
    const Quest* quest;
    RgRunner* runner;
    Onlooker onlooker;
    float near; // so far away, squared, his time is found by his circles
    int best;   // the first sample that he was seen to reach optimistically
} Search;

// Whether he usually reaches the ball by a sample where it is at `at`, `way` from him. The first
// one that he reaches optimistically is noted.
static inline bool reaches(Search* s, RgV3 at, RgV2 way, int sample) {
    if (at.z >= 1.5f) {
        return false;
    }
    bool earlier = sample < s->best;
    Reached reached;
    if (v2_dot(way, way) >= s->near || !glance(&s->onlooker, way, sample, earlier, &reached)) {
        reached = look(s->runner, v3_flat(at), way, s->quest->precise, 10 * sample, earlier);
    }
    if (reached.optimistic && earlier) {
        s->best = sample;
    }
    return reached.usual;
}

// the coarse-to-fine search of 1.2
static Found search_ball(const Quest* quest) {
    RgRunner runner;
    begin_runner(&runner, quest->number, quest->position, quest->velocity);
    Search s = {.quest = quest,
                .runner = &runner,
                .onlooker = onlooker_of(&runner),
                .near = square_of(far_of(quest->precise) - 0.001f),
                .best = RG_BALL_SAMPLES};
    const int end = (quest->limit_ms + 9) / 10;
    int sample = quest->kicked ? 50 : 0, previous = 0;
    Found found = {NEVER, NEVER};
    bool hit = false;
    while (sample < RG_BALL_SAMPLES && previous < end) {
        RgV3 at = sample_of(quest, sample);
        RgV2 way = v2_sub(v3_flat(at), quest->position);
        hit = reaches(&s, at, way, sample);
        if (hit) {
            break;
        }
        previous = sample;
        sample += jump_of(way);
    }
    // on from the last miss, one by one
    const int last = end < RG_BALL_SAMPLES ? end + 1 : RG_BALL_SAMPLES;
    for (sample = previous + 1; hit && sample < last; ++sample) {
        RgV3 at = sample_of(quest, sample);
        if (reaches(&s, at, v2_sub(v3_flat(at), quest->position), sample)) {
            found.usual = 10 * sample;
            break;
        }
    }
    found.optimistic = s.best < RG_BALL_SAMPLES ? 10 * s.best : NEVER;
    return found;
}

static RgReachTime time_to_ball(const RgBall* ball, const Quest* quest) {
    float top = rg_max_speed(quest->number);
    Found found = {NEVER, NEVER};
    if (!hopeless(ball, quest->position, range_of(top, v2_near_length(quest->velocity)))) {
        found = search_ball(quest);
    }
    RgReachTime time = {found.usual, found.optimistic};
    if (found.usual == NEVER || found.optimistic == NEVER) {
        RgV2 last = v3_flat(sample_of(quest, RG_BALL_SAMPLES - 1));
        int rough = rough_time_of(quest->position, quest->velocity, top, last);
        int late = rough > HORIZON_MS ? rough : HORIZON_MS;
        time.usual = found.usual == NEVER ? late : time.usual;
        time.optimistic = found.optimistic == NEVER ? late : time.optimistic;
    }
    return time;
}

// within CLOSE_MS the time is a matter of how close he comes
static RgReachTime close_time(const Quest* quest, RgReachTime time) {
    if (time.usual < CLOSE_MS) {
        RgV2 soon = v3_flat(sample_of(quest, CLOSE_MS / 10));
        float miss = v2_distance(v2_mad(quest->position, quest->velocity, 0.08f), soon);
        time.usual = time.optimistic = (int)(80.0f * rg_nc(miss, 0.0f, 0.6f));
    }
    return time;
}

void rg_refresh_time_to_ball(RgMatch* match, int player) {
    RgPlayer* p = &match->players[player];
    const RgBall* ball = &match->ball;
    int team = rg_team_of(player);
    p->time_due = false;
    if (match->retainer == player) {
        p->time_ms = p->time_optimistic_ms = 1;
        return;
    }
    // a touch on its way counts as reaching the ball
    bool pending = rg_touch_pending(&p->motion);
    int left = (p->motion.touch_frame - (int)p->motion.frame) * RG_TICK_MS;
    Quest quest = {.number = rg_number_of(player),
                   .position = rg_turned(team, p->position),
                   .velocity = rg_turned(team, p->velocity),
                   .samples = ball->table,
                   .head = ball->head,
                   .precise = match->teams[team].designated == rg_number_of(player),
                   .kicked = rg_has_kicked(&p->motion),
                   .limit_ms = pending ? left : HORIZON_MS};
    RgReachTime time = time_to_ball(ball, &quest);
    if (pending) {
        time.usual = left < time.usual ? left : time.usual;
        time.optimistic = time.usual;
    }
    time = close_time(&quest, time);
    p->time_ms = time.usual;
    p->time_optimistic_ms = time.optimistic;
}

// ---- times put off
//
// Most players' times are read only when they ask for commands, and a team's smallest time is that
// of somebody near the ball.

bool rg_begin_refresh(RgMatch* match, bool touch) {
    match->ball.due_head = match->ball.head;
    match->ball.due_image = touch;
    return !touch || match->image_count > 0;
}

void rg_defer_time_to_ball(RgMatch* match, int player) {
    RgPlayer* p = &match->players[player];
    p->time_due = true;
    p->due_position = p->position;
    p->due_velocity = p->velocity;
}

// longer times than `limit_ms` come out as the rough time
static RgReachTime due_time(const RgMatch* match, int player, int limit_ms) {
    const RgPlayer* p = &match->players[player];
    const RgBall* ball = &match->ball;
    Quest quest = {.number = rg_number_of(player),
                   .position = rg_as_seen(0, player, p->due_position),
                   .velocity = rg_as_seen(0, player, p->due_velocity),
                   .samples = ball->table,
                   .head = ball->due_head,
                   .limit_ms = limit_ms};
    if (ball->due_image) {
        quest.samples = match->images[match->newest_image].ball;
        quest.head = 0;
    }
    return close_time(&quest, time_to_ball(ball, &quest));
}

RgReachTime rg_time_to_ball(const RgMatch* match, int player) {
    const RgPlayer* p = &match->players[player];
    return p->time_due ? due_time(match, player, HORIZON_MS)
                       : (RgReachTime){p->time_ms, p->time_optimistic_ms};
}

static void settle(RgPlayer* p, RgReachTime time) {
    p->time_ms = time.usual;
    p->time_optimistic_ms = time.optimistic;
    p->time_due = false;
}

void rg_settle_time(RgMatch* match, int player) {
    RgPlayer* p = &match->players[player];
    if (p->time_due) {
        settle(p, due_time(match, player, HORIZON_MS));
    }
}

// ---- who may be quicker than a time: a bound for all players of a team at once

enum {
    SQUAD_ROOM = (RG_TEAM_SIZE + RG_LANES - 1) / RG_LANES * RG_LANES,
    STRETCH = 150 // samples looked at together
};

/// Runners whose times are put off, own frame.
typedef struct Squad {
    float x[SQUAD_ROOM], y[SQUAD_ROOM], velocity_x[SQUAD_ROOM], velocity_y[SQUAD_ROOM];
    float speed[SQUAD_ROOM];
    uint32_t open; // bit set of list indices: whose time is still put off and may be short
} Squad;

// those who are not open lie infinitely far away
static void gather(const RgMatch* match, int team, Squad* s) {
    for (int i = 0; i < SQUAD_ROOM; ++i) {
        s->x[i] = INFINITY;
        s->y[i] = s->velocity_x[i] = s->velocity_y[i] = 0.0f;
    }
    for (int i = 0; s->open >> i != 0; ++i) {
        const RgPlayer* p = &match->players[rg_player_index(team, i)];
        s->x[i] = (s->open >> i & 1) != 0 ? p->position.x : INFINITY;
        s->y[i] = p->position.y;
        s->velocity_x[i] = p->velocity.x;
        s->velocity_y[i] = p->velocity.y;
    }
    for (int i = 0; i < SQUAD_ROOM; ++i) {
        s->speed[i] = v2_near_length(v2(s->velocity_x[i], s->velocity_y[i]));
    }
}

/// Some samples of the ball's prediction, and what has become of runners by the last of them.
typedef struct Window {
    RgV2 ball;   // in the middle
    float drift; // half of what the centre of a circle has moved, in seconds of the velocity
    float reach; // how near the ball a circle's centre must be at most then, m
} Window;

static Window window_of(const RgMatch* match, int team, int begin, int length) {
    const RgBall* ball = &match->ball;
    Progress by = progress[begin + length - 1];
    // what the ball moves until then or since, and woodwork may move it by, in its next step only
    float moved = ball->bounds.speed * 0.005f * (float)length;
    moved += begin == 0 ? 0.3f : 0.01f;
    // nobody runs faster
    float grown = full_step(RG_SPEED_SPRINT) * by.growth;
    RgV3 middle = ball->table[(ball->head + begin + length / 2) & (RG_BALL_RING - 1)];
    return (Window){.ball = rg_turned(team, v3_flat(middle)),
                    .drift = by.half,
                    .reach = moved + USUAL_RADIUS + HEAD_START + grown};
}

// Bit set of the runners whose circles may meet the ball: they lie on a line from the place on,
// none is larger than the last, and later the runner closes in from there.
static uint32_t may_meet(const Squad* s, const Window* w) {
    uint32_t near = 0;
    for (int i = 0; i < SQUAD_ROOM; i += RG_LANES) {
        RgVf x = rg_vf_load(s->x + i) + rg_vf_load(s->velocity_x + i) * w->drift - w->ball.x;
        RgVf y = rg_vf_load(s->y + i) + rg_vf_load(s->velocity_y + i) * w->drift - w->ball.y;
        RgVf reach = rg_vf_load(s->speed + i) * (w->drift + 0.01f) + w->reach;
        RgVi meets = x * x + y * y < reach * reach;
        for (int lane = 0; rg_vi_any(meets) && lane < RG_LANES; ++lane) {
            near |= (uint32_t)(meets[lane] & 1) << (i + lane);
        }
    }
    return near & s->open;
}

// The same of one runner and the samples from `begin` to before `end`: as long as he misses the
// ball, those are passed over by which neither of them can have closed the gap.
static bool may_reach(const RgMatch* match, int player, int begin, int end) {
    const RgBall* ball = &match->ball;
    const RgPlayer* p = &match->players[player];
    int team = rg_team_of(player);
    float full = full_step(rg_max_speed(rg_number_of(player))), speed = v2_near_length(p->velocity);
    float reach = USUAL_RADIUS + HEAD_START + 0.01f;
    float pace = 0.01f * (ball->bounds.speed + speed) + full; // of both, m a sample
    for (int sample = begin; sample < end;) {
        Progress by = progress[sample];
        RgV3 at = ball->table[(ball->head + sample) & (RG_BALL_RING - 1)];
        RgV2 way = v2_sub(rg_turned(team, v3_flat(at)), p->position);
        float gap = v2_near_length(v2_sub(way, v2_scale(p->velocity, by.half))) - reach -
                    speed * (by.half + 0.01f) - full * by.growth;
        // woodwork may move the ball in its next step
        gap -= sample == 0 ? 0.3f : 0.0f;
        if (gap < 0.0f) {
            return true;
        }
        sample += 1 + (int)(gap / pace);
    }
    return false;
}

// how far ahead to look for times of at most `ms`: earlier ones change when they are close
static int last_look(int ms) {
    return ms < CLOSE_MS ? CLOSE_MS : (ms < HORIZON_MS - 10 ? ms : HORIZON_MS - 10);
}

// settles a player who reaches the ball by then. @return the smaller of `ms` and his time
static int32_t settle_within(RgMatch* match, int player, int32_t ms) {
    bool all = ms >= HORIZON_MS - 10;
    RgReachTime time = due_time(match, player, all ? HORIZON_MS : last_look(ms) + 1);
    if (time.usual > ms) {
        return ms;
    }
    settle(&match->players[player], time);
    return time.usual;
}

// who reaches no sample has the rough time to the last of them
static uint32_t may_be_rough(const RgMatch* match, int team, uint32_t set, int32_t ms) {
    if (ms < HORIZON_MS) {
        return 0;
    }
    RgV2 last = v3_flat(rg_ball_predict_as(match, team, HORIZON_MS));
    for (int i = 0; set >> i != 0; ++i) {
        const RgPlayer* p = &match->players[rg_player_index(team, i)];
        if (rough_time_of(p->position, p->velocity, rg_max_speed(i), last) > ms) {
            set &= ~(UINT32_C(1) << i);
        }
    }
    return set;
}

// settles who reaches the ball in a stretch of its prediction
static int32_t settle_between(RgMatch* match, int team, Squad* squad, int begin, int32_t ms) {
    int end = last_look(ms) / 10 + 1;
    end = end < begin + STRETCH ? end : begin + STRETCH;
    Window window = window_of(match, team, begin, end - begin);
    uint32_t near = may_meet(squad, &window);
    for (int i = 0; near >> i != 0; ++i) {
        int player = rg_player_index(team, i);
        if ((near >> i & 1) != 0 && may_reach(match, player, begin, end)) {
            squad->open &= ~(UINT32_C(1) << i);
            ms = settle_within(match, player, ms);
        }
    }
    return ms;
}

// @return the smaller of `ms` and the times of a set of players
static int32_t settle_squad(RgMatch* match, int team, uint32_t set, int32_t ms) {
    Squad squad;
    squad.open = set;
    gather(match, team, &squad);
    for (int begin = 0; squad.open != 0 && 10 * begin <= last_look(ms); begin += STRETCH) {
        ms = settle_between(match, team, &squad, begin, ms);
    }
    uint32_t rough = may_be_rough(match, team, squad.open, ms);
    for (int i = 0; rough >> i != 0; ++i) {
        ms = (rough >> i & 1) != 0 ? settle_within(match, rg_player_index(team, i), ms) : ms;
    }
    return ms;
}

// the same of a single one
static int32_t settle_one(RgMatch* match, int team, uint32_t set, int32_t ms) {
    int player = rg_player_index(team, __builtin_ctz(set));
    bool near = may_reach(match, player, 0, last_look(ms) / 10 + 1);
    return near || may_be_rough(match, team, set, ms) != 0 ? settle_within(match, player, ms) : ms;
}

int32_t rg_settle_times_within(RgMatch* match, int team, uint32_t set, int32_t ms) {
    if (set == 0) {
        return ms;
    }
    bool single = (set & (set - 1)) == 0;
    return single ? settle_one(match, team, set, ms) : settle_squad(match, team, set, ms);
}
