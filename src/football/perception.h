// Delayed perception (C.3; 2.6, 2.7, 3.4): mental images every 100 ms, read with a reaction delay.
#pragma once

#include "football/ball.h"
#include "football/body.h"
#include "football/match.h"

#include <stddef.h>

/// Pushes a new image of the present state (positions of the end of the last tick), keeps the
/// newest three.
void rg_images_push(RgMatch* match);
/// Empties the list (placement).
void rg_images_clear(RgMatch* match);

/// Reaction delay r of a player in whole ms: agent-driven or built-in (C.3, 3.5, 2.7).
int rg_reaction_ms(const RgMatch* match, int player);
/// r0: r, but 0 for the match's last toucher if that touch was not accidental.
int rg_perception_delay(const RgMatch* match, int player);
/// The body's own delay for choosing touch clips: 0 if his team touched last, else the reaction
/// time (C.3).
int rg_body_delay(const RgMatch* match, int player);

// Reading an image is short and frequent: here, so that callers need not call.

/// Image of a delay, ms: its hundreds, halves up, among those there are; NULL without any.
static inline const RgImage* rg_image_of(const RgMatch* match, int delay) {
    _Static_assert(RG_IMAGES == 3, "delays of 250 ms and more read the oldest image");
    int number = (delay >= 50) + (delay >= 150), oldest = match->image_count - 1;
    number = number < oldest ? number : oldest;
    int at = match->newest_image - number;
    return number < 0 ? NULL : &match->images[at < 0 ? at + RG_IMAGES : at];
}

/// `seen` moved towards `truth` until they are at most `limit` apart.
static inline RgV2 rg_near_truth(RgV2 seen, RgV2 truth, float limit) {
    RgV2 error = v2_sub(seen, truth);
    // the square tells nearly always
    if (v2_dot(error, error) < limit * limit * 0.999f) {
        return seen;
    }
    return v2_length(error) > limit ? v2_add(truth, v2_scale(v2_unit(error), limit)) : seen;
}

/// Ball `ms` ahead as perceived with `delay`, in `team`'s frame: the image's table at ms + age,
/// pulled to within 2.5 m of the truth.
static inline RgV3 rg_seen_ball(const RgMatch* match, int team, int delay, int ms) {
    const float limit = 2.5f;
    RgV3 truth = rg_ball_predict(match, ms);
    const RgImage* image = rg_image_of(match, delay);
    if (image == NULL) {
        return rg_turned3(team, truth);
    }
    int sample = (int)((unsigned)(ms + (int)(match->clock - image->clock)) / 10);
    RgV3 seen = image->ball[sample < RG_BALL_SAMPLES ? sample : RG_BALL_SAMPLES - 1];
    RgV3 error = v3_sub(seen, truth);
    if (v3_dot(error, error) > limit * limit * 0.999f && v3_length(error) > limit) {
        seen = v3_add(truth, v3_scale(v3_unit_or(error, v3(0.0f, 0.0f, 0.0f)), limit));
    }
    return rg_turned3(team, seen);
}

// what follows in a given image, NULL for the truth
static inline RgV2 rg_position_in(const RgMatch* match, const RgImage* image, int team,
                                  int player) {
    RgV2 truth = rg_as_seen(team, player, match->players[player].position);
    if (image == NULL) {
        return truth;
    }
    float age = (float)(match->clock - image->clock) * 0.001f;
    RgV2 seen = rg_turned(team, v2_mad(image->position[player], image->velocity[player], age));
    return rg_near_truth(seen, truth, 2.5f);
}

static inline RgV2 rg_velocity_in(const RgMatch* match, const RgImage* image, int team,
                                  int player) {
    RgV2 truth = rg_as_seen(team, player, match->players[player].velocity);
    return image == NULL ? truth
                         : rg_near_truth(rg_turned(team, image->velocity[player]), truth, 5.0f);
}

/// Position of `player` as perceived with `delay`, in `team`'s frame (pulled to within 2.5 m of the
/// truth).
static inline RgV2 rg_seen_position(const RgMatch* match, int team, int player, int delay) {
    return rg_position_in(match, rg_image_of(match, delay), team, player);
}

/// Velocity likewise (within 5 m/s of the truth).
static inline RgV2 rg_seen_velocity(const RgMatch* match, int team, int player, int delay) {
    return rg_velocity_in(match, rg_image_of(match, delay), team, player);
}

/// Where he will be in some seconds, m, from both.
static inline RgV2 rg_seen_soon(const RgMatch* match, int team, int player, int delay,
                                float seconds) {
    const RgImage* image = rg_image_of(match, delay);
    return v2_mad(rg_position_in(match, image, team, player),
                  rg_velocity_in(match, image, team, player), seconds);
}

/// Facing and speed class stored in the image read with `delay`, in `team`'s frame.
static inline RgV2 rg_seen_facing(const RgMatch* match, int team, int player, int delay) {
    const RgImage* image = rg_image_of(match, delay);
    return image == NULL ? rg_as_seen(team, player, rg_facing(&match->players[player]))
                         : rg_turned(team, image->facing[player]);
}

static inline RgSpeedClass rg_seen_class(const RgMatch* match, int player, int delay) {
    const RgImage* image = rg_image_of(match, delay);
    return (RgSpeedClass)(image == NULL ? match->players[player].speed_class
                                        : image->speed_class[player]);
}
