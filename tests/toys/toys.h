// Small environments behind the RgVecEnv table, for tests of learning: what they ask for is known
// exactly.
//
//   bandit    one step; the observation shows a symbol, the action must name it
//   memory    the first observation shows a symbol, then DELAY blank ones; at the last one the
//   action must name it corridor  LENGTH cells; right end +1 and over, time limit otherwise (a
//   truncation)
#pragma once

#include "core/memory.h"
#include "core/random.h"
#include "regista/env.h"

#include <string.h>

enum { TOY_SYMBOLS = 3, TOY_DELAY = 4, TOY_LENGTH = 6, TOY_LIMIT = 20, TOY_OBSERVATION = 8 };

typedef enum ToyKind { TOY_BANDIT, TOY_MEMORY, TOY_CORRIDOR } ToyKind;

typedef struct ToyState {
    int64_t episode;
    int32_t step, cell, symbol;
    float sum;
} ToyState;

typedef struct Toy {
    ToyKind kind;
    uint64_t seed;
    RgVecEnvSpec spec;
    ToyState* states; // (N)
} Toy;

static inline void toy_begin(const Toy* toy, int32_t n, ToyState* state) {
    RgRandomKey key = rg_random_key(toy->seed, (uint64_t)n, (uint64_t)state->episode, 1);
    *state = (ToyState){.episode = state->episode + 1,
                        .symbol = (int32_t)rg_random_below(key, 0, TOY_SYMBOLS)};
    // corridor: some start far from the goal, some near
    state->cell = (int32_t)rg_random_below(key, 1, TOY_LENGTH - 1);
}

static inline void toy_observe(const Toy* toy, const ToyState* state, float* observation) {
    memset(observation, 0, TOY_OBSERVATION * sizeof(float));
    if (toy->kind == TOY_CORRIDOR) {
        observation[state->cell] = 1;
        observation[TOY_OBSERVATION - 1] = (float)state->step / TOY_LIMIT;
        return;
    }
    if (toy->kind == TOY_BANDIT || state->step == 0) {
        observation[state->symbol] = 1;
    }
    observation[TOY_SYMBOLS] = toy->kind == TOY_MEMORY && state->step == TOY_DELAY ? 1.0f : 0.0f;
}

// reward of an action; *over: 0 goes on, 1 terminated, 2 truncated
static inline float toy_act(const Toy* toy, ToyState* state, int32_t action, int* over) {
    state->step++;
    *over = 0;
    if (toy->kind == TOY_CORRIDOR) {
        state->cell += action == 1 ? 1 : action == 0 && state->cell > 0 ? -1 : 0;
        *over = state->cell == TOY_LENGTH - 1 ? 1 : state->step == TOY_LIMIT ? 2 : 0;
        return *over == 1 ? 1.0f : 0.0f;
    }
    if (toy->kind == TOY_BANDIT || state->step == TOY_DELAY + 1) {
        *over = 1;
        return action == state->symbol ? 1.0f : 0.0f;
    }
    return 0;
}

static inline void toy_mask(const Toy* toy, int32_t row, const RgVecEnvArrays* out) {
    if (out->masks != NULL) {
        uint8_t* mask = out->masks + (size_t)row * (size_t)toy->spec.action_count;
        memset(mask, 1, (size_t)toy->spec.action_count);
        // in the corridor's first cell there is no way to the left
        mask[0] = toy->kind != TOY_CORRIDOR || toy->states[row].cell > 0;
    }
}

static inline void toy_reset(void* self, int32_t begin, int32_t end, const RgVecEnvArrays* out) {
    Toy* toy = self;
    for (int32_t n = begin; n < end; n++) {
        toy_begin(toy, n, &toy->states[n]);
        toy_observe(toy, &toy->states[n], out->observations + (size_t)n * TOY_OBSERVATION);
        out->rewards[n] = 0;
        out->terminated[n] = out->truncated[n] = 0;
        toy_mask(toy, n, out);
    }
}

static inline void toy_step(void* self, int32_t begin, int32_t end, const int32_t* actions,
                            const RgVecEnvArrays* out) {
    Toy* toy = self;
    for (int32_t n = begin; n < end; n++) {
        ToyState* state = &toy->states[n];
        int over;
        float reward = toy_act(toy, state, actions[n], &over);
        state->sum += reward;
        out->rewards[n] = reward;
        out->terminated[n] = over == 1;
        out->truncated[n] = over == 2;
        if (over != 0) {
            out->episode_return[n] = out->episode_score[n] = state->sum;
            out->episode_length[n] = state->step;
            out->episode_goals[2 * n] = state->sum > 0.5f;
            out->episode_goals[2 * n + 1] = 0;
            if (over == 2 && out->final_observations != NULL) {
                toy_observe(toy, state, out->final_observations + (size_t)n * TOY_OBSERVATION);
            }
            toy_begin(toy, n, state);
        }
        toy_observe(toy, state, out->observations + (size_t)n * TOY_OBSERVATION);
        toy_mask(toy, n, out);
    }
}

static inline size_t toy_state_bytes(const void* self) {
    (void)self;
    return sizeof(ToyState);
}

static inline void toy_save(const void* self, int32_t n, void* state) {
    memcpy(state, &((const Toy*)self)->states[n], sizeof(ToyState));
}

static inline void toy_restore(void* self, int32_t n, const void* state,
                               const RgVecEnvArrays* out) {
    Toy* toy = self;
    memcpy(&toy->states[n], state, sizeof(ToyState));
    toy_observe(toy, &toy->states[n], out->observations + (size_t)n * TOY_OBSERVATION);
    toy_mask(toy, n, out);
}

static inline void toy_destroy(void* self) {
    Toy* toy = self;
    rg_free(toy->states);
    rg_free(toy);
}

static inline RgVecEnv toy_create(ToyKind kind, int32_t env_count, uint64_t seed) {
    static const RgVecEnvTable table = {toy_reset, toy_step,    toy_state_bytes,
                                        toy_save,  toy_restore, toy_destroy};
    Toy* toy = rg_alloc(sizeof *toy);
    toy->kind = kind;
    toy->seed = seed;
    toy->spec =
        (RgVecEnvSpec){.env_count = env_count,
                       .rows_per_env = 1,
                       .observation_size = TOY_OBSERVATION,
                       .action_count = TOY_SYMBOLS,
                       .max_episode_steps = kind == TOY_CORRIDOR ? TOY_LIMIT : TOY_DELAY + 1};
    toy->states = rg_alloc_array((size_t)env_count, sizeof(ToyState));
    return (RgVecEnv){&table, toy, toy->spec};
}
