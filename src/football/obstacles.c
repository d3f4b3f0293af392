// What stands in the ball's way (C.2 step 6).
#include "football/obstacles.h"

#include "football/pitch.h"

// steers a velocity in the plane of a post or the bar away along the normal (step 6)
static RgV2 rebound(RgV2 velocity, RgV2 normal) {
    float speed = v2_length(velocity);
    RgV2 away = v2_unit(v2_mad(v2_unit(velocity), normal, 1.1f));
    return v2_scale(away, speed * 0.8f);
}

bool rg_hit_woodwork(RgV3* p, RgV3* v) {
    const float reach = 0.07f + RG_BALL_RADIUS;
    if (fabsf(p->x) < RG_PITCH_HALF_LENGTH - reach || fabsf(p->x) > RG_PITCH_HALF_LENGTH + reach ||
        fabsf(p->y) > RG_GOAL_HALF_WIDTH + reach) {
        return false;
    }
    bool hit = false;
    float line = p->x < 0.0f ? -RG_PITCH_HALF_LENGTH : RG_PITCH_HALF_LENGTH;
    if (p->z < RG_GOAL_HEIGHT + reach) {
        RgV2 post = v2(line, p->y < 0.0f ? -RG_GOAL_HALF_WIDTH : RG_GOAL_HALF_WIDTH);
        RgV2 offset = v2_sub(v3_flat(*p), post);
        if (v2_length(offset) < reach) {
            RgV2 normal = v2_unit(offset);
            RgV2 after = rebound(v3_flat(*v), normal);
            RgV2 outside = v2_mad(post, normal, reach);
            *p = v3_from(outside, p->z);
            *v = v3_from(after, v->z);
            hit = true;
        }
    }
    if (fabsf(p->y) < RG_GOAL_HALF_WIDTH + reach) {
        RgV2 offset = v2(p->x - line, p->z - RG_GOAL_HEIGHT);
        if (v2_length(offset) < reach) {
            RgV2 normal = v2_unit(offset);
            RgV2 after = rebound(v2(v->x, v->z), normal);
            p->x = line + normal.x * reach;
            p->z = RG_GOAL_HEIGHT + normal.y * reach;
            v->x = after.x;
            v->z = after.y;
            hit = true;
        }
    }
    return hit;
}

// A net works from one ball radius inside its plane; the push grows with the distance from the
// plane on both sides of it (measured: it is larger just before the plane than at it).
static float net_push(float distance, float strength) {
    return rg_pow(rg_minf(fabsf(distance), 1.0f), 2.6f) * strength;
}

bool rg_hit_nets(RgV3* p, RgV3* v) {
    const float rear = RG_PITCH_HALF_LENGTH + RG_GOAL_DEPTH;
    float strength = fabsf(v->x) > 55.5f ? 1.8f : 4.8f;
    bool hit = false;
    if (fabsf(p->y) > RG_GOAL_HALF_WIDTH - RG_BALL_RADIUS) {
        float push = net_push(fabsf(p->y) - RG_GOAL_HALF_WIDTH, strength);
        v->y = v->y * 0.95f + (p->y < 0.0f ? push : -push);
        hit = true;
    }
    if (fabsf(p->x) > rear - RG_BALL_RADIUS) {
        float push = net_push(fabsf(p->x) - rear, 1.8f);
        v->x = v->x * 0.95f + (p->x < 0.0f ? push : -push);
        hit = true;
    }
    if (p->z > RG_GOAL_HEIGHT - RG_BALL_RADIUS) {
        v->z = v->z * 0.95f - net_push(p->z - RG_GOAL_HEIGHT, strength);
        hit = true;
    }
    return hit;
}
