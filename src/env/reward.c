// Reward terms (A.6). Sums run in float32 in the original's order, which makes recorded rewards
// come out bit for bit.
#include "env/reward.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/error.h"

enum { CHECKPOINTS = 10 };

static float add_scoring(const RgRewardInput* input, float reward, float weight, int32_t* memory) {
    (void)memory;
    return reward + weight * (float)input->score_change;
}

// `memory` counts the checkpoints collected: 0.1 for each circle around the opponents' goal that
// the agent's player carries the ball into, and a goal pays what is left of them
static float add_checkpoints(const RgRewardInput* input, float reward, float weight,
                             int32_t* memory) {
    const RgObservation* o = input->observation;
    const float step = 0.1f * weight;
    if (input->score_change > 0) {
        reward += step * (float)(CHECKPOINTS - *memory);
        *memory = CHECKPOINTS;
        return reward;
    }
    if (o->ball_owned_team != 0 || o->ball_owned_player < 0 || o->ball_owned_player != o->active) {
        return reward;
    }
    double dx = (double)o->ball[0] - 1, dy = o->ball[1];
    double distance = sqrt(dx * dx + dy * dy);
    while (*memory < CHECKPOINTS && distance <= 0.99 - 0.8 / 9 * *memory) {
        reward += step;
        ++*memory;
    }
    return reward;
}

static const RgRewardTerm reward_terms[] = {
    {"scoring", "+1 for a goal, -1 for one against", add_scoring},
    {"checkpoints", "0.1 for each of ten circles around the opponents' goal reached with the ball",
     add_checkpoints},
};

static const RgRewardTerm* find_term(const char* name, size_t length) {
    for (size_t i = 0; i < sizeof reward_terms / sizeof reward_terms[0]; i++) {
        if (strlen(reward_terms[i].name) == length &&
            memcmp(reward_terms[i].name, name, length) == 0) {
            return &reward_terms[i];
        }
    }
    return NULL;
}

static void list_terms(char* out, size_t capacity) {
    size_t used = 0;
    out[0] = 0;
    for (size_t i = 0; i < sizeof reward_terms / sizeof reward_terms[0]; i++) {
        size_t length = strlen(reward_terms[i].name);
        if (used + length + 3 > capacity) {
            return;
        }
        used += (size_t)(i > 0) * 2;
        memcpy(out + used - 2 * (i > 0), ", ", i > 0 ? 2 : 0);
        memcpy(out + used, reward_terms[i].name, length + 1);
        used += length;
    }
}

// one entry "name" or "name:weight" of `length` characters
static RgStatus parse_term(const char* entry, size_t length, RgRewards* out, RgError* error) {
    const char* colon = memchr(entry, ':', length);
    size_t name_length = colon != NULL ? (size_t)(colon - entry) : length;
    const RgRewardTerm* term = find_term(entry, name_length);
    if (term == NULL) {
        char known[128];
        list_terms(known, sizeof known);
        return rg_fail(error, RG_ERROR_CONFIG, "rewards: unknown term '%.*s'; there are: %s",
                       (int)name_length, entry, known);
    }
    float weight = 1;
    if (colon != NULL) {
        char* end = NULL;
        weight = strtof(colon + 1, &end);
        if (end == colon + 1 || end != entry + length || !isfinite(weight)) {
            return rg_fail(error, RG_ERROR_CONFIG,
                           "rewards: '%.*s' needs a number after the colon, like %s:0.5",
                           (int)length, entry, term->name);
        }
    }
    if (out->count == RG_REWARD_TERMS_MAX) {
        return rg_fail(error, RG_ERROR_CONFIG, "rewards: more than %d terms", RG_REWARD_TERMS_MAX);
    }
    for (int32_t i = 0; i < out->count; i++) {
        if (out->terms[i] == term) {
            return rg_fail(error, RG_ERROR_CONFIG, "rewards: '%s' is listed twice; list it once",
                           term->name);
        }
    }
    out->terms[out->count] = term;
    out->weights[out->count++] = weight;
    return RG_OK;
}

RgStatus rg_rewards_parse(const char* text, RgRewards* out, RgError* error) {
    memset(out, 0, sizeof *out);
    for (const char* at = text;;) {
        while (*at == ' ') {
            at++;
        }
        size_t length = strcspn(at, ",");
        size_t trimmed = length;
        while (trimmed > 0 && at[trimmed - 1] == ' ') {
            trimmed--;
        }
        RG_TRY(parse_term(at, trimmed, out, error));
        if (at[length] == 0) {
            return RG_OK;
        }
        at += length + 1;
    }
}

float rg_rewards_step(const RgRewards* rewards, const RgRewardInput* input, int32_t* memory) {
    float reward = 0;
    for (int32_t i = 0; i < rewards->count; i++) {
        reward = rewards->terms[i]->add(input, reward, rewards->weights[i], &memory[i]);
    }
    return reward;
}
