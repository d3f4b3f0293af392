// Every scenario file against section B of the specification, typed in here a second time.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "env/scenario_file.h"
#include "fake_match.h"

// line-ups: players apart by ';', each "role x y" with 'z' lazy, 'n' not controllable
#define REST                                                                                       \
    ";LB -0.422 -0.19576;CB -0.5 -0.06356;CB -0.5 0.063559;RB -0.422 0.19576;CM -0.184212 "        \
    "-0.10568;"                                                                                    \
    "CM -0.267574 0;CM -0.184212 0.10568;LM -0.01 -0.2161"
#define K "GK -1 0;RM 0 0.02;CF 0 -0.02" REST
#define W "GK -1 0;RM -0.05 0;CF -0.01 0.216102" REST
#define KAGGLE                                                                                     \
    "GK -1 0;LB -0.422 -0.19576;CB -0.5 -0.06356;CB -0.5 0.063559;RB -0.422 0.19576;CM -0.184212 " \
    "-0.10568;"                                                                                    \
    "CM -0.267574 0;CM -0.184212 0.10568;LM -0.01 -0.2161"
#define KAGGLE_K    KAGGLE ";CF 0 0.02;RM 0 -0.02"
#define KAGGLE_W    KAGGLE ";CF -0.05 0;RM -0.01 0.216102"
#define FIVE_K      "GK -1 0 n;RM 0 0.02;CF 0 -0.02;LB -0.1 -0.1;CB -0.1 0.1"
#define FIVE_W      "GK -1 0 n;RM -0.04 0.04;CF -0.04 -0.04;LB -0.1 -0.1;CB -0.1 0.1"
#define FIVE_BEHIND ";LB 0.12 0.2;CB 0.12 0.1;CM 0.12 0;CB 0.12 -0.1;RB 0.12 -0.2"
#define SHOOTERS    "GK -1 0;CB 0.7 0;CB 0.7 -0.3"
#define THREE       "GK -1 0;CM 0.6 0;CM 0.7 0.2;CM 0.7 -0.2"
#define LAZY_W                                                                                     \
    "GK -1 0;RM -0.05 0 z;CF -0.01 0.216102 z;LB -0.422 -0.19576 z;CB -0.5 -0.06356 z;CB -0.5 "    \
    "0.063559 z;"                                                                                  \
    "RB -0.422 0.19576 z;CM -0.184212 -0.10568 z;CM -0.267574 0 z;CM -0.184212 0.10568 z;LM "      \
    "-0.01 -0.2161 z"
#define CORNER_LEFT                                                                                \
    "GK -1 0;LB 1 0.42;CB 0.7 0.15;CB 0.7 0.05;RB 0.7 -0.05;CM 0 0;CM 0.6 0.35;CM 0.8 0.07;LM "    \
    "0.8 -0.03;"                                                                                   \
    "RM 0.8 -0.13;CF 0.7 -0.3"
#define CORNER_RIGHT                                                                               \
    "GK -1 0;LB -0.75 -0.18;CB -0.75 -0.08;CB -0.75 0.02;RB -1 -0.1;CM -0.8 -0.25;CM -0.88 -0.07;" \
    "CM -0.88 0.03;LM -0.88 0.13;RM -0.75 0.25;CF -0.2 0"
#define COUNTER_LEFT                                                                               \
    "GK -1 0;LB -0.672 -0.19576;CB -0.75 -0.06356;CB -0.75 0.063559;RB -0.672 0.19576;CM -0.434 "  \
    "-0.10568;"                                                                                    \
    "CM -0.434 0.10568;CM 0.5 -0.3161;LM 0.25 -0.1;RM 0.25 0.1;CF 0.35 0.316102"
#define COUNTER_RIGHT(x)                                                                           \
    "GK -1 0;LB 0.128 -0.19576;CB " x                                                              \
    " -0.06356;CB -0.4 0.063559;RB 0.128 -0.19576;CM 0.365 -0.10568;"                              \
    "CM 0.282 0;CM 0.365 0.10568;LM 0.54 -0.3161;RM 0.51 0;CF 0.54 0.316102"
#define OFFENCE                                                                                    \
    "GK -1 0;RM 0 0.02;CF 0 -0.02;LB -0.422 -0.19576;CB -0.5 -0.06356;CB -0.5 0.063559;RB -0.422 " \
    "0.19576;"                                                                                     \
    "CM -0.184212 -0.10568;CM -0.267574 0;CM -0.184212 0.105681;LM -0.01 -0.2161"
#define FOUR "GK -1 0;LB -0.422 -0.19576;CB -0.5 -0.06356;CB -0.5 0.063559"

typedef struct Expected {
    const char* name;
    int32_t duration;
    float left_difficulty, right_difficulty;
    int32_t second_half;
    const char* flags;          ///< S O P ends, d deterministic, o offsides, c control_all_players
    float ball[2][2];           ///< even, odd
    const char* line_ups[2][2]; ///< even left, even right, odd left, odd right
} Expected;

#define BALL(x, y)                                                                                 \
    {                                                                                              \
        {x, y}, {                                                                                  \
            x, y                                                                                   \
        }                                                                                          \
    }
#define SAME(left, right)                                                                          \
    {                                                                                              \
        {left, right}, {                                                                           \
            left, right                                                                            \
        }                                                                                          \
    }
#define TURNS(kick_off, waiting)                                                                   \
    {                                                                                              \
        {kick_off, waiting}, {                                                                     \
            waiting, kick_off                                                                      \
        }                                                                                          \
    }

static const Expected expected[] = {
    {"11_vs_11_stochastic", 3000, 1.0f, 0.6f, -1, "o", BALL(0, 0), TURNS(K, W)},
    {"11_vs_11_easy_stochastic", 3000, 1.0f, 0.05f, -1, "o", BALL(0, 0), TURNS(K, W)},
    {"11_vs_11_hard_stochastic", 3000, 1.0f, 0.95f, -1, "o", BALL(0, 0), TURNS(K, W)},
    {"11_vs_11_competition", 3000, 1.0f, 1.0f, -1, "o", BALL(0, 0), TURNS(K, W)},
    {"11_vs_11_kaggle", 3000, 1.0f, 1.0f, 1500, "o", BALL(0, 0), TURNS(KAGGLE_K, KAGGLE_W)},
    {"5_vs_5", 3000, 0.05f, 0.05f, -1, "o", BALL(0, 0), TURNS(FIVE_K, FIVE_W)},
    {"1_vs_1_easy", 500, 0, 0, -1, "o", BALL(0, 0), SAME("GK -1 0", "GK -1 0")},
    {"academy_empty_goal_close", 400, 1.0f, 0.6f, -1, "SOP", BALL(0.77f, 0),
     SAME("GK -1 0;CB 0.75 0", "GK 1 0")},
    {"academy_empty_goal", 400, 1.0f, 0.6f, -1, "SOP", BALL(0.02f, 0),
     SAME("GK -1 0;CB 0 0", "GK 1 0")},
    {"academy_run_to_score", 400, 1.0f, 0.6f, -1, "SOP", BALL(0.02f, 0),
     SAME("GK -1 0;CB 0 0", "GK 1 0" FIVE_BEHIND)},
    {"academy_run_to_score_with_keeper", 400, 1.0f, 0.6f, -1, "SOP", BALL(0.02f, 0),
     SAME("GK -1 0;CB 0 0", "GK -1 0" FIVE_BEHIND)},
    {"academy_pass_and_shoot_with_keeper", 400, 1.0f, 0.6f, -1, "SOP", BALL(0.7f, -0.28f),
     SAME(SHOOTERS, "GK -1 0;CB -0.75 0.3")},
    {"academy_run_pass_and_shoot_with_keeper", 400, 1.0f, 0.6f, -1, "SOP", BALL(0.7f, -0.28f),
     SAME(SHOOTERS, "GK -1 0;CB -0.75 0.1")},
    {"academy_3_vs_1_with_keeper", 400, 1.0f, 0.6f, -1, "SOP", BALL(0.62f, 0),
     SAME(THREE, "GK -1 0;CB -0.75 0")},
    {"academy_single_goal_versus_lazy", 3000, 1.0f, 0.6f, -1, "SOP", BALL(-0.48f, -0.06356f),
     SAME(K, LAZY_W)},
    {"academy_corner", 400, 1.0f, 0.6f, -1, "SO", BALL(0.99f, 0.41f),
     SAME(CORNER_LEFT, CORNER_RIGHT)},
    {"academy_counterattack_easy", 400, 1.0f, 0.6f, -1, "SOP", BALL(0.26f, -0.11f),
     SAME(COUNTER_LEFT, COUNTER_RIGHT("0.4"))},
    {"academy_counterattack_hard", 400, 1.0f, 0.6f, -1, "SOP", BALL(0.26f, -0.11f),
     SAME(COUNTER_LEFT, COUNTER_RIGHT("-0.4"))},
    {"test_example_multiagent", 100, 1.0f, 0.6f, -1, "SOP", BALL(0.62f, 0),
     SAME(THREE, "GK 1 0;CB -0.75 0")},
    {"tests.11_vs_11_deterministic", 3000, 1.0f, 0.6f, -1, "do", BALL(0, 0), TURNS(K, W)},
    {"tests.11_vs_11_easy_deterministic", 3000, 1.0f, 0.05f, -1, "do", BALL(0, 0), TURNS(K, W)},
    {"tests.11_vs_11_hard_deterministic", 3000, 1.0f, 0.95f, -1, "do", BALL(0, 0), TURNS(K, W)},
    {"tests.11_vs_11_single_goal_deterministic", 3000, 1.0f, 0.6f, -1, "doS", BALL(0, 0),
     TURNS(K, W)},
    {"tests.11_vs_11_single_goal_stochastic", 3000, 1.0f, 0.6f, -1, "oS", BALL(0, 0), TURNS(K, W)},
    {"tests.11_vs_4_offence_deterministic", 400, 1.0f, 0.6f, -1, "doSOP", BALL(0, 0),
     SAME(OFFENCE, FOUR)},
    {"tests.11_vs_4_offence_stochastic", 400, 1.0f, 0.6f, -1, "oSOP", BALL(0, 0),
     SAME(OFFENCE, FOUR)},
    {"tests.multiagent_wrapper", 3000, 1.0f, 1.0f, -1, "oc", BALL(0, 0), TURNS(K, W)},
    {"tests.symmetric", 3000, 0.95f, 0.95f, -1, "o", BALL(0, 0), SAME(W, W)},
    {"tests.second_half", 10, 1.0f, 0.6f, 5, "o", BALL(0, 0),
     SAME("GK -1 0 z;RM 0 0.02 z", "GK -1 0 z;RM -0.5 0 z")},
    {"tests.corner_test",
     30,
     1.0f,
     0.6f,
     -1,
     "o",
     {{-0.9f, 0.3f}, {0.9f, -0.3f}},
     SAME("GK -1 0 z;RM -0.85 0.3 z;RM 0 0 z", "GK -1 0 z;RM -0.85 0.3 z")},
    {"tests.keeper_test",
     30,
     1.0f,
     0.6f,
     -1,
     "o",
     {{0.9f, 0.3f}, {-0.9f, -0.3f}},
     SAME("GK -1 0 z;RM 0.85 0.3 z;RM 0 0 z", "GK -1 0 z;RM 0.85 0.3 z")},
    {"tests.goal_test",
     65,
     1.0f,
     0.6f,
     -1,
     "do",
     {{0.5f, 0}, {-0.5f, 0}},
     SAME("GK 0.5 0", "GK 0.5 0")},
    {"tests.kickoff_for_goal_loosing_team_test", 400, 1.0f, 0.6f, -1, "do", BALL(0, 0),
     SAME("GK 1 0;RM 0.8 0", "GK -1 0;RM 0 0.02")},
    // even episodes: the right team has the attackers
    {"tests.offside_test", 50, 1.0f, 0.6f, -1, "do", BALL(0, 0),
     TURNS("GK 0 0.4 z;RM 0 -0.4 z", "GK -0.05 0;RM 0.8 0")},
    {"tests.penalty", 30, 1.0f, 0.6f, -1, "do", BALL(-0.72f, 0),
     SAME("GK -1 0 z;RM -0.69 0 z", "GK -1 0 z;RM 0.7 0 z")},
};
enum { EXPECTED = sizeof expected / sizeof expected[0] };

static bool has(const Expected* e, char flag) {
    return strchr(e->flags, flag) != NULL;
}

static void compare_line_up(const char* name, const RgLineUp* line_up, const char* text) {
    int32_t count = 0;
    for (const char* at = text; at != NULL; at = strchr(at, ';')) {
        char role[4] = "", flag = 0;
        double x = 9, y = 9;
        at += *at == ';';
        char entry[64];
        snprintf(entry, sizeof entry, "%.*s", (int)strcspn(at, ";"), at);
        assert_true(sscanf(entry, "%3s %lf %lf %c", role, &x, &y, &flag) >= 3);
        const RgStart* player = &line_up->players[count++];
        if (player->x != (float)x || player->y != (float)y ||
            strcmp(rg_role_name(player->role), role) != 0 || player->lazy != (flag == 'z') ||
            player->controllable != (flag != 'n')) {
            fail_msg("%s, player %d: is %s %g %g, should be %s", name, count - 1,
                     rg_role_name(player->role), (double)player->x, (double)player->y, entry);
        }
    }
    assert_int_equal(line_up->count, count);
}

static void every_file_equals_section_b(void** state) {
    (void)state;
    for (int32_t i = 0; i < EXPECTED; i++) {
        const Expected* e = &expected[i];
        RgScenario s;
        RgError error;
        if (rg_scenario_load(e->name, &s, &error) != RG_OK) {
            fail_msg("%s", error.message);
        }
        assert_string_equal(s.name, e->name);
        assert_int_equal(s.game_duration, e->duration);
        assert_float_equal(s.difficulty[0], e->left_difficulty, 0);
        assert_float_equal(s.difficulty[1], e->right_difficulty, 0);
        assert_int_equal(s.deterministic, has(e, 'd'));
        assert_int_equal(s.offsides, has(e, 'o'));
        assert_int_equal(s.control_all_players, has(e, 'c'));
        assert_int_equal(s.end_on_score, has(e, 'S'));
        assert_int_equal(s.end_on_out_of_play, has(e, 'O'));
        assert_int_equal(s.end_on_possession_change, has(e, 'P'));
        assert_int_equal(s.second_half, e->second_half);
        assert_true(s.use_magnet);
        assert_int_equal(s.seed, 42);
        assert_true(strlen(s.summary) > 0);
        for (int32_t parity = 0; parity < 2; parity++) {
            assert_float_equal(s.setups[parity].ball_x, e->ball[parity][0], 0);
            assert_float_equal(s.setups[parity].ball_y, e->ball[parity][1], 0);
            compare_line_up(e->name, &s.setups[parity].teams[0], e->line_ups[parity][0]);
            compare_line_up(e->name, &s.setups[parity].teams[1], e->line_ups[parity][1]);
        }
    }
}

static bool count_known(void* context, const char* name, const char* path) {
    int32_t* known = context;
    (void)path;
    for (int32_t i = 0; i < EXPECTED; i++) {
        if (strcmp(expected[i].name, name) == 0) {
            ++*known;
            return true;
        }
    }
    fail_msg("%s is not checked here; add it to the table", name);
    return false;
}

static void every_file_is_in_the_table(void** state) {
    (void)state;
    int32_t known = 0;
    rg_scenario_each(count_known, &known);
    assert_int_equal(known, EXPECTED);
}

int main(void) {
    if (setenv("REGISTA_SCENARIOS", RG_SOURCE_DIR "/scenarios", 1) != 0) {
        return 1;
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_file_equals_section_b),
        cmocka_unit_test(every_file_is_in_the_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
