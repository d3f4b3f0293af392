// One TensorBoard event file: protobuf messages (event.proto) in TFRecord frames. A frame is
//   length u64 | masked CRC-32C of the length u32 | message | masked CRC-32C of the message u32
//   (little endian)
#pragma once

#include "metrics/log_file.h"
#include "metrics/metrics.h"

typedef struct RgEventFile {
    RgLogFile file;
    unsigned char* frame; ///< buffer of the frame being made
    size_t capacity;
} RgEventFile;

/// Creates events.out.tfevents.<seconds>.<host>.<process>.<number> in `folder` and writes its first
/// event, the version.
/// @param start_step >= 0: also writes the mark that voids what earlier files say about this step
/// and later ones.
/// @param wall_time seconds since 1970.
RgStatus rg_event_file_create(const char* folder, int64_t start_step, double wall_time,
                              RgEventFile* out, RgError* error);

/// All scalars of one step as one event.
RgStatus rg_event_file_add_scalars(RgEventFile* events, int64_t step, double wall_time,
                                   const RgScalar* scalars, int count, RgError* error);

/// A text (Markdown) under `tag`, shown by TensorBoard's Text page.
RgStatus rg_event_file_add_text(RgEventFile* events, int64_t step, double wall_time,
                                const char* tag, const char* text, RgError* error);

RgStatus rg_event_file_sync(RgEventFile* events, RgError* error);
RgStatus rg_event_file_close(RgEventFile* events, RgError* error);

/// Cuts every event file of `folder` before its first event that is later than `last_step` or
/// damaged.
RgStatus rg_event_files_cut(const char* folder, int64_t last_step, RgError* error);
