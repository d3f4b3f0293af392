// Reading the packed poses of the clip table (clips/README.md section 7).
#include "football/clip.h"

#include <stddef.h>

RgPartPose rg_clip_part(const RgClip* clip, int frame, int part) {
    int stored = clip->mirror ? rg_part_boxes[part].mirror_part : part;
    size_t record = ((size_t)clip->parts_row + (size_t)frame) * RG_BODY_PARTS + (size_t)stored;
    uint64_t low = rg_clip_part_low[record];
    uint16_t high = rg_clip_part_high[record];
    RgPartPose pose;
    pose.place = v3((float)(int16_t)low * 0.001f, (float)(int16_t)(low >> 16) * 0.001f,
                    (float)(int16_t)(low >> 32) * 0.001f);
    pose.turn[0] = (float)(int8_t)(low >> 48) / 127.0f;
    pose.turn[1] = (float)(int8_t)(low >> 56) / 127.0f;
    pose.turn[2] = (float)(int8_t)high / 127.0f;
    pose.turn[3] = (float)(int8_t)(high >> 8) / 127.0f;
    if (clip->mirror) {
        pose.place.x = -pose.place.x;
        pose.turn[1] = -pose.turn[1];
        pose.turn[2] = -pose.turn[2];
    }
    return pose;
}
