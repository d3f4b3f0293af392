// Raw observations and the representations made from them (A.3, A.4). The recordings of the
// original check the same code element for element (tools/parity/observations.py).
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "env/observation.h"

static const RgObserver observer = {
    .game_duration = 400, .ticks_per_step = 10, .sticky_count = RG_STICKY_FULL_COUNT};

// a match with two players left and one right, everything different from everything else
static RgMatchView make_view(void) {
    RgMatchView view;
    memset(&view, 0, sizeof view);
    view.player_count[0] = 2;
    view.player_count[1] = 1;
    view.agents[0] = view.agents[1] = 1;
    const float ball[3] = {27.2f, -20.9f, 0.5f}, velocity[3] = {5.44f, 8.36f, 1.0f},
                spin[3] = {0.544f, 0.836f, 0.3f};
    memcpy(view.ball, ball, sizeof ball);
    memcpy(view.ball_velocity, velocity, sizeof velocity);
    memcpy(view.ball_rotation, spin, sizeof spin);
    view.players[0][0] = (RgPlayerView){
        .x = -54.4f, .y = 8.36f, .velocity_x = 5.44f, .role = RG_ROLE_GK, .active = true};
    view.players[0][1] =
        (RgPlayerView){.x = 13.6f, .y = -8.36f, .tired = 0.25f, .role = RG_ROLE_CB, .active = true};
    view.players[1][0] =
        (RgPlayerView){.x = 40.8f, .velocity_y = -8.36f, .role = RG_ROLE_GK, .yellow_card = true};
    memset(view.slots, 0, sizeof view.slots);
    view.slots[0] = (RgSlotView){
        .player = 1, .direction_x = 1, .direction_y = 1, .buttons = 1u << RG_BUTTON_SPRINT};
    view.slots[11] =
        (RgSlotView){.player = 0, .direction_x = 1, .buttons = 1u << RG_BUTTON_PRESSURE};
    view.owner_team = 0;
    view.owner_player = 1;
    view.designated[0] = 1;
    view.designated[1] = -1;
    view.score[0] = 2;
    view.score[1] = 1;
    view.steps = 7;
    view.game_mode = RG_MODE_THROW_IN;
    return view;
}

static void left_agents_see_the_match_as_it_is(void** state) {
    (void)state;
    RgMatchView view = make_view();
    RgObservation o;
    rg_observe(&observer, &view, 0, &o);
    assert_float_equal(o.ball[0], 0.5f, 1e-7);
    assert_float_equal(o.ball[1], 0.25f, 1e-7); // engine y runs up, observed y down
    assert_float_equal(o.ball[2], 0.5f, 0);
    assert_float_equal(o.ball_direction[0], 0.01f, 1e-8);
    assert_float_equal(o.ball_direction[1], -0.01f, 1e-8);
    assert_float_equal(o.ball_direction[2], 0.1f, 1e-8);
    assert_float_equal(o.ball_rotation[0], 0.001f, 1e-9);
    assert_float_equal(o.ball_rotation[1], -0.001f, 1e-9);
    assert_float_equal(o.ball_rotation[2], 0.03f, 1e-9);
    assert_float_equal(o.teams[0].position[0][0], -1.0f, 1e-7);
    assert_float_equal(o.teams[0].position[0][1], -0.1f, 1e-7);
    assert_float_equal(o.teams[0].direction[0][0], 0.01f, 1e-8);
    assert_float_equal(o.teams[0].tired[1], 0.25f, 0);
    assert_int_equal(o.teams[0].count, 2);
    assert_int_equal(o.teams[0].role[1], RG_ROLE_CB);
    assert_true(o.teams[1].yellow_card[0]);
    assert_false(o.teams[1].active[0]);
    assert_int_equal(o.ball_owned_team, 0);
    assert_int_equal(o.ball_owned_player, 1);
    assert_int_equal(o.score[0], 2);
    assert_int_equal(o.steps_left, 393);
    assert_int_equal(o.game_mode, RG_MODE_THROW_IN);
    assert_int_equal(o.designated, 1);
    assert_int_equal(o.active, 1);
    const uint8_t sticky[13] = {0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0};
    assert_memory_equal(o.sticky, sticky, sizeof sticky);
}

static void right_agents_see_it_mirrored(void** state) {
    (void)state;
    RgMatchView view = make_view();
    RgObservation o;
    rg_observe(&observer, &view, 11, &o);
    assert_float_equal(o.ball[0], -0.5f, 1e-7);
    assert_float_equal(o.ball[1], -0.25f, 1e-7);
    assert_float_equal(o.ball[2], 0.5f, 0);
    assert_float_equal(o.ball_direction[1], 0.01f, 1e-8);
    assert_float_equal(o.ball_rotation[0], 0.001f, 1e-9); // not mirrored
    assert_float_equal(o.teams[0].position[0][0], -0.75f, 1e-7);
    assert_float_equal(o.teams[0].direction[0][1], -0.01f, 1e-8);
    assert_float_equal(o.teams[1].position[1][0], -0.25f, 1e-7);
    assert_int_equal(o.teams[0].count, 1);
    assert_int_equal(o.ball_owned_team, 1);
    assert_int_equal(o.ball_owned_player, 1);
    assert_int_equal(o.score[0], 1);
    assert_int_equal(o.score[1], 2);
    assert_int_equal(o.designated, -1);
    assert_int_equal(o.active, 0);
    // runs to the world's right, which is its own left
    const uint8_t sticky[13] = {1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0};
    assert_memory_equal(o.sticky, sticky, sizeof sticky);
}

static void mirroring_twice_changes_nothing(void** state) {
    (void)state;
    RgMatchView view = make_view();
    RgObservation o, mirrored, twice;
    rg_observe(&observer, &view, 0, &o);
    rg_observation_mirror(&o, &mirrored);
    assert_int_equal(o.sticky[3], 1);        // top right …
    assert_int_equal(mirrored.sticky[7], 1); // … is bottom left from the other side
    assert_int_equal(mirrored.sticky[3], 0);
    assert_int_equal(mirrored.sticky[8], 1);
    rg_observation_mirror(&mirrored, &twice);
    assert_memory_equal(&twice, &o, sizeof o);
}

static void mirrored_left_view_is_the_right_view(void** state) {
    (void)state;
    RgMatchView view = make_view();
    RgObservation left, right, mirrored;
    rg_observe(&observer, &view, 0, &left);
    rg_observe(&observer, &view, 11, &right);
    rg_observation_mirror(&left, &mirrored);
    // what belongs to the agent stays the left one's
    mirrored.active = right.active;
    mirrored.designated = right.designated;
    memcpy(mirrored.sticky, right.sticky, sizeof right.sticky);
    assert_memory_equal(mirrored.ball, right.ball, sizeof right.ball);
    assert_memory_equal(&mirrored, &right, sizeof right);
}

static void simple115v2_has_its_layout(void** state) {
    (void)state;
    RgMatchView view = make_view();
    RgObservation o;
    float v[RG_SIMPLE115_SIZE];
    rg_observe(&observer, &view, 0, &o);
    rg_encode_simple115v2(&o, v);
    assert_float_equal(v[0], o.teams[0].position[0][0], 0);
    assert_float_equal(v[3], o.teams[0].position[1][1], 0);
    assert_float_equal(v[4], -1, 0);
    assert_float_equal(v[21], -1, 0);
    assert_float_equal(v[22], o.teams[0].direction[0][0], 0);
    assert_float_equal(v[26], -1, 0);
    assert_float_equal(v[44], o.teams[1].position[0][0], 0);
    assert_float_equal(v[67], o.teams[1].direction[0][1], 0);
    assert_float_equal(v[87], -1, 0);
    assert_memory_equal(v + 88, o.ball, sizeof o.ball);
    assert_memory_equal(v + 91, o.ball_direction, sizeof o.ball_direction);
    for (int32_t i = 94; i < RG_SIMPLE115_SIZE; i++) {
        bool one = i == 95 || i == 97 + 1 || i == 108 + RG_MODE_THROW_IN;
        assert_float_equal(v[i], (one ? 1 : 0), 0);
    }
    o.active = -1;
    o.ball_owned_team = -1;
    rg_encode_simple115v2(&o, v);
    assert_float_equal(v[94], 1, 0);
    assert_float_equal(v[98], 0, 0);
}

static void simple115_closes_gaps(void** state) {
    (void)state;
    RgMatchView view = make_view();
    RgObservation o;
    float v[RG_SIMPLE115_SIZE], v2[RG_SIMPLE115_SIZE];
    rg_observe(&observer, &view, 0, &o);
    rg_encode_simple115(&o, v);
    rg_encode_simple115v2(&o, v2);
    assert_memory_equal(v, v2, 4 * sizeof(float));
    assert_memory_equal(v + 4, v2 + 22, 4 * sizeof(float));
    assert_memory_equal(v + 8, v2 + 44, 2 * sizeof(float));
    assert_memory_equal(v + 10, v2 + 66, 2 * sizeof(float));
    for (int32_t i = 12; i < 88; i++) {
        assert_float_equal(v[i], -1, 0);
    }
    assert_memory_equal(v + 88, v2 + 88, 27 * sizeof(float));
}

static void minimap_marks_pixels(void** state) {
    (void)state;
    enum { W = 96, H = 72 };
    static uint8_t map[H][W][4], expected[H][W][4];
    RgMatchView view = make_view();
    RgObservation o;
    rg_observe(&observer, &view, 0, &o);
    o.teams[0].position[0][0] = -1.0110f; // outside: clamped
    o.teams[0].position[0][1] = -0.5f;
    rg_encode_minimap(&o, W, H, &map[0][0][0]);
    memset(expected, 0, sizeof expected);
    expected[0][0][0] = 255;
    expected[(int)((0.1 + 1 / 2.25) * 2.25 / 2 * H)][60][0] = 255;
    expected[36][84][1] = 255;
    expected[(int)((0.25 + 1 / 2.25) * 2.25 / 2 * H)][72][2] = 255;
    expected[(int)((0.1 + 1 / 2.25) * 2.25 / 2 * H)][60][3] = 255;
    assert_memory_equal(map, expected, sizeof map);
}

static void minimap_of_another_size(void** state) {
    (void)state;
    enum { W = 10, H = 7 };
    static uint8_t map[H][W][4];
    RgMatchView view = make_view();
    RgObservation o;
    rg_observe(&observer, &view, 0, &o);
    o.active = -1;
    o.ball[0] = 2;
    o.ball[1] = 2;
    rg_encode_minimap(&o, W, H, &map[0][0][0]);
    assert_int_equal(map[H - 1][W - 1][2], 255);
    int32_t marks[4] = {0};
    for (int32_t i = 0; i < W * H * 4; i++) {
        marks[i % 4] += (&map[0][0][0])[i] == 255;
    }
    assert_int_equal(marks[0], 2);
    assert_int_equal(marks[1], 1);
    assert_int_equal(marks[2], 1);
    assert_int_equal(marks[3], 0);
}

static void stacked_minimap_puts_newest_planes_last(void** state) {
    (void)state;
    const RgEncoder* encoder = rg_encoder(RG_REPRESENTATION_EXTRACTED);
    const RgFrameShape shape = {10, 7};
    const RgEntityMemory memory = {.player = -1};
    RgMatchView view = make_view();
    RgObservation o;
    rg_observe(&observer, &view, 0, &o);
    _Alignas(16) unsigned char old[1024], new[1024];
    assert_true(encoder->frame_bytes <= sizeof old);
    encoder->encode(&o, &memory, shape, old);
    o.ball[0] = -1;
    o.ball[1] = -1;
    encoder->encode(&o, &memory, shape, new);
    static float row[10 * 7 * 8];
    const void* frames[2] = {old, new};
    encoder->write(frames, 2, shape, row);
    assert_float_equal(row[4 + 2], 255, 0); // newest frame: ball in the corner
    assert_float_equal(row[2], 0, 0);
    assert_int_equal(encoder->size(shape), 10 * 7 * 4);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(left_agents_see_the_match_as_it_is),
        cmocka_unit_test(right_agents_see_it_mirrored),
        cmocka_unit_test(mirroring_twice_changes_nothing),
        cmocka_unit_test(mirrored_left_view_is_the_right_view),
        cmocka_unit_test(simple115v2_has_its_layout),
        cmocka_unit_test(simple115_closes_gaps),
        cmocka_unit_test(minimap_marks_pixels),
        cmocka_unit_test(minimap_of_another_size),
        cmocka_unit_test(stacked_minimap_puts_newest_planes_last),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
