// The fuzzer: games that nobody would play, checked after every tick or env step. A case is all
// that follows from one seed: scenario or line-up, agents, actions, and when earlier states come
// back.
#pragma once

#include "core/random.h"
#include "football/match.h"
#include "regista/env.h"

enum { FUZZ_SCENARIOS = 128 };

/// What is remembered over all cases.
typedef struct Fuzz {
    const RgPitch* pitch;
    char scenarios[FUZZ_SCENARIOS][RG_SCENARIO_NAME];
    int scenario_count;
    // the case at hand
    uint64_t seed;
    RgRandomKey key;
    uint64_t draws;
    long step;       // env steps of this case so far
    char about[192]; // what is played
    // sums
    long steps, matches, goals, cards, dismissals, restores, replays; // cards, dismissals: line-ups
    uint64_t hash;            // of every state seen: equal for two programs that play the same game
    float far_x, far_y, fast; // players: farthest out in play, m; fastest, m/s
    float ball_x, ball_y, ball_z, ball_fast; // ball: the same
} Fuzz;

/// Numbers of the case's own stream.
uint32_t fuzz_below(Fuzz* fuzz, uint32_t bound);
float fuzz_uniform(Fuzz* fuzz);
bool fuzz_one_in(Fuzz* fuzz, uint32_t n);

/// Says what is wrong, in which case and step, and ends the program.
_Noreturn void fuzz_fail(const Fuzz* fuzz, const char* format, ...)
    __attribute__((format(printf, 2, 3)));

#define FUZZ_CHECK(fuzz, condition, ...) ((condition) ? (void)0 : fuzz_fail(fuzz, __VA_ARGS__))

/// What holds for a match after every tick: numbers are finite and within their ranges, indices
/// name what is there, players and ball are on or near the pitch.
void fuzz_check_match(Fuzz* fuzz, const RgMatch* match);

/// How an agent of a case tends to act.
typedef enum FuzzStyle {
    FUZZ_ANYTHING, // every action of the set alike
    FUZZ_STEADY,   // keeps an action for some time
    FUZZ_KICKS,    // mostly passes, shots and slides
    FUZZ_RUNS,     // mostly directions and sprint
    FUZZ_FOULS,    // mostly slides in changing directions
    FUZZ_BUILTIN,  // mostly the built-in player
    FUZZ_STYLE_COUNT
} FuzzStyle;

/// An action of the first `count` ones. @param last the agent's last one
int32_t fuzz_action(Fuzz* fuzz, FuzzStyle style, int32_t count, int32_t last);

/// One case each: a made-up line-up on the bare engine, tick by tick; a scenario with a random
/// description as environment.
void fuzz_line_up(Fuzz* fuzz);
void fuzz_scenario(Fuzz* fuzz);
