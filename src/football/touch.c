// The tick in which a clip's touch frame comes: is the ball where the clip meets it, and which rule
// of C.7 applies (touch_*.c)? The ball gets its velocity first, then its spin, then the touch is
// credited; in this order later rules of the tick see them.
#include "football/touch.h"

#include "football/ball.h"
#include "football/contact.h"
#include "football/control.h"
#include "football/possession.h"
#include "football/referee.h"
#include "football/touch_parts.h"

/// Bumpiness of C.7.1 (3.2), or a value above 1: no touch. The planned point and the summed shift
/// are not turned between the frames, so for the second team the shift counts with the wrong sign.
static float bumpiness(const RgContact* contact, const RgPlayer* self) {
    const RgClip* clip = &rg_clips[self->motion.clip];
    if (clip->in_retain != 0) {
        return rg_curve(rg_curve(0.0f, 1.0f), 0.5f);
    }
    RgV2 shift = rg_turned(contact->team, self->motion.shift);
    RgV3 planned = v3_add(self->motion.touch_position, v3_from(shift, 0.0f));
    float distance = v3_length(v3_sub(contact->ball, planned));
    if (distance >= 0.4f || fabsf(contact->ball.z - clip->touch.z) >= 1.0f) {
        return 2.0f;
    }
    return rg_curve(rg_curve(rg_clamp(distance / 0.4f - 0.001f, 0.0f, 1.0f), 1.0f), 0.5f);
}

static bool is_pass(int function) {
    return function == RG_FN_SHORT_PASS || function == RG_FN_LONG_PASS ||
           function == RG_FN_HIGH_PASS;
}

static RgTouchResult result_of(RgMatch* match, const RgContact* contact) {
    RgTouchResult result;
    switch (match->players[contact->player].motion.function) {
    case RG_FN_SHORT_PASS:
    case RG_FN_LONG_PASS:
    case RG_FN_HIGH_PASS:
        return rg_pass(match, contact);
    case RG_FN_SHOT:
        return rg_shot(match, contact);
    case RG_FN_INTERFERE:
        return rg_interfere(match, contact);
    case RG_FN_SLIDING:
        return rg_slide(match, contact);
    case RG_FN_DEFLECT:
        return rg_parry(match, contact);
    case RG_FN_BALL_CONTROL:
        if (match->players[contact->player].has_possession) {
            return rg_ball_control(match, contact);
        }
        break;
    default:
        break;
    }
    result = rg_trap(match, contact);
    result.velocity = rg_bumped(contact, result.velocity);
    return result;
}

static RgTouchType touch_type(const RgMotion* motion) {
    switch (motion->function) {
    case RG_FN_INTERFERE:
    case RG_FN_SLIDING:
    case RG_FN_DEFLECT:
        return RG_TOUCH_ACCIDENTAL;
    default:
        return rg_clips[motion->clip].touch_kicked ? RG_TOUCH_KICKED : RG_TOUCH_NOT_KICKED;
    }
}

/// The ball is met: @return whether it gets a velocity, or it is caught.
static bool meet_ball(RgMatch* match, const RgContact* contact, RgKick* kick) {
    if (match->players[contact->player].motion.function == RG_FN_DEFLECT &&
        rg_can_catch(match, contact)) {
        match->retainer = (int8_t)contact->player;
        rg_credit_touch(match, contact->player, RG_TOUCH_ACCIDENTAL);
        return false;
    }
    RgTouchResult result = result_of(match, contact);
    match->retainer = RG_NOBODY;
    rg_ball_kick_begin(match, contact->team, rg_turned3(contact->team, result.velocity),
                       result.spin, result.spin_weight, kick);
    return true;
}

bool rg_touch_begin(RgMatch* match, int player, RgKick* kick) {
    if (match->retainer != RG_NOBODY && match->retainer != player) {
        return false;
    }
    RgContact contact = rg_contact_of(match, player);
    contact.bumpiness = bumpiness(&contact, &match->players[player]);
    return contact.bumpiness <= 1.0f && meet_ball(match, &contact, kick);
}

// a pass hands the control over to its target (C.9.5)
void rg_touch_end(RgMatch* match, int player, const RgKick* kick) {
    const RgMotion* motion = &match->players[player].motion;
    if (kick != NULL) {
        rg_ball_kick_end(match, kick);
        rg_credit_touch(match, player, touch_type(motion));
        if (is_pass(motion->function) && motion->command.target != RG_NOBODY) {
            rg_control_select(match, rg_team_of(player), motion->command.target);
        }
    }
    if (match->in_set_piece && match->referee.taker == player) {
        rg_referee_taken(match, player);
    }
}

/// How far a held ball is pulled back into the penalty area (C.14), own frame.
static RgV2 back_into_box(RgV2 ball) {
    RgV2 inside =
        v2(rg_minf(ball.x, -RG_PITCH_HALF_LENGTH + 16.4f), rg_clamp(ball.y, -20.05f, 20.05f));
    RgV2 pull = v2_sub(inside, ball);
    float length = v2_length(pull);
    return v2_scale(v2_unit(pull), rg_minf(length, 0.5f) * 0.3f);
}

void rg_touch_hold(RgMatch* match, int player) {
    RgPlayer* self = &match->players[player];
    int team = rg_team_of(player);
    const RgClip* clip = &rg_clips[self->motion.clip];
    if (clip->touch_frame >= 0 && self->motion.frame >= clip->touch_frame &&
        clip->out_retain_raw == 0) {
        match->retainer = RG_NOBODY;
        return;
    }
    if (self->role == RG_ROLE_GK && match->in_play && !match->in_set_piece) {
        RgV2 pull = back_into_box(v3_flat(rg_held_ball(match, player)));
        if (pull.x != 0.0f || pull.y != 0.0f) {
            rg_body_shift(match, player, pull);
        }
    }
    rg_ball_hold(match, team, rg_turned3(team, rg_held_ball(match, player)));
    rg_credit_touch(match, player, RG_TOUCH_NOT_KICKED);
}
