// A built-in field player's movement off the ball: formation, support of the carrier, marking,
// trap, laziness, hunting (C.13.2-C.13.4; 2.2-2.4, 2.20, 2.21).
#include "football/support.h"

#include "football/attributes.h"
#include "football/ball.h"
#include "football/nearest.h"
#include "football/perception.h"
#include "football/possession.h"
#include "football/shape.h"

#define OFFSIDE_MARGIN 0.08f

static const RgV2 own_goal = {-RG_PITCH_HALF_LENGTH, 0.0f};

// ---- force field

void rg_force_add(RgForceField* field, RgV2 spot, float power, float scale, float exponent,
                  float damping) {
    RgV2 to = v2_sub(spot, field->centre);
    // what is clearly out of its scale weighs nothing
    if (scale > 0.0f && v2_dot(to, to) > 1.001f * scale * scale) {
        return;
    }
    float distance = v2_length(to);
    float weight = fabsf(power);
    if (scale > 0.0f) {
        float closeness = rg_clamp(1.0f - distance / scale, 0.0f, 1.0f);
        weight *= exponent == 1.0f ? closeness : rg_pow(closeness, exponent);
    }
    if (weight <= 0.0f) {
        return;
    }
    float pull = power < 0.0f ? -weight : weight;
    if (damping > 0.0f) {
        pull *= rg_minf(distance / damping, 1.0f);
    }
    field->sum = v2_mad(field->sum, v2_unit(to), pull);
    field->weight += weight;
}

RgV2 rg_force_movement(const RgForceField* field) {
    return field->weight > 0.0f ? v2_scale(field->sum, RG_SPEED_SPRINT / field->weight)
                                : v2(0.0f, 0.0f);
}

// ---- what a strategy is made of (C.13.2): by the static role

typedef struct Strategy {
    float static_share; // k: how far from D the static formation takes over
    float support_low, support_high;
    float marking; // c
    float run_threshold;
    bool trap;
} Strategy;

static const Strategy* strategy_of(int role) {
    static const Strategy defence = {1.0f, 0.2f, 0.9f, 1.9f, INFINITY, true};
    static const Strategy midfield = {0.9f, 0.1f, 0.7f, 1.5f, 0.9f, true};
    static const Strategy offence = {0.8f, 0.1f, 0.6f, 1.3f, 0.7f, false};
    switch (role) {
    case RG_ROLE_CB:
    case RG_ROLE_LB:
    case RG_ROLE_RB:
        return &defence;
    case RG_ROLE_CF:
        return &offence;
    default:
        return &midfield;
    }
}

/// One decision: the player and what many of its parts need.
typedef struct Decision {
    const RgMatch* match;
    const RgPlayer* me;
    const Strategy* strategy;
    int player, team;
    int delay;    // r0
    float mind;   // of the dynamic role
    float fading; // F' (2.2)
    float phi;    // 1 - fatigue
} Decision;

static Decision prepare(const RgMatch* match, int player, int delay) {
    int team = rg_team_of(player);
    const RgPlayer* me = &match->players[player];
    const RgTeam* t = &match->teams[team];
    Decision d = {.match = match,
                  .me = me,
                  .strategy = strategy_of(me->role),
                  .player = player,
                  .team = team,
                  .delay = delay,
                  .mind = rg_mentality(me->dynamic_role),
                  .fading = t->fading,
                  .phi = 1.0f - me->fatigue};
    if (t->designated == rg_number_of(player)) {
        float s = rg_nc(v2_distance(v3_flat(rg_ball_predict_as(match, team, 300)), me->position),
                        2.0f, 14.0f);
        s *= s;
        d.fading = t->fading * s + t->amount * (1.0f - s);
    }
    return d;
}

static RgV2 formation_place(RgMatch* match, const Decision* d) {
    const RgPlayer* me = d->me;
    RgV2 owner = rg_as_seen(d->team, match->owner, match->players[match->owner].position);
    float share = rg_curve(
        d->strategy->static_share * rg_nc(v2_distance(owner, me->position), 15.0f, 20.0f), 1.0f);
    const RgV2 homes[2] = {me->home, me->dynamic_home};
    const uint8_t roles[2] = {me->role, me->dynamic_role};
    RgV2 points[2];
    // mostly one of the two is all there is, or they are the same; the other's zero shows beside
    // another zero only, in its sign
    if (roles[0] == roles[1] && homes[0].x == homes[1].x && homes[0].y == homes[1].y) {
        rg_adapted_points(match, d->player, 1, homes, roles, points);
        points[1] = points[0];
    } else {
        int only = share == 0.0f ? 1 : 0;
        if (share == 0.0f || share == 1.0f) {
            rg_adapted_points(match, d->player, 1, homes + only, roles + only, points);
            if (points[0].x != 0.0f && points[0].y != 0.0f) {
                return points[0];
            }
        }
        rg_adapted_points(match, d->player, 2, homes, roles, points);
    }
    return v2_add(v2_scale(points[0], share), v2_scale(points[1], 1.0f - share));
}

// ---- support (C.13.3, 2.21)

static float role_shyness(int role) {
    switch (role) {
    case RG_ROLE_CB:
    case RG_ROLE_LB:
    case RG_ROLE_RB:
        return 2.2f;
    case RG_ROLE_DM:
        return 2.0f;
    case RG_ROLE_AM:
        return 1.2f;
    case RG_ROLE_CF:
        return 1.0f;
    default:
        return 1.6f;
    }
}

static RgV2 seen_soon(const Decision* d, int player, float seconds) {
    return rg_seen_soon(d->match, d->team, player, d->delay, seconds);
}

// x limited to the line of the second-deepest opponent as perceived, looked ahead 240 ms, less a
// little
static float onside(const Decision* d, float x_wanted) {
    float last = -INFINITY;
    float second = -INFINITY;
    float ball = rg_seen_ball(d->match, d->team, d->delay, 0).x;
    // behind the ball or in the own half nobody stands offside
    float free = rg_minf(rg_maxf(ball, 0.0f), RG_PITCH_HALF_LENGTH);
    if (x_wanted <= free - OFFSIDE_MARGIN) {
        return x_wanted;
    }
    for (int i = 0; i < d->match->teams[1 - d->team].player_count; i++) {
        int index = rg_player_index(1 - d->team, i);
        const RgPlayer* p = &d->match->players[index];
        // seen at most 2.5 m and 5 m/s off the truth
        float truth = rg_as_seen(d->team, index, v2_mad(p->position, p->velocity, 0.24f)).x;
        if (!p->active || truth + 3.71f < rg_maxf(second, free)) {
            continue;
        }
        float x = seen_soon(d, index, 0.24f).x;
        if (x > last) {
            second = last;
            last = x;
        } else if (x > second) {
            second = x;
        }
    }
    float line = rg_minf(rg_maxf(rg_maxf(second, ball), 0.0f), RG_PITCH_HALF_LENGTH);
    return rg_minf(x_wanted, line - OFFSIDE_MARGIN);
}

// whether something may count: a spot and how far from it the force may begin to weigh, m
static bool may_weigh(const RgForceField* field, RgV2 spot, float reach) {
    RgV2 away = v2_sub(spot, field->centre);
    return v2_dot(away, away) < reach * reach;
}

static void add_opponents(const Decision* d, RgV2 carrier, bool running, RgForceField* field) {
    // the point mixes a place and a share of a place: upstream slip, kept
    RgV2 point = v2_add(v2_mad(field->centre, carrier, 0.3f), v2(0.7f, 0.7f));
    RgNearest near = rg_nearest_players(d->match, d->team, 1 - d->team, point, 3, INFINITY);
    float power = 0.3f * role_shyness(d->me->dynamic_role) * (running ? 0.5f : 1.0f);
    const float scale = running ? 2.0f : 5.0f, past = 2.0f;
    for (int k = 0; k < near.count; k++) {
        const RgPlayer* p = &d->match->players[near.player[k]];
        RgV2 truth = rg_as_seen(d->team, near.player[k], v2_mad(p->position, p->velocity, 0.1f));
        // seen at most 2.5 m and 5 m/s off the truth
        if (!may_weigh(field, truth, scale + past + 3.01f)) {
            continue;
        }
        RgV2 opponent = seen_soon(d, near.player[k], 0.1f);
        RgV2 behind = v2_mad(opponent, v2_unit(v2_sub(opponent, carrier)), past);
        rg_force_add(field, behind, -power, scale, 0.7f, 0.0f);
    }
}

static void add_mates(const Decision* d, RgForceField* field) {
    const float scale = 10.5f;
    // seen at most 2.5 m and 5 m/s off the truth
    RgNearest near = rg_nearest_players(d->match, d->team, d->team, field->centre, RG_MOST_NEAREST,
                                        scale + 4.5f);
    for (int k = 0; k < near.count; k++) {
        if (near.player[k] != d->player) {
            rg_force_add(field, seen_soon(d, near.player[k], 0.1f), -0.4f, scale, 1.0f, 0.0f);
        }
    }
}

static void add_ball(const Decision* d, RgForceField* field) {
    static const int ahead[4] = {200, 350, 500, 650};
    const float scale = 2.0f;
    for (int k = 0; k < 4; k++) {
        RgV2 truth = v3_flat(rg_ball_predict_as(d->match, d->team, ahead[k]));
        if (may_weigh(field, truth, scale + 2.51f)) { // seen at most 2.5 m off it
            rg_force_add(field, v3_flat(rg_seen_ball(d->match, d->team, d->delay, ahead[k])), -1.0f,
                         scale, 0.5f, 0.0f);
        }
    }
}

static RgV2 support_home(const Decision* d, RgV2 desired, RgV2 carrier, RgV2 centre) {
    if (d->match->teams[d->team].supporter == rg_number_of(d->player)) {
        return v2(desired.x + 12.0f * (0.3f + 0.7f * d->mind), desired.y);
    }
    if (d->mind == 0.0f) {
        return desired;
    }
    float lane = carrier.y >= 0.0f ? -8.0f : 8.0f;
    float closeness = rg_curve(1.0f - rg_nc(fabsf(lane - centre.y), 0.0f, 30.0f), 1.0f);
    return v2(desired.x + rg_pow(d->mind, 1.5f) * 22.0f * closeness, desired.y);
}

static RgV2 support_place(const Decision* d, RgV2 desired, float weight) {
    const RgTeam* t = &d->match->teams[d->team];
    RgForceField field = {.centre = v2_mad(d->me->position, d->me->velocity, 0.1f)};
    bool carrying = t->designated == rg_number_of(d->player);
    const RgPlayer* mate = &d->match->players[rg_player_index(d->team, t->designated)];
    RgV2 carrier = v2_mad(mate->position, mate->velocity, 0.1f);
    bool running = t->runner == rg_number_of(d->player) && weight > d->strategy->run_threshold;
    RgV2 home = support_home(d, desired, carrier, field.centre);
    float far = v2_distance(home, field.centre);
    rg_force_add(&field, home, 0.7f * (0.3f + 0.7f * rg_nc(far, 0.0f, 20.0f)), 0.0f, 1.0f, 7.0f);
    if (running) {
        rg_force_add(&field, v2(RG_PITCH_HALF_LENGTH, 0.5f * field.centre.y), 2.0f, 0.0f, 1.0f,
                     7.0f);
    }
    add_opponents(d, carrier, running, &field);
    if (t->fading >= 1.02f) {
        add_mates(d, &field);
    }
    if (!carrying) {
        if (t->fading >= 1.06f) {
            add_ball(d, &field);
        }
        rg_force_add(&field, carrier, 0.45f, 21.0f, 1.0f, 7.0f);
        rg_force_add(&field, carrier, -0.45f, 12.0f, 1.0f, 0.0f);
    }
    RgV2 place = v2_add(field.centre, rg_force_movement(&field));
    place.x = onside(d, place.x);
    return v2(rg_clamp(place.x, -RG_PITCH_HALF_LENGTH, RG_PITCH_HALF_LENGTH),
              rg_clamp(place.y, -RG_PITCH_HALF_WIDTH, RG_PITCH_HALF_WIDTH));
}

// ---- marking and trap (C.13.2, 2.3, 2.20)

static RgV2 towards_marked(const Decision* d, RgV2 desired) {
    const RgMatch* match = d->match;
    float weight = rg_clamp(d->strategy->marking - d->mind - d->fading, 0.0f, 1.0f);
    if (d->me->marking == RG_NOBODY || weight <= 0.0f) {
        return desired;
    }
    int marked = rg_player_index(1 - d->team, d->me->marking);
    int delay = rg_reaction_ms(match, d->player); // never zeroed (2.7)
    RgV2 opponent = rg_seen_soon(match, d->team, marked, delay, 0.5f);
    float to_goal = v2_distance(own_goal, opponent);
    float threshold =
        rg_clamp(to_goal - (marked == match->owner ? 24.0f : 8.0f), 0.4f, RG_PITCH_HALF_LENGTH);
    RgV2 direction = v2_unit(v2_sub(own_goal, opponent));
    RgV2 shooting = v2_mad(opponent, direction, threshold);
    float trap = match->teams[d->team].trap_x;
    if (shooting.x < trap && direction.x != 0.0f) {
        float along = (trap - opponent.x) / direction.x;
        shooting = v2_mad(opponent, direction, along);
        threshold = fabsf(along);
    }
    RgV2 to_shooting = v2_sub(shooting, desired);
    float far = v2_length(to_shooting);
    RgV2 moved =
        v2_mad(desired, v2_unit(to_shooting), rg_clamp(far - (threshold - 4.0f), 0.0f, far));
    float excess =
        v2_distance(shooting, v2_mad(d->me->position, d->me->velocity, 0.14f)) - threshold;
    if (excess > 0.0f) {
        moved = v2_mad(moved, v2_unit(v2_sub(own_goal, moved)), 0.7f * excess);
    }
    return v2_mix(desired, moved, rg_pow(weight, 0.7f));
}

static RgV2 behind_trap(const Decision* d, RgV2 desired) {
    float line = -d->match->teams[d->team].trap_x;
    float depth = -desired.x;
    if (d->strategy->trap && depth > line - 2.0f) {
        desired.x = -(line - 2.0f + 2.0f * rg_clamp((depth - line + 2.0f) / 4.0f, 0.0f, 1.0f));
    }
    return desired;
}

// ---- speed with laziness (C.13.2, 2.20)

static float lazy_speed(const Decision* d, float speed) {
    int other = rg_player_index(1 - d->team, d->match->teams[1 - d->team].designated);
    float far =
        v2_distance(rg_as_seen(d->team, other, d->match->players[other].position), d->me->position);
    if (speed > RG_SPEED_SPRINT) {
        speed = RG_SPEED_SPRINT + (speed - RG_SPEED_SPRINT) * 0.1f;
    }
    float engaged =
        0.5f + 0.5f * (d->mind + rg_clamp(d->fading - 0.5f, 0.0f, 1.0f) * (1.0f - 2.0f * d->mind));
    float lazy =
        rg_nc(far, 20.0f * (0.2f + 0.8f * d->phi), 65.0f * (0.5f + 0.5f * d->phi)) * engaged;
    float slower = speed * (1.0f - lazy);
    if (speed >= RG_SPEED_DRIBBLE) {
        slower = rg_maxf(slower, RG_SPEED_DRIBBLE);
    }
    float fresh = 1.0f - rg_nc(d->me->mean_speed, 0.0f, RG_SPEED_SPRINT);
    // such a power is no less than its base: mostly that tells that there is breath enough
    float least = rg_minf(1.2f * fresh, 1.0f);
    if (slower > RG_SPEED_SPRINT * (least * lazy + 1.0f - lazy)) {
        float workrate = rg_stat(d->match, d->player, RG_STAT_WORKRATE);
        float breath = rg_clamp(1.2f * rg_pow(fresh, 0.8f - 0.2f * workrate), 0.0f, 1.0f);
        slower = rg_minf(slower, RG_SPEED_SPRINT * (breath * lazy + 1.0f - lazy));
    }
    return rg_clamp(slower, 0.0f, RG_SPEED_SPRINT);
}

// ---- hunting (C.13.4, 2.4)

// point on the line opponent -> own goal that both reach at the same distance
static RgV2 intercept_point(const Decision* d, int other) {
    RgV2 opponent = rg_seen_position(d->match, d->team, other, d->delay);
    RgV2 line = v2_sub(own_goal, opponent);
    RgV2 me = v2_sub(d->me->position, opponent);
    float along = v2_dot(me, line);
    // who is already past him (along < 0) runs to the man himself
    float u = along != 0.0f ? rg_clamp(v2_dot(me, me) / (2.0f * along), 0.0f, 1.0f) : 0.0f;
    RgV2 point = v2_mad(v2_mad(opponent, line, u), v2_unit(line), 0.8f);
    return v2_mad(point, rg_seen_velocity(d->match, d->team, other, d->delay), 0.14f);
}

static bool hunts(const Decision* d, RgV2* direction, float* speed) {
    const RgMatch* match = d->match;
    const RgPlayer* me = d->me;
    if (me->marking != RG_NOBODY) {
        return false;
    }
    int other = rg_player_index(1 - d->team, match->teams[1 - d->team].designated);
    const RgPlayer* opponent = &match->players[other];
    RgV2 his = rg_as_seen(d->team, other, v2_mad(opponent->position, opponent->velocity, 0.12f));
    float radius = (10.0f + 10.0f * (1.0f - d->mind)) *
                   (0.5f * d->phi + 0.5f * (1.0f - rg_nc(me->mean_speed, 0.0f, RG_SPEED_SPRINT))) *
                   (0.3f + 0.7f * me->difficulty);
    if (v2_distance(his, v2_mad(me->position, me->velocity, 0.04f)) >= radius) {
        return false;
    }
    // who is nearly as quick at the ball runs there anyway; the point is then only where he would
    // rather go
    bool quick =
        match->teams[d->team].designated == rg_number_of(d->player) && me->possession_amount > 0.8f;
    RgV2 soon = rg_as_seen(d->team, other, v2_mad(opponent->position, opponent->velocity, 0.10f));
    if (!rg_among_two_nearest(match, d->player, soon)) {
        return quick;
    }
    RgV2 to = v2_sub(intercept_point(d, other), me->position);
    if (fabsf(to.y) <= 0.8f * (rg_maxf(to.x, 0.0f) - 0.5f)) {
        return quick; // mainly in front
    }
    *direction = v2_unit_or(to, me->facing);
    *speed = rg_clamp(RG_SPEED_PER_METRE * v2_length(to), 0.0f, RG_SPEED_SPRINT);
    return true;
}

// team pressure (C.12.7): the nearest non-agent, non-keeper player to the opponents' man
static bool pressed(const Decision* d, RgV2* direction, float* speed) {
    const RgMatch* match = d->match;
    const RgTeam* t = &match->teams[d->team];
    if (t->pressure_until <= match->clock) {
        return false;
    }
    int other = rg_player_index(1 - d->team, match->teams[1 - d->team].designated);
    const RgPlayer* opponent = &match->players[other];
    RgV2 point = rg_as_seen(d->team, other, v2_mad(opponent->position, opponent->velocity, 0.24f));
    point.x -= 1.0f;
    float mine = v2_distance(d->me->position, point);
    for (int i = 0; i < t->player_count; i++) {
        const RgPlayer* p = &match->players[rg_player_index(d->team, i)];
        if (p->active && p->role != RG_ROLE_GK && p->slot == RG_NOBODY &&
            v2_distance(p->position, point) < mine) {
            return false;
        }
    }
    RgV2 home = v2_sub(own_goal, d->me->position);
    *direction = v2_unit_or(home, d->me->facing);
    *speed = RG_SPEED_SPRINT;
    return true;
}

void rg_shape_movement(RgMatch* match, int player, int delay, RgV2* direction, float* speed) {
    Decision d = prepare(match, player, delay);
    RgV2 desired = formation_place(match, &d);
    float support = rg_nc(d.fading - 0.5f, d.strategy->support_low, d.strategy->support_high);
    if (support > 0.0f) {
        desired = v2_mix(desired, support_place(&d, desired, support), support);
    }
    desired = behind_trap(&d, towards_marked(&d, desired));
    RgV2 to = v2_sub(desired, d.me->position);
    *direction = v2_unit_or(to, d.me->facing);
    *speed = rg_quantised_speed(lazy_speed(&d, RG_SPEED_PER_METRE * v2_length(to)));
}

bool rg_shape_hunt(RgMatch* match, int player, int delay, RgV2* direction, float* speed) {
    bool hunting = false;
    if (match->best_team != rg_team_of(player)) {
        Decision d = prepare(match, player, delay);
        hunting = pressed(&d, direction, speed) || hunts(&d, direction, speed);
    }
    *speed = rg_quantised_speed(*speed);
    return hunting;
}
