// What a run measures, written twice: TensorBoard event files, and the same numbers as lines of
// JSON (metrics.jsonl):
//   {"step":4096,"time":1700000000.123,"episode/return":0.93,"loss/policy":-0.0012}
// A number that is not finite is null there. Steps count env steps and never fall.
#pragma once

#include "regista/core.h"

/// Most scalars of one call.
enum { RG_SCALARS_MAX = 256 };

/// One measured number. Names are TensorBoard tags: "loss/policy" stands under "loss".
typedef struct RgScalar {
    const char* name;
    double value;
} RgScalar;

typedef struct RgMetrics RgMetrics;

/// Opens the metrics of a run in an existing folder.
/// @param last_step -1: a new run, earlier metrics in the folder are removed; >= 0: the run goes on
/// behind this step, and
///                  whatever is there about later steps is removed.
RgStatus rg_metrics_open(const char* folder, int64_t last_step, RgMetrics** out, RgError* error);

/// Adds the scalars of a step to both files; 1 … RG_SCALARS_MAX of them. They are visible to
/// readers at once.
/// @return RG_ERROR_IO (disk full, …): neither file holds half a record; calling again later is
/// allowed.
RgStatus rg_metrics_add(RgMetrics* metrics, int64_t step, const RgScalar* scalars, int count,
                        RgError* error);

/// Adds a text (Markdown) to the event file, such as the run's configuration.
RgStatus rg_metrics_add_text(RgMetrics* metrics, int64_t step, const char* name, const char* text,
                             RgError* error);

/// Waits until everything added is on the disk; call it before a checkpoint counts.
RgStatus rg_metrics_flush(RgMetrics* metrics, RgError* error);

/// Flushes and releases everything, also when it returns an error. NULL is fine.
RgStatus rg_metrics_close(RgMetrics* metrics, RgError* error);

/// Writes <folder>/tensorboard_commands.txt: commands that show this run, and all runs beside it.
RgStatus rg_write_tensorboard_commands(const char* folder, RgError* error);
