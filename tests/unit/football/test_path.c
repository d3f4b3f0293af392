// Paths of clips (C.6.5): recorded starts of the original planned again, and the same path by its
// plain formulas.
#include "football/attributes.h"
#include "football/body.h"
#include "football/possession.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static RgMatch match;

static void set_up(int player) {
    memset(&match, 0, sizeof match);
    match.clock = 100000;
    match.players[player] =
        (RgPlayer){.active = true, .difficulty = 1.0f, .facing = v2(1.0f, 0.0f)};
}

// ---- recorded starts

/// From academy_run_to_score_with_keeper.random: state, command, planned end relative to the start,
/// rotation offsets.
typedef struct Recorded {
    int function, clip, number;
    int clock, last_touch_ms;
    float fatigue;
    RgV2 position, velocity;
    float heading, lean;
    RgV2 direction;
    float speed;
    RgV2 look;
    bool use_movement, use_look;
    RgV2 end;
    float rotation_begin, rotation_end;
} Recorded;

static const Recorded recorded[] = {
    {1,
     1126,
     0,
     2010,
     0,
     0.0f,
     {-55.0f, 0.0f},
     {0.0f, 0.0f},
     1.57079637f,
     0.0f,
     {1.0f, 0.0f},
     8.0f,
     {-45.0f, 0.0f},
     true,
     true,
     {0.675151825f, 0.0f},
     0.0f,
     0.0f},
    {1,
     1147,
     0,
     2750,
     0,
     0.0019531846f,
     {-51.9350471f, 0.0f},
     {6.09512329f, 0.0f},
     1.57079637f,
     0.00785386562f,
     {0.986499131f, -0.163766429f},
     7.66961479f,
     {-42.0700569f, -1.63766432f},
     true,
     true,
     {1.63919449f, -0.114710793f},
     0.00785386562f,
     -0.152212381f},
    {2,
     947,
     1,
     2220,
     0,
     6.10370189e-05f,
     {0.120894089f, 0.0f},
     {2.14098573f, -2.01194595e-07f},
     1.57079649f,
     -5.96046448e-07f,
     {1.0f, 0.0f},
     0.693771005f,
     {10.5490913f, 0.0f},
     true,
     true,
     {0.606529236f, 0.0f},
     0.0f,
     0.0f},
    {3,
     1395,
     0,
     10940,
     6800,
     0.0317087322f,
     {-49.3979454f, 0.171496332f},
     {-4.89463806f, -1.35966837f},
     -1.29984045f,
     -0.759226263f,
     {0.0f, 1.0f},
     8.0f,
     {-50.8663368f, 9.76359558f},
     true,
     true,
     {-1.59647381f, -0.443480402f},
     -0.392699093f,
     0.0f},
    {4,
     1250,
     0,
     11660,
     11240,
     0.0332651772f,
     {-51.6774178f, -0.430601776f},
     {-4.45823669f, -1.12479627f},
     -1.32365751f,
     -0.0809366778f,
     {0.0f, 0.0f},
     0.0f,
     {0.0f, 0.0f},
     false,
     false,
     {-3.04089761f, -0.767207921f},
     -0.0809366778f,
     0.0f},
    {5,
     1213,
     1,
     2300,
     0,
     6.10370189e-05f,
     {0.120917916f, 0.0f},
     {2.14098525f, -2.01194453e-07f},
     1.57079649f,
     -5.96046448e-07f,
     {0.0f, 0.0f},
     0.0f,
     {0.0f, 0.0f},
     false,
     false,
     {1.4461025f, -0.184273332f},
     0.0f,
     0.0f},
    {6,
     1057,
     0,
     6390,
     0,
     0.0152287362f,
     {-32.007103f, 3.30352259f},
     {7.26013184f, 1.57873631f},
     1.7849158f,
     -0.280184746f,
     {0.0f, 0.0f},
     0.0f,
     {0.0f, 0.0f},
     false,
     false,
     {3.15512729f, 0.686091483f},
     -0.280184746f,
     0.0f},
    {8,
     1307,
     0,
     17980,
     17300,
     0.0477919877f,
     {-52.5623741f, 3.82148886f},
     {-1.4995575f, -2.33068466f},
     -0.571720123f,
     0.240467787f,
     {0.0f, 0.0f},
     5.0f,
     {0.0f, 0.0f},
     false,
     false,
     {-1.64836764f, -2.05005312f},
     0.240467787f,
     0.0f},
    {13,
     1330,
     0,
     17720,
     5770,
     0.0365306549f,
     {-25.6858559f, -8.00402832f},
     {2.49576569f, -2.45380402f},
     0.793876171f,
     0.785767019f,
     {0.707106769f, 0.707106769f},
     3.5f,
     {-18.3652115f, -1.17834091f},
     true,
     true,
     {1.67483139f, -0.348751068f},
     0.392699093f,
     1.56231833f},
};

static RgCommand recall(const Recorded* r) {
    set_up(r->number);
    RgPlayer* p = &match.players[r->number];
    match.clock = r->clock;
    p->last_touch_ms = r->last_touch_ms;
    p->fatigue = r->fatigue;
    p->position = r->position;
    p->velocity = r->velocity;
    p->facing =
        v2_length(r->velocity) >= RG_SWITCH_IDLE ? v2_unit(r->velocity) : v2_heading(r->heading);
    p->clip_body = v2_rotate(p->facing, r->lean);
    return (RgCommand){.function = (uint8_t)r->function,
                       .use_movement = r->use_movement,
                       .use_look = r->use_look,
                       .direction = r->direction,
                       .speed = r->speed,
                       .look = r->look};
}

static void recorded_starts_end_where_they_did(void** state) {
    (void)state;
    for (size_t i = 0; i < sizeof recorded / sizeof *recorded; i++) {
        const Recorded* r = &recorded[i];
        RgCommand command = recall(r);
        RgPath path;
        rg_path_compute(&match, r->number, &rg_clips[r->clip], &command, &path);
        assert_int_equal(path.frames, rg_clips[r->clip].frames);
        RgV2 end = path.point[path.frames - 1];
        assert_float_equal(end.x, r->end.x, 1e-5);
        assert_float_equal(end.y, r->end.y, 1e-5);
        assert_float_equal(path.rotation_begin, r->rotation_begin, 1e-4);
        assert_float_equal(path.rotation_end, r->rotation_end, 1e-4);
    }
}

// ---- the formulas as they are printed, for movement

static RgV2 plain_step(int player, const RgClip* clip, RgV2 desired, float turn, int n, RgV2 u) {
    float heading = v2_heading_angle(match.players[player].facing);
    float agility = rg_stat(&match, player, RG_STAT_AGILITY);
    float acceleration = rg_stat(&match, player, RG_STAT_ACCELERATION);
    float vmax = rg_max_speed(rg_number_of(player));
    float f = (float)(n + 1) / (float)clip->frames;
    float lag = rg_clamp(1.2f - 0.4f * agility - 0.2f + rg_minf(0.2f * clip->difficulty, 0.2f),
                         0.25f, 4.0f);
    int frame = (int)((float)(clip->frames - 1) * rg_pow(f, lag));
    RgV2 m = v2_rotate(rg_clip_velocities[clip->motion_row + (uint32_t)frame], heading);
    float length = v2_length(m);
    if (length > 6.0f && vmax > length) {
        length = 6.0f + (length - 6.0f) * (vmax - 6.0f);
    }
    float speed = v2_length(u);
    float gain = 0.0f;
    if (speed > length) {
        gain = rg_minf(1.0f - f, speed - length) *
               rg_maxf(v2_dot(v2_unit(m), v2_unit(desired)), 0.0f) * rg_minf(length, 1.0f);
    }
    float wanted = rg_clamp(v2_length(desired), length - 1.6f, length + gain);
    RgV2 change = v2_sub(v2_rotate(v2_scale(v2_unit(m), wanted), turn * f), u);
    if (speed > 1.8f && v2_length(v2_add(u, change)) > 1.8f) {
        float most = 0.01f * RG_PI * (0.7f + 0.3f * agility) * 1.5f / (speed / 8.0f + 0.01f);
        float excess = fabsf(v2_angle(u, v2_add(u, change))) - most;
        change = excess > 0.0f ? v2_mad(change, u, -rg_clamp(3.0f * excess / RG_PI, 0.0f, 1.0f))
                               : change;
    }
    float w = rg_pow(speed / 8.0f, 1.5f);
    float q = 0.4f * w;
    float most = 0.3f * ((1.0f - q) + q * rg_curve(rg_nc((float)n * 10.0f, 0.0f, 160.0f), 1.0f)) *
                 (1.2f - 0.4f * w);
    change = v2_length(change) > most ? v2_scale(v2_unit(change), most) : change;
    RgV2 next = v2_add(u, change);
    float reached = v2_length(next);
    if (reached > 1.8f && reached > speed) {
        float p =
            rg_pow(rg_clamp(2.0f * clip->difficulty * (1.0f - 0.2f * agility - 0.2f * acceleration),
                            0.0f, 1.0f),
                   0.7f);
        float a = rg_pow(rg_nc(speed, 1.8f, vmax), 1.8f);
        float allowed =
            0.01f * 11.0f * (1.0f - 0.4f * p) * (1.0f - a) * (0.7f + 0.3f * acceleration);
        next = reached - speed > allowed ? v2_scale(v2_unit(next), speed + allowed) : next;
    }
    return next;
}

static float uniform(uint32_t* seed, float low, float high) {
    *seed = *seed * 1664525u + 1013904223u;
    return low + (float)(*seed >> 8) / 16777216.0f * (high - low);
}

static void plain_formulas_give_the_same_path(void** state) {
    (void)state;
    uint32_t seed = 7;
    int compared = 0;
    for (int i = 0; i < 3000; i++) {
        const RgClip* clip = &rg_clips[(int)uniform(&seed, 0.0f, 885.9f)];
        int player = (int)uniform(&seed, 0.0f, 10.9f);
        set_up(player);
        RgPlayer* p = &match.players[player];
        p->difficulty = uniform(&seed, 0.0f, 1.0f);
        p->velocity = v2(uniform(&seed, -5.6f, 5.6f), uniform(&seed, -5.6f, 5.6f));
        p->facing = v2_unit(p->velocity);
        RgCommand command = {.function = RG_FN_MOVEMENT,
                             .use_movement = true,
                             .use_look = true,
                             .look = v2(10.0f, 0.0f)};
        command.direction = v2_heading(uniform(&seed, -3.1f, 3.1f));
        command.speed = uniform(&seed, 1.9f, 8.0f);
        RgPath path;
        rg_path_compute(&match, player, clip, &command, &path);

        float heading = v2_heading_angle(p->facing);
        RgV2 leads =
            v2_rotate(clip->out_vel >= 1.8f ? v2_unit(clip->out_mov) : clip->out_dir, heading);
        float turn = v2_angle(leads, command.direction);
        turn = fabsf(turn) > 0.5f * RG_PI ? 0.0f : rg_clamp(turn, -0.125f * RG_PI, 0.125f * RG_PI);
        RgV2 desired = v2_scale(command.direction, command.speed);
        RgV2 u = p->velocity;
        // the last two ticks are settled by another rule; a change of guiding frame or a rounded
        // limit must not pass for an error
        for (int n = 0; n < clip->frames - 2; n++) {
            u = plain_step(player, clip, desired, turn, n, u);
            assert_float_equal(path.velocity[n].x, u.x, 2e-5);
            assert_float_equal(path.velocity[n].y, u.y, 2e-5);
            u = path.velocity[n];
            compared++;
        }
    }
    assert_true(compared > 60000);
}

static void ends_at_its_own_kind_of_speed(void** state) {
    (void)state;
    set_up(9);
    RgPlayer* p = &match.players[9];
    p->velocity = v2(7.0f, 0.0f);
    RgCommand command = {.function = RG_FN_MOVEMENT,
                         .use_movement = true,
                         .direction = v2(1.0f, 0.0f),
                         .speed = 8.0f};
    RgPath path;
    for (int id = 0; id < 886; id++) {
        const RgClip* clip = &rg_clips[id];
        rg_path_compute(&match, 9, clip, &command, &path);
        float speed = v2_length(path.velocity[clip->frames - 1]);
        assert_true((clip->out_vel < RG_SWITCH_IDLE) == (speed < RG_SWITCH_IDLE));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(recorded_starts_end_where_they_did),
        cmocka_unit_test(plain_formulas_give_the_same_path),
        cmocka_unit_test(ends_at_its_own_kind_of_speed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
