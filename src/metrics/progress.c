// Speed is smoothed over about ten seconds, so that the time left does not jump with every update.
#include "metrics/progress.h"

#include <math.h>
#include <string.h>

static const double TERMINAL_INTERVAL = 0.2, SMOOTHING_SECONDS = 10.0;

// ---- formatting

/// A count in four or five characters: 999, 12.3k, 1.23M, 4.56G.
static void format_count(double count, char* out, size_t capacity) {
    static const char* const units[] = {"", "k", "M", "G", "T"};
    int unit = 0;
    // the next unit begins where three digits would round up to it
    while (unit < 4 && count >= (unit == 0 ? 999.5 : 999.95)) {
        count /= 1000.0;
        unit++;
    }
    int decimals = unit == 0 || count >= 99.95 ? 0 : (count >= 9.995 ? 1 : 2);
    snprintf(out, capacity, "%.*f%s", decimals, count, units[unit]);
}

static void format_number(double value, int digits, char* out, size_t capacity) {
    if (isnan(value)) {
        snprintf(out, capacity, "-");
    } else {
        snprintf(out, capacity, "%.*f", digits, value);
    }
}

/// 0:05, 12:34, 1:02:03, or days when there are some.
static void format_seconds(double seconds, char* out, size_t capacity) {
    if (!(seconds < 8.64e8)) {
        snprintf(out, capacity, "ages");
        return;
    }
    long whole = lround(seconds);
    long hours = whole / 3600, minutes = whole / 60 % 60;
    if (hours >= 24) {
        snprintf(out, capacity, "%ld d %ld h", hours / 24, hours % 24);
    } else if (hours > 0) {
        snprintf(out, capacity, "%ld:%02ld:%02ld", hours, minutes, whole % 60);
    } else {
        snprintf(out, capacity, "%ld:%02ld", minutes, whole % 60);
    }
}

/// "1.23M / 3.00M env steps (41 %)"
static void format_steps(const RgProgressReport* report, char* out, size_t capacity) {
    char done[16], goal[16];
    format_count((double)report->env_steps, done, sizeof done);
    if (report->env_steps_goal <= 0) {
        snprintf(out, capacity, "%s env steps", done);
        return;
    }
    format_count((double)report->env_steps_goal, goal, sizeof goal);
    double share = (double)report->env_steps / (double)report->env_steps_goal;
    snprintf(out, capacity, "%s / %s env steps (%.0f %%)", done, goal, floor(100.0 * share));
}

size_t rg_progress_line(const RgProgressReport* report, double rate, char* out, size_t capacity) {
    char steps[64], speed[16] = "-", goals[32], episode_return[32], loss[32], left[32] = "-";
    format_steps(report, steps, sizeof steps);
    if (rate > 0.0) {
        format_count(rate, speed, sizeof speed);
        double missing = (double)(report->env_steps_goal - report->env_steps);
        if (report->env_steps_goal > 0) {
            format_seconds(fmax(missing, 0.0) / rate, left, sizeof left);
        }
    }
    format_number(report->goals, 2, goals, sizeof goals);
    format_number(report->episode_return, 3, episode_return, sizeof episode_return);
    format_number(report->loss, 4, loss, sizeof loss);
    int length = snprintf(out, capacity, "%s | %s/s | goals %s | return %s | loss %s | %s left",
                          steps, speed, goals, episode_return, loss, left);
    return length > 0 ? (size_t)length : 0;
}

// ---- printing

RgProgress rg_progress_start(FILE* out, bool terminal, double interval) {
    return (RgProgress){
        .out = out, .in_place = terminal, .interval = terminal ? TERMINAL_INTERVAL : interval};
}

/// Follows the speed of the run.
static void look_at_speed(RgProgress* progress, const RgProgressReport* report, double now) {
    double seconds = now - progress->rate_time;
    if (!progress->started) {
        progress->started = true;
        progress->last_print = now;
    } else if (seconds < 0.05) {
        return; // too short to tell
    } else {
        double present = (double)(report->env_steps - progress->rate_steps) / seconds;
        double weight = progress->rate > 0.0 ? 1.0 - exp(-seconds / SMOOTHING_SECONDS) : 1.0;
        progress->rate += weight * (present - progress->rate);
    }
    progress->rate_time = now;
    progress->rate_steps = report->env_steps;
}

static void print_line(RgProgress* progress, const RgProgressReport* report, double now) {
    char line[256];
    rg_progress_line(report, progress->rate, line, sizeof line);
    // on a terminal: back to the start, and clear what is left of a longer line
    if (progress->in_place) {
        fprintf(progress->out, "\r%s\033[K", line);
    } else {
        fprintf(progress->out, "%s\n", line);
    }
    fflush(progress->out);
    progress->last_print = now;
}

void rg_progress_update(RgProgress* progress, const RgProgressReport* report, double now) {
    look_at_speed(progress, report, now);
    if (now - progress->last_print >= progress->interval) {
        print_line(progress, report, now);
    }
}

void rg_progress_finish(RgProgress* progress, const RgProgressReport* report, double now) {
    look_at_speed(progress, report, now);
    print_line(progress, report, now);
    if (progress->in_place) {
        fprintf(progress->out, "\n");
        fflush(progress->out);
    }
}
