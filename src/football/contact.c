// Bodies against bodies, the ball against bodies, tackling legs (C.8; 1.12, 4.2-4.4, 4.11).
//
// All of it works in the match frame. Positions and velocities of the second team are turned into
// it; facing vectors are not (4.2), so its players count as facing the opposite way.
#include "football/contact.h"

#include "core/simd.h"
#include "football/attributes.h"
#include "football/ball.h"
#include "football/body.h"
#include "football/possession.h"
#include "football/referee.h"
#include "football/skeleton.h"

#include <string.h>

static const float BODY_RADIUS = 0.36f;
static const float OUTER_RADIUS = 0.576f;
static const float MAX_SHIFT = 0.08f; // m per tick and bump
#define FAR_SQUARE 4.1f               // nothing reaches farther than 2 m

// ---- body part boxes

typedef struct Box {
    RgV3 low, high;
    RgV3 node; // the joint the part hangs from
} Box;

/// Where a body stands and how its clip frame is turned: the same for all its parts.
typedef struct Stance {
    RgV2 origin;
    RgTurn turn;
    RgPartPose parts[RG_BODY_PARTS];
} Stance;

static void take_stance(const RgPlayer* player, Stance* out) {
    RgPose pose = rg_pose(player);
    out->origin = pose.position;
    out->turn = rg_turn(pose.frames[0].turn);
    rg_pose_parts(&pose, out->parts);
}

// all but the parts
static void place_stance(int player, const RgPose* pose, Stance* out) {
    out->origin = rg_as_seen(0, player, pose->position);
    out->turn = rg_turn(pose->frames[0].turn + (rg_team_of(player) == 0 ? 0.0f : RG_PI));
}

static void take_match_stance(const RgMatch* match, int player, Stance* out) {
    RgPose pose = rg_pose(&match->players[player]);
    place_stance(player, &pose, out);
    rg_pose_parts(&pose, out->parts);
}

// the joint a part hangs from
static RgV3 node_of(const Stance* stance, RgV3 place) {
    RgV2 at = v2_turn(v3_flat(place), stance->turn);
    return v3(stance->origin.x + at.x, stance->origin.y + at.y, place.z);
}

// axis-aligned hull of a part's turned box; the hull always takes in the node on the high side
// (clips/README.md section 7)
static Box part_box(const Stance* stance, int part) {
    const RgPartPose* pose = &stance->parts[part];
    const RgPartBox* box = &rg_part_boxes[part];
    float sine = stance->turn.sine, cosine = stance->turn.cosine;
    Box hull = {.low = v3(INFINITY, INFINITY, INFINITY), .high = v3(0.0f, 0.0f, 0.0f)};
    for (int corner = 0; corner < 8; ++corner) {
        RgV3 local =
            v3(corner & 1 ? box->high.x : box->low.x, corner & 2 ? box->high.y : box->low.y,
               corner & 4 ? box->high.z : box->low.z);
        RgV3 c = rg_turned_by(pose->turn, local);
        c = v3(c.x * cosine - c.y * sine, c.x * sine + c.y * cosine, c.z);
        hull.low = v3(rg_minf(hull.low.x, c.x), rg_minf(hull.low.y, c.y), rg_minf(hull.low.z, c.z));
        hull.high =
            v3(rg_maxf(hull.high.x, c.x), rg_maxf(hull.high.y, c.y), rg_maxf(hull.high.z, c.z));
    }
    RgV3 node = node_of(stance, pose->place);
    return (Box){v3_add(node, hull.low), v3_add(node, hull.high), node};
}

void rg_body_box(const RgMatch* match, int player, int part, RgV3* low, RgV3* high) {
    Stance stance;
    take_stance(&match->players[player], &stance);
    Box box = part_box(&stance, part);
    *low = box.low;
    *high = box.high;
}

RgV3 rg_held_ball(const RgMatch* match, int player) {
    enum { RIGHT_LOWER_ARM = 6 };
    const RgPlayer* p = &match->players[player];
    if (!match->in_play && p->pose.frames[0].clip == RG_CLIP_HOLD && p->pose.frames[0].frame == 0) {
        // just placed: the skeleton has no pose yet
        return v3_from(v2_add(p->position, v2(-0.15f, -0.01f)), 0.9f);
    }
    RgPose pose = rg_pose(p);
    RgPartPose parts[RG_BODY_PARTS];
    rg_pose_parts(&pose, parts);
    const RgPartPose* arm = &parts[RIGHT_LOWER_ARM];
    RgV3 ball = v3_add(arm->place, rg_turned_by(arm->turn, v3(0.0f, 0.0f, -0.36f)));
    return v3_from(v2_add(p->position, v2_rotate(v3_flat(ball), pose.frames[0].turn)), ball.z);
}

static bool boxes_overlap(Box a, Box b) {
    return a.low.x <= b.high.x && a.high.x >= b.low.x && a.low.y <= b.high.y &&
           a.high.y >= b.low.y && a.low.z <= b.high.z && a.high.z >= b.low.z;
}

// ---- player against player (C.8.1, 4.3)

/// What one player brings into the contacts of a tick. Match frame, facing raw.
typedef struct Body {
    int player;
    bool met; // what follows is known: somebody came near
    RgV2 position, velocity;
    RgV2 facing; // turned by 0.7 of the body angle
    float speed; // class value
    float balance;
    float sum_weight; // velocity sharing: sum of f, and of f^2 times the other's surplus velocity
    RgV2 sum_velocity;
} Body;

/// One pair, seen from the first. n points from the second to the first.
typedef struct Pair {
    Body *one, *two;
    float distance;
    RgV2 n;             // never zero
    float back1, back2; // 1: faces away from the other
} Pair;

static const RgPlayer* player_of(const RgMatch* match, const Body* body) {
    return &match->players[body->player];
}

static float ball_distance(const RgMatch* match, const Body* body) {
    return v2_distance(v3_flat(rg_ball_predict(match, 10)), body->position);
}

// advantage of a pending tackle
static float tackle_edge(const RgMatch* match, const Body* body) {
    const RgMotion* motion = &player_of(match, body)->motion;
    if ((motion->function != RG_FN_INTERFERE && motion->function != RG_FN_SLIDING) ||
        !rg_touch_pending(motion)) {
        return 0.0f;
    }
    RgStat stat =
        motion->function == RG_FN_SLIDING ? RG_STAT_SLIDING_TACKLE : RG_STAT_STANDING_TACKLE;
    return 0.1f + 0.4f * rg_stat(match, body->player, stat);
}

static bool both_designated(const RgMatch* match, const Pair* pair) {
    const RgTeam* t1 = &match->teams[rg_team_of(pair->one->player)];
    const RgTeam* t2 = &match->teams[rg_team_of(pair->two->player)];
    return t1->designated == rg_number_of(pair->one->player) &&
           t2->designated == rg_number_of(pair->two->player);
}

// who gives way: -1 the first … 1 the second, before it is weighted
static float strength_bias(const RgMatch* match, const Pair* pair, bool bump) {
    const Body *one = pair->one, *two = pair->two;
    float bias = 0.8f * (pair->back1 - pair->back2);
    bias -= rg_clamp(0.2f * (one->speed - two->speed) / RG_SPEED_SPRINT, -0.2f, 0.2f);
    if (bump) {
        bias += tackle_edge(match, one) - tackle_edge(match, two);
    }
    float possession = bump ? 0.4f : 0.6f;
    bias += match->owner == one->player ? possession : 0.0f;
    bias -= match->owner == two->player ? possession : 0.0f;
    if (both_designated(match, pair)) {
        float nearer =
            rg_minf(ball_distance(match, two), 1.2f) - rg_minf(ball_distance(match, one), 1.2f);
        bias += rg_clamp(nearer, -0.6f, 0.6f);
    }
    bias += one->balance - two->balance;
    return rg_clamp(bias, -1.0f, 1.0f);
}

// pulls the pursuer of the ball's owner to the owner's side (4.3)
static RgV2 pull_beside(const RgMatch* match, const Body* pursuer, const Body* owner) {
    RgV2 facing = rg_facing(player_of(match, owner));
    const float angle = 0.3f * RG_PI;
    RgV2 left = v2_mad(owner->position, v2_rotate(facing, angle), 2.0f * BODY_RADIUS);
    RgV2 right = v2_mad(owner->position, v2_rotate(facing, -angle), 2.0f * BODY_RADIUS);
    RgV2 spot =
        v2_distance(left, pursuer->position) < v2_distance(right, pursuer->position) ? left : right;
    RgV2 way = v2_sub(spot, pursuer->position);
    return v2_scale(v2_unit(way), rg_minf(v2_length(way), 0.01f) * 0.3f * pursuer->balance);
}

static bool owns_ball(const RgMatch* match, const Body* body) {
    return match->owner == body->player && player_of(match, body)->has_possession;
}

static void shift_body(RgMatch* match, Body* body, RgV2 shift) {
    if (v2_length(shift) > MAX_SHIFT) {
        shift = v2_scale(v2_unit(shift), MAX_SHIFT);
    }
    rg_body_shift(match, body->player, rg_as_seen(0, body->player, shift));
    body->position = rg_as_seen(0, body->player, player_of(match, body)->position);
}

static void bump_apart(RgMatch* match, const Pair* pair) {
    float give = 0.5f + 0.5f * (strength_bias(match, pair, true) * 0.5f);
    float depth = (BODY_RADIUS - pair->distance * 0.5f) * 2.0f;
    // on the same spot there is no direction to move
    RgV2 way = pair->distance > 0.0f ? pair->n : v2(0.0f, 0.0f);
    RgV2 shift1 = v2_scale(way, depth * (1.0f - give));
    RgV2 shift2 = v2_scale(way, -depth * give);
    if (owns_ball(match, pair->two)) {
        shift1 = v2_add(shift1, pull_beside(match, pair->one, pair->two));
    } else if (owns_ball(match, pair->one)) {
        shift2 = v2_add(shift2, pull_beside(match, pair->two, pair->one));
    }
    shift_body(match, pair->one, shift1);
    shift_body(match, pair->two, shift2);
}

static void share_velocity(const RgMatch* match, const Pair* pair) {
    float give = 0.5f + 0.5f * (strength_bias(match, pair, false) * 0.9f);
    float gap = rg_maxf(0.0f, pair->distance - 2.0f * BODY_RADIUS) / (2.0f * OUTER_RADIUS);
    float force = 0.25f * rg_pow(rg_clamp(1.0f - gap, 0.0f, 1.0f), 0.2f);
    RgV2 surplus = v2_sub(pair->two->velocity, pair->one->velocity);
    float f1 = force * (1.0f - give), f2 = force * give;
    pair->one->sum_weight += f1;
    pair->two->sum_weight += f2;
    pair->one->sum_velocity = v2_add(pair->one->sum_velocity, v2_scale(surplus, f1 * f1));
    pair->two->sum_velocity = v2_add(pair->two->sum_velocity, v2_scale(surplus, -(f2 * f2)));
}

// how easily a player of a pair stumbles, 0 … about 1
static float trip_sensitivity(const RgMatch* match, const Body* body, float back, float closeness) {
    const RgPlayer* p = player_of(match, body);
    float sum = (1.0f - back) + rg_nc(body->speed, 0.0f, RG_SPEED_SPRINT);
    sum += p->best_possession ? 1.0f : 0.0f;
    sum += 3.0f * (1.0f - body->balance);
    sum += rg_clamp(10.0f * v2_length(p->bump), 0.0f, 1.0f);
    sum += 6.0f * closeness;
    sum += 1.0f - rg_nc(ball_distance(match, body), 0.0f, 0.7f);
    return sum / 14.0f;
}

static void trip_if_weak(RgMatch* match, const Body* self, const Body* other, float sensitivity,
                         RgV2 away) {
    if (sensitivity <= 0.48f) {
        return;
    }
    int type = sensitivity > 0.58f ? 2 : 1;
    RgV2 direction = v2_add(v2_mad(v2_scale(self->velocity, 0.1f), other->velocity, 0.06f), away);
    rg_body_trip(match, self->player, type, rg_as_seen(0, self->player, v2_unit(direction)));
    rg_referee_trip(match, self->player, other->player, type);
}

static void test_trips(RgMatch* match, const Pair* pair) {
    const Body *one = pair->one, *two = pair->two;
    RgV2 soon1 = v2_mad(one->position, one->velocity, 0.03f),
         soon2 = v2_mad(two->position, two->velocity, 0.03f);
    float closeness =
        rg_pow(1.0f - rg_nc(v2_distance(soon1, soon2), 0.0f, 2.0f * BODY_RADIUS), 0.4f);
    float weak1 = trip_sensitivity(match, one, pair->back1, closeness);
    float weak2 = trip_sensitivity(match, two, pair->back2, closeness);
    trip_if_weak(match, one, two, weak1, pair->n);
    trip_if_weak(match, two, one, weak2, v2_neg(pair->n));
}

// ---- tackling legs (C.8.3, 4.11)

static bool tackling(const RgPlayer* player) {
    const RgMotion* motion = &player->motion;
    return (motion->function == RG_FN_SLIDING || motion->function == RG_FN_INTERFERE) &&
           motion->frame >= 6 && motion->frame <= 27;
}

static bool legs_meet(const RgMatch* match, int tackler, int victim) {
    enum { LEFT_LOWER_LEG = 8, LEFT_FOOT = 9, RIGHT_LOWER_LEG = 11, RIGHT_FOOT = 12, LEGS = 4 };
    static const int leg_parts[LEGS] = {LEFT_LOWER_LEG, LEFT_FOOT, RIGHT_LOWER_LEG, RIGHT_FOOT};
    Stance standing, sliding;
    take_match_stance(match, victim, &standing);
    take_match_stance(match, tackler, &sliding);
    Box legs[LEGS];
    for (int i = 0; i < LEGS; ++i) {
        legs[i] = part_box(&standing, leg_parts[i]);
    }
    const RgV3 shrink = {0.1f, 0.1f, 0.1f};
    for (int part = 0; part < RG_BODY_PARTS; ++part) {
        Box box = part_box(&sliding, part);
        box.low = v3_add(box.low, shrink);
        box.high = v3_sub(box.high, shrink);
        for (int i = 0; i < LEGS; ++i) {
            if (boxes_overlap(box, legs[i])) {
                return true;
            }
        }
    }
    return false;
}

static void tackle_legs(RgMatch* match, const Pair* pair) {
    bool one = tackling(player_of(match, pair->one)), two = tackling(player_of(match, pair->two));
    if (one == two || pair->distance >= 2.0f) {
        return;
    }
    int tackler = one ? pair->one->player : pair->two->player;
    int victim = one ? pair->two->player : pair->one->player;
    const RgMotion* motion = &match->players[tackler].motion;
    bool dangerous =
        motion->frame > 10 && (int)motion->frame < (int)rg_clips[motion->clip].frames - 6;
    if (!dangerous || !legs_meet(match, tackler, victim)) {
        return;
    }
    int type = motion->function == RG_FN_SLIDING ? 3 : 1;
    rg_body_trip(match, victim, type, rg_as_seen(0, victim, rg_facing(&match->players[victim])));
    rg_referee_trip(match, victim, tackler, type);
}

// ---- all pairs

enum { LANES = 8 };

/// Where everybody is, and infinitely far away what a vector reads behind them.
typedef struct Places {
    float x[RG_PLAYER_COUNT + LANES], y[RG_PLAYER_COUNT + LANES];
    int count;
} Places;

static void note_place(Places* places, int i, RgV2 position) {
    places->x[i] = position.x;
    places->y[i] = position.y;
}

static void gather(const RgMatch* match, Body bodies[RG_PLAYER_COUNT], Places* places) {
    int count = 0;
    for (int team = 0; team < RG_TEAM_COUNT; ++team) {
        for (int i = 0; i < match->teams[team].player_count; ++i) {
            int player = rg_player_index(team, i);
            if (match->players[player].active) {
                note_place(places, count, rg_as_seen(0, player, match->players[player].position));
                bodies[count].player = player;
                bodies[count++].met = false;
            }
        }
    }
    places->count = count;
    for (int i = count; i < count + LANES; ++i) {
        note_place(places, i, v2(INFINITY, INFINITY));
    }
}

// most players meet nobody: what only contacts need is filled in late
static void meet(const RgMatch* match, Body* body) {
    if (body->met) {
        return;
    }
    const RgPlayer* p = player_of(match, body);
    float angle = rg_body_angle(p);
    RgTurn ahead = {.sine = 0.0f, .cosine = 1.0f}; // what most look
    RgTurn turn = angle == 0.0f ? ahead : rg_turn(angle * 0.7f);
    *body = (Body){.player = body->player,
                   .met = true,
                   .position = rg_as_seen(0, body->player, p->position),
                   .velocity = rg_as_seen(0, body->player, p->velocity),
                   .facing = v2_turn(rg_facing(p), turn),
                   .speed = rg_class_speed((RgSpeedClass)p->speed_class),
                   .balance = rg_stat(match, body->player, RG_STAT_BALANCE)};
}

// @return whether they were shifted
static bool contact_pair(RgMatch* match, Body* one, Body* two) {
    meet(match, one);
    meet(match, two);
    RgV2 apart = v2_sub(one->position, two->position);
    Pair pair = {.one = one,
                 .two = two,
                 .distance = v2_length(apart),
                 .n = v2_unit_or(apart, v2(0.0f, -1.0f))};
    pair.back1 = 0.5f + 0.5f * v2_dot(one->facing, pair.n);
    pair.back2 = 0.5f - 0.5f * v2_dot(two->facing, pair.n);
    bool bump = pair.distance < 2.0f * BODY_RADIUS;
    if (pair.distance < 2.0f * (BODY_RADIUS + OUTER_RADIUS)) {
        share_velocity(match, &pair);
    }
    if (bump) {
        bump_apart(match, &pair);
        test_trips(match, &pair);
    }
    tackle_legs(match, &pair);
    return bump;
}

typedef float Floats __attribute__((vector_size(LANES * 4)));
typedef int32_t Mask __attribute__((vector_size(LANES * 4)));

static inline __attribute__((always_inline)) uint32_t bits_of(const Mask* mask) {
    Mask bits = *mask & (Mask){1, 2, 4, 8, 16, 32, 64, 128};
    uint64_t words[LANES / 2];
    memcpy(words, &bits, sizeof words);
    uint64_t all = words[0] | words[1] | words[2] | words[3];
    return (uint32_t)(all | all >> 32);
}

static inline __attribute__((always_inline)) uint32_t look_round(const Places* places, int from) {
    uint32_t bits = 0;
    for (int first = from / LANES * LANES; first < places->count; first += LANES) {
        Floats x, y;
        memcpy(&x, places->x + first, sizeof x);
        memcpy(&y, places->y + first, sizeof y);
        Mask near = {0};
        // everybody of the vector against who stands 1, 2 … behind him
        for (int other = first + 1; other < places->count; ++other) {
            Floats dx, dy;
            memcpy(&dx, places->x + other, sizeof dx);
            memcpy(&dy, places->y + other, sizeof dy);
            dx = x - dx;
            dy = y - dy;
            near |= dx * dx + dy * dy <= FAR_SQUARE;
        }
        bits |= bits_of(&near) << first;
    }
    return bits & (UINT32_MAX << from);
}

RG_WIDE static uint32_t look_round_wide(const Places* places, int from) {
    return look_round(places, from);
}

// Who of players `from`, from + 1 … of the list has somebody near behind himself: bits.
static uint32_t find_near(const Places* places, int from) {
    return rg_has_wide() ? look_round_wide(places, from) : look_round(places, from);
}

// @return whether anybody was shifted
static bool meet_others(RgMatch* match, Body* bodies, Places* places, int i) {
    bool shifted = false;
    for (int j = i + 1; j < places->count; ++j) {
        RgV2 apart = v2(places->x[i] - places->x[j], places->y[i] - places->y[j]);
        if (v2_dot(apart, apart) <= FAR_SQUARE && contact_pair(match, &bodies[i], &bodies[j])) {
            note_place(places, i, bodies[i].position);
            note_place(places, j, bodies[j].position);
            shifted = true;
        }
    }
    return shifted;
}

void rg_contact_players(const RgPitch* pitch, RgMatch* match) {
    (void)pitch;
    Body bodies[RG_PLAYER_COUNT];
    Places places;
    gather(match, bodies, &places);
    // most are near to nobody
    uint32_t near = find_near(&places, 0);
    while (near != 0) {
        int i = __builtin_ctz(near);
        near &= near - 1;
        if (meet_others(match, bodies, &places, i)) {
            near = find_near(&places, i + 1);
        }
    }
    for (int i = 0; i < places.count; ++i) {
        Body* b = &bodies[i];
        if (b->met && b->sum_weight > 0.0f) {
            RgV2 shift = v2_scale(b->sum_velocity, 0.01f / b->sum_weight);
            rg_body_shift(match, b->player, rg_as_seen(0, b->player, shift));
        }
        rg_pose_renew(&match->players[b->player]);
    }
}

// ---- the ball against bodies (C.8.2, 1.12)

/// What all hits of a tick add up to.
typedef struct Bounce {
    RgV3 direction;
    float weight;
    bool hit;
} Bounce;

// bodies that run, fall, slide or reach for the ball; those who meant to touch it only if it has
// come to fly otherwise than they thought
static bool in_the_way(const RgMatch* match, int player) {
    const RgMotion* motion = &match->players[player].motion;
    switch (motion->function) {
    case RG_FN_MOVEMENT:
    case RG_FN_TRIP:
    case RG_FN_SLIDING:
        return true;
    case RG_FN_INTERFERE:
    case RG_FN_DEFLECT: {
        RgV3 now = rg_ball_predict_as(match, rg_team_of(player), 1000);
        return v3_length(v3_sub(now, motion->ball_then)) > 0.5f;
    }
    default:
        return false;
    }
}

static float hit_radius(const RgPlayer* player) {
    float radius = RG_BALL_RADIUS - 0.1f + (player->has_possession ? -0.03f : 0.03f);
    int function = player->motion.function;
    if (function == RG_FN_SLIDING || function == RG_FN_INTERFERE) {
        radius += 0.1f;
    }
    return function == RG_FN_DEFLECT ? radius + 0.2f : radius;
}

// more than any corner of a part's hull is away from its joint: no coordinate is larger than the
// farthest corner of the box is away, and the packed turns are at most a few per cent too long
static float part_reach(int part) {
    const RgPartBox* box = &rg_part_boxes[part];
    RgV3 far = v3(rg_maxf(fabsf(box->low.x), fabsf(box->high.x)),
                  rg_maxf(fabsf(box->low.y), fabsf(box->high.y)),
                  rg_maxf(fabsf(box->low.z), fabsf(box->high.z)));
    return 1.8f * v3_length(far) + 0.01f;
}

static float gap(float v, float low, float high) {
    return v < low ? low - v : (v > high ? v - high : 0.0f);
}

static void hit_part(RgMatch* match, int player, const Box* box, RgV3 ball, float radius,
                     Bounce* bounce) {
    RgV3 outside = v3(gap(ball.x, box->low.x, box->high.x), gap(ball.y, box->low.y, box->high.y),
                      gap(ball.z, box->low.z, box->high.z));
    if (!(v3_dot(outside, outside) < radius * radius) || radius <= 0.0f) {
        return;
    }
    int opponents = 1 - rg_team_of(player);
    float fresh = rg_team_touch_bias(match, opponents, 200, match->clock) * 0.8f + 0.2f;
    RgV3 centre = v3_scale(v3_add(box->low, box->high), 0.5f);
    float box_radius = v3_length(v3_sub(box->high, box->low)) * 0.5f;
    RgV3 push = v3_scale(v3_unit_or(v3_sub(ball, box->node), v3(0.0f, 0.0f, 0.0f)), fresh);
    RgV3 motion = v3_from(rg_as_seen(0, player, match->players[player].velocity), 0.0f);
    bounce->direction = v3_add(bounce->direction, v3_add(push, v3_scale(motion, 1.0f - fresh)));
    float distance = (v3_length(v3_sub(ball, centre)) - radius) / box_radius;
    bounce->weight += 0.1f + 0.9f * (1.0f - rg_clamp(distance, 0.0f, 1.0f));
    bounce->hit = true;
    rg_credit_touch(match, player, RG_TOUCH_ACCIDENTAL);
}

// whether a body may be hit: most are too far away, and the square tells nearly always
static bool in_reach(const RgMatch* match, int player, RgV3 ball) {
    RgV3 chest = v3_from(rg_as_seen(0, player, match->players[player].position), 0.8f);
    RgV3 apart = v3_sub(chest, ball);
    return v3_dot(apart, apart) < 6.26f && v3_length(apart) < 2.5f;
}

// only what the opponents touched of late; a hit of an offside player may end that for those who
// come after him (C.15.3)
static bool theirs(const RgMatch* match, int team) {
    return rg_team_touch_bias(match, 1 - team, 200, match->clock) > 0.01f;
}

static void hit_body(RgMatch* match, int player, RgV3 ball, Bounce* bounce) {
    const RgPlayer* p = &match->players[player];
    if (p->unique_possession || rg_touch_bias(match, player, 200, match->clock) > 0.01f ||
        !theirs(match, rg_team_of(player)) || !in_the_way(match, player)) {
        return;
    }
    float radius = hit_radius(p);
    RgPose pose = rg_pose(p);
    Stance stance;
    place_stance(player, &pose, &stance);
    RgV3 from_root = v3_sub(ball, node_of(&stance, rg_pose_root(&pose)));
    if (v3_length(from_root) > RG_BODY_REACH + fabsf(radius)) {
        return; // sooner seen than where all the parts are
    }
    rg_pose_parts(&pose, stance.parts);
    for (int part = 0; part < RG_BODY_PARTS; ++part) {
        float reach = part_reach(part) + fabsf(radius);
        RgV3 away = v3_sub(ball, node_of(&stance, stance.parts[part].place));
        if (v3_dot(away, away) < reach * reach) {
            Box box = part_box(&stance, part);
            hit_part(match, player, &box, ball, radius, bounce);
        }
    }
}

static void bounce_off(RgMatch* match, const Bounce* bounce) {
    RgV3 v = match->ball.velocity;
    RgV3 normal = bounce->direction;
    normal.z *= 0.6f;
    normal = v3_unit_or(normal, v3(0.0f, 0.0f, 0.0f));
    float speed = v3_length(v);
    RgV3 full = v3_sub(v3_scale(normal, 6.0f + 0.6f * speed), v3_scale(v, 0.2f));
    float share = 0.5f + 0.5f * rg_minf(bounce->weight, 1.0f);
    RgV3 after = v3_mix(v, full, share);
    float fast = v3_length(after);
    if (fast > speed) {
        after = v3_scale(v3_unit_or(after, v3(0.0f, 0.0f, 0.0f)), speed);
    }
    // the original draws the last component first
    RgV3 spin;
    spin.z = rg_generator_draw(&match->random, -30.0f, 30.0f);
    spin.y = rg_generator_draw(&match->random, -30.0f, 30.0f);
    spin.x = rg_generator_draw(&match->random, -30.0f, 30.0f);
    rg_ball_kick(match, 0, v3_scale(after, 0.7f), spin, 0.5f * share);
    match->body_bounce_until = match->clock + 150;
}

void rg_contact_ball(const RgPitch* pitch, RgMatch* match) {
    (void)pitch;
    if (match->clock <= match->body_bounce_until ||
        (rg_team_touch_bias(match, 0, 200, match->clock) <= 0.01f &&
         rg_team_touch_bias(match, 1, 200, match->clock) <= 0.01f)) {
        return;
    }
    // one tick old unless it was touched since (4.1). Measured: six bounces of such balls in the
    // middle of a clip miss their direction by 0.3 degrees in the mean, by 2.1 with the present
    // ball
    RgV3 ball = rg_ball_predict(match, 0);
    Bounce bounce = {.hit = false};
    for (int team = 0; team < RG_TEAM_COUNT; ++team) {
        int count = theirs(match, team) ? match->teams[team].player_count : 0;
        for (int i = 0; i < count; ++i) {
            int player = rg_player_index(team, i);
            if (match->players[player].active && in_reach(match, player, ball)) {
                hit_body(match, player, ball, &bounce);
            }
        }
    }
    if (bounce.hit) {
        bounce_off(match, &bounce);
    }
}
