// Delayed perception (C.3; 2.6, 2.7, 3.4). Images are kept in the match frame, facing included:
// what is read from them is turned completely, unlike the facing of a player himself (3.3).
#include "football/perception.h"

#include "football/attributes.h"
#include "football/ball.h"
#include "football/possession.h"

#include <string.h>

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
            image->facing[player] = rg_as_seen(0, player, rg_facing(p));
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
