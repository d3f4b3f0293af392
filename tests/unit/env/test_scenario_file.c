// Scenario files: defaults, parity, messages, the check, and where files are found.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/file.h"
#include "core/random.h"
#include "env/scenario_file.h"
#include "fake_match.h"

static void what_is_not_said_has_defaults(void** state) {
    (void)state;
    RgScenario s;
    RgError error;
    assert_int_equal(
        rg_scenario_parse("left_team: [{role: GK, x: -1, y: 0}]\n", "x.yaml", &s, &error), RG_OK);
    assert_int_equal(s.game_duration, 3000);
    assert_false(s.deterministic);
    assert_true(s.offsides);
    assert_true(s.use_magnet);
    assert_float_equal(s.difficulty[0], 1.0f, 0);
    assert_float_equal(s.difficulty[1], 0.6f, 0);
    assert_int_equal(s.second_half, -1);
    assert_int_equal(s.seed, 42);
    assert_false(s.end_on_score || s.end_on_out_of_play || s.end_on_possession_change ||
                 s.control_all_players);
    const RgLineUp* left = &s.setups[1].teams[0];
    assert_int_equal(left->count, 1);
    assert_true(left->players[0].controllable);
    assert_false(left->players[0].lazy);
    // a team without players: one keeper at his corner who does nothing
    const RgLineUp* right = &s.setups[0].teams[1];
    assert_int_equal(right->count, 1);
    assert_true(right->players[0].lazy);
    assert_int_equal(right->players[0].role, RG_ROLE_GK);
    assert_float_equal(right->players[0].x, -1, 0);
    assert_float_equal(right->players[0].y, 0.42f, 0);
}

static void every_key_is_read(void** state) {
    (void)state;
    static const char text[] = "summary: Short\n"
                               "game_duration: 12\n"
                               "deterministic: true\n"
                               "seed: 7\n"
                               "offsides: false\n"
                               "left_team_difficulty: 0.25\n"
                               "right_team_difficulty: 0\n"
                               "end_episode_on_score: true\n"
                               "end_episode_on_out_of_play: true\n"
                               "end_episode_on_possession_change: true\n"
                               "second_half: 6\n"
                               "control_all_players: true\n"
                               "use_magnet: false\n"
                               "ball: {even: [0.5, -0.25], odd: [0, 0.125]}\n"
                               "left_team: {even: a, odd: b}\n"
                               "right_team: a\n"
                               "line_ups:\n"
                               "  a: [{role: GK, x: -1, y: 0, lazy: true, controllable: false}]\n"
                               "  b:\n"
                               "    - {role: GK, x: -1, y: 0}\n"
                               "    - {role: AM, x: 0.5, y: -0.125}\n";
    RgScenario s;
    RgError error;
    assert_int_equal(rg_scenario_parse(text, "x.yaml", &s, &error), RG_OK);
    assert_string_equal(s.summary, "Short");
    assert_int_equal(s.game_duration, 12);
    assert_true(s.deterministic);
    assert_int_equal(s.seed, 7);
    assert_false(s.offsides);
    assert_float_equal(s.difficulty[0], 0.25f, 0);
    assert_float_equal(s.difficulty[1], 0, 0);
    assert_true(s.end_on_score && s.end_on_out_of_play && s.end_on_possession_change);
    assert_int_equal(s.second_half, 6);
    assert_true(s.control_all_players);
    assert_false(s.use_magnet);
    assert_float_equal(s.setups[0].ball_y, -0.25f, 0);
    assert_float_equal(s.setups[1].ball_y, 0.125f, 0);
    assert_true(s.setups[0].teams[0].players[0].lazy);
    assert_false(s.setups[0].teams[0].players[0].controllable);
    assert_int_equal(s.setups[1].teams[0].count, 2);
    assert_int_equal(s.setups[1].teams[0].players[1].role, RG_ROLE_AM);
    assert_int_equal(s.setups[1].teams[0].lines[1], 21);
    assert_int_equal(s.setups[1].teams[1].count, 1);
    RgMatchDef even = rg_scenario_match_def(&s, 2), odd = rg_scenario_match_def(&s, 3);
    assert_int_equal(even.player_count[0], 1);
    assert_int_equal(odd.player_count[0], 2);
    assert_float_equal(odd.starts[0][1].x, 0.5f, 0);
    assert_float_equal(odd.ball_y, 0.125f, 0);
    assert_float_equal(odd.difficulty[0], 0.25f, 0);
    assert_int_equal(odd.second_half, 6);
    assert_false(odd.offsides || odd.use_magnet);
}

static void mistakes_are_named_with_their_line(void** state) {
    (void)state;
    static const struct {
        const char *text, *says;
        RgStatus status;
    } cases[] = {
        {"offsides: false\ngame_durration: 3\n",
         "x.yaml:2: unknown key 'game_durration'; did you mean 'game_duration'", RG_ERROR_CONFIG},
        {"game_duration: 0\n",
         "x.yaml:1: game_duration: '0' does not fit; write a whole number from 1", RG_ERROR_CONFIG},
        {"game_duration: 3.5\n", "whole number", RG_ERROR_CONFIG},
        {"\n\noffsides: maybe\n", "x.yaml:3: offsides: 'maybe' does not fit; write true or false",
         RG_ERROR_CONFIG},
        {"left_team_difficulty: 1.5\n",
         "left_team_difficulty: '1.5' does not fit; difficulties run from 0 to 1", RG_ERROR_CONFIG},
        {"left_team_difficulty: nan\n", "write a number", RG_ERROR_CONFIG},
        {"ball: 3\n", "ball: '3' does not fit; write its place as [x, y]", RG_ERROR_CONFIG},
        {"ball: [0, a]\n", "write a number", RG_ERROR_CONFIG},
        {"ball: {even: [0, 0]}\n", "both and nothing else", RG_ERROR_CONFIG},
        {"second_half: often\n", "second_half", RG_ERROR_CONFIG},
        {"left_team:\n  - {role: XY, x: 0, y: 0}\n",
         "x.yaml:2: role: 'XY' does not fit; roles are GK, CB", RG_ERROR_CONFIG},
        {"left_team:\n  - {role: GK, x: 0}\n", "x.yaml:2: a player needs y", RG_ERROR_CONFIG},
        {"left_team:\n  - {role: GK, x: 0, y: 0, lasy: true}\n", "did you mean 'lazy'",
         RG_ERROR_CONFIG},
        {"left_team: kick_off\n", "left_team: 'kick_off' does not fit; line_ups has no such entry",
         RG_ERROR_CONFIG},
        {"offsides: true\noffsides: true\n", "x.yaml:2: 'offsides' is given twice",
         RG_ERROR_CONFIG},
        {"left_team: [1]\n", "write {role: CB, x: 0.5, y: 0}", RG_ERROR_CONFIG},
        {"line_ups: {a: [{role: GK}]}\n", "a player needs x", RG_ERROR_CONFIG},
        {"left_team: [\n", "no valid YAML", RG_ERROR_FORMAT},
        {"- 1\n", "a scenario is a list of 'key: value' lines", RG_ERROR_FORMAT},
        {"", "a scenario is a list of 'key: value' lines", RG_ERROR_FORMAT},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        RgScenario s;
        RgError error = {0};
        RgStatus status = rg_scenario_parse(cases[i].text, "x.yaml", &s, &error);
        if (status != cases[i].status || strstr(error.message, cases[i].says) == NULL) {
            fail_msg("'%s' gave %d: %s", cases[i].text, (int)status, error.message);
        }
    }
}

static void more_than_eleven_are_refused(void** state) {
    (void)state;
    char text[1024] = "left_team:\n  - {role: GK, x: -1, y: 0}\n";
    for (int32_t i = 1; i < 12; i++) {
        snprintf(text + strlen(text), sizeof text - strlen(text),
                 "  - {role: CB, x: 0.%02d, y: 0}\n", i);
    }
    RgScenario s;
    RgError error;
    assert_int_equal(rg_scenario_parse(text, "x.yaml", &s, &error), RG_ERROR_CONFIG);
    assert_non_null(strstr(error.message, "x.yaml:13: left_team: more than 11 players"));
}

typedef struct Findings {
    char text[4096];
    int32_t hints;
} Findings;

static void collect(void* context, bool error, const char* message) {
    Findings* findings = context;
    findings->hints += !error;
    size_t used = strlen(findings->text);
    snprintf(findings->text + used, sizeof findings->text - used, "%s\n", message);
}

static int32_t check(const char* text, Findings* findings) {
    RgScenario s;
    RgError error;
    memset(findings, 0, sizeof *findings);
    assert_int_equal(rg_scenario_parse(text, "x.yaml", &s, &error), RG_OK);
    snprintf(s.path, sizeof s.path, "dir/x.yaml");
    return rg_scenario_check(&s, collect, findings);
}

static void the_check_explains(void** state) {
    (void)state;
    Findings f;
    assert_int_equal(
        check("left_team:\n  - {role: GK, x: -1, y: 0}\n  - {role: CB, x: 1.25, y: 0.5}\n", &f), 2);
    assert_non_null(
        strstr(f.text, "x.yaml:3: left_team, player 1 (CB): x = 1.25 is outside the pitch"));
    assert_non_null(strstr(f.text, "y = 0.5 is outside the pitch"));
    assert_int_equal(check("right_team: [{role: CB, x: 0, y: 0}]\n", &f), 1);
    assert_non_null(strstr(f.text, "the team has no keeper; give its first player the role GK"));
    assert_int_equal(check("left_team: [{role: CB, x: 0, y: 0}, {role: GK, x: -1, y: 0}]\n", &f),
                     1);
    assert_non_null(strstr(f.text, "must be the first player"));
    assert_int_equal(check("left_team: [{role: GK, x: 0, y: 0}, {role: GK, x: -1, y: 0}]\n", &f),
                     1);
    assert_non_null(strstr(f.text, "2 keepers"));
    assert_int_equal(check("ball: [1.5, 0]\n", &f), 1);
    assert_non_null(strstr(f.text, "ball: [1.5, 0] is outside the pitch"));
    // hints do not keep it from being played
    assert_int_equal(check("game_duration: 5\nsecond_half: 5\nleft_team: [{role: GK, x: 0, y: 0, "
                           "controllable: false}, "
                           "{role: CB, x: 0, y: 0, controllable: false}]\n",
                           &f),
                     0);
    assert_int_equal(f.hints, 4);
}

// everything wrong in a file at once: each message once, where line-ups are used twice
static void all_mistakes_are_reported_at_once(void** state) {
    (void)state;
    static const char text[] = "game_durration: 200\n"
                               "offsides: maybe\n"
                               "ball: [1.5, 0]\n"
                               "second_half: 5000\n"
                               "left_team_difficulty: 2\n"
                               "left_team: attack\n"
                               "right_team:\n"
                               "  - {role: CB, x: 0.2, y: 0.9, lasy: true}\n"
                               "  - {role: CF, x: 0.2}\n"
                               "  - 7\n"
                               "line_ups:\n"
                               "  attack:\n"
                               "    - {role: GK, x: -1.2, y: 0}\n"
                               "    - {role: KM, x: 0, y: 0.1}\n"
                               "    - {role: CM, x: 0.001, y: 0.1}\n"
                               "  kick_off: nobody\n"
                               "offsides: true\n";
    static const char* const expected[] = {
        "x.yaml:1: unknown key 'game_durration'; did you mean 'game_duration'?",
        "x.yaml:2: offsides: 'maybe' does not fit; write true or false",
        "x.yaml:3: ball: [1.5, 0] is outside the pitch",
        "x.yaml:4: second_half: 5000 is never reached",
        "x.yaml:5: left_team_difficulty: '2' does not fit; difficulties run from 0 to 1",
        "x.yaml:8: unknown key 'lasy'; did you mean 'lazy'?",
        "x.yaml:8: right_team, player 0 (CB): the team has no keeper",
        "x.yaml:8: right_team, player 0 (CB): y = 0.9 is outside the pitch",
        "x.yaml:9: a player needs y",
        "x.yaml:10: player: '7' does not fit; write {role: CB",
        "x.yaml:13: left_team, player 0 (GK): x = -1.2 is outside the pitch",
        "x.yaml:14: role: 'KM' does not fit; roles are GK, CB",
        "x.yaml:15: left_team, player 2 (CM): stands 0.055 m from player 1",
        "x.yaml:16: line_ups: 'nobody' does not fit; a line-up is a list of players",
        "x.yaml:17: 'offsides' is given twice; keep one",
    };
    enum { COUNT = sizeof expected / sizeof expected[0], HINTS = 2 };
    Findings f = {0};
    RgScenario s;
    assert_int_equal(rg_scenario_check_text(text, "x.yaml", &s, collect, &f), COUNT - HINTS);
    assert_int_equal(f.hints, HINTS);
    int32_t lines = 0;
    for (const char* c = f.text; *c != 0; c++) {
        lines += *c == '\n';
    }
    assert_int_equal(lines, COUNT);
    for (size_t i = 0; i < COUNT; i++) {
        if (strstr(f.text, expected[i]) == NULL) {
            fail_msg("not said: %s\n%s", expected[i], f.text);
        }
    }
}

static void what_cannot_be_read_at_all_is_one_mistake(void** state) {
    (void)state;
    Findings f = {0};
    RgScenario s;
    assert_int_equal(rg_scenario_check_text("left_team: [\n", "x.yaml", &s, collect, &f), 1);
    assert_non_null(strstr(f.text, "no valid YAML"));
    memset(&f, 0, sizeof f);
    assert_int_equal(rg_scenario_check_file("./akademy.yaml", &s, collect, &f), 1);
    assert_non_null(strstr(f.text, "there is no file ./akademy.yaml"));
    memset(&f, 0, sizeof f);
    assert_int_equal(rg_scenario_check_file("academy_corner", &s, collect, &f), 0);
    assert_string_equal(f.text, "");
    assert_string_equal(s.name, "academy_corner");
    // a file without teams can be played, but hardly as it was meant
    assert_int_equal(rg_scenario_check_text("offsides: true\n", "x.yaml", &s, collect, &f), 0);
    assert_int_equal(f.hints, 2);
    assert_non_null(strstr(f.text, "x.yaml: left_team has no players"));
}

static void write_scenario(const char* folder, const char* name, const char* text) {
    char path[512];
    RgError error;
    assert_int_equal(rg_make_folders(folder, &error), RG_OK);
    snprintf(path, sizeof path, "%s/%s", folder, name);
    assert_int_equal(rg_file_write(path, text, strlen(text), &error), RG_OK);
}

typedef struct Found {
    int32_t count, mine, penalty, close;
} Found;

static bool note(void* context, const char* name, const char* path) {
    Found* found = context;
    found->count++;
    found->mine += strcmp(name, "mine") == 0;
    found->penalty += strcmp(name, "tests.penalty") == 0;
    if (strcmp(name, "academy_empty_goal_close") == 0) {
        found->close++;
        assert_non_null(strstr(path, "regista-scenarios-"));
    }
    return true;
}

static void files_are_found_in_order(void** state) {
    (void)state;
    char folder[] = "/tmp/regista-scenarios-XXXXXX";
    RgScenario s;
    RgError error;
    assert_non_null(mkdtemp(folder));
    write_scenario(folder, "mine.yaml", "game_duration: 17\n");
    write_scenario(folder, "academy_empty_goal_close.yaml", "game_duration: 18\n");
    write_scenario(folder, "broken.yaml", "ball: [2, 0]\n");
    assert_int_equal(setenv("REGISTA_SCENARIOS", folder, 1), 0);
    assert_int_equal(rg_scenario_load("mine", &s, &error), RG_OK);
    assert_int_equal(s.game_duration, 17);
    assert_string_equal(s.name, "mine");
    assert_int_equal(rg_scenario_load("academy_empty_goal_close", &s, &error), RG_OK);
    assert_int_equal(s.game_duration, 18);
    assert_int_equal(rg_scenario_load("tests.penalty", &s, &error), RG_OK);
    assert_string_equal(s.name, "tests.penalty");
    char path[64];
    snprintf(path, sizeof path, "%s/mine.yaml", folder);
    assert_int_equal(rg_scenario_load(path, &s, &error), RG_OK);
    assert_string_equal(s.name, "mine");
    assert_int_equal(rg_scenario_load("broken", &s, &error), RG_ERROR_CONFIG);
    assert_non_null(strstr(error.message, "outside the pitch"));
    assert_int_equal(rg_scenario_load("akademy", &s, &error), RG_ERROR_IO);
    assert_non_null(strstr(error.message, "none called 'akademy'"));
    assert_int_equal(rg_scenario_load("./akademy.yaml", &s, &error), RG_ERROR_IO);
    assert_non_null(strstr(error.message, "./akademy.yaml"));
    // a name is listed once, from the first folder that has it
    Found found = {0};
    rg_scenario_each(note, &found);
    assert_int_equal(found.mine, 1);
    assert_int_equal(found.penalty, 1);
    assert_int_equal(found.close, 1);
    assert_true(found.count > 4);
    unsetenv("REGISTA_SCENARIOS");
    assert_int_equal(rg_remove_tree(folder, &error), RG_OK);
    assert_int_equal(rg_allocated_bytes(), 0);
}

// a file with a few bytes changed is read or refused, never more
static void damaged_files_do_no_harm(void** state) {
    (void)state;
    static const uint8_t bytes[] = "\n\t :-[]{},#&*!|>'\"%@`0.9aGK\xff";
    char* text = NULL;
    size_t length = 0;
    RgError error;
    assert_int_equal(rg_file_read(RG_SOURCE_DIR "/scenarios/5_vs_5.yaml", &text, &length, &error),
                     RG_OK);
    char* damaged = malloc(length + 1);
    assert_non_null(damaged);
    int32_t read = 0, refused = 0;
    for (uint64_t seed = 0; seed < 3000; seed++) {
        RgRandomKey key = rg_random_key(seed, 0, 0, 0);
        RgScenario s;
        memcpy(damaged, text, length + 1);
        uint32_t changes = 1 + rg_random_below(key, 0, 4);
        for (uint32_t i = 0; i < changes; i++) {
            uint32_t at = rg_random_below(key, 1 + 2 * i, (uint32_t)length);
            damaged[at] = (char)bytes[rg_random_below(key, 2 + 2 * i, sizeof bytes - 1)];
        }
        Findings f = {0};
        int32_t errors = rg_scenario_check_text(damaged, "damaged.yaml", &s, collect, &f);
        RgStatus status = rg_scenario_parse(damaged, "damaged.yaml", &s, &error);
        if (status == RG_OK) {
            read++;
            assert_int_equal(errors, rg_scenario_check(&s, NULL, NULL));
        } else {
            assert_true(errors > 0);
            refused++;
            if (strncmp(error.message, "damaged.yaml:", 13) != 0) {
                fail_msg("seed %llu: %s", (unsigned long long)seed, error.message);
            }
        }
    }
    assert_true(read > 100 && refused > 100);
    free(damaged);
    rg_free(text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_not_said_has_defaults),
        cmocka_unit_test(every_key_is_read),
        cmocka_unit_test(mistakes_are_named_with_their_line),
        cmocka_unit_test(more_than_eleven_are_refused),
        cmocka_unit_test(the_check_explains),
        cmocka_unit_test(all_mistakes_are_reported_at_once),
        cmocka_unit_test(what_cannot_be_read_at_all_is_one_mistake),
        cmocka_unit_test(files_are_found_in_order),
        cmocka_unit_test(damaged_files_do_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
