// The empty stadium: grass, lines, goals, boards and spectators, painted once; and the parts of the
// goals that stand in front of players.
#pragma once

#include "picture/scene.h"

/// Paints the whole background.
void rg_stadium_paint(RgImage* image, const RgCamera* camera, const RgFont* font, RgDrawList* list,
                      RgRaster* raster);

/// Adds posts, bar and nets of both goals at their depth.
void rg_stadium_add_goals(RgDrawList* list, const RgCamera* camera);
