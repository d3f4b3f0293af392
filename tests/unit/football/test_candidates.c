// The search for a touch clip and what it spares itself: the same clip, path and figures as trying
// one candidate after the other, and bounds that hold, over random situations.
#include "football/ball.h"
#include "football/body.h"
#include "football/choose.h"
#include "football/perception.h"
#include "football/select.h"
#include "football/touch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static RgPitch* pitch;
static RgMatch match;
static uint64_t seed;

static float uniform(float low, float high) {
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return low + (high - low) * (float)(seed >> 40) * 0x1p-24f;
}

static RgV2 direction(void) {
    return v2_heading(uniform(-3.14f, 3.14f));
}

// a player with the ball about him, who may have touched it before
static void random_situation(int player) {
    RgPlayer* p = &match.players[player];
    int team = rg_team_of(player);
    match.retainer = uniform(0.0f, 1.0f) < 0.1f ? (int8_t)player : RG_NOBODY;
    match.clock = 5000;
    p->position = v2(uniform(-50.0f, 50.0f), uniform(-34.0f, 34.0f));
    float speed = uniform(-2.0f, 8.6f); // pushed on, some are faster than they can run
    p->facing = direction();
    p->velocity = v2_scale(p->facing, rg_maxf(speed, 0.0f));
    p->speed_class = (uint8_t)rg_speed_class(v2_length(p->velocity));
    p->body_angle = 0.0f;
    p->clip_body = v2_rotate(p->facing, uniform(-0.3f, 0.3f));
    p->bump = v2(uniform(-0.05f, 0.05f), 0.0f);
    p->last_touch_ms = uniform(0.0f, 1.0f) < 0.5f ? 0 : 5000 - (int64_t)uniform(0.0f, 900.0f);
    float range = uniform(0.2f, uniform(0.3f, 7.0f));
    RgV2 ball = v2_add(p->position, v2(uniform(-range, range), uniform(-range, range)));
    RgV2 place = rg_turned(team, ball);
    rg_ball_place(&match, v3(place.x, place.y, RG_BALL_RADIUS));
    bool high = uniform(0.0f, 1.0f) < 0.4f;
    match.ball.position.z = high ? uniform(0.11f, 2.5f) : RG_BALL_RADIUS;
    rg_images_clear(&match);
    rg_images_push(&match);
    float fast = uniform(0.0f, uniform(0.1f, 12.0f));
    rg_ball_kick(&match, team,
                 v3(uniform(-fast, fast), uniform(-fast, fast), high ? uniform(-4.0f, 4.0f) : 0.0f),
                 v3(0.0f, 0.0f, 0.0f), 0.0f);
    rg_ball_step(&match);
}

static RgCommand random_command(const RgPlayer* player) {
    static const uint8_t functions[] = {RG_FN_BALL_CONTROL, RG_FN_TRAP,   RG_FN_SHORT_PASS,
                                        RG_FN_HIGH_PASS,    RG_FN_SHOT,   RG_FN_INTERFERE,
                                        RG_FN_DEFLECT,      RG_FN_SLIDING};
    RgCommand command = {.use_movement = true, .strict = RG_STRICT_DYNAMIC};
    command.function = functions[(int)uniform(0.0f, 7.99f)];
    command.direction = direction();
    command.speed = uniform(-2.0f, 8.0f);
    command.speed = rg_maxf(command.speed, 0.0f);
    command.look = v2_mad(player->position, command.direction, 10.0f);
    command.use_look = command.function != RG_FN_INTERFERE;
    command.ball_direction = v3_from(direction(), 0.0f);
    command.target = command.forced_target = RG_NOBODY;
    return command;
}

static void test_first_candidate(void** state) {
    (void)state;
    seed = 1;
    int found = 0, spared = 0;
    for (int n = 0; n < 24000; ++n) {
        int player = n % 2 == 0 ? 3 : RG_TEAM_SIZE + 4;
        random_situation(player);
        RgCommand command = random_command(&match.players[player]);
        bool kick = uniform(0.0f, 1.0f) < 0.2f;
        uint16_t ids[96];
        int count = rg_select_clips(pitch, &match, player, &command, ids, 96), first = 0;
        static RgPath plain, fast;
        RgV3 plain_touch = {0}, touch = {0};
        RgV2 plain_smuggle = {0}, smuggle = {0};
        for (; first < count; ++first) {
            const RgClip* clip = &rg_clips[ids[first]];
            rg_path_compute(&match, player, clip, &command, &plain);
            if (rg_touch_reaches(&match, player, clip, &command, &plain, kick, &plain_touch,
                                 &plain_smuggle)) {
                break;
            }
        }
        int answer =
            rg_touch_first(&match, player, &command, kick, ids, count, &fast, &touch, &smuggle);
        assert_int_equal(answer, first < count ? first : -1);
        bool conceivable = rg_touch_conceivable(pitch, &match, player, &command, kick);
        assert_true(conceivable || answer < 0);
        spared += !conceivable;
        if (answer >= 0) {
            ++found;
            assert_memory_equal(&touch, &plain_touch, sizeof touch);
            assert_memory_equal(&smuggle, &plain_smuggle, sizeof smuggle);
            assert_int_equal(fast.frames, plain.frames);
            assert_memory_equal(fast.point, plain.point, (size_t)plain.frames * sizeof(RgV2));
            assert_memory_equal(&fast.end_angle, &plain.end_angle, sizeof fast.end_angle);
        }
    }
    assert_true(found > 1000 && found < 23000 && spared > 1000);
}

static void test_index_of_touches(void** state) {
    (void)state;
    seed = 3;
    int found = 0, several = 0;
    for (int n = 0; n < 20000; ++n) {
        int player = n % 2 == 0 ? 3 : RG_TEAM_SIZE + 4;
        random_situation(player);
        RgPlayer* p = &match.players[player];
        float lean = uniform(-3.14f, 3.14f);
        p->body_angle = rg_snapped_body_angle(lean, (RgSpeedClass)p->speed_class);
        p->foot = n / 2 % 2;
        RgCommand command = random_command(p);
        command.strict = uniform(0.0f, 1.0f) < 0.3f ? RG_STRICT_NO : RG_STRICT_DYNAMIC;
        if (n % 5 == 0) { // exactly one of the eight directions, where ratings tie
            command.direction = v2_rotate(p->facing, (float)(n / 5 % 8) * 0.25f * RG_PI);
        }
        if (n % 7 == 0) {
            command.function = RG_FN_TRIP;
            command.trip_type = (int8_t)(1 + n / 7 % 3);
            command.trip_direction = direction();
        }
        RgQuery query = rg_query_make(pitch, &match, player, &command);
        static RgCandidate plain[RG_CLIP_COUNT], quick[RG_CLIP_COUNT];
        int count = rg_select_plain(&query, plain);
        assert_int_equal(rg_select_touch(&query, quick), count);
        for (int i = 0; i < count; ++i) {
            assert_int_equal(quick[i].id, plain[i].id);
        }
        found += count > 0;
        several += count > 1;
    }
    assert_true(found > 12000 && several > 6000);
}

static void test_nearly_known_angles(void** state) {
    (void)state;
    seed = 4;
    const RgV2 none = {0.0f, 0.0f};
    assert_true(v2_near_angle(none, none) == 0.0f);
    for (int n = 0; n < 100000; ++n) {
        RgV2 from = v2_scale(direction(), uniform(0.01f, 20.0f));
        RgV2 to = n % 8 == 0 ? v2_scale(from, -1.5f) : v2_scale(direction(), uniform(0.01f, 20.0f));
        assert_true(fabsf(v2_near_angle(from, to) - fabsf(v2_angle(from, to))) < 2e-5f);
    }
}

static void assert_within_freedom(const RgPath* path, const RgFreedom* freedom, RgV2 velocity) {
    const float slack = 1e-4f;
    for (int k = 0; k < path->frames - 2; ++k) {
        RgV2 straight = v2_scale(velocity, 0.01f * (float)(k + 1));
        assert_true(v2_distance(path->velocity[k], velocity) <= freedom->change[k] + slack);
        assert_true(v2_distance(path->point[k], straight) <= freedom->distance[k] + slack);
        assert_true(v2_length(path->velocity[k]) <= freedom->speed[k] + slack);
        assert_true(v2_length(path->point[k]) <= freedom->length[k] + slack);
        // seen from an entry before
        int n = k / 2;
        float time = 0.01f * (float)(k - n);
        float room = freedom->distance[k] - freedom->distance[n] - freedom->change[n] * time;
        straight = v2_mad(path->point[n], path->velocity[n], time);
        assert_true(v2_distance(path->point[k], straight) <= room + slack);
    }
}

static void test_paths_keep_within_their_freedom(void** state) {
    (void)state;
    seed = 2;
    for (int n = 0; n < 2000; ++n) {
        int player = 3;
        random_situation(player);
        RgCommand command = random_command(&match.players[player]);
        uint16_t ids[4];
        int count = rg_select_clips(pitch, &match, player, &command, ids, 4);
        RgFreedom freedom;
        rg_freedom_begin(&match, player, &command, &freedom);
        rg_freedom_continue(&freedom, n % RG_PATH);
        rg_freedom_continue(&freedom, RG_PATH);
        for (int i = 0; i < count; ++i) {
            static RgPath path;
            rg_path_compute(&match, player, &rg_clips[ids[i]], &command, &path);
            assert_within_freedom(&path, &freedom, match.players[player].velocity);
        }
    }
}

static void check_average(int ms, const RgV3* places, int count) {
    RgV2 average = rg_ball_average(&match, ms);
    RgV2 sum = {0.0f, 0.0f};
    int wanted = ms / 10 + 1;
    wanted = wanted < count ? wanted : count;
    for (int k = 0; k < wanted; ++k) {
        sum = v2_add(sum, v3_flat(places[count - 1 - k]));
    }
    RgV2 plain = v2_scale(sum, 1.0f / (float)wanted);
    assert_memory_equal(&average, &plain, sizeof plain);
}

// also when a touch belies what was foreseen, and after so many ticks that old positions give way
static void test_averages_from_remembered_sums(void** state) {
    (void)state;
    enum { TICKS = 1600 };
    static RgV3 places[TICKS];
    rg_ball_place(&match, v3(0.0f, 0.0f, RG_BALL_RADIUS));
    for (int n = 0; n < TICKS; ++n) {
        if (n % 30 == 8) {
            rg_ball_kick(&match, n / 30 % 2, v3(n % 60 == 8 ? 9.0f : -9.0f, 4.0f, 3.0f),
                         v3(0.0f, 0.0f, 0.0f), 0.0f);
        }
        rg_ball_step(&match);
        places[n] = match.ball.position;
        // shorter and longer ones than what is remembered, in some ticks none
        const int ms[4] = {2000, 40, 2000, 3990};
        for (int i = 0; i < 4 && n % 7 != 3 && n % 50 < 40; ++i) {
            check_average(ms[i], places, n + 1);
        }
    }
}

static int set_up(void** state) {
    (void)state;
    RgError error;
    RgMatchDef def = rg_default_match_def();
    for (int team = 0; team < RG_TEAM_COUNT; ++team) {
        def.player_count[team] = RG_TEAM_SIZE;
        for (int i = 0; i < RG_TEAM_SIZE; ++i) {
            def.starts[team][i] = (RgStart){-0.1f * (float)i, 0.05f * (float)(i % 5),
                                            i == 0 ? RG_ROLE_GK : RG_ROLE_CM, false, true};
        }
    }
    return rg_pitch_create(&pitch, &error) != RG_OK ||
           rg_match_reset(pitch, &match, &def, &error) != RG_OK;
}

static int tear_down(void** state) {
    (void)state;
    rg_pitch_destroy(pitch);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_first_candidate),
        cmocka_unit_test(test_index_of_touches),
        cmocka_unit_test(test_nearly_known_angles),
        cmocka_unit_test(test_paths_keep_within_their_freedom),
        cmocka_unit_test(test_averages_from_remembered_sums),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
