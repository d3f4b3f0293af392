// How bodies are posed when balls, legs and hands meet them (C.1 item 16; D.6; clips/README.md
// section 7): the poses of the clips, and how one fades into the next.
#pragma once

#include "football/clip.h"
#include "football/match.h"

/// Notes how a player's body is posed now, with nothing left of earlier clips: where he is placed.
void rg_pose_take(RgPlayer* player);

enum { RG_POSE_FADED = 11 }; // frame from which nothing shows of earlier clips

/// What follows when another clip may run than then, or the clip at its first frame.
void rg_pose_renew_other(RgPlayer* player);

/// The same as rg_pose_take one tick after the last note: a clip that has begun since fades in.
static inline void rg_pose_renew(RgPlayer* player) {
    RgPose* pose = &player->pose;
    const RgMotion* motion = &player->motion;
    if (motion->frame == 0 || motion->clip != pose->frames[0].clip) {
        rg_pose_renew_other(player);
        return;
    }
    pose->open = true;
    pose->position = player->position;
    pose->frames[0].frame = motion->frame;
    pose->count = motion->frame < RG_POSE_FADED ? pose->count : 1;
}

/// How the body was posed at the last note.
RgPose rg_pose(const RgPlayer* player);

/// The same, kept in the player: before the clip that ran then is replaced.
void rg_pose_settle(RgPlayer* player);

/// Where the parts of a body are, in the clip's frame. @param parts (RG_BODY_PARTS)
void rg_pose_parts(const RgPose* pose, RgPartPose* parts);

/// Where the pelvis is, the first of them.
RgV3 rg_pose_root(const RgPose* pose);

/// v turned by the quaternion x, y, z, w.
RgV3 rg_turned_by(const float q[4], RgV3 v);
