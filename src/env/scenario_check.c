// What is wrong in a scenario, in words: errors keep it from being played, hints do not. And what
// roles are called.
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/error.h"
#include "env/scenario_file.h"

// environment units at which the touch-line and goal line lie for players (55 and 84.96 m a unit)
// and for the ball
static const float player_x = 1.0f, player_y = 36.0f / 84.96f;
static const float metres_x = 55.0f, metres_y = 84.96f;
static const float ball_x = 55.0f / 54.4f, ball_y = 36.0f / 83.6f;

// players nearer to each other than this touch (m)
static const float room = 0.5f;

static const char* const role_names[RG_ROLE_COUNT] = {"GK", "CB", "LB", "RB", "DM",
                                                      "CM", "LM", "RM", "AM", "CF"};

int32_t rg_role_from_name(const char* name) {
    for (int32_t role = 0; role < RG_ROLE_COUNT; role++) {
        if (strcmp(role_names[role], name) == 0) {
            return role;
        }
    }
    return -1;
}

const char* rg_role_name(int32_t role) {
    return role >= 0 && role < RG_ROLE_COUNT ? role_names[role] : "?";
}

typedef struct Check {
    const RgScenario* scenario;
    RgScenarioFinding report;
    void* context;
    int32_t errors;
} Check;

static void find(Check* check, bool error, const char* format, ...)
    __attribute__((format(printf, 3, 4)));

static void find(Check* check, bool error, const char* format, ...) {
    char message[256];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    check->errors += error;
    if (check->report != NULL) {
        check->report(check->context, error, message);
    }
}

static const char* file_name(const Check* check) {
    const char* path = check->scenario->path;
    const char* file = strrchr(path, '/');
    return *path == 0 ? check->scenario->name : file != NULL ? file + 1 : path;
}

// "file:line: right_team, player 2 (CB)" of a player; the odd line-ups are named where they differ
// from the even ones
static const char* place(const Check* check, int32_t parity, int32_t team, int32_t player,
                         char out[160]) {
    const RgLineUp* line_up = &check->scenario->setups[parity].teams[team];
    snprintf(out, 160, "%.60s:%d: %s, player %d (%s)", file_name(check), line_up->lines[player],
             team == RG_TEAM_LEFT ? "left_team" : "right_team", player,
             rg_role_name(line_up->players[player].role));
    return out;
}

// "file:line" of a key whose line is known, else the file
static const char* line_place(const Check* check, int32_t line, char out[160]) {
    if (line > 0) {
        snprintf(out, 160, "%.60s:%d", file_name(check), line);
    } else {
        snprintf(out, 160, "%.60s", file_name(check));
    }
    return out;
}

// players of the list so far who stand where player `i` does
static void check_room(Check* check, const RgLineUp* line_up, int32_t i, const char* where) {
    const RgStart* p = &line_up->players[i];
    for (int32_t j = 0; j < i; j++) {
        const RgStart* other = &line_up->players[j];
        float distance = hypotf(metres_x * (other->x - p->x), metres_y * (other->y - p->y));
        if (distance == 0) {
            find(check, false,
                 "%s: stands on the same spot as player %d; both will be pushed apart", where,
                 (int)j);
        } else if (distance < room) {
            find(check, false,
                 "%s: stands %.2g m from player %d; below %g m they overlap and are pushed apart",
                 where, (double)distance, (int)j, (double)room);
        }
    }
}

static void check_players(Check* check, int32_t parity, int32_t team) {
    const RgLineUp* line_up = &check->scenario->setups[parity].teams[team];
    char where[160];
    for (int32_t i = 0; i < line_up->count; i++) {
        const RgStart* p = &line_up->players[i];
        place(check, parity, team, i, where);
        if (p->role >= RG_ROLE_COUNT) {
            find(check, true, "%s: unknown role %d; roles are " RG_ROLE_NAMES_TEXT, where, p->role);
        }
        if (!(fabsf(p->x) <= player_x)) {
            find(check, true,
                 "%s: x = %g is outside the pitch; x runs from -1 (own goal line) to 1", where,
                 (double)p->x);
        }
        if (!(fabsf(p->y) <= player_y)) {
            find(check, true,
                 "%s: y = %g is outside the pitch; y runs from -0.4237 (top touch-line) to 0.4237",
                 where, (double)p->y);
        }
        check_room(check, line_up, i, where);
    }
}

static void check_team(Check* check, int32_t parity, int32_t team) {
    const RgLineUp* line_up = &check->scenario->setups[parity].teams[team];
    const char* name = team == RG_TEAM_LEFT ? "left_team" : "right_team";
    int32_t keepers = 0, first = -1, controllable = 0;
    if (line_up->count < 1 || line_up->count > RG_TEAM_SIZE) {
        find(check, true, "%s: %d players; a team has 1 to %d", name, line_up->count, RG_TEAM_SIZE);
        return;
    }
    for (int32_t i = 0; i < line_up->count; i++) {
        if (line_up->players[i].role == RG_ROLE_GK) {
            first = keepers++ == 0 ? i : first;
        }
        controllable += line_up->players[i].controllable;
    }
    char where[160];
    place(check, parity, team, keepers > 0 ? first : 0, where);
    if (keepers == 0) {
        find(check, true, "%s: the team has no keeper; give its first player the role GK", where);
    } else if (first != 0) {
        find(check, true, "%s: the keeper must be the first player of the list; move him up",
             where);
    } else if (keepers > 1) {
        find(check, true, "%s: the team has %d keepers; keep one GK", where, keepers);
    }
    if (controllable == 0) {
        find(check, false, "%s: nobody in the team is controllable, so it takes no agents", where);
    }
    if (line_up->lines[0] == 0) {
        find(check, false,
             "%.60s: %s has no players, so it gets one lazy keeper; list some, or leave it so",
             file_name(check), name);
    }
    check_players(check, parity, team);
}

static void check_ball(Check* check, int32_t parity) {
    const RgSetup* setup = &check->scenario->setups[parity];
    char where[160];
    if (!(fabsf(setup->ball_x) <= ball_x) || !(fabsf(setup->ball_y) <= ball_y)) {
        find(check, true,
             "%s: ball: [%g, %g] is outside the pitch; x runs from -1.011 to 1.011, y from -0.4306 "
             "to 0.4306",
             line_place(check, setup->ball_line, where), (double)setup->ball_x,
             (double)setup->ball_y);
    }
}

static void check_values(Check* check) {
    const RgScenario* s = check->scenario;
    char where[160];
    if (s->game_duration < 1) {
        find(check, true, "%.60s: game_duration: %d; an episode needs at least 1 step",
             file_name(check), s->game_duration);
    }
    for (int32_t team = 0; team < RG_TEAM_COUNT; team++) {
        if (!(s->difficulty[team] >= 0 && s->difficulty[team] <= 1)) {
            find(check, true, "%.60s: %s_team_difficulty: %g; difficulties run from 0 to 1",
                 file_name(check), team == RG_TEAM_LEFT ? "left" : "right",
                 (double)s->difficulty[team]);
        }
    }
    if (s->second_half >= s->game_duration) {
        find(check, false,
             "%s: second_half: %d is never reached; the episode has %d steps, write less or never",
             line_place(check, s->second_half_line, where), s->second_half, s->game_duration);
    }
}

static bool same_start(const RgStart* a, const RgStart* b) {
    return a->x == b->x && a->y == b->y && a->role == b->role && a->lazy == b->lazy &&
           a->controllable == b->controllable;
}

static bool same_setup(const RgSetup* a, const RgSetup* b) {
    if (a->ball_x != b->ball_x || a->ball_y != b->ball_y) {
        return false;
    }
    for (int32_t team = 0; team < RG_TEAM_COUNT; team++) {
        const RgLineUp *mine = &a->teams[team], *other = &b->teams[team];
        if (mine->count != other->count) {
            return false;
        }
        for (int32_t i = 0; i < mine->count && i < RG_TEAM_SIZE; i++) {
            if (!same_start(&mine->players[i], &other->players[i])) {
                return false;
            }
        }
    }
    return true;
}

int32_t rg_scenario_check(const RgScenario* scenario, RgScenarioFinding report, void* context) {
    Check check = {scenario, report, context, 0};
    check_values(&check);
    bool alternates = !same_setup(&scenario->setups[0], &scenario->setups[1]);
    for (int32_t parity = 0; parity < 1 + alternates; parity++) {
        check_ball(&check, parity);
        check_team(&check, parity, RG_TEAM_LEFT);
        check_team(&check, parity, RG_TEAM_RIGHT);
    }
    return check.errors;
}
