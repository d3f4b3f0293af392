// Time to a point and to the ball: the fast search against a plain one written from the
// specification (C.5, 1.2), and recorded figures.
#include "football/reach.h"

#include "football/attributes.h"
#include "football/ball.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static RgMatch match;

// ---- the plain version

static int plain_rough(const RgPlayer* p, float top, RgV2 target) {
    return (int)rg_round(v2_length(v2_sub(target, v2_mad(p->position, p->velocity, 0.2f))) /
                         (top * 0.75f) * 1000.0f);
}

static RgReachTime plain_time(int player, RgV2 target, bool precise, int limit) {
    const RgPlayer* p = &match.players[player];
    float top = rg_max_speed(rg_number_of(player));
    RgV2 x = p->position, v = p->velocity;
    int rough = plain_rough(p, top, target);
    float distance = v2_distance(target, x);
    if (distance > (precise ? 48.0f : 16.0f)) {
        return (RgReachTime){rough, rough - 200};
    }
    RgV2 centre = v2_mad(x, v2_unit(v2_sub(target, x)), 0.1f);
    if (v2_length(v) > 1.8f) {
        centre = v2_add(x, v2_add(v2_scale(v2_unit(v), 0.1f), v2_scale(v, 0.01f)));
    }
    float usual = 0.28f, optimistic = 0.9f;
    RgReachTime out = {-1, -1};
    for (int t = 0;; t += 10) {
        if (limit >= 0 && t > limit) {
            out.usual = rough > 2 * (t + 100) ? rough : 2 * (t + 100);
            out.optimistic = out.optimistic < 0 ? t : out.optimistic;
            return out;
        }
        float b = (float)t / 700.0f;
        if (b >= 1.0f) {
            float left = v2_length(v2_sub(target, centre));
            if (out.optimistic < 0) {
                out.optimistic = t + (int)((left - optimistic) / (0.94f * top) * 1000.0f);
            }
            out.usual = t + (int)((left - usual) / (0.94f * top) * 1000.0f);
            return out;
        }
        centre = v2_add(centre, v2_scale(v2_scale(v, 1.0f - b), 0.01f));
        float growth = 0.94f * top * b * 0.01f;
        usual += growth;
        optimistic += growth;
        RgV2 left = v2_sub(target, centre);
        float square = v2_dot(left, left);
        if (out.optimistic < 0 && square < optimistic * optimistic) {
            out.optimistic = t;
        }
        if (square < usual * usual) {
            out.usual = t;
            if (t == 0) {
                out.usual = (int)rg_round(rg_clamp(distance / 0.28f, 0.0f, 1.0f) * 10.0f);
                out.optimistic = (int)rg_round(rg_clamp(distance / 0.9f, 0.0f, 1.0f) * 10.0f);
            }
            return out;
        }
    }
}

static RgReachTime plain_search(int player) {
    const RgPlayer* p = &match.players[player];
    int team = rg_team_of(player);
    bool precise = match.teams[team].designated == rg_number_of(player);
    int rough = plain_rough(p, rg_max_speed(rg_number_of(player)),
                            v3_flat(rg_ball_predict_as(&match, team, 2990)));
    RgReachTime best = {rough > 3000 ? rough : 3000, rough > 3000 ? rough : 3000};
    int ms = rg_has_kicked(&p->motion) ? 500 : 0, previous = 0;
    bool refine = false;
    while (ms < 3000) {
        RgV3 ball = rg_ball_predict_as(&match, team, ms);
        if (ball.z < 1.5f) {
            RgReachTime time = plain_time(player, v3_flat(ball), precise, ms);
            if (time.optimistic <= ms && ms < best.optimistic) {
                best.optimistic = ms;
            }
            if (time.usual <= ms && refine) {
                best.usual = ms;
                break;
            }
            if (time.usual <= ms) {
                ms = previous;
                refine = true;
            }
        }
        int step = 10;
        if (!refine) {
            RgV2 there = v3_flat(rg_ball_predict_as(&match, team, ms));
            int jump = (int)rg_round((v2_distance(p->position, there) + 0.2f) / 50.0f * 1000.0f);
            step = (jump < 10 ? 10 : (jump > 500 ? 500 : jump)) / 10 * 10;
        }
        previous = ms;
        ms += step;
    }
    if (best.usual < 80) {
        RgV2 soon = v3_flat(rg_ball_predict_as(&match, team, 80));
        float miss = v2_length(v2_sub(v2_mad(p->position, p->velocity, 0.08f), soon));
        best.usual = best.optimistic = (int)(80.0f * rg_nc(miss, 0.0f, 0.6f));
    }
    return best;
}

// ---- random situations

static uint64_t seed;

static float uniform(float low, float high) {
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return low + (high - low) * (float)(seed >> 40) * 0x1p-24f;
}

static void random_player(int player, RgV2 near) {
    RgPlayer* p = &match.players[player];
    float range = uniform(0.0f, 1.0f) < 0.5f ? 2.0f : 40.0f;
    p->position = v2_add(near, v2(uniform(-range, range), uniform(-range, range)));
    float speed = uniform(-2.0f, 8.0f);
    float angle = uniform(-3.1f, 3.1f);
    p->velocity = speed < 0.0f ? v2(0.0f, 0.0f) : v2(speed * rg_cos(angle), speed * rg_sin(angle));
    p->motion.function = uniform(0.0f, 1.0f) < 0.1f ? RG_FN_SHOT : RG_FN_MOVEMENT;
    p->motion.touch_frame = p->motion.function == RG_FN_SHOT ? 5 : -1;
    p->motion.frame = 9;
    p->active = true;
}

static void random_situation(void) {
    memset(&match, 0, sizeof match);
    match.retainer = match.owner = RG_NOBODY;
    match.teams[0].player_count = match.teams[1].player_count = RG_TEAM_SIZE;
    match.teams[0].designated = 3;
    rg_ball_place(&match, v3(uniform(-40.0f, 40.0f), uniform(-30.0f, 30.0f), RG_BALL_RADIUS));
    float fast = uniform(0.0f, 1.0f) < 0.3f ? 30.0f : 9.0f;
    RgV3 velocity = v3(uniform(-fast, fast), uniform(-fast, fast), uniform(0.0f, 0.3f * fast));
    for (int i = 0; i < RG_PLAYER_COUNT; ++i) {
        random_player(i, rg_as_seen(0, i, v3_flat(match.ball.position)));
    }
    rg_ball_kick(&match, 0, velocity, v3(uniform(-50.0f, 50.0f), uniform(-50.0f, 50.0f), 0.0f),
                 0.5f);
    for (int i = 0; i < 3; ++i) {
        rg_ball_step(&match);
    }
}

static void test_search_equals_the_plain_one(void** state) {
    (void)state;
    seed = 1;
    for (int n = 0; n < 300; ++n) {
        random_situation();
        for (int i = 0; i < RG_PLAYER_COUNT; ++i) {
            RgReachTime plain = plain_search(i);
            rg_refresh_time_to_ball(&match, i);
            assert_int_equal(match.players[i].time_ms, plain.usual);
            assert_int_equal(match.players[i].time_optimistic_ms, plain.optimistic);
        }
    }
}

static void test_time_to_point_equals_the_plain_one(void** state) {
    (void)state;
    seed = 2;
    for (int n = 0; n < 2000; ++n) {
        random_situation();
        RgRunner runner;
        int player = n % RG_PLAYER_COUNT;
        rg_runner_begin(&runner, &match, player);
        for (int k = 0; k < 10; ++k) {
            float range = uniform(0.0f, 1.0f) < 0.5f ? 1.0f : 30.0f;
            RgV2 target = v2_add(match.players[player].position,
                                 v2(uniform(-range, range), uniform(-range, range)));
            bool precise = uniform(0.0f, 1.0f) < 0.5f;
            int limit = uniform(0.0f, 1.0f) < 0.3f ? -1 : (int)uniform(0.0f, 1500.0f);
            RgReachTime plain = plain_time(player, target, precise, limit),
                        fast = rg_runner_time(&runner, target, precise, limit);
            assert_int_equal(fast.usual, plain.usual);
            assert_int_equal(fast.optimistic, plain.optimistic);
            if (limit >= 0) {
                int beyond = rg_runner_time_beyond(&runner, target, precise, limit);
                assert_true(plain.usual > limit ? beyond == plain.usual : beyond <= limit);
            }
        }
    }
}

/// Recorded end of a tick: the ball before it, three players after it, their times
/// (academy_empty_goal_close, built-in, seed 7010).
typedef struct Recorded {
    RgV3 ball, ball_velocity;
    float spin[4];
    RgV2 position[3], velocity[3]; // keeper, runner of the first team; keeper of the second
    int usual[3], optimistic[3];
} Recorded;

static const Recorded recorded[] = {
    {.ball = {9.51468086f, -1.61016607f, 0.111080319f},
     .ball_velocity = {3.38565278f, -0.112464286f, -0.0626608804f},
     .spin = {0.000511112041f, 0.0153878555f, 7.86584951e-06f, 0.999881506f},
     .position = {{-44.7005615f, -0.132080078f},
                  {8.60273743f, -1.70846558f},
                  {10.7567444f, 0.592254639f}},
     .velocity = {{0.0f, 0.0f}, {4.03564453f, 0.133911133f}, {-7.71130371f, 0.392089844f}},
     .usual = {9899, 280, 3772},
     .optimistic = {9899, 0, 3772}},
    {.ball = {18.9358406f, -1.35883272f, 0.112202905f},
     .ball_velocity = {6.76109362f, 0.212075785f, -0.102426983f},
     .spin = {-0.000963490747f, 0.0307262819f, -2.96184771e-05f, 0.999527752f},
     .position = {{-44.7005615f, -0.132080078f},
                  {18.0257111f, -1.3888855f},
                  {-0.818328857f, 0.960174561f}},
     .velocity = {{0.0f, 0.0f}, {7.63439941f, 0.247680664f}, {-7.72058105f, 0.0982666016f}},
     .usual = {12496, 280, 4368},
     .optimistic = {12496, 0, 4368}},
};

static void test_recorded_times(void** state) {
    (void)state;
    static const int players[3] = {0, 1, RG_TEAM_SIZE};
    for (size_t n = 0; n < sizeof recorded / sizeof *recorded; ++n) {
        const Recorded* r = &recorded[n];
        memset(&match, 0, sizeof match);
        match.retainer = RG_NOBODY;
        match.teams[0].player_count = 2;
        match.teams[0].designated = 1;
        match.teams[1].player_count = 1;
        rg_ball_place(&match, r->ball);
        match.ball.velocity = r->ball_velocity;
        memcpy(match.ball.spin, r->spin, sizeof r->spin);
        match.ball.table_age = RG_TABLE_WRONG;
        rg_ball_step(&match);
        for (int i = 0; i < 3; ++i) {
            RgPlayer* p = &match.players[players[i]];
            p->position = r->position[i];
            p->velocity = r->velocity[i];
            p->motion.touch_frame = -1;
            rg_refresh_time_to_ball(&match, players[i]);
            assert_int_equal(p->time_ms, r->usual[i]);
            assert_int_equal(p->time_optimistic_ms, r->optimistic[i]);
        }
    }
}

static void test_pending_touch_and_retainer(void** state) {
    (void)state;
    seed = 3;
    random_situation();
    RgPlayer* p = &match.players[2];
    p->position = v2_add(v3_flat(match.ball.position), v2(6.0f, 6.0f));
    p->motion.function = RG_FN_BALL_CONTROL;
    p->motion.touch_frame = 30;
    p->motion.frame = 15;
    rg_refresh_time_to_ball(&match, 2);
    assert_int_equal(p->time_ms, 150);
    assert_int_equal(p->time_optimistic_ms, 150);
    match.retainer = 2;
    rg_refresh_time_to_ball(&match, 2);
    assert_int_equal(p->time_ms, 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_search_equals_the_plain_one),
        cmocka_unit_test(test_time_to_point_equals_the_plain_one),
        cmocka_unit_test(test_recorded_times),
        cmocka_unit_test(test_pending_touch_and_retainer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
