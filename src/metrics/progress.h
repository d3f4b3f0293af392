// The line that tells how a run is going: redrawn in place on a terminal, a plain line now and then
// elsewhere.
//   1.23M / 3.00M env steps (41 %) | 12.3k/s | goals 0.87 | return 0.913 | loss -0.0123 | 2:24 left
#pragma once

#include "regista/core.h"

#include <stdio.h>

/// What a run reports. Not-a-number: not known yet, shown as "-".
typedef struct RgProgressReport {
    int64_t env_steps;      ///< since the run began, also before a resume
    int64_t env_steps_goal; ///< budget of the run, 0 unknown
    double goals;           ///< goals per episode, mean of recent episodes
    double episode_return;  ///< mean of recent episodes, reward units
    double loss;            ///< of the last update
} RgProgressReport;

typedef struct RgProgress {
    FILE* out;
    bool in_place;     ///< redraw one line instead of printing lines
    double interval;   ///< seconds between two prints
    double last_print; ///< time of the last one
    double rate_time;  ///< time and steps of the last look at the speed
    int64_t rate_steps;
    double rate;  ///< env steps/s, smoothed; 0 until known
    bool started; ///< whether there was a first report
} RgProgress;

/// @param out      where lines go; not closed.
/// @param terminal whether `out` is a terminal: redraws 5 times a second; otherwise a line every
/// `interval` seconds.
/// @param interval seconds > 0.
RgProgress rg_progress_start(FILE* out, bool terminal, double interval);

/// Takes note of the report and prints if it is time to.
/// @param now seconds of a clock that never goes back.
void rg_progress_update(RgProgress* progress, const RgProgressReport* report, double now);

/// Prints a last time and ends the line.
void rg_progress_finish(RgProgress* progress, const RgProgressReport* report, double now);

/// The line without end of line. @param rate env steps/s, 0 unknown. @return length as snprintf.
size_t rg_progress_line(const RgProgressReport* report, double rate, char* out, size_t capacity);
