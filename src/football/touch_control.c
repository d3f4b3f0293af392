// Dribbling and trapping (C.7.2, C.7.3; 3.7, 3.8): the ball is sent to where the body will be when
// its clip has ended, a little ahead of the feet. A trap is the same with an error that grows with
// the difficulty of the ball.
#include "football/touch_parts.h"

#include "football/attributes.h"
#include "football/ball.h"
#include "football/control.h"
#include "football/possession.h"

RgContact rg_contact_of(const RgMatch* match, int player) {
    int team = rg_team_of(player);
    return (RgContact){.player = player,
                       .team = team,
                       .ball = rg_ball_predict_as(match, team, 0),
                       .ball_velocity = rg_turned3(team, match->ball.velocity),
                       .bumpiness = 0.0f,
                       .push = v2_length(match->players[player].bump)};
}

RgV3 rg_bumped(const RgContact* contact, RgV3 velocity) {
    return v3_mix(velocity, contact->ball_velocity, contact->bumpiness);
}

/// Speed the toucher's controller wants now (vcur of 3.7).
static float controller_speed(const RgMatch* match, int player) {
    const RgSlot* slot = rg_driving_slot(match, player);
    return slot != NULL ? slot->input_speed : match->players[player].wanted_speed;
}

/// Extra distance of the ball under pressure, 0 … 1, times 3 m in the rule.
static float annoyance(const RgMatch* match, const RgContact* contact) {
    const RgPlayer* self = &match->players[contact->player];
    float near = 0.0f;
    rg_nearest_opponent(match, contact->team, self->position, &near);
    float calm = rg_stat(match, contact->player, RG_STAT_CALMNESS);
    float balance = rg_stat(match, contact->player, RG_STAT_BALANCE);
    return (1.0f - rg_nc(near, 0.5f, 1.5f)) * (1.0f - 0.5f * calm - 0.3f * balance) *
           rg_curve(rg_nc(self->motion.end_speed, 0.0f, 8.0f), 0.7f);
}

/// Wanted velocity of the ball carrier, stretched above 6 m/s to his own maximum.
static RgV2 wanted_velocity(const RgMatch* match, int player, RgV2 direction, float speed) {
    float current = controller_speed(match, player);
    RgV2 wanted = v2_scale(direction, 0.7f * speed + 0.3f * current);
    float length = v2_length(wanted);
    if (length > 6.0f) {
        float most = rg_max_speed(rg_number_of(player));
        wanted = v2_scale(v2_unit(wanted), 6.0f + (length - 6.0f) * (most - 6.0f) / 2.0f);
    }
    return wanted;
}

/// Forward roll of the ball along the mix of body and ball direction, with a little backspin at
/// speed.
static RgV3 roll(RgV2 offset, RgV3 velocity) {
    RgV3 along = v3_add(v3_scale(v3_unit_or(v3_from(offset, 0.0f), v3(0, 0, 0)), 0.6f),
                        v3_scale(v3_unit_or(velocity, v3(0, 0, 0)), 0.4f));
    along = v3_unit_or(along, v3(0, 0, 0));
    float speed = v3_length(velocity);
    float amount = 2.0f * RG_PI * speed - 30.0f * rg_pow(rg_nc(speed, 0.0f, 10.0f), 0.7f);
    return v3(along.y * amount, along.x * amount, 0.0f);
}

RgTouchResult rg_control_vector(const RgMatch* match, const RgContact* contact, float trap_offset) {
    const RgPlayer* self = &match->players[contact->player];
    const RgMotion* motion = &self->motion;
    RgV2 direction = motion->command.use_movement ? motion->command.direction : v2(0.0f, 0.0f);
    float speed = motion->command.use_movement ? motion->command.speed : 0.0f;
    RgV2 heading = v2_heading(motion->end_angle);
    RgV2 body = v2_heading(motion->end_body_angle);
    bool ends_idle = motion->end_speed < RG_SWITCH_IDLE;
    RgV2 ball = v3_flat(contact->ball);

    // 1. how much the ball may be quicker than the body
    float overdrive = speed < RG_SWITCH_DRIBBLE ? 0.0f : (speed > RG_SWITCH_WALK ? 1.2f : 0.6f);
    if (ends_idle) {
        overdrive = 0.0f;
    }
    overdrive *= rg_minf(0.5f + 0.5f * v2_dot(self->facing, direction),
                         0.5f + 0.5f * v2_dot(heading, direction));

    // 2. where the player wants to go and where his body takes him
    RgV2 wanted = wanted_velocity(match, contact->player, direction, speed);
    float path_speed = v2_length(motion->end_velocity);
    float s = rg_clamp(v2_length(wanted), path_speed, path_speed + overdrive);
    RgV2 desired = v2_scale(v2_unit_or(wanted, heading), s);
    RgV2 physics = v2_scale(heading, s);

    // 3. ball ahead of the feet; high balls bounce off the body (G is not turned: 3.7)
    float turn =
        s < RG_SWITCH_IDLE ? 0.0f : motion->end_body_angle - v2_heading_angle(self->facing);
    RgV2 front = rg_front_of_foot(s, turn, contact->ball.z);
    float high = 0.5f * rg_nc(contact->ball.z, 0.5f, 1.0f);
    RgV2 offset = v2_scale(body, v2_length(front) + trap_offset + 3.0f * annoyance(match, contact));
    offset = v2_add(offset, v2_scale(front, high * 0.5f));
    offset = v2_add(offset, v2_scale(self->body_direction, high * 0.5f));

    // 4., 5. planned ball point
    float near = rg_nc(s, 0.0f, 8.0f);
    float delay = 0.25f + 0.6f * near * near;
    float share = ends_idle ? 1.0f : (self->has_possession ? 0.7f : 0.9f);
    RgV2 end = motion->end_position;
    RgV2 by_body = v2_add(v2_add(end, v2_scale(physics, delay)), offset);
    RgV2 by_wish = v2_add(v2_add(end, v2_scale(desired, delay)), offset);
    RgV2 planned = v2_add(v2_scale(by_body, share), v2_scale(by_wish, 1.0f - share));

    // 6.-9. power to get there in time
    const RgClip* clip = &rg_clips[motion->clip];
    float time = (float)(clip->frames - 1 - motion->frame) * 0.01f + delay + 0.08f;
    float dribble = rg_stat(match, contact->player, RG_STAT_DRIBBLE);
    float control = rg_stat(match, contact->player, RG_STAT_BALL_CONTROL);
    float power =
        rg_pow(v2_distance(planned, ball) / (time * 1.1f * (0.38f + 0.02f * dribble)), 0.7f);
    float height = rg_clamp(0.1f + 1.5f * rg_pow(power / 10.0f, 1.6f), 0.0f, 1.5f);
    float fast = rg_nc(s, 5.0f, 7.2f);
    power *= (1.0f - fast) + fast * (1.2f - 0.03f * control);
    RgV3 velocity = v3_from(v2_scale(v2_unit_or(v2_sub(planned, ball), body), power), height);
    return (RgTouchResult){.velocity = velocity, .spin = roll(offset, velocity)};
}

/// Sprint and Dribble both held: the ball is knocked farther ahead (3.7).
static RgV3 knocked_on(const RgMatch* match, const RgContact* contact, RgV3 velocity) {
    return match->players[contact->player].motion.command.knock_on ? v3_scale(velocity, 1.35f)
                                                                   : velocity;
}

RgHandling rg_handling(RgMatch* match, const RgContact* contact) {
    const RgPlayer* self = &match->players[contact->player];
    float push = rg_nc(contact->push, 0.0f, 0.1f) * 2.0f;
    RgV3 relative = v3_sub(v3_from(self->velocity, 0.0f), contact->ball_velocity);
    float speed = rg_pow(rg_nc(v3_length(relative), 10.0f, 50.0f), 1.5f) * 5.0f;
    RgV2 feet = v2_mad(self->position, self->facing, 0.2f);
    float away = rg_nc(v2_distance(feet, v3_flat(contact->ball)), 0.7f, 1.3f);
    float far = away * away * 2.0f;
    RgHandling handling = {.distance = 2.0f * push + speed + 4.0f * far,
                           .height = 0.5f * push + 2.0f * speed + far,
                           .carry = 0.0f};

    // a ball the opponents have just kicked comes as a surprise
    int other = 1 - contact->team;
    if (match->last_touch_team == other && match->teams[other].last_toucher != RG_NOBODY) {
        int decay = (int)(1000.0f - 500.0f * rg_stat(match, contact->player, RG_STAT_REACTION));
        float bias = rg_pow(rg_team_touch_bias(match, other, decay, match->clock), 0.6f) * 5.0f;
        handling.distance += bias;
        handling.height += bias;
        handling.carry = rg_clamp(handling.carry + 0.1f * bias, 0.0f, 0.9f);
    }
    float factor = (1.0f - 0.5f * rg_stat(match, contact->player, RG_STAT_BALL_CONTROL)) *
                   rg_generator_draw(&match->random, 0.5f, 1.0f);
    handling.distance = rg_clamp(handling.distance * factor, 0.0f, 1.0f);
    handling.height = rg_clamp(handling.height * factor, 0.0f, 1.0f);
    handling.carry = rg_clamp(handling.carry * factor, 0.0f, 1.0f);
    return handling;
}

RgTouchResult rg_ball_control(const RgMatch* match, const RgContact* contact) {
    RgTouchResult result = rg_control_vector(match, contact, 0.0f);
    result.spin_weight = 0.6f * (1.0f - contact->bumpiness);
    result.velocity = rg_bumped(contact, knocked_on(match, contact, result.velocity));
    return result;
}

RgTouchResult rg_trap(RgMatch* match, const RgContact* contact) {
    RgHandling handling = rg_handling(match, contact);
    RgTouchResult result = rg_control_vector(match, contact, handling.distance);
    result.velocity.z += contact->ball_velocity.z * handling.height + 4.0f * handling.height;
    result.velocity = v3_mix(result.velocity, contact->ball_velocity, handling.carry);
    result.velocity = knocked_on(match, contact, result.velocity);
    result.spin_weight = 0.5f * (1.0f - contact->bumpiness);
    return result;
}

/// A ball that slips away from D (first form), or at his feet when he stumbles (second form).
static bool slips_away(const RgMatch* match, int player) {
    const RgPlayer* self = &match->players[player];
    int team = rg_team_of(player);
    bool running = self->motion.function == RG_FN_MOVEMENT;
    bool stumbling = self->motion.function == RG_FN_TRIP && self->has_possession;
    if (match->owner != player || (!running && !stumbling)) {
        return false;
    }
    RgV3 ball = rg_ball_predict_as(match, team, 0);
    float now = v2_distance(v3_flat(ball), self->position);
    if (!running) {
        // once: recorded stumbles touch again 550 ms after the player's own last touch, but not 330
        // ms after it
        return now < 0.4f && rg_touch_bias(match, player, 500, match->clock) <= 0.01f;
    }
    if (now >= 0.6f || ball.z >= 1.6f || rg_touch_bias(match, player, 1500, match->clock) > 0.01f ||
        rg_team_touch_bias(match, 1 - team, 240, match->clock) > 0.01f) {
        return false;
    }
    RgV3 later = rg_ball_predict_as(match, team, 200);
    float then = v2_distance(v3_flat(later), v2_mad(self->position, self->velocity, 0.2f));
    return then > 0.65f && then > now;
}

void rg_controlled_collision_test(const RgPitch* pitch, RgMatch* match, int player) {
    if (match->in_play && match->retainer == RG_NOBODY && slips_away(match, player)) {
        rg_settle_orientation(&match->players[player]);
        rg_controlled_collision(pitch, match, player);
    }
}

void rg_controlled_collision(const RgPitch* pitch, RgMatch* match, int player) {
    (void)pitch;
    RgContact contact = rg_contact_of(match, player);
    RgTouchResult result = rg_trap(match, &contact);
    rg_ball_kick(match, contact.team, rg_turned3(contact.team, result.velocity), result.spin, 0.2f);
    rg_credit_touch(match, player, RG_TOUCH_NOT_KICKED);
}
