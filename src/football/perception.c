// Delayed perception (C.3; 2.6, 2.7, 3.4). Images are kept in the match frame, facing included:
// what is read from them is turned completely, unlike the facing of a player himself (3.3).
#include "football/perception.h"

#include "football/attributes.h"
#include "football/ball.h"
#include "football/possession.h"

#include <string.h>

static const float MAX_DISTANCE = 2.5f; // m between what is seen and the truth
static const float MAX_SPEED = 5.0f;    // m/s

// the prediction, unrolled from its ring
static void copy_table(const RgBall* ball, RgV3* out) {
    int first = RG_BALL_RING - ball->head;
    if (first > RG_BALL_SAMPLES) {
        first = RG_BALL_SAMPLES;
    }
    memcpy(out, ball->table + ball->head, (size_t)first * sizeof *out);
    memcpy(out + first, ball->table, (size_t)(RG_BALL_SAMPLES - first) * sizeof *out);
}

void rg_images_push(RgMatch* match) {
    if (match->ball.due_image) {
        rg_settle_times(match); // the newest image had their prediction
    }
    match->newest_image = (match->newest_image + 1) % RG_IMAGES;
    RgImage* image = &match->images[match->newest_image];
    image->clock = match->clock;
    copy_table(&match->ball, image->ball);
    for (int team = 0; team < RG_TEAM_COUNT; ++team) {
        for (int i = 0; i < match->teams[team].player_count; ++i) {
            int player = rg_player_index(team, i);
            const RgPlayer* p = &match->players[player];
            image->active[player] = p->active;
            image->position[player] = rg_as_seen(0, player, p->position);
            image->velocity[player] = rg_as_seen(0, player, p->velocity);
            image->facing[player] = rg_as_seen(0, player, p->facing);
            image->speed_class[player] = p->speed_class;
            image->dynamic_role[player] = p->dynamic_role;
        }
    }
    if (match->image_count < RG_IMAGES) {
        ++match->image_count;
    }
}

void rg_images_clear(RgMatch* match) {
    match->image_count = 0;
}

int rg_reaction_ms(const RgMatch* match, int player) {
    const RgPlayer* p = &match->players[player];
    float own = rg_round(80.0f - 40.0f * rg_stat(match, player, RG_STAT_REACTION));
    const RgTeam* team = &match->teams[rg_team_of(player)];
    bool agent = p->slot != RG_NOBODY && !team->slots[p->slot].builtin;
    return (int)(agent ? own : own + (1.0f - p->difficulty) * 100.0f);
}

int rg_perception_delay(const RgMatch* match, int player) {
    int team = rg_team_of(player);
    bool touched = match->last_touch_team == team &&
                   match->teams[team].last_toucher == rg_number_of(player) &&
                   match->players[player].last_touch_type != RG_TOUCH_ACCIDENTAL;
    return touched ? 0 : rg_reaction_ms(match, player);
}

int rg_body_delay(const RgMatch* match, int player) {
    return match->last_touch_team == rg_team_of(player) ? 0 : rg_reaction_ms(match, player);
}

// image of a delay: its hundreds, halves up, among those there are; NULL without any
static const RgImage* image_of(const RgMatch* match, int delay) {
    int number = delay < 50 ? 0 : (delay < 150 ? 1 : RG_IMAGES - 1);
    if (number >= match->image_count) {
        number = match->image_count - 1;
    }
    int at = match->newest_image - number;
    return number < 0 ? NULL : &match->images[at < 0 ? at + RG_IMAGES : at];
}

// `seen` moved towards `truth` until they are at most `limit` apart
static RgV2 near_truth(RgV2 seen, RgV2 truth, float limit) {
    RgV2 error = v2_sub(seen, truth);
    // the square tells nearly always
    if (v2_dot(error, error) < limit * limit * 0.999f) {
        return seen;
    }
    return v2_length(error) > limit ? v2_add(truth, v2_scale(v2_unit(error), limit)) : seen;
}

RgV3 rg_seen_ball(const RgMatch* match, int team, int delay, int ms) {
    RgV3 truth = rg_ball_predict(match, ms);
    const RgImage* image = image_of(match, delay);
    if (image == NULL) {
        return rg_turned3(team, truth);
    }
    int sample = (ms + (int)(match->clock - image->clock)) / 10;
    RgV3 seen = image->ball[sample < RG_BALL_SAMPLES ? sample : RG_BALL_SAMPLES - 1];
    RgV3 error = v3_sub(seen, truth);
    if (v3_dot(error, error) > MAX_DISTANCE * MAX_DISTANCE * 0.999f &&
        v3_length(error) > MAX_DISTANCE) {
        seen = v3_add(truth, v3_scale(v3_unit_or(error, v3(0.0f, 0.0f, 0.0f)), MAX_DISTANCE));
    }
    return rg_turned3(team, seen);
}

static inline RgV2 position_in(const RgMatch* match, const RgImage* image, int team, int player) {
    RgV2 truth = rg_as_seen(team, player, match->players[player].position);
    if (image == NULL) {
        return truth;
    }
    float age = (float)(match->clock - image->clock) * 0.001f;
    RgV2 seen = rg_turned(team, v2_mad(image->position[player], image->velocity[player], age));
    return near_truth(seen, truth, MAX_DISTANCE);
}

static inline RgV2 velocity_in(const RgMatch* match, const RgImage* image, int team, int player) {
    RgV2 truth = rg_as_seen(team, player, match->players[player].velocity);
    return image == NULL ? truth
                         : near_truth(rg_turned(team, image->velocity[player]), truth, MAX_SPEED);
}

RgV2 rg_seen_position(const RgMatch* match, int team, int player, int delay) {
    return position_in(match, image_of(match, delay), team, player);
}

RgV2 rg_seen_velocity(const RgMatch* match, int team, int player, int delay) {
    return velocity_in(match, image_of(match, delay), team, player);
}

RgV2 rg_seen_soon(const RgMatch* match, int team, int player, int delay, float seconds) {
    const RgImage* image = image_of(match, delay);
    return v2_mad(position_in(match, image, team, player), velocity_in(match, image, team, player),
                  seconds);
}

RgV2 rg_seen_facing(const RgMatch* match, int team, int player, int delay) {
    const RgImage* image = image_of(match, delay);
    return image == NULL ? rg_as_seen(team, player, match->players[player].facing)
                         : rg_turned(team, image->facing[player]);
}

RgSpeedClass rg_seen_class(const RgMatch* match, int player, int delay) {
    const RgImage* image = image_of(match, delay);
    return (RgSpeedClass)(image == NULL ? match->players[player].speed_class
                                        : image->speed_class[player]);
}
