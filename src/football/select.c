// Which clips a command may start, best first: the crude filter over all clips of a type, the
// choice of direction, and the stable sorts (C.6.4; clips/README.md section 5; 3.13, 6.7). Ratings
// are float32 in the original's order of operations, since ties between mirror twins and between
// clips of equal rating are decided by their last bits. Movement clips go through an index
// (pitch.c).
#include "football/select.h"

#include "football/attributes.h"
#include "football/ball.h"
#include "football/body.h"
#include "football/perception.h"
#include "football/possession.h"

#include <stdlib.h>
#include <string.h>

#define WIDE_ANGLE (0.3f * RG_PI)
// of 0.1 pi, the largest turn of the look rating
#define SINE_OF_BEND   0x1.3c6ef4p-2f
#define COSINE_OF_BEND 0x1.e6f0e2p-1f

// ---- the crude filter

static bool sorts_of_walking(const RgQuery* query) {
    return query->function != RG_FN_MOVEMENT;
}

/// Classes as the crude filter counts them: for all but movement a dribbling player walks.
static int counted_class(const RgQuery* query, int speed_class) {
    return sorts_of_walking(query) && speed_class == RG_CLASS_DRIBBLE ? RG_CLASS_WALK : speed_class;
}

static bool turns_steadily(RgFunction function) {
    switch (function) {
    case RG_FN_TRAP:
    case RG_FN_INTERFERE:
    case RG_FN_SLIDING:
    case RG_FN_SHORT_PASS:
    case RG_FN_HIGH_PASS:
    case RG_FN_SHOT:
    case RG_FN_TRIP:
        return true;
    default:
        return false;
    }
}

static bool passes_class(const RgQuery* query, const RgClip* clip) {
    int now = counted_class(query, query->in_class);
    int in = counted_class(query, clip->in_class);
    if (query->function == RG_FN_MOVEMENT || query->function == RG_FN_BALL_CONTROL) {
        return in == now;
    }
    if ((in == RG_CLASS_IDLE) != (now == RG_CLASS_IDLE)) {
        return false;
    }
    if (query->function != RG_FN_TRAP && query->function != RG_FN_INTERFERE &&
        query->function != RG_FN_SLIDING && query->function != RG_FN_TRIP) {
        return true;
    }
    // no detour in speed
    int out = counted_class(query, clip->out_class);
    return in >= (now < out ? now : out) && in <= (now > out ? now : out);
}

static float folded(float angle) {
    if (angle > RG_PI) {
        return angle - 2.0f * RG_PI;
    }
    return angle < -RG_PI ? angle + 2.0f * RG_PI : angle;
}

static bool passes_body(const RgQuery* query, const RgClip* clip) {
    if (query->in_class == RG_CLASS_IDLE) {
        return true;
    }
    if (query->function == RG_FN_MOVEMENT) {
        return rg_angle_between(clip->in_body_ang, query->body_angle) <= RG_NARROW_ANGLE;
    }
    if (rg_angle_between(clip->in_body_ang, query->body_angle) > 0.5f * RG_PI + RG_NARROW_ANGLE ||
        fabsf(clip->allow_in_body_ang) > fabsf(query->body_angle) + RG_NARROW_ANGLE) {
        return false;
    }
    if (!turns_steadily(query->function)) {
        return true;
    }
    // from the present body over the clip's first to its last to one side only
    float first = folded(clip->allow_in_body_ang - query->body_angle);
    return fabsf(first) <= RG_NARROW_ANGLE || fabsf(clip->turn_ang) <= RG_NARROW_ANGLE ||
           (first > 0.0f) == (clip->turn_ang > 0.0f);
}

/// Signs of the angle that turns `from` to `to`, as v2_angle has them.
static bool turns_left(RgV2 from, RgV2 to) {
    float cross = from.x * to.y - from.y * to.x;
    return cross > 0.0f || (cross == 0.0f && !signbit(cross) && v2_dot(from, to) < 0.0f);
}

static bool turns_right(RgV2 from, RgV2 to) {
    float cross = from.x * to.y - from.y * to.x;
    return cross < 0.0f || (cross == 0.0f && signbit(cross) && v2_dot(from, to) < 0.0f);
}

bool rg_passes_side(const RgQuery* query, const RgClip* clip) {
    RgV2 fence = query->fence;
    RgV2 last = query->pitch->last_look[clip->id];
    if (clip->turn_ang > 0.0f) {
        return !(turns_left(clip->in_bdir, fence) && turns_left(fence, last));
    }
    return !(turns_right(clip->in_bdir, fence) && turns_right(fence, last));
}

static bool any_direction(RgV2 direction) {
    return direction.x == 0.0f && direction.y == 0.0f;
}

static bool within(RgV2 wanted, RgV2 of_clip, float largest) {
    if (any_direction(of_clip)) {
        return true;
    }
    float beyond = v2_near_angle(of_clip, wanted) - largest;
    return fabsf(beyond) > RG_ANGLE_SLACK ? beyond < 0.0f
                                          : fabsf(v2_angle(of_clip, wanted)) <= largest;
}

bool rg_passes_start(const RgQuery* query, const RgClip* clip) {
    return clip->specialvar1 == 0 && clip->frames <= RG_PATH && passes_class(query, clip) &&
           passes_body(query, clip);
}

/// Traits of clips: what they start from, and what they are good for.
enum {
    TRAIT_SPECIAL = 3,        // special state they start in
    TRAIT_HOLDS = 1 << 2,     // with the ball in the hands
    TRAIT_TRIP = 3 << 3,      // type of trip
    TRAIT_DESPERATE = 1 << 5, // last ditch
    TRAIT_CATCHES = 1 << 6    // ends with the ball in the hands
};

uint32_t rg_clip_traits(const RgClip* clip) {
    return (uint32_t)clip->in_special | (clip->in_retain != 0 ? TRAIT_HOLDS : 0) |
           (uint32_t)clip->triptype << 3 | (clip->lastditch ? TRAIT_DESPERATE : 0) |
           (clip->out_retain_raw != 0 ? TRAIT_CATCHES : 0);
}

/// The traits that a query asks for, among those of `mask`.
static uint32_t wanted_traits(const RgQuery* query, uint32_t* mask) {
    *mask = TRAIT_SPECIAL | TRAIT_HOLDS | TRAIT_TRIP | (query->last_ditch ? 0 : TRAIT_DESPERATE) |
            (query->catching ? TRAIT_CATCHES : 0);
    return (uint32_t)query->special | (query->holds ? TRAIT_HOLDS : 0) |
           (uint32_t)query->trip_type << 3 | TRAIT_CATCHES;
}

static bool passes_ball(const RgQuery* query, const RgClip* clip) {
    return (!query->asks_incoming ||
            within(query->incoming, v3_flat(clip->inball), clip->inball_maxdev)) &&
           (!query->asks_direction ||
            within(query->ball_direction, v3_flat(clip->balldir), clip->balldir_maxdev));
}

/// The rest of the crude filter.
static bool passes(const RgQuery* query, const RgClip* clip) {
    uint32_t mask, wanted = wanted_traits(query, &mask);
    return ((rg_clip_traits(clip) ^ wanted) & mask) == 0 &&
           (!query->looks || rg_passes_side(query, clip)) && passes_ball(query, clip);
}

// ---- ratings

float rg_angle_between(float a, float b) {
    float gap = fabsf(a - b);
    if (gap > 2.0f * RG_PI) {
        gap = fmodf(gap, 2.0f * RG_PI);
    }
    return gap > RG_PI ? 2.0f * RG_PI - gap : gap;
}

float rg_direction_rating(const RgQuery* query, RgV2 out, float speed) {
    RgV2 wanted = v2_scale(query->direction, query->speed * (1.0f - query->cornering));
    return v2_distance(wanted, v2_scale(out, speed)) - 4.0f * v2_dot(query->direction, out);
}

/// Clips that end standing compete for the quadrant as one, with the best of the directions they
/// may look in, whether or not the clip of that direction passed the crude filter.
float rg_standing_rating(const RgQuery* query) {
    // directions at 0, ±45, ±90, ±135 and ±179.8 degrees
    static const RgV2 forms[5] = {{0.0f, -1.0f},
                                  {0.70710678f, -0.70710678f},
                                  {1.0f, 0.0f},
                                  {0.70710678f, 0.70710678f},
                                  {0.00314159f, 0.99999507f}};
    RgV2 side = v2(fabsf(query->direction.x), query->direction.y);
    float best = -1.0f;
    for (int i = 0; i < 5; i++) {
        best = rg_maxf(best, v2_dot(side, forms[i]));
    }
    float wanted = v2_length(v2_scale(query->direction, query->speed * (1.0f - query->cornering)));
    return wanted - 4.0f * best;
}

/// The clip's outgoing direction turned towards the wanted one by up to 0.1 pi.
static RgV2 bent_direction(const RgQuery* query, const RgClip* clip) {
    RgV2 out = clip->out_dir;
    float cross = out.x * query->direction.y - out.y * query->direction.x;
    float dot = v2_dot(out, query->direction);
    if (fabsf(cross) <= 0.4f * dot || (cross == 0.0f && dot == 0.0f)) {
        return v2_rotate(out,
                         rg_clamp(v2_angle(out, query->direction), -0.1f * RG_PI, 0.1f * RG_PI));
    }
    // beyond the largest turn: no need of the angle
    float sine = signbit(cross) ? -SINE_OF_BEND : SINE_OF_BEND;
    return v2(out.x * COSINE_OF_BEND - out.y * sine, out.x * sine + out.y * COSINE_OF_BEND);
}

/// Seen from the clip's end (6.7). The path will be turned towards the wanted direction, and the
/// look with it.
float rg_look_rating(const RgQuery* query, const RgClip* clip) {
    RgV2 wanted = v2_sub(query->look, clip->trans);
    RgV2 bent = bent_direction(query, clip);
    RgV2 body = query->pitch->body_turn[clip->id];
    RgV2 got = v2(bent.x * body.x - bent.y * body.y, bent.x * body.y + bent.y * body.x);
    return fabsf(v2_angle(got, wanted)) + 0.05f * fabsf(clip->out_body_ang);
}

static float clip_direction_rating(const RgQuery* query, const RgClip* clip) {
    if (query->function == RG_FN_MOVEMENT && clip->out_class == RG_CLASS_IDLE) {
        return rg_standing_rating(query);
    }
    return rg_direction_rating(query, query->pitch->leads[clip->id],
                               rg_quantised_speed(clip->out_vel));
}

// ---- lists

static void sort(RgCandidate* list, int count) {
    for (int i = 1; i < count; i++) {
        RgCandidate moved = list[i];
        int at = i;
        while (at > 0 && list[at - 1].rating > moved.rating) {
            list[at] = list[at - 1];
            at--;
        }
        list[at] = moved;
    }
}

typedef float Key(const RgQuery* query, const RgClip* clip);

static void sort_by(const RgQuery* query, RgCandidate* list, int count, Key* key) {
    for (int i = 0; i < count; i++) {
        list[i].rating = key(query, &rg_clips[list[i].id]);
    }
    sort(list, count);
}

static float by_base(const RgQuery* query, const RgClip* clip) {
    (void)query;
    return clip->baseanim ? 0.0f : 1.0f;
}

static float by_priority(const RgQuery* query, const RgClip* clip) {
    (void)query;
    return clip->priority;
}

static float by_idle_level(const RgQuery* query, const RgClip* clip) {
    return (float)abs(clip->idlelevel - query->idle_level);
}

static float by_foot(const RgQuery* query, const RgClip* clip) {
    return clip->in_class == RG_CLASS_IDLE || clip->foot_in == query->foot ? 0.0f : 1.0f;
}

static float by_body(const RgQuery* query, const RgClip* clip) {
    return clip->in_class == RG_CLASS_IDLE
               ? 0.0f
               : rg_angle_between(clip->allow_in_body_ang, query->body_angle);
}

static float by_class(const RgQuery* query, const RgClip* clip) {
    int now = query->in_class;
    int low = now < clip->out_class ? now : clip->out_class;
    int high = now > clip->out_class ? now : clip->out_class;
    float rating = (float)abs(clip->in_class - now);
    return clip->in_class < low || clip->in_class > high ? rating + 0.5f : rating;
}

static float by_trip(const RgQuery* query, const RgClip* clip) {
    return -v2_dot(v3_flat(clip->bump), query->trip_direction);
}

static float by_catch(const RgQuery* query, const RgClip* clip) {
    (void)query;
    return clip->out_retain_raw != 0 ? 0.0f : 1.0f;
}

// ---- choice of direction

/// Sorts by a rating and, when the movement must be met closely, base clips first.
static void rank(const RgQuery* query, RgCandidate* list, int count, Key* key) {
    sort_by(query, list, count, key);
    if (query->closely && query->function != RG_FN_MOVEMENT) {
        sort_by(query, list, count, by_base);
    }
}

/// Keeps the quadrant of the best; loosely, whatever ends within 0.3 pi and `classes` speed classes
/// of it.
static int keep_near_direction(const RgQuery* query, const RgClip* best, RgCandidate* list,
                               int count, int classes) {
    int kept = 0;
    for (int i = 0; i < count; i++) {
        const RgClip* clip = &rg_clips[list[i].id];
        bool near = rg_angle_between(clip->out_ang, best->out_ang) <= WIDE_ANGLE &&
                    abs(clip->out_class - best->out_class) <= classes;
        // desperate clips are let off the quadrant
        bool loosely = !query->closely || clip->lastditch;
        if (clip->quadrant == best->quadrant || (loosely && near)) {
            list[kept++] = list[i];
        }
    }
    return kept;
}

/// Keeps what ends up looking much as the best.
static int keep_near_look(const RgQuery* query, const RgClip* best, RgCandidate* list, int count) {
    float look = best->allow_out_body_ang + best->pref_out_ang;
    float limit = query->closely ? RG_NARROW_ANGLE : WIDE_ANGLE;
    int kept = 0;
    for (int i = 0; i < count; i++) {
        const RgClip* clip = &rg_clips[list[i].id];
        if (rg_angle_between(clip->allow_out_body_ang + clip->pref_out_ang, look) <= limit) {
            list[kept++] = list[i];
        }
    }
    return kept;
}

static int keep_direction(const RgQuery* query, RgCandidate* list, int count, int classes) {
    rank(query, list, count, clip_direction_rating);
    return keep_near_direction(query, &rg_clips[list[0].id], list, count, classes);
}

static int keep_look(const RgQuery* query, RgCandidate* list, int count) {
    rank(query, list, count, rg_look_rating);
    return keep_near_look(query, &rg_clips[list[0].id], list, count);
}

/// A trap of a calm ball is refused when no clip leads roughly where it should (C.6.4).
static bool leads_astray(const RgQuery* query, const RgCandidate* list) {
    const RgClip* best = &rg_clips[list[0].id];
    RgV2 wanted = v2_scale(query->direction, query->speed);
    RgV2 direction = best->out_class == RG_CLASS_IDLE ? best->out_dir : v2_unit(best->out_mov);
    bool back = query->direction.y > 0.0f;
    return fabsf(v2_angle(direction, query->direction)) > 0.375f * RG_PI ||
           v2_distance(best->out_mov, wanted) > (back ? 8.5f : 5.5f);
}

static int choose_direction(const RgQuery* query, RgCandidate* list, int count) {
    switch (query->function) {
    case RG_FN_MOVEMENT:
        count = keep_direction(query, list, count, 0);
        return keep_look(query, list, count);
    case RG_FN_BALL_CONTROL:
        count = keep_look(query, list, count);
        return keep_direction(query, list, count, 2);
    case RG_FN_TRAP:
        count = keep_direction(query, list, count, 2);
        if (query->closely && leads_astray(query, list)) {
            return 0;
        }
        return keep_look(query, list, count);
    case RG_FN_INTERFERE:
        return keep_direction(query, list, count, 1);
    default:
        return count;
    }
}

/// The sorts that follow the choice of direction, the most important last.
static void sort_chosen(const RgQuery* query, RgCandidate* list, int count) {
    if (count < 2) {
        return;
    }
    sort_by(query, list, count, by_priority);
    sort_by(query, list, count, by_idle_level);
    sort_by(query, list, count, by_foot);
    if (query->function != RG_FN_BALL_CONTROL) {
        sort_by(query, list, count, by_body);
    }
    sort_by(query, list, count, by_class);
    if (query->function == RG_FN_TRIP) {
        sort_by(query, list, count, by_trip);
    }
    if (query->function != RG_FN_MOVEMENT) {
        sort_by(query, list, count, by_base);
    }
    if (query->function == RG_FN_DEFLECT) {
        sort_by(query, list, count, by_catch);
    }
}

int rg_select_plain(const RgQuery* query, RgCandidate* list) {
    const RgPitch* pitch = query->pitch;
    int count = 0;
    for (int i = 0; i < pitch->function_count[query->function]; i++) {
        uint16_t id = pitch->by_function[query->function][i];
        if (rg_passes_start(query, &rg_clips[id]) && passes(query, &rg_clips[id])) {
            list[count++].id = id;
        }
    }
    count = count == 0 ? 0 : choose_direction(query, list, count);
    sort_chosen(query, list, count);
    return count;
}

// ---- touch clips through the index
//
// Sorting and then keeping what is like the first comes to the same as finding the first, keeping
// what is like it and sorting that: few clips are left to be sorted, and of the others it takes a
// rating that is nearly right to see that they are not the first.

/// The clip that ranking by direction would put first. Of equals it is the first in the list or, if
/// that should have been ranked by look before, the one with the best look.
static const RgClip* first_by_direction(const RgQuery* query, bool then_look,
                                        const RgCandidate* list, int count) {
    const uint16_t* twin = query->pitch->look_twin;
    const RgClip* best = NULL;
    float best_rating = INFINITY;
    for (int i = 0; i < count; i++) {
        const RgClip* clip = &rg_clips[list[i].id];
        float rating = clip_direction_rating(query, clip);
        bool first = best == NULL || rating < best_rating;
        if (best != NULL && query->closely && clip->baseanim != best->baseanim) {
            first = clip->baseanim;
        } else if (then_look && best != NULL && rating == best_rating) {
            first = twin[clip->id] != twin[best->id] &&
                    rg_look_rating(query, clip) < rg_look_rating(query, best);
        }
        if (first) {
            best = clip;
            best_rating = rating;
        }
    }
    return best;
}

/// v2_near_angle of the wanted look against that of a clip, whose outgoing direction is bent.
static inline float near_look(const RgQuery* query, RgV2 wanted, RgV2 out, RgV2 body, RgV2 trans) {
    const float tangent = 0.32492f; // of the largest turn
    float cross = out.x * query->direction.y - out.y * query->direction.x;
    float dot = v2_dot(out, query->direction);
    float sine = copysignf(SINE_OF_BEND, cross);
    bool beyond = fabsf(cross) > tangent * dot, none = (cross == 0.0f) & (dot == 0.0f);
    RgV2 near = v2(none ? out.x : wanted.x, none ? out.y : wanted.y);
    RgV2 bent = v2(beyond ? out.x * COSINE_OF_BEND - out.y * sine : near.x,
                   beyond ? out.x * sine + out.y * COSINE_OF_BEND : near.y);
    RgV2 got = v2(bent.x * body.x - bent.y * body.y, bent.x * body.y + bent.y * body.x);
    return v2_near_angle(got, v2_sub(query->look, trans));
}

float rg_near_look_rating(const RgQuery* query, RgV2 wanted, const RgClip* clip) {
    return near_look(query, wanted, clip->out_dir, query->pitch->body_turn[clip->id], clip->trans) +
           0.05f * fabsf(clip->out_body_ang);
}

void rg_listed_looks(const RgQuery* query, int first, int count, float* restrict near) {
    const RgClipList* list = &query->pitch->list;
    RgV2 wanted = v2_unit(query->direction);
    for (int i = first; i < first + count; i++) {
        RgV2 out = v2(list->out_x[i], list->out_y[i]), body = v2(list->body_x[i], list->body_y[i]);
        RgV2 trans = v2(list->trans_x[i], list->trans_y[i]);
        near[i - first] =
            near_look(query, wanted, out, body, trans) + 0.05f * fabsf(list->out_body_ang[i]);
    }
}

void rg_listed_sides(const RgQuery* query, int first, int count, int32_t* restrict passes) {
    const RgClipList* list = &query->pitch->list;
    RgV2 fence = query->fence;
    int32_t unsure = 0;
    for (int i = 0; i < count; i++) {
        int at = first + i;
        float before = list->first_x[at] * fence.y - list->first_y[at] * fence.x;
        float behind = fence.x * list->last_y[at] - fence.y * list->last_x[at];
        passes[i] = (before <= 0.0f) | (behind <= 0.0f);
        unsure |= (before == 0.0f) | (behind == 0.0f);
    }
    for (int i = 0; i < count && unsure != 0; i++) {
        passes[i] = rg_passes_side(query, &rg_clips[list->id[first + i]]);
    }
}

/// The clip that ranking by look would put first, of equals the first in the list. The ratings in
/// the list are those of rg_near_look_rating.
static const RgClip* first_by_look(const RgQuery* query, const RgCandidate* list, int count) {
    bool based = false;
    for (int i = 0; i < count && query->closely; i++) {
        based = based || rg_clips[list[i].id].baseanim;
    }
    const uint16_t* twin = query->pitch->look_twin;
    float near[RG_BUCKET_TOUCHES], least = INFINITY;
    for (int i = 0; i < count; i++) {
        near[i] = based && !rg_clips[list[i].id].baseanim ? INFINITY : list[i].rating;
        least = rg_minf(least, near[i]);
    }
    const RgClip* best = NULL;
    float best_rating = INFINITY; // until another comes as near
    for (int i = 0; i < count; i++) {
        const RgClip* clip = &rg_clips[list[i].id];
        if (near[i] > least + RG_ANGLE_SLACK ||
            (best != NULL && twin[clip->id] == twin[best->id])) {
            continue;
        }
        if (best != NULL) {
            float rating = rg_look_rating(query, clip);
            best_rating = best_rating == INFINITY ? rg_look_rating(query, best) : best_rating;
            if (!(rating < best_rating)) {
                continue;
            }
            best_rating = rating;
        }
        best = clip;
    }
    return best;
}

/// rank() by look of a list with the ratings of rg_near_look_rating.
static void rank_by_look(const RgQuery* query, RgCandidate* list, int count) {
    RgCandidate near[RG_BUCKET_TOUCHES];
    memcpy(near, list, (size_t)count * sizeof *list);
    sort(near, count);
    const uint16_t* twin = query->pitch->look_twin;
    bool sure = true;
    for (int i = 1; i < count; i++) {
        float gap = near[i].rating - near[i - 1].rating;
        bool alike = gap == 0.0f && twin[near[i].id] == twin[near[i - 1].id];
        sure = sure && (gap > RG_ANGLE_SLACK || alike);
    }
    if (!sure) {
        rank(query, list, count, rg_look_rating);
        return;
    }
    memcpy(list, near, (size_t)count * sizeof *list);
    if (query->closely) {
        sort_by(query, list, count, by_base);
    }
}

static int choose_direction_quickly(const RgQuery* query, RgCandidate* list, int count) {
    bool looks_first = query->function == RG_FN_BALL_CONTROL;
    if (query->function != RG_FN_INTERFERE && query->function != RG_FN_TRAP && !looks_first) {
        return count;
    }
    if (looks_first) {
        count = keep_near_look(query, first_by_look(query, list, count), list, count);
    }
    const RgClip* best = first_by_direction(query, looks_first, list, count);
    int classes = query->function == RG_FN_INTERFERE ? 1 : 2;
    count = keep_near_direction(query, best, list, count, classes);
    if (looks_first) {
        rank_by_look(query, list, count);
    }
    rank(query, list, count, clip_direction_rating);
    if (query->function == RG_FN_TRAP) {
        if (query->closely && leads_astray(query, list)) {
            return 0;
        }
        RgV2 wanted = v2_unit(query->direction);
        for (int i = 0; i < count; i++) {
            list[i].rating = rg_near_look_rating(query, wanted, &rg_clips[list[i].id]);
        }
        count = keep_near_look(query, first_by_look(query, list, count), list, count);
        rank_by_look(query, list, count);
    }
    return count;
}

static const RgTouchBucket* bucket_of(const RgPitch* pitch, RgFunction function, int in_class,
                                      float body_angle) {
    int body = in_class == RG_CLASS_IDLE ? 0 : rg_body_bucket(body_angle);
    RG_ASSERT(in_class == RG_CLASS_IDLE || body_angle == rg_bucket_angle(body));
    return &pitch->touch[function][in_class][body];
}

/// The speed class he starts from: at rest after a fall.
static uint8_t starts_from(const RgPlayer* self) {
    uint8_t special = rg_clips[self->motion.clip].out_special;
    return special != RG_SPECIAL_NONE ? RG_CLASS_IDLE : self->speed_class;
}

const RgTouchBucket* rg_touch_bucket(const RgPitch* pitch, const RgMatch* match, int player,
                                     RgFunction function) {
    const RgPlayer* self = &match->players[player];
    return bucket_of(pitch, function, starts_from(self), self->body_angle);
}

int rg_select_touch(const RgQuery* query, RgCandidate* list) {
    const RgTouchBucket* bucket =
        bucket_of(query->pitch, query->function, query->in_class, query->body_angle);
    const RgClipList* clips = &query->pitch->list;
    uint32_t mask, wanted = wanted_traits(query, &mask);
    int32_t passes_side[RG_BUCKET_TOUCHES] = {0};
    float near[RG_BUCKET_TOUCHES] = {0.0f};
    rg_listed_sides(query, bucket->first, bucket->count, passes_side);
    if (query->function == RG_FN_BALL_CONTROL) {
        rg_listed_looks(query, bucket->first, bucket->count, near);
    }
    int count = 0;
    for (int i = 0; i < bucket->count; i++) {
        uint16_t id = clips->id[bucket->first + i];
        if (((clips->traits[bucket->first + i] ^ wanted) & mask) == 0 &&
            (passes_side[i] || !query->looks) && passes_ball(query, &rg_clips[id])) {
            list[count++] = (RgCandidate){id, near[i]};
        }
    }
    count = count == 0 ? 0 : choose_direction_quickly(query, list, count);
    sort_chosen(query, list, count);
    return count;
}

// ---- what to ask

/// Calm or lively variants of standing and running (clips/README.md section 3).
static int wanted_idle_level(const RgMatch* match, int player) {
    RgV3 ball = rg_ball_predict_as(match, rg_team_of(player), 200);
    RgV3 place = v3_from(match->players[player].position, 0.0f);
    if (v3_length(v3_sub(ball, place)) > 16.0f ||
        match->in_set_piece) { // a high ball is far (recorded)
        return 1;
    }
    return match->in_play ? 0 : 2;
}

static bool high_or_bouncing(const RgMatch* match, int player) {
    int team = rg_team_of(player);
    int delay = rg_body_delay(match, player);
    return rg_seen_ball(match, team, delay, 10).z > 0.3f ||
           rg_seen_ball(match, team, delay, 80).z > 0.3f || fabsf(match->ball.velocity.z) > 1.0f;
}

static bool closely(const RgMatch* match, int player, const RgCommand* command, bool last_ditch) {
    switch (command->function) {
    case RG_FN_TRAP:
        return command->strict == RG_STRICT_YES ||
               (command->strict == RG_STRICT_DYNAMIC && !last_ditch &&
                !high_or_bouncing(match, player));
    case RG_FN_INTERFERE:
        return command->strict != RG_STRICT_NO;
    default:
        return true;
    }
}

/// Direction the ball travels in 0.12 s, as seen by the player, in his frame.
static RgV2 incoming_ball(const RgMatch* match, int player, RgTurn back) {
    int team = rg_team_of(player);
    int delay = rg_body_delay(match, player);
    RgV3 way = v3_sub(rg_seen_ball(match, team, delay, 180), rg_seen_ball(match, team, delay, 120));
    return v2_turn(v2_unit(v3_flat(way)), back);
}

RgQuery rg_query_make(const RgPitch* pitch, const RgMatch* match, int player,
                      const RgCommand* command) {
    const RgPlayer* self = &match->players[player];
    float heading = v2_heading_angle(self->facing);
    RgQuery query = {.pitch = pitch, .function = (RgFunction)command->function};
    if (query.function == RG_FN_LONG_PASS) {
        query.function = RG_FN_SHORT_PASS;
    }
    query.looks = command->use_look;
    query.special = rg_clips[self->motion.clip].out_special;
    query.in_class = starts_from(self);
    query.holds = match->retainer == player;
    query.foot = self->foot;
    query.idle_level = wanted_idle_level(match, player);
    query.body_angle = self->body_angle;
    RgTurn back = rg_turn(-heading);
    query.look = v2_turn(v2_sub(command->look, self->position), back);
    query.look_direction = v2_unit_or(query.look, v2(0.0f, -1.0f));
    // turned by the float32 pi, whose sine is not 0: it decides on which side a player turns right
    // round
    query.fence = v2_turn(query.look_direction, (RgTurn){.sine = -8.7422777e-8f, .cosine = -1.0f});
    query.direction = v2_turn(command->direction, back);
    query.speed = rg_quantised_speed(command->speed);
    float aligned = v2_dot(command->direction, self->facing);
    query.cornering =
        0.9f * rg_clamp(v2_length(self->velocity) / 7.5f, 0.0f, 1.0f) * (0.5f - 0.5f * aligned);
    query.closely = true;
    if (query.function == RG_FN_MOVEMENT) {
        return query;
    }
    query.last_ditch = rg_last_ditch(match, player);
    query.closely = closely(match, player, command, query.last_ditch);
    query.catching = command->catch_only;
    query.trip_type = query.function == RG_FN_TRIP ? command->trip_type : 0;
    query.trip_direction = v2_turn(command->trip_direction, back);
    if (query.function == RG_FN_TRAP || query.function == RG_FN_INTERFERE ||
        query.function == RG_FN_DEFLECT) {
        query.incoming = incoming_ball(match, player, back);
        query.asks_incoming = !any_direction(query.incoming);
    }
    if (query.function == RG_FN_SHORT_PASS || query.function == RG_FN_HIGH_PASS ||
        query.function == RG_FN_SHOT) {
        query.ball_direction = v2_turn(v3_flat(command->ball_direction), back);
        query.asks_direction = !any_direction(query.ball_direction);
    }
    return query;
}

int rg_select_clips(const RgPitch* pitch, const RgMatch* match, int player,
                    const RgCommand* command, uint16_t* ids, int capacity) {
    RgQuery query = rg_query_make(pitch, match, player, command);
    if (query.function == RG_FN_MOVEMENT && query.special == RG_SPECIAL_NONE && !query.holds &&
        query.looks && capacity > 0) {
        int id = rg_select_movement(&query);
        ids[0] = (uint16_t)id;
        return id < 0 ? 0 : 1;
    }
    RgCandidate list[RG_CLIP_COUNT];
    bool movement = query.function == RG_FN_MOVEMENT;
    int count = movement ? rg_select_plain(&query, list) : rg_select_touch(&query, list);
    count = count < capacity ? count : capacity;
    for (int i = 0; i < count; i++) {
        ids[i] = list[i].id;
    }
    return count;
}
