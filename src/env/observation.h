// Encoders from raw observations to rows of floats, and their history for stacking (A.4).
#pragma once

#include "env/env_def.h"

enum { RG_STACK_FRAMES = 4 };

/// One side's raw observation without what belongs to one agent (active, sticky). `team` 1:
/// mirrored.
void rg_observe_team(const RgObserver* observer, const RgMatchView* view, int32_t team,
                     RgObservation* out);

/// Adds what belongs to agent slot `slot` to its side's observation.
void rg_observe_slot(const RgObserver* observer, const RgMatchView* view, int32_t slot,
                     RgObservation* out);

/// Width and height of minimaps.
typedef struct RgFrameShape {
    int32_t width, height;
} RgFrameShape;

/// A representation: what is remembered of one observation (a frame), and how frames become a row.
typedef struct RgEncoder {
    /// Bytes of a frame.
    size_t frame_bytes;
    /// Floats of one observation.
    int32_t (*size)(RgFrameShape shape);
    /// @param memory of the row; the step that led to the observation is noted in it
    void (*encode)(const RgObservation* observation, const RgEntityMemory* memory,
                   RgFrameShape shape, void* frame);
    /// Writes `count` frames, oldest first, as one row.
    void (*write)(const void* const* frames, int32_t count, RgFrameShape shape, float* row);
} RgEncoder;

/// @param representation RgRepresentation
const RgEncoder* rg_encoder(int32_t representation);
