// What the files of the touch rules share (touch*.c): the moment of a touch, seen from the toucher,
// and what comes out of it.
#pragma once

#include "football/touch.h"

/// A foot, head or hand at the ball. Own frame of the toucher's team.
typedef struct RgContact {
    int player, team;
    RgV3 ball;          // predict(0): one tick old unless the ball was touched in this tick (3.1)
    RgV3 ball_velocity; // true velocity before the touch
    float bumpiness;    // beta of 3.2, 0 … 1: how much of the old ball velocity stays
    float push;         // length of the decaying collision offset, m
} RgContact;

/// What a touch does to the ball. Own frame; spin unrotated (1.1).
typedef struct RgTouchResult {
    RgV3 velocity;
    RgV3 spin;         // rad/s
    float spin_weight; // 0: the spin stays
} RgTouchResult;

/// How hard a ball is to handle (C.7.3, 3.8), each in [0, 1].
typedef struct RgHandling {
    float distance, height, carry;
} RgHandling;

/// Ball, velocity and push of a contact; bumpiness 0.
RgContact rg_contact_of(const RgMatch* match, int player);

/// df, hf and mf with the draw of their common factor.
RgHandling rg_handling(RgMatch* match, const RgContact* contact);

/// Dribble vector and spin of C.7.2 before bumpiness; `trap_offset` in m. Spin weight left 0.
RgTouchResult rg_control_vector(const RgMatch* match, const RgContact* contact, float trap_offset);
/// C.7.2, with possession.
RgTouchResult rg_ball_control(const RgMatch* match, const RgContact* contact);
/// C.7.3 before bumpiness; one draw.
RgTouchResult rg_trap(RgMatch* match, const RgContact* contact);

/// C.7.4; also renews direction, power and target of the running command.
RgTouchResult rg_pass(RgMatch* match, const RgContact* contact);
/// C.7.5.
RgTouchResult rg_shot(RgMatch* match, const RgContact* contact);

/// C.7.6.
RgTouchResult rg_interfere(RgMatch* match, const RgContact* contact);
RgTouchResult rg_slide(const RgMatch* match, const RgContact* contact);
RgTouchResult rg_parry(RgMatch* match, const RgContact* contact);
/// Can the running deflect clip hold the ball?
bool rg_can_catch(const RgMatch* match, const RgContact* contact);

/// velocity * (1 - beta) + old * beta
RgV3 rg_bumped(const RgContact* contact, RgV3 velocity);
