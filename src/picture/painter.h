// Inside of a picture: drawing a whole scene (motion and trail included), for the recorder.
#pragma once

#include "picture/picture_def.h"
#include "picture/scene.h"

const RgImage* rg_picture_draw_scene(RgPicture* picture, const RgScene* scene);

/// Shapes that found no room in the draw list since creation; 0 unless something is wrong.
int32_t rg_picture_dropped(const RgPicture* picture);
