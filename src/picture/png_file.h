// Encoding an image as PNG in memory.
#pragma once

#include "regista/picture.h"

/// Bytes that any PNG of an image of this size fits into.
size_t rg_png_room(const RgImage* image);

/// @param fast larger files in less time
/// @param bytes in: room at `out`; out: bytes written
RgStatus rg_png_encode(const RgImage* image, bool fast, void* out, size_t* bytes, RgError* error);
