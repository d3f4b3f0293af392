// Winning the ball and the keeper's hands (C.7.6; 1.10, 3.11).
#include "football/touch_parts.h"

#include "football/attributes.h"
#include "football/possession.h"

RgTouchResult rg_interfere(RgMatch* match, const RgContact* contact) {
    const RgPlayer* self = &match->players[contact->player];
    RgTouchResult result = rg_trap(match, contact);
    RgV2 away = v2_unit(v2_sub(v3_flat(contact->ball), self->position));
    RgV3 velocity = v3_scale(result.velocity, 0.5f);
    velocity = v3_add(velocity, v3_from(v2_scale(away, 4.0f), 0.0f));
    velocity.z += rg_generator_draw(&match->random, 0.5f, 1.5f);
    result.velocity = rg_bumped(contact, velocity);
    result.spin.z = 0.3f * (1.0f - contact->bumpiness);
    result.spin_weight = 1.0f;
    return result;
}

RgTouchResult rg_slide(const RgMatch* match, const RgContact* contact) {
    const RgMotion* motion = &match->players[contact->player].motion;
    RgV3 impulse = v3_unit_or(rg_clips[motion->clip].balldir, v3(0, 0, 0));
    RgV3 velocity =
        v3_scale(v3_from(v2_rotate(v3_flat(impulse), motion->start_angle), impulse.z), 6.0f);
    velocity = v3_sub(velocity, v3_scale(contact->ball_velocity, 0.28f));
    velocity.z += 6.0f;
    return (RgTouchResult){.velocity = rg_bumped(contact, velocity), .spin_weight = 0.0f};
}

bool rg_can_catch(const RgMatch* match, const RgContact* contact) {
    const RgPlayer* self = &match->players[contact->player];
    if (rg_clips[self->motion.clip].out_retain_raw == 0 || match->retainer != RG_NOBODY) {
        return false;
    }
    int decay = (int)(1200.0f - 400.0f * rg_stat(match, contact->player, RG_STAT_REACTION));
    float surprise =
        rg_pow(rg_team_touch_bias(match, 1 - contact->team, decay, match->clock), 0.6f);
    float speed = v3_length(v3_sub(contact->ball_velocity, v3_from(self->velocity, 0.0f)));
    return (1.0f - rg_nc(speed, 0.0f, 40.0f)) * (1.0f - surprise) >= 0.3f;
}

RgTouchResult rg_parry(RgMatch* match, const RgContact* contact) {
    const RgPlayer* self = &match->players[contact->player];
    RgV2 ball = v3_flat(contact->ball_velocity);
    RgV2 direction = v2_add(v2_scale(ball, -0.1f), v2_scale(self->velocity, 2.0f));
    direction.x += 4.0f;
    direction.y += rg_generator_draw(&match->random, -1.0f, 1.0f);
    float speed = 0.3f * v2_length(ball) + 2.5f * v2_length(self->velocity);
    RgV3 velocity = v3_from(v2_scale(v2_unit(direction), speed), 1.2f);
    return (RgTouchResult){.velocity = rg_bumped(contact, velocity),
                           .spin_weight = 0.2f * (1.0f - contact->bumpiness)};
}
