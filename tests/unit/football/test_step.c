// Env steps of many matches side by side: each match plays as alone.
#include "football/match.h"
#include "football/pitch.h"

#include "core/memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

enum { MATCHES = 40, STEPS = 60 }; // more matches than play at once

static RgPitch* pitch;

static int set_up(void** state) {
    (void)state;
    return rg_pitch_create(&pitch, NULL) == RG_OK ? 0 : -1;
}

static int tear_down(void** state) {
    (void)state;
    rg_pitch_destroy(pitch);
    return 0;
}

// Two or three a side, near the ball: many touches, by both teams. Ticks per step and halves
// differ, so that steps end at different times.
static RgMatchDef def_of(int index) {
    RgMatchDef def = rg_default_match_def();
    def.seed = 100u + (uint32_t)index;
    def.right_first = index % 2 == 1;
    def.ball_x = 0.1f * (float)(index % 8);
    def.ticks_per_step = index % 7 == 6 ? 25 : 10;
    def.second_half = index % 5 == 4 ? 20 : -1;
    for (int team = 0; team < RG_TEAM_COUNT; team++) {
        float ball = team == 0 ? def.ball_x : -def.ball_x;
        def.player_count[team] = 2 + index % 2;
        def.difficulty[team] = 1.0f;
        def.starts[team][1] = (RgStart){ball - 0.03f, 0.02f, RG_ROLE_CF, false, true};
        def.starts[team][2] = (RgStart){ball - 0.1f, -0.1f, RG_ROLE_CM, false, true};
        def.agents[team] = index % 3 == 2 && team == 0 ? 1 : 0;
    }
    return def;
}

static RgControls controls_of(int index, int step) {
    RgControls controls;
    memset(&controls, RG_ACTION_IDLE, sizeof controls);
    controls.action[0] = (uint8_t)((index * 7 + step * 5) % RG_ACTION_DEFAULT_COUNT);
    return controls;
}

static RgMatch* match_of(unsigned char* room, int index) {
    return (RgMatch*)(room + (size_t)index * rg_match_bytes());
}

static bool has_flown(const RgMatch* match) {
    return match->teams[0].last_toucher != RG_NOBODY || match->teams[1].last_toucher != RG_NOBODY;
}

static void each_match_plays_as_alone(void** state) {
    (void)state;
    unsigned char* together = rg_alloc_array(MATCHES, rg_match_bytes());
    unsigned char* alone = rg_alloc_array(MATCHES, rg_match_bytes());
    assert_true(together != NULL && alone != NULL);
    for (int i = 0; i < MATCHES; i++) {
        RgMatchDef def = def_of(i);
        assert_int_equal(rg_match_reset(pitch, match_of(together, i), &def, NULL), RG_OK);
        memcpy(match_of(alone, i), match_of(together, i), rg_match_bytes());
    }
    for (int s = 0; s < STEPS; s++) {
        RgMatchStep steps[MATCHES];
        for (int i = 0; i < MATCHES; i++) {
            steps[i] = (RgMatchStep){.match = match_of(together, i), .controls = controls_of(i, s)};
        }
        rg_matches_step(pitch, steps, MATCHES);
        for (int i = 0; i < MATCHES; i++) {
            RgControls controls = controls_of(i, s);
            rg_match_step(pitch, match_of(alone, i), &controls);
            assert_memory_equal(match_of(alone, i), match_of(together, i), rg_match_bytes());
        }
    }
    int flown = 0;
    for (int i = 0; i < MATCHES; i++) {
        flown += has_flown(match_of(together, i));
    }
    assert_true(flown > MATCHES / 2);
    rg_free(together);
    rg_free(alone);
}

// A match that is to go on to a goal breaks off there, with the score of the whole step.
static void a_goal_breaks_off_its_own_match(void** state) {
    (void)state;
    enum { GOAL, PLAY, PAIR };
    unsigned char* room = rg_alloc_array(PAIR + 1, rg_match_bytes());
    assert_non_null(room);
    RgMatchStep steps[PAIR];
    RgMatchDef def = rg_default_match_def();
    for (int i = 0; i < PAIR; i++) {
        assert_int_equal(rg_match_reset(pitch, match_of(room, i), &def, NULL), RG_OK);
        steps[i] = (RgMatchStep){.match = match_of(room, i), .to_goal = true};
    }
    RgMatch* scores = match_of(room, GOAL);
    scores->ball.position = v3(RG_PITCH_HALF_LENGTH, 0.0f, RG_BALL_RADIUS);
    scores->ball.velocity = v3(20.0f, 0.0f, 0.0f);
    scores->ball.table_age = RG_TABLE_WRONG;
    memcpy(match_of(room, PAIR), scores, rg_match_bytes());
    rg_matches_step(pitch, steps, PAIR);
    assert_true(steps[GOAL].broken_off && !steps[PLAY].broken_off);
    RgMatch* whole = match_of(room, PAIR);
    rg_match_step(pitch, whole, &steps[GOAL].controls);
    assert_int_equal(whole->teams[0].score, 1);
    assert_int_equal(scores->teams[0].score, 1);
    assert_true(scores->clock < whole->clock);
    assert_int_equal(match_of(room, PLAY)->steps, 0);
    rg_free(room);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_match_plays_as_alone),
        cmocka_unit_test(a_goal_breaks_off_its_own_match),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
