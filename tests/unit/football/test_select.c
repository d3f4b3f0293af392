// Which clip a movement command starts (C.6.4): recorded choices of the original, the index against
// the plain procedure, and the filters of touch clips.
#include "football/ball.h"
#include "football/body.h"
#include "football/choose.h"
#include "football/select.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static RgMatch match;
static RgPitch* pitch;

static int create(void** state) {
    (void)state;
    return rg_pitch_create(&pitch, NULL) == RG_OK ? 0 : -1;
}

static int destroy(void** state) {
    (void)state;
    rg_pitch_destroy(pitch);
    return 0;
}

/// One player at the origin; nobody holds the ball, which lies near.
static RgPlayer* set_up(RgV2 velocity, float heading, float lean) {
    memset(&match, 0, sizeof match);
    match.clock = 100000;
    match.in_play = true;
    match.retainer = match.last_touch_team = RG_NOBODY;
    match.owner = 0;
    for (int team = 0; team < RG_TEAM_COUNT; team++) {
        match.teams[team].player_count = 1;
        match.teams[team].last_toucher = RG_NOBODY;
        match.teams[team].amount = 1.5f;
        rg_player(&match, team, 0)->slot = RG_NOBODY;
        rg_player(&match, team, 0)->active = true;
    }
    rg_ball_place(&match, v3(1.0f, 0.0f, RG_BALL_RADIUS));
    RgPlayer* p = &match.players[0];
    p->difficulty = 1.0f;
    p->velocity = velocity;
    p->speed_class = (uint8_t)rg_speed_class(v2_length(velocity));
    p->facing = p->speed_class == RG_CLASS_IDLE ? v2_heading(heading) : v2_unit(velocity);
    p->clip_body = v2_rotate(p->facing, lean);
    p->body_angle = rg_snapped_body_angle(lean, (RgSpeedClass)p->speed_class);
    p->motion.clip = RG_CLIP_STAND;
    return p;
}

/// Recorded starts of movement clips: clip, clip before, foot, velocity, heading, relative body
/// angle, direction, speed, look-at point relative to the player.
typedef struct Recorded {
    int clip, previous, foot;
    RgV2 velocity;
    float heading, lean;
    RgV2 direction;
    float speed;
    RgV2 look;
} Recorded;

static const Recorded recorded[] = {
    // decided by how far the path may be turned, with the look
    {476,
     1099,
     1,
     {-0.131607056f, -0.30632019f},
     2.03446317f,
     -0.0f,
     {0.0f, 1.0f},
     3.5f,
     {9.99945641f, 0.104277134f}},
    {1127,
     413,
     0,
     {-0.0106811523f, -0.0022649765f},
     1.70849264f,
     -0.0f,
     {0.971448123f, -0.237252221f},
     4.0330534f,
     {9.87951279f, 1.54765487f}},
    {154,
     543,
     0,
     {3.21941376f, -1.37299299f},
     1.16767883f,
     0.772640944f,
     {-0.694455981f, 0.719534993f},
     0.0f,
     {-6.944561f, 7.19534969f}},
    {1095,
     1093,
     0,
     {3.24466228f, -1.31244659f},
     1.18642187f,
     0.769313812f,
     {0.720464528f, 0.693491817f},
     0.0f,
     {7.20464516f, 6.9349184f}},
    {1127,
     1128,
     0,
     {0.0f, 0.0f},
     2.29592848f,
     -0.0f,
     {0.930688977f, 0.365811616f},
     8.0f,
     {7.48411608f, 6.63234615f}},
    {551,
     568,
     1,
     {5.42768145f, -4.07350397f},
     0.926971912f,
     -0.00147968589f,
     {-0.295829386f, 0.955240786f},
     8.0f,
     {9.96395493f, 0.848294377f}},
    {1127,
     1144,
     0,
     {0.824928284f, 0.565266609f},
     2.17328286f,
     -0.0f,
     {0.961369634f, 0.275260866f},
     8.0f,
     {7.69350052f, 6.38827419f}},
    {744,
     269,
     0,
     {-4.67567444f, 1.88312531f},
     -1.95367098f,
     0.799566627f,
     {0.930817544f, 0.365484178f},
     8.0f,
     {-4.43176746f, -8.96434307f}},
    // all speed classes and body angles
    {278,
     1128,
     0,
     {0.0f, -3.99279761f},
     0.0f,
     1.57079637f,
     {0.0f, -1.0f},
     3.99279761f,
     {0.0f, -10.0f}},
    {1126, 1128, 0, {0.0f, 0.0f}, 1.57079637f, -0.0f, {1.0f, 0.0f}, 2.82879972f, {10.0f, 0.0f}},
    {71,
     278,
     1,
     {-0.000466461759f, -3.44577503f},
     -0.000135421753f,
     0.00062294252f,
     {0.993120492f, 0.117097117f},
     8.0f,
     {9.99779129f, 0.21017468f}},
    {64,
     71,
     0,
     {3.53060389f, 0.260444731f},
     1.64443076f,
     -0.000128388405f,
     {0.989058375f, 0.147524089f},
     8.0f,
     {9.99676132f, 0.254459143f}},
    {1156,
     64,
     1,
     {5.01684237f, 0.725988448f},
     1.71450901f,
     -0.0141085442f,
     {0.990496039f, -0.137541667f},
     7.63963795f,
     {9.90496063f, -1.37541652f}},
    {1145,
     566,
     0,
     {7.34443665f, -1.09918118f},
     1.4222374f,
     -0.0339148231f,
     {0.988984942f, -0.148016408f},
     0.0f,
     {9.81998825f, -1.8888762f}},
    {1157,
     67,
     0,
     {4.66022491f, 1.13015175f},
     1.80871344f,
     -0.0124862157f,
     {0.973775506f, 0.227510959f},
     7.63963795f,
     {9.9499588f, 0.99915719f}},
    {541,
     1147,
     1,
     {-6.63642883f, 4.15189266f},
     -2.12984276f,
     -0.0133409873f,
     {-0.185413569f, 0.982660592f},
     3.5f,
     {9.99696922f, -0.246179581f}},
    {254,
     541,
     0,
     {-0.786399841f, 3.02762985f},
     -2.88746738f,
     -0.801817417f,
     {0.977440834f, 0.211209401f},
     8.0f,
     {9.92029285f, -1.26007843f}},
    {509,
     1144,
     0,
     {0.968360901f, 0.249457359f},
     1.82465196f,
     -0.0f,
     {-0.707106769f, -0.707106769f},
     8.0f,
     {9.84988594f, 1.72619402f}},
    {251,
     350,
     1,
     {2.58312225f, -2.6809454f},
     0.766817093f,
     0.782636344f,
     {0.960616231f, 0.277878404f},
     7.59463692f,
     {9.76344299f, 2.16221809f}},
    {546,
     1146,
     0,
     {4.71849442f, 6.24656677f},
     2.49466109f,
     0.0165216997f,
     {-0.337232172f, 0.941421568f},
     3.5f,
     {9.98462677f, 0.554262161f}},
    {169,
     546,
     1,
     {-0.365161896f, 2.81124115f},
     -3.01242256f,
     -0.698235095f,
     {-0.819696248f, 0.572798491f},
     5.0f,
     {9.95594788f, 0.937608719f}},
    {171,
     1139,
     1,
     {-0.067949295f, 3.1522274f},
     -3.12004018f,
     -0.830459654f,
     {0.707106769f, 0.707106769f},
     8.0f,
     {9.61674786f, 2.74192667f}},
    {876,
     169,
     0,
     {-3.83882523f, 2.70957947f},
     -2.18542814f,
     -0.816582739f,
     {-0.709712684f, 0.704491258f},
     5.0f,
     {9.86333752f, 1.64759827f}},
    {749,
     876,
     1,
     {-3.57203484f, 3.4986496f},
     -2.34581614f,
     -0.792048216f,
     {0.967549384f, -0.252681702f},
     0.0f,
     {9.67549324f, -2.52681732f}},
    {495,
     1128,
     0,
     {0.0f, 0.0f},
     1.30117655f,
     -0.0f,
     {0.147169545f, 0.989111304f},
     3.50000072f,
     {9.63869953f, -2.66374588f}},
    {408,
     495,
     0,
     {0.510168076f, 3.31764221f},
     2.98901367f,
     -2.36226749f,
     {0.96344012f, -0.267923832f},
     0.0f,
     {9.63440132f, -2.67923737f}},
    {1099,
     509,
     0,
     {-3.3156395f, -0.200843811f},
     -1.51029539f,
     2.35993123f,
     {0.54876399f, -0.835977376f},
     0.0f,
     {5.4876399f, -8.35977364f}},
    {851,
     76,
     1,
     {-4.92815971f, -0.740242004f},
     -1.42170429f,
     0.783649564f,
     {-0.998178959f, -0.0603232794f},
     8.0f,
     {-6.02912903f, -7.97807121f}},
    {235,
     264,
     1,
     {-3.17256474f, 1.9055028f},
     -2.11167097f,
     0.673750997f,
     {-0.923376143f, -0.38389653f},
     0.501121283f,
     {-9.23376179f, -3.83896542f}},
    {700,
     585,
     0,
     {-4.85591888f, -1.19171143f},
     -1.33013821f,
     0.774898648f,
     {-0.95722872f, -0.289332509f},
     3.50000072f,
     {-4.50382805f, -8.92835712f}},
    {273,
     1151,
     1,
     {-2.63630152f, 1.37490034f},
     -2.05151653f,
     0.691314936f,
     {-0.487851143f, 0.872926772f},
     4.8676424f,
     {-9.17984486f, -3.9661622f}},
    {75,
     698,
     1,
     {-2.04505634f, -1.92461014f},
     -0.815730572f,
     -0.0167232212f,
     {-0.494366109f, -0.869253814f},
     5.01291037f,
     {-9.03237057f, -4.29141998f}},
    {1120,
     508,
     1,
     {3.00942063f, 0.0798761845f},
     1.59733224f,
     -2.38836336f,
     {1.0f, 0.0f},
     8.0f,
     {-7.74777603f, -6.32233906f}},
    {603,
     250,
     1,
     {-3.57036591f, -3.57966423f},
     -0.784097672f,
     -0.00660898117f,
     {0.0f, -1.0f},
     3.5f,
     {-5.32654762f, -8.46332645f}},
};

static void recorded_choices_are_made_again(void** state) {
    (void)state;
    for (size_t i = 0; i < sizeof recorded / sizeof *recorded; i++) {
        const Recorded* r = &recorded[i];
        RgPlayer* p = set_up(r->velocity, r->heading, r->lean);
        p->foot = (uint8_t)r->foot;
        p->motion.clip = (uint16_t)r->previous;
        RgCommand command = rg_movement_command(r->direction, r->speed, r->look);
        uint16_t id;
        assert_int_equal(rg_select_clips(pitch, &match, 0, &command, &id, 1), 1);
        assert_int_equal(id, r->clip);
    }
}

static float uniform(uint32_t* seed, float low, float high) {
    *seed = *seed * 1664525u + 1013904223u;
    return low + (float)(*seed >> 8) / 16777216.0f * (high - low);
}

static void index_and_plain_procedure_agree(void** state) {
    (void)state;
    static RgCandidate list[RG_CLIP_COUNT];
    uint32_t seed = 3;
    int found = 0;
    for (int i = 0; i < 4000; i++) {
        float way = uniform(&seed, -3.14f, 3.14f);
        float speed = uniform(&seed, 0.0f, 8.0f);
        RgPlayer* p = set_up(v2_scale(v2_heading(way), speed), way, uniform(&seed, -2.8f, 2.8f));
        p->foot = i & 1;
        p->position = v2(uniform(&seed, -20.0f, 20.0f), uniform(&seed, -20.0f, 20.0f));
        // every fourth command is exactly one of the eight directions, where ratings tie
        RgV2 direction = v2_heading(i % 4 == 0 ? (float)(i / 4 % 8) * 0.25f * RG_PI
                                               : uniform(&seed, -3.14f, 3.14f));
        RgV2 look = v2_mad(p->position, v2_heading(uniform(&seed, -3.14f, 3.14f)), 10.0f);
        RgCommand command = rg_movement_command(direction, uniform(&seed, 0.0f, 8.0f), look);
        RgQuery query = rg_query_make(pitch, &match, 0, &command);
        int plain = rg_select_plain(&query, list);
        int quick = rg_select_movement(&query);
        assert_int_equal(quick, plain > 0 ? list[0].id : -1);
        found += plain > 0;
    }
    assert_true(found > 3900);
}

static void nobody_turns_through_his_back(void** state) {
    (void)state;
    // standing, looking to +x; told to look back over his left shoulder
    RgPlayer* p = set_up(v2(0.0f, 0.0f), 0.5f * RG_PI, 0.0f);
    RgCommand command = rg_movement_command(
        v2(1.0f, 0.0f), 0.0f, v2_mad(p->position, v2_heading(0.5f * RG_PI + 2.8f), 10.0f));
    RgQuery query = rg_query_make(pitch, &match, 0, &command);
    // the direction opposite to that lies 0.34 rad to his right: he may turn there by the left only
    for (int id = 0; id < RG_CLIP_COUNT; id++) {
        const RgClip* clip = &rg_clips[id];
        float end = clip->out_ang + clip->out_body_ang;
        if (fabsf(clip->in_body_ang) < 0.1f && fabsf(end) > 0.5f && fabsf(end) < 2.7f &&
            fabsf(end - clip->turn_ang) < 0.1f) {
            assert_true(rg_passes_side(&query, clip) == (end > 0.0f));
        }
    }
    int id = rg_select_movement(&query);
    assert_true(id >= 0 && rg_clips[id].turn_ang > 0.0f);
}

static void special_clips_follow_only_their_like(void** state) {
    (void)state;
    RgPlayer* p = set_up(v2(0.0f, 0.0f), 0.0f, 0.0f);
    RgCommand command = rg_movement_command(v2(1.0f, 0.0f), 8.0f, v2(10.0f, 0.0f));
    uint16_t id;
    p->motion.clip = 1331; // a slide, which ends lying on the back
    assert_int_equal(rg_select_clips(pitch, &match, 0, &command, &id, 1), 1);
    assert_int_equal(rg_clips[id].in_special, RG_SPECIAL_LAY_BACK);
    // with the ball in his hands he keeps it there
    p->motion.clip = RG_CLIP_STAND;
    match.retainer = 0;
    assert_int_equal(rg_select_clips(pitch, &match, 0, &command, &id, 1), 1);
    assert_true(rg_clips[id].in_retain != 0);
}

static void touch_clips_fit_player_and_ball(void** state) {
    (void)state;
    uint16_t ids[RG_CLIP_COUNT];
    set_up(v2(5.0f, 0.0f), 0.5f * RG_PI, 0.0f);
    RgCommand pass = {.function = RG_FN_LONG_PASS,
                      .strict = RG_STRICT_DYNAMIC,
                      .ball_direction = v3(1.0f, 0.0f, 0.0f),
                      .power = 0.5f};
    int count = rg_select_clips(pitch, &match, 0, &pass, ids, RG_CLIP_COUNT);
    assert_true(count > 0);
    for (int i = 0; i < count; i++) {
        const RgClip* clip = &rg_clips[ids[i]];
        assert_int_equal(clip->function, RG_FN_SHORT_PASS);
        assert_int_not_equal(clip->in_class, RG_CLASS_IDLE);
        assert_true(fabsf(v2_angle(v3_flat(clip->balldir), v2(0.0f, -1.0f))) <=
                    clip->balldir_maxdev + 1e-5f);
        assert_false(clip->lastditch);
    }
    // a pass backwards finds other clips than a pass ahead
    pass.ball_direction = v3(-1.0f, 0.0f, 0.0f);
    uint16_t back[RG_CLIP_COUNT];
    int behind = rg_select_clips(pitch, &match, 0, &pass, back, RG_CLIP_COUNT);
    for (int i = 0; i < behind; i++) {
        assert_int_not_equal(back[i], ids[0]);
    }

    RgCommand trip = {.function = RG_FN_TRIP, .trip_type = 2, .trip_direction = v2(1.0f, 0.0f)};
    count = rg_select_clips(pitch, &match, 0, &trip, ids, RG_CLIP_COUNT);
    assert_true(count > 0);
    for (int i = 0; i < count; i++) {
        assert_int_equal(rg_clips[ids[i]].triptype, 2);
        float last = i > 0 ? -rg_clips[ids[i - 1]].bump.y : 2.0f;
        assert_true(-rg_clips[ids[i]].bump.y <= last);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(recorded_choices_are_made_again),
        cmocka_unit_test(index_and_plain_procedure_agree),
        cmocka_unit_test(nobody_turns_through_his_back),
        cmocka_unit_test(special_clips_follow_only_their_like),
        cmocka_unit_test(touch_clips_fit_player_and_ball),
    };
    return cmocka_run_group_tests(tests, create, destroy);
}
