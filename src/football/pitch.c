// The index of the motion clips: by type, speed class and body angle, and for movement by outgoing
// velocity, so that choosing a movement clip looks at one rating per outgoing velocity and then at
// the clips of one quadrant.
#include "core/error.h"
#include "core/memory.h"
#include "football/ball.h"
#include "football/select.h"

#include <string.h>

// what a rating that is only nearly known must be away from another to tell
#define RATING_SLACK 0.001f

static void index_functions(RgPitch* pitch) {
    for (int id = 0; id < RG_CLIP_COUNT; id++) {
        int function = rg_clips[id].function;
        pitch->by_function[function][pitch->function_count[function]++] = (uint16_t)id;
    }
    pitch->function_count[RG_FN_LONG_PASS] = pitch->function_count[RG_FN_SHORT_PASS];
    memcpy(pitch->by_function[RG_FN_LONG_PASS], pitch->by_function[RG_FN_SHORT_PASS],
           sizeof pitch->by_function[0]);
}

static bool looks_alike(const RgClip* a, const RgClip* b) {
    return a->out_dir.x == b->out_dir.x && a->out_dir.y == b->out_dir.y &&
           a->trans.x == b->trans.x && a->trans.y == b->trans.y &&
           a->out_body_ang == b->out_body_ang;
}

static void turn_looks(RgPitch* pitch) {
    for (int id = 0; id < RG_CLIP_COUNT; id++) {
        const RgClip* clip = &rg_clips[id];
        pitch->last_look[id] = v2_rotate(clip->out_dir, clip->out_body_ang);
        int twin = 0;
        while (!looks_alike(&rg_clips[twin], clip)) {
            twin++;
        }
        pitch->look_twin[id] = (uint16_t)twin;
        pitch->leads[id] = v2_heading(clip->pref_out_vec_ang);
        pitch->body_turn[id] = v2(rg_cos(clip->out_body_ang), rg_sin(clip->out_body_ang));
    }
}

float rg_bucket_angle(int body) {
    static const float angle[RG_BUCKET_BODIES] = {0.0f, 0.25f, 0.75f, -0.25f, -0.75f};
    return angle[body] * RG_PI;
}

int rg_body_bucket(float angle) {
    int size = fabsf(angle) < 0.125f * RG_PI ? 0 : (fabsf(angle) < 0.5f * RG_PI ? 1 : 2);
    return angle < 0.0f && size > 0 ? size + 2 : size;
}

static bool belongs(const RgClip* clip, int speed_class, int body) {
    if (clip->function != RG_FN_MOVEMENT || clip->in_class != speed_class ||
        clip->in_special != RG_SPECIAL_NONE || clip->in_retain != 0 || clip->lastditch ||
        clip->triptype != 0 || clip->specialvar1 != 0 || clip->frames > RG_PATH) {
        return false;
    }
    return speed_class == RG_CLASS_IDLE ||
           rg_angle_between(clip->in_body_ang, rg_bucket_angle(body)) <= RG_NARROW_ANGLE;
}

static RgClipGroup group_of(const RgClip* clip) {
    bool standing = clip->out_class == RG_CLASS_IDLE;
    return (RgClipGroup){.direction =
                             standing ? v2(0.0f, 0.0f) : v2_heading(clip->pref_out_vec_ang),
                         .speed = rg_quantised_speed(clip->out_vel),
                         .quadrant = clip->quadrant,
                         .standing = standing};
}

static bool same_group(const RgClipGroup* a, const RgClipGroup* b) {
    return a->quadrant == b->quadrant && a->speed == b->speed && a->direction.x == b->direction.x &&
           a->direction.y == b->direction.y;
}

static int find_group(RgClipBucket* bucket, const RgClipGroup* wanted) {
    for (int i = 0; i < bucket->groups; i++) {
        if (same_group(&bucket->group[i], wanted)) {
            return i;
        }
    }
    RG_ASSERT(bucket->groups < RG_BUCKET_GROUPS);
    bucket->group[bucket->groups] = *wanted;
    return bucket->groups++;
}

/// Puts a clip into place `at` of the list.
static void enlist(RgPitch* pitch, int at, int id) {
    RgClipList* list = &pitch->list;
    RG_ASSERT(at < RG_LISTED_CLIPS);
    const RgClip* clip = &rg_clips[id];
    bool left = clip->turn_ang > 0.0f;
    RgV2 first = left ? clip->in_bdir : v2_neg(clip->in_bdir);
    RgV2 last = left ? pitch->last_look[id] : v2_neg(pitch->last_look[id]);
    list->id[at] = (uint16_t)id;
    list->traits[at] = rg_clip_traits(clip);
    list->first_x[at] = first.x;
    list->first_y[at] = first.y;
    list->last_x[at] = last.x;
    list->last_y[at] = last.y;
    list->out_x[at] = clip->out_dir.x;
    list->out_y[at] = clip->out_dir.y;
    list->body_x[at] = pitch->body_turn[id].x;
    list->body_y[at] = pitch->body_turn[id].y;
    list->trans_x[at] = clip->trans.x;
    list->trans_y[at] = clip->trans.y;
    list->out_body_ang[at] = clip->out_body_ang;
    list->count++;
}

static void fill_bucket(RgPitch* pitch, int speed_class, int body) {
    RgClipBucket* bucket = &pitch->movement[speed_class][body];
    bucket->first = (uint16_t)pitch->list.count;
    for (int id = 0; id < RG_CLIP_COUNT; id++) {
        if (belongs(&rg_clips[id], speed_class, body)) {
            RgClipGroup group = group_of(&rg_clips[id]);
            bucket->group[find_group(bucket, &group)].count++;
        }
    }
    uint8_t first = 0;
    for (int i = 0; i < bucket->groups; i++) {
        bucket->group[i].first = first;
        first = (uint8_t)(first + bucket->group[i].count);
        bucket->group[i].count = 0;
    }
    for (int id = 0; id < RG_CLIP_COUNT; id++) {
        if (belongs(&rg_clips[id], speed_class, body)) {
            RgClipGroup group = group_of(&rg_clips[id]);
            RgClipGroup* home = &bucket->group[find_group(bucket, &group)];
            enlist(pitch, bucket->first + home->first + home->count++, id);
        }
    }
}

static void spread_groups(RgClipBucket* bucket) {
    bucket->standing = -1;
    for (int i = 0; i < bucket->groups; i++) {
        const RgClipGroup* group = &bucket->group[i];
        RG_ASSERT(!group->standing || bucket->standing < 0);
        bucket->standing = group->standing ? i : bucket->standing;
        bucket->x[i] = group->direction.x;
        bucket->y[i] = group->direction.y;
        bucket->velocity_x[i] = group->direction.x * group->speed;
        bucket->velocity_y[i] = group->direction.y * group->speed;
    }
}

/// Notes when and where a clip meets the ball.
static void enter_touch(RgTouchBucket* bucket, const RgClip* clip) {
    int touch = clip->touch_frame;
    if (touch < 1) {
        return;
    }
    // the last two ticks of a path are not bound to what a player can do (C.6.5 step 9)
    float reach = touch < clip->frames - 2 ? v2_length(clip->touch_rel) : INFINITY;
    bucket->reach = rg_maxf(bucket->reach, reach);
    int at = 0;
    while (at < bucket->frames && bucket->frame[at] > touch) {
        at++;
    }
    if (at < bucket->frames && bucket->frame[at] == touch) {
        return;
    }
    RG_ASSERT(bucket->frames < RG_BUCKET_FRAMES);
    for (int i = bucket->frames++; i > at; i--) {
        bucket->frame[i] = bucket->frame[i - 1];
    }
    bucket->frame[at] = (uint8_t)touch;
}

static void fill_touches(RgPitch* pitch, RgFunction function, int speed_class, int body) {
    RgTouchBucket* bucket = &pitch->touch[function][speed_class][body];
    bucket->first = (uint16_t)pitch->list.count;
    RgQuery query = {.pitch = pitch,
                     .function = function,
                     .in_class = (uint8_t)speed_class,
                     .body_angle = rg_bucket_angle(body)};
    for (int i = 0; i < pitch->function_count[function]; i++) {
        uint16_t id = pitch->by_function[function][i];
        if (rg_passes_start(&query, &rg_clips[id])) {
            RG_ASSERT(bucket->count < RG_BUCKET_TOUCHES);
            enlist(pitch, bucket->first + bucket->count++, id);
            enter_touch(bucket, &rg_clips[id]);
        }
    }
}

RgStatus rg_pitch_create(RgPitch** out, RgError* error) {
    RgPitch* pitch = rg_alloc(sizeof *pitch);
    if (pitch == NULL) {
        return rg_fail(error, RG_ERROR_MEMORY, "no memory for the clip index (%zu bytes)",
                       sizeof *pitch);
    }
    index_functions(pitch);
    turn_looks(pitch);
    rg_rest_find(&pitch->rest);
    for (int speed_class = 0; speed_class < 4; speed_class++) {
        for (int body = 0; body < RG_BUCKET_BODIES; body++) {
            fill_bucket(pitch, speed_class, body);
            spread_groups(&pitch->movement[speed_class][body]);
            for (int function = RG_FN_BALL_CONTROL; function < RG_FN_COUNT; function++) {
                fill_touches(pitch, (RgFunction)function, speed_class, body);
            }
        }
    }
    *out = pitch;
    return RG_OK;
}

void rg_pitch_destroy(RgPitch* pitch) {
    rg_free(pitch);
}

// ---- choosing a movement clip

static float group_rating(const RgQuery* query, const RgClipGroup* group) {
    return group->standing ? rg_standing_rating(query)
                           : rg_direction_rating(query, group->direction, group->speed);
}

/// The ratings of all groups to 1e-4; those of standing ones exactly.
static void near_ratings(const RgClipBucket* bucket, const RgQuery* query, float* near) {
    RgV2 wanted = v2_scale(query->direction, query->speed * (1.0f - query->cornering));
    for (int i = 0; i < bucket->groups; i++) {
        float x = wanted.x - bucket->velocity_x[i], y = wanted.y - bucket->velocity_y[i];
        float aligned = query->direction.x * bucket->x[i] + query->direction.y * bucket->y[i];
        near[i] = sqrtf(x * x + y * y) - 4.0f * aligned;
    }
    if (bucket->standing >= 0) {
        near[bucket->standing] = rg_standing_rating(query);
    }
}

/// The lowest clip of a group that turns to the right side, or -1.
static int first_clip(const RgClipBucket* bucket, const RgQuery* query, const RgClipGroup* group) {
    const uint16_t* id = &query->pitch->list.id[bucket->first + group->first];
    for (int i = 0; i < group->count; i++) {
        if (rg_passes_side(query, &rg_clips[id[i]])) {
            return id[i];
        }
    }
    return -1;
}

/// The group with the smallest rating that has a clip turning to the right side; of equal ratings
/// the one with the lowest clip.
static const RgClipGroup* best_group(const RgClipBucket* bucket, const RgQuery* query) {
    float near[RG_BUCKET_GROUPS], least = INFINITY;
    int hopeful[RG_BUCKET_GROUPS], lowest[RG_BUCKET_GROUPS], count = 0;
    near_ratings(bucket, query, near);
    for (int i = 0; i < bucket->groups; i++) {
        if (near[i] > least + RATING_SLACK) {
            continue;
        }
        lowest[count] = first_clip(bucket, query, &bucket->group[i]);
        if (lowest[count] >= 0) {
            least = rg_minf(least, near[i]);
            hopeful[count++] = i;
        }
    }
    const RgClipGroup* best = NULL;
    float best_rating = INFINITY;
    int best_id = 0;
    for (int i = 0; i < count; i++) {
        const RgClipGroup* group = &bucket->group[hopeful[i]];
        if (near[hopeful[i]] > least + RATING_SLACK) {
            continue;
        }
        float rating = group_rating(query, group);
        if (rating < best_rating || (rating == best_rating && lowest[i] < best_id)) {
            best = group;
            best_rating = rating;
            best_id = lowest[i];
        }
    }
    return best;
}

/// A clip of the chosen quadrant, its group, and the rating of its look, nearly and, once that is
/// asked for, exactly.
typedef struct Entry {
    const RgClip* clip;
    const RgClipGroup* group;
    float near_look, look;
    bool rated;
} Entry;

static float look_of(const RgQuery* query, Entry* entry) {
    if (!entry->rated) {
        entry->look = rg_look_rating(query, entry->clip);
        entry->rated = true;
    }
    return entry->look;
}

/// The better look, then the better direction, then the lower clip.
static bool looks_better(const RgQuery* query, Entry* a, Entry* b) {
    if (fabsf(a->near_look - b->near_look) > RG_ANGLE_SLACK) {
        return a->near_look < b->near_look;
    }
    const uint16_t* twin = query->pitch->look_twin;
    if (twin[a->clip->id] != twin[b->clip->id]) {
        float look_a = look_of(query, a), look_b = look_of(query, b);
        if (look_a != look_b) {
            return look_a < look_b;
        }
    }
    float direction_a = group_rating(query, a->group), direction_b = group_rating(query, b->group);
    return direction_a != direction_b ? direction_a < direction_b : a->clip->id < b->clip->id;
}

static bool comes_first(const RgQuery* query, Entry* a, Entry* b) {
    int foot_a = a->clip->in_class != RG_CLASS_IDLE && a->clip->foot_in != query->foot;
    int foot_b = b->clip->in_class != RG_CLASS_IDLE && b->clip->foot_in != query->foot;
    if (foot_a != foot_b) {
        return foot_a < foot_b;
    }
    int idle_a = a->clip->idlelevel > query->idle_level ? a->clip->idlelevel - query->idle_level
                                                        : query->idle_level - a->clip->idlelevel;
    int idle_b = b->clip->idlelevel > query->idle_level ? b->clip->idlelevel - query->idle_level
                                                        : query->idle_level - b->clip->idlelevel;
    if (idle_a != idle_b) {
        return idle_a < idle_b;
    }
    if (a->clip->priority != b->clip->priority) {
        return a->clip->priority < b->clip->priority;
    }
    return looks_better(query, a, b);
}

/// The clips of a quadrant that turn to the right side. @return how many
static int enter_quadrant(const RgQuery* query, const RgClipBucket* bucket, int quadrant,
                          Entry* entries) {
    int count = 0;
    for (int i = 0; i < bucket->groups; i++) {
        const RgClipGroup* group = &bucket->group[i];
        if (group->quadrant != quadrant) {
            continue;
        }
        int first = bucket->first + group->first;
        int32_t passes[RG_BUCKET_CLIPS];
        float near[RG_BUCKET_CLIPS];
        rg_listed_sides(query, first, group->count, passes);
        rg_listed_looks(query, first, group->count, near);
        for (int j = 0; j < group->count; j++) {
            if (passes[j]) {
                entries[count++] = (Entry){.clip = &rg_clips[query->pitch->list.id[first + j]],
                                           .group = group,
                                           .near_look = near[j]};
            }
        }
    }
    return count;
}

int rg_select_movement(const RgQuery* query) {
    int body = query->in_class == RG_CLASS_IDLE ? 0 : rg_body_bucket(query->body_angle);
    const RgClipBucket* bucket = &query->pitch->movement[query->in_class][body];
    const RgClipGroup* chosen = best_group(bucket, query);
    if (chosen == NULL) {
        return -1;
    }
    Entry entries[RG_BUCKET_CLIPS];
    int count = enter_quadrant(query, bucket, chosen->quadrant, entries);
    int best = 0;
    for (int i = 1; i < count; i++) {
        best = looks_better(query, &entries[i], &entries[best]) ? i : best;
    }
    if (count == 0) {
        return -1;
    }
    float look = entries[best].clip->allow_out_body_ang + entries[best].clip->pref_out_ang;
    int first = best;
    for (int i = 0; i < count; i++) {
        float other = entries[i].clip->allow_out_body_ang + entries[i].clip->pref_out_ang;
        if (i != first && rg_angle_between(other, look) <= RG_NARROW_ANGLE &&
            comes_first(query, &entries[i], &entries[first])) {
            first = i;
        }
    }
    return entries[first].clip->id;
}
