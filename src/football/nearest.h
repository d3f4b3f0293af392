// Who of a team is nearest to a point, by true position. Asked for often and for few players: here,
// so that the number wanted is a constant where it is used.
#pragma once

#include "football/match.h"

#include <string.h>

enum { RG_MOST_NEAREST = 6 };

/// Players of a team nearest to a point, by true position, nearest first.
typedef struct RgNearest {
    int count;
    int player[RG_MOST_NEAREST];
} RgNearest;

/// A distance or its square, whose bits grow with it, before a list index. The smaller one is the
/// nearer player, of equals the first. Integers, because compilers take the smaller one of two
/// without a branch.
static inline uint64_t rg_numbered(float distance, int number) {
    uint32_t bits;
    memcpy(&bits, &distance, sizeof bits);
    return (uint64_t)bits << 4 | (uint64_t)number;
}

static inline int rg_number_in(uint64_t key) {
    return (int)(key & 15);
}

static inline float rg_distance_in(uint64_t key) {
    uint32_t bits = (uint32_t)(key >> 4);
    float distance;
    memcpy(&distance, &bits, sizeof distance);
    return distance;
}

/// By squares or by distances. Squares do as well and are had sooner, unless two of them are nearly
/// the same or next to nothing. @return whether the order is beyond doubt
static inline __attribute__((always_inline)) bool rg_find_nearest(const RgMatch* match, int frame,
                                                                  int team, RgV2 point, int wanted,
                                                                  float range, bool by_square,
                                                                  RgNearest* out) {
    const uint64_t nobody = rg_numbered(INFINITY, 0);
    uint64_t keys[RG_MOST_NEAREST + 1];
    for (int k = 0; k <= wanted; k++) {
        keys[k] = nobody;
    }
    for (int i = 0; i < match->teams[team].player_count; i++) {
        const RgPlayer* p = &match->players[rg_player_index(team, i)];
        if (!p->active) {
            continue;
        }
        RgV2 way = v2_sub(frame == team ? p->position : v2_neg(p->position), point);
        float square = v2_dot(way, way);
        if (square > range * range) {
            continue;
        }
        uint64_t key = rg_numbered(by_square ? square : v2_length(way), i);
        // into the list, and the last one out of it: without a branch, for nobody knows where
        for (int k = 0; k <= wanted; k++) {
            uint64_t less = key < keys[k] ? key : keys[k];
            key = key < keys[k] ? keys[k] : key;
            keys[k] = less;
        }
    }
    bool sure = true;
    out->count = 0;
    for (int k = 0; k < wanted && keys[k] < nobody; k++) {
        float bound = rg_distance_in(keys[k]) * 1.00001f + 1e-11f;
        sure = sure && rg_distance_in(keys[k + 1]) > bound;
        out->player[out->count++] = rg_player_index(team, rg_number_in(keys[k]));
    }
    return sure || !by_square;
}

/// The `wanted` nearest players of a team (at most RG_MOST_NEAREST) to a point in the frame of team
/// `frame`; of those who are equally near the first. Who is farther than `range`, m, is left out.
static inline __attribute__((always_inline)) RgNearest
rg_nearest_players(const RgMatch* match, int frame, int team, RgV2 point, int wanted, float range) {
    RgNearest out = {.count = 0};
    if (!rg_find_nearest(match, frame, team, point, wanted, range, true, &out)) {
        rg_find_nearest(match, frame, team, point, wanted, range, false, &out);
    }
    return out;
}

/// Whether a player is one of the two of his team that are nearest to a point in his own frame.
static inline bool rg_among_two_nearest(const RgMatch* match, int player, RgV2 point) {
    int team = rg_team_of(player);
    RgV2 my_way = v2_sub(match->players[player].position, point);
    float mine = v2_dot(my_way, my_way);
    int before = 0;
    for (int i = 0; i < match->teams[team].player_count && before < 2; i++) {
        int index = rg_player_index(team, i);
        const RgPlayer* p = &match->players[index];
        RgV2 way = v2_sub(p->position, point);
        float square = v2_dot(way, way);
        if (!p->active || index == player || square > 1.00001f * mine + 1e-11f) {
            continue;
        }
        // where the squares do not tell, the lengths do
        bool nearer = 1.00001f * square + 1e-11f < mine;
        float gap = nearer ? -1.0f : v2_length(way) - v2_length(my_way);
        before += gap < 0.0f || (gap == 0.0f && index < player);
    }
    return before < 2;
}
