// The table of players, ball and game: entities and global states.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "env/observation.h"

static const RgObserver observer = {
    .game_duration = 400, .ticks_per_step = 10, .sticky_count = RG_STICKY_FULL_COUNT};

static const RgEntityMemory nothing = {.player = -1};

// two players left, one right, everything different from everything else
static RgMatchView make_view(void) {
    RgMatchView view;
    memset(&view, 0, sizeof view);
    view.player_count[0] = 2;
    view.player_count[1] = 1;
    view.agents[0] = view.agents[1] = 1;
    const float ball[3] = {25, -10, 2}, velocity[3] = {5, -10, 1};
    memcpy(view.ball, ball, sizeof ball);
    memcpy(view.ball_velocity, velocity, sizeof velocity);
    view.players[0][0] =
        (RgPlayerView){.x = -50, .y = 5, .velocity_x = 0.2f, .role = RG_ROLE_GK, .active = true};
    view.players[0][1] = (RgPlayerView){.x = 10,
                                        .y = -20,
                                        .velocity_x = 3,
                                        .velocity_y = 4,
                                        .tired = 0.25f,
                                        .role = RG_ROLE_CB,
                                        .active = true};
    view.players[1][0] =
        (RgPlayerView){.x = 40, .y = 15, .velocity_y = -8, .role = RG_ROLE_GK, .yellow_card = true};
    view.slots[0] = (RgSlotView){
        .player = 1, .direction_x = 1, .direction_y = 1, .buttons = 1u << RG_BUTTON_SPRINT};
    view.slots[11] = (RgSlotView){
        .player = 0, .direction_x = 1, .buttons = 1u << RG_BUTTON_DRIBBLE | 1u << RG_BUTTON_SHOT};
    view.owner_team = 0;
    view.owner_player = 1;
    view.designated[0] = 1;
    view.score[0] = 2;
    view.score[1] = 1;
    view.steps = 99;
    view.game_mode = RG_MODE_CORNER;
    return view;
}

static const float* player(const float* table, int32_t row) {
    return table + row * RG_ENTITY_FLOATS;
}

static void expect(const float* values, const float* expected, int32_t count) {
    for (int32_t i = 0; i < count; i++) {
        if (fabsf(values[i] - expected[i]) > 1e-6f) {
            fail_msg("float %d is %g, not %g", i, (double)values[i], (double)expected[i]);
        }
    }
}

static void encode(const RgMatchView* view, int32_t slot, const RgEntityMemory* memory,
                   float* out) {
    RgObservation o;
    rg_observe(&observer, view, slot, &o);
    rg_encode_entities(&o, memory, out);
}

static void the_table_shows_players_ball_and_game(void** state) {
    (void)state;
    RgMatchView view = make_view();
    RgEntityMemory memory = {.player = 1, .switched = 1, .kick = RG_ACTION_SHOT};
    float table[RG_ENTITIES_SIZE];
    encode(&view, 0, &memory, table);
    // x and y in 50 m, y down; velocities in 10 m/s
    const float keeper[RG_ENTITY_FLOATS] = {1,     1,     1,      0,   0, -1, -0.1f, 0.02f, 0, 0, 0,
                                            -1.5f, -0.3f, -0.48f, -1, // to the ball
                                            1,     0,     0,      0,   0, 0,  0,     0,     0, 0, 0,
                                            0,     0, // role, tired, yellow, self
                                            -1.2f, -0.5f, -0.28f, 0.4f};
    expect(player(table, 0), keeper, RG_ENTITY_FLOATS);
    const float back[RG_ENTITY_FLOATS] = {
        1, 1, 1, 0.1f, 1, 0.2f, 0.4f, 0.3f, -0.4f, 0.6f,  -0.8f, -0.3f, 0.2f, -0.2f, -1.4f, 0,
        1, 0, 0, 0,    0, 0,    0,    0,    0,     0.25f, 0,     1,     0,    0,     0,     0};
    expect(player(table, 1), back, RG_ENTITY_FLOATS);
    const float opponent[RG_ENTITY_FLOATS] = {
        1, 0, 0, 0, 0, 0.8f, -0.3f, 0, 0.8f, 0, 1, 0.3f, -0.5f, -0.5f, -0.2f, 1,
        0, 0, 0, 0, 0, 0,    0,     0, 0,    0, 1, 0,    0.6f,  -0.7f, -0.3f, 1.2f};
    expect(player(table, RG_TEAM_SIZE), opponent, RG_ENTITY_FLOATS);
    const float ball[9] = {0.5f, 0.2f, 0.2f, 0.5f, 1, 0.1f, 0, 1, 0};
    expect(table + RG_ENTITY_BALL, ball, 9);
    const float game[9] = {0, 0, 0, 0, 1, 0, 0, 0.2f, 301.0f / 3000};
    expect(table + RG_ENTITY_MODE, game, 9);
    const float row[18] = {0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 1};
    expect(table + RG_ENTITY_STICKY, row, 18);
    assert_int_equal(RG_ENTITY_STICKY + 18, RG_ENTITIES_SIZE);
}

static void absent_players_are_zero(void** state) {
    (void)state;
    RgMatchView view = make_view();
    float table[RG_ENTITIES_SIZE];
    encode(&view, 0, &nothing, table);
    for (int32_t row = 0; row < RG_PLAYER_COUNT; row++) {
        bool present = row < 2 || row == RG_TEAM_SIZE;
        assert_true(player(table, row)[RG_ENTITY_PRESENT] == (present ? 1 : 0));
        for (int32_t i = 0; i < RG_ENTITY_FLOATS && !present; i++) {
            assert_true(player(table, row)[i] == 0);
        }
    }
}

static void without_a_player_nothing_is_relative_to_him(void** state) {
    (void)state;
    RgMatchView view = make_view();
    float table[RG_ENTITIES_SIZE];
    view.slots[0].player = -1;
    encode(&view, 0, &nothing, table);
    for (int32_t row = 0; row < RG_PLAYER_COUNT; row++) {
        for (int32_t i = RG_ENTITY_SELF; i < RG_ENTITY_FLOATS; i++) {
            assert_true(player(table, row)[i] == 0);
        }
    }
}

// the match turned by 180 degrees, teams exchanged
static RgMatchView turned(const RgMatchView* in) {
    RgMatchView out = *in;
    for (int32_t i = 0; i < 2; i++) {
        out.ball[i] = -in->ball[i];
        out.ball_velocity[i] = -in->ball_velocity[i];
    }
    for (int32_t team = 0; team < RG_TEAM_COUNT; team++) {
        memcpy(out.players[team], in->players[1 - team], sizeof out.players[team]);
        memcpy(out.slots + team * RG_TEAM_SIZE, in->slots + (1 - team) * RG_TEAM_SIZE,
               RG_TEAM_SIZE * sizeof out.slots[0]);
        out.player_count[team] = in->player_count[1 - team];
        out.score[team] = in->score[1 - team];
        out.designated[team] = in->designated[1 - team];
        for (int32_t i = 0; i < RG_TEAM_SIZE; i++) {
            RgPlayerView* p = &out.players[team][i];
            RgSlotView* s = &out.slots[team * RG_TEAM_SIZE + i];
            p->x = -p->x;
            p->y = -p->y;
            p->velocity_x = -p->velocity_x;
            p->velocity_y = -p->velocity_y;
            s->direction_x = (int8_t)-s->direction_x;
            s->direction_y = (int8_t)-s->direction_y;
        }
    }
    out.owner_team = (int8_t)(in->owner_team < 0 ? -1 : 1 - in->owner_team);
    return out;
}

static void both_sides_see_the_same_from_theirs(void** state) {
    (void)state;
    RgMatchView view = make_view(), other = turned(&view);
    float left[RG_ENTITIES_SIZE], right[RG_ENTITIES_SIZE];
    for (int32_t slot = 0; slot <= RG_TEAM_SIZE; slot += RG_TEAM_SIZE) {
        encode(&view, slot, &nothing, left);
        encode(&other, RG_TEAM_SIZE - slot, &nothing, right);
        expect(left, right, RG_ENTITIES_SIZE);
    }
    for (int32_t team = 0; team < RG_TEAM_COUNT; team++) {
        rg_encode_global_state(&observer, &view, team, left);
        rg_encode_global_state(&observer, &other, 1 - team, right);
        expect(left, right, RG_GLOBAL_STATE_SIZE);
    }
}

static void a_global_state_has_the_agents_instead_of_one_of_them(void** state) {
    (void)state;
    RgMatchView view = make_view();
    float global[RG_GLOBAL_STATE_SIZE], table[RG_ENTITIES_SIZE];
    for (int32_t team = 0; team < RG_TEAM_COUNT; team++) {
        rg_encode_global_state(&observer, &view, team, global);
        encode(&view, team * RG_TEAM_SIZE, &nothing, table);
        for (int32_t row = 0; row < RG_PLAYER_COUNT; row++) {
            assert_memory_equal(player(global, row), player(table, row),
                                RG_ENTITY_AGENT * sizeof(float));
        }
        assert_memory_equal(global + RG_ENTITY_BALL, table + RG_ENTITY_BALL,
                            (RG_GLOBAL_STATE_SIZE - RG_ENTITY_BALL) * sizeof(float));
    }
    // agent, stick, sprint, dribble; the stick's y runs down
    const float none[5] = {0}, left_agent[5] = {1, 1, -1, 1, 0}, right_agent[5] = {1, 1, 0, 0, 1};
    rg_encode_global_state(&observer, &view, RG_TEAM_LEFT, global);
    expect(player(global, 0) + RG_ENTITY_AGENT, none, 5);
    expect(player(global, 1) + RG_ENTITY_AGENT, left_agent, 5);
    expect(player(global, RG_TEAM_SIZE) + RG_ENTITY_AGENT, right_agent, 5);
    rg_encode_global_state(&observer, &view, RG_TEAM_RIGHT, global);
    const float turned_agent[5] = {1, -1, 0, 0, 1};
    expect(player(global, 0) + RG_ENTITY_AGENT, turned_agent, 5);
}

// ---- what is remembered

static RgObservation seen(int32_t player_index, bool owns) {
    RgObservation o;
    memset(&o, 0, sizeof o);
    o.active = player_index;
    o.ball_owned_team = owns ? 0 : -1;
    o.ball_owned_player = owns ? player_index : -1;
    return o;
}

static int32_t kick_after(RgEntityMemory* memory, int32_t action, int32_t player_index, bool owns) {
    RgObservation o = seen(player_index, owns);
    rg_entity_note(memory, action, &o);
    return memory->kick;
}

static void a_kick_is_pending_until_the_ball_is_gone(void** state) {
    (void)state;
    RgEntityMemory m = {.player = -1};
    assert_int_equal(kick_after(&m, -1, 3, false), 0);
    assert_int_equal(m.switched, 0);
    assert_int_equal(kick_after(&m, RG_ACTION_SHOT, 3, false), RG_ACTION_SHOT);
    assert_int_equal(kick_after(&m, RG_ACTION_IDLE, 3, true), RG_ACTION_SHOT);
    assert_int_equal(kick_after(&m, RG_ACTION_LEFT, 3, true), RG_ACTION_SHOT);
    assert_int_equal(kick_after(&m, RG_ACTION_IDLE, 3, false), 0);
    // pressed and gone within one step
    assert_int_equal(kick_after(&m, RG_ACTION_IDLE, 3, true), 0);
    assert_int_equal(kick_after(&m, RG_ACTION_LONG_PASS, 3, false), 0);
    // the newest counts
    assert_int_equal(kick_after(&m, RG_ACTION_HIGH_PASS, 3, false), RG_ACTION_HIGH_PASS);
    assert_int_equal(kick_after(&m, RG_ACTION_SHORT_PASS, 3, false), RG_ACTION_SHORT_PASS);
    assert_int_equal(kick_after(&m, RG_ACTION_BUILTIN_AI, 3, false), 0);
}

static void a_kick_is_forgotten_in_time_and_with_the_player(void** state) {
    (void)state;
    RgEntityMemory m = {.player = -1};
    kick_after(&m, -1, 3, false);
    kick_after(&m, RG_ACTION_SHOT, 3, false);
    for (int32_t t = 0; t < 20; t++) {
        assert_int_equal(kick_after(&m, RG_ACTION_IDLE, 3, false), RG_ACTION_SHOT);
    }
    assert_int_equal(kick_after(&m, RG_ACTION_IDLE, 3, false), 0);
    kick_after(&m, RG_ACTION_SHOT, 3, false);
    assert_int_equal(kick_after(&m, RG_ACTION_IDLE, 4, false), 0);
    assert_int_equal(m.switched, 1);
    kick_after(&m, RG_ACTION_IDLE, 4, false);
    assert_int_equal(m.switched, 0);
    // a new episode remembers nothing
    kick_after(&m, RG_ACTION_SHOT, 4, false);
    assert_int_equal(kick_after(&m, -1, 5, false), 0);
    assert_int_equal(m.switched, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_table_shows_players_ball_and_game),
        cmocka_unit_test(absent_players_are_zero),
        cmocka_unit_test(without_a_player_nothing_is_relative_to_him),
        cmocka_unit_test(both_sides_see_the_same_from_theirs),
        cmocka_unit_test(a_global_state_has_the_agents_instead_of_one_of_them),
        cmocka_unit_test(a_kick_is_pending_until_the_ball_is_gone),
        cmocka_unit_test(a_kick_is_forgotten_in_time_and_with_the_player),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
