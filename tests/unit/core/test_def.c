// Def fields: defaults, setting by key, YAML both ways, and every mistake a file can hold with the
// words of its message.
#include "core/def.h"
#include "core/file.h"
#include "core/memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

// ---- a Def with every kind of field

#define CLOCK_FIELDS(X)                                                                            \
    X(INT, minutes, 45, 1, 120, "length of a half")                                                \
    X(BOOL, stoppage, false, 0, 1, "add time")

typedef struct Clock {
    CLOCK_FIELDS(RG_DEF_MEMBER)
} Clock;

#define CLOCK_FIELD(kind, name, fallback, min, max, help)                                          \
    RG_DEF_FIELD(Clock, kind, name, fallback, min, max, help)
static const RgDefField clock_fields[] = {CLOCK_FIELDS(CLOCK_FIELD)};
static const RgDefType clock_type = RG_DEF_TYPE("clock", Clock, clock_fields);

static const char* const surface_names[] = {"grass", "sand", "artificial"};

#define GAME_FIELDS(X)                                                                             \
    X(FLOAT, wind, 0.15, -10, 10, "m/s along the pitch")                                           \
    X(INT, players, 11, 1, 11, "a side")                                                           \
    X(LONG, seed, 1234567890123, 0, 9e15, "of the game")                                           \
    X(BOOL, offside, true, 0, 1, "whether offside is given")                                       \
    X(TEXT, name, "friendly", 1, 20, "of the game")                                                \
    X(ENUM, surface, sand, 0, 2, "what is played on")                                              \
    X(DEF, clock, Clock, 0, 0, "the referee's watch")                                              \
    X(FLOAT, heat, -1e-5, -1, 1, "something small")

typedef struct Game {
    GAME_FIELDS(RG_DEF_MEMBER)
} Game;

#define GAME_FIELD(kind, name, fallback, min, max, help)                                           \
    RG_DEF_FIELD(Game, kind, name, fallback, min, max, help)
static const RgDefField game_fields[] = {GAME_FIELDS(GAME_FIELD)};
static const RgDefType game_type = RG_DEF_TYPE("game", Game, game_fields);

static Game fresh_game(void) {
    Game game;
    memset(&game, 0, sizeof game);
    rg_def_reset(&game_type, &game);
    return game;
}

static void assert_contains(const char* text, const char* part) {
    if (strstr(text, part) == NULL) {
        fail_msg("\"%s\" does not hold \"%s\"", text, part);
    }
}

// ---- setting

static void test_defaults(void** state) {
    (void)state;
    Game game = fresh_game();
    assert_true(game.wind == 0.15 && game.heat == -1e-5);
    assert_int_equal(game.players, 11);
    assert_true(game.seed == INT64_C(1234567890123));
    assert_true(game.offside);
    assert_string_equal(game.name, "friendly");
    assert_int_equal(game.surface, 1);
    assert_int_equal(game.clock.minutes, 45);
    assert_false(game.clock.stoppage);
}

static void test_set_every_kind(void** state) {
    (void)state;
    Game game = fresh_game();
    const char* const assignments[] = {"wind=-2.5e-1",      "players=7",       "seed=9_000_000",
                                       "offside=off",       "name=a=b \"c\"",  "surface=artificial",
                                       "clock.minutes=3e1", "clock.stoppage=1"};
    for (size_t i = 0; i < sizeof assignments / sizeof assignments[0]; i++) {
        RgError error = {0};
        assert_int_equal(rg_def_set_assignment(&game_type, &game, assignments[i], &error), RG_OK);
    }
    assert_true(game.wind == -0.25 && game.players == 7 && game.seed == 9000000);
    assert_false(game.offside);
    assert_string_equal(game.name, "a=b \"c\"");
    assert_int_equal(game.surface, 2);
    assert_int_equal(game.clock.minutes, 30);
    assert_true(game.clock.stoppage);
}

/// What is set, and two things that the message must say.
typedef struct Mistake {
    const char* key;
    const char* text;
    const char* says;
    const char* says_too;
} Mistake;

static void test_mistakes_change_nothing_and_are_named(void** state) {
    (void)state;
    const Mistake mistakes[] = {
        {"playrs", "7", "unknown key \"playrs\"", "did you mean \"players\"?"},
        {"clock.mintues", "7", "\"clock.mintues\"", "did you mean \"clock.minutes\"?"},
        {"minutes", "7", "unknown key", "did you mean \"clock.minutes\"?"},
        {"clokc.minutes", "7", "unknown key", "did you mean \"clock.minutes\"?"},
        {"clock.minutes.more", "7", "unknown key", "clock.minutes"},
        {"tractor", "1", "unknown key \"tractor\"", "`game` has no key like it"},
        {"", "1", "unknown key", "\"\""},
        {"players", "12", "players takes a whole number from 1 to 11", "\"12\""},
        {"players", "2.5", "whole number", "\"2.5\""},
        {"players", "eleven", "whole number", "\"eleven\""},
        {"players", "", "whole number", "\"\""},
        {"players", "1__0", "whole number", "\"1__0\""},
        {"players", "_1", "whole number", "\"_1\""},
        {"players", "99999999999999999999", "whole number", "9999"},
        {"seed", "1e19", "whole number", "1e19"},
        {"wind", "11", "wind takes a number from -10 to 10", "\"11\""},
        {"wind", "nan", "number", "\"nan\""},
        {"wind", "inf", "number", "\"inf\""},
        {"wind", "0x1p3", "number", "\"0x1p3\""},
        {"wind", "1 ", "number", "\"1 \""},
        {"offside", "maybe", "offside takes true or false", "\"maybe\""},
        {"name", "", "name takes 1 to 20 characters", "\"\""},
        {"name", "123456789012345678901", "1 to 20 characters", "1234"},
        {"name", "two\nlines", "one line of printable text", "name"},
        {"name", "\xc3\x28", "printable", "name"},
        {"surface", "gras", "grass, sand or artificial", "did you mean \"grass\"?"},
        {"surface", "concrete", "takes grass, sand or artificial", "\"concrete\""},
        {"clock", "1", "clock is a group of keys", "clock"},
    };
    for (size_t i = 0; i < sizeof mistakes / sizeof mistakes[0]; i++) {
        const Mistake* m = &mistakes[i];
        Game game = fresh_game(), before = game;
        RgError error = {0};
        assert_int_equal(rg_def_set(&game_type, &game, m->key, m->text, "--set", &error),
                         RG_ERROR_CONFIG);
        assert_int_equal(error.code, RG_ERROR_CONFIG);
        assert_contains(error.message, "--set: ");
        assert_contains(error.message, m->says);
        assert_contains(error.message, m->says_too);
        assert_memory_equal(&game, &before, sizeof game);
    }
    Game game = fresh_game();
    RgError error = {0};
    assert_int_equal(rg_def_set_assignment(&game_type, &game, "players", &error), RG_ERROR_CONFIG);
    assert_contains(error.message, "key=value");
}

static void test_get(void** state) {
    (void)state;
    Game game = fresh_game();
    char text[64];
    RgError error = {0};
    assert_int_equal(rg_def_get(&game_type, &game, "clock.minutes", text, sizeof text, &error), 0);
    assert_string_equal(text, "45");
    assert_int_equal(rg_def_get(&game_type, &game, "surface", text, sizeof text, &error), RG_OK);
    assert_string_equal(text, "sand");
    assert_int_equal(rg_def_get(&game_type, &game, "name", text, 8, &error), RG_ERROR_SHAPE);
    assert_int_equal(rg_def_get(&game_type, &game, "clock", text, 8, &error), RG_ERROR_CONFIG);
    assert_int_equal(rg_def_get(&game_type, &game, "nmae", text, 8, &error), RG_ERROR_CONFIG);
    assert_contains(error.message, "did you mean \"name\"?");
}

// ---- YAML

static RgStatus parse(Game* game, const char* text, RgError* error) {
    return rg_def_parse_yaml(&game_type, game, text, "game.yaml", error);
}

static void test_yaml_over_present_values(void** state) {
    (void)state;
    Game game = fresh_game();
    game.players = 5;
    RgError error = {0};
    const char* text = "# a comment\n"
                       "wind: 3\n"
                       "clock:\n"
                       "  minutes: 20 # short\n"
                       "name: 'quoted: text'\n"
                       "surface: grass\n";
    assert_int_equal(parse(&game, text, &error), RG_OK);
    assert_true(game.wind == 3.0 && game.players == 5 && game.clock.minutes == 20);
    assert_string_equal(game.name, "quoted: text");
    // nothing in it: nothing changes
    const char* const nothing[] = {"", "# only words\n", "---\n", "clock:\n"};
    for (int i = 0; i < 4; i++) {
        Game before = game;
        assert_int_equal(parse(&game, nothing[i], &error), RG_OK);
        assert_memory_equal(&game, &before, sizeof game);
    }
}

static void test_yaml_round_trip(void** state) {
    (void)state;
    Game game = fresh_game(), back = fresh_game();
    game.wind = 1.0 / 3.0;
    game.heat = 1e-300;
    game.seed = INT64_C(8999999999999999);
    game.offside = false;
    game.surface = 2;
    game.clock.minutes = 99;
    RgError error = {0};
    const char* name = "q\"b\\s: #\xc3\xa9'";
    assert_int_equal(rg_def_set(&game_type, &game, "name", name, "test", &error), RG_OK);
    char text[1024], again[1024];
    size_t length = rg_def_print_yaml(&game_type, &game, text, sizeof text);
    assert_int_equal(length, strlen(text));
    assert_int_equal(rg_def_print_yaml(&game_type, &game, NULL, 0), length);
    assert_int_equal(parse(&back, text, &error), RG_OK);
    assert_memory_equal(&game, &back, sizeof game);
    rg_def_print_yaml(&game_type, &back, again, sizeof again);
    assert_string_equal(text, again);
    // a page that is too short is cut, not overrun
    char small[8] = "1234567";
    assert_int_equal(rg_def_print_yaml(&game_type, &game, small, sizeof small), length);
    assert_string_equal(small, "wind: 0");
}

static void test_yaml_mistakes(void** state) {
    (void)state;
    const Mistake mistakes[] = {
        {"wind: 1\nplayrs: 3\n", "", "game.yaml:2: unknown key \"playrs\"", "\"players\"?"},
        {"clock:\n  minuts: 3\n", "", "game.yaml:2: unknown key \"clock.minuts\"",
         "\"clock.minutes\"?"},
        {"wind: 1\nplayers: 3\nwind: 2\n", "", "game.yaml:3", "wind stands here twice"},
        {"clock: {minutes: 1}\nclock: {minutes: 2}\n", "", "game.yaml:2",
         "clock stands here twice"},
        {"clock:\n  minutes: 1\n  minutes: 2\n", "", "game.yaml:3", "clock.minutes stands here"},
        {"\nplayers: many\n", "", "game.yaml:2: players takes a whole number", "\"many\""},
        {"players: [1, 2]\n", "", "game.yaml:1: players takes a single value", ""},
        {"players: {a: 1}\n", "", "game.yaml:1: players takes a single value", ""},
        {"clock: 7\n", "", "game.yaml:1: clock takes a group of keys", ""},
        {"- a\n- b\n", "", "game.yaml:1: expected `key: value` lines", ""},
        {"just text\n", "", "game.yaml:1: expected `key: value` lines", ""},
        {"wind: 1\n---\nwind: 2\n", "", "game.yaml:2: a second document", ""},
        {"wind: &w 1\nheat: *w\n", "", "game.yaml:2: heat takes a single value", ""},
        {"? [a]\n: 1\n", "", "game.yaml:1: a key must be a single word", ""},
        {"name: \"a\\0b\"\n", "", "game.yaml:1: a value holds a zero byte", ""},
    };
    for (size_t i = 0; i < sizeof mistakes / sizeof mistakes[0]; i++) {
        Game game = fresh_game(), before = game;
        RgError error = {0};
        assert_int_equal(parse(&game, mistakes[i].key, &error), RG_ERROR_CONFIG);
        assert_contains(error.message, mistakes[i].says);
        assert_contains(error.message, mistakes[i].says_too);
        assert_memory_equal(&game, &before, sizeof game);
    }
    // not YAML at all: what is said is libyaml's, the place must be right
    const Mistake broken[] = {
        {"wind: 1\nclock: {minutes: 2\n", "", "game.yaml:3: not valid YAML", ""},
        {"wind: 1\n\tplayers: 2\n", "", "game.yaml:2: not valid YAML", ""},
        {"wind: 1\nname: \xff\xfe\n", "", "game.yaml: not UTF-8", "byte 14"},
        {"\n\nwind: 'open\n", "", "game.yaml:4: not valid YAML", ""}};
    for (int i = 0; i < 4; i++) {
        Game game = fresh_game(), before = game;
        RgError error = {0};
        assert_int_equal(parse(&game, broken[i].key, &error), RG_ERROR_FORMAT);
        assert_contains(error.message, broken[i].says);
        assert_contains(error.message, broken[i].says_too);
        assert_memory_equal(&game, &before, sizeof game);
    }
}

static void test_yaml_files(void** state) {
    (void)state;
    char path[64];
    snprintf(path, sizeof path, "/tmp/regista-def-%ld.yaml", (long)getpid());
    RgError error = {0};
    Game game = fresh_game();
    assert_int_equal(rg_def_load_yaml(&game_type, &game, path, &error), RG_ERROR_IO);
    assert_contains(error.message, path);
    assert_int_equal(rg_file_write(path, "players: 3\n", 11, &error), RG_OK);
    assert_int_equal(rg_def_load_yaml(&game_type, &game, path, &error), RG_OK);
    assert_int_equal(game.players, 3);
    unlink(path);
    assert_int_equal(rg_allocated_bytes(), 0);
}

// ---- an allocator that says no after a while

static int allocations_left;

static void* failing_allocate(size_t bytes, size_t alignment) {
    return allocations_left-- > 0 ? aligned_alloc(alignment, bytes) : NULL;
}

static void test_every_allocation_may_fail(void** state) {
    (void)state;
    char path[64];
    snprintf(path, sizeof path, "/tmp/regista-def-%ld.yaml", (long)getpid());
    assert_int_equal(rg_file_write(path, "players: 3\n", 11, NULL), RG_OK);
    RgStatus status = RG_ERROR_MEMORY;
    Game game = fresh_game(), before = game;
    int needed = 0;
    for (; status != RG_OK; needed++) {
        assert_memory_equal(&game, &before, sizeof game);
        allocations_left = needed;
        RgError error = {0};
        rg_set_allocator(failing_allocate, free);
        status = rg_def_load_yaml(&game_type, &game, path, &error);
        rg_set_allocator(NULL, NULL);
        assert_true(status == RG_OK || status == RG_ERROR_MEMORY);
        assert_int_equal(rg_allocated_bytes(), 0);
    }
    assert_true(needed > 2);
    assert_int_equal(game.players, 3);
    unlink(path);
}

static void test_hash_sees_every_field(void** state) {
    (void)state;
    Game game = fresh_game();
    uint64_t plain = rg_def_hash(&game_type, &game);
    const char* const changes[] = {"wind=1", "players=2",     "seed=3",          "offside=no",
                                   "name=x", "surface=grass", "clock.minutes=4", "heat=0"};
    for (int i = 0; i < 8; i++) {
        Game other = fresh_game();
        assert_true(rg_def_hash(&game_type, &other) == plain);
        assert_int_equal(rg_def_set_assignment(&game_type, &other, changes[i], NULL), RG_OK);
        assert_true(rg_def_hash(&game_type, &other) != plain);
    }
    // padding does not count
    memset(&game, 0xaa, sizeof game);
    rg_def_reset(&game_type, &game);
    assert_true(rg_def_hash(&game_type, &game) == plain);
}

static void test_describe(void** state) {
    (void)state;
    char text[2048];
    size_t length = rg_def_describe(&game_type, text, sizeof text);
    assert_int_equal(length, strlen(text));
    assert_contains(text, "wind = 0.15  (-10 to 10)  m/s along the pitch\n");
    assert_contains(text, "clock.stoppage = false  (true|false)  add time\n");
    assert_contains(text, "surface = sand  (grass|sand|artificial)");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_defaults),
        cmocka_unit_test(test_set_every_kind),
        cmocka_unit_test(test_mistakes_change_nothing_and_are_named),
        cmocka_unit_test(test_get),
        cmocka_unit_test(test_yaml_over_present_values),
        cmocka_unit_test(test_yaml_round_trip),
        cmocka_unit_test(test_yaml_mistakes),
        cmocka_unit_test(test_yaml_files),
        cmocka_unit_test(test_every_allocation_may_fail),
        cmocka_unit_test(test_hash_sees_every_field),
        cmocka_unit_test(test_describe),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
