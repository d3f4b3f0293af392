// From wanted to commanded movement (C.9.4).
#include "football/attributes.h"
#include "football/mind.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static RgMatch match;

enum { SELF = 1 };

/// Where a player looks who runs as wanted: turned from there to the ball, the less the faster the
/// slower one of his speeds is (2.19).
static RgV2 plain_look(const RgMoveInput* input, RgV2 ball) {
    const RgPlayer* me = &match.players[SELF];
    RgV2 focus = v2_sub(v2_mad(ball, me->facing, 0.5f), me->position);
    float slower = rg_minf(input->speed, rg_class_speed((RgSpeedClass)me->speed_class));
    float share = 1.0f - 0.3f * rg_pow(rg_nc(slower, RG_SWITCH_IDLE, RG_SPEED_SPRINT), 0.5f);
    float turn = v2_angle(input->direction, focus) * rg_pow(share, 0.7f);
    return v2_mad(me->position, v2_rotate(input->direction, turn), 10.0f);
}

static void test_runners_keep_an_eye_on_the_ball(void** state) {
    (void)state;
    static const float speeds[] = {0.0f,          0.9f, RG_SPEED_DRIBBLE, 4.2f,
                                   RG_SPEED_WALK, 6.3f, RG_SPEED_SPRINT};
    const RgV2 ball = {12.0f, -7.0f};
    memset(&match, 0, sizeof match); // without a magnet nothing but the input counts
    match.owner = match.retainer = match.best_team = RG_NOBODY;
    for (int i = 0; i < RG_BALL_RING; ++i) {
        match.ball.table[i] = v3_from(ball, RG_BALL_RADIUS);
    }
    RgPlayer* p = &match.players[SELF];
    *p = (RgPlayer){.active = true, .difficulty = 1.0f, .slot = RG_NOBODY, .facing = {0.6f, 0.8f}};
    for (size_t i = 0; i < sizeof speeds / sizeof speeds[0]; ++i) {
        for (int speed_class = 0; speed_class < 4; ++speed_class) {
            p->speed_class = (uint8_t)speed_class;
            // `cancel`: the input is taken as it is, also where it is slow
            RgMoveInput input = {.direction = {0.0f, 1.0f}, .speed = speeds[i], .cancel = true};
            RgCommand command = rg_move_command(&match, SELF, &input);
            RgV2 look = plain_look(&input, ball);
            assert_memory_equal(&command.look, &look, sizeof look);
            assert_true(command.speed == speeds[i]);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_runners_keep_an_eye_on_the_ball)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
