// Passes and shots (C.7.4, C.7.5; 3.9, 3.10, 6.3): the wanted direction and power, spoiled by the
// difficulty of the ball and the limits of the clip, and bent towards the side the body looks to.
#include "football/touch_parts.h"

#include "football/attributes.h"
#include "football/control.h"
#include "football/perception.h"
#include "football/target.h"

/// How far the ball is bent: the angle that turns it to the body direction in half turns, folded to
/// the nearer side, doubled.
static float bend(const RgPlayer* self, RgV2 ball) {
    RgV2 body = v2_rotate(self->facing, self->body_angle);
    float psi = v2_angle(ball, body) / RG_PI;
    if (fabsf(psi) > 0.5f) {
        psi = (psi > 0.0f ? 1.0f : -1.0f) * (1.0f - fabsf(psi));
    }
    return psi * 2.0f;
}

/// Turns a velocity about the vertical for a bend of `amount`; faster balls more.
static RgV3 bent(RgV3 velocity, float amount) {
    float angle = amount * (0.4f + 0.6f * rg_nc(v3_length(velocity), 0.0f, 70.0f));
    return v3_from(v2_rotate(v3_flat(velocity), angle), velocity.z);
}

static float clip_power(const RgClip* clip) {
    return clip->touch_maxpower == 0.0f ? 1.0f : clip->touch_maxpower;
}

/// The pass is aimed anew at the touch; small changes are followed, larger ones in part (3.9). The
/// command takes over the result.
static void aim_again(const RgMatch* match, const RgContact* contact, RgCommand* command) {
    const RgMotion* motion = &match->players[contact->player].motion;
    RgCommand renewed = *command;
    const RgSlot* slot = rg_driving_slot(match, contact->player);
    if (slot != NULL) {
        RgV2 pointed =
            rg_turned(contact->team, v2((float)slot->direction_x, (float)slot->direction_y));
        renewed.input_direction = v2_unit_or(pointed, match->players[contact->player].facing);
    }
    rg_aim_pass(match, contact->player, v3_flat(motion->touch_position), &renewed);

    float angle = v2_angle(v3_flat(command->ball_direction), v3_flat(renewed.ball_direction));
    const float little = 0.15f * RG_PI;
    if (fabsf(angle) <= little) {
        *command = renewed;
    } else if (fabsf(angle) < 0.3f * RG_PI) {
        RgV2 turned = v2_rotate(v3_flat(command->ball_direction), angle > 0.0f ? little : -little);
        float share = little / fabsf(angle);
        command->ball_direction = v3_from(turned, command->ball_direction.z);
        command->power = renewed.target == command->target
                             ? renewed.power
                             : command->power * (1.0f - share) + renewed.power * share;
        command->target = renewed.target;
    }
}

/// Direction the clip itself would give the ball, own frame; its height is that of `velocity`.
static RgV3 native_velocity(const RgMotion* motion, const RgClip* clip, RgV3 velocity) {
    RgV3 direction = v3_unit_or(clip->balldir, v3(0, 0, 0));
    int frame = motion->frame;
    float progress = rg_clamp((float)frame / (float)(frame + 1 < 16 ? frame + 1 : 16), 0.0f, 1.0f);
    float angle = motion->start_angle + motion->rotation_begin * (1.0f - progress);
    RgV2 flat = v2_scale(v2_rotate(v3_flat(direction), angle), v3_length(velocity));
    return v3_from(flat, velocity.z);
}

/// 1. of C.7.4: what the clip and a pushed body cannot give is cut; a part of it lifts the ball.
static RgV3 limited(const RgContact* contact, const RgClip* clip, RgV3 velocity, bool high) {
    float most = (high ? 42.0f : 30.0f) * (0.3f + 0.7f * clip_power(clip));
    most *= 1.0f - rg_clamp(2.5f * contact->push, 0.0f, 0.25f);
    most += 0.5f * v3_length(contact->ball_velocity);
    float excess = v3_length(velocity) - most;
    if (excess > 0.0f) {
        velocity = v3_scale(v3_unit_or(velocity, v3(0, 0, 0)), most);
        velocity.z += 0.25f * rg_minf(excess, 10.0f);
    }
    return velocity;
}

RgTouchResult rg_pass(RgMatch* match, const RgContact* contact) {
    RgPlayer* self = &match->players[contact->player];
    RgCommand* command = &self->motion.command;
    const RgClip* clip = &rg_clips[self->motion.clip];
    bool high = self->motion.function == RG_FN_HIGH_PASS;
    aim_again(match, contact, command);
    RgV3 velocity = v3_scale(command->ball_direction, 36.0f * (command->power + 0.3f));
    velocity = limited(contact, clip, velocity, high);

    // 2., 3. errors: towards the direction the clip is made for
    float skill = rg_stat(match, contact->player, high ? RG_STAT_HIGH_PASS : RG_STAT_SHORT_PASS);
    float hard = clip->touch_difficulty * (1.0f - 0.5f * skill);
    RgHandling handling = rg_handling(match, contact);
    float error =
        0.15f * handling.distance + 0.15f * handling.height + 0.3f * handling.carry + 0.5f * hard;
    if (v3_dot(clip->balldir, clip->balldir) > 0.0f) {
        velocity = v3_mix(velocity, native_velocity(&self->motion, clip, velocity),
                          rg_clamp(1.5f * error, 0.0f, 1.0f));
    } else {
        float angle =
            rg_generator_draw(&match->random, -0.5f * RG_PI, 0.5f * RG_PI) * rg_minf(error, 0.5f);
        velocity = v3_from(v2_rotate(v3_flat(velocity), angle), velocity.z);
    }

    // 4. hard balls lose power and rise
    velocity = v3_scale(velocity, 1.0f - 0.3f * handling.distance);
    velocity.z += 1.5f * handling.distance;
    velocity.z += contact->ball_velocity.z * handling.height * 0.5f + handling.height;
    velocity = v3_mix(velocity, contact->ball_velocity, handling.carry);
    velocity.z += 5.0f * hard * rg_generator_draw(&match->random, 0.2f, 1.0f);

    // 5. curve, 6. spin
    float amount = (high ? 0.05f : 0.25f) * bend(self, v3_flat(velocity));
    velocity = rg_bumped(contact, bent(velocity, amount));
    RgV3 along = v3_unit_or(velocity, v3(0, 0, 0));
    float forward = (high ? -1.3f : 3.5f) * rg_minf(v3_length(velocity), 15.0f);
    return (RgTouchResult){.velocity = velocity,
                           .spin = v3(along.y * forward, along.x * forward, -340.0f * amount),
                           .spin_weight = 0.9f * (1.0f - contact->bumpiness)};
}

/// What a shot is made of: approach, power and difficulty (C.7.5).
typedef struct Strike {
    RgV2 approach; // unit direction of the body at the touch
    float power;   // m/s
    float difficulty;
} Strike;

/// Best angle between the run and the ball is 36 degrees to either side.
static float approach_quality(RgV2 movement, RgV2 direction) {
    float left = fabsf(v2_angle(v2_rotate(direction, 0.2f * RG_PI), movement));
    float right = fabsf(v2_angle(v2_rotate(direction, -0.2f * RG_PI), movement));
    return rg_curve(1.0f - rg_minf(left, right) / RG_PI, 0.8f);
}

static Strike strike_of(const RgMatch* match, const RgContact* contact, RgV2 direction) {
    const RgPlayer* self = &match->players[contact->player];
    const RgClip* clip = &rg_clips[self->motion.clip];
    RgV2 movement = v2_rotate(clip->touch_mov, v2_heading_angle(self->facing));
    float speed = v2_length(movement);
    if (speed < RG_SWITCH_IDLE) {
        movement = v2_scale(self->facing, speed);
    }
    RgV2 approach = v2_unit_or(movement, self->facing);
    float good = rg_pow(approach_quality(approach, direction), 0.8f);
    float steady = 1.0f - rg_nc(contact->push, 0.0f, 0.1f);
    float against =
        rg_nc(v3_length(v3_sub(v3_from(movement, 0.0f), contact->ball_velocity)), 0.0f, 10.0f);

    float power = 45.0f * (0.7f + 0.3f * sqrtf(self->motion.command.power)) * (0.7f + 0.3f * good) *
                  (0.7f + 0.3f * rg_pow(rg_nc(speed, 0.0f, 8.0f), 0.3f)) * (0.4f + 0.6f * steady);
    float most = 32.0f + 13.0f * rg_stat(match, contact->player, RG_STAT_SHOT_POWER);
    power = rg_clamp(power, 0.0f, most * (0.2f + 0.8f * clip_power(clip)));
    power *= 1.0f + 0.2f * against;

    float volley = rg_stat(match, contact->player, RG_STAT_VOLLEY);
    float ease =
        (0.4f + 0.6f * good) * (0.7f + 0.3f * (1.0f - rg_nc(fabsf(speed - 3.5f), 0.0f, 4.0f))) *
        (0.3f + 0.7f * steady) * (0.6f + 0.4f * (1.0f - against * (0.5f - 0.3f * volley))) *
        (0.6f + 0.4f * rg_curve(1.0f - rg_nc(power, 30.0f, 100.0f), 1.0f));
    return (Strike){.approach = approach, .power = power, .difficulty = 1.0f - ease};
}

/// The worst that can come of it: dragged along with the run, thrown off and lifted.
static RgV3 worst_shot(const Strike* strike, RgV2 direction, RgV3 noise) {
    const RgV3 none = {0.0f, 0.0f, 0.0f};
    float d = strike->difficulty;
    float rise = rg_pow(d, 0.7f);
    RgV3 worst = v3_from(v2_mix(direction, strike->approach, 0.8f * d), 0.0f);
    worst = v3_unit_or(v3_add(v3_unit_or(worst, none), v3_scale(noise, 0.5f * d)), none);
    worst.z += rg_curve(rise, 0.7f) * 0.7f;
    return v3_scale(v3_unit_or(worst, none), strike->power * (1.0f - 0.5f * rise));
}

RgTouchResult rg_shot(RgMatch* match, const RgContact* contact) {
    const RgPlayer* self = &match->players[contact->player];
    RgV2 direction = v3_flat(self->motion.command.ball_direction);
    Strike strike = strike_of(match, contact, direction);

    RgV3 noise;
    noise.z = rg_generator_draw(&match->random, -1.0f, 1.0f);
    noise.y = rg_generator_draw(&match->random, -1.0f, 1.0f);
    noise.x = rg_generator_draw(&match->random, -1.0f, 1.0f);
    RgV3 best = v3_scale(v3_unit_or(v3_from(direction, 0.05f), v3(0, 0, 0)), strike.power);
    RgV3 worst = worst_shot(&strike, direction, noise);
    float skill = rg_stat(match, contact->player, RG_STAT_SHOT);
    float miss = rg_pow(rg_generator_draw(&match->random, 0.0f, 1.0f), 0.7f * skill);
    RgV3 velocity = v3_mix(best, worst, miss);

    float amount = 0.25f * bend(self, v3_flat(velocity));
    velocity = bent(velocity, amount);
    float wild = 0.3f + 0.7f * miss;
    RgV3 spin;
    spin.x = -20.0f * direction.y + rg_generator_draw(&match->random, -20.0f, 20.0f) * wild;
    spin.y = -20.0f * direction.x + rg_generator_draw(&match->random, -20.0f, 20.0f) * wild;
    spin.z = -420.0f * amount + rg_generator_draw(&match->random, -20.0f, 20.0f) * 0.7f;
    return (RgTouchResult){.velocity = rg_bumped(contact, velocity),
                           .spin = spin,
                           .spin_weight = 0.7f * (1.0f - contact->bumpiness)};
}
