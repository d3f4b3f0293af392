// Random line-ups, random actions of the full set, states restored at random: nothing may crash,
// become not-a-number, leave the pitch for good or lose the ball, and the score counts the goals.
// REGISTA_FUZZ_STEPS and REGISTA_FUZZ_SEED make it a long run; the seed of every match is in the
// message of a failure.
#include "core/memory.h"
#include "core/random.h"
#include "football/match.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { DEFAULT_STEPS = 6000, MATCH_STEPS = 250 };

static RgPitch* pitch;

static long setting(const char* name, long fallback) {
    const char* text = getenv(name);
    return text ? strtol(text, NULL, 10) : fallback;
}

static uint32_t below(RgRandomKey key, uint64_t* index, uint32_t bound) {
    return rg_random_below(key, (*index)++, bound);
}

static float unit(RgRandomKey key, uint64_t* index) {
    return 2.0f * rg_random_uniform(key, (*index)++) - 1.0f;
}

static RgMatchDef random_def(RgRandomKey key, uint64_t* index) {
    RgMatchDef def = rg_default_match_def();
    def.seed = below(key, index, 1000000);
    def.right_first = below(key, index, 2) == 1;
    def.offsides = below(key, index, 2) == 1;
    def.ball_x = unit(key, index) * 0.95f;
    def.ball_y = unit(key, index) * 0.4f;
    def.second_half = below(key, index, 4) == 0 ? (int32_t)below(key, index, 60) + 1 : -1;
    for (int side = 0; side < RG_TEAM_COUNT; side++) {
        def.player_count[side] = 1 + (int32_t)below(key, index, RG_TEAM_SIZE);
        def.difficulty[side] = rg_random_uniform(key, (*index)++);
        int32_t controllable = 0;
        for (int i = 0; i < def.player_count[side]; i++) {
            RgStart* start = &def.starts[side][i];
            *start = (RgStart){.x = unit(key, index), .y = unit(key, index) * 0.42f};
            start->role = (uint8_t)(i == 0 ? RG_ROLE_GK : 1 + below(key, index, RG_ROLE_COUNT - 1));
            start->lazy = below(key, index, 10) == 0;
            start->controllable = below(key, index, 10) != 0;
            controllable += start->controllable;
        }
        def.agents[side] = (int32_t)below(key, index, (uint32_t)controllable + 1);
    }
    return def;
}

static void check(const RgMatch* match, uint64_t seed, int step) {
    RgMatchView view;
    rg_match_view(match, &view);
    for (int i = 0; i < 3; i++) {
        if (!(fabsf(view.ball[i]) < 1000.0f) || !(fabsf(view.ball_velocity[i]) < 200.0f)) {
            fail_msg("match %llu step %d: ball component %d is %g, velocity %g",
                     (unsigned long long)seed, step, i, (double)view.ball[i],
                     (double)view.ball_velocity[i]);
        }
    }
    // where play is on, the ball is on the pitch or was just leaving it
    if (fabsf(view.ball[0]) > 70.0f || fabsf(view.ball[1]) > 50.0f) {
        fail_msg("match %llu step %d: the ball was lost at (%g, %g)", (unsigned long long)seed,
                 step, (double)view.ball[0], (double)view.ball[1]);
    }
    for (int side = 0; side < RG_TEAM_COUNT; side++) {
        for (int i = 0; i < view.player_count[side]; i++) {
            const RgPlayerView* p = &view.players[side][i];
            if (p->active && (!(fabsf(p->x) < 75.0f) || !(fabsf(p->y) < 60.0f))) {
                fail_msg("match %llu step %d: player %d of side %d at (%g, %g)",
                         (unsigned long long)seed, step, i, side, (double)p->x, (double)p->y);
            }
            if (!(fabsf(p->velocity_x) < 20.0f) || !(fabsf(p->velocity_y) < 20.0f) ||
                !(p->tired >= 0.0f && p->tired <= 1.0f)) {
                fail_msg("match %llu step %d: player %d of side %d moves at (%g, %g), tired %g",
                         (unsigned long long)seed, step, i, side, (double)p->velocity_x,
                         (double)p->velocity_y, (double)p->tired);
            }
        }
    }
}

static void random_controls(const RgMatchDef* def, RgRandomKey key, uint64_t* index,
                            RgControls* controls) {
    memset(controls->action, 255, sizeof controls->action);
    for (int side = 0; side < RG_TEAM_COUNT; side++) {
        for (int i = 0; i < def->agents[side]; i++) {
            controls->action[side * RG_TEAM_SIZE + i] = (uint8_t)below(key, index, RG_ACTION_COUNT);
        }
    }
}

static int play_match(uint64_t seed, int steps) {
    RgRandomKey key = rg_random_key(seed, 0, 0, 7);
    uint64_t index = 0;
    RgMatchDef def = random_def(key, &index);
    RgMatch* match = rg_alloc(rg_match_bytes());
    RgMatch* earlier = rg_alloc(rg_match_bytes());
    RgError error = {0};
    if (rg_match_reset(pitch, match, &def, &error) != RG_OK) {
        fail_msg("match %llu: %s", (unsigned long long)seed, error.message);
    }
    memcpy(earlier, match, rg_match_bytes());
    for (int step = 0; step < steps; step++) {
        RgControls controls;
        random_controls(&def, key, &index, &controls);
        rg_match_step(pitch, match, &controls);
        check(match, seed, step);
        uint32_t choice = below(key, &index, 100);
        if (choice == 0) {
            memcpy(match, earlier, rg_match_bytes());
        } else if (choice == 1) {
            memcpy(earlier, match, rg_match_bytes());
        }
    }
    rg_free(earlier);
    rg_free(match);
    return steps;
}

static void test_random_matches_stay_sane(void** state) {
    (void)state;
    long steps = setting("REGISTA_FUZZ_STEPS", DEFAULT_STEPS);
    uint64_t seed = (uint64_t)setting("REGISTA_FUZZ_SEED", 1);
    for (long done = 0; done < steps; seed++) {
        done += play_match(seed, MATCH_STEPS);
    }
}

static int set_up(void** state) {
    (void)state;
    return rg_pitch_create(&pitch, NULL) == RG_OK ? 0 : -1;
}

static int tear_down(void** state) {
    (void)state;
    rg_pitch_destroy(pitch);
    return rg_allocated_bytes() == 0 ? 0 : -1;
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_random_matches_stay_sane)};
    return cmocka_run_group_tests_name("fuzz", tests, set_up, tear_down);
}
